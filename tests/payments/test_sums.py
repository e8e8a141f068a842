"""What the database adds up of papers and their payments is what is added up here one by one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from grants.expenses.models import Document, Payout
from grants.payments.cash import cash_of
from grants.payments.models import Payment
from grants.payments.rules import PAID_BACK
from grants.values.money import Money, in_euro
from tests.cast import TODAY
from tests.properties import kept

pytestmark = pytest.mark.anyio

CENTS = some.integers(1, 10**10)
MONEY = some.builds(Money, CENTS, some.sampled_from(["EUR", "BGN"]))
DAY = some.dates(date(2024, 1, 1), TODAY + timedelta(60))
PAPER = some.tuples(
    some.sampled_from(["invoice", "credit_note", "payroll"]), MONEY, some.none() | DAY, some.lists(some.tuples(MONEY, DAY), max_size=3)
)  # fmt: skip
PAYMENT = some.tuples(some.sampled_from(["advance", "interim", "recovery", "opening"]), MONEY, some.none() | DAY)


def euro(money: Money) -> int:
    found = in_euro(money)
    assert found is not None
    return found.minor


async def entered(project, papers, payments):
    """The papers and payments, and nothing else."""
    for model in (Payout, Document, Payment):
        await model.filter(project_id=project.id).delete()
    for at, (kind, gross, paid_on, parts) in enumerate(papers, 1):
        mine = {"project_id": project.id, "number": str(at), "position": at}
        document = await Document.create(
            **mine, kind=kind, net_cents=gross.minor, currency=gross.currency, paid_on=paid_on
        )
        for place, (part, day) in enumerate(parts):
            number = at * 10 + place
            own = {"project_id": project.id, "number": str(number), "position": number, "document_id": document.id}
            await Payout.create(**own, amount_cents=part.minor, currency=part.currency, paid_on=day)
    for at, (kind, money, day) in enumerate(payments, 1):
        own = {"project_id": project.id, "number": str(at), "position": at, "kind": kind, "currency": money.currency}
        await Payment.create(**own, received_on=day, received_sum_cents=money.minor)


def moved(papers, payments):
    """Every movement as (day or None, euro cents), one by one."""
    for kind, gross, paid_on, parts in papers:
        sign = 1 if kind == "credit_note" else -1
        for money, day in parts or ([(gross, paid_on)] if paid_on else []):
            yield day, sign * euro(money)
    for kind, money, day in payments:
        yield day, -euro(money) if kind in PAID_BACK else euro(money)


@kept
@given(some.lists(PAPER, max_size=5), some.lists(PAYMENT, max_size=4))
async def test_it_has_in_hand_what_came_less_what_went(small_world, papers, payments):
    await entered(small_world.project, papers, payments)
    cash = await cash_of(small_world.maria, small_world.project, TODAY)
    flows = list(moved(papers, payments))
    assert cash.position == sum(cents for day, cents in flows if day is None or day <= TODAY)
    for month in cash.months:
        if not month.ahead:
            until = [cents for day, cents in flows if day is None or day < (month.first + timedelta(32)).replace(day=1)]
            if month.first < TODAY.replace(day=1):
                assert month.position == sum(until)
    later = sum(cents for day, cents in flows if day and day > TODAY)
    ahead = [month for month in cash.months if month.ahead]
    rest = (ahead[-1].position if ahead else cash.position) - cash.position - later
    waiting = [paper for paper in papers if paper[2] is None]
    assert rest == 0 or waiting  # what else is ahead are papers not paid in full
