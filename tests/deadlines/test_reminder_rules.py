"""When somebody is reminded of a deadline, and who (напомняния)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.deadlines.reminding.rules import (
    STEPS,
    USUAL,
    Concern,
    Plan,
    PlanTyped,
    Reach,
    SeatSeen,
    Why,
    day_that_counts,
    days_there_are,
    fitting,
    headline,
    mornings,
    plan_for,
    plan_objections,
    reach_of,
    reminded_of,
    step_on,
    steps_read,
    told_too,
)
from tests.properties import pure

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


def test_it_gives_a_deadline_known_five_days_before_only_the_steps_that_still_fit():
    steps = [step_on(DUE, DUE - timedelta(days=left), there_is=5) for left in (5, 4, 3, 2, 1, 0, -1)]
    assert steps == [None, None, None, 2, 2, 0, -1]


def test_it_catches_up_with_the_latest_step_after_a_worker_slept():
    assert [step_on(DUE, DUE - timedelta(days=left)) for left in (5, 4, 3, 2, 1, 0)] == [7, 7, 7, 2, 2, 0]


LATE_AT_FIRST = [  # so late when first heard of, how often it is told of; so late now, the step
    (81, USUAL, 81, None),
    (81, USUAL, 86, None),
    (81, USUAL, 87, -87),
    (81, USUAL, 94, -94),
    (5, USUAL, 6, None),
    (5, USUAL, 7, -7),
    (0, USUAL, 1, -1),
    (9, Plan(late_every=0), 9, None),
    (9, Plan(late_every=0), 10, -10),
    (9, Plan(late_every=0), 40, -10),
]


@pytest.mark.parametrize(("at_first", "plan", "late", "step"), LATE_AT_FIRST)
def test_it_lets_be_the_steps_that_were_past_when_it_was_first_heard_of(at_first, plan, late, step):
    assert step_on(DUE, DUE + timedelta(days=late), plan, -at_first) == step


@pure
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
]
REACH = reach_of(SEATS)


def concern(*, person: int | None = None, coordinator: int | None = None, partner: int | None = None) -> Concern:
    return Concern(PROJECT, ORGANISATION, partner, person, coordinator)


@pytest.mark.parametrize(
    ("whose", "reminded"),
    [
        (concern(person=IVAN, coordinator=MARIA), {IVAN: Why.OWN}),
        (concern(coordinator=MARIA), {MARIA: Why.NOBODY}),
        (concern(), {MARIA: Why.NOBODY, PETAR: Why.NOBODY}),
        (concern(person=STRANGER, coordinator=MARIA), {MARIA: Why.GONE}),
        (concern(person=STRANGER, coordinator=STRANGER), {MARIA: Why.GONE, PETAR: Why.GONE}),
        (concern(person=ELENA, partner=PART, coordinator=MARIA), {ELENA: Why.OWN}),
        (concern(person=ELENA, partner=31, coordinator=MARIA), {MARIA: Why.GONE}),
        (concern(person=ELENA, coordinator=MARIA), {MARIA: Why.GONE}),
    ],
)
def test_it_reminds_the_person_named_else_the_coordinator_else_the_managers(whose, reminded):
    assert reminded_of(whose, REACH) == reminded


def test_it_reminds_nobody_when_nobody_sees_the_project_any_more():
    assert reminded_of(concern(person=IVAN), Reach()) == {}


@pytest.mark.parametrize(
    ("late", "plan", "told"),
    [
        (0, USUAL, {}),
        (1, USUAL, {MARIA: Why.COORDINATES}),
        (6, USUAL, {MARIA: Why.COORDINATES}),
        (7, USUAL, {MARIA: Why.COORDINATES, PETAR: Why.MANAGES}),
        (2, Plan(coordinator_after=3, manager_after=5), {}),
        (3, Plan(coordinator_after=3, manager_after=5), {MARIA: Why.COORDINATES}),
        (5, Plan(coordinator_after=3, manager_after=5), {MARIA: Why.COORDINATES, PETAR: Why.MANAGES}),
        (0, Plan(coordinator_after=0, manager_after=0), {}),  # what is not late is nobody else's business
        (1, Plan(coordinator_after=0, manager_after=0), {MARIA: Why.COORDINATES, PETAR: Why.MANAGES}),
    ],
)
def test_it_tells_the_coordinator_and_then_the_managers_as_it_grows_late(late, plan, told):
    assert told_too(concern(person=IVAN, coordinator=MARIA), REACH, late, plan) == told


def test_it_tells_no_coordinator_who_sees_the_deadline_no_more():
    assert told_too(concern(person=IVAN, coordinator=STRANGER), REACH, 1) == {}


# --- the plan of a kind and the time there is ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ({"steps": "30, 14; 7 0"}, []),
        ({"steps": ""}, []),
        ({"steps": "30, никога"}, ["steps"]),
        ({"steps": "-5, 3"}, ["steps"]),
        ({"steps": "3651"}, ["steps"]),
        ({"steps": "²"}, ["steps"]),
        ({"steps": "7", "late_every": -1, "internal_days": -3}, ["late_every", "internal_days"]),
    ],
)
def test_it_refuses_a_plan_that_would_be_read_as_another(typed, places):
    numbers = dict.fromkeys(("late_every", "coordinator_after", "manager_after", "internal_days"))
    assert [one.place for one in plan_objections(numbers | typed)] == places


@pytest.mark.parametrize(
    ("typed", "steps"),
    [
        ("30, 14, 7, 2, 0", (30, 14, 7, 2, 0)),
        ("0 2 7", (7, 2, 0)),
        ("7; 7; 1", (7, 1)),
        ("", ()),
        ("никога", ()),
        ("-5, 3", (3,)),
        ("3650, 9999", (3650,)),
        ("12345678901234567890", ()),
    ],
)
def test_it_reads_steps_as_they_are_typed(typed, steps):
    assert steps_read(typed) == steps


@pytest.mark.parametrize(
    ("kind", "typed", "plan"),
    [
        ("report", [], Plan((30, 14, 7, 2, 0), 3, 1, 7)),
        ("answer", [], Plan((14, 7, 2, 1, 0), 3, 1, 7)),
        ("report", [PlanTyped("report", (60, 10))], Plan((60, 10), 3, 1, 7)),
        ("report", [PlanTyped("answer", (60, 10))], Plan((30, 14, 7, 2, 0), 3, 1, 7)),
        ("report", [PlanTyped("", (5,), 1, 2, 3)], Plan((5,), 1, 2, 3)),
        ("report", [PlanTyped("", (5,), 1, 2, 3), PlanTyped("report", (), None, 4)], Plan((5,), 1, 4, 3)),
        ("answer", [PlanTyped("", (5,))], Plan((5,), 3, 1, 7)),
        ("answer", [PlanTyped("", late_every=0)], Plan((14, 7, 2, 1, 0), 0, 1, 7)),
    ],
)
def test_it_takes_the_plan_of_the_kind_else_of_all_kinds_else_the_usual_one(kind, typed, plan):
    assert plan_for(kind, typed) == plan


@pytest.mark.parametrize(
    ("steps", "there_is", "fit"),
    [
        ((14, 7, 2, 1, 0), 7, (2, 1, 0)),  # five working days
        ((14, 7, 2, 1, 0), 8, (7, 2, 1, 0)),
        ((14, 7, 2, 1, 0), 0, (0,)),
        ((14, 7, 2, 1), 1, ()),
        ((30, 14, 7, 2, 0), None, (30, 14, 7, 2, 0)),
        ((30, 14, 7, 2, 0), 30, (14, 7, 2, 0)),
    ],
)
def test_it_keeps_the_steps_that_fit_the_time_there_is(steps, there_is, fit):
    assert fitting(steps, there_is) == fit


def test_it_reminds_of_an_answer_due_in_five_working_days_two_days_before_one_before_and_on_the_day():
    received, due, answers = date(2026, 11, 23), date(2026, 11, 30), plan_for("answer", [])
    assert days_there_are(due, received) == 7
    assert mornings(due, answers, 7) == [date(2026, 11, 28), date(2026, 11, 29), date(2026, 11, 30)]
    steps = [step_on(due, received + timedelta(days=day), answers, 7) for day in range(8)]
    assert steps == [None, None, None, None, None, 2, 1, 0]


@pytest.mark.parametrize(
    ("left", "step"), [(12, None), (11, None), (10, 10), (9, 10), (8, 10), (7, 7), (2, 2), (0, 0), (-1, -1)]
)
def test_it_is_silent_until_the_day_it_was_put_off_to_and_reminds_on_it(left, step):
    assert step_on(DUE, DUE - timedelta(days=left), later=DUE - timedelta(days=10)) == step


def test_it_does_not_put_off_beyond_the_date_itself():
    assert step_on(DUE, DUE - timedelta(days=7), later=DUE + timedelta(days=1)) == 7


@pytest.mark.parametrize(("late", "step"), [(1, -1), (2, -1), (30, -1), (400, -1)])
def test_it_reminds_of_a_late_one_once_where_the_plan_says_no_more(late, step):
    assert step_on(DUE, DUE + timedelta(days=late), Plan(late_every=0)) == step


@pytest.mark.parametrize(
    ("late", "steps"),
    [(2, [-1, -2, -2, -4, -4, -4, -7]), (4, [-1, -1, -1, -4, -4, -4, -7]), (6, [-1, -1, -1, -4, -4, -6, -7])],
)
def test_it_reminds_on_the_day_it_was_put_off_to_of_what_is_late_by_then(late, steps):
    days = (DUE + timedelta(days=n) for n in range(1, 8))
    assert [step_on(DUE, day, later=DUE + timedelta(days=late)) for day in days] == steps


INTERNAL = DUE - timedelta(days=5)


@pytest.mark.parametrize(
    ("internal", "today", "in_house", "counts"),
    [
        (None, INTERNAL, True, DUE),
        (INTERNAL, INTERNAL - timedelta(days=9), True, INTERNAL),
        (INTERNAL, INTERNAL - timedelta(days=9), False, DUE),
        (INTERNAL, DUE - timedelta(days=1), True, INTERNAL),
        (INTERNAL, DUE, True, DUE),
        (DUE + timedelta(days=3), INTERNAL, True, DUE),
    ],
)
def test_it_counts_by_the_internal_day_for_the_houses_people_until_the_real_one_has_come(
    internal, today, in_house, counts
):
    assert day_that_counts(DUE, internal, today, in_house=in_house) == counts


def test_it_counts_by_the_date_where_the_internal_day_had_passed_when_it_was_first_heard_of():
    heard = {one: INTERNAL + timedelta(days=one) for one in (-1, 0, 2)}
    counts = {one: day_that_counts(DUE, INTERNAL, day, in_house=True, heard_of=day) for one, day in heard.items()}
    assert counts == {-1: INTERNAL, 0: DUE, 2: DUE}
