"""Recording, changing and removing an expense with its paper, and bringing it through its states."""

from __future__ import annotations

import asyncio
from datetime import date
from functools import partial
from typing import Any

import pytest

from grants.access import OPERATOR, Permission
from grants.acting import acting
from grants.audit.models import Entry
from grants.entries.actions import insert_row
from grants.entries.kinds import BY_NAME
from grants.errors import AlreadyDone, Changed, NotAllowed, NotFound, Objected, WrongState
from grants.expenses.actions import (
    Versions,
    change_expense,
    record_expense,
    remove_expense,
    return_expense,
    submit_expense,
    verify_expense,
)
from grants.expenses.entering import as_typed, entered
from grants.expenses.models import Document, Expense, File
from grants.expenses.queries import expense_seen
from grants.expenses.rules import ExpenseState
from grants.values.entry import Reader
from grants.values.files import KeptFile
from grants.values.wording import wording
from tests.cast import TODAY
from tests.expenses.conftest import INVOICE, recorded

pytestmark = pytest.mark.anyio
BG = Reader(wording("bg"), TODAY, {"line": {"1.1": 7}, "partner": {"1": 3}, "activity": {}})
SCAN = KeptFile("Фактура № 1234.pdf", "application/pdf", 2048, "ab" * 32)


def read(**typed):
    return entered({**INVOICE, **typed}, BG, on_a_line=True)


# --- the form ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "net", "claimed"),
    [
        ({}, 123_450, 148_140),
        ({"net": "1234,50", "vat": ""}, 123_450, 123_450),
        ({"net": "1 234.5 евро", "vat": "0"}, 123_450, 123_450),
        ({"vat_recoverable": "yes"}, 123_450, 123_450),
        ({"amount": "1 000"}, 123_450, 100_000),
        ({"net": "-100", "vat": "-20"}, -10_000, -12_000),
    ],
)
async def test_it_reads_amounts_as_bulgarians_type_them(typed, net, claimed):
    found = read(**typed)
    assert found.objections == ()
    assert (found.document["net_cents"], found.expense["amount_cents"]) == (net, claimed)


async def test_one_currency_partner_and_description_serve_document_and_expense():
    found = read(currency="BGN", net="117,35 лв.", vat="", paper_number="77/12.03.2025", issued="12.03.2025 г.")
    assert found.document["currency"] == found.expense["currency"] == "BGN"
    assert found.document["partner_id"] == found.expense["partner_id"] == 3
    assert found.document["description_bg"] == found.expense["description_bg"] == "Отпечатване на наръчник"
    assert (found.document["issued_on"], found.expense["amount_cents"]) == (date(2025, 3, 12), 11_735)


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ({"paper_number": "", "issued": "", "net": "", "line": ""}, {"paper_number", "issued", "net", "line"}),
        ({"net": "1.234"}, {"net"}),
        ({"net": "сто евро"}, {"net"}),
        ({"net": "100 лв."}, {"net"}),
        ({"issued": "31.02.2026"}, {"issued"}),
        ({"kind": "касова бележкичка"}, {"kind"}),
        ({"currency": "XAU"}, {"currency"}),
        ({"line": "9.9"}, {"line"}),
        ({"own": "2 000"}, {"own"}),
        ({"paper_number": "№" * 121}, {"paper_number"}),
        ({"supplier_name": "\x00"}, {"supplier_name"}),
    ],
)
async def test_it_says_beside_which_field_something_is_wrong(typed, places):
    objections = read(**typed).objections
    assert {objection.place for objection in objections} == places
    assert len(objections) == len(places)


async def test_it_asks_for_a_line_only_where_the_project_has_lines():
    assert entered({**INVOICE, "line": ""}, BG, on_a_line=False).objections == ()


async def kept(expense_id) -> dict[str, Any]:
    return dict((await Expense.filter(id=expense_id).values())[0])


# --- recording -----------------------------------------------------------------------------------------------------


async def test_it_records_document_expense_and_file_together(town):
    expense_id = await recorded(town.ivan, town.project, (SCAN,))
    expense = await Expense.get(id=expense_id)
    document = await Document.get()
    assert (document.paper_number, document.net_cents, document.currency) == ("0000001234", 123_450, "EUR")
    assert (expense.amount_cents, expense.own_cents, expense.state) == (148_140, 0, ExpenseState.DRAFT)
    assert (await File.get(document_id=document.id)).name == "Фактура № 1234.pdf"
    deeds = await Entry.filter(person_id=town.ivan.person_id).order_by("id")
    assert [entry.deed for entry in deeds] == ["document.added", "file.added", "expense.added"]


async def test_it_makes_one_row_of_a_form_sent_twice(town):
    known = {**BG.references, "line": {"1.1": (await line_of(town))}, "partner": {"1": town.lead}}
    found = entered(INVOICE, Reader(wording("bg"), TODAY, known), on_a_line=True)
    await record_expense(town.ivan, town.project, found.document, found.expense, once="ключ-1")
    with pytest.raises(AlreadyDone):
        await record_expense(town.ivan, town.project, found.document, found.expense, once="ключ-1")
    assert (await Document.all().count(), await Expense.all().count()) == (1, 1)


async def line_of(town) -> int:
    return int((await BY_NAME["line"].model.get(project_id=town.project.id, number="1.1")).id)


async def test_it_gives_each_of_those_who_record_at_once_a_number(town):
    await asyncio.gather(*(recorded(town.ivan, town.project, paper_number=f"Ф-{n}") for n in range(5)))
    assert sorted([row.number for row in await Expense.all()]) == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("who", ["desislava", "angel", "ada", "petar"])
async def test_it_refuses_those_who_record_no_expenses(town, who):
    with pytest.raises(NotAllowed):
        await record_expense(getattr(town, who), town.project, {}, {})
    assert await Document.all().count() == 0


async def test_a_partner_records_only_its_own_part(town):
    mine = await recorded(town.elena, town.project, line="2", partner="")
    assert (await kept(mine))["partner_id"] == town.partner
    with pytest.raises(NotAllowed):
        await record_expense(town.elena, town.project, {"partner_id": town.lead}, {})
    theirs = await recorded(town.ivan, town.project)
    with pytest.raises(NotFound):
        await expense_seen(town.elena, town.project, theirs)


# --- changing ------------------------------------------------------------------------------------------------------


async def changed(by, project, expense_id, versions=None, scans=(), dropped=frozenset(), **typed):
    """The expense's form opened, some of it typed anew, and sent."""
    kept = await expense_seen(by, project, expense_id)
    line, partner = kept.expense["line_id"], kept.expense["partner_id"]
    known = {"line": {"1.1": line}, "partner": {"1": partner}, "activity": {}}
    names = {"line": {line: "1.1"}, "partner": {partner: "1"}}
    shown = as_typed(kept.document, kept.expense, wording("bg"), names)
    reader = Reader(wording("bg"), TODAY, known)
    found = entered({**shown, **typed}, reader, on_a_line=True, kept=(kept.document, kept.expense))
    assert found.objections == ()
    started = versions or Versions(kept.expense["version"], kept.document["version"])
    await change_expense(by, project, expense_id, started, found.document, found.expense, scans, dropped)


async def test_it_changes_both_rows_and_keeps_what_each_was(town):
    expense_id = await recorded(town.ivan, town.project, (SCAN,))
    file = await File.all().first()
    assert file is not None
    other = KeptFile("Платежно.png", "image/png", 10, "cd" * 32)
    await changed(
        town.maria,
        town.project,
        expense_id,
        net="1 300",
        amount="1 546,90",
        scans=(other,),
        dropped=frozenset({file.id}),
    )
    found = await expense_seen(town.maria, town.project, expense_id)
    assert (found.document["net_cents"], found.expense["amount_cents"]) == (130_000, 154_690)
    assert [row["name"] for row in found.files] == ["Платежно.png"]
    entry = await Entry.get(deed="document.changed")
    assert (entry.before, entry.after) == ({"net_cents": 123_450}, {"net_cents": 130_000})
    assert await Entry.filter(deed__in=["file.removed", "file.added", "expense.changed"]).count() == 4


@pytest.mark.parametrize("behind", [Versions(0, 1), Versions(1, 0)])
async def test_it_changes_nothing_when_somebody_was_quicker_with_either_row(town, behind):
    expense_id = await recorded(town.ivan, town.project)
    with pytest.raises(Changed):
        await changed(town.maria, town.project, expense_id, versions=behind, net="1")
    assert (await Document.get()).net_cents == 123_450


async def second_on_the_same_paper(town, expense_id, **more) -> int:
    """Another line's share of the same document."""
    first = await kept(expense_id)
    values = {
        "document_id": first["document_id"],
        "line_id": first["line_id"],
        "partner_id": first["partner_id"],
        "amount_cents": 5_000,
    }
    async with acting(OPERATOR, Permission.RECORD_EXPENSE, town.project.ref) as deed:
        return await insert_row(deed, town.project.ref, BY_NAME["expense"], "", {**values, "currency": "EUR", **more})


async def test_it_leaves_a_document_as_it_is_while_another_expense_of_it_is_closed(town):
    expense_id = await recorded(town.ivan, town.project)
    await second_on_the_same_paper(town, expense_id, state=ExpenseState.REPORTED)
    with pytest.raises(WrongState):
        await changed(town.maria, town.project, expense_id, net="2 000")
    await changed(town.maria, town.project, expense_id, amount="1 000")
    assert (await Expense.get(id=expense_id)).amount_cents == 100_000
    await remove_expense(town.maria, town.project, expense_id)
    assert await Document.all().count() == 1


async def test_a_partner_leaves_a_document_as_it_is_that_others_share(town):
    mine = await recorded(town.elena, town.project, line="2", partner="")
    await second_on_the_same_paper(town, mine, partner_id=town.lead)
    with pytest.raises(NotAllowed):
        await changed(town.elena, town.project, mine, net="2 000")
    await changed(town.elena, town.project, mine, amount="900")


async def test_what_differs_between_document_and_expense_stays_apart(town):
    expense_id = await recorded(town.ivan, town.project, currency="BGN", issued="12.03.2025")
    await Expense.filter(id=expense_id).update(currency="EUR", description_bg="Дял на сдружението", amount_cents=60_000)
    await changed(town.ivan, town.project, expense_id, own="100", description_bg="Дял от наръчника")
    found = await expense_seen(town.ivan, town.project, expense_id)
    assert (found.document["currency"], found.document["net_cents"]) == ("BGN", 123_450)
    assert found.document["description_bg"] == "Отпечатване на наръчник"
    assert (found.expense["currency"], found.expense["own_cents"]) == ("EUR", 10_000)
    assert found.expense["description_bg"] == "Дял от наръчника"


async def test_it_removes_an_expense_with_its_paper(town):
    expense_id = await recorded(town.ivan, town.project, (SCAN,))
    await remove_expense(town.ivan, town.project, expense_id)
    assert (await Document.all().count(), await Expense.all().count(), await File.all().count()) == (0, 0, 0)
    removed = await Entry.get(deed="document.removed")
    assert removed.before["paper_number"] == "0000001234"


# --- states --------------------------------------------------------------------------------------------------------


async def version_of(expense_id) -> int:
    return int((await Expense.get(id=expense_id)).version)


async def test_it_goes_from_draft_to_verified_by_two_people_and_back_with_a_reason(town):
    expense_id = await recorded(town.ivan, town.project)
    await submit_expense(town.ivan, town.project, expense_id, 1)
    with pytest.raises(Objected):
        await return_expense(town.maria, town.project, expense_id, 2, "  ")
    await return_expense(town.maria, town.project, expense_id, 2, "Липсва платежното нареждане.")
    assert (await Expense.get(id=expense_id)).reason == "Липсва платежното нареждане."
    await submit_expense(town.ivan, town.project, expense_id, 3)
    await verify_expense(town.maria, town.project, expense_id, 4, on=TODAY)
    row = await Expense.get(id=expense_id)
    assert (row.state, row.reason, row.version) == (ExpenseState.VERIFIED, "", 5)
    deeds = await Entry.filter(subject="expense").order_by("id").values_list("deed", "reason")
    assert deeds == [
        ("expense.added", ""),
        ("expense.submitted", ""),
        ("expense.returned", "Липсва платежното нареждане."),
        ("expense.submitted", ""),
        ("expense.verified", ""),
    ]


async def test_nobody_verifies_what_they_entered_themselves(town):
    expense_id = await recorded(town.ivan, town.project)
    await submit_expense(town.ivan, town.project, expense_id, 1)
    with pytest.raises(NotAllowed, match="yourself"):
        await verify_expense(town.ivan, town.project, expense_id, 2, on=TODAY)
    assert (await Expense.get(id=expense_id)).state == ExpenseState.SUBMITTED


async def test_a_partner_submits_but_does_not_verify(town):
    mine = await recorded(town.elena, town.project, line="2", partner="")
    await submit_expense(town.elena, town.project, mine, 1)
    with pytest.raises(NotAllowed):
        await verify_expense(town.elena, town.project, mine, 2, on=TODAY)
    with pytest.raises(NotAllowed):
        await return_expense(town.elena, town.project, mine, 2, "така")


@pytest.mark.parametrize("state", list(ExpenseState))
async def test_it_does_in_each_state_only_what_may_be_done_in_it(town, state):
    expense_id = await recorded(town.ivan, town.project)
    await Expense.filter(id=expense_id).update(state=state)
    verify_today = partial(verify_expense, on=TODAY)
    allowed: dict[Any, set[ExpenseState]] = {
        submit_expense: {ExpenseState.DRAFT, ExpenseState.RETURNED},
        verify_today: {ExpenseState.SUBMITTED},
        return_expense: {ExpenseState.SUBMITTED, ExpenseState.VERIFIED},
    }
    for act, states in allowed.items():
        reason = ("Моля, поправете.",) if act is return_expense else ()
        if state not in states:
            with pytest.raises(WrongState):
                await act(town.maria, town.project, expense_id, await version_of(expense_id), *reason)
    closed = state in {ExpenseState.VERIFIED, ExpenseState.REPORTED, ExpenseState.APPROVED}
    if closed:
        with pytest.raises(WrongState):
            await changed(town.maria, town.project, expense_id, amount="1")
        with pytest.raises(WrongState):
            await remove_expense(town.maria, town.project, expense_id)
        assert await Expense.all().count() == 1


async def test_it_verifies_only_what_was_looked_at(town):
    expense_id = await recorded(town.ivan, town.project)
    await submit_expense(town.ivan, town.project, expense_id, 1)
    await changed(town.ivan, town.project, expense_id, amount="999")
    with pytest.raises(Changed):
        await verify_expense(town.maria, town.project, expense_id, 2, on=TODAY)
