"""How far what the worker makes has come: a piece of a page that asks again by itself until everything in it has ended."""

from __future__ import annotations

from starlette.responses import Response

from grants.errors import NotFound
from grants.reports.dossier.queries import refuse_others
from grants.reports.makings.rules import What
from grants.reports.makings.shown import SHOWN_ON, makings_shown
from grants.web.pages import Visit, address


async def report_makings(visit: Visit) -> Response:
    """What is being made of what is asked for on one of the pages of the reports."""
    on = visit.named("on")
    if on not in SHOWN_ON:
        raise NotFound
    if What.DOSSIER in SHOWN_ON[on]:
        refuse_others(visit.by, visit.project)
    return visit.page("reports/_makings.html", await makings_shown(visit, on))


ROUTES = [address("/projects/{code}/reports/makings/{on}", "report_makings", report_makings)]
