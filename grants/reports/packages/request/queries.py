"""The payment request of a package as it is kept, what the one before said, and where such an advance was accepted."""

from __future__ import annotations

from typing import Final

from grants.projects.queries import Seen
from grants.reports.packages.queries import PackageSeen
from grants.reports.packages.request.rules import Request
from grants.reports.rules_package import PackageState, RequestKind
from grants.storage.database import Row, rows
from grants.values.money import Money

_OF_PACKAGE: Final = "SELECT * FROM report_package_request WHERE package_id = $1"
_BEFORE: Final = """
SELECT q.* FROM report_package_request q JOIN report_package k ON k.id = q.package_id
WHERE k.project_id = $1 AND (k.sequence, k.revision) < ($2, $3) ORDER BY k.sequence DESC, k.revision DESC LIMIT 1
"""
_ACCEPTED: Final = f"""
SELECT k.number FROM report_package_request q JOIN report_package k ON k.id = q.package_id
WHERE k.project_id = $1 AND k.id <> $2 AND k.state = '{PackageState.ACCEPTED.value}'
  AND q.kind = '{RequestKind.ADVANCE_VERIFIED.value}' ORDER BY k.sequence, k.revision LIMIT 1
"""  # noqa: S608 - built of constants only


async def request_of(package: PackageSeen) -> Request | None:
    """The payment request of a package; None where none was written. One query."""
    found = await rows(_OF_PACKAGE, package.id)
    return _request(found[0]) if found else None


async def request_before(project: Seen, package: PackageSeen) -> Request | None:
    """What the last payment request before this package said. One query."""
    found = await rows(_BEFORE, project.id, package.sequence, package.revision)
    return _request(found[0]) if found else None


async def advance_accepted(project: Seen, package: PackageSeen) -> str:
    """The other package of the contract in which an advance to be verified was accepted; "" where there is none. One query."""
    found = await rows(_ACCEPTED, project.id, package.id)
    return str(found[0]["number"]) if found else ""


def _request(row: Row) -> Request:
    asked, income = (Money(row[name] or 0, row["currency"]) for name in ("asked_cents", "income_cents"))
    told = (row["vat_registered"], row["other_registration"], row["bank_account"])
    return Request(RequestKind(row["kind"]), asked, income, *told)
