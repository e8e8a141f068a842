"""Brings approved amendments into force on the day from which they hold."""

from __future__ import annotations

import logging

from grants.access import CLOCK
from grants.amendments.force.actions import bring_due
from grants.people.queries import now
from grants.settings import Settings

_log = logging.getLogger("grants.jobs")


async def run(settings: Settings) -> None:
    """Bring what is due on the day it is where the tracker lives; a second time finds nothing."""
    _, stuck = await bring_due(CLOCK, now().astimezone(settings.time_zone).date())
    for said in stuck:
        _log.warning("An amendment can't be brought into force: %s", said)
