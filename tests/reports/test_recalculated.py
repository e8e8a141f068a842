"""Every format, of projects made up by chance, computed again by LibreOffice: each formula gives its cached value, each sum
agrees with the ledger („преизчислено до стотинката“). One start of LibreOffice for each format.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from grants.funders.format import Format
from grants.funders.grid import Grid
from grants.funders.registry import FORMATS
from grants.reports.grounded import figures_of
from grants.reports.sheets import books
from grants.reports.workbook import written
from grants.values.language import LANGUAGES
from grants.values.wording import wording
from tests.office import converted
from tests.reports.random_grounds import random_ground

PROJECTS = 50
GRIDS = [one for one in FORMATS if any(isinstance(sheet, Grid) for book in one.books for sheet in book.sheets)]
OWN = [one for one in FORMATS if one.code == "expenses-period"]


def _named(format_: Format) -> str:
    return f"{format_.code} {format_.edition}"


def _books(format_: Format, number: int) -> Iterator[tuple[str, bytes]]:
    of = random_ground(number)
    for language in LANGUAGES:
        for at, book in enumerate(books(format_, figures_of(of), wording(language), of)):
            yield f"{number:03}-{language}-{at}", written(book, of.last)


@pytest.mark.parametrize("format_", GRIDS, ids=_named)
def test_it_draws_any_project_and_every_sum_agrees(format_):
    for number in range(12):
        of = random_ground(number)
        for language in LANGUAGES:
            for book in books(format_, figures_of(of), wording(language), of):
                assert book.sheets
                for sheet in book.sheets:
                    for row in sheet.all_rows():
                        assert "ERROR" not in [cell.value for cell in row.cells], (number, sheet.name)


@pytest.mark.walk
@pytest.mark.office
@pytest.mark.parametrize("format_", [*GRIDS, *OWN], ids=_named)
def test_it_computes_again_to_the_same_figures(format_, tmp_path: Path):
    ours, again = tmp_path / "ours", tmp_path / "again"
    ours.mkdir()
    for number in range(PROJECTS):
        for name, content in _books(format_, number):
            (ours / f"{name}.xlsx").write_bytes(content)
    converted(sorted(ours.iterdir()), "xlsx", again, tmp_path, seconds=900)
    wrong = []
    for path in sorted(ours.iterdir()):
        wrong += list(_differences(path, again / path.name))
    assert wrong == []


def _differences(one: Path, other: Path) -> Iterator[str]:
    ours, theirs = CalamineWorkbook.from_path(one), CalamineWorkbook.from_path(other)
    assert ours.sheet_names == theirs.sheet_names
    for name in ours.sheet_names:
        rows = zip(
            ours.get_sheet_by_name(name).to_python(skip_empty_area=False),
            theirs.get_sheet_by_name(name).to_python(skip_empty_area=False),
            strict=False,
        )
        for at, (row, found) in enumerate(rows, start=1):
            for column, (value, computed) in enumerate(zip(row, found, strict=False)):
                if not _same(value, computed):
                    yield f"{one.stem} {name} row {at} column {column}: {value!r} computed again is {computed!r}"


def _same(value: object, computed: object) -> bool:
    if isinstance(value, int | float) and isinstance(computed, int | float):
        return abs(value - computed) < 1e-6
    if isinstance(value, dt.date) and isinstance(computed, dt.date):
        return f"{value:%Y-%m-%d}" == f"{computed:%Y-%m-%d}"
    return str(value).strip() == str(computed).strip()
