"""A sheet of a report as a page draws it: so many of its rows at once, each figure with the rows of the ledger behind it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, Final
from urllib.parse import urlencode

from grants.funders.format import Style
from grants.funders.grid import Kind as RowKind
from grants.reports.cells import Book, Budgeted, Reached, Row, Sheet, said
from grants.values.language import Language
from grants.values.money import Money
from grants.values.wording import Wording, wording

_AT: Final = re.compile(r"(\d{1,7})-(\d{1,3})", re.ASCII)
SHOWN_ROWS: Final = 100  # of a sheet on one page
Shown = dict[str, Any]
_FIGURES: Final = frozenset(
    {Style.AMOUNT, Style.COUNT, Style.SHARE, Style.WHOLE_SHARE, Style.QUANTITY, Style.RATE, Style.OVER}
)
_WHOLE: Final = frozenset({Style.DAY, Style.TEXT_DAY, Style.CURRENCY})  # not broken into lines
_ROW_CLASSES: Final = {"chapter": "group", "total": "sum", "remark": "quiet"}


def head_shown(book: Book, sheet: Sheet, language: Language) -> Shown:
    """A sheet as the page draws it, in the language of the file, without the rows that are no totals; `data` counts those."""
    shown_in = spoken(sheet, language)
    words = wording(shown_in)
    rest = list(_rows(sheet, sheet.totals, words, sheet.data))
    return {
        "book": book.name,
        "name": sheet.name,
        "title": sheet.title,
        "lang": shown_in,
        "headings": [{"text": heading.text, "figure": heading.style in _FIGURES} for heading in sheet.headings],
        "form": _is_form(sheet),
        "labels": [{"label": label, "text": said(cell, words)} for label, cell in sheet.labels],
        "bands": _bands(sheet),
        "numbers": sheet.numbers,
        "data": sheet.data,
        "rows": [] if sheet.data else rest,
        "below": rest if sheet.data else [],
        "remarks": sheet.below,
    }


def pages_shown(sheet: Sheet, language: Language) -> Iterator[list[Shown]]:
    """The rows of a sheet that are no totals, page by page; few are in memory."""
    rows = _rows(sheet, sheet.data_rows(), wording(spoken(sheet, language)))
    while page := list(islice(rows, SHOWN_ROWS)):
        yield page


def page_shown(sheet: Sheet, language: Language, page: int) -> list[Shown]:
    """One page of those rows, the first is 1."""
    first = (page - 1) * SHOWN_ROWS
    rows = islice(sheet.data_rows(), first, first + SHOWN_ROWS)
    return list(_rows(sheet, rows, wording(spoken(sheet, language)), first))


def cell_at(sheet: Sheet, asked: str) -> tuple[Row, int] | None:
    """The row and the place in it of a cell as `_row` names it ("12-3"); None where there is none."""
    found = _AT.fullmatch(asked)
    row = next(islice(sheet.all_rows(), int(found[1]), None), None) if found else None
    if found is None or row is None or int(found[2]) >= len(row.cells):
        return None
    return row, int(found[2])


def spoken(sheet: Sheet, language: Language) -> Language:
    """The language of a sheet: that of the file, or the one the funder takes."""
    return sheet.exact.language if sheet.exact else language


def _is_form(sheet: Sheet) -> bool:
    return not any(heading.text for heading in sheet.headings)


def _rows(sheet: Sheet, rows: Iterable[Row], words: Wording, first: int = 0) -> Iterator[Shown]:
    """Rows of a sheet, the first of which is so far down in it."""
    aligned = not _is_form(sheet)
    return (_row(row, words, at, aligned=aligned) for at, row in enumerate(rows, first))


def _bands(sheet: Sheet) -> list[tuple[str, int]]:
    """The headings over several columns, each with how many columns it stands over; empty ones between them."""
    bands: list[tuple[str, int]] = []
    place = 0
    for band, first, last in sheet.bands:
        bands += [("", first - place)] if first > place else []
        bands.append((band, last - first + 1))
        place = last + 1
    rest = len(sheet.headings) - place
    return bands + ([("", rest)] if bands and rest else [])


def _row(row: Row, words: Wording, number: int, *, aligned: bool) -> Shown:
    """A row of the sheet; the label of a total or a remark lies across the empty cells beside it, as it does in Excel."""
    across = _empty_beside(row) if row.kind in {RowKind.TOTAL, RowKind.REMARK} else 0
    return {
        "kind": _ROW_CLASSES.get(row.kind.value, ""),
        "depth": row.depth,
        "across": 1 + across,
        "of": _thing(row),
        "cells": [
            {
                "text": said(cell, words),
                "figure": aligned and cell.style in _FIGURES,
                "whole": cell.style in _WHOLE,
                "minus": _below_zero(cell.value),
                # behind nothing is nothing
                "behind": _beside(cell.behind) if cell.value else "",
                "at": f"{number}-{place}" if cell.value and isinstance(cell.behind, Reached) else "",
            }
            for place, cell in enumerate(row.cells)
            if not 0 < place <= across
        ],
    }


def _thing(row: Row) -> str:
    """Where in the project the one expense or document is seen that a row is of."""
    if row.entry is not None:
        return f"expenses/{row.entry}"
    return f"documents/{row.document}" if row.document is not None else ""


def _beside(behind: Mapping[str, str] | Reached | Budgeted | None) -> str:
    """Where in the project what is behind a figure is seen: in the budget, or by filters of the ledger."""
    if isinstance(behind, Budgeted):
        return f"budget#line-{behind.line_id}" if behind.line_id is not None else "budget"
    sought = behind.ledger if isinstance(behind, Reached) else behind
    return f"expenses?{urlencode(sought)}" if sought else ""


def _empty_beside(row: Row) -> int:
    """How many cells after the first are empty."""
    beside = row.cells[1:]
    return next((at for at, cell in enumerate(beside) if cell.value is not None or cell.formula), len(beside))


def _below_zero(value: object) -> bool:
    return isinstance(value, Money) and value.minor < 0
