"""Dividing a document among its claims, and a claim among those whose money it is: whole cents, nothing lost or made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from grants.budget.kinds import ShareRule
from grants.budget.shares import Weight, proposed_parts
from grants.errors import Objection
from grants.expenses.rules import DocumentKind, claimed_amount
from grants.values.language import N_
from grants.values.money import Money, in_euro, in_lev, split, total

Values = dict[str, Any]
PARTS: Final = ("own_cents", "in_kind_cents", "third_cents")
WHOLE: Final = Decimal(100)

PARTS_TOO_LARGE = N_(
    "Own, in-kind and third parties' money make {parts} together. They are parts of the claimed {amount} and can't be more."
)
PART_OTHER_SIDE = N_("A part of the claimed amount can't be on the other side of zero.")
BOTH_TYPED = N_("{share} % of the document is {amount}. Leave either the per cent or the amount empty.")


def in_currency(money: Money, currency: str) -> Money | None:
    """The amount in another currency at the fixed rate; None where there is none."""
    if money.currency == currency:
        return money
    euro = in_euro(money)
    if euro is None or currency == "EUR":
        return euro
    return in_lev(euro) if currency == "BGN" else None


def claimable(document: Mapping[str, Any]) -> Money:
    """What may be claimed of a document in all: net and the VAT that cannot be recovered; of a credit note, below zero."""
    cents = claimed_amount(
        document["net_cents"] or 0, document["vat_cents"], vat_recoverable=document["vat_recoverable"]
    )
    if document["kind"] == DocumentKind.CREDIT_NOTE:
        cents = -abs(cents)
    return Money(cents, document["currency"])


def gross(document: Mapping[str, Any]) -> Money:
    """What has to be paid for a document."""
    return Money((document["net_cents"] or 0) + (document["vat_cents"] or 0), document["currency"])


def _up_to(whole: Money, share: Decimal) -> Money:
    """The first so many per cent of a whole, to the cent."""
    return split(whole, (share, WHOLE - share))[0] if share < WHOLE else whole


def allocated(whole: Money, shares: Sequence[Decimal]) -> tuple[Money, ...]:
    """A whole by per cent, in their order: shares of 100 % sum to it, and each is within a cent of exact."""
    marks = [sum(shares[:at], Decimal(0)) for at in range(len(shares) + 1)]
    ends = [_up_to(whole, mark) for mark in marks]
    return tuple(after - before for before, after in pairwise(ends))


def next_share(whole: Money, before: Sequence[tuple[Decimal, Money]], share: Decimal) -> Money:
    """What so many per cent of a whole are after others were taken: the part that fills it up takes the remainder."""
    taken = total((money for _, money in before), whole.currency)
    return _up_to(whole, sum((one for one, _ in before), share)) - taken


def whose(values: Mapping[str, Any]) -> tuple[int, ...]:
    """The parts of a claim that are no grant: own, in kind, third parties'."""
    return tuple(values[name] or 0 for name in PARTS)


def parts_objections(amount: Money, parts: Mapping[str, Any]) -> tuple[Objection, ...]:
    """The parts of a claim are together not more than it, and on the same side of zero."""
    for name, cents in zip(PARTS, whose(parts), strict=True):
        if cents * amount.minor < 0 or (cents and not amount.minor):
            return (Objection(PART_OTHER_SIDE, {}, place=name.removesuffix("_cents")),)
    together = Money(sum(whose(parts)), amount.currency)
    if abs(together) > abs(amount):
        first = next(name for name in PARTS if parts[name])
        facts = {"parts": together, "amount": amount}
        return (Objection(PARTS_TOO_LARGE, facts, place=first.removesuffix("_cents")),)
    return ()


def proposed(amount: Money, sources: Sequence[Weight], rule: str = ShareRule.LARGEST_REMAINDER) -> Values:
    """Whose money a claim is, as the contract's sources divide it by its rule; below zero as above it."""
    sign = -1 if amount.minor < 0 else 1
    parts = proposed_parts(abs(amount), sources, rule)
    return {
        "own_cents": sign * parts.own.minor,
        "in_kind_cents": sign * parts.in_kind.minor,
        "third_cents": sign * parts.third.minor,
    }


def scaled(parts: Mapping[str, Any], old: int, new: Money) -> Values:
    """The parts of a claim whose amount changed, in the same proportions."""
    before = whose(parts)
    rest = old - sum(before)
    if not old or old == new.minor:
        return dict(zip(PARTS, before, strict=True))
    shares = split(new, [abs(cents) for cents in (*before, rest)])
    return {name: share.minor for name, share in zip(PARTS, shares[:3], strict=True)}
