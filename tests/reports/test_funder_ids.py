"""The page of the funder's ids, and the drafts that are written with them („идентификатори“)."""

import re
from datetime import date

import pytest

from grants.audit.models import Entry
from grants.errors import NotAllowed, Objected
from grants.funders.ground import Linked
from grants.reports.actions import prepare_report
from grants.reports.ids.actions import keep_ids
from grants.reports.ids.queries import known_ids, numberable
from grants.reports.models import FunderId, Report
from grants.reports.particulars import FunderName, Numbered, Preparer
from tests.cast import row
from tests.reports.drafts import gid
from tests.reports.isun_xml_reader import Draft, read
from tests.reports.saved_pages import ACTIVITIES, LINES, named, report, saved

pytestmark = pytest.mark.anyio

FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)
PREPARER = {
    "preparer": "Мария Иванова",
    "preparer_position": "Ръководител проект",
    "preparer_phone": "+359 82 123 456",
    "preparer_email": "maria@zaedno.example",
}


@pytest.fixture
async def spent(small_world):
    """The small tracker with three lines, two activities, a supplier, and what was spent and done in the summer."""
    project = small_world.project
    await row(project, "line", "1", title_bg="Персонал", currency="EUR")
    await row(project, "line", "1.1", title_bg="Възнаграждения", amount="1000", currency="EUR")
    await row(project, "line", "2", title_bg="Наем", amount="500", currency="EUR")
    await row(project, "activity", "1", title_bg="Обучения на място", state="running", began="2026-07-02")
    await row(project, "activity", "3", title_bg="Нещо друго")
    await row(
        project,
        "activity_update",
        "1",
        activity="1",
        written="2026-08-01",
        done_bg="Две обучения",
        late_bg="Без зала",
    )
    await row(
        project,
        "deliverable",
        "1",
        activity="1",
        title_bg="Обучение",
        state="accepted",
        quantity="2",
        unit_bg="дни",
        delivered="2026-08-03",
        decided="2026-08-04",
    )
    await row(project, "indicator", "1", name_bg="Обучени лица", target="40", by_sex="yes")
    await row(
        project,
        "indicator_value",
        "1",
        indicator="1",
        until="2026-08-31",
        value="12",
        women="7",
        men="5",
        note_bg="по списъци",
    )
    await row(
        project,
        "supply",
        "1",
        subject_bg="Печат",
        contract_number="7-А",
        signed="2025-09-01",
        supplier_name="„Печатница Дунав“ ООД",
        amount="900",
    )
    for number, more in {"1": {}, "2": {"supply": "1"}, "3": {"partner": "2"}}.items():
        await row(
            project,
            "document",
            number,
            kind="invoice",
            paper_number=f"000{number}",
            issued="2026-08-01",
            paid="2026-08-02",
            supplier_name="„Дунав“",
            net="100",
            currency="EUR",
            **more,
        )
        await row(
            project,
            "expense",
            number,
            document=number,
            line="1.1",
            activity="1",
            amount="100",
            own="10",
            currency="EUR",
            state="verified",
        )
    return small_world


def here(world) -> str:
    return f"/projects/{world.project.code}/reports/funder-ids"


def text_of(page: str, name: str) -> str:
    """What stands in a field of several rows."""
    return str(re.findall(rf'<textarea name="{name}"[^>]*>(.*?)</textarea>', page, re.DOTALL)[0])


def chosen(page: str) -> dict[str, str]:
    """What the form of the ids would send if nothing were touched."""
    form = page[page.rindex('method="post"') :]
    told = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))
    for name, body in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form):
        told[name] = next(iter(re.findall(r'value="([^"]*)" selected', body)), "")
    told |= dict(re.findall(r'<input name="([^"]+)"[^>]*? value="([^"]*)"', form))
    return {name: value.replace("&#34;", '"').replace("&amp;", "&") for name, value in told.items()}


async def read_saved(browser, world):
    answer = await browser.client.post(
        here(world), data={"step": "read"}, files={"page": ("isun.html", saved(), "text/html")}
    )
    assert answer.status_code == 200
    return answer.text


async def test_it_reads_a_saved_page_shows_what_it_recognised_and_keeps_it_when_asked(spent, browser):
    await browser.sign_in(spent.ivan.email)
    page = await read_saved(browser, spent)
    assert "Разпознати: 6 от 8" in page
    assert "Дейност 2. Управление" in page
    assert not await FunderId.all().count()
    answer = await browser.post(here(spent), data=chosen(page) | PREPARER)
    assert answer.status_code == 303
    known = await known_ids(spent.project)
    kept = {(kind.value, name.id, name.name) for (kind, _), name in known.ids.items()}
    assert kept == {
        ("contract", gid(1), ""),
        ("package", gid(2), ""),
        ("line", gid(101), "I.1.1 Възнаграждения"),
        ("line", gid(103), "II.2.2 Наем"),
        ("activity", gid(11), "Дейност 1. Обучения на място"),
        ("partner", gid(21), "Asociación Puente"),
        ("contractor", gid(31), "„Печатница Дунав“ ООД"),
        ("supply", gid(32), "No 7-А / 01.09.2025 - „Печатница Дунав“ ООД"),
    }
    assert known.preparer == Preparer(*PREPARER.values())
    entry = await Entry.filter(deed="funder_ids.kept").get()
    assert (entry.person_id, entry.after["line 1.1"]) == (spent.ivan.person_id, gid(101))
    assert "I.1.1 Възнаграждения" in await browser.get(here(spent))


async def test_it_takes_an_id_chosen_by_hand_and_the_address_of_the_report(spent, browser):
    await browser.sign_in(spent.maria.email)
    page = await read_saved(browser, spent)
    (second,) = [
        one for one in await numberable(spent.project) if one.ours.kind is Numbered.ACTIVITY and one.ours.number == "3"
    ]
    name = f"activity-{second.ours.row_id}"
    told = chosen(page) | {
        name: f"{gid(12)} Дейност 2. Управление",
        "address": f"https://isun/report/{gid(5)}/Edit?packageGid={gid(6)}",
    }
    assert (await browser.post(here(spent), data=told)).status_code == 303
    ids = (await known_ids(spent.project)).ids
    assert ids[second.key] == FunderName(gid(12), "Дейност 2. Управление")
    assert ids[Numbered.CONTRACT, spent.project.id].id == gid(5)
    # Emptied by hand, it is no longer known; what was left as it was shown stays.
    told = chosen(await browser.get(here(spent))) | {name: ""}
    assert (await browser.post(here(spent), data=told)).status_code == 303
    left = (await known_ids(spent.project)).ids
    assert {key for key in ids if key not in left} == {second.key}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"contract": "12345"}, "„12345“ не е идентификатор на ИСУН"),
        ({"address": "https://isun/home"}, "В този адрес няма идентификатор на договор"),
        ({"line": gid(9)}, "Същият идентификатор вече стои при друг ред"),
    ],
)
async def test_it_refuses_what_is_no_id_and_keeps_what_was_typed(spent, browser, typed, sentence):
    found = {
        (one.ours.kind.value, one.ours.number): f"{one.ours.kind.value}-{one.ours.row_id}"
        for one in await numberable(spent.project)
    }
    told = {"address": typed.get("address", ""), found["contract", ""]: typed.get("contract", "")}
    told |= {found["line", number]: typed.get("line", "") for number in ("1.1", "2")}
    await browser.sign_in(spent.ivan.email)
    answer = await browser.client.post(here(spent), data=told)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert next(value for value in typed.values()) in answer.text
    assert not await FunderId.all().count()


async def test_it_reads_for_what_a_contract_is_and_refuses_an_expense_on_another_activity(spent, browser, app):
    await browser.sign_in(spent.ivan.email)
    page = await read_saved(browser, spent)
    ids = {(one.ours.kind.value, one.ours.number): one.ours.row_id for one in await numberable(spent.project)}
    supply, line = ids["supply", "1"], ids["line", "1.1"]
    # Of the two lines of the page's contract both are rows of ours, with the activity that was recognised.
    assert text_of(page, f"pairs-{supply}") == "1.1: 1\n2: 1"
    told = chosen(page) | PREPARER | {f"pairs-{supply}": "1.1: 1\n2: 1"}
    assert (await browser.post(here(spent), data=told)).status_code == 303
    kept = (await known_ids(spent.project)).pairs
    assert kept == {supply: {Linked(line, ids["activity", "1"]), Linked(ids["line", "2"], ids["activity", "1"])}}
    entry = await Entry.filter(deed="funder_ids.kept").get()
    assert entry.after["supply 1 pairs"] == "1.1: 1; 2: 1"
    page = await browser.get(here(spent))
    told = chosen(page) | {f"pairs-{supply}": "I.1 3\n9; 1.1: 7"}
    answer = await browser.client.post(here(spent), data=told)
    assert answer.status_code == 422
    for sentence in ("Тук няма бюджетен ред „I.1 3“", "Тук няма бюджетен ред „9“", "Тук няма дейност „7“"):
        assert sentence in answer.text
    assert text_of(answer.text, f"pairs-{supply}") == "I.1 3\n9; 1.1: 7"
    # By hand: the document under the contract stands on activity 1, and the contract is now for activity 3 alone.
    told = chosen(page) | {f"pairs-{supply}": "I.1: 3"}
    assert (await browser.post(here(spent), data=told)).status_code == 303
    for code in ("isun-docs", "isun-typing", "isun-xml"):
        with pytest.raises(Objected) as refused:
            await prepare_report(spent.ivan, spent.project, code, None, FIRST, LAST, "bg", app.state.files)
        assert "Невалидна стойност." in {one.theirs.bg for one in refused.value.objections}
    # A dash alone: there the contract is for nothing, so nothing under it is taken.
    told = chosen(await browser.get(here(spent))) | {f"pairs-{supply}": " – "}
    assert (await browser.post(here(spent), data=told)).status_code == 303
    assert (await known_ids(spent.project)).pairs == {supply: {Linked()}}
    assert text_of(await browser.get(here(spent)), f"pairs-{supply}") == "–"
    with pytest.raises(Objected) as refused:
        await prepare_report(spent.ivan, spent.project, "isun-docs", None, FIRST, LAST, "bg", app.state.files)
    assert "Невалидна стойност." in {one.theirs.bg for one in refused.value.objections}
    # Emptied, nothing is known, and nothing of it is refused.
    told = chosen(await browser.get(here(spent))) | {f"pairs-{supply}": " "}
    assert (await browser.post(here(spent), data=told)).status_code == 303
    assert (await known_ids(spent.project)).pairs == {}


async def test_a_contract_that_the_page_shows_with_no_line_is_known_to_be_for_none(spent, browser):
    await browser.sign_in(spent.ivan.email)
    for shown, value in (([], "–"), ([{"BudgetDetail": named(999, "Няма такъв"), "ContractActivity": None}], "")):
        told = report(ActivityBudgetDetailItems={gid(32): shown})
        answer = await browser.client.post(
            here(spent), data={"step": "read"}, files={"page": ("отчет.html", saved(told), "text/html")}
        )
        (supply,) = [one for one in await numberable(spent.project) if one.ours.kind is Numbered.SUPPLY]
        assert text_of(answer.text, f"pairs-{supply.ours.row_id}") == value


async def test_it_leaves_out_what_of_a_contract_is_none_of_our_rows_and_says_so(spent, browser):
    await browser.sign_in(spent.ivan.email)
    told = report(
        ActivityBudgetDetailItems={
            gid(32): [
                {"BudgetDetail": named(101, LINES[101]), "ContractActivity": named(12, ACTIVITIES[12])},
                {"BudgetDetail": named(102, LINES[102]), "ContractActivity": named(11, ACTIVITIES[11])},
                {"BudgetDetail": named(103, LINES[103]), "ContractActivity": None},
            ]
        }
    )
    answer = await browser.client.post(
        here(spent), data={"step": "read"}, files={"page": ("отчет.html", saved(told), "text/html")}
    )
    assert "реда с дейности, за които в ИСУН има договори, не са никои от Вашите" in answer.text
    (supply,) = [one for one in await numberable(spent.project) if one.ours.kind is Numbered.SUPPLY]
    assert text_of(answer.text, f"pairs-{supply.ours.row_id}") == "2"


@pytest.mark.parametrize("data", [{"step": "read"}, {"step": "read", "source": "<html>Вход</html>"}])
async def test_it_says_what_is_wrong_with_a_page_that_is_none(spent, browser, data):
    await browser.sign_in(spent.ivan.email)
    answer = await browser.client.post(here(spent), data=data)
    assert answer.status_code == 422
    assert ("Изберете запазената страница" if "source" not in data else "Това не е запазена страница") in answer.text


async def test_it_shows_an_auditor_the_ids_and_no_form(spent, browser):
    await browser.sign_in(spent.angel.email)
    page = await browser.get(here(spent))
    assert "Това е чернова. След като я качите, отворете отчета в ИСУН" in page
    assert "Възнаграждения" in page
    assert 'type="file"' not in page
    with pytest.raises(NotAllowed):
        await keep_ids(spent.angel, spent.project, {}, {}, Preparer())
    assert (await browser.client.post(here(spent), data={})).status_code == 403


# --- with them, the drafts --------------------------------------------------------------------------------------------


async def test_it_writes_both_drafts_from_the_ledger_and_the_work_plan(spent, browser, app):
    store = app.state.files

    def prepared():
        return prepare_report(spent.ivan, spent.project, "isun-xml", None, FIRST, LAST, "bg", store)

    with pytest.raises(Objected) as refused:
        await prepared()
    assert len(refused.value.objections) == 8  # contract, package, partner, line, and who prepares it four times
    assert not await Report.all().count()
    await browser.sign_in(spent.ivan.email)
    await browser.post(here(spent), data=chosen(await read_saved(browser, spent)) | PREPARER)
    made = await prepared()
    assert [file.name.rpartition(".")[2] for file in made.files] == ["fisun", "tisun", "xlsx"]
    draft = Draft(gid(1), frozenset({gid(21)}), frozenset({gid(31)}), frozenset({gid(101)}))
    finance, technical = [read(await store.read(file.sha256), draft) for file in made.files[:2]]
    documents = finance["CostSupportingDocuments"]["CostSupportingDocument"]
    assert [one["CompanyType"] for one in documents] == ["Beneficiary", "Contractor", "Partner"]
    assert {one["FinanceReportBudgetItemData"][0]["ContractActivity"]["Name"] for one in documents} == {
        "Дейност 1. Обучения на място"
    }
    (activity,) = technical["Activities"]["Activity"]
    assert (activity["Status"], activity["ExecutionDescription"], activity["DelayReason"]) == (
        "inProgress",
        "Две обучения",
        "Без зала",
    )
    assert activity["PeriodResult"] == "Обучение: 2 дни (03.08.2026)"
    again = await prepared()
    assert [file.sha256 for file in again.files] == [file.sha256 for file in made.files]
    page = await browser.get(f"/projects/{spent.project.code}/reports?format=isun-xml&first=1.7.2026&last=30.9.2026")
    assert "Това е чернова" in page
    assert "Без идентификатори при финансиращия тук са индикатори 1" in page
    (address,) = re.findall(r'href="([^"]+)" download>[^<]+\.fisun<', page)[:1]
    file = await browser.client.get(address)
    assert file.headers["content-type"].startswith("application/xml")
    assert file.headers["content-disposition"].startswith("attachment")


async def test_it_asks_for_ids_on_the_page_of_reports(spent, browser):
    await browser.sign_in(spent.ivan.email)
    page = await browser.get(
        f"/projects/{spent.project.code}/reports?format=isun-xml&first=1.7.2026&last=30.9.2026&lang=en"
    )
    assert f'href="{here(spent)}"' in page
    assert "The funder&#39;s id of budget line 1.1 is not known here." in page
