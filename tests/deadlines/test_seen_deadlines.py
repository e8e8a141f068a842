"""Of a deadline that hangs on money or on a letter only those hear who may read the thing itself (кой вижда срока)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from grants.access import Role
from grants.deadlines.models import Deadline
from grants.deadlines.queries import deadlines_of
from grants.deadlines.reminding.rules import SeatSeen, reach_of
from grants.deadlines.rules import Origin
from grants.deadlines.seen import HIDDEN
from grants.deadlines.views.queries import deadlines_asked
from grants.deadlines.views.rules import Filters

pytestmark = pytest.mark.anyio
OF_ALL, OF_MONEY, OF_LETTERS = "deliverable", "guarantee", "matter"


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("maria", {OF_ALL, OF_MONEY, OF_LETTERS}),
        ("ivan", {OF_ALL, OF_MONEY, OF_LETTERS}),
        ("angel", {OF_ALL, OF_MONEY, OF_LETTERS}),
        ("desislava", {OF_ALL}),  # in the field
        ("elena", set()),  # a partner abroad, of whose part none is
    ],
)
async def test_it_shows_a_deadline_to_whoever_may_read_its_thing(small_world, who, sees):
    project = small_world.project
    for place, thing in enumerate((OF_ALL, OF_MONEY, OF_LETTERS), 1):
        told: dict[str, Any] = {
            "title_bg": f"Срок за „{thing}“",
            "due_on": date(2026, 12, 1),
            "origin": Origin.ATTACHED,
        }
        await Deadline.create(
            project_id=project.id, number=str(place), position=place, thing=thing, thing_id=place, **told
        )
    by = getattr(small_world, who)
    assert {one.thing for one in await deadlines_of(by, project)} == sees
    assert {one.thing for one in (await deadlines_asked(by, Filters(), date(2026, 11, 22))).rows} == sees


def test_somebody_with_two_seats_sees_what_either_shows():
    field, office = (
        SeatSeen(7, False, 1, None, None, True, HIDDEN[role]) for role in (Role.FIELD_WORKER, Role.ACCOUNTANT)
    )
    assert not reach_of([field]).sees(7, None, OF_MONEY)
    assert reach_of([field]).sees(7, None, OF_ALL)
    assert reach_of([field, office]).sees(7, None, OF_MONEY)


@pytest.mark.parametrize(("email", "reads"), [("maria@zaedno.example", True), ("desislava", False)])
async def test_no_page_names_it_to_anybody_else(browser, small_world, email, reads):
    project = small_world.project
    told: dict[str, Any] = {"title_bg": "Изтича: гаранция за аванса", "due_on": date(2026, 12, 1)}
    made = await Deadline.create(
        project_id=project.id, number="1", position=1, thing=OF_MONEY, thing_id=1, origin=Origin.ATTACHED, **told
    )
    await browser.sign_in(small_world.desislava.email if email == "desislava" else email)
    for place in ("/projects", f"/projects/{project.code}", "/deadlines", f"/projects/{project.code}/deadlines"):
        assert ("гаранция за аванса" in await browser.get(place)) == reads, place
    found = await browser.get("/search?q=гаранция")
    assert ("гаранция за аванса" in found) == reads
    await browser.get(f"/projects/{project.code}/rows/deadline/{made.id}", 200 if reads else 404)
