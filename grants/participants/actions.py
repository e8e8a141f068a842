"""Adding participants and changing what is known of them; the history tells them by the register's number alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from grants.access import Identity, Permission, own_part_only
from grants.acting import Deed, acting
from grants.errors import NotAllowed, Objected
from grants.participants.models import Participant, Special
from grants.participants.rules_person import completed, objections, same_person_text
from grants.personal.actions import Numbered, keep_numbers
from grants.personal.rules import Bearer, IdentifierKind
from grants.projects.queries import Seen
from grants.storage.database import insert_all, rows
from grants.storage.sealed import Seal
from grants.values.language import N_

OTHERS_PART = N_("You keep only your own organisation's participants.")
# What the history may tell of a participant: nothing by which somebody who does not see the register knows them.
_TOLD: Final = ("partner_id", "activity_id", "joined_on", "left_on")


@dataclass(frozen=True, slots=True)
class Joined:
    """Somebody who joined, by column; `special` are the answers of art. 9, the number is empty where none is told."""

    values: dict[str, Any]
    special: dict[str, str] = field(default_factory=dict)
    personal_number: str = ""
    number_kind: IdentifierKind = IdentifierKind.EGN


async def add_participants(deed: Deed, project: Seen, joined: Sequence[Joined], seal: Seal) -> list[int]:
    """Many participants, inside an action that is going on; the caller has asked `objections` of each.

    Each gets the register's next number, in the order given; the ids come back in the same order.
    """
    first = await _next_position(project)
    told = [
        {"answers": {}, **known, "project_id": project.id, "position": at, "number": f"P-{at:04d}"}
        for at, known in enumerate((_known(one, seal) for one in joined), first)
    ]
    ids = await insert_all(Participant, told)
    special = [
        {"participant_id": id_, "answers": one.special} for id_, one in zip(ids, joined, strict=True) if one.special
    ]
    await insert_all(Special, special)
    numbered = []
    for id_, row, one in zip(ids, told, joined, strict=True):
        after = {"number": row["number"], **{name: row.get(name) for name in _TOLD}}
        deed.happened("participant.added", "participant", id_, row["number"], after=after, project=project.ref)
        if one.personal_number:
            numbered.append(Numbered(id_, one.personal_number, one.number_kind, row["number"]))
    await keep_numbers(deed, project.ref, Bearer.PARTICIPANT, numbered, seal)
    return ids


def _known(one: Joined, seal: Seal) -> dict[str, Any]:
    """What is kept of somebody: what was told, what follows from it, and by what they are found a second time."""
    known = completed(one.values, one.personal_number, one.number_kind)
    text = same_person_text(known)
    return {**known, "fingerprint": seal.fingerprint(text) if text else ""}


async def _next_position(project: Seen) -> int:
    """The next place in the register; two who add at once wait for each other."""
    await rows("SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE", project.id)
    found = await rows(
        "SELECT coalesce(max(position), 0) + 1 AS next FROM participant WHERE project_id = $1", project.id
    )
    return int(found[0]["next"])


async def add_participant(
    by: Identity, project: Seen, joined: Joined, seal: Seal, today: date, *, once: str = ""
) -> int:
    """Somebody who joined; Objected with everything that can't be so."""
    async with acting(by, Permission.EDIT_PARTICIPANTS, project.ref, once=once) as deed:
        one = Joined(
            _in_own_part(by, project, joined.values), joined.special, joined.personal_number, joined.number_kind
        )
        if told := objections(one.values, one.personal_number, today, kind=one.number_kind):
            raise Objected(told)
        return (await add_participants(deed, project, [one], seal))[0]


def _in_own_part(by: Identity, project: Seen, values: dict[str, Any]) -> dict[str, Any]:
    """Somebody with a partner's seat adds only to its own part."""
    own = own_part_only(by, project.ref, Permission.EDIT_PARTICIPANTS)
    if own is None:
        return values
    if values.get("partner_id") not in {None, own}:
        raise NotAllowed(OTHERS_PART)
    return values | {"partner_id": own}
