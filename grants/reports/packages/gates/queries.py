"""What stands before a package in its contract, read from the project."""

from __future__ import annotations

from typing import Final

from grants.budget.kinds import VersionState
from grants.funders.registry import NEWEST
from grants.projects.queries import Seen
from grants.projects.rules import ContractState
from grants.reports.packages.gates.rules import Before, Gates
from grants.reports.packages.queries import PackageSeen
from grants.reports.rules_package import PackageState
from grants.storage.database import rows

# A package that was returned is not asked for: the version that takes its place is.
_OPEN: Final = (PackageState.DRAFT, PackageState.READY, PackageState.SENT, PackageState.IN_REVIEW)
_GATES: Final = f"""
SELECT 'package' AS what, id, number, state, sequence, revision FROM report_package
WHERE project_id = $1 AND sequence < $2 AND state = ANY($3::text[])
UNION ALL SELECT 'amendment', id, number, state, position, 0 FROM contract_version
WHERE project_id = $1 AND state = '{ContractState.ASKED}'
UNION ALL SELECT 'budget', id, number, state, position, 0 FROM budget_version
WHERE project_id = $1 AND state = '{VersionState.ASKED}'
ORDER BY what, sequence, revision
"""  # noqa: S608 - built of constants only


async def gates_of(project: Seen, package: PackageSeen) -> Gates:
    """What stands before a package. One query."""
    found = await rows(_GATES, project.id, package.sequence, [state.value for state in _OPEN])
    named = {what: [row for row in found if row["what"] == what] for what in ("package", "amendment", "budget")}
    return Gates(
        package.last,
        tuple(Before(row["id"], row["number"], PackageState(row["state"])) for row in named["package"]),
        tuple(row["number"] for row in named["amendment"]),
        tuple(row["number"] for row in named["budget"]),
    )


def taken_in_order(package: PackageSeen) -> bool:
    """Whether the funder's system takes packages one after the other; a format that is gone asks nothing."""
    chosen = NEWEST.get(package.format)
    return chosen is not None and chosen.in_order
