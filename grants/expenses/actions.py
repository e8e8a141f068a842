"""Recording, changing and removing what was spent with its paper, and bringing it through its states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.exceptions import IntegrityError

from grants.access import Identity, Permission, own_part_only
from grants.acting import Deed, acting
from grants.budget.queries import terms_of
from grants.errors import Changed, NotAllowed, Objected, Objection, WrongState
from grants.expenses.masking import NOT_SHOWN, sensitive_kind
from grants.expenses.models import Document, Expense, File
from grants.expenses.papers import Scan
from grants.expenses.queries import Recorded, entered_by, expense_seen
from grants.expenses.records import DOCUMENT, EXPENSE, completed_expense
from grants.expenses.rules import ExpenseState, is_closed, may_become
from grants.projects.queries import Seen
from grants.storage.columns import ProjectRow
from grants.storage.database import rows
from grants.values.entry import REQUIRED
from grants.values.language import N_
from grants.values.records import Record

Values = dict[str, Any]
_MODELS: Mapping[Record, type[ProjectRow]] = {DOCUMENT: Document, EXPENSE: Expense}

CLOSED = N_("This was already reported or verified and can't be changed. Return it first.")
CLOSED_ELSEWHERE = N_(
    "Another expense of the same document is already verified or reported, so the document can't be changed."
)
OTHERS_PART = N_("This document belongs to another partner's expenses too. Only the project's own team changes it.")
NOT_NOW = N_("The expense is in a state in which this can't be done. Look at it again.")
OWN_PART = N_("You record only your own organisation's part.")
STILL_NAMED = N_("Other rows still refer to this one. Change or remove them first.")
AT_ONCE = N_("Somebody recorded a row of this project at the same moment. Please save again.")
OWN_ENTRY = N_("You entered this expense yourself. Somebody else verifies it.")


@dataclass(frozen=True, slots=True)
class Versions:
    """The versions of an expense and its document from which an edit started."""

    expense: int
    document: int


async def record_expense(
    by: Identity, project: Seen, document: Values, expense: Values, scans: Sequence[Scan] = (), *, once: str = ""
) -> int:
    """A document, what of it is claimed, and its scanned files, together; gives the expense's id."""
    async with acting(by, Permission.RECORD_EXPENSE, project.ref, once=once) as deed:
        await _one_at_a_time(project)
        document_id = await _insert(deed, project, DOCUMENT, _of_own_part(by, project, sensitive_kind(document)))
        await _attach(deed, document_id, scans)
        claim = completed_expense(expense) | {"document_id": document_id, "state": ExpenseState.DRAFT}
        return await _insert(deed, project, EXPENSE, _of_own_part(by, project, claim))


def _of_own_part(by: Identity, project: Seen, values: Values) -> Values:
    """Somebody who sees only one partner's part writes only there."""
    own = own_part_only(by, project.ref)
    if own is None:
        return values
    if values.get("partner_id") not in {None, own}:
        raise NotAllowed(OWN_PART)
    return values | {"partner_id": own}


async def _one_at_a_time(project: Seen) -> None:
    """Two people who record at once wait for each other, so that each row gets a number of its own."""
    await rows("SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE", project.id)


async def _insert(deed: Deed, project: Seen, record: Record, values: Values) -> int:
    """A row at the end of its kind, under the next free number."""
    model = _MODELS[record]
    there = await model.filter(project_id=project.id).values("number", "position")
    taken, place = {row["number"] for row in there}, max((row["position"] for row in there), default=0) + 1
    number = next(str(number) for number in range(place, place + len(taken) + 1) if str(number) not in taken)
    try:
        row = await model.create(project_id=project.id, number=number, position=place, **values)
    except IntegrityError:
        raise Objected([Objection(AT_ONCE)]) from None
    after = {"number": number, **values}
    deed.happened(f"{record.name}.added", record.name, row.id, _label(record, after), after=after)
    return int(row.id)


def _label(record: Record, row: Values) -> str:
    """How the history names a row: its number, and the paper's own or what it was for."""
    title = row["paper_number"] if record is DOCUMENT else row["description_bg"] or row["description_en"]
    return " · ".join(part for part in (row["number"], title[:200]) if part)


async def _attach(deed: Deed, document_id: int, scans: Sequence[Scan]) -> None:
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
    scans: Sequence[Scan] = (),
    dropped: frozenset[int] = frozenset(),
) -> None:
    """An expense and its document as they are from now on, with files added and dropped.

    Raises Changed when somebody else was quicker with either, WrongState when one of them is closed.
    """
    async with acting(by, Permission.RECORD_EXPENSE, project.ref) as deed:
        kept = await _held(by, project, expense_id)
        _refuse_masked(kept)
        _refuse_closed(kept)
        if (kept.expense["version"], kept.document["version"]) != (started_from.expense, started_from.document):
            raise Changed({**kept.document, **kept.expense})
        leaving = [file for file in kept.files if file["id"] in dropped]
        if scans or leaving or any(kept.document[name] != value for name, value in document.items()):
            _refuse_shared(by, project, kept)
            paper = _of_own_part(by, project, document) if "partner_id" in document else document
            await _write(deed, DOCUMENT, kept.document, sensitive_kind(paper, kept.document))
        await _drop(deed, leaving)
        await _attach(deed, kept.document["id"], scans)
        await _write(deed, EXPENSE, kept.expense, _of_own_part(by, project, completed_expense(expense)))


async def _held(by: Identity, project: Seen, expense_id: int) -> Recorded:
    """The expense as it stands, its document's expenses held so that nobody brings one to another state meanwhile."""
    await rows(
        "SELECT id FROM expense WHERE document_id = (SELECT document_id FROM expense WHERE id = $1) ORDER BY id FOR UPDATE",
        expense_id,
    )
    return await expense_seen(by, project, expense_id)


def _refuse_masked(kept: Recorded) -> None:
    if kept.masked:
        raise NotAllowed(NOT_SHOWN)


def _refuse_closed(kept: Recorded) -> None:
    if is_closed(kept.expense):
        raise WrongState(CLOSED)


def _refuse_shared(by: Identity, project: Seen, kept: Recorded) -> None:
    """A document several expenses stand on is changed only where that touches none that is closed or another's."""
    if any(is_closed(other) for other in kept.others):
        raise WrongState(CLOSED_ELSEWHERE)
    own = own_part_only(by, project.ref)
    if own is not None and any(row["partner_id"] != own for row in (kept.document, *kept.others)):
        raise NotAllowed(OTHERS_PART)


async def _write(deed: Deed, record: Record, before: Values, after: Values) -> None:
    version = before["version"]
    if not await _MODELS[record].filter(id=before["id"], version=version).update(version=version + 1, **after):
        raise Changed(before)
    label = _label(record, {**before, **after})
    old = {name: before[name] for name in after}
    deed.happened(f"{record.name}.changed", record.name, before["id"], label, before=old, after=after)


async def _drop(deed: Deed, files: Sequence[Values]) -> None:
    await File.filter(id__in=[file["id"] for file in files]).delete()
    for file in files:
        deed.happened("file.removed", "file", file["id"], file["name"], before=_told(file))


def _told(file: Values) -> Values:
    return {name: file[name] for name in ("name", "size", "sha256", "media_type")}


async def remove_expense(by: Identity, project: Seen, expense_id: int, *, once: str = "") -> None:
    """An expense that is no longer there; its document and files go with it unless another expense stands on them."""
    async with acting(by, Permission.RECORD_EXPENSE, project.ref, once=once) as deed:
        kept = await _held(by, project, expense_id)
        _refuse_masked(kept)
        _refuse_closed(kept)
        await _delete(deed, EXPENSE, kept.expense)
        if not kept.others:
            _refuse_shared(by, project, kept)
            await _drop(deed, kept.files)
            await _delete(deed, DOCUMENT, kept.document)


async def _delete(deed: Deed, record: Record, row: Values) -> None:
    try:
        await _MODELS[record].filter(id=row["id"]).delete()
    except IntegrityError:
        raise WrongState(STILL_NAMED) from None
    held = {name: row[name] for name in ("number", *record.columns)}
    deed.happened(f"{record.name}.removed", record.name, row["id"], _label(record, row), before=held)


async def submit_expense(by: Identity, project: Seen, expense_id: int, version: int) -> None:
    """An expense its writer holds ready for verification."""
    async with acting(by, Permission.RECORD_EXPENSE, project.ref) as deed:
        await _bring(deed, project, expense_id, version, ExpenseState.SUBMITTED)


async def verify_expense(by: Identity, project: Seen, expense_id: int, version: int) -> None:
    """An expense somebody other than its writer holds right."""
    async with acting(by, Permission.VERIFY_EXPENSE, project.ref) as deed:
        await _refuse_own_entry(by, project, expense_id)
        await _bring(deed, project, expense_id, version, ExpenseState.VERIFIED)


async def _refuse_own_entry(by: Identity, project: Seen, expense_id: int) -> None:
    """Another person verifies what one has entered, unless the terms of the contract allow the same one."""
    entered_it = by.person_id is not None and by.person_id == await entered_by(project, expense_id)
    if entered_it and not (await terms_of(project.id)).own_verification:
        raise NotAllowed(OWN_ENTRY)


async def return_expense(by: Identity, project: Seen, expense_id: int, version: int, reason: str) -> None:
    """An expense that goes back to its writer, who reads why."""
    if not reason.strip():
        raise Objected([Objection(REQUIRED, {}, place="reason")])
    async with acting(by, Permission.VERIFY_EXPENSE, project.ref) as deed:
        await _bring(deed, project, expense_id, version, ExpenseState.RETURNED, reason.strip())


async def _bring(deed: Deed, project: Seen, expense_id: int, version: int, to: ExpenseState, reason: str = "") -> None:
    """To another state, if what stands there now may become that; Changed when it is no longer what was looked at."""
    kept = await _held(deed.by, project, expense_id)
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
        _label(EXPENSE, row),
        before={"state": row["state"], "reason": row["reason"]},
        after=after,
        reason=reason,
    )
