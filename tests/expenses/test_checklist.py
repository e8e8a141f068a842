"""The checklist of papers on a document's page and in the ledger, and an organisation's own lists."""

from __future__ import annotations

import json
import re

import pytest

from grants.audit.models import Entry
from grants.budget.kinds import CostCategory
from grants.budget.models import Line
from grants.errors import AlreadyDone, Changed, NotAllowed, WrongState
from grants.expenses.checklist.actions import Noted, back_to_usual, change_list, note_papers
from grants.expenses.checklist.queries import lists_of, missing_of
from grants.expenses.models import Document, Expense, Paper, RequiredPaper
from grants.expenses.required import USUAL
from grants.values.language import Text
from tests.cast import CODE
from tests.expenses.conftest import recorded

pytestmark = pytest.mark.anyio
HERE = f"/projects/{CODE}/expenses"
ORDER = Text("Платежно нареждане", "Payment order")
LISTS = "/organisations/papers"


@pytest.fixture
async def invoice(town) -> int:
    """An invoice for services, of which the usual list asks for eight papers."""
    await Line.filter(number__in=("1.1", "2")).update(category=CostCategory.SERVICES)
    return await recorded(town.ivan, town.project)


async def lacks(town) -> list[str]:
    document = (await Document.all().values("id", "kind"))[0]
    return [name.bg for name in (await missing_of(town.project, [document]))[document["id"]]]


async def test_what_is_noted_is_no_longer_missing_and_leaves_its_trace(town, invoice):
    assert len(await lacks(town)) == 8
    await note_papers(
        town.ivan, town.project, invoice, [Noted(ORDER, True, "папка 3"), Noted(Text("Договор"), False, "")]
    )
    kept = await Paper.get()
    assert (kept.name_bg, kept.there, kept.original, kept.number) == (ORDER.bg, True, "папка 3", "1")
    assert ORDER.bg not in await lacks(town)
    await note_papers(town.ivan, town.project, invoice, [Noted(ORDER, False, "папка 3", kept.id, 1)])
    assert ORDER.bg in await lacks(town)
    await note_papers(
        town.ivan, town.project, invoice, [Noted(ORDER, False, "папка 3", kept.id, 2)]
    )  # says nothing new
    deeds = [entry.deed for entry in await Entry.filter(subject="paper").order_by("id")]
    assert deeds == ["paper.added", "paper.changed"]


@pytest.mark.parametrize("mine", [Noted(ORDER, True, "папка 4"), Noted(ORDER, True, "папка 4", 1, 0)])
async def test_nobody_writes_over_what_another_noted_meanwhile(town, invoice, mine):
    await note_papers(town.maria, town.project, invoice, [Noted(ORDER, True, "папка 3")])
    paper = await Paper.get()
    started = Noted(mine.name, mine.there, mine.original, mine.paper_id and paper.id, mine.version)
    with pytest.raises(Changed):
        await note_papers(town.ivan, town.project, invoice, [started])
    assert (await Paper.get()).original == "папка 3"


async def test_a_checklist_sent_twice_is_kept_once(town, invoice):
    await note_papers(town.ivan, town.project, invoice, [Noted(ORDER, True, "")], once="ключ-листа")
    with pytest.raises(AlreadyDone):
        await note_papers(town.ivan, town.project, invoice, [Noted(ORDER, True, "")], once="ключ-листа")
    assert await Paper.all().count() == 1


async def test_papers_of_a_verified_cost_are_noted_by_those_who_verify(town, invoice):
    mine = await recorded(town.elena, town.project, line="2", partner="")
    await note_papers(town.elena, town.project, mine, [Noted(ORDER, True, "")])
    await Expense.all().update(state="verified")
    with pytest.raises(WrongState):
        await note_papers(town.elena, town.project, mine, [Noted(Text("Договор"), True, "")])
    await note_papers(town.ivan, town.project, mine, [Noted(Text("Договор"), True, "")])
    with pytest.raises(NotAllowed):
        await note_papers(town.angel, town.project, mine, [Noted(Text("Договор"), True, "")])


async def test_the_page_shows_the_checklist_and_keeps_it(browser, town, invoice):
    await browser.sign_in(town.ivan.email)
    page = await browser.get(f"{HERE}/{invoice}")
    assert "8 липсващи документа" in page
    assert "8 липсващи документа" in await browser.get(HERE)
    at = re.search(r'name="name_bg_(\d)" value="Платежно нареждане"', page)
    assert at
    names = dict(re.findall(r'name="(name_(?:bg|en)_\d|paper(?:_version)?_\d)" value="([^"]*)"', page))
    form = {**names, f"there_{at[1]}": "yes", f"original_{at[1]}": "сейф", "form_key": "лист"}
    form |= {"own_name": "Разрешение", "own_there": "yes", "own_original": "папка 9"}
    answer = await browser.post(f"{HERE}/{invoice}/papers", form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}/{invoice}#papers")
    page = await browser.get(f"{HERE}/{invoice}")
    for text in ("сейф", "Разрешение", "папка 9", "7 липсващи документа"):
        assert text in page
    stale = await browser.post(f"{HERE}/{invoice}/papers", {**form, f"original_{at[1]}": "шкаф", "form_key": "друг"})
    assert stale.status_code == 409
    assert 'value="шкаф"' in stale.text
    assert "Сега: налице, сейф" in stale.text


# --- an organisation's lists ---------------------------------------------------------------------------------------


async def own_lists(town):
    return (await lists_of([town.project.kept_by_id])).get(town.project.kept_by_id)


def usual(category: CostCategory) -> list[Text]:
    return [Text(row["name_bg"], row["name_en"]) for row in USUAL[category]]


async def test_an_organisation_changes_one_list_and_keeps_the_others_as_usual(town, invoice):
    assert await own_lists(town) is None
    names = [Text("Докладна записка", "Memo"), *usual(CostCategory.SERVICES)[:2]]
    await change_list(town.ivan, CostCategory.SERVICES, usual(CostCategory.SERVICES), names)
    assert await lacks(town) == [name.bg for name in names]
    lists = await own_lists(town)
    assert [row["name_bg"] for row in lists["staff"]] == [name.bg for name in usual(CostCategory.STAFF)]
    await change_list(town.maria, CostCategory.SERVICES, names, [])
    assert await lacks(town) == []
    await back_to_usual(town.maria)
    assert await RequiredPaper.all().count() == 0
    assert len(await lacks(town)) == 8
    told = (await Entry.filter(deed="paper_list.changed").order_by("id"))[0]
    assert told.after["services"].startswith("Докладна записка / Memo\n")


async def test_of_two_who_change_a_list_the_second_is_told(town):
    await change_list(town.ivan, CostCategory.EVENTS, usual(CostCategory.EVENTS), [Text("Програма")])
    with pytest.raises(Changed):
        await change_list(town.maria, CostCategory.EVENTS, usual(CostCategory.EVENTS), [Text("Снимки")])
    assert [row["name_bg"] for row in (await own_lists(town))["events"]] == ["Програма"]


@pytest.mark.parametrize("name", ["elena", "desislava", "angel", "ada"])
async def test_only_those_who_keep_an_organisations_books_change_its_lists(browser, town, name):
    person = getattr(town, name)
    with pytest.raises(NotAllowed):
        await change_list(person, CostCategory.EVENTS, usual(CostCategory.EVENTS), [])
    await browser.sign_in(person.email)
    await browser.get(LISTS, status=403)


async def test_lists_of_another_organisation_stay_as_they_are(town, invoice):
    await change_list(town.petar, CostCategory.SERVICES, usual(CostCategory.SERVICES), [Text("Чуждо")])
    assert len(await lacks(town)) == 8


async def test_the_page_of_lists_adds_renames_orders_and_removes(browser, town):
    await browser.sign_in(town.ivan.email)
    page = await browser.get(f"{LISTS}?category=allowances")
    assert "обичаен списък" in page
    known = json.dumps([[name.bg, name.en] for name in usual(CostCategory.ALLOWANCES)], ensure_ascii=False)
    form = {"known": known, "form_key": "списък", "order_0": "2", "bg_0": "Заповед на директора", "en_0": "Order"}
    form |= {
        "order_1": "9",
        "bg_1": "",
        "en_1": "",
        "order_2": "1",
        "bg_2": "Ведомост",
        "en_2": "",
        "order_3": "",
        "bg_3": "Протокол",
        "en_3": "",
    }
    answer = await browser.post(f"{LISTS}?category=allowances", {**form, "bg_3": "Ведомост"})
    assert answer.status_code == 422
    assert "два пъти" in answer.text
    answer = await browser.post(f"{LISTS}?category=allowances", form)
    assert answer.status_code == 303, answer.text
    lists = await own_lists(town)
    assert [row["name_bg"] for row in lists["allowances"]] == ["Ведомост", "Заповед на директора", "Протокол"]
    again = await browser.post(f"{LISTS}?category=allowances", {**form, "form_key": "друг"})
    assert again.status_code == 409
    page = await browser.get(f"{LISTS}?category=allowances")
    assert "собствен списък" in page
    answer = await browser.post(f"{LISTS}?category=allowances", {"do": "usual", "form_key": "обичаен"})
    assert answer.status_code == 303
    assert await own_lists(town) is None
    assert LISTS in await browser.get("/organisations")
    await browser.get(f"{LISTS}?category=няма", status=404)
