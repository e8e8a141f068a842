"""The forecast of a line, and what is amiss with sources: tables worked out by hand, and what holds of any."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.budget.forecast import Basis, days_of_year, forecast, outlook
from grants.budget.kinds import ShareRule
from grants.budget.opening import LINE_TWICE, LINE_UNKNOWN, pasted
from grants.budget.sources import SHARES_ROUNDED, SUM_BEYOND, SUM_SHORT, Stated, amiss
from grants.values.money import Money
from tests.properties import pure

FIRST, LAST = date(2026, 1, 1), date(2026, 4, 10)  # a hundred days


def euro(cents):
    return Money(cents, "EUR")


@pytest.mark.parametrize(
    ("today", "spent", "committed", "at_end", "basis"),
    [
        (date(2026, 1, 5), 5000, 0, 100_00, Basis.PLAN),  # the fifth day: too early for a pace
        (date(2026, 1, 5), 5000, 60_00, 110_00, Basis.PLAN),  # but more than the plan is already bound
        (date(2026, 2, 19), 3000, 0, 6000, Basis.PACE),  # fifty of a hundred days
        (date(2026, 2, 19), 3000, 500, 6500, Basis.PACE),
        (date(2026, 4, 10), 3000, 500, 3500, Basis.PACE),  # the last day
        (date(2026, 4, 11), 3000, 500, 3500, Basis.ENDED),
    ],
)
def test_it_draws_on_the_pace_and_adds_what_is_committed(today, spent, committed, at_end, basis):
    found = forecast(euro(100_00), euro(spent), euro(committed), FIRST, LAST, today)
    assert found is not None
    assert (found.at_end.minor, found.basis) == (at_end, basis)
    assert found.approved == found.at_end + found.unspendable - found.overspend


def test_it_foresees_nothing_without_days():
    for first, last in ((None, LAST), (FIRST, None), (LAST, FIRST)):
        assert forecast(euro(1), euro(1), euro(0), first, last, LAST) is None


@pytest.mark.parametrize(
    ("said", "year"), [("2026", 2026), (" 2025 ", 2025), ("1", None), ("П1", None), ("٢٠٢٦", None)]
)
def test_it_knows_a_calendar_year(said, year):
    assert days_of_year(said) == (None if year is None else (date(year, 1, 1), date(year, 12, 31)))


CENTS = st.integers(0, 10**12)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


@pure
@given(st.lists(st.tuples(CENTS, CENTS, CENTS, DAYS, DAYS, DAYS), max_size=6))
def test_it_sums_what_is_left_and_what_is_beyond_apart(lines):
    found = [forecast(euro(a), euro(b), euro(c), *days) for a, b, c, *days in lines]
    known = [one for one in found if one is not None]
    whole = outlook(known, "EUR")
    assert whole.at_end + whole.unspendable - whole.overspend == euro(sum(one.approved.minor for one in known))
    assert all(one.at_end.minor >= 0 for one in known)


def of(*pairs):
    return [
        Stated(None, None if cents is None else euro(cents), None if per_cent is None else Decimal(per_cent))
        for cents, per_cent in pairs
    ]


@pytest.mark.parametrize(
    ("sources", "rule", "said"),
    [
        (of((8500, "85"), (1500, "15")), ShareRule.LARGEST_REMAINDER, []),
        (of((8500, "85"), (1499, "15")), ShareRule.LARGEST_REMAINDER, [(SUM_SHORT, True)]),
        (of((8500, "85"), (1501, "15")), ShareRule.INTERREG, [(SUM_BEYOND, False)]),
        (of((3334, "33.34"), (3333, "33.33"), (3333, "33.33")), ShareRule.LARGEST_REMAINDER, []),
        (of((8500, None), (None, "15")), ShareRule.LARGEST_REMAINDER, []),  # nothing can be added up yet
    ],
)
def test_it_says_where_sources_do_not_make_their_whole(sources, rule, said):
    assert [(one.sentence, one.stops) for one in amiss(sources, euro(100_00), rule)] == said


def test_it_takes_rounded_shares_of_amounts_that_make_the_whole():
    sources = of((333_33, "33.33"), (333_33, "33.33"), (333_34, "33.33"))
    (found,) = amiss(sources, euro(1000_00))
    assert (found.sentence, found.stops, found.facts["total"]) == (SHARES_ROUNDED, False, Decimal("99.99"))


def test_it_does_not_take_them_where_the_amounts_say_otherwise():
    (found,) = amiss(of((333_33, "33.33"), (666_67, "66.66")), euro(1000_00))
    assert found.stops


def test_it_fills_cells_from_rows_of_a_spreadsheet():
    typed, told = pasted("1.1\t400,00\t\t\t\t10\n\n2.;1", {"1.1": 7, "2": 8})
    assert not told
    assert (typed["amount-7"], typed["own-7"], typed["cut-7"]) == ("400,00", "", "10")
    assert typed["amount-8"] == "1"


def test_it_fills_in_nothing_where_a_row_is_unknown_or_twice():
    typed, told = pasted("9\t1\n1.1\t2\n1.1\t3", {"1.1": 7})
    assert typed == {}
    assert [one.sentence for one in told] == [LINE_UNKNOWN, LINE_TWICE]
