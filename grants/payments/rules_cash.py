"""The cash of a project by month: what came and went until today, and what is missing in the months ahead; pure.

All amounts are whole cents of euro.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from grants.values.days import add_months, months_between
from grants.values.money import Money, split

MOST_MONTHS = 120  # ahead; a picture of ten years is a picture of a wrong day


@dataclass(frozen=True, slots=True)
class Flow:
    """Money that came (above zero) or went (below zero) on a day; None is before everything else."""

    day: date | None
    cents: int


@dataclass(frozen=True, slots=True)
class Month:
    """A month: what came, what went (both not below zero), and what is in hand at its end."""

    first: date
    came: int
    went: int
    position: int
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Where the money runs out: the first month that ends below zero and by how much, and the most that is missing."""

    month: date
    missing: int
    needed: int
    lowest: date


def so_far(flows: Sequence[Flow], today: date) -> tuple[Month, ...]:
    """Every month from the first flow to today's, none left out; what lies after today does not count."""
    past = [flow for flow in flows if flow.day is None or flow.day <= today]
    days = [flow.day for flow in past if flow.day is not None]
    if not past:
        return ()
    first = min(days, default=today).replace(day=1)
    return _months(months_between(first, today), [Flow(flow.day or first, flow.cents) for flow in past], 0, ahead=False)


def ahead(position: int, today: date, end: date | None, flows: Sequence[Flow], evenly: int) -> tuple[Month, ...]:
    """The months to come: flows on their days, no earlier than today, and spending spread evenly to the end.

    What is still to come in this month stands as a month of its own, where there is any.
    """
    this, limit = today.replace(day=1), add_months(today, MOST_MONTHS)
    coming = [Flow(min(max(flow.day or today, today), limit), flow.cents) for flow in flows if flow.cents]
    last = min(limit, max([flow.day for flow in coming if flow.day] + [end or today, today]))
    months = months_between(this, last)
    spread = [month for month in months[1:] if end is not None and month <= end] or months[:1]
    if evenly > 0:
        parts = split(Money(evenly, "EUR"), [1] * len(spread))
        coming += [Flow(month, -part.minor) for month, part in zip(spread, parts, strict=True)]
    told = _months(months, coming, position, ahead=True)
    return told if told and (told[0].came or told[0].went) else told[1:]


def _months(months: Sequence[date], flows: Sequence[Flow], position: int, *, ahead: bool) -> tuple[Month, ...]:
    told = []
    for month in months:
        here = [flow.cents for flow in flows if flow.day is not None and flow.day.replace(day=1) == month]
        came, went = sum(cents for cents in here if cents > 0), -sum(cents for cents in here if cents < 0)
        position += came - went
        told.append(Month(month, came, went, position, ahead))
    return tuple(told)


def gap(months: Sequence[Month]) -> Gap | None:
    """Where the months ahead first end below zero, and the most that is ever missing; None where they never do."""
    below = [month for month in months if month.ahead and month.position < 0]
    if not below:
        return None
    lowest = min(below, key=lambda month: (month.position, month.first))
    return Gap(below[0].first, -below[0].position, -lowest.position, lowest.first)


def lowest_ahead(months: Sequence[Month]) -> Month | None:
    """The month ahead that ends with the least in hand; of equals the first."""
    return min(
        (month for month in months if month.ahead), key=lambda month: (month.position, month.first), default=None
    )
