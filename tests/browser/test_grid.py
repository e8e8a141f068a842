"""A block of forty rows copied from a spreadsheet is pasted into the budget's grid of a real Chromium, in both languages; the
budget's own page then comes to its sum, to the cent.
"""

# ruff: noqa: F811 - the fixtures of the walk through the demo are used by their names

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_journey import IN_CHROMIUM, LOCALES, chromium, demo, walk_in  # noqa: F401 - fixtures

pytestmark = IN_CHROMIUM
# A project of the demo without a budget for each language; headings as the funder's form has them, and as the grid has them.
SHEETS = {
    "bg": ("usaid-2004", ["№", "Описание на разхода", "Мярка", "Брой", "Ед. цена", "Общо"]),
    "en": ("asp-2011", ["Amount", "Budget line", "No.", "Number of units", "Unit price", "Partner"]),
}


def written(cents, language):
    """An amount as a spreadsheet of that language shows it."""
    units, rest = divmod(cents, 100)
    group, point = ("\N{NO-BREAK SPACE}", ",") if language == "bg" else (",", ".")
    return f"{units:,}".replace(",", group) + f"{point}{rest:02}"


def rows_of(language):
    """Forty rows with what each comes to: every third is units at a price, the others a typed amount."""
    rows = []
    for n in range(1, 41):
        price = 12345 * n + 7
        words = f'Ред {n}: „Зала“,\nс "обяд"' if n == 5 else f"Ред {n}"
        rows.append((f"{(n - 1) // 8 + 1}.{(n - 1) % 8 + 1}", words, n, price, price * n, n % 3 == 0))
    return rows


def block(language):
    """The rows as they lie on the clipboard: tabs, line ends, a cell with a line break in quotes."""
    _, headings = SHEETS[language]
    lines = ["\t".join(headings)]
    for number, words, units, price, cents, computed in rows_of(language):
        said = '"' + words.replace('"', '""') + '"' if "\n" in words else words
        amount = "" if computed else written(cents, language)
        counted = (str(units), written(price, language)) if computed else ("", "")
        if language == "bg":
            lines.append("\t".join((number, said, "бр.", *counted, amount)))
        else:
            lines.append("\t".join((amount, said, number, *counted, "")))
    return "\r\n".join(lines) + "\r\n"


@pytest.mark.parametrize("language", ["bg", pytest.param("en", marks=pytest.mark.walk)])
def test_it_takes_forty_rows_from_a_spreadsheet_and_comes_to_their_sum(demo, chromium, language):
    base, people = demo
    context = chromium.new_context(
        locale=LOCALES[language],
        viewport={"width": 1280, "height": 900},
        permissions=["clipboard-read", "clipboard-write"],
    )
    walk = walk_in(context, base)
    page = walk.page
    walk.sign_in(*people["manager"])
    code, _ = SHEETS[language]
    total = sum(cents for *_, cents, _ in rows_of(language))

    walk.to(f"/projects/{code}/budget?lang={language}")
    page.goto(f"{base}/projects/{code}/budget/edit?lang={language}")
    walk.look()
    before = page.locator("table[data-grid] tbody tr").count()
    page.evaluate("text => navigator.clipboard.writeText(text)", block(language))
    page.locator("[name='r0.number']").click()
    page.keyboard.press("Control+V")
    expect(page.locator("[name='r39.number']")).to_have_value("5.8")
    assert page.locator("table[data-grid] tbody tr").count() > max(40, before)
    expect(page.locator("[name='r4.title']")).to_have_value('Ред 5: „Зала“, с "обяд"')
    expect(page.locator("#grid-total")).to_contain_text(written(total, language))
    expect(page.locator("[name='r2.amount']")).to_have_attribute("placeholder", written(37042 * 3, language))
    walk.look()

    # By keyboard: down, up, and on from the last row to a new one; then one cell is spoiled and nothing is kept.
    page.locator("[name='r0.amount']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[name='r1.amount']")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("[name='r0.amount']")).to_be_focused()
    good = page.locator("[name='r0.amount']").input_value()
    page.locator("[name='r0.amount']").fill("12,345")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".error-summary a")).to_have_attribute("href", "#field-r0.amount")
    expect(page.locator("[name='r39.number']")).to_have_value("5.8")
    walk.console.clear()  # the browser notes the 422 itself
    walk.look()
    page.locator("[name='r0.amount']").fill(good)
    page.keyboard.press("Control+Enter")
    page.wait_for_url(re.compile(rf"/projects/{code}/budget(\?|$)"))
    walk.to(f"/projects/{code}/budget?lang={language}")
    expect(page.locator("table.budget tbody tr")).to_have_count(40)
    expect(page.locator("table.budget tfoot")).to_contain_text(written(total, language))
    context.close()
