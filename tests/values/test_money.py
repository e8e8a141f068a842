"""Money: whole cents, named roundings, exact splits, and the lev's way to the euro (стотинка по стотинка)."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.values.money import (
    CURRENCIES,
    EUR_RATE_BGN,
    EURO_SINCE,
    ROUNDINGS,
    MixedCurrencies,
    Money,
    ceiling,
    conversion_gap,
    floored,
    half_up,
    in_euro,
    per_unit,
    share,
    split,
    total,
    toward_zero,
    wages,
)
from tests.properties import pure

LEV: Any = Money(100, "BGN")  # of no known kind, so that a wrong use of it can be written down at all
HALVES: Any = [0.5, 0.5]

cents = st.integers(-(10**17), 10**17)


def leva(text: str) -> Money:
    return Money.of(text, "BGN")


def euro(text: str) -> Money:
    return Money.of(text, "EUR")


@pytest.mark.parametrize(
    ("value", "minor"),
    [("188664.99", 18866499), ("-0.05", -5), (5000, 500000), (Decimal("67243.93"), 6724393), ("0", 0), ("1.50", 150)],
)
def test_it_is_made_of_whole_units_exactly(value, minor):
    assert Money.of(value, "BGN") == Money(minor, "BGN")


@pytest.mark.parametrize("value", [1.5, True, 1.0, None, b"1"])
def test_it_refuses_floats_and_other_kinds(value):
    with pytest.raises(TypeError):
        Money.of(value, "EUR")


@pytest.mark.parametrize("minor", [1.0, True, "5", Decimal(5)])
def test_it_refuses_cents_that_are_not_whole(minor):
    with pytest.raises(TypeError):
        Money(minor, "EUR")


@pytest.mark.parametrize(
    "value",
    [
        "0.001",
        "1." + "0" * 70 + "1",
        "1e-9",
        "1e500000",
        "9" * 70,
        "NaN",
        "sNaN",
        "-Infinity",
        "пет",
        "",
        "1,5",
        Decimal("0.125"),
    ],
)
def test_it_refuses_what_is_no_amount_of_cents(value):
    with pytest.raises(ValueError, match=r"is not an amount|parts of a cent"):
        Money.of(value, "EUR")


@pytest.mark.parametrize("code", ["eur", "EURO", "лв.", "ЕUR", "", "E1R"])
def test_it_refuses_a_currency_without_three_latin_capitals(code):
    with pytest.raises(ValueError, match="three capital Latin letters"):
        Money(1, code)


def test_it_writes_itself_plainly_for_machines():
    assert [leva(text).plain for text in ("188664.99", "-0.05", "0", "-12.3")] == [
        "188664.99",
        "-0.05",
        "0.00",
        "-12.30",
    ]
    assert str(leva("5").decimal) == "5.00"


def test_it_adds_subtracts_and_multiplies():
    assert leva("57157.34") + leva("10086.59") == leva("67243.93")
    assert leva("1") - leva("1.01") == -leva("0.01")
    assert 3 * leva("0.35") == leva("0.35") * 3 == leva("1.05")
    assert abs(-leva("2")) == leva("2")
    assert not Money.zero("BGN")
    assert leva("0.01")


def test_it_compares_amounts_of_one_currency():
    assert leva("1") < leva("2") <= leva("2") < leva("3")
    assert leva("3") > leva("2") >= leva("2")
    assert leva("1") != euro("1")
    assert max(leva("1"), leva("7"), leva("3")) == leva("7")


@pytest.mark.parametrize(
    "mix",
    [
        lambda: leva("1") + euro("1"),
        lambda: leva("1") - euro("1"),
        lambda: leva("1") < euro("1"),
        lambda: leva("1") <= euro("1"),
        lambda: leva("1") > euro("1"),
        lambda: leva("1") >= euro("1"),
        lambda: share(euro("1"), leva("1")),
        lambda: total([leva("1"), euro("1")], "BGN"),
        lambda: conversion_gap([leva("1"), euro("1")]),
    ],
)
def test_it_refuses_mixed_currencies(mix):
    with pytest.raises(MixedCurrencies, match="BGN and EUR"):
        mix()


@pytest.mark.parametrize(
    "nonsense",
    [
        lambda: LEV * 1.5,
        lambda: LEV * Decimal("1.5"),
        lambda: LEV * True,
        lambda: LEV + 1,
        lambda: LEV - 1,
        lambda: LEV < 1,
        lambda: LEV <= 1,
        lambda: LEV > 1,
        lambda: LEV >= 1,
        lambda: LEV.at(0.85),
        lambda: half_up(HALVES[0], 2),
        lambda: split(LEV, HALVES),
        lambda: split(LEV, [True]),
    ],
)
def test_it_refuses_to_reckon_with_other_kinds(nonsense):
    with pytest.raises(TypeError):
        nonsense()


def test_it_takes_a_rate_of_an_amount_by_a_named_rounding():
    assert leva("67243.93").at(Decimal("0.85")) == leva("57157.34")
    assert leva("67243.93").at(Decimal("0.85"), ceiling) == leva("57157.35")


def test_it_takes_a_rate_with_endless_decimals_exactly():
    assert leva("25000").at(Fraction(312, 1720)) == leva("4534.88")
    assert leva("24080").at(Fraction(1, 1720), toward_zero) == leva("14.00")  # 0.000581… × 24080 е точно 14
    assert leva("0.03").at(Fraction(1, 2)) == leva("0.02")


def test_it_divides_by_the_whole_rate_and_rounds_once():
    assert per_unit(Money.of("1234.56", "RON"), Decimal("4.9745")) == euro("248.18")
    assert per_unit(euro("1.00"), Fraction(3), "USD", toward_zero) == Money.of("0.33", "USD")
    assert per_unit(leva("57157.34"), EUR_RATE_BGN) == in_euro(leva("57157.34"))
    for rate in (Decimal(0), Fraction(-1, 2)):
        with pytest.raises(ValueError, match="above zero"):
            per_unit(leva("1"), rate)


def test_it_totals_nothing_to_zero():
    assert total([], "EUR") == Money.zero("EUR")


def test_it_offers_each_currency_once():
    assert len(set(CURRENCIES)) == len(CURRENCIES)
    assert {"EUR", "BGN", "USD", "RON", "GBP", "CHF", "NOK"} <= set(CURRENCIES)


# --- roundings ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "value", "rounded"),
    [
        (half_up, "2.345", "2.35"),
        (half_up, "-2.345", "-2.35"),
        (half_up, "2.3449", "2.34"),
        (half_up, "-0.001", "0.00"),
        (toward_zero, "2.349", "2.34"),
        (toward_zero, "-2.349", "-2.34"),
        (floored, "2.349", "2.34"),
        (floored, "-2.341", "-2.35"),
        (ceiling, "2.341", "2.35"),
        (ceiling, "-2.349", "-2.34"),
        (ceiling, "511.44015", "511.45"),
        (wages, "511.44015", "511.44"),
        (wages, "1022.583762", "1022.59"),
        (wages, "1022.580", "1022.58"),
        (wages, "1022.5809", "1022.58"),
    ],
)
def test_it_rounds_by_name(rule, value, rounded):
    assert str(rule(Decimal(value), 2)) == rounded
    assert ROUNDINGS[rule.__name__] is rule


@pure
@given(st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**12), max_value=10**12))
def test_it_keeps_every_rounding_on_its_side(value):
    assert floored(value, 2) <= value <= ceiling(value, 2)
    assert abs(toward_zero(value, 2)) <= abs(value)
    assert abs(half_up(value, 2) - value) <= Decimal("0.005")
    assert ceiling(value, 2) - floored(value, 2) <= Decimal("0.01")
    assert toward_zero(abs(value), 2) <= wages(abs(value), 2) <= ceiling(abs(value), 2)


# --- parts of a whole ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("whole", "weights", "parts"),
    [
        ("34381.28", [85, 15], ["29224.09", "5157.19"]),
        ("100", [1, 1, 1], ["33.34", "33.33", "33.33"]),
        ("-100", [1, 1, 1], ["-33.34", "-33.33", "-33.33"]),
        ("0.01", [1, 1], ["0.01", "0"]),
        ("0", [3, 4], ["0", "0"]),
        ("10", [0, 1, 0], ["0", "10", "0"]),
        ("1", [Decimal("0.25"), Decimal("0.75")], ["0.25", "0.75"]),
        ("0.05", [1, 2, 4], ["0.01", "0.01", "0.03"]),
    ],
)
def test_it_splits_by_largest_remainder(whole, weights, parts):
    assert split(euro(whole), weights) == tuple(euro(part) for part in parts)


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [2, -1], [Decimal(0)]])
def test_it_refuses_weights_that_divide_nothing(weights):
    with pytest.raises(ValueError, match=r"weight"):
        split(euro("1"), weights)


@pure
@given(cents, st.tuples(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 9), st.integers(0, 9)))
def test_it_splits_without_losing_a_cent(minor, weights):
    parts = split(Money(minor, "EUR"), weights)
    assert total(parts, "EUR").minor == minor
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.minor * sum(weights) - minor * weight) < sum(weights)
    assert split(Money(-minor, "EUR"), weights) == tuple(-part for part in parts)


def test_it_gives_a_share_in_per_cent():
    whole = leva("67243.93")
    assert str(share(leva("57157.34"), whole)) == "85.00"
    assert str(share(leva("10086.59"), whole, 4)) == "15.0000"
    assert str(share(leva("1"), leva("3"), 0)) == "33"
    assert share(leva("1"), Money.zero("BGN")) is None


# --- lev and euro -------------------------------------------------------------------------------------------------


def test_it_knows_when_the_euro_came_and_at_what_rate():
    assert Decimal("1.95583") == EUR_RATE_BGN
    assert date(2026, 1, 1) == EURO_SINCE


@pytest.mark.parametrize(
    ("bgn", "eur"),
    [
        ("188664.99", "96462.88"),  # проект 000
        ("5726545.95", "2927936.45"),  # проект 003
        ("67243.93", "34381.28"),  # проект 004, всичко
        ("57157.34", "29224.08"),  # европейско финансиране
        ("10086.59", "5157.19"),  # национално
        ("65", "33.23"),
        ("391166.00", "200000.00"),
        ("195583.00", "100000.00"),
        ("2000.00", "1022.58"),
        ("1000.29", "511.44"),
        ("100", "51.13"),
        ("1000", "511.29"),
        ("1234.56", "631.22"),
        ("12345.67", "6312.24"),
        ("17400", "8896.48"),  # а не 8896.62, както би дал курс с четири знака
        ("0.01", "0.01"),
        ("-67243.93", "-34381.28"),
        ("0", "0"),
    ],
)
def test_it_converts_leva_by_the_full_rate(bgn, eur):
    assert in_euro(leva(bgn)) == euro(eur)


@pytest.mark.parametrize(("wrong", "gap"), [(Decimal("1.9558"), "44.91"), (None, "0.68")])
def test_it_differs_from_the_two_forbidden_ways(wrong, gap):
    amount = Decimal("5726545.95")
    bad = half_up(amount / wrong if wrong else amount * Decimal("0.511292"), 2)
    right = in_euro(leva("5726545.95"))
    assert right is not None
    assert bad - right.decimal == Decimal(gap)


@pytest.mark.parametrize(
    ("bgn", "rule", "eur"),
    [
        ("2000.00", wages, "1022.59"),
        ("1000.29", wages, "511.44"),
        ("1000.29", ceiling, "511.45"),
        ("900.00", wages, "460.17"),
        ("23470.00", wages, "12000.02"),
        ("23470.00", ceiling, "12000.03"),
        ("2000.00", half_up, "1022.58"),
    ],
)
def test_it_converts_wages_by_their_own_rule(bgn, rule, eur):
    assert in_euro(leva(bgn), rule) == euro(eur)


def test_it_leaves_euro_as_it_is_and_dollars_alone():
    assert in_euro(euro("12.34")) == euro("12.34")
    assert in_euro(Money.of(63658, "USD")) is None


@pure
@given(cents)
def test_it_converts_to_the_nearest_cent_and_never_meets_a_tie(minor):
    converted = in_euro(Money(minor, "BGN"))
    assert converted is not None
    assert abs(converted.minor * 195583 - minor * 100000) * 2 < 195583


def test_it_shows_the_cent_between_the_converted_total_and_its_parts():
    parts = [leva("57157.34"), leva("10086.59")]
    assert conversion_gap(parts) == euro("0.01")
    invoices = [leva("123.45"), leva("678.90"), leva("1000.01")]
    assert [in_euro(one) for one in invoices] == [euro("63.12"), euro("347.12"), euro("511.30")]
    assert in_euro(total(invoices, "BGN")) == euro("921.53")
    assert conversion_gap(invoices) == euro("-0.01")
    assert conversion_gap([]) == euro("0")
    assert conversion_gap([euro("1.11"), euro("2.22")]) == euro("0")
    with pytest.raises(ValueError, match="no fixed rate"):
        conversion_gap([Money.of(5000, "USD")])
