"""The lines that are claimed without an invoice, and what the base of a flat rate came to between two days."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from grants.access import Identity, own_part_only
from grants.budget.costs import base_numbers, flat_amount
from grants.budget.kinds import CostForm
from grants.errors import NotFound
from grants.expenses.rules import COUNTED_STATES
from grants.expenses.sharing import in_currency
from grants.projects.queries import Seen
from grants.storage.database import rows
from grants.values.choices import Choice
from grants.values.language import Text
from grants.values.money import Money

Row = dict[str, Any]

_LINES = """
SELECT l.* FROM budget_line l WHERE l.project_id = $1 AND l.form <> 'actual' AND ($2::bigint IS NULL OR l.partner_id = $2)
ORDER BY l.position
"""

# What was claimed on the lines and chapters of a base, less what the funder did not accept.
_BASE = """
SELECT s.currency, sum(s.amount_cents - s.lost_cents)::bigint AS cents, sum(s.euro_cents - s.lost_euro_cents)::bigint AS euro_cents
FROM spent s JOIN budget_line l ON l.id = s.line_id
WHERE s.project_id = $1 AND (l.number = ANY($2::text[]) OR EXISTS (SELECT 1 FROM unnest($2::text[]) AS b WHERE starts_with(l.number, b || '.')))
  AND ($3::date IS NULL OR s.day >= $3) AND ($4::date IS NULL OR s.day <= $4) AND s.expense_id IS DISTINCT FROM $5::bigint
GROUP BY s.currency ORDER BY s.currency
"""


async def lines_claimed_so(by: Identity, project: Seen) -> list[Row]:
    """The lines claimed by units, lump sum or flat rate, of the part this person sees."""
    return await rows(_LINES, project.id, own_part_only(by, project.ref))


def as_choices(lines: list[Row]) -> tuple[Choice, ...]:
    """The same as a form offers them."""
    return tuple(Choice(row["id"], row["number"], Text(row["title_bg"], row["title_en"])) for row in lines)


async def line_of(project_id: int, line_id: int | None) -> Row:
    """A line with its price, its rate and its base; NotFound when a claim has lost it."""
    found = await rows("SELECT * FROM budget_line WHERE project_id = $1 AND id = $2", project_id, line_id)
    if not found:
        raise NotFound
    return found[0]


async def base_of(line: Row, first: date | None, last: date | None, own_id: int | None = None) -> Money:
    """What counts as the base of a flat rate between two days, in the line's currency; without the claim itself.

    Rows of several currencies are added in euro, row by row; what has no rate is left out.
    """
    found = await rows(_BASE, line["project_id"], list(base_numbers(line["base"])), first, last, own_id)
    currency = line["currency"]
    if all(row["currency"] == currency for row in found):
        return Money(sum(row["cents"] for row in found), currency)
    euro = Money(sum(row["euro_cents"] or 0 for row in found), "EUR")
    return in_currency(euro, currency) or Money.zero(currency)


def flat_on(line: Row, base: Money) -> Money:
    """The flat rate of a line on a base."""
    if line["rate"] is None:
        return Money.zero(base.currency)
    return flat_amount(base, line["rate"], line["rounding"])


async def day_after_the_last(project: Seen, line_id: int) -> date | None:
    """Where the base of the next claim on a flat-rate line begins: after the last day that was claimed."""
    found = await rows(
        "SELECT max(claimed_on) AS last FROM expense WHERE project_id = $1 AND line_id = $2 AND document_id IS NULL",
        project.id,
        line_id,
    )
    last: date | None = found[0]["last"]
    return last + timedelta(days=1) if last else None


async def over_the_line(line: Row, own_id: int | None) -> Money | None:
    """By how much a line is claimed over its budget, this claim counted whatever its state; None where it is not."""
    if line["amount_cents"] is None:
        return None
    found = await rows(
        "SELECT coalesce(sum(x.amount_cents), 0)::bigint AS cents FROM expense x WHERE x.line_id = $1 AND x.currency = $2 "
        "AND (x.id = $3 OR x.state = ANY($4::text[]))",
        line["id"],
        line["currency"],
        own_id or 0,
        sorted(COUNTED_STATES),
    )
    over = found[0]["cents"] - line["amount_cents"]
    return Money(over, line["currency"]) if over > 0 else None


async def flat_claims(project_id: int) -> list[Row]:
    """The flat-rate claims of a project, the ones that others may stand on first."""
    found = await rows(
        "SELECT * FROM expense WHERE project_id = $1 AND form = $2 AND document_id IS NULL AND line_id IS NOT NULL "
        "AND state <> 'parked' ORDER BY position",
        project_id,
        CostForm.FLAT_RATE.value,
    )
    return [row | {"cut_told": json.loads(row["cut_told"]) if row["cut_told"] else None} for row in found]
