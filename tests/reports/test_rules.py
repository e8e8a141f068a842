"""Which period is offered, and what ИСУН would refuse before any file is written („опис на документите“)."""

from dataclasses import replace
from datetime import date

import pytest

from grants.funders.registry import format_named
from grants.reports.figures import figures
from grants.reports.rules import Period, last_full_quarter, objections, offered_period, period_objections
from tests.reports.papers import ABOUT, FIRST, LAST, LINES, claim, paper, whole_report

INVENTORY = format_named("isun-docs")


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 11, 22), date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 1, 1), date(2025, 10, 1), date(2025, 12, 31)),
        (date(2026, 4, 30), date(2026, 1, 1), date(2026, 3, 31)),
    ],
)
def test_it_finds_the_last_full_quarter(today, first, last):
    assert last_full_quarter(today) == Period(first, last)


@pytest.mark.parametrize(
    ("reported_until", "first", "last"),
    [
        (None, date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 3, 31), date(2026, 4, 1), date(2026, 9, 30)),
        (date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 31)),
        (date(2026, 12, 31), date(2026, 7, 1), date(2026, 9, 30)),
    ],
)
def test_it_offers_what_has_not_been_reported_yet(today, reported_until, first, last):
    assert offered_period(today, reported_until) == Period(first, last)


@pytest.mark.parametrize(
    ("reported_until", "offered"),
    [
        (None, Period(date(2026, 3, 1), date(2026, 8, 31))),
        (date(2026, 2, 28), Period(date(2026, 3, 1), date(2026, 8, 31))),
        (date(2026, 8, 31), Period(date(2026, 9, 1), date(2026, 9, 30))),
    ],
)
def test_it_offers_the_reporting_period_that_ended_last_until_it_is_reported(today, reported_until, offered):
    assert offered_period(today, reported_until, Period(date(2026, 3, 1), date(2026, 8, 31))) == offered


def test_it_refuses_a_period_that_ends_before_it_begins():
    assert [one.place for one in period_objections(LAST, FIRST)] == ["last"]
    assert not period_objections(FIRST, FIRST)


def test_it_has_nothing_against_a_whole_report():
    assert objections(INVENTORY, whole_report()) == ()


@pytest.mark.parametrize(
    ("missing", "column"),
    [
        ({"paper_number": ""}, "C"),
        ({"issued_on": None}, "D"),
        ({"paid_on": None}, "E"),
        ({"kind": ""}, "A"),
        ({"kind": "квитанция"}, "A"),
    ],
)
def test_it_names_the_row_and_the_column_of_what_is_missing(missing, column):
    whole, one = paper(1), replace(paper(2), **missing)
    found = objections(
        INVENTORY, figures(ABOUT, FIRST, LAST, [whole, one], [claim(whole, 4, "1"), claim(one, 4, "2")], LINES, ())
    )
    assert [(o.sheet, o.row, o.column, o.facts["number"]) for o in found] == [("Microdata", 3, column, "2")]


def test_it_does_not_ask_for_a_description():
    one = paper(1, description=ABOUT.sources[1].name)
    assert not objections(INVENTORY, figures(ABOUT, FIRST, LAST, [one], [claim(one, 4, "1")], LINES, ()))


def test_it_wants_at_least_one_document_in_the_inventory_only():
    nothing = figures(ABOUT, FIRST, LAST, [], [], LINES, ())
    assert [o.sentence for o in objections(INVENTORY, nothing)] == [
        "No document of the period has an expense to report."
    ]
    assert not objections(format_named("expenses-period"), nothing)


@pytest.mark.parametrize(
    ("changed", "line", "amount", "refused"),
    [
        ({}, 4, "10", True),
        ({"paper_number": "друг"}, 4, "10", False),
        ({"issued_on": date(2025, 12, 30)}, 4, "10", False),
        ({"supplier_eik": "831902088"}, 4, "10", False),
        ({}, 2, "10", False),
        ({}, 4, "10.01", False),
    ],
)
def test_it_refuses_a_document_entered_twice_with_the_same_amount_on_the_same_line(changed, line, amount, refused):
    one = paper(1)
    two = replace(one, id=2, register_number="2", **changed)
    found = objections(
        INVENTORY, figures(ABOUT, FIRST, LAST, [one, two], [claim(one, 4, "10"), claim(two, line, amount)], LINES, ())
    )
    assert [o.facts for o in found] == ([{"one": "1", "other": "2", "document_id": 2}] if refused else [])
    assert [(o.sheet, o.row, o.column) for o in found] == ([("Microdata", 3, "C")] if refused else [])


def test_it_refuses_a_report_in_euro_of_an_amount_without_a_rate():
    dollars = claim(paper(1), 4, "10", currency="USD")
    found = figures(ABOUT, FIRST, LAST, [paper(1)], [dollars], LINES, ())
    asked = replace(INVENTORY, checks=("amounts_in_euro",))
    assert [o.facts for o in objections(asked, found)] == [{"currency": "USD"}]
    assert not objections(asked, figures(ABOUT, FIRST, LAST, [paper(1)], [claim(paper(1), 4, "10")], LINES, ()))
