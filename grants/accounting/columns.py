"""What an accounting program's export holds: the columns that are needed, how they are headed, and which was chosen for what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from typing import Any

from grants.values.identifiers import search_form
from grants.values.language import N_


class Column(StrEnum):
    """One thing a row of the accounting says."""

    ISSUED = "issued"
    NUMBER = "paper_number"
    SUPPLIER = "supplier"
    EIK = "eik"
    DESCRIPTION = "description"
    NET = "net"
    VAT = "vat"
    AMOUNT = "amount"
    CURRENCY = "currency"
    BOOKED = "booked"
    PAID = "paid"
    ACCOUNT = "account"


COLUMNS: Mapping[str, str] = {
    Column.ISSUED: N_("Date of the document"),
    Column.NUMBER: N_("Number of the document"),
    Column.SUPPLIER: N_("Supplier"),
    Column.EIK: N_("Supplier's EIK"),
    Column.DESCRIPTION: N_("Description"),
    Column.NET: N_("Net amount"),
    Column.VAT: N_("VAT"),
    Column.AMOUNT: N_("Gross amount"),
    Column.CURRENCY: N_("Currency"),
    Column.BOOKED: N_("Booked on"),
    Column.PAID: N_("Paid on"),
    Column.ACCOUNT: N_("Account"),
}
AMOUNTS = (Column.NET, Column.VAT, Column.AMOUNT)
DAYS = (Column.ISSUED, Column.BOOKED, Column.PAID)

# How accounting programs head their columns, in small letters and without marks; what is not here is chosen by hand.
_HEADINGS: Mapping[Column, str] = {
    Column.ISSUED: "дата|дата на документа|дата на документ|дата документ|дата док|док дата|дата на издаване|дата на фактура|"
    "дата на фактурата|издаден на|date|document date|invoice date|date of document|date of the document|issued on|issue date|doc date",
    Column.NUMBER: "номер|на документ|на документа|номер на документ|номер на документа|номер документ|документ номер|документ|"
    "док|док номер|номер док|фактура|номер на фактура|номер на фактурата|фактура номер|number|no|document number|document no|"
    "doc no|doc number|invoice no|invoice number|document|number of the document",
    Column.SUPPLIER: "доставчик|контрагент|име на контрагент|име на контрагента|име на доставчик|име на доставчика|"
    "наименование на контрагента|наименование на доставчика|фирма|supplier|supplier name|vendor|vendor name|counterparty",
    Column.EIK: "еик|булстат|еик булстат|булстат еик|еик/булстат|ин по ддс|ддс номер|идентификационен номер|"
    "идентификационен номер на контрагента|еик на контрагента|еик на доставчика|eik|uic|bulstat|vat number|vat no|tax id|"
    "company id|supplier's eik|suppliers eik|supplier eik",
    Column.DESCRIPTION: "описание|основание|обяснение|обяснителен текст|текст|предмет|предмет на доставката|вид на стоката|"
    "вид на стоката или услугата|description|text|memo|details|subject|narration",
    Column.NET: "данъчна основа|сума без ддс|стойност без ддс|нето|нетна сума|нетна стойност|основа|net|net amount|taxable amount|"
    "tax base|amount without vat|amount excl vat",
    Column.VAT: "ддс|сума ддс|сума на ддс|стойност на ддс|начислен ддс|данък|vat|vat amount|tax|tax amount",
    Column.AMOUNT: "сума|обща сума|сума с ддс|стойност|стойност с ддс|обща стойност|общо|общо с ддс|всичко|крайна сума|бруто|"
    "брутна сума|сума за плащане|amount|gross|gross amount|total|total amount|amount with vat|amount incl vat|sum",
    Column.CURRENCY: "валута|вал|код на валута|код на валутата|currency|ccy|currency code|cur",
    Column.BOOKED: "дата на осчетоводяване|осчетоводен на|осчетоводено на|счетоводна дата|дата на запис|дата на операцията|"
    "дата на счетоводната операция|date booked|booked on|booked|posting date|booking date|entry date",
    Column.PAID: "дата на плащане|дата на плащането|платен на|платено на|платена на|paid|paid on|payment date|date paid|date of payment",
    Column.ACCOUNT: "сметка|счетоводна сметка|дебитна сметка|сметка дебит|дт сметка|дт|разходна сметка|сметка дт|account|"
    "account code|gl account|debit account|cost account",
}
_MARKS = re.compile(r"[№#*:;.,()\[\]„“\"'’/_-]+")
_UNITS = re.compile(r"\b(?:лв|лева|евро|eur|bgn|euro|в)\b|€")
_LOOKED_AT = 30  # rows from the top in which the headings may stand


def plain_heading(text: str) -> str:
    """A heading in the form in which it is compared: folded, without marks and without the currency."""
    return " ".join(search_form(_UNITS.sub(" ", _MARKS.sub(" ", text.casefold()))).split())


@cache
def _known() -> Mapping[str, Column]:
    return {plain_heading(one): column for column, listed in _HEADINGS.items() for one in listed.split("|")}


def recognised(headings: Sequence[str]) -> dict[Column, int]:
    """Which column of the file holds what, as far as its heading says; of two the first."""
    found: dict[Column, int] = {}
    for place, heading in enumerate(headings):
        column = _known().get(plain_heading(heading))
        if column and column not in found:
            found[column] = place
    return found


def heading_row(rows: Sequence[Sequence[str]]) -> int:
    """The place of the row in which the headings stand: the one that says most of what is needed, else the fullest."""
    top = rows[:_LOOKED_AT]
    if not top:
        return 0
    said = [len(recognised(row)) for row in top]
    if max(said) >= 2:
        return said.index(max(said))
    filled = [sum(1 for cell in row if cell.strip()) for row in top]
    return filled.index(max(filled))


@dataclass(frozen=True)
class Chosen:
    """Which column is which, and how amounts and days are written where a cell alone does not tell.

    `headings` are plain; `places` counts columns from 0; `decimals` is the mark before the cents (",", "." or "" when
    every cell is asked); `month_first` whether 1/2/2026 is the second of January (None when it is asked); `accounts`
    names the budget line of an account, by project.
    """

    headings: tuple[str, ...]
    places: Mapping[str, int]
    currency: str = "EUR"
    decimals: str = ""
    month_first: bool | None = None
    accounts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def fits(self, headings: Sequence[str]) -> bool:
        """Whether a file has the same headings."""
        return self.headings == plain_headings(headings)

    @property
    def told(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "headings": list(self.headings),
            "places": {str(column): place for column, place in self.places.items()},
            "currency": self.currency,
            "decimals": self.decimals,
            "month_first": self.month_first,
            "accounts": {project: dict(lines) for project, lines in self.accounts.items()},
        }


def plain_headings(headings: Sequence[str]) -> tuple[str, ...]:
    """The headings of a file as they are kept and compared, without empty ones at the end."""
    plain = [plain_heading(heading) for heading in headings]
    while plain and not plain[-1]:
        plain.pop()
    return tuple(plain)


def chosen(told: Mapping[str, Any]) -> Chosen:
    """What was kept, back again."""
    return Chosen(
        tuple(told["headings"]),
        dict(told["places"]),
        told["currency"],
        told["decimals"],
        told["month_first"],
        told["accounts"],
    )
