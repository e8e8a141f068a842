"""When an instalment may be paid, what of a report may be accepted, and what is asked back: as tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.subgrants.rules import (
    InstalmentKind,
    SubGrantState,
    SubReportState,
    SubStanding,
    acceptance_objections,
    instalment_objection,
    instalments_objections,
    report_objections,
    scheme_standing,
)
from grants.values.language import Text
from grants.values.money import Money
from tests.properties import pure

AGREED, CHOSEN, ENDED = SubGrantState.AGREED, SubGrantState.CHOSEN, SubGrantState.TERMINATED


def usd(cents):
    return Money(cents, "USD")


@pytest.mark.parametrize(
    ("state", "paid_on", "after", "said"),
    [
        (AGREED, None, None, ""),
        (AGREED, None, SubReportState.ACCEPTED, ""),
        (AGREED, None, SubReportState.AWAITED, "waits for the acceptance"),
        (AGREED, None, SubReportState.SUBMITTED, "waits for the acceptance"),
        (AGREED, None, SubReportState.RETURNED, "waits for the acceptance"),
        (AGREED, date(2026, 9, 1), None, "was paid on"),
        (CHOSEN, None, None, "No agreement is signed"),
        (ENDED, None, None, "was terminated"),
        (SubGrantState.FINISHED, None, SubReportState.ACCEPTED, ""),
    ],
)
def test_it_pays_the_next_instalment_only_after_the_report_is_accepted(state, paid_on, after, said):
    told = instalment_objection(state=state, paid_on=paid_on, after_number="О1", after_state=after)
    assert (told is None) == (not said)
    assert told is None or said in told.sentence


@pytest.mark.parametrize(
    ("amount", "others", "kind", "place"),
    [
        (usd(245_000), 245_000, InstalmentKind.INSTALMENT, ""),
        (usd(245_001), 245_000, InstalmentKind.INSTALMENT, "amount"),
        (usd(245_001), 490_000, InstalmentKind.RETURNED, ""),  # what comes back is no part of the grant's instalments
        (usd(0), 0, InstalmentKind.INSTALMENT, "amount"),
        (Money(100, "EUR"), 0, InstalmentKind.INSTALMENT, "currency"),
    ],
)
def test_it_keeps_the_instalments_within_the_grant(amount, others, kind, place):
    assert [one.place for one in instalments_objections(amount, usd(490_000), others, kind)] == (
        [place] if place else []
    )


@pytest.mark.parametrize(
    ("accepted", "spent", "before", "refused"),
    [
        (400_000, 400_000, 0, False),
        (400_001, 400_000, 0, True),  # more than was reported
        (90_000, 100_000, 400_000, False),
        (90_001, 100_000, 400_000, True),  # more than the grant
        (-1, 100, 0, True),
        (0, 100, 0, False),
    ],
)
def test_it_accepts_no_more_than_was_reported_nor_than_the_grant(accepted, spent, before, refused):
    assert bool(acceptance_objections(usd(accepted), usd(spent), before, usd(490_000))) is refused


@pytest.mark.parametrize(
    ("standing", "to_pay", "unspent"),
    [
        (SubStanding(amount=490_000), 490_000, 0),
        (SubStanding(amount=490_000, paid=245_000), 245_000, 0),
        (SubStanding(amount=490_000, paid=490_000, accepted=474_975), 0, 0),  # a report is still to come
        (SubStanding(amount=490_000, paid=490_000, accepted=474_975, closed=True), 0, 15_025),
        (SubStanding(amount=490_000, paid=490_000, came_back=15_025, accepted=474_975, closed=True), 0, 0),
        (SubStanding(amount=490_000, paid=245_000, accepted=474_975, closed=True), 229_975, 0),
    ],
)
def test_it_asks_back_what_was_paid_and_not_accepted(standing, to_pay, unspent):
    assert (standing.to_pay, standing.unspent) == (to_pay, unspent)


@pure
@given(amount=st.integers(1, 10**9), paid=st.integers(0, 10**9), accepted=st.integers(0, 10**9))
def test_it_leaves_nothing_over_when_closed(amount, paid, accepted):
    accepted = min(accepted, amount)
    standing = SubStanding(amount=amount, paid=min(paid, amount), accepted=accepted, closed=True)
    assert standing.paid + standing.to_pay - standing.unspent == accepted
    assert standing.to_pay == 0 or standing.unspent == 0


def test_it_counts_a_scheme_from_its_grants():
    grants = [(str(n), 490_000, 1_350_000) for n in range(1, 13)] + [("13", 485_800, 1_333_200)]
    found = scheme_standing(500_000, grants)
    assert (found.count, found.granted, found.mean) == (13, 6_365_800, 489_677)  # domain.md §1.2: 63 658, 4 896,77 each
    assert found.attracted == 17_533_200
    assert found.matching is not None
    assert found.matching.quantize(Decimal("0.1")) == Decimal("275.4")
    assert found.over_ceiling == ()
    assert scheme_standing(489_000, grants).over_ceiling == tuple(str(n) for n in range(1, 13))
    assert scheme_standing(None, []).mean is None


def test_it_wants_a_report_to_say_something():
    places = [
        one.place for one in report_objections(usd(-1), usd(-1), Text("", " "), date(2026, 2, 1), date(2026, 1, 1))
    ]
    assert places == ["spent", "match", "done", "end"]
    assert not report_objections(usd(0), None, Text("Готово", ""), None, None)
