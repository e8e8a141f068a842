"""A workbook that somebody uploads to have it filled: looked into before it is kept, and the parts that filling reads.

What can't be filled and stay what it is (macros, links to other files, a signature, a password) is refused with the
remedy; a zip that would swell is refused before it is unpacked.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO
from typing import Final
from xml.etree import ElementTree as ET

from grants.accounting.table import OLD_WORKBOOK
from grants.errors import Objected, Objection
from grants.filling.places import Area, Place, area_named
from grants.filling.sheet import SheetXml, is_sheet, looked_through
from grants.filling.styles import Styles, styles_of
from grants.storage.package import NO_WORKBOOK, opened, sheet_parts, xml_of
from grants.storage.unpacking import BROKEN_ZIP, unpacking
from grants.values.language import N_

LOCKED = N_(
    "This workbook is locked with a password. Open it, take the password off (File, Info, Protect Workbook) and save it."
)
MACROS = N_("This workbook has macros. Save it as “Excel Workbook (.xlsx)”, without macros, and upload that file.")
PATTERN = N_(
    "This is a workbook template (.xltx), and what is filled in would not open. Save it as “Excel Workbook (.xlsx)” and "
    "upload that file."
)
LINKED = N_(
    "This workbook takes values from other files or databases ({part}). Break these links (Data, Edit Links; Data, Queries "
    "and Connections), save it and upload it again."
)
SIGNED = N_("This workbook has a digital signature, which filling would break. Upload one that is not signed.")

MOST_UNPACKED: Final = 80 * 1024 * 1024  # a form with pictures has a tenth of that
WORKBOOK: Final = "xl/workbook.xml"
RELATIONS: Final = "xl/_rels/workbook.xml.rels"
CONTENT_TYPES: Final = "[Content_Types].xml"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_MACROS: Final = re.compile(r"vbaProject|xl/macrosheets/|xl/dialogsheets/", re.IGNORECASE)
_LINKS: Final = re.compile(r"xl/(?:externalLinks/|connections\.xml|queryTables/|model/)", re.IGNORECASE)
_LONGEST_NAME: Final = 80  # of a sheet; spreadsheets allow 31 signs
_SIGNATURE: Final = re.compile(r"_xmlsignatures/", re.IGNORECASE)


@dataclass(frozen=True)
class Template:
    """A workbook that can be filled: its bytes, its XML parts, and the part of each of its sheets of cells by name."""

    content: bytes
    parts: Mapping[str, bytes]
    sheets: Mapping[str, str]
    _seen: dict[str, SheetXml] = field(default_factory=dict)

    def sheet(self, name: str) -> SheetXml:
        """The sheet of that name, looked through once."""
        if name not in self._seen:
            self._seen[name] = looked_through(name, self.parts[self.sheets[name]])
        return self._seen[name]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The texts that cells share."""
        part = self._of_kind("sharedStrings")
        root = xml_of(self.parts[part]) if part in self.parts else ()
        return tuple("".join(_said(one)) for one in root if _local(one) == "si")

    @cached_property
    def styles(self) -> Styles:
        """Which formats show days and per cent."""
        part = self._of_kind("styles")
        properties = next((one for one in xml_of(self.parts[WORKBOOK]) if _local(one) == "workbookPr"), None)
        since_1904 = properties is not None and properties.get("date1904") in {"1", "true"}
        return styles_of(xml_of(self.parts[part]) if part in self.parts else None, since_1904=since_1904)

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """The number the workbook knows each sheet by."""
        sheets = (one for one in xml_of(self.parts[WORKBOOK]).iter() if _local(one) == "sheet")
        return {one.get("name", ""): one.get("sheetId", "") for one in sheets}

    @cached_property
    def chain(self) -> str:
        """The part that says in which order formulas are computed; empty where there is none."""
        part = self._of_kind("calcChain")
        return part if part in self.parts else ""

    def headings(self, name: str) -> tuple[Area, ...]:
        """The headings of tables on a sheet: their words stand in the table's own part too, and must stay the same."""
        folder, _, file = self.sheets[name].rpartition("/")
        relations = self.parts.get(f"{folder}/_rels/{file}.rels")
        found = []
        for relation in xml_of(relations) if relations else ():
            part = self.parts.get(_target(folder, relation.get("Target", "")))
            if relation.get("Type", "").endswith("/table") and part is not None:
                table = xml_of(part)
                area = area_named(table.get("ref", ""))
                if area and table.get("headerRowCount") != "0":
                    found.append(Area(area.first, Place(area.first.row, area.last.column)))
        return tuple(found)

    def _of_kind(self, kind: str) -> str:
        """The part of the workbook that is of this kind."""
        relations = xml_of(self.parts[RELATIONS])
        found = (one for one in relations if one.get("Type", "").endswith(f"/{kind}"))
        return next((_target("xl", one.get("Target", "")) for one in found), "")


def _local(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _said(text: ET.Element) -> list[str]:
    """The pieces of a shared text, without what says how it is pronounced."""
    pieces = []
    for one in text:
        if _local(one) == "t":
            pieces.append(one.text or "")
        elif _local(one) == "r":
            pieces += [piece.text or "" for piece in one if _local(piece) == "t"]
    return pieces


def _target(folder: str, target: str) -> str:
    """The part a relation leads to."""
    if target.startswith("/"):
        return target.lstrip("/")
    parts = folder.split("/")
    for step in target.split("/"):
        if step == "..":
            parts = parts[:-1]
        else:
            parts.append(step)
    return "/".join(parts)


def read_template(content: bytes) -> Template:
    """The workbook, if it can be filled. Raises Objected with what stands against it and how that is put right."""
    if content.startswith(_OLE):
        raise Objected([Objection(LOCKED if _ENCRYPTED in content else OLD_WORKBOOK)])
    if not content.startswith(b"PK"):
        raise Objected([Objection(NO_WORKBOOK)])
    with unpacking(content, MOST_UNPACKED) as archive:
        _refuse(archive)
    package = opened(content)
    with zipfile.ZipFile(BytesIO(package.content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    types = parts.get(CONTENT_TYPES, b"")
    if b"macroEnabled" in types or b"template.main+xml" in types:
        raise Objected([Objection(MACROS if b"macroEnabled" in types else PATTERN)])
    sheets = {name: part for name, part in sheet_parts(parts).items() if is_sheet(parts[part])}
    if CONTENT_TYPES not in parts or not sheets or max(map(len, sheets)) > _LONGEST_NAME:
        raise Objected([Objection(NO_WORKBOOK)])
    if any(b"\0" in parts[name] for name in (WORKBOOK, RELATIONS, CONTENT_TYPES)):  # UTF-16: nothing can be put into it
        raise Objected([Objection(NO_WORKBOOK)])
    template = Template(content, parts, sheets)
    _look_through(template)
    return template


def _look_through(template: Template) -> None:
    """Everything that its pages and its filling read of it, so that what can't be read is refused before it is kept."""
    for name in template.sheets:
        template.sheet(name)
        template.headings(name)
    _ = template.words, template.styles, template.numbers, template.chain


def _refuse(archive: zipfile.ZipFile) -> None:
    names = archive.namelist()
    if len(set(names)) != len(names):
        raise Objected([Objection(BROKEN_ZIP)])
    for name in names:
        if _MACROS.search(name):
            raise Objected([Objection(MACROS)])
        if _LINKS.search(name):
            raise Objected([Objection(LINKED, {"part": name[:80]}, read=name[:80])])
        if _SIGNATURE.search(name):
            raise Objected([Objection(SIGNED)])
