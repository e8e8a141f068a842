"""What keeps a draft from being ready: found at once, or, where it is long, by the worker and shown with its moment."""

from __future__ import annotations

from typing import Final

from grants.projects.queries import whole_money_seen
from grants.reports.looks.marks import sight_of
from grants.reports.looks.shown import FOUND_THEN, Look, Says, Shown, looked
from grants.reports.makings.rules import What, is_long
from grants.reports.packages.contents import Contents, mark_of
from grants.reports.packages.freezing.actions import judged
from grants.reports.packages.queries import PackageSeen
from grants.reports.packages.shown import address_of, found_told
from grants.values.language import N_
from grants.web.pages import Visit

_SAYS: Final = Says(
    going={
        What.CHECK: N_("The package is being checked."),
        What.READY: N_(
            "The package is being made ready: it is checked once more and frozen, and its files are written."
        ),
    },
    failed={
        What.CHECK: N_("The package could not be checked:"),
        What.READY: N_("The package was not made ready:"),
    },
    never=N_("The package is long, so the worker checks it while you go on working. It was not checked yet."),
    stale=N_(
        "Checked on {moment}. Since then the package changed, or something else in the project; have it checked again."
    ),
    fresh=N_("Checked on {moment}; nothing changed in it or in the project since."),
    then=FOUND_THEN,
    ask=N_("Check it now"),
    again=N_("Check it again"),
)
_NOTHING_KNOWN: Final[Shown] = {"refused": False, "set_aside": 0, "errors": [], "warned": [], "noted": []}


async def found_in(visit: Visit, package: PackageSeen, contents: Contents) -> Shown:
    """What was found in a draft: errors, warnings, what is noted, how many were set aside; and, where it is long, of when that is."""
    if not is_long(contents.count):
        store = visit.request.app.state.files
        found = found_told(visit.project, await judged(visit.by, visit.project, package, visit.today, store))
        return {**found, **found[visit.language], "long": None}
    known, long = await looked(visit, await _look(visit, package, contents))
    if known is None:
        return {**_NOTHING_KNOWN, "long": long}
    told = known.told
    hidden = set(told["projects"]) - await whole_money_seen(visit.by, told["projects"])
    found = told[visit.language]
    noted = [one for one in found["noted"] if hidden.isdisjoint(one["projects"])]
    return {
        **_NOTHING_KNOWN,
        **told,
        **found,
        "noted": noted,
        "refused": told["refused"] and not long["stale"],
        "long": long,
    }


async def _look(visit: Visit, package: PackageSeen, contents: Contents) -> Look:
    return Look(
        What.CHECK,
        {"package": package.id, "sight": sight_of(visit.by, visit.project)},
        await mark_of(visit.project, package, contents),
        _SAYS,
        address_of(visit, package.id),
        address_of(visit, package.id, "/look"),
        among=(What.CHECK, What.READY),
        busy={"package": package.id},
    )
