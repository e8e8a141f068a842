"""Writes about letters: whose do not arrive, to those who can mend it; and once a week to admins how many went out."""

from __future__ import annotations

from grants.access import CLOCK
from grants.letters.failing.actions import tell_of_failed_letters
from grants.letters.weekly.actions import write_weekly
from grants.people.queries import now
from grants.settings import Settings


async def run(settings: Settings) -> None:
    """Of each letter once, of each week once."""
    await tell_of_failed_letters(CLOCK, now(), settings.time_zone, settings.base_url)
    await write_weekly(CLOCK, now(), settings.time_zone, settings.base_url)
