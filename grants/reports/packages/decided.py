"""What was decided on the expenses of a frozen package since, for the forms that tell it: Interreg's, after control."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from grants.expenses.rules import ExpenseState
from grants.funders.format import Format
from grants.funders.ground import EURO, Entries, Entry, Ground
from grants.reports.grounds_entries import CUT_CENTS, DECISION
from grants.reports.packages.again.actions import decision_of
from grants.reports.packages.queries import PackageSeen
from grants.storage.columns import money
from grants.storage.database import Row, rows
from grants.values.money import Money

# A row that the next report claims again was set aside: what was decided on it stands in the history alone.
_DECIDED: Final = f"""
SELECT x.id, x.package = $2 AS here, x.state, x.currency, x.decided_on, x.sampled, x.error_kind, {DECISION}, {CUT_CENTS}, e.before
FROM report_package_row r JOIN expense x ON x.id = r.expense_id
LEFT JOIN LATERAL (
  SELECT before FROM audit_entry WHERE project_id = x.project_id AND subject = 'expense' AND subject_id = x.id
    AND deed = 'expense.claimed_again' AND before ->> 'package' = $2 ORDER BY id DESC LIMIT 1
) e ON x.package <> $2
WHERE r.package_id = $1 AND (x.package = $2 AND x.state IN ('approved', 'cut', 'parked') OR e.before IS NOT NULL)
"""  # noqa: S608 - built of constants only


@dataclass(frozen=True, slots=True)
class _Decided:
    """Expenses as they were frozen, with what was decided on them; walked through again each time."""

    entries: Entries
    decisions: Mapping[int, Mapping[str, Any]]

    def __iter__(self) -> Iterator[Entry]:
        return (
            entry.but(**decision) if (decision := self.decisions.get(entry.id)) else entry for entry in self.entries
        )

    def __len__(self) -> int:
        return len(self.entries)


async def as_decided(package: PackageSeen, format_: Format, ground: Ground) -> Ground:
    """The ground of a package with what was decided since it was frozen, where the form tells it. One query at most."""
    if not (format_.tells_decisions and package.kept_here):
        return ground
    found = await rows(_DECIDED, package.id, package.number)
    decisions = {row["id"]: _decision(row) if row["here"] else _set_aside(row) for row in found}
    return replace(ground, entries=_Decided(ground.entries, decisions)) if decisions else ground


def _decision(row: Row) -> Mapping[str, Any]:
    euro = row["cut_euro_cents"]
    return {
        "state": str(row["state"]),
        "cut": money(row, "cut"),
        "cut_euro": None if euro is None else Money(euro, EURO),
        "decided_on": row["decided_on"],
        "decision": row["decision"],
        "sampled": row["sampled"],
        "error_kind": row["error_kind"],
    }


def _set_aside(row: Row) -> Mapping[str, Any]:
    before = decision_of(row)
    told = " · ".join(part for part in (before["decision"], before["reason"]) if part)
    decided = {"decided_on": before["decided_on"], "decision": told}
    state = {"state": ExpenseState.PARKED.value, "cut": None, "cut_euro": None}
    return {**state, **decided, "sampled": before["sampled"], "error_kind": ""}
