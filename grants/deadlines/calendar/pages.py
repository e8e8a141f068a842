"""Pages of calendar feeds: one's own, made and revoked; and the feed itself, for whoever knows its address."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from grants.deadlines.calendar.actions import feed_read, make_feed, revoke_feed
from grants.deadlines.calendar.feed import feed
from grants.deadlines.calendar.queries import FeedSeen, due_for, feed_behind, feeds_of
from grants.errors import AlreadyDone, NotFound
from grants.people.queries import identity_by_id
from grants.projects.queries import project_seen, projects_seen
from grants.values.language import N_, language_named
from grants.values.wording import wording
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit, address

AT = "/account/calendars"


async def calendars(visit: Visit) -> Response:
    """One's feeds; a new one is made here, and its address shown this once."""
    if visit.request.method == "GET":
        return await _page(visit)
    form = await sent(visit.request)
    project = await project_seen(visit.by, form.line("project")) if form.line("project") else None
    language = language_named(form.line("language")) or visit.language
    try:
        token = await make_feed(visit.by, project, language, once=form.key)
    except AlreadyDone:
        return visit.see(AT, "already")
    return await _page(visit, form, f"{visit.settings.base_url}/calendar/{token}.ics")


async def _page(visit: Visit, form: Sent | None = None, made: str = "") -> Response:
    projects = await projects_seen(visit.by)
    asked = form.line("project") if form else visit.query("project")
    choices = [("", visit.words.say(N_("all my projects")))]
    choices += [(one.code, f"{one.acronym or one.title.in_(visit.language)} · {one.code}") for one in projects]
    context = {
        "feeds": [_shown(visit, one) for one in await feeds_of(visit.by)],
        "made": made,
        "webcal": made.replace("https://", "webcal://").replace("http://", "webcal://"),
        "projects": choices,
        "project": asked if asked in dict(choices) else "",
        "language": (form.line("language") if form else "") or visit.language,
        "form_key": new_form_key(),
    }
    return visit.page("deadlines/calendars.html", context)


def _shown(visit: Visit, one: FeedSeen) -> dict[str, Any]:
    return {
        "id": one.id,
        "what": one.project.in_(visit.language) if one.project_id else visit.words.say(N_("all my projects")),
        "code": one.code,
        "language": {"bg": "Български", "en": "English"}[one.language],
        "made": visit.words.moment(one.made_at, visit.zone),
        "read": visit.words.moment(one.read_at, visit.zone) if one.read_at else visit.words.say(N_("never")),
    }


async def revoke(visit: Visit) -> Response:
    """The feed is not there any more."""
    feed_id = visit.number_in_path("id")
    if visit.request.method == "POST":
        await revoke_feed(visit.by, feed_id, visit.now)
        return visit.see(AT, "saved")
    if feed_id not in {one.id for one in await feeds_of(visit.by)}:
        raise NotFound
    return visit.see(AT)


async def calendar_file(visit: Visit) -> Response:
    """The feed behind a token: what its person sees today. 404 once it is revoked or the person has left."""
    found = await feed_behind(visit.named("token"))
    by = await identity_by_id(found.person_id) if found else None
    if found is None or by is None:
        raise NotFound
    words = wording(found.language)
    name = found.project.in_(found.language) if found.project_id else words.say(N_("Deadlines"))
    body = feed(
        await due_for(by, found.project_id, visit.today), name, words, visit.zone, visit.settings.base_url, visit.now
    )
    await feed_read(found.id, visit.now)
    headers = {"Cache-Control": "private, max-age=900", "Content-Disposition": 'inline; filename="deadlines.ics"'}
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)


ROUTES = [
    address("/account/calendars", "calendars", calendars, changes=True),
    address("/account/calendars/{id:int}/revoke", "revoke_calendar", revoke, changes=True),
    address("/calendar/{token}.ics", "calendar_file", calendar_file),
]
