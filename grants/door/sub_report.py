"""Reporting on a small grant through a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from grants.access import CLOCK, Permission
from grants.acting import acting
from grants.attached.actions import attach
from grants.attached.files import kept_files, sendings_of
from grants.attached.rules import RowNamed
from grants.errors import AlreadyDone, Objected, Objection, TooLarge, WrongState
from grants.letters.links.actions import hold_open, use_up
from grants.letters.links.queries import LinkSeen
from grants.storage.database import Row
from grants.subgrants.actions import SubReported, submit_report
from grants.subgrants.queries import report_of, standing_of, sub_grant_seen
from grants.subgrants.rules import SubReportState
from grants.subgrants.shown import recipient
from grants.values.entry import Reader, read_entry
from grants.values.language import N_, Text
from grants.values.money import Money
from grants.values.records import Field, Kind, Record
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit

_REPORTING = Record(
    "reporting",
    N_("Report"),
    N_("Reports"),
    (
        Field("done", Kind.PROSE, N_("What was done"), required=True, maximum=8000),
        Field("spent", Kind.AMOUNT, N_("Spent of the grant"), required=True),
        Field("match", Kind.AMOUNT, N_("Spent of other money")),
    ),
    title="done",
    new="",
)


async def sub_report(visit: Visit, link: LinkSeen) -> Response:
    """What is to be reported, and the report taken in."""
    kept = await report_of(visit.project, link.row_id or 0)
    grant = await sub_grant_seen(CLOCK, visit.project, kept["sub_grant_id"])  # the link names it; nothing else is read
    if kept["state"] not in (SubReportState.AWAITED, SubReportState.RETURNED):
        return visit.page("door/done.html", _done(visit, kept))
    if visit.request.method == "GET":
        return _page(visit, link, grant, kept, {})
    form = await sent(visit.request)
    try:
        await _take_in(visit, link, grant, kept, form)
    except Objected as problem:
        return _page(visit, link, grant, kept, form.typed, problem.objections, 422)
    except TooLarge as problem:
        return _page(
            visit, link, grant, kept, form.typed, [Objection(problem.sentence, problem.facts, place="file")], 413
        )
    except AlreadyDone:
        pass
    except WrongState:
        now = await report_of(visit.project, kept["id"])
        return visit.page("door/done.html", _done(visit, now), 409)
    return visit.page("door/done.html", _done(visit, await report_of(visit.project, kept["id"])))


async def _take_in(visit: Visit, link: LinkSeen, grant: Row, kept: Row, form: Sent) -> None:
    """The report, its files and the end of its link, kept together or not at all."""
    reading = read_entry(_REPORTING.in_currency(kept["currency"]), form.typed, Reader(visit.words, visit.today, {}))
    if reading.objections:
        raise Objected(reading.objections)
    said = Text.said_in(visit.language, reading.values["done"])
    match = reading.values["match_cents"]
    reported = SubReported(
        done=said,
        spent=Money(reading.values["spent_cents"], kept["currency"]),
        match=None if match is None else Money(match, kept["currency"]),
        by_name=visit.by.name,
    )
    stored = await kept_files(sendings_of(form), visit.request.app.state.files, visit.settings.max_upload)
    async with acting(visit.by, Permission.REPORT_SUB_GRANT, visit.project.ref, once=form.key) as deed:
        await hold_open(link, visit.now)
        await submit_report(deed, visit.project, kept["id"], reported, visit.today)
        name = recipient(grant)
        page = f"/projects/{visit.project.code}/subgrants/{grant['id']}/reports/{kept['id']}"
        await attach(deed, visit.project, RowNamed("sub_report", kept["id"], name, page), stored)
        await use_up(deed, link, visit.now)


def _page(
    visit: Visit,
    link: LinkSeen,
    grant: Row,
    kept: Row,
    typed: Mapping[str, str],
    objections: Sequence[Objection] = (),
    status: int = 200,
) -> Response:
    words, standing = visit.words, standing_of(grant)
    told = {one.place: words.say(one.sentence, **one.facts) for one in objections}
    due = kept["due_on"]
    pairs = [
        (N_("Period"), words.period(kept["start_on"], kept["end_on"]) if kept["start_on"] or kept["end_on"] else ""),
        (N_("Grant"), words.amount(Money(standing.amount, grant["currency"]))),
        (N_("Received so far"), words.amount(Money(standing.paid - standing.came_back, grant["currency"]))),
        (N_("Accepted so far"), words.amount(Money(standing.accepted, grant["currency"])) if standing.accepted else ""),
    ]
    context: dict[str, Any] = {
        "heading": words.say(N_("The last report"))
        if kept["final"]
        else words.say(N_("Report {number}"), number=kept["number"]),
        "name": recipient(grant),
        "project_title": visit.project.title,
        "facts": [(words.say(label), said) for label, said in pairs if said],
        "due": words.full_day(due) if due else "",
        "when": words.distance((due - visit.today).days) if due else "",
        "late": due is not None and due < visit.today,
        "returned": kept["decision"] if kept["state"] == SubReportState.RETURNED else "",
        "values": {"done": "", "spent": "", "match": "", **typed},
        "currency": kept["currency"],
        "told": told,
        "errors": [(place or None, sentence) for place, sentence in told.items()],
        "form_key": typed.get("form_key") or new_form_key(),
        "until": words.day(link.expires_at.astimezone(visit.zone).date()),
        "who": link.to_name or link.to_address,
    }
    return visit.page("door/sub_report.html", context, status)


def _done(visit: Visit, kept: Row) -> dict[str, Any]:
    words = visit.words
    pairs = [
        (N_("Submitted on"), words.day(kept["submitted_on"]) if kept["submitted_on"] else ""),
        (
            N_("Spent of the grant"),
            words.amount(Money(kept["spent_cents"], kept["currency"])) if kept["spent_cents"] is not None else "",
        ),
    ]
    return {
        "heading": words.say(N_("Thank you, the report has arrived")),
        "sentence": words.say(
            N_(
                "The organisation that gave the grant looks at it. If something has to be mended, you get a letter with a new link."
            )
        ),
        "facts": [(words.say(label), said) for label, said in pairs if said],
        "project_title": visit.project.title,
    }
