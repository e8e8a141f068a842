"""The page of reports: what would be refused, the sheets as they will print, the files under their own names („Отчети“)."""

import re
from urllib.parse import unquote

import pytest

from grants.reports.handed import disposition
from grants.reports.models import Report
from grants.values.wording import wording
from tests.cast import row

pytestmark = pytest.mark.anyio

PERIOD = "format=isun-docs&first=1.7.2026&last=30.9.2026"


@pytest.fixture
async def spent(small_world):
    project = small_world.project
    await row(project, "line", "1", title_bg="Услуги", amount="1000", currency="EUR")
    await row(
        project,
        "document",
        "1",
        kind="invoice",
        paper_number="0001",
        issued="2026-08-01",
        paid="2026-08-02",
        supplier_name="„Дунав“ <ООД>",
        net="200.20",
        currency="EUR",
    )
    await row(project, "expense", "1", document="1", line="1", amount="200.20", currency="EUR", state="verified")
    return small_world


def here(world) -> str:
    return f"/projects/{world.project.code}/reports"


def form_of(page: str) -> dict[str, str]:
    """The hidden fields of the form that prepares the files."""
    found = page[page.index('method="post"', page.index('aria-labelledby="report"')) :]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', found))


async def test_it_offers_the_last_full_quarter(spent, browser):
    await browser.sign_in(spent.ivan.email)
    page = await browser.get(here(spent))
    assert re.search(r'name="first"[^>]*value="1\.07\.2026', page)
    assert re.search(r'name="last"[^>]*value="30\.09\.2026', page)


async def test_it_offers_the_contracts_own_period_that_ended_last(spent, browser):
    await row(spent.project, "period", "1", start="2026-01-01", end="2026-04-30", financial="yes")
    await row(spent.project, "period", "2", start="2026-05-01", end="2026-08-31", financial="yes")
    await row(spent.project, "period", "3", start="2026-09-01", end="2026-12-31", financial="yes")
    await browser.sign_in(spent.ivan.email)
    page = await browser.get(here(spent))
    assert re.search(r'name="first"[^>]*value="1\.05\.2026', page)
    assert re.search(r'name="last"[^>]*value="31\.08\.2026', page)


@pytest.mark.parametrize(("language", "word"), [("bg", "По бюджетни редове"), ("en", "By budget line")])
async def test_it_shows_each_sheet_as_it_will_print_in_the_language_of_the_file(spent, browser, language, word):
    await browser.sign_in(spent.ivan.email)
    page = await browser.get(f"{here(spent)}?{PERIOD}&language={language}&lang=bg")
    assert word in page
    assert "0001" in page
    assert "02.08.2026" in page
    listed = await browser.get(f"{here(spent)}?{PERIOD}&language={language}&sheet=2&lang=bg")
    assert "„Дунав“ &lt;ООД&gt;" in listed
    assert wording(language).figure(20020) in listed


async def test_it_prepares_the_files_and_gives_them_out_under_their_names(spent, browser, app):
    await browser.sign_in(spent.ivan.email)
    page = await browser.get(f"{here(spent)}?{PERIOD}")
    typed = form_of(page)
    answer = await browser.post(here(spent), data=typed)
    assert answer.status_code == 303
    page = await browser.get(answer.headers["location"])
    links = re.findall(r'href="([^"]+/reports/files/\d+)"', page)
    assert len(links) == 2
    file = await browser.client.get(links[0])
    assert file.status_code == 200
    assert file.content.startswith(b"PK")
    said = file.headers["content-disposition"]
    assert (
        unquote(said.split("filename*=UTF-8''")[1])
        == f"{spent.project.code} Опис на документите за ИСУН 2026-07-01 2026-09-30.xlsx"
    )
    again = await browser.post(here(spent), data=typed)
    assert again.status_code == 303
    assert await Report.all().count() == 1


async def test_it_lists_what_the_funder_would_refuse_and_writes_nothing(spent, browser):
    await row(
        spent.project,
        "document",
        "2",
        kind="invoice",
        paper_number="0002",
        issued="2026-08-09",
        net="5",
        currency="EUR",
    )
    await row(spent.project, "expense", "2", document="2", line="1", amount="5", currency="EUR", state="verified")
    await browser.sign_in(spent.ivan.email)
    page = await browser.get(f"{here(spent)}?{PERIOD}")
    said = "Полето „Дата на извършване на плащането” от секция „Опис - документи” трябва да е попълнено."
    assert f'<q lang="bg">{said}</q>' in page
    assert "Microdata · ред 3 · E" in page
    assert "Документ 2 няма файл тук" in page  # a warning beside it
    assert f"/projects/{spent.project.code}/documents/" in page
    assert 'name="form_key"' not in page
    answer = await browser.post(
        here(spent), data={"format": "isun-docs", "first": "1.7.2026", "last": "30.9.2026", "language": "bg"}
    )
    assert answer.status_code == 422
    assert not await Report.all().count()


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("first=вчера", "first"),
        ("first=1.9.2026&last=1.8.2026", "last"),
        ("format=interreg", "format"),
        ("last=", "last"),
    ],
)
async def test_it_keeps_what_was_typed_and_speaks_beside_the_field(spent, browser, query, field):
    await browser.sign_in(spent.maria.email)
    page = await browser.get(f"{here(spent)}?{query}", 422)
    assert f'href="#field-{field}"' in page
    assert f'id="field-{field}-error"' in page


async def test_it_survives_a_period_with_nothing_and_a_sheet_that_is_not_there(small_world, browser):
    await browser.sign_in(small_world.maria.email)
    for query in (
        "first=1.1.2020&last=1.2.2020",
        "format=expenses-period&first=1.1.2020&last=1.2.2020&sheet=3",
        "sheet=999",
        "sheet=-1",
        "sheet=²",
    ):
        await browser.get(f"{here(small_world)}?{query}")


@pytest.mark.parametrize(
    ("name", "status"), [("angel", 200), ("elena", 403), ("desislava", 403), ("petar", 404), ("ada", 404)]
)
async def test_it_is_shown_to_those_who_read_the_money(spent, browser, name, status):
    await browser.sign_in(spent.everybody[name].email)
    page = await browser.get(here(spent), status)
    assert 'method="post"' not in page.split("<main", 1)[-1]


async def test_it_gives_no_file_of_another_project(spent, browser):
    await browser.sign_in(spent.ivan.email)
    answer = await browser.post(here(spent), data=form_of(await browser.get(f"{here(spent)}?{PERIOD}")))
    link = re.search(r'href="([^"]+/reports/files/\d+)"', await browser.get(answer.headers["location"]))
    assert link
    await browser.client.post("/sign-out")
    await browser.sign_in(spent.petar.email)
    await browser.get(link.group(1), 404)
    await browser.get(link.group(1).replace(spent.project.code, spent.other.code), 404)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("report 1.xlsx", "attachment; filename=\"report 1.xlsx\"; filename*=UTF-8''report%201.xlsx"),
        (
            'Опис"\r\n.xlsx',
            "attachment; filename=\"_______.xlsx\"; filename*=UTF-8''%D0%9E%D0%BF%D0%B8%D1%81%22%0D%0A.xlsx",
        ),
    ],
)
def test_it_names_a_file_in_any_alphabet_without_breaking_the_header(name, expected):
    assert disposition(name) == expected
