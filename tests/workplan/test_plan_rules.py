"""The arithmetic of the plan as tables: months and days, what can't be kept, what is late, the tree."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.values.days import ONE_DAY, Precision, PublishedDay
from grants.workplan.rules_plan import (
    activity_late,
    activity_objections,
    day_objections,
    deliverable_late,
    disagreements,
    in_tree,
    milestone_late,
    month_begins,
    month_ends,
    month_of,
    place_objections,
    sticks_out,
    update_objections,
    with_days,
)
from tests.properties import pure

TODAY = date(2026, 11, 22)
START = PublishedDay(date(2026, 3, 15))
EMPTY = {
    "start_month": None, "end_month": None, "start_on": None, "start_precision": Precision.DAY, "end_on": None, "end_precision": Precision.DAY,
    "began_on": None, "finished_on": None, "progress": None, "state": "planned",
}  # fmt: skip


def activity(**values):
    return EMPTY | values


@pytest.mark.parametrize(
    ("start", "month", "first", "last"),
    [
        (date(2026, 3, 15), 1, date(2026, 3, 15), date(2026, 4, 14)),
        (date(2026, 3, 1), 1, date(2026, 3, 1), date(2026, 3, 31)),
        (date(2026, 3, 1), 10, date(2026, 12, 1), date(2026, 12, 31)),
        (date(2026, 3, 1), 24, date(2028, 2, 1), date(2028, 2, 29)),
        (date(2026, 1, 31), 1, date(2026, 1, 31), date(2026, 2, 27)),
        (date(2026, 1, 31), 2, date(2026, 2, 28), date(2026, 3, 30)),
        (date(2025, 12, 15), 2, date(2026, 1, 15), date(2026, 2, 14)),
    ],
)
def test_it_counts_months_from_the_day_a_project_starts(start, month, first, last):
    assert (month_begins(start, month), month_ends(start, month)) == (first, last)
    assert (month_of(start, first), month_of(start, last)) == (month, month)


@pure
@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 600))
def test_it_leaves_no_day_between_two_months(start, month):
    assert month_ends(start, month) + ONE_DAY == month_begins(start, month + 1)
    assert month_of(start, month_begins(start, month)) == month
    assert month_of(start, month_begins(start, month) - ONE_DAY) == month - 1


@pytest.mark.parametrize(
    ("typed", "start", "first", "last"),
    [
        (activity(start_month=1, end_month=3), START, date(2026, 3, 15), date(2026, 6, 14)),
        (activity(start_month=2), START, date(2026, 4, 15), None),
        (activity(start_month=1, start_on=date(2026, 3, 20)), START, date(2026, 3, 20), None),  # what is typed stays
        (activity(start_month=1, end_month=3), PublishedDay(date(2026, 3, 1), Precision.MONTH), date(2026, 3, 1), date(2026, 5, 1)),
        (activity(start_month=1, end_month=3), PublishedDay(date(2026, 1, 1), Precision.YEAR), None, None),
        (activity(start_month=1, end_month=3), None, None, None),
        (activity(start_month=0, end_month=10**9), START, None, None),
    ],
)  # fmt: skip
def test_it_fills_the_days_from_the_months(typed, start, first, last):
    kept = with_days(typed, start)
    assert (kept["start_on"], kept["end_on"]) == (first, last)
    if start and first and typed["start_on"] is None:
        assert kept["start_precision"] is start.precision


def test_it_lets_a_day_follow_its_month_but_not_a_day_that_was_typed():
    before = with_days(activity(start_month=1, end_month=3), START)
    moved = with_days(before | {"start_month": 2, "end_month": 4}, START, before)
    assert (moved["start_on"], moved["end_on"]) == (date(2026, 4, 15), date(2026, 7, 14))
    typed = before | {"start_month": 2, "start_on": date(2026, 3, 20)}
    assert with_days(typed, START, before)["start_on"] == date(2026, 3, 20)
    first_time = activity(start_on=date(2026, 3, 15))
    assert with_days(first_time | {"start_month": 2}, START, first_time)["start_on"] == date(2026, 3, 15)


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ({}, []),
        ({"progress": 0}, []),
        ({"progress": 100}, []),
        ({"progress": 101}, ["progress"]),
        ({"progress": -1}, ["progress"]),
        ({"start_month": 0}, ["start_month"]),
        ({"start_month": 3, "end_month": 2}, ["end_month"]),
        ({"start_month": 3, "end_month": 3}, []),
        ({"end_month": 601}, ["end_month"]),
        ({"start_on": date(2026, 3, 2), "end_on": date(2026, 3, 1)}, ["end"]),
        ({"start_on": date(2026, 3, 1), "end_on": date(2026, 3, 1)}, []),
        ({"start_on": date(2026, 3, 20), "end_on": date(2026, 3, 1), "end_precision": Precision.MONTH}, []),  # the end is 31 March at the latest
        ({"began_on": date(2026, 3, 2), "finished_on": date(2026, 3, 1)}, ["finished"]),
        ({"progress": 200, "start_month": 0, "began_on": date(2026, 3, 2), "finished_on": date(2026, 3, 1)}, ["progress", "start_month", "finished"]),
    ],
)  # fmt: skip
def test_it_objects_beside_the_field(values, places):
    assert [one.place for one in activity_objections(activity(**values))] == places


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ({"start_month": 2, "start_on": date(2026, 4, 15)}, []),
        ({"start_month": 2, "start_on": date(2026, 4, 16)}, ["start"]),
        ({"start_month": 2, "start_on": date(2026, 4, 1), "start_precision": Precision.MONTH}, []),
        ({"end_month": 2, "end_on": date(2026, 5, 14)}, []),
        ({"end_month": 2, "end_on": date(2026, 5, 15)}, ["end"]),
        ({"start_month": 2}, []),
    ],
)
def test_it_objects_to_months_and_days_that_disagree(values, places):
    assert [one.place for one in disagreements(activity(**values), START)] == places


@pytest.mark.parametrize(
    ("row_id", "above", "refused"),
    [(1, None, False), (1, 2, False), (2, 2, True), (3, 1, True), (2, 1, True), (0, 1, False), (4, 1, False)],
)
def test_it_refuses_an_activity_within_itself_or_in_a_circle(row_id, above, refused):
    assert bool(place_objections({1: 2, 2: 3, 3: None, 4: None}, row_id, above)) is refused


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"end_on": date(2026, 11, 21)}, (True, 1)),
        ({"end_on": date(2026, 11, 22)}, None),
        ({"end_on": date(2026, 11, 1), "end_precision": Precision.MONTH}, None),
        ({"end_on": date(2026, 11, 21), "state": "done"}, None),
        ({"end_on": date(2026, 11, 21), "finished_on": date(2026, 11, 22)}, None),
        ({"start_on": date(2026, 11, 12)}, (False, 10)),
        ({"start_on": date(2026, 11, 12), "state": "running"}, None),
        ({"start_on": date(2026, 11, 12), "began_on": date(2026, 11, 13)}, None),
        ({}, None),
    ],
)
def test_it_says_what_of_an_activity_is_late(values, said):
    late = activity_late(activity(**values), TODAY)
    assert (late and (late.ends, late.days)) == said


def test_it_says_by_how_much_a_milestone_or_a_deliverable_is_late():
    due = date(2026, 11, 20)
    assert [milestone_late(due, reached, TODAY) for reached in (None, due, date(2026, 11, 21))] == [2, 0, 1]
    assert milestone_late(None, None, TODAY) == 0
    for state, late in (("planned", True), ("returned", True), ("submitted", False), ("accepted", False)):
        assert deliverable_late({"state": state, "due_on": due}, TODAY) is late


def test_it_warns_of_a_part_outside_the_period_of_its_activity():
    above = activity(start_on=date(2026, 3, 1), end_on=date(2026, 6, 1), end_precision=Precision.MONTH)
    assert sticks_out(activity(start_on=date(2026, 3, 1), end_on=date(2026, 6, 30)), above) == []
    assert len(sticks_out(activity(start_on=date(2026, 2, 28), end_on=date(2026, 7, 1)), above)) == 2


def test_it_asks_an_update_to_say_something_that_has_happened():
    nothing = {f"{name}_{side}": "" for name in ("done", "late", "next") for side in ("bg", "en")} | {"progress": None}
    assert [one.place for one in update_objections(nothing)] == ["done"]
    assert update_objections(nothing | {"next_bg": "Печат на наръчника"}) == []
    later = {"written_on": date(2026, 11, 23), "began_on": TODAY, "finished_on": None}
    assert [one.place for one in day_objections(later, TODAY)] == ["written"]


def test_it_puts_every_activity_after_the_one_it_is_part_of_and_loses_none():
    rows = [
        {"id": n, "within_id": above} for n, above in ((1, None), (2, None), (3, 1), (4, 3), (5, 99), (6, 7), (7, 6))
    ]
    placed = in_tree(rows)
    assert [(one.row["id"], one.depth) for one in placed] == [(1, 0), (3, 1), (4, 2), (2, 0), (5, 0), (6, 0), (7, 0)]
    assert placed[2].above == (3, 1)
