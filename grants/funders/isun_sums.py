"""ИСУН's own arithmetic of a financial report: every rounding is half away from zero.

Source: `BfpCalculator.cs` and `Calculator.cs` of its published code.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from grants.values.money import Money, half_up, quotient, share

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


def indicator_cumulative(this_period: Decimal, before: Decimal, *, aggregated: bool) -> Decimal:
    """An indicator so far; where a report is aggregated this period's figure already holds those before it."""
    return this_period if aggregated else this_period + before
