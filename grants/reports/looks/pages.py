"""Asking the worker to look at a long report: it changes nothing, so whoever may read reports may ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from grants.errors import AlreadyDone
from grants.reports.forms import asked, known_before
from grants.reports.looks.marks import sight_of
from grants.reports.looks.period import page_of
from grants.reports.makings.actions import ask_for
from grants.reports.makings.makers import check_asked, look_asked, sheets_asked
from grants.reports.makings.rules import What
from grants.reports.packages.queries import package_seen
from grants.reports.packages.shown import address_of
from grants.reports.queries import usual_format
from grants.reports.rules import offered_period
from grants.values.language import language_named
from grants.web.forms import Sent, sent
from grants.web.pages import Visit, address


async def package_look(visit: Visit) -> Response:
    """A package to be checked, or its sheets to be drawn."""
    found = await package_seen(visit.by, visit.project, visit.number_in_path("id"))
    if visit.request.method == "GET":
        return visit.see(address_of(visit, found.id))
    form, sight = await sent(visit.request), sight_of(visit.by, visit.project)
    if form.line("do") == What.CHECK:
        wanted = check_asked(found.id, found.number, sight)
        return await _asked(visit, form, What.CHECK, wanted, found.number, address_of(visit, found.id))
    language = language_named(form.line("file_language")) or found.language
    here = address_of(visit, found.id, show="sheets", file_language=language)
    wanted = sheets_asked(found.id, found.number, language, sight)
    return await _asked(visit, form, What.SHEETS, wanted, found.number, here)


async def report_look(visit: Visit) -> Response:
    """A report of a period to be looked at."""
    if visit.request.method == "GET":
        return visit.see(page_of(visit))
    form = await sent(visit.request)
    offered = offered_period(visit.today, None)
    wanted = asked(form.typed, await usual_format(visit.project), offered, visit.today, visit.words)
    wanted = await known_before(visit.project, wanted)
    here = f"{page_of(visit)}?{urlencode(wanted.typed)}"
    if wanted.period is None or wanted.objections:
        return visit.see(here)  # where it is said what is wrong
    told = look_asked(wanted.format, wanted.period, wanted.language, wanted.since, sight_of(visit.by, visit.project))
    return await _asked(visit, form, What.LOOK, told, wanted.label, here)


async def _asked(visit: Visit, form: Sent, what: What, told: Mapping[str, Any], label: str, here: str) -> Response:
    try:
        await ask_for(visit.by, visit.project, what, told, label, once=form.key)
    except AlreadyDone:
        return visit.see(here, "already")
    return visit.see(here)


ROUTES = [
    address("/projects/{code}/reports/look", "report_look", report_look, changes=True),
    address("/projects/{code}/reports/packages/{id:int}/look", "package_look", package_look, changes=True),
]
