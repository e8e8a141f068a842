"""What an import makes of the rows of the accounting, and what it leaves as it is."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import date
from typing import Any

import pytest

from grants.access import OPERATOR
from grants.accounting.actions import CHANGED_SINCE, FAULTY
from grants.accounting.models import AccountingEntry
from grants.accounting.queries import batch_seen, two_sides
from grants.accounting.rules import Fate, compared
from grants.audit.models import Entry
from grants.errors import NotAllowed, WrongState
from grants.expenses.models import Document, Expense
from grants.storage.database import rows
from tests.accounting.conftest import BG, PRINT, TAXI, Import, csv_of, xlsx_of
from tests.cast import row

pytestmark = pytest.mark.anyio
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 30))


async def test_it_makes_a_document_and_a_draft_of_each_new_row(brought, office):
    accounts = {str(office.project.id): {"602": "1"}}
    seen = await brought.bring(csv_of([BG, PRINT, TAXI]), accounts=accounts)
    assert (seen.rows(Fate.NEW), seen.rows(Fate.HERE), seen.documents) == (2, 0, 2)
    told = await rows(
        "SELECT d.number, d.paper_number, d.supplier_eik, d.net_cents, d.vat_cents, x.amount_cents, x.state, l.number AS line, "
        "d.partner_id, x.partner_id AS who FROM document d JOIN expense x ON x.document_id = d.id "
        "LEFT JOIN budget_line l ON l.id = x.line_id ORDER BY d.position"
    )
    lead = office.lead
    assert [tuple(row.values()) for row in told] == [
        ("1", "0000001234", "131129282", 123450, 24690, 148140, "draft", "1", lead, lead),
        ("2", "77", "", 1230, None, 1230, "draft", None, lead, lead),
    ]


async def test_it_leaves_one_deed_and_the_trace_of_every_row(brought):
    await brought.bring(csv_of([BG, PRINT, TAXI]))
    told = await Entry.filter(deed__in=["accounting.imported", "document.added", "expense.added"]).order_by("id")
    ours = [(one.deed, one.subject_label, one.person_name) for one in told][-5:]
    assert sorted(ours) == [
        ("accounting.imported", "журнал.csv", "Иван Петров"),
        ("document.added", "1 · 0000001234", "Иван Петров"),
        ("document.added", "2 · 77", "Иван Петров"),
        ("expense.added", "1 · Наръчник", "Иван Петров"),
        ("expense.added", "2 · Път до Монтана", "Иван Петров"),
    ]
    counts = next(one.after for one in told if one.deed == "accounting.imported")
    assert (counts["new"], counts["here"], counts["changed"], counts["documents"]) == (2, 0, 0, 2)


async def test_it_doubles_no_row_of_an_overlapping_period(brought):
    await brought.bring(csv_of([BG, PRINT, TAXI]))
    other: list[list[Any]] = [
        ["2026-11-04", "077", "Такси 'БЪРЗО'", "", "Път", "", "", 12.3, ""],
        ["2026-11-05", "78", "Зала", "", "", "", "", "360", ""],
    ]
    seen = await brought.bring(xlsx_of([BG, *other]))
    assert (seen.rows(Fate.NEW), seen.rows(Fate.HERE)) == (1, 1)
    assert await Document.all().count() == 3
    assert await AccountingEntry.filter(brought=False).count() == 1


async def test_it_only_links_what_was_typed_by_hand(brought, office):
    typed = {"kind": "invoice", "paper_number": "1234", "issued": "3.11.2026", "supplier_name": "Печат и Хартия ООД"}
    by_hand = await row(office.project, "document", "1", **typed, net="1234,50", vat="246,90", currency="EUR")
    seen = await brought.bring(csv_of([BG, PRINT, TAXI]))
    assert (seen.rows(Fate.NEW), seen.rows(Fate.HERE)) == (1, 1)
    assert await Document.all().count() == 2
    linked = await AccountingEntry.filter(paper_number="0000001234").values("document_id", "brought")
    assert linked == [{"document_id": by_hand, "brought": False}]


async def test_it_makes_one_document_of_a_paper_booked_on_two_accounts(brought):
    halves = [[*PRINT[:5], "1 000,00", "200,00", "1 200,00", "602"], [*PRINT[:5], "234,50", "46,90", "281,40", "609"]]
    seen = await brought.bring(csv_of([BG, *halves]))
    assert (seen.rows(Fate.NEW), seen.documents) == (2, 1)
    document = await Document.get()
    assert (document.net_cents, document.vat_cents) == (123450, 24690)
    assert sorted(one.amount_cents for one in await Expense.all()) == [28140, 120000]
    again = await brought.bring(csv_of([BG, *halves]))
    assert again.rows(Fate.HERE) == 2


async def test_it_keeps_a_credit_note_below_zero(brought):
    note = ["06.11.2026", "99", "„Печат и хартия“ ООД", "131129282", "Върнато", "-100,00", "-20,00", "-120,00", "602"]
    await brought.bring(csv_of([BG, note]))
    document, expense = await Document.get(), await Expense.get()
    assert (document.kind, document.net_cents, document.vat_cents) == ("credit_note", 10000, 2000)
    assert expense.amount_cents == -12000
    assert (await brought.bring(csv_of([BG, note]))).rows(Fate.HERE) == 1


@pytest.mark.parametrize(
    ("cells", "differ"),
    [({7: "12,40", 5: "12,40"}, ("amount",)), ({0: "05.11.2026"}, ("day",)), ({1: "78"}, ("number",))],
)
async def test_it_says_what_changed_since_and_leaves_the_ledger_as_it_is(brought, cells, differ):
    await brought.bring(csv_of([BG, PRINT, TAXI]))
    changed = [cells.get(place, cell) for place, cell in enumerate(TAXI)]
    seen = await brought.bring(csv_of([BG, PRINT, changed]))
    assert (seen.rows(Fate.NEW), seen.rows(Fate.HERE), seen.rows(Fate.CHANGED)) == (0, 1, 1)
    document = await Document.get(paper_number="77")
    assert (document.net_cents, document.issued_on.day) == (1230, 4)
    entries, documents, _ = await two_sides(OPERATOR, brought.project, *NOVEMBER, None)
    told = compared(entries, documents)
    assert [there.differences(here) for there, _, here in told.changed] == [differ]
    assert told.differences == {"EUR": 10 if differ == ("amount",) else 0}


async def test_it_takes_two_things_that_differ_for_another_paper(brought):
    await brought.bring(csv_of([BG, TAXI]))
    seen = await brought.bring(csv_of([BG, ["04.12.2026", "77", TAXI[2], "", "", "", "", "15,00", ""]]))
    assert seen.rows(Fate.NEW) == 1


async def test_it_keeps_rows_that_really_are_two_only_when_told(brought):
    await brought.send(csv_of([BG, TAXI, TAXI]))
    await brought.choose()
    asked = await brought.look()
    assert len(asked.reading.understood.objections) == 1
    with pytest.raises(WrongState):
        await brought.confirm(asked.seal)
    told = await brought.look(twice=True)
    await brought.confirm(told.seal, twice=True)
    assert [one.net_cents for one in await Document.all()] == [2460]
    await brought.send(csv_of([BG, TAXI, TAXI]))
    assert (await brought.look(twice=True)).rows(Fate.HERE) == 2


async def test_it_saves_nothing_of_a_file_in_which_anything_is_wrong(brought):
    await brought.send(csv_of([BG, PRINT, ["31.02.2026", *TAXI[1:]]]))
    await brought.choose()
    seen = await brought.look()
    with pytest.raises(WrongState) as refused:
        await brought.confirm(seen.seal)
    assert refused.value.sentence == FAULTY
    assert (await Document.all().count(), await AccountingEntry.all().count()) == (0, 0)


async def test_it_refuses_when_the_ledger_the_columns_or_the_stored_bytes_changed(brought, office, store):
    content = csv_of([BG, PRINT, TAXI])
    await brought.send(content)
    await brought.choose()
    seal = (await brought.look()).seal
    await brought.choose(accounts={str(office.project.id): {"602": "1"}})
    await refused(brought, seal)
    seal = (await brought.look()).seal
    typed = {"kind": "invoice", "paper_number": "77", "issued": "4.11.2026", "supplier_name": TAXI[2], "net": "12,30"}
    await row(office.project, "document", "1", **typed, currency="EUR")
    await refused(brought, seal)
    seal = (await brought.look()).seal
    path = store.path_of(hashlib.sha256(content).hexdigest())
    path.write_bytes(content + b" ")
    await refused(brought, seal)
    path.write_bytes(content)
    await brought.confirm(seal)
    assert await Document.all().count() == 2


async def refused(brought, seal):
    with pytest.raises(WrongState) as problem:
        await brought.confirm(seal)
    assert problem.value.sentence == CHANGED_SINCE


async def test_it_brings_the_same_file_in_once_when_two_confirm_it_together(brought, office, store):
    await brought.send(csv_of([BG, PRINT, TAXI]))
    await brought.choose()
    second = Import(office.maria, office.project, store)
    await second.send(csv_of([BG, PRINT, TAXI]))
    seals = [(await one.look()).seal for one in (brought, second)]
    told = await asyncio.gather(brought.confirm(seals[0]), second.confirm(seals[1]), return_exceptions=True)
    assert [type(one) for one in told if one] == [WrongState]
    assert await Document.all().count() == 2


async def test_it_remembers_the_columns_for_the_next_file_with_the_same_headings(brought, office, store):
    await brought.bring(csv_of([BG, PRINT]))
    again = Import(office.maria, office.project, store)
    await again.send(xlsx_of([["Друг надпис"], BG, TAXI]))
    assert (await again.look()).rows(Fate.NEW) == 1
    await again.send(csv_of([[*BG, "Още една"], TAXI]))
    assert (await batch_seen(office.maria, office.project, again.id))["mapping_id"] is None


async def test_it_is_refused_to_whoever_may_not(brought, office, store):
    for person in (office.elena, office.angel, office.petar, office.desislava):
        with pytest.raises(NotAllowed):
            await Import(person, office.project, store).send(csv_of([BG, PRINT]))
