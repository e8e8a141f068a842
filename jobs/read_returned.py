"""Reads the mailbox to which letters return."""

from __future__ import annotations

import logging

from grants.letters.returned.actions import read_returned
from grants.letters.returned.mailbox import MAILBOX_AWAY
from grants.people.queries import now
from grants.settings import Settings

_log = logging.getLogger("grants.jobs")


async def run(settings: Settings) -> None:
    """Note what came back; a mailbox that is away is asked again at the next turn."""
    try:
        noted = await read_returned(settings, now())
    except MAILBOX_AWAY as problem:
        _log.warning("The mailbox of returned letters can't be read: %s", str(problem) or type(problem).__name__)
        return
    if noted:
        _log.info("Letters sent back: %d.", noted)
