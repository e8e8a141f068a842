"""Rows of the expenses room as they are written, each with its trace in the history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tortoise.exceptions import IntegrityError

from grants.access import ProjectRef
from grants.acting import Deed
from grants.errors import Changed, Objected, Objection, WrongState
from grants.expenses.allocation import Standing
from grants.expenses.models import Credit, Document, Expense, Payout
from grants.expenses.rating import rated_now
from grants.expenses.records import CREDIT, DOCUMENT, EXPENSE, PAYOUT
from grants.expenses.sharing import allocated, scaled
from grants.projects.queries import Seen
from grants.storage.columns import ProjectRow
from grants.storage.database import rows
from grants.values.language import N_
from grants.values.records import Record

Values = dict[str, Any]
_MODELS: Mapping[Record, type[ProjectRow]] = {DOCUMENT: Document, EXPENSE: Expense, PAYOUT: Payout, CREDIT: Credit}

STILL_NAMED = N_("Other rows still refer to this one. Change or remove them first.")
AT_ONCE = N_("Somebody recorded a row of this project at the same moment. Please save again.")


async def one_at_a_time(project: Seen) -> None:
    """Two people who record at once wait for each other, so that each row gets a number of its own."""
    await rows("SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE", project.id)


async def insert(deed: Deed, project: Seen, record: Record, values: Values) -> int:
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
    deed.happened(f"{record.name}.added", record.name, row.id, label_of(record, after), after=after)
    return int(row.id)


def label_of(record: Record, row: Values) -> str:
    """How the history names a row: its number, and the paper's own, its payment order or what it was for."""
    title = next((str(row[name]) for name in _TITLES[record] if row.get(name)), "")
    return " · ".join(part for part in (row["number"], title[:200]) if part)


_TITLES: Mapping[Record, tuple[str, ...]] = {
    DOCUMENT: ("paper_number",),
    EXPENSE: ("description_bg", "description_en"),
    PAYOUT: ("order_number", "paid_on"),
    CREDIT: (),
}


async def write(deed: Deed, record: Record, before: Values, after: Values, project: ProjectRef | None = None) -> None:
    """A row as it is from now on, in its history; Changed when somebody else was quicker.

    `project` is the row's, where that is not the deed's own.
    """
    version = before["version"]
    if not await _MODELS[record].filter(id=before["id"], version=version).update(version=version + 1, **after):
        raise Changed(before)
    label = label_of(record, {**before, **after})
    old = {name: before[name] for name in after}
    deed.happened(f"{record.name}.changed", record.name, before["id"], label, before=old, after=after, project=project)


async def drop_row(deed: Deed, record: Record, row: Values) -> None:
    """A row that is no longer there; what it held stays in the history."""
    try:
        await _MODELS[record].filter(id=row["id"]).delete()
    except IntegrityError:
        raise WrongState(STILL_NAMED) from None
    held = {name: row[name] for name in ("number", *record.columns)}
    deed.happened(f"{record.name}.removed", record.name, row["id"], label_of(record, row), before=held)


async def follow_the_document(deed: Deed, now: Standing, project: ProjectRef | None = None) -> None:
    """The claims by per cent of a document that came to another amount, their parts in the same proportions."""
    for claim, amount in zip(now.shares, allocated(now.whole, [c["share"] for c in now.shares]), strict=True):
        if (claim["amount_cents"], claim["currency"]) != (amount.minor, amount.currency):
            parts = scaled(claim, claim["amount_cents"], amount)
            row = (await Expense.filter(id=claim["id"]).values())[0]
            kept = {"amount_cents": amount.minor, "currency": amount.currency, **parts, **await rated_now(row, amount)}
            await write(deed, EXPENSE, row, kept, project)
