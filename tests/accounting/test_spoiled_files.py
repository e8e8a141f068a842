"""Spoiled files: every problem with its row, its column, what was read, and a sentence in both languages."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from grants.accounting.columns import Chosen, plain_headings, recognised
from grants.accounting.table import read_table
from grants.accounting.understanding import understand
from grants.errors import Objected
from grants.values.wording import wording
from tests.accounting.conftest import BG, PRINT, TAXI, csv_of, xlsx_of

BG_WORDS, EN_WORDS = wording("bg"), wording("en")
HEADINGS = [*BG, "Валута", "Дата на плащане"]


def spoiled(**cells: Any) -> list[Any]:
    """A good row with some cells of it spoiled, each named by the letter over its column."""
    line: list[Any] = [*TAXI, "EUR", "05.11.2026"]
    for letter, cell in cells.items():
        line["ABCDEFGHIJK".index(letter)] = cell
    return line


# What stands in the cells, in which column the problem is, what was read, and the sentence in both languages.
CELLS: list[tuple[str, dict[str, Any], str, str, str, str]] = [
    ("no day", {"A": ""}, "A", "", "Липсва датата на документа.", "The date of the document is missing."),
    ("a day that is not", {"A": "31.02.2026"}, "A", "31.02.2026", "Няма такъв ден: „31.02.2026“.", "There is no such day as “31.02.2026”."),
    ("a day or a month", {"A": "1/2/26"}, "A", "1/2/26", "„1/2/26“ може да е 1.02.2026 г. или 2.01.2026 г.", "“1/2/26” can be 1 Feb 2026 or 2 Jan 2026."),
    ("words for a day", {"A": "в понеделник"}, "A", "в понеделник", "„в понеделник“ не е дата.", "“в понеделник” is not a date."),
    ("a day without a year", {"A": "3.11."}, "A", "3.11.", "липсва година", "no year"),
    ("a year far off", {"A": "03.11.2996"}, "A", "03.11.2996", "2996", "2996"),
    ("a paid day that is not", {"K": "31.11.2026"}, "K", "31.11.2026", "Няма такъв ден: „31.11.2026“.", "There is no such day as “31.11.2026”."),
    ("no number", {"B": ""}, "B", "", "Липсва номерът на документа.", "The number of the document is missing."),
    ("a number without end", {"B": "9" * 121}, "B", "9" * 80, "най-много 120 знака", "At most 120 characters"),
    ("a bell in a number", {"B": "7\x077"}, "B", "7\x077", "знак, който не се вижда", "can't be seen"),
    ("no supplier", {"C": ""}, "C", "", "Липсва доставчикът", "The supplier is missing"),
    ("an EIK that can't be", {"D": "131129281"}, "D", "131129281", "Контролната цифра на този ЕИК", "The last digit of this EIK"),
    ("an EIK too short", {"D": "1234"}, "D", "1234", "9 или 13", "9 or 13 digits"),
    ("no amount", {"F": "", "H": ""}, "H", "", "В този ред няма сума.", "There is no amount in this row."),
    ("an amount of nothing", {"F": "0,00", "H": "0,00"}, "H", "0,00", "Сумата е нула.", "The amount is zero."),
    ("thousands or parts", {"F": "", "H": "12,345"}, "H", "12,345", "12345 или като 12,345", "12345 or as 12,345"),
    ("groups of three", {"F": "", "H": "1.234,50"}, "H", "1.234,50", "1234,50", "1234,50"),
    ("groups of three the English way", {"F": "", "H": "1,234.50"}, "H", "1,234.50", "1234,50", "1234,50"),
    ("no number at all", {"F": "", "H": "NaN"}, "H", "NaN", "„NaN“ не е число.", "“NaN” is not a number."),
    ("a power of ten", {"F": "", "H": "1e3"}, "H", "1e3", "„1e3“ не е число.", "“1e3” is not a number."),
    ("Arabic digits", {"F": "", "H": "١٢"}, "H", "١٢", "не е число", "is not a number"),
    ("parts of a cent", {"F": "", "H": "10,0001"}, "H", "10,0001", "части от стотинката", "parts of a cent"),
    ("another currency", {"F": "", "H": "12,30 лв."}, "H", "12,30 лв.", "BGN", "BGN"),
    ("sums that do not agree", {"F": "10,00", "G": "2,00", "H": "13,00"}, "H", "13,00", "правят 12,00 €, а тук сумата с ДДС е 13,00 €", "make €12.00, but the gross amount here is €13.00"),
    ("VAT that is no number", {"G": "двайсет"}, "G", "двайсет", "„двайсет“ не е число.", "“двайсет” is not a number."),
    ("a currency nobody knows", {"J": "ЛВЛ"}, "J", "ЛВЛ", "„ЛВЛ“ не е позната тук валута.", "“ЛВЛ” is not a currency known here."),
    ("a formula that failed", {"H": "#REF!"}, "H", "#REF!", "#REF!", "#REF!"),
    ("a formula that failed, of the number", {"B": "#N/A"}, "B", "#N/A", "#N/A", "#N/A"),
    ("a formula as text", {"F": "", "H": "=SUM(A1:A2)"}, "H", "=SUM(A1:A2)", "не е число", "is not a number"),
]  # fmt: skip


def problems(content: bytes, **more: Any) -> list[tuple[int | None, str, str, str, str]]:
    table = read_table(content)
    place = table.heading_row
    headings = table.headings(place)
    places = {str(column): at for column, at in recognised(headings).items()}
    found = understand(table, Chosen(plain_headings(headings), places, **more), place)
    return [
        (
            one.row,
            one.column,
            one.read,
            BG_WORDS.say(one.sentence, **one.facts),
            EN_WORDS.say(one.sentence, **one.facts),
        )
        for one in found.objections
    ]


@pytest.mark.parametrize(
    ("cells", "column", "read", "bg", "en"), [one[1:] for one in CELLS], ids=[one[0] for one in CELLS]
)
def test_it_says_what_is_wrong_with_a_cell_in_both_languages(cells, column, read, bg, en):
    found = problems(csv_of([["Журнал"], [], HEADINGS, [*PRINT, "EUR", ""], spoiled(**cells)]))
    assert [one[:3] for one in found] == [(5, column, read)]
    said = [sentence.replace("\xa0", " ").replace("\u202f", " ") for sentence in found[0][3:]]
    assert bg in said[0]
    assert en in said[1]


def test_it_gathers_every_problem_of_every_row():
    found = problems(csv_of([HEADINGS, spoiled(A="31.02.2026", B="", D="1234", H="NaN"), spoiled(), spoiled(C="")]))
    assert [one[:2] for one in found] == [(2, "A"), (2, "B"), (2, "D"), (2, "H"), (4, "C")]


@pytest.mark.parametrize(
    ("cell", "read", "en"),
    [
        (("=1/0", "#DIV/0!"), "#DIV/0!", "The formula in this cell gives the error #DIV/0!."),
        (12.345, "12.345", "“12.345” has parts of a cent."),
        (True, "TRUE", "“TRUE” stands here"),
        (time(12, 30), "", "stands here, but an amount or a date is expected"),
    ],
)
def test_it_says_what_is_wrong_with_a_cell_of_a_workbook(cell, read, en):
    line = [date(2026, 11, 4), 77, "Такси", "", "", "", "", cell, ""]
    found = problems(xlsx_of([BG, line]))
    assert [one[:2] for one in found] == [(2, "H")]
    assert found[0][2] == read or not read
    assert en in found[0][4]


def test_it_asks_about_a_row_that_stands_twice():
    same = ["04.11.2026", "077", "такси 'Бързо'", "", "Друго", "", "", "12,30 €", "610"]
    found = problems(csv_of([BG, TAXI, PRINT, same]))
    assert [one[:3] for one in found] == [(4, "B", "077")]
    assert "ред 2" in found[0][3]


FILES: list[tuple[str, bytes, str, str]] = [
    ("nothing", b"", "няма нищо", "There is nothing in this file."),
    ("a row of spaces", b"; ;\r\n", "няма нищо", "There is nothing in this file."),
    ("a PDF", b"%PDF-1.4\n1 0 obj", "не е таблица", "no table"),
    ("an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 40, ".xls", "old .xls kind"),
    ("letters of the old DOS", "Дата;Номер;Сума\r\n1.1.2026;1;2".encode("cp866"), "Windows-1251", "neither UTF-8 nor Windows-1251"),
    ("letters of Poland", "Zażółć gęślą jaźń;Łódź".encode("cp1250"), "Windows-1251", "neither UTF-8 nor Windows-1251"),
    ("a quotation mark left open", 'Дата;Номер\r\n1.1.2026;"12\r\n2.1.2026;13'.encode(), "кавичка", "quotation mark"),
    ("a zip that is none", b"PK\x03\x04" + b"\0" * 60, "повреден", "damaged"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "bg", "en"), [one[1:] for one in FILES], ids=[one[0] for one in FILES])
def test_it_says_why_a_file_is_no_table(content, bg, en):
    with pytest.raises(Objected) as refused:
        read_table(content)
    (one,) = refused.value.objections
    assert bg in wording("bg").say(one.sentence, **one.facts)
    assert en in wording("en").say(one.sentence, **one.facts)
