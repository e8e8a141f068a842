"""Advances: what is cleared and how, what the contract caps, what comes too soon."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.payments.rules import (
    PaymentKind,
    Transfer,
    advance_balance,
    cleared_in_last_claims,
    cleared_over_advance,
    cleared_pro_rata,
    clock_ends,
    clock_of,
    days_left_when_stopped,
    issues,
    over_cap,
    over_rate,
    payment_objections,
    reduced_advance,
    too_soon,
)
from grants.values.money import Money
from tests.properties import pure

GRANT = 10_000_000  # 100 000,00


def paid(kind, received=None, **more):
    return Transfer("1", PaymentKind(kind), received=received, **more)


ADVANCE = paid("advance", 2_000_000, requested_on=date(2026, 1, 5), received_on=date(2026, 2, 1))


def test_it_clears_a_fifth_of_each_claim_as_the_worked_example_does():
    assert cleared_pro_rata(4_000_000, 2_000_000, GRANT, 2_000_000) == 800_000  # 32 000,00 are asked for


@pytest.mark.parametrize(("claim", "left", "cleared"), [
    (4_000_000, 500_000, 500_000),  # never more than is left
    (1, 2_000_000, 0),
    (3, 2_000_000, 1),  # 0,6 of a cent
    (0, 2_000_000, 0),
    (4_000_000, -5, 0),
])  # fmt: skip
def test_it_clears_no_more_than_is_left(claim, left, cleared):
    assert cleared_pro_rata(claim, 2_000_000, GRANT, left) == cleared


@pytest.mark.parametrize(("claim", "before", "left", "cleared"), [
    (3_000_000, 0, 2_000_000, 0),
    (3_000_000, 5_000_000, 2_000_000, 0),  # 20 000,00 of the grant still hold it
    (3_000_000, 5_500_000, 2_000_000, 500_000),
    (1_500_000, 8_500_000, 1_500_000, 1_500_000),  # the last one clears what is left
    (100, 9_999_900, 2_000_000, 100),  # no claim is asked back
])  # fmt: skip
def test_it_clears_in_the_last_claims_what_the_rest_of_the_grant_can_no_longer_hold(claim, before, left, cleared):
    assert cleared_in_last_claims(claim, GRANT, before, left) == cleared


@pure
@given(st.lists(st.integers(1, 1_000_000), min_size=1, max_size=12), st.integers(0, 1_000_000), st.booleans())
def test_it_has_cleared_the_whole_advance_when_the_whole_grant_is_claimed(claims, advance, last):
    grant = sum(claims)
    advance, left, before = min(advance, grant), min(advance, grant), 0
    for claim in claims:
        cleared = (
            cleared_in_last_claims(claim, grant, before, left)
            if last
            else cleared_pro_rata(claim, advance, grant, left)
        )
        assert 0 <= cleared <= min(claim, left)
        left, before = left - cleared, before + claim
    assert 0 <= left <= (0 if last else len(claims))  # pro rata each rounding leaves at most half a cent


def test_it_tells_what_is_still_to_be_cleared():
    balance = advance_balance([ADVANCE, paid("interim", 3_200_000, cleared=800_000), paid("opening", 5)])
    assert (balance.received, balance.cleared, balance.left) == (2_000_000, 800_000, 1_200_000)


@pytest.mark.parametrize(("kind", "facts", "waited", "owed", "cash"), [
    ("interim", {"requested": 100}, 100, 0, 0),
    ("interim", {"requested": 100, "approved": 90}, 90, 0, 0),
    ("interim", {"requested": 100, "received": 80, "received_on": date(2026, 1, 1)}, 0, 0, 80),
    ("recovery", {"requested": 100}, 0, 100, 0),
    ("recovery", {"requested": 100, "received": 100}, 0, 0, -100),
    ("correction", {"approved": 100}, 0, 0, 0),  # taken off the next payment
    ("opening", {"received": 70}, 0, 0, 70),
])  # fmt: skip
def test_it_knows_what_is_waited_for_and_which_way_the_money_goes(kind, facts, waited, owed, cash):
    one = Transfer("1", PaymentKind(kind), **facts)
    assert (one.waited_for, one.owed, one.cash) == (waited, owed, cash)


def test_it_allows_exactly_the_cap_and_not_a_cent_more():
    cap = Decimal(80)
    assert not list(over_cap([ADVANCE, paid("interim", 6_000_000)], GRANT, cap))
    (found,) = over_cap([ADVANCE, paid("interim", 5_999_999), paid("interim", requested=2)], GRANT, cap)
    assert found.facts == {"paid": Money(8_000_001, "EUR"), "limit": Money(8_000_000, "EUR"), "rate": Decimal(80)}
    assert not list(over_cap([ADVANCE, paid("final", 8_000_000)], GRANT, cap))  # the final payment is beyond it
    assert not list(over_cap([ADVANCE], GRANT, None))


def test_it_holds_advances_against_the_contract_s_rate():
    assert not list(over_rate([ADVANCE], GRANT, Decimal(20)))
    (found,) = over_rate([ADVANCE, paid("advance", requested=1)], GRANT, Decimal(20))
    assert found.facts["paid"] == Money(2_000_001, "EUR")


def test_it_notices_more_cleared_than_came():
    assert not list(cleared_over_advance([paid("opening", 100), paid("interim", cleared=100)]))
    (found,) = cleared_over_advance([paid("opening", 100), paid("interim", cleared=101)])
    assert found.facts == {"cleared": Money(101, "EUR"), "received": Money(100, "EUR")}


@pytest.mark.parametrize(("used", "less"), [(1_400_000, 0), (1_399_999, 1), (0, 1_400_000), (3_000_000, 0)])
def test_it_reduces_a_further_advance_by_what_is_missing_to_seventy_per_cent(used, less):
    assert reduced_advance(2_000_000, used) == less
    further = paid("advance", requested=1_000_000, requested_on=date(2026, 9, 1), row_id=7)
    found = list(too_soon([ADVANCE, further], lambda day: used if day == date(2026, 9, 1) else -1))
    assert [one.facts["less"] for one in found] == ([Money(less, "EUR")] if less else [])


def test_it_says_everything_that_needs_a_look_with_the_payment_it_is_about():
    early = paid("interim", 5, requested_on=date(2026, 5, 2), received_on=date(2026, 5, 1), row_id=3)
    found = issues([ADVANCE, early], GRANT, cap=Decimal(10), rate=Decimal(30), used_by=lambda _: 0)
    assert [(one.code, one.row_id) for one in found] == [("PREPAID_OVER_CAP", None), ("RECEIVED_BEFORE_ASKED", 3)]


@pytest.mark.parametrize(("period", "ends"), [
    ("2021-2027", date(2026, 3, 22)), ("2014 – 2020", date(2026, 4, 1)), ("2014-2021", None), ("", None),
])  # fmt: skip
def test_it_counts_the_authority_s_days(period, ends):
    assert clock_ends(date(2026, 1, 1), period) == ends


@pytest.mark.parametrize(("stopped", "resumed", "ends", "left"), [
    (None, None, date(2026, 3, 22), None),
    (date(2026, 1, 31), None, None, 50),
    (date(2026, 1, 31), date(2026, 2, 14), date(2026, 4, 5), None),  # stood still for 14 days
    (date(2026, 1, 31), date(2026, 1, 31), date(2026, 3, 22), None),
    (date(2026, 4, 1), None, None, -10),  # stopped too late
])  # fmt: skip
def test_the_authority_s_days_stand_still_while_it_waits(stopped, resumed, ends, left):
    asked = paid("interim", requested=5, requested_on=date(2026, 1, 1), stopped_on=stopped, resumed_on=resumed)
    assert clock_of(asked, "2021-2027") == ends
    assert days_left_when_stopped(asked, "2021-2027") == left
    assert days_left_when_stopped(asked, "") is None


NOTHING = dict.fromkeys(
    (
        "requested_sum_cents",
        "approved_cents",
        "received_sum_cents",
        "cleared_cents",
        "received_on",
        "requested_on",
        "stopped_on",
        "resumed_on",
    )
)


@pytest.mark.parametrize(("typed", "places"), [
    ({"received_sum_cents": 100}, ["received"]),
    ({"received_on": date(2026, 1, 1)}, ["received_sum"]),
    ({"received_on": date(2026, 1, 1), "received_sum_cents": 0}, []),
    ({"requested_sum_cents": -1, "cleared_cents": -1}, ["requested_sum", "cleared"]),
    ({"cleared_cents": 501}, ["cleared"]),
    ({"cleared_cents": 500}, []),
    ({"requested_on": date(2026, 1, 5), "stopped_on": date(2026, 1, 4)}, ["stopped"]),
    ({"requested_on": date(2026, 1, 5), "stopped_on": date(2026, 1, 5)}, []),
    ({"resumed_on": date(2026, 1, 4)}, ["stopped"]),
    ({"stopped_on": date(2026, 1, 5), "resumed_on": date(2026, 1, 4)}, ["resumed"]),
])  # fmt: skip
def test_it_answers_what_can_t_be_kept_beside_its_field(typed, places):
    told = payment_objections(NOTHING | typed, Money(500, "EUR"))
    assert [one.place for one in told] == places
