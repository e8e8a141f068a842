"""What the database knows against a value of an indicator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grants.errors import Objection
from grants.indicators.rules_figures import value_objections, value_wrong
from grants.storage.database import rows

Row = dict[str, Any]


async def against_value(project_id: int, values: Row, row_id: int) -> Sequence[Objection]:
    """Why a value can't be kept: its ages, its day in the period, and its place among the others of the indicator."""
    indicators = await rows(
        "SELECT id, cumulative, less_is_better, trendless, bands FROM indicator WHERE project_id = $1 AND id = $2",
        project_id,
        values["indicator_id"],
    )
    if not indicators:
        return ()
    others = await _others_of(values["indicator_id"], row_id)
    period = await _period_of(project_id, values.get("period_id"))
    return [*value_wrong(values), *value_objections(indicators[0], values, others, period)]


async def _others_of(indicator_id: int, row_id: int) -> list[Row]:
    """The other values of an indicator."""
    return await rows("SELECT * FROM indicator_value WHERE indicator_id = $1 AND id <> $2", indicator_id, row_id)


async def _period_of(project_id: int, period_id: int | None) -> Row | None:
    """The reporting period a value names."""
    found = await rows(
        "SELECT number, start_on, end_on FROM reporting_period WHERE project_id = $1 AND id = $2", project_id, period_id
    )
    return found[0] if found else None
