"""How quick pages are while ten thousand reminders are planned and leave: at most twice as slow as when nothing is done.

The real parts, each in its own process: the web, the worker (or both in one, as `grants up`), PostgreSQL, a mail server. While the
letters leave the mail server is held for a moment again and again, so that both are measured in turns on the same machine.
Run by hand: `pytest tests/benchmarks/test_pages_meanwhile.py -o addopts=--import-mode=importlib -s`.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta

import asyncpg
import httpx2
import pytest

from grants.deadlines.models import Deadline
from grants.deadlines.reminding.actions import _ONE_PLANS_AT_A_TIME
from grants.letters.models import Letter
from grants.letters.rules import LetterState
from grants.projects.models import Project
from grants.storage import database
from grants.storage.database import rows
from tests import bare_rows
from tests.benchmarks.conftest import Sink
from tests.benchmarks.test_ledger import ten_thousand
from tests.benchmarks.test_reminders import DEADLINES, PEOPLE, SEATS, N
from tests.cast import PASSWORD, world
from tests.faults.workers import KEY, address_of
from tests.running import free_port, running

pytestmark = pytest.mark.anyio
MORNINGS, TURNS, SECONDS, SETTLED = 2, 8, 2.0, 0.3
PLANNED_NOW = (
    "SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid::bigint << 32 | objid::bigint = $1"
)
SLOWER = 2.0  # times, at most


async def filled() -> dict[str, str]:
    """A project of ten thousand expenses whose pages are read, and another one of whose deadlines ten thousand people hear;
    gives the pages.
    """
    today = datetime.now(UTC).date()
    people = await world()
    await ten_thousand(people)
    here = await Project.get(id=people.project.id)
    for days in range(-5, 35):
        await bare_rows.deadline(here, today + timedelta(days=days), f"Отчет до {days}")
    other = await bare_rows.project("П-1", "Грижа в общността", await bare_rows.organisation("Сдружение „Много“"))
    await rows(PEOPLE, N)
    await rows(SEATS, other.id)
    await rows(DEADLINES, other.id, today, False)
    await rows("ANALYZE")
    one = await Deadline.filter(project=here).first()
    assert one is not None
    place = f"/projects/{here.code}"
    return {
        "project": place,
        "expenses": f"{place}/expenses",
        "deadlines": f"{place}/deadlines",
        "deadline": f"{place}/deadlines/{one.id}",
    }


class Reading:
    """How long each page took, by what went on meanwhile; asked for one after another, as by somebody who reads."""

    def __init__(self, pages: dict[str, str]) -> None:
        self._pages = pages
        self._took: dict[tuple[str, str], list[float]] = defaultdict(list)

    @asynccontextmanager
    async def by_somebody(self, base: str) -> AsyncIterator[None]:
        """Signed in anew, with the web's first and slowest pages behind them."""
        async with httpx2.AsyncClient(base_url=base, timeout=60) as self._client:
            typed = {"email": "maria@zaedno.example", "password": PASSWORD}
            assert (await self._client.post("/sign-in", data=typed)).status_code == 303
            for _ in range(2):
                await self.once("at first")
            yield

    async def once(self, meanwhile: str) -> None:
        for name, address in self._pages.items():
            began = time.perf_counter()
            page = await self._client.get(address)
            self._took[name, meanwhile].append(time.perf_counter() - began)
            assert page.status_code == 200

    async def on_and_on(self, meanwhile: str, seconds: float) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            await self.once(meanwhile)

    def told(self) -> dict[tuple[str, str], float]:
        """Prints the figures; gives how many times as slow each page was, by the median."""
        times = {}
        for name in self._pages:
            print(f"\n{name:10}", end="")
            idle = statistics.median(self._took[name, "idle"])
            for meanwhile in ("idle", "posting", "planning"):
                took = self._took[name, meanwhile]
                median, late = statistics.median(took), statistics.quantiles(took, n=20)[-1]
                times[name, meanwhile] = median / idle
                print(
                    f" {meanwhile} {median * 1000:.1f} ms (95 %: {late * 1000:.1f}) {median / idle:.2f} x, {len(took)} times;",
                    end="",
                )
        return times


@contextmanager
def at_work(settings: dict[str, str], *, together: bool) -> Iterator[None]:
    """The web and the worker, each as people start it, until both have said that they are ready."""
    with running("up" if together else "serve", settings=settings):
        if together:
            yield
        else:
            with running("work", ready="ready", settings=settings):
                yield


async def sent() -> int:
    return await Letter.filter(state=LetterState.SENT, key__startswith="reminders:").count()


async def new_morning() -> None:
    """As if nothing had been planned."""
    await rows("DELETE FROM reminder")
    await rows("DELETE FROM letter")
    await rows("VACUUM ANALYZE letter, reminder")


@pytest.mark.parametrize("together", [False, True], ids=["serve and work", "up"])
async def test_its_pages_are_at_most_twice_as_slow_meanwhile(own_database, sink, tmp_path, together):
    port = free_port()
    settings = {
        "DATABASE_URL": address_of(own_database),
        "DATA_DIR": str(tmp_path / "данни"),
        "SECRET_KEY": KEY,
        "SMTP_URL": f"smtp://127.0.0.1:{sink.port}",
        "MAIL_FROM": "grants@example.org",
        "PORT": str(port),
        "BASE_URL": f"http://localhost:{port}",
    }
    planned, left = [], []
    async with database.connected(own_database):
        reading = Reading(await filled())
        for _ in range(MORNINGS):
            await new_morning()
            other = await asyncpg.connect(**own_database)
            await other.execute(
                "SELECT pg_advisory_lock($1)", _ONE_PLANS_AT_A_TIME
            )  # so that nothing is planned before
            with at_work(settings, together=together):
                async with reading.by_somebody(settings["BASE_URL"]):
                    await other.close()
                    planned.append(await planning(reading))
                    while not await sent():  # noqa: ASYNC110 - of other processes
                        await asyncio.sleep(0.1)
                    left += [await turn(reading, sink) for _ in range(TURNS)]
    times = reading.told()
    print(
        f"\nplanned within {', '.join(f'{one:.1f}' for one in planned)} s; {statistics.median(left):.0f} letters left in a second"
    )
    assert min(left) > 0, "they left all the while"
    assert max(times.values()) <= SLOWER, times


async def planning(reading: Reading) -> float:
    """Pages while the reminders are planned, from the moment when that begins; gives how long it took."""
    while not await rows(PLANNED_NOW, _ONE_PLANS_AT_A_TIME):  # noqa: ASYNC110 - by another process
        await asyncio.sleep(0.02)
    began = time.monotonic()
    while not await Letter.filter(key__startswith="reminders:").count():
        await reading.once("planning")
    return time.monotonic() - began


async def turn(reading: Reading, sink: Sink) -> float:
    """Pages while no letter can leave, and while they do; gives how many left in a second."""
    sink.hold()
    await asyncio.sleep(SETTLED)
    await reading.on_and_on("idle", SECONDS)
    sink.go_on()
    await asyncio.sleep(SETTLED)
    before, began = await sent(), time.monotonic()
    await reading.on_and_on("posting", SECONDS)
    return (await sent() - before) / (time.monotonic() - began)
