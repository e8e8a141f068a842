"""A visit through a link: in whose name it comes, what the link lends, and to what page a link leads that has ended."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response

from grants.access import CLOCK, Identity, Permission, Role, Seat
from grants.door.queries import titles_of
from grants.errors import NotFound
from grants.letters.links.queries import LinkSeen, link_of
from grants.letters.links.rules import PURPOSES, LinkState, Purpose
from grants.projects.queries import Seen, project_seen
from grants.values.language import N_, Text, language_named
from grants.web.pages import Visit

ENDED = {
    LinkState.USED: N_("What this link was for has been sent; it opens only once."),
    LinkState.REVOKED: N_("Whoever sent this link has revoked it."),
    LinkState.EXPIRED: N_("This link opened until {day}."),
}
# What else a link lends besides a partner's seat.
_LENT = {
    Purpose.SUB_REPORT: frozenset({Permission.REPORT_SUB_GRANT, Permission.COMMENT}),
}


def identity_of(link: LinkSeen) -> Identity:
    """In whose name something is done through a link: the partner's part it was sent for, and nothing besides."""
    name = f"{link.to_name} <{link.to_address}>" if link.to_name else link.to_address
    seats = (Seat(Role.PARTNER, link.project_id, partner_id=link.partner_id),) if link.partner_id else ()
    return Identity(
        name=name,
        email=link.to_address,
        language=language_named(link.language) or "bg",
        seats=seats,
        lent=_LENT.get(link.purpose, frozenset()),
        lent_in=link.project_id,
    )


async def through(visit: Visit) -> tuple[Visit, LinkSeen]:
    """The visit as whoever the link was sent to, in that language, whoever is signed in besides; NotFound without a link."""
    link = await link_of(visit.named("token"))
    if link is None:
        raise NotFound(N_("There is no such link. Look whether the address is whole, as it stands in the letter."))
    by = identity_of(link)
    seen: Seen = await project_seen(CLOCK, link.code)  # only its name is shown
    told = replace(visit.spoken_in(by.language), by=by, signed_in=False, project=seen)
    told.on_page = {**told.on_page, "person": None, "visit": told}
    return told, link


async def about_of(visit: Visit, link: LinkSeen) -> Text | str:
    """What the link is about: a month, or the name of its row."""
    if link.month_on:
        return visit.words.month(link.month_on)
    return (await titles_of(visit.project))[link.kind, link.row_id or 0]


async def ended(visit: Visit, link: LinkSeen, status: int = 410, *, asked: bool = False) -> Response:
    """The page of a link that opens no more: why, and how to ask for another."""
    state = link.state(visit.now)
    day = visit.words.day(link.expires_at.astimezone(visit.zone).date())
    context = {
        "why": visit.words.say(ENDED.get(state, ENDED[LinkState.EXPIRED]), day=day),
        "purpose": visit.words.say(PURPOSES[link.purpose]),
        "about": await about_of(visit, link),
        "project_title": visit.project.title,
        "again_url": f"{visit.request.url.path.removesuffix('/again')}/again",
        "used": state is LinkState.USED,
        "asked": asked,
    }
    return visit.page("door/ended.html", context, status)
