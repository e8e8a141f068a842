"""Somebody is taken into the register by keyboard alone, in both languages: a number that is wrong, a district and its
settlements, what the funder's sheet still lacks; the number is in no page until the manager asks for it.
"""

# ruff: noqa: F811 - the fixtures of the walk through the demo are used by their names

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_journey import CODE, IN_CHROMIUM, LOCALES, chromium, demo, walk_in  # noqa: F401 - fixtures

pytestmark = [*IN_CHROMIUM, pytest.mark.walk]
HERE = f"/projects/{CODE}/participants"
WRONG = "8403077032"
# Names, a number that is right, and the day of birth it tells, another person in each language.
PEOPLE = {
    "bg": (("Пенка", "Иванова", "Ганева"), "8403077031", "7.03.1984"),
    "en": (("Rayna", "Petrova", "Doneva"), "9105126671", "12 May 1991"),
}


def tab_to(page, selector, most=80):
    """The key Tab until this has the focus."""
    for _ in range(most):
        if page.evaluate("selector => !!document.activeElement && document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by keyboard")


def write(page, name, words):
    tab_to(page, f"#field-{name}")
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(words)


@pytest.mark.parametrize(("language", "theme"), [("bg", "light"), ("en", "dark")])
def test_it_takes_somebody_in_by_keyboard_alone(demo, chromium, language, theme):
    base, people = demo
    context = chromium.new_context(
        locale=LOCALES[language], color_scheme=theme, viewport={"width": 1280, "height": 900}
    )
    walk = walk_in(context, base)
    page = walk.page
    walk.sign_in(*people["field_worker"])
    walk.to(f"{HERE}?lang={language}")
    page.goto(f"{base}{HERE}/new?lang={language}")
    walk.look()
    names, number, born = PEOPLE[language]
    for field, words in zip(("first_name", "middle_name", "family_name"), names, strict=True):
        write(page, field, words)
    write(page, "personal_number", WRONG)
    page.keyboard.press("Tab")
    expect(page.locator("#checked a[href='#field-personal_number']")).to_be_visible()
    assert WRONG not in page.content()
    choose_place(page, "district", "settlement")
    write(page, "joined", "2.3.2026")
    choose_place(page, "place_district", "place_settlement")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary a[href='#field-personal_number']")).to_be_visible()
    walk.console.clear()  # the browser notes the 422 itself
    assert WRONG not in page.content()
    walk.look()
    tab_to(page, ".error-summary a")
    page.keyboard.press("Enter")
    write(page, "personal_number", number)
    page.keyboard.press("Enter")
    expect(page.locator("main h2").first).to_have_text(" ".join(names))
    here = page.url.partition("#")[0] + f"?lang={language}"
    page.goto(here)
    expect(page.locator("dl", has_text="••••••••••").first).to_be_visible()
    assert number not in page.content()
    expect(page.get_by_text(born)).to_be_visible()
    walk.look()
    context.close()
    looked_at(walk_in(chromium.new_context(locale=LOCALES[language], color_scheme=theme), base), people, here, number)


def choose_place(page, district, settlement):
    """The second district by its arrow, and a settlement of those then offered."""
    tab_to(page, f"#field-{district}")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"#field-{district}")).to_have_value("Бургас")
    page.keyboard.press("Tab")
    expect(page.locator(f"#field-{settlement}-list option[value='Созопол']")).to_be_attached()
    write(page, settlement, "Созопол")


def looked_at(walk, people, here, number):
    """The manager asks for the number, by keyboard, and sees it once."""
    page = walk.page
    walk.sign_in(*people["manager"])
    page.goto(here)
    walk.look()
    assert number not in page.content()
    tab_to(page, "form[action$='/number'] button")
    page.keyboard.press("Enter")
    expect(page.get_by_text(number)).to_be_visible()
    walk.look()
    page.goto(here)
    assert number not in page.content()
    expect(page.locator("#deeds li").first).to_be_visible()
    page.context.close()
