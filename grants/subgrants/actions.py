"""Paying instalments, taking a recipient's report in, accepting or returning it, and asking back what was not spent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from grants.access import Identity, Permission
from grants.acting import Deed, acting
from grants.errors import Changed, Objected, Objection, WrongState
from grants.projects.queries import Seen
from grants.storage.database import Row, rows
from grants.subgrants.models import Instalment, SubGrant, SubReport
from grants.subgrants.queries import instalment_of, report_of, standing_of, sub_grant_seen
from grants.subgrants.rules import (
    BEFORE_AGREEMENT,
    IN_THE_FUTURE,
    REASON_NEEDED,
    InstalmentKind,
    SubGrantState,
    SubReportState,
    acceptance_objections,
    instalment_objection,
    report_objections,
)
from grants.values.language import N_, Text
from grants.values.money import Money

NOT_SUBMITTED = N_("Only a report that was submitted can be accepted or returned.")
NOT_AWAITED = N_("This report was submitted already.")
NOTHING_UNSPENT = N_("There is nothing to ask back.")


async def pay_instalment(
    by: Identity,
    project: Seen,
    sub_grant_id: int,
    instalment_id: int,
    version: int,
    paid_on: date,
    order_number: str,
    *,
    today: date,
) -> None:
    """An instalment paid on this day, or money that came back; Objected when it may not be paid yet."""
    async with acting(by, Permission.EDIT_BUDGET, project.ref) as deed:
        await _held(sub_grant_id)
        grant = await sub_grant_seen(by, project, sub_grant_id)
        kept = await instalment_of(project, sub_grant_id, instalment_id)
        _refuse_payment(grant, kept, paid_on, today)
        await _write(
            deed,
            Instalment,
            "instalment",
            kept,
            version,
            {"paid_on": paid_on, "order_number": order_number},
            "paid_out",
        )


def _refuse_payment(grant: Row, kept: Row, paid_on: date, today: date) -> None:
    told = None
    if kept["kind"] == InstalmentKind.INSTALMENT or kept["paid_on"] is not None:
        told = instalment_objection(
            state=SubGrantState(grant["state"]),
            paid_on=kept["paid_on"],
            after_number=kept["after_number"] or "",
            after_state=SubReportState(kept["after_state"]) if kept["after_state"] else None,
        )
    if told is None and grant["agreed_on"] is not None and paid_on < grant["agreed_on"]:
        told = Objection(BEFORE_AGREEMENT, {"day": grant["agreed_on"]}, place="paid")
    if told is None and paid_on > today:
        told = Objection(IN_THE_FUTURE, place="paid")
    if told is not None:
        raise Objected([told])


@dataclass(frozen=True, slots=True)
class SubReported:
    """What a recipient reports: in whose words, what was spent of the grant and of other money, in cents."""

    done: Text
    spent: Money
    match: Money | None
    by_name: str


async def submit_report(deed: Deed, project: Seen, report_id: int, reported: SubReported, today: date) -> None:
    """A recipient's report taken in, inside the deed in which it comes; WrongState when it was submitted already."""
    kept = await report_of(project, report_id)
    if kept["state"] not in (SubReportState.AWAITED, SubReportState.RETURNED):
        raise WrongState(NOT_AWAITED)
    told = report_objections(reported.spent, reported.match, reported.done, kept["start_on"], kept["end_on"])
    if told:
        raise Objected(told)
    values = {
        "state": SubReportState.SUBMITTED,
        "submitted_on": today,
        "submitted_by": reported.by_name[:200],
        "done_bg": reported.done.bg,
        "done_en": reported.done.en,
        "spent_cents": reported.spent.minor,
        "match_cents": reported.match.minor if reported.match else None,
        "accepted_cents": None,
        "decided_on": None,
    }
    await _write(deed, SubReport, "sub_report", kept, kept["version"], values, "submitted")


async def accept_report(
    by: Identity,
    project: Seen,
    sub_grant_id: int,
    report_id: int,
    version: int,
    accepted: Money,
    reason: str,
    today: date,
) -> None:
    """A report accepted with so much of what it says was spent; Changed when somebody decided meanwhile."""
    async with acting(by, Permission.EDIT_BUDGET, project.ref) as deed:
        await _held(sub_grant_id)
        grant, kept = await _deciding(by, project, sub_grant_id, report_id, version)
        told = acceptance_objections(
            accepted,
            Money(kept["spent_cents"] or 0, kept["currency"]),
            grant["accepted"],
            Money(grant["amount_cents"], grant["currency"]),
        )
        if told:
            raise Objected(told)
        values = {
            "state": SubReportState.ACCEPTED,
            "accepted_cents": accepted.minor,
            "decided_on": today,
            "decision": reason,
        }
        await _write(deed, SubReport, "sub_report", kept, version, values, "accepted")
        if kept["final"]:
            await _finish(deed, grant)


async def _finish(deed: Deed, grant: Row) -> None:
    """With the last report accepted the sub-grant is finished."""
    if grant["state"] == SubGrantState.AGREED:
        before = {"id": grant["id"], "number": grant["number"], "state": grant["state"]}
        await _write(
            deed, SubGrant, "sub_grant", before, grant["version"], {"state": SubGrantState.FINISHED}, "finished"
        )


async def return_report(
    by: Identity, project: Seen, sub_grant_id: int, report_id: int, version: int, reason: str, today: date
) -> None:
    """A report given back with a reason; Changed when somebody decided meanwhile."""
    async with acting(by, Permission.EDIT_BUDGET, project.ref) as deed:
        await _held(sub_grant_id)
        _, kept = await _deciding(by, project, sub_grant_id, report_id, version)
        if not reason.strip():
            raise Objected([Objection(REASON_NEEDED, place="reason")])
        values = {"state": SubReportState.RETURNED, "decided_on": today, "decision": reason.strip()}
        await _write(deed, SubReport, "sub_report", kept, version, values, "returned")


async def _deciding(by: Identity, project: Seen, sub_grant_id: int, report_id: int, version: int) -> tuple[Row, Row]:
    grant = await sub_grant_seen(by, project, sub_grant_id)
    kept = await report_of(project, report_id)
    if kept["version"] != version:
        raise Changed(kept)
    if kept["state"] != SubReportState.SUBMITTED:
        raise WrongState(NOT_SUBMITTED)
    return grant, kept


async def ask_back(by: Identity, project: Seen, sub_grant_id: int, due_on: date, *, once: str) -> None:
    """The unspent asked back, as a row that waits for its payment; what was asked already is not asked twice."""
    async with acting(by, Permission.EDIT_BUDGET, project.ref, once=once) as deed:
        await _held(sub_grant_id)
        grant = await sub_grant_seen(by, project, sub_grant_id)
        cents = standing_of(grant).unspent - grant["asked_back"]
        if cents <= 0:
            raise WrongState(NOTHING_UNSPENT)
        place = await rows(
            "SELECT coalesce(max(position), 0) + 1 AS next, count(*)::int AS n FROM sub_instalment WHERE project_id = $1",
            project.id,
        )
        number = f"{grant['number']}-R{place[0]['n'] + 1}"
        values: dict[str, Any] = {
            "kind": InstalmentKind.RETURNED,
            "due_on": due_on,
            "amount_cents": cents,
            "currency": grant["currency"],
        }
        made = await Instalment.create(
            project_id=project.id, number=number, position=place[0]["next"], sub_grant_id=sub_grant_id, **values
        )
        deed.happened("instalment.added", "instalment", made.id, number, after={**values, "sub_grant_id": sub_grant_id})


async def _held(sub_grant_id: int) -> None:
    """Those who change what stands under one sub-grant wait for each other."""
    await rows("SELECT 1 FROM sub_grant WHERE id = $1 FOR NO KEY UPDATE", sub_grant_id)


async def _write(
    deed: Deed, model: Any, kind: str, before: Row, version: int, values: dict[str, Any], verb: str
) -> None:
    changed = await model.filter(id=before["id"], version=version).update(version=version + 1, **values)
    if not changed:
        raise Changed(before)
    deed.happened(
        f"{kind}.{verb}",
        kind,
        before["id"],
        before["number"],
        before={name: before[name] for name in values if name in before},
        after=values,
    )
