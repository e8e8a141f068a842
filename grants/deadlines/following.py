"""What deadlines do when things happen elsewhere: one that hangs on a thing closes when the thing happens."""

from __future__ import annotations

from grants.acting import Deed, Happening
from grants.deadlines.rules import DeadlineState
from grants.storage.database import rows
from grants.workplan.rules import DeliverableState


async def close_with_deliverable(deed: Deed, happening: Happening) -> None:
    """An accepted deliverable settles the open deadlines that wait for it, on the day it was delivered."""
    if happening.after.get("state") != DeliverableState.ACCEPTED:
        return
    closed = await rows(
        "UPDATE deadline SET state = $2, done_on = coalesce((SELECT delivered_on FROM deliverable WHERE id = $1), current_date), "
        "version = version + 1 WHERE deliverable_id = $1 AND state = $3 RETURNING id, number, title_bg, title_en",
        happening.subject_id,
        DeadlineState.DONE.value,
        DeadlineState.OPEN.value,
    )
    for row in closed:
        label = f"{row['number']} · {row['title_bg'] or row['title_en']}"
        after = {"state": DeadlineState.DONE.value}
        deed.happened(
            "deadline.settled", "deadline", row["id"], label, before={"state": DeadlineState.OPEN.value}, after=after
        )
