"""Says that the worker is alive, as long as none of its jobs hangs."""

from __future__ import annotations

import os
import socket

from grants.letters.actions import beat
from grants.people.queries import now


async def run() -> None:
    """One sign of life; `/readyz` and the page of letters miss it after a minute and a half."""
    await beat(f"{socket.gethostname()}:{os.getpid()}", now())
