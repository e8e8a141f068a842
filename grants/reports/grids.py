"""The tables of funders' workbooks, cell by cell: a format's grids and a report's ground become sheets.

Formulas name cells by column and row key; here they get the addresses a workbook knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from grants.budget.kinds import COST_FORMS
from grants.expenses.rules import DOCUMENT_KINDS
from grants.funders.format import Book, Column, Style
from grants.funders.grid import Grid, Kind, Line, Named, Spot
from grants.funders.grid import Value as Written
from grants.funders.ground import Ground
from grants.reports.cells import Budgeted, Cell, Heading, Part, Reached, Row, Sheet, Value, headed
from grants.reports.formulas import column_letters
from grants.reports.traced import REFERENCE, Trace
from grants.values.language import Text
from grants.values.money import Money
from grants.values.outline import numbers_above
from grants.values.wording import Wording

# Keys of closed lists that are said in the words of the interface, by the column that shows them.
_SAID: Final[Mapping[str, Mapping[str, str]]] = {"kind": {**DOCUMENT_KINDS, **COST_FORMS}, "form": COST_FORMS}


_PLAIN: Final = frozenset({str, Money, Decimal, int, date})
_ROW_BELOW: Final = "\0"  # a sign no formula has, on both sides of how far below its own row a cell lies
_FORMULAS: Final = 500  # how many are kept cut into pieces; a long sheet has a few, each for thousands of rows


class NoSuchCell(LookupError):
    """A formula names a cell that is on no sheet: a fault of the format's file."""


@dataclass(frozen=True, slots=True)
class _Laid:
    """A grid with its rows and where they come to lie: `first` is the row of the first of them, as Excel counts."""

    key: str
    name: str
    grid: Grid
    ground: Ground
    lines: tuple[Line, ...]  # of a long sheet: those after the expenses
    labels: tuple[tuple[str, Written, Style], ...]
    first: int
    long: int  # how many rows come one by one, before `lines`
    at: Mapping[str, int]  # the row of each key

    def column(self, shows: str) -> str:
        """The letters of a column."""
        for at, column in enumerate(self.grid.columns):
            if column.shows == shows:
                return column_letters(at)
        raise NoSuchCell(f"{self.key}: no column {shows!r}")

    def row(self, key: str) -> int:
        """The row of a key; those of a long list are called by their places, "1" the first."""
        if key.isdecimal() and 0 < int(key) <= self.long:
            return self.first + int(key) - 1
        if key not in self.at:
            raise NoSuchCell(f"{self.key}: no row {key!r}")
        return self.at[key]

    @property
    def last(self) -> int:
        """The last row that is no total."""
        return self.first + (self.long or _until_last(self.lines, {Kind.ROW})) - 1


def grid_sheets(book: Book, ground: Ground, words: Wording) -> tuple[Sheet, ...]:
    """The grids of a book as sheets, those that do not apply left out.

    Raises NoSuchCell where a formula names a cell that is not there.
    """
    laid = [one for grid in book.sheets if isinstance(grid, Grid) for one in _laid(grid, ground, words)]
    by_key = {one.key: one for one in laid}
    trace = Trace(by_key)
    return tuple(_Drawn(one, by_key, words, trace).sheet() for one in laid)


def _laid(grid: Grid, ground: Ground, words: Wording) -> Iterator[_Laid]:
    if grid.where is not None and not grid.where(ground):
        return
    if grid.fitted is not None:
        grid = grid.fitted(grid, ground)
    if grid.each is None:
        yield _one(grid, grid.key, grid.name, ground, words)
        return
    for key, name, narrowed in grid.each(ground):
        yield _one(grid, f"{grid.key}-{key}", name, narrowed, words)


def _one(grid: Grid, key: str, name: Text, ground: Ground, words: Wording) -> _Laid:
    above = grid.above(ground) if grid.above else ()
    labels = tuple((one.label.in_(words.language), one.value, one.style) for one in above)
    first = first_row(grid, len(labels))
    # A long sheet is not walked through here: it has a row for each expense, and what follows them is asked apart.
    long = (grid.counted(ground) if grid.counted else len(ground.entries)) if grid.long else 0
    lines = tuple(_after(grid, ground)) if grid.long else tuple(grid.rows(ground))
    at = {line.key: first + long + place for place, line in enumerate(lines) if line.key}
    return _Laid(key, name.in_(words.language), grid, ground, lines, labels, first, long, at)


def first_row(grid: Grid, labels: int) -> int:
    """In which row the first of a grid's rows lies, under so many labelled lines."""
    return headed(labels, banded=bool(grid.bands), titled=not grid.untitled) + 1 + grid.keys + bool(grid.numbered)


def sought_in_ledger(ground: Ground, behind: Mapping[str, str]) -> dict[str, str]:
    """The rows behind a figure as the ledger is asked for them: by the number of their line and of their partner."""
    found = {"line": ground.line, "partner": ground.party}
    named = {of: found[of](int(id_)) for of, id_ in behind.items()}
    return {of: row.number for of, row in named.items() if row is not None and row.number}


def _in_ledger(parts: Sequence[Part]) -> dict[str, str]:
    """How the ledger is asked for them: for those of one budget line or partner."""
    if len(parts) != 1 or parts[0].before or not isinstance(parts[0].holds, Named):
        return {}
    return sought_in_ledger(parts[0].ground, {of: str(id_) for of, id_ in parts[0].holds.by.items() if id_ is not None})


def one_of(ground: Ground, lines: AbstractSet[int | None]) -> int | None:
    """The one line of these, or the chapter that holds them all; None where there is no such."""
    numbers = [line.number for line in ground.lines if line.id in lines]
    if not numbers or None in lines:
        return None
    above = [[*numbers_above(number), number] for number in numbers]
    common = set(above[0]).intersection(*above[1:])
    held = [line for line in ground.lines if line.number in common]
    return max(held, key=lambda line: len(line.number)).id if held else None


def _after(grid: Grid, ground: Ground) -> Iterable[Line]:
    return grid.after(ground) if grid.after else ()


@dataclass(frozen=True, slots=True)
class _Planned:
    """A column with what can be said of all its cells before the first: `empty` is the one without a value."""

    column: Column
    shows: str
    style: Style
    said: Mapping[str, str] | None
    worded: bool  # whether what stands in it is said in other words
    plain: bool  # whether what stands in it is written as it is
    empty: Cell

    @classmethod
    def of(cls, column: Column) -> _Planned:
        """The plan of a column."""
        said = _SAID.get(column.shows)
        worded = bool(said or column.words)
        plain = not (worded or column.formula)
        return cls(column, column.shows, column.style, said, worded, plain, Cell(None, column.style))


class _Drawn:
    """One grid while it becomes a sheet."""

    def __init__(self, laid: _Laid, others: Mapping[str, _Laid], words: Wording, trace: Trace) -> None:
        self.laid, self.others, self.words, self.trace = laid, others, words, trace
        self.columns = laid.grid.columns
        self.plan = [_Planned.of(column) for column in self.columns]
        self.pieces = lru_cache(_FORMULAS)(self._in_pieces)

    def sheet(self) -> Sheet:
        """The sheet."""
        laid, language = self.laid, self.words.language
        grid = laid.grid
        shown = [column.shows for column in self.columns]
        return Sheet(
            laid.name,
            self._title(),
            tuple(Heading(column.heading.in_(language), column.width, column.style) for column in self.columns),
            tuple(self._traced(at, line) for at, line in enumerate(laid.lines)),
            data=laid.long or _until_last(laid.lines, {Kind.ROW, Kind.CHAPTER}),
            long=self._long if grid.long else None,
            labels=tuple((label, Cell(self._written(value), style)) for label, value, style in laid.labels),
            bands=tuple((band.in_(language), shown.index(one), shown.index(other)) for band, one, other in grid.bands),
            keys=tuple(shown) if grid.keys else (),
            numbers=grid.numbered,
            below=tuple(one.in_(language) for one in grid.below(laid.ground)) if grid.below else (),
            own_from=shown.index(grid.own_from) if grid.own_from else None,
        )

    def _title(self) -> tuple[str, ...]:
        if self.laid.grid.untitled:
            return ()
        language, ground = self.words.language, self.laid.ground
        title = self.laid.grid.title.in_(language) or self.laid.name
        project = " · ".join(part for part in (ground.number, ground.title.in_(language)) if part)
        return (f"{title}, {self.words.period(ground.first, ground.last)}", project)

    def _long(self) -> Iterator[Row]:
        for at, line in enumerate(self.laid.grid.rows(self.laid.ground)):
            yield self._row(self.laid.first + at, line)

    def _traced(self, at: int, line: Line) -> Row:
        """A row that is no expense, each of its amounts with the expenses behind it."""
        row = self._row(self.laid.first + self.laid.long + at, line)
        for one, cell in zip(self.plan, row.cells, strict=True):
            if isinstance(cell.value, Money):
                cell.behind = self._behind(at, one.shows) or cell.behind
        return row

    def _behind(self, at: int, shows: str) -> Reached | Budgeted | None:
        """The expenses that a figure adds up or follows from; of the budget alone its line or chapter."""
        if parts := self.trace.behind(self.laid.key, at, shows):
            return Reached(parts, _in_ledger(parts))
        planned = self.trace.planned(self.laid.key, at, shows)
        return Budgeted(one_of(self.laid.ground, planned)) if planned else None

    def _row(self, number: int, line: Line) -> Row:
        get, language = line.cells.get, self.words.language
        cells = []
        for one in self.plan:
            written: Any = get(one.shows)
            kind = written.__class__
            # Plain values of plain columns, of which a large report has millions, take no further step.
            if written is None or (kind is str and not written):
                cells.append(one.empty)
            elif one.plain and kind in _PLAIN:
                cells.append(Cell(written, one.style))
            elif one.plain and kind is Text:
                cells.append(Cell(written.in_(language) or None, one.style))
            elif kind is Spot:
                cells.append(self._spot(one, number, written))
            else:
                value = self._value(one, written)
                formula = one.column.formula if value is not None else ""
                cells.append(Cell(value, one.style, self._resolved(formula, number) if formula else ""))
        return Row(tuple(cells), line.kind, line.depth, line.entry, line.document)

    def _spot(self, planned: _Planned, number: int, written: Spot) -> Cell:
        value = self._value(planned, written.value)
        # What is written otherwise than its column is worked out otherwise too.
        formula = written.formula or (planned.column.formula if value is not None and written.style is None else "")
        style = written.style or planned.style
        behind = None
        if isinstance(written.behind, Mapping):
            behind = sought_in_ledger(self.laid.ground, written.behind) or None
        return Cell(value, style, self._resolved(formula, number) if formula else "", behind)

    def _value(self, planned: _Planned, written: Written) -> Value:
        value = self._written(written)
        if isinstance(value, str) and not planned.worded:
            return value
        if isinstance(value, str):
            if planned.said and value in planned.said:
                return self.words.say(planned.said[value])
            return planned.column.words.get(value, value)
        return value

    def _written(self, value: Written) -> Value:
        if isinstance(value, Text):
            return value.in_(self.words.language) or None
        return None if value == "" else value

    def _resolved(self, formula: str, number: int) -> str:
        """The formula with the addresses of its cells; nothing where it is about expenses and there are none."""
        pieces, below = self.pieces(formula)
        if below is None:
            return str(number).join(pieces)
        return pieces[0] + "".join(f"{number + down}{piece}" for down, piece in zip(below, pieces[1:], strict=True))

    def _in_pieces(self, formula: str) -> tuple[list[str], list[int] | None]:
        """The formula with its addresses, cut where the number of a row belongs that is counted from its own; how far
        below that lies, if not everywhere on it.
        """
        try:
            cut = REFERENCE.sub(self._address, formula).split(_ROW_BELOW)
        except _NoRows:
            return [""], None
        below = [int(down) for down in cut[1::2]]
        return cut[::2], below if any(below) else None

    def _address(self, found: re.Match[str]) -> str:
        sheet, shows, key, until = found.groups()
        on = self.laid if sheet is None else self._other(sheet)
        letters = on.column(shows)
        place = "" if on is self.laid else _sheet_prefix(on.name)
        if key is None and sheet is None:
            return f"{letters}{_below(0)}"
        if key is None:
            if on.last < on.first:
                raise _NoRows
            return f"{place}${letters}${on.first}:${letters}${on.last}"
        if key.startswith("+") and until is not None:
            return f"{letters}{_below(key)}:{letters}{_below(until)}"
        if until is None:
            return f"{place}{letters}{on.row(key)}"
        return f"{place}{letters}{on.row(key)}:{letters}{on.row(until)}"

    def _other(self, key: str) -> _Laid:
        if key not in self.others:
            raise NoSuchCell(f"no sheet {key!r}")
        return self.others[key]


def _until_last(lines: Sequence[Line], kinds: AbstractSet[Kind]) -> int:
    """How many rows there are up to the last of these kinds; sums may stand among them."""
    return max((at for at, line in enumerate(lines, start=1) if line.kind in kinds), default=0)


def _below(rows: str | int) -> str:
    """Where the number of a row comes that lies so many below."""
    return f"{_ROW_BELOW}{rows}{_ROW_BELOW}"


class _NoRows(LookupError):
    """A formula speaks of a list that is empty."""


def _sheet_prefix(name: str) -> str:
    return "'" + name.replace("'", "''") + "'!"
