"""What a format asks of a package in which nothing is claimed („пакет без разходи“)."""

from __future__ import annotations

import re
from html import unescape

import pytest

from grants.budget.models import Line
from tests.cast import row
from tests.reports.test_package_pages import reports

pytestmark = pytest.mark.anyio

NOBODY_PREPARES = "В техническия отчет трябва да е посочено кой го е изготвил: липсва „Име“"
NOTHING_IN_IT = "В пакета няма нито един разход."
NO_DOCUMENT = "В периода няма документ с разход за отчитане."


async def found_in(browser, world, kind: str, format_: str) -> str:
    """What a draft of that kind and format shows before it is ready."""
    page = await browser.get(f"{reports(world)}/packages/new")
    typed = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
    data = {**typed, "kind": kind, "format": format_, "language": "bg"}
    answer = await browser.post(f"{reports(world)}/packages/new", data=data)
    assert answer.status_code == 303, answer.text
    page = unescape(await browser.get(f"{answer.headers['location']}?lang=bg"))
    return page[page.index('id="before-ready"') : page.index("</section>", page.index('id="before-ready"'))]


@pytest.fixture
async def quarter(small_world):
    await row(small_world.project, "line", "1", title_bg="Обучения", amount="5000", currency="EUR")
    await row(small_world.project, "period", "1", start="1.7.2026", end="30.9.2026", technical="yes", financial="yes")
    return small_world


async def test_a_technical_report_is_asked_who_prepares_it_and_for_no_document(quarter, browser):
    await browser.sign_in(quarter.ivan.email)
    found = await found_in(browser, quarter, "technical", "isun-xml")
    assert NOBODY_PREPARES in found
    assert NOTHING_IN_IT not in found
    assert NO_DOCUMENT not in found


async def test_an_empty_claim_is_asked_everything_and_told_once_that_it_is_empty(quarter, browser):
    await browser.sign_in(quarter.ivan.email)
    found = await found_in(browser, quarter, "all", "isun-xml")
    assert NOBODY_PREPARES in found
    assert found.count(NOTHING_IN_IT) == 1
    assert NO_DOCUMENT not in found


async def test_a_request_for_an_advance_is_no_report_and_asked_nothing_of_one(quarter, browser):
    await browser.sign_in(quarter.ivan.email)
    assert NOBODY_PREPARES not in await found_in(browser, quarter, "advance", "isun-xml")


async def test_a_budget_in_another_currency_stops_a_claim_and_no_technical_report(quarter, browser):
    await Line.filter(project_id=quarter.project.id).update(currency="RON")
    await browser.sign_in(quarter.ivan.email)
    stopped = "В бюджета има редове в RON"
    assert stopped not in await found_in(browser, quarter, "technical", "prag")
    await browser.post(f"{reports(quarter)}/packages/1", data={"do": "drop", "version": "1", "form_key": "вън"})
    assert stopped in await found_in(browser, quarter, "all", "prag")
