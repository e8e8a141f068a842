"""How far the partners' parts of a package are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from grants.access import Identity, Permission, may, own_part_only
from grants.errors import NotFound
from grants.expenses.rules import ExpenseState
from grants.projects.queries import Seen
from grants.reports.packages.queries import CLAIM_DAY
from grants.reports.rules_package import PackageState, PartState
from grants.storage.database import Row, rows
from grants.values.language import Text
from grants.values.money import Money, by_currency


@dataclass(frozen=True, slots=True)
class PartSeen:
    """A partner's part of a package, with its expenses of the period: verified, and submitted but not verified."""

    package_id: int
    package: str
    package_state: PackageState
    first: date
    last: date
    partner_id: int
    partner_number: str
    partner: Text
    version: int
    state: PartState
    changed_at: datetime | None
    changed_by: str
    note: str
    said: str
    drafts: int
    submitted: int
    verified: int
    sums: Mapping[str, Money]


# Of the expenses of a partner, those of a package: of a draft what is marked with it, or free and of its time; of a frozen one
# what it held, with the amounts of then.
_HELD: Final = "LEFT JOIN report_package_row w ON w.package_id = k.id AND w.expense_id = x.id"
_IN_IT: Final = f"""CASE WHEN k.state = '{PackageState.DRAFT}' THEN x.package = k.number OR x.package = '' AND {CLAIM_DAY} <= k.last_on
  ELSE w.id IS NOT NULL END"""

_PARTS_SEEN: Final = f"""
SELECT t.package_id, k.number AS package, k.state AS package_state, k.first_on AS first, k.last_on AS last, t.partner_id,
  r.number AS partner_number, o.name_bg, o.name_en, t.version, t.state, t.changed_at, coalesce(q.name, t.changed_by_name) AS changed_by, t.note, t.said,
  coalesce(c.drafts, 0)::int AS drafts, coalesce(c.submitted, 0)::int AS submitted, coalesce(c.verified, 0)::int AS verified, c.sums
FROM report_package_part t JOIN report_package k ON k.id = t.package_id JOIN partner r ON r.id = t.partner_id
JOIN organisation o ON o.id = r.organisation_id LEFT JOIN person q ON q.id = t.changed_by_id
LEFT JOIN LATERAL (
  SELECT sum(n) FILTER (WHERE state IN ('draft', 'returned')) AS drafts, sum(n) FILTER (WHERE state = 'submitted') AS submitted,
    sum(n) FILTER (WHERE state NOT IN ('draft', 'returned', 'submitted')) AS verified,
    json_agg(json_build_array(currency, cents)) FILTER (WHERE state NOT IN ('draft', 'returned')) AS sums
  FROM (SELECT CASE WHEN w.id IS NULL THEN x.state ELSE '{ExpenseState.REPORTED}' END AS state, x.currency, count(*) AS n,
      sum(coalesce(w.amount_cents, x.amount_cents))::bigint AS cents
    FROM expense x LEFT JOIN document d ON d.id = x.document_id {_HELD}
    WHERE x.project_id = k.project_id AND x.partner_id = t.partner_id AND {_IN_IT}
      AND NOT EXISTS (SELECT FROM report_package_out o WHERE o.package_id = k.id AND o.expense_id = x.id)
    GROUP BY 1, x.currency) s
) c ON true
WHERE k.project_id = $1 AND ($2::bigint IS NULL OR k.id = $2) AND ($3::bigint IS NULL OR t.partner_id = $3)
ORDER BY k.sequence DESC, k.revision DESC, r.position
"""  # noqa: S608 - built of constants only


async def parts_of(project: Seen, package_id: int | None = None, partner_id: int | None = None) -> list[PartSeen]:
    """The partners' parts of a package, or a partner's of all. One query."""
    return [_part(row) for row in await rows(_PARTS_SEEN, project.id, package_id, partner_id)]


def _part(row: Row) -> PartSeen:
    listed = json.loads(row["sums"]) if isinstance(row["sums"], str) else row["sums"] or []
    sums = by_currency(Money(cents, currency) for currency, cents in listed)
    told = {name: value for name, value in row.items() if name not in {"name_bg", "name_en", "sums"}}
    told |= {"partner": Text(row["name_bg"], row["name_en"]), "sums": sums}
    return PartSeen(**{**told, "state": PartState(row["state"]), "package_state": PackageState(row["package_state"])})


async def part_seen_by(by: Identity, project: Seen, package_id: int, partner_id: int) -> PartSeen:
    """One partner's part; NotFound for a person of another partner."""
    own = own_part_only(by, project.ref, Permission.HAND_IN_PART)
    found = await parts_of(project, package_id, partner_id) if own in {None, partner_id} else []
    if not found or not may(by, Permission.HAND_IN_PART, project.ref):
        raise NotFound
    return found[0]


@dataclass(frozen=True, slots=True)
class PartRow:
    """An expense of a partner's part; `kind` of its document, empty where there is none; `reason` why it was returned, `left_out` why the lead does not take it."""

    id: int
    number: str
    state: str
    day: date | None
    kind: str
    form: str
    paper_number: str
    about: Text
    sensitive: bool
    line: str
    amount: Money
    reason: str
    left_out: str


MOST_ROWS: Final = 500
_ROWS: Final = f"""
SELECT x.id, x.number, x.state, {CLAIM_DAY} AS day, coalesce(d.kind, '') AS kind, x.form, coalesce(d.paper_number, '') AS paper_number, x.description_bg, x.description_en,
  coalesce(nullif(d.supplier_name, ''), '') AS supplier, coalesce(d.sensitive, false) AS sensitive, coalesce(l.number, '') AS line,
  coalesce(w.amount_cents, x.amount_cents) AS amount_cents, x.currency, CASE x.state WHEN 'returned' THEN x.reason ELSE '' END AS reason, coalesce(o.reason, '') AS left_out
FROM report_package k JOIN expense x ON x.project_id = k.project_id LEFT JOIN document d ON d.id = x.document_id
LEFT JOIN budget_line l ON l.id = x.line_id LEFT JOIN report_package_out o ON o.package_id = k.id AND o.expense_id = x.id {_HELD}
WHERE k.id = $1 AND x.partner_id = $2 AND {_IN_IT}
ORDER BY x.state NOT IN ('returned', 'draft'), day NULLS FIRST, x.position LIMIT {MOST_ROWS}
"""  # noqa: S608 - built of constants only


async def rows_of_part(part: PartSeen) -> list[PartRow]:
    """The expenses of a partner's part, those that still need something first. One query."""
    return [_row(row) for row in await rows(_ROWS, part.package_id, part.partner_id)]


def _row(row: Row) -> PartRow:
    about = Text(row["description_bg"], row["description_en"])
    supplier = Text(row["supplier"], row["supplier"])
    return PartRow(
        row["id"],
        row["number"],
        row["state"],
        row["day"],
        row["kind"],
        row["form"],
        row["paper_number"],
        supplier or about,
        row["sensitive"],
        row["line"],
        Money(row["amount_cents"], row["currency"]),
        row["reason"],
        row["left_out"],
    )
