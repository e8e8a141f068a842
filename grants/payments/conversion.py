"""What a project's expenses would be in euro at the contract's rates: looked at before it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from grants.budget.kinds import BookedRate, WageRule
from grants.payments.queries import foreign_expenses, payment_frame
from grants.payments.rules_conversion import Foreign, Proposal, proposals
from grants.projects.queries import Seen
from grants.rates.queries import rates_for


@dataclass(frozen=True, slots=True)
class Period:
    """From which day until which a mean is taken."""

    first: date
    last: date


def period_of(expenses: Sequence[Foreign], today: date) -> Period:
    """The period that all the expenses fall in, where nobody says otherwise."""
    days = [one.day for one in expenses if one.day is not None and one.day <= today]
    return Period(min(days, default=today).replace(day=1), max(days, default=today))


async def proposed(
    project: Seen, today: date, period: Period | None, *, locked: bool = False
) -> tuple[BookedRate, Period, list[Proposal]]:
    """The contract's rule, the period, and each expense at its rate; nothing is written."""
    frame = await payment_frame(project, today)
    expenses = await foreign_expenses(project, pay=frame.wage_rule is not WageRule.GENERAL, locked=locked)
    period = period or period_of(expenses, today)
    days = [one.day for one in expenses if one.day is not None]
    currencies = {one.amount.currency for one in expenses} - {"BGN"}
    rates = await rates_for(project.id, currencies, max([*days, period.last, today])) if currencies else []
    found = proposals(frame.booked_rate, expenses, rates, period.first, period.last, frame.wage_rule, today=today)
    return frame.booked_rate, period, found
