"""What is read of procurement: the thresholds that were entered."""

from __future__ import annotations

from grants.errors import NotFound
from grants.procurement.models import Threshold
from grants.storage.database import Row


async def thresholds_kept() -> list[Row]:
    """Every threshold that was entered, by law and kind, the latest day first."""
    return [
        dict(row) for row in await Threshold.all().order_by("law", "kind", "-first_on", "amount_cents", "id").values()
    ]


async def threshold_kept(row_id: int) -> Row:
    """One threshold; NotFound otherwise."""
    found = await Threshold.filter(id=row_id).values()
    if not found:
        raise NotFound
    return dict(found[0])
