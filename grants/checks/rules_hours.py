"""Checks of the hours people work, over all projects: no more than a year holds, none on leave or on a day off.

They look at plain values and are not fed yet: the timesheets of the team will give the hours of each person and day in every
project the reader sees, and the team's own rows the part of a full post, the days of leave and orders to work on days off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from grants.checks.finding import Finding, about_project
from grants.values.days import is_working_day
from grants.values.language import N_

HOURS_OVER_YEAR = N_(
    "{person} has {hours} hours in {year} over {projects}, more than the {most} that {post} of a full post holds "
    "(Regulation 2021/1060, art. 55). Lower the hours of one of the projects."
)
HOURS_OVER_DAY = N_(
    "{person} has {hours} hours on {day} over {projects}, more than {most}. Put one of the sheets right."
)
HOURS_ON_LEAVE = N_("{person} has {hours} hours on {day}, but was on leave. Take them out.")
HOURS_ON_DAY_OFF = N_("{person} has {hours} hours on {day}, a day off. Add the order to work on it, or take them out.")

HOURS_OF_A_YEAR: Final = Decimal(1720)  # of a full post, by which the rate of an hour is worked out
HOURS_OF_A_DAY: Final = Decimal(12)


@dataclass(frozen=True, slots=True)
class Worked:
    """The hours of one person on one day in one project."""

    person: int
    day: date
    hours: Decimal
    project: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person with the part of a full post held over all projects, the days of leave, and days off with an order."""

    name: str
    post: Decimal = Decimal(1)
    leave: frozenset[date] = frozenset()
    ordered: frozenset[date] = frozenset()


def of_hours(worked: Sequence[Worked], people: Mapping[int, Colleague]) -> Iterator[Finding]:
    """Everything about the hours that needs a look, person by person."""
    by_person: dict[int, list[Worked]] = defaultdict(list)
    for one in worked:
        by_person[one.person].append(one)
    for person, sheets in by_person.items():
        yield from _of_years(people[person], sheets)
        yield from _of_days(people[person], sheets)


def _of_years(person: Colleague, sheets: Sequence[Worked]) -> Iterator[Finding]:
    most = HOURS_OF_A_YEAR * person.post
    years: dict[int, list[Worked]] = defaultdict(list)
    for one in sheets:
        years[one.day.year].append(one)
    for year, of_year in sorted(years.items()):
        hours = _hours(of_year)
        if hours > most:
            told: dict[str, Any] = {
                "year": str(year),
                "projects": _projects(of_year),
                "most": most,
                "post": person.post,
            }
            yield about_project("HOURS_OVER_YEAR", HOURS_OVER_YEAR, person=person.name, hours=hours, **told)


def _of_days(person: Colleague, sheets: Sequence[Worked]) -> Iterator[Finding]:
    days: dict[date, list[Worked]] = defaultdict(list)
    for one in sheets:
        if one.hours:
            days[one.day].append(one)
    for day, of_day in sorted(days.items()):
        told: dict[str, Any] = {"person": person.name, "day": day, "hours": _hours(of_day)}
        if day in person.leave:
            yield about_project("HOURS_ON_LEAVE", HOURS_ON_LEAVE, **told)
        elif not is_working_day(day) and day not in person.ordered:
            yield about_project("HOURS_ON_DAY_OFF", HOURS_ON_DAY_OFF, **told)
        if told["hours"] > HOURS_OF_A_DAY:
            more: dict[str, Any] = {"projects": _projects(of_day), "most": HOURS_OF_A_DAY}
            yield about_project("HOURS_OVER_DAY", HOURS_OVER_DAY, **told, **more)


def _hours(sheets: Sequence[Worked]) -> Decimal:
    return sum((one.hours for one in sheets), Decimal(0))


def _projects(sheets: Sequence[Worked]) -> list[str]:
    return sorted({one.project for one in sheets})
