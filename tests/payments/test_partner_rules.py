"""The account between the lead and a partner, and what can't be kept of a payment between them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from grants.payments.rules import TransferKind
from grants.payments.rules_partners import (
    BELOW_ZERO,
    NOTHING_WENT,
    Moved,
    PartnerAccount,
    returned_too_much,
    too_much,
    transfer_objections,
)
from grants.values.money import Money
from tests.properties import pure

CENTS = some.integers(0, 10**12)


def moved(day, kind, cents, currency="EUR"):
    return Moved(date(2026, 3, day), TransferKind(kind), Money(cents, currency))


@pytest.mark.parametrize(
    ("account", "passed_on", "due", "left"),
    [
        (PartnerAccount(), 0, 0, 0),
        (PartnerAccount(advance=20_000_00), 20_000_00, 0, 20_000_00),
        (PartnerAccount(advance=20_000_00, claimed=15_000_00, accepted=12_345_67), 20_000_00, 0, 7_654_33),
        (PartnerAccount(advance=20_000_00, interim=5_000_00, accepted=31_000_01), 25_000_00, 6_000_01, 0),
        (PartnerAccount(advance=20_000_00, returned=7_654_33, accepted=12_345_67), 12_345_67, 0, 0),
        (PartnerAccount(accepted=10_00), 0, 10_00, 0),
        (
            PartnerAccount(balance=5_00, to_come=100_00, accepted=5_00),
            5_00,
            0,
            0,
        ),  # what is dated ahead moves nothing yet
    ],
)
def test_it_says_what_is_due_and_what_is_left_of_an_advance(account, passed_on, due, left):
    assert (account.passed_on, account.due, account.advance_left) == (passed_on, due, left)


@given(CENTS, CENTS, CENTS, CENTS, CENTS)
@pure
def test_it_never_owes_and_holds_at_once_and_both_sides_weigh_the_same(advance, interim, balance, returned, accepted):
    account = PartnerAccount(advance, interim, balance, returned, accepted=accepted)
    assert account.due >= 0
    assert account.advance_left >= 0
    assert account.due == 0 or account.advance_left == 0
    assert account.passed_on + account.due == account.accepted + account.advance_left


@pytest.mark.parametrize(("cents", "sentence"), [(0, NOTHING_WENT), (-1, BELOW_ZERO), (1, None)])
def test_it_refuses_a_payment_of_nothing_and_one_below_zero(cents, sentence):
    told = transfer_objections({"amount_cents": cents})
    assert [(one.sentence, one.place) for one in told] == ([(sentence, "amount")] if sentence else [])


@pytest.mark.parametrize(
    ("moves", "found"),
    [
        ([], None),
        ([moved(1, "advance", 100), moved(2, "returned", 100)], None),
        ([moved(2, "returned", 100), moved(2, "advance", 100)], None),  # of one day, what was passed on comes first
        ([moved(1, "advance", 100), moved(2, "returned", 101)], (2, Money(1, "EUR"))),
        ([moved(3, "advance", 100), moved(2, "returned", 40)], (2, Money(40, "EUR"))),  # it had nothing yet
        ([moved(1, "advance", 195_583, "BGN"), moved(2, "returned", 100_000)], None),  # one purse at the fixed rate
        ([moved(1, "advance", 195_583, "BGN"), moved(2, "returned", 100_001)], (2, Money(1, "EUR"))),
        ([moved(1, "advance", 100), moved(2, "returned", 5, "RON")], (2, Money(5, "RON"))),
        ([moved(1, "advance", 100), moved(2, "returned", 60), moved(3, "balance", 20), moved(4, "returned", 61)],
         (4, Money(1, "EUR"))),
    ],
)  # fmt: skip
def test_it_finds_the_day_on_which_more_came_back_than_went(moves, found):
    told = returned_too_much(moves)
    assert told == (None if found is None else (date(2026, 3, found[0]), found[1]))


@given(
    some.lists(some.builds(moved, some.integers(1, 28), some.sampled_from(list(TransferKind)), some.integers(1, 10**9)))
)
@pure
def test_it_objects_exactly_when_some_day_ends_below_zero(moves):
    days = {move.day for move in moves}
    ends = [
        sum((-1 if one.kind == "returned" else 1) * one.amount.minor for one in moves if one.day <= day) for day in days
    ]
    assert bool(too_much(moves)) == any(end < 0 for end in ends)
