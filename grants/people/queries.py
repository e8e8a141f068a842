"""Who somebody is, by session or by e-mail, and whom a project may name."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from grants.access import Identity, ProjectRef, Role, Seat
from grants.people.rules import SESSION_IDLE
from grants.settings import SOFIA
from grants.storage.database import rows
from grants.web.clock import day_of_deed

if TYPE_CHECKING:
    from grants.projects.queries import Seen

_IDENTITY = """
SELECT q.id, q.email, q.name, q.language, q.is_admin, q.organisation_id,
  coalesce((SELECT json_agg(json_build_object('role', m.role, 'project', m.project_id, 'organisation', m.organisation_id,
      'partner', m.partner_id, 'until', m.until_on))
    FROM membership m WHERE m.person_id = q.id AND (m.until_on IS NULL OR m.until_on >= $1::date)
      AND (m.role <> 'partner' OR m.partner_id IS NOT NULL)), '[]'::json) AS seats
FROM person q
"""  # a partner's seat whose part is gone reaches nothing


def token_hash(token: str) -> str:
    """What is kept of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


async def identity_of_session(
    token: str, now: datetime, zone: ZoneInfo = SOFIA
) -> tuple[Identity, int, datetime] | None:
    """Who holds this session, the session's id and when it was last seen; None when it ended or never was.

    A seat holds until its last day is over in that time zone.
    """
    found = await rows(
        _IDENTITY.replace("q.organisation_id,", "q.organisation_id, s.id AS session_id, s.seen_at,")
        + "JOIN session s ON s.person_id = q.id "
        "WHERE s.token_sha256 = $2 AND s.expires_at > $3 AND s.seen_at > $4 AND q.disabled_on IS NULL",
        now.astimezone(zone).date(),
        token_hash(token),
        now,
        now - SESSION_IDLE,
    )
    if not found:
        return None
    return identity(found[0]), found[0]["session_id"], found[0]["seen_at"]


async def identity_by_email(email: str) -> Identity | None:
    """The person with that e-mail address, in any letter case."""
    found = await rows(_IDENTITY + "WHERE lower(q.email) = lower($2) AND q.disabled_on IS NULL", day_of_deed(), email)
    return identity(found[0]) if found else None


async def identity_by_id(person_id: int | None) -> Identity | None:
    """The person with that id, with today's seats; None when it left or never was."""
    found = await rows(_IDENTITY + "WHERE q.id = $2 AND q.disabled_on IS NULL", day_of_deed(), person_id)
    return identity(found[0]) if found else None


async def identities(ids: list[int]) -> list[Identity]:
    """The people with these ids, by id."""
    found = await rows(_IDENTITY + "WHERE q.id = ANY($2::bigint[]) ORDER BY q.id", day_of_deed(), ids)
    return [identity(row) for row in found]


def identity(row: dict[str, Any]) -> Identity:
    """A person with its seats from one row."""
    seats = json.loads(row["seats"]) if isinstance(row["seats"], str) else row["seats"]
    return Identity(
        name=row["name"],
        person_id=row["id"],
        email=row["email"],
        language="en" if row["language"] == "en" else "bg",
        is_admin=row["is_admin"],
        organisation_id=row["organisation_id"],
        seats=tuple(
            Seat(
                role=Role(seat["role"]),
                project_id=seat["project"],
                organisation_id=seat["organisation"],
                partner_id=seat["partner"],
                until=date.fromisoformat(seat["until"]) if seat["until"] else None,
            )
            for seat in seats
        ),
    )


_PEOPLE_OF = """
SELECT DISTINCT q.id, q.email, q.name FROM person q JOIN membership m ON m.person_id = q.id
WHERE q.disabled_on IS NULL AND (m.project_id = $1 OR m.organisation_id = $2) AND (m.until_on IS NULL OR m.until_on >= $4::date)
  AND (m.role <> 'partner' OR m.partner_id IS NOT NULL) AND ($3::bigint IS NULL OR m.partner_id IS NULL OR m.partner_id = $3)
ORDER BY q.name, q.id
"""


async def people_of(project: Seen | None, part: int | None = None) -> list[dict[str, Any]]:
    """The people with a seat in a project: whom its deadlines may name; none without a project.

    With `part` those of that partner and of the lead, and nobody of another partner.
    """
    if project is None:
        return []
    return await rows(_PEOPLE_OF, project.id, project.kept_by_id, part, day_of_deed())


async def people_in(project: ProjectRef) -> list[int]:
    """The ids of the people with a seat in a project."""
    found = await rows(_PEOPLE_OF, project.id, project.kept_by_id, None, day_of_deed())
    return [row["id"] for row in found]


async def everybody() -> list[dict[str, Any]]:
    """Everybody who uses the tracker with their seats, by name; for admins."""
    return await rows("""
SELECT q.id, q.email, q.name, q.language, q.is_admin, q.disabled_on, o.name_bg AS organisation_bg, o.name_en AS organisation_en,
  coalesce((SELECT json_agg(json_build_object('role', m.role, 'code', p.code, 'until', m.until_on) ORDER BY m.id)
    FROM membership m LEFT JOIN project p ON p.id = m.project_id WHERE m.person_id = q.id), '[]'::json) AS seats
FROM person q LEFT JOIN organisation o ON o.id = q.organisation_id ORDER BY q.name, q.id
""")


def now() -> datetime:
    """The moment, in UTC; the one place where the people room looks at the clock."""
    return datetime.now(UTC)
