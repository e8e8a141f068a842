"""Sums taken in one walk are those of the whole figures, to the cent („сборове“)."""

from dataclasses import replace
from datetime import date

import pytest

from grants.funders.registry import NEWEST, format_named
from grants.reports.asked_figures import ListedFigures, figures_for, listed_figures
from grants.reports.cells import Reached
from grants.reports.grounded import figures_of
from grants.reports.sheets import books
from grants.reports.stated import stated_figures
from grants.reports.stood import key_of, stood_behind
from grants.reports.summed import SummedFigures, summed_figures
from grants.values.language import LANGUAGES
from grants.values.wording import wording
from tests.reports.grounds import LAST, entry, ground
from tests.reports.random_grounds import random_ground


@pytest.mark.parametrize("number", range(40))
def test_it_states_what_the_whole_figures_state(number):
    ground = random_ground(number)
    whole, summed = figures_of(ground), summed_figures(ground)
    assert stated_figures(summed) == stated_figures(whole)
    assert [(row.currency, row.documents, row.expenses) for row in summed.currencies] == [
        (row.currency, row.documents, row.expenses) for row in whole.currencies
    ]
    assert summed.opening_until == whole.opening_until


def test_it_states_nothing_of_nothing():
    ground = replace(random_ground(1), entries=())
    assert stated_figures(summed_figures(ground)) == stated_figures(figures_of(ground))


def test_it_is_enough_for_formats_of_grids_and_for_no_others():
    ground = random_ground(1)
    enough = {code for code, one in NEWEST.items() if isinstance(figures_for(one, ground), SummedFigures)}
    assert {"esf-plus-sco", "eu-mga", "interreg-project", "prag"} <= enough
    assert isinstance(figures_for(format_named("prag", "2012-01"), ground), SummedFigures)
    assert not enough & {"isun-docs", "isun-xml", "expenses-period"}


def in_order(number):
    """A ground whose expenses stand as they are read from the ledger."""
    ground = random_ground(number)
    ordered = sorted(ground.entries, key=lambda one: (one.day or LAST, one.document_id is None, one.document_id or 0))
    return replace(ground, entries=tuple(ordered))


@pytest.mark.parametrize("number", range(20))
def test_it_lists_expenses_one_by_one_as_the_whole_figures_do(number):
    ground, format_ = in_order(number), format_named("expenses-period")
    listed = listed_figures(ground)
    assert listed is not None
    assert stated_figures(listed) == stated_figures(figures_of(ground))
    for language in LANGUAGES:
        one_by_one, whole = (books(format_, of, wording(language), ground) for of in (listed, figures_of(ground)))
        assert [_cells(sheet) for sheet in one_by_one[0].sheets] == [_cells(sheet) for sheet in whole[0].sheets]


def _cells(sheet):
    return sheet.name, sheet.title, sheet.data, list(map(_told, sheet.all_rows())), list(map(_told, sheet.totals))


def _told(row):
    cells = [(cell.value, cell.style, cell.formula, _behind(cell.behind)) for cell in row.cells]
    return row.kind, row.depth, row.entry, row.document, cells


def _behind(behind):
    """What stands behind a figure: the same expenses, however they are found."""
    if not isinstance(behind, Reached):
        return behind
    found = stood_behind([behind], ["EUR"])[key_of(behind)]
    return found.count, list(found.ids), found.earlier


def test_it_lists_only_what_stands_in_order_one_by_one():
    first, second = entry(1, "5"), entry(2, "7", document_id=1)
    between, unpaid = entry(3, "9"), entry(4, "1", document_id=None, claimed_on=date(2026, 8, 3))
    assert listed_figures(ground([], [first, second, between, unpaid])) is not None
    assert listed_figures(ground([], [first, between, second])) is None  # a document's expenses stand apart
    assert listed_figures(ground([], [unpaid, first])) is None
    assert listed_figures(ground([], [first, entry(5, "2", paid_on=date(2026, 7, 1))])) is None


def test_it_lists_many_expenses_one_by_one_and_few_at_once():
    format_ = format_named("expenses-period")
    many = [entry(at, "5") for at in range(1, 2002)]
    assert isinstance(figures_for(format_, ground([], many)), ListedFigures)
    assert not isinstance(figures_for(format_, ground([], many[:2000])), ListedFigures)
