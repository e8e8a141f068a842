"""A frozen package written in another format is asked what that funder asks; what a format warns of is told („друг формат“)."""

from __future__ import annotations

import asyncio
from zoneinfo import ZoneInfo

import pytest

from grants.funders.registry import NEWEST
from grants.reports.actions import Wanted, prepare_long_report
from grants.reports.looks.marks import sight_of
from grants.reports.makings.actions import ask_for, make_next
from grants.reports.makings.makers import Workshop, check_asked, package_asked
from grants.reports.makings.rules import What
from grants.reports.models import Making, Package, Report, ReportFile
from grants.reports.packages.freezing.actions import judged, write_files
from grants.reports.rules_warned import PAID_OUTSIDE
from grants.reports.watch import Watch
from grants.storage.files import FileStore
from tests.cast import TODAY
from tests.reports.quarter import now, opened, ready

pytestmark = pytest.mark.anyio
NO_CONTRACT = "Тук не е известен идентификаторът на договора при финансиращия"
NO_FILE = "няма файл тук"


@pytest.fixture
def store(settings):
    return FileStore(settings.files)


@pytest.fixture
async def frozen(quarter, store):
    """The quarter's package, ready with its files."""
    package = await opened(quarter)
    await ready(quarter, package, store)
    await write_files(quarter.ivan, quarter.project, package, store)
    return quarter, package


def here(world, package):
    return f"/projects/{world.project.code}/reports/packages/{package}"


async def test_it_writes_no_file_that_the_other_funder_would_refuse_and_says_why(frozen, browser):
    world, package = frozen
    before = await ReportFile.all().count()
    await browser.sign_in(world.ivan.email)
    form = {"do": "write", "format": "isun-xml", "language": "en", "form_key": "а"}
    answer = await browser.post(f"{here(world, package)}?lang=bg", data=form)
    assert answer.status_code == 422
    said = answer.text.replace("\xa0", " ")
    assert "Файловете не са създадени" in said
    assert NO_CONTRACT in said
    assert f"/projects/{world.project.code}/reports/funder-ids" in said
    assert '<option value="isun-xml" selected>' in said
    assert await ReportFile.all().count() == before
    form = {**form, "format": "expenses-period", "form_key": "б"}
    assert (await browser.post(here(world, package), data=form)).status_code == 303
    assert await ReportFile.all().count() == before + 1


async def test_the_worker_writes_none_either(frozen, store):
    world, package = frozen
    before = await ReportFile.all().count()
    asked = package_asked(package, "1.1", "isun-xml", "bg")
    await ask_for(world.ivan, world.project, What.PACKAGE, asked, "1.1")
    assert await make_next(Workshop(store, ZoneInfo("Europe/Sofia")), asyncio.Event())
    made = await Making.get()
    assert made.state == "failed"
    assert any(NO_CONTRACT in sentence for sentence in made.told["bg"])
    assert await ReportFile.all().count() == before


async def test_it_says_beside_a_draft_for_isun_that_it_is_to_be_looked_through_there(frozen, browser):
    world, package = frozen
    await browser.sign_in(world.ivan.email)
    caution = NEWEST["isun-xml"].notice.bg[:60]
    assert caution not in await browser.get(f"{here(world, package)}?lang=bg")
    kept = await Report.get(package_id=package)
    await Report.filter(id=kept.id).update(format="isun-xml", edition="2022")
    assert caution in await browser.get(f"{here(world, package)}?lang=bg")


async def test_a_draft_tells_what_its_format_warns_of_at_once_and_by_the_worker(quarter, browser, store):
    package = await opened(quarter)
    await Package.filter(id=package).update(format="isun-docs")
    await browser.sign_in(quarter.ivan.email)
    page = await browser.get(f"{here(quarter, package)}?lang=bg")
    assert NO_FILE in page.replace("\xa0", " ")
    found = await judged(quarter.ivan, quarter.project, await now(quarter, package), TODAY, store)
    odd_days, *no_files = found.warned
    assert (odd_days.sentence, odd_days.facts["numbers"]) == (PAID_OUTSIDE, ["2"])
    assert [one.facts["number"] for one in no_files] == ["2", "1", "3"]
    assert not [one for one in found.objections if one in found.warned]
    asked = check_asked(package, "1.1", sight_of(quarter.ivan, quarter.project))
    await ask_for(quarter.ivan, quarter.project, What.CHECK, asked, "1.1")
    assert await make_next(Workshop(store, ZoneInfo("Europe/Sofia")), asyncio.Event())
    told = (await Making.get()).told["bg"]["warned"]
    assert [NO_FILE in one["sentence"].replace("\xa0", " ") for one in told] == [False, *[True] * 3]
    assert {one["level"] for one in told} == {"warning"}


async def test_a_report_prepared_by_command_tells_them_too(quarter, store):
    first, last = await Package.get(id=await opened(quarter)).values_list("first_on", "last_on")
    wanted = Wanted(NEWEST["isun-docs"], first, last, "bg", warned=True)
    made = await prepare_long_report(quarter.ivan, quarter.project, wanted, store, Watch())
    assert len(made.warned) == 2
    assert made.files
