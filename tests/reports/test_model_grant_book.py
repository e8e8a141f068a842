"""The financial statement of the EU's model grant agreement, held against the published examples („приложение 4“)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from grants.funders.model_grant_book import FIRST
from grants.funders.model_grant_report import code_of, statement_of
from grants.values.language import LANGUAGES, Text
from grants.values.money import Money
from tests.reports.grounds import ABROAD, LEAD, as_text, drawn, entry, eur, ground, line

STAFF = line("1", "50000", category="staff")
VOLUNTEERS = line("2", "5000", category="volunteers", form="unit_cost")
SUBCONTRACTS = line("B", "20000", category="services", id=3)
TRAVEL = line("4", "4000", category="travel")
EQUIPMENT = line("5", "2000", category="equipment")
GOODS = line("6", "10000", category="services")
SUB_GRANTS = line("7", "10000", category="sub_grants")
INDIRECT = line("8", "5000", category="indirect", form="flat_rate", article="mga_7", rate=Decimal(7))
LINES = [STAFF, VOLUNTEERS, SUBCONTRACTS, TRAVEL, EQUIPMENT, GOODS, SUB_GRANTS, INDIRECT]
OWN_EXAMPLE = ground(
    LINES,
    [
        entry(1, "35300.00", STAFF),
        entry(2, "4700.00", VOLUNTEERS, document_id=None, units=Decimal(100), unit_price=eur("47")),
        entry(3, "6000.00", SUBCONTRACTS, description=Text("Оценка", "Evaluation")),
        entry(4, "3210.50", TRAVEL),
        entry(5, "1200.00", EQUIPMENT, in_kind=eur("200")),
        entry(6, "2589.50", GOODS),
        entry(7, "10000.00", SUB_GRANTS),
        entry(8, "4081.00", INDIRECT, document_id=None),
    ],
    eu_rate=Decimal(90),
    partners=(LEAD,),
)


def line_with_letter(letter: str):
    return replace(line("9"), number=letter)


@pytest.mark.parametrize(
    ("article", "rate", "staff", "subcontracts", "goods", "indirect", "costs"),
    [
        ("mga_25", 25, "100000", "20000", "10000", "27500.00", "157500.00"),
        ("mga_7", 7, "100", "0", "50.50", "10.54", "161.04"),
    ],
)
def test_it_gives_the_commissions_own_example(article, rate, staff, subcontracts, goods, indirect, costs):
    flat = replace(INDIRECT, article=article, rate=Decimal(rate))
    of = ground(
        [STAFF, SUBCONTRACTS, GOODS, flat],
        [entry(1, staff, STAFF), entry(2, subcontracts, SUBCONTRACTS), entry(3, goods, GOODS)],
        partners=(LEAD,),
    )
    told = statement_of(of)
    assert (told.indirect.plain, told.costs.plain) == (indirect, costs)


def test_it_gives_the_worked_example_with_volunteers_row_by_row():
    sheets = drawn(FIRST, OWN_EXAMPLE, "bg")[0].sheets
    statement = next(sheet for sheet in sheets if sheet.name == "ФО 1")
    amounts = {row.cells[0].value: row.cells[3].value for row in statement.rows}
    assert {code: money.plain for code, money in amounts.items() if isinstance(money, Money) and money} == {
        "a1": "35300.00",
        "a5": "4700.00",
        "b": "6000.00",
        "c1": "3210.50",
        "c2": "1200.00",
        "c3": "2589.50",
        "d1": "10000.00",
        "e": "4081.00",
        "f": "67081.00",
        "g": "60372.90",
        "h": "60372.90",
    }
    purchases = next(sheet for sheet in sheets if sheet.name == "Ресурси покупки")
    assert purchases.below == (
        "Покупките са над 15 % от разходите за персонал, таблицата е задължителна за: Сдружение „Топла прегръдка“.",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_draws_the_sheets_as_agreed(language, golden):
    two = replace(
        OWN_EXAMPLE,
        partners=(LEAD, ABROAD),
        entries=(
            *OWN_EXAMPLE.entries,
            entry(9, "100.01", STAFF, partner_id=ABROAD.id, activity="2"),
            entry(10, "-0.01", GOODS),
        ),
    )
    golden(f"eu-mga_{language}.txt", as_text(drawn(FIRST, two, language)))


@pytest.mark.parametrize(
    ("number", "category", "form", "code"),
    [
        ("A.5.1", "staff", "actual", "a5"),
        ("C.2", "services", "actual", "c2"),
        ("D.1", "other", "actual", "d1"),
        ("1.1", "staff", "unit_cost", "a2"),
        ("1.1", "civil_contract", "actual", "a1"),
        ("1.1", "none", "actual", "c3"),
        ("Be", "travel", "actual", "c1"),
    ],
)
def test_it_finds_the_row_by_annex_2s_letter_else_by_the_kind_of_cost(number, category, form, code):
    of = replace(line_with_letter(number), category=category, form=form)
    assert code_of(of, entry(1, "1", of)) == code


def test_every_sum_agrees_also_of_nothing_and_of_corrections():
    for of in (
        ground([], []),
        replace(OWN_EXAMPLE, entries=(entry(1, "-100.03", STAFF), entry(2, "0.05", SUBCONTRACTS))),
    ):
        checked = drawn(FIRST, of, "en")[0].sheets[-1]
        assert {row.cells[4].value for row in checked.rows} == {"OK"}
