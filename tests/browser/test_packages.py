"""From the last verified expense to the downloaded package with its preview, in a real Chromium: in Bulgarian on a desk by day, in
English on a phone by night.
"""

# ruff: noqa: F811 - the fixtures of the walk through the demo are used by their names

from __future__ import annotations

import zipfile

import pytest
from playwright.sync_api import expect

from tests.browser.test_journey import CHROMIUM, CODE, LOCALES, chromium, demo, walk_in  # noqa: F401 - fixtures

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="install Debian's package chromium to walk the pages"),
]
REPORTS = f"/projects/{CODE}/reports"
SHEET = {"bg": "По бюджетни редове", "en": "By budget line"}
STATES = {"bg": ("чернова", "готов"), "en": ("draft", "ready")}


@pytest.mark.parametrize(("language", "width", "scheme"), [("bg", 1280, "light"), ("en", 360, "dark")])
def test_it_leads_from_the_last_verified_expense_to_the_downloaded_package(
    demo, chromium, tmp_path, language, width, scheme
):
    base, people = demo
    context = chromium.new_context(
        locale=LOCALES[language], viewport={"width": width, "height": 800}, color_scheme=scheme, accept_downloads=True
    )
    walk = walk_in(context, base)
    page = walk.page
    walk.sign_in(*people["manager"])
    walk.to(f"{REPORTS}/packages/new?period=none&lang={language}")
    page.locator("#field-format").select_option("expenses-period")
    page.locator("form.form button.primary").click()
    page.wait_for_url("**/reports/packages/*")
    package = page.url.split("?")[0].removeprefix(base)
    walk.to(f"{package}?lang={language}")
    expect(page.locator("h2 + .sub .tag")).to_have_text(STATES[language][0])
    walk.to(f"{package}?show=rows&lang={language}")
    rows = page.locator("main table tbody tr")
    assert rows.count() > 0
    walk.to(f"{package}?show=out&lang={language}")
    walk.to(f"{package}/words?file_language=en&lang={language}")
    walk.to(f"{package}?show=sheets&file_language={language}&lang={language}")
    page.locator(".switch a", has_text=SHEET[language]).click()
    page.wait_for_url("**sheet=*")
    expect(page.locator("table.sheet-preview")).to_be_visible()
    assert page.locator("table.sheet-preview a").count() or page.locator("table.sheet-preview tbody tr").count()
    walk.to(f"{package}?lang={language}")
    page.locator("button[value=ready]").click()
    page.wait_for_load_state()
    walk.to(f"{package}?lang={language}")
    expect(page.locator("h2 + .sub .tag")).to_have_text(STATES[language][1])
    with page.expect_download() as download:
        page.locator("#files a[download]").first.click()
    file = tmp_path / "пакет.xlsx"
    download.value.save_as(file)
    assert "xl/workbook.xml" in zipfile.ZipFile(file).namelist()
    walk.to(f"{package}/sending?lang={language}")
    walk.to(f"{package}?lang={language}")
    # A draft again and gone, so that the next walk through the same demo finds it as it was.
    page.locator("details", has=page.locator("button[value=draft]")).locator("summary").click()
    page.locator("#field-back-reason").fill("Само проба")
    page.locator("button[value=draft]").click()
    page.wait_for_load_state()
    walk.to(f"{package}?lang={language}")
    page.locator("details", has=page.locator("button[value=drop]")).locator("summary").click()
    page.locator("button[value=drop]").click()
    page.wait_for_url(f"**{REPORTS}")
    walk.look()
    context.close()
