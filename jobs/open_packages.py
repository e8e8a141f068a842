"""Opens the draft of each report package the day after its period ends, and writes to those responsible."""

from __future__ import annotations

import logging

from grants.access import CLOCK
from grants.people.queries import now
from grants.reports.packages.schedule.actions import open_due
from grants.settings import Settings
from grants.storage.files import FileStore

_log = logging.getLogger("grants.jobs")


async def run(settings: Settings) -> None:
    """Open and write what is due on the day it is where the tracker lives; a second time finds nothing."""
    today = now().astimezone(settings.time_zone).date()
    done = await open_due(CLOCK, today, settings.time_zone, settings.base_url, FileStore(settings.files))
    if done.packages or done.letters:
        _log.info("Report packages opened: %d, letters about them: %d.", done.packages, done.letters)
