"""A sheet of a report as a page draws it: so many of its rows at once, each figure with the rows of the ledger behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, Final
from urllib.parse import urlencode

from grants.funders.format import Style
from grants.funders.grid import Kind as RowKind
from grants.reports.cells import Book, Row, Sheet, said
from grants.values.language import Language
from grants.values.money import Money
from grants.values.wording import Wording, wording

SHOWN_ROWS: Final = 100  # of a sheet on one page
Shown = dict[str, Any]
_FIGURES: Final = frozenset({Style.AMOUNT, Style.COUNT, Style.SHARE, Style.QUANTITY, Style.RATE, Style.OVER})
_WHOLE: Final = frozenset({Style.DAY, Style.TEXT_DAY, Style.CURRENCY})  # not broken into lines
_ROW_CLASSES: Final = {"chapter": "group", "remark": "quiet"}


def head_shown(book: Book, sheet: Sheet, language: Language) -> Shown:
    """A sheet as the page draws it, in the language of the file, without the rows that are no totals; `data` counts those."""
    spoken = _spoken(sheet, language)
    words = wording(spoken)
    rest = list(_rows(sheet, sheet.totals, words))
    return {
        "book": book.name,
        "name": sheet.name,
        "title": sheet.title,
        "lang": spoken,
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
    rows = _rows(sheet, sheet.data_rows(), wording(_spoken(sheet, language)))
    while page := list(islice(rows, SHOWN_ROWS)):
        yield page


def page_shown(sheet: Sheet, language: Language, page: int) -> list[Shown]:
    """One page of those rows, the first is 1."""
    rows = islice(sheet.data_rows(), (page - 1) * SHOWN_ROWS, page * SHOWN_ROWS)
    return list(_rows(sheet, rows, wording(_spoken(sheet, language))))


def _spoken(sheet: Sheet, language: Language) -> Language:
    return sheet.exact.language if sheet.exact else language


def _is_form(sheet: Sheet) -> bool:
    return not any(heading.text for heading in sheet.headings)


def _rows(sheet: Sheet, rows: Iterable[Row], words: Wording) -> Iterator[Shown]:
    aligned = not _is_form(sheet)
    return (_row(row, words, aligned=aligned) for row in rows)


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


def _row(row: Row, words: Wording, *, aligned: bool) -> Shown:
    """A row of the sheet; the label of a total or a remark lies across the empty cells beside it, as it does in Excel."""
    across = _empty_beside(row) if row.kind in {RowKind.TOTAL, RowKind.REMARK} else 0
    return {
        "kind": _ROW_CLASSES.get(row.kind.value, ""),
        "depth": row.depth,
        "across": 1 + across,
        "cells": [
            {
                "text": said(cell, words),
                "figure": aligned and cell.style in _FIGURES,
                "whole": cell.style in _WHOLE,
                "minus": _below_zero(cell.value),
                "behind": urlencode(cell.behind or {}) if cell.value else "",  # behind nothing is nothing
            }
            for cell in (row.cells[0], *row.cells[1 + across :])
        ],
    }


def _empty_beside(row: Row) -> int:
    """How many cells after the first are empty."""
    beside = row.cells[1:]
    return next((at for at, cell in enumerate(beside) if cell.value is not None or cell.formula), len(beside))


def _below_zero(value: object) -> bool:
    return isinstance(value, Money) and value.minor < 0
