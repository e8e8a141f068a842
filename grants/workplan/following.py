"""What the work plan does when the project starts on another day: what is planned in months of the project moves with it."""

from __future__ import annotations

from typing import Any

from grants.acting import Deed, Happening
from grants.errors import Objected, Objection
from grants.storage.columns import published_day
from grants.storage.database import rows
from grants.workplan.models import Activity
from grants.workplan.rules_plan import TURNED_BY_START, following_start, planned_period

_START = ("start_on", "start_precision")
_PLANNED = """
SELECT id, version, number, title_bg, title_en, start_month, end_month, start_on, start_precision, end_on, end_precision FROM activity
WHERE project_id = $1 AND (start_month IS NOT NULL OR end_month IS NOT NULL) ORDER BY position FOR UPDATE
"""


async def follow_the_start(deed: Deed, happening: Happening) -> None:
    """Activities planned in months of the project keep their months, and their days follow the project's new start.

    An amendment moves its activities itself, as it said beforehand.
    """
    moved = any(name in happening.after for name in _START)
    if not moved or any(said.subject == "amendment" for said, _label, _reason in deed.happenings):
        return
    now = (await rows("SELECT start_on, start_precision FROM project WHERE id = $1", happening.subject_id))[0]
    before = now | {name: happening.before[name] for name in _START if name in happening.before}
    was, will = published_day(before, "start"), published_day(now, "start")
    for row in await rows(_PLANNED, happening.subject_id):
        if days := following_start(row, was, will):
            await _move(deed, row, days)


async def _move(deed: Deed, row: dict[str, Any], days: dict[str, Any]) -> None:
    start, end = planned_period(row | days)
    if start is not None and end is not None and end.last < start.first:
        raise Objected([Objection(TURNED_BY_START, {"number": row["number"], "start": start, "end": end}, "start")])
    await Activity.filter(id=row["id"]).update(version=row["version"] + 1, **days)
    label = f"{row['number']} · {row['title_bg'] or row['title_en']}"
    before = {name: row[name] for name in days}
    deed.happened("activity.changed", "activity", row["id"], label, before=before, after=days)
