"""A month's sheet: its hours and their sums, the days it has, what is odd about them, and the life it leads."""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import partial
from typing import Any, Final

from grants.access import Identity, Permission, ProjectRef, may
from grants.errors import Objection
from grants.team.rules import DayKind, SheetState
from grants.team.rules_caps import Caps, Span, exceeded
from grants.team.timesheets.rules_typed import MOST_OF_A_DAY, cell_name
from grants.values.language import N_, Text

Row = Mapping[str, Any]
Cells = Mapping[tuple[int | None, date], Decimal]  # hours by activity (None: other work of the project) and day
ByDay = Mapping[date, Decimal]
NONE: Final = Decimal(0)
_SATURDAY: Final = 5

DAY_TOO_LONG = N_("The hours of {day} come to {hours}; a day has 24.")
DAY_TOO_LONG_ELSEWHERE = N_("With the {elsewhere} hours in other projects {day} comes to {hours}; a day has 24.")
OVER_THE_DAY = N_("{hours} hours on this day over all projects; at most {most} are allowed.")
OVER_THE_MONTH = N_("{hours} hours in this month over all projects; at most {most} are allowed.")
OVER_THE_YEAR = N_("{hours} hours in {year} over all projects; at most {most} may be claimed.")
STILL_TO_COME = N_("Hours on a day that has not come yet.")
ON_A_HOLIDAY = N_("Hours on a public holiday ({name}) without an order to work.")
ON_A_WEEKEND = N_("Hours on a weekend without an order to work.")
ON_LEAVE = N_("Hours on a day of leave.")
ON_SICK_LEAVE = N_("Hours on a day of sick leave.")
BEFORE_IT_BEGINS = N_("Hours before the engagement begins on {day}.")
AFTER_IT_ENDS = N_("Hours after the engagement ended on {day}.")
OWN_HOURS = N_("These are your own hours. Somebody else approves them.")
OWN_SENDING = N_("You submitted this month yourself. Somebody else approves it.")
NOT_YOURS = N_("Hours are entered by the person who worked them, or by whoever keeps the team.")


# --- hours and their sums -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sums:
    """What a sheet comes to, by day, by activity, and in all."""

    by_day: ByDay = field(default_factory=dict)
    by_activity: Mapping[int | None, Decimal] = field(default_factory=dict)
    total: Decimal = NONE


def sums(cells: Cells) -> Sums:
    """The sums of a sheet's hours; by day and by activity they come to the same."""
    by_day: dict[date, Decimal] = defaultdict(lambda: NONE)
    by_activity: dict[int | None, Decimal] = defaultdict(lambda: NONE)
    for (activity, day), hours in cells.items():
        by_day[day] += hours
        by_activity[activity] += hours
    return Sums(dict(by_day), dict(by_activity), sum(cells.values(), NONE))


def added(*parts: ByDay) -> dict[date, Decimal]:
    """Hours of several kinds together, day by day."""
    together: dict[date, Decimal] = defaultdict(lambda: NONE)
    for part in parts:
        for day, hours in part.items():
            together[day] += hours
    return dict(together)


# --- days ---------------------------------------------------------------------------------------------------------


class Mark(StrEnum):
    """What kind of day it is for somebody; the first that fits."""

    LEAVE = "leave"
    SICK = "sick"
    HOLIDAY = "holiday"
    WEEKEND = "weekend"
    WORKING = "working"


MARKS: Mapping[str, str] = {
    Mark.LEAVE: N_("leave"),
    Mark.SICK: N_("sick leave"),
    Mark.HOLIDAY: N_("public holiday"),
    Mark.WEEKEND: N_("weekend"),
    Mark.WORKING: N_("working day"),
}


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a member's month."""

    on: date
    mark: Mark
    ordered: bool = False  # an order lets it be worked
    holiday: Text = field(default_factory=Text)

    @property
    def expected(self) -> bool:
        """Whether one works on it as usual."""
        return self.mark is Mark.WORKING


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a country's offices work: on which days, and what their holidays are called."""

    works: Callable[[date], bool]
    name: Callable[[date], Text]


def month_days(first: date) -> list[date]:
    """Every day of the month."""
    return [first.replace(day=n) for n in range(1, monthrange(first.year, first.month)[1] + 1)]


def days_of(first: date, spans: Sequence[Row], calendar: Calendar) -> list[Day]:
    """The days of a month for somebody with these spans of leave, sick leave and orders."""
    return [_day(on, spans, calendar) for on in month_days(first)]


def _day(on: date, spans: Sequence[Row], calendar: Calendar) -> Day:
    kinds = {row["kind"] for row in spans if (row["first_on"] or date.max) <= on <= (row["last_on"] or row["first_on"])}
    works, holiday = calendar.works(on), calendar.name(on)
    if DayKind.SICK in kinds:
        mark = Mark.SICK
    elif DayKind.LEAVE in kinds and (works or DayKind.ORDER in kinds):
        mark = Mark.LEAVE  # a holiday or a weekend within a leave is no day of leave
    elif works:
        mark = Mark.WORKING
    else:
        mark = Mark.HOLIDAY if holiday or on.weekday() < _SATURDAY else Mark.WEEKEND
    return Day(on, mark, DayKind.ORDER in kinds, holiday)


# --- what can't be, and what is odd -------------------------------------------------------------------------------


def too_long(cells: Cells, hidden: ByDay, elsewhere: ByDay) -> list[Objection]:
    """The days that come to more than 24 hours, alone or with the other projects; each at a cell of that day."""
    own = added(sums(cells).by_day, hidden)
    found = []
    for day, hours in sorted(own.items()):
        there = elsewhere.get(day, NONE)
        place = next((cell_name(activity, on.day) for activity, on in cells if on == day), "")
        if hours > MOST_OF_A_DAY:
            found.append(Objection(DAY_TOO_LONG, {"day": day, "hours": hours}, place=place))
        elif place and hours + there > MOST_OF_A_DAY:
            facts = {"day": day, "hours": hours + there, "elsewhere": there}
            found.append(Objection(DAY_TOO_LONG_ELSEWHERE, facts, place=place))
    return found


@dataclass(frozen=True, slots=True)
class Warned:
    """Something odd that is kept all the same: of one day, or of the month as a whole."""

    sentence: str
    facts: Mapping[str, object] = field(default_factory=dict)
    day: date | None = None


def odd_days(days: Sequence[Day], own: ByDay, member: Row, today: date) -> list[Warned]:
    """Hours on days on which nobody works as usual, that are still to come, or outside the engagement."""
    found = []
    for day in days:
        if not own.get(day.on):
            continue
        found += [Warned(sentence, facts, day.on) for sentence, facts in _odd(day)]
        start, end = member["start_on"], member["end_on"]
        if start and day.on < start:
            found.append(Warned(BEFORE_IT_BEGINS, {"day": start}, day.on))
        if end and day.on > end:
            found.append(Warned(AFTER_IT_ENDS, {"day": end}, day.on))
        if day.on > today:
            found.append(Warned(STILL_TO_COME, {}, day.on))
    return found


def over_the_caps(first: date, year: ByDay, caps: Caps) -> list[Warned]:
    """Where a person's hours of a year over all projects are too many: in the month that begins so, and in the year."""
    found = []
    for one in exceeded(list(year.items()), caps):
        facts: dict[str, object] = {"hours": one.hours, "most": one.most}
        if one.span is Span.YEAR:
            found.append(Warned(OVER_THE_YEAR, facts | {"year": one.first.year}))
        elif one.span is Span.MONTH and one.first == first:
            found.append(Warned(OVER_THE_MONTH, facts))
        elif one.span is Span.DAY and one.first.replace(day=1) == first:
            found.append(Warned(OVER_THE_DAY, facts, one.first))
    return found


def _odd(day: Day) -> Iterable[tuple[str, Mapping[str, object]]]:
    match day.mark:
        case Mark.LEAVE:
            yield ON_LEAVE, {}
        case Mark.SICK:
            yield ON_SICK_LEAVE, {}
        case Mark.HOLIDAY if not day.ordered:
            yield ON_A_HOLIDAY, {"name": day.holiday}
        case Mark.WEEKEND if not day.ordered:
            yield ON_A_WEEKEND, {}


# --- copying a month ----------------------------------------------------------------------------------------------


def copied(last: Cells, days: Sequence[Day], member: Row) -> dict[tuple[int | None, date], Decimal]:
    """The hours of the month before, laid on the working days of this one: the second Tuesday on the second Tuesday.

    Where that day had no hours (it was a holiday, a leave, or there is no fifth Tuesday) the nearest same weekday that
    had some is taken. Days off, leave and days outside the engagement are left out.
    """
    worked: dict[int, dict[date, dict[int | None, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    for (activity, on), hours in last.items():
        worked[on.weekday()][on][activity] = hours
    found: dict[tuple[int | None, date], Decimal] = {}
    for day in days:
        same = worked.get(day.on.weekday())
        if not (same and day.expected and engaged_on(day.on, member)):
            continue
        nearest = min(sorted(same), key=partial(_apart, day.on))
        found |= {(activity, day.on): hours for activity, hours in same[nearest].items()}
    return found


def _apart(one: date, other: date) -> int:
    """How many weeks of their months lie between two days."""
    return abs((one.day - 1) // 7 - (other.day - 1) // 7)


def engaged_on(on: date, member: Row) -> bool:
    """Whether the engagement lasts on that day."""
    return (member["start_on"] or date.min) <= on <= (member["end_on"] or date.max)


def engaged_in(first: date, member: Row) -> bool:
    """Whether the engagement reaches into the month."""
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return (member["start_on"] or date.min) <= last and first <= (member["end_on"] or date.max)


# --- its life -----------------------------------------------------------------------------------------------------

TYPED_IN: Final = frozenset({SheetState.DRAFT, SheetState.RETURNED})  # states in which hours are entered
NEXT: Mapping[SheetState, frozenset[SheetState]] = {
    SheetState.DRAFT: frozenset({SheetState.SUBMITTED}),
    SheetState.RETURNED: frozenset({SheetState.SUBMITTED, SheetState.DRAFT}),
    SheetState.SUBMITTED: frozenset({SheetState.APPROVED, SheetState.RETURNED}),
    SheetState.APPROVED: frozenset({SheetState.RETURNED}),
}


def may_become(now: str, then: SheetState) -> bool:
    """Whether a sheet may go from one state to the other."""
    return then in NEXT[SheetState(now)]


def may_enter(by: Identity, project: ProjectRef, member: Row) -> bool:
    """Whether somebody enters these hours: its own, or anybody's with the permission to keep the team."""
    if may(by, Permission.EDIT_TEAM, project):
        return True
    own = by.person_id is not None and by.person_id == member["person_id"]
    return own and may(by, Permission.ENTER_HOURS, project)


def why_not_decide(by: Identity, member: Row, sheet: Row, *, alone_suffices: bool) -> str:
    """Why somebody may not decide on a sheet: the hours are its own, or it sent them in another's name; '' if it may.

    `alone_suffices`: the contract lets one person do both; one's own hours are never one's own to approve.
    """
    if by.person_id is None:
        return ""
    if by.person_id == member["person_id"]:
        return OWN_HOURS
    return OWN_SENDING if by.person_id == sheet["submitted_by_id"] and not alone_suffices else ""
