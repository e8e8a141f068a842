"""A funder's own workbooks of a package as its page shows them: each sheet that is filled, with its figures."""

from __future__ import annotations

from collections.abc import Sequence

from grants.errors import Objection
from grants.reports.looks.marks import sight_of
from grants.reports.looks.queries import heads_kept
from grants.reports.makings.makers import sheets_asked
from grants.reports.makings.queries import newest
from grants.reports.makings.rules import What, is_long
from grants.reports.packages.books.beforehand import book_seen
from grants.reports.packages.books.queries import BookChosen, books_of
from grants.reports.packages.books.told import cells_shown, problems_shown
from grants.reports.packages.drawn.counting import contents_shown
from grants.reports.packages.queries import PackageSeen, ground_of
from grants.reports.packages.shown import Shown, address_of
from grants.values.language import Language, language_named
from grants.web.pages import Visit


async def own_workbooks(visit: Visit, found: PackageSeen) -> Shown:
    """Every workbook of a package with one of its sheets; the one that the address names with the sheet it names.

    Those of a long package are what the worker drew with its sheets; none before it did.
    """
    chosen, language = await books_of(found.id), language_named(visit.query("file_language")) or found.language
    if not chosen:
        return {"own": []}
    if is_long((await contents_shown(visit, found)).count):
        return {"own": await _before(visit, found, language)}
    return {"own": [await _drawn(visit, found, one, language) for one in chosen]}


async def _drawn(visit: Visit, found: PackageSeen, one: BookChosen, language: Language) -> Shown:
    store = visit.request.app.state.files
    ground = await ground_of(visit.by, visit.project, found, store, visit.today)
    seen = await book_seen(visit.by, visit.project, one, ground, language, store, _sheet_of(visit, one.id))
    said = {"id": one.id, "name": one.name, **problems_shown(seen, visit.words)}
    if isinstance(seen, Objection) or not seen.sheet:
        return {**said, "tabs": [], "grid": None}
    tabs = _tabs(visit, found, one.id, language, seen.sheets, seen.sheet)
    return {**said, "tabs": tabs, "grid": cells_shown(seen, language)}


async def _before(visit: Visit, found: PackageSeen, language: Language) -> list[Shown]:
    """What the worker drew last. Two queries."""
    asked = sheets_asked(found.id, found.number, language, sight_of(visit.by, visit.project))
    known = await newest(visit.project, (What.SHEETS,), asked, done=True)
    if known is None:
        return []
    own, after = known.told["own"], len(known.told["sheets"])
    at = [after + one["first"] + min(_sheet_of(visit, one["id"]), len(one["sheets"]) - 1) for one in own]
    grids = await heads_kept(known.id, at)
    return [
        {
            "id": one["id"],
            "name": one["name"],
            **one[visit.language],
            "grid": grids.get(place) if one["sheets"] else None,
            "tabs": _tabs(visit, found, one["id"], language, one["sheets"], one["sheets"][place - after - one["first"]])
            if one["sheets"]
            else [],
        }
        for one, place in zip(own, at, strict=True)
    ]


def _sheet_of(visit: Visit, book_id: int) -> int:
    """Which sheet of a workbook is asked for; the first where another workbook's is."""
    return visit.place_asked("own_sheet") if visit.place_asked("own") == book_id else 0


def _tabs(
    visit: Visit, found: PackageSeen, book_id: int, language: Language, sheets: Sequence[str], shown: str
) -> list[Shown]:
    here = address_of(visit, found.id, show="sheets", file_language=language, own=book_id)
    return [
        {"label": name, "url": f"{here}&own_sheet={at}#own-{book_id}", "current": name == shown}
        for at, name in enumerate(sheets)
    ]
