"""Writing the sheets of people for the funder: opened, written, handed over and recorded, and kept nowhere."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from datetime import date

from grants.access import Identity, Permission
from grants.acting import acting
from grants.errors import WrongState
from grants.participants.counting import special_needed
from grants.personal.actions import open_numbers
from grants.personal.rules import Bearer
from grants.projects.queries import Seen
from grants.reports.people import Gathered, cells_of, gathered, layout
from grants.reports.people_queries import people_of
from grants.reports.workbook import written_exactly
from grants.storage.sealed import Seal
from grants.values.language import N_

NOBODY = N_("Nobody of the register can be written into the sheet yet.")


@dataclass(frozen=True, slots=True)
class Exported:
    """A sheet that was written: its bytes, their sha256, and how many rows it has."""

    content: bytes
    sha256: str
    rows: int


async def export_participants(
    by: Identity, project: Seen, seal: Seal, today: date, until: date | None = None
) -> Exported:
    """The micro-data of everybody who can be written, of those who joined by the day `until` alone. Raises WrongState when
    nobody can: in ИСУН the file takes the place of the one before it, so it holds the earlier ones too.

    Who, when, how many rows and the sha256 are recorded; the file itself, full of personal numbers, is not kept.
    """
    async with acting(by, Permission.SEE_PERSONAL_NUMBERS, project.ref) as deed:
        asked = await special_needed(project.id)
        sorted_out = await asyncio.to_thread(gathered, await people_of(project, until), asked)
        if not sorted_out.written:
            raise WrongState(NOBODY)
        ids = [person.id for person in sorted_out.written]
        opened = await open_numbers(deed, project.ref, Bearer.PARTICIPANT, seal, ids)
        numbers = {row_id: number for row_id, (_, number) in opened.items()}
        exported = await asyncio.to_thread(_participants, sorted_out, numbers, today)
        deed.happened(
            "participants.exported",
            "participants",
            None,
            after={
                **({"last_on": until} if until else {}),
                "rows": exported.rows,
                "left_out": len(sorted_out.left_out),
                "sha256": exported.sha256,
            },
        )
    return exported


def _participants(sorted_out: Gathered, numbers: dict[int, str], today: date) -> Exported:
    rows = (
        cells_of(person, place, numbers[person.id], asked=sorted_out.asked)
        for place, person in enumerate(sorted_out.written, start=1)
    )
    content = written_exactly(layout(), rows, today)
    return Exported(content, hashlib.sha256(content).hexdigest(), len(sorted_out.written))


def called(name: str, project: Seen, day: date, suffix: str = ".xlsx") -> str:
    """A file of people by what it is, the project and the day on which it was written."""
    return f"{name} {project.code} {day:%Y-%m-%d}{suffix}"
