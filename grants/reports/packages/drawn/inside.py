"""The expenses of a package, those outside it, and its sheets as they will print."""

from __future__ import annotations

from typing import Final

from grants.access import Permission
from grants.errors import WrongState
from grants.reports.grounded import figures_of
from grants.reports.packages.contents import entries_seen, held_before, parties_named
from grants.reports.packages.drawn.counting import contents_shown, counted
from grants.reports.packages.outside import left_out_of, states_now
from grants.reports.packages.queries import (
    PackageSeen,
    format_of,
    ground_of,
)
from grants.reports.packages.shown import (
    Shown,
    address_of,
    outside_shown,
    rows_shown,
    totals,
    views,
)
from grants.reports.previewed import sheet_shown
from grants.reports.rules_package import PackageState
from grants.reports.sheets import books
from grants.values.language import language_named
from grants.values.wording import wording
from grants.web.forms import Sent
from grants.web.pages import Visit
from grants.web.paging import pages_of

PAGE: Final = 100
MOST_LEFT_OUT: Final = 300


async def rows_page(visit: Visit, found: PackageSeen, form: Sent | None) -> Shown:
    contents, at = await contents_shown(visit, found), visit.page_asked()
    entries = await entries_seen(visit.by, visit.project, found, visit.request.app.state.files, (at - 1) * PAGE, PAGE)
    ids = [entry.id for entry in entries]
    now, before = await states_now(visit.project, found.number, ids), await held_before(found, ids)
    opened = form.whole("expense") if form else 0
    return {
        "views": views(visit, found, "rows", await counted(visit, found, contents)),
        "rows": rows_shown(visit, await parties_named(visit.project), entries, now, before),
        "pager": pages_of(
            visit.words,
            at,
            PAGE,
            len(entries),
            contents.count,
            lambda page: address_of(visit, found.id, show="rows", page=page),
        ),
        "figures": totals(contents, visit.words),
        "may_leave_out": found.state is PackageState.DRAFT and visit.may(Permission.PREPARE_REPORT),
        "opened": opened,
        "why": form.line(f"why_{opened}") if form else "",
    }


async def out_page(visit: Visit, found: PackageSeen, _form: Sent | None) -> Shown:
    free = await left_out_of(visit.project, found, MOST_LEFT_OUT, reported=False)
    reported = await left_out_of(visit.project, found, MOST_LEFT_OUT, reported=True)
    counts = await counted(visit, found, await contents_shown(visit, found))
    return {
        "views": views(visit, found, "out", counts),
        "free": outside_shown(visit, found, free),
        "reported": outside_shown(visit, found, reported),
        "more": [max((listed[0]["of"] if listed else 0) - len(listed), 0) for listed in (free, reported)],
        "may_take_in": visit.may(Permission.PREPARE_REPORT),
    }


async def sheets_page(visit: Visit, found: PackageSeen, _form: Sent | None) -> Shown:
    contents = await contents_shown(visit, found)
    language = language_named(visit.query("file_language")) or found.language
    shown = {"views": views(visit, found, "sheets", await counted(visit, found, contents)), "language": language}
    try:
        chosen = format_of(found)
    except WrongState as problem:
        why = visit.words.say(problem.sentence, **problem.facts)
        return {**shown, "sheets": [], "sheet": None, "verified": True, "caution": why}
    ground = await ground_of(visit.by, visit.project, found, visit.request.app.state.files, visit.today)
    drawn = books(chosen, figures_of(ground), wording(language), ground)
    places = [(book, sheet) for book in drawn for sheet in book.sheets]
    asked = visit.query("sheet", "0")
    at = min(int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 9 else 0, max(len(places) - 1, 0))
    return {
        **shown,
        "sheets": [
            {
                "label": sheet.name,
                "book": book.name,
                "url": address_of(visit, found.id, show="sheets", file_language=language, sheet=place) + "#sheets",
                "current": place == at,
            }
            for place, (book, sheet) in enumerate(places)
        ],
        "sheet": sheet_shown(*places[at], language) if places else None,
        "verified": chosen.layout_verified,
        "caution": chosen.notice.in_(visit.language),
    }
