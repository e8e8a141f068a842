"""Which figures a cell or a column of a funder's own workbook may show, and what each of them is in a report.

A figure has an address: `project`, `total.grant`, `budget.approved`, `line:1.2.this`, `category:travel.so_far`,
`expenses.paid_on`. The list is closed; a line or a category that the budget no longer has is an objection.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from grants.budget.kinds import COST_CATEGORIES
from grants.errors import Objection
from grants.filling.places import Place, place_named
from grants.funders.expenses import ABOUT, BY_CURRENCY, BY_LINE, EXPENSES
from grants.funders.format import FIGURES, Rows
from grants.funders.ground import Ground
from grants.reports.cells import Value
from grants.reports.figures import Figures
from grants.reports.lines import EURO, LineRow, sum_of
from grants.reports.sheets import worded
from grants.reports.shown import Figure, currency_figure, expense_figure, line_figure, paper_figure
from grants.values.language import N_, Text
from grants.values.money import Money
from grants.values.wording import Wording

NO_FIGURE = N_("There is no figure called “{shows}”. Choose one from the list for {cell} on “{sheet}”.")
NO_LINE = N_(
    "{cell} on “{sheet}” shows budget line {line}, which the budget of this project does not have. Choose another line for it."
)
NO_CATEGORY = N_(
    "{cell} on “{sheet}” shows a cost category in which this budget has no line. Choose another figure for it, or give the "
    "lines their category."
)
MIXED = N_(
    "{cell} on “{sheet}” shows one amount, but the report has it in several currencies ({currencies}). Choose the total in "
    "euro, or a column with a row for each currency."
)


class Of(StrEnum):
    """What a figure is a figure of."""

    REPORT = "report"
    TOTAL = "total"
    BUDGET = "budget"
    LINE = "line"
    CATEGORY = "category"
    EXPENSES = "expenses"  # a column with a row for each expense, and so on
    DOCUMENTS = "documents"
    LINES = "lines"
    CURRENCIES = "currencies"


GROUPS: Final[Mapping[Of, str]] = {
    Of.REPORT: N_("The report"),
    Of.TOTAL: N_("Totals of the period"),
    Of.BUDGET: N_("The whole budget"),
    Of.LINE: N_("One budget line"),
    Of.CATEGORY: N_("One cost category"),
    Of.EXPENSES: N_("A column: the expenses of the period"),
    Of.DOCUMENTS: N_("A column: the documents of the period"),
    Of.LINES: N_("A column: the budget lines"),
    Of.CURRENCIES: N_("A column: the currencies"),
}
COLUMNS: Final = frozenset({Of.EXPENSES, Of.DOCUMENTS, Of.LINES, Of.CURRENCIES})
NEEDS: Final = frozenset({Of.LINE, Of.CATEGORY})  # to be told which

_SAID_OF_EXPENSES: Final = {column.shows: column.heading for column in EXPENSES.columns}
_SAID_OF_LINES: Final = {column.shows: column.heading for column in BY_LINE.columns}
_SAID_OF_TOTALS: Final = {cell.shows: cell.label for cell in ABOUT.cells}
_ONE_LINE: Final = tuple(name for name in FIGURES[Rows.LINES] if name not in {"number", "currency"})
_SUMMED: Final = tuple(name for name in _ONE_LINE if name != "title")

# Every figure there is, with its name in both languages.
FIGURES_OF: Final[Mapping[Of, Mapping[str, Text]]] = {
    Of.REPORT: {
        "project": Text("Наименование на проекта", "Title of the project"),
        "number": Text("Номер на договора", "Number of the contract"),
        "beneficiary": _SAID_OF_TOTALS["beneficiary"],
        "period": _SAID_OF_TOTALS["period"],
        "first": Text("Първи ден на периода", "First day of the period"),
        "last": Text("Последен ден на периода", "Last day of the period"),
    },
    Of.TOTAL: {
        name: _SAID_OF_TOTALS[name]
        for name in ("documents", "expenses", "claimed", "grant", "own", "in_kind", "third", "euro")
    },
    Of.BUDGET: {name: _SAID_OF_LINES[name] for name in _SUMMED},
    Of.LINE: {name: _SAID_OF_LINES[name] for name in _ONE_LINE},
    Of.CATEGORY: {name: _SAID_OF_LINES[name] for name in _SUMMED},
    Of.EXPENSES: {name: _SAID_OF_EXPENSES[name] for name in FIGURES[Rows.EXPENSES]},
    Of.DOCUMENTS: {name: _SAID_OF_EXPENSES[name] for name in FIGURES[Rows.DOCUMENTS]},
    Of.LINES: {name: _SAID_OF_LINES[name] for name in FIGURES[Rows.LINES]},
    Of.CURRENCIES: {column.shows: column.heading for column in BY_CURRENCY.columns},
}

_ADDRESS: Final = re.compile(r"([a-z]+)(?::(.{1,60}))?\.([a-z_]+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shows:
    """A figure by its address: of what, which of them (a line's number, a category), and its name."""

    of: Of
    which: str
    name: str

    @property
    def address(self) -> str:
        """As it is kept: `line:1.2.approved`."""
        which = f":{self.which}" if self.which else ""
        return f"{self.of}{which}.{self.name}"

    def said(self, words: Wording) -> str:
        """As a page names it."""
        name = FIGURES_OF[self.of][self.name].in_(words.language)
        which = words.say(COST_CATEGORIES[self.which]) if self.of is Of.CATEGORY else self.which
        return " · ".join(part for part in (words.say(GROUPS[self.of]), which, name) if part)


def figure_named(address: str) -> Shows | None:
    """The figure of that address; None where there is none. Whether the budget has such a line is not asked."""
    found = _ADDRESS.fullmatch(address)
    if found is None or found[1] not in set(Of):
        return None
    shows = Shows(Of(found[1]), found[2] or "", found[3])
    if shows.name not in FIGURES_OF[shows.of] or (shows.of in NEEDS) != bool(shows.which):
        return None
    return None if shows.of is Of.CATEGORY and shows.which not in COST_CATEGORIES else shows


@dataclass(frozen=True, slots=True)
class Mapped:
    """A cell, or the first cell of a column, and the address of what it shows; the words beside it when it was chosen."""

    sheet: str
    cell: str
    shows: str
    beside: str = ""

    @property
    def place(self) -> Place:
        """Where it stands."""
        return place_named(self.cell) or Place(0, 0)


@dataclass(frozen=True)
class Reported:
    """What a workbook is filled from: the ground of a report with its figures, and the language of the file."""

    ground: Ground
    figures: Figures
    words: Wording

    @cached_property
    def categories(self) -> Mapping[str, str]:
        """The category of each budget line by its number."""
        return {line.number: line.category for line in self.ground.lines}


class NotShown(Exception):
    """The figure is not there; why, as the key of a sentence, with its facts."""

    def __init__(self, sentence: str, **facts: object) -> None:
        super().__init__(sentence)
        self.sentence, self.facts = sentence, facts


def objection_to(mapped: Mapped, problem: NotShown) -> Objection:
    """The problem, said of the cell."""
    return Objection(
        problem.sentence, {"cell": mapped.cell, "sheet": mapped.sheet, **problem.facts}, sheet=mapped.sheet
    )


def values_of(address: str, of: Reported) -> tuple[Value, ...]:
    """What a figure is in a report: one value, or those of a column from its first row down. Raises NotShown."""
    shows = figure_named(address)
    if shows is None:
        raise NotShown(NO_FIGURE, shows=address)
    return tuple(worded(shows.name, value, of.words) for value in _FOUND[shows.of](shows, of))


def _of_report(shows: Shows, of: Reported) -> Sequence[Figure]:
    found, about = of.figures, of.figures.about
    told: Mapping[str, Figure] = {
        "project": about.title,
        "number": about.number,
        "beneficiary": about.beneficiary,
        "period": of.words.period(found.first, found.last),
        "first": found.first,
        "last": found.last,
    }
    return (told[shows.name],)


def _of_total(shows: Shows, of: Reported) -> Sequence[Figure]:
    found = of.figures
    counted: Mapping[str, Figure] = {
        "documents": len(found.documents),
        "expenses": len(found.expenses),
        "euro": found.euro,
    }
    if shows.name in counted:
        return (counted[shows.name],)
    if not found.currencies:
        return (Money.zero(EURO),)
    if len(found.currencies) == 1:
        return (currency_figure(found.currencies[0], shows.name),)
    claimed = [row for row in found.line_totals if row.this]
    return (line_figure(_only(claimed), "this" if shows.name == "claimed" else shows.name),)


def _of_budget(shows: Shows, of: Reported) -> Sequence[Figure]:
    totals = of.figures.line_totals
    return (line_figure(_only(totals), shows.name) if totals else Money.zero(EURO),)


def _of_line(shows: Shows, of: Reported) -> Sequence[Figure]:
    found = [row for row in of.figures.lines if row.number == shows.which and row.kind in {"line", "chapter"}]
    if not found:
        raise NotShown(NO_LINE, line=shows.which)
    return (line_figure(_only(found), shows.name),)


def _of_category(shows: Shows, of: Reported) -> Sequence[Figure]:
    found = [
        row
        for row in of.figures.lines
        if row.kind in {"line", "itself"} and of.categories.get(row.number) == shows.which
    ]
    if not found:
        raise NotShown(NO_CATEGORY)
    currencies = dict.fromkeys(row.currency for row in found)
    sums = [sum_of([row for row in found if row.currency == code], code) for code in currencies]
    return (line_figure(_only(sums), shows.name),)


def _only(rows: Iterable[LineRow]) -> LineRow:
    """The one row there is: of several currencies, the only one in which there is anything."""
    found = list(rows)
    told = [row for row in found if row.approved or row.so_far] or found[:1]
    if len(told) > 1:
        raise NotShown(MIXED, currencies=[row.currency for row in told])
    return told[0]


_FOUND: Final[Mapping[Of, Callable[[Shows, Reported], Sequence[Figure]]]] = {
    Of.REPORT: _of_report,
    Of.TOTAL: _of_total,
    Of.BUDGET: _of_budget,
    Of.LINE: _of_line,
    Of.CATEGORY: _of_category,
    Of.EXPENSES: lambda shows, of: [expense_figure(row, shows.name) for row in of.figures.expenses],
    Of.DOCUMENTS: lambda shows, of: [paper_figure(paper, shows.name) for paper in of.figures.documents],
    Of.LINES: lambda shows, of: [line_figure(row, shows.name) for row in of.figures.lines],
    Of.CURRENCIES: lambda shows, of: [currency_figure(row, shows.name) for row in of.figures.currencies],
}
