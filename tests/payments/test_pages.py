"""The page of payments: every figure as worked out by hand, what is refused, and who sees it."""

from __future__ import annotations

import re

import pytest

from grants.payments.cash import cash_of
from grants.payments.models import Payment
from tests.cast import CODE, TODAY, row
from tests.portfolio.test_reading import statements

pytestmark = pytest.mark.anyio

PAGE = f"/projects/{CODE}/payments"


async def plan(project):
    """A grant of 100 000,00 €, one line, an advance in leva, an interim claim that came and one that is waited for."""
    await row(project, "source", "1", kind="eu", amount="85 000")
    await row(project, "source", "2", kind="national", amount="15 000")
    await row(project, "line", "1", title_bg="Обучения")
    await row(project, "line", "1.1", title_bg="Обучители", amount="30 000", partner="1")
    await row(project, "payment", "1", kind="advance", requested="1.12.2025", requested_sum="39 116,60",
              received="15.12.2025", received_sum="39 116,60", currency="BGN")  # fmt: skip
    await row(project, "payment", "2", kind="interim", package="1", requested="1.03.2026", requested_sum="8 000",
              received="20.05.2026", received_sum="7 500", cleared="2 000")  # fmt: skip
    await row(project, "payment", "3", kind="interim", package="2", requested="1.11.2026", requested_sum="1 600",
              due="20.01.2027", cleared="400")  # fmt: skip
    await row(project, "payment", "4", kind="recovery", received="3.06.2026", received_sum="100")


async def paper(project, number, net, paid="", *, kind="invoice", currency="EUR", **more):
    await row(project, "document", number, kind=kind, paper_number=f"7{number}", issued="1.02.2026", paid=paid, net=net,
              partner="1", currency=currency, **more)  # fmt: skip


async def spending(project):
    await paper(project, "1", "10 000", "10.02.2026")
    await paper(project, "2", "1 000", "12.03.2026", kind="credit_note")
    await paper(project, "3", "195,58", "10.12.2025", currency="BGN")
    await paper(project, "4", "6 000")
    await row(project, "payout", "1", document="4", paid="5.10.2026", amount="2 000", currency="EUR")
    await row(project, "payout", "2", document="4", paid="2.12.2026", amount="1 000", currency="EUR")
    await paper(project, "5", "500", "1.09.2026", currency="USD")
    for number, amount in (("1", "10 000"), ("4", "6 000")):
        await row(project, "expense", number, document=number, line="1.1", partner="1", amount=amount,
                  description_bg="Обучение", state="verified")  # fmt: skip


async def test_it_counts_every_month_as_it_was(small_world):
    await plan(small_world.project)
    await spending(small_world.project)
    cash = await cash_of(small_world.maria, small_world.project, TODAY)
    known = {one.first.isoformat()[:7]: (one.came, one.went, one.position) for one in cash.months if not one.ahead}
    moved = {month: figures for month, figures in known.items() if figures[0] or figures[1]}
    assert moved == {
        "2025-12": (2_000_000, 10_000, 1_990_000),  # the advance in leva is 20 000,00 €; 195,58 лв. are 100,00 €
        "2026-02": (0, 1_000_000, 990_000),
        "2026-03": (100_000, 0, 1_090_000),  # the credit note
        "2026-05": (750_000, 0, 1_840_000),
        "2026-06": (0, 10_000, 1_830_000),  # paid back
        "2026-10": (0, 200_000, 1_630_000),  # a part of an invoice
    }
    assert len(known) == 12
    assert [one.minor for one in cash.left_out] == [50_000]
    ahead = {one.first.isoformat()[:7]: (one.came, one.went) for one in cash.months if one.ahead}
    # 3 000,00 € of the invoice wait, 1 000,00 € are paid in December; 14 000,00 € of the line are left, with no end at once.
    assert ahead == {"2026-11": (0, 300_000 + 1_400_000), "2026-12": (0, 100_000), "2027-01": (160_000, 0)}


async def test_it_shows_the_figures_and_the_gap_in_bulgarian(browser, small_world):
    await plan(small_world.project)
    await spending(small_world.project)
    await browser.sign_in("ivan@zaedno.example")
    page = await browser.get(PAGE)
    figures = dict(re.findall(r"<dt>([^<]+)</dt><dd[^>]*>([^<]+)", page))
    assert figures["Получено"] == "27 500,00 €"
    assert figures["От него аванс"] == "20 000,00 €"
    assert figures["Остава за приспадане"] == "17 600,00 €"
    assert figures["Поискано, неполучено"] == "1 600,00 €"
    assert figures["Налично днес"] == "16 300,00 €"
    assert figures["Най-малко налично занапред"] == "−1 700,00 €"
    assert "През ноември 2026 г. не достигат 700,00 €." in page
    assert "Нужни са до 1 700,00 € собствени средства, най-много през декември 2026 г." in page
    assert "500,00 щ.д." in page  # not counted, and said so
    assert "Общо, BGN" in page
    assert "27 400,00 €" in page  # the total received in euro, less what was paid back
    assert "Плащания" in page.split('id="tabs"')[1].split("</nav>")[0]


async def test_it_works_out_what_the_next_claim_clears(browser, small_world):
    await plan(small_world.project)
    await browser.sign_in("ivan@zaedno.example")
    page = await browser.get(f"{PAGE}?claim=5000&lang=en")
    table = page.split("Left to clear</th>")[1]
    assert "€1,000.00" in table  # a fifth
    assert "€4,000.00" in table
    assert "€0.00" in table  # in the last claims: 88 000,00 € of the grant still hold the rest
    wrong = await browser.get(f"{PAGE}?claim=12,345", 422)
    assert "12,345" in wrong


WRONG = [
    ({"received_sum": "100"}, "Попълнете деня, на който сумата е получена."),
    ({"received": "1.10.2026"}, "Попълнете колко е получено на този ден"),
    ({"requested_sum": "-5"}, "Сума на плащане не може да е под нулата"),
    ({"cleared": "17 600,01"}, "за приспадане остават 17 600,00 €"),
]


@pytest.mark.parametrize(("typed", "said"), WRONG)
async def test_it_answers_bad_input_beside_the_field_and_keeps_what_was_typed(browser, small_world, typed, said):
    await plan(small_world.project)
    await browser.sign_in("ivan@zaedno.example")
    form = {"kind": "interim", "currency": "EUR", "package": "пакет № 9", **typed}
    answer = await browser.post(f"/projects/{CODE}/rows/payment/new", form)
    assert answer.status_code == 422
    assert said in answer.text.replace("\xa0", " ")
    assert "пакет № 9" in answer.text
    assert await Payment.filter(project_id=small_world.project.id).count() == 4


async def test_it_warns_of_what_was_received_before_it_was_asked_for(browser, small_world):
    await plan(small_world.project)
    await browser.sign_in("ivan@zaedno.example")
    form = {
        "kind": "interim",
        "currency": "EUR",
        "requested": "5.10.2026",
        "received": "1.10.2026",
        "received_sum": "10",
    }
    assert (await browser.post(f"/projects/{CODE}/rows/payment/new", form)).status_code == 303
    assert "преди да е поискано на 5.10.2026 г." in await browser.get(PAGE)


async def test_it_lets_a_row_keep_its_own_clearance_when_it_is_changed(browser, small_world):
    await plan(small_world.project)
    await browser.sign_in("ivan@zaedno.example")
    second = await Payment.get(project_id=small_world.project.id, number="2")
    form = {"kind": "interim", "currency": "EUR", "version": "1", "received": "20.05.2026", "received_sum": "7 500"}
    address = f"/projects/{CODE}/rows/payment/{second.id}"
    assert (await browser.post(address, form | {"cleared": "19 600,01"})).status_code == 422
    assert (await browser.post(address, form | {"cleared": "19 600"})).status_code == 303


@pytest.mark.parametrize(("email", "status"), [
    ("elena@puente.example", 404), ("desi@zaedno.example", 403), ("petar@druga.example", 404), ("angel@odit.example", 200),
])  # fmt: skip
async def test_it_shows_payments_only_to_those_who_see_all_money(browser, small_world, email, status):
    await plan(small_world.project)
    await browser.sign_in(email)
    page = await browser.get(PAGE, status)
    await browser.get(f"{PAGE}/convert", status)
    if status == 200:
        assert "/rows/payment/" not in page  # an auditor reads
    elif email.startswith("elena"):
        assert "/payments" not in await browser.get(f"/projects/{CODE}")


async def test_it_counts_a_paper_of_two_projects_only_for_what_is_claimed_here(small_world):
    from grants.expenses.models import Document

    await plan(small_world.project)
    await paper(small_world.project, "1", "100,01")
    for number, day, amount in (("1", "1.02.2026", "33,33"), ("2", "2.02.2026", "66,68")):
        await row(small_world.project, "payout", number, document="1", paid=day, amount=amount, currency="EUR")
    await row(
        small_world.project, "expense", "1", document="1", line="1.1", partner="1", amount="50", description_bg="Зала"
    )
    await Document.filter(project_id=small_world.project.id).update(family="обща")
    cash = await cash_of(small_world.maria, small_world.project, TODAY)
    assert sum(one.went for one in cash.months if not one.ahead) == 5_000 + 10_000  # and what was paid back


async def test_it_asks_the_database_as_often_for_twenty_papers_as_for_five(browser, small_world):
    await plan(small_world.project)
    await spending(small_world.project)
    await browser.sign_in("ivan@zaedno.example")
    few = await statements(browser, PAGE)
    for number in range(10, 25):
        await paper(small_world.project, str(number), "10", "10.02.2026")
        await row(
            small_world.project, "payment", str(number), kind="interim", requested_sum="10", requested="1.02.2026"
        )
    assert await statements(browser, PAGE) == few
    assert few <= 16


async def test_it_takes_a_paper_in_leva_paid_in_euro_as_paid(small_world):
    await paper(small_world.project, "1", "195,58", currency="BGN")
    await row(small_world.project, "payout", "1", document="1", paid="5.01.2026", amount="60", currency="EUR")
    cash = await cash_of(small_world.maria, small_world.project, TODAY)
    assert [one.went for one in cash.months if one.ahead] == [4_000]  # the rest of 100,00 €
    await row(small_world.project, "payout", "2", document="1", paid="6.02.2026", amount="40", currency="EUR")
    cash = await cash_of(small_world.maria, small_world.project, TODAY)
    assert [one.went for one in cash.months if one.ahead] == []
    assert cash.position == -10_000


async def test_it_says_since_when_the_authority_s_time_stands_still(browser, small_world):
    asked = {"kind": "interim", "requested": "1.10.2026", "requested_sum": "1 600"}
    await row(small_world.project, "number", value=CODE, kind="contract")
    await row(small_world.project, "payment", "1", **asked, stopped="20.10.2026")
    await browser.sign_in("ivan@zaedno.example")
    assert "срокът е спрян от 20.10.2026" in await browser.get(PAGE)
    assert "Управляващият орган спря на 20.10.2026" in await browser.get(f"/projects/{CODE}/findings")
