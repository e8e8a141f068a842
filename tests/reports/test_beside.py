"""A report of EU money says when somebody of the team has more days than a year holds over all projects, and names nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from grants.funders.registry import format_named
from grants.reports.beside import ONE_ABOVE, SOME_ABOVE, staff_warned
from grants.reports.grounds import report_ground
from grants.reports.grounds_entries import Selection
from tests.cast import project_of
from tests.checks.test_hours_of_people import worked
from tests.reports.grounds import ABROAD, LEAD
from tests.team.test_members import EGN, member

pytestmark = pytest.mark.anyio
DAYS = [date(2026, 10, day) for day in range(1, 32)]
MGA, PRAG = format_named("eu-mga"), format_named("prag")


async def warned(small_world, chosen=MGA, last=date(2026, 10, 31), partners=(LEAD,)):
    chosen_days = Selection(date(2026, 10, 1), last)
    ground = await report_ground(small_world.maria, small_world.project, chosen_days, last)
    found = await staff_warned(chosen, small_world.project, replace(ground, partners=partners))
    return [(one.sentence, one.facts["year"], one.facts["count"]) for one in found]


async def test_it_counts_the_people_over_all_projects_and_names_neither_them_nor_the_projects(small_world):
    second = await project_of("vtori-proekt", small_world.project.kept_by_id, title_bg="Втори проект")
    here = await member(small_world, EGN, post=Decimal("0.5"))
    await worked(here, (DAYS[0], "8"))
    assert await warned(small_world) == []
    elsewhere = await member(small_world, EGN, second, post=Decimal("0.1"))
    await worked(elsewhere, *((day, "40") for day in DAYS))
    assert await warned(small_world) == [(ONE_ABOVE, "2026", 1)]  # 156 days, and 0.6 of a post holds 129
    assert await warned(small_world, PRAG) == []
    assert await warned(small_world, partners=(ABROAD,)) == []  # a partner's own part
    other = await member(small_world, post=Decimal("0.1"), name="Петя Стоева")
    await worked(other, *((day, "24") for day in DAYS))
    assert await warned(small_world) == [(SOME_ABOVE, "2026", 2)]
