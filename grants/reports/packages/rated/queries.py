"""At which months' rates the expenses of a package are, read from the ledger."""

from __future__ import annotations

from datetime import date
from typing import Final

from grants.access import Identity
from grants.budget.kinds import BookedRate
from grants.projects.queries import Seen
from grants.rates.rules import RateSource
from grants.reports.grounds_entries import asked_for, which
from grants.reports.packages.queries import PackageSeen, selection_of
from grants.reports.packages.rated.rules import Rated, month_of
from grants.reports.turning import CONTRACT
from grants.storage.database import rows

# What the funder set aside before keeps the rate at which it was submitted then; what is decided stays as it is.
_RATED: Final = f"""
SELECT r.first_on AS month, array_agg(x.id ORDER BY x.position) AS ids
FROM {CONTRACT} h CROSS JOIN expense x JOIN exchange_rate r ON r.id = x.rate_id AND r.source = '{RateSource.INFOREURO.value}'
LEFT JOIN document d ON d.id = x.document_id
WHERE h.rule = '{BookedRate.INFOREURO_SUBMISSION.value}' AND x.project_id = $1
  AND ($2::bigint IS NULL OR x.partner_id = $2) AND {{chosen}} AND x.state IN ('verified', 'reported')
  AND NOT EXISTS (SELECT FROM report_package_row w JOIN report_package g ON g.id = w.package_id
    WHERE w.expense_id = x.id AND g.state IN ('sent', 'in_review', 'accepted')
      AND g.sequence < (SELECT sequence FROM report_package WHERE id = $5))
GROUP BY r.first_on ORDER BY r.first_on
"""  # noqa: S608 - built of constants only


async def rated_of(by: Identity, project: Seen, package: PackageSeen, submitted: date) -> Rated | None:
    """The rates of a package that is first submitted on that day, unless it was before; None where the contract takes others,
    or nothing is converted. One query.
    """
    if not package.takes:
        return None
    chosen = selection_of(package)
    found = await rows(_RATED.format(chosen=which(chosen)), *asked_for(by, project, chosen))
    if not found:
        return None
    months = {row["month"]: tuple(row["ids"]) for row in found}
    return Rated(month_of(package.submitted_on or submitted), months, again=package.revision > 1)
