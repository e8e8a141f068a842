"""What keeps a draft from being ready: found at once, or, where it is long, by the worker and shown with its moment."""

from __future__ import annotations

from typing import Final

from grants.access import Identity
from grants.projects.queries import Seen
from grants.reports.makings.queries import MakingSeen, newest_of_package
from grants.reports.makings.rules import What, is_long
from grants.reports.packages.contents import Contents, stamp_of
from grants.reports.packages.freezing.actions import judged
from grants.reports.packages.queries import PackageSeen
from grants.reports.packages.shown import Shown, address_of, found_told
from grants.reports.rules_package import MakingState
from grants.values.language import N_
from grants.web.pages import Visit

_GOING: Final = {
    What.CHECK: N_("The package is being checked."),
    What.READY: N_("The package is being made ready: it is checked once more and frozen, and its files are written."),
}
_FAILED: Final = {
    What.CHECK: N_("The package could not be checked:"),
    What.READY: N_("The package was not made ready:"),
}
NOTHING_KNOWN: Final[Shown] = {"refused": False, "set_aside": 0, "errors": [], "noted": []}


def sight_of(by: Identity, project: Seen) -> str:
    """What decides how much of a project somebody sees: what one found is shown to whoever sees as much."""
    seats = {f"{seat.role}:{seat.partner_id or ''}" for seat in by.seats_in(project.ref)}
    return ",".join(sorted(seats | ({"all"} if by.unbounded else set())))


async def found_in(visit: Visit, package: PackageSeen, contents: Contents) -> Shown:
    """What was found in a draft: errors, what is noted, how many were set aside; and, where it is long, of when that is."""
    if not is_long(contents.count):
        store = visit.request.app.state.files
        found = found_told(visit.project, await judged(visit.by, visit.project, package, visit.today, store))
        return {**found, **found[visit.language], "long": None}
    latest = await newest_of_package(visit.project, package.id, (What.CHECK, What.READY))
    sight = sight_of(visit.by, visit.project)
    known = await newest_of_package(visit.project, package.id, (What.CHECK,), sight=sight, done=True)
    told = {**known.told, **known.told[visit.language]} if known else NOTHING_KNOWN
    stale = known is not None and told["stamp"] != stamp_of(package, contents)
    about = {"checked": known is not None, "stale": stale, "moment": _moment(visit, known), **_latest(visit, latest)}
    return {**told, "refused": told["refused"] and not stale, "long": {**about, "url": address_of(visit, package.id)}}


def _moment(visit: Visit, known: MakingSeen | None) -> str:
    """Since when what was found holds: the rows were read after it began."""
    return visit.words.moment(known.begun_at or known.asked_at, visit.zone) if known else ""


def _latest(visit: Visit, latest: MakingSeen | None) -> Shown:
    """What the worker does with the package just now, or why it could not."""
    told: Shown = {"going": "", "failed": "", "why": [], "done": 0, "of": 0, "said": "", "readying": False}
    if latest is None:
        return told
    words = visit.words
    if latest.state is MakingState.FAILED:
        return {**told, "failed": words.say(_FAILED[latest.what]), "why": latest.sentences(words.language)}
    if latest.ended:
        return told
    numbers = {"done": words.number(latest.done), "of": words.number(latest.of)}
    said = words.say(N_("{done} of {of} rows"), **numbers) if latest.of else ""
    going = {"done": latest.done, "of": latest.of, "said": said, "readying": latest.what is What.READY}
    return {**told, **going, "going": words.say(_GOING[latest.what])}
