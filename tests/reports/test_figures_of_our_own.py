"""What stands behind figures of our own sheets: the expenses of then, the budget, the expense itself („какво стои зад сумата“)."""

from __future__ import annotations

import html
import re

import pytest

from tests.cast import CODE, row

pytestmark = pytest.mark.anyio
ASKED = f"/projects/{CODE}/reports?format=expenses-period&first=1.7.2026&last=30.9.2026&language=bg&lang=bg"


async def sheets_of(browser) -> str:
    await browser.sign_in("ivan@zaedno.example")
    return "".join([await browser.get(f"{ASKED}&sheet={at}") for at in range(4)])


async def test_what_was_reported_before_opens_the_expenses_of_then(quarter, browser):
    """With what was taken over when the project came here."""
    await row(quarter.project, "opening", "1", line="1", until="31.5.2026", amount="1000", currency="EUR")
    links = re.findall(r'href="([^"]+/behind[^"]+)">1 099,75<', await sheets_of(browser))
    page = html.unescape(await browser.get(html.unescape(links[0])))
    assert "Сумата е сборът на тези разходи." in page
    assert "Начална сума към 31.05.2026" in page
    for told in ("99,75", "1 000,00", "1 099,75"):
        assert told in page
    assert "750,25" not in page  # of the period itself


async def test_an_amount_of_the_budget_opens_its_line_there(quarter, browser):
    links = re.findall(r'href="([^"]+/budget#line-[0-9]+)">5 000,00<', await sheets_of(browser))
    address, _, line = links[0].partition("#")
    assert f'id="{line}"' in await browser.get(address)


async def test_a_row_of_the_list_opens_its_expense(quarter, browser):
    links = re.findall(r'href="([^"]+/expenses/[0-9]+)">450,25<', await sheets_of(browser))
    assert "0001" in await browser.get(links[0])


async def test_what_is_left_of_a_line_without_expenses_is_of_the_budget_alone(quarter, browser):
    await row(quarter.project, "line", "2", title_bg="Одит", amount="700", currency="EUR")
    links = re.findall(r'href="([^"]+/behind[^"]+)">700,00<', await sheets_of(browser))
    assert "тя следва само от бюджета" in await browser.get(html.unescape(links[0]))
