"""What deadlines do when things happen elsewhere: one that hangs on a thing closes when the thing happens."""

from __future__ import annotations

from grants.acting import Deed, Happening
from grants.deadlines.rules import DeadlineState
from grants.storage.database import rows
from grants.workplan.rules import DeliverableState

_HANDED_OVER = frozenset({DeliverableState.SUBMITTED, DeliverableState.ACCEPTED})


async def close_with_deliverable(deed: Deed, happening: Happening) -> None:
    """A deliverable handed over settles the open deadlines that wait for it, on the day it was delivered; one that is
    returned opens them again, for it is to be handed over once more.
    """
    state = happening.after.get("state")
    if state in _HANDED_OVER:
        await _bring(deed, happening, DeadlineState.OPEN, DeadlineState.DONE)
    elif state == DeliverableState.RETURNED:
        await _bring(deed, happening, DeadlineState.DONE, DeadlineState.OPEN)


async def _bring(deed: Deed, happening: Happening, before: DeadlineState, after: DeadlineState) -> None:
    changed = await rows(
        "UPDATE deadline SET state = $2::text, version = version + 1, done_on = CASE WHEN $2::text = $4::text THEN coalesce((SELECT delivered_on "
        "FROM deliverable WHERE id = $1), current_date) END "
        "WHERE deliverable_id = $1 AND state = $3::text RETURNING id, number, title_bg, title_en",
        happening.subject_id,
        after.value,
        before.value,
        DeadlineState.DONE.value,
    )
    deed_name = "deadline.settled" if after is DeadlineState.DONE else "deadline.reopened"
    for row in changed:
        label = f"{row['number']} · {row['title_bg'] or row['title_en']}"
        deed.happened(
            deed_name, "deadline", row["id"], label, before={"state": before.value}, after={"state": after.value}
        )
