"""Every sheet of every format has its golden text, in each of its languages („всеки лист“)."""

from pathlib import Path

import pytest

from grants.funders.grid import Grid
from grants.funders.registry import FORMATS

KEPT = Path(__file__).parent.parent / "golden"
SHEETS = [
    (language, sheet.name.in_(language))
    for one in FORMATS
    for language in one.languages
    for book in one.books
    for sheet in book.sheets
    if isinstance(sheet, Grid) and not sheet.each
]


@pytest.fixture(scope="module")
def titles() -> set[str]:
    """The names of all sheets in the golden texts."""
    lines = (line for path in KEPT.glob("*.txt") for line in path.read_text(encoding="utf-8").splitlines())
    return {line.removeprefix("--- ") for line in lines if line.startswith("--- ")}


@pytest.mark.parametrize(("language", "name"), sorted(set(SHEETS)))
def test_a_golden_text_keeps_it(titles, language, name):
    assert name in titles
