"""Expenses in other currencies at the contract's rates: looked at, written once, the rates closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from grants.access import OPERATOR
from grants.audit.models import Entry
from grants.budget.kinds import BookedRate, WageRule
from grants.expenses.models import Expense
from grants.expenses.rating import NOT_RATED, rated_again
from grants.payments.rules_conversion import Foreign, all_missing, proposals
from grants.rates.actions import add_rate
from grants.rates.models import Rate
from grants.rates.rules import RateSeen, RateSource, exact, period_of
from grants.values.money import Money
from tests.cast import CODE, NOON, row
from tests.properties import pure

PAGE = f"/projects/{CODE}/payments/convert"
FIRST, LAST = date(2026, 1, 1), date(2026, 2, 28)


def rate(number, day, per_euro, source, currency="USD"):
    return RateSeen(number, source, currency, *period_of(source, day), Decimal(per_euro))


RATES = [
    rate(1, date(2026, 1, 1), "1.10", RateSource.INFOREURO),
    rate(2, date(2026, 2, 1), "1.20", RateSource.INFOREURO),
    rate(3, date(2026, 1, 19), "1.25", RateSource.BNB),
    rate(4, date(2026, 1, 10), "1.30", RateSource.TRANCHE),
]
EXPENSE = Foreign(1, "1", "Самолетни билети", date(2026, 1, 20), Money(60_000, "USD"), None, True, 1)


@pytest.mark.parametrize(("rule", "cents"), [
    (BookedRate.INFOREURO_MONTH, 54_545),
    (BookedRate.INFOREURO_MEAN, 52_174),  # at 1.15
    (BookedRate.INFOREURO_SUBMISSION, 50_000),  # submitted in February
    (BookedRate.DAY, 48_000),
    (BookedRate.DAY_MEAN, 52_174),  # of a currency the ECB has nothing of
    (BookedRate.TRANCHE, 46_154),
])  # fmt: skip
def test_it_follows_the_contract_s_rule(rule, cents):
    (found,) = proposals(rule, [EXPENSE], RATES, FIRST, LAST, today=LAST)
    assert found.euro == Money(cents, "EUR")
    assert found.changes


def test_it_converts_nothing_where_the_contract_names_no_rate():
    assert proposals(BookedRate.NONE, [EXPENSE], RATES, FIRST, LAST, today=LAST) == []


@pytest.mark.parametrize(("rated", "may_change", "changes"), [
    (None, False, True), (54_545, True, False), (1, True, True), (1, False, False),
])  # fmt: skip
def test_it_never_converts_again_what_is_closed(rated, may_change, changes):
    expense = Foreign(1, "1", "", date(2026, 1, 20), Money(60_000, "USD"), rated, may_change, 1)
    (found,) = proposals(BookedRate.INFOREURO_MONTH, [expense], RATES, FIRST, LAST, today=LAST)
    assert found.changes is changes


def test_it_names_each_missing_rate_once():
    march = [Foreign(n, str(n), "", date(2026, 3, n), Money(1, "USD"), None, True, 1) for n in (1, 2)]
    found = proposals(BookedRate.INFOREURO_MONTH, march, RATES, FIRST, LAST, today=LAST)
    assert [(one.currency, one.first_on, one.by_month) for one in all_missing(found)] == [
        ("USD", date(2026, 3, 1), True)
    ]
    (outside, _) = proposals(BookedRate.INFOREURO_MEAN, march, RATES, FIRST, LAST, today=LAST)
    assert outside.outside


async def spent_abroad(project):
    await row(project, "terms", "1", booked_rate="inforeuro_month")
    await row(project, "line", "1.1", title_bg="Пътувания", amount="5 000", partner="1")
    for number, paid, amount, currency in (
        ("1", "20.10.2026", "600", "USD"), ("2", "3.11.2026", "100", "USD"), ("3", "3.11.2026", "100", "BGN"),
    ):  # fmt: skip
        await row(project, "document", number, kind="invoice", paper_number=f"9{number}", issued=paid, paid=paid, net=amount,
                  partner="1", supplier_name="Авиокомпания „Лястовица“", currency=currency)  # fmt: skip
        await row(project, "expense", number, document=number, line="1.1", partner="1", amount=amount, currency=currency,
                  description_bg="Билети", state="verified")  # fmt: skip


async def october(per_euro="1.1"):
    values = {"source": "inforeuro", "currency": "USD", "first_on": date(2026, 10, 1), "project_id": None, "note": ""}
    return await add_rate(OPERATOR, values | {"per_euro": Decimal(per_euro)})


@pytest.mark.anyio
async def test_it_converts_what_has_a_rate_names_what_has_none_and_closes_the_rate(browser, small_world):
    await spent_abroad(small_world.project)
    rate_id = await october()
    await browser.sign_in("ivan@zaedno.example")
    page = await browser.get(PAGE)
    assert "USD: ИнфорЕвро за ноември 2026 г." in page
    assert "545,45 €" in page
    assert "51,13" not in page  # leva have their own rule
    answer = await browser.post(PAGE, {"form_key": "веднъж"})
    assert answer.status_code == 303
    (first,) = await Expense.filter(project_id=small_world.project.id, number="1").values()
    assert (first["rated_cents"], first["rate_id"], first["version"]) == (54_545, rate_id, 2)
    assert (await Rate.get(id=rate_id)).used_at == NOON
    assert (await Expense.get(project_id=small_world.project.id, number="2")).rated_cents is None
    entry = await Entry.get(deed="expense.converted")
    assert (entry.subject_id, entry.after) == (first["id"], {"rated_cents": 54_545})
    assert "превалутира в евро" in await browser.get(f"/projects/{CODE}/history")
    # Sent again nothing happens twice; asked again there is nothing left to do.
    assert (await browser.post(PAGE, {"form_key": "веднъж"})).status_code == 303
    assert (await browser.post(PAGE, {"form_key": "пак"})).status_code == 409
    cash = await browser.get(f"/projects/{CODE}/payments")
    assert "100,00 щ.д." in cash  # what is not converted is named
    assert "−596,58" in cash  # 545,45 and 51,13 were paid


@pytest.mark.anyio
async def test_it_asks_for_the_contract_s_rule_first(browser, small_world):
    await browser.sign_in("ivan@zaedno.example")
    assert "The contract names no rate" in await browser.get(f"{PAGE}?lang=en")


@pytest.mark.anyio
async def test_it_answers_a_period_that_ends_before_it_begins(browser, small_world):
    await spent_abroad(small_world.project)
    await row(small_world.project, "terms", "2", booked_rate="inforeuro_mean", in_force="1.01.2026")
    await october()
    await browser.sign_in("ivan@zaedno.example")
    assert "545,45 €" in await browser.get(f"{PAGE}?first=1.10.2026&last=31.10.2026")
    page = await browser.get(f"{PAGE}?first=1.11.2026&last=1.10.2026", 422)
    assert "Краят на периода е преди началото му." in page


@pytest.mark.anyio
async def test_it_lets_an_auditor_look_and_not_convert(browser, small_world):
    await spent_abroad(small_world.project)
    await october()
    await browser.sign_in("angel@odit.example")
    assert '<form class="form"' not in await browser.get(PAGE)
    assert (await browser.post(PAGE, {"form_key": "а"})).status_code == 403


PAY = Foreign(2, "2", "Ведомост", date(2026, 1, 8), Money(200_000, "BGN"), None, True, 1)


@pytest.mark.parametrize(("rule", "stotinki", "cents"), [
    (WageRule.GENERAL, 200_000, 102_258), (WageRule.THIRD_DIGIT, 200_000, 102_259), (WageRule.CEILING, 200_000, 102_259),
    (WageRule.THIRD_DIGIT, 90_000, 46_017),
    (WageRule.THIRD_DIGIT, 2_347_000, 1_200_002), (WageRule.CEILING, 2_347_000, 1_200_003),
    (WageRule.THIRD_DIGIT, 100_029, 51_144), (WageRule.CEILING, 100_029, 51_145),
])  # fmt: skip
def test_pay_in_leva_becomes_euro_by_the_contract_s_own_rule(rule, stotinki, cents):
    pay = replace(PAY, amount=Money(stotinki, "BGN"))
    (found,) = proposals(BookedRate.NONE, [pay], [], FIRST, LAST, rule, today=LAST)
    assert (found.euro, found.applied) == (Money(cents, "EUR"), None)


@pure
@given(some.integers(1, 10**11))
def test_whoever_is_paid_loses_no_cent_by_the_rule_for_wages(stotinki):
    pay = replace(PAY, amount=Money(stotinki, "BGN"))
    found = [proposals(BookedRate.NONE, [pay], [], FIRST, LAST, rule, today=LAST)[0].euro for rule in WageRule]
    general, wages, most = (euro.minor for euro in found if euro)
    assert general <= wages <= most <= general + 1


async def paid_in_january(project):
    await row(project, "terms", "1", wage_rule="wages")
    await row(project, "line", "1.1", title_bg="Възнаграждения", amount="90 000", partner="1", category="staff")
    for number, paid, state in (
        ("1", "8.01.2026", "submitted"),
        ("2", "20.12.2025", "submitted"),
        ("3", "8.01.2026", "reported"),
    ):
        await row(project, "document", number, kind="payroll", paper_number=f"В-{number}", issued="20.12.2025", paid=paid,
                  net="2000", partner="1", currency="BGN")  # fmt: skip
        await row(project, "expense", number, document=number, line="1.1", partner="1", amount="2000", currency="BGN",
                  description_bg="Заплата", state=state)  # fmt: skip


@pytest.mark.anyio
async def test_it_converts_pay_in_leva_paid_since_the_euro_came_and_not_reported(browser, small_world):
    await paid_in_january(small_world.project)
    await browser.sign_in("ivan@zaedno.example")
    page = await browser.get(PAGE)
    assert "1 022,59 €" in page.replace("\u00a0", " ")
    assert "фиксиран курс, по правилото за възнаграждения" in page
    assert (await browser.post(PAGE, {"form_key": "заплати"})).status_code == 303
    found = await Expense.filter(project_id=small_world.project.id).order_by("number")
    assert [claim.rated_cents for claim in found] == [102_259, None, None]


@pytest.mark.parametrize(("currency", "rated", "per_euro", "amount", "again"), [
    ("USD", 54_545, Decimal("1.1"), Money(30_001, "USD"), {"rated_cents": 27_274}),  # 272.7363...
    ("USD", 52_174, exact(Fraction(23, 20)), Money(60_001, "USD"), {"rated_cents": 52_175}),
    ("USD", 1, exact(Fraction(1, 3) + Fraction(1, 7)), Money(100, "USD"), {"rated_cents": 210}),
    ("USD", None, None, Money(1, "USD"), {}),
    ("USD", 54_545, None, Money(1, "USD"), dict(NOT_RATED)),
    ("USD", 54_545, Decimal("1.1"), Money(1, "EUR"), dict(NOT_RATED)),
    ("BGN", 102_259, None, Money(90_000, "BGN"), {"rated_cents": 46_017}),
])  # fmt: skip
def test_a_converted_claim_that_changes_keeps_its_rate(currency, rated, per_euro, amount, again):
    claim = {"currency": currency, "rated_cents": rated, "per_euro": per_euro}
    assert rated_again(claim, amount, WageRule.THIRD_DIGIT) == again


@pytest.mark.anyio
async def test_the_amount_of_a_converted_claim_changes_with_what_it_is_in_euro(browser, small_world):
    await spent_abroad(small_world.project)
    rate_id = await october()
    await browser.sign_in("ivan@zaedno.example")
    await browser.post(PAGE, {"form_key": "веднъж"})
    claim = (await Expense.filter(number="1").values())[0]
    assert claim["per_euro"] == Decimal("1.1")
    await Expense.filter(number="1").update(state="returned")
    ledger = f"/projects/{CODE}/expenses/{claim['id']}"
    typed = {"version": "2", "document_version": "1", "kind": "invoice", "paper_number": "91", "issued": "20.10.2026"}
    typed |= {"net": "600", "amount": "300,01", "currency": "USD", "line": "1.1", "partner": "1", "paid": "20.10.2026"}
    answer = await browser.post(
        ledger, typed | {"supplier_name": "Авиокомпания „Лястовица“", "description_bg": "Билети"}
    )
    assert answer.status_code == 303
    changed = (await Expense.filter(number="1").values())[0]
    assert (changed["amount_cents"], changed["rated_cents"], changed["rate_id"]) == (30_001, 27_274, rate_id)
    await Expense.filter(number="1").update(state="reported")
    answer = await browser.post(ledger, typed | {"version": "3", "amount": "200"})
    assert answer.status_code == 409
    assert (await Expense.get(number="1")).rated_cents == 27_274
