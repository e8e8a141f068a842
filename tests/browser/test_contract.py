"""A manager walks through the life of a contract in a real Chromium: periods are made and reported, a stage is left; in
Bulgarian on a desk by day, in English on a phone by night.
"""

# ruff: noqa: F811 - the fixtures of the walk through the demo are used by their names

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_journey import IN_CHROMIUM, LOCALES, chromium, demo, walk_in  # noqa: F401 - fixtures

pytestmark = [*IN_CHROMIUM, pytest.mark.walk]
RHYTHM = {"state": "in_force", "rhythm": "calendar", "rhythm_months": "12", "report_days": "30", "final_report_days": "60",
          "signed": "1.10.2011", "in_force": "3.10.2011", "currency": "BGN"}  # fmt: skip
DAYS = {"asp-2011": ("3.10.2011", "31.10.2014"), "usaid-2004": ("1.1.2004", "30.6.2006")}
WALKS = [("bg", "asp-2011", 1280, "light", 4), ("en", "usaid-2004", 360, "dark", 3)]


@pytest.mark.parametrize(("language", "code", "width", "scheme", "periods"), WALKS)
def test_it_leads_from_the_rhythm_of_a_contract_to_a_report_and_the_next_stage(demo, chromium, language, code, width, scheme, periods):  # fmt: skip
    base, people = demo
    context = chromium.new_context(
        locale=LOCALES[language], viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    walk = walk_in(context, base)
    page = walk.page
    walk.sign_in(*people["manager"])
    walk.to(f"/projects/BG05SFPR002-2.900-0123-C01/contract?lang={language}")
    here = f"/projects/{code}/contract"
    start, end = DAYS[code]
    typed = "&".join(f"{name}={value}" for name, value in {**RHYTHM, "start": start, "end": end}.items())
    walk.to(f"/projects/{code}/rows/contract/new?{typed}&lang={language}")
    page.locator("form[data-draft] button.primary").first.click()
    page.wait_for_url(f"**{here}")
    walk.to(f"{here}?lang={language}")

    page.locator(f"a[href='{here}/periods']").click()
    walk.to(f"{here}/periods?lang={language}")
    expect(page.locator("tbody tr")).to_have_count(periods)
    page.locator("input[name=shown] ~ .form-actions button.primary").click()
    page.wait_for_url(f"**{here}#period")
    walk.to(f"{here}?lang={language}")
    expect(page.locator("#period tbody tr")).to_have_count(periods)
    expect(page.locator(".strip-drawn rect")).to_have_count(periods)

    period = page.locator("#period tbody a").first.get_attribute("href")
    walk.to(f"{period}?lang={language}")
    page.locator("#field-on").fill("1.2.2199")
    page.locator("button[name=to][value=submitted]").click()
    expect(page.locator(".error-summary a").first).to_be_visible()
    walk.console.clear()  # the browser notes the 422 itself
    walk.look()
    page.locator("#field-on").fill("1.2.2012")
    page.locator("#field-package").fill("1")
    page.locator("button[name=to][value=submitted]").click()
    page.wait_for_url(f"**{period}")
    walk.look()
    expect(page.locator("button[name=to][value=accepted]")).to_be_visible()

    walk.to(f"{here}?lang={language}")
    page.locator(f"a[href^='{here}/stage?to=']").first.click()
    walk.to(re.sub(r".*(/projects)", r"\1", page.url) + f"&lang={language}")
    page.locator("#field-reason").fill("Приет наведнъж, по телефона")
    page.locator("form.section button.primary").click()
    page.wait_for_url(f"**{here}")
    walk.look()
    context.close()
