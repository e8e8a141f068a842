"""What is no template, or none that could stay what it is when it is filled, is refused with the remedy („образец с макроси“)."""

from __future__ import annotations

import contextlib
import os
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.accounting.table import OLD_WORKBOOK
from grants.errors import Objected
from grants.filling.filled import Block, filled
from grants.filling.places import Place
from grants.filling.sheet import MANY_CELLS
from grants.filling.template import LINKED, LOCKED, MACROS, PATTERN, SIGNED, read_template
from grants.storage.package import NO_WORKBOOK, TOO_WIDE
from grants.storage.unpacking import BROKEN_ZIP, TOO_TIGHT, UNSAFE_NAME
from grants.storage.unpacking import LOCKED as LOCKED_ZIP
from tests.filling.workbooks import SPACE, funders_form, member, package
from tests.properties import kept

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
FORM = funders_form()
DATA = "<sheetData/>"


def without(name: str) -> bytes:
    ink = BytesIO()
    with zipfile.ZipFile(BytesIO(package(DATA))) as source, zipfile.ZipFile(ink, "w") as archive:
        for one in source.infolist():
            if one.filename != name:
                archive.writestr(one, source.read(one))
    return ink.getvalue()


def spoiled(name: str, *, before: bytes = b"", cut: int = 0) -> bytes:
    """The funder's form with one of its parts spoiled."""
    ink = BytesIO()
    with zipfile.ZipFile(BytesIO(FORM)) as source, zipfile.ZipFile(ink, "w") as archive:
        for one in source.infolist():
            part = source.read(one)
            archive.writestr(one, before + part[: len(part) - cut] if one.filename == name else part)
    return ink.getvalue()


def twice() -> bytes:
    ink = BytesIO(package(DATA))
    with zipfile.ZipFile(ink, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("xl/workbook.xml", "<a/>")
    return ink.getvalue()


def locked_zip() -> bytes:
    content = bytearray(package(DATA))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


def big(cells: int) -> str:
    row = "".join(f'<row r="{n}"><c r="A{n}"/><c r="B{n}"/></row>' for n in range(1, cells // 2 + 2))
    return f"<sheetData>{row}</sheetData>"


ENTITIES = f'<!DOCTYPE worksheet [<!ENTITY x "хаха">]><worksheet {SPACE}><sheetData/></worksheet>'
REFUSED = {
    "nothing": (b"", NO_WORKBOOK),
    "text": ("номер;дата\n".encode(), NO_WORKBOOK),
    "a picture": (b"\x89PNG\r\n" + os.urandom(90), NO_WORKBOOK),
    "half of one": (FORM[: len(FORM) // 2], BROKEN_ZIP),
    "old workbook": (OLE, OLD_WORKBOOK),
    "password": (OLE + "EncryptedPackage".encode("utf-16-le"), LOCKED),
    "locked zip": (locked_zip(), LOCKED_ZIP),
    "macros": (package(DATA, more={"xl/vbaProject.bin": b"x"}), MACROS),
    "macro sheet": (package(DATA, more={"xl/macrosheets/sheet1.xml": "<x/>"}), MACROS),
    "macros by type": (
        package(
            DATA, more={"[Content_Types].xml": "<Types>application/vnd.ms-excel.sheet.macroEnabled.main+xml</Types>"}
        ),
        MACROS,
    ),
    "a pattern": (
        package(DATA, more={"[Content_Types].xml": "<Types>application/vnd.x-spreadsheetml.template.main+xml</Types>"}),
        PATTERN,
    ),
    "other files": (package(DATA, more={"xl/externalLinks/externalLink1.xml": "<x/>"}), LINKED),
    "a database": (package(DATA, more={"xl/connections.xml": "<x/>"}), LINKED),
    "signed": (package(DATA, more={"_xmlsignatures/sig1.xml": "<x/>"}), SIGNED),
    "swelling": (package(DATA, more={"xl/media/image1.bin": b"\0" * 3_000_000}), TOO_TIGHT),
    "outside": (package(DATA, more={"../x.xml": "<x/>"}), UNSAFE_NAME),
    "two of one name": (twice(), BROKEN_ZIP),
    "no workbook inside": (without("xl/workbook.xml"), NO_WORKBOOK),
    "no types": (without("[Content_Types].xml"), NO_WORKBOOK),
    "no sheet": (without("xl/worksheets/sheet1.xml"), BROKEN_ZIP),
    "only a chart": (package(f"<chartsheet {SPACE} name='worksheet'/>"), NO_WORKBOOK),
    "broken XML": (package("<sheetData><row>"), NO_WORKBOOK),
    "entities": (package(ENTITIES), NO_WORKBOOK),
    "texts cut off": (spoiled("xl/sharedStrings.xml", cut=20), NO_WORKBOOK),
    "styles cut off": (spoiled("xl/styles.xml", cut=20), NO_WORKBOOK),
    "entities among the texts": (spoiled("xl/sharedStrings.xml", before=b"<!DOCTYPE x>"), NO_WORKBOOK),
    "other letters": (
        package(f'<?xml version="1.0" encoding="windows-1251"?><worksheet {SPACE}><sheetData/></worksheet>'),
        NO_WORKBOOK,
    ),
    "no rows": (package("<cols/>"), NO_WORKBOOK),
    "rows out of order": (package('<sheetData><row r="2"/><row r="1"/></sheetData>'), NO_WORKBOOK),
    "cells out of order": (package('<sheetData><row r="1"><c r="B1"/><c r="A1"/></row></sheetData>'), NO_WORKBOOK),
    "no number": (package('<sheetData><row r="първи"/></sheetData>'), NO_WORKBOOK),
    "far away": (package('<sheetData><row r="1048576"><c r="XFD1048576"/></row></sheetData>'), TOO_WIDE),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_refuses_with_a_sentence(name):
    content, sentence = REFUSED[name]
    with pytest.raises(Objected) as refused:
        read_template(content)
    assert [one.sentence for one in refused.value.objections] == [sentence]


def test_it_refuses_a_sheet_with_more_cells_than_anybody_fills_in(monkeypatch):
    monkeypatch.setattr("grants.filling.sheet.MOST_CELLS", 1000)
    read_template(package(big(998)))
    with pytest.raises(Objected) as refused:
        read_template(package(big(1000)))
    assert [one.sentence for one in refused.value.objections] == [MANY_CELLS]


@given(st.lists(st.tuples(st.integers(0, len(FORM) - 1), st.integers(0, 255)), max_size=4), st.integers(0, 40))
@kept
@pytest.mark.property
def test_it_reads_a_spoiled_file_or_refuses_it_but_never_fails(spoiled, cut):
    content = bytearray(FORM)
    for at, byte in spoiled:
        content[at] = byte
    with contextlib.suppress(Objected):
        template = read_template(bytes(content[: len(content) - cut]))
        filled(template, [Block("Отчет", Place(20, 1), ["х"])])


@given(st.integers(0, 5_000), st.binary(max_size=12))
@kept
@pytest.mark.property
def test_it_reads_a_spoiled_sheet_or_refuses_it_but_never_fails(at, junk):
    sheet = member(FORM, "xl/worksheets/sheet1.xml")
    spoiled = package((sheet[: at % len(sheet)] + junk + sheet[at % len(sheet) + len(junk) :]).decode("latin-1"))
    with contextlib.suppress(Objected):
        filled(read_template(spoiled), [Block("Лист", Place(20, 1), ["х"])])


def test_it_takes_a_form_with_charts_pictures_rules_and_a_protected_sheet():
    template = read_template(FORM)
    assert list(template.sheets) == ["Отчет", "Сборове"]
