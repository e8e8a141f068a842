"""The pages of sub-grants: the schemes with their sums, one grant with everything under it, and the decisions about reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from starlette.responses import Response

from grants.access import Permission
from grants.attached.rules import RowNamed
from grants.attached.shown import hanging_of
from grants.errors import AlreadyDone, Changed, Objected, Objection, WrongState
from grants.expenses.small import Small
from grants.storage.columns import text
from grants.storage.database import Row
from grants.subgrants.actions import accept_report, ask_back, pay_instalment, return_report
from grants.subgrants.queries import (
    instalment_of,
    report_of,
    schemes_of,
    standing_of,
    sub_grant_seen,
    sub_grants_of,
    under,
)
from grants.subgrants.rules import (
    INSTALMENT_KINDS,
    MATCH_KINDS,
    SUB_GRANT_STATES,
    SUB_REPORT_STATES,
    InstalmentKind,
    SubGrantState,
    SubReportState,
    instalment_objection,
)
from grants.subgrants.shown import TONES, next_of, recipient, scheme_shown
from grants.values.entry import Reader, Reading, read_entry
from grants.values.language import N_
from grants.values.money import Money
from grants.values.records import Field, Kind, Record
from grants.web.forms import new_form_key, sent
from grants.web.pages import Visit, address

LOOK_AGAIN = N_("Somebody decided on this report since you opened it. What stands there now is shown here.")
BACK_WITHIN = timedelta(days=30)  # the unspent is asked back within so many days, where the agreement says nothing else
_REPORT_TONES = {
    SubReportState.AWAITED: "",
    SubReportState.SUBMITTED: "wait",
    SubReportState.RETURNED: "bad",
    SubReportState.ACCEPTED: "good",
}
_PAYING = Record(
    "paying",
    N_("Payment"),
    N_("Payments"),
    (
        Field("paid", Kind.DAY, N_("Paid on"), required=True),
        Field("order_number", Kind.LINE, N_("Payment order"), maximum=120),
    ),
    title="paid",
    new="",
)
_DECIDING = Record(
    "deciding",
    N_("Decision"),
    N_("Decisions"),
    (
        Field("accepted", Kind.AMOUNT, N_("Accepted"), required=True),
        Field("reason", Kind.PROSE, N_("Reason"), maximum=2000),
    ),
    title="accepted",
    new="",
)


def _base(visit: Visit) -> str:
    return f"/projects/{visit.project.code}"


async def sub_grants(visit: Visit) -> Response:
    """The schemes of a project, each with its grants and their sums."""
    schemes = await schemes_of(visit.by, visit.project)
    grants = await sub_grants_of(visit.by, visit.project)
    known = {scheme["id"] for scheme in schemes}
    apart = [row for row in grants if row["scheme_id"] not in known]
    shown = [
        scheme_shown(
            scheme, [row for row in grants if row["scheme_id"] == scheme["id"]], visit.words, visit.today, _base(visit)
        )
        for scheme in schemes
    ]
    if apart:
        shown.append(scheme_shown(None, apart, visit.words, visit.today, _base(visit)))
    context = {"schemes": shown, "may_change": visit.may(Permission.EDIT_BUDGET), "base": _base(visit)}
    return visit.page("subgrants/schemes.html", context)


async def sub_grant(visit: Visit) -> Response:
    """One sub-grant: what was agreed, its instalments, its reports and the money it attracted."""
    row = await sub_grant_seen(visit.by, visit.project, visit.number_in_path("id"))
    return await _grant_page(visit, row)


async def _grant_page(visit: Visit, row: Row, objections: Sequence[Objection] = (), status: int = 200) -> Response:
    words, standing, found = visit.words, standing_of(row), await under(row["id"])
    here = f"{_base(visit)}/subgrants/{row['id']}"
    may_change = visit.may(Permission.EDIT_BUDGET)
    unspent = standing.unspent - row["asked_back"]
    context = {
        "here": here,
        "base": _base(visit),
        "row": {
            "id": row["id"],
            "number": row["number"],
            "name": recipient(row),
            "title": text(row, "title"),
            "state": words.say(SUB_GRANT_STATES[row["state"]]),
            "tone": TONES[SubGrantState(row["state"])],
            **next_of(row, standing, words, visit.today),
        },
        "facts": _facts(visit, row),
        "figures": _figures(visit, row),
        "instalments": [_instalment(visit, one, row, here) for one in found["instalments"]],
        "reports": [_report(visit, one, here) for one in found["reports"]],
        "attracted": [_attracted(visit, one) for one in found["attracted"]],
        "may_change": may_change,
        "ask_back": words.amount(Money(unspent, row["currency"])) if may_change and unspent > 0 else "",
        "errors": [(None, words.say(one.sentence, **one.facts)) for one in objections],
        "form_key": new_form_key(),
        "attached": await hanging_of(
            visit, RowNamed("sub_grant", row["id"], text(row, "title"), here), may_attach=may_change
        ),
    }
    return visit.page("subgrants/grant.html", context, status)


def _facts(visit: Visit, row: Row) -> list[tuple[str, str]]:
    words = visit.words
    pairs = [
        (
            N_("Agreement"),
            " · ".join(x for x in (row["agreement"], words.day(row["agreed_on"]) if row["agreed_on"] else "") if x),
        ),
        (N_("Period"), words.period(row["start_on"], row["end_on"]) if row["start_on"] or row["end_on"] else ""),
        (N_("Contact person"), " · ".join(x for x in (row["contact_name"], row["contact_email"]) if x)),
    ]
    return [(words.say(label), said) for label, said in pairs if said]


def _figures(visit: Visit, row: Row) -> list[dict[str, str]]:
    words, standing = visit.words, standing_of(row)

    def said(cents: int) -> str:
        return words.amount(Money(cents, row["currency"]))

    left = (
        words.say(N_("{amount} still to pay"), amount=Money(standing.to_pay, row["currency"]))
        if standing.to_pay
        else ""
    )
    back = (
        words.say(N_("{amount} to be returned"), amount=Money(standing.unspent, row["currency"]))
        if standing.unspent
        else ""
    )
    more = (
        words.say(N_("{amount} promised"), amount=Money(standing.promised, row["currency"]))
        if standing.promised
        else ""
    )
    return [
        {"label": words.say(N_("Grant")), "amount": said(standing.amount), "under": ""},
        {"label": words.say(N_("Paid out")), "amount": said(standing.paid - standing.came_back), "under": left},
        {"label": words.say(N_("Accepted")), "amount": said(standing.accepted), "under": back},
        {"label": words.say(N_("Attracted")), "amount": said(standing.attracted), "under": more},
    ]


def _instalment(visit: Visit, one: Row, grant: Row, here: str) -> dict[str, Any]:
    words = visit.words
    waits = None
    if one["kind"] == InstalmentKind.INSTALMENT:
        waits = instalment_objection(
            state=SubGrantState(grant["state"]),
            paid_on=one["paid_on"],
            after_number=one["after_number"] or "",
            after_state=SubReportState(one["after_state"]) if one["after_state"] else None,
        )
    paid = one["paid_on"] is not None
    late = not paid and waits is None and one["due_on"] is not None and one["due_on"] < visit.today
    return {
        "number": one["number"],
        "url": f"{_base(visit)}/rows/instalment/{one['id']}" if visit.may(Permission.EDIT_BUDGET) else None,
        "kind": words.say(INSTALMENT_KINDS[one["kind"]]),
        "amount": words.figure(Money(one["amount_cents"], one["currency"])),
        "due": words.day(one["due_on"]) if one["due_on"] else "",
        "late": words.distance((one["due_on"] - visit.today).days) if late else "",
        "paid": words.day(one["paid_on"]) if paid else "",
        "order": one["order_number"],
        "waits": words.say(waits.sentence, **waits.facts) if waits and not paid else "",
        "pay_url": f"{here}/instalments/{one['id']}"
        if not paid and waits is None and visit.may(Permission.EDIT_BUDGET)
        else None,
        "back": one["kind"] == InstalmentKind.RETURNED,
    }


def _report(visit: Visit, one: Row, here: str) -> dict[str, Any]:
    words, state = visit.words, SubReportState(one["state"])

    def money(name: str) -> str:
        cents = one[f"{name}_cents"]
        return "" if cents is None else words.figure(Money(cents, one["currency"]))

    open_still = state in (SubReportState.AWAITED, SubReportState.RETURNED)
    late = open_still and one["due_on"] is not None and one["due_on"] < visit.today
    return {
        "number": one["number"],
        "url": f"{here}/reports/{one['id']}",
        "period": words.period(one["start_on"], one["end_on"]) if one["start_on"] or one["end_on"] else "",
        "last": one["final"],
        "due": words.day(one["due_on"]) if one["due_on"] else "",
        "late": words.distance((one["due_on"] - visit.today).days) if late else "",
        "state": words.say(SUB_REPORT_STATES[state]),
        "tone": _REPORT_TONES[state],
        "spent": money("spent"),
        "match": money("match"),
        "accepted": money("accepted"),
    }


def _attracted(visit: Visit, one: Row) -> dict[str, Any]:
    words = visit.words
    return {
        "url": f"{_base(visit)}/rows/attracted/{one['id']}" if visit.may(Permission.EDIT_BUDGET) else None,
        "kind": words.say(MATCH_KINDS[one["kind"]]),
        "source": text(one, "source"),
        "proved": words.day(one["proved_on"]) if one["proved_on"] else "",
        "amount": words.amount(Money(one["amount_cents"], one["currency"])),
        "proof": one["proof"],
    }


async def instalment(visit: Visit) -> Response:
    """Recording that an instalment was paid, or that money came back."""
    grant = await sub_grant_seen(visit.by, visit.project, visit.number_in_path("id"))
    kept = await instalment_of(visit.project, grant["id"], visit.number_in_path("instalment_id"))
    form = Small(visit, _PAYING, [["paid", "order_number"]], version=kept["version"])
    here = f"{_base(visit)}/subgrants/{grant['id']}"
    facts = [
        (visit.words.say(N_("Recipient")), recipient(grant).in_(visit.language)),
        (visit.words.say(N_("Amount")), visit.words.amount(Money(kept["amount_cents"], kept["currency"]))),
    ]
    heading = visit.words.say(INSTALMENT_KINDS[kept["kind"]]) + f" {kept['number']}"
    if visit.request.method == "GET":
        form.typed = {"paid": visit.words.day(visit.today)}
        return form.page(heading, here, facts)
    reading = await _read(form)
    if reading.objections:
        return form.wrong(reading.objections).page(heading, here, facts)
    assert form.sent is not None
    try:
        await pay_instalment(
            visit.by,
            visit.project,
            grant["id"],
            kept["id"],
            form.sent.whole("version"),
            reading.values["paid_on"],
            reading.values["order_number"],
            today=visit.today,
        )
    except Objected as problem:
        return form.wrong(problem.objections).page(heading, here, facts)
    except Changed:
        now = await sub_grant_seen(visit.by, visit.project, grant["id"])
        return await _grant_page(visit, now, [Objection(LOOK_AGAIN)], 409)
    return visit.see(here, "saved")


async def _read(form: Small) -> Reading:
    form.sent = await sent(form.visit.request)
    return read_entry(form.record, form.sent.typed, Reader(form.visit.words, form.visit.today, {}))


async def report(visit: Visit) -> Response:
    """A recipient's report: what it says, and accepting or returning it."""
    grant = await sub_grant_seen(visit.by, visit.project, visit.number_in_path("id"))
    kept = await report_of(visit.project, visit.number_in_path("report_id"))
    if visit.request.method == "GET":
        return _report_page(visit, grant, kept)
    form = await sent(visit.request)
    which = (visit.by, visit.project, grant["id"], kept["id"], form.whole("version"))
    reason = form.line("reason")[:2000]
    try:
        if form.line("to") == SubReportState.RETURNED:
            await return_report(*which, reason, visit.today)
        else:
            typed = {"accepted": form.line("accepted"), "reason": reason}
            reading = read_entry(_DECIDING.in_currency(kept["currency"]), typed, Reader(visit.words, visit.today, {}))
            if reading.objections:
                return _report_page(visit, grant, kept, reading.objections, form.typed, 422)
            accepted = Money(reading.values["accepted_cents"], kept["currency"])
            await accept_report(*which, accepted, reason, visit.today)
    except Objected as problem:
        return _report_page(visit, grant, kept, problem.objections, form.typed, 422)
    except (Changed, WrongState):
        now = await report_of(visit.project, kept["id"])
        return _report_page(visit, grant, now, [Objection(LOOK_AGAIN)], form.typed, 409)
    return visit.see(f"{_base(visit)}/subgrants/{grant['id']}", "done")


def _report_page(
    visit: Visit,
    grant: Row,
    kept: Row,
    objections: Sequence[Objection] = (),
    typed: Any = None,
    status: int = 200,
) -> Response:
    words, here = visit.words, f"{_base(visit)}/subgrants/{grant['id']}"
    told = {one.place: words.say(one.sentence, **one.facts) for one in objections}
    spent = Money(kept["spent_cents"] or 0, kept["currency"])
    pairs = [
        (N_("Recipient"), recipient(grant).in_(visit.language)),
        (
            N_("Submitted"),
            " · ".join(
                x for x in (words.day(kept["submitted_on"]) if kept["submitted_on"] else "", kept["submitted_by"]) if x
            ),
        ),
        (N_("Spent of the grant"), words.amount(spent) if kept["spent_cents"] is not None else ""),
        (
            N_("Spent of other money"),
            words.amount(Money(kept["match_cents"], kept["currency"])) if kept["match_cents"] is not None else "",
        ),
        (
            N_("Accepted"),
            words.amount(Money(kept["accepted_cents"], kept["currency"])) if kept["accepted_cents"] is not None else "",
        ),
        (N_("Reason of the decision"), kept["decision"]),
    ]
    context = {
        "back_url": here,
        "errors": [(place or None, sentence) for place, sentence in told.items()],
        "told": told,
        "heading": words.say(N_("Report {number}"), number=kept["number"]),
        "report": _report(visit, kept, here),
        "facts": [(words.say(label), said) for label, said in pairs if said],
        "done": text(kept, "done"),
        "may_decide": kept["state"] == SubReportState.SUBMITTED and visit.may(Permission.EDIT_BUDGET),
        "edit_url": f"{_base(visit)}/rows/sub_report/{kept['id']}" if visit.may(Permission.EDIT_BUDGET) else None,
        "accepted": (typed or {}).get("accepted", words.figure(spent)),
        "reason": (typed or {}).get("reason", ""),
        "version": kept["version"],
        "currency": kept["currency"],
        "form_key": new_form_key(),
    }
    return visit.page("subgrants/report.html", context, status)


async def back(visit: Visit) -> Response:
    """Asking the unspent back."""
    grant = await sub_grant_seen(visit.by, visit.project, visit.number_in_path("id"))
    here = f"{_base(visit)}/subgrants/{grant['id']}"
    if visit.request.method == "GET":
        return visit.see(here)
    form = await sent(visit.request)
    try:
        await ask_back(visit.by, visit.project, grant["id"], visit.today + BACK_WITHIN, once=form.key)
    except (AlreadyDone, WrongState):
        return visit.see(here, "already")
    return visit.see(here, "added")


ROUTES = [
    address("/projects/{code}/subgrants", "subgrants", sub_grants),
    address("/projects/{code}/subgrants/{id:int}", "sub_grant", sub_grant),
    address(
        "/projects/{code}/subgrants/{id:int}/instalments/{instalment_id:int}",
        "pay_instalment",
        instalment,
        changes=True,
    ),
    address("/projects/{code}/subgrants/{id:int}/reports/{report_id:int}", "sub_report", report, changes=True),
    address("/projects/{code}/subgrants/{id:int}/back", "ask_back", back, changes=True),
]
