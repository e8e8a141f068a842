"""Cells inked in less time are the bytes XlsxWriter alone writes, whatever stands in them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
import xlsxwriter

from grants.reports.inked import InkedSheet, amount, blank
from grants.values.money import Money

_WORDS = (
    *("Разход", "=1+1", "„Заедно“ & Co. <b>", "Командировка\nдо Гюргево", " отпред", "отзад ", "\tс табулатор"),
    *("", "_x000D_", "сигнал \x07", "неразделно\u00a0", "\ufffe", "🙂", "<r>не е богат</r> текст", '"кавички"'),
)
_DAYS = (date(1900, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(2026, 9, 30), date(2026, 9, 30))
_CENTS = (0, 1, -1, 99, 100, -12345, 1_000_000_00, 99_999_999_999_99)
_FORMULAS = (
    *(("SUM(A1:A9)", Decimal("1.50")), ("A1+B2", 7), ('IF(ABS(A1)<0.005,"OK","ERROR")', "OK"), ("A1&B1", "")),
    *(("CONCAT(A1,B1)", ""), ("CEILING.MATH(A1)", 0), ("ROUND(A1*0.85,2)", Decimal("-0.10"))),
)


@pytest.mark.parametrize("row_by_row", [False, True], ids=["at once", "row by row"])
def test_it_writes_what_the_library_alone_writes(row_by_row):
    assert _file(row_by_row, inked=True) == _file(row_by_row, inked=False)


def _file(row_by_row: bool, *, inked: bool) -> bytes:
    ink = BytesIO()
    workbook = xlsxwriter.Workbook(ink, {"constant_memory": row_by_row, "in_memory": not row_by_row})
    workbook.set_properties({"created": datetime(2026, 9, 30, tzinfo=UTC).replace(tzinfo=None)})
    page = workbook.add_worksheet("Разходи", InkedSheet if inked else None)
    drawings = [workbook.add_format({"num_format": "@"}), workbook.add_format({"bold": True})]
    for row, words in enumerate(_WORDS * 2):
        (_quickly if inked else _plainly)(page, row, words, drawings[row % 2])
    workbook.close()
    return ink.getvalue()


def _at(row: int) -> tuple[date, Money, tuple[str, Decimal | int | str]]:
    return _DAYS[row % 5], Money(_CENTS[row % 8], "EUR"), _FORMULAS[row % 7]


def _quickly(page, row, words, drawn):
    day, money, (formula, shown) = _at(row)
    cells = page.begin(row, 5)
    cells |= dict(enumerate((page.words(words, drawn), page.day(day, drawn), amount(money, drawn), blank(drawn))))
    cells[4] = page.formula(formula, drawn, shown)


def _plainly(page, row, words, drawn):
    day, money, (formula, shown) = _at(row)
    page.write_string(row, 0, words, drawn)
    page.write_datetime(row, 1, day, drawn)
    page.write_number(row, 2, money.decimal, drawn)
    page.write_blank(row, 3, None, drawn)
    page.write_formula(row, 4, f"={formula}", drawn, shown)
