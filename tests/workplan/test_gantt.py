"""The picture of the plan: where days stand, which milestones keep their names, and that it always fits a sheet."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.portfolio.plan.gantt import Drawn, Span, gantt
from grants.portfolio.plan.shown import told_of
from grants.portfolio.rules import place_of_day
from grants.values.wording import wording
from grants.workplan.rules_plan import in_tree
from tests.properties import pure

TODAY = date(2026, 11, 22)
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)


def activity(n, **values):
    texts = {f"{name}_{side}": "" for name in ("title", "result", "partner") for side in ("bg", "en")}
    days = {
        "start_on": FIRST,
        "start_precision": "day",
        "end_on": LAST,
        "end_precision": "day",
        "began_on": None,
        "finished_on": None,
    }
    rest = {
        "id": n,
        "number": str(n),
        "within_id": None,
        "state": "planned",
        "progress": None,
        "start_month": None,
        "end_month": None,
        "told_on": None,
    }
    return texts | days | rest | {"title_bg": f"Дейност {n}"} | values  # fmt: skip


def milestone(n, day):
    return {"id": n, "number": f"М{n}", "title_bg": "Етап", "title_en": "", "due_on": day, "reached_on": None}


def picture(activities, milestones=()):
    placed, words = in_tree(activities), wording("bg")
    told = told_of(placed, None, TODAY, words, "/projects/п")
    return gantt(Drawn(placed, told, milestones, (), (), None, None, TODAY), words, "/projects/п")


@pure
@given(st.dates(date(2025, 1, 1), date(2029, 1, 1)))
def test_it_puts_a_day_where_every_other_picture_puts_it(day):
    assert Span(FIRST, LAST).place(day) == place_of_day(day, FIRST, LAST)


def test_it_keeps_the_names_of_near_milestones_apart_and_leaves_out_what_has_no_room():
    drawn = picture([activity(1)], [milestone(n, TODAY + timedelta(days=n)) for n in range(1, 6)])
    assert [len(lane["marks"]) for lane in drawn["lanes"]] == [1, 1, 3]
    assert [mark["label"] for lane in drawn["lanes"] for mark in lane["marks"]] == ["М1", "М2", "М3", "", ""]
    far = picture([activity(1)], [milestone(n, FIRST + timedelta(days=120 * n)) for n in range(1, 6)])
    assert [len(lane["marks"]) for lane in far["lanes"]] == [5]


@pytest.mark.parametrize(("many", "fit"), [(1, 1), (12, 1), (100, 8)])
def test_it_takes_smaller_letters_the_more_rows_there_are(many, fit):
    assert picture([activity(n) for n in range(1, many + 1)])["fit"] == fit


def test_it_draws_nothing_where_no_day_is_known():
    assert picture([activity(1, start_on=None, end_on=None)]) is None


def test_it_draws_reality_up_to_today_and_what_is_over_time_after_the_plan():
    late = activity(1, end_on=date(2026, 6, 30), began_on=date(2026, 2, 1), state="running", progress=50)
    drawn = picture([late, activity(2)])
    assert [bool(drawn["bars"][name]) for name in ("planned", "progress", "real", "over")] == [True] * 4
    done = picture([activity(1, state="done", began_on=FIRST, finished_on=date(2026, 3, 1))])
    assert done["bars"]["over"] == ""
