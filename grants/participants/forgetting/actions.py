"""Somebody asks to be forgotten, a manager decides that nothing holds, a day passes: then only what is counted stays."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from grants.access import Identity, Permission, ProjectRef
from grants.acting import Deed, acting
from grants.errors import Changed, Objected, Objection, WrongState
from grants.participants.forgetting.removal import why_not_removed
from grants.participants.forgetting.rules import GONE, TOLD_ONCE, Hold, day_passed, hold_of
from grants.participants.models import Participant
from grants.participants.queries import participant_seen
from grants.personal.actions import forget_numbers
from grants.personal.rules import Bearer
from grants.projects.keeping import kept_of
from grants.projects.queries import Seen
from grants.projects.rules import PeriodState
from grants.storage.database import Row, rows
from grants.values.language import N_

FORGOTTEN = N_("This participant was made anonymous already.")
WHY_REMOVED = N_("Please write why this is a mistake: it stays in the history.")
WHY_NOT = N_("Please write why nothing holds the data: it stays in the history.")
_COLUMNS = "id, project_id, number, version, fingerprint, other_disadvantage, keep_until_on"


async def ask_to_be_forgotten(by: Identity, project: Seen, participant_id: int, version: int, today: date) -> Hold:
    """What somebody asked: anonymous at once where nothing holds; else what is not needed for it goes at once (telephone,
    e-mail), and the day of asking stays. Gives what holds.
    """
    async with acting(by, Permission.FORGET_PARTICIPANT, project.ref) as deed:
        row = await _held(by, project, participant_id, version)
        hold = hold_of(row["keep_until_on"], await kept_of(project.id, today), today)
        if not hold.holds:
            await _forget(deed, project.ref, [row])
            return hold
        after: dict[str, Any] = {"forget_asked_on": today, "phone": "", "email": ""}
        await Participant.filter(id=row["id"]).update(**after, version=version + 1)
        deed.happened("participant.asked_forgetting", "participant", row["id"], row["number"])
        return hold


async def forget_now(by: Identity, project: Seen, participant_id: int, version: int, reason: str) -> None:
    """A manager decided that nothing holds, and says why; Objected without a reason."""
    if not reason.strip():
        raise Objected([Objection(WHY_NOT, place="reason")])
    async with acting(by, Permission.FORGET_PARTICIPANT, project.ref) as deed:
        await _forget(deed, project.ref, [await _held(by, project, participant_id, version)], reason.strip())


async def remove_participant(
    by: Identity, project: Seen, participant_id: int, version: int, reason: str, *, once: str = ""
) -> None:
    """Somebody entered by mistake, taken out with the personal number and every list; the history keeps the register's
    number and why. Objected without a reason, WrongState where the person was counted already.
    """
    async with acting(by, Permission.FORGET_PARTICIPANT, project.ref, once=once) as deed:
        row = await _held(by, project, participant_id, version)
        if why := await why_it_stays(project, row):
            raise WrongState(why)
        if not reason.strip():
            raise Objected([Objection(WHY_REMOVED, place="reason")])
        await forget_numbers(deed, Bearer.PARTICIPANT, {row["id"]: row["number"]})
        await Participant.filter(id=row["id"]).delete()
        deed.happened("participant.removed", "participant", row["id"], row["number"], reason=reason.strip())


async def why_it_stays(project: Seen, row: Row) -> str:
    """What keeps this participant in the register; empty where the row may be taken out as a mistake."""
    found = await rows(
        "SELECT EXISTS (SELECT 1 FROM attendance WHERE participant_id = $1 AND came) AS came, EXISTS (SELECT 1 "
        "FROM reporting_period WHERE project_id = $2 AND state <> $3 AND ($4::date IS NULL OR end_on >= $4)) AS reported",
        *(row["id"], project.id, PeriodState.PLANNED.value, row["joined_on"]),
    )
    return why_not_removed(row, **found[0])


async def _held(by: Identity, project: Seen, participant_id: int, version: int) -> Row:
    """The participant, held so that nobody changes it meanwhile."""
    await rows("SELECT 1 FROM participant WHERE id = $1 FOR UPDATE", participant_id)
    row = await participant_seen(by, project, participant_id, frozenset())
    if row["forgotten_at"]:
        raise WrongState(FORGOTTEN)
    if row["version"] != version:
        raise Changed(row)
    return row


async def _forget(deed: Deed, project: ProjectRef, told: Sequence[Row], reason: str = "") -> None:
    """These participants are known by nothing from now on, nor the same person's other rows in the project.

    Rows of one person keep a mark by which they are still counted once, which tells nothing.
    """
    marks = [row["fingerprint"] for row in told if row["fingerprint"]]
    same = await rows(
        f"SELECT {_COLUMNS} FROM participant WHERE project_id = $1 AND fingerprint = ANY($2) AND forgotten_at IS NULL",  # noqa: S608 - constants
        *(project.id, marks),
    )
    everybody = {row["id"]: row for row in [*told, *same]}
    by_mark: dict[str, list[int]] = {}
    for row in everybody.values():
        by_mark.setdefault(row["fingerprint"] or str(row["id"]), []).append(row["id"])
    now = datetime.now(UTC)
    alone = [ids[0] for ids in by_mark.values() if len(ids) == 1]
    await Participant.filter(id__in=alone).update(**GONE, fingerprint="", forgotten_at=now)
    for ids in (several for several in by_mark.values() if len(several) > 1):
        await Participant.filter(id__in=ids).update(**GONE, fingerprint=secrets.token_hex(32), forgotten_at=now)
    words = [row["id"] for row in everybody.values() if row["other_disadvantage"]]
    await Participant.filter(id__in=words).update(other_disadvantage=TOLD_ONCE)
    await rows("UPDATE participant SET version = version + 1 WHERE id = ANY($1)", list(everybody))
    await forget_numbers(deed, Bearer.PARTICIPANT, {row["id"]: row["number"] for row in everybody.values()})
    for row in everybody.values():
        deed.happened("participant.forgotten", "participant", row["id"], row["number"], reason=reason, project=project)


async def forget_due(by: Identity, today: date) -> int:
    """Make anonymous everybody whose day has passed and whom nothing holds, project by project; gives how many."""
    projects = await rows(
        "SELECT DISTINCT p.id, p.kept_by_id FROM project p JOIN participant q ON q.project_id = p.id "
        "WHERE q.forgotten_at IS NULL ORDER BY p.id"
    )
    return sum([await _forget_of(by, ProjectRef(row["id"], row["kept_by_id"]), today) for row in projects])


async def _forget_of(by: Identity, project: ProjectRef, today: date) -> int:
    kept = await kept_of(project.id, today)
    if not kept.until or kept.until >= today:
        known = "AND keep_until_on < $2"  # only those with a day of their own
    else:
        known = "AND (keep_until_on IS NULL OR keep_until_on < $2)"
    due = await rows(
        f"SELECT {_COLUMNS} FROM participant WHERE project_id = $1 AND forgotten_at IS NULL {known} ORDER BY position",  # noqa: S608 - constants
        *(project.id, today),
    )
    due = [row for row in due if day_passed(row["keep_until_on"], kept, today)]
    if not due:
        return 0
    async with acting(by, Permission.FORGET_PARTICIPANT, project) as deed:
        await _forget(deed, project, due)
    return len(due)
