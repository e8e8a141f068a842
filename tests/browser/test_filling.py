"""A manager has a funder's own workbook filled in a real Chromium: upload it, choose cells, fill it, save the file; in
Bulgarian on a desk by day, then in English on a phone by night.
"""

# ruff: noqa: F811 - the fixtures of the walk through the demo are used by their names

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.test_journey import CHROMIUM, CODE, LOCALES, chromium, demo, walk_in  # noqa: F401 - fixtures
from tests.filling.workbooks import cells, funders_form

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="install Debian's package chromium to walk the pages"),
]
HERE = f"/projects/{CODE}/reports/templates"


def test_it_leads_from_a_funders_form_to_the_filled_file(demo, chromium):
    base, people = demo
    context = chromium.new_context(locale=LOCALES["bg"], viewport={"width": 1280, "height": 800})
    walk = walk_in(context, base)
    page = walk.page
    walk.sign_in(*people["manager"])
    walk.to(HERE)
    page.locator("#field-name").fill("Приложение 6")
    page.locator("#field-file").set_input_files(
        {"name": "Приложение 6.xlsx", "mimeType": "application/octet-stream", "buffer": funders_form()}
    )
    page.locator("form[enctype] button.primary").click()
    page.wait_for_url(f"**{HERE}/*")
    for cell, shows in (("B3", "report.number"), ("D10", "expenses.euro")):
        page.locator(f".cells a[title={cell}]").click()
        expect(page.locator("#field-cell")).to_have_value(cell)
        page.locator("#field-shows").select_option(shows)
        page.locator(".map-cell button").click()
        expect(page.locator(f".cells td.mapped a[title={cell}]")).to_be_visible()
    walk.look()
    page.locator("#field-first").fill("1.9.2026")
    page.locator("#field-last").fill("3.9.2026")
    page.locator("form[action$=fill] button").click()
    with page.expect_download() as saved:
        page.locator(".notice.good a[download]").click()
    found = cells(Path(saved.value.path()).read_bytes(), "Отчет")
    assert found["B3"].text == CODE
    assert found["D10"].text.replace(".", "").isdigit()
    page.set_viewport_size({"width": 360, "height": 800})
    page.emulate_media(color_scheme="dark")
    walk.to(f"{page.url.split('?')[0].removeprefix(base)}?lang=en")
    context.close()
