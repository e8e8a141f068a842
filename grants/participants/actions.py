"""Adding participants and changing what is known of them; the history tells them by the register's number alone."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from grants.access import Identity, Permission, own_part_only
from grants.acting import Deed, acting
from grants.errors import Changed, NotAllowed, Objected, Objection, WrongState
from grants.participants.attendance.queries import came_outside
from grants.participants.counting import special_needed
from grants.participants.models import Participant, Special
from grants.participants.queries import Same, participant_seen, same_person
from grants.participants.records import PERSONAL
from grants.participants.rules_person import completed, objections, same_person_text
from grants.personal.actions import Numbered, forget_numbers, keep_numbers, number_within, open_numbers
from grants.personal.rules import Bearer, IdentifierKind, plain_number
from grants.projects.queries import Seen
from grants.storage.database import Row, insert_all, rows
from grants.storage.sealed import Seal
from grants.values.language import N_

ANONYMOUS = N_("This participant was made anonymous; nothing of it can be changed.")
SAME_NUMBER = N_("This person joined already: {number} has the same personal number.")
SAME_NUMBER_UNSEEN = N_("This person joined already, through another partner.")
SAME_NAMES = N_(
    "This person seems to have joined already: {number} has the same names and day of birth. If this is another person, say so."
)
SAME_NAMES_UNSEEN = N_(
    "Somebody with the same names and day of birth joined already, through another partner. If this is another person, say so."
)
CAME_THEN = N_("The person is entered as having come to a session on {day}.")
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
    another_person: bool = False  # somebody says that this is not the namesake who is in the register already


def same_objections(found: Same, *, another_person: bool) -> list[Objection]:
    """What a form says of somebody found a second time in its project."""
    if not found.here:
        return []
    facts = {"number": found.number}
    if found.by_number:
        return [Objection(SAME_NUMBER if found.number else SAME_NUMBER_UNSEEN, facts, place="personal_number")]
    if another_person:
        return []
    return [Objection(SAME_NAMES if found.number else SAME_NAMES_UNSEEN, facts, place="another_person")]


async def add_participants(deed: Deed, project: Seen, joined: Sequence[Joined], seal: Seal) -> list[int]:
    """Many participants, inside an action that is going on; the caller has asked `objections` of each.

    Each gets the register's next number, in the order given; the ids come back in the same order. Of the answers of
    art. 9 only those that an indicator of the project needs are kept.
    """
    needed = await special_needed(project.id)
    first = await _next_position(project)
    known = await asyncio.to_thread(lambda: [_known(one, seal) for one in joined])
    told = [
        {"answers": {}, **one, "project_id": project.id, "position": at, "number": f"P-{at:04d}"}
        for at, one in enumerate(known, first)
    ]
    ids = await insert_all(Participant, told)
    special = [(id_, _needed(one.special, needed)) for id_, one in zip(ids, joined, strict=True)]
    await insert_all(Special, [{"participant_id": id_, "answers": kept} for id_, kept in special if kept])
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
    return {**known, "fingerprint": "" if one.another_person else fingerprint_of(known, one.personal_number, seal)}


def fingerprint_of(values: Mapping[str, Any], number: str, seal: Seal) -> str:
    """By what a person is found twice: of the personal number, else of the names and the day of birth; empty without."""
    text = plain_number(number) or same_person_text(values)
    return seal.fingerprint(text) if text else ""


def _needed(special: Mapping[str, str], needed: frozenset[str]) -> dict[str, str]:
    return {name: answer for name, answer in special.items() if answer and name in needed}


async def _next_position(project: Seen) -> int:
    """The next place in the register; two who add at once wait for each other, and the number of somebody removed is
    nobody else's.
    """
    await _in_turn(project)
    found = await rows(
        "SELECT greatest((SELECT max(position) FROM participant WHERE project_id = $1), (SELECT max(right(subject_label, -2)::int) "
        "FROM audit_entry WHERE project_id = $1 AND deed = 'participant.removed' AND subject_label ~ '^P-\\d{4,9}$'), 0) + 1 AS next",
        project.id,
    )
    return int(found[0]["next"])


async def _in_turn(project: Seen) -> None:
    await rows("SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE", project.id)


async def add_participant(
    by: Identity, project: Seen, joined: Joined, seal: Seal, today: date, *, once: str = ""
) -> int:
    """Somebody who joined; Objected with everything that can't be so, and where the same person joined already."""
    async with acting(by, Permission.EDIT_PARTICIPANTS, project.ref, once=once) as deed:
        await _in_turn(project)
        one = replace(joined, values=_in_own_part(by, project, joined.values))
        told = objections(one.values, one.personal_number, today, kind=one.number_kind)
        if told := told or await _found_twice(by, project, one, seal):
            raise Objected(told)
        return (await add_participants(deed, project, [one], seal))[0]


async def change_participant(
    by: Identity,
    project: Seen,
    participant_id: int,
    version: int,
    joined: Joined,
    seal: Seal,
    today: date,
    *,
    without_number: bool = False,
) -> None:
    """What is known from now on; an empty number leaves the one that is kept, `without_number` erases it.

    Changed when somebody else was quicker, WrongState when the participant was made anonymous.
    """
    async with acting(by, Permission.EDIT_PARTICIPANTS, project.ref) as deed:
        await _in_turn(project)
        needed = await special_needed(project.id)
        before = await participant_seen(by, project, participant_id, needed)
        if before["forgotten_at"]:
            raise WrongState(ANONYMOUS)
        one = replace(joined, values=_in_own_part(by, project, joined.values))
        keeps = bool(before["has_number"] and not without_number and not one.personal_number)
        known = await _with_kept_number(participant_id, one, seal) if keeps else one
        told = objections(known.values, known.personal_number, today, kind=known.number_kind)
        told += await _against_attendance(participant_id, one.values)
        if told := told or await _found_twice(by, project, one, seal, before):
            raise Objected(told)
        if before["version"] != version:
            raise Changed(before)
        after = _known(known, seal)
        after["fingerprint"] = _mark(before, one, after, keeps=keeps)
        await Participant.filter(id=participant_id).update(**after, version=version + 1)
        special = await _answered(participant_id, before["special"], one.special, needed)
        if one.personal_number:
            numbered = [Numbered(participant_id, one.personal_number, one.number_kind, before["number"])]
            await keep_numbers(deed, project.ref, Bearer.PARTICIPANT, numbered, seal)
        elif without_number:
            await forget_numbers(deed, Bearer.PARTICIPANT, {participant_id: before["number"]})
        told_before, told_after = _differences(before, after, special=special)
        deed.happened(
            "participant.changed", "participant", participant_id, before["number"], before=told_before, after=told_after
        )


async def _against_attendance(participant_id: int, values: Mapping[str, Any]) -> list[Objection]:
    """Whether somebody came to a session on a day on which they would have taken no part."""
    joined, left = values.get("joined_on"), values.get("left_on")
    day = await came_outside(participant_id, joined, left)
    if day is None:
        return []
    return [Objection(CAME_THEN, {"day": day}, place="joined" if joined and day < joined else "left")]


async def _with_kept_number(participant_id: int, one: Joined, seal: Seal) -> Joined:
    """What was told together with the number that is kept, so that the two are compared and the rest follows from it."""
    kind, number = await number_within(Bearer.PARTICIPANT, participant_id, seal) or (one.number_kind, "")
    return replace(one, personal_number=number, number_kind=kind)


async def tell_what_is_known(by: Identity, project: Seen, row: Row, seal: Seal) -> str:
    """That somebody was given everything known of them (Regulation 2016/679, art. 15); gives their number, if one is kept."""
    async with acting(by, Permission.SEE_PERSONAL_NUMBERS, project.ref) as deed:
        deed.happened("participant.told", "participant", row["id"], row["number"])
        opened = await open_numbers(deed, project.ref, Bearer.PARTICIPANT, seal, [row["id"]])
        return opened[row["id"]][1] if row["id"] in opened else ""


def _mark(before: Row, one: Joined, after: Mapping[str, Any], *, keeps: bool) -> str:
    """The fingerprint after a change: that of a number that stays; none still, of one told apart from its namesake."""
    if keeps:
        return str(before["fingerprint"])
    told_apart = not before["fingerprint"] and same_person_text(before)
    if told_apart and not one.personal_number and same_person_text(before) == same_person_text(after):
        return ""
    return str(after["fingerprint"])


def _differences(before: Row, after: Mapping[str, Any], *, special: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the history tells of a change: days and parts as they were and are, of what is personal only its name."""
    changed = sorted(name for name in PERSONAL if name in after and before[name] != after[name])
    named = [*changed, *(["special"] if special else [])]
    told = {name: after.get(name) for name in _TOLD}
    return {name: before[name] for name in _TOLD}, {**told, **({"changed": named} if named else {})}


async def _answered(
    participant_id: int, before: Mapping[str, str], told: Mapping[str, str], needed: frozenset[str]
) -> bool:
    """The answers of art. 9 from now on; what is no longer asked for is no longer kept. Whether they differ."""
    after = _needed(told, needed)
    if after == before:
        return False
    await Special.filter(participant_id=participant_id).delete()
    if after:
        await insert_all(Special, [{"participant_id": participant_id, "answers": after}])
    return True


async def _found_twice(
    by: Identity, project: Seen, one: Joined, seal: Seal, before: Row | None = None
) -> list[Objection]:
    """Why somebody can't be in the register twice; who says that it is another person is believed, of a number nobody is."""
    known = completed(one.values, one.personal_number, one.number_kind)
    number = seal.fingerprint(plain_number(one.personal_number)) if one.personal_number else ""
    if before is not None and not number and same_person_text(known) == same_person_text(before):
        return []
    found = await same_person(by, project, known, number, before["id"] if before else 0)
    return same_objections(found, another_person=one.another_person)


def _in_own_part(by: Identity, project: Seen, values: dict[str, Any]) -> dict[str, Any]:
    """Somebody with a partner's seat adds only to its own part."""
    own = own_part_only(by, project.ref, Permission.EDIT_PARTICIPANTS)
    if own is None:
        return values
    if values.get("partner_id") not in {None, own}:
        raise NotAllowed(OTHERS_PART)
    return values | {"partner_id": own}
