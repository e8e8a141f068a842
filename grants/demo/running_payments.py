"""The running project's payments: an advance, a claim that came, one that is waited for, and what the partners got of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from grants.demo.laid_out import Told, days_ago, iso
from grants.demo.running_plan import TOTAL
from grants.values.money import EUR_RATE_BGN, EURO_SINCE, Money

_PAID_WITHIN = timedelta(days=80)


class Claimed(NamedTuple):
    """A claim of so many days ago: what is reported with it, in euro cents; when it came, if it did, less what was cut."""

    package: str
    asked: int
    came: int | None
    cents: int
    cut: int = 0


ADVANCE = TOTAL * 100 // 5  # a fifth of the grant, in cents
ADVANCE_ASKED, ADVANCE_CAME = 398, 374
# What is reported so far, with the flat rates on it, makes both claims together; each clears the advance by a fifth of itself.
CLAIMS = (Claimed("1.2", 190, 128, 1_177_200, 24_00), Claimed("2.1", 31, None, 719_650))


def payments(today: date) -> list[Told]:
    """What was asked of the funder and what came; of before 2026 in leva."""
    asked, came = days_ago(today, ADVANCE_ASKED), days_ago(today, ADVANCE_CAME)
    advance = {
        "kind": "advance",
        "requested": iso(asked),
        "requested_sum": _said(ADVANCE, asked),
        "approved": _said(ADVANCE, asked),
        "received": iso(came),
        "received_sum": _said(ADVANCE, asked),
        "currency": _currency(asked),
    }
    return [advance, *(_claim(claim, today) for claim in CLAIMS)]


def _claim(claim: Claimed, today: date) -> Told:
    asked = days_ago(today, claim.asked)
    cleared = claim.cents // 5
    told = {
        "kind": "interim",
        "package": claim.package,
        "requested": iso(asked),
        "requested_sum": _said(claim.cents - cleared, asked),
        "due": iso(asked + _PAID_WITHIN),
        "cleared": _said(cleared, asked),
        "currency": _currency(asked),
    }
    if claim.came is None:
        return told
    approved = _said(claim.cents - cleared - claim.cut, asked)
    return told | {"approved": approved, "received": iso(days_ago(today, claim.came)), "received_sum": approved}


def _currency(day: date) -> str:
    return "EUR" if day >= EURO_SINCE else "BGN"


def _said(cents: int, day: date) -> str:
    money = Money(cents, "EUR")
    return money.plain if day >= EURO_SINCE else money.at(EUR_RATE_BGN).plain


class PassedOn(NamedTuple):
    """What the lead passed on to a partner so many days ago, in euro cents."""

    partner: str
    kind: str
    ago: int
    cents: int
    package: str
    order: str


PASSED_ON = (
    PassedOn("2", "advance", 368, 300_000, "", "ПН-0031"),
    PassedOn("3", "advance", 368, 900_000, "", "ПН-0032"),
    PassedOn("2", "interim", 120, 85_000, "1.2", "ПН-0118"),
    PassedOn("3", "returned", 45, 120_000, "", "OP 204"),
)


def partner_transfers(today: date) -> list[Told]:
    """What went between the lead and its partners; of before 2026 in leva."""
    return [_passed_on(one, days_ago(today, one.ago)) for one in PASSED_ON]


def _passed_on(one: PassedOn, paid: date) -> Told:
    return {
        "partner": one.partner,
        "kind": one.kind,
        "paid": iso(paid),
        "amount": _said(one.cents, paid),
        "currency": _currency(paid),
        "package": one.package,
        "order_number": one.order,
    }
