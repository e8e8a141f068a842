"""Makes the long reports and dossiers that people asked for, one after another."""

from __future__ import annotations

import asyncio
import time
from typing import Final

from grants.reports.makings.actions import make_next
from grants.reports.makings.makers import Workshop
from grants.settings import Settings
from grants.storage.files import FileStore

_ROUND: Final = 240.0  # seconds after which no further one is begun; the next round goes on


async def run(settings: Settings, stop: asyncio.Event) -> None:
    """Make what waits; when the worker is to stop, the one under way ends at its next step and waits again."""
    workshop = Workshop(FileStore(settings.files), settings.time_zone)
    began = time.monotonic()
    while not stop.is_set() and time.monotonic() - began < _ROUND:
        if not await make_next(workshop, stop):
            return
