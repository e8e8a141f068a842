"""What correspondence does when letters or days off change: the day for an answer is counted anew, unless somebody gave it another."""

from __future__ import annotations

from datetime import date

from grants.access import ProjectRef
from grants.acting import Deed, Happening
from grants.correspondence.models import Matter
from grants.correspondence.rules import COUNTED_FROM, counted_anew
from grants.projects.periods import bulgarian_offices
from grants.storage.database import Row, rows
from grants.values.terms import OfficeDays

_COUNTED = (*COUNTED_FROM, "answer_due_on")
_MATTERS = "SELECT m.*, p.kept_by_id FROM matter m JOIN project p ON p.id = m.project_id WHERE m.answer_due_on IS NOT NULL AND "


async def count_answer(deed: Deed, happening: Happening) -> None:
    """A letter that was entered, or received on another day, is to be answered by the days off declared here too."""
    if not any(name in happening.after for name in COUNTED_FROM):
        return
    offices = await bulgarian_offices()
    for row in await rows(f"{_MATTERS} m.id = $1 FOR UPDATE OF m", happening.subject_id):
        before = row | {name: happening.before[name] for name in _COUNTED if name in happening.before}
        await _give(deed, row, counted_anew(before, row, offices, offices))


async def count_answers(deed: Deed, offices_before: OfficeDays) -> None:
    """Every letter that waits for an answer, counted by the days off as they are now."""
    offices = await bulgarian_offices()
    for row in await rows(f"{_MATTERS} m.answered_on IS NULL AND m.closed_on IS NULL ORDER BY m.id FOR UPDATE OF m"):
        await _give(deed, row, counted_anew(row, row, offices_before, offices))


async def _give(deed: Deed, row: Row, due: date | None) -> None:
    if due is None:
        return
    await Matter.filter(id=row["id"]).update(version=row["version"] + 1, answer_due_on=due)
    label = f"{row['number']} · {row['subject_bg'] or row['subject_en']}"
    before, after = {"answer_due_on": row["answer_due_on"]}, {"answer_due_on": due}
    project = ProjectRef(row["project_id"], row["kept_by_id"])
    deed.happened("matter.changed", "matter", row["id"], label, before=before, after=after, project=project)
