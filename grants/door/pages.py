"""What a link in a letter opens: one thing, without signing in; opening it changes nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.responses import Response

from grants.door import missing_pages
from grants.door.actions import ask_for_new_link
from grants.door.costs import costs
from grants.door.deliver import deliver
from grants.door.sub_report import sub_report
from grants.door.through import about_of, ended, through
from grants.errors import WrongState
from grants.letters.links.queries import LinkSeen, link_of
from grants.letters.links.rules import AT, PURPOSES, LinkState, Purpose
from grants.web.forms import sent
from grants.web.pages import Visit, address


async def link(visit: Visit) -> Response:
    """The one thing the link is for; once it has ended, why."""
    told, found = await through(visit)
    if found.state(visit.now) is not LinkState.OPEN:
        return await ended(told, found)
    try:
        return await OPENS[found.purpose](told, found)
    except WrongState:  # it ended while the page was open
        now = await link_of(visit.named("token"))
        if now is None or now.state(visit.now) is LinkState.OPEN:
            raise
        return await ended(told, now)


# By what a link is for, its page; rooms that come later enter theirs in app.py.
OPENS: dict[Purpose, Callable[[Visit, LinkSeen], Awaitable[Response]]] = {
    Purpose.DELIVER: deliver,
    Purpose.COSTS: costs,
    Purpose.SUB_REPORT: sub_report,
}


async def again(visit: Visit) -> Response:
    """Asking whoever sent the link for another; one that still opens leads back to it."""
    told, found = await through(visit)
    here = f"{AT}{visit.named('token')}"
    if visit.request.method == "GET" or found.state(visit.now) is LinkState.OPEN:
        return visit.see(here)
    await sent(visit.request)
    about = await about_of(told, found)
    named = about if isinstance(about, str) else about.bg or about.en
    what = f"{told.words.say(PURPOSES[found.purpose])} – {named}"
    await ask_for_new_link(told.by, told.project, found, what, now=visit.now, base=visit.settings.base_url)
    return await ended(told, found, 200, asked=True)


ROUTES = [
    address(f"{AT}{{token}}", "link", link, changes=True),
    address(f"{AT}{{token}}/again", "link_again", again, changes=True),
    *missing_pages.ROUTES,
]
