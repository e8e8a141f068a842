"""ИСУН's own arithmetic of a financial report: every rounding is half away from zero.

Source: `BfpCalculator.cs` and `Calculator.cs` of its published code.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from grants.values.money import Money, half_up, in_euro, in_lev, quotient, share, split

_HALF: Final = Decimal("0.5000")


def national_share(eu: Decimal | int, national: Decimal | int) -> Decimal:
    """The national share of a budget line of the third level, to four decimals; a half where the line is empty."""
    if not eu and not national:
        return _HALF
    return half_up(quotient(Decimal(national), Decimal(eu) + Decimal(national)), 4)


def grant_split(grant: Money, eu: Decimal | int, national: Decimal | int) -> tuple[Money, Money]:
    """A grant amount as the EU's part and the national one: the national is rounded, the EU's is the rest."""
    of_nation = grant.at(national_share(eu, national), half_up)
    return grant - of_nation, of_nation


def cumulative(approved_before: Money, this_period: Money) -> Money:
    """The last cumulative amount that was approved, and this period's."""
    return approved_before + this_period


def residue(contract: Money, so_far: Money) -> tuple[Money, Decimal]:
    """What the contract leaves, and in per cent of the contract; 0 % where nothing is left."""
    left = contract - so_far
    per_cent = share(left, contract) if left.minor > 0 else None
    return left, per_cent or Decimal(0)


# --- an expense as rows of its document -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """A row of a document: what of it is grant and what is not; `in_kind` where it is all in kind."""

    grant: Money
    own: Money
    in_kind: bool = False

    @property
    def total(self) -> Money:
        """Grant and own together."""
        return self.grant + self.own


def parts_of(whole: Money, amount: Money, own: Money, in_kind: Money, third: Money) -> tuple[Part, ...]:
    """The rows an expense makes: `whole` is its amount in the report's money, the others are as they were claimed.

    The money of third parties is no grant: it stands with the own contribution. A part in kind has a row of its own,
    because ИСУН leaves such rows out of every other sum.
    """
    of_own, of_kind, of_third = _converted(whole, amount, own, in_kind, third)
    rest = Part(whole - of_own - of_kind - of_third, of_own + of_third)
    if not of_kind:
        return (rest,)
    alone = Part(Money.zero(whole.currency), of_kind, in_kind=True)
    return (rest, alone) if rest.grant or rest.own else (alone,)


def _converted(whole: Money, amount: Money, own: Money, in_kind: Money, third: Money) -> tuple[Money, Money, Money]:
    """Own, in kind and third in the report's money: each by itself at the fixed rate.

    At a booked rate, or where so converted they would be a cent more than the whole, it is divided as the amount is.
    """
    grant = amount - own - in_kind - third
    fixed = [at_fixed_rate(part, whole.currency) for part in (own, in_kind, third)]
    known = [part for part in fixed if part is not None]
    if len(known) == len(fixed) and ((whole - known[0] - known[1] - known[2]).minor >= 0 or grant.minor < 0):
        return known[0], known[1], known[2]
    zero = Money.zero(whole.currency)
    if not amount:
        return zero, zero, zero
    _, *divided = split(whole, [abs(part.minor) for part in (grant, own, in_kind, third)])
    return divided[0], divided[1], divided[2]


def at_fixed_rate(money: Money, currency: str) -> Money | None:
    """The amount in euro or in leva, where a rate by law leads there."""
    if money.currency == currency:
        return money
    if currency == "EUR":
        return in_euro(money)
    return in_lev(money) if money.currency == "EUR" and currency == "BGN" else None
