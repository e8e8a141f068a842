"""The rows of an import as a .csv that this tracker, and any spreadsheet, reads again."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from io import StringIO
from typing import Any

from grants.accounting.columns import AMOUNTS, COLUMNS, DAYS, Column
from grants.values.money import Money
from grants.values.wording import Wording

_KEPT = {
    Column.ISSUED: "issued_on",
    Column.NUMBER: "paper_number",
    Column.SUPPLIER: "supplier_name",
    Column.EIK: "supplier_eik",
    Column.DESCRIPTION: "description",
    Column.NET: "net_cents",
    Column.VAT: "vat_cents",
    Column.AMOUNT: "amount_cents",
    Column.CURRENCY: "currency",
    Column.BOOKED: "booked_on",
    Column.PAID: "paid_on",
    Column.ACCOUNT: "account",
}


def entries_csv(found: Sequence[Mapping[str, Any]], words: Wording) -> bytes:
    """The rows under headings in the reader's language, semicolons between them, in UTF-8 with its mark."""
    ink = StringIO()
    writer = csv.writer(ink, delimiter=";", lineterminator="\r\n")
    writer.writerow([words.say(COLUMNS[column]) for column in _KEPT])
    for row in found:
        writer.writerow([_cell(column, row[name], row, words) for column, name in _KEPT.items()])
    return ink.getvalue().encode("utf-8-sig")


def _cell(column: Column, value: object, row: Mapping[str, Any], words: Wording) -> str:
    if value is None:
        return ""
    if column in AMOUNTS and isinstance(value, int):
        plain = Money(value, row["currency"]).plain
        return plain.replace(".", ",") if words.language == "bg" else plain
    if column in DAYS and isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    text = str(value)
    return "'" + text if text[:1] in set("=+-@") else text  # a spreadsheet would run it as a formula
