"""Files as different programs write them come to the same rows."""

from __future__ import annotations

from datetime import date

import pytest

from grants.accounting.columns import COLUMNS, Chosen, Column, plain_headings, recognised
from grants.accounting.table import read_table
from grants.accounting.understanding import understand
from grants.values.language import LANGUAGES
from grants.values.wording import wording
from tests.accounting.conftest import BG, EN, PRINT, TAXI, csv_of, xlsx_of

EXPECTED = [
    (date(2026, 11, 3), "0000001234", "„Печат и хартия“ ООД", "131129282", 123450, 24690, 148140),
    (date(2026, 11, 4), "77", "Такси „Бързо“", "", 1230, None, 1230),
]
SIGNATURE = ["", "", "Съставил: Иван Петров"]


def rows(content, *, twice=False, **more):
    table = read_table(content)
    place = table.heading_row
    headings = table.headings(place)
    places = {str(column): at for column, at in recognised(headings).items()}
    found = understand(table, Chosen(plain_headings(headings), places, **more), place, twice=twice)
    assert not found.objections, found.objections
    told = [
        (one.issued_on, one.paper_number, one.supplier_name, one.supplier_eik, one.net_cents, one.vat_cents, one.amount_cents)
        for one in found.rows
    ]  # fmt: skip
    return table, found, told


@pytest.mark.parametrize("mark", [";", ",", "\t"])
@pytest.mark.parametrize(
    ("encoding", "letters"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("cp1251", "Windows-1251"), ("utf-16", "UTF-16")],
)
def test_it_reads_each_mark_and_each_encoding(mark, encoding, letters):
    table, _, told = rows(csv_of([["Журнал на разходите"], [], BG, PRINT, [], TAXI], mark, encoding))
    assert told == EXPECTED
    assert table.facts["letters"] == letters


@pytest.mark.parametrize("headings", [BG, EN])
def test_it_reads_a_workbook_with_numbers_and_days(headings):
    lines = [
        [date(2026, 11, 3), "0000001234", PRINT[2], 131129282, "", 1234.5, ("=F4*0.2", 246.9), 1481.4, 602],
        [date(2026, 11, 4), 77, TAXI[2], "", "", 12.3, "", 12.3, 609],
        ["", "Общо", "", "", "", ("=SUM(F4:F5)", 1246.8), "", 1493.7, ""],
    ]
    table, found, told = rows(xlsx_of([["Журнал"], [], headings, *lines]))
    assert told == EXPECTED
    assert table.facts == {"sheet": "Журнал"}
    assert found.totals == [6]


def test_it_leaves_out_totals_remarks_and_signatures_and_says_which():
    totals = ["Общо за периода:", *[""] * 6, "1 493,70"]
    _, found, told = rows(csv_of([BG, ["Ноември 2026"], PRINT, TAXI, totals, SIGNATURE]))
    assert told == EXPECTED
    assert found.totals == [2, 5, 6]


def test_it_keeps_a_supplier_whose_name_begins_like_a_total():
    line = ["04.11.2026", "9", "Общо и цяло ЕООД", "", "", "", "", "5,00", ""]
    _, found, _ = rows(csv_of([BG, line]))
    assert [one.supplier_name for one in found.rows] == ["Общо и цяло ЕООД"]


@pytest.mark.parametrize(
    ("typed", "more", "cents"),
    [
        ("1 234,50", {}, 123450), ("1234.5", {}, 123450), ("1234,50", {}, 123450), ("−12,30", {}, -1230), ("–12,30", {}, -1230),
        ("-12,30", {}, -1230), ("(12,30)", {}, -1230), ("12,30-", {}, -1230), ("12,30 €", {}, 1230), ("1\u00a0234,50", {}, 123450),
        ("1.234,50", {"decimals": ","}, 123450), ("1.234", {"decimals": ","}, 123400), ("-1.234.567,89", {"decimals": ","}, -123456789),
        ("1,234.50", {"decimals": "."}, 123450), ("12,345", {"decimals": "."}, 1234500), ("12,30", {"decimals": "."}, 1230),
    ],
)  # fmt: skip
def test_it_reads_amounts_as_people_and_programs_write_them(typed, more, cents):
    line = ["04.11.2026", "9", "Доставчик", "", "", "", "", typed, ""]
    _, found, _ = rows(csv_of([BG, line]), **more)
    assert [one.amount_cents for one in found.rows] == [cents]


@pytest.mark.parametrize(
    ("typed", "more", "day"),
    [
        ("03.11.2026", {}, 3), ("3.11.26", {}, 3), ("2026-11-03", {}, 3), ("2026-11-03 00:00:00", {}, 3), ("03/11/2026", {"month_first": False}, 3),
        ("11/03/2026", {"month_first": True}, 3), ("13/11/2026", {}, 13), ("11/11/2026", {}, 11), ("3 ноември 2026", {}, 3),
    ],
)  # fmt: skip
def test_it_reads_days_as_people_and_programs_write_them(typed, more, day):
    line = [typed, "9", "Доставчик", "", "", "", "", "10", ""]
    _, found, _ = rows(csv_of([BG, line]), **more)
    assert [one.issued_on for one in found.rows] == [date(2026, 11, day)]


def test_it_keeps_no_personal_number_and_marks_its_row():
    line = ["04.11.2026", "9", "Мария Тестова", "7523169263", "Хонорар", "", "", "10", ""]
    _, found, _ = rows(csv_of([BG, line]))
    assert [(one.supplier_eik, one.personal) for one in found.rows] == [("", True)]


def test_it_finds_zeros_again_that_a_spreadsheet_lost():
    eik = "040451623"  # begins with a zero, which a number has not
    line = [date(2026, 11, 4), 1234, "Доставчик", float(eik), "", "", "", 10, ""]
    _, found, _ = rows(xlsx_of([BG, line]))
    assert [one.supplier_eik for one in found.rows] == [eik]


def test_it_follows_net_vat_and_gross_from_each_other():
    lines = [
        ["04.11.2026", "1", "А", "", "", "100", "20", "", ""],
        ["04.11.2026", "2", "А", "", "", "", "20", "120", ""],
        ["04.11.2026", "3", "А", "", "", "", "", "120", ""],
    ]
    _, found, _ = rows(csv_of([BG, *lines]))
    assert [(one.net_cents, one.vat_cents, one.amount_cents) for one in found.rows] == [
        (10000, 2000, 12000),
        (10000, 2000, 12000),
        (12000, None, 12000),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_recognises_the_headings_it_writes_itself(language):
    said = [wording(language).say(label) for label in COLUMNS.values()]
    assert list(recognised(said).items()) == [(column, place) for place, column in enumerate(Column)]
