"""Reading ИСУН's micro-data sheet as somebody filled it in: its first sheet, row by row, as the importer would.

Rows of the template in which nobody stands are told apart from people; what stood in formulas is told, their last value read.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from grants.errors import Objected, Objection
from grants.funders.esf_sheet import COLUMNS, NAMED, NONE
from grants.storage.package import NO_WORKBOOK, column_letters, opened
from grants.values.language import N_

NO_TABLE = N_(
    "This is not the sheet of micro-data: the headings are expected in the second row of the first sheet. Start from the template."
)
OTHER_HEADING = N_("In place of this heading the template has “{heading}”.")
NOBODY = N_("There are headings here and nobody below them.")
TOO_MANY = N_("The sheet has more than {limit} people. Divide it.")

MOST_PEOPLE: Final = 20_000
_WIDTH: Final = len(COLUMNS)
_NUMBER: Final = next(at for at, column in enumerate(COLUMNS) if column.shows == "place")
_AGE: Final = next(at for at, column in enumerate(COLUMNS) if column.shows == "age")
_FORMULA: Final = re.compile(rb'<c r="([A-Z]{1,3})[0-9]{1,7}"[^>]*><f[ >/]')

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet in which somebody stands: its number as people count it, and its 35 cells as text."""

    row: int
    cells: Cells


@dataclass(frozen=True, slots=True)
class SheetRead:
    """What was read: the people, the template's rows nobody filled in, the first empty row above people, and formulas."""

    lines: tuple[Line, ...]
    unfilled: int = 0
    gap: int | None = None
    formulas: int = 0


def read_people(content: bytes) -> SheetRead:
    """The people of a workbook. Raises Objected when it is none, or another than the template."""
    package = opened(content)
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(package.content))
        name = workbook.sheet_names[0]
        grid = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError):
        raise Objected([Objection(NO_WORKBOOK)]) from None
    rows = [[_text(cell) for cell in row[:_WIDTH]] for row in grid]
    for (row, at), error in package.errors.get(name, {}).items():
        if row < len(rows) and at < len(rows[row]):
            rows[row][at] = error
    _check_headings(rows)
    return _sorted_out(rows, _formulas(package.content))


def _text(cell: object) -> str:
    """A cell as the importer reads it: a number without a needless point, words as they are."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return "" if cell is None else str(cell)


def _check_headings(rows: Sequence[Sequence[str]]) -> None:
    """That the second row is the template's; every heading that is another is told."""
    told = rows[NAMED - 1] if len(rows) >= NAMED else []
    wanted = [column.heading.bg for column in COLUMNS]
    found = [*told, *[""] * (_WIDTH - len(told))]
    wrong = [at for at in range(_WIDTH) if found[at].strip().casefold() != wanted[at].strip().casefold()]
    if len(wrong) > _WIDTH // 2:
        raise Objected([Objection(NO_TABLE)])
    if wrong:
        raise Objected(
            [
                Objection(
                    OTHER_HEADING,
                    {"heading": wanted[at]},
                    row=NAMED,
                    column=column_letters(at),
                    read=found[at][:60],
                )
                for at in wrong
            ]
        )


def _sorted_out(rows: Sequence[Sequence[str]], formulas: int) -> SheetRead:
    lines: list[Line] = []
    unfilled, empty, gap = 0, None, None
    for number, row in enumerate(rows[NAMED:], start=NAMED + 1):
        cells = (*row, *[""] * (_WIDTH - len(row)))
        if not any(cell.strip() for cell in cells):
            empty = empty or number
        elif _is_unfilled(cells):
            unfilled += 1
        else:
            lines.append(Line(number, cells))
            gap = gap or empty
    if not lines:
        raise Objected([Objection(NOBODY)])
    if len(lines) > MOST_PEOPLE:
        raise Objected([Objection(TOO_MANY, {"limit": MOST_PEOPLE})])
    return SheetRead(tuple(lines), unfilled, gap, formulas)


def _is_unfilled(cells: Cells) -> bool:
    """Whether this is a row as the template has it: a number, a formula for the age, and „-“ where a list is."""
    return all(at in {_NUMBER, _AGE} or cell.strip() in {"", NONE} for at, cell in enumerate(cells))


def _formulas(content: bytes) -> int:
    """In how many cells of the first sheet's columns A to AI a formula stands."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        part = next((name for name in archive.namelist() if name.endswith("worksheets/sheet1.xml")), None)
        return sum(1 for _ in _FORMULA.finditer(archive.read(part))) if part else 0
