"""PRAG, the grants of EU external action: the closing rows of Annex III and the figures of Annex VI (e3h7).

Where the reserve stands is said by the contract: the two orders give different totals of the same costs. Every amount is rounded half up
to the cent, as both ask ("round to the nearest euro cent").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from grants.values.money import Money, share, total

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


def variation(cumulated: Money, in_force: Money) -> tuple[Money, Decimal | None]:
    """How far a line's cumulated costs are from its budget in force, below zero where less was spent; and in per cent."""
    apart = cumulated - in_force
    return apart, share(apart, in_force)


def vat_of_lines(amounts: Sequence[Money], net: Money | None, vat: Money, *, recoverable: bool) -> tuple[Money, ...]:
    """What of a document's VAT belongs to each amount claimed on it: by its part of the document, half up; the last takes the
    rest of what belongs to all of them together.

    The amounts are in one currency. They are parts of the whole document, or of its net value where VAT is recovered or all
    of them together are just that; where the document's value is not known in their currency they share all of its VAT.
    """
    claimed = total(amounts, amounts[0].currency)
    gross = net + vat if net is not None and net.currency == vat.currency else None
    whole = net if recoverable or net == claimed else gross
    if whole is None or whole.currency != claimed.currency or abs(whole) < abs(claimed):
        whole = claimed
    if not whole:
        return (*(vat - vat for _ in amounts[1:]), vat)
    together, *parts = (vat.at(Fraction(one.minor, whole.minor)) for one in (claimed, *amounts[:-1]))
    return (*parts, together - total(parts, vat.currency))


def moved_too_far(moved: Money, heading: Money, limit: Decimal) -> bool:
    """Whether more than the contract's limit (15 % in older rules, 25 % in later ones) was moved in or out of a heading."""
    return abs(moved).minor * 100 > heading.minor * limit
