"""Answering a letter, closing and reopening a matter, and saying to which rows it speaks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from grants.access import Identity, Permission
from grants.acting import Deed, acting
from grants.correspondence.models import Matter, Spoken
from grants.correspondence.queries import matter_seen
from grants.correspondence.rules import CLOSED_BEFORE, answer_objections
from grants.errors import Changed, NotFound, Objected, Objection
from grants.projects.queries import Seen
from grants.storage.database import Row, rows


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was sent: its day, its words or its number, and the proof of sending."""

    answered_on: date
    words: str = ""
    reference: str = ""
    proof: str = ""


async def answer_matter(
    by: Identity, project: Seen, matter_id: int, version: int, answer: Answer, today: date, *, once: str = ""
) -> None:
    """The answer kept beside its question; Objected when it is dated before that, Changed when somebody was quicker."""
    async with acting(by, Permission.EDIT_CORRESPONDENCE, project.ref, once=once) as deed:
        row = await _held(by, project, matter_id, version)
        told = answer_objections(row, answer.answered_on, answer.words, answer.reference, answer.proof, today)
        if told:
            raise Objected(told)
        after = {
            "answered_on": answer.answered_on,
            "answer": answer.words,
            "answer_reference": answer.reference,
            "sent_by": answer.proof,
        }
        await _write(deed, row, version, after, "answered")


async def close_matter(
    by: Identity, project: Seen, matter_id: int, version: int, closed_on: date | None, *, once: str = ""
) -> None:
    """A matter closed on a day, or opened again without one."""
    async with acting(by, Permission.EDIT_CORRESPONDENCE, project.ref, once=once) as deed:
        row = await _held(by, project, matter_id, version)
        came = row["received_on"] or row["written_on"]
        if closed_on and came and closed_on < came:
            raise Objected([Objection(CLOSED_BEFORE, {"day": came}, place="closed")])
        await _write(deed, row, version, {"closed_on": closed_on}, "settled" if closed_on else "reopened")


async def speak_to(by: Identity, project: Seen, matter_id: int, kind: str, row_id: int, label: str) -> None:
    """Note a row to which a matter speaks; `label` is how the row is called. Said twice it stands once."""
    async with acting(by, Permission.EDIT_CORRESPONDENCE, project.ref) as deed:
        row = await matter_seen(by, project, matter_id)
        await rows(
            "INSERT INTO matter_row (matter_id, kind, row_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            matter_id,
            kind,
            row_id,
        )
        deed.happened("matter.linked", "matter", matter_id, f"{_label(row)} → {label}")


async def speak_no_more(by: Identity, project: Seen, matter_id: int, spoken_id: int) -> None:
    """A row to which a matter does not speak after all."""
    async with acting(by, Permission.EDIT_CORRESPONDENCE, project.ref) as deed:
        row = await matter_seen(by, project, matter_id)
        if not await Spoken.filter(id=spoken_id, matter_id=matter_id).delete():
            raise NotFound
        deed.happened("matter.unlinked", "matter", matter_id, _label(row))


def _label(row: Row) -> str:
    return f"{row['number']} · {(row['subject_bg'] or row['subject_en'])[:200]}"


async def _held(by: Identity, project: Seen, matter_id: int, version: int) -> Row:
    await rows("SELECT 1 FROM matter WHERE id = $1 FOR UPDATE", matter_id)
    row = await matter_seen(by, project, matter_id)
    if row["version"] != version:
        raise Changed(row)
    return row


async def _write(deed: Deed, row: Row, version: int, after: dict[str, Any], verb: str) -> None:
    await Matter.filter(id=row["id"]).update(version=version + 1, **after)
    before = {name: row[name] for name in after}
    deed.happened(f"matter.{verb}", "matter", row["id"], _label(row), before=before, after=after)
