"""A document as money: what may be claimed of it over all its projects, what is claimed, credited and paid."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from grants.budget.shares import Weight, weights_of
from grants.errors import Objected, Objection
from grants.expenses.sharing import BOTH_TYPED, claimable, in_currency, next_share
from grants.storage.database import rows
from grants.values.language import N_
from grants.values.money import Money, total

Row = dict[str, Any]

OVER = N_("Of this document {left} is left to claim; {amount} is more than that.")
OVER_FAMILY = N_(
    "Of this document {left} is left to claim over all the projects it is claimed in; {amount} is more than that."
)
OVER_CREDITED = N_(
    "Of this document {left} is left to claim after its credit notes ({credited}); {amount} is more than that."
)
TOO_SMALL = N_("{claimed} of this document is claimed already, so it can't be worth less. Lower the claims first.")
NOTHING_LEFT = N_("Nothing of this document is left to claim.")
OVER_WHOLE = N_("The claims by per cent make {share} % of the document; at most 100 % can be claimed.")

_FAMILY = (
    "family AS (SELECT d.id, d.project_id FROM document d WHERE d.id = $1 "
    "OR d.family = (SELECT nullif(family, '') FROM document WHERE id = $1))"
)
_CLAIMS = f"""
WITH {_FAMILY}, notes AS (SELECT c.credit_note_id AS id FROM credit_set c WHERE c.invoice_id IN (SELECT id FROM family))
SELECT x.id, x.number, x.document_id, x.project_id, x.state, x.share, x.amount_cents, x.currency, x.version, x.position,
  x.own_cents, x.in_kind_cents, x.third_cents, x.document_id IN (SELECT id FROM family) AS of_invoice
FROM expense x WHERE x.document_id IN (SELECT id FROM family UNION SELECT id FROM notes) ORDER BY x.project_id, x.position
"""  # noqa: S608 - built of constants only
_CREDITS = f"""
WITH {_FAMILY} SELECT c.id, c.credit_note_id, c.amount_cents, c.currency FROM credit_set c
WHERE c.invoice_id IN (SELECT id FROM family) ORDER BY c.id
"""  # noqa: S608 - built of constants only


@dataclass(frozen=True, slots=True)
class Standing:
    """What may be claimed of a document, what its credit notes take away, and every claim on it wherever it stands."""

    document: Row
    whole: Money
    given: tuple[Row, ...]
    claims: tuple[Row, ...]

    @property
    def currency(self) -> str:
        """The document's own."""
        return self.whole.currency

    @property
    def credited(self) -> Money:
        """What its credit notes take away."""
        return total((abs(money) for money in map(self.money, self.given) if money), self.currency)

    @property
    def claimed(self) -> Money:
        """What is claimed of it, less what is claimed below zero on the credit notes set against it."""
        own = [self.money(claim) for claim in self.claims if claim["of_invoice"]]
        return total((money for money in own if money), self.currency) - self._given_back()

    def _given_back(self) -> Money:
        """What the claims on its credit notes give back: of each note not more than is set against this document."""
        back = Money.zero(self.currency)
        for credit in self.given:
            note = [c for c in self.claims if not c["of_invoice"] and c["document_id"] == credit["credit_note_id"]]
            given = total((-money for money in map(self.money, note) if money), self.currency)
            most = abs(self.money(credit) or Money.zero(self.currency))
            back += max(Money.zero(self.currency), min(given, most))
        return back

    @property
    def left(self) -> Money:
        """What is left to claim; on the other side of zero when more is claimed than there is."""
        return self.whole - self.credited - self.claimed

    @property
    def over(self) -> int:
        """By how many cents more is claimed than there is; a cent for each converted claim is no matter."""
        beyond = -self.left.minor if self.whole.minor >= 0 else self.left.minor
        turned = sum(1 for claim in self.claims if claim["currency"] != self.currency)
        return beyond if beyond > turned else 0

    @property
    def shares(self) -> list[Row]:
        """The claims by per cent of this very paper, in their order."""
        return [claim for claim in self.claims if claim["document_id"] == self.document["id"] and claim["share"]]

    @property
    def projects(self) -> int:
        """In how many projects it is claimed."""
        return len({claim["project_id"] for claim in self.claims if claim["of_invoice"]})

    def money(self, row: Row) -> Money | None:
        """What a claim or a credit is in the document's own currency; None where there is no fixed rate."""
        return in_currency(Money(row["amount_cents"], row["currency"]), self.currency)


async def standing_of(document_id: int) -> Standing:
    """A document with all that is claimed of it, in this project and in others; three queries."""
    found = await rows("SELECT * FROM document WHERE id = $1", document_id)
    given = await rows(_CREDITS, document_id)
    claims = await rows(_CLAIMS, document_id)
    return Standing(found[0], claimable(found[0]), tuple(given), tuple(claims))


async def held(document_id: int) -> Standing:
    """The same with the family's papers held, so that nobody claims of them meanwhile."""
    await rows(
        "SELECT d.id FROM document d WHERE d.id = $1 OR d.family = (SELECT nullif(family, '') FROM document WHERE id = $1) "
        "ORDER BY d.id FOR UPDATE",
        document_id,
    )
    return await standing_of(document_id)


def refuse_over(before: Standing, after: Standing, amount: Money, place: str = "amount") -> None:
    """A claim that makes more of the document than there is; Objected says what is left without it."""
    shares = sum((claim["share"] for claim in after.shares), Decimal(0))
    if shares > 100 and shares > sum((claim["share"] for claim in before.shares), Decimal(0)):
        raise Objected([Objection(OVER_WHOLE, {"share": shares}, place="share")])
    if after.over <= before.over:
        return
    counted = in_currency(amount, after.currency) or amount
    facts = {"left": after.left + counted, "amount": amount, "credited": after.credited}
    sentence = OVER_CREDITED if after.credited else OVER_FAMILY if after.projects > 1 else OVER
    raise Objected([Objection(sentence, facts, place=place)])


def refuse_too_small(before: Standing, after: Standing) -> None:
    """A document that comes to less than is claimed of it already."""
    if after.over > before.over:
        raise Objected([Objection(TOO_SMALL, {"claimed": after.claimed}, place="net")])


def amount_of(standing: Standing, values: Row, own_id: int | None = None) -> Money:
    """What a claim comes to: its per cent of the document, the amount typed, or all that is left.

    `own_id` is the claim itself where it is there already.
    """
    typed, share = values.get("amount_cents"), values.get("share")
    if not share:
        return Money(typed, values["currency"]) if typed is not None else _all_left(standing, own_id)
    others = [(c["share"], standing.money(c)) for c in standing.shares if c["id"] != own_id]
    amount = next_share(standing.whole, [(one, money) for one, money in others if money is not None], share)
    if typed is not None and Money(typed, values["currency"]) != amount:
        raise Objected([Objection(BOTH_TYPED, {"share": share, "amount": amount}, place="amount")])
    return amount


def _all_left(standing: Standing, own_id: int | None) -> Money:
    own = next((standing.money(claim) for claim in standing.claims if claim["id"] == own_id), None)
    left = standing.left + (own or Money.zero(standing.currency))
    if left.minor * standing.whole.minor <= 0 and standing.whole:
        raise Objected([Objection(NOTHING_LEFT, {}, place="amount")])
    return left


async def sources_of(project_id: int, partner_id: int | None) -> tuple[Weight, ...]:
    """The contract's sources by which a claim is divided: the partner's own where it has any, else the project's."""
    found = await rows(
        "SELECT kind, partner_id, amount_cents, currency, share FROM funding_source WHERE project_id = $1 "
        "AND (partner_id IS NULL OR partner_id = $2) ORDER BY position",
        project_id,
        partner_id,
    )
    return weights_of([row for row in found if row["partner_id"] is not None] or found)
