"""The pages of report packages: opened, looked at, frozen, sent, decided on; what a partner hands in („Пакет отчетни документи“)."""

from __future__ import annotations

import re

import pytest

from grants.attached.models import Attachment
from grants.budget.models import Line
from grants.expenses.models import Expense
from grants.projects.models import Partner
from grants.reports.models import Making, Package, ReportFile
from grants.values.money import Money
from grants.values.wording import wording
from tests.cast import row

pytestmark = pytest.mark.anyio


@pytest.fixture
async def spent(small_world):
    project = small_world.project
    await row(project, "line", "1", title_bg="Обучения", amount="5000", currency="EUR")
    await row(
        project, "period", "1", start="1.7.2026", end="30.9.2026", due="31.10.2026", technical="yes", financial="yes"
    )
    await row(project, "deadline", "1", kind="report", title_bg="Отчет за тримесечието", due="31.10.2026")
    for number, amount, paid, state, partner in (
        ("1", "1234.56", "2.8.2026", "verified", "1"),
        ("2", "65.44", "15.5.2026", "verified", "1"),
        ("3", "300", "9.9.2026", "submitted", "2"),
        ("4", "10", "1.11.2026", "verified", "2"),
    ):
        await row(project, "document", number, kind="invoice", paper_number=f"000{number}", issued=paid, paid=paid, net=amount,
                  supplier_name="„Дунав“ <ООД>", supplier_eik="112233445", currency="EUR", partner=partner, description_bg="Наръчници")  # fmt: skip
        await row(
            project,
            "expense",
            number,
            document=number,
            line="1",
            amount=amount,
            currency="EUR",
            state=state,
            partner=partner,
        )
    return small_world


def reports(world) -> str:
    return f"/projects/{world.project.code}/reports"


async def opened(world, browser, language="bg", format_="expenses-period") -> str:
    """A draft opened as the form offers it; its address."""
    page = await browser.get(f"{reports(world)}/packages/new")
    typed = dict(re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page))
    data = {**typed, "kind": "all", "format": format_, "language": language}
    answer = await browser.post(f"{reports(world)}/packages/new", data=data)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def hidden(page: str, after: str = "") -> dict[str, str]:
    """The hidden fields of the form around some words."""
    at = page.index(after) if after else 0
    start = page.rindex("<form", 0, at) if after else page.index("<form")
    return dict(
        re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page[start : page.index("</form>", start)])
    )


async def test_it_opens_the_planned_period_and_shows_what_is_to_be_done(spent, browser):
    await browser.sign_in(spent.ivan.email)
    here = await opened(spent, browser)
    page = await browser.get(f"{here}?lang=bg")
    assert "1.1" in page
    assert wording("bg").amount(Money(130000, "EUR")).replace("\xa0", " ") in page
    assert "Асоциаци" not in page
    assert "Asociación Puente" in page
    assert 'value="ready"' in page
    out = await browser.get(f"{here}?show=out&lang=bg")
    assert "представен, още не е проверен" in out
    assert "платен след края на периода" in out
    rows = await browser.get(f"{here}?show=rows&lang=bg")
    assert "от предходен период" in rows
    assert "„Дунав“ &lt;ООД&gt;" in rows
    sheets = await browser.get(f"{here}?show=sheets&file_language=en&lang=bg")
    assert "By budget line" in sheets
    listed = await browser.get(f"{reports(spent)}?lang=en")
    assert "Report packages" in listed
    assert "draft" in listed


async def test_it_freezes_writes_sends_and_records_what_the_funder_decided(spent, browser):
    await browser.sign_in(spent.ivan.email)
    here = await opened(spent, browser)
    answer = await browser.post(here, data={**hidden(await browser.get(here), 'value="ready"'), "do": "ready"})
    assert answer.status_code == 303, answer.text
    page = await browser.get(f"{here}?lang=bg")
    [file] = re.findall(r'href="([^"]+/reports/files/\d+)"', page)
    assert (await browser.client.get(file)).content.startswith(b"PK")
    [kept] = await ReportFile.all().values("sha256")
    assert kept["sha256"] in page
    again = await browser.post(
        here, data={**hidden(page, 'value="write"'), "do": "write", "format": "expenses-period", "language": "bg"}
    )
    assert again.status_code == 303
    assert await ReportFile.all().count() == 1

    sending = await browser.get(f"{here}/sending?lang=bg")
    typed = {
        **hidden(sending, 'name="signer"'),
        "sent_on": "1.11.2026",
        "hour": "9:30",
        "signer": "Мария Иванова",
        "funder_number": "17-2",
    }
    ticked = re.findall(r'name="(closes_\d+)"[^>]* checked', sending)
    assert len(ticked) == 1
    wrong = await browser.post(f"{here}/sending", data={**typed, "hour": "25", "signer": ""})
    assert wrong.status_code == 422
    assert 'id="field-signer-error"' in wrong.text
    files = {"receipt": ("Разписка.pdf", b"%PDF-1.4 receipt", "application/pdf")}
    answer = await browser.post(f"{here}/sending", data={**typed, ticked[0]: "yes"}, files=files)
    assert answer.status_code == 303, answer.text
    page = await browser.get(f"{here}?lang=bg")
    assert "1.11.2026 г., 09:30" in page.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")
    receipt = re.search(r'href="([^"]+/receipts/\d+)"', page)
    assert receipt
    assert (await browser.client.get(receipt.group(1))).status_code == 200
    for sending in ({}, {"receipt": ("разписка.pdf", b"<html>", "application/pdf")}):
        answer = await browser.post(f"{here}/receipts", data=hidden(page, 'name="receipt"'), files=sending)
        assert answer.status_code == 422
        assert 'id="field-receipt-error"' in answer.text
    assert await Attachment.filter(kind="package").count() == 1

    form = {**hidden(page, 'value="accepted"'), "do": "accepted", "day": "20.11.2026", "letter": "Писмо 3"}
    refused = await browser.post(here, data=form)
    assert refused.status_code == 422
    assert (await browser.post(here, data={**form, "rest": "yes", "form_key": "друг-ключ"})).status_code == 303
    assert {one["state"] for one in await Package.all().values("state")} == {"accepted"}
    assert await Expense.filter(package="1.1", state="approved").count() == 2
    await browser.get(here)


async def test_it_tells_the_second_who_presses_ready_that_somebody_was_quicker(spent, browser):
    await browser.sign_in(spent.ivan.email)
    here = await opened(spent, browser)
    form = {**hidden(await browser.get(here), 'value="ready"'), "do": "ready"}
    assert (await browser.post(here, data=form)).status_code == 303
    assert (await browser.post(here, data={**form, "form_key": "другият"})).status_code == 409


async def test_it_leaves_a_row_out_with_a_reason_and_takes_it_back(spent, browser):
    await browser.sign_in(spent.ivan.email)
    here = await opened(spent, browser)
    [expense] = await Expense.filter(number="2").values("id")
    place = f"why_{expense['id']}"
    form = {"expense": str(expense["id"]), "do": "leave_out", "form_key": "а", place: ""}
    answer = await browser.post(here, data=form)
    assert answer.status_code == 422
    assert f'id="field-{place}-error"' in answer.text
    assert (await browser.post(here, data={**form, place: "За следващия отчет", "form_key": "б"})).status_code == 303
    out = await browser.get(f"{here}?show=out&lang=bg")
    assert "изключен ръчно" in out
    assert "За следващия отчет" in out
    again = await browser.post(f"{here}?lang=bg", data={**form, place: "Друг го изключи", "form_key": "г"})
    assert again.status_code == 409
    assert "изключен е преди или е в друг пакет" in again.text
    assert (await browser.post(here, data={**form, "do": "take_in", "form_key": "в"})).status_code == 303
    again = await browser.post(f"{here}?lang=bg", data={**form, "do": "take_in", "form_key": "д"})
    assert again.status_code == 409
    assert "някой го е върнал" in again.text
    assert "изключен ръчно" not in await browser.get(f"{here}?show=out&lang=bg")


async def test_it_refuses_to_freeze_and_names_the_row(spent, browser):
    await browser.sign_in(spent.ivan.email)
    await Expense.filter(number="1").update(line_id=None)
    here = await opened(spent, browser)
    page = await browser.get(f"{here}?lang=bg")
    assert "Разход 1 не е отнесен към бюджетен ред" in page
    assert 'value="ready"' not in page
    answer = await browser.post(f"{here}?lang=bg", data={"do": "ready", "version": "1"})
    assert answer.status_code == 422
    assert "Разход 1 не е отнесен към бюджетен ред" in answer.text.replace("\xa0", " ")


async def test_it_asks_for_the_texts_of_the_files_language_and_keeps_both(spent, browser):
    await browser.sign_in(spent.ivan.email)
    here = await opened(spent, browser, "en")
    page = await browser.get(f"{here}/words?lang=bg")
    [name] = re.findall(r'name="(t_line-\d+-title)"', page)
    form = {**hidden(page, "translating"), name: "Trainings", "do": "translate"}
    assert (await browser.post(f"{here}/words", data=form)).status_code == 303
    assert name not in await browser.get(f"{here}/words")
    texts = {
        **hidden(page, 'name="summary_bg"'),
        "summary_bg": "я" * 5001,
        "summary_en": "Two trainings",
        "do": "texts",
    }
    wrong = await browser.post(f"{here}/words", data=texts)
    assert wrong.status_code == 422
    assert 'id="field-summary_bg-error"' in wrong.text
    assert (
        await browser.post(f"{here}/words", data={**texts, "summary_bg": "Две обучения", "form_key": "г"})
    ).status_code == 303
    assert "Две обучения" in await browser.get(f"{here}/words")


async def test_it_asks_why_costs_of_a_period_already_reported_come_only_now(spent, browser):
    """Invoice 2 was paid in the quarter that package 1.1 reported; the model grant agreement wants that explained."""
    await Line.filter(project_id=spent.project.id).update(category="staff")
    await Package.create(
        project_id=spent.project.id, number="1.1", position=1, sequence=1, format="eu-mga", edition="AGA 2.0",
        first_on="2026-04-01", last_on="2026-06-30", state="sent",
    )  # fmt: skip
    await browser.sign_in(spent.ivan.email)
    here = await opened(spent, browser, format_="eu-mga")
    wanted = "Сдружение „Заедно“: има разходи, които коригират финансовия отчет за период 1"
    first = await browser.get(f"{here}?lang=bg")
    assert wanted in first
    assert "В бюджета няма ред за непреки разходи по моделното споразумение" in first
    assert f'href="/projects/{spent.project.code}/budget">Към бюджета' in first
    page = await browser.get(f"{here}/words")
    assert "Човекомесеци, дейност –: Сдружение „Заедно“, корекция за период 1" in page
    why = {"mga-adjustment-1-1_bg": "Фактурата дойде през юли", "mga-adjustment-1-1_en": "", "do": "texts"}
    answer = await browser.post(f"{here}/words", data={**hidden(page, 'name="mga-adjustment-1-1_bg"'), **why})
    assert answer.status_code == 303
    assert wanted not in await browser.get(here)


async def test_it_names_the_explanations_that_the_use_of_resources_asks_for_with_the_way_to_write_them(spent, browser):
    await Line.filter(project_id=spent.project.id, number="1").update(number="B", category="services")
    await browser.sign_in(spent.ivan.email)
    here = await opened(spent, browser, format_="eu-mga")
    first = await browser.get(f"{here}?lang=bg")
    assert "Обяснение за ред B" in first
    assert f'href="{here}/words">Напишете го' in first
    hint = "Формулярът изисква този текст, а той още не е написан."
    page = await browser.get(f"{here}/words?lang=bg")
    asked = page.count(hint)
    assert asked == page.count("<legend>Обяснение за ред")
    name = re.findall(r'name="(mga-use-[^"]+)_bg"', page)[0]
    told = {**hidden(page, f'name="{name}_bg"'), f"{name}_bg": "Външна оценка", f"{name}_en": "", "do": "texts"}
    assert (await browser.post(f"{here}/words", data=told)).status_code == 303
    assert (await browser.get(f"{here}/words?lang=bg")).count(hint) == asked - 1


async def test_a_partner_hands_in_its_own_part_and_gets_it_back(spent, browser):
    await browser.sign_in(spent.ivan.email)
    here = await opened(spent, browser)
    part = f"/projects/{spent.project.code}/parts/{here.rsplit('/', 1)[1]}/{spent.partner}"
    await browser.client.post("/sign-out")
    await browser.sign_in(spent.elena.email)
    listed = await browser.get(f"/projects/{spent.project.code}/parts")
    assert part in listed
    page = await browser.get(part)
    assert "300.00" in page
    for address in re.findall(r'class="row-link" href="([^"]+/expenses/\d+)"', page):
        await browser.get(address)
    await browser.get(here, 403)
    await browser.get(part.rsplit("/", 1)[0] + f"/{spent.lead}", 404)
    assert (await browser.post(part, data={**hidden(page, 'value="hand_in"'), "do": "hand_in"})).status_code == 303
    await browser.client.post("/sign-out")
    await browser.sign_in(spent.ivan.email)
    page = await browser.get(part)
    form = {**hidden(page, 'value="return"'), "do": "return"}
    assert (await browser.post(part, data=form)).status_code == 422
    assert (await browser.post(part, data={**form, "reason": "Липсва ведомост", "form_key": "д"})).status_code == 303
    assert "Липсва ведомост" in await browser.get(part)
    assert await Partner.filter(id=spent.partner).exists()


async def test_it_refuses_a_second_package_in_preparation_and_keeps_what_was_typed(spent, browser):
    await browser.sign_in(spent.maria.email)
    await opened(spent, browser)
    data = {"kind": "technical", "first": "1.10.2026", "last": "вчера", "format": "expenses-period", "language": "bg"}
    assert (await browser.post(f"{reports(spent)}/packages/new?lang=bg", data=data)).status_code == 422
    answer = await browser.post(f"{reports(spent)}/packages/new?lang=bg", data={**data, "last": "31.12.2026"})
    assert answer.status_code == 422
    assert "Пакет 1.1 още се подготвя" in answer.text.replace("\xa0", " ")
    assert 'value="1.10.2026"' in answer.text


@pytest.mark.parametrize(("name", "status"), [("angel", 200), ("desislava", 403), ("petar", 404)])
async def test_it_is_read_by_those_who_read_reports(spent, browser, name, status):
    await browser.sign_in(spent.ivan.email)
    here = await opened(spent, browser)
    await browser.client.post("/sign-out")
    await browser.sign_in(spent.everybody[name].email)
    page = await browser.get(here, status)
    assert 'value="ready"' not in page


async def test_it_leaves_a_long_package_to_the_worker(spent, browser, monkeypatch):
    monkeypatch.setattr("grants.reports.makings.rules.LONG", 1)
    await browser.sign_in(spent.ivan.email)
    here = await opened(spent, browser)
    answer = await browser.post(here, data={**hidden(await browser.get(here), 'value="ready"'), "do": "ready"})
    assert answer.status_code == 303
    assert not await ReportFile.exists()
    assert [one["what"] for one in await Making.all().values("what")] == ["ready"]
    assert {one["state"] for one in await Package.all().values("state")} == {"draft"}
    assert 'hx-trigger="every 3s"' in await browser.get(here)


async def test_it_opens_the_next_version_of_a_returned_package_and_says_why(spent, browser):
    await browser.sign_in(spent.ivan.email)
    here = await opened(spent, browser)
    assert (
        await browser.post(here, data={**hidden(await browser.get(here), 'value="ready"'), "do": "ready"})
    ).status_code == 303
    sending = hidden(await browser.get(f"{here}/sending"), 'name="signer"')
    told = {"sent_on": "1.11.2026", "hour": "9:30", "signer": "Мария Иванова", "funder_number": "17-2"}
    assert (await browser.post(f"{here}/sending", data={**sending, **told})).status_code == 303
    form = {**hidden(await browser.get(here), 'value="returned"'), "do": "returned", "day": "20.11.2026"}
    form |= {f"returned_{part}": "yes" for part in ("payment", "technical", "financial")}
    assert (await browser.post(here, data=form)).status_code == 422
    answer = await browser.post(here, data={**form, "reason": "Липсва протокол", "form_key": "е"})
    assert answer.status_code == 303
    page = await browser.get(f"{answer.headers['location']}?lang=bg")
    assert "Пакет отчетни документи 1.2" in page
    assert "Липсва протокол" in page
    assert "същите разходи със същите суми" in page
    assert answer.headers["location"] in await browser.get(here)
    assert "1.2" in await browser.get(f"{reports(spent)}?lang=bg")


async def test_it_never_walks_through_the_expenses_to_show_how_many_there_are_or_a_page_of_them(
    spent, browser, monkeypatch
):
    async def read_all(*_asked):
        raise AssertionError("all expenses were read")

    await browser.sign_in(spent.ivan.email)
    here = await opened(spent, browser)
    form = {**hidden(await browser.get(here), 'value="ready"'), "do": "ready"}
    with monkeypatch.context() as patched:
        patched.setattr("grants.reports.grounds.entries_of", read_all)
        for part in ("?show=rows", "?show=out", "/words"):
            await browser.get(f"{here}{part}")
    assert (await browser.post(here, data=form)).status_code == 303
    monkeypatch.setattr("grants.reports.grounds.entries_of", read_all)
    monkeypatch.setattr("grants.reports.kept_ground.StoredEntries.__iter__", lambda _kept: 1 // 0)
    page = await browser.get(f"{here}?lang=bg")
    assert wording("bg").amount(Money(130000, "EUR")).replace("\xa0", " ") in page
    assert "0001" in await browser.get(f"{here}?show=rows")
    await browser.get(f"{here}/words")
