"""Procedures and contracts with what was invoiced and paid under them, summed by the database; and the thresholds kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grants.access import Identity, Permission, may
from grants.errors import NotFound, Objection
from grants.procurement.models import Offer, Purchase, Subcontractor, Supply, Threshold
from grants.procurement.rules_procedure import (
    contract_objections,
    decision_objections,
    offer_objections,
    part_objections,
)
from grants.projects.queries import MONEY_SEEN, VISIBLE, Seen, money_reach, reach
from grants.storage.database import Row, rows
from grants.values.money import Money

Values = dict[str, Any]

_PROCEDURES = f"""
SELECT x.*, o.name_bg AS partner_bg, o.name_en AS partner_en, f.offers, f.chosen
FROM purchase x JOIN project p ON p.id = x.project_id LEFT JOIN partner t ON t.id = x.partner_id
LEFT JOIN organisation o ON o.id = t.organisation_id
CROSS JOIN LATERAL (SELECT count(*)::int AS offers, string_agg(supplier_name, '; ' ORDER BY position) FILTER (WHERE chosen) AS chosen
  FROM offer WHERE purchase_id = x.id) f
WHERE p.id = $7 AND {VISIBLE} AND {MONEY_SEEN} AND ($8::bigint IS NULL OR x.id = $8) ORDER BY x.position
"""  # noqa: S608 - built of constants only


def _in_its_currency(cents: str, currency: str) -> str:
    """An amount in the contract's currency, where a fixed rate lies between; as what is committed counts it."""
    return (
        f"CASE WHEN {currency} = x.currency THEN {cents} WHEN x.currency = 'EUR' THEN grants_euro({cents}, {currency}) "
        f"WHEN x.currency = 'BGN' AND {currency} = 'EUR' THEN round(({cents}) * 1.95583) END"
    )


_GROSS = "d.net_cents + coalesce(d.vat_cents, 0)"
# Paid is what was paid in parts, else the whole of a paper with a day of payment; left is what budget lines call committed.
_CONTRACTS = f"""
WITH shown AS (
  SELECT x.*, l.number AS line_number, l.title_bg AS line_bg, l.title_en AS line_en, o.name_bg AS partner_bg, o.name_en AS partner_en,
    u.number AS purchase_number, u.subject_bg AS purchase_bg, u.subject_en AS purchase_en,
    i.papers, i.left_out, coalesce(i.invoiced, 0)::bigint AS invoiced_cents, coalesce(i.paid, 0)::bigint AS paid_cents,
    CASE WHEN x.state = 'signed' THEN greatest(0, coalesce(x.amount_cents, 0) - coalesce(i.invoiced, 0)) ELSE 0 END::bigint AS left_cents
  FROM supply_contract x JOIN project p ON p.id = x.project_id LEFT JOIN budget_line l ON l.id = x.line_id
  LEFT JOIN partner t ON t.id = x.partner_id LEFT JOIN organisation o ON o.id = t.organisation_id LEFT JOIN purchase u ON u.id = x.purchase_id
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS papers, count(*) FILTER (WHERE g.cents IS NULL)::int AS left_out, sum(g.cents) AS invoiced,
      sum(coalesce(y.cents, CASE WHEN d.paid_on IS NOT NULL THEN g.cents END)) AS paid
    FROM document d CROSS JOIN LATERAL (SELECT {_in_its_currency(_GROSS, "d.currency")} AS cents) g
    CROSS JOIN LATERAL (SELECT sum({_in_its_currency("m.amount_cents", "m.currency")}) AS cents FROM document_payment m WHERE m.document_id = d.id) y
    WHERE d.supply_id = x.id
  ) i
  WHERE p.id = $7 AND {VISIBLE} AND {MONEY_SEEN} AND ($8::bigint IS NULL OR x.purchase_id = $8)
)
SELECT *, count(*) FILTER (WHERE grants_euro(1, currency) IS NULL) OVER ()::int AS no_rate,
  coalesce(sum(grants_euro(amount_cents, currency)) OVER (), 0)::bigint AS all_amount,
  coalesce(sum(grants_euro(invoiced_cents, currency)) OVER (), 0)::bigint AS all_invoiced,
  coalesce(sum(grants_euro(paid_cents, currency)) OVER (), 0)::bigint AS all_paid,
  coalesce(sum(grants_euro(left_cents, currency)) OVER (), 0)::bigint AS all_left
FROM shown ORDER BY position
"""  # noqa: S608 - built of constants only

# The papers that name these contracts; of a personal one not its number to whom that is not shown.
_PAPERS = f"""
SELECT d.id, d.supply_id, d.kind, d.issued_on, d.paid_on, d.currency, ({_GROSS})::bigint AS gross_cents,
  CASE WHEN d.sensitive AND NOT $2 THEN '' ELSE d.paper_number END AS paper_number,
  (SELECT min(e.id) FROM expense e WHERE e.document_id = d.id) AS expense_id,
  coalesce((SELECT sum(m.amount_cents) FROM document_payment m WHERE m.document_id = d.id AND m.currency = d.currency),
    CASE WHEN d.paid_on IS NOT NULL THEN {_GROSS} END, 0)::bigint AS paid_cents
FROM document d WHERE d.supply_id = ANY($1::bigint[]) ORDER BY d.issued_on, d.position
"""  # noqa: S608 - built of constants only


def _whose(by: Identity, project: Seen) -> tuple[Any, ...]:
    return (*reach(by), *money_reach(by), project.id)


async def procedures_of(by: Identity, project: Seen) -> list[Row]:
    """The procedures of a project one sees, each with how many offers came and who was chosen; in the order entered."""
    return await rows(_PROCEDURES, *_whose(by, project), None)


async def procedure_seen(by: Identity, project: Seen, purchase_id: int) -> Row:
    """One procedure; NotFound where it is not of this project or of another's part."""
    found = await rows(_PROCEDURES, *_whose(by, project), purchase_id)
    if not found:
        raise NotFound
    return found[0]


async def contracts_of(by: Identity, project: Seen, purchase_id: int | None = None) -> list[Row]:
    """The contracts one sees, of one procedure or all, with what was invoiced, paid and left; each with the sums of all in euro."""
    return await rows(_CONTRACTS, *_whose(by, project), purchase_id)


async def offers_of(purchase_id: int) -> list[Row]:
    """What was offered in a procedure that is seen, the lowest first."""
    return await rows(
        "SELECT x.*, coalesce(grants_euro(x.amount_cents, x.currency), x.amount_cents) AS height FROM offer x "
        "WHERE x.purchase_id = $1 ORDER BY height NULLS LAST, x.position",
        purchase_id,
    )


async def subcontractors_of(supply_ids: Sequence[int]) -> list[Row]:
    """Who carries out parts of contracts that are seen."""
    found = await Subcontractor.filter(supply_id__in=list(supply_ids)).order_by("position").values()
    return [dict(row) for row in found]


async def papers_of(by: Identity, project: Seen, supply_ids: Sequence[int]) -> list[Row]:
    """The papers that name contracts that are seen, by day, each with what it comes to and what of it is paid."""
    return await rows(_PAPERS, list(supply_ids), may(by, Permission.SEE_SENSITIVE, project.ref))


# --- what a person typed into the forms of rows -------------------------------------------------------------------


async def against_purchase(_project_id: int, values: Values, row_id: int) -> Sequence[Objection]:
    """What can't be kept of a procedure beside the contracts that came of it."""
    contracts = await Supply.filter(purchase_id=row_id).order_by("position").values() if row_id else []
    return decision_objections(values, contracts)


async def against_offer(_project_id: int, values: Values, row_id: int) -> Sequence[Objection]:
    """What can't be kept of an offer beside the others of its procedure."""
    others = await Offer.filter(purchase_id=values["purchase_id"]).exclude(id=row_id).order_by("position").values()
    return offer_objections(values, others)


async def against_supply(_project_id: int, values: Values, row_id: int) -> Sequence[Objection]:
    """What can't be kept of a contract beside its procedure and its subcontractors."""
    found = await Purchase.filter(id=values["purchase_id"]).values("decided_on")
    return contract_objections(values, next((one["decided_on"] for one in found), None), await _parts(row_id))


async def against_subcontractor(_project_id: int, values: Values, row_id: int) -> Sequence[Objection]:
    """What can't be kept of a subcontractor beside the contract and the others who carry out parts of it."""
    found = await Supply.filter(id=values["supply_id"]).values("amount_cents", "currency")
    amounts = [Money(one["amount_cents"], one["currency"]) for one in found if one["amount_cents"] is not None]
    return part_objections(values, await _parts(values["supply_id"], but=row_id), next(iter(amounts), None))


async def _parts(supply_id: int, but: int = 0) -> list[Money]:
    found = await Subcontractor.filter(supply_id=supply_id).exclude(id=but).values("amount_cents", "currency")
    return [Money(one["amount_cents"], one["currency"]) for one in found if one["amount_cents"] is not None]


# --- thresholds ---------------------------------------------------------------------------------------------------


async def thresholds_kept() -> list[Row]:
    """Every threshold that was entered, by law and kind, the latest day first."""
    found = await Threshold.all().order_by("law", "kind", "-first_on", "amount_cents", "id").values()
    return [dict(row) for row in found]


async def threshold_kept(row_id: int) -> Row:
    """One threshold; NotFound otherwise."""
    found = await Threshold.filter(id=row_id).values()
    if not found:
        raise NotFound
    return dict(found[0])
