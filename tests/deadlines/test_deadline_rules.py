"""When somebody is reminded of a deadline, who, and how lists of deadlines are grouped (срокове)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.deadlines.rules import STEPS, Concern, Nearness, SeatSeen, headline, nearness, reminded_of, step_on

DUE = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("left", "step"),
    [
        (400, None),
        (31, None),
        (30, 30),
        (29, 30),
        (15, 30),
        (14, 14),
        (8, 14),
        (7, 7),
        (5, 7),
        (3, 7),
        (2, 2),
        (1, 2),
        (0, 0),
        (-1, -1),
        (-3, -1),
        (-4, -4),
        (-31, -31),
        (-37, -31),
        (-38, -38),
        (-45, -45),
        (-365, -360),
    ],
)
def test_it_knows_the_step_that_is_reached(left, step):
    assert step_on(DUE, DUE - timedelta(days=left)) == step


def test_it_gives_a_deadline_typed_five_days_before_the_steps_that_still_fit():
    assert [step_on(DUE, DUE - timedelta(days=left)) for left in (5, 4, 3, 2, 1, 0)] == [7, 7, 7, 2, 2, 0]


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(-2000, 29))
def test_it_never_goes_back_to_an_earlier_step(due, left):
    today = due - timedelta(days=left)
    before, now = step_on(due, today - timedelta(days=1)), step_on(due, today)
    assert before is not None
    assert now is not None
    assert now <= before <= max(STEPS)


def test_it_reminds_of_a_late_one_every_third_day_and_after_a_month_weekly():
    steps = [step_on(DUE, DUE + timedelta(days=late)) for late in range(60)]
    mornings = [late for late in range(1, 60) if steps[late] != steps[late - 1]]
    assert mornings == [1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 38, 45, 52, 59]


@pytest.mark.parametrize(
    ("left", "group"),
    [
        (-1, Nearness.LATE),
        (0, Nearness.WEEK),
        (7, Nearness.WEEK),
        (8, Nearness.MONTH),
        (30, Nearness.MONTH),
        (31, Nearness.LATER),
    ],
)
def test_it_groups_deadlines_by_nearness(today, left, group):
    assert nearness(today + timedelta(days=left), today) is group


@pytest.mark.parametrize(
    ("days", "place"),
    [([5], 0), ([-400, 1], 1), ([-1, 7], 0), ([2, -2], 1), ([30, 14, 0], 2), ([-3, -1], 1)],
)
def test_it_names_the_one_nearest_to_today_first(days, place):
    assert headline(days) == place


MARIA, IVAN, ELENA, PETAR, STRANGER = 1, 2, 3, 4, 5
PROJECT, ORGANISATION, PART = 10, 20, 30
SEATS = [
    SeatSeen(MARIA, manages=True, project_id=PROJECT, organisation_id=None, partner_id=None),
    SeatSeen(IVAN, manages=False, project_id=None, organisation_id=ORGANISATION, partner_id=None),
    SeatSeen(ELENA, manages=False, project_id=PROJECT, organisation_id=None, partner_id=PART),
    SeatSeen(PETAR, manages=True, project_id=None, organisation_id=ORGANISATION, partner_id=None),
    SeatSeen(STRANGER, manages=True, project_id=99, organisation_id=None, partner_id=None),
]


def concern(*, person: int | None = None, coordinator: int | None = None, partner: int | None = None) -> Concern:
    return Concern(PROJECT, ORGANISATION, partner, person, coordinator)


@pytest.mark.parametrize(
    ("whose", "reminded"),
    [
        (concern(person=IVAN, coordinator=MARIA), (IVAN,)),
        (concern(coordinator=MARIA), (MARIA,)),
        (concern(), (MARIA, PETAR)),
        (concern(person=STRANGER, coordinator=MARIA), (MARIA,)),
        (concern(person=STRANGER, coordinator=STRANGER), (MARIA, PETAR)),
        (concern(person=ELENA, partner=PART, coordinator=MARIA), (ELENA,)),
        (concern(person=ELENA, partner=31, coordinator=MARIA), (MARIA,)),
        (concern(person=ELENA, coordinator=MARIA), (MARIA,)),
    ],
)
def test_it_reminds_the_person_named_else_the_coordinator_else_the_managers(whose, reminded):
    assert reminded_of(whose, SEATS) == reminded


def test_it_reminds_nobody_when_nobody_sees_the_project_any_more():
    assert reminded_of(concern(person=IVAN), [SEATS[-1]]) == ()
