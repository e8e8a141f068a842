"""What the database adds up of papers and their payments is what is added up here one by one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from grants.checks.queries import findings_of
from grants.expenses.models import Document, Expense, Payout
from grants.payments.cash import cash_of
from grants.payments.models import Payment
from grants.payments.queries import paid_until
from grants.payments.rules import PAID_BACK
from grants.payments.rules_paid import paid_parts
from grants.values.money import Money, in_euro
from tests.cast import TODAY, row
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


# --- the checks say what the page says ----------------------------------------------------------------------------


@pytest.mark.parametrize(("grant", "advance", "told"), [
    ("100,03", "30,00", []),  # 30 % of 100,03 is 30,009: the cap is 30,00
    ("100,03", "30,01", ["ADVANCE_OVER_RATE", "PREPAID_OVER_CAP"]),
    ("100,04", "30,01", []),  # 30,012
    ("100,04", "30,02", ["ADVANCE_OVER_RATE", "PREPAID_OVER_CAP"]),
])  # fmt: skip
async def test_the_page_and_the_checks_find_the_same_at_the_edge_of_a_cent(small_world, grant, advance, told):
    project = small_world.project
    await row(project, "source", "1", kind="eu", amount=grant)
    await row(project, "terms", "1", advance_rate="30", interim_cap="30")
    await row(project, "payment", "1", kind="advance", received="3.02.2026", received_sum=advance)
    cash = await cash_of(small_world.maria, project, TODAY)
    found = await findings_of(small_world.maria, project, TODAY)
    assert [one.code for one in cash.issues] == told
    assert [(one.code, one.facts) for one in found if one.code in OF_PAYMENTS] == [
        (one.code, one.facts) for one in cash.issues
    ]


OF_PAYMENTS = {"ADVANCE_OVER_RATE", "PREPAID_OVER_CAP", "CLEARED_OVER_ADVANCE", "ADVANCE_BARELY_USED", "RECEIVED_BEFORE_ASKED"}  # fmt: skip
SHARED = some.tuples(some.none() | some.just("обща"), some.integers(0, 10**6), some.none() | some.integers(0, 10**6), some.sampled_from(["verified", "returned"]))  # fmt: skip


@kept
@given(some.lists(some.tuples(PAPER, SHARED), max_size=4), some.sampled_from(["EUR", "BGN", "USD"]))
async def test_what_was_used_of_the_advance_is_the_same_on_the_page_and_in_the_checks(small_world, papers, currency):
    project = small_world.project
    await Expense.filter(project_id=project.id).delete()
    mended = [(kind, Money(gross.minor, currency), paid_on, parts) for (kind, gross, paid_on, parts), _ in papers]
    await entered(project, mended, [])
    documents = await Document.filter(project_id=project.id).order_by("position").values("id")
    for at, (document, (_, (family, claimed, rated, state))) in enumerate(zip(documents, papers, strict=True), 1):
        await Document.filter(id=document["id"]).update(family=family)
        own = {"project_id": project.id, "number": str(at), "position": at, "document_id": document["id"]}
        await Expense.create(**own, amount_cents=claimed, rated_cents=rated, currency=currency, state=state)
    read = {model: await model.filter(project_id=project.id).order_by("position").values() for model in (Document, Payout, Expense)}  # fmt: skip
    parts = [
        part
        for paper in read[Document]
        for part in paid_parts(paper, *([one for one in read[model] if one["document_id"] == paper["id"]] for model in (Payout, Expense)))
    ]  # fmt: skip
    days = {date(2024, 6, 1), date(2025, 3, 31), TODAY, TODAY + timedelta(61)}
    assert await paid_until(project, days) == {day: sum(cents for on, cents in parts if on <= day) for day in days}
