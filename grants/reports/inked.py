"""A worksheet of XlsxWriter's that writes the same bytes in less time: a long report is hardly anything but its cells.

XlsxWriter asks of each cell how it is named, whether its words have signs to be escaped, and whether its formula calls one
of thirty newer functions. Of nearly all cells of a report that is known; the others are left to it.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, NamedTuple

from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import (
    CellBlankTuple,
    CellDatetimeTuple,
    CellFormulaTuple,
    CellStringTuple,
    Worksheet,
)

from grants.values.money import Money

# What XlsxWriter leaves in a formula as it is; of any other function it is asked.
_FUNCTIONS: Final = frozenset(
    {"ABS", "AND", "COUNTIF", "IF", "INT", "MAX", "MIN", "OR", "ROUND", "ROUNDDOWN"}
    | {"SUBTOTAL", "SUM", "SUMIF", "SUMIFS", "TRUNC"}
)
_NUMBERS: Final = frozenset({Decimal, int})
_called: Final = re.compile(r"[\w.]+(?=\()").findall
_escaped: Final = re.compile(r"[&<>]|_x|^ | $").search
_DAYS: Final = 2000  # of which it is kept how a workbook counts them

SURELY_FITS: Final = 16_000
"""So many signs fit into a cell, whatever they are: it holds twice as many ordinary ones."""

blank: Final = CellBlankTuple
"""A cell that is only drawn."""


class _Amount(NamedTuple):
    """A cell with an amount, as the file writes it."""

    text: str
    format: Any


def amount(money: Money, drawn: Any) -> _Amount:
    """A cell with an amount."""
    return _Amount(money.plain, drawn)


class InkedSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter does not tell its types
    """The same worksheet, that also takes whole rows."""

    def __init__(self) -> None:
        super().__init__()
        self.counted = lru_cache(_DAYS)(self._convert_date_time)

    def begin(self, row: int, columns: int) -> dict[int, Any]:
        """Where the cells of a row go, each by its column; the row before is written where rows leave the memory."""
        if self._check_dimensions(row, 0) or self._check_dimensions(row, columns - 1):
            return {}
        if self.constant_memory and row > self.previous_row:
            self._write_single_row(row)
        cells: dict[int, Any] = self.table[row]
        return cells

    def words(self, text: str, drawn: Any) -> Any:
        """A cell with words that are no longer than SURELY_FITS."""
        if self.constant_memory:
            return CellStringTuple(text, drawn)
        return CellStringTuple(self.str_table._get_shared_string_index(text), drawn)  # noqa: SLF001 - as it does itself

    def day(self, day: date, drawn: Any) -> Any:
        """A cell with a day."""
        return CellDatetimeTuple(self.counted(day), drawn)

    def formula(self, formula: str, drawn: Any, shown: Any) -> Any:
        """A cell with a formula, which gives one value, and what it shows until it is worked out."""
        if not _FUNCTIONS.issuperset(_called(formula)):
            formula = self._prepare_formula(formula)
        return CellFormulaTuple(formula, drawn, shown)

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        drawn, kind = cell.format, cell.__class__
        if not drawn:
            super()._write_cell(row, col, cell)
            return
        index = drawn.xf_index
        if index is None:
            index = drawn._get_xf_index()  # noqa: SLF001 - as it does itself
        begun = f'<c r="{xl_rowcol_to_cell_fast(row, col)}" s="{index}"'
        if kind is CellBlankTuple:
            self.fh.write(f"{begun}/>")
        elif kind is _Amount:
            self.fh.write(f"{begun}><v>{cell.text}</v></c>")
        elif kind is CellDatetimeTuple:
            self.fh.write(f"{begun}><v>{cell.number:.16G}</v></c>")
        elif kind is CellStringTuple and not self.constant_memory:
            self.fh.write(f'{begun} t="s"><v>{cell.string}</v></c>')
        elif kind is CellStringTuple and (text := cell.string).isprintable() and not _escaped(text):
            self.fh.write(f'{begun} t="inlineStr"><is><t>{text}</t></is></c>')
        elif kind is CellFormulaTuple and cell.value.__class__ in _NUMBERS and not _escaped(cell.formula):
            self.fh.write(f"{begun}><f>{cell.formula}</f><v>{cell.value}</v></c>")
        else:
            super()._write_cell(row, col, cell)
