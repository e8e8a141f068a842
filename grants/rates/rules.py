"""Whose exchange rates there are, which of them applies to a day or a period, and what an amount is in euro at it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from grants.values.days import add_months, months_between
from grants.values.language import N_
from grants.values.money import CURRENCIES, Money, half_up, per_unit, quotient


class RateSource(StrEnum):
    """Who published a rate."""

    INFOREURO = "inforeuro"
    ECB = "ecb"
    BNB = "bnb"
    TRANCHE = "tranche"


RATE_SOURCES: Mapping[str, str] = {
    RateSource.INFOREURO: N_("InforEuro, by month"),
    RateSource.ECB: N_("European Central Bank, by day"),
    RateSource.BNB: N_("Bulgarian National Bank, by day"),
    RateSource.TRANCHE: N_("as the tranche was booked"),
}
# The currencies a rate is kept of: the euro needs none, and the lev's is a constant of the law.
RATED = tuple(code for code in CURRENCIES if code not in {"EUR", "BGN"})
# Without a rate on the day itself the last one before it counts, but no older than the longest run of bank holidays.
LONGEST_SILENCE = timedelta(days=7)
PLACES = 8  # of a rate, as it is kept
MEAN_PLACES = 24  # of a mean of rates beside what was converted at it

FIXED_LEV = N_("The lev has a fixed rate to the euro, 1.95583; no other one is entered.")
NO_RATE_OF_EURO = N_("The euro needs no rate.")
NOT_ABOVE_ZERO = N_("A rate is above zero.")
TRANCHE_OF_NOBODY = N_("Say of which project the tranche was.")
PROJECT_WITHOUT_TRANCHE = N_("Only the rate of a tranche belongs to a project; choose that source, or no project.")
MIXED_UP_DAY = N_("This day is in the future. A rate is known only when it was published.")


@dataclass(frozen=True, slots=True)
class RateSeen:
    """A rate as the rules look at it: so many units of a currency for one euro."""

    id: int
    source: str
    currency: str
    first_on: date
    last_on: date
    per_euro: Decimal
    project_id: int | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """The rate that applies, exact also where it is a mean, and the published rates it was made of."""

    per_euro: Fraction
    made_of: tuple[RateSeen, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """What has to be known first: a currency's rate of a month or of a day."""

    currency: str
    first_on: date
    by_month: bool


Found = Applied | Missing


def period_of(source: str, day: date) -> tuple[date, date]:
    """The days for which a rate published for this day counts: the whole month of InforEuro, else the day alone."""
    if source == RateSource.INFOREURO:
        first = day.replace(day=1)
        return first, add_months(first, 1) - timedelta(days=1)
    return day, day


def converted(amount: Money, per_euro: Fraction | Decimal) -> Money:
    """The amount in euro: divided by the whole rate, then half up to the cent, a half away from zero.

    Divided as a fraction, so that a mean with endless decimals is never shortened before the one rounding.
    """
    return per_unit(amount, per_euro)


def mean(rates: Sequence[RateSeen]) -> Fraction:
    """The simple mean of published rates, unrounded."""
    return sum((Fraction(rate.per_euro) for rate in rates), Fraction(0)) / len(rates)


def exact(per_euro: Fraction) -> Decimal:
    """A rate as it is kept beside what was converted at it: a mean to so many places that no cent can depend on the rest."""
    return half_up(quotient(Decimal(per_euro.numerator), Decimal(per_euro.denominator)), MEAN_PLACES)


def newest(rates: Iterable[RateSeen]) -> list[RateSeen]:
    """Of the rates of one source and day the one entered last, which corrects those before it; by day."""
    by_day: dict[tuple[str, str, date], RateSeen] = {}
    for rate in sorted(rates, key=lambda rate: rate.id):
        by_day[rate.source, rate.currency, rate.first_on] = rate
    return sorted(by_day.values(), key=lambda rate: rate.first_on)


def of_month(rates: Iterable[RateSeen], currency: str, day: date) -> Found:
    """InforEuro of the month in which the day lies (Interreg; PRAG month by month)."""
    known = [rate for rate in _of(rates, currency, RateSource.INFOREURO) if rate.first_on <= day <= rate.last_on]
    return Applied(Fraction(known[-1].per_euro), (known[-1],)) if known else Missing(currency, day.replace(day=1), True)


def mean_of_months(rates: Iterable[RateSeen], currency: str, first: date, last: date) -> Found | list[Missing]:
    """The mean of the InforEuro months the period touches (PRAG 2012); every one of them has to be known."""
    known = {rate.first_on: rate for rate in _of(rates, currency, RateSource.INFOREURO)}
    wanted = months_between(first, last)
    missing = [Missing(currency, month, True) for month in wanted if month not in known]
    if missing:
        return missing
    used = tuple(known[month] for month in wanted)
    return Applied(mean(used), used)


def of_day(rates: Iterable[RateSeen], currency: str, day: date) -> Found:
    """The rate of the day or the last one published before it; on the same day the ECB's before the BNB's."""
    known = [rate for rate in _of(rates, currency, RateSource.ECB, RateSource.BNB) if rate.first_on <= day]
    if not known:
        return Missing(currency, day, False)
    best = max(known, key=lambda rate: (rate.first_on, rate.source == RateSource.ECB))
    return Missing(currency, day, False) if day - best.first_on > LONGEST_SILENCE else _one(best)


def mean_of_days(
    rates: Iterable[RateSeen], currency: str, first: date, last: date, banking: Sequence[date]
) -> Found | list[Missing]:
    """The mean of the ECB's days in the period (corporate grant agreement, art. 21.3); no banking day may be unknown.

    Of a currency of which the ECB has nothing the mean of the InforEuro months counts.
    """
    known = {rate.first_on: rate for rate in _of(rates, currency, RateSource.ECB) if first <= rate.first_on <= last}
    if not known:
        return mean_of_months(rates, currency, first, last)
    missing = [Missing(currency, day, False) for day in banking if day not in known]
    used = tuple(known.values())
    return missing or Applied(mean(used), used)


def of_tranche(rates: Iterable[RateSeen], currency: str, day: date) -> Found:
    """The rate at which the last tranche before the day, or on it, was booked."""
    known = [rate for rate in _of(rates, currency, RateSource.TRANCHE) if rate.first_on <= day]
    return _one(known[-1]) if known else Missing(currency, day, False)


def _one(rate: RateSeen) -> Applied:
    return Applied(Fraction(rate.per_euro), (rate,))


def _of(rates: Iterable[RateSeen], currency: str, *sources: RateSource) -> list[RateSeen]:
    return newest(rate for rate in rates if rate.currency == currency and rate.source in sources)
