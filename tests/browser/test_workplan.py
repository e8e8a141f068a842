"""In a real Chromium the work plan and its picture stand whole on a desk, on a phone and on paper; an update of an activity
moves its state and progress, in both languages.
"""

# ruff: noqa: F811 - the fixtures of the walk through the demo are used by their names

from __future__ import annotations

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

PLAN = f"/projects/{CODE}/workplan"
SAID = {
    "bg": ("Прототипът е приет", "приключила", "закъснява: трябваше да завърши", "Напишете какво е направено"),
    "en": ("The prototype is accepted", "finished", "late: was to end", "Write what was done"),
}


@pytest.mark.parametrize(("language", "width"), [("bg", 1280), ("en", 360)])
def test_it_shows_the_plan_and_takes_an_update(demo, chromium, language, width):
    base, people = demo
    context = chromium.new_context(locale=LOCALES[language], viewport={"width": width, "height": 900})
    walk = walk_in(context, base)
    page = walk.page
    done, finished, late, empty = SAID[language]
    walk.sign_in(*people["manager"])
    walk.to("/account")
    page.locator(f"input[name=language][value={language}]").check()
    page.locator("main button[type=submit]").first.click()
    page.wait_for_load_state()

    walk.to(PLAN)
    picture = page.locator("svg.plan-drawn")
    expect(picture.locator(".plan-row")).not_to_have_count(0)
    for drawn in ("path.planned", "path.progress", "path.real", "path.over", ".diamond", ".edge", "line.today"):
        expect(picture.locator(drawn).first).to_be_attached()
    assert page.evaluate(_LABELS_OUTSIDE) == []
    page.emulate_media(media="print")
    assert (
        page.evaluate("document.querySelector('.plan-sheet').getBoundingClientRect().height") < 640
    )  # of a sheet across
    page.emulate_media(media="screen")

    row = page.locator(f".plan-tree tr:has-text('{late}'):has-text('4.1')").first
    expect(row).to_be_visible()
    row.locator("a.row-link").click()
    walk.look()
    opened = page.locator("section#updates details.more").first
    if opened.get_attribute("open") is None:
        opened.locator("summary").first.click()
    page.locator("section#updates form .primary").click()
    expect(page.locator(".error-summary")).to_contain_text(empty)
    walk.console.clear()  # the browser notes the 422 itself
    walk.look()
    page.locator(f"#field-done_{language}").fill(done)
    page.locator("#field-progress").fill("100")
    page.locator("#field-state").select_option("done" if language == "en" else "running")
    page.locator("section#updates form .primary").click()
    page.wait_for_load_state()
    walk.look()
    expect(page.locator("#updates .updates li").first).to_contain_text(done)
    walk.to(PLAN)
    expect(page.locator(".plan-tree tr", has_text="4.1").first).to_contain_text("100%")
    if language == "en":
        expect(page.locator(".plan-tree tr", has_text="4.1").first).to_contain_text(finished)
    context.close()


# The labels of the rows that reach into the picture beside them.
_LABELS_OUTSIDE = """() => [...document.querySelectorAll('.plan-row text')].filter(t =>
  t.getBoundingClientRect().right > t.closest('.plan-drawn').getBoundingClientRect().left
    + 0.31 * t.closest('.plan-drawn').getBoundingClientRect().width).map(t => t.textContent)"""
