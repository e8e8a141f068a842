"""What the demo's running project reported of its indicators, period by period."""

from __future__ import annotations

from datetime import date

from grants.access import OPERATOR
from grants.demo.running_plan import VALUES
from grants.entries.actions import add_row
from grants.entries.kinds import BY_NAME
from grants.indicators.models import Indicator, IndicatorValue
from grants.projects.models import Partner, Period
from grants.projects.queries import Seen


async def report_values(project: Seen, today: date) -> None:
    """The values reported so far; where some are there already nothing is done a second time."""
    if await IndicatorValue.filter(project_id=project.id).exists():
        return
    kind = BY_NAME["indicator_value"]
    ids = {row["number"]: row["id"] for row in await Indicator.filter(project_id=project.id).values("id", "number")}
    periods = await Period.filter(project_id=project.id).order_by("start_on").values("id", "end_on")
    partners = {row["number"]: row["id"] for row in await Partner.filter(project_id=project.id).values("id", "number")}
    for one in VALUES:
        period = periods[one.period - 1]
        told = {
            "indicator_id": ids[one.indicator],
            "period_id": period["id"],
            "until_on": min(period["end_on"], today),
            "value": one.value,
            "women": one.women,
            "men": one.men,
            "verified": one.verified,
            "partner_id": partners.get(one.partner),
            "note_bg": one.note[0],
            "note_en": one.note[1],
        }
        await add_row(OPERATOR, project, kind, "", told)
