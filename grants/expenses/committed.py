"""What is still committed on each budget line: what contracts signed with suppliers leave to be invoiced."""

from __future__ import annotations

from grants.access import Identity
from grants.projects.queries import MONEY_SEEN, VISIBLE, Seen, money_reach, reach
from grants.storage.database import rows
from grants.values.money import Money

# An invoice in lev under a contract in euro, or the other way round, counts at the fixed rate; others only in their own.
_COMMITTED = f"""
SELECT c.line_id, c.currency, sum(c.cents)::bigint AS cents
FROM (
  SELECT x.line_id, x.currency, greatest(0, x.amount_cents - coalesce(sum(CASE
    WHEN d.currency = x.currency THEN d.net_cents + coalesce(d.vat_cents, 0)
    WHEN x.currency = 'EUR' THEN grants_euro(d.net_cents + coalesce(d.vat_cents, 0), d.currency)
    WHEN x.currency = 'BGN' AND d.currency = 'EUR' THEN round((d.net_cents + coalesce(d.vat_cents, 0)) * 1.95583)
    ELSE 0 END), 0))::bigint AS cents
  FROM supply_contract x JOIN project p ON p.id = x.project_id LEFT JOIN document d ON d.supply_id = x.id
  WHERE p.id = $7 AND {VISIBLE} AND {MONEY_SEEN} AND x.state = 'signed' AND x.amount_cents IS NOT NULL
  GROUP BY x.id
) c WHERE c.cents > 0 GROUP BY c.line_id, c.currency
"""  # noqa: S608 - built of constants only


async def committed_by_line(by: Identity, project: Seen) -> dict[int | None, dict[str, Money]]:
    """What is committed on each line, of the part this person sees, by the contracts' currency; one query.

    No contract counts for less than nothing. Only lines on which something is committed are there; under None stands what
    names no line.
    """
    committed: dict[int | None, dict[str, Money]] = {}
    for row in await rows(_COMMITTED, *reach(by), *money_reach(by), project.id):
        committed.setdefault(row["line_id"], {})[row["currency"]] = Money(row["cents"], row["currency"])
    return committed
