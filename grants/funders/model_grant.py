"""The corporate Model Grant Agreement of the EU (CERV, AMIF, ESF+/EaSI, Horizon Europe and others): Annex 4 and what follows it.

Articles are those of the Annotated Grant Agreement, version 2.0 of 1 April 2025.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from grants.values.money import Money, half_up, quotient, share, toward_zero

DAYS_OF_A_YEAR: Final = Decimal(215)
HOURS_OF_A_DAY: Final = Decimal(8)
_HALF: Final = Decimal("0.5")


# --- staff, art. 6.2.A --------------------------------------------------------------------------------------------


def half_days(days: Decimal) -> Decimal:
    """To the nearest half day, a quarter upwards; rounded once, for the whole period."""
    return toward_zero(days * 2 + _HALF, 0) / 2


def most_days(months: Decimal, factor: Decimal = Decimal(1)) -> Decimal:
    """The day-equivalents that may be declared of somebody employed so many months of the period at this working time."""
    return half_days(quotient(DAYS_OF_A_YEAR * months * factor, Decimal(12)))


def days_worked(hours: Decimal, hours_of_a_day: Decimal = HOURS_OF_A_DAY) -> Decimal:
    """Hours as day-equivalents, to the nearest half day; monthly declarations themselves are not rounded."""
    return half_days(quotient(hours, hours_of_a_day))


def staff_claim(cost: Money, most: Decimal, days: Decimal) -> Money:
    """What is claimed of a person's cost in the period: never more days than may be declared, the daily rate unrounded."""
    return cost.at(Fraction(min(days, most)) / Fraction(most))


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


def interim_payment(accepted: Money, paid: Money, maximum: Money, ceiling: Decimal = Decimal(90)) -> Money:
    """The accepted contribution as far as all payments stay under the ceiling, normally 90 % of the maximum grant."""
    room = maximum.at(ceiling.scaleb(-2), toward_zero) - paid
    return max(min(accepted, room), Money.zero(accepted.currency))


def further_prefinancing(planned: Money, previous: Money, used: Money) -> Money:
    """A further pre-financing: whole where 70 % of the one before it is used, else less by what is missing to 70 %."""
    missing = previous.at(Decimal("0.7")) - used
    return max(planned - max(missing, Money.zero(planned.currency)), Money.zero(planned.currency))


def without_certificate(requested: Money, threshold: Money) -> Money:
    """A contribution requested without the certificate it needs: one euro less than the threshold, at most."""
    return requested if requested < threshold else threshold - Money.of(1, threshold.currency)


@dataclass(frozen=True, slots=True)
class FinalGrant:
    """The steps to the final grant: by rate, under the maximum, the profit, and what is deducted for it."""

    by_rate: Money
    capped: Money
    profit: Money
    deducted: Money

    @property
    def grant(self) -> Money:
        """What is paid in the end, before it is set off with what was paid already."""
        return self.capped - self.deducted


def final_grant(
    costs: Money, rate: Decimal, maximum: Money, revenues: Money, *, rounded_share: bool = True
) -> FinalGrant:
    """Art. 22.3: the grant may make no profit; of a profit the grant's share of the costs is deducted.

    In the Commission's own example that share is first rounded to two decimals of a per cent (58.82 %): `rounded_share`.
    """
    by_rate = most_contribution(costs, rate)
    capped = min(by_rate, maximum)
    profit = max(capped + revenues - costs, Money.zero(costs.currency))
    return FinalGrant(by_rate, capped, profit, profit.at(_share_of(capped, costs, rounded=rounded_share)))


def _share_of(part: Money, whole: Money, *, rounded: bool) -> Fraction:
    if not whole:
        return Fraction(0)
    return Fraction(share(part, whole) or 0) / 100 if rounded else Fraction(part.minor, whole.minor)


def days_within_the_year(days: Decimal, factor: Decimal = Decimal(1)) -> bool:
    """Whether a person's days over all EU grants of a calendar year are at most 215, less for part time."""
    return days <= half_up(DAYS_OF_A_YEAR * factor, 4)
