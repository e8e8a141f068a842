"""A package whose format is written no more, or whose files meet a full disk: a sentence with the remedy, and nothing half done."""

from __future__ import annotations

import asyncio
import resource
import signal
from contextlib import contextmanager
from zoneinfo import ZoneInfo

import pytest

from grants import followers
from grants.audit.models import Entry
from grants.errors import NoRoom, Objected, WrongState
from grants.filling.actions import map_cell, upload_template
from grants.filling.showing import Mapped
from grants.reports.makings.actions import ask_for, make_next
from grants.reports.makings.makers import Workshop, package_asked
from grants.reports.makings.rules import What
from grants.reports.models import Making, Package, PackageRow, Report, ReportFile
from grants.reports.packages.actions import change_draft
from grants.reports.packages.freezing.actions import write_files
from grants.reports.packages.queries import EDITION_GONE, FORMAT_GONE
from grants.reports.rules_package import PackageState
from grants.storage.files import FileStore
from grants.values.wording import wording
from tests.cast import NOON
from tests.filling.workbooks import funders_form
from tests.reports.quarter import FORMAT, now, opened, ready

pytestmark = pytest.mark.anyio


@pytest.fixture
def store(settings):
    """Where the app keeps its files too."""
    return FileStore(settings.files)


@contextmanager
def files_of_at_most(size: int):
    """What a disk without room is to this process: no file grows beyond this."""
    allowed = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, allowed[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, allowed)
        signal.signal(signal.SIGXFSZ, before)


def lying(store: FileStore) -> list[str]:
    return sorted(path.name for path in store.folder.rglob("*") if path.is_file())


async def made_by_the_worker(world, package: int, store: FileStore) -> dict[str, object]:
    """How the making of a package's files ends."""
    found = await now(world, package)
    asked = package_asked(package, found.number, "", "bg")
    made = await ask_for(world.ivan, world.project, What.PACKAGE, asked, found.number)
    await make_next(Workshop(store, ZoneInfo("Europe/Sofia")), asyncio.Event())
    [told] = await Making.filter(id=made).values("state", "told", "report_id")
    return dict(told)


async def test_it_says_what_to_do_with_an_edition_that_is_written_no_more(quarter, store, browser):
    world = quarter
    package = await opened(world)
    await ready(world, package, store)
    made = await write_files(world.ivan, world.project, package, store)
    await Package.filter(id=package).update(edition="1887")
    with pytest.raises(WrongState) as gone:
        await write_files(world.ivan, world.project, package, store)
    assert gone.value.sentence == EDITION_GONE
    said = {lang: wording(lang).say(EDITION_GONE, **gone.value.facts) for lang in ("bg", "en")}
    assert "1887" in said["bg"]
    told = await made_by_the_worker(world, package, store)
    assert (told["state"], told["report_id"]) == ("failed", None)
    assert told["told"] == {"bg": [said["bg"]], "en": [said["en"]]}
    await browser.sign_in(world.ivan.email)
    here = f"/projects/{world.project.code}/reports/packages/{package}"
    assert made.files[0].sha256 in await browser.get(f"{here}?lang=bg"), "what was written before stays"
    assert said["bg"] in await browser.get(f"{here}?show=sheets&lang=bg")
    answer = await browser.post(f"{here}?lang=bg", {"form_key": "k", "do": "write", "language": "bg", "format": FORMAT})
    assert answer.status_code == 409
    assert said["bg"] in answer.text
    assert await Report.all().count() == 1
    other = await write_files(world.ivan, world.project, package, store, choice="esf-plus-sco")
    assert other.files


async def test_it_asks_for_another_format_where_a_drafts_is_written_no_more(quarter, store, browser):
    world = quarter
    package = await opened(world)
    await Package.filter(id=package).update(format="annex-1999")
    with pytest.raises(Objected) as gone:
        await ready(world, package, store)
    assert [one.sentence for one in gone.value.objections] == [FORMAT_GONE]
    await browser.sign_in(world.ivan.email)
    here = f"/projects/{world.project.code}/reports/packages/{package}?lang=bg"
    said = wording("bg").say(FORMAT_GONE, **gone.value.objections[0].facts)
    for shown in ("", "&show=rows", "&show=sheets"):
        page = await browser.get(here + shown)
        assert (said in page) is (shown != "&show=rows")
    await change_draft(world.ivan, world.project, package, (await now(world, package)).version, FORMAT, "bg")
    await ready(world, package, store)


# XlsxWriter lets go of the zip it could not finish, which complains once more when it is collected.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_it_keeps_no_half_of_anything_when_the_disk_is_full(quarter, store):
    """Neither of what is frozen nor of the files, made at once or by the worker; with room again all is there at once."""
    followers.install()
    world, project = quarter, quarter.project
    form = ("Образец.xlsx", funders_form())
    template = await upload_template(world.maria, project, "Образец", form, store, 10**7, NOON)
    await map_cell(world.ivan, project, template, Mapped("Отчет", "B20", "total.claimed"), store)
    package = await opened(world)
    await change_draft(world.ivan, project, package, 1, FORMAT, "bg", books=[template])
    before = lying(store)
    with files_of_at_most(600), pytest.raises(NoRoom):
        await ready(world, package, store)
    assert lying(store) == before
    assert (await now(world, package)).state is PackageState.DRAFT
    assert not await PackageRow.exists()

    await ready(world, package, store)
    before, entries = lying(store), await Entry.all().count()
    for size in (600, 7000):  # in the first sheet; in the last file, when the others are whole
        with files_of_at_most(size):
            with pytest.raises(NoRoom):
                await write_files(world.ivan, project, package, store)
            told = await made_by_the_worker(world, package, store)
        assert (told["state"], told["report_id"]) == ("failed", None)
        assert not [name for name in lying(store) if name.startswith(".half-")]
        assert not await Report.exists()
        assert not await ReportFile.exists()
    assert await Entry.filter(deed__in=("package.written", "report.prepared")).count() == 0
    assert await Entry.all().count() == entries + 2, "only that the worker was asked"
    told = await made_by_the_worker(world, package, store)
    assert told["state"] == "done"
    files = await ReportFile.all().values("sha256", "size")
    assert len(files) == 2
    for one in files:
        assert len(await store.read(one["sha256"])) == one["size"]
