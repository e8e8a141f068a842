"""The deadlines of a calendar, the feeds a person has made, and the one behind a token."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from grants.access import Identity
from grants.deadlines.queries import DeadlineSeen, deadline_of, deadlines_on
from grants.deadlines.seen import SEEN, seen_by
from grants.letters.links.queries import hashed
from grants.storage.columns import text
from grants.storage.database import Row, rows
from grants.values.language import Language, Text

KEPT: Final = timedelta(days=366)  # what is done stays in a feed for a year
MOST: Final = 5000


@dataclass(frozen=True, slots=True)
class FeedSeen:
    """A feed: whose, of which project (None: of all), in which language."""

    id: int
    person_id: int
    project_id: int | None
    code: str
    project: Text
    language: Language
    made_at: datetime
    read_at: datetime | None


_FEEDS = """
SELECT f.id, f.person_id, f.project_id, coalesce(p.code, '') AS code, coalesce(nullif(p.acronym, ''), p.title_bg, '') AS project_bg,
  coalesce(nullif(p.acronym, ''), p.title_en, '') AS project_en, f.language, f.made_at, f.read_at
FROM calendar_feed f LEFT JOIN project p ON p.id = f.project_id WHERE f.revoked_at IS NULL
"""


async def feeds_of(by: Identity) -> list[FeedSeen]:
    """The feeds of this person that are not revoked, the newest first."""
    found = await rows(f"{_FEEDS} AND f.person_id = $1 ORDER BY f.id DESC", by.person_id or 0)
    return [_feed(row) for row in found]


async def feed_behind(token: str) -> FeedSeen | None:
    """The feed with that token; None when there is none or it was revoked."""
    found = await rows(f"{_FEEDS} AND f.token_sha256 = $1", hashed(token))
    return _feed(found[0]) if found else None


def _feed(row: Row) -> FeedSeen:
    names = {name: row[name] for name in ("id", "person_id", "project_id", "code", "made_at", "read_at")}
    return FeedSeen(**names, project=text(row, "project"), language="en" if row["language"] == "en" else "bg")


_DUE = f"""
{deadlines_on("$16::date")}
WHERE {SEEN} AND ($13::bigint IS NULL OR p.id = $13) AND (d.state = 'open' OR d.state = 'done' AND d.due_on >= $14)
ORDER BY d.due_on, p.code, d.position, d.id LIMIT $15
"""


async def due_for(by: Identity, project_id: int | None, today: date) -> list[DeadlineSeen]:
    """The deadlines this person sees, of one project or of all: those still open, and what was done within a year."""
    found = await rows(_DUE, *seen_by(by), project_id, today - KEPT, MOST, today)
    return [deadline_of(row) for row in found]
