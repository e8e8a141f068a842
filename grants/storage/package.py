"""The XML inside a workbook: what its sheets span and which cells hold a formula's error, before any reader opens it."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

from grants.errors import Objected, Objection
from grants.storage.unpacking import BROKEN_ZIP, unpacked, unpacking
from grants.values.language import N_

NO_WORKBOOK = N_(
    "This file is no workbook in the .xlsx format. Open it in your spreadsheet program and save it as .xlsx."
)
TOO_WIDE = N_(
    "The sheet “{sheet}” spans {rows} rows and {columns} columns. Remove what stands far below or to the right."
)

_MOST_CELLS = 3_000_000
_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_RELATION_IDS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_CELL = re.compile(rb"""<(?:\w+:)?(?:c|row)\s[^>]*?\br=["']([A-Z]{0,3})([0-9]{1,7})["']""")
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^>]*?\bt=["']e["'])[^>]*?\br=["']([A-Z]{1,3})([0-9]{1,7})["'][^>]*>(.*?)</(?:\w+:)?c>""",
    re.DOTALL,
)
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)</")

Place = tuple[int, int]  # row and column, counted from 0


@dataclass(frozen=True, slots=True)
class Package:
    """A workbook that is safe to read: packed anew from the parts as they were measured, and its formula errors."""

    content: bytes
    errors: Mapping[str, Mapping[Place, str]] = field(default_factory=dict)


def opened(content: bytes | Path) -> Package:
    """The workbook, measured. Raises Objected when it is none, is damaged, locked or would swell."""
    with unpacking(content) as archive:
        names = set(archive.namelist())
        if not {_WORKBOOK, _RELATIONS} <= names:
            raise Objected([Objection(NO_WORKBOOK)])
        parts = {name: unpacked(archive, name) for name in sorted(names) if _is_read(name)}
    errors: dict[str, Mapping[Place, str]] = {}
    for sheet, part in sheet_parts(parts).items():
        xml = parts.get(part)
        if xml is None:
            raise Objected([Objection(BROKEN_ZIP)])
        _measure(sheet, xml)
        errors[sheet] = _errors(xml)
    return Package(_packed(parts), errors)


def _is_read(name: str) -> bool:
    return name.endswith((".xml", ".rels")) and not name.startswith(("xl/media/", "customXml/"))


def _packed(parts: Mapping[str, bytes]) -> bytes:
    """The parts in a zip whose promises about sizes are known to be true."""
    ink = BytesIO()
    with zipfile.ZipFile(ink, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    return ink.getvalue()


def sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The part that holds each sheet, by the sheet's name."""
    targets = {element.get("Id"): element.get("Target", "") for element in xml_of(parts[_RELATIONS])}
    found = {}
    workbook = xml_of(parts[_WORKBOOK])
    for element in (*workbook.iter(f"{_MAIN}sheet"), *workbook.iter(f"{_STRICT}sheet")):
        target = targets.get(next((element.get(name) for name in _RELATION_IDS if element.get(name)), None), "")
        found[element.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def xml_of(part: bytes) -> ET.Element:
    """A part of a workbook. Raises Objected when it is no XML of one."""
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:  # no workbook has one, and entities are how XML swells
        raise Objected([Objection(NO_WORKBOOK)])
    try:
        return ET.fromstring(part)  # noqa: S314 - without a document type there is nothing to expand
    except ET.ParseError:
        raise Objected([Objection(NO_WORKBOOK)]) from None


def _measure(sheet: str, xml: bytes) -> None:
    """A reader holds the whole rectangle a sheet spans: one cell in the last corner would take all memory."""
    rows, columns = 1, 1
    for found in _CELL.finditer(xml):
        rows = max(rows, int(found[2]))
        columns = max(columns, _column(found[1]) + 1)
    if rows * columns > _MOST_CELLS:
        facts = {"sheet": sheet[:80], "rows": rows, "columns": columns}
        raise Objected([Objection(TOO_WIDE, facts, sheet=sheet[:80])])


def _errors(xml: bytes) -> dict[Place, str]:
    """The cells whose formula gives an error, with the error: #REF!"""
    found = {}
    for cell in _ERROR.finditer(xml):
        value = _VALUE.search(cell[3])
        shown = value[1].decode("utf-8", "replace") if value else "#VALUE!"
        found[int(cell[2]) - 1, _column(cell[1])] = shown
    return found


def _column(letters: bytes) -> int:
    """The place of a column counted from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def column_letters(place: int) -> str:
    """The letters over a column, counted from 0."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
