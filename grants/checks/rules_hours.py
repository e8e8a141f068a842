"""Checks of the hours people work, over all projects: no more than a year holds, none on leave or on a day off.

What is told is about days, months and years in which hours of the project looked at lie; the hours of the other projects of the
organisation are added, and a project that the reader does not see is not named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from grants.checks.finding import Finding, ProjectFacts, Rule, about_project
from grants.checks.people import Colleague, Worked
from grants.team.rules import RateRule
from grants.team.rules_caps import Caps, Exceeded, Span, exceeded, first_of
from grants.team.rules_rates import above_a_year
from grants.values.days import is_working_day
from grants.values.language import N_, Term

HOURS_OVER_YEAR = N_(
    "{person} has {hours} hours in {year} over {projects}, more than the {most} that {post} of a full post holds "
    "(Regulation 2021/1060, art. 55). Lower the hours of one of the projects."
)
DAYS_OVER_YEAR = N_(
    "{person} has {days} day-equivalents in {year} over {projects}, more than the {most} that {post} of a full post holds (EU "
    "model grant agreement, art. 6.2.A). Lower the hours of one of the projects."
)
HOURS_OVER_MONTH = N_(
    "{person} has {hours} hours in the month from {day} over {projects}, more than {most}. Put one of the sheets right."
)
HOURS_OVER_DAY = N_(
    "{person} has {hours} hours on {day} over {projects}, more than {most}. Put one of the sheets right."
)
HOURS_ON_LEAVE = N_("{person} has {hours} hours on {day}, but was on leave. Take them out.")
HOURS_ON_DAY_OFF = N_("{person} has {hours} hours on {day}, a day off. Add the order to work on it, or take them out.")
HOURS_OUTSIDE_CONTRACT = N_(
    "{person} has {hours} hours outside the time of the contract, the first on {day}. Put the hours or the contract's days right."
)
NO_APPOINTMENT = N_("{person} works for the project without an order of appointment. Enter its number and day.")
OTHER_PROJECTS: Final = Term(N_("other projects"))


def of_team(facts: ProjectFacts) -> Iterator[Finding]:
    """Everything about the people of a project and their hours that needs a look."""
    for name in facts.team.unappointed:
        yield about_project("MEMBER_UNAPPOINTED", NO_APPOINTMENT, person=name)
    yield from of_hours(facts.team.worked, facts.team.people)


def of_hours(worked: Sequence[Worked], people: Mapping[int, Colleague]) -> Iterator[Finding]:
    """Everything about the hours that needs a look, person by person."""
    for person, sheets in _by_person(worked):
        yield from _over_caps(people[person], sheets)
        yield from _over_days(people[person], sheets)
        yield from _of_days(people[person], sheets)
        yield from _outside(people[person], sheets)


@dataclass(frozen=True, slots=True)
class AboveDays:
    """A calendar year in which somebody has more day-equivalents than it holds; the sheets are those of the year."""

    person: Colleague
    year: int
    days: Decimal
    most: Decimal
    sheets: Sequence[Worked]


def above_days(worked: Sequence[Worked], people: Mapping[int, Colleague]) -> Iterator[AboveDays]:
    """Whose hours over all projects are more than 215 days of their part of a full post, in years with hours of this project."""
    for person, sheets in _by_person(worked):
        yield from _above(people[person], sheets)


def _above(person: Colleague, sheets: Sequence[Worked]) -> Iterator[AboveDays]:
    for year, of_year in _by_year(sheets):
        found = above_a_year(_hours(of_year), person.caps_in(year).post)
        if found and any(one.here for one in of_year):
            yield AboveDays(person, year, *found, of_year)


def _by_person(worked: Sequence[Worked]) -> Iterator[tuple[int, list[Worked]]]:
    found: dict[int, list[Worked]] = defaultdict(list)
    for one in worked:
        if one.hours:
            found[one.person].append(one)
    yield from found.items()


def _by_year(sheets: Sequence[Worked]) -> Iterator[tuple[int, list[Worked]]]:
    years: dict[int, list[Worked]] = defaultdict(list)
    for one in sheets:
        years[one.day.year].append(one)
    yield from sorted(years.items())


def _over_days(person: Colleague, sheets: Sequence[Worked]) -> Iterator[Finding]:
    """Years with more than 215 days, of people who are claimed by the day."""
    for one in _above(person, sheets):
        if RateRule.DAYS_215 in _rules(person, one.year):
            told: dict[str, Any] = {"days": one.days, "most": one.most, "post": person.caps_in(one.year).post}
            told |= {"year": str(one.year), "projects": _projects(one.sheets)}
            yield about_project("DAYS_OVER_YEAR", DAYS_OVER_YEAR, person=person.name, **told)


def _rules(person: Colleague, year: int) -> set[RateRule]:
    return {one.rule for one in person.engaged_in(year)}


def _told_in_days(person: Colleague, year: int) -> bool:
    """Whether a year of somebody is counted in days alone: priced so everywhere, with no limit in hours set."""
    limited = any(one.hours_year is not None for one in person.engaged_in(year))
    return _rules(person, year) == {RateRule.DAYS_215} and not limited


def _over_caps(person: Colleague, sheets: Sequence[Worked]) -> Iterator[Finding]:
    """Years, months and days with more hours than there may be, where some of them are of this project."""
    for year, of_year in _by_year(sheets):
        caps = person.caps_in(year)
        found = exceeded([(one.day, one.hours) for one in of_year], caps)
        for over in sorted(found, key=lambda one: (_LONGEST_FIRST.index(one.span), one.first)):
            within = [one for one in of_year if first_of(over.span, one.day) == over.first]
            in_days = over.span is Span.YEAR and _told_in_days(person, year)
            if any(one.here for one in within) and not in_days:
                yield _over(person, over, caps, within)


def _over(person: Colleague, over: Exceeded, caps: Caps, within: Sequence[Worked]) -> Finding:
    code, sentence = _OVER[over.span]
    told: dict[str, Any] = (
        {"year": str(over.first.year), "post": caps.post} if over.span is Span.YEAR else {"day": over.first}
    )
    told |= {"hours": over.hours, "most": over.most, "projects": _projects(within)}
    return about_project(code, sentence, person=person.name, **told)


_LONGEST_FIRST: Final = (Span.YEAR, Span.MONTH, Span.DAY)
_OVER: Final[Mapping[Span, tuple[str, str]]] = {
    Span.YEAR: ("HOURS_OVER_YEAR", HOURS_OVER_YEAR),
    Span.MONTH: ("HOURS_OVER_MONTH", HOURS_OVER_MONTH),
    Span.DAY: ("HOURS_OVER_DAY", HOURS_OVER_DAY),
}


def _of_days(person: Colleague, sheets: Sequence[Worked]) -> Iterator[Finding]:
    """Hours of this project on leave, or on a day off without an order."""
    days: dict[date, Decimal] = defaultdict(Decimal)
    for one in sheets:
        if one.here:
            days[one.day] += one.hours
    for day, hours in sorted(days.items()):
        told: dict[str, Any] = {"person": person.name, "day": day, "hours": hours}
        if day in person.leave:
            yield about_project("HOURS_ON_LEAVE", HOURS_ON_LEAVE, **told)
        elif not is_working_day(day) and day not in person.ordered:
            yield about_project("HOURS_ON_DAY_OFF", HOURS_ON_DAY_OFF, **told)


def _outside(person: Colleague, sheets: Sequence[Worked]) -> Iterator[Finding]:
    """Hours of this project before its engagement began or after it ended."""
    found = [one for one in sheets if one.here and one.engagement and not one.engagement.covers(one.day, one.day)]
    if found:
        told: dict[str, Any] = {"hours": _hours(found), "day": min(one.day for one in found)}
        yield about_project("HOURS_OUTSIDE_CONTRACT", HOURS_OUTSIDE_CONTRACT, person=person.name, **told)


def _hours(sheets: Sequence[Worked]) -> Decimal:
    return sum((one.hours for one in sheets), Decimal(0))


def _projects(sheets: Sequence[Worked]) -> list[str]:
    """The projects by name, those that are not named last."""
    names = sorted({one.project for one in sheets})
    return [name for name in names if name] + ([OTHER_PROJECTS] if "" in names else [])


RULES: tuple[Rule, ...] = (of_team,)
