"""The letters that did not arrive and of which nobody was told, and who can mend the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from grants.letters.queries import DID_NOT_ARRIVE
from grants.letters.rules import LetterState
from grants.storage.database import Row, rows

FAILED = "failed:"  # how the keys of letters about letters begin: of those nobody is told in turn


@dataclass(frozen=True, slots=True)
class Failed:
    """A letter that did not arrive: to whom, about what, and what a mail server said of it."""

    id: int
    person_id: int | None
    person: str
    to_address: str
    subject: str
    state: LetterState
    said: str
    not_before: datetime
    projects: tuple[int, ...]

    @property
    def whom(self) -> str:
        """The reader's name and address."""
        return f"{self.person} <{self.to_address}>" if self.person else self.to_address


_UNTOLD: Final = f"""
{DID_NOT_ARRIVE} AND l.told_at IS NULL AND l.key NOT LIKE '{FAILED}%' AND l.key NOT LIKE 'weekly:%'
"""
# The projects of a letter: of the deadlines it reminds of, of its links; else those in which the reader has a seat.
_FAILED = f"""
SELECT l.id, l.person_id, coalesce(q.name, '') AS person, l.to_address, l.subject, l.state,
  CASE WHEN l.returned_at IS NULL THEN l.answer ELSE l.returned END AS said, l.not_before, coalesce(o.ids, m.ids, '{{}}') AS projects
FROM letter l LEFT JOIN person q ON q.id = l.person_id
LEFT JOIN LATERAL (SELECT array_agg(DISTINCT project_id) AS ids FROM (
  SELECT d.project_id FROM reminder r JOIN deadline d ON d.id = r.deadline_id WHERE r.letter_id = l.id
  UNION SELECT k.project_id FROM letter_link k WHERE k.letter_id = l.id) x) o ON true
LEFT JOIN LATERAL (SELECT array_agg(DISTINCT s.project_id) AS ids FROM membership s
  WHERE s.person_id = l.person_id AND s.project_id IS NOT NULL) m ON true
WHERE {_UNTOLD} ORDER BY l.id LIMIT 500 FOR UPDATE OF l
"""  # noqa: S608 - built of constants only


async def any_untold() -> bool:
    """Whether there is a letter that did not arrive and of which nobody was told."""
    return bool(await rows(f"SELECT 1 FROM letter l WHERE {_UNTOLD} LIMIT 1"))  # noqa: S608 - a constant


async def failed_untold() -> list[Failed]:
    """The letters that did not arrive and of which nobody was told, held until the deed ends."""
    found = await rows(_FAILED)
    return [_failed(row) for row in found]


def _failed(row: Row) -> Failed:
    return Failed(**{**row, "state": LetterState(row["state"]), "projects": tuple(row["projects"])})


async def managers_of(projects: list[int], today: date) -> dict[int, list[Row]]:
    """By project, the managers who may sign in: id, name, email and language."""
    found = await rows(
        "SELECT DISTINCT p.id AS project_id, q.id, q.name, q.email, q.language FROM project p "
        "JOIN membership m ON m.role = 'manager' AND (m.project_id = p.id OR m.organisation_id = p.kept_by_id) "
        "AND (m.until_on IS NULL OR m.until_on >= $2) "
        "JOIN person q ON q.id = m.person_id AND q.disabled_on IS NULL WHERE p.id = ANY($1::bigint[]) ORDER BY q.id",
        *(projects, today),
    )
    by_project: dict[int, list[Row]] = {}
    for row in found:
        by_project.setdefault(row["project_id"], []).append(row)
    return by_project


async def admins() -> list[Row]:
    """The admins who may sign in: id, name, email and language."""
    return await rows("SELECT id, name, email, language FROM person WHERE is_admin AND disabled_on IS NULL ORDER BY id")


_SILENT = f"""
SELECT DISTINCT ON (q.id) q.id, q.name, q.email, l.id AS letter_id, coalesce(l.returned_at, t.at, l.not_before) AS at,
  CASE WHEN l.returned_at IS NULL THEN l.answer ELSE l.returned END AS said
FROM project p JOIN membership m ON m.project_id = p.id OR m.organisation_id = p.kept_by_id
JOIN person q ON q.id = m.person_id AND q.disabled_on IS NULL
JOIN LATERAL (SELECT l.*, {DID_NOT_ARRIVE} AS failed FROM letter l WHERE l.person_id = q.id AND l.to_address = q.email
  AND (l.state = '{LetterState.SENT.value}' OR {DID_NOT_ARRIVE}) ORDER BY l.not_before DESC, l.id DESC LIMIT 1) l ON l.failed
LEFT JOIN LATERAL (SELECT max(at) AS at FROM letter_try WHERE letter_id = l.id) t ON true
WHERE p.id = $1 AND (m.until_on IS NULL OR m.until_on >= $2) ORDER BY q.id
"""  # noqa: S608 - built of constants only


async def unreached_people(project_id: int, today: date) -> list[Row]:
    """The people of a project whose last letter did not arrive at the address they have: name, email, when, what was said."""
    return await rows(_SILENT, project_id, today)
