"""From a letter to done without signing in, in a real Chromium on a phone: the letter was really sent, opening a link of it changes
nothing, its one button brings about the one thing, and afterwards the link says that it did.
"""

# ruff: noqa: F811 - the fixture of the browser is used by its name

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeVar

import asyncpg
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from grants.access import Role
from grants.letters.links.signed import Answer
from grants.storage import embedded
from grants.storage.database import connected
from tests import bare_rows
from tests.browser.test_journey import IN_CHROMIUM, LOCALES, Walk, chromium, walk_in  # noqa: F401 - chromium is a fixture
from tests.post_office import Mailbox, mail_server
from tests.running import free_port, grants, own_folder, running

T = TypeVar("T")
pytestmark = [*IN_CHROMIUM, pytest.mark.walk]
READERS = {"bg": "ivan@zaedno.example", "en": "elena@puente.example"}
TITLES = {
    Answer.DONE: ("Списъци на участниците от Гурково", "Lists of the participants from Gurkovo"),
    Answer.BEGUN: ("Междинен технически отчет", "Interim technical report"),
    Answer.LATER: ("Справка за изплатените възнаграждения", "Statement of the salaries paid"),
    Answer.NOT_MINE: ("Протокол от срещата с общината", "Minutes of the meeting with the municipality"),
}
HEADINGS = {
    "bg": ("Отбелязан като изпълнен", "Отбелязано: работи се", "Отложен", "Върнат на координатора"),
    "en": ("Marked as done", "Noted: in progress", "Put off", "Given back"),
}
NOT_OPEN = {"bg": "Срокът вече е изпълнен", "en": "This deadline is done already"}
# A mail program shows a letter among landmarks and in colours of its own.
AS_A_LETTER = {"runOnly": ["wcag2a", "wcag2aa"], "rules": {"color-contrast": {"enabled": False}}}


@dataclass
class Tracker:
    """A tracker whose letters have left: where it answers, its database, and each reader's letter."""

    base: str
    credentials: dict[str, Any]
    mailbox: Mailbox
    deadlines: dict[tuple[str, Answer], int]

    def letter(self, language: str) -> str:
        """What somebody's mail program shows."""
        (letter,) = (one for one in self.mailbox.taken if one["To"] == READERS[language])
        body = letter.get_body(("html",))
        assert body is not None
        return str(body.get_content())

    def kept(self) -> dict[str, str]:
        """Everything in the database, table by table."""

        async def read() -> dict[str, str]:
            connection = await asyncpg.connect(**self.credentials)
            names = [
                row["table_name"]
                for row in await connection.fetch(
                    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
                )
            ]
            whole = {
                name: await connection.fetchval(f"SELECT string_agg(t::text, chr(10) ORDER BY t::text) FROM {name} t")
                for name in names
            }
            await connection.close()
            return whole

        return apart(read)

    def deadline(self, language: str, answer: Answer) -> dict[str, Any]:
        """One of the deadlines as it is kept."""

        async def read() -> dict[str, Any]:
            connection = await asyncpg.connect(**self.credentials)
            found = await connection.fetchrow("SELECT * FROM deadline WHERE id = $1", self.deadlines[language, answer])
            await connection.close()
            return dict(found)

        return apart(read)


def apart(work: Callable[[], Awaitable[T]]) -> T:
    """Done in a thread of its own: Playwright's loop runs in this one."""

    async def whole() -> T:
        return await work()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, whole()).result()


@contextmanager
def letters_sent() -> Iterator[Tracker]:
    """Two people are reminded of four deadlines each, one in Bulgarian and one in English; it is about noon."""
    zone = f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"
    with own_folder() as folder, mail_server() as mailbox:
        server = embedded.start(folder / "данни", fast=True)
        port = free_port()
        settings = {
            "DATA_DIR": str(folder / "данни"),
            "SECRET_KEY": "ключ-на-теста-" * 4,
            "SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}",
            "MAIL_FROM": "grants@example.org",
            "PORT": str(port),
            "BASE_URL": f"http://localhost:{port}",
            "TIME_ZONE": zone,
        }
        try:
            grants("migrate", **settings)
            credentials = server.address.credentials()
            deadlines = apart(lambda: _asked(credentials))
            grants("remind", **settings)
            grants("post", **settings)
            with running("serve", settings=settings):
                yield Tracker(settings["BASE_URL"], credentials, mailbox, deadlines)
        finally:
            server.leave()


async def _asked(credentials: dict[str, Any]) -> dict[tuple[str, Answer], int]:
    """The people and their deadlines, written into the tables."""
    async with connected(credentials):
        house = await bare_rows.organisation()
        project = await bare_rows.project(
            "BG05SFPR002-2.005-0123", "Заедно по-близо до хората", house, title_en="Together closer to people"
        )
        maria = await bare_rows.person("Мария Иванова", "maria@zaedno.example")
        await bare_rows.seat(maria, Role.MANAGER, house)
        due = datetime.now(UTC).date() + timedelta(days=7)
        made = {}
        for language, email in READERS.items():
            name = "Иван Петров" if language == "bg" else "Elena García"
            reader = await bare_rows.person(name, email, language)
            await bare_rows.seat(reader, Role.ACCOUNTANT, project)
            for answer, (bg, en) in TITLES.items():
                one = await bare_rows.deadline(project, due, bg, reader, title_en=en)
                made[language, answer] = one.id
        return made


@pytest.fixture(scope="module")
def tracker() -> Iterator[Tracker]:
    with letters_sent() as found:
        yield found


def shown_by_a_mail_program(page: Page, tracker: Tracker, language: str) -> None:
    """The letter on a page that is none of the tracker's: what the tracker forbids its own pages does not bind a mail program."""
    page.goto("about:blank")
    page.set_content(tracker.letter(language))


def followed(walk: Walk, tracker: Tracker, language: str, answer: Answer) -> str:
    """The letter as a phone shows it, and its link about one deadline followed; gives the link."""
    page = walk.page
    shown_by_a_mail_program(page, tracker, language)
    found = Axe().run(page, options=AS_A_LETTER)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    link = page.locator(f"a[href*='.{tracker.deadlines[language, answer]}.{answer}.']")
    address = link.get_attribute("href")
    assert address is not None
    before = tracker.kept()
    link.click()
    page.wait_for_url("**/link/d/*")
    walk.look()
    page.reload()
    assert tracker.kept() == before, "opening a link changed something"
    return address


@pytest.mark.parametrize(("language", "scheme"), [("bg", "light"), ("en", "dark")])
def test_it_leads_from_a_letter_to_done_without_signing_in(tracker, chromium, language, scheme):
    page, walk = on_a_phone(chromium, tracker, language, scheme)
    address = followed(walk, tracker, language, Answer.DONE)
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("main h1")).to_have_text(TITLES[Answer.DONE][language == "en"])
    expect(page.locator("nav.places")).to_have_count(0)
    buttons = page.locator("main button")
    expect(buttons).to_have_count(1)
    box = buttons.bounding_box()
    assert box is not None
    assert box["height"] >= 44, "a thumb finds it"
    assert box["y"] + box["height"] <= 800, "it is seen without scrolling"
    buttons.click()
    page.wait_for_url("**/link/d/*")
    expect(page.locator("main h1")).to_have_text(HEADINGS[language][0])
    walk.look()
    assert tracker.deadline(language, Answer.DONE)["state"] == "done"

    kept = tracker.kept()
    page.goto(address)
    expect(page.locator("main h1")).to_have_text(HEADINGS[language][0])
    expect(page.locator("main button")).to_have_count(0)
    walk.look()
    other = address.replace(f".{Answer.DONE}.", f".{Answer.BEGUN}.")  # a link that nobody signed
    answer = page.goto(other)
    assert answer is not None
    assert answer.status == 404
    walk.console.clear()  # the browser notes the 404 itself
    walk.look()
    assert tracker.kept() == kept, "a link was followed twice"
    shown_by_a_mail_program(page, tracker, language)
    page.locator(f"a[href*='.{tracker.deadlines[language, Answer.DONE]}.{Answer.LATER}.']").click()
    expect(page.locator("main")).to_contain_text(NOT_OPEN[language])
    walk.look()
    page.context.close()


@pytest.mark.parametrize(("language", "scheme"), [("bg", "dark"), ("en", "light")])
def test_it_says_in_one_tap_each_what_else_may_be_said(tracker, chromium, language, scheme):
    page, walk = on_a_phone(chromium, tracker, language, scheme)
    for answer, heading in zip(Answer, HEADINGS[language], strict=True):
        if answer is Answer.DONE:
            continue
        followed(walk, tracker, language, answer)
        if answer is Answer.LATER:
            page.locator("input[name=later][value=other]").check()
            page.locator("#field-day").fill("1.1.2020")
            page.locator("main button").click()
            expect(page.locator(".error-summary a")).to_have_attribute("href", "#field-day")
            walk.console.clear()  # the browser notes the 422 itself
            walk.look()
            page.locator("input[name=later]").first.check()
        page.locator("main button").click()
        expect(page.locator("main h1")).to_have_text(heading)
        walk.look()
    assert tracker.deadline(language, Answer.BEGUN)["begun_on"] is not None
    assert tracker.deadline(language, Answer.LATER)["later_on"] is not None
    assert tracker.deadline(language, Answer.NOT_MINE)["person_id"] is None
    page.context.close()


def on_a_phone(browser: Browser, tracker: Tracker, language: str, scheme: Literal["light", "dark"]) -> tuple[Any, Walk]:
    """Somebody's phone, with which nobody has signed in."""
    context = browser.new_context(
        locale=LOCALES[language], viewport={"width": 360, "height": 800}, color_scheme=scheme, has_touch=True
    )
    walk = walk_in(context, tracker.base)
    return walk.page, walk
