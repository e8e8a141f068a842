"""A table of a funder's workbook: columns, rows with keys, and formulas that name cells by row and column.

A format's file says what stands in it: columns as data, rows by a small pure function of the ground. Every formula has its
value beside it, worked out exactly; the workbook only shows how it follows.

References in formulas: `[this]` the cell of that column in the same row, `[this@7]` in the row with the key 7,
`[this@1:6]` from one row to another, `[this@+1:+6]` from the next row to the sixth below, `[Other!this@7]` on the sheet with that key, `[Other!this]` a whole column
of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from grants.funders.format import Column, Style
from grants.funders.ground import Earlier, Entry, Ground
from grants.values.language import Text
from grants.values.money import Money

Value = str | Text | date | Money | Decimal | int | None


Behind = Callable[[Entry | Earlier], bool]
"""Which of the report's expenses, or of the sums of earlier ones, stand behind a figure.

It asks an expense for no more than `reports/stood.py` names: its line, activity, partner, category, form, state, currency and
the like, never its amount or its papers. Whatever is alike in these is asked about once.
"""


def everything(_one: Entry | Earlier) -> bool:
    """Every expense of the report."""
    return True


@dataclass(frozen=True, slots=True)
class Named:
    """The expenses that name these: a budget line by itself, a partner, by its id (None: on no line)."""

    by: Mapping[str, int | None]

    def __call__(self, entry: Entry | Earlier) -> bool:
        return all(getattr(entry, f"{name}_id") == id_ for name, id_ in self.by.items())


def on_line(line_id: int | None) -> Named:
    """The expenses on a budget line by itself; None: on none."""
    return Named({"line": line_id})


@dataclass(frozen=True, slots=True)
class Before:
    """What was reported before this report of what holds, and not the report's own expenses."""

    holds: Behind


class Kind(StrEnum):
    """What a row is among the others."""

    ROW = "row"
    CHAPTER = "chapter"  # the heading of the rows below it, with their sum or without
    TOTAL = "total"
    REMARK = "remark"  # a sentence or a figure beside the total, not part of it


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell: its value, the formula that gives the same, and how it is written where not as its column says.

    `behind` says which expenses stand behind it: those of a budget line, of a partner, by its id ({"line": "12"}), or by what holds
    of them; or what was reported before.
    """

    value: Value
    formula: str = ""
    style: Style | None = None
    behind: Mapping[str, str] | Behind | Before | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row: what stands in which column, by what the columns show. A column that is not named is empty.

    `key` names it for formulas; rows of a long list need none. `longest` is how long its words may be, where that is not what
    its columns say. `behind` are the expenses that the row adds up, in the columns the grid names (`adds`, `before`), and the
    budget lines of its amounts in others (`plans`). A row of a list of expenses is of one `entry`, and one of documents of one `document`, by
    its id.
    """

    cells: Mapping[str, Value | Spot]
    key: str = ""
    kind: Kind = Kind.ROW
    depth: int = 0
    longest: int = 0
    behind: Behind | None = None
    entry: int | None = None
    document: int | None = None


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line above the table: a label, and the value beside it."""

    label: Text
    value: Value
    style: Style = Style.TEXT


@dataclass(frozen=True, slots=True)
class Odd:
    """Something odd about the row of an expense, in words that follow its place; a `refused` one stops the report.

    `at` names the cell it is about by what its column shows; empty: the whole row.
    """

    told: Text
    refused: bool = False
    at: str = ""


RowsOf = Callable[[Ground], Iterable[Line]]


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet of a funder's workbook.

    `key` names the sheet in formulas. A column's `formula` holds for every cell of it that has a value and no formula of
    its own. `long` sheets have a row for each of the report's expenses, in their order, written one by one; `after` gives
    the rows under them. `adds` are the columns in which a row adds up the expenses of the report that are behind it; a figure
    that follows from such figures by its formula has theirs behind it. In the same way the columns `before` add up what was
    reported before, and `plans` are those of the budget. Columns from `own_from` on are not part of the funder's table and are drawn apart. `keys` writes
    what each column shows in a hidden row under the headings. `bands` are headings over several columns, each with the
    columns it stands over. `above` are labelled lines over the table, `below` sentences under it. An `untitled` sheet begins with
    its labelled lines, as the funder's form does.
    """

    key: str
    name: Text
    columns: tuple[Column, ...]
    rows: RowsOf
    title: Text = field(default_factory=Text)
    above: Callable[[Ground], Iterable[Labelled]] | None = None
    below: Callable[[Ground], Iterable[Text]] | None = None
    bands: tuple[tuple[Text, str, str], ...] = ()
    long: bool = False
    counted: Callable[[Ground], int] | None = None  # how many rows a long sheet has, where not one for each expense
    numbered: tuple[str, ...] = ()  # how the form numbers its columns, in a row under the headings
    after: RowsOf | None = None
    own_from: str = ""
    adds: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    keys: bool = False
    untitled: bool = False
    most: int = (
        0  # how many rows the funder takes, where it says so: then its rows are looked through before it is written
    )
    odd: Callable[[Ground, Entry], Iterable[Odd]] | None = None  # what is odd about an expense
    where: Callable[[Ground], bool] | None = None  # left out of the workbook where it is false
    each: Callable[[Ground], Iterable[tuple[str, Text, Ground]]] | None = (
        None  # one sheet for each: key, name, its ground
    )
    fitted: Callable[[Grid, Ground], Grid] | None = None  # the same with the columns that this ground asks for


# --- the sheet that compares sums -------------------------------------------------------------------------------------

HELD: Final = "OK"
APART: Final = "ERROR"
CHECK_COLUMNS: Final = (
    Column(Text("Какво се сравнява", "What is compared"), 60, "what"),
    Column(Text("Едната сума", "One sum"), 18, "one", Style.AMOUNT),
    Column(Text("Другата сума", "The other sum"), 18, "other", Style.AMOUNT),
    Column(Text("Разлика", "Difference"), 14, "apart", Style.AMOUNT, formula="[one]-[other]"),
    Column(Text("Проверка", "Check"), 10, "verdict", formula='IF(ABS([apart])<0.005,"OK","ERROR")'),
)


def compared(what: Text, one: Money, one_is: str, other: Money, other_is: str) -> Line:
    """A row of the sheet of checks: two sums by their formulas, which must be the same to the cent."""
    return Line(
        {
            "what": what,
            "one": Spot(one, one_is),
            "other": Spot(other, other_is),
            "apart": one - other,
            "verdict": HELD if one == other else APART,
        }
    )


def checks(rows: RowsOf) -> Grid:
    """The sheet of checks, of these comparisons."""
    return Grid("checks", Text("Проверки", "Checks"), CHECK_COLUMNS, rows)
