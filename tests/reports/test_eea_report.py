"""The generic interim report of EEA, Norwegian and Swiss money: the worked claim, its table and its checks („в натура“)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.funders.eea_report import EDITIONS
from grants.funders.ground import Asked, Earlier, FundedBy
from grants.reports.workbook import written
from grants.values.language import LANGUAGES, Text
from grants.values.money import Money
from tests.properties import pure
from tests.reports.grounds import LEAD, as_text, drawn, entry, eur, ground, line

FORM = EDITIONS[-1]
CHAPTER = line("1")
STAFF, ROOMS = line("1.1", "60000.00"), line("1.2", "40000.00")
LINES = (CHAPTER, STAFF, ROOMS)
TEN, ZERO = eur("10000.00"), eur("0")
BEFORE = Earlier(STAFF.id, LEAD.id, "none", "actual", TEN, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, TEN, ZERO)


def example(**told):
    entries = [
        entry(1, "30000.00", STAFF),
        entry(2, "12000.00", ROOMS, in_kind=eur("2000.00")),
    ]
    made = {
        "number": "ACF/123",
        "package": "2.1",
        "signed_on": date(2025, 12, 1),
        "earlier": (BEFORE,),
        "sources": (FundedBy("donor", Text("ФМ на ЕИП", "EEA FM"), eur("85000.00")),),
        "asked": (
            Asked("advance", "", None, None, eur("20000.00"), date(2026, 1, 15), None),
            Asked("interim", "2", eur("28900.00"), None, None, None, eur("8000.00")),
            Asked("interim", "1", None, None, eur("5000.00"), date(2026, 11, 1), None),
        ),
    }
    return replace(ground(LINES, entries), **(made | told))  # type: ignore[arg-type]  # names are checked by the dataclass itself


def sheets(of):
    return list(drawn(FORM, of, "en")[0].sheets)


def cell(of, begins, place=3):
    rows = sheets(of)[0].all_rows()
    return next(one for one in rows if str(one.cells[0].value or "").startswith(begins)).cells[place]


def verdicts(of):
    return {one.cells[4].value for one in sheets(of)[-1].all_rows()}


def test_it_claims_as_the_worked_example_does():
    fields = (
        "2.13",
        "2.14",
        "2.15",
        "Planned",
        "Shortfall carried from",
        "2.16",
        "Shortfall carried to",
        "2.17",
        "2.18",
    )
    assert [cell(example(), begins).value.plain for begins in fields] == [
        *("40000.00", "2000.00", "42000.00", "8000.00", "0.00", "8000.00", "0.00", "32000.00", "28900.00"),
    ]
    assert cell(example(), "Grant rate").value == Decimal("85.00")
    assert cell(example(), "2.18").formula.startswith("ROUND((D")
    assert verdicts(example()) == {"OK"}


def test_it_carries_what_the_cash_does_not_cover():
    little = example(entries=(entry(1, "5000.00", STAFF),))
    assert cell(little, "2.16").value == eur("5000.00")
    assert cell(little, "Shortfall carried to").value == eur("3000.00")


def test_it_shows_each_line_against_what_was_approved():
    assert [cell(example(), "1.1", place).value for place in range(1, 9)] == [
        *(
            eur("60000.00"),
            eur("10000.00"),
            eur("30000.00"),
            eur("0"),
            eur("30000.00"),
            eur("40000.00"),
            eur("20000.00"),
        ),
        Decimal("66.67"),
    ]
    assert [cell(example(), "Total", place).value for place in (1, 5, 6)] == [
        eur(amount) for amount in ("100000.00", "42000.00", "52000.00")
    ]
    assert cell(example(), "1 Line").value is None
    lost = example(entries=(entry(1, "5.00"),))
    assert cell(lost, "On no budget line").value == eur("5.00")
    assert verdicts(lost) == {"OK"}


def test_it_opens_with_the_contract_and_what_was_paid():
    told = {label: found.value for label, found in sheets(example())[0].labels}
    assert told["Total grant approved, EUR"] == eur("85000.00")
    assert told["Co-financing, EUR"] == eur("15000.00")
    assert told["Total disbursed to date (advance included), EUR"] == eur("20000.00")
    assert told["Amount requested with this report, EUR"] == eur("28900.00")
    assert told["Partner(s)"] == "Podul Alb Association"


@pytest.mark.parametrize(
    ("sources", "rate"),
    [
        (
            (
                FundedBy("donor", Text("Фонд"), None, Decimal(80)),
                FundedBy("national", Text("Държава"), None, Decimal(5)),
            ),
            85,
        ),
        ((), 85),
        ((FundedBy("donor", Text("Фонд"), Money.of("5", "CHF")),), 85),
    ],
)
def test_it_finds_the_grant_rate(sources, rate):
    assert cell(example(sources=sources), "Grant rate").value == rate


def test_it_claims_nothing_where_no_rate_is_known():
    assert cell(example(sources=(), eu_rate=None), "2.18").value == eur("0")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_writes_a_report_of_nothing(language):
    empty = ground([], [], sources=(), partners=(), start_on=None, end_on=None, eu_rate=None)
    book = drawn(FORM, empty, language)[0]
    assert written(book, empty.last) == written(book, empty.last)
    assert verdicts(empty) == {"OK"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_writes_every_sheet_as_it_is_kept(golden, language):
    golden(f"eea_interim_{language}.txt", as_text(drawn(FORM, example(), language)))


@pytest.mark.property
@pure
@given(
    st.lists(st.tuples(st.sampled_from([STAFF, ROOMS]), st.integers(-(10**7), 10**9), st.integers(0, 100)), max_size=9)
)
def test_it_adds_up_whatever_was_claimed(claims):
    entries = []
    for number, (on, cents, part) in enumerate(claims, start=1):
        in_kind = Money(max(cents, 0) * part // 100, "EUR")
        entries.append(entry(number, Money(cents, "EUR").plain, on, in_kind=in_kind))
    of = example(entries=tuple(entries))
    assert cell(of, "Total", 5).value.minor == sum(cents for _, cents, _ in claims)
    assert cell(of, "2.17").value == cell(of, "2.13").value - cell(of, "2.16").value
    assert verdicts(of) == {"OK"}
