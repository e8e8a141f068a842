"""The corporate Model Grant Agreement of the EU (CERV, AMIF, ESF+/EaSI, Horizon Europe and others): Annex 4 and what follows it.

Articles are those of the Annotated Grant Agreement, version 2.0 of 1 April 2025.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from grants.values.money import Money, floored, share

# --- the financial statement --------------------------------------------------------------------------------------


def indirect_costs(direct: Money, outside: Money, per_cent: Decimal) -> Money:
    """Row E: 7 % of direct costs less volunteers, or 25 % of direct costs less volunteers, subcontracting and all of D.

    `outside` is what does not count in the base; the call says which of the two holds.
    """
    return (direct - outside).at(per_cent.scaleb(-2))


def most_contribution(costs: Money, rate: Decimal) -> Money:
    """Row g: the funding rate of the total costs."""
    return costs.at(rate.scaleb(-2))


def requested_contribution(most: Money, costs: Money, volunteers: Money, maximum: Money | None) -> Money:
    """Row h: what may be had (g), at most the maximum grant, and nothing for volunteers (A.5) above the costs without them."""
    found = most if maximum is None else min(most, maximum)
    return min(found, costs - volunteers) if volunteers else found


def volunteers_within(contribution: Money, costs: Money, volunteers: Money) -> bool:
    """Whether volunteers (A.5) keep to their caps: half of the costs, and no contribution above the costs without them."""
    return volunteers.minor * 2 <= costs.minor and contribution <= costs - volunteers


def needs_table_of_purchases(purchases: Money, staff: Money) -> bool:
    """Whether major purchases have to be listed: costs C above 15 % of the staff costs claimed in the statement."""
    return purchases.minor * 100 > staff.minor * 15


# --- payments, art. 22 --------------------------------------------------------------------------------------------


def without_certificate(requested: Money, threshold: Money) -> Money:
    """A contribution requested without the certificate it needs: one euro less than the threshold, at most."""
    return requested if requested < threshold else threshold - Money.of(1, threshold.currency)


@dataclass(frozen=True, slots=True)
class InterimPayment:
    """What an interim payment may come to: asked for, but with all that was paid not above the ceiling, where that is known."""

    requested: Money
    paid: Money
    ceiling: Money | None

    @property
    def room(self) -> Money | None:
        """What is left below the ceiling; None where that is not known."""
        return None if self.ceiling is None else max(self.ceiling - self.paid, Money.zero(self.paid.currency))

    @property
    def payment(self) -> Money:
        """What may be paid."""
        return self.requested if self.room is None else min(self.requested, self.room)


def interim_ceiling(maximum: Money, per_cent: Decimal) -> Money:
    """So many per cent of the maximum grant (usually 90), down to the cent: what may be paid before the balance."""
    return maximum.at(per_cent.scaleb(-2), floored)


@dataclass(frozen=True, slots=True)
class FinalGrant:
    """The steps to the final grant: by rate, under the maximum, the profit, and what is deducted for it.

    `share` is the grant's share of the costs, in per cent of two decimals; None where there are no costs.
    """

    by_rate: Money
    capped: Money
    profit: Money
    share: Decimal | None

    @property
    def deducted(self) -> Money:
        """What is taken off for the profit: the grant's share of it."""
        return self.profit.at((self.share or Decimal(0)).scaleb(-2))

    @property
    def grant(self) -> Money:
        """What is paid in the end, before it is set off with what was paid already."""
        return self.capped - self.deducted


def final_grant(costs: Money, rate: Decimal, maximum: Money | None, revenues: Money, volunteers: Money) -> FinalGrant:
    """Art. 22.3: the rate of the accepted costs, not above the maximum; and of a profit the grant's share of the costs is deducted.

    That share is first rounded to two decimals of a per cent, as in the Commission's own example: 58.82 %.
    """
    by_rate = requested_contribution(most_contribution(costs, rate), costs, volunteers, None)
    capped = by_rate if maximum is None else min(by_rate, maximum)
    profit = max(capped + revenues - costs, Money.zero(costs.currency))
    return FinalGrant(by_rate, capped, profit, share(capped, costs))
