"""From the last verified expense to the sent package, in a real Chromium: in Bulgarian on a desk by day, in English on a phone
by night.

The accountant verifies what waits, the last of it on its own page; the manager finds it in the draft package of the period, looks at
the sheets in both languages, writes the text that the English report lacks, freezes the package, downloads its files and notes how it
went out. The amount of the last expense is followed all the way into the workbooks.
"""

# ruff: noqa: F811 - the fixture of the walk through the demo is used by its name

from __future__ import annotations

import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from grants.values.wording import wording
from tests.browser.test_journey import (  # noqa: F401 - chromium is a fixture
    CODE,
    IN_CHROMIUM,
    LOCALES,
    PAPER,
    Walk,
    chromium,
    demo_of_its_own,
    walk_in,
)

pytestmark = [*IN_CHROMIUM, pytest.mark.walk]
HERE = f"/projects/{CODE}"
LAST = "7000000131"  # the invoice of the platform's second stage, paid in advance: 1,600.00 and 320.00 of VAT
AMOUNT = {"bg": "1 920,00", "en": "1,920.00"}
IN_THE_FILE = re.compile(r"<v>1920(\.0+)?</v>")
STATES = {
    "bg": ("представен", "проверен", "чернова", "готов", "изпратен до финансиращия"),
    "en": ("submitted", "verified", "draft", "ready", "sent to the funder"),
}
SHEETS = {"bg": ("Разходи", "По бюджетни редове"), "en": ("Expenses", "By budget line")}
UNTRANSLATED, TRANSLATED = "Писмен и устен превод", "Translation and interpreting"
SIGNER, NUMBER = "Мария Георгиева", "ВХ-2026-0411"


def entered(
    browser: Browser, base: str, person: tuple[str, str], language: str, width: int, scheme: Literal["light", "dark"]
) -> Walk:
    """Somebody signed in, whose language from now on is this one."""
    context = browser.new_context(
        locale=LOCALES[language], viewport={"width": width, "height": 800}, color_scheme=scheme, accept_downloads=True
    )
    walk = walk_in(context, base)
    walk.sign_in(*person)
    walk.to("/account")
    walk.page.locator(f"input[name=language][value={language}]").check()
    walk.page.locator("main button[type=submit]").first.click()
    expect(walk.page.locator("html")).to_have_attribute("lang", language)
    return walk


def verify_all(walk: Walk, language: str) -> None:
    """Everything that waits verified: all but the last by ticks in the ledger, and the last on its own page."""
    page, (submitted, verified, *_) = walk.page, STATES[language]
    walk.to(f"{HERE}/expenses?state=submitted")
    rows = page.locator("table.ledger tbody tr")
    expect(rows.first).to_contain_text(LAST)
    for box in page.locator("table.ledger tbody input[type=checkbox]").all()[1:]:
        box.check()
    page.locator(".picked button[value=verified]").click()
    expect(rows).to_have_count(1)
    walk.look()
    rows.locator("a.row-link").click()
    page.wait_for_url(re.compile(r"/expenses/\d+$"))
    tag = page.locator(".page-head .tag").last
    expect(tag).to_have_text(submitted)
    walk.look()
    page.locator("form:has(input[name=to][value=verified]) button").click()
    expect(tag).to_have_text(verified)
    walk.look()
    walk.to(f"{HERE}/expenses?state=submitted")
    expect(rows).to_have_count(0)


def draft_in_english(walk: Walk, language: str) -> str:
    """The draft that is being prepared, its files a list of expenses in English from now on; gives its address."""
    page = walk.page
    walk.to(f"{HERE}/reports/packages/new")
    walk.to(f"{HERE}/reports")
    page.locator("a.row-link", has_text=re.compile(r"^3\.1$")).click()
    page.wait_for_url("**/reports/packages/*")
    expect(page.locator("h2 + .sub .tag")).to_have_text(STATES[language][2])
    at_both_widths(walk)
    page.locator("#field-format").select_option("expenses-period")
    page.locator("input[name=language][value=en]").check()
    page.locator("button[value=change]").click()
    expect(page.locator("#field-format")).to_have_value("expenses-period")
    expect(page.get_by_role("status")).to_be_visible()
    at_both_widths(walk)
    return page.url.split("?")[0].removeprefix(walk.base)


def at_both_widths(walk: Walk) -> None:
    """The page as it stands looked over on a phone too."""
    usual = walk.page.viewport_size
    assert usual is not None
    walk.look()
    walk.page.set_viewport_size({"width": 360, "height": 800})
    walk.look()
    walk.page.set_viewport_size(usual)


def preview(walk: Walk, package: str, files: str, sheet: str) -> None:
    """One sheet of the package as it will print in that language."""
    walk.page.goto(f"{walk.base}{package}?show=sheets")
    walk.page.locator("#field-file_language").select_option(files)
    expect(walk.page.locator(".sheet-preview")).to_have_attribute("lang", files)
    walk.page.locator(".switch a").get_by_text(sheet, exact=True).click()
    expect(walk.page.locator(".switch a[aria-current]")).to_have_text(sheet)
    walk.look()


def translate(walk: Walk, package: str) -> None:
    """The text that the English files lack, written where the package asks for it."""
    page = walk.page
    walk.to(f"{package}/words")
    row = page.locator(".translating tr", has_text=UNTRANSLATED)
    row.locator("textarea").fill(TRANSLATED)
    page.locator("button[value=translate]").click()
    expect(row).to_have_count(0)
    walk.look()


def freeze(walk: Walk, package: str, language: str) -> None:
    """The package made ready, and its files written in both languages."""
    page = walk.page
    walk.to(package)
    page.locator("#discard summary").click()
    walk.look()
    page.locator("button[value=ready]").click()
    expect(page.locator("h2 + .sub .tag")).to_have_text(STATES[language][3])
    at_both_widths(walk)
    page.locator("#files summary").click()
    page.locator("#files input[name=language][value=bg]").check()
    walk.look()
    page.locator("button[value=write]").click()
    expect(page.locator("#files a[download]")).to_have_count(2)
    walk.look()


def workbooks(page: Page, folder: Path) -> list[str]:
    """What stands in the XML of each file of the package."""
    found = []
    for place, link in enumerate(page.locator("#files a[download]").all()):
        with page.expect_download() as download:
            link.click()
        file = folder / f"пакет-{place}.xlsx"
        download.value.save_as(file)
        with zipfile.ZipFile(file) as book:
            found.append("\n".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml")))
    return found


def send(walk: Walk, package: str, language: str, folder: Path) -> None:
    """The package noted as sent, with everything that the funder's receipt says."""
    page, today = walk.page, datetime.now(UTC).date()
    receipt = folder / "Разписка.pdf"
    receipt.write_bytes(PAPER)
    page.locator(f"a[href='{package}/sending']").click()
    walk.look()
    page.locator("#field-funder_number").fill("")
    page.locator("form.form button.primary").click()
    expect(page.locator(".error-summary a")).to_have_attribute("href", "#field-funder_number")
    walk.console.clear()  # the browser notes the 422 itself
    walk.look()
    page.locator("#field-sent_on").fill(f"{today:%d.%m.%Y}")
    page.locator("#field-hour").fill("9.05")
    page.locator("#field-signer").fill(SIGNER)
    page.locator("#field-funder_number").fill(NUMBER)
    page.locator("#field-receipt").set_input_files(receipt)
    page.locator("form.form button.primary").click()
    expect(page.locator("h2 + .sub .tag")).to_have_text(STATES[language][4])
    facts = page.locator("main dl.facts").first
    for said in (wording(language).day(today), "09:05", SIGNER, NUMBER, receipt.name):
        expect(facts).to_contain_text(said)
    at_both_widths(walk)
    with page.expect_response(lambda answer: "/receipts/" in answer.url) as seen:
        page.locator("#receipts a").click()
    assert seen.value.status == 200


@pytest.mark.parametrize(("language", "width", "scheme"), [("bg", 1280, "light"), ("en", 360, "dark")])
def test_it_leads_from_the_last_verified_expense_to_the_sent_package(chromium, tmp_path, language, width, scheme):
    with demo_of_its_own() as (base, people):
        accountant = entered(chromium, base, people["accountant"], language, width, scheme)
        verify_all(accountant, language)
        accountant.page.context.close()
        walk = entered(chromium, base, people["manager"], language, width, scheme)
        page = walk.page
        package = draft_in_english(walk, language)
        walk.to(f"{package}?show=rows")
        expect(page.locator("main tbody tr", has_text=LAST)).to_contain_text(AMOUNT[language])
        walk.to(f"{package}?show=out")
        expect(page.locator("main tbody tr", has_text=LAST)).to_have_count(0)
        for files, (expenses, _) in SHEETS.items():
            preview(walk, package, files, expenses)
            expect(page.locator(".sheet-preview tr", has_text=LAST)).to_contain_text(AMOUNT[files])
        preview(walk, package, "en", SHEETS["en"][1])
        expect(page.locator(".sheet-preview")).to_contain_text(UNTRANSLATED)
        translate(walk, package)
        preview(walk, package, "en", SHEETS["en"][1])
        expect(page.locator(".sheet-preview")).to_contain_text(TRANSLATED)
        freeze(walk, package, language)
        books = workbooks(page, tmp_path)
        assert all(LAST in book and IN_THE_FILE.search(book) for book in books)
        assert sorted((TRANSLATED in book, UNTRANSLATED in book) for book in books) == [(False, True), (True, False)]
        send(walk, package, language, tmp_path)
        page.context.close()
