"""One row, whatever it is: added, changed and removed by the same pages, once, by those who may, without losing a word."""

from __future__ import annotations

import asyncio

import pytest

from grants.access import ROWS
from grants.audit.models import Entry
from grants.entries.actions import add_row, change_row, remove_row
from grants.entries.kinds import BY_NAME
from grants.entries.kinds import ROWS as KINDS
from grants.errors import Changed, NotAllowed, Objected, WrongState
from grants.workplan.models import Activity
from tests.cast import CODE, read, row

pytestmark = pytest.mark.anyio
BASE = f"/projects/{CODE}"
ACTIVITY = {"title_bg": "Обучение на екипа", "title_en": "", "state": "planned", "start": "1/2027", "end": "30.06.2027"}


async def test_it_adds_changes_and_removes_a_row_and_leaves_a_trace_of_each(browser, small_world):
    await browser.sign_in("maria@zaedno.example")
    await browser.get(f"{BASE}/rows/activity/new")
    assert (await browser.post(f"{BASE}/rows/activity/new", ACTIVITY)).headers["location"] == f"{BASE}/workplan"
    page = await browser.get(f"{BASE}/workplan")
    assert "Обучение на екипа" in page
    assert "януари 2027 г." in page
    added = await Activity.get()
    assert (added.number, added.version) == ("1", 1)
    address = f"{BASE}/rows/activity/{added.id}"
    assert 'value="1/2027"' in await browser.get(address)
    changed = {**ACTIVITY, "title_bg": "Обучение на новия екип", "version": "1", "number": "1.1"}
    assert (await browser.post(address, changed)).status_code == 303
    assert "Обучение на новия екип" in await browser.get(f"{address}/remove")
    assert (await browser.post(f"{address}/remove", {})).status_code == 303
    assert await Activity.all().count() == 0
    deeds = [entry["deed"] for entry in await Entry.filter(subject="activity").order_by("id").values("deed")]
    assert deeds == ["activity.added", "activity.changed", "activity.removed"]
    history = await browser.get(f"{BASE}/history")
    assert "Обучение на новия екип" in history


async def test_it_keeps_what_was_typed_and_speaks_beside_the_field(browser, small_world):
    await browser.sign_in("maria@zaedno.example")
    typed = {
        "title_bg": "",
        "title_en": "",
        "result_bg": "Двадесет обучени",
        "start": "утре",
        "end": "31.02.2027",
        "partner": "9",
    }
    answer = await browser.post(f"{BASE}/rows/activity/new", typed)
    assert answer.status_code == 422
    for kept in ("Двадесет обучени", 'value="утре"', 'value="31.02.2027"'):
        assert kept in answer.text
    for place in ("title_bg", "start", "end", "partner"):
        assert f'href="#field-{place}"' in answer.text
        assert f'id="field-{place}-error"' in answer.text
    assert await Activity.all().count() == 0


async def test_it_speaks_the_readers_language(browser, small_world):
    await browser.sign_in("maria@zaedno.example")
    typed = {"title_bg": "Обучение", "start": "31.02.2027"}
    bulgarian = await browser.post(f"{BASE}/rows/activity/new", typed)
    english = await browser.post(f"{BASE}/rows/activity/new?lang=en", typed)
    assert "Няма такъв ден" in bulgarian.text or "няма такъв ден" in bulgarian.text.casefold()
    assert "There is no such day" in english.text


async def test_it_makes_one_row_of_a_form_sent_fifty_times(browser, small_world):
    await browser.sign_in("maria@zaedno.example")
    answers = await asyncio.gather(
        *(browser.post(f"{BASE}/rows/activity/new", {**ACTIVITY, "form_key": "един-и-същ"}) for _ in range(50))
    )
    assert {answer.status_code for answer in answers} == {303}
    assert await Activity.all().count() == 1


async def test_it_shows_both_versions_to_the_slower_of_two_editors(browser, small_world):
    added = await row(small_world.project, "activity", **ACTIVITY)
    await browser.sign_in("maria@zaedno.example")
    address = f"{BASE}/rows/activity/{added}"
    assert (await browser.post(address, {**ACTIVITY, "title_bg": "Първата версия", "version": "1"})).status_code == 303
    slower = await browser.post(address, {**ACTIVITY, "title_bg": "Втората версия", "version": "1"})
    assert slower.status_code == 409
    assert "Първата версия" in slower.text
    assert "Втората версия" in slower.text
    assert (await Activity.get()).title_bg == "Първата версия"
    assert (await browser.post(address, {**ACTIVITY, "title_bg": "Втората версия", "version": "2"})).status_code == 303


async def test_it_keeps_the_version_a_form_was_opened_with_through_its_corrections(browser, small_world):
    added = await row(small_world.project, "activity", **ACTIVITY)
    await browser.sign_in("maria@zaedno.example")
    address = f"{BASE}/rows/activity/{added}"
    assert (await browser.post(address, {**ACTIVITY, "title_bg": "На колегата", "version": "1"})).status_code == 303
    wrong = await browser.post(address, {**ACTIVITY, "start": "утре", "version": "1"})
    assert 'name="version" value="1"' in wrong.text
    assert (await browser.post(address, {**ACTIVITY, "version": "1"})).status_code == 409


async def test_it_loses_no_update_among_many_editors(small_world):
    added = await row(small_world.project, "activity", **ACTIVITY)
    kind = BY_NAME["activity"]
    values = read("activity", {}, **ACTIVITY)

    async def edit(at: int) -> bool:
        try:
            await change_row(
                small_world.maria, small_world.project, kind, added, 1, "1", {**values, "title_bg": f"Версия {at}"}
            )
        except Changed:
            return False
        return True

    assert sum(await asyncio.gather(*(edit(at) for at in range(20)))) == 1


async def test_it_refuses_a_number_that_is_taken(small_world):
    await row(small_world.project, "activity", "1", **ACTIVITY)
    with pytest.raises(Objected) as problem:
        await row(small_world.project, "activity", "1", **ACTIVITY)
    assert [one.place for one in problem.value.objections] == ["number"]
    assert await Activity.all().count() == 1


async def test_it_keeps_a_row_that_others_cannot_be_without(small_world):
    await row(
        small_world.project,
        "document",
        "1",
        kind="invoice",
        paper_number="77",
        issued="10.09.2026",
        net="100",
        currency="EUR",
    )
    await row(small_world.project, "expense", document="1", amount="100", currency="EUR", description_bg="Зала")
    document = BY_NAME["document"]
    found = await document.model.all().values("id")
    with pytest.raises(WrongState):
        await remove_row(small_world.maria, small_world.project, document, found[0]["id"])


async def test_a_partner_writes_only_its_own_part(small_world):
    expense = BY_NAME["document"]
    typed = {"kind": "invoice", "paper_number": "77", "issued": "10.09.2026", "net": "100", "currency": "EUR"}
    theirs = read("document", {"partner": {"1": small_world.lead}}, partner="1", **typed)
    with pytest.raises(NotAllowed):
        await add_row(small_world.elena, small_world.project, expense, "", theirs)
    made = await add_row(small_world.elena, small_world.project, expense, "", read("document", {}, **typed))
    assert (await expense.model.filter(id=made).values("partner_id"))[0]["partner_id"] == small_world.partner


async def test_it_makes_an_organisation_that_is_named_for_the_first_time(browser, small_world):
    await browser.sign_in("maria@zaedno.example")
    typed = {"organisation": "Община Твърдица", "role": "partner"}
    assert (await browser.post(f"{BASE}/rows/partner/new", typed)).status_code == 303
    assert "Община Твърдица" in await browser.get("/organisations")
    assert (
        await browser.post(f"{BASE}/rows/partner/new", {**typed, "organisation": "община  твърдица"})
    ).status_code == 303
    assert (await browser.get("/organisations")).count("Община Твърдица") == 1


async def test_a_line_left_without_amount_is_units_times_price(small_world):
    made = await row(
        small_world.project, "line", title_bg="Обучители", units="12,5", unit_price="450,10", currency="EUR"
    )
    assert (await BY_NAME["line"].model.filter(id=made).values("amount_cents"))[0]["amount_cents"] == 562625


def test_every_kind_of_row_has_columns_for_all_its_fields():
    for kind in KINDS:
        assert kind.name in ROWS
        columns = set(kind.model._meta.fields_map)
        assert {
            column.removesuffix("_id") if column.endswith("_id") else column for column in kind.record.columns
        } <= columns, kind.name
        assert kind.record.field(kind.record.title)


@pytest.mark.parametrize("name", ["document", "expense"])
async def test_it_gives_no_second_way_to_papers_and_claims(browser, small_world, name):
    await browser.sign_in("elena@puente.example")
    typed = {
        "document": "1",
        "amount": "100",
        "currency": "EUR",
        "state": "verified",
        "description_bg": "Сам си го проверих",
    }
    assert (await browser.post(f"{BASE}/rows/{name}/new", typed)).status_code == 404
