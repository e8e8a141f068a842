"""What an import makes of the rows of the accounting, and what it leaves as it is."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import date
from typing import Any

import pytest

from grants.access import OPERATOR
from grants.accounting.actions import CHANGED_SINCE, FAULTY, keep
from grants.accounting.models import AccountingEntry
from grants.accounting.queries import batch_seen, recovers_vat, two_sides
from grants.accounting.rules import Fate, compared
from grants.audit.models import Entry
from grants.errors import NotAllowed, WrongState
from grants.expenses.models import Document, Expense
from grants.storage.database import rows
from tests.accounting.conftest import BG, HALL, PRINT, TAXI, Import, csv_of, xlsx_of
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
    sides = await two_sides(OPERATOR, brought.project, *NOVEMBER, None)
    assert sides.gone == []
    told = compared(sides.entries, sides.documents)
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


# --- exported account by account, and what a newer file leaves out -------------------------------------------------

MATERIALS = ["03.11.2026", "1234", "„Печат и хартия“ ООД", "131129282", "Хартия", "100,00", "20,00", "120,00", "601"]
SERVICES = ["03.11.2026", "1234", "„Печат и хартия“ ООД", "131129282", "Печат", "50,00", "10,00", "60,00", "602"]


async def november(brought):
    sides = await two_sides(OPERATOR, brought.project, *NOVEMBER, None)
    return compared(sides.entries, sides.documents), sides.gone


async def test_it_knows_a_paper_that_was_exported_account_by_account(brought, office):
    typed = {"kind": "invoice", "paper_number": "1234", "issued": "3.11.2026", "supplier_eik": "131129282"}
    await row(office.project, "document", "1", **typed, net="150", vat="30", currency="EUR")
    first = await brought.bring(csv_of([BG, MATERIALS]))
    second = await brought.bring(csv_of([BG, SERVICES]))
    assert (first.rows(Fate.CHANGED), second.rows(Fate.HERE)) == (1, 1)
    told, gone = await november(brought)
    assert (told.agreeing, told.changed, told.differences, gone) == (1, [], {"EUR": 0}, [])
    again = await brought.bring(csv_of([BG, MATERIALS, SERVICES]))
    assert again.rows(Fate.HERE) == 2
    assert (await november(brought))[0].agreeing == 1


async def test_it_says_what_both_accounts_come_to_where_the_document_has_only_one(brought):
    await brought.bring(csv_of([BG, MATERIALS]))
    seen = await brought.bring(csv_of([BG, SERVICES]))
    (one,) = seen.papers
    assert (one.fate, one.paper.cents, await Document.all().count()) == (Fate.CHANGED, 18_000, 1)
    told, _ = await november(brought)
    assert [(there.cents, here.cents) for there, _, here in told.changed] == [(18_000, 12_000)]


async def test_a_paper_booked_anew_on_one_account_is_not_counted_on_the_other_too(brought):
    whole = [*SERVICES[:5], "150,00", "30,00", "180,00", "602"]
    other = ["04.11.2026", "9", "Книжарница „Перо“", "", "Моливи", "5,00", "1,00", "6,00", "601"]
    await brought.bring(csv_of([BG, MATERIALS, SERVICES]))
    await brought.bring(csv_of([BG, whole, other]))
    told, gone = await november(brought)
    assert (told.changed, told.differences, gone) == ([], {"EUR": 0}, [])


async def test_it_says_which_rows_a_newer_file_has_no_more(brought, browser):
    hall = [*HALL[:8], "609"]
    await brought.bring(csv_of([BG, PRINT, TAXI, hall]))
    await brought.send(csv_of([BG, PRINT, hall]))
    await browser.sign_in("ivan@zaedno.example")
    page = await browser.get(f"/projects/{brought.project.code}/accounting/{brought.id}")
    assert "Няма ги в този файл" in page
    assert "Такси „Бързо“" in page[page.index('id="gone"') : page.index("</section>", page.index('id="gone"'))]
    seen = await brought.look()
    assert [one.paper_number for one in seen.gone] == ["77"]
    await brought.confirm(seen.seal)
    _, gone = await november(brought)
    assert [one.paper_number for one in gone] == ["77"]
    page = await browser.get(f"/projects/{brought.project.code}/accounting/reconcile")
    assert "Изчезнали от по-нов файл" in page
    assert "Двете страни съвпадат" not in page


@pytest.mark.parametrize("other", [
    [*PRINT[:8], "609"],  # a file of another account
    ["20.11.2026", *PRINT[1:]],  # of other days
])  # fmt: skip
async def test_a_file_of_other_days_or_accounts_leaves_nothing_out(brought, other):
    await brought.bring(csv_of([BG, [*TAXI[:8], "602"], HALL]))
    await brought.send(csv_of([BG, other]))
    await brought.choose()
    assert (await brought.look()).gone == []


# --- VAT that is recovered -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "number", "recoverable", "proposed", "claimed"),
    [
        ("not_recoverable", "BG131129282", True, True, 123_450),
        ("not_recoverable", "", False, False, 148_140),
        ("never", "BG131129282", False, False, 123_450),
        ("always", "BG131129282", False, False, 148_140),
    ],
)
async def test_it_claims_the_vat_only_where_it_may_be(brought, office, rule, number, recoverable, proposed, claimed):
    await row(office.project, "terms", "1", vat_rule=rule)
    await rows("UPDATE organisation SET vat = $1 WHERE id = $2", number, office.project.kept_by_id)
    assert await recovers_vat(office.project) is proposed
    await brought.send(csv_of([BG, PRINT, TAXI]))
    await brought.choose()
    seal = (await brought.look()).seal
    await keep(brought.by, brought.project, brought.id, seal, brought.store, vat_recoverable=recoverable)
    told = await rows(
        "SELECT x.amount_cents, d.vat_cents, d.vat_recoverable FROM expense x JOIN document d ON d.id = x.document_id ORDER BY d.id"
    )
    assert [tuple(one.values()) for one in told] == [(claimed, 24_690, recoverable), (1230, None, False)]
