"""A funder's file of people for a period: what would be in it, and the file by the one writer of each; kept nowhere."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from grants.access import Identity, Permission, may
from grants.errors import NotAllowed, Objection
from grants.funders.format import Format, Rows
from grants.participants.counting import special_needed
from grants.projects.queries import Seen
from grants.reports.people import gathered
from grants.reports.people_export import Exported, called, export_participants
from grants.reports.people_queries import people_of
from grants.reports.team_sheet import Each, Lack, export_team, hours_rows, lacks
from grants.storage.sealed import Seal
from grants.values.language import N_, Text

LEFT_OUT: Final = N_("People of the register who can't be written and are left out: {count}.")
LACKING: Final = N_("{name}: ИСУН asks for more in this person's rows before the report is submitted.")


@dataclass(frozen=True, slots=True)
class PeopleLook:
    """What a file of people would hold: its rows, how many people stand in them and, of a team, their hours; what to know first.

    `page` is where it is said of each, below the project's address.
    """

    rows: int
    people: int
    hours: Decimal | None
    warned: tuple[Objection, ...]
    page: str


async def looked_at(by: Identity, project: Seen, format_: Format, first: date, last: date) -> PeopleLook:
    """What the file would hold from one day to another, both counted. Raises NotAllowed. Three queries at most."""
    if not may(by, Permission.SEE_PERSONAL_NUMBERS, project.ref):
        raise NotAllowed(N_("Your role does not allow this."))
    if format_.of_people is Rows.HOURS:
        found = await hours_rows(project, first, last, Each.DAY)
        hours = sum((row.hours for row in found), Decimal(0))
        people = len({row.member_id for row in found})
        return PeopleLook(len(found), people, hours, tuple(_lacking(lacks(found))), "team/sheet")
    asked = await special_needed(project.id)
    sorted_out = await asyncio.to_thread(gathered, await people_of(project, last), asked)
    facts = {"count": len(sorted_out.left_out), "tab": "participants/sheet"}
    warned = (Objection(LEFT_OUT, facts),) if sorted_out.left_out else ()
    return PeopleLook(len(sorted_out.written), len(sorted_out.written), None, warned, "participants/sheet")


def _lacking(found: Iterable[Lack]) -> Iterator[Objection]:
    """What is missing, of each member once with all that ИСУН says of it."""
    by_member: dict[tuple[str, str], list[str]] = {}
    for lack in found:
        by_member.setdefault((lack.number, lack.name), []).extend(lack.theirs)
    for (_, name), theirs in by_member.items():
        yield Objection(LACKING, {"name": name, "tab": "team/sheet"}, theirs=Text(" ".join(dict.fromkeys(theirs))))


async def people_file(
    by: Identity, project: Seen, format_: Format, first: date, last: date, seal: Seal, today: date
) -> Exported:
    """The file from one day to another, both counted: of the team a row for each day and activity; of the participants
    everybody who joined by the last day, since it takes the place of the one before it.

    Raises NotAllowed, and WrongState where nobody would stand in it. It is recorded, and kept nowhere.
    """
    if format_.of_people is Rows.HOURS:
        return await export_team(by, project, first, last, Each.DAY, seal, today)
    return await export_participants(by, project, seal, today, last)


def people_file_name(format_: Format, project: Seen, day: date) -> str:
    """What the file is called."""
    return called(format_.books[0].name.bg, project, day)
