"""The expenses of a package, those outside it, and its sheets as they will print."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from grants.access import Permission
from grants.errors import WrongState
from grants.funders.format import Format
from grants.reports.asked_figures import figures_for
from grants.reports.looks.marks import sight_of
from grants.reports.looks.sheets import NO_SHEETS, At, drawn_at_once, drawn_before
from grants.reports.looks.shown import Look, Says, looked
from grants.reports.makings.makers import sheets_asked
from grants.reports.makings.rules import What, is_long
from grants.reports.packages.books.queries import books_of
from grants.reports.packages.contents import Contents, entries_seen, held_before, parties_named, sheets_mark
from grants.reports.packages.decided import as_decided
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
from grants.reports.rules_package import PackageState
from grants.reports.sheets import books
from grants.values.language import N_, Language, language_named
from grants.values.wording import wording
from grants.web.forms import Sent
from grants.web.pages import Visit
from grants.web.paging import pages_of

PAGE: Final = 100
MOST_LEFT_OUT: Final = 300
_SAYS: Final = Says(
    going={What.SHEETS: N_("The sheets are being drawn.")},
    failed={What.SHEETS: N_("The sheets could not be drawn:")},
    never=N_("The package is long, so the worker draws its sheets while you go on working. Nobody asked for that yet."),
    stale=N_(
        "Drawn on {moment}. Since then the package changed, or something else in the project; have them drawn again."
    ),
    fresh=N_("Drawn on {moment}; nothing changed in it or in the project since."),
    then=N_("What follows was drawn on {moment}."),
    ask=N_("Draw the sheets"),
    again=N_("Draw them again"),
)
_FROZEN: Final = replace(_SAYS, fresh=N_("Drawn on {moment} from what was frozen."), again="")


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
        "may_leave_out": found.state is PackageState.DRAFT
        and not found.rows_stay
        and visit.may(Permission.PREPARE_REPORT),
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
        return {**shown, "sheets": [], "sheet": None, "verified": True, "caution": why, "long": None}
    said = {**shown, "verified": chosen.layout_verified, "caution": chosen.notice.in_(visit.language)}
    has_sheets = any(part.books for part in chosen.package)
    if is_long(contents.count) and (has_sheets or await books_of(found.id)):
        return {**said, **await _drawn_before(visit, found, contents, chosen, language)}
    if not has_sheets:
        return {**said, **NO_SHEETS, "long": None}
    standing = await ground_of(visit.by, visit.project, found, visit.request.app.state.files, visit.today)
    ground = await as_decided(found, chosen, standing)
    drawn = books(chosen, figures_for(chosen, ground), wording(language), ground)
    at, behind = at_sheet_of(visit, found, language), _behind(visit, found, language)
    return {**said, **drawn_at_once(visit, drawn, language, at, behind), "long": None}


def _behind(visit: Visit, found: PackageSeen, language: Language) -> str:
    """Where the expenses behind the figures of its sheets are shown."""
    return address_of(visit, found.id, "/behind", file_language=language)


def at_sheet_of(visit: Visit, found: PackageSeen, language: Language) -> At:
    """Where the sheets of a package are shown."""

    def at(sheet: int, page: int) -> str:
        paged = f"&page={page}" if page > 1 else ""
        return f"{address_of(visit, found.id, show='sheets', file_language=language, sheet=sheet)}{paged}#sheets"

    return at


async def _drawn_before(
    visit: Visit, found: PackageSeen, contents: Contents, chosen: Format, language: Language
) -> Shown:
    """The sheets of a long package as the worker drew them, and how it stands with that."""
    look = Look(
        What.SHEETS,
        sheets_asked(found.id, found.number, language, sight_of(visit.by, visit.project)),
        await sheets_mark(visit.project, found, contents, chosen),
        _FROZEN if found.kept_here else _SAYS,
        address_of(visit, found.id, show="sheets", file_language=language),
        address_of(visit, found.id, "/look"),
        {"file_language": language},
    )
    known, long = await looked(visit, look)
    if known is None:
        return {**NO_SHEETS, "long": long}
    at, behind = at_sheet_of(visit, found, language), _behind(visit, found, language)
    return {**await drawn_before(visit, known, at, behind), "long": long}
