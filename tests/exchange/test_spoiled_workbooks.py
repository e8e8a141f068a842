"""A spoiled workbook: every problem with its sheet, row, column, what was read and what was expected; nothing kept."""

from __future__ import annotations

import zipfile
from datetime import date, time
from io import BytesIO
from typing import Any

import pytest

from grants.access import OPERATOR
from grants.errors import Objected
from grants.exchange.actions import import_file
from grants.storage.database import rows
from grants.storage.unpacking import BROKEN_ZIP, SWELLS, TOO_MANY, TOO_TIGHT, UNSAFE_NAME
from grants.values.wording import wording
from tests.exchange.filled_in import Formula, Sheets, book, project_book

pytestmark = pytest.mark.anyio
EN = wording("en")
TODAY = date(2026, 11, 22)

Problem = tuple[str, int | None, str, str, str]


async def problems(content: bytes, name: str = "проект.xlsx", limit: int = 25 * 1024 * 1024) -> list[Problem]:
    """The problems of a file: sheet, row, column, what was read, and the sentence."""
    with pytest.raises(Objected) as refused:
        await import_file(OPERATOR, name, content, EN, today=TODAY, kept_by_id=None, manager_id=None, limit=limit)
    return [
        (one.sheet, one.row, one.column, one.read, EN.say(one.sentence, **one.facts))
        for one in refused.value.objections
    ]


STATES = (
    "idea, application, contracting, in progress, suspended, final reporting, completed, terminated, documents kept"
)
CURRENCIES = "EUR, BGN, USD, GBP, CHF, NOK, SEK, DKK, RON, CZK, PLN, HUF, TRY, RSD, MKD, BAM, MDL, UAH, GEL"
ABOUT = "About this file"
LINES = ["No.", "Budget line (BG)", "Amount", "Currency"]
SPOILED: list[tuple[str, dict[str, list[list[Any]]], list[Problem]]] = [
    (
        "a sheet nobody knows",
        {"Бележки": [["каквото и да е"]]},
        [("Бележки", None, "", "", "A project workbook has no sheet called “Бележки”. Rename or remove it.")],
    ),
    (
        "a sheet that stands twice, in each language",
        {"Партньори": [["№"], ["2"]]},
        [("Партньори", None, "", "", "Two sheets hold the same kind of record. Put their rows together on one.")],
    ),
    (
        "a heading nobody knows",
        {"Deadlines": [["What is due (BG)", "Due on", "Кой"], ["Отчет", date(2026, 12, 1), "Мария"]]},
        [("Deadlines", 1, "C", "Кой", "This sheet has no column called “Кой”. Rename or remove it.")],
    ),
    (
        "a heading that stands twice",
        {"Numbers": [["No.", "Value", "Номер", "Number *"], ["1", "", "А-1", "А-2"]]},
        [
            ("Numbers", 1, "B", "Value", "This sheet has no column called “Value”. Rename or remove it."),
            ("Numbers", 1, "D", "Number *", "The column “Number *” stands here twice."),
        ],
    ),
    (
        "a column without a heading",
        {"Numbers": [["No.", "Number"], ["1", "А-1"], ["2", "А-2", "защо?"]]},
        [("Numbers", 3, "C", "защо?", "There is something in a column without a heading.")],
    ),
    (
        "a text where a number belongs",
        {"Budget_lines": [LINES, ["1", "Заплати", "много", "EUR"], ["2", "Наем", "1,234", "EUR"]]},
        [
            (
                *("Budget lines", 2, "C", "много"),
                "“много” is not a number. Write digits only, for example 1234,56.",
            ),
            (
                *("Budget lines", 3, "C", "1,234"),
                "“1,234” can be read as 1234 or as 1,234. Write it without a thousands separator.",
            ),
        ],
    ),
    (
        "parts of a cent",
        {"Budget_lines": [LINES, ["1", "Заплати", 12.345, "EUR"]]},
        [("Budget lines", 2, "C", "12.345", "“12.345” has parts of a cent. An amount has at most two decimals.")],
    ),
    (
        "an unknown choice",
        {"Project": [["Title (BG)", "Мост"], ["State", "върви"]]},
        [("Project", 2, "B", "върви", f"“върви” is not one of: {STATES}.")],
    ),
    (
        "an unknown currency",
        {"Budget_lines": [LINES, ["1", "Заплати", 12, "XYZ"]]},
        [
            (
                *("Budget lines", 2, "D", "XYZ"),
                f"“XYZ” is not one of: {CURRENCIES}.",
            )
        ],
    ),
    (
        "a formula error",
        {"Budget_lines": [LINES, ["1", Formula("=B9", "#REF!"), Formula("=1/0", "#DIV/0!"), "EUR"]]},
        [
            ("Budget lines", 2, "B", "#REF!", "The formula in this cell gives the error #REF!."),
            ("Budget lines", 2, "C", "#DIV/0!", "The formula in this cell gives the error #DIV/0!."),
        ],
    ),
    (
        "a date where text belongs",
        {"Numbers": [["No.", "Number"], ["1", date(2026, 3, 12)], ["2", time(12, 30)]]},
        [
            (
                *("Numbers", 2, "B", "2026-03-12"),
                "A date stands here where text was expected. Format the cell as text and write it again.",
            ),
            (
                *("Numbers", 3, "B", "12:30:00"),
                "A date stands here where text was expected. Format the cell as text and write it again.",
            ),
        ],
    ),
    (
        "dates that are none",
        {
            "Deadlines": [
                ["What is due (BG)", "Due on"],
                ["Отчет", "31.02.2026"],
                ["Отчет", "утре"],
                ["Отчет", "1.1.1899"],
                ["Отчет", True],
            ]
        },
        [
            (
                *("Deadlines", 2, "B", "31.02.2026"),
                "There is no such day as “31.02.2026”. The day comes first, then the month, then the year.",
            ),
            (
                *("Deadlines", 3, "B", "утре"),
                "“утре” is not a date. Write day, month and year, for example 3.04.2026.",
            ),
            ("Deadlines", 4, "B", "1.1.1899", "The year in “1.1.1899” is not between 1900 and 2199."),
            (
                *("Deadlines", 5, "B", "TRUE"),
                "“TRUE” is not a date. Write day, month and year, for example 3.04.2026.",
            ),
        ],
    ),
    (
        "what is required and missing",
        {"Deadlines": [["What is due (EN)"], ["Report"]], "Objectives": [["No.", "Objective (BG)"], ["1", " "]]},
        [
            ("Objectives", 2, "B", "", "Please fill this in."),
            ("Deadlines", 2, "", "", "Please fill this in."),
        ],
    ),
    (
        "a row that is not there",
        {"Activities": [["No.", "Activity (BG)", "Responsible partner"], ["1", "Обучения", "7"]]},
        [("Activities", 2, "C", "7", "There is no “7” in this project.")],
    ),
    (
        "a number that stands twice",
        {"Numbers": [["No.", "Number"], ["1", "А-1"], ["1", "А-2"]]},
        [("Numbers", 3, "A", "1", "The number “1” stands twice on this sheet.")],
    ),
    (
        "a share and a country that can't be",
        {
            "Partners": [["No.", "Organisation", "Role", "Share of the budget"], ["1", "Мост", "partner", 140]],
            "Organisations": [["Name (BG)", "Country"], ["Мост", "Елбония"]],
        },
        [
            (
                *("Organisations", 2, "B", "Елбония"),
                "“Елбония” is not a country. Write its name or its two-letter code.",
            ),
            ("Partners", 2, "D", "140", "A share is from 0 to 100 %."),
        ],
    ),
    (
        "a form with rows and columns of its own",
        {"Project": [["Title (BG)", "Мост"], ["Title (BG)", "Друг"], ["Шеф", "Мария"], ["Acronym", "М", "или Н"]]},
        [
            ("Project", 2, "A", "Title (BG)", "The row “Title (BG)” stands here twice."),
            ("Project", 3, "A", "Шеф", "The project has no field called “Шеф”. Rename or remove the row."),
            (
                *("Project", 4, "", ""),
                "Only the first two columns of this sheet are read. Remove what stands beside them.",
            ),
        ],
    ),
    (
        "no project at all",
        {"Project": []},
        [("Project", None, "", "", "Please fill this in.")],
    ),
    (
        "a code that can't stand in an address",
        {ABOUT: [["Format", "grants-project"], ["Version", "1"], ["Код на проекта / Project code", "а/б"]]},
        [
            (
                *(ABOUT, 3, "B", "а/б"),
                "“а/б” can't be a project's code: at most 60 characters, without spaces and without / ? # %.",
            )
        ],
    ),
    (
        "no code",
        {ABOUT: [["Format", "grants-project"], ["Version", 1]]},
        [(ABOUT, None, "B", "", "Please fill this in.")],
    ),
    (
        "another version of the format",
        {ABOUT: [["Format", "grants-project"], ["Version", 2], ["Project code", "мост"]]},
        [(ABOUT, 2, "B", "2", "This file has version 2 of the format; this tracker reads version 1.")],
    ),
    (
        "somebody else's workbook",
        {ABOUT: [["Бюджет 2026"]]},
        [
            (
                *(ABOUT, None, "", ""),
                "This workbook is not a project workbook: its first sheet does not say “grants-project”.",
            )
        ],
    ),
    (
        "a paper of no document, and one without a checksum",
        {
            "Files_of_documents": [
                ["No. of the document", "File name", "Size in bytes", "Checksum (SHA-256)"],
                ["9", "фактура.pdf", 3, "a" * 64],
                ["9", "скан.pdf", 3, "няма"],
            ]
        },
        [
            ("Files of documents", 2, "A", "9", "There is no “9” in this project."),
            ("Files of documents", 3, "D", "няма", "This is not the name, size and SHA-256 checksum of a file."),
            ("Files of documents", 3, "A", "9", "There is no “9” in this project."),
        ],
    ),
]


@pytest.mark.parametrize(("changed", "expected"), [row[1:] for row in SPOILED], ids=[row[0] for row in SPOILED])
async def test_it_names_sheet_row_column_and_what_was_expected(
    db: object, changed: Sheets, expected: list[Problem]
) -> None:
    assert await problems(book(project_book(**changed))) == expected


async def test_it_names_all_problems_at_once_and_in_the_readers_language(db: object) -> None:
    spoiled = project_book(
        Бележки=[["?"]],
        Project=[["Title (BG)", ""], ["State", "върви"]],
        Budget_lines=[LINES, ["1", "Заплати", "много", "EUR"]],
    )
    with pytest.raises(Objected) as refused:
        await import_file(
            OPERATOR, "п.xlsx", book(spoiled), wording("bg"), today=TODAY, kept_by_id=None, manager_id=None
        )
    assert [(one.sheet, one.row, one.column) for one in refused.value.objections] == [
        ("Бележки", None, ""),
        ("Project", 2, "B"),
        ("Project", 1, "B"),
        ("Budget lines", 2, "C"),
    ]
    assert [one.place for one in refused.value.objections[1:3]] == ["Състояние", "Наименование (BG)"]


async def test_it_keeps_nothing_of_a_refused_file(db: object) -> None:
    counted = "SELECT (SELECT count(*) FROM audit_entry) + (SELECT count(*) FROM organisation) + (SELECT count(*) FROM project) AS n"
    good = book(project_book())
    await import_file(OPERATOR, "п.xlsx", good, EN, today=TODAY, kept_by_id=None, manager_id=None)
    before = await rows(counted)
    spoiled = project_book(
        Organisations=[["Name (BG)"], ["Нова организация"]],
        About_this_file=[["Format", "grants-project"], ["Version", 1], ["Project code", "друг"]],
        Deadlines=[["What is due (BG)", "Due on"], ["Отчет", "утре"]],
    )
    await problems(book(spoiled))
    assert await rows(counted) == before


async def test_it_refuses_a_code_that_is_taken(db: object) -> None:
    good = book(project_book())
    await import_file(OPERATOR, "п.xlsx", good, EN, today=TODAY, kept_by_id=None, manager_id=None)
    taken = "There is already a project with the code мост-2026."
    assert await problems(good) == [(ABOUT, 3, "B", "мост-2026", taken)]


# --- files that are no workbooks ----------------------------------------------------------------------------------


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    ink = BytesIO()
    with zipfile.ZipFile(ink, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return ink.getvalue()


def with_sheet(xml: bytes) -> bytes:
    """A sound workbook with the XML of its last sheet replaced."""
    with zipfile.ZipFile(BytesIO(book(project_book()))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped(parts | {"xl/worksheets/sheet4.xml": xml})


NO_KIND = "This file is no project workbook, no .json and no .zip of a project."
NO_WORKBOOK = "This file is no workbook in the .xlsx format. Open it in your spreadsheet program and save it as .xlsx."
TOO_WIDE = (
    "The sheet “Organisations” spans 1048576 rows and 16384 columns. Remove what stands far below or to the right."
)
FAR_AWAY = b'<worksheet><sheetData><row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row></sheetData></worksheet>'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", NO_KIND),
        ("Просто текст, с име .xlsx".encode(), NO_KIND),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), NO_KIND),
        (b"PK\x03\x04" + bytes(100), BROKEN_ZIP),
        (book(project_book())[:-500], BROKEN_ZIP),
        (zipped({"word/document.xml": "<писмо/>".encode()}), NO_WORKBOOK),
        (
            zipped(
                {"xl/workbook.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "xl/_rels/workbook.xml.rels": b"<r/>"}
            ),
            NO_WORKBOOK,
        ),
        (zipped({"xl/workbook.xml": b"<x", "xl/_rels/workbook.xml.rels": b"<r/>"}), NO_WORKBOOK),
        (
            zipped({"xl/worksheets/sheet1.xml": bytes(60 * 1024 * 1024)}),
            TOO_TIGHT.format(times=250),
        ),
        (
            zipped({f"{n}.xml": bytes(900_000) for n in range(240)}),
            SWELLS.format(limit=200),
        ),
        (
            zipped({"project.json": b"{}", "../../etc/тайно": b"x"}),
            UNSAFE_NAME.format(name="../../etc/тайно"),
        ),
        (
            zipped({"project.json": b"{}", "/etc/тайно": b"x"}),
            UNSAFE_NAME.format(name="/etc/тайно"),
        ),
        (zipped({f"{n}.xml": b"" for n in range(20_001)}), TOO_MANY.format(limit="20,000")),
        (
            with_sheet(FAR_AWAY),
            TOO_WIDE,
        ),
    ],
    ids=[
        *("empty", "text", "old .xls", "zip head alone", "cut off", "letter", "document type", "broken XML"),
        *("bomb", "many small bombs", "way out of the folder", "way to the root"),
        *("more parts than anybody needs", "one cell far away"),
    ],
)
async def test_it_says_in_one_sentence_why_a_file_is_no_workbook(db: object, content: bytes, sentence: str) -> None:
    assert [problem[4] for problem in await problems(content)] == [sentence]


async def test_it_refuses_a_file_of_50_mb_before_reading_it(db: object) -> None:
    found = await problems(b"PK\x03\x04" + bytes(50 * 1024 * 1024))
    assert [problem[4] for problem in found] == [
        "The file has 50\N{NO-BREAK SPACE}MB; at most 25\N{NO-BREAK SPACE}MB are read."
    ]


# --- what is read all the same ------------------------------------------------------------------------------------


async def test_it_reads_columns_in_any_order_either_language_hidden_rows_and_texts_for_dates(db: object) -> None:
    sheets = project_book(
        Срокове=[
            ["Краен срок / Due on *", "  КАКВО  предстои (bg) ", "№", "State"],
            ["3 април 2026", "Междинен отчет", 7, "open"],
            [],
            [date(2026, 5, 6), "Скрит ред", "", "активен"],
            [None, None, None, None],
        ]
    )
    content = book(sheets, hidden_rows=(3,))
    brought = await import_file(OPERATOR, "п.bin", content, EN, today=TODAY, kept_by_id=None, manager_id=None)
    found = await rows("SELECT number, title_bg, due_on, state FROM deadline ORDER BY position")
    assert brought.counts["deadline"] == 2
    assert [tuple(row.values()) for row in found] == [
        ("7", "Междинен отчет", date(2026, 4, 3), "open"),
        ("2", "Скрит ред", date(2026, 5, 6), "open"),
    ]


async def test_it_reads_numbers_as_people_see_them(db: object) -> None:
    lines: list[list[Any]] = [
        ["No.", "Budget line (BG)", "Number of units", "Unit price"],
        ["1.10", "Заплати", "1 234,5", Formula("=0.1+0.2", 0.30000000000000004)],
    ]
    content = book(project_book(Budget_lines=lines))
    await import_file(OPERATOR, "п.xlsx", content, wording("bg"), today=TODAY, kept_by_id=None, manager_id=None)
    found = await rows("SELECT number, units::text, unit_price_cents, amount_cents FROM budget_line")
    assert [tuple(row.values()) for row in found] == [("1.10", "1234.5000", 30, 37035)]
