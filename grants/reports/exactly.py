"""A sheet drawn to the letter: the headings, hidden lists, defined names and offers that an importer's own file has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from xlsxwriter.color import Color

from grants.funders.format import Column, Exact, HiddenSheet, Offer, Style
from grants.reports.cells import Value
from grants.reports.inked import InkedSheet

_PADDING: Final = 5 / 7  # of a column, in characters of Calibri 11: what Excel adds to the width one asks for
_LINE_HEIGHT: Final = 12.75  # points, of Arial 10
_AS_TEXT: Final = frozenset({Style.TEXT_DAY, Style.CODE})
_MARGINS: Final = {"left": 0.05, "right": 0.06, "top": 0.7, "bottom": 0.62}

Drawing = dict[str, Any]


class Formats:
    """The cell formats of a workbook, each kept once."""

    def __init__(self, workbook: Any) -> None:
        self.workbook = workbook
        self.known: dict[tuple[tuple[str, Any], ...], Any] = {}

    def of(self, drawing: Drawing) -> Any:
        """The workbook's format for a drawing."""
        key = tuple(sorted(drawing.items(), key=lambda item: item[0]))
        if key not in self.known:
            self.known[key] = self.workbook.add_format(drawing)
        return self.known[key]


class ExactDrawer:
    """Draws sheets to the letter in a workbook."""

    def __init__(self, workbook: Any, formats: Formats | None = None) -> None:
        self.workbook = workbook
        self.formats = formats or Formats(workbook)

    def draw(self, layout: Exact, rows: Iterable[Sequence[Value]]) -> None:
        """The sheet, its rows, and its hidden lists after it."""
        page = self.workbook.add_worksheet(layout.name, InkedSheet)
        page.set_paper(9)
        self._page(page, layout)
        headed = 1 if layout.groups else 0
        if layout.groups:
            self._groups(page, layout)
        self._headings(page, layout, headed)
        last = self._rows(page, layout, rows, headed + 1)
        if layout.look.scale:
            page.print_area(0, 0, last, len(layout.columns) - 1)
        for hidden in layout.hidden:
            self._hidden(hidden)
        for name, cells in layout.names.items():
            self.workbook.define_name(name, f"={cells}")
        for offer in layout.offers:
            _offered(page, offer)
        if layout.protected:
            page.protect("", dict.fromkeys(layout.look.allowed, True))

    def _page(self, page: Any, layout: Exact) -> None:
        look = layout.look
        if look.wrapped:
            page.set_default_row(_LINE_HEIGHT)
        if look.bare:
            page.hide_gridlines(2)
        if look.zoom != 100:
            page.set_zoom(look.zoom)
        if look.scale:
            page.set_landscape()
            page.set_print_scale(look.scale)
            page.set_margins(**_MARGINS)
        if look.header:
            page.set_header(look.header)

    def _head(self, layout: Exact, fill: tuple[int, int] | str) -> Any:
        look = layout.look
        drawing: Drawing = {"align": "center", "valign": "vcenter", "bold": True, "border": 1, "pattern": 1}
        drawing |= {"font_name": look.font, "font_size": look.heading_size}
        if look.wrapped:
            drawing |= {"text_wrap": True, "locked": False}
        head = self.workbook.add_format(drawing)
        head.set_fg_color(Color(fill))
        return head

    def _groups(self, page: Any, layout: Exact) -> None:
        """The row above the headings: every cell of it is there, whether a group stands over it or not."""
        page.set_row(0, layout.look.group_height)
        for at in range(len(layout.columns)):
            page.write_blank(0, at, None, self.formats.of(self._cell(layout, as_text=False)))
        for group in layout.groups:
            head = self._head(layout, group.fill)
            page.merge_range(0, layout.place(group.first), 0, layout.place(group.last), group.text, head)

    def _headings(self, page: Any, layout: Exact, row: int) -> None:
        head = self._head(layout, layout.look.fill)
        page.set_row(row, layout.look.heading_height, self.formats.of({"align": "center", "valign": "vcenter"}))
        for at, column in enumerate(layout.columns):
            page.set_column(at, at, column.width - _PADDING, self.formats.of(_unlocked(column)))
            heading = column.heading.in_(layout.language)
            if column.across > 1:
                page.merge_range(row, at, row, at + column.across - 1, heading, head)
            elif heading:
                page.write_string(row, at, heading, head)

    def _rows(self, page: Any, layout: Exact, rows: Iterable[Sequence[Value]], first: int) -> int:
        """The rows; gives the last one's number. A cell without a value is there and blank."""
        formats = [self.formats.of(self._cell(layout, as_text=c.style in _AS_TEXT)) for c in layout.columns]
        number = first - 1
        widths = [max(int(column.width) - 1, 1) for column in layout.columns]
        for number, values in enumerate(rows, start=first):
            if layout.look.wrapped:
                page.set_row(number, _LINE_HEIGHT * _lines(values, widths))
            for at, value in enumerate(values):
                if value is None or value == "":
                    page.write_blank(number, at, None, formats[at])
                elif isinstance(value, int):
                    page.write_number(number, at, value, formats[at])
                else:
                    page.write_string(number, at, as_words(str(value)), formats[at])
        return number

    def _cell(self, layout: Exact, *, as_text: bool) -> Drawing:
        drawing: Drawing = {"border": 1, "locked": False} | ({"num_format": "@"} if as_text else {})
        if layout.look.wrapped:
            drawing |= {"font_name": layout.look.font, "font_size": layout.look.size}
            drawing |= {"align": "center", "valign": "vcenter", "text_wrap": True}
        return drawing

    def _hidden(self, hidden: HiddenSheet) -> None:
        page = self.workbook.add_worksheet(hidden.name)
        page.hide()
        for at, width in enumerate(hidden.widths):
            page.set_column(at, at, width - _PADDING)
        for at, column in enumerate(hidden.columns):
            for row, value in enumerate(column):
                if isinstance(value, int):
                    page.write_number(row, at, value)
                elif value:
                    page.write_string(row, at, value)


def _lines(values: Sequence[Value], widths: Sequence[int]) -> int:
    """About how many lines the words of a row take; not every program that opens it finds that by itself."""
    return (
        max(
            -(-len(value) // width) if isinstance(value, str) else 1
            for value, width in zip(values, widths, strict=True)
        )
        or 1
    )


def _unlocked(column: Column) -> Drawing:
    return {"locked": False} | ({"num_format": column.below} if column.below else {})


def _offered(page: Any, offer: Offer) -> None:
    asked: Drawing = {"validate": "list", "source": f"={offer.source}"}
    if offer.length is not None:
        asked = {"validate": "length", "criteria": "==", "value": offer.length}
    asked |= {"ignore_blank": offer.blank, "show_error": offer.refuses, "multi_range": offer.cells}
    asked |= {"error_title": offer.title, "error_message": offer.message} if offer.message else {}
    page.data_validation(offer.cells.split(" ")[0], asked)


def as_words(text: str) -> str:
    """Text that XlsxWriter takes as text: what stands between these two marks it would take for XML of its own."""
    return text + " " if text.startswith("<r>") and text.endswith("</r>") else text
