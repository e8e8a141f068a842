"""The page of the expenses behind a figure, of a package or of a report of a period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.responses import Response

from grants.access import Permission
from grants.errors import NotFound, WrongState
from grants.funders.ground import Entry, Ground
from grants.reports.asked_figures import figures_for
from grants.reports.cells import Book
from grants.reports.figures_opened.queries import before_listed
from grants.reports.forms import asked, known_before
from grants.reports.grounds import report_ground
from grants.reports.grounds_counted import entries_counted, entries_named
from grants.reports.grounds_entries import Selection
from grants.reports.looks.marks import sight_of
from grants.reports.looks.period import at_sheet
from grants.reports.looks.queries import figure_kept
from grants.reports.looks.sheets import At, places_in
from grants.reports.makings.makers import look_asked, sheets_asked
from grants.reports.makings.queries import MakingSeen, newest
from grants.reports.makings.rules import What, is_long
from grants.reports.opened import Opened, opened_in
from grants.reports.packages.contents import entries_held, parties_named
from grants.reports.packages.decided import as_decided
from grants.reports.packages.drawn.counting import contents_shown
from grants.reports.packages.drawn.inside import at_sheet_of
from grants.reports.packages.outside import states_now
from grants.reports.packages.queries import format_of, ground_of, package_seen, selection_of
from grants.reports.packages.shown import rows_shown
from grants.reports.previewed import SHOWN_ROWS, cell_at
from grants.reports.queries import usual_format
from grants.reports.rules import offered_period
from grants.reports.sheets import books
from grants.reports.stood import MOST
from grants.storage.columns import text
from grants.storage.database import Row
from grants.values.language import N_, Language, language_named
from grants.values.money import Money
from grants.values.wording import DASH, Wording, wording
from grants.web.pages import Visit, address

DRAWN_THEN: Final = N_(
    "The sheet was drawn on {moment}, and the figure with what it adds up to is of then; the expenses are listed as they stand now."
)


async def of_package(visit: Visit) -> Response:
    """The expenses behind a figure of a package's sheets."""
    found = await package_seen(visit.by, visit.project, visit.number_in_path("id"))
    language = language_named(visit.query("file_language")) or found.language
    at, chosen, store = at_sheet_of(visit, found, language), selection_of(found), visit.request.app.state.files
    if is_long((await contents_shown(visit, found)).count):
        sight = sight_of(visit.by, visit.project)
        known = await newest(
            visit.project, (What.SHEETS,), sheets_asked(found.id, found.number, language, sight), done=True
        )
        sheet, opened = await _kept(visit, known)
        entries = await entries_held(visit.by, visit.project, found, store, opened.ids)
        then = None if found.kept_here else known
        return await _page(visit, sheet, opened, entries, chosen, language, at, then)
    try:
        drawn_as = format_of(found)
    except WrongState:
        raise NotFound from None
    ground = await as_decided(found, drawn_as, await ground_of(visit.by, visit.project, found, store, visit.today))
    drawn = books(drawn_as, figures_for(drawn_as, ground), wording(language), ground)
    return await _page(visit, *_drawn(visit, drawn, language, ground), chosen, language, at)


async def of_period(visit: Visit) -> Response:
    """The expenses behind a figure of a report of a period."""
    typed = dict(visit.request.query_params)
    usual, offered = await usual_format(visit.project), offered_period(visit.today, None)
    wanted = await known_before(visit.project, asked(typed, usual, offered, visit.today, visit.words))
    if wanted.period is None or wanted.objections:
        raise NotFound
    chosen, language, at = Selection(wanted.period.first, wanted.period.last), wanted.language, at_sheet(visit, wanted)
    if is_long(await entries_counted(visit.by, visit.project, chosen)):
        sight = sight_of(visit.by, visit.project)
        told = look_asked(wanted.format, wanted.period, language, wanted.since, sight)
        known = await newest(visit.project, (What.LOOK,), told, done=True)
        sheet, opened = await _kept(visit, known)
        entries = await entries_named(visit.by, visit.project, chosen, opened.ids)
        return await _page(visit, sheet, opened, entries, chosen, language, at, known)
    ground = await report_ground(visit.by, visit.project, chosen, wanted.period.last)
    drawn = books(wanted.format, figures_for(wanted.format, ground), wording(language), ground)
    return await _page(visit, *_drawn(visit, drawn, language, ground), chosen, language, at)


async def _kept(visit: Visit, known: MakingSeen | None) -> tuple[str, Opened]:
    """A figure as the worker drew it, with what its sheet is called."""
    found = known and await figure_kept(known.id, visit.place_asked("sheet"), visit.query("at"))
    if not found:
        raise NotFound
    return found


def _drawn(
    visit: Visit, drawn: Sequence[Book], language: Language, ground: Ground
) -> tuple[str, Opened, Sequence[Entry]]:
    """A figure that is drawn at once, with what its sheet is called and the first of its expenses."""
    place, places = visit.place_asked("sheet"), places_in(drawn)
    sheet = places[place][1] if place < len(places) else None
    found = cell_at(sheet, visit.query("at")) if sheet else None
    opened = opened_in(sheet, *found, language) if sheet and found else None
    if sheet is None or opened is None:
        raise NotFound
    ids = frozenset(opened.ids)
    return sheet.name, opened, [entry for entry in ground.entries if entry.id in ids]


async def _page(
    visit: Visit,
    sheet: str,
    opened: Opened,
    entries: Sequence[Entry],
    chosen: Selection,
    language: Language,
    at: At,
    drawn: MakingSeen | None = None,
) -> Response:
    """The page; `drawn` is the making in which its sheet was drawn, where that was before."""
    words, number = visit.words, chosen.number
    earlier = await before_listed(visit.by, visit.project, chosen, opened.earlier)
    parties = await parties_named(visit.project)
    now = await states_now(visit.project, number, [entry.id for entry in entries]) if number else {}
    begun = drawn and (drawn.begun_at or drawn.asked_at)
    context = {
        "figure": words.amount(opened.figure),
        "row": opened.row,
        "column": opened.column,
        "lang": language,
        "sheet_name": sheet,
        "back": at(visit.place_asked("sheet"), 1 + int(visit.query("at").split("-")[0]) // SHOWN_ROWS),
        "number": number,
        "said": words.say(opened.said),
        "together": _together(words, opened),
        "then": words.say(DRAWN_THEN, moment=words.moment(begun, visit.zone)) if begun else "",
        "now": {
            "rows": rows_shown(visit, parties, entries, now, None),
            "opening": [],
            "sums": [words.amount(one) for one in opened.amounts],
            "more": _more(words, opened.count, len(entries)),
        },
        "before": {
            "rows": [
                {**row, "package": earlier.stand[entry.id]["package"]}
                for row, entry in zip(
                    rows_shown(visit, parties, earlier.entries, earlier.stand, None), earlier.entries, strict=True
                )
            ],
            "opening": [_opening(visit, one) for one in earlier.opening],
            "sums": [words.amount(one) for one in opened.earlier_amounts],
            "more": _more(words, earlier.count, len(earlier.entries)),
        },
    }
    return visit.page("reports/figure_opened.html", context)


def _together(words: Wording, opened: Opened) -> str:
    """What all of them come to in the currency of the figure, where they are in others."""
    met = {one.currency for one in (*opened.amounts, *opened.earlier_amounts)}
    if met <= {opened.figure.currency}:
        return ""
    return words.say(
        N_("All of them together come to {amount}, each converted by itself."), amount=words.amount(opened.together)
    )


def _more(words: Wording, count: int, listed: int) -> str:
    return words.say(N_("and {count} more"), count=words.number(count - listed)) if count > listed == MOST else ""


def _opening(visit: Visit, row: Row) -> dict[str, str]:
    """What was taken over on a line when the project came here."""
    words = visit.words
    line = " ".join(part for part in (row["line"], text(row, "title").in_(words.language)) if part)
    return {
        "said": words.say(N_("Opening figure until {day}"), day=row["until_on"]),
        "url": f"/projects/{visit.project.code}/budget/opening" if visit.may(Permission.EDIT_BUDGET) else "",
        "line": line or DASH,
        "amount": words.amount(Money(row["amount_cents"], row["currency"])),
    }


ROUTES = [
    address("/projects/{code}/reports/behind", "report_figure", of_period),
    address("/projects/{code}/reports/packages/{id:int}/behind", "package_figure", of_package),
]
