"""The accounting against the ledger: what is missing on either side, what changed, and one difference that should be zero."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tortoise.connection import get_connection

from grants.accounting.actions import undo
from grants.accounting.export import entries_csv
from grants.accounting.queries import entries_seen
from grants.accounting.rules import Fate, Paper, Row, compared, key_of, matched, paper, papers_of, sorted_out
from grants.accounting.table import read_table
from grants.errors import WrongState
from grants.expenses.models import Document, Expense
from grants.storage.database import rows as sql
from grants.values.language import LANGUAGES
from grants.values.wording import wording
from tests.accounting.conftest import BG, HALL, PRINT, TAXI, Import, csv_of
from tests.accounting.test_reading_files import rows as read_rows
from tests.cast import CODE, row
from tests.properties import kept, pure

DAY = date(2026, 11, 3)
ONE = Paper("131129282", "„Печат“ ООД", "0000001234", DAY, 12000, "EUR", 1)


def told(number="1234", day=DAY, cents=12000, supplier="Печат ООД", eik="131129282", currency="EUR", position=2):
    key = key_of(eik, supplier, number, day, cents, currency)
    return Row(position, key, day, number, supplier, eik, cents, currency)


@pytest.mark.parametrize(
    ("entry", "differences"),
    [
        (told(), ()),
        (told(number="№ 00001234"), ()),
        (told(eik=""), ()),
        (told(cents=12001), ("amount",)),
        (told(currency="BGN"), ("amount",)),
        (told(day=DAY + timedelta(1)), ("day",)),
        (told(number="1235"), ("number",)),
        (told(eik="000704025"), None),  # another supplier of the same name
        (told(supplier="Друг ООД", eik=""), None),
        (told(cents=1, day=DAY + timedelta(1)), None),
    ],
)
def test_it_tells_a_changed_paper_from_another_one(entry, differences):
    (found,) = matched([paper([entry])], [ONE])
    assert (found and paper([entry]).differences(found)) == differences


def test_it_lets_each_document_stand_for_one_paper_only():
    first, second = told(), told(cents=12001)
    found = matched([paper([second]), paper([first])], [ONE])
    assert found == [None, ONE]


def test_it_sorts_what_is_missing_where_and_sums_both_sides():
    other = replace(ONE, number="9", id=2, cents=500)
    entries = [
        (told(), 1),
        (told(number="77", cents=700, position=3), None),
        (told(number="8", cents=-100, position=4), None),
    ]
    found = compared(entries, [ONE, other])
    assert [one.number for one, _ in found.missing_here] == ["77", "8"]
    assert found.missing_there == [other]
    assert (found.agreeing, found.changed) == (1, [])
    assert (found.there, found.here, found.differences) == ({"EUR": 12600}, {"EUR": 12500}, {"EUR": 100})


_ROWS = st.lists(
    st.builds(
        told,
        number=st.sampled_from(["1", "02", "3", "А-4"]),
        day=st.sampled_from([DAY, DAY + timedelta(1)]),
        cents=st.integers(-5, 5).filter(bool),
        supplier=st.sampled_from(["Печат ООД", "Такси"]),
        eik=st.sampled_from(["", "131129282"]),
        currency=st.sampled_from(["EUR", "BGN"]),
    ),
    max_size=12,
    unique_by=lambda one: one.key,
)


@pure
@given(_ROWS)
def test_it_finds_whatever_was_brought_in_again(entries):
    """What an import made of rows is found by the same rows, linked or by its looks, and both sides agree."""
    made = [replace(paper(group), id=at) for at, group in enumerate(papers_of(entries), 1)]
    before = {one.key: at for at, group in enumerate(papers_of(entries), 1) for one in group}
    assert {one.fate for one in sorted_out(entries, before, made)} <= {Fate.HERE}
    assert {one.fate for one in sorted_out(entries, {}, made)} <= {Fate.HERE}
    found = compared([(one, before[one.key]) for one in entries], made)
    assert (found.missing_here, found.missing_there, found.changed) == ([], [], [])
    assert not any(found.differences.values())


@pure
@given(_ROWS, _ROWS)
def test_it_accounts_for_every_row_and_every_document_once(entries, others):
    documents = [replace(paper(group), id=at) for at, group in enumerate(papers_of(others), 1)]
    found = compared([(one, None) for one in entries], documents)
    pairs = found.agreeing + len(found.changed)
    assert pairs + len(found.missing_here) == len(papers_of(entries))
    assert pairs + len(found.missing_there) == len(documents)
    for currency, cents in found.differences.items():
        apart = sum(one.cents for one, _ in found.missing_here if one.currency == currency)
        apart -= sum(one.cents for one in found.missing_there if one.currency == currency)
        apart += sum(one.cents for one, _, _ in found.changed if one.currency == currency)
        apart -= sum(one.cents for _, _, one in found.changed if one.currency == currency)
        assert cents == apart


_LETTERS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)


@kept
@given(
    st.lists(st.tuples(_LETTERS.filter(lambda text: text != "0"), _LETTERS, st.integers(-(10**13), 10**13).filter(bool), st.dates(date(1990, 1, 1), date(2090, 1, 1))), min_size=1, max_size=5),
    st.sampled_from(LANGUAGES),
)  # fmt: skip
def test_it_reads_what_it_writes(lines, language):
    found = [
        {
            "issued_on": day, "paper_number": f"№{number}", "supplier_name": f"Д{supplier}", "supplier_eik": "", "description": supplier,
            "net_cents": cents, "vat_cents": 0, "amount_cents": cents, "currency": "EUR", "booked_on": day, "paid_on": None, "account": number,
        }
        for number, supplier, cents, day in lines
    ]  # fmt: skip
    content = entries_csv(found, wording(language))
    assert read_table(content).facts["letters"] == "UTF-8"
    _, again, _ = read_rows(content, twice=True)
    assert [
        (one.issued_on, one.paper_number, one.supplier_name, one.description, one.amount_cents, one.vat_cents, one.account) for one in again.rows
    ] == [
        (one["issued_on"], one["paper_number"], one["supplier_name"], one["description"], one["amount_cents"], 0, one["account"]) for one in found
    ]  # fmt: skip


@pytest.mark.anyio
@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_finds_its_own_export_already_here(brought, language):
    await brought.bring(csv_of([BG, PRINT, TAXI, HALL]))
    told_before = await entries_seen(brought.by, brought.project, brought.id, most=None)
    again = Import(brought.by, brought.project, brought.store)
    seen = await again.bring(entries_csv(told_before, wording(language)))
    assert (seen.rows(Fate.HERE), seen.rows(Fate.NEW), seen.rows(Fate.CHANGED)) == (3, 0, 0)


@pytest.mark.anyio
async def test_it_undoes_only_what_it_made(brought, office):
    typed = {"kind": "invoice", "paper_number": "77", "issued": "4.11.2026", "supplier_name": TAXI[2], "net": "12,30"}
    by_hand = await row(office.project, "document", "1", **typed, currency="EUR")
    await brought.bring(csv_of([BG, PRINT, TAXI]))
    await undo(brought.by, brought.project, brought.id)
    assert [one.id for one in await Document.all()] == [by_hand]
    assert not await Expense.all().count()
    trace = await sql(
        "SELECT deed, before->>'amount_cents' AS cents FROM audit_entry WHERE deed IN ('expense.removed', 'accounting.undone')"
    )
    assert {(one["deed"], one["cents"]) for one in trace} == {
        ("expense.removed", "148140"),
        ("accounting.undone", None),
    }
    again = await brought.bring(csv_of([BG, PRINT, TAXI]))
    assert (again.rows(Fate.NEW), again.rows(Fate.HERE)) == (1, 1)


WORKED_ON = [
    "UPDATE document SET version = 2 WHERE paper_number = '77'",
    "UPDATE expense SET version = 2 WHERE amount_cents = 1230",
    "UPDATE expense SET state = 'verified' WHERE amount_cents = 1230",
    "DELETE FROM expense WHERE amount_cents = 1230",
    """INSERT INTO document_file (document_id, position, name, media_type, size, sha256, here)
    SELECT id, 1, 'а.pdf', '', 1, '', true FROM document WHERE paper_number = '77'""",
]


@pytest.mark.anyio
@pytest.mark.parametrize("statement", WORKED_ON)
async def test_it_does_not_undo_what_was_worked_on(brought, statement):
    await brought.bring(csv_of([BG, PRINT, TAXI]))
    await sql(statement)
    with pytest.raises(WrongState) as refused:
        await undo(brought.by, brought.project, brought.id)
    assert refused.value.facts == {"documents": ["77 (Такси „Бързо“)"]}
    assert await Document.all().count() == 2


@pytest.mark.anyio
async def test_it_shows_both_sides_with_their_sums_and_one_difference(browser, brought, office):
    await brought.bring(csv_of([BG, PRINT, TAXI, HALL]))
    await sql("DELETE FROM expense WHERE document_id = (SELECT id FROM document WHERE paper_number = '77')")
    await sql("DELETE FROM document WHERE paper_number = '77'")
    await sql("UPDATE document SET net_cents = net_cents + 100 WHERE paper_number = '0000000078'")
    typed = {"kind": "invoice", "issued": "6.11.2026", "supplier_name": "Трети", "currency": "EUR", "net": "50"}
    await row(office.project, "document", "8", **typed, paper_number="8")
    await row(office.project, "document", "9", **typed, paper_number="9", partner="2")
    await browser.sign_in("angel@odit.example")
    address = f"/projects/{CODE}/accounting/reconcile?from=1.11.2026&to=30.11.2026"
    page = await browser.get(address)
    assert "Разлика, която трябва да е нула: −38,70 €" in page
    assert "1 853,70" in page
    assert "1 892,40" in page
    assert f'/accounting/{brought.id}?from=3#row-3">Такси „Бързо“</a>' in page
    assert page.count("Трети") == 1
    assert (await browser.get(f"{address}&whose=all")).count("Трети") == 2
    assert "The last day is before the first." in await browser.get(f"{address}&to=1.10.2026&lang=en", 422)
    assert "Няма такъв ден" in await browser.get(f"{address}&to=31.11.2026", 422)


@pytest.mark.anyio
async def test_it_compares_with_a_fixed_number_of_queries(browser, brought, monkeypatch):
    counted: list[str] = []
    connection = get_connection

    def counting(name):
        counted.append(name)
        return connection(name)

    monkeypatch.setattr("grants.storage.database.get_connection", counting)
    await browser.sign_in("ivan@zaedno.example")
    asked = []
    for content in (csv_of([BG, PRINT]), csv_of([BG, PRINT, TAXI, HALL])):
        await brought.bring(content)
        counted.clear()
        await browser.get(f"/projects/{CODE}/accounting/reconcile?from=1.11.2026&to=30.11.2026")
        asked.append(len(counted))
    assert 3 < asked[0] == asked[1]
