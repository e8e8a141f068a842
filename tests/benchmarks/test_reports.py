"""How writing a report of 10,000 and of 100,000 expenses compares with XlsxWriter alone writing the same cells in the same
run, and how much memory it takes above an idle process: every format there is, in a table. A workbook whose words are shared
has all its rows in memory until its end: it is measured of 10,000, against the memory XlsxWriter itself takes.

Run by hand: `python -m tests.benchmarks.test_reports` with some formats' codes or all, which ends with 1 beyond a limit;
or `pytest tests/benchmarks/test_reports.py -o addopts=--import-mode=importlib -s`.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any, Final

import pytest
import xlsxwriter

from grants.funders.format import Format
from grants.funders.grid import Grid
from grants.funders.ground import Entry, Ground
from grants.funders.registry import NEWEST, format_named
from grants.reports.asked_figures import figures_for
from grants.reports.cells import Book
from grants.reports.kept_ground import ground_in, lines_of
from grants.reports.sheets import books
from grants.reports.workbook import goes_row_by_row, write_into
from grants.values.money import Money
from grants.values.wording import wording
from tests.reports.grounds import ABROAD, LAST, LEAD, entry, ground, line

MOST_TIMES, MOST_MEMORY = 1.5, 120
SHARED_TIMES = 1.5  # so many times XlsxWriter's own memory, where a workbook's words are shared
FEW, MANY = 10_000, 100_000
SHORT_ROWS = 1000  # a workbook of fewer rows is sums: its time is that of reading the expenses, and is only shown
METHODS = ("write_formula", "write_blank", "write_string", "write_datetime", "write_number")
RUNS = {FEW: 4, MANY: 2}  # of each, in turn: the shortest counts, so that what else the machine does counts least
HANDFUL = 200
LINES = [line("1"), *(line(f"1.{at}", "1000000", id=100 + at, category="services") for at in range(1, 31))]
CODES: Final = tuple(code for code, format_ in NEWEST.items() if format_.books)  # the others write no workbook
HEADED: Final = f"{'format':18}{'expenses':>9}{'rows':>8}{'ours':>9}{'floor':>9}{'times':>7}{'ours':>8}{'floor':>8}"


@dataclass(frozen=True)
class MadeUp:
    """So many expenses, made as they are asked for."""

    count: int

    def __iter__(self) -> Iterator[Entry]:
        for at in range(1, self.count + 1):
            partner = (LEAD, ABROAD)[at % 2].id
            yield entry(at, f"{at % 5000 + 1}.{at % 100:02}", LINES[1 + at % 30], partner_id=partner)

    def __len__(self) -> int:
        return self.count


@dataclass(frozen=True)
class Measured:
    """A report of so many expenses: seconds of the processor, and megabytes above an idle process; ours and the floor's."""

    code: str
    count: int
    rows: int
    shared: (
        bool  # whether so many rows have their words shared that their memory is XlsxWriter's; a few rows of sums may
    )
    ours: float
    floor: float
    memory: float
    floor_memory: float

    @property
    def times(self) -> float:
        """How many times the time of XlsxWriter alone."""
        return self.ours / self.floor

    def beyond(self) -> list[str]:
        """The limits it does not keep."""
        found = []
        if self.rows >= SHORT_ROWS and self.times > MOST_TIMES:
            found.append(f"{self.code} {self.count}: {self.times:.2f} times the ink alone")
        most = self.floor_memory * SHARED_TIMES if self.shared else MOST_MEMORY
        if self.memory > most:
            found.append(f"{self.code} {self.count}: {self.memory:.0f} MB, {most:.0f} at most")
        return found

    def __str__(self) -> str:
        return (
            f"{self.code:18}{self.count:9,}{self.rows:8,}{self.ours:7.2f} s{self.floor:7.2f} s{self.times:7.2f}"
            f"{self.memory:5.0f} MB{self.floor_memory:5.0f} MB"
        )


@pytest.mark.parametrize("code", CODES)
def test_it_takes_little_more_than_the_ink_alone_and_no_more_memory_for_more_rows(code, tmp_path: Path):
    found = in_both_sizes(code, tmp_path)
    print(HEADED, *found, sep="\n")
    assert beyond(found) == []


def in_both_sizes(code: str, folder: Path) -> list[Measured]:
    """The report of few expenses and of many; where words are shared of few alone."""
    few = measured(code, FEW, folder)
    return [few] if few.shared else [few, measured(code, MANY, folder)]


def beyond(found: Sequence[Measured]) -> list[str]:
    """The limits a format does not keep; that of many expenses takes no more memory than that of few."""
    few, many = found[0], found[-1]
    more = many.memory > few.memory * 1.15 + 5
    grown = [f"{few.code}: {few.memory:.0f} MB of few rows, {many.memory:.0f} MB of many"] if more else []
    return [*chain.from_iterable(one.beyond() for one in found), *grown]


def measured(code: str, count: int, folder: Path) -> Measured:
    """What the report takes: the best of some runs in processes of their own, ours and the floor's in turn."""
    kept, cells = folder / f"{count}.jsonl", folder / f"{code}-{count}.cells"
    if not kept.exists():
        with kept.open("wb") as file:
            file.writelines(lines_of(ground(LINES, []), MadeUp(count)))
    rows, shared = _child("cells", code, kept, cells)
    idle = _child("idle", code, kept, cells)[1]
    runs = [(_child("ours", code, kept, cells), _child("floor", code, kept, cells)) for _ in range(RUNS[count])]
    ours, floors = zip(*runs, strict=True)
    return Measured(
        code,
        count,
        int(rows),
        bool(shared),
        *(min(seconds for seconds, _ in side) for side in (ours, floors)),
        *(max(peak for _, peak in side) - idle for side in (ours, floors)),
    )


def _child(what: str, *told: object) -> tuple[float, float]:
    said = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.test_reports", f"--{what}", *map(str, told)],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    ).stdout.split()
    return float(said[-2]), float(said[-1])


# --- in a process of its own ----------------------------------------------------------------------------------------


def _drawn(format_: Format, of: Ground) -> tuple[Book, ...]:
    """The workbooks; figures are worked out where a sheet shows them, and not where all are made of the ground."""
    sheets = [sheet for part in format_.package for book in part.books for sheet in book.sheets]
    shown = of if not all(isinstance(sheet, Grid) for sheet in sheets) else replace(of, entries=())
    return books(format_, figures_for(format_, shown), wording("bg"), of)


def _ours(code: str, kept: Path, _cells: Path) -> tuple[float, float]:
    begun = time.process_time()
    for book in _drawn(format_named(code), ground_in(kept)):
        with TemporaryFile() as file:  # as the worker writes it
            write_into(file, book, LAST)
    return time.process_time() - begun, _peak()


def _idle(_code: str, _kept: Path, _cells: Path) -> tuple[float, float]:
    return 0.0, _peak()


def _cells(code: str, kept: Path, cells: Path) -> tuple[int, bool]:
    """Writes down what the floor writes; gives how many rows it is, and whether more than a few have their words shared."""
    total, held = 0, 0
    with cells.open("wb") as file:
        for book in _drawn(format_named(code), ground_in(kept)):
            streamed = goes_row_by_row(book)
            pickle.dump((streamed, [sheet.name for sheet in book.sheets]), file)
            for sheet in book.sheets:
                rows = ([_call(cell) for cell in row.cells] for row in sheet.all_rows())
                while handful := list(islice(rows, HANDFUL)):
                    pickle.dump(handful, file)
                    total += len(handful)
                    held += 0 if streamed else len(handful)
                pickle.dump([], file)
        pickle.dump(None, file)
    return total, held >= SHORT_ROWS


def _floor(_code: str, _kept: Path, cells: Path) -> tuple[float, float]:
    """The same cells, each by the one call XlsxWriter has for it, with its format already made; reading them back from
    where they lie ready is not counted.
    """
    spent = 0.0
    with cells.open("rb") as ready:
        while told := pickle.load(ready):
            streamed, names = told
            begun = time.process_time()
            with TemporaryFile() as file:
                workbook = xlsxwriter.Workbook(file, {"constant_memory": streamed, "in_memory": not streamed})
                drawing = workbook.add_format({"font_name": "Calibri", "font_size": 10, "num_format": "@", "bottom": 4})
                spent += time.process_time() - begun
                for name in names:
                    page = workbook.add_worksheet(name)
                    page.set_default_row(13.5)
                    by_name = {name: getattr(page, name) for name in METHODS}
                    number = 0
                    for handful in iter(partial(pickle.load, ready), []):
                        begun = time.process_time()
                        for number, row in enumerate(handful, start=number):  # noqa: B020 - goes on counting
                            for column, (method, value, more) in enumerate(row):
                                by_name[method](number, column, value, drawing, *more)
                        number += 1
                        spent += time.process_time() - begun
                begun = time.process_time()
                workbook.close()
                spent += time.process_time() - begun
    return spent, _peak()


def _call(cell: Any) -> tuple[str, Any, tuple[Any, ...]]:
    """The method that writes a cell, what it writes, and what a formula shows until it is worked out again."""
    value = cell.value.decimal if isinstance(cell.value, Money) else cell.value
    if cell.formula:
        return "write_formula", f"={cell.formula}", (value,)
    if value is None:
        return "write_blank", None, ()
    if isinstance(value, str):
        return "write_string", value, ()
    return ("write_datetime" if hasattr(value, "isoformat") else "write_number"), value, ()


def _peak() -> float:
    """The most memory this process ever had, in megabytes; what getrusage tells is also of the parent."""
    told = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(told.split("VmHWM:")[1].split()[0]) / 1024


def _table(codes: Sequence[str]) -> int:
    """Every format in a table; 1 beyond a limit."""
    not_kept: list[str] = []
    print(HEADED)
    with TemporaryDirectory() as folder:
        for code in codes:
            found = in_both_sizes(code, Path(folder))
            print(*found, sep="\n", flush=True)
            not_kept += beyond(found)
    print(*not_kept, sep="\n")
    return 1 if not_kept else 0


CHILDREN: Final = {"--ours": _ours, "--floor": _floor, "--idle": _idle, "--cells": _cells}


def _main(*told: str) -> int:
    if told and told[0] in CHILDREN:
        wording("bg")  # which a running tracker has read long ago
        print(*map(float, CHILDREN[told[0]](told[1], Path(told[2]), Path(told[3]))))
        return 0
    return _table(told or CODES)


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
