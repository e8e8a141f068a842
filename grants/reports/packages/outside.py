"""What lies outside a package and why, and what became of what lies in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from grants.projects.queries import Seen
from grants.reports.packages.queries import CLAIM_DAY, PackageSeen
from grants.storage.database import Row, rows
from grants.values.money import Money

_OUTSIDE: Final = f"""
SELECT x.id, x.number, x.state, x.package, x.amount_cents, x.currency, x.line_id IS NOT NULL AS has_line, {CLAIM_DAY} AS day,
  coalesce(o.reason, '') AS why, o.id IS NOT NULL AS by_hand, coalesce(d.sensitive, false) AS sensitive,
  coalesce(d.paper_number, '') AS paper_number, coalesce(d.supplier_name, '') AS supplier, d.kind, x.form,
  x.description_bg, x.description_en, n.name_bg AS partner_bg, n.name_en AS partner_en, count(*) OVER ()::int AS of
FROM expense x LEFT JOIN document d ON d.id = x.document_id LEFT JOIN partner q ON q.id = x.partner_id
LEFT JOIN organisation n ON n.id = q.organisation_id
LEFT JOIN report_package_out o ON o.package_id = $2 AND o.expense_id = x.id
WHERE x.project_id = $1 AND x.package <> $3 AND ($5::bool = (x.package <> '')) AND NOT (x.package = '' AND x.state = 'verified'
  AND o.id IS NULL AND coalesce({CLAIM_DAY} <= $4, false))
ORDER BY (x.state = 'parked') DESC, {CLAIM_DAY} NULLS FIRST, x.position LIMIT $6
"""  # noqa: S608 - built of constants only


async def left_out_of(project: Seen, package: PackageSeen, most: int, *, reported: bool) -> list[Row]:
    """The expenses that are not in a package: those in another one (`reported`), or in none; at most so many of `of`. One query."""
    return await rows(_OUTSIDE, project.id, package.id, package.number, package.last, reported, most)


# What was set aside in a package that was sent, and claimed again since: the only way in which a row leaves one.
_LEFT: Final = """
SELECT e.id, k.number, r.amount_cents, r.currency, e.package FROM report_package_row r
JOIN report_package k ON k.id = r.package_id JOIN expense e ON e.id = r.expense_id
WHERE k.project_id = $1 AND k.state IN ('sent', 'in_review', 'accepted') AND e.package <> k.number
"""

_NOW: Final = f"""
SELECT id, state::text AS state, cut_cents, currency, NULL AS again FROM expense WHERE project_id = $1 AND package = $2
  AND id = ANY($3::bigint[])
UNION ALL SELECT id, 'parked', 0, currency, package FROM ({_LEFT}) w WHERE number = $2 AND id = ANY($3::bigint[])
"""  # noqa: S608 - built of constants only


async def states_now(project: Seen, number: str, ids: Sequence[int]) -> dict[int, Row]:
    """How these expenses of a package stand now, with what the funder cut; `again` names where one is claimed again."""
    found = await rows(_NOW, project.id, number, list(ids))
    return {row["id"]: row for row in found}


_DECIDED: Final = f"""
SELECT package, currency, count(*)::int AS rows, sum(amount_cents)::bigint AS claimed,
  count(*) FILTER (WHERE state = 'reported')::int AS undecided_rows,
  coalesce(sum(amount_cents) FILTER (WHERE state = 'reported'), 0)::bigint AS undecided,
  coalesce(sum(amount_cents - cut_cents) FILTER (WHERE state IN ('approved', 'cut')), 0)::bigint AS approved,
  coalesce(sum(cut_cents) FILTER (WHERE state = 'cut'), 0)::bigint AS cut,
  coalesce(sum(amount_cents) FILTER (WHERE state = 'parked'), 0)::bigint AS parked
FROM (
  SELECT package, currency, amount_cents, cut_cents, state::text AS state FROM expense WHERE project_id = $1 AND package <> ''
  UNION ALL SELECT number, currency, amount_cents, 0, 'parked' FROM ({_LEFT}) w
) x WHERE $2::text = '' OR package = $2
GROUP BY package, currency ORDER BY package, currency
"""  # noqa: S608 - built of constants only


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a package's expenses in one currency."""

    rows: int
    undecided_rows: int
    claimed: Money
    approved: Money
    cut: Money
    parked: Money
    undecided: Money


async def decided_of(project: Seen, number: str = "") -> dict[str, list[Decided]]:
    """What the funder decided on the expenses of each package (or of one), by its number. One query."""
    found: dict[str, list[Decided]] = {}
    for row in await rows(_DECIDED, project.id, number):
        sums = [Money(row[name], row["currency"]) for name in ("claimed", "approved", "cut", "parked", "undecided")]
        found.setdefault(row["package"], []).append(Decided(row["rows"], row["undecided_rows"], *sums))
    return found
