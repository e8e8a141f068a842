"""Of people who enter hours at the same moment, each is told of the other: in one month, and in two projects of one person."""

from __future__ import annotations

import asyncio
from datetime import date
from decimal import Decimal

import pytest

from grants.access import OPERATOR
from grants.errors import Changed, Objected
from grants.projects.models import Project
from grants.projects.queries import project_seen
from grants.team.models import Hours, Timesheet
from grants.team.timesheets.actions import Entered, enter_hours
from tests.cast import TODAY
from tests.team.test_timesheet_pages import OCTOBER, member_of

pytestmark = pytest.mark.anyio
DAY = date(2026, 10, 5)


def thirteen():
    return Entered({None}, {(None, DAY): Decimal(13)})


async def test_of_two_who_begin_a_month_at_once_one_is_told(small_world):
    who = await member_of(small_world)
    asked = [
        enter_hours(by, small_world.project, who, OCTOBER, 0, thirteen(), TODAY)
        for by in (small_world.maria, small_world.ivan)
    ]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(one) for one in answers if one is not None] == [Changed]
    assert await Timesheet.all().count() == 1


async def test_a_day_does_not_grow_over_24_hours_in_two_projects_at_once(small_world):
    await Project.create(code="друг", title_bg="Друг", kept_by_id=small_world.project.kept_by_id)
    other = await project_seen(OPERATOR, "друг")
    here = await member_of(small_world)
    there = await member_of(small_world, project_id=other.id)
    answers = await asyncio.gather(
        enter_hours(small_world.maria, small_world.project, here, OCTOBER, 0, thirteen(), TODAY),
        enter_hours(OPERATOR, other, there, OCTOBER, 0, thirteen(), TODAY),
        return_exceptions=True,
    )
    assert [type(one) for one in answers if one is not None] == [Objected]
    assert await Hours.all().values_list("hours") == [(Decimal(13),)]
