"""The hours of people, read from the database over all projects of the organisation and told as far as the reader sees."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from grants.access import OPERATOR
from grants.checks.queries import findings_of
from grants.team.actions import add_days
from grants.team.models import Hours, Timesheet
from tests.cast import TODAY, project_of
from tests.team.test_members import EGN, member

pytestmark = pytest.mark.anyio
MONDAY, SATURDAY = date(2026, 10, 5), date(2026, 10, 10)


async def worked(member_id, *hours):
    """Hours of October by day."""
    sheet = await Timesheet.create(member_id=member_id, month_on=date(2026, 10, 1))
    for day, one in hours:
        await Hours.create(sheet_id=sheet.id, day_on=day, hours=Decimal(one))


@pytest.fixture
async def world(small_world):
    """Somebody who works in two projects of one organisation: eight hours and five on one day, and on a Saturday."""
    second = await project_of("vtori-proekt", small_world.project.kept_by_id, title_bg="Втори проект")
    one = await member(small_world, EGN, order_number="РД-1", start_on=MONDAY)
    two = await member(small_world, EGN, second, order_number="РД-2")
    await worked(one, (MONDAY, "8"), (SATURDAY, "2"), (date(2026, 10, 2), "1"))
    await worked(two, (MONDAY, "5"), (date(2026, 10, 17), "3"))
    return small_world, one


async def about(by, project):
    """What is found of people: the code, and the projects it names."""
    found = [one for one in await findings_of(by, project, TODAY) if one.code.startswith(("HOURS", "MEMBER"))]
    named: dict[str, Any] = {one.code: one.facts.get("projects", []) for one in found}
    return {code: [str(name) for name in projects] for code, projects in named.items()}


async def test_it_adds_up_the_hours_and_names_only_what_the_reader_sees(world):
    small_world, _ = world
    told = await about(small_world.maria, small_world.project)
    assert told == {
        "HOURS_OVER_DAY": [small_world.project.code, "vtori-proekt"],
        "HOURS_ON_DAY_OFF": [],  # here; the Saturday of the other project is told there
        "HOURS_OUTSIDE_CONTRACT": [],
    }
    told = await about(small_world.ivan, small_world.project)  # who sees the first project alone
    assert told["HOURS_OVER_DAY"] == [small_world.project.code, "other projects"]


async def test_it_tells_nothing_of_people_to_those_who_do_not_see_the_team(world):
    small_world, _ = world
    for by in (small_world.elena, small_world.desislava):
        assert await about(by, small_world.project) == {}


async def test_it_knows_the_order_for_a_saturday_and_the_days_of_leave(world):
    small_world, one = world
    project = small_world.project
    days = {"first_on": SATURDAY, "last_on": None, "paper": "РД-77"}
    await add_days(small_world.maria, project, one, {"kind": "order"} | days)
    assert "HOURS_ON_DAY_OFF" not in await about(OPERATOR, project)
    await add_days(
        small_world.maria, project, one, {"kind": "leave", "paper": ""} | {"first_on": MONDAY, "last_on": MONDAY}
    )
    assert "HOURS_ON_LEAVE" in await about(OPERATOR, project)


async def test_it_misses_the_order_of_appointment(small_world):
    await member(small_world)
    await member(small_world, name="Петя Стоева", engagement="civil", contract_number="ГД-3")
    found = [
        one
        for one in await findings_of(small_world.ivan, small_world.project, TODAY)
        if one.code == "MEMBER_UNAPPOINTED"
    ]
    assert [one.facts["person"] for one in found] == ["Росица Маринова"]
