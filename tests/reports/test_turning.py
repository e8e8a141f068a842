"""What was spent in levs and euro under an award in dollars („курсът на долара“), as the ledger reads it."""

from datetime import date
from decimal import Decimal

import pytest

from grants.expenses.models import Expense
from grants.projects.models import Project
from grants.rates.models import Rate
from grants.reports.grounds import report_ground
from grants.reports.grounds_entries import Selection
from grants.values.money import Money
from tests.cast import row

pytestmark = pytest.mark.anyio

FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)


async def rate(source: str, first: str, per_euro: str, last: str = "", project_id: int | None = None) -> None:
    await Rate.create(
        source=source, currency="USD", first_on=date.fromisoformat(first), last_on=date.fromisoformat(last or first),
        per_euro=Decimal(per_euro), project_id=project_id,
    )  # fmt: skip


@pytest.fixture
async def award(small_world):
    """An award in dollars: an invoice in levs of June and two of August, one in euro and one in dollars."""
    project = small_world.project
    await Project.filter(id=project.id).update(currency="USD")
    await row(project, "line", "1", title_bg="Услуги", amount="10000", currency="USD", category="services")
    for number, currency, amount, own, day in (
        ("1", "BGN", "195.58", "19.56", "2026-06-03"),
        ("2", "EUR", "100.05", "0", "2026-08-09"),  # a Sunday
        ("3", "USD", "50.00", "0", "2026-08-10"),
    ):
        await row(
            project, "document", number, kind="invoice", paper_number=number, issued=day, paid=day, supplier_name="„Дунав“",
            net=amount, currency=currency,
        )  # fmt: skip
        await row(
            project,
            "expense",
            number,
            document=number,
            line="1",
            amount=amount,
            own=own,
            currency=currency,
            state="verified",
        )
    return small_world


async def read(world):
    of = await report_ground(world.ivan, world.project, Selection(FIRST, LAST), LAST)
    (before,) = of.earlier
    return [one.in_money("USD") for one in of.entries], before.turned, of


def usd(amount: str) -> Money:
    return Money.of(amount, "USD")


async def test_it_takes_the_central_banks_rate_of_the_day_or_of_the_last_one_before(award):
    await rate("ecb", "2026-06-03", "1.2000")
    await rate("ecb", "2026-06-03", "1.1000")  # corrects it
    await rate("ecb", "2026-08-07", "1.0837")
    await rate("inforeuro", "2026-08-01", "2", "2026-08-31")
    now, before, of = await read(award)
    assert now == [usd("108.42"), usd("50.00")]
    assert before is not None
    assert (before.amount, before.own, before.grant) == (usd("110.00"), usd("11.00"), usd("99.00"))
    assert next(one.into_per_euro for one in of.entries) == Decimal("1.0837")


@pytest.mark.parametrize(("rule", "expected"), [("inforeuro_month", "109.05"), ("tranche", "120.06"), ("day", None)])
async def test_it_follows_the_rule_of_the_contract_and_knows_nothing_without_a_rate(award, rule, expected):
    await row(award.project, "terms", "1", booked_rate=rule)
    await rate("inforeuro", "2026-08-01", "1.09", "2026-08-31")
    await rate("tranche", "2026-02-01", "1.20", project_id=award.project.id)
    await rate("ecb", "2026-07-01", "1.5")  # too long before
    now, before, of = await read(award)
    assert (now[0] and now[0].plain) == expected
    assert (before is None) == (rule != "tranche")
    assert of.booked_rate == rule


async def test_it_turns_nothing_of_a_contract_in_euro(award):
    await Project.filter(id=award.project.id).update(currency="EUR")
    await rate("ecb", "2026-08-07", "1.0837")
    now, before, of = await read(award)
    assert before is None
    assert now == [None, usd("50.00")]
    assert {one.into for one in of.entries} == {""}
    assert await Expense.filter(project_id=award.project.id).count() == 3
