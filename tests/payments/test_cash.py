"""Cash by month: what came and went, and the gap ahead."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.payments.drawn import cash_picture, gap_said
from grants.payments.rules_cash import Flow, Gap, Month, ahead, gap, lowest_ahead, so_far
from grants.values.wording import wording
from tests.properties import pure

TODAY = date(2026, 11, 22)


def test_it_tells_every_month_also_where_nothing_moved():
    told = so_far([Flow(date(2026, 8, 3), 1000), Flow(date(2026, 10, 5), -300), Flow(date(2026, 10, 9), 50)], TODAY)
    assert [(one.first.month, one.came, one.went, one.position) for one in told] == [
        (8, 1000, 0, 1000), (9, 0, 0, 1000), (10, 50, 300, 750), (11, 0, 0, 750),
    ]  # fmt: skip


def test_it_puts_what_has_no_day_before_everything_and_leaves_the_future_out():
    told = so_far([Flow(None, 500), Flow(date(2026, 10, 5), -100), Flow(TODAY + timedelta(1), 9)], TODAY)
    assert [(one.first.month, one.position) for one in told] == [(10, 400), (11, 400)]
    assert so_far([], TODAY) == ()


def test_it_spreads_what_is_left_evenly_to_the_last_cent():
    told = ahead(0, TODAY, date(2027, 2, 28), [], 100)
    assert [(one.first, one.went, one.position) for one in told] == [
        (date(2026, 12, 1), 34, -34), (date(2027, 1, 1), 33, -67), (date(2027, 2, 1), 33, -100),
    ]  # fmt: skip


@pytest.mark.parametrize("end", [date(2026, 11, 30), date(2026, 3, 1), None])
def test_it_spends_what_is_left_at_once_where_no_month_is_left(end):
    assert [(one.first, one.position) for one in ahead(10, TODAY, end, [], 100)] == [(date(2026, 11, 1), -90)]


def test_it_expects_what_is_late_from_today_on():
    told = ahead(
        0, TODAY, date(2026, 12, 31), [Flow(date(2026, 6, 1), 70), Flow(date(2027, 1, 9), 5), Flow(None, -9)], 0
    )
    assert [(one.first.month, one.came, one.went) for one in told] == [(11, 70, 9), (12, 0, 0), (1, 5, 0)]


def month(n, position, *, coming=True):
    return Month(date(2027, n, 1), 0, 0, position, coming)


@pytest.mark.parametrize(("months", "expected"), [
    ([month(1, 5), month(2, 0)], None),
    ([month(1, -5, coming=False), month(2, 0)], None),  # what was missing once is no gap ahead
    ([month(1, 5), month(3, -1_234_000), month(4, -9), month(5, -2_000_000)], Gap(date(2027, 3, 1), 1_234_000, 2_000_000, date(2027, 5, 1))),
    ([], None),
])  # fmt: skip
def test_it_finds_where_the_money_runs_out(months, expected):
    assert gap(months) == expected


def test_it_says_the_gap_in_both_languages():
    months = [month(3, -1_234_000), month(5, -2_000_000)]
    assert gap_said(months, wording("en"))["sentences"][0] == "In March 2027 €12,340.00 are missing."
    said = [one.replace("\xa0", " ").replace("\u202f", " ") for one in gap_said(months, wording("bg"))["sentences"]]
    assert said == [
        "През март 2027 г. не достигат 12 340,00 €.",
        "Нужни са до 20 000,00 € собствени средства, най-много през май 2027 г.",
    ]
    assert not gap_said([month(1, 5)], wording("bg"))["missing"]


def test_it_draws_bars_above_and_below_zero():
    picture = cash_picture([month(1, 3000, coming=False), month(2, -1000)], wording("bg"))
    assert picture is not None
    over, under = picture["bars"]
    assert (over["y"], over["height"], over["state"]) == (0, 750, "held")
    assert (under["y"], under["height"], under["state"]) == (750, 250, "missing coming")
    assert picture["today"] == 500
    assert cash_picture([], wording("bg")) is None
    assert cash_picture([month(1, 0)], wording("bg")) is None


flows = st.lists(
    st.builds(Flow, st.one_of(st.none(), st.dates(date(2024, 1, 1), TODAY)), st.integers(-(10**9), 10**9)), max_size=20
)
coming = st.lists(
    st.builds(Flow, st.one_of(st.none(), st.dates(TODAY, date(2028, 1, 1))), st.integers(-(10**9), 10**9)), max_size=8
)


@pure
@given(flows, coming, st.integers(0, 10**9), st.one_of(st.none(), st.dates(date(2025, 1, 1), date(2028, 1, 1))))
def test_it_ends_where_everything_that_came_and_went_leads(past, later, evenly, end):
    told = so_far(past, TODAY)
    position = told[-1].position if told else 0
    assert position == sum(flow.cents for flow in past) if told else not past
    more = ahead(position, TODAY, end, later, evenly)
    last = more[-1].position if more else position
    assert last == position + sum(flow.cents for flow in later) - evenly
    for one, after in zip([*told, *more], [*told, *more][1:], strict=False):
        assert after.position == one.position + after.came - after.went
        assert min(after.came, after.went) >= 0
    lowest = lowest_ahead(more)
    assert lowest is None or lowest.position == min(one.position for one in more)
    assert len({one.first for one in more}) == len(more)
