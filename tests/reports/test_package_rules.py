"""What a package takes, what it leaves out and why, how it is numbered, and what differs between its versions („Пакет отчетни документи“)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from grants.funders.ground import Planned
from grants.funders.registry import NEWEST
from grants.reports.packages.rules import (
    ANOTHER_OPEN,
    BEFORE_IT_WAS_SENT,
    BEFORE_ITS_PERIOD,
    CLAIMED_TWICE,
    DAY_NEEDED,
    HOUR_AHEAD,
    IN_THE_FUTURE,
    NO_RATE,
    NOT_AN_HOUR,
    NOTHING_IN_IT,
    PERIOD_TAKEN,
    REASON_NEEDED,
    RETURNED_MEANWHILE,
    TOO_LONG,
    UNMAPPED,
    Opening,
    Sending,
    Standing,
    hour_in,
    kind_of_period,
    met_by,
    next_sequence,
    opening_objections,
    outcome_objections,
    places_of,
    ready_objections,
    reasons_left_out,
    sending_objections,
    text_objections,
)
from grants.reports.rules_package import PackageKind, PackageState
from grants.values.entry import REQUIRED
from grants.values.language import Text
from tests.reports.grounds import as_text, drawn, entry, eur, ground, line

TODAY = date(2026, 11, 22)
LAST = date(2026, 9, 30)
OPENING = Opening(PackageKind.ALL, date(2026, 7, 1), LAST, "prag-annex-vi", "bg", 7)


@pytest.mark.parametrize(
    ("said", "known", "sequence"),
    [
        ("", [], 1),
        ("5", [], 5),
        ("5.1", [], 5),
        ("5", ["2.1", "3.2"], 5),
        ("2", ["2.1", "3.2"], 4),
        ("", ["3.1", "3.2", ""], 4),
        ("ППИ-7", ["Пакет А"], 1),
        ("", ["12"], 13),
    ],
)
def test_it_is_numbered_after_what_the_contract_says_and_what_is_known(said, known, sequence):
    assert next_sequence(said, known) == sequence


@pytest.mark.parametrize(
    ("state", "package", "day", "line_there", "by_hand", "reasons"),
    [
        ("verified", "", LAST, True, False, []),
        ("verified", "", date(2025, 1, 1), True, False, []),
        ("verified", "", LAST, False, False, []),  # an error of the package, no reason to leave it out
        ("verified", "", date(2026, 10, 1), True, False, ["after_end"]),
        ("verified", "", None, True, False, ["no_day"]),
        ("verified", "", LAST, True, True, ["by_hand"]),
        ("draft", "", LAST, False, False, ["draft", "no_line"]),
        ("submitted", "", date(2026, 10, 2), True, False, ["submitted", "after_end"]),
        ("returned", "", LAST, True, False, ["returned"]),
        ("returned", "", None, False, True, ["by_hand", "returned", "no_day", "no_line"]),
        ("reported", "2.1", LAST, True, False, ["in_package"]),
        ("approved", "2.1", None, True, False, ["in_package"]),
        ("parked", "2.1", LAST, True, False, ["parked", "in_package"]),
        ("parked", "3.1", LAST, True, False, []),
        ("cut", "3.1", LAST, True, False, []),
    ],
)
def test_it_says_why_an_expense_is_left_out(state, package, day, line_there, by_hand, reasons):
    found = reasons_left_out(state, package, day, has_line=line_there, by_hand=by_hand, number="3.1", last=LAST)
    assert [reason.value for reason in found] == reasons


@pytest.mark.parametrize(
    ("others", "sentences"),
    [
        ([], []),
        ([Standing("1.1", PackageState.ACCEPTED, 1, 6), Standing("2.1", PackageState.SENT, 1, 8)], []),
        ([Standing("1.1", PackageState.DRAFT)], [ANOTHER_OPEN]),
        ([Standing("1.1", PackageState.READY)], [ANOTHER_OPEN]),
        ([Standing("1.1", PackageState.RETURNED, 1, 6), Standing("1.2", PackageState.DRAFT, 2, 6)], []),
        ([Standing("1.1", PackageState.REFUSED, 1, 7)], []),
        ([Standing("1.1", PackageState.SENT, 1, 7)], [PERIOD_TAKEN]),
    ],
)
def test_it_lets_a_contract_prepare_one_package_at_a_time(others, sentences):
    assert [one.sentence for one in opening_objections(OPENING, others)] == sentences


def test_it_refuses_a_period_that_ends_before_it_begins():
    [found] = opening_objections(replace(OPENING, first=date(2026, 10, 1)), [])
    assert found.place == "last"


@pytest.mark.parametrize(
    ("technical", "financial", "kind"),
    [(True, True, "all"), (True, False, "technical"), (False, True, "money"), (False, False, "technical")],
)
def test_it_takes_its_kind_from_the_period(technical, financial, kind):
    assert kind_of_period(technical=technical, financial=financial) == kind


def told(of, elsewhere=None, returned=(), *, takes=True):
    return [
        (one.sentence, one.facts.get("number"), one.facts.get("package"))
        for one in ready_objections(of, elsewhere or {}, returned, takes=takes)
    ]


def test_it_names_the_row_and_what_keeps_it_from_being_frozen():
    whole = line("1.1", "1000")
    of = ground(
        [whole], [entry(1, "10", whole), entry(2, "20"), entry(3, "30", whole, currency="USD"), entry(4, "40", whole)]
    )
    assert told(of, {4: "2.1"}, [(9, "9")]) == [
        (RETURNED_MEANWHILE, "9", None),
        (UNMAPPED, "2", None),
        (NO_RATE, "3", None),
        (CLAIMED_TWICE, "4", "2.1"),
    ]


def test_it_asks_no_rate_of_the_contracts_own_currency():
    whole = line("1.1", "1000")
    assert told(ground([whole], [entry(3, "30", whole, currency="USD")], currency="USD")) == []


@pytest.mark.parametrize(("takes", "sentences"), [(True, [(NOTHING_IN_IT, None, None)]), (False, [])])
def test_it_wants_an_expense_where_money_is_reported(takes, sentences):
    assert told(ground([], []), takes=takes) == sentences


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("9:05", "09:05"), ("14.30", "14:30"), (" 23:59 ", "23:59"), ("24:00", None), ("следобед", None), ("", None)],
)
def test_it_reads_an_hour_as_people_type_it(typed, kept):
    assert hour_in(typed) == kept


@pytest.mark.parametrize(
    ("change", "told_there"),
    [
        ({}, []),
        ({"sent_on": None}, [("sent_on", DAY_NEEDED)]),
        ({"sent_on": date(2026, 11, 23)}, [("sent_on", IN_THE_FUTURE)]),
        ({"sent_on": date(2026, 6, 30)}, [("sent_on", BEFORE_ITS_PERIOD)]),
        ({"hour": "25:00"}, [("hour", NOT_AN_HOUR)]),
        ({"hour": "16:06"}, [("hour", HOUR_AHEAD)]),
        ({"hour": "16:05"}, []),
        ({"sent_on": date(2026, 11, 21), "hour": "23:59"}, []),
        (
            {"hour": "", "signer": " ", "funder_number": ""},
            [("hour", REQUIRED), ("signer", REQUIRED), ("funder_number", REQUIRED)],
        ),
    ],
)
def test_it_asks_how_a_package_went_out(change, told_there):
    sending = replace(Sending(TODAY, "9:05", "Мария Иванова", "Рег. № 12/2026"), **change)
    assert [
        (one.place, one.sentence) for one in sending_objections(sending, date(2026, 7, 1), TODAY, "16:05")
    ] == told_there


@pytest.mark.parametrize(
    ("to", "day", "reason", "told_there"),
    [
        ("accepted", TODAY, "", []),
        ("accepted", date(2026, 11, 1), "", [("day", BEFORE_IT_WAS_SENT)]),
        ("returned", TODAY, " ", [("reason", REASON_NEEDED)]),
        ("refused", None, "", [("day", DAY_NEEDED), ("reason", REASON_NEEDED)]),
        ("returned", date(2026, 12, 1), "Липсва протокол", [("day", IN_THE_FUTURE)]),
    ],
)
def test_it_asks_what_the_funder_decided(to, day, reason, told_there):
    found = outcome_objections(PackageState(to), day, reason, date(2026, 11, 5), TODAY)
    assert [(one.place, one.sentence) for one in found] == told_there


@pytest.mark.parametrize(
    ("due_on", "period_due", "met"),
    [
        (date(2026, 10, 31), date(2026, 10, 31), True),
        (date(2026, 11, 1), date(2026, 10, 31), False),
        (date(2026, 10, 31), None, True),
        (date(2026, 9, 30), None, False),
        (date(2027, 3, 1), None, False),
    ],
)
def test_it_knows_which_deadline_a_report_meets(due_on, period_due, met):
    assert met_by(due_on, period_due, LAST) is met


def test_it_keeps_a_text_within_five_thousand_signs():
    assert not text_objections(Text("я" * 5000, "z" * 5000), "summary")
    [found] = text_objections(Text("я" * 5001, ""), "summary")
    assert (found.sentence, found.place, found.facts["length"]) == (TOO_LONG, "summary_bg", 5001)


@pytest.mark.parametrize(
    ("format_code", "places"),
    [
        ("isun-docs", ["summary", "problems", "deviations"]),
        ("nothing-known", ["summary", "problems", "deviations"]),
        ("prag", ["variation 1.1", "variation 2"]),
        ("eea-interim", ["eea region", "eea comment 1.1", "eea comment 2"]),
    ],
)
def test_it_asks_for_the_texts_that_the_format_shows(format_code, places):
    of = ground([line("1"), line("1.1", "10"), line("2", "5")], [])
    found = places_of(NEWEST.get(format_code), of)
    assert [one.place for one in found] == places
    assert len({one.name for one in found}) == len(found)
    assert all(re.fullmatch(r"[\w-]+", one.name) for one in found)


def test_what_is_written_for_a_place_stands_in_its_sheet():
    """Every place a format asks for is read by one of its sheets: else somebody would write in vain."""
    indirect = line("2", "5", category="indirect", form="flat_rate", rate=Decimal(10), base=("1",), currency="USD")
    known = ground(
        [line("1"), line("1.1", "10"), indirect],
        [entry(1, "1", indirect, currency="USD", document_id=None, euro=eur("1"))],
        groups=(Text("Младежи", "Young people"),),
        activities=(Planned(1, "1", Text("Обучения"), package="1"),),
    )
    for format_ in NEWEST.values():
        if format_.texts is None:
            continue
        asked = [place for place, _label in format_.texts(known)]
        assert asked
        told = replace(known, texts={place: Text(f"Казано {place}") for place in asked})
        shown = as_text(drawn(format_, told, "bg"))
        unseen = [place for place in asked if f"Казано {place}" not in shown]
        assert unseen == [], format_.code
