"""A funder's own workbook is filled in its XML: values where they belong, every other byte as it was („образец на финансиращия“)."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.errors import Objected
from grants.filling.filled import (
    HEADING,
    IN_THE_WAY,
    MERGED,
    NO_ROOM,
    NO_SHEET,
    SHARED,
    TOO_LONG,
    TWICE,
    Block,
    filled,
)
from grants.filling.places import Place, place_named, place_typed
from grants.filling.preview import preview, words_beside
from grants.filling.template import read_template
from grants.reports.cells import Value
from grants.values.money import Money
from tests.filling.workbooks import SPACE, cells, funders_form, member, package, raw_members, serial
from tests.originals import original_of
from tests.properties import kept, pure

DAY = date(2026, 9, 30)


def at(name: str) -> Place:
    place = place_named(name)
    assert place
    return place


def fill(content: bytes, *written: tuple[str, Value] | tuple[str, Sequence[Value]], sheet: str = "Лист") -> bytes:
    blocks = [
        Block(sheet, at(name), [value])
        if value is None or isinstance(value, str | date | Money | Decimal | int)
        else Block(sheet, at(name), value, column=True)
        for name, value in written
    ]
    return filled(read_template(content), blocks)


@pytest.mark.parametrize("typed", ["B7", "b7", "В7", "в7", " $В$7 "])  # the letters of either alphabet
def test_it_reads_the_name_of_a_cell_as_people_type_it(typed):
    assert place_typed(typed) == at("B7")


def euro(text: str) -> Money:
    return Money.of(text, "EUR")


# --- a whole form ---------------------------------------------------------------------------------------------------

WRITTEN: tuple[tuple[str, Value] | tuple[str, Sequence[Value]], ...] = (
    ("B2", "=HYPERLINK(„Заедно“)"),
    ("B3", "0042"),
    ("B4", date(2026, 7, 1)),
    ("B5", DAY),
    ("B6", Decimal("12.50")),
    ("B10", [DAY, None, DAY]),
    ("C10", ["Труд", "<Път> & „още“", None]),
    ("D10", [euro("1.10"), euro("-0.07"), euro("1234567.89")]),
)


def test_it_writes_each_value_as_what_it_is_and_keeps_the_format_of_its_cell():
    before = cells(funders_form(), "Отчет")
    found = cells(fill(funders_form(), *WRITTEN, sheet="Отчет"), "Отчет")
    assert (found["B2"].kind, found["B2"].text, found["B2"].formula) == ("inlineStr", "=HYPERLINK(„Заедно“)", None)
    assert (found["B3"].kind, found["B3"].text) == ("inlineStr", "0042")
    assert (found["B4"].kind, found["B4"].text) == ("", serial(date(2026, 7, 1)))
    assert (found["B5"].kind, found["B5"].text) == ("inlineStr", "30.09.2026")  # its format shows no day
    assert found["B6"].text == "0.1250"
    assert [found[f"D{row}"].text for row in (10, 11, 12)] == ["1.10", "-0.07", "1234567.89"]
    assert [found[f"B{row}"].text for row in (10, 11, 12)] == [serial(DAY), "", serial(DAY)]
    assert found["C11"].text == "<Път> & „още“"
    assert {name: one.style for name, one in found.items() if name in before} == {n: o.style for n, o in before.items()}
    assert (found["D20"].formula, found["E20"].formula) == ("SUM(D10:D19)", "D20*2")


def test_it_leaves_every_other_part_of_the_zip_as_it_was_packed():
    before = raw_members(funders_form())
    after = raw_members(fill(funders_form(), *WRITTEN, sheet="Отчет"))
    assert list(after) == list(before)
    assert {name for name in before if before[name] != after[name]} == {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}
    assert any("chart" in name for name in after)
    assert any("media" in name for name in after)
    assert [one[1:3] for one in after.values()] == [one[1:3] for one in before.values()]


def test_it_gives_the_same_bytes_for_the_same_values():
    assert fill(funders_form(), *WRITTEN, sheet="Отчет") == fill(funders_form(), *WRITTEN, sheet="Отчет")


def test_it_changes_nothing_of_a_sheet_but_the_cells_it_fills():
    before = member(funders_form(), "xl/worksheets/sheet1.xml")
    after = member(fill(funders_form(), ("B3", "0042"), ("D11", euro("5")), sheet="Отчет"), "xl/worksheets/sheet1.xml")
    new = b'<c r="B3" t="inlineStr"><is><t xml:space="preserve">0042</t></is></c>'
    assert after.replace(new, b"").replace(b"><v>5.00</v></c>", b"/>") == before


# --- rows and cells -------------------------------------------------------------------------------------------------

ROW = '<c r="A1" s="2"><v>1</v></c>'
PLACED = [
    ("<sheetData/>", "B2", '<sheetData><row r="2"><c r="B2"><v>7</v></c></row></sheetData>'),
    (
        '<sheetData><row r="1" ht="20"/></sheetData>',
        "B1",
        '<sheetData><row r="1" ht="20"><c r="B1"><v>7</v></c></row></sheetData>',
    ),
    (
        f'<sheetData><row r="1" spans="1:1">{ROW}</row></sheetData>',
        "C1",
        f'<sheetData><row r="1">{ROW}<c r="C1"><v>7</v></c></row></sheetData>',
    ),
    (
        '<sheetData><row r="1"><c r="C1"/></row><row r="5"/></sheetData>',
        "B1",
        '<sheetData><row r="1"><c r="B1"><v>7</v></c><c r="C1"/></row><row r="5"/></sheetData>',
    ),
    (
        '<sheetData><row r="1"><c r="C1"/></row><row r="5"/></sheetData>',
        "A3",
        '<sheetData><row r="1"><c r="C1"/></row><row r="3"><c r="A3"><v>7</v></c></row><row r="5"/></sheetData>',
    ),
    (
        f'<sheetData><row r="1">{ROW}</row></sheetData>',
        "A1",
        '<sheetData><row r="1"><c r="A1" s="2"><v>7</v></c></row></sheetData>',
    ),
    (
        "<sheetData><row><c><v>1</v></c><c t='str' s='3'><f>1&gt;0</f><v>а</v></c></row></sheetData>",
        "B1",
        '<sheetData><row><c><v>1</v></c><c r="B1" s="3"><v>7</v></c></row></sheetData>',
    ),
    (
        '<dimension ref="A1"/><cols><col min="2" max="3" style="4"/></cols><sheetData/>',
        "B2",
        (
            '<dimension ref="A1:B2"/><cols><col min="2" max="3" style="4"/></cols><sheetData><row r="2"><c r="B2" s="4"><v>7</v></c>'
            "</row></sheetData>"
        ),
    ),
    (
        '<sheetData><row r="2" s="5" customFormat="1"><c r="A2" cm="1"><f t="array" ref="A2">X()</f><v>9</v></c></row></sheetData>',
        "A2",
        '<sheetData><row r="2" s="5" customFormat="1"><c r="A2"><v>7</v></c></row></sheetData>',
    ),
]


@pytest.mark.parametrize(("sheet", "cell", "expected"), PLACED)
def test_it_puts_a_cell_where_it_belongs(sheet, cell, expected):
    content = fill(package(sheet), (cell, 7))
    assert member(content, "xl/worksheets/sheet1.xml").decode() == f"<worksheet {SPACE}>{expected}</worksheet>"


def test_it_leaves_the_workbook_alone_where_it_is_computed_on_opening_anyhow():
    form = package("<sheetData/>", workbook='<calcPr fullCalcOnLoad="1"/>')
    assert raw_members(fill(form, ("A1", 1)))["xl/workbook.xml"] == raw_members(form)["xl/workbook.xml"]


def test_it_speaks_of_elements_as_the_sheet_does():
    sheet = f'<x:worksheet {SPACE.replace("xmlns", "xmlns:x")}><x:sheetData><x:row r="1"/></x:sheetData></x:worksheet>'
    content = fill(package(sheet, workbook=""), ("A1", "а & б"), ("A2", 1))
    assert member(content, "xl/worksheets/sheet1.xml").decode().split("<x:sheetData>")[1] == (
        '<x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t xml:space="preserve">а &amp; б</x:t></x:is></x:c></x:row>'
        '<x:row r="2"><x:c r="A2"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )


def test_it_gives_new_cells_of_a_column_the_format_of_its_first():
    content = fill(package('<sheetData><row r="2"><c r="A2" s="6"/></row></sheetData>'), ("A2", [1, 2, 3]))
    assert [cells(content, "Лист")[name].style for name in ("A2", "A3", "A4")] == ["6", "6", "6"]


CALCULATED = [
    ("<calcPr calcId='1'/>", "<calcPr calcId='1' fullCalcOnLoad=\"1\"/>"),
    ('<calcPr fullCalcOnLoad="0" calcId="1"/><extLst/>', '<calcPr calcId="1" fullCalcOnLoad="1"/><extLst/>'),
    ("<calcPr></calcPr>", '<calcPr fullCalcOnLoad="1"></calcPr>'),
    ("", '<calcPr fullCalcOnLoad="1"/>'),
    ("<definedNames/><extLst/>", '<definedNames/><calcPr fullCalcOnLoad="1"/><extLst/>'),
]


@pytest.mark.parametrize(("before", "after"), CALCULATED)
def test_it_asks_for_every_formula_to_be_computed_when_the_file_is_opened(before, after):
    content = fill(package("<sheetData/>", workbook=before), ("A1", 1))
    assert member(content, "xl/workbook.xml").decode().endswith(f"</sheets>{after}</workbook>")


# --- days and shares ------------------------------------------------------------------------------------------------


def styles(*codes: str | int) -> dict[str, str | bytes]:
    own = "".join(f'<numFmt numFmtId="{200 + n}" formatCode="{code}"/>' for n, code in enumerate(codes))
    used = "".join(f'<xf numFmtId="{code if isinstance(code, int) else 200 + n}"/>' for n, code in enumerate(codes))
    return {"xl/styles.xml": f"<styleSheet {SPACE}><numFmts>{own}</numFmts><cellXfs>{used}</cellXfs></styleSheet>"}


@pytest.mark.parametrize(
    ("code", "is_day"),
    [
        (14, True),
        (22, True),
        (20, False),
        (0, False),
        ("dd.mm.yyyy&quot;г.&quot;", True),
        ("[$-402]d mmmm", True),
        ("mm", True),
        ("h:mm", False),
        ("[Red]#,##0.00", False),
        ("0.00&quot;day&quot;", False),
        ("General", False),
        (r"0\d", False),
    ],
)
def test_it_writes_a_real_day_only_where_the_format_shows_days(code, is_day):
    content = fill(package('<sheetData><row r="1"><c r="A1" s="0"/></row></sheetData>', more=styles(code)), ("A1", DAY))
    assert cells(content, "Лист")["A1"].text == (serial(DAY) if is_day else "30.09.2026")


@pytest.mark.parametrize(("day", "text"), [(date(1904, 1, 2), "1"), (date(1903, 12, 31), "31.12.1903"), (DAY, "44833")])
def test_it_counts_days_as_the_workbook_does(day, text):
    form = package(
        '<sheetData><row r="1"><c r="A1" s="0"/></row></sheetData>',
        more=styles(14),
        properties='<workbookPr date1904="1"/>',
    )
    assert cells(fill(form, ("A1", day)), "Лист")["A1"].text == text


@pytest.mark.parametrize(
    ("code", "text"), [(10, "0.8505"), ("0.0%", "0.8505"), (0, "85.05"), ("0&quot;%&quot;", "85.05")]
)
def test_it_writes_a_share_as_its_format_shows_it(code, text):
    form = package('<sheetData><row r="1"><c r="A1" s="0"/></row></sheetData>', more=styles(code))
    assert cells(fill(form, ("A1", Decimal("85.05"))), "Лист")["A1"].text == text


# --- what can't be filled -------------------------------------------------------------------------------------------

FORMULAS = (
    '<sheetData><row r="1"><c r="A1"><f t="shared" ref="A1:A2" si="0">B1*2</f><v>2</v></c><c r="B1"><f t="array" ref="B1:B2">X()</f></c>'
    '</row><row r="2"><c r="A2"><f t="shared" si="0"/><v>4</v></c><c r="B2"/><c r="C2"><v>1</v></c></row></sheetData>'
    '<mergeCells><mergeCell ref="E1:F2"/></mergeCells>'
)
TABLE: dict[str, str | bytes] = {
    "xl/worksheets/_rels/sheet1.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/table" '
    'Target="../tables/table1.xml"/></Relationships>',
    "xl/tables/table1.xml": f'<table {SPACE} ref="H1:I5"/>',
}
AGAINST = [
    ([("A1", "х")], SHARED, "A1"),
    ([("B2", "х")], SHARED, "B2"),
    ([("F2", "х")], MERGED, "F2"),
    ([("E1", ["х", "у"])], MERGED, "E2"),
    ([("I1", "х")], HEADING, "I1"),
    ([("C1", ["х", "у"])], IN_THE_WAY, "C2"),
    ([("D1", ["х", "у"]), ("D2", "х")], TWICE, "D2"),
    ([("D1", "я" * 32_768)], TOO_LONG, "D1"),
    ([("D1048576", ["х", "у"])], NO_ROOM, "D1048576"),
]


@pytest.mark.parametrize(("written", "sentence", "cell"), AGAINST)
def test_it_says_what_cannot_be_filled_and_where(written, sentence, cell):
    with pytest.raises(Objected) as refused:
        fill(package(FORMULAS, more=TABLE), *written)
    (objection,) = refused.value.objections
    assert (objection.sentence, objection.facts["cell"], objection.sheet) == (sentence, cell, "Лист")
    assert objection.column + str(objection.row) == cell


def test_it_fills_all_cells_that_share_a_formula_and_the_first_of_merged_ones():
    content = fill(package(FORMULAS), ("A2", 5), ("E1", "х"), ("C2", 6))
    assert cells(content, "Лист")["A1"].formula == "B1*2"
    assert cells(content, "Лист")["A2"].formula is None
    assert cells(fill(package(FORMULAS), ("A1", 1), ("A2", 2)), "Лист")["A1"].formula is None


def test_it_says_that_a_sheet_is_gone():
    with pytest.raises(Objected) as refused:
        fill(package("<sheetData/>"), ("A1", 1), sheet="Бюджет")
    assert [one.sentence for one in refused.value.objections] == [NO_SHEET]


CHAIN: dict[str, str | bytes] = {"xl/calcChain.xml": f'<calcChain {SPACE}><c r="A1" i="7"/><c r="A2"/></calcChain>'}


@pytest.mark.parametrize(("cell", "is_kept"), [("A2", False), ("C2", True), ("D9", True)])
def test_it_leaves_out_the_chain_of_calculation_only_where_it_names_a_filled_cell(cell, is_kept):
    content = fill(package(FORMULAS, more=CHAIN), (cell, 5))
    assert ("xl/calcChain.xml" in raw_members(content)) is is_kept
    assert (b"calcChain" in member(content, "[Content_Types].xml")) is is_kept
    assert (b"calcChain" in member(content, "xl/_rels/workbook.xml.rels")) is is_kept
    assert b"styles.xml" in member(content, "xl/_rels/workbook.xml.rels")


# --- zips of other makers -------------------------------------------------------------------------------------------


class _Stream(BytesIO):
    """What can't be gone back in: sizes come behind the bytes."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_where: int) -> int:
        raise OSError

    def tell(self) -> int:
        raise OSError


def test_it_takes_over_members_whose_sizes_stand_behind_them_or_are_written_long():
    ink = _Stream()
    with zipfile.ZipFile(BytesIO(funders_form())) as source, zipfile.ZipFile(ink, "w") as archive:
        for one in source.infolist():
            new = zipfile.ZipInfo(one.filename)
            new.compress_type = zipfile.ZIP_STORED if "theme" in one.filename else zipfile.ZIP_DEFLATED
            with archive.open(new, "w", force_zip64="chart" in one.filename) as place:
                place.write(source.read(one))
        archive.writestr("docProps/бележка.txt", "х")
    before = raw_members(ink.getvalue())
    content = fill(ink.getvalue(), *WRITTEN, sheet="Отчет")
    after = raw_members(content)
    assert list(before) == list(after)
    assert {name for name in before if before[name] != after[name]} == {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None


@pytest.mark.parametrize("name", ["Docs.xlsx", "Team.xlsx", "historic_contract_interface.xlsx", "microdata_ASP.xlsx"])
def test_it_fills_forms_of_the_ministry_without_touching_another_part(name):
    before = original_of(name)
    template = read_template(before)
    sheet = next(iter(template.sheets))
    assert preview(template, sheet).rows
    after = filled(template, [Block(sheet, at("A5"), ["„Заедно“"]), Block(sheet, at("C8"), [euro("12.34")])])
    old, new = raw_members(before), raw_members(after)
    assert {one for one in old if old[one] != new[one]} == {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}
    assert [cells(after, sheet)[one].text for one in ("A5", "C8")] == ["„Заедно“", "12.34"]


# --- properties -----------------------------------------------------------------------------------------------------

SIGNS = st.text(
    st.one_of(st.sampled_from("=+-@'\"<>&_x0041Щ\t\n\r \x00\x01\x1f\ufffe"), st.characters(codec="utf-8")), max_size=60
)
VALUES = st.one_of(
    SIGNS,
    st.sampled_from(["=1+1", "007", "_x000D_", "'х", " край ", "я" * 32_767, "{=A1}", "1E5"]),
    st.integers(-(10**17), 10**17).map(lambda cents: Money(cents, "EUR")),
    st.integers(-(10**9), 10**9),
)
PLAIN = read_template(
    package(
        '<sheetData><row r="2" spans="1:3"><c r="B2" s="1" t="s"><v>0</v></c><c r="C2"><f>B2</f></c></row><row r="9"/></sheetData>'
    )
)


@given(st.dictionaries(st.builds(Place, st.integers(0, 40), st.integers(0, 30)), VALUES, max_size=12))
@pure
@pytest.mark.property
def test_it_gives_back_exactly_what_was_written_and_never_a_formula(written):
    found = cells(filled(PLAIN, [Block("Лист", place, [value]) for place, value in written.items()]), "Лист")
    order = [at(name) for name in found]
    assert order == sorted(order)
    for place, value in written.items():
        one = found.get(place.name)
        expected = value.plain if isinstance(value, Money) else str(value)
        assert (one.text if one else "") == expected
        assert one is None or one.formula is None
        if expected:
            assert one is not None
            assert one.kind == ("inlineStr" if isinstance(value, str) else "")


@given(st.lists(VALUES, min_size=1, max_size=10), st.sampled_from(["B10", "C10", "D10"]))
@kept
@pytest.mark.property
def test_it_fills_a_form_without_touching_anything_beside_its_column(values, start):
    before, content = funders_form(), fill(funders_form(), (start, list(values)), sheet="Отчет")
    names = {at(start).below(row).name for row in range(len(values))}
    old, new = cells(before, "Отчет"), cells(content, "Отчет")
    assert {n: one for n, one in old.items() if n not in names} == {n: one for n, one in new.items() if n not in names}
    assert cells(content, "Сборове") == cells(before, "Сборове")


# --- shown ----------------------------------------------------------------------------------------------------------


def test_it_shows_a_sheet_with_its_merged_cells_and_finds_the_words_beside_a_cell():
    template = read_template(funders_form())
    shown = preview(template, "Отчет")
    assert (shown.letters[0], len(shown.letters), len(shown.rows), shown.more_rows) == ("A", 8, 20, 0)
    assert (shown.rows[0][0].text, shown.rows[0][0].across) == ("Финансов отчет", 6)
    assert [one.place.name for one in shown.rows[1]][:3] == ["A2", "B2", "E2"]
    assert shown.rows[19][3].formula
    assert words_beside(template, "Отчет", at("B3"), column=False) == "Договор №"
    assert words_beside(template, "Отчет", at("D10"), column=True) == "Сума"
    assert words_beside(template, "Отчет", at("D20"), column=False) == "Общо"
    assert words_beside(template, "Сборове", at("A2"), column=False) == ""
