"""A sheet's XML, looked through once: where each row and cell begins and ends in it, so that single cells are written
anew and every other byte stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from xml.parsers import expat

from grants.errors import Objected, Objection
from grants.filling.places import Area, Place, area_named, place_named
from grants.storage.package import NO_WORKBOOK
from grants.values.language import N_

MANY_CELLS = N_(
    "The sheet “{sheet}” has more than {limit} cells. Remove what is not filled in, or clear the formats of empty rows."
)

MOST_CELLS: Final = 100_000
SPACES: Final = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
_TAG: Final = re.compile(rb"""<[^\s/>]+(?:\s+[^\s=/>]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*(/?)>""")
_CELL: Final = "/sheetData/row/c"
_WORDS: Final = (f"{_CELL}/v", f"{_CELL}/is/t", f"{_CELL}/is/r/t")  # phonetic runs (is/rPh/t) are no part of a text
_OUR_LETTERS: Final = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})


@dataclass(slots=True)
class Span:
    """Where an element stands in the bytes: its first one, the end of its opening tag, its closing tag, its end.

    An element that is closed at once (`<row/>`) has no closing tag: `closing` is None.
    """

    start: int
    opened: int
    closing: int | None = None
    end: int = 0


@dataclass(slots=True)
class CellXml:
    """A cell: its place in the bytes, its format, what it holds and which formula it belongs to."""

    span: Span
    style: str = ""
    kind: str = "n"
    text: str = ""
    formula: bool = False
    shared: str | None = None  # the number of a formula it shares with other cells
    over: Area | None = None  # the cells that the formula standing here is for


@dataclass(slots=True)
class RowXml:
    """A row: its number counted from 0, its place in the bytes, the format of cells that it does not name."""

    number: int
    span: Span
    style: str
    cells: dict[int, CellXml] = field(default_factory=dict)


@dataclass(slots=True)
class SheetXml:
    """What a sheet consists of; `prefix` stands before the names of its elements."""

    xml: bytes
    prefix: bytes = b""
    body: Span | None = None
    dimension: Span | None = None
    rows: list[RowXml] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    columns: list[tuple[int, int, str]] = field(default_factory=list)  # first and last column, from 0, and their format

    def cell(self, place: Place) -> CellXml | None:
        """The cell that stands there, if the sheet names it."""
        row = self.row(place.row)
        return row.cells.get(place.column) if row else None

    def row(self, number: int) -> RowXml | None:
        """The row of that number, if the sheet names it."""
        return self._by_number.get(number)

    @property
    def used(self) -> Area:
        """From the first cell to the last one the sheet names."""
        area = Area(Place(0, 0), Place(0, 0))
        for row in self.rows:
            if row.cells:
                area = area.reaching(Place(row.number, max(row.cells)))
        return area

    def style_at(self, place: Place) -> str:
        """The format of a cell that the sheet does not name: its row's, else its column's."""
        row = self.row(place.row)
        if row and row.style:
            return row.style
        return next((style for first, last, style in self.columns if first <= place.column <= last), "")

    _by_number: dict[int, RowXml] = field(default_factory=dict)


def is_sheet(xml: bytes) -> bool:
    """Whether a part is a sheet of cells, and not one that is a single chart."""
    return re.search(rb"<(?:\w+:)?worksheet[\s>]", xml[:10_000]) is not None


def looked_through(name: str, xml: bytes) -> SheetXml:
    """The rows and cells of a sheet. Raises Objected where it is no sheet, or has more cells than anybody fills in."""
    try:
        return _Looking(name, xml).sheet
    except (expat.ExpatError, ValueError, LookupError):
        raise Objected([Objection(NO_WORKBOOK)]) from None


class _Looking:
    """Goes through the XML, element by element."""

    def __init__(self, name: str, xml: bytes) -> None:
        self.name, self.sheet = name, SheetXml(xml)
        self.path: list[str] = []
        self.begins: Mapping[str, Callable[[Mapping[str, str]], None]] = {
            "/dimension": self._dimension,
            "/cols/col": self._column,
            "/sheetData": self._body,
            "/sheetData/row": self._row,
            _CELL: self._cell,
            f"{_CELL}/f": self._formula,
            "/mergeCells/mergeCell": self._merged,
            **dict.fromkeys(_WORDS, self._words),
        }
        self.ends: Mapping[str, Callable[[], None]] = {
            "/sheetData": self._body_ends,
            "/sheetData/row": self._row_ends,
            _CELL: self._cell_ends,
            **dict.fromkeys(_WORDS, self._words_end),
        }
        self.cell: CellXml | None = None
        self.row: RowXml | None = None
        self.texts: list[str] | None = None
        self.count = 0
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse
        parser.XmlDeclHandler = self._declared
        parser.StartElementHandler = self._opens
        parser.EndElementHandler = self._closes
        parser.CharacterDataHandler = self._says
        parser.Parse(xml, True)
        if self.sheet.body is None:
            raise ValueError("a sheet without its cells")

    def _refuse(self, *_declared: object) -> None:
        raise ValueError("a sheet has no document type")

    def _declared(self, _version: str, letters: str | None, _standalone: int) -> None:
        if letters is not None and letters.casefold() not in _OUR_LETTERS:
            raise ValueError("only UTF-8 can be written into")

    def _span(self) -> Span:
        start = self.parser.CurrentByteIndex
        tag = _TAG.match(self.sheet.xml, start)
        if tag is None:
            raise ValueError("an element that can't be found again")
        return Span(start, tag.end(), None if tag[1] else -1)

    def _end(self, span: Span) -> None:
        if span.closing is None:
            span.end = span.opened
            return
        span.closing = self.parser.CurrentByteIndex
        span.end = self.sheet.xml.index(b">", span.closing) + 1

    def _opens(self, full_name: str, attributes: Mapping[str, str]) -> None:
        space, _, name = full_name.rpartition(" ")
        if not self.path and (name != "worksheet" or space not in SPACES):
            raise ValueError("no sheet of cells")
        self.path.append(f"{self.path[-1]}/{name if space in SPACES else ''}" if self.path else "")
        begun = self.begins.get(self.path[-1])
        if begun:
            begun(attributes)

    def _body(self, _attributes: Mapping[str, str]) -> None:
        span = self.sheet.body = self._span()
        self.sheet.prefix = self.sheet.xml[span.start + 1 : span.opened].split(b"sheetData", 1)[0]

    def _dimension(self, _attributes: Mapping[str, str]) -> None:
        self.sheet.dimension = self._span()

    def _column(self, attributes: Mapping[str, str]) -> None:
        if attributes.get("style"):
            ends = int(attributes["min"]) - 1, int(attributes["max"]) - 1
            self.sheet.columns.append((*ends, attributes["style"]))

    def _merged(self, attributes: Mapping[str, str]) -> None:
        area = area_named(attributes["ref"])
        if area:
            self.sheet.merged.append(area)

    def _words(self, _attributes: Mapping[str, str]) -> None:
        self.texts = []

    def _row(self, attributes: Mapping[str, str]) -> None:
        rows = self.sheet.rows
        before = rows[-1].number if rows else -1
        number = int(attributes["r"]) - 1 if "r" in attributes else before + 1
        if number <= before:
            raise ValueError("rows out of their order")
        own = attributes.get("s", "") if attributes.get("customFormat") in {"1", "true"} else ""
        self.row = RowXml(number, self._span(), own)
        rows.append(self.row)
        self.sheet._by_number[number] = self.row  # noqa: SLF001 - it is being made here

    def _cell(self, attributes: Mapping[str, str]) -> None:
        assert self.row is not None
        before = max(self.row.cells, default=-1)
        named = place_named(attributes["r"]) if "r" in attributes else Place(self.row.number, before + 1)
        if named is None or named.column <= before or named.row != self.row.number:
            raise ValueError("cells out of their order")
        self.count += 1
        if self.count > MOST_CELLS:
            raise Objected(
                [Objection(MANY_CELLS, {"sheet": self.name[:80], "limit": MOST_CELLS}, sheet=self.name[:80])]
            )
        self.cell = CellXml(self._span(), attributes.get("s", ""), attributes.get("t", "n"))
        self.row.cells[named.column] = self.cell

    def _formula(self, attributes: Mapping[str, str]) -> None:
        assert self.cell is not None
        self.cell.formula = True
        if attributes.get("t") == "shared":
            self.cell.shared = attributes.get("si", "")
        elif "ref" in attributes:
            self.cell.over = area_named(attributes["ref"])

    def _says(self, text: str) -> None:
        if self.texts is not None:
            self.texts.append(text)

    def _closes(self, _full_name: str) -> None:
        ended = self.ends.get(self.path.pop())
        if ended:
            ended()

    def _body_ends(self) -> None:
        assert self.sheet.body is not None
        self._end(self.sheet.body)

    def _row_ends(self) -> None:
        assert self.row is not None
        self._end(self.row.span)

    def _cell_ends(self) -> None:
        assert self.cell is not None
        self._end(self.cell.span)

    def _words_end(self) -> None:
        if self.cell and self.texts is not None:
            self.cell.text += "".join(self.texts)
        self.texts = None


# --- writing ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Written:
    """What is to stand in a cell: its format, the kind of value as the sheet names it, and the XML inside."""

    style: str
    kind: str = ""
    inside: str = ""


@dataclass(frozen=True, slots=True)
class _Splice:
    """Bytes to stand in place of those from `start` to `end`; where the two are the same, something is put in."""

    start: int
    end: int
    bytes: bytes


def with_cells(sheet: SheetXml, cells: Mapping[Place, Written]) -> bytes:
    """The sheet with these cells written anew; rows and cells that it does not name yet are put in their order."""
    by_row: dict[int, list[tuple[int, Written]]] = {}
    for place in sorted(cells):
        by_row.setdefault(place.row, []).append((place.column, cells[place]))
    splices = _measured(sheet, cells)
    new: dict[int, bytes] = {}
    for number, written in by_row.items():
        row = sheet.row(number)
        if row is None:
            new[number] = _new_row(sheet, number, written)
        else:
            splices += _in_row(sheet, row, written)
    return _joined(sheet.xml, [*_between_rows(sheet, new), *splices])


def _joined(xml: bytes, splices: list[_Splice]) -> bytes:
    """What is put in before something comes before what stands in its place: `sorted` keeps their order."""
    parts, at = [], 0
    for splice in sorted(splices, key=lambda one: one.start):
        parts += [xml[at : splice.start], splice.bytes]
        at = splice.end
    return b"".join([*parts, xml[at:]])


def _cell_xml(sheet: SheetXml, row: int, column: int, cell: Written) -> bytes:
    p = sheet.prefix.decode()
    style = f' s="{cell.style}"' if cell.style else ""
    kind = f' t="{cell.kind}"' if cell.kind else ""
    inside = cell.inside.replace("<", f"<{p}").replace(f"<{p}/", f"</{p}") if p else cell.inside
    end = f">{inside}</{p}c>" if inside else "/>"
    return f'<{p}c r="{Place(row, column).name}"{style}{kind}{end}'.encode()


def _new_row(sheet: SheetXml, number: int, written: list[tuple[int, Written]]) -> bytes:
    cells = b"".join(_cell_xml(sheet, number, column, cell) for column, cell in written)
    p = sheet.prefix
    return b'<%srow r="%d">%s</%srow>' % (p, number + 1, cells, p)


def _between_rows(sheet: SheetXml, new: Mapping[int, bytes]) -> list[_Splice]:
    """New rows, each before the first one that comes after it."""
    splices, after = [], 0
    last: list[bytes] = []
    for number, xml in new.items():
        while after < len(sheet.rows) and sheet.rows[after].number < number:
            after += 1
        if after < len(sheet.rows):
            start = sheet.rows[after].span.start
            splices.append(_Splice(start, start, xml))
        else:
            last.append(xml)
    body = sheet.body
    assert body is not None
    return [*splices, *_at_end(sheet, body, b"sheetData", b"".join(last))]


def _at_end(sheet: SheetXml, span: Span, name: bytes, more: bytes) -> list[_Splice]:
    """Something more at the end of what an element holds, even where it was closed at once."""
    if not more:
        return []
    if span.closing is not None:
        return [_Splice(span.closing, span.closing, more)]
    slash = sheet.xml.rindex(b"/", span.start, span.opened)
    return [_Splice(slash, span.opened, b">%s</%s%s>" % (more, sheet.prefix, name))]


def _in_row(sheet: SheetXml, row: RowXml, written: list[tuple[int, Written]]) -> list[_Splice]:
    splices: list[_Splice] = []
    last: list[bytes] = []
    columns = sorted(row.cells)
    for column, cell in written:
        xml = _cell_xml(sheet, row.number, column, cell)
        found = row.cells.get(column)
        if found:
            splices.append(_Splice(found.span.start, found.span.end, xml))
            continue
        following = next((one for one in columns if one > column), None)
        if following is None:
            last.append(xml)
        else:
            start = row.cells[following].span.start
            splices.append(_Splice(start, start, xml))
    return [*_unspanned(sheet, row, written), *splices, *_at_end(sheet, row.span, b"row", b"".join(last))]


_SPANS: Final = re.compile(rb"""\s+spans\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def _unspanned(sheet: SheetXml, row: RowXml, written: list[tuple[int, Written]]) -> list[_Splice]:
    """The row's hint of which columns it spans is taken out where a new cell lies beyond it."""
    hint = _SPANS.search(sheet.xml, row.span.start, row.span.opened)
    if hint is None:
        return []
    bounds = [[int(end) for end in span.split(b":")] for span in (hint[1] or hint[2] or b"").split()]
    inside = all(any(one[0] <= column + 1 <= one[-1] for one in bounds) for column, _ in written)
    return [] if inside else [_Splice(hint.start(), hint.end(), b"")]


_REF: Final = re.compile(rb"""\sref\s*=\s*(?:"([^"]*)"|'([^']*)')""")


def _measured(sheet: SheetXml, cells: Mapping[Place, Any]) -> list[_Splice]:
    """The sheet's own word of how far it reaches, where new cells lie beyond it."""
    span = sheet.dimension
    hint = _REF.search(sheet.xml, span.start, span.opened) if span else None
    said = area_named((hint[1] or hint[2] or b"").decode()) if hint else None
    if hint is None or said is None:
        return []
    area = said
    for place in cells:
        area = area.reaching(place)
    return [] if area == said else [_Splice(hint.start(), hint.end(), b' ref="%s"' % area.name.encode())]
