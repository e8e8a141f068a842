"""Filling a template: values are written into the XML of its sheets, and every other part of the zip stays as it was.

Two more parts may change. The workbook's own is told to compute every formula when it is opened (`fullCalcOnLoad`), so
the values of formulas that stand in it until then are never the last word. And where a filled cell held a formula that the
chain of calculation names, the chain is left out with what refers to it: it is only a hint, and one that names a cell
without a formula would be reported as damage. Whatever can't be filled is said before a byte is written.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from io import BytesIO
from typing import Final
from xml.parsers import expat

from grants.errors import Objected, Objection
from grants.filling.ink import MOST_SIGNS, inked, is_too_long
from grants.filling.places import LAST_ROW, Place, place_named
from grants.filling.sheet import SheetXml, Written, with_cells
from grants.filling.template import CONTENT_TYPES, RELATIONS, WORKBOOK, Template
from grants.reports.cells import Value
from grants.storage.package import xml_of
from grants.storage.unpacking import unpacking
from grants.values.language import N_

NO_SHEET = N_(
    "There is no sheet “{sheet}” in this workbook any more. Choose a cell on another sheet, or remove {cell}."
)
MERGED = N_(
    "{cell} on “{sheet}” is one of the merged cells {area}; only the first of them holds a value. Choose {first}."
)
SHARED = N_(
    "{cell} on “{sheet}” holds a formula that other cells share. Clear that formula in the template and upload it again, "
    "or choose another cell."
)
HEADING = N_("{cell} on “{sheet}” is the heading of a table and has to keep its words. Choose a cell below it.")
IN_THE_WAY = N_(
    "The column from {start} on “{sheet}” needs {rows} rows, but something stands in {cell}. Insert rows above it in the "
    "template and upload it again."
)
NO_ROOM = N_(
    "The column from {start} on “{sheet}” needs {rows} rows, more than there are below it. Choose a cell further up."
)
TWICE = N_("Two figures would stand in {cell} on “{sheet}”. Remove one of them, or choose another cell for it.")
TOO_LONG = N_(
    "The text for {cell} on “{sheet}” is longer than a cell holds ({limit} signs). Shorten it where it was entered."
)


@dataclass(frozen=True, slots=True)
class Block:
    """Values to be written from a cell downward; most often one. `column` says that there may be more than one."""

    sheet: str
    start: Place
    values: Sequence[Value]
    column: bool = False


def filled(template: Template, blocks: Sequence[Block]) -> bytes:
    """The workbook with these values in it. Raises Objected with everything that can't be filled, and then nothing is."""
    if objections := against_all(template, blocks):
        raise Objected(objections)
    changed: dict[str, bytes] = {}
    unchained = False
    for name in dict.fromkeys(block.sheet for block in blocks):
        sheet = template.sheet(name)
        cells = _cells(template, sheet, [block for block in blocks if block.sheet == name])
        if cells:
            changed[template.sheets[name]] = with_cells(sheet, cells)
            unchained = unchained or _is_chained(template, name, sheet, cells)
    workbook = _computed_on_load(template.parts[WORKBOOK])
    if workbook != template.parts[WORKBOOK]:
        changed[WORKBOOK] = workbook
    gone = template.chain if unchained else ""
    if gone:
        target = gone.removeprefix("xl/").encode()
        kept = template.parts
        changed[CONTENT_TYPES] = _without(kept[CONTENT_TYPES], b"Override", b"/" + gone.encode())
        changed[RELATIONS] = _without(kept[RELATIONS], b"Relationship", target, b"/" + gone.encode())
    return _packed(template.content, changed, gone)


def _cells(template: Template, sheet: SheetXml, blocks: Sequence[Block]) -> dict[Place, Written]:
    """What is to stand in each cell; one that the sheet does not name takes the format of those it would stand among."""
    cells = {}
    for block in blocks:
        first = sheet.cell(block.start)
        own = first.style if first else sheet.style_at(block.start)
        for place, value in _places(block):
            found = sheet.cell(place)
            if found is None and value in {None, ""}:
                continue
            style = found.style if found else own
            cells[place] = inked(value, style, template.styles)
    return cells


def _places(block: Block) -> Iterator[tuple[Place, Value]]:
    return ((block.start.below(at), value) for at, value in enumerate(block.values))


# --- what can't be filled -----------------------------------------------------------------------------------------


def _told(sentence: str, block: Block, place: Place, **facts: object) -> Objection:
    told = {"cell": place.name, "sheet": block.sheet, **facts}
    letters = place.name.rstrip("0123456789")
    return Objection(sentence, told, sheet=block.sheet, row=place.row + 1, column=letters)


def against(template: Template, block: Block) -> Iterator[Objection]:
    """What stands against writing these values there, before anything else is written."""
    if block.sheet not in template.sheets:
        yield _told(NO_SHEET, block, block.start)
        return
    if block.start.row + len(block.values) > LAST_ROW:
        yield _told(NO_ROOM, block, block.start, start=block.start.name, rows=len(block.values))
        return
    sheet = template.sheet(block.sheet)
    headings = template.headings(block.sheet)
    for place, value in _places(block):
        merged = next((area for area in sheet.merged if place in area and place != area.first), None)
        if merged:
            yield _told(MERGED, block, place, area=merged.name, first=merged.first.name)
            return
        if any(place in area for area in headings):
            yield _told(HEADING, block, place)
            return
        found = sheet.cell(place)
        if place != block.start and found and (found.text or found.formula):
            yield _told(IN_THE_WAY, block, place, start=block.start.name, rows=len(block.values))
            return
        if is_too_long(value):
            yield _told(TOO_LONG, block, place, limit=MOST_SIGNS)


def against_all(template: Template, blocks: Sequence[Block]) -> list[Objection]:
    """What stands against writing all of them: each by itself, and where nothing does, together."""
    alone = [objection for block in blocks for objection in against(template, block)]
    return alone or list(_against_together(template, blocks))


def _against_together(template: Template, blocks: Sequence[Block]) -> Iterator[Objection]:
    by_sheet: dict[str, dict[Place, Block]] = {}
    for block in blocks:
        taken = by_sheet.setdefault(block.sheet, {})
        for place, _value in _places(block):
            if taken.setdefault(place, block) is not block:
                yield _told(TWICE, block, place)
                break
    for name, taken in by_sheet.items():
        for place in _breaking(template.sheet(name), taken):
            yield _told(SHARED, taken[place], place)


def _breaking(sheet: SheetXml, taken: Mapping[Place, Block]) -> Iterator[Place]:
    """The cells whose formula others need: the first of those that share one, and any of those one formula fills."""
    shared: dict[str, list[Place]] = {}
    for row in sheet.rows:
        for column, cell in row.cells.items():
            place = Place(row.number, column)
            if cell.shared is not None:
                shared.setdefault(cell.shared, []).append(place)
            if cell.over is not None and cell.over.first != cell.over.last:
                inside = [one for one in taken if one in cell.over]
                yield from inside[:1]
    for places in shared.values():
        if places[0] in taken and any(place not in taken for place in places):
            yield places[0]


# --- the parts that change -----------------------------------------------------------------------------------------


def _is_chained(template: Template, name: str, sheet: SheetXml, cells: Mapping[Place, Written]) -> bool:
    """Whether a filled cell held a formula that the chain of calculation names."""
    lost = {place for place in cells if (cell := sheet.cell(place)) and cell.formula}
    if not lost or not template.chain:
        return False
    number = ""
    for one in xml_of(template.parts[template.chain]):
        number = one.get("i") or number  # said once for those that follow
        if number == template.numbers.get(name) and place_named(one.get("r", "")) in lost:
            return True
    return False


_ATTRIBUTE: Final = r"""\s+{}\s*=\s*(?:"[^"]*"|'[^']*')"""
_FULL: Final = re.compile(_ATTRIBUTE.format("fullCalcOnLoad").encode())
_IS_FULL: Final = re.compile(rb"""\sfullCalcOnLoad\s*=\s*["'](?:1|true)["']""")
# What stands after calcPr in a workbook (ECMA-376, part 1, 18.2.27).
_AFTER: Final = frozenset(
    {"oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing"}
    | {"fileRecoveryPr", "webPublishObjects", "extLst"}
)


def _computed_on_load(xml: bytes) -> bytes:
    """The workbook, to be computed anew when it is opened."""
    found: dict[str, int] = {}
    depth = 0
    parser = expat.ParserCreate(namespace_separator=" ")

    def opens(full_name: str, _attributes: Mapping[str, str]) -> None:
        nonlocal depth
        name = full_name.rpartition(" ")[2]
        depth += 1
        if depth == 2 and (name == "calcPr" or name in _AFTER):
            found.setdefault("calcPr" if name == "calcPr" else "after", parser.CurrentByteIndex)

    def closes(_name: str) -> None:
        nonlocal depth
        depth -= 1
        if depth == 0:
            found["end"] = parser.CurrentByteIndex

    parser.StartElementHandler, parser.EndElementHandler = opens, closes
    parser.Parse(xml, True)
    if "calcPr" in found:
        start = found["calcPr"]
        end = xml.index(b">", start)
        if _IS_FULL.search(xml, start, end):
            return xml
        tag = _FULL.sub(b"", xml[start:end])
        slash = tag.endswith(b"/")
        return b'%s fullCalcOnLoad="1"%s%s' % (xml[:start] + tag.rstrip(b"/ "), b"/" if slash else b"", xml[end:])
    at = found.get("after", found["end"])
    prefix = re.match(rb"</?(\w+:)?", xml[at:])
    return b'%s<%scalcPr fullCalcOnLoad="1"/>%s' % (xml[:at], (prefix and prefix[1]) or b"", xml[at:])


def _without(xml: bytes, element: bytes, *names: bytes) -> bytes:
    """The part without the element that leads to one of these."""
    values = b"|".join(re.escape(name) for name in names)
    pattern = rb"""<(?:\w+:)?%s\s(?:[^>]*\s)?(?:PartName|Target)\s*=\s*["'](?:%s)["'][^>]*?/>""" % (element, values)
    return re.sub(pattern, b"", xml, count=1)


# --- the zip ----------------------------------------------------------------------------------------------------------

_LOCAL: Final = struct.Struct("<26xHH")  # how long the name and the extra field before a member's bytes are


def _packed(content: bytes, changed: Mapping[str, bytes], gone: str) -> bytes:
    """The zip in its order: changed members packed anew, the bytes of all others taken over as they were packed."""
    ink = BytesIO()
    with unpacking(content) as source, zipfile.ZipFile(ink, "w") as archive:
        for member in source.infolist():
            if member.filename in changed:
                archive.writestr(_same(member), changed[member.filename])
            elif member.filename != gone:
                _carry(content, member, archive)
    return ink.getvalue()


def _same(member: zipfile.ZipInfo) -> zipfile.ZipInfo:
    """A member of the same name, day and way of packing."""
    new = zipfile.ZipInfo(member.filename, member.date_time)
    new.compress_type, new.external_attr = member.compress_type, member.external_attr
    new.create_system, new.comment = member.create_system, member.comment
    return new


def _carry(content: bytes, member: zipfile.ZipInfo, archive: zipfile.ZipFile) -> None:
    """A member with its bytes as they were packed; its sizes stand before it, whether or not they stood behind."""
    name, extra = _LOCAL.unpack_from(content, member.header_offset)
    start = member.header_offset + _LOCAL.size + name + extra
    new = copy(member)
    new.flag_bits &= ~0x08
    new.extra = _without_sizes(member.extra)
    assert archive.fp is not None
    archive.fp.seek(archive.start_dir)
    new.header_offset = archive.fp.tell()
    archive.fp.write(new.FileHeader(zip64=False))
    archive.fp.write(content[start : start + member.compress_size])
    archive.filelist.append(new)
    archive.NameToInfo[new.filename] = new
    archive.start_dir = archive.fp.tell()


def _without_sizes(extra: bytes) -> bytes:
    """The extra field without the long sizes of big zips (its part 1): they fit where sizes usually stand."""
    kept, at = b"", 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind != 1:
            kept += extra[at : at + 4 + length]
        at += 4 + length
    return kept
