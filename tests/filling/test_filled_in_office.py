"""LibreOffice opens a filled workbook and computes its formulas from our values."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from grants.filling.filled import Block, filled
from grants.filling.places import Place
from grants.filling.template import read_template
from grants.values.money import Money
from tests.filling.workbooks import cells, funders_form
from tests.office import converted


@pytest.mark.office
@pytest.mark.walk
def test_it_is_opened_and_computed_from_the_values_it_was_filled_with(tmp_path: Path):
    amounts = [Money.of(text, "EUR") for text in ("1.10", "2.20", "1234.57")]
    blocks = [
        Block("Отчет", Place(1, 1), ["=1+1"]),
        Block("Отчет", Place(9, 1), [date(2026, 7, 1), date(2026, 8, 2)], column=True),
        Block("Отчет", Place(9, 3), amounts, column=True),
    ]
    source = tmp_path / "образец.xlsx"
    source.write_bytes(filled(read_template(funders_form()), blocks))
    folder = tmp_path / "отново"
    converted([source], "xlsx", folder, tmp_path)
    again = (folder / source.name).read_bytes()
    form, sums = cells(again, "Отчет"), cells(again, "Сборове")
    assert (form["D20"].text, form["E20"].text) == ("1237.87", "2475.74")
    assert (sums["A1"].text, sums["A2"].text) == ("1238.87", "2")
    assert form["B2"].formula is None
