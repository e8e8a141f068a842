"""Which rate applies, and what an amount is in euro at it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.rates.rules import (
    Applied,
    Missing,
    RateSeen,
    RateSource,
    converted,
    mean,
    mean_of_days,
    mean_of_months,
    of_day,
    of_month,
    of_tranche,
    period_of,
)
from grants.values.days import banking_days
from grants.values.money import Money, half_up
from tests.properties import pure

PRAG = ("117.0915", "117.1253", "117.1888", "117.2102", "117.1447", "117.0731")


def rate(number, day, per_euro, source="inforeuro", currency="RSD"):
    first, last = period_of(source, day)
    return RateSeen(number, source, currency, first, last, Decimal(per_euro))


def per_euro_of(found):
    """The rate that applies; what is missing or a list of it has none."""
    assert isinstance(found, Applied), found
    return found.per_euro


MONTHS = [rate(n, date(2012, n, 1), value) for n, value in enumerate(PRAG, 1)]


def test_it_takes_the_unrounded_mean_of_six_months_as_the_worked_example_does():
    found = mean_of_months(MONTHS, "RSD", date(2012, 1, 1), date(2012, 6, 30))
    assert isinstance(found, Applied)
    assert found.per_euro == Fraction("702.8336") / 6
    assert half_up(Decimal(found.per_euro.numerator) / Decimal(found.per_euro.denominator), 6) == Decimal("117.138933")
    assert converted(Money(60_000_000, "RSD"), found.per_euro) == Money(512_212, "EUR")


def test_it_names_every_month_of_a_mean_that_is_missing():
    found = mean_of_months(MONTHS, "RSD", date(2011, 12, 15), date(2012, 8, 1))
    assert found == [Missing("RSD", date(2011, 12, 1), True)] + [Missing("RSD", date(2012, n, 1), True) for n in (7, 8)]


@pytest.mark.parametrize(("day", "expected"), [
    (date(2012, 2, 29), "117.1253"),
    (date(2012, 3, 1), "117.1888"),
    (date(2012, 7, 1), None),
])  # fmt: skip
def test_it_takes_inforeuro_of_the_month_of_the_day(day, expected):
    found = of_month(MONTHS, "RSD", day)
    assert found == (
        Applied(Fraction(expected), (MONTHS[day.month - 1],)) if expected else Missing("RSD", date(2012, 7, 1), True)
    )


FRIDAY, MONDAY = date(2026, 11, 6), date(2026, 11, 9)
DAYS = [
    rate(1, FRIDAY, "1.0800", RateSource.BNB, "USD"),
    rate(2, FRIDAY, "1.0823", RateSource.ECB, "USD"),
    rate(3, MONDAY, "1.0900", RateSource.BNB, "USD"),
]


@pytest.mark.parametrize(("day", "per_euro"), [
    (FRIDAY, "1.0823"),  # the ECB's before the BNB's
    (date(2026, 11, 8), "1.0823"),  # the last published before a Sunday
    (MONDAY, "1.0900"),
    (date(2026, 11, 16), "1.0900"),
    (date(2026, 11, 17), None),  # too long ago to be the rate of this day
    (date(2026, 11, 5), None),
])  # fmt: skip
def test_it_takes_the_rate_of_the_day_or_the_last_one_before(day, per_euro):
    found = of_day(DAYS, "USD", day)
    assert (per_euro_of(found) == Fraction(per_euro)) if per_euro else (found == Missing("USD", day, False))


def test_it_takes_the_mean_of_all_banking_days_and_asks_for_those_unknown():
    first, last = date(2026, 5, 1), date(2026, 5, 5)  # 1 May is closed, 2 and 3 are a weekend
    days = banking_days(first, last)
    assert days == [date(2026, 5, 4), date(2026, 5, 5)]
    known = [
        rate(n, day, value, RateSource.ECB, "NOK")
        for n, (day, value) in enumerate(zip(days, ("11.1", "11.2"), strict=True))
    ]
    assert per_euro_of(mean_of_days(known, "NOK", first, last, days)) == Fraction("11.15")
    assert mean_of_days(known[:1], "NOK", first, last, days) == [Missing("NOK", days[1], False)]
    months = [rate(9, first, "11.3", "inforeuro", "NOK")]
    assert per_euro_of(mean_of_days(months, "NOK", first, last, days)) == Fraction("11.3")  # the ECB has none at all


def test_it_takes_the_rate_of_the_last_tranche_before():
    tranches = [rate(1, date(2026, 1, 10), "7.1", "tranche", "DKK"), rate(2, date(2026, 6, 1), "7.5", "tranche", "DKK")]
    assert per_euro_of(of_tranche(tranches, "DKK", date(2026, 5, 31))) == Fraction("7.1")
    assert per_euro_of(of_tranche(tranches, "DKK", date(2026, 6, 1))) == Fraction("7.5")
    assert of_tranche(tranches, "DKK", date(2026, 1, 9)) == Missing("DKK", date(2026, 1, 9), False)


def test_it_lets_a_correction_of_the_same_month_count():
    corrected = [*MONTHS, rate(99, date(2012, 1, 1), "100")]
    assert per_euro_of(of_month(corrected, "RSD", date(2012, 1, 20))) == 100


@pytest.mark.parametrize(("minor", "per_euro", "cents"), [
    (60_000_000, "117.1389333333333333333333333333", 512_212),
    (1, "2", 1),  # half a cent goes up
    (-1, "2", -1),  # and away from zero below it
    (-10_000, "1.0823", -9_240),
    (0, "1.5", 0),
])  # fmt: skip
def test_it_converts_half_up_to_the_cent(minor, per_euro, cents):
    assert converted(Money(minor, "USD"), Decimal(per_euro)) == Money(cents, "EUR")


@pure
@given(st.integers(-(10**13), 10**13), st.decimals("0.0001", "9999", places=4))
def test_it_converts_as_the_named_rounding_does(minor, per_euro):
    exact = half_up(Decimal(abs(minor)) / per_euro, 0)
    assert abs(converted(Money(minor, "USD"), per_euro).minor) == exact


@pure
@given(st.lists(st.decimals("0.0001", "9999", places=4), min_size=1, max_size=12))
def test_it_keeps_a_mean_between_its_rates(values):
    rates = [rate(n, date(2026, 1, 1), value) for n, value in enumerate(values)]
    assert Fraction(min(values)) <= mean(rates) <= Fraction(max(values))
    assert mean(rates) * len(values) == sum(map(Fraction, values))
