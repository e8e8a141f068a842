"""A feed made, whose address is told once; and revoked, after which it is not there."""

from __future__ import annotations

import secrets
from datetime import datetime

from grants.access import Identity, Permission
from grants.acting import acting
from grants.deadlines.models import CalendarFeed
from grants.errors import NotFound
from grants.letters.links.queries import hashed
from grants.projects.queries import Seen
from grants.storage.database import bookkeeping, rows
from grants.values.language import Language


async def make_feed(by: Identity, project: Seen | None, language: Language, *, once: str = "") -> str:
    """A feed of one's deadlines, of one project or of all; gives its token, which is told here and never again."""
    token = secrets.token_urlsafe(24)
    async with acting(by, Permission.OWN_SETTINGS, once=once) as deed:
        made = await CalendarFeed.create(
            person_id=by.person_id,
            project_id=project.id if project else None,
            language=language,
            token_sha256=hashed(token),
        )
        deed.happened(
            "calendar.made", "calendar", made.id, project.code if project else "", after={"language": language}
        )
    return token


async def revoke_feed(by: Identity, feed_id: int, now: datetime) -> None:
    """The feed is not there any more. NotFound where it is somebody else's or was revoked already."""
    async with acting(by, Permission.OWN_SETTINGS) as deed:
        changed = await CalendarFeed.filter(id=feed_id, person_id=by.person_id, revoked_at=None).update(revoked_at=now)
        if not changed:
            raise NotFound
        deed.happened("calendar.revoked", "calendar", feed_id)


async def feed_read(feed_id: int, now: datetime) -> None:
    """Remember when a program last asked for a feed, to the quarter of an hour."""
    async with bookkeeping("calendar feed read"):
        await rows(
            "UPDATE calendar_feed SET read_at = $2::timestamptz WHERE id = $1 AND (read_at IS NULL OR read_at < $2::timestamptz - interval '15 minutes')",
            *(feed_id, now),
        )
