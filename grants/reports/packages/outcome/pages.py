"""The page on which a package is noted as sent, and the receipts that come back for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from starlette.responses import Response

from grants.attached.files import kept_files, sendings_of
from grants.attached.receiving import CHOOSE, file_given_out, not_kept
from grants.errors import AlreadyDone, Changed, NoRoom, Objected, Objection, TooLarge, WrongState
from grants.reports.packages.forms import sending_typed
from grants.reports.packages.gates.queries import gates_of, taken_in_order
from grants.reports.packages.gates.rules import shut, to_be_known
from grants.reports.packages.outcome.actions import add_receipt, receipt_of, send_package
from grants.reports.packages.pages import CHANGED_MEANWHILE, package_page
from grants.reports.packages.parts.drawn import parts_missing
from grants.reports.packages.parts.queries import parts_of
from grants.reports.packages.queries import PackageSeen, deadlines_met, deadlines_open, package_seen, period_due
from grants.reports.packages.rated.drawn import frozen_at
from grants.reports.packages.rules import met_by
from grants.reports.packages.shown import Shown, address_of, head, objected
from grants.reports.rules_package import PackageState, may_become
from grants.storage.columns import text
from grants.values.language import N_
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit, address

CHOOSE_AGAIN: Final = N_("The files you chose can't be kept until everything else is right. Please choose them again.")
_LABELS: Final = {
    "sent_on": N_("Day it was sent"),
    "hour": N_("Hour"),
    "signer": N_("Signed by"),
    "funder_number": N_("Number the funder gave it"),
    "receipt": N_("Receipt"),
    "as_rated": N_("It was sent at these rates all the same"),
}


async def sending(visit: Visit) -> Response:
    """Noting how a package went out."""
    found = await package_seen(visit.by, visit.project, visit.number_in_path("id"))
    if visit.request.method == "GET":
        if not may_become(found.state, PackageState.SENT):
            return visit.see(address_of(visit, found.id))
        return await _page(visit, found)
    form = await sent(visit.request)
    told, unread = sending_typed(form, visit.words, visit.today)
    if unread:
        return await _page(visit, found, form, unread, 422)
    try:
        kept = await kept_files(sendings_of(form, "receipt"), visit.request.app.state.files, visit.settings.max_upload)
        which = (visit.by, visit.project, found.id, form.whole("version"))
        await send_package(*which, told, visit.today, hour=_hour(visit), receipt=kept, once=form.key)
    except AlreadyDone:
        return visit.see(address_of(visit, found.id), "already")
    except (Objected, TooLarge, NoRoom, WrongState, Changed) as problem:
        return await _page(visit, found, form, *_refused(problem))
    return visit.see(address_of(visit, found.id), "done")


def _hour(visit: Visit) -> str:
    return f"{visit.now.astimezone(visit.zone):%H:%M}"


def _refused(problem: Exception) -> tuple[Sequence[Objection], int]:
    match problem:
        case Objected():
            return problem.objections, 422
        case TooLarge() | NoRoom():
            return not_kept(problem, "receipt")
        case WrongState():
            return [Objection(problem.sentence, problem.facts)], 409
        case _:
            return [Objection(CHANGED_MEANWHILE)], 409


async def _page(
    visit: Visit, found: PackageSeen, form: Sent | None = None, objections: Sequence[Objection] = (), status: int = 200
) -> Response:
    words = visit.words
    labels = {name: words.say(label) for name, label in _LABELS.items()}
    placed = [("receipt" if one.place in {"file", "receipt"} else one.place, one) for one in objections]
    if form is not None and form.files and placed and not any(place == "receipt" for place, _ in placed):
        placed.append(("receipt", Objection(CHOOSE_AGAIN)))
    said = [(place, words.say(one.sentence, **one.facts)) for place, one in placed]
    context = {
        "package": head(visit, found),
        "labels": labels,
        "typed": {
            "sent_on": form.line("sent_on") if form else words.day(visit.today),
            "hour": form.line("hour") if form else _hour(visit),
            "signer": form.line("signer") if form else visit.by.name,
            "funder_number": form.line("funder_number") if form else "",
            "as_rated": form.line("as_rated") if form else "",
        },
        "deadlines": await _deadlines(visit, found, form),
        "rates": await frozen_at(visit, found),
        "known": await _to_be_known(visit, found),
        "told": {place: sentence for place, sentence in reversed(said) if place},
        "errors": [(place or None, f"{labels[place]}: {one}" if place in labels else one) for place, one in said],
        "limit": words.size(visit.settings.max_upload),
        "form_key": new_form_key(),
    }
    return visit.page("reports/package_sending.html", context, status)


async def _to_be_known(visit: Visit, found: PackageSeen) -> list[Shown]:
    """What stands before the package, and the partners whose parts are not handed in."""
    gates, in_order = await gates_of(visit.project, found), taken_in_order(found)
    told = objected(visit, list(shut(gates, in_order=in_order)))
    told += objected(visit, list(to_be_known(gates, visit.today, in_order=in_order)), "warning")
    return told + parts_missing(visit, await parts_of(visit.project, found.id))


async def _deadlines(visit: Visit, found: PackageSeen, form: Sent | None) -> list[dict[str, Any]]:
    """The open deadlines a report may meet; ticked are those of its period, and those it, or the version before, met before."""
    due = await period_due(visit.project, found.period_id)
    met = [await deadlines_met(visit.project, one) for one in (found.id, found.after_id) if one is not None]
    before = {row["id"] for rows in met for row in rows}
    return [
        {
            "id": row["id"],
            "title": text(row, "title"),
            "day": visit.words.day(row["due_on"]),
            "ticked": bool(form.line(f"closes_{row['id']}"))
            if form
            else row["id"] in before or (not before and met_by(row["due_on"], due, found.last)),
        }
        for row in await deadlines_open(visit.project)
    ]


async def receipts(visit: Visit) -> Response:
    """A receipt that came after the package was noted as sent."""
    found = await package_seen(visit.by, visit.project, visit.number_in_path("id"))
    here = address_of(visit, found.id) + "#receipts"
    if visit.request.method == "GET":
        return visit.see(here)
    form = await sent(visit.request)
    if not (sendings := sendings_of(form, "receipt")):
        return await package_page(visit, form, [Objection(CHOOSE, place="receipt")], 422)
    try:
        kept = await kept_files(sendings, visit.request.app.state.files, visit.settings.max_upload)
        await add_receipt(visit.by, visit.project, found.id, kept, once=form.key)
    except AlreadyDone:
        return visit.see(here, "already")
    except (Objected, TooLarge, NoRoom) as problem:
        told, status = _refused(problem)
        return await package_page(visit, form, [replace(one, place="receipt") for one in told], status)
    return visit.see(here, "added")


async def receipt_file(visit: Visit) -> Response:
    """One receipt of a package."""
    found = await package_seen(visit.by, visit.project, visit.number_in_path("id"))
    return await file_given_out(visit, receipt_of(visit.project, found))


_BELOW: Final = "/projects/{code}/reports/packages/{id:int}"
ROUTES = [
    address(f"{_BELOW}/sending", "package_sending", sending, changes=True),
    address(f"{_BELOW}/receipts", "package_receipt", receipts, changes=True),
    address(f"{_BELOW}/receipts/{{file_id:int}}", "package_receipt_file", receipt_file),
]
