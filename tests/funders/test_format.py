"""A funder's format is data: what it names must exist, and an edition follows an edition („формат“, „редакция“)."""

from datetime import date

import pytest

from grants.expenses.rules import DocumentKind
from grants.funders import expenses, isun
from grants.funders.format import FIGURES, Column, CurrencyRule, Form, Labelled, Listing, Rows, Summary, UnknownFigure
from grants.funders.registry import FORMATS, NEWEST, UnknownFormat, format_named
from grants.values.language import Text

DAY = Text("Дата", "Date")


@pytest.mark.parametrize(
    ("kind", "rows", "misspelled"),
    [(Listing, Rows.EXPENSES, "issued"), (Summary, Rows.LINES, "so far"), (Summary, Rows.CURRENCIES, "общо")],
)
def test_it_refuses_a_misspelled_figure_and_names_those_there_are(kind, rows, misspelled):
    with pytest.raises(UnknownFigure) as refused:
        kind(DAY, rows, (Column(DAY, 10, misspelled),))
    assert misspelled in str(refused.value)
    assert all(figure in str(refused.value) for figure in FIGURES[rows])


def test_it_refuses_a_label_without_a_figure():
    with pytest.raises(UnknownFigure, match="beneficiary"):
        Form(DAY, (Labelled(DAY, "бенефициент"),))


def test_it_refuses_an_unknown_check_and_an_unknown_rounding():
    with pytest.raises(ValueError, match="required_cells"):
        isun.FIRST.amended(edition="2", in_force_from=date(2027, 1, 1), checks=("всичко",))
    with pytest.raises(ValueError, match="half_up"):
        CurrencyRule(rounding="на око")


def test_it_makes_an_edition_out_of_the_one_before_it():
    later = isun.FIRST.amended(edition="2021-2027", in_force_from=date(2027, 1, 1), layout_verified=False)
    assert (later.edition, later.layout_verified) == ("2021-2027", False)
    assert (later.code, later.books) == (isun.FIRST.code, isun.FIRST.books)
    with pytest.raises(ValueError, match="after"):
        later.amended(edition="стара", in_force_from=date(2020, 1, 1))


def test_it_finds_a_format_by_its_code_and_edition():
    assert format_named("isun-docs") is isun.EDITIONS[-1]
    assert format_named("isun-docs", isun.FIRST.edition) is isun.FIRST
    with pytest.raises(UnknownFormat) as unknown:
        format_named("isun-docs", "няма такава")
    assert unknown.value.known == (f"isun-docs {isun.FIRST.edition}",)
    with pytest.raises(UnknownFormat) as unknown:
        format_named("interreg")
    assert unknown.value.known == tuple(NEWEST)


def test_it_gives_each_edition_of_a_format_once():
    named = [(one.code, one.edition) for one in FORMATS]
    assert len(named) == len(set(named))


def test_it_knows_which_formats_list_people():
    assert {code: one.of_people for code, one in NEWEST.items() if one.of_people} == {
        "isun-team": Rows.HOURS,
        "isun-participants": Rows.PARTICIPANTS,
    }


def test_it_writes_every_kind_of_document_with_a_type_of_the_funders_list():
    column = next(column for column in isun.INVENTORY.columns if column.shows == "kind")
    assert set(column.words) == {kind.value for kind in DocumentKind}
    assert set(column.words.values()) == set(isun.INVENTORY.hidden[0].columns[0])
    assert len(set(isun.INVENTORY.hidden[0].columns[0])) == 10


@pytest.mark.parametrize("sheet", expenses.EXPENSES_FIRST.books[0].sheets, ids=lambda sheet: sheet.name.en)
def test_it_names_its_sheets_and_columns_in_both_languages_within_what_a_workbook_allows(sheet):
    labels = [sheet.name]
    labels += [one.label for one in sheet.cells] if isinstance(sheet, Form) else [one.heading for one in sheet.columns]
    assert all(label.bg and label.en for label in labels)
    assert all(len(side) <= 31 for side in (sheet.name.bg, sheet.name.en))
