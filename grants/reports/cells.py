"""What a sheet consists of: cells with their values and formulas, rows, headings; and how a page says a cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from grants.funders.format import Exact, Style
from grants.values.money import Money
from grants.values.wording import Wording

Value = str | date | Money | Decimal | int | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A value with the way it is written; `formula` where the workbook computes it again."""

    value: Value
    style: Style = Style.TEXT
    formula: str = ""


class RowKind(StrEnum):
    """What a row is among the others."""

    ROW = "row"
    CHAPTER = "chapter"
    TOTAL = "total"
    REMARK = "remark"  # a sentence or a figure beside the total, not part of it


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a row; `depth` says how far below a chapter it stands."""

    cells: tuple[Cell, ...]
    kind: RowKind = RowKind.ROW
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column; its width in characters."""

    text: str
    width: float
    style: Style


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: what stands above the table, its headings (none on a form) and its rows.

    `data` is how many of the rows, from the first, are no totals; `exact` a layout to be followed to the letter.
    """

    name: str
    title: tuple[str, ...]
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    data: int = 0
    exact: Exact | None = None


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook: what its file is called, what is printed on every page of it, and its sheets."""

    name: str
    title: str
    project: str
    period: str
    sheets: tuple[Sheet, ...] = field(default=())


def said(cell: Cell, words: Wording) -> str:
    """A cell as a page shows it."""
    match cell.value:
        case None:
            return ""
        case Money():
            return words.figure(cell.value, dash=True)
        case Decimal():
            return words.percent(cell.value, 2)
        case date():
            return words.day(cell.value)
        case int():
            return words.number(cell.value)
        case _:
            return cell.value
