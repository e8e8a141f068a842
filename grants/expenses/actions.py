"""Recording, changing and removing what was spent with its paper, and bringing it through its states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.exceptions import IntegrityError

from grants.access import Identity, Permission, own_part_only
from grants.acting import Deed, acting
from grants.entries.actions import STILL_NAMED, insert_row, label_of, own_part
from grants.entries.kinds import BY_NAME, Kind
from grants.errors import Changed, NotAllowed, Objected, Objection, WrongState
from grants.expenses.models import Expense, File
from grants.expenses.papers import Scan
from grants.expenses.queries import Recorded, entered_by, expense_seen
from grants.expenses.records import completed_expense
from grants.expenses.rules import ExpenseState, is_closed, may_become
from grants.projects.queries import Seen
from grants.storage.database import rows
from grants.values.entry import REQUIRED
from grants.values.language import N_

Values = dict[str, Any]
DOCUMENT, EXPENSE = BY_NAME["document"], BY_NAME["expense"]

CLOSED = N_("This was already reported or verified and can't be changed. Return it first.")
CLOSED_ELSEWHERE = N_(
    "Another expense of the same document is already verified or reported, so the document can't be changed."
)
OTHERS_PART = N_("This document belongs to another partner's expenses too. Only the project's own team changes it.")
NOT_NOW = N_("The expense is in a state in which this can't be done. Look at it again.")
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
        paper = own_part(by, project, DOCUMENT, document)
        document_id = await insert_row(deed, project.ref, DOCUMENT, "", paper)
        await _attach(deed, document_id, scans)
        claim = completed_expense(expense) | {"document_id": document_id, "state": ExpenseState.DRAFT}
        return await insert_row(deed, project.ref, EXPENSE, "", own_part(by, project, EXPENSE, claim))


async def _one_at_a_time(project: Seen) -> None:
    """Two people who record at once wait for each other, so that each row gets a number of its own."""
    await rows("SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE", project.id)


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
        _refuse_closed(kept)
        if (kept.expense["version"], kept.document["version"]) != (started_from.expense, started_from.document):
            raise Changed({**kept.document, **kept.expense})
        leaving = [file for file in kept.files if file["id"] in dropped]
        if scans or leaving or any(kept.document[name] != value for name, value in document.items()):
            _refuse_shared(by, project, kept)
            paper = own_part(by, project, DOCUMENT, document) if "partner_id" in document else document
            await _write(deed, DOCUMENT, kept.document, paper)
        await _drop(deed, leaving)
        await _attach(deed, kept.document["id"], scans)
        await _write(deed, EXPENSE, kept.expense, own_part(by, project, EXPENSE, completed_expense(expense)))


async def _held(by: Identity, project: Seen, expense_id: int) -> Recorded:
    """The expense as it stands, its document's expenses held so that nobody brings one to another state meanwhile."""
    await rows(
        "SELECT id FROM expense WHERE document_id = (SELECT document_id FROM expense WHERE id = $1) ORDER BY id FOR UPDATE",
        expense_id,
    )
    return await expense_seen(by, project, expense_id)


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


async def _write(deed: Deed, kind: Kind, before: Values, after: Values) -> None:
    version = before["version"]
    if not await kind.model.filter(id=before["id"], version=version).update(version=version + 1, **after):
        raise Changed(before)
    old = {name: before[name] for name in after}
    label = label_of(kind, before["number"], {**before, **after})
    deed.happened(f"{kind.name}.changed", kind.name, before["id"], label, before=old, after=after)


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
        _refuse_closed(kept)
        await _delete(deed, EXPENSE, kept.expense)
        if not kept.others:
            _refuse_shared(by, project, kept)
            await _drop(deed, kept.files)
            await _delete(deed, DOCUMENT, kept.document)


async def _delete(deed: Deed, kind: Kind, row: Values) -> None:
    try:
        await kind.model.filter(id=row["id"]).delete()
    except IntegrityError:
        raise WrongState(STILL_NAMED) from None
    held = {name: row[name] for name in ("number", *kind.record.columns)}
    deed.happened(f"{kind.name}.removed", kind.name, row["id"], label_of(kind, row["number"], row), before=held)


async def submit_expense(by: Identity, project: Seen, expense_id: int, version: int) -> None:
    """An expense its writer holds ready for verification."""
    async with acting(by, Permission.RECORD_EXPENSE, project.ref) as deed:
        await _bring(deed, project, expense_id, version, ExpenseState.SUBMITTED)


async def verify_expense(by: Identity, project: Seen, expense_id: int, version: int) -> None:
    """An expense somebody other than its writer holds right."""
    async with acting(by, Permission.VERIFY_EXPENSE, project.ref) as deed:
        if by.person_id is not None and by.person_id == await entered_by(project, expense_id):
            raise NotAllowed(OWN_ENTRY)
        await _bring(deed, project, expense_id, version, ExpenseState.VERIFIED)


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
        label_of(EXPENSE, row["number"], row),
        before={"state": row["state"], "reason": row["reason"]},
        after=after,
        reason=reason,
    )
