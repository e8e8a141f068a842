"""What is read of the money between the lead and its partners: their accounts, their payments, and what can't be kept of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from grants.access import Identity
from grants.errors import Objection
from grants.payments.models import PartnerTransfer
from grants.payments.rules import TransferKind
from grants.payments.rules_partners import TO_ITSELF, Moved, PartnerAccount, too_much, transfer_objections
from grants.projects.models import Partner
from grants.projects.queries import IN_EURO, MONEY_SEEN, VISIBLE, Seen, money_reach, reach
from grants.projects.rules import PartnerRole
from grants.storage.database import rows
from grants.values.money import Money

Row = dict[str, Any]

# $7: the project; $8: today. `IN_EURO` is null where there is no fixed rate, so such rows are in no sum, only named.
_PASSED_ON = f"""
SELECT x.partner_id,
  coalesce(sum({IN_EURO}) FILTER (WHERE x.kind = 'advance' AND x.paid_on <= $8), 0)::bigint AS advance,
  coalesce(sum({IN_EURO}) FILTER (WHERE x.kind = 'interim' AND x.paid_on <= $8), 0)::bigint AS interim,
  coalesce(sum({IN_EURO}) FILTER (WHERE x.kind = 'balance' AND x.paid_on <= $8), 0)::bigint AS balance,
  coalesce(sum({IN_EURO}) FILTER (WHERE x.kind = 'returned' AND x.paid_on <= $8), 0)::bigint AS returned,
  coalesce(sum(CASE x.kind WHEN 'returned' THEN -1 ELSE 1 END * {IN_EURO}) FILTER (WHERE x.paid_on > $8), 0)::bigint AS to_come,
  coalesce(array_agg(DISTINCT x.currency) FILTER (WHERE {IN_EURO} IS NULL), '{{}}') AS left_out
FROM partner_transfer x JOIN project p ON p.id = x.project_id
WHERE p.id = $7 AND {VISIBLE} AND {MONEY_SEEN} GROUP BY x.partner_id
"""  # noqa: S608 - built of constants only

# The grant's part of a row in euro is that part of what the row is in euro, half up; and so is the grant's part of what
# was lost of it, so that a row lost whole counts as nothing.
_GRANT = "round(x.{} * (x.amount_cents - x.own_cents - x.in_kind_cents - x.third_cents) / nullif(x.amount_cents, 0)::numeric)"
_COSTS = f"""
SELECT c.partner_id, coalesce(sum(c.gross), 0)::bigint AS claimed,
  coalesce(sum(c.gross - c.lost) FILTER (WHERE c.state <> 'submitted'), 0)::bigint AS accepted,
  coalesce(sum(c.gross - c.lost) FILTER (WHERE c.state IN ('approved', 'cut')), 0)::bigint AS approved,
  coalesce(array_agg(DISTINCT c.currency) FILTER (WHERE c.euro_cents IS NULL), '{{}}') AS left_out
FROM (
  SELECT x.partner_id, x.state, x.currency, x.euro_cents, {_GRANT.format("euro_cents")} AS gross,
    coalesce({_GRANT.format("lost_euro_cents")}, 0) AS lost
  FROM spent x JOIN project p ON p.id = x.project_id
  WHERE p.id = $7 AND {VISIBLE} AND {MONEY_SEEN} AND x.partner_id IS NOT NULL) c
GROUP BY c.partner_id
"""  # noqa: S608 - built of constants only


async def partner_accounts(by: Identity, project: Seen, today: date) -> dict[int, PartnerAccount]:
    """The account of every partner with any money in it, as far as this person sees it, by the partner's id. Two queries."""
    whose = (*reach(by), *money_reach(by), project.id)
    passed = {row.pop("partner_id"): row for row in await rows(_PASSED_ON, *whose, today)}
    costs = {row.pop("partner_id"): row for row in await rows(_COSTS, *whose)}
    return {
        partner_id: _account(passed.get(partner_id, {}), costs.get(partner_id, {}))
        for partner_id in passed.keys() | costs.keys()
    }


def _account(passed: Mapping[str, Any], costs: Mapping[str, Any]) -> PartnerAccount:
    left_out = frozenset((*passed.get("left_out", ()), *costs.get("left_out", ())))
    return PartnerAccount(**{**passed, **costs, "left_out": left_out})


async def transfers_of(by: Identity, project: Seen, partner_id: int) -> list[Row]:
    """The payments between the lead and one partner that this person sees, by day."""
    return await rows(
        "SELECT x.* FROM partner_transfer x JOIN project p ON p.id = x.project_id "  # noqa: S608 - constants
        f"WHERE p.id = $7 AND {VISIBLE} AND {MONEY_SEEN} AND x.partner_id = $8 ORDER BY x.paid_on, x.position",
        *reach(by),
        *money_reach(by),
        project.id,
        partner_id,
    )


async def against_transfer(project_id: int, values: Row, row_id: int) -> Sequence[Objection]:
    """What can't be kept of a payment to a partner as a person typed it; the lock makes two returns wait for each other."""
    if transfer_objections(values):
        return ()  # said already
    await rows("SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE", project_id)
    if await Partner.filter(id=values["partner_id"], role=PartnerRole.LEAD).exists():
        return (Objection(TO_ITSELF, place="partner"),)
    told = too_much([*await _moves(values["partner_id"], but=row_id), *_moved([values])])
    return told or await _left_behind(row_id, values["partner_id"])


async def _left_behind(row_id: int, partner_id: int | None = None) -> Sequence[Objection]:
    """What would be wrong with the partner that a payment is taken away from."""
    before = (
        await PartnerTransfer.filter(id=row_id).exclude(partner_id=partner_id or 0).values_list("partner_id", flat=True)
    )
    return [one for other in before for one in too_much(await _moves(int(str(other)), but=row_id))]


async def against_removing_transfer(_project_id: int, row_id: int) -> Sequence[Objection]:
    """Why a payment can't be removed: the partner would have returned more than it had."""
    return await _left_behind(row_id)


async def _moves(partner_id: int, but: int) -> list[Moved]:
    return _moved(await PartnerTransfer.filter(partner_id=partner_id).exclude(id=but).values())


def _moved(found: Iterable[Mapping[str, Any]]) -> list[Moved]:
    return [
        Moved(row["paid_on"], TransferKind(row["kind"]), Money(row["amount_cents"], row["currency"])) for row in found
    ]
