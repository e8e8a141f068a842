"""Asking the worker to look at a long report: it changes nothing, so whoever may read reports may ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from grants.errors import AlreadyDone
from grants.reports.looks.marks import sight_of
from grants.reports.makings.actions import ask_for
from grants.reports.makings.makers import check_asked
from grants.reports.makings.rules import What
from grants.reports.packages.queries import package_seen
from grants.reports.packages.shown import address_of
from grants.web.forms import Sent, sent
from grants.web.pages import Visit, address


async def package_look(visit: Visit) -> Response:
    """A package to be checked."""
    found = await package_seen(visit.by, visit.project, visit.number_in_path("id"))
    here = address_of(visit, found.id)
    if visit.request.method == "GET":
        return visit.see(here)
    form = await sent(visit.request)
    asked = check_asked(found.id, found.number, sight_of(visit.by, visit.project))
    return await _asked(visit, form, What.CHECK, asked, found.number, here)


async def _asked(visit: Visit, form: Sent, what: What, asked: Mapping[str, Any], label: str, here: str) -> Response:
    try:
        await ask_for(visit.by, visit.project, what, asked, label, once=form.key)
    except AlreadyDone:
        return visit.see(here, "already")
    return visit.see(here)


ROUTES = [
    address("/projects/{code}/reports/packages/{id:int}/look", "package_look", package_look, changes=True),
]
