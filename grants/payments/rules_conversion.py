"""Which rate the contract's terms ask for, and what each expense is in euro at it; pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from grants.budget.kinds import BookedRate, WageRule
from grants.rates.rules import (
    Applied,
    Found,
    Missing,
    RateSeen,
    converted,
    mean_of_days,
    mean_of_months,
    of_day,
    of_month,
    of_tranche,
)
from grants.values.days import banking_days
from grants.values.money import ROUNDINGS, Money, in_euro

# The rules by which one rate holds for a whole period.
OF_A_PERIOD = frozenset({BookedRate.INFOREURO_MEAN, BookedRate.DAY_MEAN})


@dataclass(frozen=True, slots=True)
class Foreign:
    """An expense in a currency without a fixed rate; `day` is when it was paid, else issued or claimed."""

    id: int
    number: str
    label: str
    day: date | None
    amount: Money
    rated_cents: int | None
    may_change: bool
    version: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an expense would be in euro, or why that can't be said."""

    expense: Foreign
    euro: Money | None = None
    applied: Applied | None = None
    missing: tuple[Missing, ...] = ()
    outside: bool = False  # its day is not in the period of the mean, or not known

    @property
    def is_pay(self) -> bool:
        """Whether it is pay in leva, which becomes euro by a rounding and not by a booked rate."""
        return self.expense.amount.currency == "BGN"

    @property
    def changes(self) -> bool:
        """Whether converting writes anything: what is set stays unless the expense is open and the rate says otherwise."""
        if self.euro is None:
            return False
        if self.expense.rated_cents is None:
            return True
        return self.expense.may_change and self.expense.rated_cents != self.euro.minor


@dataclass
class _Once:
    """Rates looked up once per currency and day."""

    look: Callable[[str, date], Found | list[Missing]]
    known: dict[tuple[str, date], Found | list[Missing]] = field(default_factory=dict)

    def __call__(self, currency: str, day: date) -> Found | list[Missing]:
        if (currency, day) not in self.known:
            self.known[currency, day] = self.look(currency, day)
        return self.known[currency, day]


def proposals(
    rule: BookedRate,
    expenses: Sequence[Foreign],
    rates: Sequence[RateSeen],
    first: date,
    last: date,
    wage_rule: WageRule = WageRule.GENERAL,
    *,
    today: date,
) -> list[Proposal]:
    """Every expense at the rate the contract's rule asks for; the period matters where the rule is a mean, `today` where
    it is the month in which the report is submitted (Regulation 2021/1059, art. 38(5)), whatever the days of the papers.

    Of those in leva, which are pay, each at the fixed rate by the contract's rule for wages.
    """
    look = _Once(_looking(rule, rates, first, last))
    return [
        Proposal(one, in_euro(one.amount, ROUNDINGS[wage_rule]))
        if one.amount.currency == "BGN"
        else _proposal(one, rule, look, first, last, today)
        for one in expenses
        if rule is not BookedRate.NONE or one.amount.currency == "BGN"
    ]


def _proposal(one: Foreign, rule: BookedRate, look: _Once, first: date, last: date, today: date) -> Proposal:
    if one.day is None or (rule in OF_A_PERIOD and not first <= one.day <= last):
        return Proposal(one, outside=True)
    by_rule = {BookedRate.INFOREURO_SUBMISSION: today, **dict.fromkeys(OF_A_PERIOD, first)}
    found = look(one.amount.currency, by_rule.get(rule, one.day))
    if isinstance(found, Applied):
        return Proposal(one, converted(one.amount, found.per_euro), found)
    return Proposal(one, missing=tuple(found) if isinstance(found, list) else (found,))


def _looking(
    rule: BookedRate, rates: Sequence[RateSeen], first: date, last: date
) -> Callable[[str, date], Found | list[Missing]]:
    by_currency: dict[str, list[RateSeen]] = {}
    for rate in rates:
        by_currency.setdefault(rate.currency, []).append(rate)

    def look(currency: str, day: date) -> Found | list[Missing]:
        known = by_currency.get(currency, [])
        match rule:
            case BookedRate.INFOREURO_MONTH | BookedRate.INFOREURO_SUBMISSION:
                return of_month(known, currency, day)
            case BookedRate.INFOREURO_MEAN:
                return mean_of_months(known, currency, first, last)
            case BookedRate.DAY:
                return of_day(known, currency, day)
            case BookedRate.DAY_MEAN:
                return mean_of_days(known, currency, first, last, banking_days(first, last))
            case _:
                return of_tranche(known, currency, day)

    return look


def all_missing(found: Sequence[Proposal]) -> list[Missing]:
    """The rates that have to be known first, each once, by currency and day."""
    seen: dict[tuple[str, date, bool], Missing] = {}
    for one in found:
        for missing in one.missing:
            key = (missing.currency, missing.first_on, missing.by_month)
            seen.setdefault(key, missing)
    return sorted(seen.values(), key=lambda one: (one.currency, one.first_on))
