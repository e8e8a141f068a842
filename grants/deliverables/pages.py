"""The pages of deliverables: the list, one whole, handing it over, and deciding on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from grants.attached.files import sendings_of
from grants.deliverables.actions import accept_deliverable, return_deliverable, submit_deliverable
from grants.deliverables.queries import (
    Row,
    deliverable_row,
    deliverable_seen,
    deliverables_of,
    publications_of,
)
from grants.deliverables.rules import Delivery, State, delivery_objections
from grants.deliverables.shown import below, listed, whole_shown
from grants.errors import AlreadyDone, Changed, NoRoom, Objected, Objection, TooLarge, WrongState
from grants.storage.columns import text
from grants.values.entry import Reader, Reading, read_entry, typed_again
from grants.values.files import OTHER_KIND
from grants.values.language import N_, Text
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit, address
from grants.workplan.records import DELIVERABLE
from grants.workplan.rules import DELIVERABLE_STATES

# What is typed when a deliverable is handed over.
HANDED_OVER = replace(
    DELIVERABLE,
    fields=tuple(DELIVERABLE.field(name) for name in ("delivered", "delivered_title", "delivered_quantity", "note")),
)
CHANGED_MEANWHILE = N_(
    "Somebody else changed this meanwhile. What stands there now is shown beside yours; look at it before you go on."
)
CHOOSE_AGAIN = N_("The files you chose can't be kept until everything else is right. Please choose them again.")
_LONGEST = 2000


async def deliverables(visit: Visit) -> Response:
    """Everything that is handed over in a project, and what it published."""
    found = await deliverables_of(visit.by, visit.project)
    published = await publications_of(visit.by, visit.project)
    return visit.page("deliverables/deliverables.html", listed(visit, found, published))


async def deliverable(visit: Visit) -> Response:
    """One deliverable; sent, it is handed over."""
    id_ = visit.number_in_path("id")
    if visit.request.method == "GET":
        return await _page(visit)
    row = await deliverable_row(visit.by, visit.project, id_)
    form = await sent(visit.request)
    reading = read_entry(HANDED_OVER, form.typed, Reader(visit.words, visit.today))
    problems = list(reading.objections) or delivery_objections(row, _delivery(reading), visit.today)
    if problems:
        return await _page(visit, form, problems, 422)
    try:
        await submit_deliverable(
            visit.by,
            visit.project,
            id_,
            form.whole("version"),
            _delivery(reading),
            visit.today,
            files=sendings_of(form),
            store=visit.request.app.state.files,
            limit=visit.settings.max_upload,
            once=form.key,
        )
    except AlreadyDone:
        return visit.see(below(visit, f"/{id_}"), "already")
    except (Objected, TooLarge, NoRoom, Changed, WrongState) as problem:
        return await _refused(visit, form, problem)
    return visit.see(below(visit, f"/{id_}"), "done")


def _delivery(reading: Reading) -> Delivery:
    values: Mapping[str, Any] = reading.values
    return Delivery(
        values["delivered_on"],
        text(dict(values), "delivered_title"),
        values["delivered_quantity"],
        text(dict(values), "note"),
    )


async def decision(visit: Visit) -> Response:
    """Accepting a deliverable, or giving it back with a reason."""
    id_ = visit.number_in_path("id")
    if visit.request.method == "GET":
        return visit.see(below(visit, f"/{id_}"))
    form = await sent(visit.request)
    which = (visit.by, visit.project, id_, form.whole("version"))
    try:
        if form.line("to") == State.ACCEPTED:
            await accept_deliverable(*which, visit.today, note=form.line("note")[:_LONGEST], once=form.key)
        else:
            reason = form.line("reason")[:_LONGEST]
            await return_deliverable(*which, reason, visit.now, visit.today, visit.settings.base_url, once=form.key)
    except AlreadyDone:
        return visit.see(below(visit, f"/{id_}"), "already")
    except (Objected, Changed, WrongState) as problem:
        return await _refused(visit, form, problem)
    return visit.see(below(visit, f"/{id_}"), "done")


async def _refused(visit: Visit, form: Sent, problem: Exception) -> Response:
    """The page again with what can't be: what was typed stays; both versions where somebody else was quicker."""
    match problem:
        case Objected():
            kind_alone = all(one.sentence == OTHER_KIND for one in problem.objections)
            return await _page(visit, form, problem.objections, 415 if kind_alone else 422)
        case TooLarge() | NoRoom():
            told = [Objection(problem.sentence, problem.facts, place="file")]
            return await _page(visit, form, told, 413 if isinstance(problem, TooLarge) else 507)
        case WrongState():
            return await _page(visit, form, [Objection(problem.sentence, problem.facts)], 409)
        case _:
            return await _page(visit, form, [Objection(CHANGED_MEANWHILE)], 409, both=True)


async def _page(
    visit: Visit,
    form: Sent | None = None,
    objections: Sequence[Objection] = (),
    status: int = 200,
    *,
    both: bool = False,
) -> Response:
    found = await deliverable_seen(visit.by, visit.project, visit.number_in_path("id"))
    row, words = found.row, visit.words
    told = list(objections)
    if form and form.files and told and not any(one.place == "file" for one in told):
        told.append(Objection(CHOOSE_AGAIN, place="file"))
    stands = typed_again(HANDED_OVER, row, words, {})
    typed = form.typed if form and "delivered" in form.typed else _first(stands, visit)
    labels = {slot: words.say(one.label) for one in HANDED_OVER.fields for slot in one.slots}
    said = [(one.place, words.say(one.sentence, **one.facts)) for one in told]
    context = {
        **whole_shown(visit, found),
        "version": row["version"] if both or form is None else form.whole("version"),
        "labels": {one.name: words.say(one.label) for one in HANDED_OVER.fields},
        "typed": {slot: typed.get(slot, "") for slot in HANDED_OVER.slots},
        "name": Text(typed.get("delivered_title_bg", ""), typed.get("delivered_title_en", "")),
        "note": Text(typed.get("note_bg", ""), typed.get("note_en", "")),
        "counted": row["quantity"] is not None,
        "planned": whole_planned(row, visit),
        "reason": form.line("reason") if form else "",
        "accept_note": form.line("note") if form else "",
        "told": {place: sentence for place, sentence in reversed(said) if place},
        "errors": [(place or None, f"{labels[place]}: {one}" if place in labels else one) for place, one in said],
        "theirs": _both_versions(visit, row, stands, form) if both and form else None,
        "limit": words.size(visit.settings.max_upload),
        "keys": {name: new_form_key() for name in ("deliver", "accept", "return")},
    }
    return visit.page("deliverables/deliverable.html", context, status)


def whole_planned(row: Row, visit: Visit) -> str:
    """How much was planned, with its unit; empty where nothing is counted."""
    if row["quantity"] is None:
        return ""
    unit = text(row, "unit").in_(visit.language)
    return f"{visit.words.number(row['quantity'].normalize())} {unit}".strip()


def _first(stands: Mapping[str, str], visit: Visit) -> dict[str, str]:
    """A form to hand over begins with what was said last time, else with today."""
    return {**stands, "delivered": stands["delivered"] or visit.words.day(visit.today)}


def _both_versions(visit: Visit, row: Row, stands: Mapping[str, str], form: Sent) -> list[tuple[str, str, str]]:
    """What stands there now beside what was wanted: the state and its reason, or what was typed to hand it over."""
    words = visit.words
    wanted = State(form.line("to")) if form.line("to") in set(State) else State.SUBMITTED
    told = [
        (
            words.say(N_("State")),
            words.say(DELIVERABLE_STATES[row["state"]]),
            words.say(DELIVERABLE_STATES[wanted]),
        ),
        (words.say(N_("Reason of the decision")), row["decision"], form.line("reason") or form.line("note")),
    ]
    if wanted is State.SUBMITTED:
        told = told[:1] + [
            (words.say(one.label), stands[slot], form.line(slot)) for one in HANDED_OVER.fields for slot in one.slots
        ]
    return [(label, now, typed) for label, now, typed in told if now != typed]


ROUTES = [
    address("/projects/{code}/deliverables", "deliverables", deliverables),
    address("/projects/{code}/deliverables/{id:int}", "deliverable", deliverable, changes=True),
    address("/projects/{code}/deliverables/{id:int}/decision", "deliverable_decision", decision, changes=True),
]
