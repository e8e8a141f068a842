"""An hour costs what the funder's rule says it costs: the vectors of the acts and of the Commission, to the cent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.team.rules import RateRule
from grants.team.rules_rates import (
    Engaged,
    PeriodSoFar,
    Priced,
    above_a_year,
    actual_cost,
    cost_of_days,
    cost_of_hours,
    cost_of_month,
    days_of,
    exact_rate,
    half_days,
    hourly_rate,
    most_days,
    share_of_cost,
    working_hours,
)
from grants.values.money import Money, half_up
from tests.properties import pure

D = Decimal
MONTH = date(2026, 10, 1)


def eur(text):
    return Money.of(text, "EUR")


@pytest.mark.parametrize(
    ("rule", "cost", "post", "rate"),
    [
        (RateRule.HOURS_1720, "24768.00", "1", "14.40"),  # the field's own
        (RateRule.HOURS_1720, "25000.00", "1", "14.53"),  # 14.534 88… is cut off
        (RateRule.HOURS_1720, "12384.00", "0.5", "14.40"),  # half a post costs half and has 860 hours
        (RateRule.HOURS_1720, "17199.99", "1", "9.99"),
        (RateRule.HOURS_1720, "17200.00", "1", "10.00"),
        (RateRule.TWELFTH, "2064.00", "1", "14.40"),
        (RateRule.TWELFTH, "2150.00", "1", "15.00"),  # divided by 143 1/3; by 143.33 it would be 15.0003
        (RateRule.TWELFTH, "1433.33", "1", "9.99"),  # by 143.33 it would be 10.00
        (RateRule.TWELFTH, "1075.00", "0.5", "15.00"),
    ],
)
def test_it_works_out_an_hourly_rate(rule, cost, post, rate):
    assert hourly_rate(rule, eur(cost), D(post)) == eur(rate)


@pytest.mark.parametrize(
    ("cost", "hours", "cut_off"),
    [
        ("24768.00", "312", "4492.80"),
        ("25000.00", "312", "4533.36"),
        ("25000.00", "7.25", "105.34"),
        ("25000.00", "0", "0.00"),
    ],
)
def test_it_cuts_the_rate_off_before_it_is_multiplied(cost, hours, cut_off):
    rate = hourly_rate(RateRule.HOURS_1720, eur(cost))
    assert cost_of_hours(rate, D(hours)) == eur(cut_off)


def test_it_rounds_a_rate_by_another_named_rule_where_the_funder_has_one():
    assert hourly_rate(RateRule.TWELFTH, eur("1433.33"), rounding=half_up) == eur("10.00")


@pytest.mark.parametrize(
    ("exact", "rounded"), [("53.75", "54"), ("44.79", "45"), ("268.75", "269"), ("17.79", "18"), ("17.64", "17.5"), ("17.25", "17.5"), ("17.24", "17"), ("0.25", "0.5"), ("0.24", "0")]
)  # fmt: skip
def test_it_rounds_to_half_days_as_the_commission_does(exact, rounded):
    assert half_days(D(exact)) == D(rounded)


@pytest.mark.parametrize(
    ("months", "post", "most"), [(3, "1", "54"), (5, "0.5", "45"), (15, "1", "269"), (12, "1", "215"), (6, "1", "107.5"), (1, "1", "18")]
)  # fmt: skip
def test_it_knows_the_most_days_of_a_period(months, post, most):
    assert most_days(months, D(post)) == D(most)


@pytest.mark.parametrize(
    ("cost", "months", "post", "days", "amount"),
    [
        ("10750.00", 6, "1", "80", "8000.00"),  # the Commission's own: 100.00 a day
        ("10750.00", 6, "1", "107.5", "10750.00"),  # all days of a period cost what it costs
        ("10750.00", 6, "1", "200", "10750.00"),  # and there are no more
        ("43000.00", 12, "1", "0.5", "100.00"),
        ("10000.00", 5, "0.5", "7.5", "1666.67"),  # of 45 days
    ],
)
def test_it_prices_days_at_the_cost_of_their_period(cost, months, post, days, amount):
    assert cost_of_days(eur(cost), months, D(days), D(post)) == eur(amount)


def test_it_makes_days_of_the_hours_of_a_whole_period_at_once():
    assert days_of(D("640.25")) == D("80")
    engaged = Engaged(RateRule.DAYS_215, eur("3583.33"))
    first = cost_of_month(engaged, MONTH, D("2"), PeriodSoFar(12))
    second = cost_of_month(engaged, MONTH, D("2"), PeriodSoFar(12, D("2"), eur("100.00")))
    assert first == Priced(eur("100.00"), D("0.5"))  # a quarter of a day, rounded up
    assert second == Priced(eur("0.00"), D("0"))  # with the first it is half a day, claimed already


@pytest.mark.parametrize(
    ("cost", "hours", "of_month", "amount"),
    [
        ("1800.00", "88", "176", "900.00"),
        ("1800.00", "7.5", "176", "76.70"),  # 76.704…
        ("1000.00", "50", "168", "297.62"),  # 297.619…
        ("1800.00", "200", "176", "1800.00"),  # never more than the cost
        ("1800.00", "0", "176", "0.00"),
    ],
)
def test_it_takes_of_the_actual_cost_the_hours_of_the_months_working_hours(cost, hours, of_month, amount):
    assert actual_cost(eur(cost), D(hours), D(of_month)) == eur(amount)


@pytest.mark.parametrize(
    ("month", "post", "hours"),
    [
        (date(2026, 10, 1), "1", "176"),  # 22 working days
        (date(2026, 10, 1), "0.5", "88"),
        (
            date(2026, 5, 1),
            "1",
            "144",
        ),  # Labour Day, St George's Day, and the two days of the Bulgarian script moved to a Monday
        (date(2026, 12, 1), "1", "160"),  # three days of Christmas, one of them on a Saturday and moved
    ],
)
def test_it_counts_the_working_hours_of_a_month(month, post, hours):
    assert working_hours(month, D(post)) == D(hours)


@pytest.mark.parametrize(
    ("share", "start", "end", "amount"),
    [
        ("40", None, None, "720.00"),
        ("33.3333", None, None, "599.99"),  # 599.9994 is cut off
        ("40", date(2026, 10, 16), None, "360.00"),  # 11 of 22 working days
        ("40", None, date(2026, 10, 1), "32.72"),  # one day: 32.727…
        ("40", date(2026, 11, 1), None, "0.00"),
    ],
)
def test_it_takes_a_fixed_share_of_the_cost_and_of_a_broken_month_its_working_days(share, start, end, amount):
    assert share_of_cost(eur("1800.00"), D(share), MONTH, start, end) == eur(amount)


def test_it_claims_nothing_where_hours_are_not_claimed():
    assert cost_of_month(Engaged(RateRule.NONE, eur("1800.00")), MONTH, D("100")) is None


costs = st.integers(1, 5_000_000).map(lambda cents: Money(cents, "EUR"))
hours = st.integers(0, 18_000).map(lambda hundredths: D(hundredths) / 100)
posts = st.sampled_from([D("1"), D("0.5"), D("0.25"), D("0.75"), D("0.3333")])


@pure
@given(costs, hours, posts, st.sampled_from([RateRule.HOURS_1720, RateRule.TWELFTH]))
def test_it_never_claims_more_than_the_exact_rate(cost, worked, post, rule):
    claimed = cost_of_hours(hourly_rate(rule, cost, post), worked)
    exact = exact_rate(rule, cost, post) * Fraction(worked)
    assert 0 <= exact - Fraction(claimed.decimal) < Fraction(worked + 1) / 100


@pure
@given(costs, posts, st.integers(1, 24), st.lists(hours, min_size=1, max_size=24), st.randoms())
def test_it_claims_a_period_to_the_cent_in_whatever_order_its_months_are_approved(cost, post, months, worked, order):
    order.shuffle(worked)
    so_far, claimed, days = D(0), Money.zero("EUR"), D(0)
    for one in worked:
        priced = cost_of_month(Engaged(RateRule.DAYS_215, cost, post), MONTH, one, PeriodSoFar(months, so_far, claimed))
        assert priced is not None
        assert priced.amount.minor >= 0
        so_far, claimed, days = so_far + one, claimed + priced.amount, days + (priced.units or 0)
    assert claimed == cost_of_days(cost * months, months, days_of(sum(worked, D(0))), post)
    assert claimed.minor <= cost.minor * months
    assert days <= most_days(months, post)


@pytest.mark.parametrize(
    ("hours", "post", "above"),
    [
        ("1720", "1", None),
        ("1721.99", "1", None),  # 215.25 days are 215, rounded once
        ("1722", "1", ("215.5", "215")),
        ("864", "0.5", ("108", "107.5")),
        ("861.99", "0.5", None),
        ("432", "0.25", None),  # 53.75 days hold 54
    ],
)
def test_nobody_has_more_than_215_days_of_a_post_in_a_year(hours, post, above):
    found = above_a_year(D(hours), D(post))
    assert found == (None if above is None else (D(above[0]), D(above[1])))
