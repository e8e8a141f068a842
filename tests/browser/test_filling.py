"""A manager has a funder's own workbook filled in a real Chromium: upload it, choose cells, fill it, save the file; in
Bulgarian on a desk by day, then in English on a phone by night. And ИСУН's drafts, from a saved page of its ids.
"""

# ruff: noqa: F811 - the fixtures of the walk through the demo are used by their names

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.test_journey import CODE, IN_CHROMIUM, LOCALES, chromium, demo, walk_in  # noqa: F401 - fixtures
from tests.filling.workbooks import cells, funders_form
from tests.reports.drafts import gid
from tests.reports.isun_xml_reader import Draft, read
from tests.reports.saved_pages import named, report, saved

pytestmark = [*IN_CHROMIUM, pytest.mark.walk]
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


IDS = f"/projects/{CODE}/reports/funder-ids"
ROWS = (
    "kind => [...document.querySelectorAll(`[aria-labelledby=kind-${kind}] tbody th`)].map(th => th.textContent.trim())"
)


def test_it_leads_from_a_saved_page_of_isun_to_both_drafts(demo, chromium):
    base, people = demo
    context = chromium.new_context(locale=LOCALES["bg"], viewport={"width": 1280, "height": 800})
    walk = walk_in(context, base)
    page = walk.page
    walk.sign_in(*people["manager"])
    walk.to(IDS)
    lines, partners = (page.evaluate(ROWS, kind) for kind in ("line", "partner"))
    told = report(
        ActivityBudgetDetailItems=[{"BudgetDetail": named(at, one)} for at, one in enumerate(lines, start=100)],
        PartnerItemCollection=[named(at, one.split(" ", 1)[1]) for at, one in enumerate(partners, start=20)],
    )
    page.locator("#field-page").set_input_files({"name": "Отчет.html", "mimeType": "text/html", "buffer": saved(told)})
    page.locator("form[enctype] button[type=submit]").click()
    expect(page.locator("select:has(option:checked:not([value='']))")).to_have_count(len(lines) + len(partners))
    walk.look()
    for name, text in (("", "Мария"), ("_position", "Ръководител"), ("_phone", "0888"), ("_email", "m@zaedno.example")):
        page.locator(f"#field-preparer{name}").fill(text)
    page.locator("form:not([enctype]) button.primary").last.click()
    page.wait_for_url(f"**{IDS}")
    page.set_viewport_size({"width": 360, "height": 800})
    page.emulate_media(color_scheme="dark")
    walk.to(f"{IDS}?lang=en")
    walk.to(f"/projects/{CODE}/reports?format=isun-xml&first=1.7.2026&last=30.9.2026&lang=en")
    expect(page.get_by_text("This is a draft.")).to_be_visible()
    page.locator("form[method=post] button.primary").last.click()
    page.wait_for_url("**made=*")
    with page.expect_download() as draft:
        page.locator("a[download]", has_text=".fisun").first.click()
    found = read(
        Path(draft.value.path()).read_bytes(),
        Draft(gid(1), frozenset(map(gid, (20, 21))), lines=frozenset(map(gid, range(100, 100 + len(lines))))),
    )
    assert len(found["CostSupportingDocuments"]["CostSupportingDocument"]) > 3
    context.close()
