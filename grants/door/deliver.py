"""Handing one deliverable over through a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from grants.access import Permission
from grants.acting import acting
from grants.attached.files import sendings_of
from grants.deliverables.actions import submit_deliverable
from grants.deliverables.queries import deliverable_row, title_of
from grants.deliverables.rules import TO_HAND_OVER, Delivery, State
from grants.errors import AlreadyDone, Changed, Objected, Objection, TooLarge, WrongState
from grants.letters.links.actions import hold_open, use_up
from grants.letters.links.queries import LinkSeen
from grants.storage.columns import text
from grants.storage.database import Row
from grants.values.entry import Reader, Reading, read_entry
from grants.values.language import N_, Text
from grants.values.records import Field, Kind, Record
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit

_DELIVERING = Record(
    "delivering",
    N_("Handing over"),
    N_("Handing over"),
    (
        Field("delivered", Kind.DAY, N_("Delivered on"), required=True),
        Field("title", Kind.LINE, N_("Delivered name"), maximum=1000),
        Field("delivered_quantity", Kind.DECIMAL, N_("Quantity delivered"), places=2),
        Field("note", Kind.PROSE, N_("Note"), maximum=4000),
    ),
    title="title",
    new="",
)


async def deliver(visit: Visit, link: LinkSeen) -> Response:
    """What is to be handed over, and handing it over with its evidence."""
    row = await deliverable_row(visit.by, visit.project, link.row_id or 0)
    if row["state"] not in TO_HAND_OVER:
        return visit.page("door/done.html", _done(visit, row))
    if visit.request.method == "GET":
        return _page(visit, link, row, {"delivered": visit.words.day(visit.today)})
    form = await sent(visit.request)
    reading = read_entry(_DELIVERING, form.typed, Reader(visit.words, visit.today, {}))
    if reading.objections:
        return _page(visit, link, row, form.typed, reading.objections, 422)
    try:
        await _hand_over(visit, link, row, form, reading)
    except Objected as problem:
        return _page(visit, link, row, form.typed, problem.objections, 422)
    except TooLarge as problem:
        return _page(visit, link, row, form.typed, [Objection(problem.sentence, problem.facts, place="file")], 413)
    except AlreadyDone:
        pass
    except (Changed, WrongState):
        now = await deliverable_row(visit.by, visit.project, row["id"])
        return visit.page("door/done.html", _done(visit, now), 409)
    now = await deliverable_row(visit.by, visit.project, row["id"])
    return visit.page("door/done.html", _done(visit, now))


async def _hand_over(visit: Visit, link: LinkSeen, row: Row, form: Sent, reading: Reading) -> None:
    """The deliverable and the end of its link, kept together or not at all."""
    values = reading.values
    delivery = Delivery(
        values["delivered_on"],
        Text.said_in(visit.language, values["title"]),
        values["delivered_quantity"],
        Text.said_in(visit.language, values["note"]),
    )
    async with acting(visit.by, Permission.DELIVER, visit.project.ref, once=form.key) as deed:
        await hold_open(link, visit.now)
        await submit_deliverable(
            visit.by,
            visit.project,
            row["id"],
            form.whole("version"),
            delivery,
            visit.today,
            files=sendings_of(form),
            store=visit.request.app.state.files,
            limit=visit.settings.max_upload,
        )
        await use_up(deed, link, visit.now)


def _page(
    visit: Visit,
    link: LinkSeen,
    row: Row,
    typed: Mapping[str, str],
    objections: Sequence[Objection] = (),
    status: int = 200,
) -> Response:
    words = visit.words
    told = {one.place: words.say(one.sentence, **one.facts) for one in objections}
    unit = text(row, "unit").in_(visit.language)
    planned = f"{words.number(row['quantity'].normalize())} {unit}".strip() if row["quantity"] is not None else ""
    due = row["due_on"]
    context: dict[str, Any] = {
        "title": title_of(row),
        "project_title": visit.project.title,
        "due": words.full_day(due) if due else "",
        "when": words.distance((due - visit.today).days) if due else "",
        "late": due is not None and due < visit.today,
        "planned": planned,
        "returned": row["decision"] if row["state"] == State.RETURNED else "",
        "values": {"delivered": "", "title": "", "delivered_quantity": "", "note": "", **typed},
        "told": told,
        "errors": [(place or None, sentence) for place, sentence in told.items()],
        "version": row["version"],
        "form_key": typed.get("form_key") or new_form_key(),
        "until": words.day(link.expires_at.astimezone(visit.zone).date()),
        "who": link.to_name or link.to_address,
    }
    return visit.page("door/deliver.html", context, status)


def _done(visit: Visit, row: Row) -> dict[str, Any]:
    """What the page says once the deliverable was handed over, here or elsewhere."""
    words = visit.words
    pairs = [
        (N_("Deliverable"), (text(row, "delivered_title") or title_of(row)).in_(visit.language)),
        (N_("Delivered on"), words.day(row["delivered_on"]) if row["delivered_on"] else ""),
        (N_("Files"), words.number(row["files"]) if row["files"] else ""),
    ]
    return {
        "heading": words.say(N_("Thank you, it was handed over")),
        "sentence": words.say(
            N_("The lead organisation was told and looks at it. If something has to be mended, you get a letter.")
        ),
        "facts": [(words.say(label), said) for label, said in pairs if said],
        "project_title": visit.project.title,
    }
