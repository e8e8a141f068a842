"""The page of the expenses behind a figure, of a package or of a report of a period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.responses import Response

from grants.errors import NotFound, WrongState
from grants.reports.asked_figures import figures_for
from grants.reports.behind import FOLLOWS, adds_up_to
from grants.reports.cells import Book, Reached, said
from grants.reports.forms import asked, known_before
from grants.reports.grounds import report_ground
from grants.reports.grounds_counted import entries_counted
from grants.reports.grounds_entries import Selection
from grants.reports.looks.period import at_sheet
from grants.reports.looks.sheets import At, places_in
from grants.reports.makings.rules import is_long
from grants.reports.packages.contents import parties_named
from grants.reports.packages.drawn.counting import contents_shown
from grants.reports.packages.drawn.inside import at_sheet_of
from grants.reports.packages.outside import states_now
from grants.reports.packages.queries import format_of, ground_of, package_seen
from grants.reports.packages.rules import summed
from grants.reports.packages.shown import address_of, rows_shown
from grants.reports.previewed import SHOWN_ROWS, cell_at
from grants.reports.queries import usual_format
from grants.reports.rules import offered_period
from grants.reports.sheets import books
from grants.values.language import N_, Language, language_named
from grants.values.money import Money
from grants.values.wording import wording
from grants.web.pages import Visit, address

MOST: Final = 500  # expenses listed; the sum is of all


async def of_package(visit: Visit) -> Response:
    """The expenses behind a figure of a package's sheets; of a long package all of its expenses."""
    found = await package_seen(visit.by, visit.project, visit.number_in_path("id"))
    if is_long((await contents_shown(visit, found)).count):
        return visit.see(address_of(visit, found.id, show="rows"))
    language = language_named(visit.query("file_language")) or found.language
    try:
        chosen = format_of(found)
    except WrongState:
        raise NotFound from None
    ground = await ground_of(visit.by, visit.project, found, visit.request.app.state.files, visit.today)
    drawn = books(chosen, figures_for(chosen, ground), wording(language), ground)
    return await _page(visit, drawn, language, at_sheet_of(visit, found, language), found.number)


async def of_period(visit: Visit) -> Response:
    """The expenses behind a figure of a report of a period."""
    typed = dict(visit.request.query_params)
    usual, offered = await usual_format(visit.project), offered_period(visit.today, None)
    wanted = await known_before(visit.project, asked(typed, usual, offered, visit.today, visit.words))
    if wanted.period is None or wanted.objections:
        raise NotFound
    chosen = Selection(wanted.period.first, wanted.period.last)
    if is_long(await entries_counted(visit.by, visit.project, chosen)):
        raise NotFound
    ground = await report_ground(visit.by, visit.project, chosen, wanted.period.last)
    drawn = books(wanted.format, figures_for(wanted.format, ground), wording(wanted.language), ground)
    return await _page(visit, drawn, wanted.language, at_sheet(visit, wanted), "")


async def _page(visit: Visit, drawn: Sequence[Book], language: Language, at: At, number: str) -> Response:
    place, places = visit.place_asked("sheet"), places_in(drawn)
    found = cell_at(places[place][1], visit.query("at")) if place < len(places) else None
    if found is None:
        raise NotFound
    row, column = found
    cell, sheet = row.cells[column], places[place][1]
    if not isinstance(cell.behind, Reached) or not isinstance(cell.value, Money):
        raise NotFound
    entries = list(cell.behind.entries())
    listed = entries[:MOST]
    words = visit.words
    context = {
        "figure": words.amount(cell.value),
        "row": next((text for one in row.cells if isinstance(one.value, str) and (text := said(one, words))), ""),
        "column": sheet.headings[column].text,
        "lang": language,
        "sheet_name": sheet.name,
        "back": at(place, 1 + int(visit.query("at").split("-")[0]) // SHOWN_ROWS),
        "number": number,
        "said": words.say(adds_up_to(entries, cell.value) or FOLLOWS),
        "rows": rows_shown(
            visit,
            await parties_named(visit.project),
            listed,
            await states_now(visit.project, number, [entry.id for entry in listed]) if number else {},
            None,
        ),
        "sums": [words.amount(one) for one in summed(entry.amount for entry in entries).values()],
        "more": words.say(N_("and {count} more"), count=len(entries) - MOST) if len(entries) > MOST else "",
    }
    return visit.page("reports/figure_opened.html", context)


ROUTES = [
    address("/projects/{code}/reports/behind", "report_figure", of_period),
    address("/projects/{code}/reports/packages/{id:int}/behind", "package_figure", of_package),
]
