"""In a real Chromium a file of the accounting with ten faulty rows shows ten problems by row and column, and nothing is saved;
put right, it is brought in, agrees with the ledger, and is undone again.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.accounting.conftest import BG, csv_of, xlsx_of
from tests.browser.test_journey import (  # noqa: F401 - two of them are fixtures
    CODE,
    IN_CHROMIUM,
    LOCALES,
    Walk,
    chromium,
    demo,
    walk_in,
)

pytestmark = [*IN_CHROMIUM, pytest.mark.walk]

HERE = f"/projects/{CODE}/accounting"
FAULTS = [
    ("A", ""), ("A", "31.02.2026"), ("A", "1/2/26"), ("B", ""), ("C", ""), ("D", "131129281"), ("H", "12,345"), ("H", "NaN"), ("H", "1e3"), ("H", ""),
]  # fmt: skip
SAID = {
    "bg": ("Липсва датата", "Няма такъв ден", "може да е 1.02.2026", "Липсва номерът", "Липсва доставчикът", "Контролната цифра",
           "12345 или като 12,345", "„NaN“ не е число", "„1e3“ не е число", "няма сума"),
    "en": ("The date of the document is missing", "There is no such day", "can be 1 Feb 2026", "The number of the document is missing",
           "The supplier is missing", "The last digit of this EIK", "12345 or as 12,345", "“NaN” is not a number", "“1e3” is not a number",
           "There is no amount"),
}  # fmt: skip


def line(number: int, language: str, **cells: str) -> list[str]:
    """A row of the accounting, good but for these cells."""
    good = [
        "03.11.2026",
        f"{language}-{number}",
        f"Доставчик {number} ЕООД",
        "",
        "Материали",
        "",
        "",
        f"{number},50",
        "602",
    ]
    return [cells.get(letter, cell) for letter, cell in zip("ABCDEFGHI", good, strict=True)]


def send(walk: Walk, name: str, content: bytes) -> None:
    walk.page.locator("#field-file").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    walk.page.locator("form[enctype] button[type=submit]").click()
    walk.page.wait_for_load_state()


@pytest.mark.parametrize(("language", "width"), [("bg", 1280), ("en", 360)])
def test_it_shows_ten_faulty_rows_as_ten_problems_and_saves_nothing(demo, chromium, language, width):  # noqa: F811
    base, people = demo
    context = chromium.new_context(locale=LOCALES[language], viewport={"width": width, "height": 900})
    walk = walk_in(context, base)
    page = walk.page
    walk.sign_in(*people["accountant"])
    walk.to(f"/account?lang={language}")
    page.locator(f"input[name=language][value={language}]").check()
    page.locator("main button[type=submit]").first.click()
    page.wait_for_load_state()
    walk.to(f"/projects/{CODE}/expenses")
    page.locator(f"main a[href='{HERE}']").click()
    walk.look()

    mark = f"{language}{width}"
    faulty = [line(at, mark, **{letter: cell}) for at, (letter, cell) in enumerate(FAULTS, 1)]
    good = [line(at, mark) for at in (20, 21)]
    send(walk, f"{mark}.csv", csv_of([["Журнал"], BG, good[0], *faulty, good[1]], encoding="cp1251"))
    if page.url.endswith("/columns"):
        walk.look()
        page.locator("form.wide button[type=submit]").click()
        page.wait_for_load_state()
    walk.look()
    listed = page.locator("#problems li")
    expect(listed).to_have_count(10)
    for at, ((letter, cell), said) in enumerate(zip(FAULTS, SAID[language], strict=True)):
        place = f"Ред {at + 4}, колона {letter}" if language == "bg" else f"Row {at + 4}, column {letter}"
        expect(listed.nth(at)).to_contain_text(place)
        expect(listed.nth(at)).to_contain_text(said)
        if cell:
            expect(listed.nth(at)).to_contain_text(f": {cell})")
    expect(page.locator("input[name=seal]")).to_have_count(0)
    preview = page.url
    walk.to(f"/projects/{CODE}/expenses?q={mark}-20")
    expect(page.locator("table.ledger")).to_have_count(0)

    page.goto(preview)
    send(walk, f"{mark}.xlsx", xlsx_of([["Журнал"], BG, *good]))
    expect(page.locator("#problems")).to_have_count(0)
    walk.look()
    page.locator("form:has(input[name=seal]) button[type=submit]").click()
    page.wait_for_load_state()
    walk.look()
    expect(page.locator("tbody tr")).to_have_count(2)
    kept = page.url.removeprefix(base)
    walk.to(f"{HERE}/reconcile")
    expect(page.locator("#missing-here table, #changed table")).to_have_count(0)
    walk.to(f"{kept}/undo")
    page.locator("button.danger").click()
    page.wait_for_url(re.compile(re.escape(kept) + "$"))
    walk.look()
    context.close()
