"""What else is known about the rows of a contract: what went out with each report package, and the files of duties."""

from __future__ import annotations

from typing import Any, Final

from grants.access import sees_all_money
from grants.projects.queries import EXPENSE_IN_EURO, Seen
from grants.storage.database import rows

Row = dict[str, Any]

_PACKAGES: Final = f"""
SELECT coalesce(a.package, y.package) AS package, a.expenses, a.cents, y.asked, y.received_on, y.received FROM (
  SELECT x.package, count(*)::int AS expenses, coalesce(sum({EXPENSE_IN_EURO}), 0)::bigint AS cents
  FROM expense x WHERE x.project_id = $1 AND x.package <> '' GROUP BY x.package) a
FULL JOIN (
  SELECT package, sum(grants_euro(requested_sum_cents, currency))::bigint AS asked, max(received_on) AS received_on,
    sum(grants_euro(received_sum_cents, currency))::bigint AS received
  FROM funder_payment WHERE project_id = $1 AND package <> '' AND kind IN ('interim', 'final') GROUP BY package) y
ON y.package = a.package
"""  # noqa: S608 - built of constants only


async def packages(by: Any, project: Seen) -> dict[str, Row]:
    """What each report package held and what was paid for it, in euro cents, for who sees all money of the project."""
    if not sees_all_money(by, project.ref):
        return {}
    found = await rows(_PACKAGES, project.id)
    return {row["package"]: row for row in found}


async def files_of(project: Seen, kind: str) -> dict[int, int]:
    """How many files lie with each row of a kind."""
    found = await rows(
        "SELECT row_id, count(*)::int AS files FROM attachment WHERE project_id = $1 AND kind = $2 GROUP BY row_id",
        project.id,
        kind,
    )
    return {row["row_id"]: row["files"] for row in found}
