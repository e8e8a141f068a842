"""Makes participants anonymous whose day has passed and whom nothing holds; what is counted of them stays."""

from __future__ import annotations

import logging

from grants.access import CLOCK
from grants.participants.forgetting.actions import forget_due
from grants.people.queries import now
from grants.settings import Settings

_log = logging.getLogger("grants.jobs")


async def run(settings: Settings) -> None:
    """Forget who is due on the day it is where the tracker lives; a second time finds nobody."""
    if forgotten := await forget_due(CLOCK, now().astimezone(settings.time_zone).date()):
        _log.info("Participants made anonymous: %s", forgotten)
