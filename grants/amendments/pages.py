"""The pages of amendments: the list, one prepared in words, and one looked through, asked and decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from starlette.responses import Response

from grants.amendments.actions import (
    describe,
    give_up,
    name_version,
    open_version,
    prepare,
    put_change,
    renew,
    take_out,
)
from grants.amendments.change_pages import change, new_change
from grants.amendments.force.actions import Decision, bring_now, decide
from grants.amendments.foreseen import Outdated
from grants.amendments.queries import amendment_seen, sees_amendments
from grants.amendments.records import PREPARED
from grants.amendments.rules import AMENDMENT_KINDS, CALLED, AmendmentKind, AmendmentState
from grants.amendments.shown import (
    amendment_context,
    amendments_address,
    amendments_section,
    objections_said,
    state_said,
)
from grants.entries.queries import project_row
from grants.errors import AlreadyDone, Changed, NotFound, Objected, Objection, WrongState
from grants.values.days import Precision
from grants.values.entry import Reader, read_entry, typed_again
from grants.values.language import N_, Text
from grants.values.reading import Unreadable
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit, address

Row = Mapping[str, Any]
LOOK_AGAIN = N_("Somebody else was quicker. Both versions are shown; look at it as it stands now and decide again.")
OUTDATED = N_("Something changed since this was prepared, so nothing was done. What differs is shown below.")
CHANGED_MEANWHILE = N_("Somebody else changed this meanwhile. Both versions are shown; save again to keep yours.")


async def amendments(visit: Visit) -> Response:
    """Every amendment with its state."""
    if not sees_amendments(visit.by, visit.project):
        raise NotFound
    context = {"a": await amendments_section(visit), "contract_url": f"/projects/{visit.project.code}/contract"}
    return visit.page("amendments/amendments.html", context)


# --- in words -------------------------------------------------------------------------------------------------------


async def new_amendment(visit: Visit) -> Response:
    """An amendment begun: what is asked and why."""
    return await _in_words(visit, None)


async def edit_amendment(visit: Visit) -> Response:
    """What is asked and why, changed as long as it is being prepared."""
    row = await amendment_seen(visit.by, visit.project, visit.number_in_path("id"))
    if row["state"] != AmendmentState.DRAFT:
        return visit.see(f"{amendments_address(visit)}/{row['id']}")
    return await _in_words(visit, row)


async def _in_words(visit: Visit, row: Row | None) -> Response:
    if not sees_amendments(visit.by, visit.project):
        raise NotFound
    stands = typed_again(PREPARED, row, visit.words, {}) if row else {}
    if visit.request.method == "GET":
        return _words_page(visit, row, stands or {"kind": visit.query("kind")})
    form = await sent(visit.request)
    reading = read_entry(PREPARED, form.typed, Reader(visit.words, visit.today))
    if reading.objections:
        return _words_page(visit, row, form.typed, reading.objections, form=form, status=422)
    try:
        if row is None:
            kept = await prepare(visit.by, visit.project, reading.values, once=form.key)
        else:
            kept = row["id"]
            await describe(visit.by, visit.project, kept, form.whole("version"), reading.values, once=form.key)
    except AlreadyDone:
        return visit.see(amendments_address(visit), "already")
    except Objected as problem:
        return _words_page(visit, row, form.typed, problem.objections, form=form, status=422)
    except Changed:
        told = [Objection(CHANGED_MEANWHILE)]
        return _words_page(visit, row, form.typed, told, stands=stands, status=409)
    return visit.see(f"{amendments_address(visit)}/{kept}", "saved")


def _words_page(
    visit: Visit,
    row: Row | None,
    typed: Mapping[str, str],
    objections: Sequence[Objection] = (),
    *,
    form: Sent | None = None,
    stands: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    words = visit.words
    context = {
        "heading": words.say(PREPARED.new) if row is None else words.say(CALLED[row["kind"]], number=row["number"]),
        "typed": {slot: typed.get(slot, "") for slot in PREPARED.slots},
        "reason": Text(typed.get("reason_bg", ""), typed.get("reason_en", "")),
        "kinds": [(str(kind), words.say(name)) for kind, name in AMENDMENT_KINDS.items()],
        "told": {one.place: words.say(one.sentence, **one.facts) for one in reversed(objections) if one.place},
        "errors": objections_said(objections, words),
        "theirs": [
            (words.say(field.label), stands.get(slot, ""), typed.get(slot, ""))
            for field in PREPARED.fields
            for slot in field.slots
            if stands.get(slot, "").strip() != typed.get(slot, "").strip()
        ]
        if stands
        else [],
        "version": "" if row is None else form.whole("version") if form else row["version"],
        "form_key": form.key if form else new_form_key(),
        "back_url": f"{amendments_address(visit)}/{row['id']}" if row else amendments_address(visit),
    }
    return visit.page("amendments/words.html", context, status)


# --- one amendment --------------------------------------------------------------------------------------------------


async def amendment(visit: Visit) -> Response:
    """One amendment with everything it moves, and what is done with it."""
    row = await amendment_seen(visit.by, visit.project, visit.number_in_path("id"))
    if visit.request.method == "GET":
        return await _page(visit, row)
    form = await sent(visit.request)
    here = visit.request.url.path
    try:
        went_to, notice = await _done(visit, row, form)
    except AlreadyDone:
        return visit.see(here, "already")
    except Objected as problem:
        return await _page(visit, row, problem.objections, form, status=422)
    except Outdated:
        return await _page(visit, row, [Objection(OUTDATED)], form, status=409)
    except Changed:
        now = await amendment_seen(visit.by, visit.project, row["id"])
        return await _page(visit, now, [Objection(LOOK_AGAIN)], form, theirs=_both(visit, now, form), status=409)
    except WrongState as problem:
        return await _page(visit, row, [Objection(problem.sentence, problem.facts)], form, status=409)
    return visit.see(went_to, notice)


async def _done(visit: Visit, row: Row, form: Sent) -> tuple[str, str]:
    """Do what a button of the page says; gives where to go on and what is said there."""
    here, what = visit.request.url.path, form.line("do")
    which = (visit.by, visit.project, row["id"], form.whole("version"))
    if what in set(AmendmentState):
        await decide(*which, AmendmentState(what), _decision(visit, form), visit.today, once=form.key)
        return here, "done"
    match what:
        case "removed":
            await give_up(*which, once=form.key)
            return amendments_address(visit), "removed"
        case "renewed":
            await renew(*which, once=form.key)
        case "now":
            await bring_now(*which, visit.today, once=form.key)
        case "take_out":
            await take_out(*which, form.whole("change"), once=form.key)
        case "open_version":
            opened = await open_version(*which, once=form.key)
            return f"/projects/{visit.project.code}/budget/versions/{opened}/edit", "added"
        case "name_version":
            await name_version(*which, form.whole("budget") or None, once=form.key)
        case "move_end":
            await _move_end(visit, row, form)
        case _:
            return here, ""
    return here, "saved"


async def _move_end(visit: Visit, row: Row, form: Sent) -> None:
    """The end of the project moved by the days for which it stood still, as it was suggested."""
    if row["kind"] != AmendmentKind.RESUMPTION:
        return
    stands = await project_row(visit.project)
    values = {"end_on": _day(visit, form.line("end"), "end") or stands["end_on"], "end_precision": Precision.DAY}
    which = (visit.by, visit.project, row["id"], form.whole("version"))
    await put_change(*which, "project", visit.project.id, values, once=form.key)


def _decision(visit: Visit, form: Sent) -> Decision:
    on = _day(visit, form.line("on"), "on") or visit.today
    in_force = _day(visit, form.line("in_force"), "in_force")
    return Decision(on, form.line("number")[:120], in_force, form.line("reason")[:2000])


def _day(visit: Visit, text: str, place: str) -> date | None:
    try:
        return visit.words.read_day(text, visit.today) if text else None
    except Unreadable as problem:
        raise Objected([Objection(problem.msgid, problem.facts, place=place)]) from None


def _both(visit: Visit, now: Row, form: Sent) -> list[tuple[str, str, str]]:
    """What stands there now beside what was to be done: (field, now, yours)."""
    words, wanted = visit.words, form.line("do")
    if wanted not in set(AmendmentState):
        return []
    day = now["decided_on"] or now["asked_on"]
    number = now["decision"] or now["letter"]
    pairs = [
        (N_("State"), state_said(now, words), state_said({"state": wanted, "applied_on": True}, words)),
        (N_("Day"), words.day(day) if day else "", form.line("on")),
        (N_("Number"), number, form.line("number")),
        (N_("In force from"), words.day(now["in_force_on"]) if now["in_force_on"] else "", form.line("in_force")),
        (N_("Why it was refused"), now["refused_because"], form.line("reason")),
    ]
    return [(words.say(label), there, yours) for label, there, yours in pairs if there or yours]


async def _page(
    visit: Visit,
    row: Row,
    objections: Sequence[Objection] = (),
    form: Sent | None = None,
    *,
    theirs: Sequence[tuple[str, str, str]] = (),
    status: int = 200,
) -> Response:
    words = visit.words
    day = row["in_force_on"]
    typed = form.typed if form else {}
    context = {
        **await amendment_context(visit, row),
        "typed": {
            "on": typed.get("on", f"{visit.today:%d.%m.%Y}"),
            "number": typed.get("number", ""),
            "in_force": typed.get("in_force", f"{day:%d.%m.%Y}" if day else ""),
            "reason": typed.get("reason", ""),
        },
        "told": {one.place: words.say(one.sentence, **one.facts) for one in objections if one.place},
        "errors": objections_said(objections, words),
        "theirs": list(theirs),
    }
    return visit.page("amendments/amendment.html", context, status)


_ONE = "/projects/{code}/amendments/{id:int}"
ROUTES = [
    address("/projects/{code}/amendments", "amendments", amendments),
    address("/projects/{code}/amendments/new", "new_amendment", new_amendment, changes=True),
    address(_ONE, "amendment", amendment, changes=True),
    address(f"{_ONE}/edit", "edit_amendment", edit_amendment, changes=True),
    address(f"{_ONE}/changes/new", "new_amendment_change", new_change, changes=True),
    address(f"{_ONE}/changes/{{row:int}}", "amendment_change", change, changes=True),
]
