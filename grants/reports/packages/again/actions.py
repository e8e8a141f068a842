"""What the funder set aside, claimed again by the draft of a later package; and left set aside after all."""

from __future__ import annotations

import json
from datetime import date
from typing import Any, Final

from grants.access import Identity, Permission
from grants.acting import acting
from grants.errors import WrongState
from grants.expenses.life.actions import claim_again, leave_set_aside
from grants.projects.queries import Seen
from grants.reports.packages.actions import held, only_open
from grants.reports.packages.queries import label_of
from grants.reports.rules_package import Part
from grants.storage.database import Row, rows
from grants.values.language import N_

NOT_SET_ASIDE = N_("This expense is not set aside by the funder in an earlier package.")
NOT_TAKEN = N_("This expense was not set aside before, or no longer waits for this package.")

_PARKED: Final = """
SELECT x.version, x.number, x.package FROM expense x
LEFT JOIN report_package k ON k.project_id = x.project_id AND k.number = x.package
WHERE x.id = $1 AND x.project_id = $2 AND x.state = 'parked' AND (k.id IS NULL OR k.sequence < $3)
"""
_AS_IT_WAS: Final = """
SELECT x.version, x.number, e.before FROM expense x
JOIN LATERAL (SELECT before FROM audit_entry WHERE project_id = $2 AND subject = 'expense' AND subject_id = x.id
  AND deed = 'expense.claimed_again' ORDER BY id DESC LIMIT 1) e ON true
WHERE x.id = $1 AND x.project_id = $2 AND x.state = 'verified' AND x.package = ''
"""


async def take_set_aside(by: Identity, project: Seen, package_id: int, expense_id: int, *, once: str = "") -> None:
    """An expense set aside in an earlier package, claimed again: the draft takes it as it takes all that is verified."""
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        package = await held(by, project, package_id)
        only_open(package, Part.FINANCIAL)
        found = await rows(_PARKED, expense_id, project.id, package.sequence)
        if not found or not package.takes:
            raise WrongState(NOT_SET_ASIDE)
        await claim_again(deed, project, {expense_id: found[0]["version"]})
        label = label_of(package.number, package.first, package.last)
        after = {"expense": found[0]["number"]}
        deed.happened("package.claimed_again", "package", package_id, label, after=after)


async def leave_aside(by: Identity, project: Seen, package_id: int, expense_id: int, *, once: str = "") -> None:
    """An expense that was to be claimed again and is not: set aside as it was, by the decision that stood on it."""
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        package = await held(by, project, package_id)
        only_open(package, Part.FINANCIAL)
        found = await rows(_AS_IT_WAS, expense_id, project.id)
        if not found:
            raise WrongState(NOT_TAKEN)
        await leave_set_aside(deed, project, {expense_id: found[0]["version"]}, decision_of(found[0]))
        label = label_of(package.number, package.first, package.last)
        after = {"expense": found[0]["number"]}
        deed.happened("package.left_set_aside", "package", package_id, label, after=after)


def decision_of(row: Row) -> dict[str, Any]:
    """What the funder had decided, as the history keeps it."""
    told = json.loads(row["before"]) if isinstance(row["before"], str) else row["before"]
    day = told.get("decided_on")
    return {
        **{name: told.get(name) or "" for name in ("package", "reason", "decision", "error_kind")},
        "sampled": bool(told.get("sampled")),
        "decided_on": date.fromisoformat(day) if day else None,
        "cut_cents": told.get("cut_cents") or 0,
    }
