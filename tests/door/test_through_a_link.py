"""What a link opens: one thing in the name of whoever it was sent to, nothing else, and nothing by merely opening it."""

from __future__ import annotations

from datetime import date

import pytest

from grants.attached.models import Attachment
from grants.audit.models import Entry
from grants.expenses.models import Expense
from grants.letters.links.rules import LinkState, Purpose, link_state, without_tokens
from grants.letters.models import Letter, Link
from grants.subgrants.models import SubReport
from grants.workplan.models import Deliverable
from tests.cast import CODE, NOON, row

pytestmark = pytest.mark.anyio

PDF = b"%PDF-1.7\n" + b"\xd0\xbf" * 40
OCTOBER = date(2026, 10, 1)


@pytest.mark.parametrize(
    ("expires", "revoked", "used", "state"),
    [
        (1, None, None, LinkState.OPEN),
        (0, None, None, LinkState.EXPIRED),
        (1, 0, None, LinkState.REVOKED),
        (-5, None, -6, LinkState.USED),
        (1, 0, -1, LinkState.USED),
    ],
)
def test_it_knows_where_a_link_stands(expires, revoked, used, state):
    from datetime import timedelta

    def moment(days):
        return None if days is None else NOON + timedelta(days=days)

    assert link_state(moment(expires), NOON, moment(revoked), moment(used)) is state


def test_it_keeps_a_sent_letter_without_what_opens_its_links():
    letter = "Предаване на продукт:\n  https://tracker.example/link/Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4\n"
    assert without_tokens(letter) == "Предаване на продукт:\n  https://tracker.example/link/…\n"


async def handbook(small_world, **more):
    typed = {"title_bg": "Наръчник", "title_en": "Handbook", "partner": "2", "due": "15.11.2026", **more}
    return await row(small_world.project, "deliverable", "D1", **typed)


async def test_it_shows_one_thing_and_changes_nothing_when_opened(browser, small_world, link_for):
    link = await link_for(Purpose.DELIVER, kind="deliverable", row_id=await handbook(small_world))
    before = await Entry.all().count()
    page = await browser.get(link)
    assert "Handbook" in page
    assert "7 days late" in page
    assert "Together closer to people" in page
    assert 'href="/projects' not in page.replace('class="mark" href="/projects"', "")
    assert await Entry.all().count() == before
    assert (await Link.get()).used_at is None
    assert "Наръчник" in await browser.get(f"{link}?lang=bg")


async def test_it_takes_a_deliverable_in_with_its_file_under_the_name_of_the_link(browser, small_world, link_for):
    row_id = await handbook(small_world, quantity="1 200", unit_en="copies")
    link = await link_for(Purpose.DELIVER, kind="deliverable", row_id=row_id)
    form = {
        "form_key": "k",
        "version": "1",
        "delivered": "21.11.2026",
        "title": "The guide",
        "delivered_quantity": "950",
    }
    answer = await browser.post(link, form, files={"file": ("Наръчник.pdf", PDF, "application/pdf")})
    assert answer.status_code == 200
    assert "Thank you" in answer.text
    kept = await Deliverable.get(id=row_id)
    assert (kept.state, kept.delivered_title_en, kept.delivered_quantity) == ("submitted", "The guide", 950)
    file = await Attachment.get()
    assert (file.name, file.kind, file.by_name) == ("Наръчник.pdf", "deliverable", "Ana Gómez <ana@puente.example>")
    entry = await Entry.get(deed="deliverable.submitted")
    assert (entry.person_id, entry.person_name) == (None, "Ana Gómez <ana@puente.example>")
    again = await browser.get(link, 410)
    assert "Already sent" in again
    assert (await browser.post(link, form)).status_code == 410


@pytest.mark.parametrize(
    ("typed", "file", "said"),
    [
        ({"delivered": "31.02.2026"}, None, "31.02.2026"),
        ({"delivered": "23.11.2026"}, None, "This day has not come yet."),
        ({"delivered_quantity": "-1"}, None, "zero or more"),
        ({}, ("guide.pdf", b"MZ\x90\x00 not a pdf", "application/pdf"), "is not what it says"),
        ({}, ("guide.exe", b"MZ\x90\x00", "application/octet-stream"), "is not of a kind that is kept here"),
    ],
)
async def test_it_answers_bad_input_beside_the_field_and_stays_open(browser, small_world, link_for, typed, file, said):
    link = await link_for(Purpose.DELIVER, kind="deliverable", row_id=await handbook(small_world))
    form = {"form_key": "k", "version": "1", "delivered": "21.11.2026", "title": "Моят наръчник", **typed}
    answer = await browser.post(link, form, **({"files": {"file": file}} if file else {}))
    assert answer.status_code == 422
    assert said in answer.text
    assert "Моят наръчник" in answer.text
    assert (await Link.get()).used_at is None
    assert (await Deliverable.get()).state == "planned"


async def test_it_says_when_a_link_has_expired_and_asks_for_a_new_one(browser, small_world, link_for):
    link = await link_for(Purpose.DELIVER, days=0, kind="deliverable", row_id=await handbook(small_world))
    page = await browser.get(link, 410)
    assert "This link opened until 22/11/2026." in page or "This link opened until 22 Nov 2026." in page
    answer = await browser.post(f"{link}/again", {"form_key": "k"})
    assert "A new link was asked for." in answer.text
    await browser.post(f"{link}/again", {"form_key": "k2"})
    [letter] = await Letter.all()  # one a day, however often it is asked
    assert letter.to_address == "maria@zaedno.example"
    assert letter.subject.startswith("Иска се нова връзка: ")
    assert f"/projects/{CODE}/missing" in letter.plain


async def test_it_knows_no_other_link(browser, small_world):
    page = await browser.get("/link/никаква", 404)
    assert "Няма такава връзка" in page or "There is no such link" in page
    assert 'class="button primary"' not in page  # nobody who has no account is sent where only those with one may go


async def test_it_is_in_the_name_of_the_link_whoever_is_signed_in(browser, small_world, link_for):
    row_id = await handbook(small_world)
    link = await link_for(Purpose.DELIVER, kind="deliverable", row_id=row_id)
    await browser.sign_in("maria@zaedno.example")
    await browser.post(link, {"form_key": "k", "version": "1", "delivered": "21.11.2026"})
    assert (await Entry.get(deed="deliverable.submitted")).person_name == "Ana Gómez <ana@puente.example>"


INVOICE = {
    "kind": "invoice",
    "paper_number": "F-2026/7",
    "issued": "5.10.2026",
    "paid": "12.10.2026",
    "supplier_name": "Imprenta López",
    "description_en": "Printing of the handbook",
    "net": "1,000.00",
    "vat": "210.00",
    "currency": "EUR",
    "line": "1.1",
    "then": "keep",
}


async def costs_link(small_world, link_for):
    await row(
        small_world.project, "line", "1.1", title_bg="Материали", title_en="Materials", amount="5 000", partner="2"
    )
    await row(small_world.project, "line", "1.2", title_bg="Чужди", amount="9 999", partner="1")
    return await link_for(Purpose.COSTS, month=OCTOBER)


async def test_it_lets_the_expenses_of_a_month_be_entered_changed_and_sent(browser, small_world, link_for):
    link = await costs_link(small_world, link_for)
    page = await browser.get(link)
    assert "Expenses of October 2026" in page
    assert "Materials" in page
    assert "Чужди" not in page
    answer = await browser.post(
        link, {"form_key": "k1", **INVOICE}, files={"file": ("factura.pdf", PDF, "application/pdf")}
    )
    assert answer.status_code == 303
    await browser.post(link, {"form_key": "k2", **INVOICE, "paper_number": "F-2026/8", "net": "100", "vat": ""})
    first, second = await Expense.all().order_by("id")
    assert (first.state, first.amount_cents, second.amount_cents) == ("draft", 121_000, 10_000)
    page = await browser.get(link)
    assert "€1,310.00" in page
    form = {**INVOICE, "form_key": "k3", "expense": str(second.id), "version": "1", "document_version": "1"}
    await browser.post(link, {**form, "paper_number": "F-2026/8", "net": "90.01", "vat": "", "amount": ""})
    assert (await Expense.get(id=second.id)).amount_cents == 9_001
    answer = await browser.post(link, {"form_key": "k4", "then": "send"})
    assert "Thank you, the expenses were sent" in answer.text
    assert "€1,300.01" in answer.text
    assert {one.state for one in await Expense.all()} == {"submitted"}
    await browser.get(link, 410)
    entries = await Entry.filter(deed="expense.submitted")
    assert {entry.person_name for entry in entries} == {"Ana Gómez <ana@puente.example>"}


async def test_it_takes_out_what_was_entered_by_mistake(browser, small_world, link_for):
    link = await costs_link(small_world, link_for)
    await browser.post(link, {"form_key": "k1", **INVOICE})
    [one] = await Expense.all()
    await browser.post(link, {"form_key": "", "expense": str(one.id), "then": "remove"})
    assert await Expense.all().count() == 0


async def test_it_wants_to_be_told_that_there_were_none(browser, small_world, link_for):
    link = await costs_link(small_world, link_for)
    answer = await browser.post(link, {"form_key": "k1", "then": "send"})
    assert answer.status_code == 422
    assert "Nothing is entered yet." in answer.text
    answer = await browser.post(link, {"form_key": "k2", "then": "send", "none": "yes"})
    assert answer.status_code == 200
    await browser.get(link, 410)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"net": "12,345"}, "12,345"),
        ({"line": "1.2"}, "1.2"),
        ({"amount": "1,210.01"}, "1,210.00"),
        ({"paper_number": ""}, "Number of the document"),
    ],
)
async def test_it_refuses_wrong_costs_and_keeps_what_was_typed(browser, small_world, link_for, typed, said):
    link = await costs_link(small_world, link_for)
    answer = await browser.post(link, {"form_key": "k1", **INVOICE, **typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert "Imprenta López" in answer.text
    assert await Expense.all().count() == 0


async def test_it_opens_no_expense_of_another_partner(browser, small_world, link_for):
    link = await costs_link(small_world, link_for)
    await row(small_world.project, "document", "9", paper_number="9", issued="2.10.2026", net="50", partner="1")
    other = await row(small_world.project, "expense", "9", document="9", line="1.2", partner="1", amount="50")
    await browser.get(f"{link}?expense={other}", 404)
    answer = await browser.post(link, {"form_key": "k", **INVOICE, "expense": str(other)})
    assert answer.status_code == 404


async def grant(small_world):
    await row(small_world.project, "scheme", "1", title_bg="Малки грантове", ceiling="5 000", currency="USD")
    await row(small_world.project, "sub_grant", "G1", scheme="1", recipient="Фондация „Друга“", amount="4 900",
              currency="USD", state="agreed", agreed="1.09.2026")  # fmt: skip
    return await row(small_world.project, "sub_report", "R1", sub_grant="G1", due="20.11.2026", currency="USD")


async def test_it_takes_a_recipients_report_in(browser, small_world, link_for):
    row_id = await grant(small_world)
    link = await link_for(Purpose.SUB_REPORT, language="bg", kind="sub_report", row_id=row_id, partner_id=None)
    page = (await browser.get(link)).replace("\xa0", " ")
    assert "Фондация „Друга“" in page
    assert "4 900,00 щ.д." in page
    assert "2 дни закъснение" in page
    wrong = await browser.post(link, {"form_key": "k", "done": "", "spent": "4 000"})
    assert wrong.status_code == 422
    answer = await browser.post(
        link,
        {"form_key": "k2", "done": "Открихме дневен център.", "spent": "4 000,50", "match": "8 000"},
        files={"file": ("Отчет.pdf", PDF, "application/pdf")},
    )
    assert "Благодарим" in answer.text
    kept = await SubReport.get(id=row_id)
    assert (kept.state, kept.spent_cents, kept.match_cents) == ("submitted", 400_050, 800_000)
    assert kept.done_bg == "Открихме дневен център."
    assert (await Attachment.get()).kind == "sub_report"
    await browser.get(link, 410)
