"""A field worker fills a month by keyboard alone in a real Chromium, in both languages, and somebody else approves it."""

# ruff: noqa: F811 - the fixtures of the walk through the demo are used by their names

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from grants.values.days import add_months
from tests.browser.test_journey import CODE, IN_CHROMIUM, LOCALES, chromium, demo, walk_in  # noqa: F401 - fixtures

pytestmark = [*IN_CHROMIUM, pytest.mark.walk]
TEAM = f"/projects/{CODE}/team"


@pytest.mark.parametrize("language", ["bg", "en"])
def test_it_fills_a_month_by_keyboard_alone_and_another_approves_it(demo, chromium, language):
    base, people = demo
    context = chromium.new_context(
        locale=LOCALES[language],
        viewport={"width": 1280, "height": 900},
        permissions=["clipboard-read", "clipboard-write"],
    )
    walk = walk_in(context, base)
    page, lang = walk.page, f"?lang={language}"
    today = datetime.now(UTC).date()
    month = f"{add_months(today, -4 if language == 'bg' else -5):%Y-%m}"
    walk.sign_in(*people["field_worker"])
    walk.to(f"{TEAM}{lang}")
    who = page.locator("main table a.row-link").first.get_attribute("href") or ""
    here = f"{who}/{month}"
    walk.to(here + lang)

    # A cell, the working days after it, the row below, and a block from a spreadsheet.
    rows = page.locator("tr[data-row]")
    first, second = (rows.nth(at).locator("input[data-expected]") for at in (0, 1))
    first.nth(0).focus()
    page.keyboard.type("7,5" if language == "bg" else "7.5")
    page.keyboard.press("Control+d")
    days = first.count()
    total = f"{days * 7.5:g}".replace(".", "," if language == "bg" else ".")
    expect(page.locator("[data-sum=t]")).to_have_text(total)
    expect(first.nth(days - 1)).to_have_value("7,5" if language == "bg" else "7.5")
    page.keyboard.press("Enter")
    expect(second.nth(0)).to_be_focused()
    page.evaluate("navigator.clipboard.writeText('0:15\\t0:45\\n\\n')")
    page.keyboard.press("Control+v")
    total = f"{days * 7.5 + 1:g}".replace(".", "," if language == "bg" else ".")
    expect(page.locator("[data-sum=t]")).to_have_text(total)
    page.keyboard.press("ArrowUp")
    expect(first.nth(0)).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(first.nth(0)).not_to_be_focused()
    walk.look()

    # More hours than a day has: said beside the cell, on top, and nothing is kept; then put right and submitted.
    first.nth(0).focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("25")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".error-summary a")).to_have_count(1)
    walk.console.clear()  # the browser notes the 422 itself
    walk.look()
    page.locator(".error-summary a").focus()
    page.keyboard.press("Enter")
    expect(first.nth(0)).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("8:00")
    page.locator("button[value=submit]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".tag.wait")).to_be_visible()
    walk.look()
    page.set_viewport_size({"width": 360, "height": 780})
    walk.to(here.replace(month, f"{today:%Y-%m}") + lang)
    walk.to(f"{here}/paper{lang}")
    context.close()

    context = chromium.new_context(locale=LOCALES[language], viewport={"width": 1280, "height": 900})
    walk = walk_in(context, base)
    page = walk.page
    walk.sign_in(*people["accountant"])
    walk.to(f"{TEAM}/months/{month}{lang}")
    page.locator("input[type=checkbox][name^=member_]").first.focus()
    page.keyboard.press("Space")
    page.locator("form button.primary").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/months/{month}$"))
    expect(page.locator(".tag.good").first).to_be_visible()
    walk.look()
    context.close()
