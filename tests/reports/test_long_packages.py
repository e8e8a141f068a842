"""A long package is checked and made ready by the worker, and its page says how far it is („дълъг пакет“)."""

from __future__ import annotations

import asyncio
import html
import re
import time
from zoneinfo import ZoneInfo

import pytest

from grants.acting import Deed
from grants.expenses.models import Document, Expense
from grants.people.models import Membership
from grants.reports.makings.actions import make_next
from grants.reports.makings.makers import MAKERS, Workshop
from grants.reports.makings.rules import What
from grants.reports.models import Making, Package, PackageRow, Report, ReportFile
from grants.reports.packages.following import only_with_its_package
from grants.reports.rules_package import MakingState, PackageState
from grants.storage.files import FileStore
from tests.cast import row
from tests.reports.quarter import opened, ready
from tests.reports.test_package_pages import hidden

pytestmark = pytest.mark.anyio
NOT_STOPPED = asyncio.Event()
FRESH = "оттогава нито в него, нито в проекта нещо е променяно"


@pytest.fixture
async def draft(quarter, monkeypatch):
    """The draft of a quarter, with a limit so low that the worker sees to it; its address."""
    monkeypatch.setattr("grants.reports.makings.rules.LONG", 1)
    monkeypatch.setattr("grants.expenses.life.actions._AT_ONCE", 1)  # as when a statement does not take all of them
    package = await opened(quarter)
    return quarter, package, f"/projects/{quarter.project.code}/reports/packages/{package}"


@pytest.fixture
def workshop(settings) -> Workshop:
    return Workshop(FileStore(settings.files), ZoneInfo("Europe/Sofia"))


async def step(browser, here, do) -> int:
    page = await browser.get(here)
    to = f"{here.split('?')[0]}/look" if do in {"check", "sheets", "look"} else here
    return int((await browser.post(to, data={**hidden(page, f'name="do" value="{do}"'), "do": do})).status_code)


def tables(page: str) -> list[str]:
    """The sheet of a page, whole."""
    return re.findall(r'(?s)<table class="frozen compact sheet-preview".*?</table>', page)


def findings(page: str) -> list[str]:
    return re.findall(r'(?s)<ul class="findings">.*?</ul>', page)


async def test_it_is_checked_frozen_and_written_by_the_worker(draft, browser, workshop, monkeypatch):
    world, _package, here = draft
    monkeypatch.setattr("grants.reports.packages.drawn.checking.judged", None)  # nothing is judged in a request
    await browser.sign_in(world.ivan.email)
    page = await browser.get(f"{here}?lang=bg")
    assert "Още не е проверен" in page
    assert "Нищо не пречи" not in page
    assert await step(browser, here, "check") == 303
    page = await browser.get(f"{here}?lang=bg")
    assert "Пакетът се проверява." in page
    assert 'hx-select="#before-ready"' in page
    assert 'value="ready"' not in page
    assert await make_next(workshop, NOT_STOPPED)
    assert FRESH in await browser.get(f"{here}?lang=bg")
    await Expense.filter(number="1").update(version=77)
    assert "Since then the package changed" in await browser.get(f"{here}?lang=en")
    assert await step(browser, here, "ready") == 303
    assert (await Package.get()).state is PackageState.DRAFT
    assert "Пакетът се подготвя" in await browser.get(f"{here}?lang=bg")
    assert await make_next(workshop, NOT_STOPPED)
    making = await Making.get(what="ready")
    assert (making.state, making.done) == (MakingState.DONE, making.of), making.told
    assert (await Package.get()).state is PackageState.READY
    assert await PackageRow.all().count() == await Expense.filter(state="reported").count() > 1
    (file,) = await ReportFile.all()
    assert f"/reports/files/{file.id}" in await browser.get(here)


async def test_it_is_one_check_for_whoever_sees_all_the_money_and_stale_after_any_change(draft, browser, workshop):
    """An auditor may ask for it, and reads what the accountant reads; a budget line's new name is a change."""
    world, _package, here = draft
    await browser.sign_in(world.angel.email)
    assert await step(browser, here, "check") == 303
    await make_next(workshop, NOT_STOPPED)
    assert FRESH in await browser.get(f"{here}?lang=bg")
    await browser.sign_in(world.ivan.email)
    page = await browser.get(f"{here}?lang=bg")
    assert FRESH in page
    assert 'value="ready"' in page
    await row(world.project, "deadline", "77", title_bg="Среща", due="1.12.2026")
    assert FRESH in await browser.get(f"{here}?lang=bg")  # it changes nothing that a report holds
    await row(world.project, "line", "77", title_bg="Нов ред", amount="5", currency="EUR")
    page = await browser.get(f"{here}?lang=bg")
    assert "или нещо друго в проекта" in page
    assert FRESH not in page


async def test_its_sheets_are_drawn_by_the_worker_and_read_page_by_page(draft, browser, workshop, monkeypatch):
    """What is read back is what would have been drawn at once."""
    world, _package, here = draft
    for module in ("grants.reports.previewed", "grants.reports.looks.sheets"):
        monkeypatch.setattr(f"{module}.SHOWN_ROWS", 1)
    pages = [f"{here}?show=sheets&file_language=en&sheet={sheet}&page={page}" for sheet in (0, 1, 2) for page in (1, 2)]
    await browser.sign_in(world.angel.email)
    with monkeypatch.context() as short:
        short.setattr("grants.reports.makings.rules.LONG", 1000)
        at_once = [tables(await browser.get(page)) for page in pages]
    assert "Още никой не ги е поискал" in await browser.get(f"{pages[0]}&lang=bg")
    assert await step(browser, f"{here}?show=sheets&file_language=en", "sheets") == 303
    assert "Листовете се подготвят за преглед." in await browser.get(f"{pages[0]}&lang=bg")
    assert await make_next(workshop, NOT_STOPPED)
    making = await Making.get()
    assert (making.state, making.done) == (MakingState.DONE, making.of), making.told
    with monkeypatch.context() as here_nothing:
        here_nothing.setattr("grants.reports.packages.drawn.inside.books", None)
        assert [tables(await browser.get(page)) for page in pages] == at_once
        assert "Още никой" in await browser.get(f"{here}?show=sheets&file_language=bg&lang=bg")  # another file
    assert all(at_once)
    assert opened_by([table for page in at_once for table in page])  # the rows behind a figure
    await row(world.project, "line", "77", title_bg="Нов ред", amount="5", currency="EUR")
    assert "Оттогава е променен пакетът" in await browser.get(f"{pages[0]}&lang=bg")


async def test_a_report_of_a_period_is_looked_at_by_the_worker(draft, browser, workshop, monkeypatch):
    world, _package, _here = draft
    here = f"/projects/{world.project.code}/reports"
    asked = f"{here}?format=isun-docs&first=1.7.2026&last=30.9.2026&language=bg&lang=bg"
    await browser.sign_in(world.ivan.email)
    with monkeypatch.context() as short:
        short.setattr("grants.reports.makings.rules.LONG", 1000)
        at_once = await browser.get(asked)
    page = await browser.get(asked)
    assert "Още никой не го е поискал" in page
    assert "Изготвяне на файловете" in page  # the worker looks at everything before it writes
    assert not tables(page)
    assert await step(browser, asked, "look") == 303
    assert "Отчетът се проверява" in await browser.get(asked)
    assert await make_next(workshop, NOT_STOPPED)
    assert (await Making.get()).state is MakingState.DONE
    await browser.sign_in(world.angel.email)
    page = await browser.get(asked)
    assert tables(page) == tables(at_once) != []
    assert findings(page) == findings(at_once) != []
    assert "оттогава нищо в проекта не е променяно" in page
    await Document.filter(number="1").update(paid_on=None)
    await Expense.filter(number="1").update(version=77)
    assert "Оттогава нещо в проекта е променено" in await browser.get(asked)
    await browser.sign_in(world.ivan.email)
    await step(browser, asked, "look")
    await make_next(workshop, NOT_STOPPED)
    page = await browser.get(asked)
    assert "би отказала тези файлове" in page
    assert "Изготвяне на" not in page


FIGURES = ("esf-plus-sco", "prag", "interreg-partner", "eu-mga", "isun-form", "eea-interim")


def opened_by(tables_: list[str]) -> list[str]:
    """Where the figures of sheets lead."""
    return [
        html.unescape(one)
        for table in tables_
        for one in re.findall(r'class="behind" href="([^"]+/behind[^"]+)"', table)
    ]


def said_behind(page: str) -> str:
    """What the page of a figure tells, without when its sheet was drawn."""
    (main,) = re.findall(r"(?s)<main.*</main>", page)
    return re.sub(r'<p class="quiet">Листът е подготвен[^<]*</p>\s*', "", html.unescape(main))


@pytest.mark.parametrize("format_code", FIGURES)
async def test_the_figures_of_a_report_drawn_by_the_worker_open_what_they_would_have_opened_at_once(
    draft, browser, workshop, monkeypatch, format_code
):
    world, _package, _here = draft
    asked = (
        f"/projects/{world.project.code}/reports?format={format_code}&first=1.7.2026&last=30.9.2026&language=bg&lang=bg"
    )
    await browser.sign_in(world.ivan.email)
    with monkeypatch.context() as short:
        short.setattr("grants.reports.makings.rules.LONG", 1000)
        sheets = await sheets_of(browser, asked)
        links = opened_by(sheets)
        at_once = [said_behind(await browser.get(link)) for link in links]
    await step(browser, asked, "look")
    assert await make_next(workshop, NOT_STOPPED)
    assert await sheets_of(browser, asked) == sheets
    assert links
    with monkeypatch.context() as here_nothing:
        here_nothing.setattr("grants.reports.figures_opened.pages.books", None)  # nothing is drawn in a request
        pages = [await browser.get(link) for link in links]
        assert [said_behind(page) for page in pages] == at_once
        assert all("Листът е подготвен" in page for page in pages)
        await browser.get(links[0].replace("at=", "at=999"), 404)
        await browser.get(f"{links[0]}-тук", 404)


async def sheets_of(browser, asked: str) -> list[str]:
    """Every sheet of a report."""
    count = len(re.findall(r'href="[^"]*&(?:amp;)?sheet=\d+#sheets"', await browser.get(asked)))
    return [one for at in range(count) for one in tables(await browser.get(f"{asked}&sheet={at}"))]


async def test_the_figures_of_a_long_package_open_what_was_frozen_with_it(draft, browser, workshop, monkeypatch):
    world, package, here = draft
    await Package.filter(id=package).update(format="esf-plus-sco")
    await browser.sign_in(world.ivan.email)
    await ready(world, package, workshop.files)
    at = f"{here}?show=sheets&file_language=bg&lang=bg"
    await step(browser, at, "sheets")
    assert await make_next(workshop, NOT_STOPPED)
    await Expense.filter(number="1").update(amount_cents=1)  # what stands there now is another matter
    monkeypatch.setattr("grants.reports.figures_opened.pages.books", None)
    links = opened_by(await sheets_of(browser, at))
    assert links
    page = html.unescape(await browser.get(links[0]))
    assert "Сумата е сборът на тези разходи." in page
    assert "450,25" in page
    assert "Листът е подготвен" not in page  # it is drawn of what never changes
    await browser.sign_in(world.angel.email)
    assert "450,25" in await browser.get(links[0])


async def test_it_names_another_project_only_to_who_sees_it(draft, browser, workshop):
    world, _package, here = draft
    told = {"paper_number": "0001", "issued": "2026-08-01", "supplier_eik": "000000019"}
    ours = await row(
        world.project, "document", "77", kind="invoice", currency="EUR", net="10", paid="2026-08-02", **told
    )
    await row(world.project, "expense", "77", document="77", line="1", amount="10", currency="EUR", state="verified")
    await row(world.other, "document", "1", kind="invoice", currency="EUR", net="10", paid="2026-08-02", **told)
    assert ours
    seats = Membership.filter(person_id=world.maria.person_id)
    await Membership.create(person_id=world.maria.person_id, role="accountant", project_id=world.other.id)
    assert await seats.count() == 2
    await browser.sign_in(world.maria.email)
    await step(browser, here, "check")
    await make_next(workshop, NOT_STOPPED)
    assert world.other.code in await browser.get(here)
    await browser.sign_in(world.ivan.email)
    page = await browser.get(f"{here}?lang=bg")
    assert FRESH in page
    assert world.other.code not in page


async def test_it_tells_every_error_and_freezes_nothing(draft, browser, workshop):
    world, _package, here = draft
    await Expense.filter(number="1").update(line_id=None)
    await browser.sign_in(world.ivan.email)
    assert await step(browser, here, "ready") == 303
    await make_next(workshop, NOT_STOPPED)
    page = await browser.get(f"{here}?lang=bg")
    assert "Пакетът не беше отбелязан като готов:" in page
    assert "Изберете" in page
    assert (await Package.get()).state is PackageState.DRAFT
    assert await Report.all().count() == await PackageRow.all().count() == 0
    await step(browser, here, "check")
    await make_next(workshop, NOT_STOPPED)
    page = await browser.get(f"{here}?lang=bg")
    assert 'value="ready"' not in page
    assert f"/expenses/{(await Expense.get(number='1')).id}" in page


async def test_it_goes_on_with_the_files_of_what_was_frozen_when_it_was_interrupted(draft, browser, workshop):
    world, package, here = draft
    await browser.sign_in(world.ivan.email)
    assert await step(browser, here, "ready") == 303
    await ready(world, package, workshop.files)
    version = (await Package.get()).version
    await make_next(workshop, NOT_STOPPED)
    assert (await Package.get()).version == version
    assert (await Making.get()).state is MakingState.DONE
    assert await Report.filter(package_id=package).count() == 1


async def test_it_makes_nothing_ready_that_somebody_changed_meanwhile(draft, browser, workshop):
    world, _package, here = draft
    await browser.sign_in(world.ivan.email)
    assert await step(browser, here, "ready") == 303
    await Package.all().update(version=99)
    await make_next(workshop, NOT_STOPPED)
    assert (await Making.get()).state is MakingState.FAILED
    assert (await Package.get()).state is PackageState.DRAFT


async def test_it_asks_of_none_of_thousands_whether_the_package_froze_it(small_world):
    deed = Deed(small_world.ivan, small_world.project.ref)
    for id_ in range(20_000):
        deed.happened("expense.reported", "expense", id_, after={"package": "1.1"})
    deed.happened("package.ready", "package", 1)
    begun = time.monotonic()
    for happening, _label, _reason in deed.happenings:
        await only_with_its_package(deed, happening)
    assert time.monotonic() - begun < 2  # looking through all of them for each takes minutes


def test_it_makes_everything_that_can_be_asked_for():
    assert set(MAKERS) == set(What)
