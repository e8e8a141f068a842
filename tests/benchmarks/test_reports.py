"""How writing a report of 10,000 and of 100,000 expenses compares with XlsxWriter alone writing the same cells in the same
run, and how much memory it takes above an idle process.
Run by hand: `pytest tests/benchmarks/test_reports.py -o addopts=--import-mode=importlib -s`.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pytest
import xlsxwriter

from grants.funders.format import Format
from grants.funders.ground import Entry
from grants.funders.registry import format_named
from grants.reports.grounded import figures_of
from grants.reports.kept_ground import ground_in, lines_of
from grants.reports.sheets import books
from grants.reports.workbook import write_into
from grants.values.money import Money
from grants.values.wording import wording
from tests.reports.grounds import ABROAD, LAST, LEAD, entry, ground, line

MOST_TIME, MOST_MEMORY = 1.5, 120
STREAMED = ("esf-plus-sco", "interreg-partner", "prag", "eea-interim")
SHORT = ("interreg-project", "eu-mga", "sf-425")  # sums of many expenses, or a list of at most 10,000 of them
METHODS = ("write_formula", "write_blank", "write_string", "write_datetime", "write_number")
RUNS = 3  # of each, in turn: the shortest counts, so that what else the machine does counts least
LINES = [line("1"), *(line(f"1.{at}", "1000000", id=100 + at, category="services") for at in range(1, 31))]


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


@pytest.mark.parametrize("code", STREAMED)
def test_it_takes_little_more_than_the_ink_and_no_more_memory_for_more_rows(code, tmp_path: Path):
    told = [_measured(code, count, tmp_path) for count in (10_000, 100_000)]
    assert [times for times, _peak in told if times > MOST_TIME] == []
    few, many = (peak for _times, peak in told)
    assert few <= MOST_MEMORY
    assert many <= min(MOST_MEMORY, few * 1.15 + 5)


@pytest.mark.parametrize("code", SHORT)
def test_it_stays_within_the_memory_where_a_sheet_is_not_streamed(code, tmp_path: Path):
    _times, peak = _measured(code, 10_000, tmp_path)
    assert peak <= MOST_MEMORY


def _measured(code: str, count: int, folder: Path) -> tuple[float, float]:
    """How many times the time of the ink alone it takes, and how much memory above an idle process."""
    kept = folder / f"{count}.jsonl"
    with kept.open("wb") as file:
        file.writelines(lines_of(ground(LINES, []), MadeUp(count)))
    idle = _child("idle", code, kept)[1]
    runs = [(_child("ours", code, kept), _child("floor", code, kept)) for _ in range(RUNS)]
    ours, floor = min(one[0] for one, _other in runs), min(other[0] for _one, other in runs)
    peak = max(one[1] for one, _other in runs) - idle
    print(
        f"{code} {count}: {ours:.2f} s = {ours / floor:.2f} x floor of {floor:.2f} s; +{peak:.0f} MB above {idle:.0f}"
    )
    return ours / floor, peak


def _child(what: str, code: str, kept: Path) -> tuple[float, float]:
    told = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.test_reports", what, code, str(kept)],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
    ).stdout.split()
    return float(told[-2]), float(told[-1])


# --- in a process of its own ----------------------------------------------------------------------------------------


def _ours(format_: Format, kept: Path) -> float:
    begun = time.process_time()
    of = ground_in(kept)
    for book in books(format_, figures_of(replace(of, entries=())), wording("bg"), of):
        with TemporaryFile() as file:  # as the worker writes it
            write_into(file, book, LAST)
    return time.process_time() - begun


def _floor(format_: Format, kept: Path) -> float:
    """The same cells, each by the one call XlsxWriter has for it, with its format already made."""
    of = ground_in(kept)
    drawn = books(format_, figures_of(replace(of, entries=())), wording("bg"), of)
    spent = 0.0
    for book in drawn:
        sheets = [
            (sheet.name, [[_call(cell) for cell in row.cells] for row in sheet.all_rows()]) for sheet in book.sheets
        ]
        gc.collect()
        gc.freeze()  # the cells waiting here are no work of XlsxWriter's
        begun = time.process_time()
        workbook = xlsxwriter.Workbook(BytesIO(), {"constant_memory": True})
        drawing = workbook.add_format({"font_name": "Calibri", "font_size": 10, "num_format": "@", "bottom": 4})
        for name, rows in sheets:
            page = workbook.add_worksheet(name)
            page.set_default_row(13.5)
            by_name = {name: getattr(page, name) for name in METHODS}
            for number, row in enumerate(rows):
                for column, (method, value, more) in enumerate(row):
                    by_name[method](number, column, value, drawing, *more)
        workbook.close()
        spent += time.process_time() - begun
    return spent


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


def _main(what: str, code: str, kept: str) -> None:
    format_ = format_named(code)
    wording("bg")  # which a running tracker has read long ago
    spent = {"ours": _ours, "floor": _floor, "idle": lambda _format, _kept: 0.0}[what](format_, Path(kept))
    told = Path("/proc/self/status").read_text(encoding="utf-8")  # what getrusage tells is also of the parent
    print(spent, int(told.split("VmHWM:")[1].split()[0]) / 1024)


if __name__ == "__main__":
    _main(*sys.argv[1:])
