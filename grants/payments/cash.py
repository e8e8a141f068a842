"""The cash of a project, gathered: its payments and papers as flows, until today and ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from grants.access import Identity
from grants.payments.queries import (
    Ahead,
    Frame,
    Row,
    claimed_before,
    paid_by_month,
    paid_until,
    payment_frame,
    payments_of,
    still_to_pay,
)
from grants.payments.rules import Issue, PaymentKind, Transfer, clock_of, issues, transfers
from grants.payments.rules_cash import Flow, Month, ahead, so_far
from grants.projects.queries import Seen
from grants.values.money import Money


@dataclass(frozen=True, slots=True)
class Cash:
    """Everything the page of payments tells: the rows, the same in euro, the months, and what could not be counted."""

    payments: list[Row]
    transfers: list[Transfer]
    months: tuple[Month, ...]
    frame: Frame
    issues: list[Issue]
    left_out: tuple[Money, ...]  # payments of papers without a rate, by currency
    unknown: tuple[str, ...]  # currencies of payments and opening figures without a rate

    @property
    def position(self) -> int:
        """What is in hand today, in euro cents."""
        return next((month.position for month in reversed(self.months) if not month.ahead), 0)


async def cash_of(by: Identity, project: Seen, today: date) -> Cash:
    """The project's cash; the same number of queries whatever it holds."""
    payments = await payments_of(by, project)
    known = transfers(payments)
    frame = await payment_frame(project, today)
    paid = await paid_by_month(project, today)
    before = await claimed_before(project)
    past = [Flow(one.received_on, one.cash) for one in known if one.cash]
    past += [Flow(row["until_on"], -int(row["euro_cents"])) for row in before if row["euro_cents"] is not None]
    past += [flow for row in paid if not row["later"] for flow in _of_papers(row)]
    told = so_far(past, today)
    position = told[-1].position if told else 0
    to_pay = await still_to_pay(project)
    coming = [flow for flow in past if flow.day is not None and flow.day > today]
    coming += [flow for row in paid if row["later"] for flow in _of_papers(row)]
    coming += [*_expected(known, frame.period), *_to_pay(to_pay)]
    months = told + ahead(position, today, frame.end, coming, _evenly(to_pay))
    used = await paid_until(project, [one.requested_on for one in known if _further(one)])  # type: ignore[misc]  # _further has a day
    return Cash(
        payments,
        known,
        months,
        frame,
        issues(
            known, frame.grant, cap=frame.interim_cap, rate=frame.advance_rate, used_by=lambda day: used.get(day, 0)
        ),
        _left_out(paid),
        tuple(sorted(_unknown(payments, known) | {row["currency"] for row in before if row["euro_cents"] is None})),
    )


def _of_papers(row: Row) -> list[Flow]:
    return [Flow(row["month"], cents) for cents in (int(row["came"]), -int(row["went"])) if cents]


def _expected(known: Sequence[Transfer], period: str) -> list[Flow]:
    """What was asked of the funder and has not come, and what is owed to it, on the day it is due."""
    return [Flow(expected_on(one, period), cents) for one in known if (cents := one.waited_for - one.owed)]


def expected_on(one: Transfer, period: str) -> date | None:
    """The day a payment is expected: the one typed, else the end of the authority's time to pay."""
    return one.due_on or clock_of(one, period)


def _to_pay(to_pay: Ahead) -> list[Flow]:
    flows = [Flow(day, -cents) for day, cents in to_pay.committed if day is not None]
    return [*flows, Flow(None, -to_pay.unpaid)]


def _evenly(to_pay: Ahead) -> int:
    """The rest of the budget, and contracts of which no last day is known."""
    return to_pay.left + sum(cents for day, cents in to_pay.committed if day is None)


def _further(one: Transfer) -> bool:
    return one.kind is PaymentKind.ADVANCE and one.requested_on is not None


def _left_out(paid: Sequence[Row]) -> tuple[Money, ...]:
    sums: dict[str, int] = {}
    for row in paid:
        if row["unrated_cents"]:
            sums[row["currency"]] = sums.get(row["currency"], 0) + int(row["unrated_cents"])
    return tuple(Money(cents, currency) for currency, cents in sorted(sums.items()))


def _unknown(payments: Sequence[Row], known: Sequence[Transfer]) -> set[str]:
    counted = {one.row_id for one in known}
    return {row["currency"] for row in payments if row["id"] not in counted}
