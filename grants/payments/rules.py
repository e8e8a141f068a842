"""The closed lists of payments, and the arithmetic of advances: what is cleared, what the contract caps, what comes late.

Amounts of a `Transfer` are whole cents of euro; payments in a currency without a rate are left out before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from grants.errors import Objection
from grants.values.language import N_
from grants.values.money import Money, floored, half_up, in_euro


class PaymentKind(StrEnum):
    """What a payment between the funder and the project is."""

    ADVANCE = "advance"
    INTERIM = "interim"
    FINAL = "final"
    RECOVERY = "recovery"  # paid back to the funder
    CORRECTION = "correction"  # a financial correction: taken off what is paid
    OPENING = "opening"  # received before this tracker was used


PAYMENT_KINDS: Mapping[str, str] = {
    PaymentKind.ADVANCE: N_("advance payment"),
    PaymentKind.INTERIM: N_("interim payment"),
    PaymentKind.FINAL: N_("final payment"),
    PaymentKind.RECOVERY: N_("recovery of funds"),
    PaymentKind.CORRECTION: N_("financial correction"),
    PaymentKind.OPENING: N_("received before"),
}


class TransferKind(StrEnum):
    """What a payment between the lead and a partner is."""

    ADVANCE = "advance"
    INTERIM = "interim"
    BALANCE = "balance"
    RETURNED = "returned"  # paid back by the partner


TRANSFER_KINDS: Mapping[str, str] = {
    TransferKind.ADVANCE: N_("advance to the partner"),
    TransferKind.INTERIM: N_("for accepted costs"),
    TransferKind.BALANCE: N_("balance to the partner"),
    TransferKind.RETURNED: N_("returned by the partner"),
}


# What goes back to the funder; everything else comes from it.
PAID_BACK = frozenset({PaymentKind.RECOVERY, PaymentKind.CORRECTION})
# What counts against the contract's cap before the final payment.
BEFORE_FINAL = frozenset({PaymentKind.ADVANCE, PaymentKind.INTERIM, PaymentKind.OPENING})
# Of a further advance less is paid where less than this of the advances before was used, in per cent.
USED_ENOUGH = Decimal(70)
# Days within which a managing authority pays a claim (Regulation 2021/1060, art. 74(1)(b); 1303/2013, art. 132). The view
# thing_due has them too.
CLOCKS: Mapping[str, int] = {"2021-2027": 80, "2014-2020": 90}


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment in whole cents of euro; what is not known is None."""

    number: str
    kind: PaymentKind
    requested_on: date | None = None
    requested: int | None = None
    due_on: date | None = None
    approved: int | None = None
    received_on: date | None = None
    received: int | None = None
    cleared: int | None = None
    row_id: int | None = None
    stopped_on: date | None = None
    resumed_on: date | None = None

    @property
    def cash(self) -> int:
        """What it moved: above zero what came, below zero what went back."""
        return -(self.received or 0) if self.kind in PAID_BACK else self.received or 0

    @property
    def waited_for(self) -> int:
        """What was asked, or already approved, and has not come yet; nothing of what is paid back."""
        if self.kind in PAID_BACK or self.kind is PaymentKind.OPENING or self.received is not None or self.received_on:
            return 0
        return self.requested or 0 if self.approved is None else self.approved

    @property
    def owed(self) -> int:
        """What is to be paid back and has not been yet."""
        if self.kind is not PaymentKind.RECOVERY or self.received is not None or self.received_on:
            return 0
        return self.requested or 0 if self.approved is None else self.approved


def transfers(payments: Iterable[Mapping[str, Any]]) -> list[Transfer]:
    """Payments as they are kept, in euro; those in a currency without a fixed rate are left out."""
    return [
        Transfer(
            number=row["number"],
            kind=PaymentKind(row["kind"]),
            requested_on=row["requested_on"],
            requested=euro_cents(row, "requested_sum"),
            due_on=row["due_on"],
            approved=euro_cents(row, "approved"),
            received_on=row["received_on"],
            received=euro_cents(row, "received_sum"),
            cleared=euro_cents(row, "cleared"),
            row_id=row["id"],
            stopped_on=row["stopped_on"],
            resumed_on=row["resumed_on"],
        )
        for row in payments
        if in_euro(Money.zero(row["currency"])) is not None
    ]


def euro_cents(row: Mapping[str, Any], name: str) -> int | None:
    """An amount of a payment as it is kept, in euro cents; None where it has none, or there is no fixed rate."""
    cents = row[f"{name}_cents"]
    euro = None if cents is None else in_euro(Money(cents, row["currency"]))
    return None if euro is None else euro.minor


@dataclass(frozen=True, slots=True)
class Balance:
    """How the advance stands, in whole cents of euro."""

    received: int
    cleared: int

    @property
    def left(self) -> int:
        """What is still to be cleared; below zero where more was cleared than came."""
        return self.received - self.cleared


def advance_balance(transfers: Iterable[Transfer]) -> Balance:
    """Advances received, and what was cleared of them with the payments since."""
    known = list(transfers)
    received = sum(one.received or 0 for one in known if one.kind is PaymentKind.ADVANCE)
    return Balance(received, sum(one.cleared or 0 for one in known))


def cleared_pro_rata(claim: int, advance: int, grant: int, left: int) -> int:
    """What an interim claim clears when each bears the advance's share of the grant: half up, never more than is left."""
    if grant <= 0 or claim <= 0:
        return 0
    part = int(half_up(Decimal(claim * advance) / Decimal(grant), 0))
    return max(0, min(part, left, claim))


def cleared_in_last_claims(claim: int, grant: int, claimed_before: int, left: int) -> int:
    """What a claim clears when only the last ones do: as much as the rest of the grant could no longer hold."""
    rest = max(0, grant - claimed_before - claim)
    return max(0, min(claim, left - rest, left))


def clock_days(period: str) -> int | None:
    """How many days the authority may take to pay in a programming period; None where no rule is known."""
    return CLOCKS.get(period.replace("–", "-").replace(" ", ""))


def clock_ends(
    requested_on: date, period: str, stopped_on: date | None = None, resumed_on: date | None = None
) -> date | None:
    """The day on which the authority's time to pay runs out; None while it stands still, or where no rule is known.

    What is missing is asked for on the day it stops, and it runs on from the day on which that was sent.
    """
    days = clock_days(period)
    if days is None or (stopped_on is not None and resumed_on is None):
        return None
    stood = (resumed_on - stopped_on).days if stopped_on is not None and resumed_on is not None else 0
    return requested_on + timedelta(days=days + max(0, stood))


def clock_of(one: Transfer, period: str) -> date | None:
    """The day on which the authority's time to pay this runs out; None where it does not run."""
    if one.requested_on is None:
        return None
    return clock_ends(one.requested_on, period, one.stopped_on, one.resumed_on)


def days_left_when_stopped(one: Transfer, period: str) -> int | None:
    """How many days of the authority's time are left, while it stands still; None where it runs, or no rule is known."""
    if one.requested_on is None or one.stopped_on is None or one.resumed_on is not None:
        return None
    until = clock_ends(one.requested_on, period)
    return None if until is None else (until - one.stopped_on).days


# --- what is typed ------------------------------------------------------------------------------------------------

BELOW_ZERO = N_("An amount of a payment is never below zero; the kind says which way the money goes.")
RECEIVED_WITHOUT_DAY = N_("Fill in the day on which this was received.")
RECEIVED_WITHOUT_AMOUNT = N_("Fill in how much was received on this day, or leave the day empty.")
STOPPED_BEFORE_ASKED = N_("The authority stops its time after the payment was asked for, not before.")
RESUMED_WITHOUT_STOP = N_("Fill in the day on which the authority stopped its time.")
RESUMED_BEFORE_STOP = N_("The authority's time runs on after it was stopped, not before.")
CLEARED_TOO_MUCH = N_("More would be cleared than came as an advance: {left} are left to clear.")

_AMOUNTS = ("requested_sum", "approved", "received_sum", "cleared")


def payment_objections(values: Mapping[str, Any], left: Money | None) -> list[Objection]:
    """What can't be kept of a payment as it was typed; `left` is what of the advance may still be cleared with it."""
    told = [Objection(BELOW_ZERO, place=name) for name in _AMOUNTS if (values[f"{name}_cents"] or 0) < 0]
    if values["received_sum_cents"] and values["received_on"] is None:
        told.append(Objection(RECEIVED_WITHOUT_DAY, place="received"))
    if values["received_on"] is not None and values["received_sum_cents"] is None:
        told.append(Objection(RECEIVED_WITHOUT_AMOUNT, place="received_sum"))
    requested, stopped, resumed = (values[f"{name}_on"] for name in ("requested", "stopped", "resumed"))
    if stopped is not None and requested is not None and stopped < requested:
        told.append(Objection(STOPPED_BEFORE_ASKED, place="stopped"))
    if resumed is not None and stopped is None:
        told.append(Objection(RESUMED_WITHOUT_STOP, place="stopped"))
    elif resumed is not None and resumed < stopped:
        told.append(Objection(RESUMED_BEFORE_STOP, place="resumed"))
    if left is not None and (values["cleared_cents"] or 0) > max(0, left.minor):
        told.append(Objection(CLEARED_TOO_MUCH, {"left": Money(max(0, left.minor), left.currency)}, place="cleared"))
    return told


# --- what the checks say ------------------------------------------------------------------------------------------

ADVANCE_OVER_RATE = N_("Advances of {paid} are above the {limit} that the contract allows, {rate} % of the grant.")
PAID_OVER_CAP = N_("Advances and interim payments make {paid}, above the {limit} that the contract allows before the final payment, {rate} % of the grant.")  # fmt: skip
CLEARED_OVER_ADVANCE = N_("{cleared} are cleared, but only {received} came as an advance.")
ADVANCE_TOO_SOON = N_("A further advance was asked for when {used} of the {before} before it were used, less than 70 %. It may be reduced by {less}.")  # fmt: skip
RECEIVED_BEFORE_ASKED = N_("This payment was received on {received}, before it was asked for on {requested}.")


@dataclass(frozen=True, slots=True)
class Issue:
    """Something about the payments that needs a look: a code, a sentence with its facts, and the payment it is about."""

    code: str
    sentence: str
    facts: Mapping[str, object] = field(default_factory=dict)
    number: str = ""  # of the payment; empty for all of them together
    row_id: int | None = None
    place: str = ""


def _euro(cents: int) -> Money:
    return Money(cents, "EUR")


def share_of(grant: int, rate: Decimal) -> int:
    """So many per cent of the grant, down to the cent: a cap is never passed by rounding."""
    return int(floored(Decimal(grant) * rate / 100, 0))


def _counted(one: Transfer) -> int:
    """What a payment takes of a cap: what came, else what was approved or asked for."""
    return one.received if one.received is not None else one.waited_for


def over_cap(transfers: Sequence[Transfer], grant: int, cap: Decimal | None) -> Iterator[Issue]:
    """Advances and interim payments together beyond the contract's share of the grant before the final payment."""
    paid = sum(_counted(one) for one in transfers if one.kind in BEFORE_FINAL)
    if cap is not None and grant > 0 and paid > (limit := share_of(grant, cap)):
        yield Issue(
            "PREPAID_OVER_CAP", PAID_OVER_CAP, {"paid": _euro(paid), "limit": _euro(limit), "rate": cap.normalize()}
        )


def over_rate(transfers: Sequence[Transfer], grant: int, rate: Decimal | None) -> Iterator[Issue]:
    """Advances beyond the contract's share of the grant."""
    paid = sum(_counted(one) for one in transfers if one.kind is PaymentKind.ADVANCE)
    if rate is not None and grant > 0 and paid > (limit := share_of(grant, rate)):
        facts = {"paid": _euro(paid), "limit": _euro(limit), "rate": rate.normalize()}
        yield Issue("ADVANCE_OVER_RATE", ADVANCE_OVER_RATE, facts)


def cleared_over_advance(transfers: Sequence[Transfer]) -> Iterator[Issue]:
    """More cleared than came; what was received before this tracker may have been an advance too."""
    balance = advance_balance(transfers)
    came = balance.received + sum(one.received or 0 for one in transfers if one.kind is PaymentKind.OPENING)
    if balance.cleared > came:
        facts = {"cleared": _euro(balance.cleared), "received": _euro(came)}
        yield Issue("CLEARED_OVER_ADVANCE", CLEARED_OVER_ADVANCE, facts)


def reduced_advance(before: int, used: int) -> int:
    """By how much a further advance may be reduced: what is missing to 70 % use of those before."""
    return max(0, share_of(before, USED_ENOUGH) - used)


def too_soon(transfers: Sequence[Transfer], used_by: Callable[[date], int]) -> Iterator[Issue]:
    """Further advances asked for before 70 % of those before were used; `used_by` tells what was paid out by a day."""
    advances = [one for one in transfers if one.kind is PaymentKind.ADVANCE and one.requested_on is not None]
    for one in advances:
        asked = one.requested_on
        assert asked is not None
        before = sum(
            other.received or 0
            for other in transfers
            if other.kind is PaymentKind.ADVANCE
            and other is not one
            and other.received_on
            and other.received_on < asked
        )
        if before and (less := reduced_advance(before, used_by(asked))):
            facts = {"used": _euro(used_by(asked)), "before": _euro(before), "less": _euro(less)}
            yield Issue("ADVANCE_BARELY_USED", ADVANCE_TOO_SOON, facts, one.number, one.row_id, "requested")


def before_asked(transfers: Sequence[Transfer]) -> Iterator[Issue]:
    """Payments that came before they were asked for: a day is wrong, or they answer another claim."""
    for one in transfers:
        if one.received_on and one.requested_on and one.received_on < one.requested_on:
            facts = {"received": one.received_on, "requested": one.requested_on}
            yield Issue("RECEIVED_BEFORE_ASKED", RECEIVED_BEFORE_ASKED, facts, one.number, one.row_id, "received")


def issues(
    transfers: Sequence[Transfer],
    grant: int,
    *,
    cap: Decimal | None,
    rate: Decimal | None,
    used_by: Callable[[date], int],
) -> list[Issue]:
    """Everything about the payments that needs a look."""
    return [
        *over_rate(transfers, grant, rate),
        *over_cap(transfers, grant, cap),
        *cleared_over_advance(transfers),
        *too_soon(transfers, used_by),
        *before_asked(transfers),
    ]


class GuaranteeKind(StrEnum):
    """What secures the money or the work."""

    ADVANCE = "advance"
    PERFORMANCE = "performance"
    INSURANCE = "insurance"
    OTHER = "other"


GUARANTEE_KINDS: Mapping[str, str] = {
    GuaranteeKind.ADVANCE: N_("guarantee of the advance"),
    GuaranteeKind.PERFORMANCE: N_("performance guarantee"),
    GuaranteeKind.INSURANCE: N_("insurance"),
    GuaranteeKind.OTHER: N_("other"),
}
