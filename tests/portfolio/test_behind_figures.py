"""Every figure of what was spent opens the rows behind it, and both pages show the same sum, in every cut of the budget."""

from __future__ import annotations

import html
import re

import pytest

from grants.expenses.queries import Filters, ledger
from tests.cast import CODE, row
from tests.portfolio.test_budget_page import spend

pytestmark = pytest.mark.anyio
BUDGET, LEDGER = f"/projects/{CODE}/budget", f"/projects/{CODE}/expenses"


@pytest.fixture
async def running(small_world):
    """Lines with and without activity, year and kind of cost, spent in euro and leva, cut, parked, not yet said, and before."""
    project = small_world.project
    for number, title in (("1", "Обучения"), ("2", "Срещи")):
        await row(project, "activity", number, title_bg=title)
    line = {"amount": "5 000", "currency": "EUR"}
    await row(project, "line", "1", title_bg="Хора")
    await row(
        project, "line", "1.1", title_bg="Обучител", partner="1", activity="1", year="2026", category="staff", **line
    )
    await row(project, "line", "1.2", title_bg="Преводач", partner="2", category="staff", **line)
    await row(project, "line", "2", title_bg="Зала", activity="2", year="1", **line)
    await spend(project, "1.1", "100,10")
    await spend(project, "1.1", "19,56", currency="BGN")
    await spend(project, "1.1", "31", state="draft")
    await spend(project, "1.2", "7,07", state="parked", partner="2", activity="2")
    await spend(project, "1.2", "63", state="returned", partner="2")
    await spend(project, "2", "44,44", state="reported")
    await spend(project, "", "3,33", partner="")
    await row(project, "opening", "1", line="1.1", until="31.12.2025", amount="1 000,01", cut="5", currency="EUR")
    await row(project, "opening", "2", line="1.2", until="31.12.2025", amount="200", currency="BGN")
    await row(project, "opening", "3", partner="2", until="31.12.2025", amount="50", currency="EUR")
    return small_world


def behind(page):
    """The figures that open the ledger, with their addresses."""
    found = re.findall(r'<a class="behind" href="([^"]+)">([^<]+)</a>', page)
    return [(html.unescape(address), figure) for address, figure in found if LEDGER in address]


@pytest.mark.parametrize("cut", ["line", "partner", "activity", "year", "category"])
async def test_it_shows_the_same_sum_on_the_page_one_comes_from_and_the_page_one_lands_on(browser, running, cut):
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(f"{BUDGET}?by={cut}&lang=en")
    assert f"{LEDGER}?line=-&amp;state=counted" in page  # what names no line
    found = behind(page.replace("€", ""))
    rows = found[:-1]
    assert len(rows) >= 2
    for address, figure in found:
        page = await browser.get(f"{address}&lang=en")
        total = re.search(r"Total in euro</th><td[^>]*>([^<]+)<", page)
        assert (address, total and total.group(1)) == (address, figure)
    # 100.10 + 10.00 + 7.07 + 44.44 + 3.33 + 1 000.01 + 102.26 + 50
    assert found[-1] == (f"{LEDGER}?state=counted", "1,317.21")


async def test_it_says_opening_figures_as_a_row_of_their_own_and_what_is_shown_as_a_sentence(browser, running):
    await browser.sign_in("maria@zaedno.example")
    page = (await browser.get(f"{LEDGER}?category=staff&state=counted")).replace("\xa0", " ")
    assert (
        "Разходи по вид разход „персонал, трудови договори“, от броените за изразходвани, заедно с началните суми."
        in page
    )
    assert f'<a href="{BUDGET}/opening">Начални суми до 31.12.2025 г.</a>' in page
    assert "200,00 лв." in page
    assert "5,00 €" in page  # what the funder cut of it
    english = await browser.get(f"{LEDGER}?activity=2&year=1&lang=en")
    assert "Expenses for activity 2 · Срещи, of year or period 1 of the budget." in english
    assert "Opening figures until" not in english
    assert "Total in euro</th>" in english
    only = await browser.get(f"{LEDGER}?state=opening&lang=en")
    assert "1,152.27" in only
    assert "row-link" not in only
    assert "Nothing matches" in await browser.get(f"{LEDGER}?category=staff&year=1999&lang=en")
    await browser.get(f"{LEDGER}?category=няма&year=%00&activity=''")


async def test_a_partner_finds_only_its_own_opening_figures(running):
    found = await ledger(running.elena, running.project, Filters())
    assert [(one["currency"], one["cents"], one["euro_cents"]) for one in found.openings] == [
        ("EUR", 5_000, 5_000),
        ("BGN", 20_000, 10_226),
    ]
    assert (await ledger(running.petar, running.project, Filters())).openings == ()
    assert (await ledger(running.elena, running.project, Filters(q="зала"))).openings == ()
