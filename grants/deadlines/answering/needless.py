"""Letters that a deadline changed hands, given up before they leave where that is so no more."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from grants.deadlines.answering.rules import GIVEN, HANDED_BACK, why_needless
from grants.deadlines.rules import DeadlineState
from grants.deadlines.seen import read_by_seat
from grants.letters.waiting.actions import drop_letters
from grants.storage.database import bookkeeping, rows

_ABOUT_TO_LEAVE: Final = f"""
SELECT l.id, split_part(l.key, ':', 1) AS what, (l.facts->>'person')::bigint AS given_to, d.state, d.person_id,
  {read_by_seat("l.person_id", "d", "$2")} AS seen
FROM letter l LEFT JOIN deadline d ON d.id = (l.facts->>'deadline')::bigint LEFT JOIN project p ON p.id = d.project_id
WHERE l.state = 'waiting' AND l.not_before <= $1 AND l.next_try_at <= $1 AND (l.key LIKE '{GIVEN}:%' OR l.key LIKE '{HANDED_BACK}:%')
  AND (l.claimed_until IS NULL OR l.claimed_until <= $1)
"""  # noqa: S608 - constants


async def drop_needless(now: datetime, today: date) -> int:
    """Give up the letters about to leave that say whose a deadline is though it is settled, in other hands or not seen by
    their reader any more; gives how many.
    """
    reasons = {}
    for row in await rows(_ABOUT_TO_LEAVE, now, today):
        state = DeadlineState(row["state"]) if row["state"] else None
        if why := why_needless(row["what"], state, row["person_id"], row["given_to"], seen=row["seen"]):
            reasons[row["id"]] = why
    if not reasons:
        return 0
    async with bookkeeping("letter claimed or posted"):
        return await drop_letters(reasons, now)
