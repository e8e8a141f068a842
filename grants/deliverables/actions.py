"""Handing a deliverable over, accepting it, and giving it back with a reason that its partner's people read in a letter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from grants.access import Identity, Permission, own_part_only
from grants.acting import Deed, acting
from grants.attached.actions import attach
from grants.attached.files import Sending, kept_files
from grants.attached.rules import sees_row
from grants.budget.queries import terms_of
from grants.deliverables.queries import deliverable_row, named, submitted_by
from grants.deliverables.rules import Delivery, State, delivery_objections, may_become
from grants.deliverables.telling import returned_letter
from grants.errors import Changed, NotAllowed, Objected, Objection, WrongState
from grants.letters.actions import Envelope, write_letter
from grants.people.queries import identities, people_in
from grants.projects.queries import Seen
from grants.storage.database import rows
from grants.storage.files import FileStore
from grants.values.entry import REQUIRED
from grants.values.files import KeptFile
from grants.values.language import N_
from grants.workplan.models import Deliverable

Row = dict[str, Any]

OWN_PART = N_("You hand over only your own organisation's deliverables.")
OWN_SUBMISSION = N_("You handed this deliverable over yourself. Somebody else decides on it.")
NOT_NOW = N_("The deliverable is in a state in which this can't be done. Look at it again.")


async def submit_deliverable(
    by: Identity,
    project: Seen,
    deliverable_id: int,
    version: int,
    delivery: Delivery,
    today: date,
    *,
    files: Sequence[Sending] = (),
    store: FileStore | None = None,
    limit: int = 0,
    once: str = "",
) -> None:
    """Hand a deliverable over with its evidence, whose bytes go into the `store`, each of at most `limit` bytes.

    Raises Objected with what is missing or a file that is not what it says, Changed when somebody else was quicker,
    WrongState when it waits for a decision or is accepted already.
    """
    row = await deliverable_row(by, project, deliverable_id)
    _refuse_others_part(by, project, row)
    objections = delivery_objections(row, delivery, today)
    if objections:
        raise Objected(objections)
    if row["version"] == version:
        _refuse_state(row, State.SUBMITTED)
    kept: list[KeptFile] = await kept_files(files, store, limit) if store is not None else []
    async with acting(by, Permission.DELIVER, project.ref, once=once) as deed:
        row = await _held(by, project, deliverable_id)
        after = {**delivery.columns, "state": State.SUBMITTED, "decided_on": None, "decision": ""}
        await _bring(deed, row, version, State.SUBMITTED, after)
        await attach(deed, project, named(project, row), kept)


def _refuse_others_part(by: Identity, project: Seen, row: Row) -> None:
    own = own_part_only(by, project.ref, Permission.DELIVER)
    if own is not None and row["partner_id"] != own:
        raise NotAllowed(OWN_PART)


async def accept_deliverable(
    by: Identity, project: Seen, deliverable_id: int, version: int, today: date, *, note: str = "", once: str = ""
) -> None:
    """A deliverable that is as it should be."""
    async with acting(by, Permission.EDIT_WORK_PLAN, project.ref, once=once) as deed:
        row = await _decided_by_another(by, project, deliverable_id, today)
        after = {"state": State.ACCEPTED, "decided_on": today, "decision": note.strip()}
        await _bring(deed, row, version, State.ACCEPTED, after)


async def return_deliverable(
    by: Identity,
    project: Seen,
    deliverable_id: int,
    version: int,
    reason: str,
    now: datetime,
    today: date,
    base_url: str,
    *,
    once: str = "",
) -> None:
    """A deliverable that goes back; its partner's people and whoever handed it over read why in a letter."""
    if not reason.strip():
        raise Objected([Objection(REQUIRED, {}, place="reason")])
    async with acting(by, Permission.EDIT_WORK_PLAN, project.ref, once=once) as deed:
        row = await _decided_by_another(by, project, deliverable_id, today)
        after = {"state": State.RETURNED, "decided_on": today, "decision": reason.strip()}
        await _bring(deed, row, version, State.RETURNED, after, reason=reason.strip())
        for person in await _told_of_return(by, project, row):
            assert person.person_id is not None
            words = returned_letter(project, row, reason.strip(), by.name, person.language, base_url)
            key = f"returned:deliverable:{deliverable_id}:{version}:{person.person_id}"
            envelope = Envelope(key, person.person_id, person.email, person.language, now)
            await write_letter(envelope, words, {"deliverable": deliverable_id})


async def _held(by: Identity, project: Seen, deliverable_id: int) -> Row:
    """The deliverable as it stands, held so that nobody brings it to another state meanwhile."""
    await rows("SELECT 1 FROM deliverable WHERE id = $1 FOR UPDATE", deliverable_id)
    return await deliverable_row(by, project, deliverable_id)


async def _decided_by_another(by: Identity, project: Seen, deliverable_id: int, today: date) -> Row:
    """The deliverable, unless whoever decides handed it over and the terms of the contract want two people."""
    row = await _held(by, project, deliverable_id)
    who, _name = await submitted_by(project, deliverable_id)
    handed_it_over = by.person_id is not None and by.person_id == who and row["state"] == State.SUBMITTED
    if handed_it_over and not (await terms_of(project.id, today)).own_verification:
        raise NotAllowed(OWN_SUBMISSION)
    return row


def _refuse_state(row: Row, to: State) -> None:
    if not may_become(row["state"], to):
        raise WrongState(NOT_NOW)


async def _bring(deed: Deed, row: Row, version: int, to: State, after: Row, *, reason: str = "") -> None:
    """To another state; Changed when it is no longer what was looked at, and so when somebody decided meanwhile."""
    if row["version"] != version:
        raise Changed(row)
    _refuse_state(row, to)
    await Deliverable.filter(id=row["id"]).update(version=version + 1, **after)
    label = f"{row['number']} · {(row['title_bg'] or row['title_en'])[:200]}"
    before = {name: row[name] for name in after}
    deed.happened(f"deliverable.{to.value}", "deliverable", row["id"], label, before=before, after=after, reason=reason)


async def _told_of_return(by: Identity, project: Seen, row: Row) -> list[Identity]:
    who, _name = await submitted_by(project, row["id"])
    row_named = named(project, row)
    return [
        person
        for person in await identities(await people_in(project.ref))
        if person.person_id != by.person_id
        and (
            person.person_id in {who, row["person_id"]}
            or any(seat.partner_id == row["partner_id"] is not None for seat in person.seats_in(project.ref))
        )
        and sees_row(person, project.ref, row_named)
    ]
