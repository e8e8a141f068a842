"""PRAG, the grants of EU external action: the closing rows of Annex III and the figures of Annex VI (e3h7).

The edition stands in the contract: the two give different totals of the same costs. Every amount is rounded half up
to the cent, as both ask ("round to the nearest euro cent").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from grants.values.money import Money, per_unit, share

INDIRECT: Final = Decimal(7)
RESERVE: Final = Decimal(5)


@dataclass(frozen=True, slots=True)
class Closing:
    """The rows that close a budget: direct costs, indirect ones, the reserve for contingencies, and what stands under them."""

    direct: Money
    indirect: Money
    reserve: Money
    in_kind: Money

    @property
    def eligible(self) -> Money:
        """Row 11, the total eligible costs."""
        return self.direct + self.indirect + self.reserve

    @property
    def accepted(self) -> Money:
        """Row 13 (12 in the older edition): with taxes and contributions in kind."""
        return self.eligible + self.in_kind


def closing(direct: Money, in_kind: Money, indirect: Decimal = INDIRECT, reserve: Decimal = RESERVE) -> Closing:
    """The newer edition (2015 on): both 7 % of indirect costs (row 8) and 5 % of reserve (row 10) stand on row 7."""
    return Closing(direct, direct.at(indirect.scaleb(-2)), direct.at(reserve.scaleb(-2)), in_kind)


def closing_before_2015(
    direct: Money, in_kind: Money, indirect: Decimal = INDIRECT, reserve: Decimal = RESERVE
) -> Closing:
    """The older edition (2010–2013): the reserve comes first (row 8), indirect costs stand on row 9, reserve included."""
    kept_back = direct.at(reserve.scaleb(-2))
    return Closing(direct, (direct + kept_back).at(indirect.scaleb(-2)), kept_back, in_kind)


def at_period_mean(amount: Money, monthly: Sequence[Decimal]) -> Money:
    """An amount in euro at the simple mean of InforEuro's rates of the period's months, the mean itself never rounded.

    Annex VI, edition of January 2012.
    """
    return per_unit(amount, sum((Fraction(rate) for rate in monthly), Fraction(0)) / len(monthly))


def variation(cumulated: Money, in_force: Money) -> tuple[Money, Decimal | None]:
    """How far a line's cumulated costs are from its budget in force, below zero where less was spent; and in per cent."""
    apart = cumulated - in_force
    return apart, share(apart, in_force)


def moved_too_far(moved: Money, heading: Money, limit: Decimal) -> bool:
    """Whether more than the contract's limit (15 % in older rules, 25 % in later ones) was moved in or out of a heading."""
    return abs(moved).minor * 100 > heading.minor * limit
