"""The life of the demo's contract: its periods made from the rhythm, duties with their evidence, one kept longer."""

from __future__ import annotations

from datetime import date
from typing import Any

from grants.access import OPERATOR
from grants.demo.laid_out import days_ago
from grants.entries.actions import add_row, change_row
from grants.entries.kinds import BY_NAME
from grants.projects.actions import generate_periods, take_on_duties
from grants.projects.duties import duties_proposed
from grants.projects.models import Duty, Period
from grants.projects.periods import proposed_moves, reporting_plan
from grants.projects.queries import Seen
from grants.projects.rules import DutyKind, KeepingKind
from grants.projects.rules_periods import fingerprint

# What was done so far, by what one sees it; of the social media page nobody has kept anything.
DONE = {
    DutyKind.WEBSITE: (395, "https://toplaprag.example/otvoreni-vrati"),
    DutyKind.SOCIAL_MEDIA: (390, ""),
    DutyKind.STATEMENT: (380, "Образци на присъствен списък, диплянка и писмо"),
}


async def live_contract(project: Seen, today: date) -> None:
    """What happened to the contract so far; where periods are there already nothing is done a second time."""
    if await Period.filter(project_id=project.id).exists():
        return
    moves = await proposed_moves(project.id, await reporting_plan(project.id, today))
    await generate_periods(OPERATOR, project, fingerprint(moves), today)
    kinds = {one.kind.value for one in await duties_proposed(project.id, today)}
    await take_on_duties(OPERATOR, project, kinds, today)
    await _prove(project, today)
    values = _empty("keeping") | {
        "kind": KeepingKind.STATE_AID,
        "from_on": days_ago(today, 300),
        "note_bg": "Минимална помощ за социалното предприятие, което изпробва услугата.",
        "note_en": "De minimis aid to the social enterprise that tries the service out.",
    }
    await add_row(OPERATOR, project, BY_NAME["keeping"], "1", values)


async def _prove(project: Seen, today: date) -> None:
    kind = BY_NAME["duty"]
    for row in await Duty.filter(project_id=project.id).values():
        if row["kind"] in DONE:
            ago, evidence = DONE[row["kind"]]
            values = {column: row[column] for column in kind.record.columns}
            done = {"done_on": days_ago(today, ago), "evidence": evidence}
            await change_row(OPERATOR, project, kind, row["id"], row["version"], row["number"], values | done)


def _empty(kind: str) -> dict[str, Any]:
    """The columns of a row in which nothing is written yet."""
    record = BY_NAME[kind].record
    return {column: "" if column[-3:] in {"_bg", "_en"} else None for column in record.columns} | {"paused": False}
