"""The sheets of a report on a page of the tracker: drawn at once, or read from what the worker drew; a page of rows at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from grants.funders.format import Format
from grants.reports.cells import Book, Sheet
from grants.reports.looks.queries import sheet_kept
from grants.reports.makings.queries import MakingSeen
from grants.reports.previewed import SHOWN_ROWS, Shown, head_shown, page_shown
from grants.values.language import Language
from grants.web.pages import Visit
from grants.web.paging import pages_of

Places = Sequence[tuple[Book, Sheet]]
At = Callable[[int, int], str]
"""The address of a sheet, and of a page of it."""
NO_SHEETS: Final[Shown] = {"sheets": [], "sheet": None, "pager": None}


def places_in(books: Sequence[Book]) -> Places:
    """Every sheet with its workbook, in their order."""
    return [(book, sheet) for book in books for sheet in book.sheets]


def tabs_of(places: Places) -> list[tuple[str, str, int]]:
    """Each sheet as it is called, in which workbook it is, and how many rows it has."""
    return [(sheet.name, book.name, sheet.data) for book, sheet in places]


def drawn_at_once(visit: Visit, books: Sequence[Book], language: Language, at: At, opens: str) -> Shown:
    """The sheet and the page that are asked for, out of workbooks that are drawn already; `opens` is the address of the expenses
    behind a figure.
    """
    places = places_in(books)
    if not places:
        return NO_SHEETS
    tabs = tabs_of(places)
    place, page = _asked(visit, tabs)
    book, sheet = places[place]
    shown = head_shown(book, sheet, language) | ({"rows": page_shown(sheet, language, page)} if sheet.data else {})
    return _shown(visit, tabs, place, page, shown, at, opens)


async def drawn_before(visit: Visit, known: MakingSeen, at: At, opens: str) -> Shown:
    """The same out of what the worker drew. One query."""
    tabs = known.told["sheets"]
    if not tabs:
        return NO_SHEETS
    place, page = _asked(visit, tabs)
    sheet = await sheet_kept(known.id, place, page)
    return NO_SHEETS if sheet is None else _shown(visit, tabs, place, page, sheet, at, opens)


def _asked(visit: Visit, tabs: Sequence[Sequence[Any]]) -> tuple[int, int]:
    """Which sheet and which of its pages; the last there is, where more is asked for."""
    place = min(visit.place_asked("sheet"), len(tabs) - 1)
    last = max(-(-tabs[place][2] // SHOWN_ROWS), 1)
    return place, min(visit.page_asked(), last)


def _shown(
    visit: Visit, tabs: Sequence[Sequence[Any]], place: int, page: int, sheet: Shown, at: At, opens: str
) -> Shown:
    named = [
        {"label": label, "book": book, "url": at(number, 1), "current": number == place}
        for number, (label, book, _rows) in enumerate(tabs)
    ]
    pager = pages_of(visit.words, page, SHOWN_ROWS, len(sheet["rows"]), sheet["data"], lambda other: at(place, other))
    return {"sheets": named, "sheet": {**sheet, "opens": f"{opens}&sheet={place}"}, "pager": pager}


def files_of(chosen: Format, books: Sequence[Book]) -> int:
    """How many files a report in that format is, with these workbooks."""
    return len(books) + sum(len(part.documents) for part in chosen.package)
