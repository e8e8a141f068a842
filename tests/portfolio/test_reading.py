"""The portfolio, search and history: what each person reads there, in how many statements."""

from __future__ import annotations

import asyncpg
import pytest

from grants.access import OPERATOR
from grants.entries.kinds import BY_NAME
from grants.portfolio.queries import search
from grants.portfolio.rules import burning, place, project_money, totals
from grants.values.money import Money
from tests.cast import CODE, TODAY, project_of, row

pytestmark = pytest.mark.anyio


async def spend(project, *, line="1.1", amount="100", currency="EUR", paper="77", state="verified"):
    await row(
        project,
        "document",
        kind="invoice",
        paper_number=paper,
        issued="10.09.2026",
        net=amount,
        currency=currency,
        supplier_name="Печатница „Зора“ ООД",
        partner="1",
    )
    documents = await row_numbers(project, "document")
    await row(
        project,
        "expense",
        document=documents[-1],
        line=line,
        amount=amount,
        currency=currency,
        description_bg="Печат",
        state=state,
        partner="1",
    )


async def row_numbers(project, name):
    return await BY_NAME[name].model.filter(project_id=project.id).order_by("position").values_list("number", flat=True)


async def test_it_adds_up_budget_and_spending_in_euro_to_the_cent(browser, small_world):
    project = small_world.project
    await row(project, "line", "1.1", title_bg="Печат", amount="1 000", currency="EUR", partner="1")
    await spend(project, amount="100,10")
    await spend(project, amount="195,58", currency="BGN", paper="78")
    await spend(project, amount="50", paper="79", state="draft")
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get("/projects")
    assert "1 000,00" in page  # the budget
    assert "200,10" in page  # 100,10 and 195,58 лв. = 100,00; the draft does not count
    budget = await browser.get(f"/projects/{CODE}/budget")
    assert "200,10" in budget
    assert "799,90" in budget


async def test_a_partner_and_a_field_worker_read_no_money_that_is_not_theirs(browser, small_world):
    await row(small_world.project, "line", "1.1", title_bg="Печат", amount="7 777", currency="EUR", partner="1")
    for email in ("elena@puente.example", "desi@zaedno.example"):
        await browser.sign_in(email)
        assert "7,777" not in await browser.get("/projects?lang=en")
        await browser.post("/sign-out")


async def statements(browser, address):
    """How many statements a page asks of the database."""
    seen = []
    original = asyncpg.Connection._execute

    async def counted(self, query, *rest, **more):
        seen.append(query)
        return await original(self, query, *rest, **more)

    asyncpg.Connection._execute = counted
    try:
        await browser.get(address)
    finally:
        asyncpg.Connection._execute = original
    return len(seen)


@pytest.mark.parametrize(
    "address",
    [
        "/projects",
        f"/projects/{CODE}",
        f"/projects/{CODE}/budget",
        f"/projects/{CODE}/workplan",
        f"/projects/{CODE}/partners",
        f"/projects/{CODE}/partners/2",
        "/organisations",
        "/search?q=Печат",
    ],
)
async def test_it_asks_the_database_as_often_for_three_as_for_one(browser, small_world, address):
    project = small_world.project
    await row(project, "line", "1.1", title_bg="Печат", amount="1 000", currency="EUR", partner="1")
    await spend(project)
    await browser.sign_in("maria@zaedno.example")
    await browser.get(address)
    one = await statements(browser, address)
    for at in range(2):
        other = await project_of(f"test-{at}", project.kept_by_id, title_bg=f"Печат {at}")
        await row(other, "partner", "1", organisation="Сдружение „Заедно“", role="lead")
        await row(project, "line", f"1.{at + 2}", title_bg="Печат", amount="1 000", currency="EUR", partner="1")
        await row(project, "partner", str(at + 3), organisation="Фондация „Друга“", role="partner")
        await row(
            project, "partner_transfer", partner="2", kind="advance", paid="1.10.2026", amount="5", currency="EUR"
        )
        await row(project, "activity", title_bg="Печат на брошури", partner="1", start="1/2027", end="2/2027")
        await spend(project, paper=f"9{at}")
    assert await statements(browser, address) == one


@pytest.mark.parametrize(
    "words",
    [
        "BG05SFPR002-2.005-0123",
        "bg05sfpr002 – 2.005 – 0123 – c01",
        "№ВG05SFРR002-2.005-0123-С01",
        "0123",
        "по-близо",
        "ЗАЕДНО ПО-БЛИЗО",
        "closer to PEOPLE",
    ],
)
async def test_it_finds_a_project_in_any_spelling_and_either_alphabet(small_world, words):
    assert CODE in {hit["code"] for hit in await search(small_world.maria, words)}
    assert not [hit for hit in await search(small_world.petar, words) if hit["code"] == CODE]


async def test_it_finds_papers_and_suppliers_only_for_those_who_see_money(small_world):
    await row(small_world.project, "line", "1.1", title_bg="Печат", amount="1 000", currency="EUR", partner="1")
    await spend(small_world.project, paper="10000590")
    for person, found in (
        (small_world.ivan, True),
        (small_world.angel, True),
        (small_world.desislava, False),
        (small_world.elena, False),
    ):
        hits = {hit["kind"] for hit in await search(person, "печатница зора")} | {
            hit["kind"] for hit in await search(person, "10000590")
        }
        assert ("expense" in hits) is found, person.name


@pytest.mark.parametrize("words", ["%", "_", "\\", "", "  ", "'; DROP TABLE project; --"])
async def test_it_takes_odd_words_as_words(small_world, words):
    assert await search(OPERATOR, words) == []


def test_it_says_what_the_total_leaves_out():
    euro = project_money(Money(9_646_288, "EUR"), [], [], "EUR")
    leva = project_money(Money(18_866_499, "BGN"), [], [], "BGN")
    dollars = project_money(Money(6_365_800, "USD"), [], [], "USD")
    nothing = project_money(None, [], [], "EUR")
    sums = totals([euro, leva, dollars, nothing])
    assert (sums.planned, sums.counted, sums.all, sums.foreign, sums.without) == (
        Money(19_292_576, "EUR"),
        2,
        4,
        ("USD",),
        1,
    )


def test_it_draws_nothing_beyond_the_edge():
    assert [place(part, 200) for part in (-5, 0, 1, 100, 200, 999)] == [0, 0, 5, 500, 1000, 1000]
    first, last = TODAY.replace(month=1, day=1), TODAY.replace(month=12, day=31)
    drawn = burning(first, last, [(120_000, first, last)], [], TODAY)
    assert (len(drawn.months), drawn.planned[-1], len(drawn.spent)) == (12, 120_000, 11)


async def test_it_shows_a_tab_once_something_stands_behind_it(browser, small_world):
    def tabs(page):
        return page.split('id="tabs"')[1].split("</nav>")[0]

    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(f"/projects/{CODE}")
    assert "Подгрантове" not in tabs(page)
    assert f'За начало: <a href="/projects/{CODE}/procurement">' in page  # the overview leads to what is still empty
    assert "Подгрантове" in tabs(await browser.get(f"/projects/{CODE}/subgrants"))
    await row(small_world.project, "scheme", "1", title_bg="Малки грантове", ceiling="5 000")
    assert "Подгрантове" in tabs(await browser.get(f"/projects/{CODE}"))
    await browser.sign_in("angel@odit.example")
    assert "За начало" not in await browser.get(f"/projects/{CODE}")
