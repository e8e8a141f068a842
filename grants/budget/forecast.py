"""Where a budget line will stand at its end, if money goes on being spent as it was until today. Pure.

A simple rule, meant to raise questions: spending so far (after what was cut) is drawn on at its pace over the days of the
line, and what is signed with suppliers and not yet invoiced is added. Before a tenth of the time is gone a pace says
nothing and the plan stands; after the last day nothing more is spent than what is committed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from grants.values.money import Money, total
from grants.values.reading import whole_number

_TOO_EARLY = 10  # a pace counts from one part in so many of the time


class Basis(StrEnum):
    """What a forecast stands on."""

    PLAN = "plan"
    PACE = "pace"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Forecast:
    """What was approved and what will have been spent at the end; `basis` says how that was computed."""

    approved: Money
    at_end: Money
    basis: Basis

    @property
    def unspendable(self) -> Money:
        """What of the approved will stay unspent; nothing where it is overspent."""
        return Money(max(0, self.approved.minor - self.at_end.minor), self.approved.currency)

    @property
    def overspend(self) -> Money:
        """By how much the end goes beyond what was approved; nothing where it does not."""
        return Money(max(0, self.at_end.minor - self.approved.minor), self.approved.currency)


def forecast(
    approved: Money, spent: Money, committed: Money, first: date | None, last: date | None, today: date
) -> Forecast | None:
    """The forecast of one line over its days, both counted; None where they are not known or run backwards."""
    found = cents_at_end(approved.minor, spent.minor, committed.minor, first, last, today)
    if found is None:
        return None
    at_end, basis = found
    return Forecast(approved, Money(at_end, (spent + committed).currency), basis)


def cents_at_end(
    approved: int, spent: int, committed: int, first: date | None, last: date | None, today: date
) -> tuple[int, Basis] | None:
    """What will have been spent at the end, in cents of one currency, and how that was computed."""
    if first is None or last is None or last < first:
        return None
    if today > last:
        return spent + committed, Basis.ENDED
    gone, whole = (today - first).days + 1, (last - first).days + 1
    if gone * _TOO_EARLY < whole:
        return max(approved, spent + committed), Basis.PLAN
    return _at_pace(spent, whole, gone) + committed, Basis.PACE


def _at_pace(cents: int, whole: int, gone: int) -> int:
    """What `gone` days of spending come to in the whole time, half up; in whole numbers, for a budget has hundreds of lines."""
    drawn_on = (2 * abs(cents) * whole + gone) // (2 * gone)
    return drawn_on if cents >= 0 else -drawn_on


@dataclass(frozen=True, slots=True)
class Outlook:
    """All lines together: the end, what cannot be spent any more, and what goes beyond, each the sum of the lines'."""

    at_end: Money
    unspendable: Money
    overspend: Money


def outlook(forecasts: Iterable[Forecast], currency: str) -> Outlook:
    """The sum of lines; what one line leaves does not pay for another that goes beyond."""
    known = list(forecasts)
    return Outlook(
        total((one.at_end for one in known), currency),
        total((one.unspendable for one in known), currency),
        total((one.overspend for one in known), currency),
    )


def days_of_year(said: str) -> tuple[date, date] | None:
    """The days of a line's year, where it is a calendar year ("2026"); None for any other period."""
    year = whole_number(said.strip()) if len(said.strip()) == 4 else None
    return (date(year, 1, 1), date(year, 12, 31)) if year else None
