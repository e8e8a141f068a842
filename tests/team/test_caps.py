"""Hours are added up over all projects of the organisation, each once, and measured against the lowest limit that holds."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.checks.people import Colleague, Engagement, Worked
from grants.checks.rules_hours import of_hours
from grants.team.rules_caps import Caps, Exceeded, Span, caps_of, exceeded, hours_by
from tests.properties import pure

D = Decimal
DAY = date(2026, 10, 5)


def engagement(post=None, day=None, month=None, year=None):
    limits = (day, month, year)
    return {
        "post": None if post is None else D(post),
        **{name: None if one is None else D(one) for name, one in zip(("hours_day", "hours_month", "hours_year"), limits, strict=True)},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("engagements", "day", "month", "year"),
    [
        ([], "12", None, "1720"),
        ([engagement()], "12", None, "1720"),
        ([engagement("0.5")], "12", None, "860"),
        ([engagement("0.5"), engagement("0.25")], "12", None, "1290"),
        ([engagement("0.75"), engagement("0.75")], "12", None, "1720"),  # nobody has more than a full post of hours
        ([engagement("0.5", day="8"), engagement("0.5", day="4", month="40")], "4", "40", "1720"),
        ([engagement("1", year="1600"), engagement("1")], "12", None, "1600"),
        ([engagement("1", day="0")], "0", None, "1720"),
    ],
)
def test_it_takes_the_lowest_limit_of_a_persons_engagements(engagements, day, month, year):
    caps = caps_of(engagements)
    assert (caps.day, caps.month, caps.year) == (D(day), None if month is None else D(month), D(year))


@pytest.mark.parametrize(
    ("worked", "over"),
    [
        ([(DAY, "8")], []),
        ([(DAY, "8"), (DAY, "4")], []),
        ([(DAY, "8"), (DAY, "4.25")], [(Span.DAY, DAY, "12.25")]),
        ([(DAY + timedelta(days=at), "8") for at in range(6)], [(Span.MONTH, date(2026, 10, 1), "48")]),
        ([(date(2026, month, 5), "10") for month in range(1, 13)], [(Span.YEAR, date(2026, 1, 1), "120")]),
        ([(date(2026, 12, 31), "10"), (date(2027, 1, 1), "10")], []),
    ],
)
def test_it_finds_the_days_months_and_years_that_are_over(worked, over):
    caps = Caps(month=D("40"), year=D("100"))
    found = exceeded([(day, D(hours)) for day, hours in worked], caps)
    assert found == [Exceeded(span, first, D(hours), caps.of(span)) for span, first, hours in over]  # type: ignore[arg-type]


days = st.dates(date(2025, 12, 1), date(2026, 2, 28))
some_hours = st.integers(0, 1200).map(lambda hundredths: D(hundredths) / 100)


@pure
@given(st.lists(st.tuples(days, some_hours), max_size=40))
def test_it_counts_every_hour_exactly_once(worked):
    total = sum((hours for _, hours in worked), D(0))
    for span in Span:
        assert sum(hours_by(span, worked).values(), D(0)) == total


@pure
@given(st.lists(st.tuples(days, some_hours, st.sampled_from("АБВ")), max_size=40))
def test_it_counts_no_hour_twice_over_projects(worked):
    """However the hours lie in projects, what is told of a year is their sum, and no other order or division changes it."""
    sheets = [Worked(1, day, hours, project) for day, hours, project in worked]
    whole = [Worked(1, day, hours, "А") for day, hours, _ in worked]
    person = {1: Colleague("Мария", (Engagement(D("0.01")), Engagement(D("0.01"), start_on=date(2027, 1, 1))))}
    told = {one.facts["year"]: one.facts["hours"] for one in of_hours(sheets, person) if one.code == "HOURS_OVER_YEAR"}
    assert told == {
        str(first.year): hours for first, hours in hours_by(Span.YEAR, [(d, h) for d, h, _ in worked]).items() if hours > D("17.2")
    }  # fmt: skip
    assert told == {
        one.facts["year"]: one.facts["hours"] for one in of_hours(whole[::-1], person) if one.code == "HOURS_OVER_YEAR"
    }
