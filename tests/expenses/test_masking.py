"""Papers about people: who reads them whole, and that no page or file tells anybody else a word of them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from grants.access import ALLOWED, OPERATOR, Permission
from grants.entries.kinds import BY_NAME, ROWS
from grants.entries.queries import choices_for, rows_of
from grants.errors import NotAllowed
from grants.exchange.queries import papers_seen
from grants.expenses.actions import Versions, change_expense, remove_expense, submit_expense
from grants.expenses.masking import EMPTIED, is_masked, masked_in, sensitive_kind, shown
from grants.expenses.models import Document, Expense
from grants.expenses.queries import supplier_names
from grants.values.files import KeptFile
from tests.cast import CODE, row
from tests.expenses.conftest import recorded

pytestmark = pytest.mark.anyio
CANARY = "Канарче"
EIK = "175074752"
PAYROLL: dict[str, Any] = {
    "kind": "payroll",
    "paper_number": f"{CANARY}-07",
    "supplier_name": f"Йордан {CANARY}",
    "supplier_eik": EIK,
    "description_bg": f"Заплата на {CANARY}",
    "line": "2",
    "partner": "2",
    "net": "1 111,11",
    "vat": "",
}
ANOTHER_TIME = re.compile(
    r"[?&](?:month|year)="
)  # pages that lead from month to month without end: their first is read
SCAN = KeptFile(f"Ведомост {CANARY}.pdf", "application/pdf", 2048, "ab" * 32)


@pytest.fixture
async def payroll(town) -> int:
    """A payroll of the partner's part that somebody else entered, with a payment, a paper and a file."""
    expense_id = await recorded(town.ivan, town.project, (SCAN,), **PAYROLL)
    await Expense.filter(id=expense_id).update(reason=f"Сгрешено е името на {CANARY}", state="returned")
    number = (await Document.get()).number
    await row(town.project, "payout", document=number, paid="15.11.2026", amount="1 111,11", order_number=CANARY)
    await row(town.project, "paper", document=number, name_bg=f"Договор с {CANARY}")
    return expense_id


# --- the rule ------------------------------------------------------------------------------------------------------


def test_whoever_reads_history_reports_or_whole_files_reads_these_papers_too():
    for everything in (Permission.SEE_HISTORY, Permission.SEE_REPORTS, Permission.EXPORT_PROJECT):
        assert ALLOWED[everything] <= ALLOWED[Permission.SEE_SENSITIVE]


@pytest.mark.parametrize(
    ("values", "before", "sensitive"),
    [
        ({"kind": "payroll", "sensitive": False}, None, True),
        ({"kind": "payroll"}, {"kind": "invoice"}, True),
        ({"kind": "payroll", "sensitive": False}, {"kind": "payroll"}, False),
        ({"kind": "invoice", "sensitive": False}, None, False),
        ({"kind": "invoice", "sensitive": True}, None, True),
    ],
)
def test_a_payroll_is_about_people_from_the_start(values, before, sensitive):
    assert sensitive_kind(values, before)["sensitive"] is sensitive


def test_a_masked_row_keeps_its_figures_and_loses_its_words():
    document = {"id": 7, "paper_number": "1", "supplier_name": "Иван", "net_cents": 5, "supply_id": 3}
    assert shown("document", document, frozenset({7})) == {
        **document,
        "paper_number": "",
        "supplier_name": "",
        "supply_id": None,
    }
    assert shown("document", document, frozenset({8})) == document
    assert is_masked("credit", {"credit_note_id": 1, "invoice_id": 7}, frozenset({7}))
    assert not is_masked("expense", {"document_id": None}, frozenset({7}))
    assert not is_masked("line", {"id": 7}, frozenset({7}))


def test_every_row_that_stands_on_a_document_is_masked_with_it():
    on_documents = {kind.name for kind in ROWS if any(field.refers_to == "document" for field in kind.record.fields)}
    assert on_documents | {"document"} == set(EMPTIED)


@pytest.mark.parametrize("name", ["maria", "ivan", "angel"])
async def test_the_office_and_the_auditor_see_them_whole(town, payroll, name):
    assert await masked_in(getattr(town, name), town.project.ref) == frozenset()


async def test_whoever_entered_a_paper_sees_it_whole(browser, town):
    mine = await recorded(town.elena, town.project, **PAYROLL)
    assert await masked_in(town.elena, town.project.ref) == frozenset()
    await browser.sign_in(town.elena.email)
    assert f"Йордан {CANARY}" in await browser.get(f"/projects/{CODE}/expenses/{mine}")
    assert f"Йордан {CANARY}" in await browser.get(f"/projects/{CODE}/expenses?q={CANARY}")


# --- every page ----------------------------------------------------------------------------------------------------


async def test_no_page_tells_the_partner_a_word_of_them(browser, town, payroll):
    mine = await recorded(town.elena, town.project, line="2", partner="", paper_number="МОЯ-1", net="3,33", vat="")
    document = await Document.get(paper_number=PAYROLL["paper_number"])
    other = {**PAYROLL, "kind": "credit_note", "paper_number": f"{CANARY}-КИ", "net": "-1"}
    await recorded(town.ivan, town.project, **other)
    await Document.filter(kind="credit_note").update(sensitive=True)
    numbers = {row["kind"]: row["number"] for row in await Document.all().values("kind", "number")}
    await row(town.project, "credit", credit_note=numbers["credit_note"], invoice=numbers["invoice"], amount="1")
    await browser.sign_in(town.elena.email)
    waiting = [
        "/projects",
        f"/projects/{CODE}/expenses/{payroll}",
        f"/projects/{CODE}/expenses/new?after={payroll}",
        f"/projects/{CODE}/documents/{document.id}",
        f"/projects/{CODE}/rows/payout/new",
        f"/projects/{CODE}/rows/paper/new",
        *(f"/search?q={word}" for word in ("Канарче", EIK, "Йордан")),
        *(f"/projects/{CODE}/expenses?q={word}" for word in ("МОЯ", "Йордан", EIK)),
    ]
    seen: dict[str, str] = {}
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        answer = await browser.client.get(address, follow_redirects=True)
        seen[address] = answer.text.replace("\xa0", " ")
        assert answer.status_code in {200, 403, 404}, address
        told = answer.text
        if "q=" not in address:  # where one searches, one's own words are shown again
            assert CANARY not in told, address
            assert EIK not in told, address
        assert "Заплата на" not in told, address
        assert "Сгрешено е името" not in told, address
        links = [link.replace("&amp;", "&") for link in re.findall(r'(?:href|src)="(/[^"#]*)"', told)]
        waiting += [x for x in links if not (x.startswith(("/static", "/sign-out")) or ANOTHER_TIME.search(x))]
    assert {
        f"/projects/{CODE}/expenses/{payroll}",
        f"/projects/{CODE}/expenses/{mine}",
        f"/projects/{CODE}/budget",
    } <= set(seen)
    assert "1,111.11" in seen[f"/projects/{CODE}/expenses/{payroll}"]
    assert "МОЯ-1" in seen[f"/projects/{CODE}/expenses?q=МОЯ"]
    for address in (f"/projects/{CODE}/expenses?q=Йордан", f"/projects/{CODE}/expenses?q={EIK}"):
        assert f"/projects/{CODE}/expenses/{payroll}" not in seen[address], "it was found by a word that is not shown"


async def test_no_file_and_no_whole_project_reaches_the_partner(browser, town, payroll):
    from grants.expenses.models import File

    file = await File.get()
    await browser.sign_in(town.elena.email)
    await browser.get(f"/projects/{CODE}/expenses/{payroll}/files/{file.id}", status=404)
    for ending in ("json", "xlsx", "zip"):
        answer = await browser.client.get(f"/projects/{CODE}/export/{ending}")
        assert answer.status_code in {403, 404}
    assert await papers_seen(town.elena, [SCAN.sha256]) == frozenset()
    assert await papers_seen(town.ivan, [SCAN.sha256]) == {SCAN.sha256}


async def test_what_may_be_chosen_and_suggested_holds_no_word_of_them(town, payroll):
    assert f"Йордан {CANARY}" in await supplier_names(town.ivan)
    assert await supplier_names(town.elena) == []
    for kind in EMPTIED:
        assert CANARY not in str(await rows_of(BY_NAME[kind], town.elena, town.project))
        assert CANARY not in str(await choices_for(BY_NAME[kind], town.elena, town.project))
    (document,) = await rows_of(BY_NAME["document"], town.elena, town.project)
    assert (document["net_cents"], document["paper_number"]) == (111_111, "")


# --- changing ------------------------------------------------------------------------------------------------------


async def test_what_is_not_shown_is_submitted_but_not_changed_or_removed(browser, town, payroll):
    with pytest.raises(NotAllowed):
        await change_expense(town.elena, town.project, payroll, Versions(1, 1), {}, {})
    with pytest.raises(NotAllowed):
        await remove_expense(town.elena, town.project, payroll)
    await browser.sign_in(town.elena.email)
    page = await browser.get(f"/projects/{CODE}/expenses/{payroll}")
    assert "This paper is about people." in page
    assert 'name="paper_number"' not in page
    answer = await browser.post(f"/projects/{CODE}/expenses/{payroll}", {"net": "1", "form_key": "ключ"})
    assert answer.status_code == 403
    assert CANARY not in answer.text
    await submit_expense(town.elena, town.project, payroll, 1)
    assert (await Document.get()).net_cents == 111_111


async def test_the_page_says_in_bulgarian_that_a_paper_is_about_people(browser, town, payroll):
    await browser.sign_in(town.elena.email)
    page = await browser.get(f"/projects/{CODE}/expenses?lang=bg")
    assert "лични данни, не Ви се показват" in page


async def test_a_payroll_is_kept_as_sensitive_until_somebody_says_otherwise(town):
    await recorded(OPERATOR, town.project, **PAYROLL)
    assert (await Document.get()).sensitive
