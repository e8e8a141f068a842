"""What hangs on one document, as one person sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from grants.access import Identity, Permission, may
from grants.errors import NotFound
from grants.expenses.allocation import Standing, standing_of
from grants.expenses.masking import Masked, masked_in
from grants.expenses.models import Credit, Payout
from grants.expenses.rules import DocumentKind
from grants.projects.queries import MONEY_SEEN, VISIBLE, Seen, money_reach, projects_seen, reach
from grants.storage.database import rows
from grants.values.choices import Choice
from grants.values.language import Text

Row = dict[str, Any]
_WORDLESS: Row = {"paper_number": "", "supplier_name": ""}

# The claims on a document and on the same paper in other projects, of those whose money one sees.
_CLAIMS = f"""
SELECT x.id, x.number, x.document_id, x.project_id, x.state, x.share, x.amount_cents, x.own_cents, x.in_kind_cents, x.third_cents,
  x.currency, x.partner_id, p.code, l.number AS line_number, l.title_bg AS line_bg, l.title_en AS line_en, a.number AS activity_number,
  coalesce(o.name_bg, '') AS partner_bg, coalesce(o.name_en, '') AS partner_en
FROM expense x JOIN project p ON p.id = x.project_id JOIN document d ON d.id = x.document_id
LEFT JOIN budget_line l ON l.id = x.line_id LEFT JOIN activity a ON a.id = x.activity_id
LEFT JOIN partner t ON t.id = x.partner_id LEFT JOIN organisation o ON o.id = t.organisation_id
WHERE {VISIBLE} AND {MONEY_SEEN} AND (d.id = $7 OR d.family = (SELECT nullif(family, '') FROM document WHERE id = $7))
ORDER BY x.project_id <> $8, p.code, x.position
"""  # noqa: S608 - built of constants only

_CREDITS = """
SELECT c.id, c.number, c.version, c.credit_note_id, c.invoice_id, c.amount_cents, c.currency, d.paper_number, d.issued_on, d.supplier_name,
  (SELECT x.id FROM expense x WHERE x.document_id = d.id ORDER BY x.position LIMIT 1) AS expense_id
FROM credit_set c JOIN document d ON d.id = CASE WHEN c.invoice_id = $1 THEN c.credit_note_id ELSE c.invoice_id END
WHERE c.invoice_id = $1 OR c.credit_note_id = $1 ORDER BY c.position
"""

# The papers a credit note may be set against, or the credit notes for an invoice, in one project and currency.
_OPPOSITE = """
SELECT d.id, d.number, d.paper_number, d.issued_on, d.supplier_name, d.net_cents, d.vat_cents, d.vat_recoverable, d.currency, d.kind,
  d.supplier_eik = nullif($3, '') OR d.supplier_name = nullif($4, '') AS same_supplier
FROM document d WHERE d.project_id = $1 AND d.id <> $2 AND (d.kind = 'credit_note') = $5 AND NOT d.sensitive
  AND ($6::bigint IS NULL OR d.partner_id = $6)
ORDER BY 11 DESC NULLS LAST, d.issued_on DESC NULLS LAST, d.position DESC LIMIT 300
"""


@dataclass(frozen=True, slots=True)
class Hanging:
    """What hangs on a document: its standing as money, the claims seen, its payments, and the credit notes set."""

    standing: Standing
    claims: tuple[Row, ...]
    payouts: tuple[Row, ...]
    credits_set: tuple[Row, ...]

    @property
    def unseen(self) -> int:
        """How many claims on it stand in projects this person does not see."""
        there = sum(1 for claim in self.standing.claims if claim["of_invoice"])
        return there - len(self.claims)


async def hanging_on(by: Identity, project: Seen, document_id: int) -> Hanging:
    """What hangs on a document whose expense this person sees already."""
    claims = await rows(_CLAIMS, *reach(by), *money_reach(by), document_id, project.id)
    payouts = await Payout.filter(document_id=document_id).order_by("paid_on", "position").values()
    hidden = await masked_in(by, project.ref)
    given = [_as_seen(row, document_id, hidden) for row in await rows(_CREDITS, document_id)]
    return Hanging(await standing_of(document_id), tuple(claims), tuple(payouts), tuple(given))


def _as_seen(row: Row, document_id: int, hidden: Masked) -> Row:
    """A credit set with the other paper as it may be read: of a masked one no words."""
    other = row["credit_note_id"] if row["invoice_id"] == document_id else row["invoice_id"]
    return row | (_WORDLESS if other in hidden else {})


async def payout_seen(document_id: int, payout_id: int) -> Row:
    """A payment of a document that this person sees already; NotFound otherwise."""
    found = await Payout.filter(document_id=document_id, id=payout_id).values()
    if not found:
        raise NotFound
    return dict(found[0])


async def credit_seen(document_id: int, credit_id: int) -> Row:
    """What is set between a document that this person sees already and another; NotFound otherwise."""
    found = await Credit.filter(id=credit_id).values()
    if not found or document_id not in {found[0]["credit_note_id"], found[0]["invoice_id"]}:
        raise NotFound
    return dict(found[0])


async def opposite_of(project: Seen, document: Row, own: int | None) -> tuple[Choice, ...]:
    """The invoices a credit note may be set against, or the credit notes for an invoice; the same supplier's first."""
    found = await rows(
        _OPPOSITE,
        project.id,
        document["id"],
        document["supplier_eik"],
        document["supplier_name"],
        document["kind"] != DocumentKind.CREDIT_NOTE,
        own,
    )
    return tuple(_paper(row) for row in found)


def _paper(row: Row) -> Choice:
    day = f"{row['issued_on']:%d.%m.%Y}" if row["issued_on"] else ""
    label = " · ".join(part for part in (row["paper_number"], day, row["supplier_name"]) if part)
    return Choice(row["id"], row["number"], Text(label, label))


async def projects_to_claim_in(by: Identity, project: Seen) -> list[Seen]:
    """The other projects in which this person records expenses."""
    return [
        other
        for other in await projects_seen(by)
        if other.id != project.id and may(by, Permission.RECORD_EXPENSE, other.ref)
    ]


async def corrections_of(expense: Row) -> list[Row]:
    """The rows that correct an expense."""
    return await rows(
        "SELECT id, number, amount_cents, currency, description_bg, description_en FROM expense "
        "WHERE corrects_id = $1 ORDER BY position",
        expense["id"],
    )


async def corrected_by(expense: Row) -> Row | None:
    """The expense that this one corrects."""
    if expense["corrects_id"] is None:
        return None
    return (await rows("SELECT id, number, amount_cents, currency FROM expense WHERE id = $1", expense["corrects_id"]))[
        0
    ]
