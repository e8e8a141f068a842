"""What was paid out for a document, part by part: whole cents of euro on the day of each payment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from grants.expenses.rules import DocumentKind
from grants.values.money import Money, half_up, in_euro

Row = Mapping[str, Any]


def paid_parts(document: Row, payouts: Sequence[Row], claims: Sequence[Row]) -> Iterator[tuple[date, int]]:
    """The days on which a document was paid, and how much; a credit note brings money back, below zero.

    Its payments where it has any, else the whole on its own day. Of a paper that stands in several projects only what is
    claimed here counts, of each payment its part. The same is added up in the database for the page of payments.
    """
    gross = (document["net_cents"] or 0) + (document["vat_cents"] or 0)
    claimed = sum(row["amount_cents"] for row in claims)
    rated = None if any(row["rated_cents"] is None for row in claims) else sum(row["rated_cents"] for row in claims)
    sign = -1 if document["kind"] == DocumentKind.CREDIT_NOTE else 1
    so_far = 0
    for day, cents, currency in _parts(document, payouts, gross):
        before, so_far = so_far, so_far + cents
        shared = document.get("family") is not None and gross
        own = _part(so_far, claimed, gross) - _part(before, claimed, gross) if shared else cents
        euro = in_euro(Money(own, currency))
        if euro is not None:
            yield day, sign * euro.minor
        elif rated is not None and claimed and currency == document["currency"]:
            yield day, sign * (_part(so_far, rated, claimed) - _part(before, rated, claimed))


def _parts(document: Row, payouts: Sequence[Row], gross: int) -> Iterable[tuple[date, int, str]]:
    if payouts:
        paid = sorted((row for row in payouts if row["paid_on"]), key=lambda row: (row["paid_on"], row["id"]))
        return [(row["paid_on"], row["amount_cents"], row["currency"]) for row in paid]
    return [(document["paid_on"], gross, document["currency"])] if document["paid_on"] else []


def _part(cents: int, part: int, whole: int) -> int:
    """So much of some cents as a part is of a whole, half up."""
    return int(half_up(Decimal(cents * part) / Decimal(whole), 0))
