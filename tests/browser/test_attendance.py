"""In a real Chromium a signed list is entered by keyboard alone, from person to person, in both languages; the pages of
sessions keep to axe's rules on a desk and on a telephone.
"""

# ruff: noqa: F811 - the fixtures of the walk through the demo are used by their names

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_journey import (  # noqa: F401 - two of them are fixtures
    CODE,
    IN_CHROMIUM,
    LOCALES,
    chromium,
    demo,
    walk_in,
)

pytestmark = [*IN_CHROMIUM, pytest.mark.walk]

PAGE = f"/projects/{CODE}/participants/sessions"
SAID = {"bg": ("въведено", "присъствен списък"), "en": ("entered", "attendance list")}


@pytest.mark.parametrize(("language", "width"), [("bg", 1280), ("en", 360)])
def test_it_enters_a_signed_list_by_keyboard(demo, chromium, language, width):
    base, people = demo
    context = chromium.new_context(
        locale=LOCALES[language],
        viewport={"width": width, "height": 900},
        color_scheme="dark" if width < 400 else "light",
    )
    walk = walk_in(context, base)
    page, asked = walk.page, f"?lang={language}"
    entered, heading = SAID[language]
    walk.sign_in(*people["field_worker"])
    walk.to(f"{PAGE}{asked}&standing={'missing' if language == 'bg' else 'entered'}")
    page.locator("a.row-link").first.click()
    page.wait_for_load_state()
    here = re.sub(r"\?.*", "", page.url.removeprefix(base))
    walk.to(f"{here}{asked}")

    # All came but the second, who is unticked on the way down; the third stayed for an hour and a half.
    boxes, hours = page.locator("tbody input[type=checkbox]"), page.locator("tbody input[name^=hours_]")
    page.locator("#all-came").focus()
    page.keyboard.press("Space")
    if not page.locator("#all-came").is_checked():
        page.keyboard.press("Space")
    expect(boxes.last).to_be_checked()
    boxes.first.focus()
    page.keyboard.press("ArrowDown")
    expect(boxes.nth(1)).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(hours.nth(2)).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("1,5" if language == "bg" else "1.5")
    walk.look()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    walk.to(f"{here}{asked}")
    expect(page.locator(".page-head .tag").last).to_have_text(entered)
    expect(boxes.nth(0)).to_be_checked()
    expect(boxes.nth(1)).not_to_be_checked()
    expect(hours.nth(2)).to_have_value("1,5" if language == "bg" else "1.5")

    for tail in ("/people", "/again") if language == "bg" else ("/edit", "/remove"):
        walk.to(f"{here}{tail}{asked}")
    walk.to(f"{here}/list{asked}")
    expect(page.locator("h1")).to_have_text(re.compile(heading, re.IGNORECASE))
    page.emulate_media(media="print")
    expect(page.locator(".top")).to_be_hidden()
    expect(page.locator(".union img")).to_be_visible()
    page.emulate_media(media="screen")
    walk.to(f"/projects/{CODE}/participants/attendance{asked}")
    context.close()
