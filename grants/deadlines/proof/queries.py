"""Every letter about a deadline with what the mail server said of it, and every answer by a link."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from grants.deadlines.proof.fates import Fate, fate
from grants.deadlines.queries import DeadlineSeen
from grants.deadlines.rules import DeadlineState
from grants.letters.links.signed import Answer
from grants.letters.rules import OWN_REASONS, LetterState, is_held_up
from grants.storage.database import Row, rows


@dataclass(frozen=True, slots=True)
class LetterAbout:
    """A letter about a deadline: to whom, for which step, how it fared, and each try that failed.

    `what` says what kind of letter it is: how its key begins. The step was reached on the morning of `planned_on`, and was
    counted to `counted_on`: the day itself or the house's own.
    """

    id: int
    person_id: int | None
    person: str
    to_address: str
    not_before: datetime
    sent_at: datetime | None
    fate: Fate
    next_try_at: datetime
    answer: str
    returned_at: datetime | None
    returned: str
    step: int | None
    counted_on: date | None
    planned_on: date | None
    stood_for: str
    what: str
    tries: tuple[dict[str, Any], ...]


# A letter names its deadlines among its facts, one that was planned also by its reminders.
_ABOUT: Final = """
SELECT l.id, l.person_id, coalesce(q.name, '') AS person, l.to_address, l.not_before, l.sent_at, l.state, l.tries AS tried,
  split_part(l.key, ':', 1) AS what, l.next_try_at, l.answer, l.returned_at, l.returned, r.step, r.due_on AS counted_on, r.planned_on,
  coalesce(s.name, '') AS stood_for,
  coalesce((SELECT json_agg(json_build_object('at', t.at, 'verdict', t.verdict, 'answer', t.answer) ORDER BY t.id)
    FROM letter_try t WHERE t.letter_id = l.id), '[]'::json)::text AS tries
FROM letter l LEFT JOIN person q ON q.id = l.person_id
LEFT JOIN LATERAL (SELECT m.step, m.due_on, m.planned_on, m.stood_for_id FROM reminder m
  WHERE m.letter_id = l.id AND m.deadline_id = $1 ORDER BY m.step LIMIT 1) r ON true
LEFT JOIN person s ON s.id = r.stood_for_id
WHERE l.id IN (SELECT m.letter_id FROM reminder m WHERE m.deadline_id = $1
  UNION SELECT k.id FROM letter k WHERE k.facts @> $2::jsonb UNION SELECT k.id FROM letter k WHERE k.facts @> $3::jsonb)
ORDER BY l.not_before, l.id
"""


async def letters_about(one: DeadlineSeen, now: datetime | None) -> list[LetterAbout]:
    """Every letter that was planned about a deadline, the first one first; no `now` where letters never leave. One query."""
    among, alone = json.dumps({"deadlines": [one.id]}), json.dumps({"deadline": one.id})
    return [_letter(row, now, settled=not one.open) for row in await rows(_ABOUT, one.id, among, alone)]


def _letter(row: Row, now: datetime | None, *, settled: bool) -> LetterAbout:
    same = ("id", "person_id", "person", "to_address", "not_before", "sent_at", "next_try_at", "answer", "what")
    tries = [{**one, "at": datetime.fromisoformat(one["at"])} for one in json.loads(row["tries"])]
    held_up = now is not None and is_held_up(row["tried"], row["answer"], row["not_before"], now)
    return LetterAbout(
        **{
            name: row[name]
            for name in (*same, "returned_at", "returned", "step", "counted_on", "planned_on", "stood_for")
        },
        fate=fate(
            LetterState(row["state"]),
            row["returned_at"],
            due=now is not None and row["not_before"] <= now,
            held_up=held_up,
            dropped=row["answer"] in OWN_REASONS,
            settled=settled,
        ),
        tries=tuple(tries),
    )


_BECAUSE: Final = """
SELECT DISTINCT ON (subject_id) subject_id AS id, reason FROM audit_entry WHERE project_id = $1 AND subject = 'deadline'
  AND ($2::bigint IS NULL OR subject_id = $2) AND deed = 'deadline.settled' ORDER BY subject_id, id DESC
"""


async def settled_because(project_id: int, deadline_id: int | None = None) -> dict[int, str]:
    """What was said when each deadline of a project, or one of them, was settled the last time. One query."""
    return {row["id"]: row["reason"] for row in await rows(_BECAUSE, project_id, deadline_id)}


async def cancelled_because(one: DeadlineSeen) -> str:
    """Why a deadline was cancelled, as whoever did so said; nothing of another one."""
    said = await settled_because(one.project.id, one.id) if one.state is DeadlineState.CANCELLED else {}
    return said.get(one.id, "")


_SET_BY: Final = """
SELECT person_name, at FROM audit_entry WHERE project_id = $1 AND subject = 'deadline' AND subject_id = $2
  AND deed = 'deadline.changed' AND jsonb_exists(after, 'due_on') ORDER BY id DESC LIMIT 1
"""


async def day_set_by(one: DeadlineSeen, zone: ZoneInfo) -> tuple[str, date] | None:
    """Who gave a deadline a day of its own, and when; None of one that follows, or where the history does not say."""
    found = await rows(_SET_BY, one.project.id, one.id) if one.fixed else []
    return (found[0]["person_name"], found[0]["at"].astimezone(zone).date()) if found else None


@dataclass(frozen=True, slots=True)
class AnswerGiven:
    """What somebody said of a deadline by a link in a letter."""

    person: str
    said: Answer
    day_on: date | None
    at: datetime


async def answers_about(deadline_id: int) -> list[AnswerGiven]:
    """What was said of a deadline by links, the first one first."""
    found = await rows(
        "SELECT q.name AS person, a.said, a.day_on, a.at FROM deadline_answer a JOIN person q ON q.id = a.person_id "
        "WHERE a.deadline_id = $1 ORDER BY a.id",
        deadline_id,
    )
    return [AnswerGiven(**{**row, "said": Answer(row["said"])}) for row in found]
