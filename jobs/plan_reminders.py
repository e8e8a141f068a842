"""Writes the morning's reminders: one letter for each person who has something to see to."""

from __future__ import annotations

import logging

from grants.access import CLOCK
from grants.deadlines.reminding.actions import plan_reminders
from grants.people.queries import now
from grants.settings import Settings
from grants.storage.database import DATABASE_AWAY
from jobs import bring_amendments, keep_deadlines

_log = logging.getLogger("grants.jobs")


async def run(settings: Settings) -> None:
    """Plan for the day it is where the tracker lives; a day that is planned already stays as it is.

    What moves deadlines comes first, whichever job is woken when: after an outage nobody reads of yesterday's days. Where
    that fails, people are reminded all the same.
    """
    for comes_first in (bring_amendments.run, keep_deadlines.run):
        try:
            await comes_first(settings)
        except DATABASE_AWAY:
            raise
        except Exception:  # noqa: BLE001 - whatever is wrong with one project, nobody else goes without reminders
            _log.exception("Reminders are planned though the deadlines may be out of step.")
    today = now().astimezone(settings.time_zone).date()
    await plan_reminders(CLOCK, today, settings.time_zone, settings.base_url)
