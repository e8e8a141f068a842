"""Sheets become the bytes of a workbook: the ink. The same sheets always give the same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from itertools import islice
from textwrap import wrap
from typing import Any, BinaryIO, Final

import xlsxwriter

from grants.funders.format import Exact, Style
from grants.funders.grid import Kind as RowKind
from grants.reports.cells import Book, Cell, Heading, Row, Sheet, Value
from grants.reports.exactly import Drawing, ExactDrawer, Formats, as_words
from grants.reports.inked import SURELY_FITS, InkedSheet, amount, blank
from grants.values.money import Money

_AMOUNT: Final = '#,##0.00;"−"#,##0.00;"–"'
_NUMBER_FORMATS: Final[Mapping[Style, str]] = {
    Style.TEXT: "@",
    Style.CODE: "@",
    Style.CURRENCY: "@",
    Style.TEXT_DAY: "@",
    Style.DAY: "dd.mm.yyyy",
    Style.AMOUNT: _AMOUNT,
    Style.COUNT: "#,##0",
    Style.SHARE: "0.00%",
    Style.WHOLE_SHARE: "0%",
    Style.QUANTITY: "#,##0.00",
    Style.RATE: "0.000000",
    Style.OVER: "@",
}
_ALIGNED: Final[Mapping[Style, str]] = {
    Style.DAY: "left",
    Style.CURRENCY: "center",
    Style.AMOUNT: "right",
    Style.COUNT: "right",
    Style.SHARE: "right",
    Style.WHOLE_SHARE: "right",
    Style.QUANTITY: "right",
    Style.RATE: "right",
    Style.OVER: "right",
}
_FONT: Final = {"font_name": "Calibri", "font_size": 10, "valign": "top"}
_ORDINARY: Final = {"font_name": "Calibri", "font_size": 11}
_LINE: Final = "#8A8F98"
_SHADE: Final = "#E8EDF2"
_OWN_SHADE: Final = "#F2F2F0"
_QUIET_COLOUR: Final = "#4A4F57"
_HEADING: Final = {**_FONT, "bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": _SHADE}
_BESIDE_A_FIGURE: Final = {"align": "left", "indent": 1}  # words that begin where a figure ends would run into it
_QUIET: Final = {**_FONT, "font_color": _QUIET_COLOUR}
_LARGE: Final = 2000  # rows of a long table from which a workbook is written row by row, in little memory
_HANDFUL: Final = 200  # rows worked out before they are written
_HEADER_LIMIT: Final = 90  # signs of the project's name that leave room for the period on an A4 page
_WRAPPED: Final = frozenset({Style.TEXT, Style.CODE, Style.OVER})
_DEEPEST: Final = 15  # Excel indents no further
_LINE_HEIGHT: Final = 13.5  # points, of this font
_TITLE_HEIGHT: Final = 21
_PAGE_WIDTH: Final = 300  # characters on a lying page that can still be read


def written(book: Book, day: date) -> bytes:
    """The workbook as an .xlsx file; `day` is the day it says it was made on."""
    ink = BytesIO()
    write_into(ink, book, day)
    return ink.getvalue()


def write_into(file: BinaryIO, book: Book, day: date, step: Callable[[], None] | None = None) -> None:
    """The workbook into a file, which is gone back in; `step` is told of each row."""
    large = goes_row_by_row(book)
    options: Drawing = {"constant_memory": True, "in_memory": False} if large else {}

    def draw(workbook: Any) -> None:
        _Drawer(workbook, book, step or _nobody_counts, row_by_row=large).draw_all()

    _ink(file, book.name, day, draw, options)


def goes_row_by_row(book: Book) -> bool:
    """Whether a workbook has so many rows that each leaves the memory once it is written."""
    return any(sheet.long and sheet.data > _LARGE for sheet in book.sheets)


def _nobody_counts() -> None:
    """The steps of a workbook nobody waits for."""


def written_exactly(layout: Exact, rows: Iterable[Sequence[Value]], day: date) -> bytes:
    """A workbook of one sheet to the letter; `rows` are taken one by one, so that many of them need little memory."""
    # The widths of columns are counted in characters of the workbook's own font.
    font = {"font_name": layout.look.font, "font_size": layout.look.size}
    ordinary: Drawing = {"default_format_properties": font} if font != _ORDINARY else {}
    ink = BytesIO()
    _ink(ink, "", day, lambda workbook: ExactDrawer(workbook).draw(layout, rows), ordinary)
    return ink.getvalue()


def _ink(file: BinaryIO, name: str, day: date, draw: Callable[[Any], None], options: Drawing) -> None:
    workbook = xlsxwriter.Workbook(file, {"in_memory": True, **options})
    try:
        workbook.set_properties({"title": name, "created": datetime.combine(day, time(), UTC).replace(tzinfo=None)})
        draw(workbook)
    finally:
        workbook.close()


class _Drawer:
    """One workbook while it is drawn; keeps each cell format once."""

    def __init__(self, workbook: Any, book: Book, step: Callable[[], None], *, row_by_row: bool) -> None:
        self.workbook, self.book, self.step, self.row_by_row = workbook, book, step, row_by_row
        self.formats = Formats(workbook)
        self.format = self.formats.of

    def draw_all(self) -> None:
        """Its sheets."""
        for sheet in self.book.sheets:
            self.draw(sheet)

    def draw(self, sheet: Sheet) -> None:
        """One sheet."""
        if sheet.exact:
            cells = (tuple(cell.value for cell in row.cells) for row in self._counted(sheet.rows))
            ExactDrawer(self.workbook, self.formats).draw(sheet.exact, cells)
        else:
            self._own(sheet)

    def _counted(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            yield row
            self.step()

    def _own(self, sheet: Sheet) -> None:
        """A sheet of ours, from the top down: large ones are written row by row and never gone back to."""
        page = self.workbook.add_worksheet(sheet.name, InkedSheet)
        self._paper(page, sheet)
        page.set_default_row(_LINE_HEIGHT)
        for at, heading in enumerate(sheet.headings):
            page.set_column(at, at, heading.width)
        self._above(page, sheet)
        if any(heading.text for heading in sheet.headings):
            self._headings(page, sheet)
        next_row = sheet.headed + sheet.under_headings
        drawer = _Rows(page, self.format, sheet, row_by_row=self.row_by_row)
        for row in _by_handfuls(sheet.all_rows()):
            drawer.draw(next_row, row)
            self.step()
            next_row += 1
        for number, line in enumerate(sheet.below, start=next_row + 1):
            page.write_string(number, 0, line, self.format({**_FONT, "italic": True}))

    def _above(self, page: Any, sheet: Sheet) -> None:
        """Title and project, the labelled lines, and the headings over several columns."""
        if sheet.title:
            page.set_row(0, _TITLE_HEIGHT)
            page.write_string(0, 0, sheet.title[0], self.format({**_FONT, "font_size": 14, "bold": True}))
        for number, line in enumerate(sheet.title[1:], start=1):
            page.write_string(number, 0, line, self.format(_QUIET))
        beside = _beside_labels(sheet)
        for number, (label, cell) in enumerate(sheet.labels, start=len(sheet.title)):
            page.write_string(number, 0, label, self.format({**_FONT, "bold": True}))
            drawing = {**_FONT, "num_format": _NUMBER_FORMATS[cell.style], "align": "left"}
            _write(page, number, beside, cell, self.format(drawing))
        if (
            deep := max(
                (_lines(band, _room(sheet.headings[first : last + 1])) for band, first, last in sheet.bands), default=1
            )
            - 1
        ):
            page.set_row(sheet.headed - 2, _LINE_HEIGHT * (deep + 1))
        under = {at for _, first, last in sheet.bands for at in range(first, last + 1)}
        for at in range(len(sheet.headings) if sheet.bands else 0):
            if at not in under:  # its heading stands over both rows
                page.write_blank(sheet.headed - 2, at, None, self.format(_HEADING))
        for band, first, last in sheet.bands:
            drawn = self.format({**_HEADING, "align": "center", "bottom": 1, "bottom_color": _LINE})
            if first == last:
                page.write_string(sheet.headed - 2, first, band, drawn)
            else:
                page.merge_range(sheet.headed - 2, first, sheet.headed - 2, last, band, drawn)

    def _paper(self, page: Any, sheet: Sheet) -> None:
        page.hide_gridlines(2)
        page.set_paper(9)
        page.set_landscape()
        page.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        wide = -(-int(sum(heading.width for heading in sheet.headings)) // _PAGE_WIDTH)
        page.fit_to_pages(wide, 0)
        if wide > 1:  # a table too wide to be read on one page goes on beside it, each row with its first cell
            page.repeat_columns(0)
            page.print_across()
        page.set_header(_header(self.book.project, self.book.period))
        page.set_footer(f"&L{_escaped(sheet.name)}&R&P / &N")

    def _headings(self, page: Any, sheet: Sheet) -> None:
        at_row = sheet.headed - 1
        page.set_row(at_row, _headings_height(sheet.headings))
        for at, heading in enumerate(sheet.headings):
            drawing = {**_HEADING, "bottom": 1, "bottom_color": _LINE, "align": _ALIGNED.get(heading.style, "left")}
            if at and drawing["align"] == "left" and _ALIGNED.get(sheet.headings[at - 1].style) == "right":
                drawing |= _BESIDE_A_FIGURE
            if sheet.own_from is not None and at >= sheet.own_from:
                drawing |= {"bg_color": _OWN_SHADE, "italic": True}
            page.write_string(at_row, at, heading.text, self.format(drawing))
        if sheet.keys:
            page.set_row(at_row + 1, None, None, {"hidden": True})
            for at, key in enumerate(sheet.keys):
                page.write_string(at_row + 1, at, key, self.format(_QUIET))
        for at, number in enumerate(sheet.numbers):
            drawn = self.format({**_QUIET, "align": "center", "text_wrap": True, "bottom": 1, "bottom_color": _LINE})
            page.write_string(at_row + sheet.under_headings, at, number, drawn)
        page.repeat_rows(at_row)
        page.freeze_panes(sheet.headed + sheet.under_headings, 1)
        if sheet.data:
            page.autofilter(at_row, 0, at_row + sheet.under_headings + sheet.data, len(sheet.headings) - 1)


def _by_handfuls(rows: Iterable[Row]) -> Iterator[Row]:
    """The same rows, worked out some at a time: a processor that reads, works out and writes in turn for each row keeps
    none of it at hand, and takes a quarter longer for a long report.
    """
    waiting = iter(rows)
    while handful := list(islice(waiting, _HANDFUL)):
        yield from handful


_Drawn = tuple[
    Style | None, Style | None, Any
]  # the style of a cell, that of the one before it, and the format of both
_NOT_DRAWN: Final[_Drawn] = (None, None, None)


class _Rows:
    """The rows of a sheet while they are drawn, of which there may be very many: each format is found once.

    `row_by_row` says that a row has left the memory as soon as the next one is begun.
    """

    def __init__(self, page: Any, format_of: Callable[[Drawing], Any], sheet: Sheet, *, row_by_row: bool) -> None:
        self.page, self.format_of, self.row_by_row = page, format_of, row_by_row
        self.form = not sheet.headings[0].text
        self.own_from = len(sheet.headings) if sheet.own_from is None else sheet.own_from
        self.deeper = next((at for at, one in enumerate(sheet.headings[:2]) if one.style is Style.TEXT), 1)
        self.rooms = [_room([heading]) for heading in sheet.headings]
        self.known: dict[tuple[RowKind, int, int, Style, Style | None], Any] = {}
        self.shapes: dict[tuple[RowKind, int, int], list[_Drawn]] = {}

    def draw(self, number: int, row: Row) -> None:
        """One row. What most cells of a long table hold is written here, all the rest as any other cell."""
        page, rooms = self.page, self.rooms
        cells = page.begin(number, len(row.cells))
        shape = self._shape(row)
        words, day = page.words, page.day
        beside: Style | None = None
        lines = 1
        for at, cell in enumerate(row.cells):
            value: Any = cell.value
            style = cell.style
            last, last_beside, drawn = shape[at]
            if style is not last or beside is not last_beside:
                drawn = self._format(row, cell, at, beside)
                shape[at] = (style, beside, drawn)
            beside = style
            if cell.formula:
                cells[at] = page.formula(cell.formula, drawn, _shown(cell))
            elif value is None:
                cells[at] = blank(drawn)
            elif value.__class__ is str and len(value) <= SURELY_FITS:
                cells[at] = words(as_words(value), drawn)
                if len(value) > rooms[at] or "\n" in value:
                    lines = max(lines, self._lines(row, cell, rooms[at]))
            elif value.__class__ is Money:
                cells[at] = amount(value, drawn)
            elif value.__class__ is date:
                cells[at] = day(value, drawn)
            else:
                _write(page, number, at, cell, drawn)
        if lines > 1:
            self._heighten(number, lines)

    def _shape(self, row: Row) -> list[_Drawn]:
        """How the cells of the last row of this kind were drawn: nearly always as those of this one."""
        key = (row.kind, row.depth, len(row.cells))
        if key not in self.shapes:
            self.shapes[key] = [_NOT_DRAWN] * len(row.cells)
        return self.shapes[key]

    def _format(self, row: Row, cell: Cell, at: int, beside: Style | None) -> Any:
        key = (row.kind, row.depth, at, cell.style, beside)
        if key not in self.known:
            self.known[key] = self.format_of(self._drawing(row, cell, at, beside))
        return self.known[key]

    def _lines(self, row: Row, cell: Cell, room: int) -> int:
        """How many lines words take that are wider than their column."""
        whole_line = row.kind in {RowKind.TOTAL, RowKind.REMARK}
        return 1 if whole_line or cell.style not in _WRAPPED else _lines(str(cell.value), room)

    def _heighten(self, number: int, lines: int) -> None:
        """Room for words that run on; LibreOffice does not find it by itself."""
        if self.row_by_row:
            # XlsxWriter would keep the height of every row it has long written.
            self.page.row_info.clear()
            self.page.row_sizes.clear()
        self.page.set_row(number, _LINE_HEIGHT * lines)

    def _drawing(self, row: Row, cell: Cell, at: int, beside: Style | None) -> Drawing:
        """How a cell is drawn, `beside` one of that style."""
        drawing = _drawing(row, cell, label=self.form and at == 0, beside_label=self.form and at == 1)
        if beside and _ALIGNED.get(beside) == "right" and _ALIGNED.get(cell.style, "left") == "left":
            drawing |= _BESIDE_A_FIGURE
        if at >= self.own_from:
            drawing |= {"font_color": _QUIET_COLOUR}
        if at == self.deeper and row.depth:
            drawing |= {"indent": min(row.depth, _DEEPEST), "align": "left"}
        return drawing


def _drawing(row: Row, cell: Cell, *, label: bool, beside_label: bool) -> Drawing:
    drawing: Drawing = {**_FONT, "num_format": _NUMBER_FORMATS[cell.style]}
    if beside_label:
        drawing["align"] = "left"
    elif cell.style in _ALIGNED:
        drawing["align"] = _ALIGNED[cell.style]
    whole_line = row.kind in {RowKind.TOTAL, RowKind.REMARK}
    if cell.style in _WRAPPED and not whole_line:
        drawing["text_wrap"] = True
    if label or row.kind in {RowKind.TOTAL, RowKind.CHAPTER}:
        drawing["bold"] = True
    if row.kind is RowKind.TOTAL:
        drawing |= {"top": 1, "top_color": _LINE}
    elif row.kind is RowKind.REMARK:
        drawing["italic"] = True
    else:
        drawing |= {"bottom": 4, "bottom_color": _LINE}
    return drawing


def _write(page: Any, row: int, column: int, cell: Cell, drawn: Any) -> None:
    """One cell. Words people wrote are only ever text: no `=` of theirs becomes a formula."""
    value = cell.value
    if cell.formula:
        page.write_formula(row, column, f"={cell.formula}", drawn, _shown(cell))
    elif isinstance(value, str):
        page.write_string(row, column, as_words(value), drawn)
    elif value is None:
        page.write_blank(row, column, None, drawn)
    elif isinstance(value, date):
        page.write_datetime(row, column, datetime.combine(value, time()), drawn)
    else:
        page.write_number(row, column, _number(cell), drawn)


def _shown(cell: Cell) -> Value:
    """What a formula shows until it is worked out again."""
    value = cell.value
    return "" if value is None else _number(cell) if isinstance(value, Money | Decimal | int) else value


def _number(cell: Cell) -> Decimal | int:
    """A number as a cell holds it: whole units, and a share as a part of one."""
    value = cell.value
    if isinstance(value, Money):
        return value.decimal
    assert isinstance(value, Decimal | int)
    shares = {Style.SHARE, Style.WHOLE_SHARE}
    return value.scaleb(-2) if isinstance(value, Decimal) and cell.style in shares else value


def _headings_height(headings: Sequence[Heading]) -> float:
    """Room for headings of several lines; two at least."""
    return max(30, 4 + _LINE_HEIGHT * max(_lines(heading.text, _room([heading])) for heading in headings))


def _beside_labels(sheet: Sheet) -> int:
    """The first column that the longest of the labels does not reach."""
    longest = max((len(label) for label, _cell in sheet.labels), default=0)
    reached = (at for at in range(1, len(sheet.headings)) if _room(sheet.headings[:at]) > longest)
    return next(reached, max(len(sheet.headings) - 1, 1))


def _room(headings: Sequence[Heading]) -> int:
    """How many signs a line of some columns together takes."""
    return max(int(sum(heading.width for heading in headings)) - 1, 1)


@lru_cache(1000)
def _lines(text: str, room: int) -> int:
    """How many lines words take in a column of so many signs, broken between words as a spreadsheet does."""
    return sum(len(wrap(line, room)) or 1 for line in text.splitlines() or [""])


def _escaped(text: str) -> str:
    return text.replace("&", "&&")


def _header(project: str, period: str) -> str:
    """The line on top of every printed page."""
    shown = project if len(project) <= _HEADER_LIMIT else project[: _HEADER_LIMIT - 1].rstrip() + "…"
    return f"&L{_escaped(shown)}&R{_escaped(period)}"
