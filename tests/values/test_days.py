"""Days: precision, months, durations as the five real pages state them, and working days (работни дни)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.values.days import (
    Precision,
    PublishedDay,
    add_months,
    add_working_days,
    computed_end,
    duration_verdict,
    full_months,
    holiday_name,
    is_working_day,
    months_readings,
    next_working_day,
    previous_working_day,
    touched_months,
)
from tests.properties import pure


def day(text: str) -> date:
    """A day as the tables write it, 31.12.2025."""
    numbers = [int(part) for part in text.split(".")]
    return date(numbers[2], numbers[1], numbers[0])


def published(text: str) -> PublishedDay:
    parts = [int(part) for part in text.split(".")]
    if len(parts) == 1:
        return PublishedDay(date(parts[0], 5, 17), Precision.YEAR)
    return PublishedDay(date(parts[1], parts[0], 17), Precision.MONTH) if len(parts) == 2 else PublishedDay(day(text))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("15.11.2017", "15.11.2017", "15.11.2017"),
        ("1.2019", "1.1.2019", "31.1.2019"),
        ("2.2020", "1.2.2020", "29.2.2020"),
        ("2004", "1.1.2004", "31.12.2004"),
    ],
)
def test_it_spans_all_the_days_a_published_date_may_mean(text, first, last):
    assert (published(text).first, published(text).last) == (day(first), day(last))


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("31.1.2026", 1, "28.2.2026"),
        ("31.1.2024", 1, "29.2.2024"),
        ("31.8.2026", 6, "28.2.2027"),
        ("12.3.2026", 1, "12.4.2026"),
        ("1.1.2027", 4, "1.5.2027"),
        ("15.12.2025", 1, "15.1.2026"),
        ("31.3.2026", -1, "28.2.2026"),
        ("31.12.9999", 1, "31.12.9999"),
    ],
)
def test_it_adds_months_to_the_same_numbered_day(start, months, end):
    assert add_months(day(start), months) == day(end)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("1.6.2013", 18, "30.11.2014"),
        ("15.11.2017", 15, "14.2.2019"),
        ("3.10.2011", 37, "2.11.2014"),
        ("1.1.2019", 12, "31.12.2019"),
        ("31.1.2026", 1, "28.2.2026"),
        ("29.2.2024", 12, "28.2.2025"),
    ],
)
def test_it_computes_the_last_day_of_a_period(start, months, end):
    assert computed_end(day(start), months) == day(end)


@pytest.mark.parametrize(
    ("start", "end", "readings"),
    [
        ("1.6.2013", "30.11.2014", {17, 18}),
        ("3.10.2011", "31.10.2014", {36, 37}),
        ("15.11.2017", "15.11.2017", {0, 1}),
        ("1.1.2019", "31.1.2020", {12, 13}),
        ("2.1.2019", "1.1.2019", set()),
    ],
)
def test_it_counts_months_in_every_fair_way(start, end, readings):
    assert months_readings(day(start), day(end)) == readings


@pytest.mark.parametrize(
    ("months", "start", "end", "verdict"),
    [
        (18, "1.6.2013", "30.11.2014", "exact"),  # проект 000
        (37, "3.10.2011", "31.10.2014", "rounded"),  # проект 003
        (12, "1.2019", "1.2020", "ambiguous"),  # проект 004
        (15, "15.11.2017", "15.11.2017", "mismatch"),  # проект 002
        (15, "15.11.2017", "15.2.2019", "exact"),
        (15, "15.11.2017", "14.2.2019", "exact"),
        (36, "3.10.2011", "31.10.2014", "rounded"),
        (39, "3.10.2011", "31.10.2014", "mismatch"),
        (12, "1.2019", "12.2019", "exact"),
        (36, "2004", "2006", "exact"),
        (24, "2004", "2006", "ambiguous"),
        (40, "2004", "2006", "mismatch"),
        (12, "1.2019", "31.12.2019", "exact"),
        (12, "1.2019", "15.1.2020", "ambiguous"),
        (1, "15.11.2017", "15.11.2017", "rounded"),
        (5, "2.1.2020", "1.1.2019", "mismatch"),
        (1000000, "1.1.2020", "1.1.2021", "mismatch"),
        (12, "1.1.2020", "31.12.9999", "mismatch"),
    ],
)
def test_it_says_how_a_stated_duration_agrees_with_the_dates(months, start, end, verdict):
    assert duration_verdict(months, published(start), published(end)) == verdict


days = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@pure
@given(days, st.integers(1, 120))
def test_it_finds_a_computed_end_exact(start, months):
    end = computed_end(start, months)
    assert full_months(start, end) >= months > full_months(start, end - timedelta(days=1)) >= 0
    assert months_readings(start, end) <= set(range(touched_months(start, end) + 1))
    assert duration_verdict(months, PublishedDay(start), PublishedDay(end)) == "exact"


# --- working days -------------------------------------------------------------------------------------------------

OFF = """
1.1.2026 2.1.2026 3.3.2026 10.4.2026 11.4.2026 12.4.2026 13.4.2026 1.5.2026 6.5.2026 24.5.2026 25.5.2026
6.9.2026 7.9.2026 22.9.2026 24.12.2026 25.12.2026 26.12.2026 28.12.2026 31.12.2025
1.1.2027 3.3.2027 30.4.2027 1.5.2027 2.5.2027 3.5.2027 4.5.2027 6.5.2027 24.5.2027 6.9.2027 22.9.2027
24.12.2027 25.12.2027 26.12.2027 27.12.2027 28.12.2027
"""


@pytest.mark.parametrize("text", OFF.split())
def test_it_rests_on_the_holidays_of_2026_and_2027(text):
    assert not is_working_day(day(text))
    assert holiday_name(day(text), "bg")


@pytest.mark.parametrize("year", [2026, 2027])
def test_it_works_on_every_other_weekday_of_those_years(year):
    off = {day(text) for text in OFF.split()}
    every = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    assert [d for d in every if is_working_day(d)] == [d for d in every if d.weekday() < 5 and d not in off]


@pytest.mark.parametrize(
    ("text", "working"), [("12.3.2016", True), ("1.11.2026", False), ("2.11.2026", True), ("5.1.2026", True)]
)
def test_it_knows_worked_saturdays_and_school_holidays(text, working):
    assert is_working_day(day(text)) is working


@pytest.mark.parametrize(
    ("start", "count", "unit", "raw", "effective"),
    [
        ("31.12.2025", 30, "days", "30.01.2026", "30.01.2026"),
        ("02.12.2025", 30, "days", "01.01.2026", "05.01.2026"),
        ("31.03.2026", 60, "days", "30.05.2026", "01.06.2026"),
        ("31.01.2026", 1, "months", "28.02.2026", "02.03.2026"),
        ("12.03.2026", 1, "months", "12.04.2026", "14.04.2026"),
        ("31.08.2026", 6, "months", "28.02.2027", "01.03.2027"),
        ("01.01.2027", 4, "months", "01.05.2027", "05.05.2027"),
    ],
)
def test_it_rolls_the_last_day_to_the_next_working_one(start, count, unit, raw, effective):
    end = day(start) + timedelta(days=count) if unit == "days" else add_months(day(start), count)
    assert end == day(raw)
    assert next_working_day(end) == day(effective)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        ("19.12.2025", 10, "12.01.2026"),
        ("03.04.2026", 10, "21.04.2026"),
        ("28.04.2027", 5, "11.05.2027"),
        ("12.01.2026", -10, "19.12.2025"),
        ("11.04.2026", 0, "11.04.2026"),
    ],
)
def test_it_counts_working_days_without_the_first(start, n, end):
    assert add_working_days(day(start), n) == day(end)


def test_it_finds_the_safe_day_before():
    assert previous_working_day(day("13.4.2026")) == day("9.4.2026")
    assert previous_working_day(day("9.4.2026")) == day("9.4.2026")


def easter(year: int) -> date:
    """Orthodox Easter (Meeus), in a century in which the calendars are thirteen days apart."""
    moon = (19 * (year % 19) + 15) % 30
    weekday = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, rest = divmod(moon + weekday + 114, 31)
    return date(year, month, rest + 1) + timedelta(days=13)


def official_days_off(year: int) -> set[date]:
    """Those of art. 154 of the Labour Code, reckoned here from its words; the second paragraph moves what falls on a
    Saturday or Sunday, but for Easter, to the next working days. 2 January 2026 was declared off once.
    """
    fixed = {day(f"{text}.{year}") for text in "01.01 03.03 01.05 06.05 24.05 06.09 22.09 24.12 25.12 26.12".split()}
    of_easter = {easter(year) + timedelta(days=n) for n in (-2, -1, 0, 1)}
    off = fixed | of_easter | ({date(2026, 1, 2)} if year == 2026 else set())
    for one in sorted(one for one in fixed if one.weekday() > 4):
        instead = one
        while instead in off or instead.weekday() > 4:
            instead += timedelta(days=1)
        off.add(instead)
    return off


@pytest.mark.parametrize("year", range(2026, 2031))
def test_it_works_on_every_day_of_five_years_that_the_labour_code_does_not_name(year):
    off = official_days_off(year)
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365 + (year % 4 == 0))]
    assert [one for one in days if is_working_day(one) != (one.weekday() < 5 and one not in off)] == []


def test_it_takes_days_declared_off_later():
    declared = frozenset({day("9.4.2026"), day("14.4.2026")})
    assert not is_working_day(day("9.4.2026"), also_off=declared)
    assert next_working_day(day("10.4.2026"), also_off=declared) == day("15.4.2026")
    assert previous_working_day(day("13.4.2026"), also_off=declared) == day("8.4.2026")
    assert add_working_days(day("8.4.2026"), 1, also_off=declared) == day("15.4.2026")


def test_it_keeps_the_holidays_of_a_partners_country():
    assert not is_working_day(day("6.12.2027"), "ES")
    assert is_working_day(day("3.3.2026"), "ES")
    assert holiday_name(day("6.12.2027"), "en", "ES")
    assert holiday_name(day("6.12.2027"), "bg", "ES")  # дни без български имена: по местному
    with pytest.raises(ValueError, match="not known"):
        is_working_day(day("1.1.2026"), "ZZ")


def test_it_names_a_holiday_in_both_languages():
    bulgarian = holiday_name(day("3.3.2026"), "bg")
    assert bulgarian is not None
    assert "Освобождението" in bulgarian
    english = holiday_name(day("3.3.2026"), "en")
    assert english is not None
    assert "Liberation" in english
    assert holiday_name(day("4.3.2026"), "bg") is None
