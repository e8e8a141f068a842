"""What a partner does through links alone, on a telephone and in both languages: the reminder is sent from where the lead
sees what is missing, the link opens one thing, and afterwards it opens nothing; and the account both sides read.
"""

# ruff: noqa: F811 - the fixtures of the walk through the demo are used by their names

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_journey import (  # noqa: F401 - fixtures
    CODE,
    IN_CHROMIUM,
    LOCALES,
    PAPER,
    chromium,
    demo,
    walk_in,
)

pytestmark = IN_CHROMIUM
PHONE = {"width": 360, "height": 780}
# What the lead asks for in each language; a deliverable that is late is added first.
ASKED = {"bg": "deliverable", "en": "costs"}
# Which partner, as the form counts them, still has something of the kind to do; the letter goes to the same person.
PARTNER = {"bg": 3, "en": 2}
ABOUT = {"bg": re.compile("Очаква"), "en": re.compile("await", re.IGNORECASE)}


def letter_of(demo, chromium, language):
    """The lead asks for everything that is missing; the partner's person reads the letter."""
    base, people = demo
    walk = walk_in(chromium.new_context(locale=LOCALES[language], viewport={"width": 1280, "height": 900}), base)
    page = walk.page
    walk.sign_in(*people["manager"])
    if ASKED[language] == "deliverable":
        page.goto(f"{base}/projects/{CODE}/rows/deliverable/new")
        page.locator("#field-title_bg").fill("Наръчник за посрещане на гости")
        page.locator("#field-title_en").fill("Handbook for receiving guests")
        page.locator("#field-partner").select_option("3")
        page.locator("#field-due").fill("1.11.2026")
        page.locator("main form button[type=submit]").first.click()
    walk.to(f"/projects/{CODE}/missing?lang={language}")
    form = page.locator("form", has=page.locator(f"[id^='field-to_address_'][id$='-{PARTNER[language]}']"))
    for box in form.locator("input[name^='ask_']").all():
        box.set_checked((box.get_attribute("name") or "").startswith(f"ask_{ASKED[language]}-"))
    form.locator("summary").click()
    form.locator("[id^='field-to_address_']").fill(people["partner"][0])
    walk.look()
    form.locator(f"input[type=radio][value={language}]").check()
    form.locator("button[type=submit]").click()
    expect(page.get_by_role("status")).to_be_visible()
    walk.look()
    page.context.close()

    walk = walk_in(chromium.new_context(locale="en-GB"), base)
    walk.sign_in(*people["partner"])
    walk.to("/letters")
    # A reminder for the coming morning stands above it until seven o'clock.
    walk.page.locator("main a[href^='/letters/']").filter(has_text=ABOUT[language]).first.click()
    links = re.findall(r"https?://\S+/link/[\w-]+", walk.page.locator("main").inner_text())
    walk.page.context.close()
    return [link.partition("/link/")[2] for link in links]


@pytest.mark.parametrize("language", ["bg", pytest.param("en", marks=pytest.mark.walk)])
def test_it_takes_what_is_missing_in_through_links_on_a_phone(demo, chromium, language, tmp_path):
    base, _ = demo
    tokens = letter_of(demo, chromium, language)
    assert tokens
    dark = "dark" if language == "bg" else "light"
    context = chromium.new_context(locale=LOCALES[language], color_scheme=dark, viewport=PHONE, has_touch=True)
    walk = walk_in(context, base)
    page = walk.page
    scan = tmp_path / "Наръчник.pdf"
    scan.write_bytes(PAPER)
    for token in tokens[:1]:
        walk.to(f"/link/{token}")
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("nav.places")).to_have_count(0)
        if ASKED[language] == "deliverable":
            hand_over(walk, scan)
        else:
            enter(walk)
        expect(page.locator("main h1")).to_contain_text("Благодарим" if language == "bg" else "Thank you")
        walk.look()
        page.goto(f"{base}/link/{token}")
        expect(page.locator("main form button")).to_be_visible()  # it opens no more, and offers to ask for another
        walk.console.clear()  # the browser notes the 410 itself
        walk.look()


def hand_over(walk, scan):
    """A day that does not exist is answered beside it; then the deliverable goes with its file."""
    page = walk.page
    page.locator("#field-delivered").fill("31.02.2026")
    page.locator("main button[type=submit]").click()
    expect(page.locator(".error-summary a")).to_have_attribute("href", "#field-delivered")
    walk.console.clear()  # the browser notes the 422 itself
    walk.look()
    page.locator("#field-delivered").fill("20.11.2026")
    if page.locator("#field-delivered_quantity").count():
        page.locator("#field-delivered_quantity").fill("950")
    page.locator("#field-file").set_input_files(scan)
    page.locator("main button[type=submit]").click()


def enter(walk):
    """One expense of the month is entered and all of them are sent."""
    page = walk.page
    page.locator("#field-paper_number").fill("F-2026/77")
    page.locator("#field-issued").fill("12.10.2026")
    page.locator("#field-net").fill("100.50")
    page.locator("#field-description_en").fill("Paper")
    page.locator("#field-line").select_option(index=1)
    page.locator("button[name=then][value=keep]").click()
    expect(page.locator("ul.tasks li", has_text="F-2026/77")).to_be_visible()
    walk.look()
    page.locator("button[name=then][value=send]").click()


@pytest.mark.walk
@pytest.mark.parametrize(("language", "theme"), [("bg", "dark"), ("en", "light")])
def test_the_lead_passes_money_on_and_the_partner_reads_its_account_on_a_phone(demo, chromium, language, theme):
    base, people = demo
    order = f"ПН-9{language}"
    desk = chromium.new_context(locale=LOCALES[language], viewport={"width": 1280, "height": 900}, color_scheme=theme)
    walk = walk_in(desk, base)
    walk.sign_in(*people["accountant"])
    walk.to(f"/projects/{CODE}/partners?lang={language}")
    walk.page.locator("main table a.row-link", has_text="Подул Алб" if language == "bg" else "Podul Alb").first.click()
    walk.look()
    here = walk.page.url.removeprefix(base)
    walk.page.locator("#account a.button").click()
    walk.page.locator("#field-paid").fill("2.11.2026")
    walk.page.locator("#field-order_number").fill(order)
    walk.page.locator("#field-amount").fill("0")
    walk.page.locator("main form button[type=submit]").first.click()
    expect(walk.page.locator("#field-amount-error")).to_be_visible()
    walk.console.clear()  # the browser notes the 422 itself
    walk.look()
    walk.page.locator("#field-amount").fill("10,01" if language == "bg" else "10.01")
    walk.page.locator("main form button[type=submit]").first.click()
    walk.page.wait_for_url("**/partners")
    walk.look()
    desk.close()

    phone = chromium.new_context(locale=LOCALES[language], viewport=PHONE, color_scheme=theme)
    walk = walk_in(phone, base)
    walk.sign_in(*people["partner"])
    walk.to(f"{here.partition('?')[0]}?lang={language}")
    account = walk.page.locator("#account")
    expect(account).to_contain_text(order)
    expect(account).to_contain_text("10,01" if language == "bg" else "10.01")
    answer = walk.page.goto(base + f"/projects/{CODE}/partners/1")
    assert answer is not None
    assert answer.status == 404
    phone.close()
