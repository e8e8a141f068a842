"""SF-425, the Federal Financial Report of the United States: box 10, always cumulative since the award began.

Captions and formulas are those of the form (10a to 10o) and of ASAP's instructions for box 11.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from grants.values.money import Money, half_up, total


@dataclass(frozen=True, slots=True)
class SubAward:
    """A sub-grant: awarded, advanced to date, and what of it is expended and accepted."""

    amount: Money
    advanced: Money
    expended: Money

    @property
    def unliquidated(self) -> Money:
        """What was awarded and is not yet expended."""
        return self.amount - self.expended

    @property
    def outstanding(self) -> Money:
        """What was advanced and is not yet expended."""
        return self.advanced - self.expended


@dataclass(frozen=True, slots=True)
class SubAwards:
    """The sub-grants together."""

    amount: Money
    advanced: Money
    expended: Money
    unliquidated: Money
    outstanding: Money


def together(awards: Sequence[SubAward], currency: str = "USD") -> SubAwards:
    """The sums that go into lines b, e and f."""
    return SubAwards(
        total((one.amount for one in awards), currency),
        total((one.advanced for one in awards), currency),
        total((one.expended for one in awards), currency),
        total((one.unliquidated for one in awards), currency),
        total((one.outstanding for one in awards), currency),
    )


@dataclass(frozen=True, slots=True)
class Box10:
    """Transactions; what is typed has the name of its line, what follows from it is computed.

    Program income is expended by deduction (m) or by addition (n): both at once are a ValueError.
    """

    a: Money
    b: Money
    d: Money
    e: Money
    f: Money
    i: Money
    j: Money
    l: Money  # noqa: E741 - the line's own letter
    m: Money
    n: Money

    def __post_init__(self) -> None:
        if self.m and self.n:
            raise ValueError("Program income is expended by deduction or by addition, not by both.")

    @property
    def c(self) -> Money:
        """Cash on hand."""
        return self.a - self.b

    @property
    def g(self) -> Money:
        """Total federal share."""
        return self.e + self.f

    @property
    def h(self) -> Money:
        """Unobligated balance of federal funds."""
        return self.d - self.g

    @property
    def k(self) -> Money:
        """Remaining recipient share to be provided."""
        return self.i - self.j

    @property
    def o(self) -> Money:
        """Unexpended program income."""
        return self.l - (self.m or self.n)


def indirect_charged(base: Money, rate: Decimal) -> Money:
    """Box 11e: the base times the award's own rate, half up."""
    return base.at(rate.scaleb(-2), half_up)
