"""Investments of a project („инвестиции“): named with the budget lines that pay them, and brought into a report's ground."""

from datetime import date

import pytest

from grants.budget.models import Investment
from grants.funders.ground import Invested, PassedOn
from grants.projects.models import Organisation
from grants.reports.grounds import report_ground
from grants.reports.grounds_entries import Selection
from grants.values.language import Text
from grants.values.money import Money
from tests.cast import CODE, row

pytestmark = pytest.mark.anyio

NEW = f"/projects/{CODE}/rows/investment/new"


@pytest.fixture
async def budget(small_world):
    await row(small_world.project, "line", "2.1", title_bg="Ремонт", amount="1000", currency="EUR", category="works")
    return small_world


async def test_it_keeps_an_investment_and_shows_it_beside_the_budget(browser, budget):
    await browser.sign_in("maria@zaedno.example")
    answer = await browser.post(NEW, {"title_bg": "Ремонт на центъра", "partner": "2", "lines": "2, 2.1"})
    assert answer.status_code == 303
    assert await Investment.all().values_list("title_bg", "lines") == [("Ремонт на центъра", "2, 2.1")]
    page = await browser.get(f"/projects/{CODE}/budget")
    assert "Инвестиции" in page
    assert "Ремонт на центъра" in page


async def test_it_refuses_a_line_that_is_not_in_the_budget_and_names_it(browser, budget):
    await browser.sign_in("maria@zaedno.example")
    answer = await browser.post(NEW, {"title_bg": "Ремонт", "lines": "2.1, 7.3"})
    assert answer.status_code == 422
    assert "Няма бюджетен ред 7.3." in answer.text
    assert 'value="2.1, 7.3"' in answer.text


async def test_it_is_read_into_a_report_with_what_was_passed_on_and_the_number_of_the_participant(budget):
    project, partner = budget.project, "2"
    await row(project, "investment", "1.1", title_bg="Ремонт", title_en="Repair", partner=partner, lines="2")
    for number, kind, paid, amount in (
        ("1", "advance", "2026-03-01", "500"), ("2", "returned", "2026-04-01", "80"), ("3", "interim", "2026-10-01", "900"),
    ):  # fmt: skip
        await row(
            project, "partner_transfer", number, partner=partner, kind=kind, paid=paid, amount=amount, currency="EUR"
        )
    await Organisation.all().update(pic="999888777")
    last = date(2026, 9, 30)
    of = await report_ground(budget.ivan, project, Selection(date(2026, 7, 1), last), last)
    (party,) = (one for one in of.partners if one.number == partner)
    assert of.investments == (Invested("1.1", Text("Ремонт", "Repair"), ("2",), party.id),)
    assert of.passed_on == (PassedOn(party.id, Money.of("420.00", "EUR")),)
    assert party.pic == "999888777"
