"""Until when papers are kept: each reason as its law counts it, and which of them decides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.projects.rules import KeepingKind
from grants.projects.rules_keeping import (
    PAID_SO_FAR,
    KeepingFacts,
    Reason,
    accounts_due,
    keeping_objections,
    kept_until,
)
from tests.projects.test_reporting_periods import day
from tests.properties import pure


def kept_by(reasons, facts):
    return kept_until(reasons, facts)


def until(reasons, **facts):
    return kept_by(reasons, KeepingFacts(**facts)).until


BY_PERIOD = [
    # 2021–2027: five years from the end of the year of the last payment
    ("2021-2027", {"paid_on": day("12.3.2026"), "final_paid": True}, "31.12.2031"),
    ("2021-2027", {"paid_on": day("31.12.2026"), "final_paid": True}, "31.12.2031"),
    ("2021-2027", {"paid_on": day("1.1.2027"), "final_paid": True}, "31.12.2032"),
    # 2014–2020: two or three years from the end of the year of the accounts
    ("2014-2020", {"paid_on": day("30.6.2019"), "total": 999_999_99}, "31.12.2023"),
    ("2014-2020", {"paid_on": day("1.7.2019"), "total": 999_999_99}, "31.12.2024"),
    ("2014-2020", {"paid_on": day("1.7.2019"), "total": 1_000_000_00}, "31.12.2023"),
    # 2007–2013: three years after the closure of the programme
    ("2007-2013", {"paid_on": day("12.3.2014"), "closed_on": day("29.2.2020")}, "28.2.2023"),
    ("2007-2013", {"paid_on": day("12.3.2014")}, None),
    # the Recovery plan: five years after the balance, three for a grant of low value
    ("RRP", {"paid_on": day("12.3.2026"), "final_paid": True, "grant": 60_000_01}, "12.3.2031"),
    ("RRP", {"paid_on": day("12.3.2026"), "final_paid": True, "grant": 60_000_00}, "12.3.2029"),
    ("RRP", {"paid_on": day("12.3.2026"), "final_paid": False}, None),
    ("", {"paid_on": day("12.3.2026")}, None),
]


@pytest.mark.parametrize(("period", "facts", "expected"), BY_PERIOD)
def test_it_counts_as_the_programming_period_does(period, facts, expected):
    assert until([], period=period, **facts) == (expected and day(expected))


TYPED = [
    (Reason(KeepingKind.STATE_AID, day("5.6.2024")), "5.6.2034"),
    (Reason(KeepingKind.BALANCE, day("29.2.2024")), "28.2.2029"),
    (Reason(KeepingKind.BALANCE, day("1.3.2024"), 7), "1.3.2031"),
    (Reason(KeepingKind.CONTRACT, until_on=day("31.12.2040")), "31.12.2040"),
    (Reason(KeepingKind.OTHER, day("1.3.2024"), 4), "1.3.2028"),
    (Reason(KeepingKind.OTHER, day("1.3.2024")), None),
    (Reason(KeepingKind.LAST_PAYMENT, day("12.3.2026")), "31.12.2031"),
    (Reason(KeepingKind.COURT, until_on=day("1.5.2030")), "1.5.2030"),
]


@pytest.mark.parametrize(("reason", "expected"), TYPED)
def test_it_counts_a_reason_as_it_was_typed(reason, expected):
    assert until([reason]) == (expected and day(expected))


def test_it_lets_the_latest_reason_decide_and_says_which():
    kept = kept_by(
        [
            Reason(KeepingKind.STATE_AID, day("5.6.2024"), row_id=7),
            Reason(KeepingKind.CONTRACT, until_on=day("1.1.2030")),
        ],
        KeepingFacts("2021-2027", day("12.3.2026"), final_paid=True),
    )
    assert (kept.until, kept.by.kind, kept.by.row_id) == (day("5.6.2034"), KeepingKind.STATE_AID, 7)
    assert [one.until for one in kept.whole] == [day("5.6.2034"), day("31.12.2031"), day("1.1.2030")]


def test_it_shows_papers_that_last_longer_apart():
    kept = kept_by(
        [],
        KeepingFacts("2021-2027", day("12.3.2026"), final_paid=True, last_paper=day("3.2.2026"), last_payroll=day("31.12.2025")),
    )  # fmt: skip
    assert kept.until == day("31.12.2031")
    assert [(one.kind.value, one.until) for one in kept.papers] == [
        ("payroll", day("31.12.2075")), ("accounting_act", day("31.12.2036")),
    ]  # fmt: skip


def test_it_takes_a_typed_reason_in_place_of_the_one_it_would_count_itself():
    kept = kept_by([Reason(KeepingKind.LAST_PAYMENT, years=7)], KeepingFacts("2021-2027", day("12.3.2026")))
    assert [one.until for one in kept.whole] == [day("31.12.2033")]


def test_it_says_that_a_day_is_not_the_last_word_before_the_final_payment():
    kept = kept_by([], KeepingFacts("2021-2027", day("12.3.2026"), final_paid=False))
    assert kept.by.sentence == PAID_SO_FAR


CASES = [
    # 100 days within the five years move their end by 100 days
    ([("1.1.2028", "9.4.2028")], "9.4.2032", 100),
    # what stood still before the clock ran does not count: it runs from 31.12.2026
    ([("1.1.2026", "9.1.2027")], "9.1.2032", 9),
    ([("1.1.2026", "31.12.2026")], "31.12.2031", 0),
    # a case after the end moves nothing; one that begins in the time another one added does
    ([("1.1.2032", "9.1.2032")], "31.12.2031", 0),
    ([("1.1.2028", "9.4.2028"), ("1.3.2032", "10.3.2032")], "19.4.2032", 110),
    # two cases at once stop the clock once
    ([("1.1.2028", "9.4.2028"), ("1.2.2028", "9.4.2028")], "9.4.2032", 100),
]


@pytest.mark.parametrize(("cases", "expected", "days"), CASES)
def test_it_moves_the_end_by_the_days_a_court_case_lasted(cases, expected, days):
    reasons = [Reason(KeepingKind.COURT, day(first), until_on=day(last)) for first, last in cases]
    kept = kept_by(reasons, KeepingFacts("2021-2027", day("12.3.2026"), final_paid=True))
    assert (kept.until, kept.by.stood_still) == (day(expected), days)
    assert not kept.stopped


def test_it_lets_nothing_be_destroyed_while_the_clock_is_stopped():
    facts = KeepingFacts("2021-2027", day("12.3.2026"), final_paid=True)
    for reason in (Reason(KeepingKind.COURT, day("1.1.2028")), Reason(KeepingKind.COURT, day("1.1.2028"), paused=True), Reason(KeepingKind.OTHER, paused=True)):  # fmt: skip
        kept = kept_by([reason], facts)
        assert kept.stopped
        assert kept.until == day("31.12.2031")


def test_it_knows_in_which_accounts_an_expenditure_stands():
    assert accounts_due(day("30.6.2019")) == day("15.2.2020")
    assert accounts_due(day("1.7.2019")) == day("15.2.2021")


REASONS = st.builds(
    Reason,
    st.sampled_from(list(KeepingKind)),
    st.one_of(st.none(), st.dates()),
    st.one_of(st.none(), st.integers(0, 100)),
    st.one_of(st.none(), st.dates()),
    st.booleans(),
)


@given(reasons=st.lists(REASONS, max_size=5), paid=st.one_of(st.none(), st.dates()), period=st.sampled_from(["", "2021-2027", "2014-2020"]))  # fmt: skip
@pytest.mark.property
@pure
def test_it_gives_a_day_that_no_reason_outlasts(reasons, paid, period):
    if paid and paid.year > 9990:
        paid = None
    kept = kept_by(reasons, KeepingFacts(period, paid))
    days = [one.until for one in kept.whole if one.until]
    assert kept.until == (max(days) if days else None)
    assert kept.stopped == any(one.paused or (one.kind is KeepingKind.COURT and not one.until_on) for one in reasons if one.kind not in {KeepingKind.PAYROLL, KeepingKind.ACCOUNTING_ACT})  # fmt: skip


TYPED_WRONG = [
    ({"years": -1}, ["years"]),
    ({"years": 101}, ["years"]),
    ({"from_on": day("2.1.2026"), "until_on": day("1.1.2026")}, ["until"]),
    ({"kind": "court"}, ["from"]),
    ({"years": 5, "from_on": day("2.1.2026")}, []),
]


@pytest.mark.parametrize(("typed", "places"), TYPED_WRONG)
def test_it_objects_to_a_reason_that_cannot_be_counted(typed, places):
    values = {"kind": "other", "years": None, "from_on": None, "until_on": None, **typed}
    assert [one.place for one in keeping_objections(values)] == places
