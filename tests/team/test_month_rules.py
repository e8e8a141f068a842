"""A month of hours: its sums, its days, what is odd about them, and last month's hours laid on its working days."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from grants.access import Identity
from grants.team.rules import DayKind, SheetState
from grants.team.rules_caps import Caps
from grants.team.timesheets import rules
from grants.team.timesheets.rules import (
    Mark,
    added,
    copied,
    days_of,
    may_become,
    odd_days,
    over_the_caps,
    sums,
    too_long,
    why_not_decide,
)
from grants.team.timesheets.working_days import calendar_of
from tests.properties import pure

MARCH = date(2026, 3, 1)
TODAY = date(2026, 11, 22)
FREE = {"start_on": None, "end_on": None}
HOURS = some.integers(1, 96).map(lambda quarters: Decimal(quarters) / 4)
CELLS = some.dictionaries(
    some.tuples(some.one_of(some.none(), some.integers(1, 5)), some.integers(1, 31).map(MARCH.replace)),
    HOURS,
    max_size=60,
)


def days(first=MARCH, spans=(), country="BG"):
    return days_of(first, spans, calendar_of(country))


def span(kind, first, last):
    return {"kind": kind, "first_on": first, "last_on": last}


@pure
@given(CELLS)
def test_its_hours_come_to_the_same_by_day_and_by_activity(cells):
    found = sums(cells)
    assert sum(found.by_day.values()) == sum(found.by_activity.values()) == found.total == sum(cells.values())


@pure
@given(CELLS, CELLS)
def test_hours_put_together_are_all_there(one, other):
    together = added(sums(one).by_day, sums(other).by_day)
    assert sum(together.values()) == sums(one).total + sums(other).total


@pytest.mark.parametrize(
    ("day", "mark"),
    [
        (date(2026, 3, 2), Mark.WORKING),
        (date(2026, 3, 3), Mark.HOLIDAY),  # Liberation Day
        (date(2026, 3, 7), Mark.WEEKEND),
        (date(2026, 4, 13), Mark.HOLIDAY),  # Easter Monday
        (date(2026, 9, 6), Mark.HOLIDAY),  # a Sunday
        (date(2026, 9, 7), Mark.HOLIDAY),  # the Monday instead of it
        (date(2026, 12, 28), Mark.HOLIDAY),
        (date(2026, 11, 1), Mark.WEEKEND),  # a holiday of schools only
    ],
)
def test_it_knows_bulgarian_holidays_with_the_days_instead_of_them(day, mark):
    found = days(day.replace(day=1))[day.day - 1]
    assert (found.on, found.mark) == (day, mark)
    assert bool(found.holiday.bg) == (mark is Mark.HOLIDAY)


def test_it_goes_by_the_holidays_of_the_partners_country():
    assert days(date(2026, 10, 1), country="ES")[11].mark is Mark.HOLIDAY
    assert days(date(2026, 10, 1), country="BG")[11].mark is Mark.WORKING
    assert days(date(2026, 3, 1), country="??")[2].mark is Mark.HOLIDAY


def test_it_marks_leave_on_working_days_and_sick_leave_on_all():
    spans = [
        span(DayKind.LEAVE, date(2026, 3, 2), date(2026, 3, 8)),
        span(DayKind.SICK, date(2026, 3, 12), date(2026, 3, 15)),
        span(DayKind.ORDER, date(2026, 3, 21), None),
    ]
    found = days(spans=spans)
    assert [day.mark for day in found[1:8]] == [
        Mark.LEAVE, Mark.HOLIDAY, Mark.LEAVE, Mark.LEAVE, Mark.LEAVE, Mark.WEEKEND, Mark.WEEKEND,
    ]  # fmt: skip
    assert {day.mark for day in found[11:15]} == {Mark.SICK}
    assert (found[20].mark, found[20].ordered) == (Mark.WEEKEND, True)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2026, 3, 3), rules.ON_A_HOLIDAY),
        (date(2026, 3, 7), rules.ON_A_WEEKEND),
        (date(2026, 3, 9), rules.ON_LEAVE),
        (date(2026, 3, 12), rules.ON_SICK_LEAVE),
        (date(2026, 3, 1), rules.BEFORE_IT_BEGINS),
        (date(2026, 3, 27), rules.AFTER_IT_ENDS),
        (date(2026, 3, 31), rules.STILL_TO_COME),
        (date(2026, 3, 10), None),
        (date(2026, 3, 21), None),  # an order lets it be worked
    ],
)
def test_it_warns_of_hours_on_odd_days(day, sentence):
    spans = [
        span(DayKind.LEAVE, date(2026, 3, 9), date(2026, 3, 9)),
        span(DayKind.SICK, date(2026, 3, 12), date(2026, 3, 12)),
        span(DayKind.ORDER, date(2026, 3, 21), date(2026, 3, 21)),
    ]
    member = {"start_on": date(2026, 3, 2), "end_on": date(2026, 3, 26)}
    found = odd_days(days(spans=spans), {day: Decimal(1)}, member, date(2026, 3, 30))
    assert all(one.day == day for one in found)
    assert (sentence in {one.sentence for one in found}) if sentence else not found


def test_it_warns_over_the_limits_of_a_day_a_month_and_a_year():
    year = {date(2026, 1, 1) + timedelta(n): Decimal(8) for n in range(215)} | {date(2026, 3, 2): Decimal(13)}
    found = over_the_caps(MARCH, year, Caps(month=Decimal(100)))
    assert [(one.sentence, one.day) for one in found] == [
        (rules.OVER_THE_DAY, date(2026, 3, 2)),
        (rules.OVER_THE_MONTH, None),
        (rules.OVER_THE_YEAR, None),
    ]
    assert found[2].facts == {"hours": Decimal(1725), "most": Decimal(1720), "year": 2026}
    assert not over_the_caps(MARCH, {date(2026, 3, 2): Decimal(12)}, Caps())


def test_it_refuses_a_day_of_more_than_24_hours_alone_or_over_all_projects():
    day = date(2026, 3, 2)
    alone = too_long({(1, day): Decimal(13), (2, day): Decimal("11.25")}, {}, {})
    assert [(one.sentence, one.place) for one in alone] == [(rules.DAY_TOO_LONG, "h1.2")]
    over = too_long({(None, day): Decimal(8)}, {day: Decimal(8)}, {day: Decimal("8.25")})
    assert [(one.sentence, one.place) for one in over] == [(rules.DAY_TOO_LONG_ELSEWHERE, "h0.2")]
    assert not too_long({(1, day): Decimal(12)}, {}, {day: Decimal(12)})
    assert not too_long({}, {}, {day: Decimal(25)})  # what is wrong elsewhere is not put right here


def test_it_lays_last_month_on_the_working_days_of_this_one():
    february: dict[tuple[int | None, date], Decimal] = {
        (7, date(2026, 2, n)): Decimal(n) for n in (2, 3, 10, 6, 13, 20, 27)
    }
    leave = [span(DayKind.LEAVE, date(2026, 3, 20), date(2026, 3, 20))]
    found = copied(february, days(spans=leave), {"start_on": None, "end_on": date(2026, 3, 26)})
    # The third is a holiday, and of the Mondays only the first had hours; 20 March is leave, 27 March after the end.
    assert found == {
        (7, date(2026, 3, 2)): 2, (7, date(2026, 3, 9)): 2, (7, date(2026, 3, 16)): 2, (7, date(2026, 3, 23)): 2,
        (7, date(2026, 3, 10)): 10, (7, date(2026, 3, 17)): 10, (7, date(2026, 3, 24)): 10,
        (7, date(2026, 3, 6)): 6, (7, date(2026, 3, 13)): 13,
    }  # fmt: skip


@pure
@given(CELLS, some.integers(1, 28), some.integers(0, 10))
def test_it_lays_nothing_on_days_off_and_only_hours_that_were_there(cells, start, long):
    april = date(2026, 4, 1)
    leave = [span(DayKind.LEAVE, april.replace(day=start), april.replace(day=start) + timedelta(long))]
    month = days(april, leave)
    found = copied(cells, month, FREE)
    working = {day.on for day in month if day.mark is Mark.WORKING}
    assert {day for _, day in found} <= working
    there = {(activity, day.weekday(), hours) for (activity, day), hours in cells.items()}
    assert {(activity, day.weekday(), hours) for (activity, day), hours in found.items()} <= there


def test_it_goes_from_draft_to_approved_and_back_with_a_reason_only():
    states = list(SheetState)
    allowed = {(one, other) for one in states for other in states if may_become(one, other)}
    assert allowed == {
        (SheetState.DRAFT, SheetState.SUBMITTED),
        (SheetState.RETURNED, SheetState.SUBMITTED),
        (SheetState.RETURNED, SheetState.DRAFT),
        (SheetState.SUBMITTED, SheetState.APPROVED),
        (SheetState.SUBMITTED, SheetState.RETURNED),
        (SheetState.APPROVED, SheetState.RETURNED),
    }


@pytest.mark.parametrize(
    ("person", "submitted_by", "alone", "why"),
    [
        (1, 1, False, rules.OWN_HOURS),
        (1, 1, True, rules.OWN_HOURS),  # whatever the contract lets one do alone
        (1, 3, False, rules.OWN_HOURS),
        (2, 2, False, rules.OWN_SENDING),
        (2, 2, True, ""),
        (3, 2, False, ""),
    ],
)
def test_nobody_approves_its_own_hours_or_what_it_sent_itself(person, submitted_by, alone, why):
    by = Identity(name="Мария", person_id=person)
    found = why_not_decide(by, {"person_id": 1}, {"submitted_by_id": submitted_by}, alone_suffices=alone)
    assert found == why
