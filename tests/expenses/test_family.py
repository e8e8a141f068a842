"""One paper claimed in several projects: what is written on it is written on every copy, or on none."""

from __future__ import annotations

import pytest

from grants.audit.models import Entry
from grants.errors import Objected
from grants.expenses.documents.actions import claim_elsewhere
from grants.expenses.family.actions import CLOSED_ELSEWHERE, NOT_YOURS_ELSEWHERE
from grants.expenses.models import Document, Expense
from tests.cast import project_of, row
from tests.expenses.conftest import recorded
from tests.expenses.test_recording import changed

pytestmark = pytest.mark.anyio
CLAIM = {"line_id": None, "currency": "EUR", "share": None, "amount_cents": None, "partner_id": None}


@pytest.fixture
async def both(town):
    """A paper of 1 200 claimed by half in the small world's project and in another of Maria's, where Ivan has no seat."""
    second = await project_of("втори-2026", town.project.kept_by_id, title_bg="Втори проект", total="5000")
    first = await recorded(town.maria, town.project, net="1000", vat="200", amount="", share="50")
    there = await claim_elsewhere(town.maria, town.project, first, second, CLAIM | {"share": 50})
    return first, second, there


async def copies() -> list[Document]:
    return await Document.all().order_by("id")


async def test_what_changes_on_a_paper_changes_on_its_copy_and_the_claims_by_per_cent_follow(town, both):
    first, second, there = both
    await changed(town.maria, town.project, first, paper_number="77", supplier_name="„Роза“ ЕООД", net="800", vat="160")
    for copy in await copies():
        assert (copy.paper_number, copy.supplier_name, copy.net_cents, copy.vat_cents) == (
            "77",
            "„Роза“ ЕООД",
            80_000,
            16_000,
        )
    assert [claim.amount_cents for claim in await Expense.all().order_by("id")] == [48_000, 48_000]
    told = await Entry.filter(project_id=second.id, deed__in=["document.changed", "expense.changed"]).order_by("id")
    assert [entry.subject_id for entry in told] == [(await copies())[1].id, there]


async def test_what_belongs_to_one_project_stays_there(town, both):
    await changed(town.maria, town.project, both[0], paid="12.11.2026")
    here, there = await copies()
    assert here.paid_on != there.paid_on
    assert there.version == 1


async def test_a_flat_rate_of_the_other_project_follows_too(town, both):
    first, second, there = both
    direct = await row(second, "line", "1", title_bg="Преки", amount="4000")
    await row(second, "line", "2", title_bg="Непреки", amount="600", form="flat_rate", rate="15", base="1")
    flat = await row(
        second, "expense", "9", form="flat_rate", line="2", amount="0", description_bg="Непреки", state="verified"
    )
    await Expense.filter(id=there).update(line_id=direct, state="submitted")
    await changed(town.maria, town.project, first, net="800", vat="160")
    assert (await Expense.get(id=flat)).amount_cents == 7_200  # 15 % of 480.00


@pytest.mark.parametrize(
    ("who", "state", "sentence"),
    [
        ("ivan", "draft", NOT_YOURS_ELSEWHERE),
        ("ivan", "reported", NOT_YOURS_ELSEWHERE),  # nor does he learn that it was reported
        ("maria", "verified", CLOSED_ELSEWHERE),
        ("maria", "reported", CLOSED_ELSEWHERE),
    ],
)
async def test_it_changes_nothing_where_a_copy_may_not_change(town, both, who, state, sentence):
    first, _second, there = both
    await Expense.filter(id=there).update(state=state)
    with pytest.raises(Objected) as refused:
        await changed(getattr(town, who), town.project, first, paper_number="77")
    (objection,) = refused.value.objections
    assert (objection.sentence, objection.place, objection.facts) == (sentence, "paper_number", {})
    assert {copy.paper_number for copy in await copies()} == {"0000001234"}


async def test_a_claim_is_still_changed_where_the_paper_is_not(town, both):
    await changed(town.ivan, town.project, both[0], share="40")
    assert (await Expense.get(id=both[0])).amount_cents == 48_000


async def test_the_form_says_so_beside_the_field_and_keeps_what_was_typed(town, both, browser):
    await browser.sign_in(town.ivan.email)
    here = f"/projects/{town.project.code}/expenses/{both[0]}"
    document, expense = (await copies())[0], await Expense.get(id=both[0])
    typed = {"version": str(expense.version), "document_version": str(document.version), "kind": "invoice"}
    typed |= {
        "paper_number": "77",
        "issued": "3.11.2026",
        "net": "1000",
        "vat": "200",
        "currency": "EUR",
        "share": "50",
    }
    typed |= {"line": "1.1", "partner": "1", "supplier_name": document.supplier_name, "paid": "10.11.2026"}
    answer = await browser.post(here, typed | {"description_bg": document.description_bg})
    assert answer.status_code == 422
    assert "Същият документ е разпределен и другаде" in answer.text
    assert 'value="77"' in answer.text
    assert "втори-2026" not in answer.text
