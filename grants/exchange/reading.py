"""Reading a project workbook that a person filled in: sheets and columns found by their headings, in any order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from grants.entries.kinds import PROJECT
from grants.errors import Objected, Objection
from grants.exchange.brought import NUMBER_OF_ROW, Brought, BroughtFile, BroughtRecord, Typed, Where
from grants.exchange.layout import (
    ABOUT,
    CODE_LABEL,
    FILE,
    FORMAT_LABEL,
    LISTS,
    VERSION_LABEL,
    Column,
    fitting,
    headings,
    meant,
    plain,
    sheet_name,
    sheets_by_name,
)
from grants.exchange.telling import FORMAT, VERSION
from grants.storage.package import NO_WORKBOOK, Package, column_letters, opened
from grants.values.entry import FORMULA_ERROR, UNKNOWN_REFERENCE, Reader, read_entry, reference_key
from grants.values.language import LANGUAGES, N_
from grants.values.records import Kind, Record
from grants.values.wording import Wording, wording


class FormulaError(str):
    """What a cell shows whose formula failed: #REF!"""

    __slots__ = ()


Cell = object
Grid = list[list[Cell]]

UNKNOWN_SHEET = N_("A project workbook has no sheet called “{text}”. Rename or remove it.")
SHEET_TWICE = N_("Two sheets hold the same kind of record. Put their rows together on one.")
UNKNOWN_HEADING = N_("This sheet has no column called “{text}”. Rename or remove it.")
HEADING_TWICE = N_("The column “{text}” stands here twice.")
NO_HEADING = N_("There is something in a column without a heading.")
UNKNOWN_FORM_ROW = N_("The project has no field called “{text}”. Rename or remove the row.")
FORM_ROW_TWICE = N_("The row “{text}” stands here twice.")
BESIDE_FORM = N_("Only the first two columns of this sheet are read. Remove what stands beside them.")
DATE_FOR_TEXT = N_("A date stands here where text was expected. Format the cell as text and write it again.")
NOT_OURS = N_("This workbook is not a project workbook: its first sheet does not say “{format}”.")
OTHER_VERSION = N_("This file has version {version} of the format; this tracker reads version {known}.")
BAD_CHECKSUM = N_("This is not the name, size and SHA-256 checksum of a file.")

_TEXTS = frozenset(
    {Kind.LINE, Kind.PROSE, Kind.BOTH_LINE, Kind.BOTH_PROSE, Kind.EIK, Kind.VAT, Kind.WEB, Kind.EMAIL, Kind.REFERENCE}
)


def read_workbook(content: bytes | Path, words: Wording, today: dt.date) -> Brought:
    """What a workbook brings. A file that is none raises Objected; problems of single cells are kept in it."""
    package = opened(content)
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(package.content))
        grids = {name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in package.errors}
    except CalamineError:
        raise Objected([Objection(NO_WORKBOOK)]) from None
    return _Reader(words, today).workbook(package, grids)


class _Reader:
    """Reads one workbook and gathers what is wrong with it."""

    def __init__(self, words: Wording, today: dt.date) -> None:
        self.words, self.today = words, today
        self.brought = Brought()
        self.brought.project = BroughtRecord({}, Where(sheet_name(PROJECT.record, words)))

    def workbook(self, package: Package, grids: Mapping[str, Sequence[Sequence[Cell]]]) -> Brought:
        held: dict[Record | None, str] = {}
        known = sheets_by_name()
        lines: dict[Record | None, Grid] = {}
        for name, cells in grids.items():
            grid = _trimmed(cells, package.errors[name])
            if plain(name) == plain(LISTS) or (plain(name) not in known and not grid):
                continue
            record = known.get(plain(name))
            if plain(name) not in known:
                self._object(Objection(UNKNOWN_SHEET, {"text": name}, sheet=name))
            elif record in held:
                self._object(Objection(SHEET_TWICE, sheet=name))
            else:
                held[record], lines[record] = name, grid
        self._about(lines.pop(None, []), held.get(None, ""))
        for record, grid in sorted(lines.items(), key=lambda line: line[0] is FILE):  # papers after their documents
            self._sheet(record or PROJECT.record, grid, held[record])
        return self.brought

    def _object(self, objection: Objection) -> None:
        self.brought.objections.append(objection)

    def _about(self, grid: Grid, sheet: str) -> None:
        """The format, its version and the project's code, each beside its label. Raises Objected for another file."""
        facts: dict[str, tuple[int | None, Cell]] = {}
        for place, row in enumerate(grid):
            for label in (FORMAT_LABEL, VERSION_LABEL, CODE_LABEL):
                if len(row) > 1 and plain(_shown(row[0])) in _labels(label):
                    facts.setdefault(label, (place + 1, row[1]))
        if plain(_shown(facts.get(FORMAT_LABEL, (None, ""))[1])) != plain(FORMAT):
            about = fitting(self.words.say(ABOUT))
            raise Objected([Objection(NOT_OURS, {"format": FORMAT}, sheet=sheet or about)])
        at, version = facts.get(VERSION_LABEL, (None, ""))
        if _shown(version).strip() != str(VERSION):
            told = {"version": _shown(version)[:20], "known": VERSION}
            raise Objected([Objection(OTHER_VERSION, told, "version", sheet, at, "B", _shown(version)[:20])])
        at, code = facts.get(CODE_LABEL, (None, ""))
        self.brought.code = _shown(code)
        self.brought.code_where = Where(sheet, at, {"code": "B"}, {"code": self.words.say(CODE_LABEL)})

    def _sheet(self, record: Record, grid: Grid, sheet: str) -> None:
        if record is PROJECT.record:
            self.brought.project = self._form(record, grid, sheet)
            return
        records = list(self._records(record, grid, sheet))
        if record is FILE:
            self._files(records)
        else:
            self.brought.records[record.name] = records

    # --- a form ---------------------------------------------------------------------------------------------------

    def _form(self, record: Record, grid: Grid, sheet: str) -> BroughtRecord:
        known = headings(record)
        places: dict[str, int] = {}
        cells: dict[Column, Cell] = {}
        for place, row in enumerate(grid):
            at = Where(sheet, place + 1)
            label, value = _shown(row[0]) if row else "", row[1] if len(row) > 1 else ""
            if any(_is_something(cell) for cell in row[2:]):
                self._object(at.put(Objection(BESIDE_FORM)))
            if not label.strip() and not _is_something(value):
                continue
            column = known.get(plain(label))
            if column is None or column in cells:
                sentence = FORM_ROW_TWICE if column else UNKNOWN_FORM_ROW
                self._object(replace(at.put(Objection(sentence, {"text": label[:80]})), column="A", read=label[:80]))
                continue
            places[column.slot], cells[column] = place + 1, value
        labels = self._labels(known.values())
        return self._record(cells, Where(sheet, None, dict.fromkeys(places, "B"), labels, places))

    def _labels(self, columns: Iterable[Column]) -> dict[str, str]:
        return {column.slot: column.label(self.words) for column in columns}

    # --- a list ---------------------------------------------------------------------------------------------------

    def _records(self, record: Record, grid: Grid, sheet: str) -> Iterator[BroughtRecord]:
        if not grid:
            return
        columns = self._columns(record, grid, sheet)
        letters = {column.slot: column_letters(place) for place, column in columns.items()}
        labels = self._labels(headings(record).values())
        for place, row in enumerate(grid[1:], 2):
            if any(_is_something(cell) for cell in row):
                cells = {column: row[at] for at, column in columns.items() if at < len(row)}
                yield self._record(cells, Where(sheet, place, letters, labels))

    def _columns(self, record: Record, grid: Grid, sheet: str) -> dict[int, Column]:
        """Which column of the sheet is which; what stands under no heading or an unknown one is objected to."""
        known = headings(record)
        found: dict[int, Column] = {}
        for place in range(max(len(row) for row in grid)):
            heading = _shown(grid[0][place]) if place < len(grid[0]) else ""
            column = known.get(plain(heading))
            at = Objection("", sheet=sheet, row=1, column=column_letters(place), read=heading[:80])
            if column and column in found.values():
                self._object(replace(at, sentence=HEADING_TWICE, facts={"text": heading[:80]}))
            elif column:
                found[place] = column
            elif heading.strip():
                self._object(replace(at, sentence=UNKNOWN_HEADING, facts={"text": heading[:80]}))
            else:
                filled = next((n for n, r in enumerate(grid, 1) if place < len(r) and _is_something(r[place])), None)
                if filled:
                    read = _shown(grid[filled - 1][place])[:80]
                    self._object(replace(at, sentence=NO_HEADING, row=filled, read=read))
        return found

    # --- a record -------------------------------------------------------------------------------------------------

    def _record(self, cells: Mapping[Column, Cell], where: Where) -> BroughtRecord:
        typed: Typed = {}
        spoiled = set()
        for column, cell in cells.items():
            value = _typed(column, cell)
            if isinstance(value, Objection):
                self._object(where.put(value))
                spoiled.add(column.slot)
            else:
                typed[column.slot] = value
        number = str(typed.pop("number", "")) if any(c.field is NUMBER_OF_ROW for c in cells) else ""
        return BroughtRecord(typed, where, number, (), frozenset(spoiled))

    def _files(self, records: Sequence[BroughtRecord]) -> None:
        """The papers put to their documents."""
        documents = self.brought.records.get("document", [])
        places = {reference_key(one.number): place for place, one in enumerate(documents) if one.number.strip()}
        for record in records:
            reading = read_entry(FILE, record.typed, Reader(self.words, self.today))
            problems = [problem for problem in reading.objections if problem.place not in record.spoiled]
            read = reading.values
            file = BroughtFile(read["name"], read["size"], read["sha256"], read["media_type"]) if read else None
            if file and not file.is_sound:
                problems.append(Objection(BAD_CHECKSUM, place="sha256", read=file.sha256[:80]))
            place = places.get(reference_key(read["document"])) if read else None
            if read and place is None:
                facts = {"text": read["document"]}
                problems.append(Objection(UNKNOWN_REFERENCE, facts, place="document", read=read["document"]))
            self.brought.objections += [record.where.put(problem) for problem in problems]
            if file and place is not None and not problems:
                documents[place] = replace(documents[place], files=(*documents[place].files, file))


def _labels(msgid: str) -> frozenset[str]:
    said = [wording(language).say(msgid) for language in LANGUAGES]
    return frozenset(plain(text) for text in (msgid, *said, " / ".join(said), " / ".join(reversed(said))))


def _trimmed(cells: Sequence[Sequence[Cell]], errors: Mapping[tuple[int, int], str]) -> Grid:
    """The cells up to the last row in which something stands, with formula errors where they are."""
    grid: Grid = [list(row) for row in cells]
    for (row, place), error in errors.items():
        grid += [[] for _ in range(row + 1 - len(grid))]
        grid[row] += [""] * (place + 1 - len(grid[row]))
        grid[row][place] = FormulaError(error)
    while grid and not any(_is_something(cell) for cell in grid[-1]):
        grid.pop()
    return grid


def _is_something(cell: Cell) -> bool:
    return cell is not None and cell != ""


def _shown(cell: Cell) -> str:
    """A cell as text, numbers to the fifteen digits a spreadsheet keeps."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"
    return "" if cell is None else str(cell)


def _typed(column: Column, cell: Cell) -> object:
    """A cell as `read_entry` takes it, or why it can't be one of this column."""
    kind = column.field.kind
    is_time = isinstance(cell, dt.time | dt.timedelta)
    if isinstance(cell, FormulaError):
        return Objection(FORMULA_ERROR, {"text": str(cell)}, place=column.slot, read=str(cell))
    if kind in _TEXTS and (is_time or isinstance(cell, dt.date)):
        return Objection(DATE_FOR_TEXT, place=column.slot, read=_shown(cell))
    if kind in {Kind.CHOICE, Kind.COUNTRY}:
        return meant(column.field, _shown(cell))
    is_bool = isinstance(cell, bool) and kind is not Kind.YES_NO
    if isinstance(cell, float) and kind not in _TEXTS:
        return Decimal(f"{cell:.15g}")
    return _shown(cell) if kind in _TEXTS or is_bool or is_time else cell
