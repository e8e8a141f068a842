"""A funder's own workbook from upload to the filled file, its versions, and who may do it („Образци на финансиращите“)."""

from __future__ import annotations

import asyncio
import re
from datetime import date
from io import BytesIO

import pytest
import xlsxwriter

from grants import followers
from grants.audit.models import Entry
from grants.errors import NotAllowed, NotFound, Objected
from grants.filling.actions import NAME_TAKEN, fill_template, map_cell, upload_template, upload_version
from grants.filling.filled import IN_THE_WAY, MERGED, NO_SHEET
from grants.filling.mapping import GONE, MOVED, NOTHING_MAPPED
from grants.filling.queries import template_seen, templates_seen
from grants.filling.showing import MIXED, NO_CATEGORY, NO_LINE, Mapped
from grants.filling.template import MACROS
from grants.reports.makings.actions import make_next
from grants.reports.makings.makers import Workshop
from grants.reports.models import Report
from grants.reports.queries import prepared_reports
from grants.storage.files import FileStore
from tests.cast import NOON, row
from tests.filling.workbooks import cells, funders_form, package, serial

pytestmark = pytest.mark.anyio

PERIOD = (date(2026, 7, 1), date(2026, 9, 30))
LIMIT = 25 * 1024 * 1024
NAME = "Приложение 6"


async def spend(project, number, amount, *, paid="2026-08-03", currency="EUR", line="1.1", **more):
    typed = {
        "paper_number": f"000{number}",
        "issued": paid,
        "paid": paid,
        "supplier_name": "=„Дунав“ <ООД>",
        "currency": currency,
    }
    await row(project, "document", number, kind="invoice", net=amount, **typed)
    typed = {"document": number, "line": line, "amount": amount, "currency": currency, "state": "verified", **more}
    await row(project, "expense", number, **typed)


@pytest.fixture
async def spent(small_world):
    project = small_world.project
    await row(project, "line", "1", title_bg="Управление", currency="EUR")
    await row(project, "line", "1.1", title_bg="Възнаграждения", amount="1000", currency="EUR", category="staff")
    await spend(project, "1", "100.10", paid="2026-05-04")
    await spend(project, "2", "200.20", own="20.02", description_bg="=1+1")
    await spend(project, "3", "0.07", paid="2026-09-30")
    return small_world


@pytest.fixture
def store(tmp_path) -> FileStore:
    return FileStore(tmp_path / "файлове")


async def uploaded(world, store, *, name=NAME, content=None) -> int:
    file = ("Приложение 6.xlsx", content or funders_form())
    return await upload_template(world.maria, world.project, name, file, store, LIMIT, NOON)


async def test_it_keeps_a_file_without_the_folders_that_were_sent_along(spent, store):
    file = ("../../Папка\\Приложение\0 6.xlsx", funders_form())
    made = await upload_template(spent.maria, spent.project, NAME, file, store, LIMIT, NOON)
    assert (await template_seen(spent.maria, spent.project, made)).file_name == "Приложение 6.xlsx"


MAPPED = {
    "B2": "report.project",
    "B4": "report.first",
    "B5": "line:1.1.title",
    "B6": "line:1.1.share",
    "B10": "expenses.paid_on",
    "C10": "expenses.description",
    "D10": "expenses.claimed",
    "B20": "total.claimed",
    "C20": "category:staff.so_far",
}


async def mapped(world, store, which=MAPPED) -> int:
    made = await uploaded(world, store)
    for cell, shows in which.items():
        await map_cell(world.ivan, world.project, made, Mapped("Отчет", cell, shows), store)
    return made


async def filled(world, store: FileStore, template_id, language="bg") -> bytes:
    made = await fill_template(world.ivan, world.project, template_id, PERIOD, language, store)
    return await store.read(made.files[0].sha256)


async def test_it_fills_each_cell_with_the_figure_it_was_mapped_to(spent, store):
    found = cells(await filled(spent, store, await mapped(spent, store)), "Отчет")
    assert found["B2"].text == "Заедно по-близо до хората"
    assert found["B4"].text == serial(date(2026, 7, 1))
    assert found["B5"].text == "Възнаграждения"
    assert found["B6"].text == "0.3004"
    assert [found[f"B{n}"].text for n in (10, 11)] == [serial(date(2026, 8, 3)), serial(date(2026, 9, 30))]
    assert (found["C10"].kind, found["C10"].text, found["C10"].formula) == ("inlineStr", "=1+1", None)
    assert [found[f"D{n}"].text for n in (10, 11)] == ["200.20", "0.07"]
    assert (found["B20"].text, found["C20"].text) == ("200.27", "300.37")


async def test_it_keeps_the_filled_file_and_enters_it_like_any_report(spent, store):
    template_id = await mapped(spent, store)
    await filled(spent, store, template_id)
    (kept,) = await prepared_reports(spent.angel, spent.project)
    assert (kept.format, kept.edition, kept.first, kept.last) == (NAME, "1", *PERIOD)
    assert kept.files[0].name == f"{spent.project.code} {NAME} 2026-07-01 2026-09-30.xlsx"
    deeds = [one.deed for one in await Entry.filter(subject="own_template").order_by("id")]
    assert deeds == ["own_template.added", *["own_template.mapped"] * len(MAPPED)]
    assert await Entry.filter(deed="report.prepared").count() == 1
    assert await filled(spent, store, template_id) == await store.read(kept.files[0].sha256)


AGAINST = [
    ({"B3": "line:9.9.approved"}, NO_LINE),
    ({"B3": "category:travel.this"}, NO_CATEGORY),
    ({"D19": "expenses.claimed"}, IN_THE_WAY),
]


@pytest.mark.parametrize(("which", "sentence"), AGAINST)
async def test_it_says_which_cell_cannot_be_filled_and_writes_nothing(spent, store, which, sentence):
    template_id = await mapped(spent, store, which)
    with pytest.raises(Objected) as refused:
        await filled(spent, store, template_id)
    (objection,) = refused.value.objections
    assert objection.sentence == sentence
    assert objection.facts["sheet"] == "Отчет"
    assert not await Report.all().count()


async def test_it_asks_for_the_total_in_euro_where_a_period_has_several_currencies(spent, store):
    await spend(spent.project, "4", "10", currency="USD")
    await spend(spent.project, "5", "65", currency="BGN")
    template_id = await mapped(spent, store, {"B3": "total.grant"})
    with pytest.raises(Objected) as refused:
        await filled(spent, store, template_id)
    assert [one.sentence for one in refused.value.objections] == [MIXED]
    await map_cell(spent.ivan, spent.project, template_id, Mapped("Отчет", "B3", "total.euro"), store)
    assert cells(await filled(spent, store, template_id), "Отчет")["B3"].text == "233.50"


def other_version(*, label="Договор №", sheet="Отчет") -> bytes:
    """The funder's form a year later: a label changed, or a sheet called something else, and the lower rows gone."""
    ink = BytesIO()
    book = xlsxwriter.Workbook(ink)
    page = book.add_worksheet(sheet)
    page.write("A2", "Проект")
    page.write("A3", label)
    book.close()
    return ink.getvalue()


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        (other_version(label="Проект №"), {"B3": MOVED, "B20": GONE}),
        (other_version(), {"B20": GONE}),
        (other_version(sheet="Report"), {"B2": NO_SHEET, "B3": NO_SHEET, "B20": NO_SHEET}),
        (package("<sheetData/>"), {"B2": NO_SHEET, "B3": NO_SHEET, "B20": NO_SHEET}),
    ],
)
async def test_it_keeps_the_mapping_for_a_new_version_and_tells_what_is_gone_from_it(spent, store, version, expected):
    template_id = await mapped(spent, store, {"B2": "report.project", "B3": "report.number", "B20": "total.euro"})
    file = ("2027.xlsx", version)
    await upload_version(spent.ivan, spent.project, template_id, file, store, LIMIT, NOON)
    seen = await template_seen(spent.ivan, spent.project, template_id)
    assert (seen.edition, seen.file_name, len(seen.cells)) == (2, "2027.xlsx", 3)
    with pytest.raises(Objected) as refused:
        await filled(spent, store, template_id)
    assert {one.facts["cell"]: one.sentence for one in refused.value.objections} == expected


async def test_it_takes_a_cell_beside_which_something_else_stands_once_it_is_chosen_again(spent, store):
    template_id = await mapped(spent, store, {"B3": "report.number"})
    file = ("2027.xlsx", other_version(label="Проект №"))
    await upload_version(spent.ivan, spent.project, template_id, file, store, LIMIT, NOON)
    await map_cell(spent.ivan, spent.project, template_id, Mapped("Отчет", "B3", "report.number"), store)
    assert cells(await filled(spent, store, template_id), "Отчет")["B3"].text == spent.project.code


async def test_it_refuses_what_cannot_be_kept(spent, store):
    template_id = await uploaded(spent, store)
    for name, content, sentence in (
        (NAME, funders_form(), NAME_TAKEN),
        ("isun-docs", funders_form(), NAME_TAKEN),
        ("Друг", package("<sheetData/>", more={"xl/vbaProject.bin": b"x"}), MACROS),
    ):
        with pytest.raises(Objected) as refused:
            await uploaded(spent, store, name=name, content=content)
        assert [one.sentence for one in refused.value.objections] == [sentence]
    with pytest.raises(Objected) as refused:
        await map_cell(spent.ivan, spent.project, template_id, Mapped("Отчет", "C2", "report.project"), store)
    assert [(one.sentence, one.place) for one in refused.value.objections] == [(MERGED, "cell")]
    with pytest.raises(Objected) as refused:
        await filled(spent, store, template_id)
    assert [one.sentence for one in refused.value.objections] == [NOTHING_MAPPED]


async def test_it_is_there_only_for_the_organisation_that_keeps_it(spent, store):
    template_id = await mapped(spent, store, {"B2": "report.project"})
    assert [one.name for one in await templates_seen(spent.angel, spent.project)] == [NAME]
    assert await templates_seen(spent.petar, spent.other) == []
    for person, project in ((spent.petar, spent.other), (spent.elena, spent.project)):
        with pytest.raises(NotFound):
            await template_seen(person, project, template_id)
    with pytest.raises(NotFound):
        await fill_template(spent.petar, spent.other, template_id, PERIOD, "bg", store)
    with pytest.raises(NotAllowed):
        await fill_template(spent.angel, spent.project, template_id, PERIOD, "bg", store)


# --- the pages --------------------------------------------------------------------------------------------------------


def here(world) -> str:
    return f"/projects/{world.project.code}/reports/templates"


def key(page: str, action: str) -> str:
    found = re.search(rf'action="{re.escape(action)}".*?name="form_key" value="([^"]+)"', page, re.DOTALL)
    assert found, action
    return found[1]


async def send(browser, address, page, data, file=None):
    data = {**data, "form_key": key(page, address)}
    more = {"files": {"file": ("Приложение 6.xlsx", file)}} if file is not None else {}
    answer = await browser.client.post(address, data=data, headers={"origin": "http://testserver"}, **more)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def test_it_leads_from_the_reports_to_the_filled_file(spent, browser, settings, monkeypatch):
    followers.install()
    await browser.sign_in(spent.ivan.email)
    assert f'href="{here(spent)}"' in await browser.get(f"/projects/{spent.project.code}/reports")
    page = await browser.get(here(spent))
    assert "Още не е качен образец." in page
    one = await send(browser, here(spent), page, {"name": NAME}, funders_form())
    page = await browser.get(f"{one}?cell=D10")
    assert "Финансов отчет" in page
    assert re.search(r'name="cell"[^>]*value="D10"', page)
    await send(browser, one, page, {"sheet": "Отчет", "cell": "d10", "shows": "expenses.claimed"})
    page = await browser.get(one)
    await send(browser, one, page, {"sheet": "Отчет", "cell": "B3", "shows": "line.approved", "line": "1.1"})
    page = await browser.get(one)
    assert "Един бюджетен ред · 1.1 · Одобрено" in page
    assert "Заявена сума ↓" in page
    days = {"first": "1.7.2026", "last": "30.9.2026", "language": "bg"}
    page = await browser.get(await send(browser, f"{one}/fill", page, days))
    link = re.search(r'href="([^"]+/reports/files/\d+)" download', page)
    assert link
    content = (await browser.client.get(link[1])).content
    assert [cells(content, "Отчет")[name].text for name in ("B3", "D10", "D11")] == ["1000.00", "200.20", "0.07"]
    with monkeypatch.context() as long:
        long.setattr("grants.reports.makings.rules.LONG", 1)
        made = await send(browser, f"{one}/fill", page, days)  # filled by the worker, the same to the byte
    assert await make_next(Workshop(FileStore(settings.files), settings.time_zone), asyncio.Event())
    waited = await browser.get(made)
    link = re.search(rf'{NAME}, 1.07.2026.*?href="([^"]+/reports/files/\d+)" download', waited, re.DOTALL)
    assert link
    assert (await browser.client.get(link[1])).content == content
    removal = re.search(r'action="([^"]+/cells/\d+)"', page)
    assert removal
    await send(browser, removal[1], page, {})
    assert (await browser.get(one)).count("/cells/") == 1
    await send(browser, f"{one}/file", await browser.get(one), {}, other_version())
    page = await browser.get(one)
    assert "Версия 2" in page
    assert "вече я няма" in page
    history = await browser.get(f"/projects/{spent.project.code}/history")
    assert "избра какво показва клетка в: Образец на финансиращия Приложение 6" in history
    assert "Отчет B3" in history
    assert "Един бюджетен ред · 1.1 · Одобрено" in history
    answer = await browser.post(f"{one}/remove", data={})
    assert answer.status_code == 303
    assert "Още не е качен образец." in await browser.get(here(spent))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"cell": "седем", "shows": "total.euro"}, "Напишете клетката така"),
        ({"cell": "A1", "shows": "total.moon"}, "Изберете от списъка какво показва клетката."),
        ({"cell": "A1", "shows": "line.this"}, "Изберете бюджетния ред."),
        ({"cell": "C2", "shows": "report.project"}, "Изберете B2."),
    ],
)
async def test_it_says_beside_the_field_what_is_wrong_and_keeps_what_was_typed(spent, browser, app, data, said):
    await browser.sign_in(spent.ivan.email)
    made = await uploaded(spent, app.state.files)
    answer = await browser.post(f"{here(spent)}/{made}", data={"sheet": "Отчет", **data})
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{data["cell"]}"' in answer.text


async def test_it_shows_why_a_file_was_not_taken(spent, browser):
    await browser.sign_in(spent.ivan.email)
    macros = package("<sheetData/>", more={"xl/vbaProject.bin": b"x"})
    answer = await browser.client.post(
        here(spent), data={"name": NAME}, files={"file": ("х.xlsm", macros)}, headers={"origin": "http://testserver"}
    )
    assert answer.status_code == 422
    assert "В тази таблица има макроси." in answer.text
    assert f'value="{NAME}"' in answer.text
    assert (await browser.post(here(spent), data={"name": NAME})).status_code == 422


async def test_it_lists_every_cell_that_cannot_be_filled_and_stays_where_it_was(spent, browser, app):
    await browser.sign_in(spent.ivan.email)
    made = await mapped(spent, app.state.files, {"B3": "line:9.9.approved", "B5": "line:8.8.this"})
    days = {"first": "1.7.2026", "last": "30.9.2026", "language": "en"}
    answer = await browser.post(f"{here(spent)}/{made}/fill?lang=en", data=days)
    assert answer.status_code == 422
    assert "shows budget line 9.9" in answer.text
    assert "shows budget line 8.8" in answer.text
    assert (await browser.post(f"{here(spent)}/{made}/fill", data={**days, "last": "утре"})).status_code == 422


async def test_it_lets_an_auditor_look_and_change_nothing(spent, browser, app):
    made = await mapped(spent, app.state.files, {"B3": "total.euro"})
    await browser.sign_in(spent.angel.email)
    page = await browser.get(f"{here(spent)}/{made}")
    assert "Общо в евро" in page
    assert "<form" not in page[page.index('id="cells"') :]
    assert (await browser.post(f"{here(spent)}/{made}/fill", data={})).status_code == 403


async def test_it_says_that_a_templates_file_is_not_here_any_more(spent, browser, app):
    made = await mapped(spent, app.state.files, {"B3": "total.euro"})
    seen = await template_seen(spent.ivan, spent.project, made)
    app.state.files.path_of(seen.sha256).unlink()
    await browser.sign_in(spent.ivan.email)
    assert "вече го няма в хранилището" in await browser.get(f"{here(spent)}/{made}")
    assert (await browser.client.get(f"{here(spent)}/{made}/file")).status_code == 404
