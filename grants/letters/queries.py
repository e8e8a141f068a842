"""Letters, one's own or all for admins; how many wait or failed; and when a worker was last seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from grants.access import Identity
from grants.errors import NotFound
from grants.letters.rules import OWN_REASONS, LetterState
from grants.storage.database import Row, rows

_OURS = ", ".join(f"'{reason}'" for reason in sorted(OWN_REASONS))
# Of a letter l: whether it was dropped here before it left; and whether it did not arrive because a mail server refused it,
# sent it back or put it off too long.
DROPPED_HERE = f"(l.state = '{LetterState.GIVEN_UP.value}' AND l.answer IN ({_OURS}))"
DID_NOT_ARRIVE = f"""(l.returned_at IS NOT NULL OR l.state = '{LetterState.REFUSED.value}'
  OR l.state = '{LetterState.GIVEN_UP.value}' AND l.answer NOT IN ('', {_OURS}))"""
# When it was known that a letter l did not arrive: sent back, or with the last try, which may be days after its own.
FAILED_AT = "coalesce(l.returned_at, (SELECT max(t.at) FROM letter_try t WHERE t.letter_id = l.id), l.not_before)"


@dataclass(frozen=True, slots=True)
class LetterSeen:
    """A letter's envelope, how it fared, and its words where the reader is the one it was written to."""

    id: int
    key: str
    person_id: int | None
    person: str
    to_address: str
    language: str
    subject: str
    not_before: datetime
    state: LetterState
    tries: int
    next_try_at: datetime
    sent_at: datetime | None
    answer: str
    returned_at: datetime | None = None
    returned: str = ""
    plain: str = ""


_LETTERS = """
SELECT l.id, l.key, l.person_id, coalesce(q.name, '') AS person, l.to_address, l.language, l.subject, l.not_before, l.state, l.tries,
  l.next_try_at, l.sent_at, l.answer, l.returned_at, l.returned, CASE WHEN l.person_id = $1 OR $2 THEN l.plain ELSE '' END AS plain
FROM letter l LEFT JOIN person q ON q.id = l.person_id
WHERE (l.person_id = $1 OR $2 OR $3)
"""


def _reader(by: Identity) -> tuple[int, bool, bool]:
    """Whose letters are seen: one's own with their words; an admin sees everybody's envelopes."""
    return (by.person_id or 0, by.unbounded, by.is_admin)


async def letters_of(by: Identity) -> list[LetterSeen]:
    """The person's own letters, newest first."""
    found = await rows(f"{_LETTERS} AND l.person_id = $1 ORDER BY l.not_before DESC, l.id DESC", *_reader(by))
    return [_seen(row) for row in found]


async def all_letters(by: Identity, *, offset: int = 0, limit: int = 100) -> list[LetterSeen]:
    """Everybody's letters for admins, one's own for others; newest first."""
    found = await rows(
        f"{_LETTERS} ORDER BY l.not_before DESC, l.id DESC OFFSET $4 LIMIT $5", *_reader(by), offset, limit
    )
    return [_seen(row) for row in found]


async def letter_seen(by: Identity, letter_id: int) -> LetterSeen:
    """One letter, if this person may see it; NotFound otherwise."""
    found = await rows(f"{_LETTERS} AND l.id = $4", *_reader(by), letter_id)
    if not found:
        raise NotFound
    return _seen(found[0])


def _seen(row: Row) -> LetterSeen:
    return LetterSeen(**{**row, "state": LetterState(row["state"])})


@dataclass(frozen=True, slots=True)
class LettersThere:
    """How many letters wait, and how many did not arrive."""

    waiting: int
    failed: int


async def letters_there() -> LettersThere:
    """How all letters stand; for the page of admins."""
    found = await rows(
        "SELECT count(*) FILTER (WHERE l.state = 'waiting')::int AS waiting, "  # noqa: S608 - a constant
        f"count(*) FILTER (WHERE {DID_NOT_ARRIVE})::int AS failed FROM letter l"
    )
    return LettersThere(**found[0])


async def keys_taken(keys: list[str]) -> set[str]:
    """Which of these keys already have a letter."""
    return {row["key"] for row in await rows("SELECT key FROM letter WHERE key = ANY($1::text[])", keys)}


async def worker_seen() -> datetime | None:
    """When a worker last said that it is alive; None when none ever did."""
    seen: datetime | None = (await rows("SELECT max(at) AS at FROM worker_heartbeat"))[0]["at"]
    return seen


@dataclass(frozen=True, slots=True)
class WeekOfLetters:
    """How a week went: how many letters left in it, of how many it became known that they did not arrive, and what waits past
    its hour.
    """

    sent: int
    failed: int
    waiting: int
    latest_waiting: date | None


async def week_of_letters(first: datetime, after: datetime) -> WeekOfLetters:
    """How the letters fared from one moment up to another; days are those of the clock by which `after` is told."""
    found = await rows(
        "SELECT count(*) FILTER (WHERE state = 'sent' AND sent_at >= $1 AND sent_at < $2)::int AS sent, "  # noqa: S608 - a constant
        f"count(*) FILTER (WHERE {DID_NOT_ARRIVE} AND {FAILED_AT} >= $1 AND {FAILED_AT} < $2)::int AS failed, "
        "count(*) FILTER (WHERE state = 'waiting' AND not_before < $2)::int AS waiting, "
        "min(not_before) FILTER (WHERE state = 'waiting' AND not_before < $2) AS latest_waiting FROM letter l",
        *(first, after),
    )
    latest: datetime | None = found[0]["latest_waiting"]
    return WeekOfLetters(**{**found[0], "latest_waiting": latest.astimezone(after.tzinfo).date() if latest else None})


async def tries_of(letter_id: int) -> list[Row]:
    """The tries that did not end with the mail server taking the letter, the first one first: when, how, what was said."""
    return await rows("SELECT at, verdict, answer FROM letter_try WHERE letter_id = $1 ORDER BY id", letter_id)
