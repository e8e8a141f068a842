"""The project workbook: sheets a project manager recognises, drawn with real dates and amounts, ready to be filled in."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from grants.entries.kinds import PROJECT
from grants.errors import Refused
from grants.exchange.brought import NUMBER_OF_ROW
from grants.exchange.layout import (
    ABOUT,
    CODE_LABEL,
    FILE,
    FORMAT_LABEL,
    LISTS,
    VERSION_LABEL,
    Column,
    both_languages,
    columns,
    fitting,
    listed,
    offered,
    said,
    sheet_name,
)
from grants.exchange.telling import FORMAT, VERSION
from grants.values.entry import YES
from grants.values.language import N_, Language, other_language
from grants.values.money import CURRENCIES
from grants.values.records import Field, Kind, Record
from grants.values.wording import Wording, wording

Cell = str | Decimal | date | None
Told = Mapping[str, Any]

TITLE = N_("Project workbook")
HOW_TO_FILL = (
    N_("Every sheet holds one kind of record, one in each row. Add rows below the last one; leave no heading out."),
    N_("Columns marked with * must be filled in. Of a text in two languages one is enough."),
    N_("Rows refer to one another by their number (No.), organisations and programmes by their name."),
    N_("Where a list drops down, choose from it. A date is a day, or, where it says so, a month (1.2019) or a year."),
    N_("To bring the project into a tracker, import this file. Nothing is kept while anything in it is unclear."),
)
TOO_LONG_FOR_A_CELL = N_("“{field}” is too long for a cell of a workbook. Export the project as .json.")

_EXACT_DIGITS: Final = 15  # what a number cell keeps of a number
_SPARE_ROWS: Final = 200  # rows below the last one that are ready to be filled in
_LONGEST_PROMPT: Final = 255
_SHORT: Final = 100  # the longest text, in characters, for which a narrow column will do
_MOST_LINES: Final = 18  # to which a row grows by itself
_WIDTHS: Final[Mapping[Kind, int]] = {
    Kind.LINE: 26,
    Kind.PROSE: 60,
    Kind.BOTH_LINE: 42,
    Kind.BOTH_PROSE: 60,
    Kind.DAY: 13,
    Kind.PUBLISHED_DAY: 13,
    Kind.AMOUNT: 16,
    Kind.WHOLE: 12,
    Kind.DECIMAL: 14,
    Kind.PERCENT: 12,
    Kind.CHOICE: 24,
    Kind.CURRENCY: 10,
    Kind.YES_NO: 14,
    Kind.COUNTRY: 20,
    Kind.EIK: 16,
    Kind.VAT: 16,
    Kind.WEB: 36,
    Kind.EMAIL: 28,
    Kind.REFERENCE: 14,
}
_NUMBER_FORMATS: Final[Mapping[Kind, str]] = {
    Kind.DAY: "dd.mm.yyyy",
    Kind.AMOUNT: "#,##0.00",
    Kind.WHOLE: "0",
    Kind.DECIMAL: "#,##0.####",
    Kind.PERCENT: "0.####",
}
_WRAPPED: Final = frozenset({Kind.PROSE, Kind.BOTH_LINE, Kind.BOTH_PROSE})
_FIGURES: Final = frozenset({Kind.AMOUNT, Kind.WHOLE, Kind.DECIMAL, Kind.PERCENT})
_CENTRED: Final = frozenset({Kind.DAY, Kind.PUBLISHED_DAY, Kind.CURRENCY, Kind.YES_NO})
_LONG_NAMES: Final = frozenset({"organisation", "programme", "procedure"})
_FONT: Final = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
_SHADE: Final = "#E8EDF2"
_LINE: Final = "#C3CAD3"
_QUIET: Final = "#5F6B7A"

# In the file "_x0041_" means "A", so that these very letters are written "_x005F_x0041_"; XlsxWriter does so except
# where two such groups share a "_", and takes a text between "<r>" and "</r>" for its own XML. Such places are marked
# with characters that no text may hold, and the marks are replaced when the file is written.
_GROUP: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED_MARK, _PLAIN_MARK = "\ufdd0", "\ufdd1"
_STRINGS: Final = "xl/sharedStrings.xml"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet before it is drawn; a form has a row for each column of `columns`, a list a row for each record."""

    name: str
    record: Record
    columns: tuple[Column, ...]
    rows: list[list[Cell]] = field(default_factory=list)
    is_form: bool = False


def sheets(told: Told, words: Wording) -> tuple[Sheet, ...]:
    """The project, as its .json tells it, on sheets: the form of the project, then a list for every kind of record."""
    form = Sheet(sheet_name(PROJECT.record, words), PROJECT.record, columns(PROJECT.record), is_form=True)
    form.rows.extend([cell] for cell in _row(form, told["project"], words))
    found = [form]
    for record in listed():
        sheet = Sheet(sheet_name(record, words), record, columns(record))
        entries = _files(told) if record is FILE else told.get(record.many, ())
        sheet.rows.extend(_row(sheet, entry, words) for entry in entries)
        found.append(sheet)
    return tuple(found)


def _files(told: Told) -> Iterator[Told]:
    for document in told.get("supporting_documents", ()):
        for file in document.get("files", ()):
            yield {"document": document["number"], **file}


def _row(sheet: Sheet, entry: Told, words: Wording) -> list[Cell]:
    return [_cell(column, entry.get(column.field.name), words) for column in sheet.columns]


def _cell(column: Column, value: Any, words: Wording) -> Cell:
    if value is None:
        return None
    kind = column.field.kind
    if kind in {Kind.BOTH_LINE, Kind.BOTH_PROSE}:
        return str(value.get(column.slot[-2:], ""))
    if kind in {Kind.CHOICE, Kind.COUNTRY}:
        return said(column.field, value, words.language)
    if kind is Kind.YES_NO:
        return words.say(YES)
    return _CELLS.get(kind, str)(value)


def _number(value: str | int) -> Cell:
    """As a number where a number cell keeps all its digits, else as text."""
    number = Decimal(value)
    return number if len(number.as_tuple().digits) <= _EXACT_DIGITS else str(value)


def _published(iso: str) -> Cell:
    """A day as a date, a month as "1.2019", a year as "2004"."""
    year, _, rest = iso.partition("-")
    month, _, day = rest.partition("-")
    if day:
        return date.fromisoformat(iso)
    return f"{int(month)}.{year}" if month else year


_CELLS: Final[Mapping[Kind, Callable[[Any], Cell]]] = {
    Kind.DAY: date.fromisoformat,
    Kind.PUBLISHED_DAY: _published,
    **dict.fromkeys((Kind.AMOUNT, Kind.WHOLE, Kind.DECIMAL, Kind.PERCENT), _number),
}


# --- the ink ------------------------------------------------------------------------------------------------------


def written(told: Told, words: Wording) -> bytes:
    """The workbook as an .xlsx file, in the reader's language first. Raises Refused when a text fits no cell."""
    ink = BytesIO()
    workbook = xlsxwriter.Workbook(
        ink, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    try:
        _Drawer(workbook, words).draw(told)
    finally:
        workbook.close()
    return _unmarked(ink.getvalue())


def _marked(text: str) -> str:
    return _GROUP.sub(_ESCAPED_MARK, _PLAIN_MARK + text if text.startswith("<r>") else text)


def _unmarked(content: bytes) -> bytes:
    """The workbook with the marks in its texts replaced by what they stand for."""
    ink = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as found, zipfile.ZipFile(ink, "w") as settled:
        for member in found.infolist():
            part = found.read(member)
            if member.filename == _STRINGS:
                part = part.replace(_ESCAPED_MARK.encode(), b"_x005F_").replace(_PLAIN_MARK.encode(), b"")
            settled.writestr(member, part)
    return ink.getvalue()


class _Drawer:
    """One workbook while it is drawn."""

    def __init__(self, workbook: Any, words: Wording) -> None:
        self.workbook, self.words = workbook, words
        self.language: Language = words.language
        self.formats: dict[tuple[tuple[str, object], ...], Any] = {}
        self.lists: dict[tuple[str, ...], str] = {}
        self.numbers: dict[str, str] = {}  # where the numbers of each kind of row stand, for drop-down lists

    def format(self, **drawing: object) -> Any:
        """The workbook's format for a drawing; each is made once."""
        key = tuple(sorted(drawing.items()))
        if key not in self.formats:
            self.formats[key] = self.workbook.add_format({**_FONT, **drawing})
        return self.formats[key]

    def draw(self, told: Told) -> None:
        self._about(self.workbook.add_worksheet(fitting(self.words.say(ABOUT))), told)
        drawn = [(sheet, self.workbook.add_worksheet(sheet.name)) for sheet in sheets(told, self.words)]
        self.offers = self.workbook.add_worksheet(LISTS)
        self.offers.hide()
        for sheet, page in drawn:
            (self._form if sheet.is_form else self._list)(sheet, page)

    def _about(self, page: Any, told: Told) -> None:
        page.hide_gridlines(2)
        page.set_column(0, 0, 32, self.format())
        page.set_column(1, 1, 70, self.format(num_format="@"))
        page.set_row(0, 28)
        page.write_string(0, 0, both_languages(TITLE, self.language), self.format(bold=True, font_size=16))
        facts = ((FORMAT_LABEL, FORMAT), (VERSION_LABEL, str(VERSION)), (CODE_LABEL, str(told["code"])))
        for row, (label, fact) in enumerate(facts, 2):
            page.write_string(row, 0, both_languages(label, self.language), self._heading())
            self._text(page, row, 1, fact, self.format(num_format="@", border=1, border_color=_LINE), label)
        row = len(facts) + 3
        for language, colour in ((self.language, "#000000"), (other_language(self.language), _QUIET)):
            for sentence in HOW_TO_FILL:
                drawing = self.format(text_wrap=True, font_color=colour)
                page.merge_range(row, 0, row, 1, "", drawing)
                page.write_string(row, 0, wording(language).say(sentence), drawing)
                page.set_row(row, _height(_lines(wording(language).say(sentence), 104)))
                row += 1
            row += 1
        _printed(page)

    def _heading(self) -> Any:
        return self.format(bold=True, bg_color=_SHADE, border=1, border_color=_LINE, text_wrap=True)

    def _form(self, sheet: Sheet, page: Any) -> None:
        page.set_column(0, 0, 44, self.format())
        page.set_column(1, 1, 80, self.format())
        for row, (column, cells) in enumerate(zip(sheet.columns, sheet.rows, strict=True)):
            page.write_string(row, 0, column.heading(self.language), self._heading())
            framed = {"border": 1, "border_color": _LINE, "align": "left", "indent": 0, "text_wrap": True}
            self._write(page, row, 1, cells[0], column, **framed)
            label_lines, text_lines = _lines(column.heading(self.language), 46), _lines(str(cells[0] or ""), 80)
            page.set_row(row, _height(max(label_lines, text_lines)))
            self._offer(page, column.field, (row, 1, row, 1))
        page.freeze_panes(0, 1)
        _printed(page)

    def _list(self, sheet: Sheet, page: Any) -> None:
        last = len(sheet.rows)
        widths = [_width(column, self.language) for column in sheet.columns]
        for place, (column, width) in enumerate(zip(sheet.columns, widths, strict=True)):
            page.set_column(place, place, width, self._column_format(column.field))
            page.write_string(0, place, column.heading(self.language), self._heading())
            self._offer(page, column.field, (1, place, last + _SPARE_ROWS, place))
        headed = zip((column.heading(self.language) for column in sheet.columns), widths, strict=True)
        page.set_row(0, _height(max(_lines(heading, width - 1) for heading, width in headed)) + 3)
        for row, cells in enumerate(sheet.rows, 1):
            for place, (column, cell) in enumerate(zip(sheet.columns, cells, strict=True)):
                self._write(page, row, place, cell, column)
            page.set_row(row, _row_height(sheet.columns, cells, widths))
        if sheet.columns[0].field is NUMBER_OF_ROW:
            self.numbers[sheet.record.name] = f"='{sheet.name}'!$A$2:$A${last + _SPARE_ROWS + 1}"
        page.hide_gridlines(0)
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, max(last, 1), len(sheet.columns) - 1)
        page.repeat_rows(0)
        _printed(page)

    def _column_format(self, declared: Field, **more: object) -> Any:
        drawing: dict[str, object] = {"num_format": _NUMBER_FORMATS.get(declared.kind, "@")}
        if declared.kind in _FIGURES:
            drawing |= {"align": "right", "indent": 1}
        if declared.kind in _CENTRED:
            drawing["align"] = "center"
        if _is_wrapped(declared):
            drawing["text_wrap"] = True
        return self.format(**{**drawing, **more})

    def _write(self, page: Any, row: int, place: int, cell: Cell, column: Column, **frame: object) -> None:
        drawing = self._column_format(column.field, **frame)
        match cell:
            case None | "":
                page.write_blank(row, place, None, drawing)
            case Decimal():
                page.write_number(row, place, float(cell), drawing)
            case date():  # a day still is a date where months and years may stand as text too
                as_day = {"num_format": _NUMBER_FORMATS[Kind.DAY], **frame}
                page.write_datetime(row, place, cell, self._column_format(column.field, **as_day))
            case _:
                self._text(page, row, place, cell, drawing, column.field.label)

    def _text(self, page: Any, row: int, place: int, text: str, drawing: Any, label: str) -> None:
        """User text, never as a formula, a link or a number."""
        if page.write_string(row, place, _marked(text), drawing):
            raise Refused(TOO_LONG_FOR_A_CELL, field=self.words.say(label))

    def _offer(self, page: Any, declared: Field, cells: tuple[int, int, int, int]) -> None:
        """A drop-down list where there is something to choose, and the hint where there is one."""
        source = self._source(declared)
        options: dict[str, object] = {"validate": "list", "source": source} if source else {"validate": "any"}
        if declared.kind is Kind.REFERENCE:
            options["error_type"] = "information"
        if declared.hint:
            options["input_message"] = self.words.say(declared.hint)[:_LONGEST_PROMPT]
        if source or declared.hint:
            page.data_validation(*cells, options)

    def _source(self, declared: Field) -> str:
        if declared.kind is Kind.REFERENCE:
            return self.numbers.get(declared.refers_to, "")
        choices = CURRENCIES if declared.kind is Kind.CURRENCY else offered(declared, self.language)
        if not choices:
            return ""
        if choices not in self.lists:
            place = len(self.lists)
            for row, choice in enumerate(choices):
                self.offers.write_string(row, place, choice)
            letter = xlsxwriter.utility.xl_col_to_name(place)
            self.lists[choices] = f"={LISTS}!${letter}$1:${letter}${len(choices)}"
        return self.lists[choices]


def _width(column: Column, language: Language) -> int:
    """As wide as what stands there usually is, and as the longest word of the heading."""
    declared = column.field
    width = _WIDTHS[declared.kind]
    if declared is NUMBER_OF_ROW:
        width = 8
    elif declared.kind in {Kind.LINE, Kind.BOTH_LINE} and declared.maximum <= _SHORT:
        width = 18
    if declared.kind is Kind.CHOICE:
        width = max(14, *(min(len(choice), 34) + 2 for choice in offered(declared, language)))
    if declared.kind is Kind.REFERENCE and declared.refers_to in _LONG_NAMES:
        width = 42
    return max(width, *(len(word) + 2 for word in column.heading(language).split()))


def _row_height(columns: tuple[Column, ...], cells: list[Cell], widths: list[int]) -> float:
    texts = zip(columns, cells, widths, strict=True)
    return _height(max([1, *(_lines(str(c), width) for column, c, width in texts if c and _is_wrapped(column.field))]))


def _is_wrapped(declared: Field) -> bool:
    return declared.kind in _WRAPPED or (declared.kind is Kind.REFERENCE and declared.refers_to in _LONG_NAMES)


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column, wrapped at its spaces."""
    return sum(_wrapped(line, width) for line in text.split("\n")) or 1


def _wrapped(line: str, width: int) -> int:
    lines, left = 1, width
    for word in line.split(" "):
        if len(word) > left:
            lines, left = lines + 1 + len(word) // (width + 1), width
        left -= len(word) + 1
    return lines


def _height(lines: int) -> float:
    """The height of a row of so many lines, in points; very long texts are cut off where the eye would give up."""
    return 13.5 * min(lines, _MOST_LINES) + 1.5


def _printed(page: Any) -> None:
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_margins(0.4, 0.4, 0.5, 0.5)
