"""What a month of somebody's hours costs, by the funder's rule; exact until the one rounding that is named.

Sources, by rule:

* 1,720 hours: Regulation 2021/1060, art. 55(2)(a): "dividing the latest documented annual gross employment costs by 1 720 hours
  for persons working full time, or by a corresponding pro-rata of 1 720 hours, for persons working part-time".
* a twelfth: art. 55(4): annual costs that are not available "may be derived from the available documented gross employment costs
  or from the employment document, duly adjusted for a 12-month period"; so twelve monthly costs divided by 1,720 hours, which is a
  monthly cost divided by 143 1/3 hours. (Art. 55(2)(b), a monthly cost by the average monthly working time of national law, is
  another rate; where that time is the month's own, it is what ACTUAL comes to.)
* 215 days: the Commission's corporate model grant agreement, art. 6.2.A: a daily rate of the period's cost divided by the most
  day-equivalents of the period, 215/12 a month of a full post, to the nearest half day; hours are declared as days of eight
  hours, to the nearest half day once for the whole period. No more than 215 of a full post are declared for a person and
  calendar year, over all the EU's grants.
* actual: the month's cost by the hours worked of the month's working hours.
* a fixed share: art. 55(5): "a fixed percentage of the gross employment costs, in line with a fixed percentage of time worked on
  the operation per month, with no obligation to establish a separate working time registration system".

None of them says how a rate is rounded. An hourly rate is cut off to the cent, the safe side (25,000.00 / 1,720 = 14.53), and so
is what it comes to; a share of a cost is cut off like every flat rate; the rest is rounded half up, once, at its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from grants.team.rules import RateRule
from grants.team.rules_caps import FULL_POST, HOURS_OF_A_YEAR
from grants.values.days import ONE_DAY, add_months, is_working_day
from grants.values.money import Money, Rounding, half_up, toward_zero

MONTHS_OF_A_YEAR: Final = 12
DAYS_OF_A_YEAR: Final = 215
HOURS_OF_A_WORKING_DAY: Final = Decimal(8)
HOURLY: Final = frozenset({RateRule.HOURS_1720, RateRule.TWELFTH})


@dataclass(frozen=True, slots=True)
class Priced:
    """What a month comes to; for the rules by the hour also so many units at which price of one."""

    amount: Money
    units: Decimal | None = None
    price: Money | None = None


@dataclass(frozen=True, slots=True)
class PeriodSoFar:
    """What the 215 days look at: the months of the period in which the person is engaged, and what of it is approved."""

    months: int = MONTHS_OF_A_YEAR
    hours: Decimal = Decimal(0)
    claimed: Money | None = None


# --- by the hour ----------------------------------------------------------------------------------------------------


def exact_rate(rule: RateRule, cost: Money, post: Decimal = FULL_POST) -> Fraction:
    """Units of the currency for an hour: of a year's cost by 1,720 hours, or of twelve times a month's."""
    a_year = Fraction(cost.decimal) * (MONTHS_OF_A_YEAR if rule is RateRule.TWELFTH else 1)
    return a_year / Fraction(HOURS_OF_A_YEAR * post)


def hourly_rate(rule: RateRule, cost: Money, post: Decimal = FULL_POST, rounding: Rounding = toward_zero) -> Money:
    """The same in whole cents: cut off unless the funder's rule is another."""
    return Money(1, cost.currency).at(exact_rate(rule, cost, post) * 100, rounding)


def cost_of_hours(rate: Money, hours: Decimal, rounding: Rounding = toward_zero) -> Money:
    """So many hours at a rate in whole cents."""
    return rate.at(hours, rounding)


# --- by the day -----------------------------------------------------------------------------------------------------


def half_days(days: Fraction | Decimal) -> Decimal:
    """To the nearest half day, a quarter up: 53.75 is 54, 44.79 is 45, 17.64 is 17.5."""
    return Decimal((Fraction(days) * 2 + Fraction(1, 2)).__floor__()) / 2


def most_days(months: int, post: Decimal = FULL_POST) -> Decimal:
    """The most day-equivalents of so many months: 215/12 of a full post in each."""
    return half_days(Fraction(DAYS_OF_A_YEAR, MONTHS_OF_A_YEAR) * months * Fraction(post))


def days_of(hours: Decimal, a_day: Decimal = HOURS_OF_A_WORKING_DAY) -> Decimal:
    """Hours as day-equivalents; for a whole period at once, since a month alone is not rounded."""
    return half_days(Fraction(hours) / Fraction(a_day))


def above_a_year(hours: Decimal, post: Decimal = FULL_POST) -> tuple[Decimal, Decimal] | None:
    """The day-equivalents of a calendar year's hours, and the most of them, where these are more: 215 of a full post, over all
    grants together.
    """
    days, most = days_of(hours), most_days(MONTHS_OF_A_YEAR, post)
    return (days, most) if days > most else None


def cost_of_days(cost: Money, months: int, days: Decimal, post: Decimal = FULL_POST) -> Money:
    """So many days of a period of so many months that cost so much; never more days than the period has."""
    most = most_days(months, post)
    return cost.at(Fraction(min(days, most)) / Fraction(most), half_up) if most else Money.zero(cost.currency)


def _by_the_day(cost: Money, post: Decimal, hours: Decimal, period: PeriodSoFar) -> Priced:
    """What the period comes to with these hours, less what of it was claimed: so that its months sum to it to the cent."""
    most = most_days(period.months, post)
    before, now = (min(days_of(so_far), most) for so_far in (period.hours, period.hours + hours))
    claimed = period.claimed or Money.zero(cost.currency)
    return Priced(cost_of_days(cost * period.months, period.months, now, post) - claimed, now - before)


# --- of a month's cost ----------------------------------------------------------------------------------------------


def working_hours(first: date, post: Decimal = FULL_POST, country: str = "BG") -> Decimal:
    """The working hours of a month: eight on each day that is neither a weekend nor a holiday, by the part of a post."""
    return working_days(first, add_months(first, 1) - ONE_DAY, country) * HOURS_OF_A_WORKING_DAY * post


def working_days(first: date, last: date, country: str = "BG") -> Decimal:
    """How many days are worked between two, both counted."""
    days = (first + ONE_DAY * at for at in range((last - first).days + 1))
    return Decimal(sum(is_working_day(day, country) for day in days))


def actual_cost(cost: Money, hours: Decimal, of_month: Decimal) -> Money:
    """The part of a month's cost that so many of its working hours are; never more than the cost itself."""
    return (
        cost.at(min(Fraction(hours) / Fraction(of_month), Fraction(1)), half_up)
        if of_month
        else Money.zero(cost.currency)
    )


def share_of_cost(cost: Money, share: Decimal, first: date, start: date | None, end: date | None) -> Money:
    """So many per cent of a month's cost, cut off to the cent; of a month begun or ended within, by its working days."""
    last = add_months(first, 1) - ONE_DAY
    from_on, to_on = max(first, start or first), min(last, end or last)
    if to_on < from_on:
        return Money.zero(cost.currency)
    worked, whole = working_days(from_on, to_on), working_days(first, last)
    return cost.at(Fraction(share) / 100 * Fraction(worked) / Fraction(whole), toward_zero)


# --- whichever rule -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Engaged:
    """By what a person's month is priced: the rule, the cost it is worked out from, the part of a post, share and period."""

    rule: RateRule
    cost: Money
    post: Decimal = FULL_POST
    share: Decimal = Decimal(0)
    start_on: date | None = None
    end_on: date | None = None


def cost_of_month(engaged: Engaged, first: date, hours: Decimal, period: PeriodSoFar | None = None) -> Priced | None:
    """What a month of so many hours comes to; None where hours are not claimed at all."""
    rule, cost, post = engaged.rule, engaged.cost, engaged.post
    if rule in HOURLY:
        rate = hourly_rate(rule, cost, post)
        return Priced(cost_of_hours(rate, hours), hours, rate)
    if rule is RateRule.DAYS_215:
        return _by_the_day(cost, post, hours, period or PeriodSoFar())
    if rule is RateRule.ACTUAL:
        return Priced(actual_cost(cost, hours, working_hours(first, post)), hours)
    if rule is RateRule.FIXED_SHARE:
        return Priced(share_of_cost(cost, engaged.share, first, engaged.start_on, engaged.end_on))
    return None
