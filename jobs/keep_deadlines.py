"""Brings the deadlines of every project into step with its things and rules."""

from __future__ import annotations

from grants.access import CLOCK
from grants.deadlines.following import keep_all_in_step
from grants.people.queries import now
from grants.settings import Settings


async def run(settings: Settings) -> None:
    """Find what no deed moved: days that pass, days off declared since, what was brought in from elsewhere."""
    await keep_all_in_step(CLOCK, now().astimezone(settings.time_zone).date())
