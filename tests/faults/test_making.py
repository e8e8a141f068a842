"""Real workers making a long report, killed in the middle: another makes it, once, and no half of a file counts („прекъснат“)."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from grants.audit.models import Entry
from grants.expenses.models import Document, Expense
from grants.reports.actions import chosen_format
from grants.reports.looks.queries import STOOD
from grants.reports.makings.actions import ask_for
from grants.reports.makings.makers import look_asked, ready_asked, report_asked
from grants.reports.makings.rules import What
from grants.reports.models import Making, Package, PackageRow, Report, ReportFile, SheetPage
from grants.reports.packages.actions import open_package
from grants.reports.packages.contents import contents_now
from grants.reports.packages.queries import package_seen
from grants.reports.packages.rules import Opening
from grants.reports.rules import Period
from grants.reports.rules_package import MakingState, PackageKind, PackageState
from grants.storage.database import bookkeeping, insert_all, rows
from tests.cast import TODAY, World, row
from tests.faults.workers import PATIENCE, ends_politely

pytestmark = pytest.mark.anyio
EXPENSES = 20_000
FROZEN = 6_000


async def enter(world: World, expenses: int) -> World:
    """So many verified expenses of a project that its report takes seconds."""
    project = world.project
    line = await row(project, "line", "1", title_bg="Услуги", amount="1000000", currency="EUR")
    papers = [
        {
            "project_id": project.id,
            "number": str(at),
            "position": at,
            "kind": "invoice",
            "paper_number": f"№ {at}",
            "issued_on": date(2026, 8, 1),
            "paid_on": date(2026, 8, 2),
            "supplier_name": "„Дунав“ ООД",
            "net_cents": 1000 + at,
            "currency": "EUR",
        }
        for at in range(1, expenses + 1)
    ]
    ids = await insert_all(Document, papers)
    await insert_all(
        Expense,
        [
            {
                "project_id": project.id,
                "number": str(at),
                "position": at,
                "document_id": paper,
                "line_id": line,
                "amount_cents": 1000 + at,
                "own_cents": 0,
                "currency": "EUR",
                "state": "verified",
            }
            for at, paper in enumerate(ids, 1)
        ],
    )
    await rows("ANALYZE")  # what the server does by itself within a minute
    return world


@pytest.fixture
async def long(small_world):
    """A project whose report takes seconds."""
    return await enter(small_world, EXPENSES)


@pytest.fixture
async def draft(small_world):
    """The draft of a package that takes all the expenses of a project, and the wish that it be ready."""
    world = await enter(small_world, FROZEN)
    opening = Opening(PackageKind.FINANCIAL, date(2026, 7, 1), date(2026, 9, 30), "expenses-period", "bg")
    package = await package_seen(
        world.ivan, world.project, await open_package(world.ivan, world.project, opening, TODAY)
    )
    stamp = (await contents_now(world.ivan, world.project, package)).stamp
    told = ready_asked(package.id, package.number, package.version, stamp)
    await ask_for(world.ivan, world.project, What.READY, told, package.number)
    return package


async def until(true: Callable[[Making], bool], seconds: float = PATIENCE, what: What | None = None) -> Making:
    """What was asked for last (of a kind), once it is so."""
    end = time.monotonic() + seconds
    asked_for = (Making.filter(what=what.value) if what else Making.all()).order_by("-id")
    while (making := await asked_for.first()) is None or not true(making):
        assert time.monotonic() < end, making and (making.state, making.done, making.of, making.told)
        await asyncio.sleep(0.02)
    return making


async def asked(world) -> None:
    told = report_asked("expenses-period", "", date(2026, 7, 1), date(2026, 9, 30), "bg")
    await ask_for(world.ivan, world.project, What.REPORT, told, "разходи")


async def let_it_fall_silent() -> None:
    """What half a minute of waiting does."""
    async with bookkeeping("report making claimed or ended"):
        await rows("UPDATE report_making SET alive_at = now() - interval '1 hour' WHERE state = 'running'")


def whole_files(folder: Path) -> set[str]:
    """The sha256 of every file that counts as kept; each is what its name says."""
    found = {path.parent.name + path.name: path for path in folder.glob("??/*")}
    for sha256, path in found.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == sha256
    return set(found)


async def test_it_is_made_once_by_another_worker_when_the_first_is_killed(long, worker, tmp_path, capsys):
    await asked(long)
    first = worker()
    await until(lambda making: making.state is MakingState.RUNNING and making.done > 0)
    first.kill()
    assert await Report.all().count() == 0
    assert not whole_files(tmp_path / "данни" / "files")
    await let_it_fall_silent()
    worker(), worker()
    making = await until(lambda making: making.state in {MakingState.DONE, MakingState.FAILED})
    assert (making.state, making.tries) == (MakingState.DONE, 2), making.told
    assert making.done == making.of > EXPENSES
    report = await Report.get()
    assert await Making.filter(report=report.id, id=making.id).exists()
    assert report.figures["expenses"] == EXPENSES
    assert await Entry.filter(deed="report.prepared").count() == 1
    kept = {file.sha256 for file in await ReportFile.filter(report_id=report.id)}
    assert kept == whole_files(tmp_path / "данни" / "files")


async def test_it_waits_again_when_the_worker_is_asked_to_stop_and_leaves_no_file(long, worker, tmp_path):
    await asked(long)
    process = worker()
    await until(lambda making: making.done > 0)
    await asyncio.to_thread(ends_politely, process)
    making = await Making.get()
    assert (making.state, making.tries) == (MakingState.WAITING, 0)
    assert not [path for path in (tmp_path / "данни" / "files").rglob("*") if path.is_file()]
    worker()
    await until(lambda making: making.state is MakingState.DONE)
    assert await Report.all().count() == 1


async def test_it_keeps_no_half_of_the_sheets_it_draws_when_it_is_killed(long, worker):
    period = Period(date(2026, 7, 1), date(2026, 9, 30))
    told = look_asked(chosen_format("expenses-period"), period, "bg", None, "all")
    await ask_for(long.ivan, long.project, What.LOOK, told, "преглед")
    first = worker()
    await until(lambda making: making.done > EXPENSES // 2)
    first.kill()
    assert await SheetPage.all().count() == 0
    await let_it_fall_silent()
    worker(), worker()
    making = await until(lambda making: making.state in {MakingState.DONE, MakingState.FAILED})
    assert (making.state, making.tries) == (MakingState.DONE, 2), making.told
    rows_of = [rows for _name, _book, rows in making.told["sheets"]]
    assert await SheetPage.filter(page=0, making_id=making.id).count() == len(rows_of)
    drawn = await SheetPage.filter(page__gte=0, sheet__gte=0).count()
    assert drawn == len(rows_of) + sum(-(-rows // 100) for rows in rows_of)
    behind = [one.page for one in await SheetPage.filter(sheet=STOOD).order_by("page")]
    assert behind
    assert behind == list(range(1, len(behind) + 1))
    assert await SheetPage.exclude(making_id=making.id).count() == 0


@pytest.mark.parametrize("when", ["checked", "frozen"])
async def test_it_freezes_once_and_writes_whole_files_though_the_worker_is_killed(draft, worker, tmp_path, when):
    first = worker()
    await (until(lambda making: making.done >= FROZEN // 4) if when == "checked" else frozen())
    first.kill()
    assert await Report.all().count() == 0
    assert await PackageRow.all().count() == (FROZEN if when == "frozen" else 0)
    whole_files(tmp_path / "данни" / "files")
    await let_it_fall_silent()
    worker(), worker()
    making = await until(lambda making: making.state in {MakingState.DONE, MakingState.FAILED})
    assert (making.state, making.tries) == (MakingState.DONE, 2), making.told
    package = await Package.get()
    assert (package.state, package.version) == (PackageState.READY, draft.version + 1)
    assert await Entry.filter(deed="package.ready").count() == await Report.all().count() == 1
    assert await Entry.filter(deed="expense.reported").count() == FROZEN
    assert await Expense.filter(state="reported", package=draft.number, version=2).count() == FROZEN
    (held,) = await rows("SELECT count(*)::int AS n, sum(amount_cents)::bigint AS cents FROM report_package_row")
    assert (held["n"], held["cents"]) == (FROZEN, sum(1000 + at for at in range(1, FROZEN + 1)))
    (file,) = await ReportFile.all()
    assert {file.sha256, package.ground} <= whole_files(tmp_path / "данни" / "files")


async def frozen() -> None:
    """Wait until the worker has frozen the package."""
    end = time.monotonic() + PATIENCE
    while (await Package.get()).state is not PackageState.READY:
        assert time.monotonic() < end
        await asyncio.sleep(0.02)
