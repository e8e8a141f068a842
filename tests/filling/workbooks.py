"""Templates as funders send them, made for tests, and a reader of filled ones that shares no code with the writer."""

from __future__ import annotations

import functools
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from xml.etree import ElementTree as ET

import xlsxwriter

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)


@functools.cache
def funders_form() -> bytes:
    """A form with labels, a table to be filled downward, formulas on two sheets, a chart, a picture, rules and names."""
    ink = BytesIO()
    book = xlsxwriter.Workbook(ink)
    form, sums = book.add_worksheet("Отчет"), book.add_worksheet("Сборове")
    day, amount = (
        book.add_format({"num_format": "dd.mm.yyyy"}),
        book.add_format({"num_format": "#,##0.00", "bold": True}),
    )
    share = book.add_format({"num_format": "0.00%"})
    form.merge_range("A1:F1", "Финансов отчет")
    for row, label in enumerate(("Проект", "Договор №", "От", "До", "Дял"), start=2):
        form.write(row - 1, 0, label)
    form.merge_range("B2:D2", "")
    form.write_blank("B4", None, day)
    form.write_blank("B6", None, share)
    form.write_row("A9", ["№", "Дата", "Описание", "Сума"])
    for row in range(9, 14):
        form.write_blank(row, 1, None, day)
        form.write_blank(row, 3, None, amount)
    form.write("A20", "Общо")
    form.write_formula("D20", "=SUM(D10:D19)", amount, 0)
    form.write_formula("E20", "=D20*2", amount, 0)
    form.data_validation("C10:C19", {"validate": "list", "source": ["Труд", "Път"]})
    form.conditional_format("D10:D19", {"type": "cell", "criteria": ">", "value": 1000, "format": amount})
    form.protect("тайна")
    form.insert_image("H2", "знак.png", {"image_data": BytesIO(PICTURE)})
    form.set_comments_author("Фондът")
    form.write_comment("A9", "Номер по ред")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "='Отчет'!$D$10:$D$19"})
    sums.insert_chart("C2", chart)
    sums.write_formula("A1", "='Отчет'!D20+1", amount, 1)
    sums.write_formula("A2", "=COUNT('Отчет'!B10:B19)", None, 0)
    book.define_name("Общо", "='Отчет'!$D$20")
    book.close()
    return _saved_by_others(ink.getvalue())


def _saved_by_others(content: bytes) -> bytes:
    """XlsxWriter asks for every formula to be computed; what a person saves does not."""
    ink = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(ink, "w") as archive:
        for one in source.infolist():
            part = source.read(one).replace(b' fullCalcOnLoad="1"', b"")
            archive.writestr(zipfile.ZipInfo(one.filename, (2019, 3, 4, 5, 6, 8)), part, zipfile.ZIP_DEFLATED)
    return ink.getvalue()


def package(
    sheet: str, *, workbook: str = "<calcPr calcId='1'/>", properties: str = "", more: Mapping[str, str | bytes] = {}
) -> bytes:
    """A workbook of one sheet called “Лист” with this XML inside its root, and any other parts."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relations = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/calcChain.xml" ContentType="x"/></Types>',
        "xl/workbook.xml": f'<workbook {SPACE} xmlns:r="{office}">{properties}<sheets><sheet name="Лист" sheetId="7" r:id="rId1"/>'
        f"</sheets>{workbook}</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{relations}"><Relationship Id="rId1" Type="{office}/worksheet" '
        f'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{office}/calcChain" Target="calcChain.xml"/>'
        f'<Relationship Id="rId3" Type="{office}/styles" Target="styles.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet if "worksheet" in sheet else f"<worksheet {SPACE}>{sheet}</worksheet>",
        **more,
    }
    ink = BytesIO()
    with zipfile.ZipFile(ink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2019, 3, 4, 5, 6, 8)), part, zipfile.ZIP_DEFLATED)
    return ink.getvalue()


def member(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.read(name)


def raw_members(content: bytes) -> dict[str, tuple[object, ...]]:
    """Each member with its bytes as they are packed, its day and its way of packing, found in the zip by hand."""
    found: dict[str, tuple[object, ...]] = {}
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for one in archive.infolist():
            name = int.from_bytes(content[one.header_offset + 26 : one.header_offset + 28], "little")
            extra = int.from_bytes(content[one.header_offset + 28 : one.header_offset + 30], "little")
            start = one.header_offset + 30 + name + extra
            packed = content[start : start + one.compress_size]
            found[one.filename] = (packed, one.date_time, one.compress_type, one.CRC, one.external_attr)
    return found


@dataclass(frozen=True)
class Read:
    """A cell as its XML has it: its kind, its text with signs written by number put back, its format, its formula."""

    kind: str
    text: str
    style: str
    formula: str | None


def cells(content: bytes, sheet: str) -> dict[str, Read]:
    """The cells of a sheet by name."""
    workbook = ET.fromstring(member(content, "xl/workbook.xml"))
    target = {
        one.get("Id"): one.get("Target", "") for one in ET.fromstring(member(content, "xl/_rels/workbook.xml.rels"))
    }
    number = next(one.get(f"{RELATED}id") for one in workbook.iter(f"{MAIN}sheet") if one.get("name") == sheet)
    root = ET.fromstring(member(content, f"xl/{target[number]}"))
    return {one.get("r", ""): _read(one) for one in root.iter(f"{MAIN}c")}


def _read(cell: ET.Element) -> Read:
    text = "".join(one.text or "" for one in cell.iter() if one.tag in {f"{MAIN}v", f"{MAIN}t"})
    return Read(cell.get("t", ""), _signs(text), cell.get("s", ""), cell.findtext(f"{MAIN}f"))


def _signs(text: str) -> str:
    """Text in which signs are written by their number (_x0001_) as it was meant."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda sign: chr(int(sign[1], 16)), text)


def serial(day: date) -> str:
    return str((day - date(1899, 12, 30)).days)
