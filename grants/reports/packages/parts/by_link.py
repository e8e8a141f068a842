"""A partner's part of a report package through a link in a letter: looked at, and said to be complete or not, without an account."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from grants.access import Permission
from grants.acting import acting
from grants.errors import AlreadyDone, Changed, NotFound, Objected, Objection, WrongState
from grants.letters.links.actions import hold_open
from grants.letters.links.queries import LinkSeen
from grants.reports.packages.pages import CHANGED_MEANWHILE
from grants.reports.packages.parts.drawn import part_page, said_of_part
from grants.reports.packages.parts.queries import PartSeen, part_seen_by
from grants.values.language import N_
from grants.web.forms import Sent, sent
from grants.web.pages import Visit


async def part_by_link(visit: Visit, link: LinkSeen) -> Response:
    """The partner's own expenses of the package; sent, what is missing, or that the part is complete, or not after all.

    The link opens until its day: what was said can be taken back until the package is ready.
    """
    which = (link.row_id or 0, link.partner_id or 0)
    try:
        found = await part_seen_by(visit.by, visit.project, *which)
    except NotFound:
        return visit.page("door/done.html", _gone(visit), 410)
    if visit.request.method == "GET":
        return await _page(visit, link, found)
    form = await sent(visit.request)
    problems, status = await _taken(visit, link, which, form)
    found = await part_seen_by(visit.by, visit.project, *which)
    if problems:
        return await _page(visit, link, found, form, problems, status)
    return visit.see(visit.request.url.path, "")


async def _taken(visit: Visit, link: LinkSeen, which: tuple[int, int], form: Sent) -> tuple[Sequence[Objection], int]:
    """What was sent, done while the link still opens; what stands against it, with the status of the answer."""
    try:
        async with acting(visit.by, Permission.HAND_IN_PART, visit.project.ref) as deed:
            await hold_open(link, visit.now)
            await said_of_part(visit, which, form)
            deed.happened("link.used", "link", link.id, link.to_address)
    except AlreadyDone:
        return (), 303
    except Objected as problem:
        return problem.objections, 422
    except Changed:
        return [Objection(CHANGED_MEANWHILE)], 409
    except WrongState as problem:
        return [Objection(problem.sentence, problem.facts)], 409
    return (), 303


async def _page(
    visit: Visit,
    link: LinkSeen,
    found: PartSeen,
    form: Sent | None = None,
    objections: Sequence[Objection] = (),
    status: int = 200,
) -> Response:
    told = [(one.place or None, visit.words.say(one.sentence, **one.facts)) for one in objections]
    context = {
        **await part_page(visit, found, form),
        "told": {place: sentence for place, sentence in told if place},
        "errors": told,
        "project_title": visit.project.title,
        "until": visit.words.day(link.expires_at.astimezone(visit.zone).date()),
        "who": link.to_name or link.to_address,
    }
    return visit.page("reports/part_by_link.html", context, status)


def _gone(visit: Visit) -> dict[str, object]:
    words = visit.words
    return {
        "heading": words.say(N_("Nothing is needed any more")),
        "sentence": words.say(N_("The report this link was for was discarded by the lead organisation.")),
        "facts": [],
        "project_title": visit.project.title,
    }
