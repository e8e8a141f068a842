"""Reading a file as accounting programs export it: a table of cells out of .csv or .xlsx, and how it was read.

Nothing in it is run; a formula counts for the value that was last shown, and one that failed is a problem.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from python_calamine import CalamineError, CalamineWorkbook

from grants.accounting.columns import heading_row, recognised
from grants.errors import Objected, Objection
from grants.storage.package import NO_WORKBOOK, opened
from grants.values.language import N_

NOT_A_TABLE = N_("This file is no table. Export it from the accounting program as .xlsx or .csv.")
OLD_WORKBOOK = N_("This is a workbook of the old .xls kind. Open it in your spreadsheet program and save it as .xlsx.")
UNKNOWN_LETTERS = N_("The letters of this file are neither UTF-8 nor Windows-1251. Save it as “CSV UTF-8”.")
OPEN_QUOTES = N_("A quotation mark is opened here and not closed as it should be, so the cells can't be told apart.")
NO_ROWS = N_("There is nothing in this file.")
TOO_MANY_ROWS = N_("The file has more than {limit} rows. Export a shorter period.")

READ_CSV = N_("Read as text: {letters}, cells apart by {mark}.")
READ_SHEET = N_("Read from the sheet “{sheet}”.")
MARKS: Mapping[str, str] = {";": N_("semicolons"), ",": N_("commas"), "\t": N_("tabs"), "|": N_("upright strokes")}

MOST_ROWS = 50_000
_MOST_COLUMNS = 200
_LOOKED_AT = 40
_BULGARIAN = frozenset("абвгдежзийклмнопрстуфхцчшщъьюяАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЬЮЯ")
_MARKS_OF_1251 = frozenset("„“”‘’–—№€§«»…•\u00a0\u00ad")
_FORMULA_ERROR = re.compile(
    r"#(?:REF|VALUE|DIV/0|NAME|NUM|NULL|ЗНД|СТОЙНОСТ|ИМЕ|ДЕЛ/0|ЧИСЛО|ПРЕПР)[!?]|#N/A|#Н/Д", re.IGNORECASE
)


class FormulaError(str):
    """What a cell shows whose formula failed: #REF!"""

    __slots__ = ()


Cell = object


@dataclass(frozen=True)
class Table:
    """The cells of a file, row by row from its first, and the sentence that says how it was read."""

    rows: Sequence[Sequence[Cell]]
    said: str
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def heading_row(self) -> int:
        """The place of the row in which the headings seem to stand, counted from 0."""
        return heading_row([[shown(cell) for cell in row] for row in self.rows[:_LOOKED_AT]])

    def headings(self, place: int) -> list[str]:
        """The headings, if they stand in that row; as many as the table has columns."""
        row = [shown(cell).strip() for cell in self.rows[place]] if place < len(self.rows) else []
        width = max((len(row) for row in self.rows[place : place + _LOOKED_AT]), default=0)
        return (row + [""] * width)[: max(width, len(row))]


def shown(cell: Cell) -> str:
    """A cell as text, numbers to the fifteen digits a spreadsheet keeps."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell)


def read_table(content: bytes) -> Table:
    """The table in a file, whatever its name says. Raises Objected when there is none."""
    if content.startswith(b"PK\x03\x04"):
        return _limited(_workbook(content))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Objected([Objection(OLD_WORKBOOK)])
    return _limited(_text(content))


def _limited(table: Table) -> Table:
    if not any(_is_filled(row) for row in table.rows):
        raise Objected([Objection(NO_ROWS)])
    if len(table.rows) > MOST_ROWS or max(len(row) for row in table.rows) > _MOST_COLUMNS:
        raise Objected([Objection(TOO_MANY_ROWS, {"limit": MOST_ROWS})])
    return table


def _is_filled(row: Sequence[Cell]) -> bool:
    return any(cell is not None and cell != "" for cell in row)


# --- text ---------------------------------------------------------------------------------------------------------


def _text(content: bytes) -> Table:
    text, letters = _decoded(content)
    if "\0" in text or text.lstrip().startswith(("%PDF", "<?xml", "<html", "<!DOCTYPE", "{\\rtf")):
        raise Objected([Objection(NOT_A_TABLE)])
    mark = _mark_between(text)
    return Table(_cells(text, mark), READ_CSV, {"letters": letters, "mark": MARKS[mark]})


def _decoded(content: bytes) -> tuple[str, str]:
    """The text and the name of its encoding; Windows-1251 only where what it gives is Bulgarian."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError:
            raise Objected([Objection(UNKNOWN_LETTERS)]) from None
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1251")
    except UnicodeDecodeError:
        raise Objected([Objection(UNKNOWN_LETTERS)]) from None
    foreign = [letter for letter in text if letter > "\x7f" and letter not in _MARKS_OF_1251]
    if 100 * sum(letter in _BULGARIAN for letter in foreign) < 95 * len(foreign):
        raise Objected([Objection(UNKNOWN_LETTERS)])
    return text, "Windows-1251"


def _mark_between(text: str) -> str:
    """What stands between the cells: the mark under which most headings are known, then most rows are equally wide."""
    beginning = "".join(io.StringIO(text, newline="").readlines()[:_LOOKED_AT])

    def score(mark: str) -> tuple[int, int]:
        try:
            rows = list(csv.reader(io.StringIO(beginning, newline=""), delimiter=mark))
        except csv.Error:
            return (0, 0)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        return max((len(recognised(row)) for row in rows), default=0), max(widths.values(), default=0)

    return max(MARKS, key=score)


def _cells(text: str, mark: str) -> list[list[Cell]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    rows: list[list[Cell]] = []
    try:
        for row in reader:
            rows.append([FormulaError(cell.strip()) if _failed(cell) else cell for cell in row])  # noqa: PERF401 - how many came says where it failed
    except csv.Error:
        raise Objected([Objection(OPEN_QUOTES, row=len(rows) + 1)]) from None
    while rows and not any(str(cell).strip() for cell in rows[-1]):
        rows.pop()
    return rows


def _failed(cell: str) -> bool:
    return cell.startswith("#") and bool(_FORMULA_ERROR.fullmatch(cell.strip()))


# --- workbooks ----------------------------------------------------------------------------------------------------


def _workbook(content: bytes) -> Table:
    """The first sheet whose headings say something, else the first with anything on it."""
    package = opened(content)
    first: Table | None = None
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(package.content))
        for name, errors in package.errors.items():
            grid = _grid(workbook.get_sheet_by_name(name).to_python(skip_empty_area=False), errors)
            if not any(_is_filled(row) for row in grid):
                continue
            table = Table(grid, READ_SHEET, {"sheet": name})
            if len(recognised(table.headings(table.heading_row))) > 1:
                return table
            first = first or table
    except CalamineError:
        raise Objected([Objection(NO_WORKBOOK)]) from None
    return first or Table([], READ_SHEET, {"sheet": ""})


def _grid(cells: Iterable[Iterable[Cell]], errors: Mapping[tuple[int, int], str]) -> list[list[Cell]]:
    """The cells up to the last row in which something stands, with formula errors where they are."""
    grid = [list(row) for row in cells]
    for (row, place), error in errors.items():
        grid += [[] for _ in range(row + 1 - len(grid))]
        grid[row] += [""] * (place + 1 - len(grid[row]))
        grid[row][place] = FormulaError(error)
    while grid and not _is_filled(grid[-1]):
        grid.pop()
    return grid
