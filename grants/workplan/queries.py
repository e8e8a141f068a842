"""What is asked of the database before a row of the plan is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grants.errors import Objection
from grants.storage.columns import published_day
from grants.storage.database import rows
from grants.values.days import PublishedDay
from grants.workplan.models import Activity
from grants.workplan.rules_plan import disagreements, place_objections


async def start_of(project_id: int) -> PublishedDay | None:
    """The day on which a project starts, as far as it is known."""
    found = await rows("SELECT start_on, start_precision FROM project WHERE id = $1", project_id)
    return published_day(found[0], "start")


async def against_activity(project_id: int, values: dict[str, Any], row_id: int) -> Sequence[Objection]:
    """What can't be kept of an activity beside the project's start and the other activities."""
    told = disagreements(values, await start_of(project_id))
    if values["within_id"] is None or not row_id:
        return told
    known = await Activity.filter(project_id=project_id).values_list("id", "within_id")
    return [*told, *place_objections(dict(known), row_id, values["within_id"])]
