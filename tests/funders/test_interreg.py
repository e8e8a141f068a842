"""Interreg to the cent: the golden vectors V1 to V20 of the format, and what always holds.

V1 to V3 are asserted in Jems' own tests, V20 stands in its code, the others were computed by an independent script.
"""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.funders.interreg import (
    Category,
    FlatRates,
    Overview,
    category_sums,
    declared_in_euro,
    fund_share,
    of_which,
    percentage,
)
from grants.funders.interreg_lists import NONE, Fund, Payers
from grants.values.language import Text
from grants.values.money import Money, total
from tests.properties import pure


def euro(text: str) -> Money:
    return Money.of(text, "EUR")


def payers_at(per_cents) -> Payers:
    """Funds that pay so many per cent each, and the partner the rest."""
    return Payers(tuple(Fund(Text("Фонд", "Fund"), one) for one in per_cents), {}, NONE)


PUBLIC_PRIVATE = ("2000", "500", "12500")
THREE = ("12000", "3000", "0", "75000")


@pytest.mark.parametrize(
    ("whole", "per_cents", "planned", "funds", "partner", "parts"),
    [
        ("1000.00", "15 25", ("20", "30", "40", "679"), "150.00 250.00", "600.00", "29.45 44.18 58.91"),  # V1
        ("-100.03", "80", PUBLIC_PRIVATE, "-80.03", "-20.00", "-16.01 -4.01"),  # V10
        ("12345.67", "80", PUBLIC_PRIVATE, "9876.53", "2469.14", "1975.30 493.82"),  # V11
        ("99999.99", "80", PUBLIC_PRIVATE, "79999.99", "20000.00", "15999.99 3999.99"),  # V12
        ("10000.01", "70 15", ("1500", "10000.01"), "7000.00 1500.00", "1500.01", "1499.99"),  # V13
        ("33333.33", "79.99 10.01", ("3333.33", "33333.33"), "26663.33 3336.66", "3333.34", "3333.32"),  # V14
        ("51234.56", "80", THREE, "40987.64", "10246.92", "8197.52 2049.38 0.00"),  # V15
        ("75000.00", "80", THREE, "60000.00", "15000.00", "12000.00 3000.00 0.00"),  # V16
        ("0.01", "80", ("1", "0"), "0.00", "0.01", "0.00"),  # V17; of an eligible total of zero there are no parts
    ],
)
def test_it_divides_a_total_among_funds_and_partner(whole, per_cents, planned, funds, partner, parts):
    *shares, eligible = (euro(text) for text in planned)
    payers = payers_at([Decimal(one) for one in per_cents.split()])
    assert [fund.plain for fund in payers.shares(euro(whole))] == funds.split()
    assert payers.contribution(euro(whole)) == euro(partner)
    assert [of_which(euro(whole), share, eligible).plain for share in shares] == parts.split()


@pytest.mark.parametrize(
    ("part", "whole", "per_cent"),
    [
        ("602.00", "900", "66.89"),  # V2
        ("32.45", "200", "16.23"),
        ("48.18", "300", "16.06"),
        ("63.91", "400", "15.98"),
        ("0", "0", "100"),  # V20
        ("5", "0", "0"),
    ],
)
def test_it_gives_percentages_half_up(part, whole, per_cent):
    assert percentage(euro(part), euro(whole)) == Decimal(per_cent)


@pytest.mark.parametrize(
    ("entered", "rates", "computed", "whole"),
    [
        (
            {"staff": "400.00"},
            FlatRates(travel=15, office_on_direct=25),
            {"travel": "60.00", "office": "115.00"},
            "575.00",
        ),  # V3
        (
            {"staff": "10000.33", "external": "5000.10"},
            FlatRates(office_on_staff=15, travel=5),
            {"travel": "500.01", "office": "1500.04"},
            "17000.48",
        ),  # V4
        (
            {"travel": "1000.05", "external": "20000.99", "equipment": "3333.33"},
            FlatRates(staff=20, office_on_staff=15),
            {"staff": "4866.87", "office": "730.03"},
            "29931.27",
        ),  # V5
        (
            {"external": "20000.99", "equipment": "3333.33"},
            FlatRates(staff=20, travel=15, office_on_staff=15),
            {"staff": "4666.86", "travel": "700.02", "office": "700.02"},
            "29401.22",
        ),  # V6
        ({"staff": "12345.67"}, FlatRates(other=40), {"other": "4938.26"}, "17283.93"),  # V7
        (
            {"staff": "1000.01", "travel": "200.02", "external": "300.03"},
            FlatRates(office_on_direct=7),
            {"office": "105.00"},
            "1605.06",
        ),  # V8
        ({"staff": "-100.03"}, FlatRates(office_on_staff=15), {"office": "-15.00"}, "-115.03"),  # V9
        (
            {
                "staff": "30000.00",
                "external": "12500.55",
                "equipment": "999.99",
                "lump_sum": "5000.00",
                "unit_cost": "1234.56",
            },
            FlatRates(office_on_staff=15, travel=5),
            {"travel": "1500.00", "office": "4500.00"},
            "55735.10",
        ),  # V19
    ],
)
def test_it_computes_flat_rates_in_the_order_of_the_form(entered, rates, computed, whole):
    sums = category_sums({Category(name): euro(text) for name, text in entered.items()}, rates)
    assert {name: sums[Category(name)].plain for name in computed} == computed
    assert total(sums.values(), "EUR") == euro(whole)
    untouched = set(entered) - set(computed)
    assert {name: sums[Category(name)].plain for name in untouched} == {name: entered[name] for name in untouched}


def test_it_counts_no_typed_cost_in_a_row_that_a_rate_replaces():
    entered = {Category.STAFF: euro("100.00"), Category.TRAVEL: euro("50.00"), Category.OFFICE: euro("9.00")}
    sums = category_sums(entered | {Category.OTHER: euro("3.00")}, FlatRates(travel=10))
    assert (sums[Category.TRAVEL], sums[Category.OFFICE], sums[Category.OTHER]) == (euro("10"), euro("0"), euro("0"))


@pytest.mark.parametrize(
    "rates",
    [
        {"other": 40, "travel": 5},
        {"other": 40, "staff": 20},
        {"office_on_staff": 15, "office_on_direct": 7},
        {"staff": 0},
        {"travel": 101},
    ],
)
def test_it_refuses_rates_the_form_does_not_know(rates):
    with pytest.raises(ValueError, match=r"flat rate|Office costs|whole per cent"):
        FlatRates(**rates)


@pytest.mark.parametrize(
    ("declared", "currency", "rate", "in_euro"),
    [
        ("1955.83", "BGN", "1.95583", "1000.00"),  # V18
        ("100.00", "BGN", "1.95583", "51.13"),
        ("250.55", "BGN", "1.95583", "128.10"),
        ("1234.56", "RON", "4.9745", "248.18"),
        ("12.34", "EUR", "4.9745", "12.34"),
    ],
)
def test_it_converts_a_line_at_the_rate_of_the_month(declared, currency, rate, in_euro):
    assert declared_in_euro(Money.of(declared, currency), Decimal(rate)) == euro(in_euro)


def test_it_leaves_a_percentage_blank_where_nothing_was_budgeted_and_shows_less_than_nothing_left():
    over = Overview(euro("100.00"), euro("70.00"), euro("50.00"))
    assert (over.so_far, over.per_cent, over.remaining) == (euro("120.00"), Decimal("120.00"), euro("-20.00"))
    assert Overview(euro("0"), euro("0"), euro("5.00")).per_cent is None


# --- what always holds --------------------------------------------------------------------------------------------

amounts = st.integers(0, 10**11).map(lambda cents: Money(cents, "EUR"))
per_cents = st.lists(st.integers(1, 4000).map(lambda hundredths: Decimal(hundredths) / 100), min_size=1, max_size=2)


@pytest.mark.property
@pure
@given(amounts, per_cents)
def test_it_gives_each_fund_no_cent_too_much_and_the_partner_all_the_rest(whole, rates):
    payers = payers_at(rates)
    funds, partner = payers.shares(whole), payers.contribution(whole)
    assert total(funds, "EUR") + partner == whole
    exact = [Fraction(whole.minor) * Fraction(rate) / 100 for rate in rates]
    for fund, share in zip(funds, exact, strict=True):
        assert fund.minor <= share < fund.minor + 1
    assert 0 <= partner.minor - (whole.minor - sum(exact)) < len(rates)


@pytest.mark.property
@pure
@given(amounts, per_cents, st.integers(0, 10**11), st.tuples(*[st.integers(0, 100)] * 3).filter(any))
def test_it_keeps_the_parts_of_the_contribution_near_it(whole, rates, left, weights):
    """Wherever the planned contributions add up to the planned contribution of the partner, within the budget."""
    eligible = whole + Money(left, "EUR")
    planned = payers_at(rates).contribution(eligible)
    first, second, _ = (Money(planned.minor * weight // sum(weights), "EUR") for weight in weights)
    parts = [of_which(whole, one, eligible) for one in (first, second, planned - first - second)]
    partner = payers_at(rates).contribution(whole)
    assert abs(total(parts, "EUR").minor - partner.minor) <= len(rates) + 3


@pytest.mark.property
@pure
@given(
    st.dictionaries(st.sampled_from(list(Category)), st.integers(-(10**9), 10**9)),
    st.sampled_from(
        [
            FlatRates(),
            FlatRates(staff=20),
            FlatRates(travel=15, office_on_staff=15),
            FlatRates(staff=20, travel=15, office_on_direct=7),
            FlatRates(other=40),
        ]
    ),
)
def test_it_makes_the_total_of_its_rows(entered, rates):
    sums = category_sums({category: Money(cents, "EUR") for category, cents in entered.items()}, rates)
    assert list(sums) == list(Category)
    whole = total(sums.values(), "EUR")
    payers = payers_at([Decimal(80)])
    assert total([*payers.shares(whole), payers.contribution(whole)], "EUR") == whole
    assert fund_share(whole, Decimal(80)) == payers.shares(whole)[0]


@pytest.mark.property
@pure
@given(amounts, amounts, amounts)
def test_it_makes_so_far_and_remaining_of_what_stands_beside_them(budget, previous, current):
    row = Overview(budget, previous, current)
    assert row.so_far == previous + current
    assert row.remaining + row.so_far == budget
