"""Terms end where Regulation 1182/71 and the Labour Code say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from grants.deadlines.why import why
from grants.values.days import Roll, Unit, is_working_day, next_working_day, previous_working_day
from grants.values.holidays import day_off_called
from grants.values.language import Text
from grants.values.terms import OfficeDays, Term, UnknownCountry, UnknownYear, hour_objections, reckon
from grants.values.wording import wording

D, W, M = Unit.DAYS, Unit.WORKING_DAYS, Unit.MONTHS
EXAMPLES = [
    ("2025-12-31", 30, D, "2026-01-30", "2026-01-30"),
    ("2025-12-02", 30, D, "2026-01-01", "2026-01-05"),
    ("2026-03-31", 60, D, "2026-05-30", "2026-06-01"),
    ("2026-01-31", 1, M, "2026-02-28", "2026-03-02"),
    ("2026-03-12", 1, M, "2026-04-12", "2026-04-14"),
    ("2026-08-31", 6, M, "2027-02-28", "2027-03-01"),
    ("2027-01-01", 4, M, "2027-05-01", "2027-05-05"),
    ("2025-12-19", 10, W, "2026-01-12", "2026-01-12"),
    ("2026-04-03", 10, W, "2026-04-21", "2026-04-21"),
    ("2027-04-28", 5, W, "2027-05-11", "2027-05-11"),
]


@pytest.mark.parametrize(("start", "amount", "unit", "raw", "day"), EXAMPLES)
def test_it_ends_where_the_worked_examples_do(start, amount, unit, raw, day):
    found = reckon(date.fromisoformat(start), Term(amount, unit, Roll.NEXT), OfficeDays())
    assert (str(found.raw), str(found.day)) == (raw, day)
    assert found.safe == previous_working_day(found.raw)


def test_it_ends_every_day_of_five_years_on_a_working_day_next_to_it():
    offices = OfficeDays()
    for n in range((date(2031, 1, 1) - date(2026, 1, 1)).days):
        day = date(2026, 1, 1) + timedelta(days=n)
        start = day - timedelta(days=30)
        ends = {roll: reckon(start, Term(30, D, roll), offices).day for roll in Roll}
        wanted = {Roll.NONE: day, Roll.NEXT: next_working_day(day), Roll.PREVIOUS: previous_working_day(day)}
        assert ends == wanted
        assert is_working_day(ends[Roll.NEXT])


def test_it_counts_days_declared_off_and_days_made_working_ones():
    declared = OfficeDays(
        "BG", {date(2026, 8, 31): Text("Ден за почивка", "A day off")}, frozenset({date(2026, 8, 29)})
    )
    assert reckon(date(2026, 7, 2), Term(60, D, Roll.NEXT), declared).day == date(2026, 9, 1)
    assert reckon(date(2026, 6, 30), Term(60, D, Roll.NEXT), declared).day == date(2026, 8, 29)
    assert day_off_called(date(2026, 8, 31), declared) == Text("Ден за почивка", "A day off")


def test_it_refuses_years_and_countries_that_no_calendar_knows():
    with pytest.raises(UnknownYear):
        reckon(date(2100, 12, 20), Term(30, W), OfficeDays())
    with pytest.raises(UnknownYear):
        reckon(date(2026, 1, 1), Term(10**9, D), OfficeDays())
    with pytest.raises(UnknownCountry):
        reckon(date(2026, 1, 1), Term(3, W), OfficeDays("XX"))


HOURS = [("17:00", "Europe/Brussels", []), ("", "", []), ("24:00", "", []), ("25:00", "", ["hour"]), ("17", "", ["hour"]),
         ("17:00", "Europe/Atlantis", ["zone"]), ("", "Europe/Sofia", ["hour"])]  # fmt: skip


@pytest.mark.parametrize(("hour", "zone", "places"), HOURS)
def test_it_objects_to_hours_and_zones_that_no_clock_knows(hour, zone, places):
    assert [one.place for one in hour_objections(hour, zone)] == places


WHY = [
    ("en", date(2026, 6, 30), 60, D, date(2026, 8, 29), date(2026, 8, 31),
     "60 days after 30 Jun 2026 is Saturday, 29 August 2026, so Monday, 31 August 2026."),
    ("bg", date(2025, 12, 2), 30, D, date(2026, 1, 1), date(2026, 1, 5), None),
    ("bg", None, None, D, None, date(2026, 1, 5), ""),
]  # fmt: skip


@pytest.mark.parametrize(("language", "start", "amount", "unit", "raw", "day", "said"), WHY)
def test_it_says_why(language, start, amount, unit, raw, day, said):
    found = (
        why(wording(language), start, amount, unit, raw, day, OfficeDays()).replace("\xa0", " ").replace("\u202f", " ")
    )
    if said is None:
        assert "Нова година" in found
        assert "понеделник, 5 януари 2026" in found
    else:
        assert found == said
