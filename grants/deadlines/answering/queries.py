"""What stands behind a link about a deadline: the letter it came with, the deadline as its reader sees it now, what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from grants.access import ProjectRef
from grants.deadlines.rules import DeadlineState
from grants.letters.links.signed import Answer
from grants.storage.columns import text
from grants.storage.database import rows
from grants.values.language import Language, Text, language_named


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
class Asked:
    """The deadline a link is about."""

    id: int
    version: int
    number: str
    title: Text
    note: Text
    due_on: date
    internal_on: date | None
    state: DeadlineState
    begun_on: date | None
    later_on: date | None
    person_id: int | None
    partner_id: int | None
    thing: str
    thing_id: int | None
    project: ProjectRef
    coordinator_id: int | None
    code: str
    project_title: Text
    acronym: str


_ASKED = """
SELECT d.id, d.version, d.number, d.title_bg, d.title_en, d.note_bg, d.note_en, d.due_on, d.internal_on, d.state,
  d.begun_on, d.later_on, d.person_id, d.partner_id,
  CASE WHEN d.deliverable_id IS NOT NULL THEN 'deliverable' ELSE d.thing END AS thing,
  coalesce(d.deliverable_id, d.thing_id) AS thing_id, p.id AS project_id, p.kept_by_id, p.coordinator_id, p.code,
  p.title_bg AS project_title_bg, p.title_en AS project_title_en, p.acronym
FROM deadline d JOIN project p ON p.id = d.project_id WHERE d.id = $1
"""


async def asked_about(deadline_id: int, *, locked: bool = False) -> Asked | None:
    """That deadline, whoever looks; `locked` holds it as it is until the deed ends."""
    found = await rows(_ASKED + (" FOR UPDATE OF d" if locked else ""), deadline_id)
    if not found:
        return None
    row = found[0]
    return Asked(
        id=row["id"],
        version=row["version"],
        number=row["number"],
        title=text(row, "title"),
        note=text(row, "note"),
        due_on=row["due_on"],
        internal_on=row["internal_on"],
        state=DeadlineState(row["state"]),
        begun_on=row["begun_on"],
        later_on=row["later_on"],
        person_id=row["person_id"],
        partner_id=row["partner_id"],
        thing=row["thing"],
        thing_id=row["thing_id"],
        project=ProjectRef(row["project_id"], row["kept_by_id"]),
        coordinator_id=row["coordinator_id"],
        code=row["code"],
        project_title=text(row, "project_title"),
        acronym=row["acronym"],
    )


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
