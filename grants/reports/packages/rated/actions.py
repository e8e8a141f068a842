"""The expenses of a draft converted again, at the rate of the month in which the report is submitted."""

from __future__ import annotations

from datetime import date, datetime

from grants.access import Identity
from grants.errors import WrongState
from grants.payments.actions import NOTHING_TO_CONVERT, convert_at
from grants.projects.queries import Seen
from grants.reports.packages.actions import only_draft
from grants.reports.packages.queries import package_seen
from grants.reports.packages.rated.queries import rated_of


async def rate_again(
    by: Identity, project: Seen, package_id: int, now: datetime, today: date, *, once: str = ""
) -> int:
    """What of a draft is at another month's rate, converted at that of the month it has to be; gives how many those were."""
    package = await package_seen(by, project, package_id)
    only_draft(package)
    rated = await rated_of(by, project, package, today)
    if rated is None or not rated.apart:
        raise WrongState(NOTHING_TO_CONVERT)
    return await convert_at(by, project, rated.apart, rated.due, now, once=once)
