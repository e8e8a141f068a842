"""A funder's own workbook among the files of a package: chosen, judged, frozen as it was, the same to the byte ever after."""

from __future__ import annotations

import asyncio
import re
import zipfile
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest

from grants import followers
from grants.audit.models import Entry
from grants.budget.models import Line
from grants.errors import Objected, WrongState
from grants.filling.actions import map_cell, remove_template, unmap_cell, upload_template, upload_version
from grants.filling.mapping import NOTHING_MAPPED
from grants.filling.models import OwnTemplate
from grants.filling.queries import template_seen
from grants.filling.shelf import OF_WORKBOOK
from grants.filling.showing import Mapped
from grants.filling.template import MACROS
from grants.reports.dossier.actions import make_dossier
from grants.reports.dossier.scope import Of, Scope
from grants.reports.makings.actions import ask_for, make_next
from grants.reports.makings.makers import Workshop, sheets_asked
from grants.reports.makings.rules import What
from grants.reports.models import PackageBook, ReportFile
from grants.reports.packages.actions import change_draft
from grants.reports.packages.books.actions import BOOK_GONE
from grants.reports.packages.books.queries import GONE as NO_LONGER_KEPT
from grants.reports.packages.books.queries import NO_BYTES, books_of
from grants.reports.packages.books.shelf import BookKept
from grants.reports.packages.freezing.actions import back_to_draft, judged, write_files
from grants.reports.packages.outcome.actions import Outcome, decide_on_package, send_package
from grants.reports.rules_package import PackageState
from grants.storage.files import FileStore
from grants.values.wording import wording
from tests.cast import NOON, TODAY
from tests.filling.workbooks import cells, funders_form, package, serial
from tests.reports.quarter import FORMAT, SENDING, now, opened, ready

pytestmark = pytest.mark.anyio

LIMIT = 25 * 1024 * 1024
NAME = "Приложение 6"
MAPPED = {"B2": "report.project", "B4": "report.first", "D10": "expenses.claimed", "B20": "total.claimed"}
LESS = package("<sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>друго</t></is></c></row></sheetData>")


@pytest.fixture
def store(settings):
    """Where the app keeps its files too."""
    return FileStore(settings.files)


@pytest.fixture
async def own(quarter, store):
    """The third quarter, with a funder's workbook that is mapped, and its draft, in which the workbook is chosen."""
    followers.install()
    world, project = quarter, quarter.project
    made = await upload_template(world.maria, project, NAME, ("Приложение 6.xlsx", funders_form()), store, LIMIT, NOON)
    for cell, shows in MAPPED.items():
        await map_cell(world.ivan, project, made, Mapped("Отчет", cell, shows), store)
    draft = await opened(world)
    await chosen(world, draft, [made])
    return world, made, draft


async def chosen(world, draft, books) -> None:
    version = (await now(world, draft)).version
    await change_draft(world.ivan, world.project, draft, version, FORMAT, "bg", books=books)


async def frozen(draft) -> BookKept:
    """The one workbook of a package as it was frozen."""
    [one] = await books_of(draft)
    assert one.kept is not None
    return one.kept


async def uploaded(world, template: int, content: bytes, store) -> None:
    await upload_version(world.maria, world.project, template, ("Нов.xlsx", content), store, LIMIT, NOON)


async def problems(world, draft, store) -> list[str]:
    """What is said against the draft, in English."""
    found = await judged(world.maria, world.project, await now(world, draft), TODAY, store)
    return [wording("en").say(one.sentence, **one.facts) for one in found.objections]


async def test_it_is_written_as_it_was_frozen_whatever_becomes_of_template_and_mapping(own, store):
    world, template, draft = own
    project = world.project
    assert await problems(world, draft, store) == []
    await ready(world, draft, store)
    made = await write_files(world.ivan, project, draft, store)
    assert len(made.files) == 2
    filled = cells(await store.read(made.files[1].sha256), "Отчет")
    assert filled["B4"].text == serial((await now(world, draft)).first)
    assert [filled[f"D{n}"].text for n in (10, 11, 12)] == ["99.75", "450.25", "300.00"]
    assert filled["B20"].text == "850.00"
    assert made.files[1].name.endswith("Приложение 6 2026-07-01 2026-09-30.xlsx")

    # Its mapping, its file and the ledger change, and then the template is gone altogether.
    for id_ in list((await template_seen(world.maria, project, template)).cells)[:2]:
        await unmap_cell(world.ivan, project, template, id_)
    await uploaded(world, template, LESS, store)
    await Line.filter(project_id=project.id).update(title_bg="Друго", amount_cents=1)
    assert (await write_files(world.ivan, project, draft, store)).files == made.files
    await remove_template(world.maria, project, template)
    again = await write_files(world.ivan, project, draft, store)
    assert (again.id, again.files) == (made.id, made.files)
    kept = await frozen(draft)
    assert (kept.name, kept.edition, len(kept.cells)) == (NAME, 1, len(MAPPED))
    assert await store.read(kept.sha256) == funders_form()
    english = await write_files(world.ivan, project, draft, store, language="en")
    assert english.files[1] != made.files[1]
    other = await write_files(world.ivan, project, draft, store, choice="esf-plus-sco")
    assert NAME not in " ".join(one.name for one in other.files)

    # The dossier of the package holds it with its checksum.
    scope = Scope(
        Of.PACKAGE, (await now(world, draft)).first, (await now(world, draft)).last, package=draft, number="1.1"
    )
    done = await make_dossier(world.angel, project, scope, "bg", store, now=NOON, zone=ZoneInfo("Europe/Sofia"))
    with zipfile.ZipFile(BytesIO(await store.read(done.kept.sha256))) as dossier:
        packed = {dossier.read(name) for name in dossier.namelist() if "Приложение 6" in name}
    assert await store.read(made.files[1].sha256) in packed
    assert await ReportFile.filter(sha256=made.files[1].sha256).count() == 1


async def test_it_says_of_which_workbook_it_is_what_is_wrong_and_freezes_nothing(own, store):
    world, template, draft = own
    await uploaded(world, template, LESS, store)
    lost = await problems(world, draft, store)
    assert len(lost) == len(MAPPED)
    assert lost[0].startswith("Workbook “Приложение 6”: There is no sheet “Отчет” in this workbook any more.")
    with pytest.raises(Objected) as refused:
        await ready(world, draft, store)
    assert {one.sentence for one in refused.value.objections} == {OF_WORKBOOK}
    assert {one.facts["template_id"] for one in refused.value.objections} == {template}
    assert (await now(world, draft)).state is PackageState.DRAFT
    assert not await PackageBook.exclude(sha256="").exists()

    # A file that was kept under looser rules, a sheet without the words, one that nobody mapped, one that is gone.
    bad = await store.keep(package("<sheetData/>", more={"xl/vbaProject.bin": b"macro"}), LIMIT)
    await OwnTemplate.filter(id=template).update(sha256=bad.sha256)
    assert await problems(world, draft, store) == [f"Workbook “{NAME}”: {wording('en').say(MACROS)}"]
    await OwnTemplate.filter(id=template).update(sha256="0" * 64)
    assert "did not come along" in (await problems(world, draft, store))[0]
    await uploaded(world, template, funders_form(), store)
    assert await problems(world, draft, store) == []
    for id_ in (await template_seen(world.maria, world.project, template)).cells:
        await unmap_cell(world.ivan, world.project, template, id_)
    assert await problems(world, draft, store) == [f"Workbook “{NAME}”: {wording('en').say(NOTHING_MAPPED)}"]
    await remove_template(world.maria, world.project, template)
    assert await problems(world, draft, store) == [wording("en").say(NO_LONGER_KEPT, name=NAME)]
    await chosen(world, draft, [])
    assert await problems(world, draft, store) == []


async def test_it_follows_its_template_again_in_a_draft_and_goes_into_the_next_version(own, store):
    world, template, draft = own
    await ready(world, draft, store)
    version = (await now(world, draft)).version
    await back_to_draft(world.ivan, world.project, draft, version, "Още една фактура")
    assert [(one.template_id, one.kept) for one in await books_of(draft)] == [(template, None)]
    await uploaded(world, template, funders_form(), store)
    await ready(world, draft, store)
    assert (await frozen(draft)).edition == 2
    await send_package(world.ivan, world.project, draft, (await now(world, draft)).version, SENDING, TODAY)
    outcome = Outcome(PackageState.RETURNED, TODAY, "", "Липсва подпис.")
    version = (await now(world, draft)).version
    following = await decide_on_package(world.ivan, world.project, draft, version, outcome, TODAY)
    assert [(one.template_id, one.kept) for one in await books_of(following)] == [(template, None)]
    [told] = await Entry.filter(deed="package.workbooks").values("before", "after")
    assert told == {"before": {"workbooks": ""}, "after": {"workbooks": NAME}}

    # Its bytes are gone from the disk: the sentence names the workbook and its checksum.
    path = store.path_of((await frozen(draft)).sha256)
    path.unlink()
    with pytest.raises(WrongState) as lost:
        await write_files(world.ivan, world.project, draft, store)
    assert (lost.value.sentence, lost.value.facts["name"]) == (NO_BYTES, NAME)
    with pytest.raises(Objected) as gone:
        await chosen(world, following, [template + 77])
    assert [one.sentence for one in gone.value.objections] == [BOOK_GONE]


async def test_it_is_chosen_on_the_page_of_the_draft_and_shown_when_it_is_frozen(own, store, browser):
    world, template, draft = own
    await chosen(world, draft, [])
    await browser.sign_in(world.ivan.email)
    here = f"/projects/{world.project.code}/reports/packages/{draft}"
    page = await browser.get(f"{here}?lang=bg")
    assert f'name="book_{template}"' in page
    form = dict(re.findall(r'<input type="hidden" name="(form_key|version)" value="([^"]*)">', page))
    told = {**form, "do": "change", "format": FORMAT, "language": "bg", f"book_{template}": "yes"}
    assert (await browser.post(here, data=told)).status_code == 303
    await uploaded(world, template, LESS, store)
    page = await browser.get(f"{here}?lang=bg")
    assert f"/reports/templates/{template}" in page
    assert "Образец „Приложение 6“: " in page
    await uploaded(world, template, funders_form(), store)
    await ready(world, draft, store)
    page = await browser.get(f"{here}?lang=bg")
    assert (await frozen(draft)).sha256 in page
    assert "версия 3" in page


async def test_its_sheets_are_shown_with_their_figures_before_and_after_it_is_frozen(own, store, browser, monkeypatch):
    world, template, draft = own
    for cell, shows in {"D6": "total.expenses", "F4": "line:1.this"}.items():
        await map_cell(world.ivan, world.project, template, Mapped("Отчет", cell, shows), store)
    await browser.sign_in(world.maria.email)
    here = f"/projects/{world.project.code}/reports/packages/{draft}?show=sheets&lang=bg"
    for file_language, first in (("bg", "1.07.2026"), ("en", "1 Jul 2026")):
        page = (await browser.get(f"{here}&file_language={file_language}")).replace("\u00a0", " ")
        [grid] = re.findall(r'<table class="cells" lang="(?:bg|en)">.*?</table>', page, re.DOTALL)
        filled = re.findall(r'mapped">(?:<a class="behind" href="([^"]*)">)?([^<]*)', grid)
        told = {"bg": ["99,75", "450,25", "300,00", "850,00"], "en": ["99.75", "450.25", "300.00", "850.00"]}[
            file_language
        ]
        assert [text for _, text in filled if text in told] == [told[-1], *told]
        assert any(first in text for _, text in filled), filled
        links = {text: link for link, text in filled if link}
        assert links[told[0]].endswith("/expenses?q=0002")
        assert links[told[-1]].endswith("/expenses?line=1")
        assert re.search(r'class="f? formula">=</td>', grid)  # what is computed when it is opened
    with monkeypatch.context() as long:
        long.setattr("grants.reports.makings.rules.LONG", 1)
        assert 'class="cells"' not in await browser.get(f"{here}&file_language=en")
        asked = sheets_asked(draft, (await now(world, draft)).number, "en", "all")
        await ask_for(world.maria, world.project, What.SHEETS, asked, "")
        await make_next(Workshop(store, ZoneInfo("Europe/Sofia")), asyncio.Event())
        drawn = (await browser.get(f"{here}&file_language=en")).replace("\u00a0", " ")
        assert grid in drawn  # the worker's, the same as at once
    await uploaded(world, template, LESS, store)
    broken = await browser.get(here)
    assert "Тези клетки не могат да бъдат попълнени" in broken
    await uploaded(world, template, funders_form(), store)
    await ready(world, draft, store)
    await remove_template(world.maria, world.project, template)
    assert "450,25" in (await browser.get(here))
