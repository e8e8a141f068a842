"""How many hours of one person may be claimed in a day, a month and a year, over all projects of the organisation.

A year's is that of Regulation 2021/1060, art. 55(3): no more hours than the rate was worked out with, 1,720 of a full post and
the same part of them of a part of one, whoever pays for them. A day's twelve are what the Labour Code leaves of a day between
two rests of twelve hours (art. 152). A contract or an order may set less; the lowest of a person's engagements counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

Row = Mapping[str, Any]

HOURS_OF_A_YEAR: Final = Decimal(1720)
HOURS_OF_A_DAY: Final = Decimal(12)
FULL_POST: Final = Decimal(1)


class Span(StrEnum):
    """For how long a limit holds."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Caps:
    """The most hours of a day, a month (where one is set) and a year; `post` is the part of a full post behind the year's."""

    day: Decimal = HOURS_OF_A_DAY
    month: Decimal | None = None
    year: Decimal = HOURS_OF_A_YEAR
    post: Decimal = FULL_POST

    def of(self, span: Span) -> Decimal | None:
        """The most of such a span; None where nothing is set."""
        return {Span.DAY: self.day, Span.MONTH: self.month, Span.YEAR: self.year}[span]


@dataclass(frozen=True, slots=True)
class Exceeded:
    """A day, month or year (by its first day) with more hours than it may have."""

    span: Span
    first: date
    hours: Decimal
    most: Decimal


def caps_of(engagements: Sequence[Row]) -> Caps:
    """The limits of a person with these engagements (rows with post, hours_day, hours_month, hours_year).

    Parts of a post in several projects add up, to a full one at most; one that is not told is a full one.
    """
    parts = [FULL_POST if row["post"] is None else row["post"] for row in engagements]
    post = min(FULL_POST, sum(parts, Decimal(0))) if parts else FULL_POST
    set_day, set_month, set_year = (
        min((row[name] for row in engagements if row[name] is not None), default=None)
        for name in ("hours_day", "hours_month", "hours_year")
    )
    return Caps(
        day=HOURS_OF_A_DAY if set_day is None else set_day,
        month=set_month,
        year=HOURS_OF_A_YEAR * post if set_year is None else set_year,
        post=post,
    )


def first_of(span: Span, day: date) -> date:
    """The first day of the day, month or year in which a day lies."""
    return {Span.DAY: day, Span.MONTH: day.replace(day=1), Span.YEAR: day.replace(month=1, day=1)}[span]


def hours_by(span: Span, worked: Iterable[tuple[date, Decimal]]) -> dict[date, Decimal]:
    """The hours of each day, month or year, in their order; every hour in exactly one of them."""
    found: dict[date, Decimal] = defaultdict(Decimal)
    for day, hours in worked:
        found[first_of(span, day)] += hours
    return dict(sorted(found.items()))


def exceeded(worked: Sequence[tuple[date, Decimal]], caps: Caps) -> list[Exceeded]:
    """Where one person's hours over all projects are more than may be; days first, then months, then years."""
    return [
        Exceeded(span, first, hours, most)
        for span in Span
        if (most := caps.of(span)) is not None
        for first, hours in hours_by(span, worked).items()
        if hours > most
    ]
