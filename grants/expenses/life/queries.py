"""Expenses that wait for the next step: verified ones for a report, reported ones for the funder's decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from grants.access import Identity
from grants.expenses.masking import masked, sensitive_reach
from grants.expenses.queries import LOST
from grants.expenses.rules import ExpenseState
from grants.projects.queries import EXPENSE_IN_EURO, MONEY_SEEN, VISIBLE, Seen, money_reach, reach
from grants.storage.database import rows

Row = dict[str, Any]
MOST = 500

_DAY = "coalesce(d.paid_on, d.issued_on, x.claimed_on)"
_HIDDEN = masked(8)

_WAITING = f"""
SELECT x.id, x.number, x.version, x.state, x.form, x.package, x.amount_cents, x.currency, ({LOST})::bigint AS lost_cents, x.decided_on, x.decision,
  x.reason, x.cut_cents, x.cut_told, {_DAY} AS day, d.kind, ({EXPENSE_IN_EURO})::bigint AS euro_cents, count(*) OVER ()::int AS of,
  CASE WHEN {_HIDDEN} THEN '' ELSE d.paper_number END AS paper_number, CASE WHEN {_HIDDEN} THEN '' ELSE d.supplier_name END AS supplier_name,
  CASE WHEN {_HIDDEN} THEN '' ELSE x.description_bg END AS description_bg,
  CASE WHEN {_HIDDEN} THEN '' ELSE x.description_en END AS description_en,
  l.number AS line_number, l.title_bg AS line_bg, l.title_en AS line_en
FROM expense x JOIN project p ON p.id = x.project_id LEFT JOIN document d ON d.id = x.document_id
LEFT JOIN budget_line l ON l.id = x.line_id
WHERE {VISIBLE} AND {MONEY_SEEN} AND p.id = $7 AND x.state = ANY($12::text[])
  AND ($13::date IS NULL OR {_DAY} <= $13) AND ($14::text = '' OR x.package = $14) AND ($15::bigint IS NULL OR x.id = $15)
ORDER BY {_DAY} NULLS FIRST, x.position LIMIT {MOST}
"""  # noqa: S608 - built of constants only


async def waiting(
    by: Identity,
    project: Seen,
    states: Iterable[ExpenseState],
    *,
    until: date | None = None,
    package: str = "",
    only: int | None = None,
) -> list[Row]:
    """Expenses in these states that this person sees, the oldest first, at most MOST of `of` in each row; one query.

    Only those paid (else dated) up to a day, of one report package, or one of them, where that is asked.
    """
    return await rows(
        _WAITING,
        *(*reach(by), *money_reach(by), project.id, *sensitive_reach(by)),
        *([state.value for state in states], until, package, only),
    )


async def packages_of(by: Identity, project: Seen) -> list[str]:
    """The report packages that this person's expenses of a project went out with, in their order."""
    found = await rows(
        f"SELECT x.package, min(x.id) AS first FROM expense x JOIN project p ON p.id = x.project_id "  # noqa: S608 - constants
        f"WHERE {VISIBLE} AND {MONEY_SEEN} AND p.id = $7 AND x.package <> '' GROUP BY x.package ORDER BY first",
        *(*reach(by), *money_reach(by), project.id),
    )
    return [row["package"] for row in found]


async def held(project_id: int, ids: Sequence[int], part: int | None) -> list[Row]:
    """These expenses of a project (of one partner's part), nobody else bringing them to another state meanwhile."""
    return await rows(
        "SELECT id, number, version, state, description_bg, description_en, amount_cents, currency, package, reason, cut_cents, "
        "decided_on, decision, sampled, error_kind FROM expense WHERE project_id = $1 AND id = ANY($2::bigint[]) "
        "AND ($3::bigint IS NULL OR partner_id = $3) ORDER BY id FOR UPDATE",
        *(project_id, list(ids), part),
    )


async def entered_by_oneself(by: Identity, project: Seen, ids: Sequence[int]) -> frozenset[int]:
    """Those of these expenses that this person entered; none for the machine."""
    if by.person_id is None:
        return frozenset()
    found = await rows(
        "SELECT subject_id FROM audit_entry WHERE project_id = $1 AND person_id = $2 AND deed = 'expense.added' "
        "AND subject_id = ANY($3::bigint[])",
        *(project.id, by.person_id, list(ids)),
    )
    return frozenset(row["subject_id"] for row in found)


async def verified_by(project: Seen, expense_id: int) -> int | None:
    """The person who verified an expense last; None when it was no person or nobody did."""
    found = await rows(
        "SELECT person_id FROM audit_entry WHERE project_id = $1 AND deed = 'expense.verified' AND subject_id = $2 "
        "ORDER BY id DESC LIMIT 1",
        *(project.id, expense_id),
    )
    return found[0]["person_id"] if found else None
