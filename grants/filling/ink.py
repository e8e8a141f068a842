"""A value as a sheet's XML says it. Text is only ever text: no `=` of anybody's becomes a formula."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Final
from xml.sax.saxutils import escape

from grants.filling.sheet import Written
from grants.filling.styles import Styles
from grants.reports.cells import Value
from grants.values.money import Money

MOST_SIGNS: Final = 32_767  # of one cell, counted as UTF-16 does
_FIRST_DAY: Final = date(1899, 12, 30)
_FIRST_DAY_1904: Final = date(1904, 1, 1)
_SURE_SINCE: Final = date(1900, 3, 1)  # before it, spreadsheets count a 29 February 1900 that never was
# What a spreadsheet reads as a sign's number (_x0041_), and signs that XML can't hold or would change.
_LIKE_A_SIGN: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_UNWRITABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def is_too_long(value: Value) -> bool:
    """Whether a text is longer than a cell holds."""
    return isinstance(value, str) and len(value.encode("utf-16-le", "surrogatepass")) // 2 > MOST_SIGNS


def first_day(styles: Styles) -> date:
    """The day from which a workbook counts its days."""
    return _FIRST_DAY_1904 if styles.since_1904 else _FIRST_DAY


def inked(value: Value, style: str, styles: Styles) -> Written:
    """The value in a cell of that format: a day is a real date only where the format shows dates, else dd.MM.yyyy."""
    match value:
        case None | "":
            return Written(style)
        case str():
            return _text(value, style)
        case Money():
            return _number(value.plain, style)
        case Decimal():  # a share, in per cent
            return _number(f"{value.scaleb(-2) if styles.is_share(style) else value:f}", style)
        case date():
            first = first_day(styles)
            if styles.is_day(style) and value >= max(first, _SURE_SINCE):
                return _number(str((value - first).days), style)
            return _text(f"{value:%d.%m}.{value.year:04}", style)
        case _:
            return _number(str(value), style)


def _number(text: str, style: str) -> Written:
    return Written(style, "", f"<v>{text}</v>")


def _text(text: str, style: str) -> Written:
    marked = _LIKE_A_SIGN.sub("_x005F_", text)
    marked = _UNWRITABLE.sub(lambda sign: f"_x{ord(sign[0]):04X}_", marked)
    return Written(style, "inlineStr", f'<is><t xml:space="preserve">{escape(marked)}</t></is>')
