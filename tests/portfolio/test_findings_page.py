"""The page of a project's findings, the glance on its overview, and what an expense's page fetches (находки)."""

import re

import pytest

from grants.budget.models import Line
from tests.cast import CODE, row

pytestmark = pytest.mark.anyio
BASE = f"/projects/{CODE}"
OVERSPENT = "По реда „Психолог“ са изразходвани"
PAID_BEFORE = "Документ 1000000001 е с дата"


async def small(world):
    """One invoice of the lead, paid before its date, claimed in full; more papers without files than are told apart."""
    await row(world.project, "number", value=CODE, kind="contract")
    await row(world.project, "line", number="1", title_bg="Психолог", form="actual", amount="10", currency="EUR")
    document = await row(
        world.project,
        "document",
        paper_number="1000000001",
        kind="invoice",
        issued="04.05.2026",
        paid="01.05.2026",
        net="100",
        currency="EUR",
        supplier_name="Печатница „Ситно“",
        partner="1",
    )
    expense = await row(
        world.project,
        "expense",
        document="1",
        line="1",
        amount="100",
        own="0",
        currency="EUR",
        state="verified",
        partner="1",
    )
    return document, expense


async def part(browser, address, status=200):
    """A list of findings that a page fetches: no page of its own."""
    answer = await browser.client.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return answer.text


async def test_the_page_sorts_errors_from_warnings_and_opens_each_row(small_world, browser):
    document, _ = await small(small_world)
    await row(small_world.project, "source", kind="eu", amount="90", currency="EUR", share="85")
    await browser.sign_in("ivan@zaedno.example")
    page = await browser.get(f"{BASE}/findings")
    errors, warnings = page.index('id="level-error"'), page.index('id="level-warning"')
    assert errors < page.index("Дяловете на източниците дават") < warnings < page.index(PAID_BEFORE)
    assert f'href="{BASE}/documents/{document}"' in page
    assert "Констатации" in page
    assert "PAID_BEFORE_ISSUED" not in page  # the name of a rule helps nobody who reads


async def test_the_page_shows_one_level_where_its_address_says_so(small_world, browser):
    await small(small_world)
    await browser.sign_in("ivan@zaedno.example")
    assert PAID_BEFORE not in await browser.get(f"{BASE}/findings?level=info")
    assert PAID_BEFORE in await browser.get(f"{BASE}/findings?level=безброй")
    assert "Няма констатации от тази степен." in await browser.get(f"{BASE}/findings?level=question")


async def test_many_findings_of_one_kind_are_one_sentence_with_the_way_to_each(small_world, browser):
    await small(small_world)
    for number in ("2", "3", "4", "5"):
        paper = {"paper_number": f"Ф-{number}", "issued": "04.05.2026", "net": "1", "currency": "EUR", "partner": "1"}
        await row(small_world.project, "document", kind="invoice", **paper)
    await browser.sign_in("ivan@zaedno.example")
    page = await browser.get(f"{BASE}/findings")
    assert "От 4 документа нищо не е заявено." in page
    assert page.count("нищо не е заявено") == 1
    assert len(re.findall(rf'<li><a href="{BASE}/documents/[0-9]+">', page)) == 4


async def test_the_overview_and_an_expense_fetch_what_was_found(small_world, browser):
    _, expense = await small(small_world)
    await browser.sign_in("ivan@zaedno.example")
    assert f'hx-get="{BASE}/findings/glance?lang=bg"' in await browser.get(BASE)
    glance = await part(browser, f"{BASE}/findings/glance?lang=bg")
    assert OVERSPENT in glance
    assert "<html" not in glance
    assert f'hx-get="{BASE}/expenses/{expense}/findings?lang=bg"' in await browser.get(f"{BASE}/expenses/{expense}")
    found = await part(browser, f"{BASE}/expenses/{expense}/findings?lang=bg")
    assert PAID_BEFORE in found
    assert OVERSPENT not in found


async def test_each_row_of_the_ledger_has_its_tag_or_without_scripts_a_link(small_world, browser):
    _, expense = await small(small_world)
    await browser.sign_in("ivan@zaedno.example")
    ledger = await browser.get(f"{BASE}/expenses")
    assert f'hx-get="{BASE}/expenses/findings?ids={expense}&amp;lang=bg"' in ledger
    assert f'<noscript><a href="{BASE}/findings?expense={expense}">' in ledger
    tags = await part(browser, f"{BASE}/expenses/findings?ids={expense}.7777777.хикс.{10**30}&lang=bg")
    assert tags.count("hx-swap-oob") == 1
    assert f'id="found-{expense}"' in tags
    assert "2 констатации" in tags
    assert "Документ 1000000001 е с дата" in tags
    assert "1 ред на тази страница има констатации." in tags
    assert OVERSPENT not in await browser.get(f"{BASE}/findings?expense={expense}")
    english = await part(browser, f"{BASE}/expenses/findings?ids={expense}&lang=en")
    assert "2 findings" in english
    assert "with a warning" in english


async def test_each_line_of_the_budget_has_its_tag(small_world, browser):
    await small(small_world)
    await browser.sign_in("ivan@zaedno.example")
    budget = await browser.get(f"{BASE}/budget")
    assert f'hx-get="{BASE}/budget/findings?lang=bg"' in budget
    assert f'hx-get="{BASE}/budget/findings' not in await browser.get(f"{BASE}/budget?by=partner")
    ((line,),) = await Line.filter(project_id=small_world.project.id).values_list("id")
    tags = await part(browser, f"{BASE}/budget/findings?lang=bg")
    assert f'id="found-{line}"' in tags
    assert OVERSPENT in tags
    alone = await browser.get(f"{BASE}/findings?line={line}")
    assert OVERSPENT in alone
    assert PAID_BEFORE not in alone
    assert "само констатациите за един бюджетен ред" in alone
    assert OVERSPENT not in await browser.get(f"{BASE}/findings?line={line + 1}")


async def test_rows_without_findings_have_no_tag(small_world, browser):
    await row(small_world.project, "line", number="1", title_bg="Психолог", form="actual", amount="10", currency="EUR")
    await browser.sign_in("ivan@zaedno.example")
    for path in ("/budget/findings?lang=bg", "/expenses/findings?lang=bg"):
        tags = await part(browser, BASE + path)
        assert "hx-swap-oob" not in tags
        assert "Проверките не откриха нищо нередно" in tags


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("petar@druga", "/findings", 404),
        ("petar@druga", "/findings/glance?lang=bg", 404),
        ("petar@druga", "/expenses/{expense}/findings?lang=bg", 404),
        ("elena@puente", "/expenses/{expense}/findings?lang=bg", 404),
        ("desi@zaedno", "/expenses/{expense}/findings?lang=bg", 403),
        ("desi@zaedno", "/expenses/findings?ids={expense}", 403),
        ("petar@druga", "/expenses/findings?ids={expense}", 404),
        ("petar@druga", "/budget/findings", 404),
        ("desi@zaedno", "/budget/findings", 403),
        ("desi@zaedno", "/findings?expense={expense}", 404),
        ("elena@puente", "/findings?expense={expense}", 404),
    ],
)
async def test_nobody_is_told_of_what_they_do_not_see(small_world, browser, who, path, status):
    _, expense = await small(small_world)
    await browser.sign_in(f"{who}.example")
    await part(browser, BASE + path.format(expense=expense), status)
