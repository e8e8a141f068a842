"""The pages of the register of participants: the list, the form, one person, the number looked at, being forgotten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from grants.access import Permission
from grants.errors import AlreadyDone, Changed, Objected, Objection, WrongState
from grants.participants.actions import add_participant, change_participant, tell_what_is_known
from grants.participants.attendance.shown import views_of
from grants.participants.counting import special_needed
from grants.participants.entering import CARRIED, Form, both_versions, checked, entered, opened, shown
from grants.participants.forgetting import pages as removing
from grants.participants.forgetting.actions import (
    ask_to_be_forgotten,
    forget_now,
    why_it_stays,
)
from grants.participants.forgetting.rules import hold_of
from grants.participants.places import settlements
from grants.participants.queries import (
    Filters,
    attended_by,
    choices_of,
    happened_to,
    participant_seen,
    register_of,
    same_person,
)
from grants.participants.rules import SEXES
from grants.participants.shown import (
    LOOK_AGAIN,
    MASKED,
    PRESENCE,
    RECORDS,
    below,
    called,
    deeds_said,
    facts_of,
    hold_said,
    lacking_of,
    register_shown,
)
from grants.personal.actions import look_at
from grants.personal.rules import Bearer
from grants.projects.keeping import kept_of
from grants.storage.columns import text
from grants.storage.database import Row
from grants.values.language import N_
from grants.values.reading import whole_number
from grants.web.forms import new_form_key, sent
from grants.web.pages import Visit, address

CHANGED_MEANWHILE = N_(
    "Somebody else changed this meanwhile. What stands there now is shown beside yours; save again to keep yours."
)


# --- the list -------------------------------------------------------------------------------------------------------


async def participants(visit: Visit) -> Response:
    """The register, narrowed by what its address says."""
    page = visit.page_asked()
    asked = await special_needed(visit.project.id)
    filters = _filters(visit)
    found = await register_of(visit.by, visit.project, filters, page, asked)
    choices = await choices_of(visit.by, visit.project)
    context = register_shown(visit, found, filters, choices, asked)
    return visit.page("participants/participants.html", {**context, "views": views_of(visit, "")})


def _filters(visit: Visit) -> Filters:
    def one_of(name: str, known: Any) -> str:
        return visit.query(name) if visit.query(name) in known else ""

    return Filters(
        visit.query("q")[:200],
        visit.query("activity")[:40],
        visit.query("partner")[:40],
        one_of("sex", SEXES),
        one_of("presence", PRESENCE),
        one_of("record", RECORDS),
    )


# --- the form -------------------------------------------------------------------------------------------------------


async def new_participant(visit: Visit) -> Response:
    """Somebody who joined."""
    form = await opened(visit)
    if visit.request.method == "GET":
        return _form(form)
    got = await sent(visit.request)
    form = entered(form, got)
    if form.told or form.joined is None:
        return _form(form, status=422)
    try:
        made = await add_participant(visit.by, visit.project, form.joined, form.seal, visit.today, once=got.key)
    except AlreadyDone:
        return visit.see(below(visit), "already")
    except Objected as problem:
        form.told = list(problem.objections)
        return _form(form, status=422)
    if got.line("then") == "next":
        kept = {name: form.typed[name] for name in CARRIED if form.typed.get(name)}
        return visit.see(below(visit, f"/new?{urlencode(kept)}"), "added")
    return visit.see(below(visit, f"/{made}"), "added")


async def edit_participant(visit: Visit) -> Response:
    """What is known of a participant, to be changed."""
    row = await _row(visit)
    if row["forgotten_at"]:
        return visit.see(below(visit, f"/{row['id']}"))
    form = await opened(visit, row)
    if visit.request.method == "GET":
        return _form(form)
    form = entered(form, await sent(visit.request))
    if form.told or form.joined is None:
        return _form(form, status=422)
    try:
        await change_participant(
            *(visit.by, visit.project, row["id"], form.version, form.joined, form.seal, visit.today),
            without_number=form.without_number,
        )
    except Objected as problem:
        form.told = list(problem.objections)
        return _form(form, status=422)
    except Changed:
        theirs = await _row(visit)
        form.version, form.told = theirs["version"], [Objection(CHANGED_MEANWHILE)]
        return _form(form, theirs, status=409)
    return visit.see(below(visit, f"/{row['id']}"), "saved")


def _form(form: Form, theirs: Row | None = None, status: int = 200) -> Response:
    visit, row = form.visit, form.row
    context = {
        **shown(form),
        "new": row is None,
        "heading": called(row, visit.words) if row else visit.words.say(N_("Add a participant")),
        "number": row["number"] if row else "",
        "theirs": both_versions(form, theirs) if theirs else None,
        "back_url": below(visit, f"/{row['id']}" if row else ""),
        "check_url": _check_url(form),
        "places_url": below(visit, "/settlements"),
        "masked": MASKED,
    }
    return visit.page("participants/form.html", context, status)


def _check_url(form: Form) -> str:
    """Where the form is looked at while somebody types; told whether the box for another person stands on the page."""
    visit, row = form.visit, form.row
    box = any(one.place == "another_person" for one in form.told) or form.typed.get("another_person")
    asked = {"of": row["id"] if row else 0, "lang": visit.language, **({"another": "1"} if box else {})}
    return below(visit, f"/check?{urlencode(asked)}")


async def check(visit: Visit) -> Response:
    """What can be said of a form before it is sent."""
    of = whole_number(visit.query("of"))
    row = await _numbered(visit, of) if of else None
    form = entered(await opened(visit, row), await sent(visit.request))
    return visit.page(
        "participants/_checked.html", {**await checked(form), "another_there": bool(visit.query("another"))}
    )


async def places(visit: Visit) -> Response:
    """The settlements of a district, offered while somebody types."""
    district = visit.query("district") or visit.query("place_district")
    return visit.page("participants/_settlements.html", {"settlements": settlements(district)})


# --- one participant ------------------------------------------------------------------------------------------------


async def _row(visit: Visit) -> Row:
    return await _numbered(visit, visit.number_in_path("id"))


async def _numbered(visit: Visit, participant_id: int) -> Row:
    """A participant, with which special questions are `asked` in its project."""
    asked = await special_needed(visit.project.id)
    return {**await participant_seen(visit.by, visit.project, participant_id, asked), "asked": asked}


async def participant(visit: Visit) -> Response:
    """One participant."""
    return await _page(visit, await _row(visit))


async def _page(
    visit: Visit,
    row: Row,
    objections: Sequence[Objection] = (),
    status: int = 200,
    *,
    number: str = "",
    reason: str = "",
) -> Response:
    words, asked = visit.words, row["asked"]
    anonymous = bool(row["forgotten_at"])
    same = await same_person(visit.by, visit.project, row, row["fingerprint"] if row["has_number"] else "", row["id"])
    may_forget = visit.may(Permission.FORGET_PARTICIPANT) and not anonymous
    sees_numbers = visit.may(Permission.SEE_PERSONAL_NUMBERS)
    context = {
        "here": below(visit, f"/{row['id']}"),
        "back_url": below(visit),
        "name": called(row, words),
        "number": row["number"],
        "anonymous": words.day(row["forgotten_at"].astimezone(visit.zone).date()) if anonymous else "",
        "facts": facts_of(visit, row, special=visit.may(Permission.SEE_SPECIAL)),
        "has_number": row["has_number"],
        "personal_number": number,
        "masked": MASKED,
        "may_look": sees_numbers and row["has_number"],
        "lacking": [] if anonymous else lacking_of(row, asked, words),
        "elsewhere": same.elsewhere and not anonymous,
        "edit_url": below(visit, f"/{row['id']}/edit")
        if visit.may(Permission.EDIT_PARTICIPANTS) and not anonymous
        else None,
        "sessions": [_session(visit, one) for one in await attended_by(row["id"])],
        "deeds": deeds_said(visit, await happened_to(row["id"])) if visit.may(Permission.SEE_HISTORY) else [],
        "may_forget": may_forget,
        "remove_url": below(visit, f"/{row['id']}/remove")
        if may_forget and not await why_it_stays(visit.project, row)
        else None,
        "may_tell": sees_numbers and not anonymous,
        "asked_on": words.day(row["forget_asked_on"]) if row["forget_asked_on"] else "",
        **await _held(visit, row),
        "version": row["version"],
        "form_key": new_form_key(),
        "reason": reason,
        "told": {one.place: words.say(one.sentence, **one.facts) for one in objections},
        "errors": [(one.place or None, words.say(one.sentence, **one.facts)) for one in objections],
    }
    return visit.page("participants/participant.html", context, status)


async def _held(visit: Visit, row: Row) -> dict[str, str]:
    """Until when the name stays, and why."""
    hold = hold_of(row["keep_until_on"], await kept_of(visit.project.id, visit.today), visit.today)
    why = visit.words.say(hold.sentence, **_told(visit, hold.facts)) if hold.sentence else ""
    return {"hold": hold_said(hold, visit.words), "hold_why": why}


def _told(visit: Visit, facts: Any) -> dict[str, Any]:
    """The facts of a keeping rule, its number of years in words."""
    years = facts.get("years")
    return {**facts, **({"years": visit.words.count("{n} year", "{n} years", years)} if years is not None else {})}


def _session(visit: Visit, one: Row) -> dict[str, Any]:
    words = visit.words
    ahead = one["held_on"] and one["held_on"] > visit.today
    unknown = words.say(N_("still to be held")) if ahead else words.say(N_("not entered yet"))
    came = {True: words.say(N_("came")), False: words.say(N_("did not come"))}
    return {
        "url": below(visit, f"/sessions/{one['id']}"),
        "number": one["number"],
        "title": text(one, "title"),
        "day": words.day(one["held_on"]) if one["held_on"] else "",
        "came": came.get(one["came"], unknown),
        "tone": {True: "good", False: ""}.get(one["came"], "" if ahead else "wait"),
        "hours": words.number(one["hours"].normalize()) if one["came"] and one["hours"] is not None else "",
    }


async def number(visit: Visit) -> Response:
    """The personal number, shown once to somebody who may see it; the look is recorded."""
    row = await _row(visit)
    if visit.request.method == "GET" or not row["has_number"]:
        return visit.see(below(visit, f"/{row['id']}"))
    seal = visit.request.app.state.seal
    found = await look_at(visit.by, visit.project.ref, Bearer.PARTICIPANT, row["id"], row["number"], seal)
    return await _page(visit, row, number=found)


async def forget(visit: Visit) -> Response:
    """Somebody asks to be forgotten, or a manager decides that nothing holds."""
    row = await _row(visit)
    here = below(visit, f"/{row['id']}")
    if visit.request.method == "GET":
        return visit.see(f"{here}#forget")
    form = await sent(visit.request)
    which = (visit.by, visit.project, row["id"], form.whole("version"))
    try:
        if form.line("decided") == "free":
            await forget_now(*which, form.line("reason")[:2000])
        else:
            await ask_to_be_forgotten(*which, visit.today)
    except Objected as problem:
        return await _page(visit, row, problem.objections, 422, reason=form.line("reason"))
    except Changed:
        return await _page(visit, await _row(visit), [Objection(LOOK_AGAIN)], 409, reason=form.line("reason"))
    except WrongState as problem:
        return await _page(visit, await _row(visit), [Objection(problem.sentence)], 409)
    return visit.see(here, "done")


async def known(visit: Visit) -> Response:
    """Everything that is known of somebody, to be printed and given to that person; recorded."""
    row = await _row(visit)
    if visit.request.method == "GET" or row["forgotten_at"]:
        return visit.see(below(visit, f"/{row['id']}"))
    seal = visit.request.app.state.seal
    told = await tell_what_is_known(visit.by, visit.project, row, seal)
    context = {
        "back_url": below(visit, f"/{row['id']}"),
        "name": called(row, visit.words),
        "number": row["number"],
        "personal_number": told,
        "facts": facts_of(visit, row, special=True),
        **await _held(visit, row),
        "sessions": [_session(visit, one) for one in await attended_by(row["id"])],
        "deeds": deeds_said(visit, await happened_to(row["id"])),
        "told_on": visit.words.day(visit.today),
    }
    return visit.page("participants/known.html", context)


ROUTES = [
    address("/projects/{code}/participants", "participants", participants),
    address("/projects/{code}/participants/new", "new_participant", new_participant, changes=True),
    address("/projects/{code}/participants/check", "check_participant", check, changes=True),
    address("/projects/{code}/participants/settlements", "participant_places", places),
    address("/projects/{code}/participants/{id:int}", "participant", participant),
    address("/projects/{code}/participants/{id:int}/edit", "edit_participant", edit_participant, changes=True),
    address("/projects/{code}/participants/{id:int}/number", "participant_number", number, changes=True),
    address("/projects/{code}/participants/{id:int}/forget", "forget_participant", forget, changes=True),
    *removing.ROUTES,
    address("/projects/{code}/participants/{id:int}/known", "participant_known", known, changes=True),
]
