"""What a funder's system asks of the rows of its lists, cell by cell, with the place where the file has them; and what it does
not look at although somebody will.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import repeat
from typing import Any, Final

from grants.errors import Objection
from grants.funders.format import Column, Format
from grants.funders.grid import Grid, Kind, Line, Odd, Spot
from grants.funders.grid import Value as Written
from grants.funders.ground import Entry, Ground
from grants.reports.formulas import column_letters
from grants.reports.grids import first_row
from grants.values.language import LANGUAGES, N_, Text
from grants.values.money import Money

MISSING = N_("{sheet}, row {row}: “{column}” is missing, and the funder asks for it.")
TOO_LONG = N_("{sheet}, row {row}: “{column}” is {length} signs long, and the funder takes {most} at most.")
TOO_SMALL = N_("{sheet}, row {row}: “{column}” is {amount}, and the funder takes nothing below {least}.")
TOO_LARGE = N_("{sheet}, row {row}: “{column}” is {amount}, and the funder takes nothing above {most}.")
NOTHING = N_("{sheet}, row {row}: “{column}” is zero, and the funder takes no row of nothing.")
TOO_MANY = N_("{sheet}: {rows} rows, and the funder takes {most} at most. Report the others the next time.")
PAID_LATER = N_("{sheet}, row {row}: it is paid on {day}, after the day of the report.")
OUTSIDE = N_("{sheet}, row {row}: {day} is not in the time in which costs are eligible, {first} – {last}.")
SAME_AGAIN = N_(
    "{sheet}, row {row}: invoice {paper} of {supplier} with the same amount was claimed as expense {other}."
)
PAPER_AGAIN = N_("{sheet}, row {row}: something else of invoice {paper} of {supplier} was claimed as expense {other}.")
ODD_REFUSED = N_("{sheet}, row {row}: {told}, and the funder does not take it.")
ODD = N_("{sheet}, row {row}: {told}.")


@dataclass(frozen=True, slots=True)
class _Placed:
    """A row of a list where the file will have it, with the expense it is made of."""

    grid: Grid
    sheet: Text
    number: int
    line: Line
    entry: Entry | None
    of: Ground

    def cell(self, column: Column) -> Written:
        """What stands in it."""
        written = self.line.cells.get(column.shows)
        return written.value if isinstance(written, Spot) else written

    @property
    def called(self) -> Written:
        """What the row is called: its first cell."""
        return self.cell(self.grid.columns[0])

    def place(self, shows: str) -> int:
        """In which column a figure stands, counted from 0; the first where it is named by none."""
        return next((at for at, column in enumerate(self.grid.columns) if column.shows == shows), 0)

    def object_to(self, sentence: str, at: int = 0, /, **facts: object) -> Objection:
        """An objection to the row, or to its cell in a column."""
        document = {"document_id": self.entry.document_id} if self.entry else {}
        return Objection(
            sentence,
            {"sheet": self.sheet, "row": self.number, **facts, **document},
            sheet=self.grid.name.bg,
            row=self.number,
            column=column_letters(at),
        )


def _sheets(format_: Format, ground: Ground) -> Iterator[tuple[Grid, Text, Ground]]:
    """The sheets as they are drawn, with the part of the ground each is drawn from."""
    for book in format_.books:
        for whose, part in book.each(ground) if book.each else ((Text(), ground),):
            for grid in book.sheets:
                if isinstance(grid, Grid) and (grid.where is None or grid.where(part)):
                    yield from _drawn(grid, whose, part)


def _drawn(grid: Grid, whose: Text, part: Ground) -> Iterator[tuple[Grid, Text, Ground]]:
    grid = grid.fitted(grid, part) if grid.fitted else grid
    for _key, name, narrowed in grid.each(part) if grid.each else (("", grid.name, part),):
        yield grid, _named(whose, name), narrowed


def _lists(format_: Format, ground: Ground) -> Iterator[tuple[Grid, Text, Ground]]:
    """The sheets whose rows the funder looks through."""
    return (found for found in _sheets(format_, ground) if found[0].most)


def _asking(format_: Format, ground: Ground) -> Iterator[tuple[Grid, Text, Ground]]:
    """The other sheets that ask something of their cells; of columns that are those of a list nothing is asked again."""
    listed = {id(column) for grid, _, _ in _lists(format_, ground) if grid.long for column in grid.columns}
    for grid, sheet, part in _sheets(format_, ground):
        if not (grid.most and grid.long) and any(_asks(one) and id(one) not in listed for one in grid.columns):
            columns = tuple(one if id(one) not in listed else replace(one, **_NOTHING_ASKED) for one in grid.columns)
            yield replace(grid, columns=columns), sheet, part


_NOTHING_ASKED: Final[Mapping[str, Any]] = {
    "required": False,
    "longest": 0,
    "least": None,
    "largest": None,
    "nonzero": False,
}


def _asks(column: Column) -> bool:
    return any(getattr(column, name) != nothing for name, nothing in _NOTHING_ASKED.items())


def _named(whose: Text, sheet: Text) -> Text:
    return Text(*(", ".join(filter(None, (whose.in_(one), sheet.in_(one)))) for one in LANGUAGES))


def _rows(format_: Format, ground: Ground) -> Iterator[_Placed]:
    """The rows of the long lists: one for each expense."""
    for grid, sheet, part in _lists(format_, ground):
        if grid.long:
            yield from _placed(grid, sheet, part)


def _placed(grid: Grid, sheet: Text, part: Ground) -> Iterator[_Placed]:
    first = first_row(grid, len(tuple(grid.above(part))) if grid.above else 0)
    entries = part.entries if grid.long else repeat(None)
    for number, (line, entry) in enumerate(zip(grid.rows(part), entries, strict=False), start=first):
        if line.kind is Kind.ROW or line.longest:
            yield _Placed(grid, sheet, number, line, entry, part)


def _cells(placed: _Placed) -> Iterator[Objection]:
    for at, column in enumerate(placed.grid.columns):
        for sentence, facts in _wrong(column, placed.cell(column), placed.line.longest or column.longest):
            yield placed.object_to(sentence, at, column=column.heading or placed.called, **facts)


def _wrong(column: Column, value: Written, longest: int) -> Iterator[tuple[str, dict[str, object]]]:
    """What is wrong with a cell."""
    if column.required and (value is None or value == "" or value == Text()):
        yield MISSING, {}
    length = max((len(value.own(one)) for one in LANGUAGES), default=0) if isinstance(value, Text) else 0
    length = len(value) if isinstance(value, str) else length
    if column.longest and length > longest:
        yield TOO_LONG, {"length": length, "most": longest}
    amount = value.decimal if isinstance(value, Money) else value
    if isinstance(amount, Decimal | int):
        if column.least is not None and amount < column.least:
            yield TOO_SMALL, {"amount": value, "least": column.least}
        if column.largest is not None and not -column.largest <= amount <= column.largest:
            yield TOO_LARGE, {"amount": value, "most": column.largest}
        if column.nonzero and not amount:
            yield NOTHING, {}


def cells_as_asked(format_: Format, ground: Ground) -> Iterator[Objection]:
    """Each cell of the list of expenses: there where it must be, not too long, not too small."""
    for placed in _rows(format_, ground):
        yield from _cells(placed)


def rows_at_most(format_: Format, ground: Ground) -> Iterator[Objection]:
    """Not more rows than the funder takes."""
    for grid, sheet, part in _lists(format_, ground):
        rows = len(part.entries) if grid.long else sum(1 for line in grid.rows(part) if line.kind is Kind.ROW)
        if rows > grid.most:
            yield Objection(TOO_MANY, {"sheet": sheet, "rows": rows, "most": grid.most}, sheet=grid.name.bg)


def days_within(format_: Format, ground: Ground) -> Iterator[Objection]:
    """Paid by the day of the report, and on a day on which costs are eligible."""
    first, last = ground.eligible
    for placed in _rows(format_, ground):
        assert placed.entry is not None
        day = placed.entry.paid_on
        if day is not None and day > ground.made_on:
            yield placed.object_to(PAID_LATER, day=day)
        day = placed.entry.day
        if day is not None and first and last and not first <= day <= last:
            yield placed.object_to(OUTSIDE, day=day, first=first, last=last)


def papers_once(format_: Format, ground: Ground) -> Iterator[Objection]:
    """No invoice with the same amount twice, over all reports of a partner."""
    return _again(format_, ground, same=True)


def _again(format_: Format, ground: Ground, *, same: bool) -> Iterator[Objection]:
    known = {one.entry_id: one for one in ground.again if one.same_amount is same}
    for placed in _rows(format_, ground) if known else ():
        assert placed.entry is not None
        other = known.get(placed.entry.id)
        if other is not None:
            facts = {"paper": placed.entry.paper_number, "supplier": placed.entry.supplier, "other": other.number}
            yield placed.object_to(SAME_AGAIN if same else PAPER_AGAIN, **facts)


def oddities_told(format_: Format, ground: Ground) -> Iterator[Objection]:
    """What is so odd about a row that the funder refuses it."""
    return _odd(format_, ground, ODD_REFUSED, refused=True)


def _odd(format_: Format, ground: Ground, sentence: str, *, refused: bool) -> Iterator[Objection]:
    for placed in _rows(format_, ground):
        found: Iterable[Odd] = placed.grid.odd(placed.of, placed.entry) if placed.grid.odd and placed.entry else ()
        for one in found:
            if one.refused is refused:
                yield placed.object_to(sentence, placed.place(one.at), told=one.told)


# --- warnings ---------------------------------------------------------------------------------------------------------


def list_warnings(format_: Format, ground: Ground) -> tuple[Objection, ...]:
    """What does not stop the files: oddities of rows, cells of all other sheets, another claim on the same invoice."""
    return tuple(one for name in format_.checks if name in _WARNINGS for one in _WARNINGS[name](format_, ground))


def _small_cells(format_: Format, ground: Ground) -> Iterator[Objection]:
    for found in _asking(format_, ground):
        for placed in _placed(*found):
            yield from _cells(placed)


def _odd_warned(format_: Format, ground: Ground) -> Iterator[Objection]:
    return _odd(format_, ground, ODD, refused=False)


def _paper_again(format_: Format, ground: Ground) -> Iterator[Objection]:
    return _again(format_, ground, same=False)


ListCheck = Callable[[Format, Ground], Iterator[Objection]]

LIST_CHECKS: Final[Mapping[str, ListCheck]] = {
    "cells_as_asked": cells_as_asked,
    "rows_at_most": rows_at_most,
    "days_within": days_within,
    "papers_once": papers_once,
    "oddities_told": oddities_told,
}
_WARNINGS: Final[Mapping[str, ListCheck]] = {
    "cells_as_asked": _small_cells,
    "papers_once": _paper_again,
    "oddities_told": _odd_warned,
}
