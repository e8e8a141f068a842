"""What is said of a deadline by a link: done once, by the person the letter went to, with its trace in the history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from grants.access import Identity, Permission
from grants.acting import Deed, acting
from grants.deadlines.answering.handing_back import handed_back
from grants.deadlines.answering.queries import LetterWith
from grants.deadlines.models import Deadline
from grants.deadlines.queries import DeadlineSeen, deadline_whoever
from grants.deadlines.reminding.queries import reaches_on, readers
from grants.deadlines.reminding.rules import Concern, reminded_of
from grants.deadlines.rules import DeadlineState
from grants.errors import AlreadyDone, NotFound, WrongState
from grants.letters.actions import Envelope, write_letter
from grants.letters.links.signed import Answer
from grants.storage.database import rows
from grants.values.language import N_

_DEEDS: Mapping[Answer, str] = {
    Answer.DONE: "deadline.settled",
    Answer.BEGUN: "deadline.begun",
    Answer.LATER: "deadline.put_off",
    Answer.NOT_MINE: "deadline.handed_back",
}
SETTLED = N_("This deadline was settled meanwhile.")


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
        stands = await deadline_whoever(asked.id, locked=True)
        if stands is None:
            raise NotFound
        if not await _first_time(stands, letter, answer, later):
            raise AlreadyDone
        if stands.state is not DeadlineState.OPEN:
            raise WrongState(SETTLED)
        values = _values(answer, today, later)
        before = {name: getattr(stands, name, None) for name in values}
        await Deadline.filter(id=stands.id).update(version=stands.version + 1, **values)
        label = f"{stands.number} · {stands.title.bg or stands.title.en}"
        deed.happened(_DEEDS[answer], "deadline", stands.id, label, before=before, after=values)
        if answer is Answer.NOT_MINE:
            await _tell_who_coordinates(deed, stands, letter, today, now, base)


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
            return {"person_id": None}


async def _tell_who_coordinates(
    deed: Deed, stands: DeadlineSeen, letter: LetterWith, today: date, now: datetime, base: str
) -> None:
    """A short letter to the coordinator, or to the managers where there is none, that a deadline is nobody's now."""
    reach = (await reaches_on(today, {stands.project}))[stands.project.id]
    concern = Concern(stands.project.id, stands.project.kept_by_id, stands.partner_id, None, stands.coordinator_id)
    for person_id, reader in (await readers(list(reminded_of(concern, reach)))).items():
        words = handed_back(reader.language, deed.by.name, stands, today, base)
        key = f"handed_back:{letter.id}:{stands.id}:{person_id}"
        await write_letter(Envelope(key, person_id, reader.email, reader.language, now), words, {"deadline": stands.id})
