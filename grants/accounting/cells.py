"""Reading one cell of an export: a day, an amount, an EIK; asking wherever it can be read in more than one way."""

from __future__ import annotations

import datetime as dt
import re
from datetime import date
from decimal import Decimal

from grants.accounting.table import Cell, FormulaError, shown
from grants.values.entry import FORMULA_ERROR
from grants.values.identifiers import eik_objection, looks_like_personal_number, vat_valid
from grants.values.language import N_
from grants.values.money import Money
from grants.values.reading import (
    FIRST_YEAR,
    LAST_YEAR,
    NOT_A_DAY,
    NOT_A_NUMBER,
    TOO_MANY_DECIMALS,
    YEAR_FAR_OFF,
    Unreadable,
    read_amount,
    read_day,
)

DAY_OR_MONTH = N_("“{text}” can be {first} or {second}. Say under “Columns” whether the day or the month comes first.")
TRUTH = N_("“{text}” stands here, but an amount or a date is expected.")


_DASHES = re.compile(r"^[\u2010-\u2015\ufe58\ufe63\uff0d]\s*")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2}|\d{4})", re.ASCII)
_SIGN = r"([-−+]?)"
_GROUPED = {
    ",": re.compile(_SIGN + r"(\d{1,3}(?:\.\d{3})+)(,\d+)?", re.ASCII),
    ".": re.compile(_SIGN + r"(\d{1,3}(?:,\d{3})+)(\.\d+)?", re.ASCII),
}
_PARTS_OF_CENT = {",": re.compile(_SIGN + r"\d+,\d{3,}", re.ASCII), ".": re.compile(_SIGN + r"\d+\.\d{3,}", re.ASCII)}
_TIME_OF_DAY = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AP]M)?$")


def read_cell_day(cell: Cell) -> date | None:
    """The day in a workbook's cell that holds no text. Raises Unreadable."""
    if isinstance(cell, dt.date):
        day = cell.date() if isinstance(cell, dt.datetime) else cell
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Unreadable(YEAR_FAR_OFF, text=day.isoformat(), first=FIRST_YEAR, last=LAST_YEAR)
        return day
    if cell is None:
        return None
    raise Unreadable(NOT_A_DAY, text=shown(cell))


def typed_day(cell: str, month_first: bool | None) -> date | None:
    """The day a cell says in text, a time of day behind it left out; 1/2/26 is asked unless the order was said.

    Raises Unreadable.
    """
    if isinstance(cell, FormulaError):
        raise Unreadable(FORMULA_ERROR, text=str(cell))
    text = _TIME_OF_DAY.sub("", cell.strip())
    if not text:
        return None
    slashed = _SLASHED.fullmatch(text)
    if not slashed:
        return read_day(text)
    first, second, year = slashed.groups()
    in_order, swapped = f"{first}.{second}.{year}", f"{second}.{first}.{year}"
    if month_first:
        return read_day(swapped)
    if month_first is None and int(first) != int(second) and int(first) <= 12 and int(second) <= 12:
        raise Unreadable(DAY_OR_MONTH, text=text, first=read_day(in_order), second=read_day(swapped))
    return read_day(in_order)


def read_cell_amount(cell: Cell, currency: str, decimals: str) -> int | None:
    """The cents of an amount; `decimals` is the mark before them where it was said. Raises Unreadable."""
    if isinstance(cell, FormulaError):
        raise Unreadable(FORMULA_ERROR, text=str(cell))
    if isinstance(cell, bool | dt.date | dt.time | dt.timedelta):
        raise Unreadable(TRUTH, text=shown(cell))
    if isinstance(cell, int | float):
        return _cents(Decimal(f"{cell:.15g}"), currency)
    text = shown(cell).strip()
    return read_amount(_plain(text, decimals), currency).minor if text else None


def _plain(text: str, mark: str) -> str:
    """An amount as `read_amount` takes it: brackets or a minus behind mean below zero; groups go where the mark was said."""
    if text[0] == "(" and text[-1] == ")":
        text = "-" + text[1:-1].strip()
    elif len(text) > 1 and text[-1] in "-−":
        text = "-" + text[:-1].strip()
    text = _DASHES.sub("-", text)
    if not mark:
        return text
    if _PARTS_OF_CENT[mark].fullmatch(text):
        raise Unreadable(TOO_MANY_DECIMALS, text=text)
    if grouped := _GROUPED[mark].fullmatch(text):
        return grouped[1] + re.sub(r"[.,]", "", grouped[2]) + (grouped[3] or "").replace(".", ",")
    return text


def _cents(value: Decimal, currency: str) -> int:
    if not value.is_finite():
        raise Unreadable(NOT_A_NUMBER, text=str(value))
    try:
        return Money.of(value, currency).minor
    except ValueError:
        raise Unreadable(TOO_MANY_DECIMALS, text=f"{value:f}") from None


def read_eik(cell: Cell, text: str) -> tuple[str, bool]:
    """The EIK in a cell, and whether a personal number stood there, which is not kept. Raises Unreadable.

    `text` is the cell in capitals without spaces. Of a supplier abroad the name is enough.
    """
    if isinstance(cell, FormulaError):
        raise Unreadable(FORMULA_ERROR, text=str(cell))
    number = text.removeprefix("BG")
    if isinstance(cell, float) and len(number) < 9:  # a spreadsheet's number has lost the zeros before it
        number = number.rjust(9, "0")
    if len(number) == 10 and looks_like_personal_number(number):
        return "", True
    problem = eik_objection(number)
    if problem is None:
        return number, False
    if text[:2].isalpha() and text.isascii() and not text.startswith("BG") and vat_valid(text):
        return "", False
    raise Unreadable(problem)
