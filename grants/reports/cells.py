"""What a sheet consists of: cells with their values and formulas, rows, headings; and how a page says a cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import chain, islice
from typing import Any, overload

from grants.funders.format import Exact, Style
from grants.funders.grid import Behind
from grants.funders.grid import Kind as RowKind
from grants.funders.ground import Ground
from grants.values.money import Money
from grants.values.wording import Wording

Value = str | date | Money | Decimal | int | None


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The expenses of a report, or of a partner's part of it, for which something holds; `before`: those reported before it."""

    ground: Ground
    holds: Behind
    before: bool = False


@dataclass(frozen=True, slots=True)
class Reached:
    """The expenses behind a figure: those of any of these parts; `ledger` is how the ledger's filters name them, where they can."""

    parts: tuple[Part, ...]
    ledger: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Budgeted:
    """A figure of the budget: of one line or chapter by its id, or (None) of several together."""

    line_id: int | None


@dataclass(slots=True)  # not frozen: there are millions of them in a large report
class Cell:
    """A value with the way it is written; `formula` where the workbook computes it again.

    `behind` says which rows of the ledger stand behind it, as its filters name them, or which expenses of the report, or what
    of the budget.
    """

    value: Value
    style: Style = Style.TEXT
    formula: str = ""
    behind: Mapping[str, str] | Reached | Budgeted | None = None


@dataclass(slots=True)
class Row:
    """The cells of a row; `depth` says how far below a chapter it stands, `entry` and `document` of which expense or document it is in a list
    of them.
    """

    cells: tuple[Cell, ...]
    kind: RowKind = RowKind.ROW
    depth: int = 0
    entry: int | None = None
    document: int | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column; its width in characters."""

    text: str
    width: float
    style: Style


@dataclass(frozen=True, slots=True)
class Drawn(Sequence[Row]):
    """Rows that are drawn as they are asked for, each of one thing, and `after` them others: of a large report few are in memory."""

    things: Sequence[Any]
    draw: Callable[[Any], Row]
    after: tuple[Row, ...] = ()

    def __len__(self) -> int:
        return len(self.things) + len(self.after)

    def __iter__(self) -> Iterator[Row]:
        return chain(map(self.draw, self.things), self.after)

    @overload
    def __getitem__(self, at: int) -> Row: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Row, ...]: ...

    def __getitem__(self, at: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(at, slice):
            return tuple(self[one] for one in range(*at.indices(len(self))))
        place = range(len(self))[at]  # an IndexError where there is none
        drawn = len(self.things)
        return self.draw(self.things[place]) if place < drawn else self.after[place - drawn]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: what stands above the table, its headings (none on a form) and its rows.

    `data` is how many of the rows, from the first, are no totals; `exact` a layout to be followed to the letter. The rows
    of a long table come one by one from `long`, before the others. `bands` are headings over several columns, from one
    place to another; `labels` lines above the table and `below` sentences under it; `keys` what each column is called by
    programs, in a hidden row, and `numbers` how the form numbers it; columns from `own_from` on are ours and not the funder's.
    """

    name: str
    title: tuple[str, ...]
    headings: tuple[Heading, ...]
    rows: Sequence[Row]
    data: int = 0
    exact: Exact | None = None
    long: Callable[[], Iterator[Row]] | None = None
    labels: tuple[tuple[str, Cell], ...] = ()
    bands: tuple[tuple[str, int, int], ...] = ()
    keys: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    own_from: int | None = None

    @property
    def headed(self) -> int:
        """In which row the headings stand, as Excel counts: under title and project, where it has them, labels and an empty row."""
        return headed(len(self.labels), banded=bool(self.bands), titled=bool(self.title))

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.rows) + (self.data if self.long else 0)

    @property
    def under_headings(self) -> int:
        """How many rows stand between the headings and the first row."""
        return bool(self.keys) + bool(self.numbers)

    def all_rows(self) -> Iterator[Row]:
        """Every row, those of a long table first."""
        return chain(self.long() if self.long else (), self.rows)

    def data_rows(self) -> Iterator[Row]:
        """The rows that are no totals."""
        return islice(self.all_rows(), self.data)

    def rows_of_sums(self) -> Iterator[tuple[int, Row]]:
        """The rows that are of no single expense or document, each with its place among all."""
        if isinstance(self.rows, Drawn):
            yield from enumerate(self.rows.after, len(self.rows.things))
        else:
            yield from enumerate(self.rows, self.data if self.long else 0)

    @property
    def totals(self) -> Sequence[Row]:
        """The rows below the data."""
        return self.rows if self.long else self.rows[self.data :]


TITLED = 2
"""Rows of a title: the sheet's own, and the project."""


def headed(labels: int, *, banded: bool, titled: bool = True) -> int:
    """In which row headings stand, as Excel counts: after the title, so many labels and an empty row."""
    return TITLED * titled + labels + 1 + banded + 1


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook: what its file is called, what is printed on every page of it, and its sheets.

    `file` is the whole name of the file where the funder says it.
    """

    name: str
    title: str
    project: str
    period: str
    sheets: tuple[Sheet, ...] = field(default=())
    file: str = ""


def said(cell: Cell, words: Wording) -> str:
    """A cell as a page shows it."""
    match cell.value:
        case None:
            return ""
        case Money():
            return words.figure(cell.value, dash=True)
        case Decimal():
            places = {Style.SHARE: 2, Style.WHOLE_SHARE: 0}.get(cell.style)
            return words.number(cell.value) if places is None else words.percent(cell.value, places)
        case date():
            return words.day(cell.value)
        case int():
            return words.number(cell.value)
        case _:
            return cell.value
