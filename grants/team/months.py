"""The months of a member, as its page shows them."""

from __future__ import annotations

from typing import Any

from grants.storage.database import Row
from grants.team.timesheets.lists import member_months
from grants.web.pages import Visit


async def months_of(visit: Visit, member: Row) -> dict[str, Any]:
    """What the template of a member's months (team/_months.html) asks."""
    return await member_months(visit, member)
