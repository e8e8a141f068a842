"""The pages of reports of a project of full length: each answers at once and reads little, the worker does the rest („пълна дължина“).

`pytest -m walk -s tests/reports/test_full_length.py` prints what each page took.
"""

from __future__ import annotations

import asyncio
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import asyncpg
import pytest

from grants.reports.makings.rules import What
from grants.reports.models import Package, SheetPage
from grants.reports.packages.actions import open_package
from grants.reports.packages.rules import Opening
from grants.reports.rules_package import MakingState, PackageKind, PackageState
from tests.cast import TODAY
from tests.faults.test_making import EXPENSES, enter, until
from tests.faults.workers import Workers, ends_politely
from tests.post_office import mail_server
from tests.reports.test_long_packages import opened_by, step, tables

pytestmark = [pytest.mark.anyio, pytest.mark.walk]
MOST_SECONDS, MOST_QUERIES, MOST_MEMORY = 2.0, 40, 10  # of one page; megabytes above what it had before
WORKER_MEMORY = 400  # megabytes in all, of whatever it makes
PREPARER = "ivan@zaedno.example"
PERIOD = "first=1.7.2026&last=30.9.2026"
PAGES = (
    "",
    "?show=rows",
    "?show=rows&page=200",
    "?show=out",
    "?show=sheets",
    "/words",
    "?show=sheets&file_language=en",
)


@dataclass(frozen=True, slots=True)
class Took:
    """What a page took: seconds, statements, megabytes at its peak above what the process had before."""

    seconds: float
    statements: int
    memory: float


@pytest.fixture
async def long(small_world):
    """The draft of a package of 20,000 expenses."""
    world = await enter(small_world, EXPENSES)
    opening = Opening(PackageKind.FINANCIAL, date(2026, 7, 1), date(2026, 9, 30), "expenses-period", "bg")
    package = await open_package(world.ivan, world.project, opening, TODAY)
    return world, f"/projects/{world.project.code}/reports", package


@pytest.fixture
def workers(db, tmp_path) -> Iterator[Workers]:
    """Starts real workers beside the web, over its files."""
    with mail_server() as mailbox:
        started = Workers(db, mailbox, str(tmp_path))
        yield started
        started.end()


def of_process(pid: int | str, name: str) -> float:
    """A figure of a process's memory, in megabytes: VmRSS what it has, VmHWM the most it had."""
    told = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(told.split(f"{name}:")[1].split()[0]) / 1024


@contextmanager
def nothing_whole(monkeypatch) -> Iterator[None]:
    """Whoever asks for all the expenses of a report meanwhile is refused."""

    def refused(*_of: object, **_told: object) -> None:
        raise AssertionError("a whole report was read in a request")

    with monkeypatch.context() as context:
        context.setattr("grants.reports.grounds.entries_of", refused)
        context.setattr("grants.reports.streamed.entries_one_by_one", refused)
        context.setattr("grants.reports.kept_ground.StoredEntries.__iter__", refused)
        yield


@contextmanager
def traced() -> Iterator[Callable[[], int]]:
    """Tells how many bytes Python had at most meanwhile, above what it had before."""
    peaks = [0]
    tracemalloc.start()
    try:
        yield lambda: peaks[0]
        peaks[0] = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.fixture
def asked(browser, monkeypatch):
    """Asks for a page and measures it."""
    statements: list[str] = []
    original = asyncpg.Connection._execute

    async def counted(self, query, *rest, **more):
        statements.append(query)
        return await original(self, query, *rest, **more)

    monkeypatch.setattr(asyncpg.Connection, "_execute", counted)

    async def ask(address: str) -> str:
        page = ""
        statements.clear()
        times = []
        with nothing_whole(monkeypatch):
            for _ in range(2):  # the machine does other things too: the quicker of two counts
                begun = time.perf_counter()
                page = await browser.get(address)
                times.append(time.perf_counter() - begun)
            with traced() as peak:
                await browser.get(address)
        took = Took(min(times), len(statements) // 3, peak() / 2**20)
        said = f"{took.seconds:5.2f} s {took.statements:3} statements {took.memory:5.1f} MB"
        print(f"{said} {len(page) // 1024:4} kB  {address.partition('/reports')[2]}")
        assert took.seconds < MOST_SECONDS, (address, took)
        assert took.statements <= MOST_QUERIES, (address, took)
        assert took.memory < MOST_MEMORY, (address, took)
        return page

    return ask


@pytest.fixture
def made(browser, workers):
    """Has a worker make what was asked for last, to its end, and tells how long it took and how much it had in memory."""

    async def make(what: What) -> None:
        worker, begun = workers(), time.monotonic()
        making = await until(lambda one: one.state in {MakingState.DONE, MakingState.FAILED}, 300, what)
        took, most = time.monotonic() - begun, of_process(worker.pid, "VmHWM")
        await asyncio.to_thread(ends_politely, worker)
        print(f"{took:5.1f} s, at most {most:.0f} MB: {what.value}")
        assert making.state is MakingState.DONE, making.told
        assert making.done == making.of > 0
        assert most < WORKER_MEMORY
        await browser.sign_in(PREPARER)  # the worker's clock is the machine's: by it the test's people left days ago

    return make


async def test_every_page_answers_at_once_and_the_worker_does_the_rest(long, browser, asked, made):
    _world, here, package = long
    place = f"{here}/packages/{package}"
    await browser.sign_in(PREPARER)
    for page in PAGES:
        await asked(f"{place}{page}")
    for do, at in (("check", place), ("sheets", f"{place}?show=sheets&file_language=bg")):
        await step(browser, at, do)
        await asked(at)  # while it is being made
        await made(What(do))
    page = await asked(f"{place}?lang=bg")
    assert "оттогава нито в него" in page
    await _read_through(asked, f"{place}?show=sheets&file_language=bg")
    await step(browser, place, "ready")
    await asked(place)
    await made(What.READY)
    assert (await Package.get()).state is PackageState.READY
    for page in (*PAGES, "/sending"):
        await asked(f"{place}{page}")
    await step(browser, f"{place}?show=sheets&file_language=en", "sheets")
    await made(What.SHEETS)
    await _read_through(asked, f"{place}?show=sheets&file_language=en")


@pytest.mark.parametrize("format_code", ["isun-docs", "prag", "interreg-partner"])
async def test_a_report_of_a_period_is_looked_at_and_read_through(long, browser, asked, made, format_code):
    _world, here, _package = long
    at = f"{here}?format={format_code}&{PERIOD}&language=en"
    await browser.sign_in(PREPARER)
    page = await asked(at)
    assert not tables(page)
    await step(browser, at, "look")
    await asked(at)
    await made(What.LOOK)
    await _read_through(asked, at)


async def _read_through(asked, at: str) -> None:
    """The first, a middle and the last page of every sheet that was drawn, and what its last figure opens."""
    heads = await SheetPage.filter(page=0).order_by("-making_id", "sheet").values("making_id", "sheet", "content")
    newest = [one for one in heads if one["making_id"] == heads[0]["making_id"]]
    assert any(one["content"]["data"] >= EXPENSES for one in newest)
    for one in newest:
        last = -(-one["content"]["data"] // 100)
        for number in sorted({1, max(last // 2, 1), max(last, 1)}):
            page = await asked(f"{at}&sheet={one['sheet']}&page={number}")
            assert tables(page) or not one["content"]["rows"] + one["content"]["below"]
        for link in opened_by(tables(page))[-1:]:
            assert "<tfoot>" in await asked(link)  # the expenses behind its last figure
