"""Grants of the EU paid by lump sums and by units: what was completed, how many units („единици и еднократни суми“)."""

from dataclasses import replace
from decimal import Decimal

import pytest

from grants.funders.ground import Earlier
from grants.funders.model_grant_variants import EDITIONS
from grants.values.language import LANGUAGES, Text
from tests.reports.grounds import ABROAD, as_text, drawn, entry, eur, ground, line

LUMP_SUMS, UNITS = EDITIONS
ONE = line("1", "20000", form="lump_sum", title=Text("Обучения", "Training"))
TWO = line("2", "15000.50", form="lump_sum", partner_id=ABROAD.id)
THREE = line("3", "9000", form="lump_sum")
VISITS = line("4", "9400", form="unit_cost", units=Decimal(200), unit_price=eur("47"), unit=Text("ден", "day"))
MEALS = line("5", "1000", form="unit_cost", unit_price=eur("3.33"))
ZERO = eur("0")
BEFORE = Earlier(2, ABROAD.id, "none", "lump_sum", eur("5000.50"), *(ZERO,) * 6, eur("5000.50"), ZERO)
DONE = ground(
    [ONE, TWO, THREE, VISITS, MEALS],
    [
        entry(1, "20000", ONE, document_id=None),
        entry(2, "5000", TWO, document_id=None, partner_id=ABROAD.id),
        entry(3, "470", VISITS, document_id=None, units=Decimal(10), unit_price=eur("47")),
        entry(4, "23.50", VISITS, document_id=None, units=Decimal("0.5"), unit_price=eur("47")),
        entry(5, "3.00", MEALS, document_id=None, units=Decimal(1), unit_price=eur("3.33")),
    ],
    earlier=(BEFORE,),
)


def _rows(format_, of):
    return [[cell.value for cell in row.cells] for row in drawn(format_, of, "en")[0].sheets[0].rows]


def test_a_work_package_is_completed_partially_or_not():
    rows = _rows(LUMP_SUMS, DONE)
    assert [row[4] for row in rows] == ["completed", "partially completed", "not completed", None]
    assert rows[1][5:] == [eur("5000.50"), eur("5000"), eur("10000.50"), eur("5000")]
    assert rows[-1][3] == eur("44000.50")
    assert rows[-1][5:] == [eur("5000.50"), eur("25000"), eur("30000.50"), eur("14000")]


def test_units_times_their_value_is_a_formula_where_it_is_what_was_claimed():
    visits, meals, total = drawn(UNITS, DONE, "bg")[0].sheets[0].rows
    assert (visits.cells[7].value, visits.cells[9].value) == (Decimal("10.5"), eur("493.50"))
    assert visits.cells[9].formula == "ROUND(H5*F5,2)"
    assert (meals.cells[9].value, meals.cells[9].formula) == (eur("3.00"), "")
    assert total.cells[9].value == eur("496.50")


@pytest.mark.parametrize("format_", EDITIONS, ids=lambda one: one.code)
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_draws_the_sheets_as_agreed(format_, language, golden):
    golden(f"{format_.code}_{language}.txt", as_text(drawn(format_, DONE, language)))


@pytest.mark.parametrize("format_", EDITIONS, ids=lambda one: one.code)
def test_it_adds_up_to_the_ledger_also_where_there_is_nothing(format_):
    for of in (DONE, ground([], []), replace(DONE, entries=())):
        checked = drawn(format_, of, "en")[0].sheets[-1]
        assert [row.cells[4].value for row in checked.rows] == ["OK"]
