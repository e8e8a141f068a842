"""What is said of a deadline by a link: done once, by the person the letter went to, with its trace in the history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from grants.access import Identity, Permission
from grants.acting import Deed, acting
from grants.deadlines.answering.before_leaving import facts_of
from grants.deadlines.answering.handing_back import WRITES
from grants.deadlines.answering.queries import LetterWith, stands_for
from grants.deadlines.answering.rules import ENDINGS, GIVEN, HANDED_BACK, WHICH_DAY, ending, may_put_off
from grants.deadlines.models import Deadline
from grants.deadlines.queries import DeadlineSeen, deadline_seen, deadline_whoever
from grants.deadlines.reminding.known import Hearing, hearing
from grants.deadlines.reminding.queries import reaches_on
from grants.deadlines.reminding.rules import Concern, reminded_of
from grants.deadlines.rules import DeadlineState
from grants.deadlines.things import offices
from grants.errors import AlreadyDone, Changed, NotFound, Objected, Objection, WrongState
from grants.letters.actions import Envelope, write_letter
from grants.letters.links.signed import Answer
from grants.projects.queries import Seen
from grants.storage.database import rows
from grants.values.language import N_

_DEEDS: Mapping[Answer, str] = {
    Answer.DONE: "deadline.settled",
    Answer.BEGUN: "deadline.begun",
    Answer.LATER: "deadline.put_off",
    Answer.NOT_MINE: "deadline.handed_back",
}
SETTLED = N_("This deadline was settled meanwhile.")
NOT_TO_THEM = N_("Choose somebody who sees this deadline and may settle it.")


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a deadline, when and why; `base` is the address under which people reach the tracker."""

    answer: Answer
    today: date
    now: datetime
    base: str
    later: date | None = None
    reason: str = ""


async def say_of_deadline(
    by: Identity,
    asked: DeadlineSeen,
    letter: LetterWith,
    answer: Answer,
    today: date,
    now: datetime,
    base: str,
    *,
    later: date | None = None,
) -> None:
    """Do what the link says; AlreadyDone when it was followed before, WrongState when the deadline is no longer open.

    What is not mine goes back to the project's coordinator, who is told; `later` is the day to which it is put off.
    """
    async with acting(by, Permission.SETTLE_DEADLINE, asked.project) as deed:
        stands = await _standing(asked.id)
        if not await _first_time(stands, letter, answer, later):
            raise AlreadyDone
        if stands.state is not DeadlineState.OPEN:
            raise WrongState(SETTLED)
        await _brought(deed, stands, Said(answer, today, now, base, later))


async def say_on_page(by: Identity, project: Seen, deadline_id: int, said: Said, *, once: str = "") -> None:
    """The same said on the deadline's page by whoever sees it; WrongState with the reason where it can't be said any more."""
    async with acting(by, Permission.SETTLE_DEADLINE, project.ref, once=once) as deed:
        await deadline_seen(by, project, deadline_id)
        stands = await _standing(deadline_id)
        if why := ending(said.answer, stands_for(by, stands), said.today):
            raise WrongState(ENDINGS[why])
        if said.answer is Answer.LATER and not may_put_off(said.later, said.today, stands.due_on):
            raise Objected([Objection(WHICH_DAY, {"day": stands.due_on}, place="day")])
        await _brought(deed, stands, said)


async def _standing(deadline_id: int) -> DeadlineSeen:
    stands = await deadline_whoever(deadline_id, locked=True)
    if stands is None:
        raise NotFound
    return stands


async def _brought(deed: Deed, stands: DeadlineSeen, said: Said) -> None:
    values = _values(said.answer, said.today, said.later)
    before = {name: getattr(stands, name, None) for name in values}
    await Deadline.filter(id=stands.id).update(version=stands.version + 1, **values)
    label = f"{stands.number} · {stands.title.bg or stands.title.en}"
    deed.happened(_DEEDS[said.answer], "deadline", stands.id, label, before=before, after=values, reason=said.reason)
    if said.answer is Answer.NOT_MINE:
        await _tell_who_coordinates(deed, stands, said)


async def _first_time(stands: DeadlineSeen, letter: LetterWith, answer: Answer, later: date | None) -> bool:
    return bool(
        await rows(
            "INSERT INTO deadline_answer (deadline_id, person_id, letter_id, said, day_on, at) "
            "VALUES ($1, $2, $3, $4, $5, now()) ON CONFLICT (letter_id, deadline_id, said) DO NOTHING RETURNING id",
            stands.id,
            letter.person_id,
            letter.id,
            answer.value,
            later,
        )
    )


def _values(answer: Answer, today: date, later: date | None) -> dict[str, Any]:
    """What a deadline is like after it."""
    match answer:
        case Answer.DONE:
            return {"state": DeadlineState.DONE, "done_on": today}
        case Answer.BEGUN:
            return {"begun_on": today}
        case Answer.LATER:
            return {"later_on": later}
        case Answer.NOT_MINE:
            return {"person_id": None, "chosen": True}


async def _tell_who_coordinates(deed: Deed, stands: DeadlineSeen, said: Said) -> None:
    """A short letter to the coordinator, or to the managers where there is none, that a deadline is nobody's now."""
    reach = (await reaches_on(said.today, {stands.project}))[stands.project.id]
    concern = _concern(stands, None)
    for heard in await hearing(concern, reach, list(reminded_of(concern, reach)), said.today):
        await _write(deed, stands, HANDED_BACK, None, heard, said)


def _concern(stands: DeadlineSeen, person_id: int | None) -> Concern:
    project = stands.project
    return Concern(project.id, project.kept_by_id, stands.partner_id, person_id, stands.coordinator_id, stands.thing)


async def give_deadline(
    by: Identity, project: Seen, deadline_id: int, version: int, person_id: int | None, said: Said, *, once: str = ""
) -> None:
    """Make somebody responsible, who is told by a letter, or who stands in while on leave; Objected for whoever does not see it or may not settle it."""
    async with acting(by, Permission.EDIT_DEADLINES, project.ref, once=once) as deed:
        await deadline_seen(by, project, deadline_id)
        stands = await _standing(deadline_id)
        if stands.version != version:
            raise Changed({"person": stands.person, "version": stands.version})
        reach = (await reaches_on(said.today, {stands.project}))[stands.project.id]
        if person_id is None or person_id not in reach.may_take(stands.partner_id, stands.thing):
            raise Objected([Objection(NOT_TO_THEM, place="person")])
        await Deadline.filter(id=stands.id).update(version=version + 1, person_id=person_id, chosen=True)
        label = f"{stands.number} · {stands.title.bg or stands.title.en}"
        before, after = {"person_id": stands.person_id}, {"person_id": person_id}
        deed.happened("deadline.given", "deadline", stands.id, label, before=before, after=after, reason=said.reason)
        for heard in await hearing(_concern(stands, person_id), reach, [person_id], said.today):
            if heard.reader.person_id != by.person_id:
                await _write(deed, stands, GIVEN, person_id, heard, said)


async def _write(deed: Deed, stands: DeadlineSeen, what: str, given_to: int | None, heard: Hearing, said: Said) -> None:
    reader = heard.reader
    words = WRITES[what](heard, deed.by.name, stands, said.today, said.base, await offices())
    key = f"{what}:{stands.id}:{stands.version}:{reader.person_id}"
    envelope = Envelope(key, reader.person_id, reader.email, reader.language, said.now)
    facts = facts_of(stands.id, stands.version + 1, given_to, deed.by.name, heard.stood_for_name, said.today)
    await write_letter(envelope, words, facts)
