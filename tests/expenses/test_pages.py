"""The pages of expenses as people of each role use them: forms, problems, states, files."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from grants.audit.models import Entry
from grants.expenses.models import Document, Expense, File
from tests.cast import CODE
from tests.expenses.conftest import INVOICE, recorded

pytestmark = pytest.mark.anyio
HERE = f"/projects/{CODE}/expenses"
PDF = b"%PDF-1.4\n" + "Фактура".encode()
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
KEY = {"form_key": "ключ-на-формуляра"}


def files(*named):
    return [("file", (name, content, "application/octet-stream")) for name, content in named]


async def signed_in(browser, who):
    await browser.sign_in(who.email)
    return browser


async def test_an_empty_ledger_says_what_belongs_here(browser, town):
    page = await (await signed_in(browser, town.ivan)).get(HERE)
    assert f'href="{HERE}/new"' in page


async def test_it_adds_an_expense_with_its_file_and_opens_it(browser, town):
    await signed_in(browser, town.ivan)
    page = await browser.get(f"{HERE}/new")
    assert "1.1 · Обучения" in page
    answer = await browser.post(f"{HERE}/new", {**INVOICE, **KEY}, files=files(("Фактура 1234.pdf", PDF)))
    assert answer.status_code == 303, answer.text
    page = await browser.get(answer.headers["location"])
    assert "Фактура 1234.pdf" in page
    assert "1 481,40" in page.replace("\u00a0", " ")
    ledger = await browser.get(HERE)
    assert "„Печат и хартия“ ООД" in ledger
    assert "1 481,40" in ledger.replace("\u00a0", " ")


async def test_it_opens_an_empty_form_where_the_last_one_belonged(browser, town):
    await signed_in(browser, town.ivan)
    answer = await browser.post(f"{HERE}/new", {**INVOICE, **KEY, "currency": "BGN", "then": "next"}, files=files())
    page = await browser.get(answer.headers["location"])
    assert answer.headers["location"].startswith(f"{HERE}/new?after=")
    assert re.search(r'<option value="1\.1" selected>', page)
    assert re.search(r'<option value="BGN" selected>', page)
    assert 'value="0000001234"' not in page
    assert '<option value="„Печат и хартия“ ООД">' in page


async def test_it_keeps_what_was_typed_and_says_what_is_wrong_beside_it(browser, town):
    await signed_in(browser, town.ivan)
    wrong = {
        **INVOICE,
        **KEY,
        "net": "сто <b>лева</b>",
        "issued": "31.02.2026",
        "supplier_name": '=HYPERLINK("http://x")',
    }
    answer = await browser.post(f"{HERE}/new", wrong, files=files(("ф.pdf", PDF)))
    assert answer.status_code == 422
    assert 'id="field-net-error"' in answer.text
    assert 'id="field-issued-error"' in answer.text
    assert 'id="field-file-error"' in answer.text
    assert "сто &lt;b&gt;лева&lt;/b&gt;" in answer.text
    assert "<b>лева" not in answer.text
    assert "=HYPERLINK(&#34;http://x&#34;)" in answer.text
    assert await Document.all().count() == 0


async def test_text_like_a_formula_is_kept_as_text(browser, town):
    await signed_in(browser, town.ivan)
    await browser.post(
        f"{HERE}/new",
        {**INVOICE, **KEY, "supplier_name": "=1+1", "description_bg": "<script>х</script>"},
        files=files(),
    )
    assert (await Document.get()).supplier_name == "=1+1"
    page = await browser.get(HERE)
    assert "=1+1" in page
    assert "<script>х" not in page


@pytest.mark.parametrize(
    ("file", "status"),
    [
        (("празен.pdf", b""), 422),
        (("страница.html", b"<html>"), 415),
        (("голям.pdf", b"%PDF-" + b"0" * (25 * 1024 * 1024)), 413),
    ],
    ids=["empty", "another kind", "too large"],
)
async def test_it_refuses_a_file_with_a_sentence_beside_it(browser, town, settings, file, status):
    await signed_in(browser, town.ivan)
    answer = await browser.post(f"{HERE}/new", {**INVOICE, **KEY}, files=files(file))
    assert answer.status_code == status
    assert 'id="field-file-error"' in answer.text
    assert 'value="0000001234"' in answer.text
    assert await Document.all().count() == 0
    assert not [path for path in settings.files.rglob("*") if path.is_file()]


async def test_it_warns_of_a_file_isun_would_not_take(browser, town):
    await signed_in(browser, town.ivan)
    answer = await browser.post(
        f"{HERE}/new", {**INVOICE, **KEY}, files=files(("скан.pdf", b"%PDF-" + b"0" * 20_971_520))
    )
    page = await browser.get(answer.headers["location"])
    assert "ISUN will not take" in page or "ИСУН няма да" in page


async def test_a_form_sent_twice_makes_one_row(browser, town):
    await signed_in(browser, town.ivan)
    for expected in ("/1", ""):
        answer = await browser.post(f"{HERE}/new", {**INVOICE, **KEY}, files=files())
        assert answer.status_code == 303
        assert expected in answer.headers["location"]
    assert await Expense.all().count() == 1


async def test_both_versions_are_shown_when_somebody_was_quicker(browser, town):
    expense_id = await recorded(town.maria, town.project)
    await signed_in(browser, town.ivan)
    mine = {**INVOICE, **KEY, "version": "1", "document_version": "1", "amount": "1 481,40"}
    assert (await browser.post(f"{HERE}/{expense_id}", {**mine, "net": "1300"}, files=files())).status_code == 303
    answer = await browser.post(f"{HERE}/{expense_id}", {**mine, "net": "1400"}, files=files())
    assert answer.status_code == 409
    shown = answer.text.replace("\u00a0", " ")
    assert "1 300,00" in shown or "1300,00" in shown
    assert 'value="1400"' in shown
    versions = dict(re.findall(r'name="(version|document_version)" value="(\d+)"', answer.text))
    again = await browser.post(f"{HERE}/{expense_id}", {**mine, **versions, "net": "1400"}, files=files())
    assert again.status_code == 303
    assert (await Document.get()).net_cents == 140_000


async def test_putting_a_form_right_does_not_hide_that_somebody_was_quicker(browser, town):
    expense_id = await recorded(town.maria, town.project)
    await signed_in(browser, town.ivan)
    mine = {**INVOICE, **KEY, "version": "1", "document_version": "1", "amount": "1 481,40"}
    assert (await browser.post(f"{HERE}/{expense_id}", {**mine, "own": "5"}, files=files())).status_code == 303
    wrong = await browser.post(f"{HERE}/{expense_id}", {**mine, "net": "сто"}, files=files())
    assert wrong.status_code == 422
    assert 'name="version" value="1"' in wrong.text


async def test_it_goes_through_its_states_on_the_page(browser, town):
    expense_id = await recorded(town.ivan, town.project)
    one = f"{HERE}/{expense_id}"
    await signed_in(browser, town.ivan)
    assert (await browser.post(f"{one}/submit", {"version": "1"})).status_code == 303
    own = await browser.get(one)
    assert 'name="to" value="verified"' not in own
    assert (await browser.post(f"{one}/state", {"version": "2", "to": "verified"})).status_code == 403
    await signed_in(browser, town.maria)
    assert (await browser.post(f"{one}/state", {"version": "2", "to": "returned", "reason": ""})).status_code == 422
    assert (await browser.post(f"{one}/state", {"version": "1", "to": "verified"})).status_code == 409
    returned = {"version": "2", "to": "returned", "reason": "Липсва протокол."}
    assert (await browser.post(f"{one}/state", returned)).status_code == 303
    assert "Липсва протокол." in await browser.get(one)
    assert (await browser.post(f"{one}/state", {"version": "3", "to": "verified"})).status_code == 409
    assert (await browser.post(f"{one}/submit", {"version": "3"})).status_code == 303
    assert (await browser.post(f"{one}/state", {"version": "4", "to": "verified"})).status_code == 303
    page = await browser.get(one)
    assert 'name="paper_number"' not in page
    assert "0000001234" in page
    assert (
        await browser.post(one, {**INVOICE, "version": "5", "document_version": "1"}, files=files())
    ).status_code == 409
    assert (await browser.post(f"{one}/remove", KEY)).status_code == 409


async def test_it_removes_after_asking(browser, town):
    expense_id = await recorded(town.ivan, town.project)
    await signed_in(browser, town.ivan)
    assert "0000001234" in await browser.get(f"{HERE}/{expense_id}/remove")
    assert await Expense.all().count() == 1
    for _ in range(2):
        assert (await browser.post(f"{HERE}/{expense_id}/remove", KEY)).status_code == 303
    assert await Expense.all().count() == 0
    await browser.get(f"{HERE}/{expense_id}", 404)


# --- who may what --------------------------------------------------------------------------------------------------

ADDRESSES = (
    "",
    "/new",
    "/{id}",
    "/{id}/remove",
    "POST /{id}/submit",
    "POST /{id}/state",
    "POST /new",
    "POST /{id}",
    "POST /{id}/remove",
)
ALL = (200, 200, 200, 200, 303, 422, 422, 422, 303)
TABLE = {
    "maria": ALL,
    "ivan": ALL,
    "elena": (200, 200, 404, 404, 404, 403, 422, 404, 404),
    "angel": (200, 403, 200, 403, 403, 403, 403, 403, 403),
    "desislava": (403,) * 9,
    "ada": (404,) * 9,
    "petar": (404,) * 9,
}


@pytest.mark.parametrize(("who", "statuses"), TABLE.items())
async def test_each_role_does_what_it_may_and_no_more(browser, town, who, statuses):
    expense_id = await recorded(town.maria, town.project)
    await signed_in(browser, getattr(town, who))
    found = []
    for address in ADDRESSES:
        method, _, path = address.rpartition(" ")
        path = HERE + path.format(id=expense_id)
        answer = await browser.post(path, {"version": "1"}) if method else await browser.client.get(path)
        found.append(answer.status_code)
    assert tuple(found) == statuses
    assert await Expense.all().count() == (0 if who in {"maria", "ivan"} else 1)


async def test_no_other_form_brings_an_expense_to_a_state(browser, town):
    expense_id = await recorded(town.maria, town.project)
    await signed_in(browser, town.ivan)
    for path in (f"rows/expense/{expense_id}", "rows/expense/new"):
        answer = await browser.post(f"/projects/{CODE}/{path}", {"state": "verified", "amount": "1", "version": "1"})
        assert answer.status_code == 404
    one = {**INVOICE, **KEY, "version": "1", "document_version": "1", "state": "approved", "reason": "така"}
    assert (await browser.post(f"{HERE}/{expense_id}", one, files=files())).status_code == 303
    assert (await Expense.get(id=expense_id)).state == "draft"


async def test_a_stranger_is_sent_to_the_door(browser, town):
    expense_id = await recorded(town.maria, town.project)
    for path in ("", "/new", f"/{expense_id}", f"/{expense_id}/files/1"):
        answer = await browser.client.get(HERE + path)
        assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/sign-in")


async def test_an_expense_of_another_project_is_not_found_here(browser, town):
    expense_id = await recorded(town.maria, town.project)
    await signed_in(browser, town.petar)
    await browser.get(f"/projects/usaid-2004/expenses/{expense_id}", 404)


# --- files ---------------------------------------------------------------------------------------------------------


async def with_file(browser, name, content) -> str:
    """The address of a file that was sent along with a new expense."""
    answer = await browser.post(f"{HERE}/new", {**INVOICE, **KEY}, files=files((name, content)))
    assert answer.status_code == 303, answer.text
    return f"{answer.headers['location']}/files/{(await File.get()).id}"


@pytest.mark.parametrize(
    ("name", "content", "how", "media_type"),
    [
        ("Фактура „Рила“ № 12.pdf", PDF, "inline", "application/pdf"),
        ("снимка.png", PNG, "inline", "image/png"),
        ("зла.pdf", b"<html><script>alert(1)</script>", "attachment", "application/octet-stream"),
        ("опис.xml", b"<?xml version='1.0'?><svg/>", "attachment", "application/octet-stream"),
        ("таблица.xlsx", b"PK\x03\x04", "attachment", "application/octet-stream"),
    ],
    ids=["pdf", "png", "a page called pdf", "xml", "xlsx"],
)
async def test_a_file_comes_back_as_it_was_and_harmless(browser, town, name, content, how, media_type):
    await signed_in(browser, town.ivan)
    answer = await browser.client.get(await with_file(browser, name, content))
    assert answer.content == content
    assert answer.headers["content-disposition"] == f"{how}; filename*=UTF-8''{quote(name, safe='')}"
    assert answer.headers["content-type"] == media_type
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert answer.headers["cache-control"] == "no-store"


async def test_a_damaged_or_missing_file_is_a_sentence_and_never_wrong_bytes(browser, town, app):
    await signed_in(browser, town.ivan)
    address = await with_file(browser, "фактура.pdf", PDF)
    place = app.state.files.path_of((await File.get()).sha256)
    place.write_bytes("%PDF-1.4 подменена".encode())
    assert "подменена" not in await browser.get(address, 404)
    place.unlink()
    await browser.get(address, 404)


async def test_a_file_is_reached_only_through_an_expense_one_sees(browser, town):
    await signed_in(browser, town.ivan)
    address = await with_file(browser, "фактура.pdf", PDF)
    other = await recorded(town.maria, town.project)
    await browser.get(re.sub(r"/\d+/files", f"/{other}/files", address), 404)
    for who, status in (("angel", 200), ("elena", 404), ("desislava", 403), ("ada", 404), ("petar", 404)):
        await signed_in(browser, getattr(town, who))
        assert (await browser.client.get(address)).status_code == status


async def test_files_are_added_and_dropped_on_the_page(browser, town):
    await signed_in(browser, town.ivan)
    address = await with_file(browser, "фактура.pdf", PDF)
    one, file_id = address.split("/files/")
    assert f'name="drop_{file_id}"' in await browser.get(one)
    sent = {**INVOICE, **KEY, "version": "1", "document_version": "1", f"drop_{file_id}": "yes"}
    answer = await browser.post(one, sent, files=files(("платежно.png", PNG), ("протокол.docx", b"PK")))
    assert answer.status_code == 303
    assert [file.name for file in await File.all().order_by("position")] == ["платежно.png", "протокол.docx"]
    assert '<img src="' in await browser.get(one)
    assert (await Entry.get(deed="file.removed")).before["name"] == "фактура.pdf"


async def test_the_same_paper_twice_is_told_beside_the_row_and_after_saving(browser, town):
    await signed_in(browser, town.ivan)
    await recorded(town.maria, town.project)
    answer = await browser.post(f"{HERE}/new", {**INVOICE, **KEY, "then": "next"}, files=files())
    assert 'class="warning"' in await browser.get(answer.headers["location"])
    assert (await browser.get(HERE)).count('class="under late"') == 2


async def test_the_ledger_says_in_words_what_it_shows_and_turns_pages(browser, town):
    await recorded(town.ivan, town.project)
    await signed_in(browser, town.ivan)
    page = await browser.get(f"{HERE}?q=<i>печат&line=1.1&partner=1&state=draft&lang=en")
    assert "Expenses with “&lt;i&gt;печат”, on budget line 1.1 · Обучения, of partner 1 · Together Association" in page
    assert "<i>печат" not in page
    await browser.get(f"{HERE}?page=999999&state=нещо")
    await browser.get(f"{HERE}?page=-1&q=%00")
    english = await browser.get(f"{HERE}?lang=en&state=draft")
    assert "in the state “draft”" in english
