"""Whether the worker that plans and posts letters is heard of; what admins read above every page where it is not."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from grants.letters.queries import worker_seen
from grants.letters.rules import SILENT_AFTER
from grants.values.language import N_
from grants.values.wording import Wording


async def silent_worker(words: Wording, now: datetime, zone: ZoneInfo) -> str:
    """The sentence about a worker that is silent for a minute and a half, or was never started; empty where it is well."""
    seen = await worker_seen()
    if seen is None:
        return words.say(N_("The worker that sends letters has never been started."))
    if abs(now - seen) > SILENT_AFTER:  # a sign of life from days to come is no better
        at = words.moment(seen, zone)
        return words.say(N_("The worker that sends letters has not been heard of since {moment}."), moment=at)
    return ""
