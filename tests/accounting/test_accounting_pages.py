"""The pages of the accounting, from the file to the comparison, as Ivan walks them."""

from __future__ import annotations

import re

import pytest

from grants.accounting.models import AccountingBatch
from grants.expenses.models import Document, Expense
from grants.storage.database import rows
from tests.accounting.conftest import BG, EN, HALL, PRINT, TAXI, csv_of
from tests.cast import CODE

pytestmark = pytest.mark.anyio
HERE = f"/projects/{CODE}/accounting"
COLUMNS = {"heading_row": "1", "name": "Нашата програма", "currency_otherwise": "EUR"} | {
    name: str(place)
    for place, name in enumerate(
        ("issued", "paper_number", "supplier", "eik", "description", "net", "vat", "amount", "account")
    )
}


async def sent_file(browser, content, name="журнал.csv", **more):
    answer = await browser.post(HERE, {"form_key": f"изпратен {name}", **more}, files={"file": (name, content)})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def hidden(page, name):
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found
    return found[1]


async def test_it_leads_from_the_file_to_the_ledger_and_compares_both(browser, office):
    await browser.sign_in("ivan@zaedno.example")
    assert HERE in await browser.get(f"/projects/{CODE}/expenses")
    batch = await sent_file(
        browser, csv_of([["Журнал"], BG, PRINT, TAXI, HALL, ["Общо", *[""] * 6, "1 853,70"]], encoding="cp1251")
    )
    answer = await browser.client.get(batch)
    assert answer.headers["location"] == f"{batch}/columns"
    page = await browser.get(f"{batch}/columns")
    assert "Windows-1251" in page
    assert re.search(r'<option value="7" selected>H · Сума</option>', page)
    answer = await browser.post(f"{batch}/columns", COLUMNS | {"heading_row": "2"})
    assert answer.headers["location"] == batch
    page = await browser.get(batch)
    assert re.search(r"<b>3</b>нови реда", page)
    assert "подпис: ред 6." in page
    assert not await Document.all().count()
    answer = await browser.post(batch, {"seal": hidden(page, "seal"), "form_key": hidden(page, "form_key")})
    assert answer.headers["location"] == batch
    assert await Expense.all().count() == 3
    page = await browser.get(batch)
    assert "1 481,40 €" in page
    page = await browser.get(f"{HERE}/reconcile")
    assert "Двете страни съвпадат: 3 документа, разлика 0,00 €." in page
    again = await sent_file(browser, csv_of([["Журнал"], BG, PRINT, TAXI], encoding="utf-8-sig"), "пак.csv")
    page = await browser.get(again)
    assert re.search(r"<b>0</b>нови реда.*?<b>2</b>", page, re.DOTALL)


async def test_it_refuses_a_confirmation_of_what_was_not_previewed(browser, office):
    await browser.sign_in("ivan@zaedno.example")
    batch = await sent_file(browser, csv_of([BG, PRINT, TAXI]))
    await browser.post(f"{batch}/columns", COLUMNS)
    seal = hidden(await browser.get(batch), "seal")
    changed = [*TAXI[:7], "112,30", TAXI[8]]
    changed[5] = "112,30"
    await sent_file(browser, csv_of([BG, PRINT, changed]), "журнал 2.csv", batch=batch.rpartition("/")[2])
    answer = await browser.post(batch, {"seal": seal, "form_key": "а"})
    assert answer.status_code == 409
    assert "се промениха, откакто сте видели прегледа" in answer.text
    assert not await Document.all().count()
    answer = await browser.post(batch, {"seal": hidden(answer.text, "seal"), "form_key": "б"})
    assert answer.status_code == 303
    assert {one.net_cents for one in await Document.all()} == {123450, 11230}
    twice = await browser.post(batch, {"seal": seal, "form_key": "в"})
    assert twice.status_code == 409


async def test_it_says_beside_each_field_what_a_choice_of_columns_lacks(browser, office):
    await browser.sign_in("maria@zaedno.example")
    batch = await sent_file(browser, csv_of([BG, PRINT]))
    answer = await browser.post(f"{batch}/columns", {"heading_row": "1", "name": "", "vat": "1", "eik": "1"})
    assert answer.status_code == 422
    for name in ("issued", "paper_number", "amount", "name"):
        assert f'id="field-{name}-error"' in answer.text, name
    assert "Тази колона вече е избрана за „ЕИК на доставчика“" in answer.text


async def test_it_shows_a_partner_nothing_of_the_accounting(browser, office):
    await browser.sign_in("ivan@zaedno.example")
    batch = await sent_file(browser, csv_of([EN, PRINT]))
    await browser.client.post("/sign-out")
    await browser.sign_in("elena@puente.example")
    for path in (HERE, batch, f"{batch}/csv", f"{HERE}/reconcile"):
        await browser.get(path, 404)
    assert HERE not in await browser.get(f"/projects/{CODE}/expenses")


async def test_it_refuses_a_file_that_is_no_table_in_english_too(browser, office):
    await browser.sign_in("ivan@zaedno.example")
    answer = await browser.post(f"{HERE}?lang=en", {}, files={"file": ("a.csv", b"%PDF-1.4 \x00\xff")})
    assert answer.status_code == 422
    assert "This file is no table." in answer.text
    assert not await AccountingBatch.all().count()


async def test_it_undoes_an_import_whole_and_says_what_stands_in_the_way(browser, office):
    await browser.sign_in("ivan@zaedno.example")
    batch = await sent_file(browser, csv_of([BG, PRINT, TAXI]))
    await browser.post(f"{batch}/columns", COLUMNS)
    page = await browser.get(batch)
    await browser.post(batch, {"seal": hidden(page, "seal"), "form_key": "а"})
    await rows("UPDATE expense SET state = 'submitted' WHERE amount_cents = 1230")
    await browser.get(f"{batch}/undo")
    answer = await browser.post(f"{batch}/undo", {"form_key": "б"})
    assert answer.status_code == 409
    assert "77 (Такси „Бързо“)" in answer.text
    assert await Document.all().count() == 2
    await rows("UPDATE expense SET state = 'draft' WHERE amount_cents = 1230")
    answer = await browser.post(f"{batch}/undo", {"form_key": "в"})
    assert answer.status_code == 303
    assert (await Document.all().count(), await Expense.all().count()) == (0, 0)
    assert "отменен" in await browser.get(batch)
    history = await browser.get(f"/projects/{CODE}/history")
    assert "отмени: Внасяне от счетоводството журнал.csv" in history


async def test_it_gives_the_file_back_as_it_was_sent_to_whoever_sees_all_the_money(browser, office):
    content = csv_of([BG, PRINT], encoding="cp1251")
    await browser.sign_in("ivan@zaedno.example")
    batch = await sent_file(browser, content)
    answer = await browser.client.get(f"{batch}/file")
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["content-disposition"].endswith("%D0%B6%D1%83%D1%80%D0%BD%D0%B0%D0%BB.csv")
    assert answer.headers["x-content-type-options"] == "nosniff"
    await browser.sign_in("elena@puente.example")
    assert (await browser.client.get(f"{batch}/file")).status_code == 404
    assert (await browser.client.get(f"/projects/друг/accounting/{batch.rpartition('/')[2]}/file")).status_code == 404
