"""What stands behind a link about a deadline: the letter it came with, the deadline as its reader sees it now, what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from grants.access import Identity, Permission, may
from grants.deadlines.answering.rules import Stands
from grants.deadlines.queries import DeadlineSeen
from grants.letters.links.signed import Answer
from grants.storage.database import rows
from grants.values.language import Language, language_named


@dataclass(frozen=True, slots=True)
class LetterWith:
    """The letter a link came with."""

    id: int
    person_id: int | None
    language: Language
    left_at: datetime


async def letter_with(letter_id: int) -> LetterWith | None:
    """The letter of that id; None when there is none any more."""
    found = await rows("SELECT id, person_id, language, not_before FROM letter WHERE id = $1", letter_id)
    if not found:
        return None
    row = found[0]
    return LetterWith(row["id"], row["person_id"], language_named(row["language"]) or "bg", row["not_before"])


@dataclass(frozen=True, slots=True)
class Given:
    """What was said by a link, to which day, and when."""

    day_on: date | None
    at: datetime


async def given(letter_id: int, deadline_id: int, answer: Answer) -> Given | None:
    """What was said by this link; None before it was followed."""
    found = await rows(
        "SELECT day_on, at FROM deadline_answer WHERE letter_id = $1 AND deadline_id = $2 AND said = $3",
        letter_id,
        deadline_id,
        answer.value,
    )
    return Given(found[0]["day_on"], found[0]["at"]) if found else None


def stands_for(by: Identity, asked: DeadlineSeen) -> Stands:
    """As much of a deadline as what this person may say of it asks."""
    return Stands(
        asked.state,
        asked.closes,
        asked.due_on,
        asked.begun_on is not None,
        asked.person_id == by.person_id,
        may(by, Permission.SETTLE_DEADLINE, asked.project),
        asked.later_on,
        asked.person_id is None,
    )
