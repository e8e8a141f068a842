"""Ten thousand rows of the accounting, read, checked and kept, as .csv and as .xlsx: at most ten seconds and 200 MB on two cores.

Run by hand: `pytest tests/benchmarks/test_accounting.py -o addopts=--import-mode=importlib -s`.
"""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Awaitable
from datetime import date, timedelta
from typing import Any, Self

import psutil
import pytest

from grants.accounting.queries import two_sides
from grants.accounting.rules import compared
from grants.storage.database import rows
from grants.storage.files import FileStore
from tests.accounting.conftest import BG, Import, csv_of, xlsx_of
from tests.cast import row, world

pytestmark = pytest.mark.anyio

ROWS, SECONDS, MEGABYTES = 10_000, 10, 200
FIRST = date(2026, 1, 2)


def line(n: int) -> list[Any]:
    """A row as accounting programs write them; every tenth paper is booked on two accounts."""
    paper, cents = (n - 1 if n % 10 == 9 else n), 1000 + 37 * n % 900_000
    vat = cents // 5
    day = FIRST + timedelta(days=paper % 300)
    return [
        day.strftime("%d.%m.%Y"), f"{1000000000 + paper}", f"Доставчик „{paper % 400}“ ЕООД", "", f"Разход по договор № {n} за дейности",
        cents / 100, vat / 100, (cents + vat) / 100, "602" if n % 10 == 9 else "601",
    ]  # fmt: skip


def as_text(value: object) -> object:
    return f"{value:.2f}".replace(".", ",") if isinstance(value, float) else value


class Watched:
    """How much memory the process takes at most while something runs."""

    def __enter__(self) -> Self:
        self.process = psutil.Process()
        self.before = self.peak = self.process.memory_info().rss
        self.ended = threading.Event()
        self.watch = threading.Thread(target=self._look)
        self.watch.start()
        self.begun, self.begun_cpu = time.perf_counter(), time.process_time()
        return self

    def _look(self) -> None:
        while not self.ended.wait(0.01):
            self.peak = max(self.peak, self.process.memory_info().rss)

    def __exit__(self, *_: object) -> None:
        self.seconds, self.cpu = time.perf_counter() - self.begun, time.process_time() - self.begun_cpu
        self.ended.set()
        self.watch.join()
        self.megabytes = (self.peak - self.before) / 1024 / 1024


async def longest_pause(until: asyncio.Event) -> float:
    """How long the loop let others wait at most, in seconds."""
    longest, last = 0.0, time.perf_counter()
    while not until.is_set():
        await asyncio.sleep(0.005)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    return longest


async def timed(steps: dict[str, float], name: str, step: Awaitable[Any]) -> Any:
    begun = time.perf_counter()
    found = await step
    steps[name] = time.perf_counter() - begun
    return found


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
async def test_it_brings_ten_thousand_rows_in_within_ten_seconds(db, settings, ending):
    town = await world()
    await row(town.project, "line", "1", title_bg="Разходи", amount="9000000", partner="1")
    grid: list[list[Any]] = [list(BG), *(line(n) for n in range(ROWS))]
    content = (
        xlsx_of(grid)
        if ending == "xlsx"
        else csv_of([[as_text(one) for one in each] for each in grid], encoding="cp1251")
    )
    brought = Import(town.ivan, town.project, FileStore(settings.files))
    ended = asyncio.Event()
    pauses = asyncio.create_task(longest_pause(ended))
    steps: dict[str, float] = {}
    with Watched() as watched:
        await timed(steps, "send", brought.send(content))
        await timed(steps, "choose", brought.choose())
        seen = await timed(steps, "look", brought.look())
        await timed(steps, "keep", brought.confirm(seen.seal))
    ended.set()
    kept = (
        await rows("SELECT (SELECT count(*) FROM document) AS documents, (SELECT count(*) FROM expense) AS expenses")
    )[0]
    told = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in steps.items())
    print(
        f"\n.{ending}, {len(content) / 1e6:.1f} MB: {watched.seconds:.2f} s ({told}), {watched.cpu:.2f} s of them at work, at load {os.getloadavg()[0]:.1f}; {watched.megabytes:.0f} MB more at its peak;"
    )
    print(f"the loop waited {await pauses:.2f} s at most; {kept['documents']} documents, {kept['expenses']} expenses")
    assert kept == {"documents": ROWS - ROWS // 10, "expenses": ROWS}
    assert watched.seconds < SECONDS
    assert watched.megabytes < MEGABYTES
    begun = time.perf_counter()
    sides = await two_sides(town.ivan, town.project, FIRST, FIRST + timedelta(days=400), None)
    asked = time.perf_counter() - begun
    found = compared(sides.entries, sides.documents)
    print(f"both sides: asked for in {asked:.2f} s, compared in {time.perf_counter() - begun - asked:.2f} s")
    assert (found.agreeing, found.differences) == (ROWS - ROWS // 10, {"EUR": 0})
    again = await brought.look()
    assert all(one.fate == "here" for one in again.papers)
