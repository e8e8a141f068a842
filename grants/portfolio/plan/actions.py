"""Telling how an activity goes: the update is kept, and the activity stands as it says, in one deed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from grants.access import Identity, Permission, own_part_only
from grants.acting import Deed, acting
from grants.entries.actions import insert_row, label_of
from grants.entries.kinds import BY_NAME
from grants.errors import Changed, NotFound, Objected
from grants.projects.queries import Seen
from grants.storage.database import rows
from grants.workplan.models import Activity
from grants.workplan.rules import ActivityState
from grants.workplan.rules_plan import day_objections, reality_objections, update_objections

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """An update as it was typed: its texts and progress under their columns, and how the activity stands from now on."""

    values: Row
    state: ActivityState
    began_on: date | None
    finished_on: date | None


async def write_update(
    by: Identity, project: Seen, activity_id: int, version: int, told: Told, today: date, *, once: str = ""
) -> None:
    """An update of an activity, which takes its progress, state and real days from it.

    Somebody with a partner's seat writes only of that partner's activities. Objected when it says nothing or its days
    can't be, Changed when somebody changed the activity meanwhile.
    """
    async with acting(by, Permission.DELIVER, project.ref, once=once) as deed:
        await rows("SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE", project.id)
        before = await _activity(by, project, activity_id)
        values = told.values | {"activity_id": activity_id, "person_id": by.person_id}
        stands = {"state": told.state, "began_on": told.began_on, "finished_on": told.finished_on}
        if told.values["progress"] is not None:
            stands["progress"] = told.values["progress"]
        wrong = [
            *update_objections(values),
            *reality_objections(stands),
            *day_objections(stands | {"written_on": values["written_on"]}, today),
        ]
        if wrong:
            raise Objected(wrong)
        await insert_row(deed, project.ref, BY_NAME["activity_update"], "", values)
        await _stands_so(deed, before, version, stands)


async def _activity(by: Identity, project: Seen, activity_id: int) -> Row:
    found = await Activity.filter(project_id=project.id, id=activity_id).values()
    own = own_part_only(by, project.ref, Permission.DELIVER)
    if not found or (own is not None and found[0]["partner_id"] != own):
        raise NotFound
    return dict(found[0])


async def _stands_so(deed: Deed, before: Row, version: int, stands: Row) -> None:
    if before["version"] != version:
        raise Changed(before)
    if all(before[name] == value for name, value in stands.items()):
        return
    await Activity.filter(id=before["id"]).update(version=version + 1, **stands)
    label = label_of(BY_NAME["activity"], before["number"], before)
    old = {name: before[name] for name in stands}
    deed.happened("activity.changed", "activity", before["id"], label, before=old, after=stands)
