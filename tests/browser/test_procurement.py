"""A manager looks over a procedure in a real Chromium: its offers, the warning before it is signed, a new offer; and the
office's thresholds; in Bulgarian on a desk by day, in English on a phone by night.
"""

# ruff: noqa: F811 - the fixtures of the walk through the demo are used by their names

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_journey import CODE, IN_CHROMIUM, LOCALES, chromium, demo, walk_in  # noqa: F401 - fixtures

pytestmark = [*IN_CHROMIUM, pytest.mark.walk]
HERE = f"/projects/{CODE}/procurement"
SAID = {"bg": "С тази 2 покупки от един вид", "en": "With this one 2 purchases of one kind"}


@pytest.mark.parametrize(("language", "width", "scheme", "offers"), [("bg", 1280, "light", 3), ("en", 360, "dark", 4)])
def test_it_leads_from_the_procedures_to_an_offer_and_the_thresholds(demo, chromium, language, width, scheme, offers):
    base, people = demo
    context = chromium.new_context(
        locale=LOCALES[language], viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    walk = walk_in(context, base)
    page = walk.page
    walk.sign_in(*people["manager"])
    walk.to(f"{HERE}?lang={language}")
    expect(page.locator("#purchase tbody tr")).to_have_count(2)
    expect(page.locator("#supply tbody tr")).to_have_count(2)
    page.locator("#purchase tbody th a.row-link").nth(1).click()
    page.wait_for_url(f"**{HERE}/2")
    walk.to(f"{HERE}/2?lang={language}")
    expect(page.locator(".findings li").first).to_contain_text(SAID[language])
    page.locator("#offers a.button").click()
    walk.to(f"/projects/{CODE}/rows/offer/new?purchase=2&lang={language}")
    page.locator("#field-supplier_name").fill("Ателие „Линия“ ЕООД")
    page.locator("#field-amount").fill("9 900,00" if language == "bg" else "9,900.00")
    page.locator("form[data-draft] button.primary").first.click()
    page.wait_for_url(f"**{HERE}*")
    walk.to(f"{HERE}/2?lang={language}")
    expect(page.locator("#offers tbody tr")).to_have_count(offers)
    walk.to(f"{HERE}/1?lang={language}")
    walk.to(f"/procurement/thresholds?lang={language}")
    expect(page.locator("tbody tr")).to_have_count(6)
    walk.to(f"/procurement/thresholds/new?lang={language}")
    page.locator("form[data-draft] button.primary").click()
    expect(page.locator(".error-summary a").first).to_be_visible()
    walk.console.clear()  # the browser notes the 422 itself
    walk.look()
    context.close()
