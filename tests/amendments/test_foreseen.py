"""What an amendment moves, by tables: what falls outside, what would not add up, what no longer stands (изменения)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from grants.amendments.foreseen import (
    LEAVES_SPENT,
    SHARES_OF_PARTNERS,
    Dated,
    Differing,
    Gone,
    Span,
    against_shares,
    against_sources,
    against_total,
    dated,
    differing,
    due_within,
    leaves_spent,
    outside,
    still_due,
)
from grants.amendments.plain import kept_row, plain, plain_row
from grants.amendments.rules import (
    ANSWERED_EARLY,
    NOT_AT_STAGE,
    NOT_SUSPENDED,
    OVER_ALREADY,
    SUSPENDED_ALREADY,
    AmendmentKind,
    against_days,
    against_span,
    against_state,
    days_still,
)
from grants.projects.records import PROJECT
from grants.values.days import Precision, PublishedDay
from grants.values.language import Text
from grants.values.money import Money
from grants.workplan.rules_plan import following_start

D = date.fromisoformat
YEAR = Span(D("2026-01-01"), D("2026-12-31"))


def thing(kind, row_id, first, last, *, over=False):
    title = Text("Обучение", "")
    return Dated(kind, row_id, str(row_id), title, Span(first and D(first), last and D(last)), over)


@pytest.mark.parametrize(
    ("span", "inside"),
    [
        (Span(D("2026-01-01"), D("2026-12-31")), True),
        (Span(D("2025-12-31"), D("2026-03-31")), False),
        (Span(D("2026-03-01"), D("2027-01-01")), False),
        (Span(None, D("2026-12-31")), True),
        (Span(D("2026-05-01"), None), True),
        (Span(None, D("2027-01-01")), False),
    ],
)
def test_it_knows_what_lies_within_a_period(span, inside):
    assert YEAR.holds(span) is inside
    assert Span().holds(span)


@pytest.mark.parametrize(
    ("now", "then", "period", "told"),
    [
        (thing("activity", 1, "2026-02-01", "2026-12-31"), None, "2026-09-30", True),  # the end comes sooner
        (thing("activity", 1, "2026-02-01", "2026-09-30"), None, "2026-09-30", False),
        (thing("deliverable", 1, "2026-11-05", "2026-11-05", over=True), None, "2026-09-30", False),  # is done
        (thing("deadline", 1, "2027-01-30", "2027-01-30"), None, "2026-09-30", False),  # lay outside before too
        (thing("activity", 1, "2026-02-01", "2026-12-31"), ("2026-02-01", "2026-09-30"), "2026-09-30", False),
        (thing("activity", 1, "2026-02-01", "2026-08-31"), ("2026-02-01", "2026-10-31"), "2026-09-30", True),
    ],
)
def test_it_tells_what_would_lie_outside_and_did_not_before(now, then, period, told):
    moved = now if then is None else thing(now.kind, now.id, *then)
    found = outside([now], [moved], YEAR, Span(YEAR.first, D(period)))
    assert bool(found) is told


def test_it_tells_a_new_row_that_begins_outside():
    assert outside([], [thing("activity", -1, "2027-02-01", "2027-03-01")], YEAR, YEAR)


def test_it_counts_a_month_to_its_last_day():
    row = {
        "id": 1, "number": "1", "title_bg": "Лагер", "title_en": "", "state": "planned",
        "start_on": D("2026-09-01"), "start_precision": "month", "end_on": D("2026-12-01"), "end_precision": "month",
    }  # fmt: skip
    assert dated("activity", [row])[0].span == Span(D("2026-09-01"), D("2026-12-31"))
    assert dated("activity", [row | {"start_on": None, "end_on": None}]) == ()


def test_it_tells_what_is_still_due_the_earliest_first():
    late, soon = thing("deadline", 2, "2026-06-01", "2026-06-01"), thing("deliverable", 1, "2026-03-01", "2026-03-01")
    done = thing("deliverable", 3, "2026-01-01", "2026-01-01", over=True)
    assert still_due([late, done, soon]) == (soon, late)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [("2026-01-15", "2027-01-14", 12), ("2026-01-15", "2027-01-13", 11), ("2026-01-15", "2026-01-01", None)],
)
def test_it_counts_the_months_of_a_period(first, last, months):
    assert Span(D(first), D(last)).months == months
    assert Span(D(first)).months is None


def test_it_refuses_to_leave_spent_money_without_a_line():
    spent = Gone("1.2", Text("Зала", ""), Money(1250, "EUR"))
    free = Gone("1.4", Text("Кафе", ""), Money(0, "EUR"))
    assert [(one.sentence, one.facts) for one in leaves_spent([spent, free])] == [
        (LEAVES_SPENT, {"line": "1.2", "spent": Money(1250, "EUR")})
    ]


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        (["60", "40"], []),
        (["60", "30.5"], ["90.5"]),
        (["33.3333", "33.3333", "33.3334"], []),
        (["60", None], []),
        ([], []),
    ],
)
def test_it_adds_shares_up(shares, told):
    found = against_shares([share and Decimal(share) for share in shares], SHARES_OF_PARTNERS)
    assert [str(one.facts["sum"]) for one in found] == told


def test_it_holds_the_total_against_the_budget_and_the_sources_to_the_cent():
    euro = Money(100_00, "EUR")
    assert against_total(euro, Money(100_00, "EUR")) == ()
    assert against_total(euro, Money(100_01, "EUR"))
    assert against_total(euro, Money(100_01, "BGN")) == ()
    assert against_total(None, euro) == ()
    assert against_sources(euro, [Money(85_00, "EUR"), Money(15_00, "EUR")]) == ()
    assert against_sources(euro, [Money(85_00, "EUR"), Money(14_99, "EUR")])
    assert against_sources(euro, [Money(85_00, "BGN")]) == ()


def test_it_tells_what_no_longer_stands():
    before = {"target": "40", "name_bg": "Обучени"}
    assert differing("indicator", 3, before, {"target": "40", "name_bg": "Обучени"}) == ()
    assert differing("indicator", 3, before, {"target": "45", "name_bg": "Обучени"}) == (
        Differing("indicator", 3, "target", "40", "45"),
    )
    assert differing("indicator", 3, before, None)[0].gone


@pytest.mark.parametrize(
    ("kind", "state", "told"),
    [
        (AmendmentKind.AMENDMENT, "closed", None),
        (AmendmentKind.SUSPENSION, "running", None),
        (AmendmentKind.SUSPENSION, "suspended", SUSPENDED_ALREADY),
        (AmendmentKind.RESUMPTION, "running", NOT_SUSPENDED),
        (AmendmentKind.RESUMPTION, "suspended", None),
        (AmendmentKind.TERMINATION, "suspended", None),
        (AmendmentKind.SUSPENSION, "contracting", NOT_AT_STAGE),
        (AmendmentKind.TERMINATION, "idea", NOT_AT_STAGE),
        (AmendmentKind.TERMINATION, "terminated", OVER_ALREADY),
    ],
)
def test_it_suspends_resumes_and_ends_only_what_can_be(kind, state, told):
    assert [one.sentence for one in against_state(kind, state)] == ([told] if told else [])


def test_it_takes_no_answer_before_its_question():
    assert against_days(D("2026-03-02"), D("2026-03-01"))[0].sentence == ANSWERED_EARLY
    assert against_days(D("2026-03-02"), D("2026-03-02")) == against_days(None, D("2026-03-02")) == ()
    assert against_span(D("2026-03-02"), D("2026-03-01"))
    assert days_still(D("2026-03-01"), D("2026-04-01")) == 31


def test_it_keeps_values_exactly_as_they_were():
    row = {
        "title_bg": "Заедно", "total_cents": 12_345, "start_on": D("2026-02-01"), "start_precision": Precision.MONTH,
    }  # fmt: skip
    assert kept_row(PROJECT, plain_row(row, tuple(row))) == row
    assert [plain(Decimal(text)) for text in ("60.0000", "0.00", "100", "33.3300")] == ["60", "0", "100", "33.33"]


def test_it_moves_what_is_planned_in_months_with_the_start_of_the_project():
    was, will = PublishedDay(D("2026-01-01")), PublishedDay(D("2026-03-01"))
    row = {
        "start_month": 2, "end_month": 6, "start_on": D("2026-02-01"), "start_precision": "day",
        "end_on": D("2026-07-15"), "end_precision": "day",
    }  # fmt: skip
    assert following_start(row, was, will) == {"start_on": D("2026-04-01")}  # the end was typed otherwise and stays
    assert following_start(row | {"end_on": D("2026-06-30")}, was, will)["end_on"] == D("2026-08-31")
    assert following_start(row | {"start_month": None}, was, will) == {}


def test_it_tells_what_is_planned_for_the_days_of_a_suspension():
    running, later = (
        thing("activity", 1, "2026-02-01", "2026-12-31"),
        thing("deliverable", 2, "2026-09-01", "2026-09-01"),
    )
    done = thing("deadline", 3, "2026-05-05", "2026-05-05", over=True)
    assert due_within([later, running, done], Span(D("2026-05-01"), D("2026-06-30"))) == (running,)
    assert due_within([later, running], Span(D("2026-05-01"), None)) == (later, running)
