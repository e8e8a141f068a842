"""The inventory of documents for ИСУН is taken by its importer, and looks like the ministry's own „Docs.xlsx“."""

import io
import zipfile
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from grants.funders.isun import INVENTORY
from grants.funders.registry import format_named
from grants.reports.figures import figures
from grants.reports.sheets import books
from grants.reports.workbook import written, written_exactly
from grants.values.language import Text
from grants.values.wording import wording
from tests.originals import original_of
from tests.reports.isun_importer import MAIN, Refusal, import_documents, parts, sheet_paths, types_in
from tests.reports.papers import ABOUT, FIRST, LAST, LINES, claim, every_kind, paper, whole_report

FORMAT = format_named("isun-docs")


@pytest.fixture(scope="module")
def original() -> bytes:
    """The ministry's own file."""
    return original_of("Docs.xlsx")


def inventory(found=None, language="bg") -> bytes:
    book = books(FORMAT, found or whole_report(), wording(language))[0]
    return written(book, LAST)


def one_document(**values) -> bytes:
    one = paper(1, **values)
    return inventory(figures(ABOUT, FIRST, LAST, [one], [claim(one, 4, "1")], LINES, ()))


# --- the importer takes it -------------------------------------------------------------------------------------------

EXPECTED_TYPES = {
    "invoice": "фактура",
    "credit_note": "кредитно известие",
    "debit_note": "друг",
    "cash_receipt": "касова бележка (фискален бон)",
    "paid_sums": "сметка за изплатени суми",
    "payroll": "ведомост",
    "travel_order": "заповед за командировка в страната",
    "advance_report": "авансов отчет",
    "vat_protocol": "протокол по ЗДДС",
    "cash_order": "разходен касов ордер",
    "other": "друг",
}


@pytest.mark.parametrize("language", ["bg", "en"])
def test_it_is_imported_whole_and_gives_the_original_values_back(original, language):
    papers, _ = every_kind()
    imported = import_documents(inventory(language=language), types_in(original))
    assert [(one.kind, one.number, one.issued, one.paid) for one in imported] == [
        (EXPECTED_TYPES[one.kind], one.paper_number, one.issued_on, one.paid_on) for one in papers
    ]
    for one, got in zip(papers, imported, strict=True):
        prefix = "Дебитно известие: " if one.kind == "debit_note" else ""
        assert got.description == prefix + one.description.bg


def test_it_says_debit_note_once(original):
    for description in (Text("Дебитно известие към фактура 17"), Text()):
        got = import_documents(one_document(kind="debit_note", description=description), types_in(original))
        assert got[0].description == (description.bg or "Дебитно известие")


def test_it_keeps_leading_zeros_and_never_makes_a_formula_of_what_people_wrote(original):
    content = one_document(paper_number="=1+1", description=Text('=HYPERLINK("http://лошо.example")'))
    assert b"<f>" not in parts(content)["xl/worksheets/sheet1.xml"]
    got = import_documents(content, types_in(original))[0]
    assert (got.number, got.description) == ("=1+1", '=HYPERLINK("http://лошо.example")')
    assert import_documents(one_document(), types_in(original))[0].number == "0000000001"


def test_it_writes_the_other_language_where_the_bulgarian_side_is_missing(original):
    got = import_documents(one_document(description=Text(en="Printing")), types_in(original))
    assert got[0].description == "Printing"


# --- what the importer refuses, it refuses of ours too: the reader can fail ------------------------------------------


def rewritten(content: bytes, part: str, old: str, new: str) -> bytes:
    """The file with one text replaced in one of its parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(target, "w") as made:
        for name in source.namelist():
            text = source.read(name)
            if name == part:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode(), 1)
            made.writestr(name, text)
    return target.getvalue()


GOOD = {
    "kind": "фактура",
    "description": "Наем на зала",
    "paper_number": "0000000017",
    "issued_on": "29.02.2024",
    "paid_on": "01.03.2024",
}
FIGURES = [column.shows for column in INVENTORY.columns]


def sheet(*rows, order=FIGURES, layout=INVENTORY) -> bytes:
    return written_exactly(layout, [tuple({**GOOD, **one}[shows] for shows in order) for one in rows], LAST)


# What is no day: the first are of no calendar, the last are how people and spreadsheets write one.
NO_DAYS = ("30.02.2024", "29.02.2025", "31.04.2024", "00.12.2025", "09.13.2025", "вчера", "9 декември 2025", "46000")
SPOILED = {
    **{
        f"kind {one}": ({"kind": one}, "Вид")
        for one in (
            "дебитно известие",
            "Фактури",
            "invoice",
            "фактура №",
            "фактypa",
            "касова бележка",
            "фискален бон",
            "заповед за командировка в чужбина",
            "протокол",
            "ведомост;",
            "1",
        )
    },
    **{f"day {one}": ({"issued_on": one}, "Дата") for one in NO_DAYS},
    **{f"payment {one}": ({"paid_on": one}, "Дата на извършване на плащането") for one in NO_DAYS},
}


@pytest.mark.parametrize("name", SPOILED)
def test_it_would_be_refused_with_the_field_and_the_row(original, name):
    spoiled, field = SPOILED[name]
    with pytest.raises(Refusal) as refusal:
        import_documents(sheet({}, spoiled), types_in(original))
    assert str(refusal.value) == f'Невалидна стойност в полето "{field}" на ред 3.'
    assert len(import_documents(sheet({}, {}), types_in(original))) == 2


@pytest.mark.parametrize(
    ("order", "field"),
    [
        (["description", "kind", "paper_number", "issued_on", "paid_on"], "Вид"),
        (["paper_number", "kind", "description", "issued_on", "paid_on"], "Вид"),
        (["kind", "description", "issued_on", "paper_number", "paid_on"], "Дата"),
        (["kind", "description", "paper_number", "issued_on", "description"], "Дата на извършване на плащането"),
        (["issued_on", "paid_on", "kind", "description", "paper_number"], "Вид"),
    ],
)
def test_it_would_be_refused_when_its_columns_stand_otherwise(original, order, field):
    with pytest.raises(Refusal) as refusal:
        import_documents(sheet({}, order=order), types_in(original))
    assert str(refusal.value) == f'Невалидна стойност в полето "{field}" на ред 2.'


OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)  # also what a password makes of a workbook


@pytest.mark.parametrize(
    "content", ["не е таблица".encode(), "Вид;Описание\nфактура;Наем".encode("cp1251"), OLD_EXCEL, b""]
)
def test_it_would_be_refused_as_no_workbook(original, content):
    with pytest.raises(Refusal) as refusal:
        import_documents(content, types_in(original))
    assert str(refusal.value) == "Невалиден файл"


def test_it_would_be_refused_with_another_sheet_before_it(original):
    """The first sheet is read whatever it is called, also a hidden one."""
    content = sheet({})
    swapped = rewritten(
        content, "xl/workbook.xml", 'name="Microdata" sheetId="1" r:id="rId1"', 'name="м" sheetId="1" r:id="rId2"'
    )
    with pytest.raises(Refusal) as refusal:
        import_documents(swapped, ["друг"])
    assert str(refusal.value) == 'Невалидна стойност в полето "Вид" на ред 2.'


def test_it_would_lose_a_row_to_a_title_above_the_headings(original):
    """The first used row is the headings' whatever it says: a title there turns the headings into a document."""
    moved = rewritten(
        one_document(),
        "xl/worksheets/sheet1.xml",
        '<row r="1"',
        '<row r="0"><c r="A0" t="s"><v>0</v></c></row><row r="1"',
    )
    with pytest.raises(Refusal, match='"Вид" на ред 1'):
        import_documents(moved, types_in(original))


@pytest.mark.parametrize("day", ["29.2.2024", "29/02/2024", "2024-02-29", "29.02.2024 г.", "29.02.2024 г. 0:00:00"])
def test_its_days_could_be_written_otherwise_too(original, day):
    (taken,) = import_documents(sheet({"issued_on": day}), types_in(original))
    assert taken.issued == date(2024, 2, 29)


def test_it_would_be_taken_in_any_case_and_spacing(original):
    (taken,) = import_documents(sheet({"kind": " КАСОВА бележка(фискален  бон) "}), types_in(original))
    assert taken.kind == "касова бележка (фискален бон)"


# --- compared with the ministry's own file ---------------------------------------------------------------------------


class Workbook:
    """As much of a workbook as is compared, read straight from its XML."""

    def __init__(self, content: bytes) -> None:
        self.parts = parts(content)
        self.sheets = sheet_paths(self.parts)
        self.first: Any = ET.fromstring(self.parts[self.sheets[0][2]])
        self.second: Any = ET.fromstring(self.parts[self.sheets[1][2]])
        self.styles: Any = ET.fromstring(self.parts["xl/styles.xml"])
        self.strings = [one.findtext(f"{MAIN}t") for one in ET.fromstring(self.parts["xl/sharedStrings.xml"])]

    def names(self):
        found = ET.fromstring(self.parts["xl/workbook.xml"]).iter(f"{MAIN}definedName")
        return {one.get("name"): (one.text or "").removeprefix("=") for one in found}

    def texts(self, sheet, row):
        cells = next(one for one in sheet.iter(f"{MAIN}row") if one.get("r") == str(row))
        return [self.strings[int(one.findtext(f"{MAIN}v"))] for one in cells if one.get("t") == "s"]

    def column(self, sheet, letter):
        return [
            self.strings[int(cell.findtext(f"{MAIN}v"))]
            for cell in sheet.iter(f"{MAIN}c")
            if cell.get("r").startswith(letter) and cell.get("t") == "s"
        ]

    def widths(self, sheet):
        found = []
        for one in sheet.iter(f"{MAIN}col"):
            found += [float(one.get("width"))] * (int(one.get("max")) - int(one.get("min")) + 1)
        return found

    def style(self, number):
        """A cell's look: font, fill, border, alignment, protection and number format, all resolved."""
        xf = self.styles.find(f"{MAIN}cellXfs")[int(number or 0)]
        font = self.styles.find(f"{MAIN}fonts")[int(xf.get("fontId"))]
        fill = self.styles.find(f"{MAIN}fills")[int(xf.get("fillId"))].find(f"{MAIN}patternFill")
        border = self.styles.find(f"{MAIN}borders")[int(xf.get("borderId"))]
        colour = fill.find(f"{MAIN}fgColor")
        alignment, protection = xf.find(f"{MAIN}alignment"), xf.find(f"{MAIN}protection")
        return {
            "bold": font.find(f"{MAIN}b") is not None,
            "size": font.find(f"{MAIN}sz").get("val"),
            "font": font.find(f"{MAIN}name").get("val"),
            "fill": (fill.get("patternType"), dict(sorted(colour.items())) if colour is not None else None),
            "border": [side.get("style") for side in border][:4],
            "align": (alignment.get("horizontal"), alignment.get("vertical")) if alignment is not None else None,
            "locked": protection is None or protection.get("locked") != "0",
            "format": self.number_format(xf.get("numFmtId")),
        }

    def number_format(self, number):
        known = {one.get("numFmtId"): one.get("formatCode") for one in self.styles.iter(f"{MAIN}numFmt")}
        return known.get(number, {"0": "General", "49": "@"}.get(number, number))

    def cell_style(self, reference):
        return self.style(next(one.get("s") for one in self.first.iter(f"{MAIN}c") if one.get("r") == reference))

    def column_styles(self):
        return [self.style(one.get("style")) for one in self.first.iter(f"{MAIN}col")]


def as_lines(workbook: Any) -> str:
    """The first sheet of a workbook as lines of text, as a person compares it."""

    def said(cell: Any) -> str:
        value = cell.findtext(f"{MAIN}v") or ""
        return workbook.strings[int(value)] if value and cell.get("t") == "s" else value

    return "".join(" | ".join(map(said, row)).rstrip() + "\n" for row in workbook.first.iter(f"{MAIN}row"))


@pytest.fixture(scope="module")
def theirs(original) -> Workbook:
    return Workbook(original)


@pytest.fixture(scope="module")
def ours() -> Workbook:
    return Workbook(inventory())


def test_it_has_the_same_sheets_in_the_same_order_the_lists_hidden(ours, theirs):
    assert (
        [sheet[:2] for sheet in ours.sheets]
        == [sheet[:2] for sheet in theirs.sheets]
        == [("Microdata", "visible"), ("lists", "hidden")]
    )


def test_it_has_the_same_headings_in_the_same_order(ours, theirs):
    assert ours.texts(ours.first, 1) == theirs.texts(theirs.first, 1)


def test_it_has_the_same_widths(ours, theirs):
    assert ours.widths(ours.first) == pytest.approx(theirs.widths(theirs.first), abs=1 / 256)
    assert ours.widths(ours.second) == pytest.approx(theirs.widths(theirs.second), abs=1 / 256)


def test_it_offers_the_same_types_under_the_same_name(ours, theirs):
    assert ours.column(ours.second, "A") == theirs.column(theirs.second, "A")
    assert ours.names()["vid"] == theirs.names()["vid"] == "lists!$A$1:$A$10"


def test_it_validates_the_same_cells_by_the_same_list(ours, theirs):
    def validations(workbook):
        return [
            (one.get("type"), one.get("allowBlank"), one.get("sqref"), one.findtext(f"{MAIN}formula1"))
            for one in workbook.first.iter(f"{MAIN}dataValidation")
        ]

    assert validations(ours) == validations(theirs) == [("list", "1", "A2:A1048576", "vid")]


@pytest.mark.parametrize("reference", ["A1", "B1", "C1", "D1", "E1"])
def test_it_draws_the_headings_the_same(ours, theirs, reference):
    mine, style = ours.cell_style(reference), theirs.cell_style(reference)
    tints = [float(one["fill"][1].pop("tint")) for one in (mine, style)]
    assert mine == style
    assert tints[0] == pytest.approx(tints[1])
    assert (mine["bold"], mine["size"], mine["font"], mine["align"]) == (True, "12", "Calibri", ("center", "center"))


def test_it_has_a_heading_row_of_the_same_height(ours, theirs):
    heights = [next(book.first.iter(f"{MAIN}row")).get("ht") for book in (ours, theirs)]
    assert heights[0] == heights[1] == "32.25"


def test_it_is_protected_the_same_with_rows_that_may_be_filled_in(ours, theirs):
    asked = ("sheet", "objects", "scenarios")
    mine, others = (book.first.find(f"{MAIN}sheetProtection") for book in (ours, theirs))
    assert [mine.get(name) for name in asked] == [others.get(name) for name in asked] == ["1", "1", "1"]
    assert [one["locked"] for one in ours.column_styles()] == [one["locked"] for one in theirs.column_styles()]
    assert not ours.cell_style("A2")["locked"]
    assert not theirs.cell_style("A2")["locked"]


def test_it_writes_dates_as_text_above_columns_that_take_dates(ours, theirs):
    assert [theirs.cell_style(f"{letter}2")["format"] for letter in "DE"] == ["dd/mm/yyyy"] * 2
    assert [one["format"] for one in ours.column_styles()[3:]] == ["dd/mm/yyyy"] * 2
    assert [ours.cell_style(f"{letter}2")["format"] for letter in "DE"] == ["@"] * 2
    assert ours.texts(ours.first, 2)[3:] == ["09.12.2025", "12.12.2025"]


def test_it_borders_its_rows_the_same(ours, theirs):
    assert {tuple(ours.cell_style(f"{letter}2")["border"]) for letter in "ABCDE"} == {
        tuple(theirs.cell_style(f"{letter}2")["border"]) for letter in "ABCDE"
    }


def test_it_has_no_row_after_the_last_document(ours):
    rows = [int(one.get("r")) for one in ours.first.iter(f"{MAIN}row")]
    assert rows == list(range(1, len(whole_report().documents) + 2))


def test_it_reads_as_the_kept_inventory(ours, golden):
    golden("isun-docs_bg.txt", as_lines(ours))


def test_it_has_plain_shared_strings_and_no_formula(ours):
    shared = ET.fromstring(ours.parts["xl/sharedStrings.xml"])
    assert not list(shared.iter(f"{MAIN}r"))
    assert not list(ours.first.iter(f"{MAIN}f"))
    assert {one.get("t") for one in ours.first.iter(f"{MAIN}c") if one.find(f"{MAIN}v") is not None} == {"s"}


def test_it_says_that_its_layout_is_verified_because_this_file_compares_it():
    assert FORMAT.layout_verified
    assert date(2019, 1, 1) < FORMAT.in_force_from < date(2022, 8, 2)
