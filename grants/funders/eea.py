"""EEA and Norway Grants: the Project Interim Report of the mechanisms of 2004–09, which is also the payment claim.

Fields are numbered as in its user guide, built against the implementation plan (PIP).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from grants.values.money import Money


@dataclass(frozen=True, slots=True)
class InterimClaim:
    """What is claimed of a period's costs, after the advance is offset."""

    cash: Money  # 2.13
    in_kind: Money  # 2.14
    offset: Money  # 2.16
    carried: Money  # the part of the offset left for the next period
    per_cent: Decimal

    @property
    def eligible(self) -> Money:
        """2.15: cash and in kind."""
        return self.cash + self.in_kind

    @property
    def after_offset(self) -> Money:
        """2.17: cash less the offset."""
        return self.cash - self.offset

    @property
    def claimed(self) -> Money:
        """2.18: the grant rate of what is left with what is in kind."""
        return (self.after_offset + self.in_kind).at(self.per_cent.scaleb(-2))


def interim_claim(cash: Money, in_kind: Money, planned: Money, carried: Money, per_cent: Decimal) -> InterimClaim:
    """A period's claim: as much is offset as was planned (PIP 5.11) and carried, but no more than the cash costs."""
    due = planned + carried
    offset = min(due, max(cash, Money.zero(cash.currency)))
    return InterimClaim(cash, in_kind, offset, due - offset, per_cent)
