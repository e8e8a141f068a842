"""Of a deadline that hangs on money or on a letter only those hear who may read the thing itself (кой вижда срока)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from grants.access import Role
from grants.deadlines.models import Deadline
from grants.deadlines.queries import all_deadlines, deadlines_of
from grants.deadlines.reminding.rules import SeatSeen, reach_of
from grants.deadlines.rules import Origin
from grants.deadlines.seen import HIDDEN

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
    assert {one.thing for one in await all_deadlines(by)} == sees


def test_somebody_with_two_seats_sees_what_either_shows():
    field, office = (
        SeatSeen(7, False, 1, None, None, True, HIDDEN[role]) for role in (Role.FIELD_WORKER, Role.ACCOUNTANT)
    )
    assert not reach_of([field]).sees(7, None, OF_MONEY)
    assert reach_of([field]).sees(7, None, OF_ALL)
    assert reach_of([field, office]).sees(7, None, OF_MONEY)
