"""The page of the dossier: what it would hold, what of the letter is not clear, the file itself („одитно досие“)."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from urllib.parse import unquote

import pytest

from grants.expenses.models import Expense
from grants.reports.models import Report
from tests.cast import row
from tests.reports.packages import sent_package

pytestmark = pytest.mark.anyio


@pytest.fixture
async def spent(small_world):
    project = small_world.project
    await row(project, "line", "1", title_bg="Услуги", amount="1000", currency="EUR")
    for number, paper in (("1", "0000001234"), ("2", "777"), ("3", "777")):
        told = {"kind": "invoice", "paper_number": paper, "issued": "2026-08-01", "net": "10", "currency": "EUR"}
        await row(project, "document", number, **told, supplier_name=f"Доставчик {number}")
        await row(project, "expense", number, document=number, line="1", amount="10", currency="EUR")
    return small_world


def here(world) -> str:
    return f"/projects/{world.project.code}/reports/dossier"


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of the form that makes the dossier."""
    return dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">', page[page.index('id="holds"') :]))


async def test_it_says_what_is_not_clear_before_it_makes_the_rest(spent, browser):
    await browser.sign_in(spent.angel.email)
    asked = {"of": "numbers", "numbers": "фактура № 1234; 777, 999", "language": "bg", "step": "look"}
    page = (await browser.post(here(spent), data=asked)).text
    assert "„999“: в проекта няма документ с този номер." in page
    assert "„777“: няколко документа имат този номер" in page
    assert "Доставчик 2 · № 2 в регистъра" in page
    assert not await Report.all().count()
    ticked = re.findall(r'name="(document-\d+)"', page)
    assert len(ticked) == 2
    answer = await browser.post(here(spent), data=hidden(page) | {ticked[1]: "yes", "step": "make"})
    assert answer.status_code == 303
    page = await browser.get(answer.headers["location"])
    assert "2 поискани документа" in page
    (link,) = re.findall(r'href="([^"]+/reports/dossier/\d+)"', page)
    file = await browser.client.get(link)
    assert file.headers["content-type"] == "application/zip"
    assert re.search(r"Одитно досие \d{4}-\d\d-\d\d\.zip$", unquote(file.headers["content-disposition"]))
    with zipfile.ZipFile(BytesIO(file.content)) as archive:
        index = archive.read("index.html").decode()
    assert "Доставчик 3" in index
    assert "Доставчик 2" not in index


async def test_it_makes_one_dossier_of_a_form_sent_twice(spent, browser):
    await browser.sign_in(spent.maria.email)
    page = (await browser.post(here(spent), data={"of": "project", "language": "en", "step": "look"})).text
    form = hidden(page) | {"step": "make"}
    for _ in range(2):
        assert (await browser.post(here(spent), data=form)).status_code == 303
    assert await Report.all().count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"of": "period", "first": "вчера", "last": "1.8.2026"}, "first"),
        ({"of": "period", "first": "1.9.2026", "last": "1.8.2026"}, "last"),
        ({"of": "numbers", "numbers": "моля, всичко"}, "numbers"),
        ({"of": "numbers", "numbers": "моля, всичко", f"document-{'9' * 5000}": "yes"}, "numbers"),
        ({"of": "всичко"}, "of"),
    ],
)
async def test_it_says_beside_the_field_what_it_cannot_read(spent, browser, typed, field):
    await browser.sign_in(spent.ivan.email)
    answer = await browser.post(here(spent), data=typed | {"language": "bg", "step": "make"})
    assert answer.status_code == 422
    assert f'href="#field-{field}"' in answer.text
    assert not await Report.all().count()


async def test_it_says_it_in_english(spent, browser):
    await browser.sign_in(spent.ivan.email)
    page = await browser.get(f"{here(spent)}?lang=en")
    assert "See what it would hold" in page
    assert "Audit dossier" in await browser.get(f"/projects/{spent.project.code}/reports?lang=en")


async def test_it_offers_a_package_once_one_is_sent(spent, browser):
    await browser.sign_in(spent.ivan.email)
    assert 'value="package"' not in await browser.get(here(spent))
    package = await sent_package(spent.project.id, (await Expense.get(number="1")).id)
    page = await browser.get(f"{here(spent)}?of=package&package={package.id}")
    assert f'<option value="{package.id}" selected>2.1 · ' in page
    asked = {"of": "package", "package": str(package.id), "language": "bg", "step": "look"}
    page = (await browser.post(here(spent), data=asked)).text
    assert "Какво ще съдържа: пакет отчетни документи 2.1" in page
    answer = await browser.post(here(spent), data=asked | {"package": "999"})
    assert answer.status_code == 422


@pytest.mark.parametrize("who", ["elena", "desislava"])
async def test_it_is_no_page_of_who_sees_only_a_part(spent, browser, who):
    await browser.sign_in(getattr(spent, who).email)
    assert (await browser.client.get(here(spent))).status_code == 403
