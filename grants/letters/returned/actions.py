"""Letters that came back marked as such, each once; what the mailbox holds besides stays there, read."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

from grants.letters.models import Try
from grants.letters.returned.mailbox import read, unread
from grants.letters.returned.rules import SentBack, sent_back
from grants.letters.rules import Verdict
from grants.settings import Settings
from grants.storage.database import DATABASE_AWAY, bookkeeping, rows

_log = logging.getLogger("grants.jobs")


async def read_returned(settings: Settings, now: datetime) -> int:
    """Note of every letter in the return mailbox that it did not arrive; gives how many. Raises one of MAILBOX_AWAY.

    A message counts as read once what it says is kept: read again after a fall, it says the same of the same letter. One
    that can't be read is said in the log and holds up no other.
    """
    if settings.returns is None or settings.demo:
        return 0
    found = await asyncio.to_thread(unread, settings.returns)
    looked_at: list[str] = []
    noted = 0
    try:
        for number, message in found:
            noted += await _noted(number, message, settings.secret_key, now)
            looked_at.append(number)
    finally:
        await asyncio.to_thread(read, settings.returns, looked_at)
    return noted


async def _noted(number: str, message: bytes, secret: str, now: datetime) -> bool:
    """Whether a message says of a letter that it did not arrive, which is kept then."""
    try:
        said = sent_back(message, secret)
        return said is not None and await _note(said, now)
    except DATABASE_AWAY:
        raise
    except Exception:  # noqa: BLE001 - anybody may write to that mailbox whatever they like
        _log.exception("Message %s in the mailbox of returned letters can't be read and is left there.", number)
        return False


async def _note(said: SentBack, now: datetime) -> bool:
    async with bookkeeping("letter claimed or posted"):
        if not said.failed:
            if await rows("SELECT 1 FROM letter WHERE id = $1", said.letter_id):
                await Try.create(letter_id=said.letter_id, at=now, verdict=Verdict.LATER.value, answer=said.said)
            return False
        return bool(
            await rows(
                "UPDATE letter SET returned_at = $2, returned = $3 "
                "WHERE id = $1 AND state = 'sent' AND returned_at IS NULL RETURNING id",
                *(said.letter_id, now, said.said),
            )
        )
