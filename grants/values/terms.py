"""Terms: so many days, working days or months from a day; where they end by the calendar of offices, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from grants.errors import Objection
from grants.values.days import ONE_DAY, Roll, Unit, add_months, calendar_years, is_working_day
from grants.values.language import N_, Text

LONGEST: Final[Mapping[Unit, int]] = {Unit.DAYS: 36_525, Unit.WORKING_DAYS: 5_000, Unit.MONTHS: 1_200}


class UnknownYear(ValueError):
    """A day off or not was asked of a year that the calendar of a country does not know."""

    def __init__(self, country: str, year: int) -> None:
        super().__init__(f"The days off of {country} in {year} are not known.")
        self.country = country
        self.year = year


class UnknownCountry(ValueError):
    """The days off of a country that no calendar is known of."""

    def __init__(self, country: str) -> None:
        super().__init__(f"The days off of {country!r} are not known.")
        self.country = country


class TooLong(UnknownYear):
    """A term of more days or months than any has."""

    def __init__(self, country: str, year: int, most: int) -> None:
        super().__init__(country, year)
        self.most = most


def known_years(country: str) -> range:
    """The years whose days off are known; UnknownCountry where there are none."""
    try:
        return calendar_years(country)
    except ValueError:
        raise UnknownCountry(country) from None


@dataclass(frozen=True, slots=True)
class OfficeDays:
    """The days on which offices of a country work: its calendar, and what was declared after this release knew it.

    `off` are days declared off, by what they are called; `works` days off that were made working ones.
    """

    country: str = "BG"
    off: Mapping[date, Text] = field(default_factory=dict)
    works: frozenset[date] = frozenset()

    def open_on(self, day: date) -> bool:
        """Whether offices work on that day; UnknownYear where the calendar does not reach."""
        if day.year not in known_years(self.country):
            raise UnknownYear(self.country, day.year)
        return day in self.works or (day not in self.off and is_working_day(day, self.country))

    def on_or_after(self, day: date) -> date:
        """The day itself when it is a working one, else the first working day after it."""
        while not self.open_on(day):
            day += ONE_DAY
        return day

    def on_or_before(self, day: date) -> date:
        """The day itself when it is a working one, else the last working day before it."""
        while not self.open_on(day):
            day -= ONE_DAY
        return day

    def moved(self, day: date, n: int) -> date:
        """The n-th working day after that day, which is not counted itself; below zero, before it."""
        step = ONE_DAY if n > 0 else -ONE_DAY
        left = abs(n)
        while left:
            day += step
            left -= self.open_on(day)
        return day


@dataclass(frozen=True, slots=True)
class Term:
    """So many days, working days or months, and what becomes of them when they end on a day off; below zero: before."""

    amount: int
    unit: Unit = Unit.DAYS
    roll: Roll = Roll.NONE


@dataclass(frozen=True, slots=True)
class Reckoned:
    """Where a term ends: `raw` as it is counted, `day` as it holds."""

    start: date
    term: Term
    raw: date
    day: date


def reckon(start: date, term: Term, offices: OfficeDays) -> Reckoned:
    """The end of a term from a day that is not counted itself (Regulation 1182/71, art. 3(1) to (3)).

    On a day off it goes where its roll says; by Roll.REGULATION as art. 3(4) and (5) say.
    Months end on the same-numbered day, else on the last of the month. UnknownYear where the calendar is asked of a year it
    does not know, TooLong for more than LONGEST.
    """
    raw = _raw(start, term, offices)
    match term.roll:
        case Roll.NONE:
            day = raw
        case Roll.NEXT:
            day = offices.on_or_after(raw)
        case Roll.PREVIOUS:
            day = offices.on_or_before(raw)
        case Roll.REGULATION:
            day = _by_regulation(start, term, raw, offices)
    return Reckoned(start, term, raw, day)


def _by_regulation(start: date, term: Term, raw: date, offices: OfficeDays) -> date:
    """The following working day, but of a term counted back from a day (art. 3(4)); and no day before the second working
    one of a term of two days or more (art. 3(5)), which holds in months and working days by itself.
    """
    back = term.amount < 0
    day = raw if back else offices.on_or_after(raw)
    if (second := second_working_day(start, term.amount, term.unit, offices)) is None:
        return day
    return min(day, second) if back else max(day, second)


def second_working_day(start: date, amount: int | None, unit: Unit, offices: OfficeDays) -> date | None:
    """The second working day of a term of two calendar days or more; None of any other term."""
    if amount is None or abs(amount) < 2 or unit is not Unit.DAYS:
        return None
    return offices.moved(start, 2 if amount > 0 else -2)


def _raw(start: date, term: Term, offices: OfficeDays) -> date:
    if abs(term.amount) > LONGEST[term.unit]:
        raise TooLong(offices.country, 9999 if term.amount > 0 else 1, LONGEST[term.unit])
    if term.unit is Unit.WORKING_DAYS:
        return offices.moved(start, term.amount)
    try:
        return add_months(start, term.amount) if term.unit is Unit.MONTHS else start + timedelta(days=term.amount)
    except OverflowError:
        raise UnknownYear(offices.country, 9999 if term.amount > 0 else 1) from None


# --- hours and zones ----------------------------------------------------------------------------------------------

NOT_AN_HOUR = N_("Write the hour like 14:30.")
UNKNOWN_ZONE = N_("There is no time zone called {zone}. Write it like Europe/Brussels.")
ZONE_WITHOUT_HOUR = N_("Write until which hour the day lasts there, or leave the time zone empty.")
MIDNIGHT: Final = "24:00"  # the end of the day
_HOUR: Final = re.compile(r"([01][0-9]|2[0-4]):([0-5][0-9])")


def hour_objections(hour: str, zone: str, hour_place: str = "hour", zone_place: str = "zone") -> list[Objection]:
    """What can't be kept of an hour and the time zone it is read in; both may be empty."""
    told = []
    if hour and (not _HOUR.fullmatch(hour) or hour > MIDNIGHT):
        told.append(Objection(NOT_AN_HOUR, place=hour_place))
    if zone and zone_named(zone) is None:
        told.append(Objection(UNKNOWN_ZONE, {"zone": zone}, place=zone_place))
    elif zone and not hour:
        told.append(Objection(ZONE_WITHOUT_HOUR, place=hour_place))
    return told


def ends_at(day: date, hour: str, zone: str) -> datetime:
    """The moment at which a day of a term is over: at its hour by the clock there, else with the day; in Sofia where no
    zone is named.
    """
    there = zone_named(zone) or ZoneInfo("Europe/Sofia")
    hours, minutes = (int(part) for part in (hour or MIDNIGHT).split(":"))
    whole, hours = divmod(hours, 24)
    return datetime.combine(day + timedelta(days=whole), time(hours, minutes), there)


def zone_named(name: str) -> ZoneInfo | None:
    """The time zone of that name; None for one that is not known."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
