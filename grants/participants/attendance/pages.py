"""The pages of sessions: the list by month, one with who came, the list to print and sign, and who came when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from grants.access import Permission
from grants.errors import AlreadyDone, Changed, Objected, Objection
from grants.participants.attendance import pages_edit, pages_files
from grants.participants.attendance.actions import enter
from grants.participants.attendance.pages_files import files_of
from grants.participants.attendance.queries import (
    PAGE,
    Chosen,
    Plan,
    called,
    heading_of,
    listed_of,
    matrix_of,
    own_part,
    person_of,
    plan_of,
    session_seen,
    sessions_of,
)
from grants.participants.attendance.rules import (
    STANDINGS,
    Standing,
    Tick,
    of_the_union,
    part_objection,
    tick_objections,
)
from grants.participants.attendance.shown import (
    below,
    by_month,
    facts_of,
    hours_said,
    matrix_shown,
    named,
    people_shown,
    times_said,
    views_of,
    waiting_said,
)
from grants.participants.rules import SESSION_KINDS
from grants.storage.columns import text
from grants.storage.database import Row
from grants.values.language import N_, Text
from grants.values.reading import Unreadable, whole_number
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit, address

CHANGED_MEANWHILE = N_(
    "Somebody else changed this meanwhile. What stands there now is shown beside yours; look at it before you go on."
)
FILTERS = ("activity", "kind", "partner", "standing", "first", "last")
EMPTY_ROWS = 5  # for those who come without being on the list
_ACROSS = 60  # sessions a matrix holds


# --- the list ---------------------------------------------------------------------------------------------------------


async def sessions(visit: Visit) -> Response:
    """Everything held or to be held, by month, narrowed by what the address says."""
    plan = await plan_of(visit.by, visit.project)
    asked = {name: value for name in FILTERS if (value := visit.query(name))}
    chosen, wrong = _chosen(visit, plan, asked)
    start = visit.place_asked("start")
    found = await sessions_of(visit.by, visit.project, visit.today, chosen, start=start)
    first = found[0] if found else None
    context = {
        "views": views_of(visit, "/sessions"),
        "here": below(visit),
        "months": by_month(visit, found),
        "filters": {name: visit.query(name) for name in FILTERS},
        "offered": _offered(visit, plan),
        "wrong": wrong,
        "filtered": bool(asked),
        "tally": _tally(visit, first, asked),
        "pages": _pages(visit, asked, start, first),
        "add_url": below(visit, "/new") if visit.may(Permission.EDIT_PARTICIPANTS) else None,
    }
    return visit.page("participants/sessions.html", context)


def _chosen(visit: Visit, plan: Plan, asked: Mapping[str, str]) -> tuple[Chosen, dict[str, str]]:
    """What the address asks for, and what is wrong with its days; what is not there narrows to nothing."""
    days, wrong = visit.days_asked("first", "last")
    activity = whole_number(asked.get("activity", "")) or 0
    return Chosen(
        activities=sorted(plan.below(activity)) if "activity" in asked else None,
        kind=asked.get("kind"),
        partner_id=(whole_number(asked["partner"]) or 0) if "partner" in asked else None,
        first=days.get("first_on"),
        last=days.get("last_on"),
        standing=asked.get("standing"),
    ), wrong


def _offered(visit: Visit, plan: Plan) -> dict[str, list[tuple[str, str]]]:
    words, alone = visit.words, own_part(visit.by, visit.project) is not None
    named_by_id = {
        name: [(str(one.id), one.shown(visit.language)) for one in offered] for name, offered in plan.choices.items()
    }
    return {
        **named_by_id,
        "partner": [] if alone else named_by_id["partner"],
        "kind": [(str(key), words.say(name)) for key, name in SESSION_KINDS.items()],
        "standing": [(str(key), words.say(name)) for key, name in STANDINGS.items()],
    }


def _tally(visit: Visit, first: Row | None, asked: Mapping[str, str]) -> list[dict[str, Any]]:
    """What all the sessions asked for come to."""
    if first is None:
        return []
    words = visit.words
    missing = {
        "amount": words.number(first["missing_total"]),
        "words": words.count("session not entered", "sessions not entered", first["missing_total"]),
        "url": _address(below(visit), {**asked, "standing": Standing.MISSING}),
        "late": True,
    }
    said = [
        {"amount": words.number(first["total"]), "words": words.count("session", "sessions", first["total"])},
        {"amount": hours_said(first["hours_total"], words) or "0", "words": words.say(N_("hours held or planned"))},
        {"amount": words.number(first["came_total"]), "words": words.say(N_("times somebody came"))},
    ]
    return [missing, *said] if first["missing_total"] else said


def _address(base: str, asked: Mapping[str, str], **more: str) -> str:
    query = {name: str(value) for name, value in {**asked, **more}.items() if value}
    return f"{base}?{urlencode(query)}" if query else base


def _pages(visit: Visit, asked: Mapping[str, str], start: int, first: Row | None) -> dict[str, Any] | None:
    total = first["total"] if first else 0
    if total <= PAGE and not start:
        return None
    last = min(start + PAGE, total)

    def at(place: int) -> str:
        return _address(visit.request.url.path, asked, start=str(place) if place else "")

    return {
        "sentence": visit.words.say(N_("{first} to {last} of {n}"), first=min(start + 1, total), last=last, n=total),
        "before": at(max(start - PAGE, 0)) if start else None,
        "after": at(last) if last < total else None,
    }


# --- one session ------------------------------------------------------------------------------------------------------


async def session(visit: Visit) -> Response:
    """One session with its list; sent, who came is entered."""
    id_ = visit.number_in_path("id")
    row = await session_seen(visit.by, visit.project, id_, visit.today)
    if visit.request.method == "GET":
        return await session_page(visit, row)
    people = await listed_of(visit.by, visit.project, id_)
    form = await sent(visit.request, most_fields=2 * len(people) + 100)
    ticks, told = _ticks(visit, people, form)
    if told:
        told += _also_wrong(row, people, ticks)
        return await session_page(visit, row, form, told, 422)
    try:
        await enter(visit.by, visit.project, id_, form.whole("version"), ticks, visit.today, once=form.key)
    except AlreadyDone:
        return visit.see(below(visit, f"/{id_}"), "already")
    except Objected as problem:
        return await session_page(visit, row, form, problem.objections, 422)
    except Changed:
        now = await session_seen(visit.by, visit.project, id_, visit.today)
        return await session_page(visit, now, form, [Objection(CHANGED_MEANWHILE)], 409)
    return visit.see(below(visit, f"/{id_}"), "saved")


def _ticks(visit: Visit, people: Sequence[Row], form: Sent) -> tuple[dict[int, Tick], list[Objection]]:
    """What was ticked and typed of each person on the list."""
    ticks: dict[int, Tick] = {}
    told: list[Objection] = []
    for one in people:
        id_ = one["participant_id"]
        name, hours = f"hours_{id_}", None
        try:
            hours = visit.words.read_number(form.line(name)) if form.line(name) else None
        except Unreadable as problem:
            told.append(Objection(problem.msgid, problem.facts, place=name))
        ticks[id_] = Tick(f"pick_{id_}" in form.typed, hours)
    return ticks, told


def _also_wrong(row: Row, people: Sequence[Row], ticks: Mapping[int, Tick]) -> list[Objection]:
    """What is wrong with the others, where hours of somebody can't be read: all is told at once."""
    return [
        problem
        for one in people
        for problem in tick_objections(
            called(one), ticks[one["participant_id"]], row["hours"], f"hours_{one['participant_id']}"
        )
    ]


async def session_page(
    visit: Visit, row: Row, form: Sent | None = None, objections: Sequence[Objection] = (), status: int = 200
) -> Response:
    """The page of a session: what it is, who is on the list and came, and the signed list attached to it."""
    words, id_ = visit.words, row["id"]
    people = await listed_of(visit.by, visit.project, id_)
    may_edit = visit.may(Permission.EDIT_PARTICIPANTS)
    may_enter = may_edit and row["held_on"] <= visit.today and bool(people)
    said = [(one.place, words.say(one.sentence, **one.facts)) for one in objections]
    told = {place: sentence for place, sentence in reversed(said) if place}
    typed = form.typed if form and not form.files and "version" in form.typed else None
    context = {
        "row": {"title": text(row, "title"), "kind": words.say(SESSION_KINDS[row["kind"]]), "number": row["number"]},
        "state": words.say(STANDINGS[row["standing"]]),
        "missing": waiting_said(row, words) if row["standing"] == Standing.MISSING else "",
        "standing": row["standing"],
        "facts": facts_of(visit, row),
        "here": below(visit, f"/{id_}"),
        "back_url": below(visit),
        "people": people_shown(visit, people, typed, told),
        "counts": _counts(visit, row, entering=may_enter or row["standing"] == Standing.ENTERED),
        "ahead": row["standing"] == Standing.AHEAD,
        "session_hours": hours_said(row["hours"], words),
        "may_edit": may_edit,
        "may_enter": may_enter,
        "version": row["version"],
        "form_key": form.key if form and form.key and status == 422 else new_form_key(),
        "errors": [(place if place.startswith("hours_") else None, sentence) for place, sentence in said],
        "theirs": _both(visit, people, form) if status == 409 and form else [],
        "attached": await files_of(visit, row, told),
    }
    return visit.page("participants/session.html", context, status)


def _counts(visit: Visit, row: Row, *, entering: bool) -> str:
    """How many are on the list, which its heading says where nobody is entered yet, and how many of them came."""
    words = visit.words
    said = (
        [words.count("{n} on the list", "{n} on the list", row["listed"])]
        if entering
        else [words.number(row["listed"])]
    )
    if row["came"] or (row["listed"] and not row["waiting"]):
        said.append(words.count("{n} came", "{n} came", row["came"]))
    if row["waiting"] and row["standing"] != Standing.AHEAD:
        said.append(words.count("{n} not entered yet", "{n} not entered yet", row["waiting"]))
    return " · ".join(said)


def _both(visit: Visit, people: Sequence[Row], form: Sent) -> list[tuple[str, str, str]]:
    """Where what stands there now differs from what was ticked."""
    words = visit.words
    said = {True: words.say(N_("came")), False: words.say(N_("did not come")), None: words.say(N_("not entered"))}
    shown = []
    for one in people:
        ticked = f"pick_{one['participant_id']}" in form.typed
        hours = form.line(f"hours_{one['participant_id']}")
        now = " · ".join(x for x in (said[one["came"]], hours_said(one["hours"], words)) if x)
        typed = " · ".join(x for x in (said[ticked], hours) if x)
        if now != typed:
            shown.append((called(one), now, typed))
    return shown


# --- on paper ---------------------------------------------------------------------------------------------------------


async def printed(visit: Visit) -> Response:
    """The list to print and sign: names alone, room for signatures, empty rows for others; not who left meanwhile."""
    row = await session_seen(visit.by, visit.project, visit.number_in_path("id"), visit.today)
    listed = await listed_of(visit.by, visit.project, row["id"])
    people = [one for one in listed if one["came"] or not part_objection(person_of(one), row["held_on"])]
    over = await heading_of(visit.project.id)
    words = visit.words
    names = [over[name] or "" for name in ("fund_bg", "fund_en", "funder_bg", "funder_en", "programme_bg")]
    context = {
        "back_url": below(visit, f"/{row['id']}"),
        "number": over["number"] or visit.project.code,
        "programme": Text(over["programme_bg"] or "", over["programme_en"] or ""),
        "fund": Text(over["fund_bg"] or over["funder_bg"] or "", over["fund_en"] or over["funder_en"] or ""),
        "of_the_union": of_the_union(names),
        "keeper": Text(over["keeper_bg"], over["keeper_en"]),
        "title": text(row, "title"),
        "facts": _facts_on_paper(visit, row),
        "names": [{"name": named(one, words) if not one["anonymous"] else one["number"]} for one in people],
        "empty": range(len(people) + 1, len(people) + 1 + (EMPTY_ROWS if people else 4 * EMPTY_ROWS)),
        "trainer": row["trainer"],
    }
    return visit.page("participants/session_list.html", context)


def _facts_on_paper(visit: Visit, row: Row) -> list[tuple[str, str | Text]]:
    words = visit.words
    hours = hours_said(row["hours"], words)
    when = [words.full_day(row["held_on"]), times_said(row)]
    if row["hours"] is not None:
        when.append(words.say(N_("{hours} h"), hours=hours))
    facts = facts_of(visit, row)
    shown = {words.say(label) for label in (N_("Activity"), N_("Place"), N_("Held by"))}
    return [(words.say(N_("Day")), " · ".join(one for one in when if one))] + [
        (label, said) for label, said in facts if label in shown
    ]


# --- who came when ----------------------------------------------------------------------------------------------------


async def attendance(visit: Visit) -> Response:
    """People down, sessions across, with hours and the part attended."""
    plan = await plan_of(visit.by, visit.project)
    asked = {name: value for name in ("activity", "first", "last") if (value := visit.query(name))}
    chosen, wrong = _chosen(visit, plan, asked)
    found = await sessions_of(visit.by, visit.project, visit.today, chosen, most=_ACROSS)
    start = visit.place_asked("start")
    matrix = await matrix_of(visit.by, visit.project, found[::-1], start=start)
    words = visit.words
    left_out = found[0]["total"] - len(found) if found else 0
    context = {
        "views": views_of(visit, "/attendance"),
        "here": f"/projects/{visit.project.code}/participants/attendance",
        "filters": {name: visit.query(name) for name in ("activity", "first", "last")},
        "offered": _offered(visit, plan),
        "wrong": wrong,
        "filtered": bool(asked),
        "matrix": matrix_shown(visit, matrix),
        "left_out": words.count("{n} earlier session is left out", "{n} earlier sessions are left out", left_out)
        if left_out
        else "",
        "pages": _pages(visit, asked, start, matrix.people[0] if matrix.people else None),
    }
    return visit.page("participants/attendance.html", context)


_HERE = "/projects/{code}/participants/sessions"
ROUTES = [
    address(_HERE, "sessions", sessions),
    address(f"{_HERE}/{{id:int}}", "session", session, changes=True),
    address(f"{_HERE}/{{id:int}}/list", "session_list", printed),
    address("/projects/{code}/participants/attendance", "attendance", attendance),
    *pages_edit.ROUTES,
    *pages_files.ROUTES,
]
