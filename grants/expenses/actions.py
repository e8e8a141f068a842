"""Recording, changing and removing what was spent with its paper, and bringing it through its states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from grants.access import Identity, Permission, own_part_only
from grants.acting import Deed, acting
from grants.attached.actions import take_all_off
from grants.budget.queries import terms_of
from grants.errors import Changed, NotAllowed, Objected, Objection, WrongState
from grants.expenses.allocation import (
    Standing,
    amount_of,
    held,
    refuse_over,
    refuse_too_small,
    sources_of,
    standing_of,
)
from grants.expenses.family.actions import CLOSED_ELSEWHERE, follow_in_family
from grants.expenses.masking import NOT_SHOWN, sensitive_kind
from grants.expenses.models import Expense, File
from grants.expenses.queries import Recorded, entered_by, expense_seen
from grants.expenses.rating import rated_now
from grants.expenses.records import DOCUMENT, EXPENSE, completed_expense
from grants.expenses.rules import ExpenseState, is_closed, may_become
from grants.expenses.sharing import PARTS, parts_objections, proposed
from grants.expenses.trace.actions import drop_row, follow_the_document, insert, label_of, one_at_a_time, write
from grants.projects.queries import Seen
from grants.storage.database import rows
from grants.values.entry import REQUIRED
from grants.values.files import KeptFile
from grants.values.language import N_
from grants.values.money import Money

Values = dict[str, Any]
CLOSED = N_("This was already reported or verified and can't be changed. Return it first.")
OTHERS_PART = N_("This document belongs to another partner's expenses too. Only the project's own team changes it.")
NOT_NOW = N_("The expense is in a state in which this can't be done. Look at it again.")
OWN_PART = N_("You record only your own organisation's part.")
OWN_ENTRY = N_("You entered this expense yourself. Somebody else verifies it.")


# One order for all who hold the claims on a paper, in whichever of its projects they begin.
_HOLD = """
SELECT id FROM expense WHERE id = $1 OR document_id IN (
  SELECT f.id FROM expense x JOIN document d ON d.id = x.document_id
  JOIN document f ON f.id = d.id OR f.family = nullif(d.family, '') WHERE x.id = $1
) ORDER BY id FOR UPDATE
"""


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of an expense and its document from which an edit started."""

    expense: int
    document: int


async def record_expense(
    by: Identity, project: Seen, document: Values, expense: Values, scans: Sequence[KeptFile] = (), *, once: str = ""
) -> int:
    """A document, what of it is claimed, and its scanned files, together; gives the expense's id."""
    async with acting(by, Permission.RECORD_EXPENSE, project.ref, once=once) as deed:
        await one_at_a_time(project)
        document_id = await insert(deed, project, DOCUMENT, own_part(by, project, sensitive_kind(document)))
        await attach(deed, document_id, scans)
        return await add_claim_on(deed, project, document_id, expense)


async def add_claim_on(deed: Deed, project: Seen, document_id: int, expense: Values) -> int:
    """A claim on a document that is there, as a draft; Objected when it is more than is left."""
    before = await held(document_id)
    values = own_part(deed.by, project, expense) | {"document_id": document_id, "state": ExpenseState.DRAFT}
    claim = completed_expense(await completed_claim(project, before, values))
    expense_id = await insert(deed, project, EXPENSE, claim)
    refuse_over(before, await standing_of(document_id), _money(claim), _place(expense))
    return expense_id


def _money(claim: Values) -> Money:
    return Money(claim["amount_cents"], claim["currency"])


def _place(expense: Values) -> str:
    return "share" if expense.get("share") else "amount"


async def completed_claim(project: Seen, standing: Standing, values: Values, own_id: int | None = None) -> Values:
    """A claim with what was left empty: its amount by its per cent or what is left, its parts by the contract's sources.

    `own_id` is the claim itself where it is there already. Objected when both per cent and amount were typed and differ.
    """
    amount = amount_of(standing, values, own_id)
    parts: Values = {name: values.get(name) for name in PARTS}
    if all(cents is None for cents in parts.values()):
        rule = (await terms_of(project.id, standing.document["issued_on"])).share_rule
        parts = proposed(amount, await sources_of(project.id, values.get("partner_id")), rule)
    parts = {name: cents or 0 for name, cents in parts.items()}
    problems = parts_objections(amount, parts)
    if problems:
        raise Objected(problems)
    return values | parts | {"amount_cents": amount.minor}


def own_part(by: Identity, project: Seen, values: Values) -> Values:
    """Somebody who sees only one partner's part writes only there."""
    own = own_part_only(by, project.ref)
    if own is None:
        return values
    if values.get("partner_id") not in {None, own}:
        raise NotAllowed(OWN_PART)
    return values | {"partner_id": own}


async def attach(deed: Deed, document_id: int, scans: Sequence[KeptFile]) -> None:
    """Scanned papers of a document, after those it has."""
    taken = await rows(
        "SELECT coalesce(max(position), 0) AS last FROM document_file WHERE document_id = $1", document_id
    )
    for position, scan in enumerate(scans, taken[0]["last"] + 1):
        file = await File.create(document_id=document_id, position=position, **scan.told)
        deed.happened("file.added", "file", file.id, scan.name, after=scan.told)


async def change_expense(
    by: Identity,
    project: Seen,
    expense_id: int,
    started_from: Versions,
    document: Values,
    expense: Values,
    scans: Sequence[KeptFile] = (),
    dropped: frozenset[int] = frozenset(),
) -> None:
    """An expense and its document as they are from now on, with files added and dropped.

    Raises Changed when somebody else was quicker with either, WrongState when one of them is closed.
    """
    async with acting(by, Permission.RECORD_EXPENSE, project.ref) as deed:
        kept = await held_expense(by, project, expense_id)
        refuse_masked(kept)
        refuse_closed(kept)
        if (kept.expense["version"], kept.document["version"]) != (started_from.expense, started_from.document):
            raise Changed({**kept.document, **kept.expense})
        leaving = [file for file in kept.files if file["id"] in dropped]
        before = await held(kept.document["id"])
        if scans or leaving or any(kept.document[name] != value for name, value in document.items()):
            _refuse_shared(by, project, kept)
            paper = own_part(by, project, document) if "partner_id" in document else document
            facts = sensitive_kind(paper, kept.document)
            await write(deed, DOCUMENT, kept.document, facts)
            await follow_in_family(deed, kept.document, facts)
        await _drop(deed, leaving)
        await attach(deed, kept.document["id"], scans)
        await change_claim_on(deed, project, kept, expense, before)


async def change_claim_on(deed: Deed, project: Seen, kept: Recorded, expense: Values, before: Standing) -> None:
    """A claim as it is from now on; all by per cent follow the document. Objected when it is more than is left."""
    now = await standing_of(kept.document["id"])
    claim = await completed_claim(project, now, own_part(deed.by, project, expense), kept.expense["id"])
    if _money(claim) != _money(kept.expense):
        claim |= await rated_now(kept.expense, _money(claim))
    await write(deed, EXPENSE, kept.expense, claim)
    if now.whole != before.whole:
        await follow_the_document(deed, await standing_of(kept.document["id"]))
    after = await standing_of(kept.document["id"])
    if now.whole != before.whole and _money(claim) == _money(kept.expense):
        refuse_too_small(before, after)
    refuse_over(before, after, _money(claim), _place(expense))


async def held_expense(by: Identity, project: Seen, expense_id: int) -> Recorded:
    """The expense as it stands, its paper's expenses held everywhere so that nobody brings one to another state meanwhile."""
    await rows(_HOLD, expense_id)
    return await expense_seen(by, project, expense_id)


def refuse_masked(kept: Recorded) -> None:
    """NotAllowed for a paper about people that this person does not see."""
    if kept.masked:
        raise NotAllowed(NOT_SHOWN)


def refuse_closed(kept: Recorded) -> None:
    """WrongState for an expense that may no longer be changed."""
    if is_closed(kept.expense):
        raise WrongState(CLOSED)


def _refuse_shared(by: Identity, project: Seen, kept: Recorded) -> None:
    """A document several expenses stand on is changed only where that touches none that is closed or another's."""
    if any(is_closed(other) for other in kept.others):
        raise WrongState(CLOSED_ELSEWHERE)
    own = own_part_only(by, project.ref)
    if own is not None and any(row["partner_id"] != own for row in (kept.document, *kept.others)):
        raise NotAllowed(OTHERS_PART)


async def _drop(deed: Deed, files: Sequence[Values]) -> None:
    await File.filter(id__in=[file["id"] for file in files]).delete()
    for file in files:
        deed.happened("file.removed", "file", file["id"], file["name"], before=_told(file))


def _told(file: Values) -> Values:
    return {name: file[name] for name in ("name", "size", "sha256", "media_type")}


async def remove_expense(by: Identity, project: Seen, expense_id: int, *, once: str = "") -> None:
    """An expense that is no longer there; its document and files go with it unless another expense stands on them."""
    async with acting(by, Permission.RECORD_EXPENSE, project.ref, once=once) as deed:
        kept = await held_expense(by, project, expense_id)
        refuse_masked(kept)
        refuse_closed(kept)
        await drop_row(deed, EXPENSE, kept.expense)
        await take_all_off(deed, project, "expense", expense_id, kept.expense["number"])
        if kept.document and not kept.others:
            _refuse_shared(by, project, kept)
            await _drop(deed, kept.files)
            await drop_row(deed, DOCUMENT, kept.document)


async def submit_expense(by: Identity, project: Seen, expense_id: int, version: int) -> None:
    """An expense its writer holds ready for verification."""
    async with acting(by, Permission.RECORD_EXPENSE, project.ref) as deed:
        await _bring(deed, project, expense_id, version, ExpenseState.SUBMITTED)


async def verify_expense(by: Identity, project: Seen, expense_id: int, version: int, *, on: date) -> None:
    """An expense somebody other than its writer holds right."""
    async with acting(by, Permission.VERIFY_EXPENSE, project.ref) as deed:
        await _refuse_own_entry(by, project, expense_id, on)
        await _bring(deed, project, expense_id, version, ExpenseState.VERIFIED)


async def _refuse_own_entry(by: Identity, project: Seen, expense_id: int, on: date) -> None:
    """Another person verifies what one has entered, unless the terms in force on the day allow the same one."""
    entered_it = by.person_id is not None and by.person_id == await entered_by(project, expense_id)
    if entered_it and not (await terms_of(project.id, on)).own_verification:
        raise NotAllowed(OWN_ENTRY)


async def return_expense(by: Identity, project: Seen, expense_id: int, version: int, reason: str) -> None:
    """An expense that goes back to its writer, who reads why."""
    if not reason.strip():
        raise Objected([Objection(REQUIRED, {}, place="reason")])
    async with acting(by, Permission.VERIFY_EXPENSE, project.ref) as deed:
        await _bring(deed, project, expense_id, version, ExpenseState.RETURNED, reason.strip())


async def _bring(deed: Deed, project: Seen, expense_id: int, version: int, to: ExpenseState, reason: str = "") -> None:
    """To another state, if what stands there now may become that; Changed when it is no longer what was looked at."""
    kept = await held_expense(deed.by, project, expense_id)
    row = kept.expense
    if not may_become(row["state"], to):
        raise WrongState(NOT_NOW)
    if row["version"] != version:
        raise Changed(row)
    after = {"state": to, "reason": reason}
    await Expense.filter(id=expense_id).update(version=version + 1, **after)
    deed.happened(
        f"expense.{to.value}",
        "expense",
        expense_id,
        label_of(EXPENSE, row),
        before={"state": row["state"], "reason": row["reason"]},
        after=after,
        reason=reason,
    )
