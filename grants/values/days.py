"""Days as contracts and published pages give them: known to the day, the month or only the year; months and working
days counted as Regulation 1182/71 and the Labour Code count them.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Container, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final, Literal

from holidays import HolidayBase, country_holidays, financial_holidays

from grants.values.language import N_, Language

ONE_DAY: Final = timedelta(days=1)
DurationVerdict = Literal["exact", "rounded", "ambiguous", "mismatch"]


class Precision(StrEnum):
    """How much of a date was published."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class Unit(StrEnum):
    """In what a term is counted."""

    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"


class Roll(StrEnum):
    """What becomes of a term that ends on a day off: it stands, it goes on to the next working day, or back to the last.

    REGULATION goes on to the next one too, and has at least two working days in any term of two days or more, as
    Regulation 1182/71, art. 3(4) and (5), has it.
    """

    NONE = "none"
    NEXT = "next"
    PREVIOUS = "previous"
    REGULATION = "regulation"


UNITS: Mapping[str, str] = {
    Unit.DAYS: N_("days"),
    Unit.WORKING_DAYS: N_("working days"),
    Unit.MONTHS: N_("months"),
}
ROLLS: Mapping[str, str] = {
    Roll.NONE: N_("the day stands"),
    Roll.NEXT: N_("the next working day"),
    Roll.PREVIOUS: N_("the working day before"),
    Roll.REGULATION: N_("by Regulation 1182/71 (the next working day, at least two in the term)"),
}


@dataclass(frozen=True, slots=True)
class PublishedDay:
    """A date as far as it was published: the first day it may be, and how precisely it is known."""

    first: date
    precision: Precision = Precision.DAY

    def __post_init__(self) -> None:
        if self.precision is Precision.MONTH:
            object.__setattr__(self, "first", self.first.replace(day=1))
        elif self.precision is Precision.YEAR:
            object.__setattr__(self, "first", self.first.replace(month=1, day=1))

    @property
    def last(self) -> date:
        """The last day it may be."""
        if self.precision is Precision.DAY:
            return self.first
        if self.precision is Precision.MONTH:
            return self.first.replace(day=monthrange(self.first.year, self.first.month)[1])
        return self.first.replace(month=12, day=31)


@lru_cache(8192)
def published(first: date, precision: str) -> PublishedDay:
    """A day with as much of it as was published; a plan asks for the same few hundreds of them again and again."""
    return PublishedDay(first, Precision(precision))


def add_months(day: date, months: int) -> date:
    """The same-numbered day so many months later (or earlier, below zero), else the last day of that month.

    Beyond the years a calendar has, the calendar's own first or last day.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def computed_end(start: date, months: int) -> date:
    """The last day of a period of so many months that begins on start: 15.11.2017 and 15 months give 14.2.2019."""
    same_numbered = add_months(start, months)
    if same_numbered in (date.min, date.max):
        return same_numbered
    return same_numbered if same_numbered.day < start.day else same_numbered - ONE_DAY


def full_months(start: date, end: date) -> int:
    """How many whole months fit from start to end, both days counted."""
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    while computed_end(start, months) > end:
        months -= 1
    return months


def touched_months(start: date, end: date) -> int:
    """How many calendar months the period touches."""
    return (end.year - start.year) * 12 + end.month - start.month + 1


def months_between(first: date, last: date) -> list[date]:
    """The first day of every month from the first to the last."""
    months = [first.replace(day=1)]
    while (following := add_months(months[-1], 1)) <= last:
        months.append(following)
    return months


def months_readings(start: date, end: date) -> frozenset[int]:
    """Every fair count of the months from start to end: whole ones, up to the same-numbered day, or touched ones.

    Empty when the end is before the start.
    """
    if end < start:
        return frozenset()
    return frozenset({full_months(start, end), full_months(start, end - ONE_DAY), touched_months(start, end)})


def duration_verdict(months: int, start: PublishedDay, end: PublishedDay) -> DurationVerdict:
    """How the stated months agree with the published dates.

    exact: to the day, or by whole months or years where only those were published; rounded: within one month of a
    fair count; ambiguous: possible, but the dates are too coarse to tell; mismatch: not possible.
    """
    if end.last < start.first:
        return "mismatch"
    longest = months_readings(start.first, end.last)
    shortest = months_readings(start.last, end.first) or frozenset({0})
    if not min(shortest) - 1 <= months <= max(longest) + 1:
        return "mismatch"
    to_the_day = start.precision is end.precision is Precision.DAY
    if computed_end(start.first, months) == end.last:
        return "exact"
    if to_the_day and months > 0 and add_months(start.first, months) == end.first:
        return "exact"
    return "rounded" if to_the_day else "ambiguous"


# --- working days -------------------------------------------------------------------------------------------------


@cache
def _calendar(country: str, language: str | None = None) -> HolidayBase:
    try:
        return country_holidays(country, language=language)
    except NotImplementedError as error:
        raise ValueError(f"The holidays of {country!r} are not known.") from error


def calendar_years(country: str) -> range:
    """The years whose days off the calendar of a country knows; ValueError for a country without one."""
    calendar = _calendar(country)
    return range(calendar.start_year, calendar.end_year + 1)


def is_working_day(day: date, country: str = "BG", also_off: Container[date] = ()) -> bool:
    """Whether offices of that country work on that day; also_off are days declared off after this release.

    A country whose holidays are not known raises ValueError.
    """
    return day not in also_off and _calendar(country).is_working_day(day)


def next_working_day(day: date, country: str = "BG", also_off: Container[date] = ()) -> date:
    """The day itself when it is a working one, else the first working day after it (Regulation 1182/71 art. 3(4))."""
    while not is_working_day(day, country, also_off):
        day += ONE_DAY
    return day


def previous_working_day(day: date, country: str = "BG", also_off: Container[date] = ()) -> date:
    """The day itself when it is a working one, else the last working day before it: the safe date."""
    while not is_working_day(day, country, also_off):
        day -= ONE_DAY
    return day


def add_working_days(day: date, n: int, country: str = "BG", also_off: Container[date] = ()) -> date:
    """The n-th working day after that day, which is not counted itself; below zero, before it; 0 is the day itself."""
    step = ONE_DAY if n > 0 else -ONE_DAY
    left = abs(n)
    while left:
        day += step
        left -= is_working_day(day, country, also_off)
    return day


def holiday_name(day: date, language: Language, country: str = "BG") -> str | None:
    """What holiday that day is, in the reader's language where the calendar has it, else in the country's own; None on
    any other day. English is spelt as the British do.
    """
    calendar = _calendar(country)
    own = calendar.default_language  # said, for else the calendar would go by the language of the machine
    wanted = next((tag for tag in calendar.supported_languages if tag.split("_")[0] == language), own)
    name = str(_calendar(country, wanted).get(day) or "")
    return (_AMERICAN.sub(r"\1our", name) if wanted and wanted.startswith("en") else name) or None


_AMERICAN = re.compile(r"\b(Lab|Hon)or(?=s|ers|\b)")


def banking_days(first: date, last: date) -> list[date]:
    """The days from the first to the last on which the European Central Bank publishes rates: TARGET days."""
    closed = financial_holidays("XECB")
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5 and day not in closed]
