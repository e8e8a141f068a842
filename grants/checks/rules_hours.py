"""Checks of the hours people work, over all projects: no more than a year holds, none on leave or on a day off.

What is told is about days, months and years in which hours of the project looked at lie; the hours of the other projects of the
organisation are added, and a project that the reader does not see is not named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from grants.checks.finding import Finding, ProjectFacts, Rule, about_project
from grants.checks.people import Colleague, Worked
from grants.team.rules_caps import Caps, Exceeded, Span, exceeded, first_of
from grants.values.days import is_working_day
from grants.values.language import N_, Term

HOURS_OVER_YEAR = N_(
    "{person} has {hours} hours in {year} over {projects}, more than the {most} that {post} of a full post holds "
    "(Regulation 2021/1060, art. 55). Lower the hours of one of the projects."
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
    by_person: dict[int, list[Worked]] = defaultdict(list)
    for one in worked:
        if one.hours:
            by_person[one.person].append(one)
    for person, sheets in by_person.items():
        yield from _over_caps(people[person], sheets)
        yield from _of_days(people[person], sheets)
        yield from _outside(people[person], sheets)


def _over_caps(person: Colleague, sheets: Sequence[Worked]) -> Iterator[Finding]:
    """Years, months and days with more hours than there may be, where some of them are of this project."""
    years: dict[int, list[Worked]] = defaultdict(list)
    for one in sheets:
        years[one.day.year].append(one)
    for year, of_year in sorted(years.items()):
        caps = person.caps_in(year)
        found = exceeded([(one.day, one.hours) for one in of_year], caps)
        for over in sorted(found, key=lambda one: (_LONGEST_FIRST.index(one.span), one.first)):
            within = [one for one in of_year if first_of(over.span, one.day) == over.first]
            if any(one.here for one in within):
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
