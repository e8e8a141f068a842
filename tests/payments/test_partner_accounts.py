"""The accounts of partners as the database adds them up, and the pages on which both sides see them."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from grants.access import OPERATOR
from grants.budget.models import Opening
from grants.expenses.models import Expense
from grants.payments.models import PartnerTransfer
from grants.payments.partner_accounts import partner_accounts
from grants.payments.rules_partners import PartnerAccount
from grants.values.money import Money, half_up, in_euro
from tests.cast import TODAY, row
from tests.properties import kept

pytestmark = pytest.mark.anyio

STATES = ["draft", "submitted", "returned", "verified", "reported", "approved", "cut", "parked"]
PARTS = some.tuples(some.integers(0, 100), some.integers(0, 100), some.integers(0, 100)).filter(lambda p: sum(p) <= 100)
COST = some.tuples(
    some.sampled_from(STATES), some.integers(100, 10**9), some.sampled_from(["EUR", "BGN", "RON"]), PARTS, some.integers(0, 100), some.none() | some.integers(1, 10**9)
)  # fmt: skip
MOVE = some.tuples(
    some.sampled_from(["advance", "interim", "balance", "returned"]), some.integers(1, 10**9),
    some.sampled_from(["EUR", "BGN", "RON"]), some.integers(-20, 20),
)  # fmt: skip


async def entered(world, costs, moves):
    """The partner's costs and payments, and nothing else."""
    for model in (Expense, PartnerTransfer):
        await model.filter(project_id=world.project.id).delete()
    for at, (state, cents, currency, parts, cut, rated) in enumerate(costs, 1):
        own, in_kind, third = (cents * part // 100 for part in parts)
        await Expense.create(
            project_id=world.project.id, number=str(at), position=at, partner_id=world.partner, state=state, amount_cents=cents,
            currency=currency, own_cents=own, in_kind_cents=in_kind, third_cents=third, rated_cents=rated,
            cut_cents=cents * cut // 100 if state == "cut" else 0,
        )  # fmt: skip
    for at, (kind, cents, currency, days) in enumerate(moves, 1):
        await PartnerTransfer.create(
            project_id=world.project.id, number=str(at), position=at, partner_id=world.partner, kind=kind,
            amount_cents=cents, currency=currency, paid_on=TODAY + timedelta(days),
        )  # fmt: skip


def euro(cents, currency):
    """Whole cents of euro, or None where there is no fixed rate."""
    found = in_euro(Money(cents, currency))
    return None if found is None else found.minor


def of_cost(cost):
    """(what was submitted, what of it stands) of the grant's part in euro cents; None without a rate."""
    state, cents, currency, parts, cut, rated = cost
    grant = cents - sum(cents * part // 100 for part in parts)
    whole = rated if rated is not None else euro(cents, currency)
    if whole is None:
        return None
    lost = whole if state == "parked" else 0
    if state == "cut" and (cut_cents := cents * cut // 100):
        lost = part_of(rated, cut_cents, cents) if rated is not None else euro(cut_cents, currency)
    return part_of(whole, grant, cents), part_of(whole, grant, cents) - part_of(lost, grant, cents)


def part_of(cents, part, whole):
    return int(half_up(Decimal(cents) * part / whole, 0))


def added_up(costs, moves):
    """The account, row by row."""
    account: Counter[str] = Counter()
    left_out = set()
    for cost in costs:
        if cost[0] in {"draft", "returned"}:
            continue
        found = of_cost(cost)
        if found is None:
            left_out.add(cost[2])
            continue
        account["claimed"] += found[0]
        account["accepted"] += found[1] if cost[0] != "submitted" else 0
        account["approved"] += found[1] if cost[0] in {"approved", "cut"} else 0
    for kind, cents, currency, days in moves:
        moved = euro(cents, currency)
        if moved is None:
            left_out.add(currency)
        elif days > 0:
            account["to_come"] += -moved if kind == "returned" else moved
        else:
            account[kind] += moved
    return PartnerAccount(**account, left_out=frozenset(left_out))


@given(costs=some.lists(COST, max_size=5), moves=some.lists(MOVE, max_size=5))
@kept
async def test_the_database_adds_up_what_is_added_up_here_one_by_one(small_world, costs, moves):
    await entered(small_world, costs, moves)
    found = await partner_accounts(OPERATOR, small_world.project, TODAY)
    assert found.get(small_world.partner, PartnerAccount()) == added_up(costs, moves)


async def test_opening_figures_count_as_accepted_without_what_was_cut(small_world):
    await Opening.create(
        project_id=small_world.project.id, number="1", position=1, partner_id=small_world.partner, until_on=TODAY,
        amount_cents=100_000, own_cents=15_000, cut_cents=10_000, currency="EUR",
    )  # fmt: skip
    account = (await partner_accounts(OPERATOR, small_world.project, TODAY))[small_world.partner]
    assert (account.claimed, account.accepted, account.approved) == (85_000, 76_500, 0)


@pytest.fixture
async def shared(small_world):
    """An advance of 20 000 to the partner abroad and 12 345.67 of its costs verified; another partner with its own."""
    project = small_world.project
    await row(project, "partner", number="3", organisation="Фондация „Друга“", role="partner")
    await row(project, "line", "1.1", title_bg="Обучители", amount="30 000", currency="EUR", partner="2")
    await row(
        project, "expense", "1", line="1.1", partner="2", amount="12 345,67", currency="EUR", description_bg="Зала"
    )
    await row(
        project, "expense", "2", line="1.1", partner="2", amount="1 000,00", currency="EUR", description_bg="Кафе"
    )
    await Expense.filter(number="1").update(state="verified")
    await Expense.filter(number="2").update(state="submitted")
    await row(
        project,
        "partner_transfer",
        "1",
        partner="2",
        kind="advance",
        paid="10.03.2026",
        amount="20 000",
        currency="EUR",
        order_number="ПН-77",
    )
    await row(project, "partner_transfer", "2", partner="3", kind="advance", paid="11.03.2026", amount="7 788,99", currency="EUR")  # fmt: skip
    await row(project, "deliverable", "1", title_en="Training handbook", partner="2", due="01.11.2026")
    return small_world


async def test_both_sides_read_the_same_account(browser, shared):
    for email in ("maria@zaedno.example", "elena@puente.example"):
        await browser.sign_in(email)
        page = await browser.get(f"/projects/{shared.project.code}/partners/{shared.partner}?lang=en")
        for said in (
            "€20,000.00",
            "€12,345.67",
            "€7,654.33",
            "of €13,345.67 submitted",
            "ПН-77",
            "Training handbook",
            "Elena García",
        ):
            assert said in page, (email, said)
        assert "7,788.99" not in page
        assert "Фондация" not in page


async def test_the_page_is_bulgarian_for_who_reads_bulgarian(browser, shared):
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(f"/projects/{shared.project.code}/partners/{shared.partner}")
    for said in ("Разчети между водещия и партньора", "20 000,00 €", "Дължимо на партньора", "закъснение"):
        assert said in page, said


async def test_a_partner_finds_no_page_of_another(browser, shared):
    await browser.sign_in("elena@puente.example")
    for other in (shared.lead, shared.lead + 2, shared.lead + 99):
        await browser.get(f"/projects/{shared.project.code}/partners/{other}", status=404)
    answer = await browser.client.get(f"/projects/{shared.project.code}/partners")
    assert answer.headers["location"] == f"/projects/{shared.project.code}/partners/{shared.partner}"


async def test_the_lead_sees_every_partner_with_its_sums(browser, shared):
    await browser.sign_in("ivan@zaedno.example")
    page = await browser.get(f"/projects/{shared.project.code}/partners?lang=en")
    for said in (
        "Asociación Puente",
        "Фондация",
        "20,000.00",
        "27,788.99",
        "12,345.67",
        "15,443.32",
        "Who is missing what",
    ):
        assert said in page, said


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"amount": "0"}, "Плащане от нула не е плащане"),
        ({"amount": "-5"}, "Сумата се пише над нулата"),
        ({"amount": "20 000,01", "kind": "returned"}, "Към 20.03.2026 г. партньорът би върнал с 0,01 €"),
        ({"amount": "5", "partner": "1"}, "Водещият не превежда на себе си"),
    ],
)  # fmt: skip
async def test_it_refuses_what_cannot_be_beside_the_field(browser, shared, typed, sentence):
    await browser.sign_in("ivan@zaedno.example")
    sent = {"partner": "2", "kind": "advance", "paid": "20.03.2026", "currency": "EUR", "form_key": "а", **typed}
    answer = await browser.post(f"/projects/{shared.project.code}/rows/partner_transfer/new", sent)
    assert answer.status_code == 422
    assert sentence in answer.text.replace("\xa0", " ").replace("\u202f", " ")
    assert await PartnerTransfer.all().count() == 2


async def test_it_keeps_the_advance_of_which_a_part_came_back(browser, shared):
    advance = await PartnerTransfer.get(number="1")
    await row(shared.project, "partner_transfer", "3", partner="2", kind="returned", paid="20.04.2026", amount="500", currency="EUR")  # fmt: skip
    await browser.sign_in("ivan@zaedno.example")
    here = f"/projects/{shared.project.code}/rows/partner_transfer/{advance.id}"
    answer = await browser.post(f"{here}/remove", {"form_key": "б"})
    assert answer.status_code == 409
    to_another = {"partner": "3", "kind": "advance", "paid": "10.03.2026", "amount": "20 000", "currency": "EUR"}
    answer = await browser.post(here, {**to_another, "number": "1", "version": "1", "form_key": "в"})
    assert answer.status_code == 422
    assert await PartnerTransfer.filter(partner_id=shared.partner).count() == 2
