"""Terms end where Regulation 1182/71 and the Labour Code say."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from grants.deadlines.why import why
from grants.values.days import Roll, Unit, holiday_name, is_working_day, next_working_day, previous_working_day
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


def test_it_ends_every_day_of_five_years_on_a_working_day_next_to_it():
    offices = OfficeDays()
    for n in range((date(2031, 1, 1) - date(2026, 1, 1)).days):
        day = date(2026, 1, 1) + timedelta(days=n)
        start = day - timedelta(days=30)
        ends = {roll: reckon(start, Term(30, D, roll), offices).day for roll in Roll}
        wanted = {Roll.NONE: day, Roll.NEXT: next_working_day(day), Roll.PREVIOUS: previous_working_day(day)}
        wanted[Roll.REGULATION] = wanted[Roll.NEXT]
        assert ends == wanted
        assert is_working_day(ends[Roll.NEXT])


# By Regulation 1182/71, art. 3(4) and (5), around Easter and Christmas: from a day, so many days, where they end by the
# next working day alone, and with two working days at least.
TWO_WORKING_DAYS = [
    ("2026-04-09", 2, "2026-04-14", "2026-04-15"),  # Easter: Friday 10 to Monday 13 April
    ("2026-04-09", 5, "2026-04-14", "2026-04-15"),  # ends on a working day, and it is the only one
    ("2026-04-09", 6, "2026-04-15", "2026-04-15"),
    ("2026-04-08", 2, "2026-04-14", "2026-04-14"),  # Thursday and, moved from Good Friday, Tuesday
    ("2026-12-23", 2, "2026-12-29", "2026-12-30"),  # 24 to 26 December and Monday 28, for the Saturday
    ("2026-12-31", 2, "2027-01-04", "2027-01-05"),
    ("2027-04-29", 3, "2027-05-05", "2027-05-07"),  # Easter and 1 May up to Tuesday 4, and 6 May
    ("2027-04-29", 7, "2027-05-07", "2027-05-07"),
    ("2027-12-23", 3, "2027-12-29", "2027-12-30"),  # 24 to 26 December, Monday 27 and Tuesday 28
    ("2028-04-13", 4, "2028-04-18", "2028-04-19"),
    ("2028-12-22", 3, "2028-12-28", "2028-12-29"),
    ("2029-04-05", 2, "2029-04-10", "2029-04-11"),
    ("2029-12-21", 2, "2029-12-27", "2029-12-28"),
    ("2030-04-25", 5, "2030-04-30", "2030-05-02"),  # 1 May is a Wednesday
    ("2026-11-05", 2, "2026-11-09", "2026-11-09"),  # a plain weekend: Friday and Monday
    ("2026-11-06", 2, "2026-11-09", "2026-11-10"),
    ("2026-11-06", 1, "2026-11-09", "2026-11-09"),  # a term of one day has one
    ("2026-11-06", 0, "2026-11-06", "2026-11-06"),
    ("2026-11-05", 60, "2027-01-04", "2027-01-04"),
]


@pytest.mark.parametrize(("start", "days", "next_one", "day"), TWO_WORKING_DAYS)
def test_a_term_by_the_regulation_has_two_working_days(start, days, next_one, day):
    since = date.fromisoformat(start)
    ends = {roll: str(reckon(since, Term(days, D, roll), OfficeDays()).day) for roll in (Roll.NEXT, Roll.REGULATION)}
    assert ends == {Roll.NEXT: next_one, Roll.REGULATION: day}


@pytest.mark.parametrize(
    ("start", "days", "day"),
    [("2026-11-09", -2, "2026-11-05"), ("2026-11-16", -10, "2026-11-06"), ("2026-12-07", -30, "2026-11-07"),
     ("2026-04-14", -4, "2026-04-08")],
)  # fmt: skip
def test_a_term_counted_back_by_the_regulation_is_moved_by_no_day_off_and_has_two_working_days(start, days, day):
    found = reckon(date.fromisoformat(start), Term(days, D, Roll.REGULATION), OfficeDays())
    assert str(found.day) == day


@pytest.mark.parametrize("amount", [2, 3, 4, 5, 7])
def test_by_the_regulation_no_earlier_day_would_do_in_five_years(amount):
    offices, first = OfficeDays(), date(2026, 1, 1)
    for n in range((date(2031, 1, 1) - first).days):
        start = first + timedelta(days=n)
        found = reckon(start, Term(amount, D, Roll.REGULATION), offices)
        worked = [start + timedelta(days=k) for k in range(1, 16) if is_working_day(start + timedelta(days=k))]
        assert found.day == next(day for day in worked[1:] if day >= found.raw)
        for other in (Term(1, M, Roll.REGULATION), Term(2, W, Roll.REGULATION)):
            as_ever = Term(other.amount, other.unit, Roll.NEXT)
            assert reckon(start, other, offices).day == reckon(start, as_ever, offices).day


@pytest.mark.parametrize(
    ("start", "amount", "language", "said"),
    [
        ("2027-04-29", 3, "en", "3 days after 29 Apr 2027 is Sunday, 2 May 2027 (Easter); at least two of the days must be working ones (Regulation 1182/71, art. 3(5)), so Friday, 7 May 2027."),
        ("2027-04-29", 3, "bg", "3 дни след 29.04.2027 г. е неделя, 2 май 2027 г. (Великден); поне два от дните трябва да са работни (чл. 3, пар. 5 от Регламент 1182/71), затова петък, 7 май 2027 г."),
        ("2026-04-09", 5, "en", "5 days after 9 Apr 2026 is Tuesday, 14 April 2026; at least two of the days must be working ones (Regulation 1182/71, art. 3(5)), so Wednesday, 15 April 2026."),
        ("2026-04-08", 2, "en", "2 days after 8 Apr 2026 is Friday, 10 April 2026 (Good Friday), so Tuesday, 14 April 2026."),
        ("2026-11-09", -2, "en", "2 days before 9 Nov 2026 is Saturday, 7 November 2026; at least two of the days must be working ones (Regulation 1182/71, art. 3(5)), so Thursday, 5 November 2026."),
    ],
)  # fmt: skip
def test_it_says_that_two_working_days_moved_it(start, amount, language, said):
    found = reckon(date.fromisoformat(start), Term(amount, D, Roll.REGULATION), OfficeDays())
    words = why(wording(language), found.start, amount, D, found.raw, found.day, OfficeDays())
    assert words.replace("\xa0", " ").replace("\u202f", " ") == said


def test_it_counts_days_declared_off_and_days_made_working_ones():
    declared = OfficeDays(
        "BG", {date(2026, 8, 31): Text("Ден за почивка", "A day off")}, frozenset({date(2026, 8, 29)})
    )
    assert reckon(date(2026, 7, 2), Term(60, D, Roll.NEXT), declared).day == date(2026, 9, 1)
    assert reckon(date(2026, 6, 30), Term(60, D, Roll.NEXT), declared).day == date(2026, 8, 29)
    assert day_off_called(date(2026, 8, 31), declared) == Text("Ден за почивка", "A day off")


def test_holidays_are_called_in_british_english_wherever_they_are():
    """Those of other countries in words of our own, all the others as the calendar has them but for the spelling."""
    first_of_may = date(2026, 5, 1)
    called = {country: day_off_called(first_of_may, OfficeDays(country)) for country in ("BG", "PL", "DE", "IT", "BA")}
    assert {country: name.en for country, name in called.items() if name} == {
        "BG": "Labour Day and International Workers' Solidarity Day",
        "PL": "National Day",
        "DE": "Labour Day",
        "IT": "Labour Day",
        "BA": "Labour Day",
    }
    bulgarian = called["BG"]
    assert bulgarian is not None
    assert bulgarian.bg == "Ден на труда и на международната работническа солидарност"
    assert holiday_name(date(2027, 5, 4), "en") == "Labour Day and International Workers' Solidarity Day (observed)"


@pytest.mark.parametrize("country", ["BG", "BA", "KR", "MU", "NP", "RU", "TH", "UZ", "US", "TR"])
def test_no_holiday_is_spelt_the_american_way(country):
    names = [holiday_name(date(2026, 1, 1) + timedelta(days=n), "en", country) or "" for n in range(3 * 365)]
    assert any(names)
    assert not [name for name in names if re.search(r"\b(Labor|Honor)", name)]


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
    ("bg", date(2027, 8, 31), 0, D, date(2027, 8, 31), date(2027, 8, 31), "Самият ден: вторник, 31 август 2027 г."),
    ("bg", date(2027, 8, 28), 0, D, date(2027, 8, 28), date(2027, 8, 30), "Самият ден е събота, 28 август 2027 г., затова понеделник, 30 август 2027 г."),
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
