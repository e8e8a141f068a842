"""The forms about a session: its facts, who is on its list, holding the same again, and removing it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from starlette.responses import Response

from grants.access import Permission
from grants.audit.queries import was_removed
from grants.errors import AlreadyDone, Changed, NotFound, Objected, Objection
from grants.expenses.small import Small
from grants.participants.attendance.actions import (
    KIND,
    add_session,
    change_session,
    hold_again,
    remove_session,
    set_list,
)
from grants.participants.attendance.queries import (
    MOST_OFFERED,
    Plan,
    listed_of,
    offered_for,
    own_part,
    participants_numbered,
    plan_of,
    session_seen,
)
from grants.participants.attendance.records import SESSION
from grants.participants.attendance.rules import NO_SUCH_PERSON, numbers_typed, placed, timed
from grants.participants.attendance.shown import below, facts_of, named
from grants.participants.places import settlements
from grants.storage.columns import text
from grants.storage.database import Row
from grants.values.choices import names, references
from grants.values.entry import Reader, Reading, read_entry, typed_again
from grants.values.identifiers import number_search_form
from grants.values.language import N_
from grants.values.reading import Unreadable, whole_number
from grants.values.records import Field, Kind, Record
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit, address

CHANGED_MEANWHILE = N_(
    "Somebody else changed this meanwhile. What stands there now is shown beside yours; look at it before you go on."
)
NOTHING_CHOSEN = N_("Tick somebody first, or type a number.")
_LAYOUT = (
    ("title",),
    ("activity",),
    ("kind", "partner"),
    ("held",),
    ("begins_at", "ends_at", "hours"),
    ("district", "settlement"),
    ("place",),
    ("trainer",),
)
_HINTS = {
    "hours": N_("Of 60 minutes; empty: all the time."),
    "begins_at": N_("For example 9:30"),
    "trainer": N_("Signs the list."),
}
_AGAIN = Record("again", N_("The same again"), N_("The same again"), (SESSION.field("held"),), title="held", new="")
_A_WEEK = timedelta(days=7)
_EDIT = Permission.EDIT_PARTICIPANTS


# --- its facts --------------------------------------------------------------------------------------------------------


async def new(visit: Visit) -> Response:
    """Adding a session."""
    plan = await plan_of(visit.by, visit.project)
    form = _form(visit, plan)
    heading = visit.words.say(SESSION.new)
    if visit.request.method == "GET":
        form.typed = {"activity": visit.query("activity"), "held": f"{visit.today:%d.%m.%Y}"}
        return _shown(form, heading, below(visit))
    reading = await _read(form, plan)
    if reading.objections:
        return _shown(form.wrong(_all_wrong(form, reading)), heading, below(visit))
    assert form.sent is not None
    try:
        made = await add_session(visit.by, visit.project, reading.values, once=form.sent.key)
    except AlreadyDone:
        return visit.see(below(visit), "already")
    except Objected as problem:
        return _shown(form.wrong(problem.objections), heading, below(visit))
    return visit.see(below(visit, f"/{made}/people"), "added")


async def edit(visit: Visit) -> Response:
    """Changing the facts of a session."""
    id_ = visit.number_in_path("id")
    row = await session_seen(visit.by, visit.project, id_, visit.today)
    plan = await plan_of(visit.by, visit.project)
    form = _form(visit, plan, row["version"])
    heading, here = text(row, "title").in_(visit.language), below(visit, f"/{id_}")
    stands = typed_again(SESSION, row, visit.words, names(plan.choices))
    if visit.request.method == "GET":
        form.typed = stands
        return _shown(form, heading, here)
    reading = await _read(form, plan, row)
    if reading.objections:
        return _shown(form.wrong(_all_wrong(form, reading)), heading, here)
    assert form.sent is not None
    try:
        await change_session(
            *(visit.by, visit.project, id_, form.sent.whole("version"), reading.values, visit.today),
            once=form.sent.key,
        )
    except AlreadyDone:
        return visit.see(here, "already")
    except Objected as problem:
        return _shown(form.wrong(problem.objections), heading, here)
    except Changed:
        return _shown(_both_versions(form, stands), heading, here)
    return visit.see(here, "saved")


def _form(visit: Visit, plan: Plan, version: int | None = None) -> Small:
    alone = own_part(visit.by, visit.project, _EDIT) is not None
    layout = [[name for name in row if name != "partner" or not alone] for row in _LAYOUT]
    return Small(visit, SESSION, layout, plan.choices, _HINTS, version=version)


async def _read(form: Small, plan: Plan, kept: Row | None = None) -> Reading:
    """What was typed; what this person can't name stays as it was."""
    form.sent = await sent(form.visit.request)
    words, today = form.visit.words, form.visit.today
    typed = dict(form.sent.typed)
    hidden = kept is not None and kept["activity_id"] not in {None, *(row["id"] for row in plan.activities)}
    if own_part(form.visit.by, form.visit.project, _EDIT) is not None:
        typed.pop("partner", None)
    reading = read_entry(SESSION, typed, Reader(words, today, references(plan.choices)))
    if kept is not None and hidden and not reading.objections and reading.values["activity_id"] is None:
        return replace(reading, values={**reading.values, "activity_id": kept["activity_id"]})
    return reading


def _all_wrong(form: Small, reading: Reading) -> list[Objection]:
    """What can't be read, and what is wrong with the times and the place beside it: all is told at once."""
    assert form.sent is not None
    line, hours = form.sent.line, None
    with suppress(Unreadable):
        hours = form.visit.words.read_number(line("hours")) if line("hours") else None
    _, late = timed({"begins_at": line("begins_at"), "ends_at": line("ends_at"), "hours": hours})
    _, misplaced = placed(line("district"), line("settlement"))
    named = {one.place for one in reading.objections}
    return [*reading.objections, *(one for one in [*late, *misplaced] if one.place not in named)]


def _both_versions(form: Small, stands: dict[str, str]) -> Small:
    assert form.sent is not None
    mine = form.sent
    form.theirs = [
        (form.visit.words.say(one.label), _in_words(form, one, stands[slot]), _in_words(form, one, mine.line(slot)))
        for one in SESSION.fields
        for slot in one.slots
        if slot in mine.typed and mine.line(slot) != stands[slot]
    ]
    return form.wrong([Objection(CHANGED_MEANWHILE)], 409)


def _in_words(form: Small, declared: Field, typed: str) -> str:
    """What was chosen as the form offers it; anything else as it was typed."""
    if declared.kind is Kind.REFERENCE:
        said = {one.typed: one.shown(form.visit.language) for one in form.choices[declared.refers_to]}
        return said.get(typed, typed)
    return form.visit.words.say(declared.choices[typed]) if declared.choices and typed in declared.choices else typed


def _shown(form: Small, heading: str, back_url: str) -> Response:
    district = form.typed.get("district", "")
    more = {
        "template": "participants/session_form.html",
        "remove_url": None if form.version is None else f"{back_url}/remove",
        "places_url": f"/projects/{form.visit.project.code}/participants/settlements",
        "settlements": settlements(district),
    }
    return form.page(heading, back_url, (), **more)


# --- who is on the list -----------------------------------------------------------------------------------------------


async def people(visit: Visit) -> Response:
    """Choosing who is on the list of a session: those who take part on its day, ticked or typed by number."""
    id_ = visit.number_in_path("id")
    row = await session_seen(visit.by, visit.project, id_, visit.today)
    if visit.request.method == "GET":
        return await _people_page(visit, row)
    form = await sent(visit.request, most_fields=MOST_OFFERED + 5000)
    here = below(visit, f"/{id_}/people")
    put_on, told = await _wanted(visit, row, form)
    take_off = {number for name in form.typed if (number := _id_of(name, "off_"))}
    if not put_on and not take_off and not told:
        told = [Objection(NOTHING_CHOSEN, place="numbers")]
    if told:
        return await _people_page(visit, row, form, told, 422)
    try:
        await set_list(
            *(visit.by, visit.project, id_, form.whole("version")),
            put_on=put_on,
            take_off=take_off,
            today=visit.today,
            once=form.key,
        )
    except AlreadyDone:
        return visit.see(here, "already")
    except Objected as problem:
        return await _people_page(visit, row, form, problem.objections, 422)
    except Changed:
        now = await session_seen(visit.by, visit.project, id_, visit.today)
        return await _people_page(visit, now, form, [Objection(CHANGED_MEANWHILE)], 409)
    return visit.see(here, "saved")


async def _wanted(visit: Visit, row: Row, form: Sent) -> tuple[set[int], list[Objection]]:
    """Whom the form puts on the list, and numbers that nobody has."""
    if form.line("step") == "all":
        plan = await plan_of(visit.by, visit.project)
        found = await offered_for(visit.by, visit.project, row, activities=_scope(plan, row, "activity"), words="")
        return {one["participant_id"] for one in found}, []
    ids = {number for name in form.typed if (number := _id_of(name, "pick_"))}
    typed = numbers_typed(form.line("numbers"))
    known = await participants_numbered(visit.by, visit.project, typed)
    missing = [one for one in typed if number_search_form(one) not in known]
    told = [Objection(NO_SUCH_PERSON, {"text": one}, place="numbers") for one in missing]
    return ids | {one["participant_id"] for one in known.values()}, told


def _id_of(name: str, prefix: str) -> int:
    return (whole_number(name.removeprefix(prefix)) if name.startswith(prefix) else None) or 0


def _scope(plan: Plan, row: Row, scope: str) -> set[int] | None:
    """The activities whose people are offered: around the session's own, or all."""
    return None if row["activity_id"] is None or scope == "all" else plan.around(row["activity_id"])


async def _people_page(
    visit: Visit, row: Row, form: Sent | None = None, objections: Sequence[Objection] = (), status: int = 200
) -> Response:
    words, here = visit.words, below(visit, f"/{row['id']}")
    plan = await plan_of(visit.by, visit.project)
    scope, asked = visit.query("scope"), visit.query("q")
    listed = await listed_of(visit.by, visit.project, row["id"])
    offered = await offered_for(visit.by, visit.project, row, activities=_scope(plan, row, scope), words=asked)
    typed = form.typed if form else {}
    said = [(one.place, words.say(one.sentence, **one.facts)) for one in objections]
    total = offered[0]["total"] if offered else 0
    context = {
        "title": text(row, "title"),
        "facts": facts_of(visit, row)[:3],
        "here": here,
        "listed": [_person(visit, one, "off_", typed) for one in listed],
        "offered": [_person(visit, one, "pick_", typed) for one in offered],
        "offered_said": words.count("{n} person can be put on the list", "{n} people can be put on the list", total),
        "cut_off": words.say(N_("The first {n} are shown. Narrow them by name or number."), n=MOST_OFFERED)
        if total > MOST_OFFERED
        else "",
        "all_label": words.count("Put {n} person on the list", "Put all {n} on the list", total)
        if 0 < total <= MOST_OFFERED and not asked and scope != "all"
        else "",
        "q": asked,
        "scope": scope,
        "scoped": row["activity_id"] is not None,
        "numbers": typed.get("numbers", ""),
        "told": {place: sentence for place, sentence in reversed(said) if place},
        "errors": [(place or None, sentence) for place, sentence in said],
        "version": row["version"],
        "form_key": new_form_key(),
        "add_url": f"/projects/{visit.project.code}/participants/new",
    }
    return visit.page("participants/session_people.html", context, status)


def _person(visit: Visit, row: Row, prefix: str, typed: dict[str, str]) -> dict[str, Any]:
    words = visit.words
    name = f"{prefix}{row['participant_id']}"
    return {
        "field": name,
        "number": row["number"],
        "name": named(row, words),
        "joined": words.day(row["joined_on"]) if row["joined_on"] else "",
        "left": words.say(N_("leaves on {day}"), day=row["left_on"]) if row["left_on"] else "",
        "came": bool(row.get("came")),
        "ticked": name in typed,
    }


# --- again, and no more -----------------------------------------------------------------------------------------------


async def again(visit: Visit) -> Response:
    """The same session on another day, with the same people."""
    id_ = visit.number_in_path("id")
    row = await session_seen(visit.by, visit.project, id_, visit.today)
    here = below(visit, f"/{id_}")
    form = Small(visit, _AGAIN, [["held"]])
    if visit.request.method == "GET":
        form.typed = {"held": f"{row['held_on'] + _A_WEEK:%d.%m.%Y}"}
        return _again_page(form, row, here)
    form.sent = await sent(visit.request)
    reading = read_entry(_AGAIN, form.sent.typed, Reader(visit.words, visit.today, {}))
    if reading.objections:
        return _again_page(form.wrong(reading.objections), row, here)
    try:
        made = await hold_again(
            visit.by, visit.project, id_, reading.values["held_on"], visit.today, once=form.sent.key
        )
    except AlreadyDone:
        return visit.see(below(visit), "already")
    except Objected as problem:
        return _again_page(form.wrong(problem.objections), row, here)
    return visit.see(below(visit, f"/{made}"), "added")


def _again_page(form: Small, row: Row, here: str) -> Response:
    words = form.visit.words
    who = words.count(
        "{n} person; who has left by then is left out", "{n} people; who has left by then is left out", row["listed"]
    )
    about = [
        (words.say(N_("Session")), text(row, "title").in_(form.visit.language)),
        (words.say(N_("Day")), words.full_day(row["held_on"])),
        (words.say(N_("On the list")), who),
    ]
    return form.page(words.say(N_("Hold the same again")), here, about)


async def remove(visit: Visit) -> Response:
    """Removing a session, after asking."""
    id_ = visit.number_in_path("id")
    if visit.request.method == "GET":
        row = await session_seen(visit.by, visit.project, id_, visit.today)
        return _remove_page(visit, row)
    form = await sent(visit.request)
    try:
        await remove_session(visit.by, visit.project, id_, form.whole("version"), visit.today, once=form.key)
    except AlreadyDone:
        return visit.see(below(visit), "already")
    except NotFound:
        if not await was_removed(visit.project.id, KIND, id_):
            raise
        return visit.see(below(visit), "already")
    except Changed:
        now = await session_seen(visit.by, visit.project, id_, visit.today)
        return _remove_page(visit, now, [visit.words.say(CHANGED_MEANWHILE)], 409)
    return visit.see(below(visit), "removed")


def _remove_page(visit: Visit, row: Row, errors: Sequence[str] = (), status: int = 200) -> Response:
    words = visit.words
    context = {
        "title": text(row, "title"),
        "facts": facts_of(visit, row),
        "came": words.count("{n} person came to it.", "{n} people came to it.", row["came"]) if row["came"] else "",
        "errors": [(None, one) for one in errors],
        "version": row["version"],
        "form_key": new_form_key(),
        "back_url": below(visit, f"/{row['id']}"),
    }
    return visit.page("participants/session_remove.html", context, status)


_HERE = "/projects/{code}/participants/sessions"
ROUTES = [
    address(f"{_HERE}/new", "new_session", new, changes=True),
    address(f"{_HERE}/{{id:int}}/edit", "session_edit", edit, changes=True),
    address(f"{_HERE}/{{id:int}}/people", "session_people", people, changes=True),
    address(f"{_HERE}/{{id:int}}/again", "session_again", again, changes=True),
    address(f"{_HERE}/{{id:int}}/remove", "session_remove", remove, changes=True),
]
