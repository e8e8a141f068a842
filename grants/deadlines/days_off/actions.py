"""Declaring a day off, or a working one, and taking that back; every project's deadlines are counted anew at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from grants.access import Identity, Permission, ProjectRef
from grants.acting import Deed, acting
from grants.correspondence.following import count_answers
from grants.deadlines.days_off.rules import Declared, against_day
from grants.deadlines.following import keep_in_step, out_of_step
from grants.deadlines.models import DayOff
from grants.deadlines.rules_yield import Offices
from grants.deadlines.things import offices
from grants.errors import Changed, Objected
from grants.projects.actions import count_reports
from grants.storage.columns import text
from grants.storage.database import rows
from grants.values.language import Text

_ONE_AT_A_TIME = 6_402_373_705_728_019  # two people who declare the same day wait for each other


async def declare_day(by: Identity, one: Declared, today: date, *, once: str = "") -> None:
    """A day off, or a working one, from now on in every project; Objected where the calendar has it so already."""
    async with acting(by, Permission.MANAGE_PEOPLE, once=once) as deed:
        await rows("SELECT pg_advisory_xact_lock($1)", _ONE_AT_A_TIME)
        before = await offices()
        if told := against_day(one, before.of(one.country)):
            raise Objected(list(told))
        names = {"name_bg": one.name.bg, "name_en": one.name.en}
        values: dict[str, Any] = {"country": one.country, "day_on": one.day, "works": one.works, **names}
        row = await DayOff.create(**values)
        deed.happened("day_off.added", "day_off", row.id, _label(one.day, one.name), after=values)
        await _count_anew(deed, before, today)


async def take_back_day(by: Identity, row_id: int, version: int, today: date, *, once: str = "") -> None:
    """The day is again as the calendar has it; Changed when somebody else was quicker."""
    async with acting(by, Permission.MANAGE_PEOPLE, once=once) as deed:
        found = await DayOff.filter(id=row_id, version=version).values()
        if not found:
            raise Changed({})
        offices_before = await offices()
        await DayOff.filter(id=row_id).delete()
        before = {name: found[0][name] for name in ("country", "day_on", "works", "name_bg", "name_en")}
        deed.happened(
            "day_off.removed", "day_off", row_id, _label(before["day_on"], text(found[0], "name")), before=before
        )
        await _count_anew(deed, offices_before, today)


def _label(day: date, name: Text) -> str:
    return " · ".join(part for part in (f"{day:%d.%m.%Y}", name.bg or name.en) if part)


async def _count_anew(deed: Deed, before: Offices, today: date) -> None:
    """Count until when letters are to be answered and reports are due, and bring the deadlines of every project into step
    with the days off as they are now.
    """
    await count_answers(deed, before.of("BG"))
    await count_reports(deed, before.of("BG"), today)
    for row in await rows("SELECT id, kept_by_id FROM project ORDER BY id"):
        if await out_of_step(row["id"], today):
            await keep_in_step(deed, ProjectRef(row["id"], row["kept_by_id"]), today)
