"""The demo's amendments: one approved while the exchange was late, one asked for that brings a new budget and a later end."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from grants.access import OPERATOR
from grants.amendments.actions import name_version, prepare, put_change
from grants.amendments.force.actions import Decision, decide
from grants.amendments.models import Amendment
from grants.amendments.rules import AmendmentKind, AmendmentState
from grants.budget.kinds import VersionState
from grants.budget.models import Version
from grants.demo.laid_out import days_ago
from grants.indicators.models import Indicator
from grants.projects.models import Project
from grants.projects.queries import Seen
from grants.values.days import Precision, add_months, computed_end
from grants.workplan.models import Activity

_LATE_EXCHANGE = (
    "Двете посещения в Гюргево се отложиха, защото домакините ремонтираха центъра си; обменът продължава с един месец.",
    "The two visits to Giurgiu were put off while the hosts repaired their centre; the exchange goes on for one more month.",
)
_SECOND_STAGE = (
    "Платформата иска втори етап, а хората са повече от очакваните: молим за още три месеца и за преразпределен бюджет.",
    "The platform needs a second stage and more people came than expected: we ask for three more months and another budget.",
)


async def _prepared(project: Seen, reason: tuple[str, str], in_force_on: date | None = None) -> int:
    return await prepare(
        OPERATOR,
        project,
        {
            "kind": AmendmentKind.AMENDMENT,
            "reason_bg": reason[0],
            "reason_en": reason[1],
            "in_force_on": in_force_on,
            "until_on": None,
        },
    )


async def _put(project: Seen, amendment: int, kind: str, row_id: int, **values: Any) -> None:
    version = (await Amendment.get(id=amendment)).version
    await put_change(OPERATOR, project, amendment, version, kind, row_id, values)


async def _decide(project: Seen, amendment: int, to: AmendmentState, decision: Decision, today: date) -> None:
    version = (await Amendment.get(id=amendment)).version
    await decide(OPERATOR, project, amendment, version, to, decision, today)


async def amended(project: Seen, today: date) -> None:
    """The exchange with the partner abroad ends a month later, as was approved; nothing where an amendment is there already."""
    if await Amendment.filter(project_id=project.id).exists():
        return
    asked, decided = days_ago(today, 150), days_ago(today, 128)
    amendment = await _prepared(project, _LATE_EXCHANGE, decided)
    exchange = await Activity.get(project_id=project.id, number="5")
    later = add_months(exchange.end_on, 1)
    await _put(project, amendment, "activity", exchange.id, end_on=later, end_precision=Precision.MONTH)
    await _decide(project, amendment, AmendmentState.ASKED, Decision(asked, "ОВ-41"), today)
    await _decide(project, amendment, AmendmentState.APPROVED, Decision(decided, "РД-02-118"), today)


async def ask_again(project: Seen, today: date) -> None:
    """Three more months, more people, and the working version of the budget: asked for after the reports went out, for which
    no amendment may be open; once.
    """
    if await Amendment.filter(project_id=project.id).count() != 1:
        return
    amendment = await _prepared(project, _SECOND_STAGE, add_months(today.replace(day=1), 2))
    stands = await Project.get(id=project.id)
    end = computed_end(stands.end_on + timedelta(days=1), 3)
    await _put(project, amendment, "project", project.id, end_on=end, end_precision=Precision.DAY)
    people = await Indicator.get(project_id=project.id, number="1")
    await _put(project, amendment, "indicator", people.id, target=Decimal(45))
    working = await Version.filter(project_id=project.id, state=VersionState.WORKING).first().values("id")
    if working:
        version = (await Amendment.get(id=amendment)).version
        await name_version(OPERATOR, project, amendment, version, working["id"])
    await _decide(project, amendment, AmendmentState.ASKED, Decision(days_ago(today, 9), "ОВ-57"), today)
