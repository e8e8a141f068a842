"""Whose money a sum is: named rules that divide it among the sources to the cent, and what is wrong with typed shares.

By largest remainder; as ИСУН does, where the national part of the grant is rounded and the EU's is the rest; or as
Interreg does, where every fund's part is cut down to the cent and the partner's contribution is the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from grants.budget.kinds import ShareRule, SourceKind
from grants.errors import Objection
from grants.funders.isun_sums import grant_split
from grants.values.language import N_
from grants.values.money import Money, floored, split, total

SHARES_SHORT = N_("The shares make {total} %, not 100 %: {apart} % is missing.")
SHARES_LONG = N_("The shares make {total} %, not 100 %: that is {apart} % too much.")

_HUNDRED: Final = Decimal(100)
_GRANT: Final = frozenset({SourceKind.EU, SourceKind.NATIONAL, SourceKind.DONOR})


@dataclass(frozen=True, slots=True)
class Weight:
    """A source of funding and how heavy it weighs: its amount in the contract, or its per cent."""

    kind: str
    weight: Decimal | int


@dataclass(frozen=True, slots=True)
class Parts:
    """Whose money a claimed amount is."""

    grant: Money
    own: Money
    in_kind: Money
    third: Money

    @property
    def whole(self) -> Money:
        """All of it."""
        return self.grant + self.own + self.in_kind + self.third


def weights_of(sources: Iterable[Mapping[str, Any]]) -> tuple[Weight, ...]:
    """The weights of a contract's sources: by their amounts where all are known in one currency, else by stated shares.

    Sources of which neither is known say nothing: none are returned.
    """
    rows = list(sources)
    if all(row["amount_cents"] is not None for row in rows) and len({row["currency"] for row in rows}) == 1:
        return tuple(Weight(str(row["kind"]), row["amount_cents"]) for row in rows)
    if all(row["share"] is not None for row in rows):
        return tuple(Weight(str(row["kind"]), row["share"]) for row in rows)
    return ()


def divided(whole: Money, weights: Sequence[Weight], rule: str = ShareRule.LARGEST_REMAINDER) -> tuple[Money, ...]:
    """A sum divided among sources, in their order, by a named rule; the parts always make the sum.

    Weights below zero, or with nothing above it, are a ValueError.
    """
    by_remainder = split(whole, [one.weight for one in weights])
    if rule == ShareRule.ISUN:
        return _as_isun(by_remainder, weights)
    return _as_interreg(whole, weights) if rule == ShareRule.INTERREG else by_remainder


def _as_isun(parts: Sequence[Money], weights: Sequence[Weight]) -> tuple[Money, ...]:
    """Of the grant the national part is rounded and the EU's is the rest; what is no grant stays as it was divided."""
    of_eu = [at for at, one in enumerate(weights) if one.kind == SourceKind.EU]
    of_nation = [at for at, one in enumerate(weights) if one.kind == SourceKind.NATIONAL]
    if len(of_eu) != 1 or len(of_nation) != 1:
        return tuple(parts)
    eu, nation = of_eu[0], of_nation[0]
    of_grant = grant_split(parts[eu] + parts[nation], weights[eu].weight, weights[nation].weight)
    as_isun = dict(zip((eu, nation), of_grant, strict=True))
    return tuple(as_isun.get(at, part) for at, part in enumerate(parts))


def _as_interreg(whole: Money, weights: Sequence[Weight]) -> tuple[Money, ...]:
    """Every fund's part is cut down to the cent; those who contribute share what is left, or the last fund takes it."""
    together = sum((Fraction(one.weight) for one in weights), Fraction(0))
    parts = [whole.at(Fraction(one.weight) / together, floored) for one in weights]
    others = [at for at, one in enumerate(weights) if one.kind not in _GRANT and one.weight] or [len(weights) - 1]
    left = whole - total((part for at, part in enumerate(parts) if at not in others), whole.currency)
    shared = split(left, [weights[at].weight for at in others]) if len(others) > 1 else (left,)
    for at, part in zip(others, shared, strict=True):
        parts[at] = part
    return tuple(parts)


def proposed_parts(amount: Money, weights: Sequence[Weight], rule: str = ShareRule.LARGEST_REMAINDER) -> Parts:
    """Whose money a claim is, as the contract's sources divide it; all of it grant where they say nothing.

    The EU's, the national and the donor's money is the grant. A proposal only: people change it by hand.
    """
    zero = Money.zero(amount.currency)
    if not any(one.weight for one in weights):
        return Parts(amount, zero, zero, zero)
    shares = list(zip(weights, divided(amount, weights, rule), strict=True))

    def of(*kinds: str) -> Money:
        return total((part for one, part in shares if one.kind in kinds), amount.currency)

    return Parts(of(*_GRANT), of(SourceKind.OWN), of(SourceKind.IN_KIND), of(SourceKind.THIRD_PARTY))


def share_objection(shares: Iterable[Decimal], place: str = "share") -> tuple[Objection, ...]:
    """What is wrong with shares that don't make a hundred per cent: how much exactly is missing, or too much."""
    whole = sum(shares, Decimal(0))
    if whole == _HUNDRED:
        return ()
    sentence = SHARES_SHORT if whole < _HUNDRED else SHARES_LONG
    return (Objection(sentence, {"total": whole, "apart": abs(_HUNDRED - whole)}, place=place),)
