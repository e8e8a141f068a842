"""The form in which the columns of a file are chosen: what it offers, what was typed in it, and what is wrong with that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from grants.accounting.columns import COLUMNS, Chosen, Column, plain_headings, recognised
from grants.accounting.table import Table, shown
from grants.errors import Objection
from grants.storage.package import column_letters
from grants.values.language import N_
from grants.values.money import CURRENCIES
from grants.values.reading import whole_number
from grants.values.wording import Wording

CHOOSE_DAY = N_("Choose the column in which the date of the document stands.")
CHOOSE_NUMBER = N_("Choose the column in which the number of the document stands.")
CHOOSE_SUPPLIER = N_("Choose the column of the supplier's name, of its EIK, or both.")
CHOOSE_AMOUNT = N_("Choose the column of the gross amount, or that of the net amount.")
CHOSEN_TWICE = N_("This column is chosen for “{other}” already.")

DECIMALS = (
    ("", N_("ask where it is not plain")),
    (",", N_("1.234,56: a comma before the cents")),
    (".", N_("1,234.56: a point before the cents")),
)
ORDERS = (
    ("", N_("ask where it is not plain")),
    ("day", N_("31/12/2026: the day first")),
    ("month", N_("12/31/2026: the month first")),
)
_MONTH_FIRST = {"day": False, "month": True}
_SHOWN_ROWS = 6


def guessed(table: Table, heading_row: int, currency: str) -> Chosen:
    """The columns as far as their headings tell."""
    headings = table.headings(heading_row)
    return Chosen(plain_headings(headings), {str(one): at for one, at in recognised(headings).items()}, currency)


def typed_of(columns: Chosen) -> dict[str, str]:
    """What the form shows of a choice."""
    order = {None: "", False: "day", True: "month"}[columns.month_first]
    places = {name: str(place) for name, place in columns.places.items()}
    return places | {"currency_otherwise": columns.currency, "decimals": columns.decimals, "order": order}


def chosen_in(
    typed: Mapping[str, str], table: Table, heading_row: int, before: Chosen | None
) -> tuple[Chosen, list[Objection]]:
    """The choice that was typed, and what is wrong with it."""
    headings = table.headings(heading_row)
    places: dict[str, int] = {}
    objections = []
    for name in COLUMNS:
        at = whole_number(typed.get(name, ""), len(headings) - 1)
        if at is None:
            continue
        other = next((one for one, place in places.items() if place == at), None)
        if other:
            objections.append(Objection(CHOSEN_TWICE, {"other": COLUMNS[other]}, place=name))
        places[name] = at
    currency = typed.get("currency_otherwise", "")
    columns = Chosen(
        plain_headings(headings),
        places,
        currency if currency in CURRENCIES else "EUR",
        typed.get("decimals", "") if typed.get("decimals", "") in {",", "."} else "",
        _MONTH_FIRST.get(typed.get("order", "")),
        before.accounts if before else {},
    )
    return columns, [*_missing(places), *objections]


def _missing(places: Mapping[str, int]) -> list[Objection]:
    asked = (
        ((Column.ISSUED,), CHOOSE_DAY),
        ((Column.NUMBER,), CHOOSE_NUMBER),
        ((Column.SUPPLIER, Column.EIK), CHOOSE_SUPPLIER),
        ((Column.AMOUNT, Column.NET), CHOOSE_AMOUNT),
    )
    return [
        Objection(sentence, place=columns[0])
        for columns, sentence in asked
        if not any(one in places for one in columns)
    ]


def with_lines(columns: Chosen, project_id: int, typed: Mapping[str, str], accounts: Mapping[str, int]) -> Chosen:
    """The choice with a budget line for each account of this project's file; accounts of other files stay as they are."""
    lines = dict(columns.accounts.get(str(project_id), {}))
    for at, account in enumerate(accounts):
        lines[account] = typed.get(f"account_{at}", "").strip()[:40]
    kept = {account: line for account, line in lines.items() if line}
    return replace(columns, accounts={**columns.accounts, str(project_id): kept})


def columns_offered(table: Table, heading_row: int) -> list[tuple[str, str]]:
    """The columns of the file to choose from: letters and heading."""
    return [
        (str(place), " · ".join(part for part in (column_letters(place), heading[:60]) if part))
        for place, heading in enumerate(table.headings(heading_row))
    ]


def sample(table: Table, heading_row: int, words: Wording) -> dict[str, Any]:
    """The first rows of the file as they stand there, from the headings on."""
    headings = table.headings(heading_row)
    below = [
        [_cell(row[place] if place < len(row) else None, words) for place in range(len(headings))]
        for row in table.rows[heading_row + 1 : heading_row + 1 + _SHOWN_ROWS]
    ]
    return {
        "letters": [column_letters(place) for place in range(len(headings))],
        "headings": [heading or "–" for heading in headings],
        "rows": [(heading_row + 2 + at, row) for at, row in enumerate(below)],
    }


def _cell(cell: object, words: Wording) -> str:
    text = shown(cell).strip()
    if isinstance(cell, float) and not cell.is_integer():
        return text.replace(".", "," if words.language == "bg" else ".")
    return text if len(text) <= 60 else text[:59] + "…"
