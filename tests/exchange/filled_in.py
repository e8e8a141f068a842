"""Workbooks as a person might leave them, written cell by cell and not by the code that is tested."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

import xlsxwriter

Sheets = dict[str, list[list[Any]]]


@dataclass(frozen=True)
class Formula:
    """A formula with the value it had when the file was saved."""

    text: str
    value: Any


def book(sheets: Sheets, *, hidden_rows: tuple[int, ...] = ()) -> bytes:
    """A workbook with these cells."""
    ink = BytesIO()
    workbook = xlsxwriter.Workbook(ink, {"in_memory": True, "default_date_format": "dd.mm.yyyy"})
    for name, rows in sheets.items():
        page = workbook.add_worksheet(name)
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                _write(page, at, place, cell)
        for at in hidden_rows:
            page.set_row(at, None, None, {"hidden": True})
    workbook.close()
    return ink.getvalue()


def _write(page: Any, at: int, place: int, cell: Any) -> None:
    if isinstance(cell, Formula):
        page.write_formula(at, place, cell.text, None, cell.value)
    elif isinstance(cell, bool):
        page.write_boolean(at, place, cell)
    elif isinstance(cell, int | float):
        page.write_number(at, place, cell)
    elif isinstance(cell, date | datetime | time):
        page.write_datetime(at, place, cell)
    elif cell is not None:
        page.write_string(at, place, cell)


def project_book(**more: list[list[Any]]) -> Sheets:
    """A small, sound project; `more` adds or replaces sheets, whose names are written with "_" for spaces."""
    sheets: Sheets = {
        "About this file": [["Format", "grants-project"], ["Version", 1], ["Project code", "мост-2026"]],
        "Project": [
            ["Title (BG)", "Мост към хората"],
            ["State", "in progress"],
            ["Start date", date(2026, 1, 15)],
            ["Value of the project", 188664.99],
        ],
        "Partners": [["No.", "Organisation", "Role"], ["1", "Сдружение „Мост“", "lead organisation"]],
        "Organisations": [["Name (BG)", "EIK / BULSTAT"], ["Сдружение „Мост“", "123456789"]],
    }
    return sheets | {name.replace("_", " "): rows for name, rows in more.items()}
