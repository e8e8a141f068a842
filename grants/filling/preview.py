"""A template as a page shows it, and the words beside a cell by which it is known again in the next version of the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal, InvalidOperation
from typing import Final

from grants.filling.ink import first_day
from grants.filling.places import Area, Place
from grants.filling.sheet import CellXml
from grants.filling.template import Template
from grants.storage.package import column_letters
from grants.values.reading import whole_number

SHOWN_ROWS: Final = 60
SHOWN_COLUMNS: Final = 26
_CORNER: Final = Place(0, 0)
_ROOM: Final = Place(11, 7)  # at least this much is shown of an empty sheet
_DIGITS: Final = Context(prec=15)  # as many as a spreadsheet keeps
_MOST_SAID: Final = 200
_WORDS: Final = frozenset({"s", "inlineStr", "str"})
_TRUTH: Final = {"0": "FALSE", "1": "TRUE"}


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell with what stands in it; `across` and `down` where it is merged with those beside or below it."""

    place: Place
    text: str
    across: int = 1
    down: int = 1
    formula: bool = False
    figure: bool = False


@dataclass(frozen=True, slots=True)
class Preview:
    """The upper left corner of a sheet; how many rows and columns more it has."""

    letters: tuple[str, ...]
    rows: tuple[tuple[ShownCell, ...], ...]
    more_rows: int
    more_columns: int


def text_in(template: Template, cell: CellXml | None) -> str:
    """What a cell shows; days and shares as such, other numbers to fifteen digits."""
    if cell is None or not cell.text:
        return ""
    match cell.kind:
        case "s":
            at = whole_number(cell.text)
            return template.words[at] if at is not None and at < len(template.words) else ""
        case "n":
            return _number(template, cell)
        case "b":
            return _TRUTH.get(cell.text, cell.text)
        case _:
            return cell.text


def _number(template: Template, cell: CellXml) -> str:
    try:
        number = _DIGITS.create_decimal(cell.text)
    except InvalidOperation:
        return cell.text
    if template.styles.is_day(cell.style) and 0 < number < 2_958_466:
        day: date = first_day(template.styles) + timedelta(days=int(number))
        return f"{day:%d.%m}.{day.year:04}"
    if template.styles.is_share(cell.style):
        return f"{_plain(number.scaleb(2))} %"
    return _plain(number)


def _plain(number: Decimal) -> str:
    return f"{number.normalize(_DIGITS):f}" if number.is_finite() and abs(number.adjusted()) < 30 else str(number)


def preview(template: Template, name: str, to: Place = _CORNER) -> Preview:
    """The beginning of a sheet, which goes at least `to` that place."""
    sheet = template.sheet(name)
    used = sheet.used.reaching(to)
    reach = used.reaching(_ROOM).last
    last = Place(min(reach.row, SHOWN_ROWS - 1), min(reach.column, SHOWN_COLUMNS - 1))
    shown = Area(Place(0, 0), last)
    merged = [Area(one.first, _within(one.last, last)) for one in sheet.merged if one.first in shown]
    heads = {one.first: one for one in merged}
    covered = {place for one in merged for place in _places(one)} - set(heads)
    rows = tuple(
        tuple(
            _shown(template, name, Place(row, column), heads.get(Place(row, column)))
            for column in range(last.column + 1)
            if Place(row, column) not in covered
        )
        for row in range(last.row + 1)
    )
    letters = tuple(column_letters(at) for at in range(last.column + 1))
    return Preview(letters, rows, max(used.last.row - last.row, 0), max(used.last.column - last.column, 0))


def _within(place: Place, last: Place) -> Place:
    return Place(min(place.row, last.row), min(place.column, last.column))


def _places(area: Area) -> Iterator[Place]:
    for row in range(area.first.row, area.last.row + 1):
        for column in range(area.first.column, area.last.column + 1):
            yield Place(row, column)


def _shown(template: Template, name: str, place: Place, merged: Area | None) -> ShownCell:
    cell = template.sheet(name).cell(place)
    text = text_in(template, cell)
    across = merged.last.column - merged.first.column + 1 if merged else 1
    down = merged.last.row - merged.first.row + 1 if merged else 1
    formula = bool(cell and cell.formula)
    return ShownCell(place, text, across, down, formula, bool(text) and cell is not None and cell.kind == "n")


def words_beside(template: Template, name: str, place: Place, *, column: bool) -> str:
    """The nearest words to the left of a cell, else above it; of a column, those above its first cell come first."""
    ways = (_to_the_left, _above)
    for way in reversed(ways) if column else ways:
        for cell in way(template, name, place):
            said = text_in(template, cell).strip() if cell.kind in _WORDS and not cell.formula else ""
            if said:
                return said[:_MOST_SAID]
    return ""


def _to_the_left(template: Template, name: str, place: Place) -> Iterator[CellXml]:
    row = template.sheet(name).row(place.row)
    cells = row.cells if row else {}
    return (cells[at] for at in sorted(cells, reverse=True) if at < place.column)


def _above(template: Template, name: str, place: Place) -> Iterator[CellXml]:
    rows = (row for row in reversed(template.sheet(name).rows) if row.number < place.row)
    return (row.cells[place.column] for row in rows if place.column in row.cells)
