"""The duties a project seems to have and has not taken on yet."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from grants.projects.models import Number, Project
from grants.projects.periods import reporting_plan
from grants.projects.rules import DutyKind, ProjectState
from grants.projects.rules_publicity import DutyFacts, ProposedDuty, proposed_duties
from grants.storage.columns import money, text
from grants.storage.database import rows
from grants.values.money import in_euro

# Before the contract nothing is owed; after the end of a project it is too late to propose a poster.
_PROPOSED_AT: Final = frozenset(
    {ProjectState.CONTRACTING, ProjectState.RUNNING, ProjectState.SUSPENDED, ProjectState.REPORTING}
)
_COLUMNS: Final = ("state", "total_cents", "currency", "sustainability_bg", "sustainability_en")


async def duties_proposed(project_id: int, today: date) -> tuple[ProposedDuty, ...]:
    """What a project owes by its cost, its fund and its days, without the kinds of duty that are there already."""
    row: dict[str, Any] = (await Project.filter(id=project_id).values(*_COLUMNS))[0]
    if row["state"] not in _PROPOSED_AT:
        return ()
    plan = await reporting_plan(project_id, today)
    numbers = [one["value"] for one in await Number.filter(project_id=project_id).order_by("position").values("value")]
    there = {
        DutyKind(one["kind"]) for one in await rows("SELECT DISTINCT kind FROM duty WHERE project_id = $1", project_id)
    }
    total = money(row, "total")
    facts = DutyFacts(
        in_euro(total) if total else None,
        numbers,
        plan.start if plan else None,
        plan.end if plan else None,
        text(row, "sustainability") or None,
    )
    return proposed_duties(facts, there)
