"""The ledger: what it shows of which expenses, its totals to the cent, and how few questions it asks."""

from __future__ import annotations

import logging

import pytest

from grants.expenses.models import Expense
from grants.expenses.queries import Filters, expense_seen, ledger, newest_expense, supplier_names, twin_of
from grants.values.money import Money, in_euro
from tests.cast import row
from tests.expenses.conftest import recorded

pytestmark = pytest.mark.anyio


@pytest.fixture
async def spent(town):
    """Three expenses: one of this year, one in leva of last year, one of the partner's in dollars."""
    await recorded(town.ivan, town.project, net="100", vat="")
    await recorded(
        town.ivan,
        town.project,
        currency="BGN",
        net="117,35",
        vat="",
        issued="12.03.2025",
        paper_number="СФ-77/2025",
        supplier_name="Хотел „Рила“ АД",
        supplier_eik="831643753",
        own="10",
    )
    await recorded(
        town.elena,
        town.project,
        currency="USD",
        net="50",
        vat="",
        line="2",
        partner="",
        supplier_name="Iberia",
        paper_number="ES 1",
    )
    await Expense.filter(currency="BGN").update(state="submitted")
    return town


async def numbers(by, town, **filters):
    return [found["number"] for found in (await ledger(by, town.project, Filters(**filters))).rows]


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        ({}, ["3", "1", "2"]),
        ({"q": "рила"}, ["2"]),
        ({"q": "сф77"}, ["2"]),
        ({"q": "СФ - 77 / 2025"}, ["2"]),
        ({"q": "831643753"}, ["2"]),
        ({"q": "наръчник"}, ["3", "1", "2"]),
        ({"q": "%"}, []),
        ({"q": "няма такъв"}, []),
        ({"line": "1"}, ["1", "2"]),
        ({"line": "1.1"}, ["1", "2"]),
        ({"line": "11"}, []),
        ({"partner": "2"}, ["3"]),
        ({"state": "submitted"}, ["2"]),
        ({"state": "draft", "partner": "1"}, ["1"]),
    ],
)
async def test_it_shows_what_fits_the_conditions(spent, filters, shown):
    assert await numbers(spent.ivan, spent, **filters) == shown


async def test_it_adds_up_each_currency_and_the_euro_row_by_row(spent):
    found = await ledger(spent.maria, spent.project, Filters())
    assert [(total["currency"], total["cents"], total["euro_cents"]) for total in found.totals] == [
        ("EUR", 10_000, 10_000),
        ("BGN", 11_735, 6_000),
        ("USD", 5_000, None),
    ]
    assert [total["own_cents"] for total in found.totals] == [0, 1_000, 0]


async def test_it_converts_every_row_as_the_house_does(spent):
    expense_id = (await Expense.get(currency="BGN")).id
    for minor in (1, 98, 117_35, 19_999_99, -117_36, 123_456_789_012_345_67, 97_79, 97_80):
        await Expense.filter(id=expense_id).update(amount_cents=minor)
        found = await ledger(spent.maria, spent.project, Filters(state="submitted"))
        euro = in_euro(Money(minor, "BGN"))
        assert euro is not None
        assert (found.rows[0]["euro_cents"], found.totals[0]["euro_cents"]) == (euro.minor, euro.minor)


async def test_the_partner_sees_its_own_part_alone(spent):
    assert await numbers(spent.elena, spent) == ["3"]
    assert [total["currency"] for total in (await ledger(spent.elena, spent.project, Filters())).totals] == ["USD"]
    assert await supplier_names(spent.elena) == ["Iberia"]


@pytest.mark.parametrize("who", ["desislava", "ada", "petar"])
async def test_it_shows_no_money_to_those_who_see_none(spent, who):
    found = await ledger(getattr(spent, who), spent.project, Filters())
    assert (found.rows, found.totals) == ((), ())
    assert await supplier_names(getattr(spent, who)) == []


async def test_it_offers_the_suppliers_used_last_first_and_where_the_last_expense_belonged(spent):
    assert await supplier_names(spent.ivan) == ["Iberia", "Хотел „Рила“ АД", "„Печат и хартия“ ООД"]
    newest = await newest_expense(spent.ivan, spent.project)
    assert newest is not None
    assert (newest["partner_id"], newest["currency"]) == (spent.partner, "USD")


async def questions(caplog, by, project) -> int:
    caplog.clear()
    with caplog.at_level(logging.DEBUG, logger="tortoise.db_client"):
        await ledger(by, project, Filters())
    return len([line for line in caplog.records if line.name == "tortoise.db_client" and "SELECT" in line.getMessage()])


async def test_it_asks_as_much_for_one_row_as_for_many(town, caplog):
    await recorded(town.ivan, town.project)
    of_one = await questions(caplog, town.ivan, town.project)
    for n in range(3):
        await recorded(town.ivan, town.project, paper_number=f"Ф-{n}")
    assert of_one == await questions(caplog, town.ivan, town.project) == 2


async def test_it_turns_pages_of_a_hundred(town):
    first = await recorded(town.ivan, town.project, net="0,01", vat="")
    kept = (await Expense.filter(id=first).values("project_id", "document_id"))[0]
    await Expense.bulk_create([Expense(**kept, number=f"к{n}", position=n, amount_cents=1) for n in range(2, 252)])
    pages = [await ledger(town.ivan, town.project, Filters(), page) for page in (1, 2, 3, 99)]
    assert [(len(page.rows), page.page, page.count) for page in pages] == [
        (100, 1, 251),
        (100, 2, 251),
        (51, 3, 251),
        (51, 3, 251),
    ]
    assert sum(total["cents"] for total in pages[0].totals) == 251
    assert len({found["id"] for page in pages[:3] for found in page.rows}) == 251


# --- the same paper twice ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ({"paper_number": "0000 001-234"}, True),
        ({"supplier_name": "Печат и хартия ООД"}, True),
        ({"supplier_name": "Друго име", "supplier_eik": "831643753"}, False),
        ({"supplier_name": "Друг доставчик"}, False),
        ({"issued": "4.11.2026"}, False),
        ({"paper_number": "0000001235"}, False),
    ],
)
async def test_it_notices_the_same_paper_in_any_spelling(town, typed, same):
    await recorded(town.ivan, town.project)
    again = await recorded(town.ivan, town.project, **typed)
    twin = await twin_of(town.ivan, (await expense_seen(town.ivan, town.project, again)).document)
    assert (twin is not None) is same
    found = await ledger(town.ivan, town.project, Filters())
    assert [bool(shown["twin_code"]) for shown in found.rows] == [same, same]


async def test_it_notices_the_same_paper_by_eik_whatever_the_name(town):
    await recorded(town.ivan, town.project, supplier_eik="831643753", supplier_name="Рила")
    again = await recorded(town.ivan, town.project, supplier_eik="831643753", supplier_name="Hotel Rila")
    assert await twin_of(town.ivan, (await expense_seen(town.ivan, town.project, again)).document) is not None


async def test_it_looks_for_the_same_paper_only_where_one_sees_the_money(town):
    await row(
        town.other,
        "document",
        kind="invoice",
        paper_number="0000001234",
        issued="3.11.2026",
        supplier_name="Печат и хартия ООД",
        net="1",
    )
    await recorded(town.ivan, town.project)
    assert not (await ledger(town.ivan, town.project, Filters())).rows[0]["twin_code"]
    mine = await recorded(town.elena, town.project, line="2", partner="")
    document = (await expense_seen(town.elena, town.project, mine)).document
    assert await twin_of(town.elena, document) is None
    twin = await twin_of(town.maria, document)
    assert twin is not None
    assert twin["here"] is True
