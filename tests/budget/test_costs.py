"""What lines come to, and what is wrong with a flat rate."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.budget.ceilings import ceiling_of
from grants.budget.costs import (
    IN_A_CIRCLE,
    MIXED_BASE,
    NO_BASE,
    NO_RATE,
    ON_ITSELF,
    STAFF_IS_FLAT,
    UNKNOWN_BASE,
    PlannedLine,
    base_numbers,
    flat_amount,
    flat_objections,
    members,
    planned_amounts,
    unit_amount,
)
from grants.budget.kinds import Article, CostCategory, CostForm
from grants.values.money import Money
from tests.properties import pure

FLAT = CostForm.FLAT_RATE


def eur(text: str) -> Money:
    return Money.of(text, "EUR")


def fixed(number: str, amount: str | None, **said: object) -> PlannedLine:
    return PlannedLine(number, amount=None if amount is None else eur(amount), **said)  # type: ignore[arg-type]


def flat(number: str, rate: str | None, *base: str, **said: object) -> PlannedLine:
    per_cent = None if rate is None else Decimal(rate)
    return PlannedLine(number, form=FLAT, rate=per_cent, base=base, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("base", "rate", "rounding", "amount"),
    [
        ("120000.00", "7", "toward_zero", "8400.00"),
        ("50000.00", "15", "toward_zero", "7500.00"),
        ("50000.00", "40", "toward_zero", "20000.00"),
        ("40017.75", "7", "toward_zero", "2801.24"),
        ("0.99", "7", "toward_zero", "0.06"),
        ("0.99", "7", "half_up", "0.07"),
        ("-100.03", "15", "toward_zero", "-15.00"),
        ("-100.03", "15", "floored", "-15.01"),
        ("100.00", "12.3456", "half_up", "12.35"),
    ],
)
def test_it_takes_so_many_per_cent_by_the_named_rounding(base, rate, rounding, amount):
    assert flat_amount(eur(base), Decimal(rate), rounding) == eur(amount)


def test_it_multiplies_units_by_the_price_of_one():
    assert unit_amount(Decimal("312.5"), eur("14.53")) == eur("4540.62")
    assert unit_amount(Decimal("312.5"), eur("14.53"), "half_up") == eur("4540.63")


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("1, 2.3", ("1", "2.3")),
        ("1;2.3 4.", ("1", "2.3", "4")),
        ("1.1, 1.1", ("1.1",)),
        ("  ", ()),
    ],
)
def test_it_reads_the_numbers_of_a_base(typed, numbers):
    assert base_numbers(typed) == numbers


def test_it_counts_the_lines_below_a_chapter_once_each():
    lines = [fixed("1", None), fixed("1.1", "5.00"), fixed("1.2", "6.00"), fixed("1.2.1", "6.00"), fixed("10", "7.00")]
    assert [one.number for one in members(["1", "1.1"], lines)] == ["1.1", "1.2.1"]


def test_it_computes_flat_rates_in_the_order_they_stand_on_each_other():
    lines = [
        flat("4", "7", "1", "2", "3"),
        flat("3", "15", "1"),
        fixed("1", None),
        fixed("1.1", "10000.33"),
        fixed("1.2", None),
        fixed("2", "5000.10"),
    ]
    amounts = planned_amounts(lines)
    assert amounts["3"] == eur("1500.04")
    assert amounts["4"] == eur("1155.03")
    assert amounts["1"] is amounts["1.2"] is None


def test_it_keeps_what_was_typed_where_nothing_can_be_computed():
    lines = [
        fixed("1", None),
        flat("2", "7", "1"),
        flat("3", None, "1", amount=eur("12.34")),
        fixed("4", None, units=Decimal("1.5"), unit_price=eur("0.33")),
        fixed("5", None, units=Decimal("1.5"), unit_price=eur("0.33"), form=CostForm.UNIT_COST),
        flat("6", "10", "7"),
        PlannedLine("7", currency="BGN", amount=Money.of("5.00", "BGN")),
        flat("8", "10", "9"),
        flat("9", "10", "8"),
    ]
    assert planned_amounts(lines) == {
        "1": None,
        "2": None,
        "3": eur("12.34"),
        "4": eur("0.50"),
        "5": eur("0.49"),
        "6": None,
        "7": Money.of("5.00", "BGN"),
        "8": None,
        "9": None,
    }


@pytest.mark.parametrize(
    ("lines", "sentence", "place", "facts"),
    [
        ([fixed("1", "5.00"), flat("2", None, "1")], NO_RATE, "rate", {"line": "2"}),
        ([flat("2", "7")], NO_BASE, "base", {"line": "2"}),
        ([fixed("1", "5.00"), flat("2", "7", "1", "3", "4.1")], UNKNOWN_BASE, "base", {"line": "2", "base": "3, 4.1"}),
        ([fixed("1.1", "5.00"), flat("1.2", "7", "1")], ON_ITSELF, "base", {"line": "1.2"}),
        ([flat("2", "7", "2")], ON_ITSELF, "base", {"line": "2"}),
        (
            [PlannedLine("1", currency="BGN"), fixed("3", "1.00"), flat("2", "7", "1", "3")],
            MIXED_BASE,
            "base",
            {"line": "2", "currencies": "BGN, EUR"},
        ),
    ],
)
def test_it_says_what_is_wrong_with_a_flat_rate(lines, sentence, place, facts):
    (said,) = flat_objections(lines)
    assert (said.sentence, said.place, dict(said.facts)) == (sentence, place, facts)


def test_it_says_the_circle_on_each_line_that_is_in_it_and_on_no_other():
    lines = [flat("1", "7", "2"), flat("2", "7", "3"), flat("3", "7", "1"), flat("4", "7", "1")]
    said = flat_objections(lines)
    assert [(one.sentence, one.facts["line"], one.facts["lines"]) for one in said] == [
        (IN_A_CIRCLE, "1", "2, 3"),
        (IN_A_CIRCLE, "2", "3, 1"),
        (IN_A_CIRCLE, "3", "1, 2"),
    ]


def test_it_lets_no_forty_per_cent_stand_on_staff_that_is_a_flat_rate():
    staff = flat("2", "20", "1", category=CostCategory.STAFF, article=Article.CPR_55_1)
    lines = [fixed("1", "5.00"), staff, flat("3", "40", "2", article=Article.CPR_56_1)]
    (said,) = flat_objections(lines)
    assert said.sentence == STAFF_IS_FLAT
    assert said.facts == {"line": "3", "base": "2"}


CEILINGS = [
    (Article.CPR_54A, False, 7),
    (Article.CPR_54B, True, 15),
    (Article.CPR_54C, False, 25),
    (Article.CPR_55_1, False, 20),
    (Article.CPR_56_1, True, 40),
    (Article.INTERREG_STAFF, False, 20),
    (Article.INTERREG_OFFICE, True, 15),
    (Article.INTERREG_OFFICE, False, 7),
    (Article.INTERREG_TRAVEL, True, 15),
    (Article.MGA_7, False, 7),
    (Article.MGA_25, False, 25),
    (Article.PRAG_7, False, 7),
]


@pytest.mark.parametrize(("article", "on_staff", "ceiling"), CEILINGS)
def test_it_holds_a_rate_to_the_ceiling_of_its_article(article, on_staff, ceiling):
    base = fixed("1", "5.00", category=CostCategory.STAFF if on_staff else CostCategory.TRAVEL)
    at = flat("2", str(ceiling), "1", article=article)
    above = flat("2", f"{ceiling}.01", "1", article=article)
    assert not flat_objections([base, at])
    (said,) = flat_objections([base, above])
    assert said.place == "rate"
    assert said.facts == {"line": "2", "rate": Decimal(f"{ceiling}.01"), "ceiling": Decimal(ceiling)}


def test_it_holds_no_rate_to_a_ceiling_that_was_not_yet_law():
    assert ceiling_of(Article.CPR_56_1, date(2021, 6, 30)) is None
    assert ceiling_of(Article.CPR_56_1, date(2021, 7, 1)) is not None
    assert ceiling_of(Article.CONTRACT) is None


def test_it_reads_a_line_as_the_budget_keeps_it():
    row = {
        "code": "2.1",
        "currency": "BGN",
        "form": "flat_rate",
        "units": None,
        "unit_price_cents": None,
        "rate": Decimal("40.0000"),
        "base": "1",
        "rounding": "half_up",
        "amount_cents": 4000,
        "category": "indirect",
        "article": "cpr_56_1",
    }
    line = PlannedLine.of(row, number="code")
    assert (line.number, line.base, line.amount, line.is_flat) == ("2.1", ("1",), Money(4000, "BGN"), True)


@pytest.mark.property
@pure
@given(
    st.lists(st.integers(-(10**11), 10**11), min_size=1, max_size=8),
    st.integers(1, 100),
    st.sampled_from(["toward_zero", "floored", "half_up"]),
)
def test_it_stays_within_a_cent_of_the_exact_rate(cents, per_cent, rounding):
    lines = [PlannedLine(f"1.{n}", amount=Money(amount, "EUR")) for n, amount in enumerate(cents, 1)]
    amount = planned_amounts([*lines, flat("2", str(per_cent), "1", rounding=rounding)])["2"]
    assert amount is not None
    assert abs(amount.minor * 100 - sum(cents) * per_cent) < 100


@pytest.mark.property
@pure
@given(st.lists(st.lists(st.integers(1, 6), max_size=3), min_size=6, max_size=6))
def test_it_computes_every_flat_rate_but_those_that_lead_into_a_circle(bases):
    lines = [fixed("0", "100.00"), *(flat(str(n), "10", "0", *map(str, base)) for n, base in enumerate(bases, 1))]
    amounts = planned_amounts(lines)
    in_circles = {one.facts["line"] for one in flat_objections(lines) if one.sentence in {ON_ITSELF, IN_A_CIRCLE}}
    for number, base in enumerate(bases, 1):
        leads = str(number) in in_circles or any(amounts[str(one)] is None for one in base)
        assert (amounts[str(number)] is None) == leads
