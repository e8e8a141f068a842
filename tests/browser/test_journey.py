"""A real Chromium walks through the demo as people do, in both languages, on a desk and on a phone, by day and by night;
every page visited is held against axe's rules and says nothing in the browser's console.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from tests.running import filled_demo, free_port, own_folder, running

# The headless shell draws the same pages with a quarter less work: the whole browser brings its own windows along.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium") or shutil.which("chromium-browser")
IN_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="install Debian's package chromium to walk the pages"),
]
pytestmark = IN_CHROMIUM
QUIET = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-quic",
]  # fmt: skip
CODE = "BG05SFPR002-2.900-0123-C01"
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


# The page with what it is shown on; what a form carries unseen is another each time.
_AS_IT_IS = """() => document.documentElement.outerHTML.replace(/<input type="hidden"[^>]*>/g, '') + innerWidth
  + matchMedia('(prefers-color-scheme: dark)').matches + document.querySelectorAll(':popover-open').length + document.activeElement.id"""
HELD: set[str] = set()  # the pages that axe has nothing to say of
# What contrast depends on, of every element with words that one sees: its colour, the ground it stands on, and its letters.
_COLOURED = """() => { const ground = e => { for (; e; e = e.parentElement) {
    const colour = getComputedStyle(e).backgroundColor; if (!colour.endsWith(', 0)')) return colour } }
  const words = e => [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())
  return [...new Set([...document.body.querySelectorAll('*')].filter(e => words(e) && e.checkVisibility()).map(e => {
    const s = getComputedStyle(e); return [s.color, ground(e), s.fontSize, s.fontWeight, s.opacity].join(' ') }))] }"""
COLOURED: set[str] = set()  # those whose contrast axe has nothing to say of: on other pages it is not measured again


@dataclass
class Walk:
    """A walk through the demo: each page is looked over, and what the console said is kept."""

    page: Page
    base: str
    console: list[str] = field(default_factory=list)

    def to(self, path: str) -> None:
        self.page.goto(self.base + path)
        self.look()

    def look(self) -> None:
        """Hold the page against axe and against what a phone can show; a page to the letter the same was held against axe before."""
        self.page.locator("body").wait_for()
        page = self.page.evaluate(_AS_IT_IS)
        if page not in HELD:
            coloured = set(self.page.evaluate(_COLOURED))
            known = {"rules": {"color-contrast": {"enabled": False}}} if coloured <= COLOURED else {}
            found = Axe().run(self.page, options={"resultTypes": ["violations"], **known})
            assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"
            HELD.add(page)
            COLOURED.update(coloured)
        wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 1, f"{self.page.url} is {wide} pixels too wide"
        assert self.console == [], (self.page.url, self.console)

    def sign_in(self, email: str, password: str) -> None:
        self.to("/sign-in")
        self.page.locator("#field-email").fill(email)
        self.page.locator("#field-password").fill(password)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url("**/projects")
        self.look()


@contextmanager
def demo_of_its_own() -> Iterator[tuple[str, dict[str, tuple[str, str]]]]:
    """A demo as its first start leaves it: its address, and e-mail and password by role."""
    with own_folder() as folder:
        port, data = free_port(), filled_demo(folder / "демо")
        with running("demo", "--data", str(data), "--port", str(port), ready=" admin\n") as process:
            people = [line.split() for line in process.lines if "@" in line]
            yield f"http://localhost:{port}", {role: (email, password) for email, password, role in people}


@pytest.fixture(scope="module")
def demo() -> Iterator[tuple[str, dict[str, tuple[str, str]]]]:
    """A demo that the walks of one file share."""
    with demo_of_its_own() as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


def walk_in(context: BrowserContext, base: str) -> Walk:
    page = context.new_page()
    walk = Walk(page, base)
    page.on("console", lambda said: walk.console.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda problem: walk.console.append(str(problem)))
    return walk


expect.set_options(timeout=20_000)  # milliseconds: a busy machine is no fault of a page

LOCALES = {"bg": "bg-BG", "en": "en-GB"}


@pytest.mark.parametrize("language", ["bg", pytest.param("en", marks=pytest.mark.walk)])
def test_it_leads_from_the_door_to_a_reported_expense(demo, chromium, language, tmp_path):
    base, people = demo
    context = chromium.new_context(
        locale=LOCALES[language], accept_downloads=True, viewport={"width": 1280, "height": 900}
    )
    walk = walk_in(context, base)
    page = walk.page
    walk.sign_in(*people["manager"])
    walk.to("/account")
    page.locator(f"input[name=language][value={language}]").check()
    page.locator("main button[type=submit]").first.click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_role("status")).to_be_visible()

    walk.to("/projects")
    page.locator(f"a[href='/projects/{CODE}']").first.click()
    walk.look()
    walk.to(f"/projects/{CODE}/expenses")
    page.locator(f"a[href='/projects/{CODE}/expenses/new']").first.click()
    walk.look()

    # Nothing typed: each field says what it needs, beside itself and on top, and nothing is recorded.
    page.locator("#field-supplier_name").fill("Печатница „Зора“ ООД")
    page.locator("button[name=then][value=back]").click()
    expect(page.locator(".error-summary a").first).to_be_visible()
    expect(page.locator("#field-supplier_name")).to_have_value("Печатница „Зора“ ООД")
    walk.console.clear()  # the browser notes the 422 itself
    walk.look()

    scan = tmp_path / "Фактура № 77.pdf"
    scan.write_bytes(PAPER)
    number = f"77000000{1 if language == 'bg' else 2}"
    page.locator("#field-paper_number").fill(number)
    page.locator("#field-issued").fill("10.09.2026")
    page.locator("#field-paid").fill("2026-09-14")
    page.locator("#field-net").fill("1 234,50" if language == "bg" else "1,234.50")
    page.locator("#field-description_bg").fill("Отпечатване на брошури")
    page.locator("#field-line").select_option(index=1)
    page.locator("#field-file").set_input_files(scan)
    page.locator("button[name=then][value=back]").click()
    page.wait_for_url(re.compile(r"/expenses(/\d+)?$"))
    walk.look()
    walk.to(f"/projects/{CODE}/expenses")
    row = page.locator("tr", has_text=number).first
    expect(row).to_contain_text("1 234,50" if language == "bg" else "1,234.50")
    row.locator("a.row-link").click()
    walk.look()
    with page.expect_response("**/files/**") as seen:
        page.locator("a[href*='/files/']").first.click()
    assert seen.value.status == 200

    walk.to(f"/projects/{CODE}/reports")
    page.locator("#field-first").fill("01.04.2026")
    page.locator("#field-last").fill("30.06.2026")
    page.locator("main form.filters button[type=submit]").click()
    walk.look()
    page.locator("main form.no-print button[type=submit]").click()
    walk.look()
    with page.expect_download() as download:
        page.locator("a[download]").first.click()
    assert download.value.path().read_bytes()[:2] == b"PK"
    context.close()


EVERYWHERE = [
    "/projects", "/tasks", "/deadlines", "/deadlines/month", "/deadlines/year", "/organisations", "/letters", "/account", "/search?q=0123", "/import", "/projects/new",
    f"/projects/{CODE}", f"/projects/{CODE}/details", f"/projects/{CODE}/findings", f"/projects/{CODE}/edit",
    f"/projects/{CODE}/partners", f"/projects/{CODE}/partners/1", f"/projects/{CODE}/partners/3", f"/projects/{CODE}/workplan",
    f"/projects/{CODE}/deliverables", f"/projects/{CODE}/deliverables?show=late", f"/projects/{CODE}/deliverables/4", f"/projects/{CODE}/deliverables/6",
    f"/projects/{CODE}/indicators", f"/projects/{CODE}/indicators/1", f"/projects/{CODE}/indicators/4/values/5", f"/projects/{CODE}/rows/indicator/new",
    f"/projects/{CODE}/budget",
    f"/projects/{CODE}/team", f"/projects/{CODE}/team/1", f"/projects/{CODE}/team/2", f"/projects/{CODE}/team/1/edit",
    f"/projects/{CODE}/expenses", f"/projects/{CODE}/deadlines", f"/projects/{CODE}/deadlines/1", f"/projects/{CODE}/deadlines/13",
    f"/projects/{CODE}/deadlines/rules", f"/projects/{CODE}/deadlines/rules/programme", f"/projects/{CODE}/rows/deadline_rule/new",
    "/account/reminders", "/account/calendars", f"/projects/{CODE}/reports", f"/projects/{CODE}/history",
    f"/projects/{CODE}/payments", f"/projects/{CODE}/payments?claim=5000", f"/projects/{CODE}/payments/convert",
    "/rates", "/rates/new", "/rates/load",
    f"/projects/{CODE}/rows/activity/new", "/projects/usaid-2004", "/projects/usaid-2004/budget", "/shared/organisation/new",
]  # fmt: skip


@pytest.mark.walk
@pytest.mark.parametrize(
    ("language", "width", "theme"),
    [("bg", 360, "dark"), ("en", 1280, "light")],
)
def test_it_shows_every_page_on_a_desk_and_on_a_phone(demo, chromium, language, width, theme):
    base, people = demo
    context = chromium.new_context(
        locale=LOCALES[language], color_scheme=theme, viewport={"width": width, "height": 800}
    )
    walk = walk_in(context, base)
    walk.sign_in(*people["manager"])
    for path in EVERYWHERE:
        walk.to(path + ("&" if "?" in path else "?") + f"lang={language}")
        expect(walk.page.locator("h1")).to_have_count(1)
    context.close()


@pytest.mark.walk
def test_the_partner_hands_over_again_on_a_phone_and_the_manager_accepts(demo, chromium, tmp_path):
    base, people = demo
    phone = chromium.new_context(locale="en-GB", viewport={"width": 360, "height": 800})
    walk = walk_in(phone, base)
    walk.sign_in(*people["partner"])
    walk.to(f"/projects/{CODE}/deliverables?show=returned")
    walk.page.locator("main table a.row-link").click()
    walk.look()
    expect(walk.page.locator(".notice.wait")).to_contain_text("емблемата")
    here = walk.page.url
    fake, cover = tmp_path / "Корица.png", tmp_path / "Корица.pdf"
    for place in (fake, cover):
        place.write_bytes(PAPER)
    walk.page.locator("#field-delivered_quantity").fill("1200")
    walk.page.locator("#field-file").set_input_files(fake)
    walk.page.get_by_role("button", name="Hand over").click()
    expect(walk.page.locator("#field-file-error")).to_contain_text("is not what it says")
    expect(walk.page.locator("#field-delivered_quantity")).to_have_value("1200")
    walk.console.clear()  # the browser notes the 422 itself
    walk.look()
    walk.page.locator("#field-file").set_input_files(cover)
    walk.page.get_by_role("button", name="Hand over").click()
    expect(walk.page.locator(".facts")).to_contain_text("1,200 of 1,200 copies")
    walk.page.locator("#field-comment").fill("Now with both towns.")
    walk.page.get_by_role("button", name="Send the comment").click()
    expect(walk.page.locator(".comments li").last).to_contain_text("Now with both towns.")
    walk.look()
    phone.close()
    desk = chromium.new_context(locale="bg-BG", viewport={"width": 1280, "height": 900})
    walk = walk_in(desk, base)
    walk.sign_in(*people["manager"])
    walk.to("/tasks")
    walk.page.locator(f"a[href='{here.removeprefix(base)}']").click()
    walk.look()
    with walk.page.expect_response("**/files/**") as seen:
        walk.page.locator(".attached a:not(.apart)", has_text="Корица.pdf").click()
    assert seen.value.status == 200
    walk.to(here.removeprefix(base))
    walk.page.locator("input[name=to][value=accepted] ~ .form-actions button").click()
    expect(walk.page.locator(".page-head .tag.good").last).to_be_visible()
    walk.to(here.removeprefix(base) + "?lang=bg")  # an earlier walk may have chosen another language for the manager
    expect(walk.page.locator(".page-head .tag").last).to_have_text("приет")
    walk.look()
    desk.close()


def test_it_is_used_by_keyboard_alone(demo, chromium):
    base, people = demo
    context = chromium.new_context(locale="bg-BG", viewport={"width": 1280, "height": 900})
    walk = walk_in(context, base)
    page = walk.page
    page.goto(base + "/sign-in")
    page.keyboard.type(people["accountant"][0])
    page.keyboard.press("Tab")
    page.keyboard.type(people["accountant"][1])
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('row-link')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/projects/BG"))
    context.close()


def test_it_works_without_scripts(demo, chromium):
    base, people = demo
    context = chromium.new_context(locale="bg-BG", java_script_enabled=False)
    page = context.new_page()
    page.goto(base + "/sign-in")
    page.locator("#field-email").fill(people["manager"][0])
    page.locator("#field-password").fill(people["manager"][1])
    page.locator("main button[type=submit]").click()
    page.goto(f"{base}/projects/{CODE}/rows/activity/new")
    page.locator("#field-title_bg").fill("Нова дейност без скриптове")
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("Нова дейност без скриптове")
    context.close()


def test_it_opens_what_was_found_about_a_row_by_keyboard_and_without_scripts_by_a_link(demo, chromium):
    base, people = demo
    for language, width, theme in (("bg", 360, "dark"), ("en", 1280, "light")):
        context = chromium.new_context(
            locale=LOCALES[language], color_scheme=theme, viewport={"width": width, "height": 800}
        )
        walk = walk_in(context, base)
        walk.sign_in(*people["accountant"])
        walk.to(f"/projects/{CODE}/expenses?lang={language}")
        tag = walk.page.locator("details[name=row-found] > summary").first
        expect(tag).to_be_visible()
        tag.focus()
        walk.page.keyboard.press("Enter")
        told = walk.page.locator("details[name=row-found][open] .told")
        expect(told.locator("li").first).to_be_visible()
        walk.look()
        told.locator("a").focus()
        walk.page.keyboard.press("Enter")
        walk.page.wait_for_url("**/findings?expense=*")
        expect(walk.page.locator(".findings li").first).to_be_visible()
        walk.look()
        context.close()
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(base + "/sign-in")
    page.locator("#field-email").fill(people["accountant"][0])
    page.locator("#field-password").fill(people["accountant"][1])
    page.locator("main button[type=submit]").click()
    page.goto(f"{base}/projects/{CODE}/expenses")
    page.locator(".row-found a").first.click()
    expect(page.locator(".findings li").first).to_be_visible()
    context.close()


def test_it_shows_the_letter_in_the_demo_and_nothing_to_a_stranger(demo, chromium):
    base, people = demo
    context = chromium.new_context(locale="bg-BG")
    walk = walk_in(context, base)
    walk.sign_in(*people["manager"])
    walk.to("/letters")
    walk.page.locator("main a[href^='/letters/']").first.click()
    walk.look()
    expect(walk.page.locator("main")).to_contain_text("http://localhost")
    stranger = chromium.new_context()
    page = stranger.new_page()
    page.goto(f"{base}/projects/{CODE}")
    assert "/sign-in" in page.url
    stranger.close()
    context.close()


def test_the_partner_sees_only_its_own_part(demo, chromium):
    base, people = demo
    context = chromium.new_context(locale="en-GB")
    walk = walk_in(context, base)
    walk.sign_in(*people["partner"])
    walk.to(f"/projects/{CODE}/budget")
    expect(walk.page.locator("main")).not_to_contain_text("Сдружение „Топъл праг“")
    for path, status in (("/projects/usaid-2004", 404), (f"/projects/{CODE}/history", 403)):
        answer = walk.page.goto(base + path)
        assert answer is not None
        assert answer.status == status
    context.close()


@pytest.mark.walk
@pytest.mark.parametrize(("language", "width", "theme"), [("bg", 1280, "light"), ("en", 360, "dark")])
def test_it_shows_what_an_amendment_moves_before_it_is_asked(demo, chromium, language, width, theme):
    base, people = demo
    context = chromium.new_context(
        locale=LOCALES[language], color_scheme=theme, viewport={"width": width, "height": 800}
    )
    walk = walk_in(context, base)
    page, here = walk.page, f"/projects/{CODE}/amendments"
    walk.sign_in(*people["manager"])
    walk.to(f"/projects/{CODE}/contract?lang={language}")
    walk.to(f"{here}?lang={language}")
    page.locator("main a.row-link").first.click()
    walk.look()
    walk.to(f"{here}/new?lang={language}")
    page.locator("#field-reason_bg").fill("Проектът приключва по-рано")
    page.locator("#field-reason_en").fill("The project ends sooner")
    page.locator("main form button.primary").click()
    page.wait_for_url(re.compile(r"/amendments/\d+$"))
    one = re.sub(r"^https?://[^/]+", "", page.url)
    walk.to(f"{one}/changes/new?lang={language}")
    page.locator("a[href$='kind=indicator']").click()
    walk.look()
    page.locator("#field-row").select_option(index=1)
    page.locator("main form button.primary").click()
    page.locator("#field-target").fill("180")
    walk.look()
    page.locator("main form button.primary").click()
    page.wait_for_url(re.compile(r"/amendments/\d+$"))
    walk.to(f"{one}/changes/new?kind=project&lang={language}")
    page.locator("#field-end").fill("1.1.2020")
    page.locator("main form button.primary").click()
    expect(page.locator(".error-summary a")).to_have_attribute("href", "#field-end")
    walk.console.clear()  # the browser notes the 422 itself
    walk.look()
    today = page.evaluate("new Date().toLocaleDateString('bg-BG').replace(/[^0-9.]/g, '')")
    page.locator("#field-end").fill(today)
    page.locator("main form button.primary").click()
    page.wait_for_url(re.compile(r"/amendments/\d+$"))
    walk.to(f"{one}?lang={language}")
    expect(page.locator("#changes tbody")).to_have_count(2)
    expect(page.locator("#changes")).to_contain_text("180")
    expect(page.locator("#moves tbody tr").first).to_be_visible()
    page.locator("button[value=asked]").click()
    page.wait_for_load_state()
    walk.look()
    expect(page.locator("button[value=refused]")).to_be_visible()
    page.locator("button[value=draft]").click()
    page.locator("button[value=removed]").click()
    page.wait_for_url(re.compile(r"/amendments$"))
    walk.look()
    context.close()
