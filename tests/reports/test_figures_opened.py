"""Each figure of a funder's sheet opens the expenses behind it („зад всяка сума стоят редове“)."""

from __future__ import annotations

import html
import re

import pytest

from grants.funders.format import Book, Column, Format, Style
from grants.funders.grid import Grid, Kind, Line, Spot, everything, on_line
from grants.funders.registry import FORMATS
from grants.reports.asked_figures import figures_for
from grants.reports.behind import MEASURES, Added, adds_up_to, amounts_of
from grants.reports.cells import Part, Reached, Row
from grants.reports.grids import grid_sheets
from grants.reports.grounded import figures_of
from grants.reports.models import Package
from grants.reports.sheets import books
from grants.reports.stood import MOST, key_of, stood_behind
from grants.values.language import LANGUAGES, Text
from grants.values.money import Money, by_currency
from grants.values.wording import wording
from grants.web.templating import environment
from tests.cast import CODE
from tests.reports.grounds import entry, eur, ground, line
from tests.reports.quarter import opened
from tests.reports.random_grounds import random_ground

PROJECTS = 30
WHOLE = next(iter(MEASURES))
FIGURES = frozenset({Style.AMOUNT, Style.OVER})
GRIDS = [one for one in FORMATS if any(isinstance(sheet, Grid) for book in one.books for sheet in book.sheets)]
# Figures that open nothing, by the sheet and the heading they stand under, each with its reason; every other one opens something.
OPEN_NOTHING = {
    ("Checks", "One sum"): "worked out apart, so that the other can be held against it",
    ("Checks", "The other sum"): "worked out apart, so that the one can be held against it",
    ("Checks", "Difference"): "of those two",
    ("Expenses", "In euro"): "the roundings between a total converted at once and its expenses one by one",
    ("By currency", "In euro"): "the same roundings",
    ("Payment", "Amount (EUR)"): "what the funder paid and will pay, and ceilings of the agreement",
    ("Payment", "Without certificate at most (EUR)"): "a ceiling of the agreement",
    ("FS", "Total amount (EUR)"): "the most the grant may be, by the agreement, and income typed for the report",
    (
        "Final Report",
        "Total cost this period, all currencies (h)",
    ): "what others than the authority gave to the whole action",
    ("SF-425", "Cumulative, USD"): "cash the funder paid, what the award allows, the base of a rate",
    ("Own costs", "Federal share of the period"): "indirect costs by a rate, as box 11 works them out",
    ("Own costs", "Federal share, cumulative"): "indirect costs by a rate, as box 11 works them out",
    ("Own costs", "Of it paid"): "indirect costs by a rate, as box 11 works them out",
    ("Sub-awards", ""): "what was agreed, paid and accepted of the sub-grants",
    ("Overview 1 Summary", "Previously paid"): "what the programme paid",
    ("Overview 3 Lump sums", "Previously paid FTLS"): "what the programme paid",
    ("Procurements", "Contract Amount"): "of the contract with the supplier",
}
# Where a figure is the sum of the expenses in its row, of this report or of those before, whole and to the cent.
SUMS = {
    "eu-mga-lump-sums": {"This report", "Before this report", "So far"},
    "eu-mga-units": {"This report", "Before this report", "So far"},
    "esf-plus-sco": {"This report"},
    "eea-interim": {"Total this period", "Reported earlier", "Cumulative"},
}
# The columns whose sums under a table are of this report's expenses, beside others that are of the budget or of reports before.
TOTALS = {
    "isun-typing": {"Sums by line": {"Grant", "Own co-financing", "Total"}},
    "isun-form": {"Costs of the period": {"Costs, grant", "Total so far"}},
    "eu-mga": {"Consolidated": {"Direct costs A–D", "Total costs", "Requested EU contribution"}},
    "eu-mga-lump-sums": {"Work packages": {"This report", "So far", "Remaining"}},
    "eu-mga-units": {"Units": {"This report", "So far", "Remaining"}},
    "prag": {"Interim Report": {"Total cost this period, all currencies (h)"}},
    "sf-425": {"SF-425": {"Cumulative, USD"}, "Own costs": {"Federal share of the period", "Recipient share"}},
    "eea-interim": {"Interim report": {"This period: cash", "Total this period", "Cumulative"}},
    "esf-plus-sco": {"By form": {"This report"}},
    "interreg-partner": {
        "Overview 1 Summary": {"Current report", "Total reported so far"},
        "Overview 2 Categories": {"Current report", "Total reported so far"},
        "Overview 3 Lump sums": {"Current report"},
    },
    "interreg-project": {
        "Overview 1 Summary": {"Current report"},
        "Overview 2 Categories": {"Current report"},
    },
}


def figures(format_: Format, number: int):
    """Every amount of the sheets that is not nothing: sheet, heading, the row, the cell."""
    of = random_ground(number)
    for book in books(format_, figures_of(of), wording("en"), of):
        for sheet in book.sheets:
            for row in sheet.rows:
                for heading, cell in zip(sheet.headings, row.cells, strict=True):
                    if isinstance(cell.value, Money) and cell.value:
                        yield sheet.name, heading.text, row, cell


def stood(cell):
    """What stands behind a figure."""
    return stood_behind([cell.behind], [cell.value.currency])[key_of(cell.behind)]


def behind(cell):
    """The ids of the report's expenses behind a figure."""
    return stood(cell).ids


def said_of(cell):
    """Of what of the expenses behind it a figure is the sum."""
    return adds_up_to(stood(cell).added[cell.value.currency], cell.value)


@pytest.mark.parametrize("format_", GRIDS, ids=lambda one: f"{one.code} {one.edition}")
def test_every_total_of_the_report_opens_its_expenses(format_):
    wanted: dict[str, set[str]] = TOTALS[format_.code]
    met: set[tuple[str, str]] = set()
    for number in range(PROJECTS):
        if not random_ground(number).entries:
            continue
        for sheet, heading, row, cell in figures(format_, number):
            if row.kind is Kind.TOTAL and heading in wanted.get(sheet, ()) and _of_expenses(format_, row):
                assert isinstance(cell.behind, Reached), (number, sheet, heading, row.cells[0].value)
                met.add((sheet, heading))
    assert met == {(sheet, heading) for sheet, headings in wanted.items() for heading in headings}


def _of_expenses(format_: Format, row: Row) -> bool:
    """Whether a row of totals adds up expenses: of box 10, not what was authorised and received."""
    return format_.code != "sf-425" or len(row.cells) > 3 or row.cells[1].value == "10g"


OF_EXPENSES = [one for one in FORMATS if one.books and not one.of_people]


@pytest.mark.parametrize("format_", OF_EXPENSES, ids=lambda one: f"{one.code} {one.edition}")
def test_every_figure_opens_something_but_those_of_a_short_list(format_):
    """The same in both languages."""
    silent, met = set(), 0
    for number in range(PROJECTS):
        found = {language: list(opening(format_, number, language)) for language in LANGUAGES}
        assert [one[2:] for one in found["bg"]] == [one[2:] for one in found["en"]]
        met += len(found["en"])
        silent |= {(sheet, heading) for sheet, heading, _place, opens in found["en"] if not opens}
    assert met > PROJECTS
    assert {one for one in silent if not silenced(*one)} == set()


def silenced(sheet: str, heading: str) -> bool:
    """Whether such a figure may open nothing; the statements of the model grant are a sheet for each participant."""
    of = "FS" if sheet.startswith("FS_") else sheet
    return (of, heading) in OPEN_NOTHING


def opening(format_: Format, number: int, language):
    """Every amount that is not nothing: sheet, heading, its place, and whether it opens something."""
    of = random_ground(number)
    for book in books(format_, figures_for(format_, of), wording(language), of):
        for sheet in book.sheets:
            for at, row in enumerate(sheet.all_rows()):
                for heading, cell in zip(sheet.headings, row.cells, strict=True):
                    if isinstance(cell.value, Money) and cell.value and cell.style in FIGURES:
                        opens = bool(cell.behind) or row.entry is not None or row.document is not None
                        yield sheet.name, heading.text, at, opens


@pytest.mark.parametrize("format_", [one for one in GRIDS if one.code in SUMS], ids=lambda one: one.code)
def test_the_expenses_behind_a_sum_are_that_sum_to_the_cent(format_):
    met = 0
    for number in range(PROJECTS):
        for _sheet, heading, _row, cell in figures(format_, number):
            if heading in SUMS[format_.code]:
                assert isinstance(cell.behind, Reached)
                assert said_of(cell) == WHOLE
                met += 1
    assert met > 5


def test_direct_costs_of_the_model_grant_are_the_expenses_of_their_row_and_indirect_ones_stand_on_them():
    format_ = next(one for one in FORMATS if one.code == "eu-mga")
    direct = indirect = 0
    for number in range(PROJECTS):
        found = [one for one in figures(format_, number) if one[0].startswith("FS") and one[1].startswith("Total")]
        for _sheet, _heading, row, cell in found:
            code = str(row.cells[0].value)
            if code[0] in "abcd":
                direct += 1
                assert said_of(cell) == WHOLE, (number, code)
            elif code == "e":
                indirect += 1
                assert behind(cell)
    assert direct > 20
    assert indirect > 5


def test_interreg_rows_without_a_flat_rate_are_the_expenses_entered_in_them():
    format_ = next(one for one in FORMATS if one.code == "interreg-partner")
    met = 0
    for number in range(PROJECTS):
        for sheet, heading, row, cell in figures(format_, number):
            if sheet.startswith("Overview 2") and heading == "Current report" and row.kind is Kind.ROW:
                assert isinstance(cell.behind, Reached)
                if row.cells[1].value is None:  # no flat rate
                    assert said_of(cell) == WHOLE, (number, row.cells[0].value)
                    met += 1
    assert met > 20


# --- how a figure is traced -----------------------------------------------------------------------------------------

AMOUNTS = Grid(
    "amounts",
    Text("Суми", "Amounts"),
    (
        Column(Text("Ред", "Row"), 20, "what"),
        Column(Text("Бюджет", "Budget"), 12, "budget", Style.AMOUNT),
        Column(Text("Сега", "Now"), 12, "now", Style.AMOUNT),
        Column(Text("Остатък", "Left"), 12, "left", Style.AMOUNT, formula="[budget]-[now]"),
    ),
    lambda of: [
        *(
            Line({"what": one.title, "budget": eur("100"), "now": _on(of, one.id), "left": eur("1")}, one.number,
                 behind=on_line(one.id))
            for one in of.lines
        ),
        Line({"what": "Σ", "budget": eur("200"), "now": Spot(_all(of), "SUM([now@1:2])")}, "all", Kind.TOTAL),
        Line({"what": "7 %", "now": Spot(_all(of), "ROUND([now@1]*0.07,2)")}, "rate"),
        Line({"what": "кръг", "now": Spot(eur("5"), "[now@loop]")}, "loop"),
    ],
    adds=("now",),
)  # fmt: skip
BOOK = Book(Text("Книга", "Book"), (AMOUNTS,))


def _on(of, line_id):
    return sum((one.amount for one in of.entries if one.line_id == line_id), eur("0"))


def _all(of):
    return sum((one.amount for one in of.entries), eur("0"))


def test_a_figure_has_behind_it_what_its_formula_adds_up():
    one, two = line("1", "100"), line("2", "100")
    of = ground([one, two], [entry(1, "10", one), entry(2, "20", two), entry(3, "30", two)])
    [sheet] = grid_sheets(BOOK, of, wording("bg"))
    found = [
        [list(behind(cell)) if isinstance(cell.behind, Reached) else None for cell in row.cells[1:]]
        for row in sheet.rows
    ]
    assert found == [
        [None, [1], [1]],
        [None, [2, 3], [2, 3]],
        [None, [1, 2, 3], None],
        [None, [1], None],
        [None, None, None],
    ]


@pytest.mark.parametrize("format_", GRIDS, ids=lambda one: f"{one.code} {one.edition}")
def test_one_walk_finds_behind_every_figure_the_expenses_for_which_it_holds(format_):
    """However alike they are: each is looked at by itself here, and by its kind there."""
    for number in range(PROJECTS):
        cells = [cell for *_place, cell in figures(format_, number) if isinstance(cell.behind, Reached)]
        found = stood_behind([cell.behind for cell in cells], {cell.value.currency for cell in cells})
        for cell in cells:
            held = {
                one.id: one
                for part in cell.behind.parts
                if not part.before
                for one in part.ground.entries
                if part.holds(one)
            }
            of = found[key_of(cell.behind)]
            assert sorted(of.ids) == sorted(held)
            assert of.count == len(held)
            assert {one.currency: one for one in of.amounts} == by_currency(one.amount for one in held.values())


def test_of_very_many_expenses_it_keeps_the_first_and_the_sum_of_all():
    one, two = line("1", "100"), line("2", "100")
    of = ground([one, two], [entry(at, "0.01", (one, two)[at % 2]) for at in range(1, 2 * MOST + 8)])
    stood = stood_behind([Reached((Part(of, on_line(one.id)), Part(of, on_line(two.id))))], ["EUR"])
    (found,) = stood.values()
    assert list(found.ids) == list(range(1, MOST + 1))
    assert (found.count, found.amounts) == (2 * MOST + 7, (eur("10.07"),))


def test_it_says_of_what_a_figure_is_the_sum():
    one = line("1", "100")
    rows = [entry(1, "10", one, own=eur("4")), entry(2, "20", one, in_kind=eur("5"))]
    of = Added(*map(sum, zip(*(amounts_of(one, "EUR") for one in rows), strict=True)))
    said = {amount: adds_up_to(of, eur(amount)) for amount in ("30", "21", "25", "4", "5", "9", "7")}
    assert len(set(said.values())) == 7
    assert said["7"] == ""
    assert all(everything(row) for row in rows)


# --- its page -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [0, 1])
def test_a_figure_opens_in_whichever_column_it_stands(at):
    figures = [
        {"text": f"{cents},00", "figure": True, "whole": False, "minus": False, "behind": "", "at": ""}
        for cents in (7, 8)
    ]
    figures[at]["at"] = f"0-{at}"
    row = {"kind": "", "depth": 0, "across": 1, "of": "", "cells": figures}
    drawn = environment("bg").get_template("reports/_sheet.html").make_module({"project": {"code": CODE}})
    shown = str(vars(drawn)["cells"](row, {"opens": "/отчет?sheet=1"}))
    assert f'<a class="behind" href="/отчет?sheet=1&amp;at=0-{at}">{figures[at]["text"]}</a>' in shown
    assert shown.count("<a ") == 1


@pytest.mark.anyio
async def test_the_page_of_a_figure_lists_its_expenses_and_their_sum(quarter, browser):
    package = await opened(quarter)
    await Package.filter(id=package).update(format="esf-plus-sco")
    await browser.sign_in("ivan@zaedno.example")
    here = f"/projects/{CODE}/reports/packages/{package}"
    sheet = await browser.get(f"{here}?show=sheets&file_language=bg&lang=bg")
    links = [html.unescape(one) for one in re.findall(r'class="behind" href="([^"]+/behind[^"]+)"', sheet)]
    assert links
    page = html.unescape(await browser.get(links[0]))
    assert "Сумата е сборът на тези разходи." in page
    for amount in ("450,25", "99,75", "300,00", "850,00"):
        assert amount in page
    assert "120,40" not in page  # of the next quarter
    assert "Обратно към листа" in page
    await browser.get(f"{here}/behind?sheet=0&at=9999-1", 404)
    await browser.get(f"{here}/behind?sheet=77&at=0-1", 404)
    await browser.get(f"{here}/behind?sheet=0&at=тук", 404)


@pytest.mark.anyio
async def test_the_report_of_a_period_opens_its_figures_too(quarter, browser):
    await browser.sign_in("ivan@zaedno.example")
    asked = "format=esf-plus-sco&first=1.7.2026&last=30.9.2026&language=bg"
    page = await browser.get(f"/projects/{CODE}/reports?{asked}")
    link = html.unescape(re.findall(r'class="behind" href="([^"]+/behind[^"]+)"', page)[0])
    opened_page = html.unescape(await browser.get(link))
    assert "750,25" in opened_page
    assert "99,75" not in opened_page  # paid in June
