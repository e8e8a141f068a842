"""Bringing the accounting into the ledger, whole or not at all, and taking an import out again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from grants.access import Identity, Permission, sees_all_money
from grants.accounting.columns import Chosen
from grants.accounting.models import AccountingBatch, AccountingEntry, ColumnMapping
from grants.accounting.preview import Preview, heading_place, preview, read_by
from grants.accounting.queries import batch_seen, lines_of, mapping_of, mappings, own_partner, touched
from grants.accounting.rules import BatchState, Fate, Row, Sorted
from grants.accounting.table import Table, read_table
from grants.acting import Deed, acting
from grants.budget.kinds import VatRule
from grants.budget.queries import terms_of
from grants.errors import NotAllowed, NotFound, Objected, Objection, WrongState
from grants.expenses.models import Document, Expense
from grants.expenses.rules import DocumentKind
from grants.projects.queries import Seen
from grants.storage.database import insert_all, rows
from grants.storage.files import FileStore
from grants.values.language import N_

CHANGED_SINCE = N_(
    "The file, its columns or the ledger changed since you looked at the preview. Look at it again and confirm then."
)
FAULTY = N_("The file still has rows that can't be read. Nothing was saved.")
NOTHING_CHOSEN = N_("Choose the columns first.")
KEPT_ALREADY = N_("This file is kept already. Send the new one as an import of its own.")
NOT_KEPT = N_("This import is not kept, so there is nothing to undo.")
WORKED_ON = N_(
    "The import can't be undone: documents it made were submitted or changed since. Return or remove these first: {documents}."
)
WHOLE_MONEY = N_("Only somebody who sees the money of the whole project brings in its accounting.")
NAME_MISSING = N_("Give the columns a name, so that they are found again for the next file.")

_MOST_NAMED = 12
_MANY = 1000  # rows after which the planner has to look at the tables again


async def upload(
    by: Identity,
    project: Seen,
    name: str,
    content: bytes,
    files: FileStore,
    limit: int,
    *,
    replaces: int | None = None,
    once: str = "",
) -> int:
    """A file stored to be looked at; gives the import's id. Raises Objected when it is no table.

    Columns kept for a file with the same headings are chosen at once. `replaces` names an import not yet kept, whose
    file this is from now on.
    """
    table = await asyncio.to_thread(read_table, content)
    stored = await files.keep(content, limit)
    async with _importing(by, project, once) as deed:
        known = await _known(project, table)
        told: dict[str, Any] = {"file_name": name[:255], "sha256": stored.sha256, "mapping_id": known}
        if replaces is not None:
            batch = await _held(by, project, replaces)
            _refuse_kept(batch)
            await AccountingBatch.filter(id=replaces).update(version=batch["version"] + 1, **told)
        else:
            batch = {"id": (await AccountingBatch.create(project_id=project.id, made_by_id=by.person_id, **told)).id}
        deed.happened("accounting.uploaded", "accounting", batch["id"], name, after=told)
        return int(batch["id"])


def _importing(by: Identity, project: Seen, once: str = "") -> Any:
    if not sees_all_money(by, project.ref):
        raise NotAllowed(WHOLE_MONEY)
    return acting(by, Permission.IMPORT_ACCOUNTING, project.ref, once=once)


async def _known(project: Seen, table: Table) -> int | None:
    """The kept columns that fit the headings of a file."""
    for id_, _, columns in await mappings(project):
        if columns.fits(table.headings(heading_place(table, columns))):
            return id_
    return None


async def _held(by: Identity, project: Seen, batch_id: int) -> dict[str, Any]:
    """An import as it stands, held until the change is done."""
    await rows("SELECT id FROM accounting_batch WHERE id = $1 AND project_id = $2 FOR UPDATE", batch_id, project.id)
    return await batch_seen(by, project, batch_id)


def _refuse_kept(batch: Mapping[str, Any]) -> None:
    if batch["state"] != BatchState.PREVIEWED:
        raise WrongState(KEPT_ALREADY)


async def choose_columns(by: Identity, project: Seen, batch_id: int, name: str, columns: Chosen) -> None:
    """The columns of a file, kept under a name for the organisation's next files with the same headings."""
    if not name:
        raise Objected([Objection(NAME_MISSING, place="name")])
    async with _importing(by, project) as deed:
        batch = await _held(by, project, batch_id)
        _refuse_kept(batch)
        kept: dict[str, Any] = {"organisation_id": project.kept_by_id, "name": name[:200]}
        before = await ColumnMapping.filter(**kept).values("id", "columns", "version")
        if before:
            mapping_id = before[0]["id"]
            await ColumnMapping.filter(id=mapping_id).update(columns=columns.told, version=before[0]["version"] + 1)
        else:
            mapping_id = (await ColumnMapping.create(columns=columns.told, **kept)).id
        await AccountingBatch.filter(id=batch_id).update(mapping_id=mapping_id, version=batch["version"] + 1)
        old = before[0]["columns"] if before else None
        deed.happened(
            "mapping.changed" if before else "mapping.added",
            "mapping",
            mapping_id,
            name,
            before=old,
            after=columns.told,
        )


async def keep(
    by: Identity,
    project: Seen,
    batch_id: int,
    seal: str,
    files: FileStore,
    *,
    twice: bool = False,
    vat_recoverable: bool = False,
    once: str = "",
) -> None:
    """The import as it was previewed, kept whole: documents and draft expenses of what is new, links to what is here.

    The drafts claim the VAT unless it can be recovered or the contract never pays any.
    Raises WrongState when anything is no longer as the preview with this seal showed it, or a row can't be read.
    """
    batch = await batch_seen(by, project, batch_id)
    _refuse_kept(batch)
    mapping = await mapping_of(batch)
    if mapping is None:
        raise WrongState(NOTHING_CHOSEN)
    try:
        reading = await read_by(files, batch["sha256"], mapping[1], twice=twice)
    except NotFound:  # what lies in the store is no longer what was looked at
        raise WrongState(CHANGED_SINCE) from None
    async with _importing(by, project, once) as deed:
        await rows("SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE", project.id)
        now = await _held(by, project, batch_id)
        columns = (await mapping_of(now) or mapping)[1]
        seen = await preview(project, now, columns, reading, twice=twice)
        if seal != seen.seal or now["sha256"] != batch["sha256"]:
            raise WrongState(CHANGED_SINCE)
        if reading.understood.objections:
            raise WrongState(FAULTY)
        await _Keeping(deed, project, batch_id, columns, vat_recoverable).keep(seen)


class _Keeping:
    """One import being kept, inside an action that is already going on."""

    def __init__(self, deed: Deed, project: Seen, batch_id: int, columns: Chosen, vat_recoverable: bool) -> None:
        self.deed, self.project, self.batch_id, self.columns = deed, project, batch_id, columns
        self.vat_recoverable, self.claims_vat = vat_recoverable, not vat_recoverable
        self.lines: dict[str, int] = {}
        self.partner_id: int | None = None

    async def keep(self, seen: Preview) -> None:
        self.partner_id = await own_partner(self.project)
        if (await terms_of(self.project.id)).vat_rule == VatRule.NEVER:
            self.claims_vat = False
        by_number = {line.typed: line.id for line in await lines_of(self.project)}
        chosen = self.columns.accounts.get(str(self.project.id), {})
        self.lines = {account: by_number[number] for account, number in chosen.items() if number in by_number}
        new = [one for one in seen.papers if one.fate is Fate.NEW]
        made = await self._documents(new)
        await self._expenses(new, made)
        await self._entries(seen.papers, dict(zip((id(one) for one in new), made, strict=True)))
        first, last = seen.reading.understood.period
        told = {
            "state": BatchState.KEPT,
            "first_on": first,
            "last_on": last,
            "rows": len(seen.reading.understood.rows),
        }
        await AccountingBatch.filter(id=self.batch_id).update(**told)
        counts = {str(fate): seen.rows(fate) for fate in Fate}
        self.deed.happened(
            "accounting.imported",
            "accounting",
            self.batch_id,
            await self._name(),
            after=told | counts | {"documents": len(new)},
        )

    async def _name(self) -> str:
        return str((await AccountingBatch.filter(id=self.batch_id).values("file_name"))[0]["file_name"])

    async def _documents(self, new: Sequence[Sorted]) -> list[int]:
        """The documents of the new papers; their ids in the same order."""
        numbers = await _free_numbers("document", self.project, len(new))
        told = [{"number": str(number), **self._document(one.rows)} for one, number in zip(new, numbers, strict=True)]
        same: dict[str, Any] = {"project_id": self.project.id, "batch_id": self.batch_id}
        placed = [{**same, **values, "position": place} for values, place in zip(told, numbers, strict=True)]
        ids = await insert_all(Document, placed)
        for id_, values in zip(ids, told, strict=True):
            label = f"{values['number']} · {values['paper_number']}"
            self.deed.happened("document.added", "document", id_, label, after=values)
        return ids

    def _document(self, group: Sequence[Row]) -> dict[str, Any]:
        first = group[0]
        vats = [row.vat_cents for row in group if row.vat_cents is not None]
        total = sum(row.amount_cents for row in group)
        sign = -1 if total < 0 else 1  # the figures of a credit note are written without one
        paid = [row.paid_on for row in group]
        return {
            "kind": DocumentKind.CREDIT_NOTE if total < 0 else DocumentKind.INVOICE,
            "paper_number": first.paper_number,
            "issued_on": first.issued_on,
            "paid_on": max((day for day in paid if day), default=None) if all(paid) else None,
            "supplier_name": next((row.supplier_name for row in group if row.supplier_name), ""),
            "supplier_eik": first.supplier_eik,
            "partner_id": self.partner_id,
            "description_bg": _joined(row.description for row in group),
            "net_cents": sign * (total - sum(vats)),
            "vat_cents": sign * sum(vats) if vats else None,
            "currency": first.currency,
            "vat_recoverable": self.vat_recoverable and bool(vats),
            "sensitive": any(row.personal for row in group),
        }

    async def _expenses(self, new: Sequence[Sorted], made: Sequence[int]) -> None:
        """A draft expense for each row of the new papers, on the line of its account."""
        listed = [(row, document_id) for one, document_id in zip(new, made, strict=True) for row in one.rows]
        numbers = await _free_numbers("expense", self.project, len(listed))
        told = [
            {
                "number": str(number),
                "document_id": document_id,
                "line_id": self.lines.get(row.account),
                "partner_id": self.partner_id,
                "description_bg": row.description,
                "amount_cents": row.amount_cents - (0 if self.claims_vat else row.vat_cents or 0),
                "currency": row.currency,
            }
            for (row, document_id), number in zip(listed, numbers, strict=True)
        ]
        same: dict[str, Any] = {"project_id": self.project.id}
        placed = [{**same, **values, "position": place} for values, place in zip(told, numbers, strict=True)]
        for id_, values in zip(await insert_all(Expense, placed), told, strict=True):
            label = " · ".join(part for part in (str(values["number"]), str(values["description_bg"])[:200]) if part)
            self.deed.happened("expense.added", "expense", id_, label, after=values)

    async def _entries(self, papers: Sequence[Sorted], made: Mapping[int, int]) -> None:
        """Every row of the file, linked to the document that stands for it."""
        same = {"project_id": self.project.id, "batch_id": self.batch_id}
        told = [
            {
                **same,
                **{name: getattr(row, name) for name in _OF_ROW},
                "document_id": made.get(id(one), one.document_id),
                "brought": one.fate is Fate.NEW,
            }
            for one in papers
            for row in one.rows
        ]
        await insert_all(AccountingEntry, told)
        if len(told) >= _MANY:  # so that both sides are compared at once as the tables are now, not as they were
            await rows("ANALYZE accounting_entry, document, expense")


_OF_ROW = (
    *("position", "key", "issued_on", "booked_on", "paid_on", "paper_number", "supplier_name", "supplier_eik"),
    *("description", "account", "net_cents", "vat_cents", "amount_cents", "currency"),
)


async def _free_numbers(table: str, project: Seen, count: int) -> list[int]:
    """As many numbers as are asked for, none of them taken and each after the last; they are places in the order too."""
    there = await rows(
        f"SELECT number, position FROM {table} WHERE project_id = $1",  # noqa: S608 - one of our tables
        project.id,
    )
    taken = {row["number"] for row in there}
    place = max((row["position"] for row in there), default=0)
    numbers: list[int] = []
    while len(numbers) < count:
        place += 1
        if str(place) not in taken:
            numbers.append(place)
    return numbers


def _joined(texts: Iterable[str]) -> str:
    """Different descriptions of one paper, one after the other."""
    return "; ".join(dict.fromkeys(text for text in texts if text))[:4000]


async def undo(by: Identity, project: Seen, batch_id: int, *, once: str = "") -> None:
    """The documents and expenses an import made, taken out again; what was linked stays.

    Raises WrongState, and says which, when some of them were submitted or changed since.
    """
    async with _importing(by, project, once) as deed:
        await rows("SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE", project.id)
        batch = await _held(by, project, batch_id)
        if batch["state"] != BatchState.KEPT:
            raise WrongState(NOT_KEPT)
        await rows(
            "SELECT x.id FROM expense x JOIN document d ON d.id = x.document_id WHERE d.batch_id = $1 FOR UPDATE OF x, d",
            batch_id,
        )
        worked_on = await touched(project, batch_id)
        if worked_on:
            named = [f"{row['paper_number']} ({row['supplier_name'] or row['number']})" for row in worked_on]
            more = ["…"] if len(named) > _MOST_NAMED else []
            raise WrongState(WORKED_ON, documents=named[:_MOST_NAMED] + more)
        await _remove(deed, project, batch_id)
        await AccountingBatch.filter(id=batch_id).update(state=BatchState.UNDONE, version=batch["version"] + 1)
        told = {"state": BatchState.KEPT}, {"state": BatchState.UNDONE}
        deed.happened("accounting.undone", "accounting", batch_id, batch["file_name"], before=told[0], after=told[1])


_TRACED = {
    "expense": (
        "number",
        "document_id",
        "line_id",
        "partner_id",
        "description_bg",
        "amount_cents",
        "currency",
        "state",
    ),
    "document": (
        *("number", "kind", "paper_number", "issued_on", "paid_on", "supplier_name", "supplier_eik", "partner_id"),
        *("description_bg", "net_cents", "vat_cents", "currency"),
    ),
}


async def _remove(deed: Deed, project: Seen, batch_id: int) -> None:
    """The expenses, then their documents; what each held stays in the history."""
    documents = await Document.filter(project_id=project.id, batch_id=batch_id).order_by("position").values()
    ids = [row["id"] for row in documents]
    expenses = await Expense.filter(document_id__in=ids).order_by("position").values() if ids else []
    await rows("DELETE FROM expense WHERE document_id = ANY($1::bigint[])", ids)
    await rows("DELETE FROM document WHERE id = ANY($1::bigint[])", ids)
    removed: tuple[tuple[str, list[dict[str, Any]]], ...] = (("expense", expenses), ("document", documents))
    for kind, listed in removed:
        for row in listed:
            label = " · ".join(
                part for part in (row["number"], row.get("paper_number") or row["description_bg"][:200]) if part
            )
            held = {name: row[name] for name in _TRACED[kind]}
            deed.happened(f"{kind}.removed", kind, row["id"], label, before=held)
