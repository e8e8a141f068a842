"""Writes the morning's reminders: one letter for each person who has something to see to."""

from __future__ import annotations

from grants.access import CLOCK
from grants.deadlines.reminding.actions import plan_reminders
from grants.people.queries import now
from grants.settings import Settings


async def run(settings: Settings) -> None:
    """Plan for the day it is where the tracker lives; a day that is planned already stays as it is."""
    today = now().astimezone(settings.time_zone).date()
    await plan_reminders(CLOCK, today, settings.time_zone, settings.base_url)
