"""The reporting periods of a project as they are kept, and what its contract would make of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from grants.errors import Objection
from grants.projects.models import Contract, Period, Project
from grants.projects.rules import PeriodKind, PeriodState
from grants.projects.rules_periods import (
    BULGARIA,
    REPORTING_TERMS,
    KeptPeriod,
    PeriodMove,
    ReportingPlan,
    moved_periods,
    period_objections,
    plan_of,
    rhythm_objections,
)
from grants.storage.columns import text
from grants.storage.database import Row, rows
from grants.values.terms import OfficeDays

_PLAN = ("state", "signed_on", "in_force_on", "position", "start_on", "end_on", *REPORTING_TERMS)


async def kept_periods(project_id: int) -> list[KeptPeriod]:
    """Every reporting period of a project, by its days."""
    found = await Period.filter(project_id=project_id).order_by("start_on", "position").values()
    return [
        KeptPeriod(
            row["id"],
            row["number"],
            PeriodKind(row["kind"]),
            row["start_on"],
            row["end_on"],
            row["due_on"],
            row["technical"],
            row["financial"],
            PeriodState(row["state"]),
            row["generated"],
        )
        for row in found
    ]


async def reporting_plan(project_id: int, on: date | None = None) -> ReportingPlan | None:
    """What the contract in force on a day says of reporting; None where the project's days are not known."""
    versions = await Contract.filter(project_id=project_id).order_by("position").values(*_PLAN)
    project = await Project.filter(id=project_id).values("start_on", "start_precision", "end_on", "end_precision")
    return plan_of(versions, project[0], on) if project else None


async def office_days() -> dict[str, OfficeDays]:
    """The days on which offices work, by country, where something was declared since this release. One query."""
    found: dict[str, list[Row]] = {}
    for row in await rows("SELECT country, day_on, works, name_bg, name_en FROM day_off"):
        found.setdefault(row["country"], []).append(row)
    return {
        country: OfficeDays(
            country,
            {row["day_on"]: text(row, "name") for row in declared if not row["works"]},
            frozenset(row["day_on"] for row in declared if row["works"]),
        )
        for country, declared in found.items()
    }


async def bulgarian_offices() -> OfficeDays:
    """The days on which offices in Bulgaria work, with what was declared since this release. One query."""
    return (await office_days()).get("BG", BULGARIA)


async def proposed_moves(project_id: int, plan: ReportingPlan | None) -> tuple[PeriodMove, ...]:
    """What a plan adds, changes and removes; nothing where it makes no periods."""
    planned = plan.periods(await bulgarian_offices()) if plan else ()
    return moved_periods(await kept_periods(project_id), planned) if planned else ()


def by_hand(values: dict[str, Any]) -> dict[str, Any]:
    """A period that somebody typed or changed: no contract moves it any more."""
    return values | {"generated": False}


async def against_contract(_project_id: int, values: Mapping[str, Any], _row_id: int) -> Sequence[Objection]:
    """What can't be kept of a contract version."""
    return rhythm_objections(values)


async def against_period(_project_id: int, values: Mapping[str, Any], _row_id: int) -> Sequence[Objection]:
    """What can't be kept of a period."""
    return period_objections(values)
