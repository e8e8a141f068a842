"""Hands waiting letters to the mail server."""

from __future__ import annotations

import asyncio
import logging

from grants.deadlines.reminding.actions import freshen_letters
from grants.letters.actions import post_letters
from grants.people.queries import now
from grants.settings import Settings

_log = logging.getLogger("grants.jobs")


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Post what is due; when the worker is to stop, the letters under way are finished first."""
    await freshen_letters(now(), settings.time_zone, settings.base_url)
    count = await post_letters(settings, now(), stop=stop)
    if count.unreachable:
        _log.warning("The mail server can't be reached: %s. Letters waiting: %d.", count.unreachable, count.waiting)
    elif count.sent or count.postponed or count.refused or count.given_up:
        _log.info(
            "Letters sent: %d, to be tried again: %d, refused: %d, given up: %d.",
            count.sent,
            count.postponed,
            count.refused,
            count.given_up,
        )
