"""From the cells of an export to rows of the accounting: every row that can be read, and everything that is wrong, by row and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from grants.accounting.cells import read_cell_amount, read_cell_day, read_eik, typed_day
from grants.accounting.columns import Chosen, Column
from grants.accounting.rules import Row, key_of
from grants.accounting.table import Cell, FormulaError, Table, shown
from grants.errors import Objection
from grants.storage.package import column_letters
from grants.values.entry import FORMULA_ERROR
from grants.values.identifiers import search_form
from grants.values.language import N_
from grants.values.money import CURRENCIES, Money
from grants.values.reading import Unreadable, currency_marks

NO_DAY = N_("The date of the document is missing.")
NO_NUMBER = N_("The number of the document is missing.")
NO_SUPPLIER = N_("The supplier is missing: neither a name nor an EIK stands here.")
NO_AMOUNT = N_("There is no amount in this row.")
ZERO = N_("The amount is zero. Remove the row, or write the amount.")
SUMS = N_("Net {net} and VAT {vat} make {sum}, but the gross amount here is {amount}.")
TWICE = N_("This row stands in the file twice: row {row} has the same supplier, number, day and amount.")
UNKNOWN_CURRENCY = N_("“{text}” is not a currency known here. Write its three letters, for example EUR.")
TOO_LONG = N_("At most {maximum} characters fit here; there are {length}.")
BAD_CHARACTER = N_("There is a character here that can't be seen or kept.")

Value = TypeVar("Value")
_LONGEST: Mapping[Column, int] = {
    Column.NUMBER: 120,
    Column.SUPPLIER: 400,
    Column.DESCRIPTION: 4000,
    Column.ACCOUNT: 60,
}
_NEEDED = (Column.ISSUED, Column.NUMBER, Column.SUPPLIER, Column.NET, Column.AMOUNT)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_TOTAL_WORDS = (
    "общо",
    "всичко",
    "сума",
    "сбор",
    "тотал",
    "междинен сбор",
    "оборот",
    "крайно салдо",
    "total",
    "grand total",
    "subtotal",
)
_TOTALS = re.compile(r"(?:" + "|".join(search_form(words) for words in _TOTAL_WORDS) + r")\b")
_NOBODY = frozenset({"999999999999999", "999999999", "000000000", "0"})  # what VAT ledgers write for "no number"


@dataclass
class Understood:
    """What a file says: its rows, what is wrong with it, the rows that are none, and the days it covers."""

    rows: list[Row] = field(default_factory=list)
    objections: list[Objection] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)  # rows of totals and of words alone, as people count them
    faulty: set[int] = field(default_factory=set)

    @property
    def period(self) -> tuple[date | None, date | None]:
        """The first and the last day of a document."""
        days = [row.issued_on for row in self.rows]
        return (min(days), max(days)) if days else (None, None)


def understand(table: Table, columns: Chosen, heading_row: int, *, twice: bool = False) -> Understood:
    """The rows below the headings; `twice` says that rows alike in everything are really two."""
    reader = _Reader(table, columns, heading_row, twice)
    for place in range(heading_row + 1, len(table.rows)):
        reader.row(place + 1, table.rows[place])
    return reader.understood


class _Reader:
    """Reads one file row by row, and remembers which rows it has met."""

    def __init__(self, table: Table, columns: Chosen, heading_row: int, twice: bool) -> None:
        self.columns, self.twice = columns, twice
        self.headings = table.headings(heading_row)
        self.sheet = table.facts.get("sheet", "")
        self.places = {Column(name): place for name, place in columns.places.items()}
        self.met: dict[str, list[int]] = {}
        self.days: dict[str, date | None] = {}
        self.eiks: dict[str, tuple[str, bool]] = {}
        self.understood = Understood()
        self.number = 0
        self.cells: Sequence[Cell] = ()

    def row(self, number: int, cells: Sequence[Cell]) -> None:
        filled = [cell for cell in cells if cell is not None and shown(cell).strip()]
        if not filled:
            return
        self.number, self.cells = number, cells
        if self._is_no_row(filled):
            self.understood.totals.append(number)
            return
        before = len(self.understood.objections)
        row = self._read()
        if row is not None and len(self.understood.objections) == before:
            self.understood.rows.append(row)
        else:
            self.understood.faulty.add(number)

    def _is_no_row(self, filled: Sequence[Cell]) -> bool:
        """Totals, signatures and remarks: no document is named, and no more than words or a sum stands there."""
        first = shown(filled[0]).strip()
        named = any(self._said(column) not in {"", first} for column in (Column.ISSUED, Column.NUMBER, Column.EIK))
        if _TOTALS.match(search_form(first)):
            return not named
        words_alone = len(filled) == 1 and not first[0].isdigit()
        return not named and (words_alone or not any(self._said(column) for column in _NEEDED))

    # --- one row --------------------------------------------------------------------------------------------------

    def _read(self) -> Row | None:
        issued = self._needed(Column.ISSUED, NO_DAY, self._day)
        number = self._needed(Column.NUMBER, NO_NUMBER, self._line)
        supplier, eik, personal = self._supplier()
        description, account = self._line(Column.DESCRIPTION), self._line(Column.ACCOUNT)
        booked, paid = self._day(Column.BOOKED), self._day(Column.PAID)
        currency = self._currency()
        amounts = self._amounts(currency)
        if not (issued and number and amounts and (supplier or eik)):
            return None
        net, vat, gross = amounts
        key = self._key(eik, supplier, number, issued, gross, currency)
        return Row(
            self.number, key, issued, number, supplier, eik, gross, currency, net, vat, description, account, booked, paid, personal
        )  # fmt: skip

    def _needed(self, column: Column, sentence: str, read: Callable[[Column], Value | None]) -> Value | None:
        before = len(self.understood.objections)
        value = read(column)
        if not value and len(self.understood.objections) == before:
            self._object(column, sentence)
        return value

    def _supplier(self) -> tuple[str, str, bool]:
        """The supplier's name and EIK, one of which has to be there, and whether a personal number stood there."""
        before = len(self.understood.objections)
        name, (eik, personal) = self._line(Column.SUPPLIER), self._eik()
        if not (name or eik) and len(self.understood.objections) == before:
            self._object(Column.SUPPLIER if Column.SUPPLIER in self.places else Column.EIK, NO_SUPPLIER)
        return name, eik, personal

    def _key(self, eik: str, supplier: str, number: str, issued: date, cents: int, currency: str) -> str:
        key = key_of(eik, supplier, number, issued, cents, currency)
        met = self.met.setdefault(key, [])
        met.append(self.number)
        if len(met) == 1:
            return key
        if not self.twice:
            self._object(Column.NUMBER, TWICE, {"row": met[0]})
        return key_of(eik, supplier, number, issued, cents, currency, len(met))

    # --- cells ----------------------------------------------------------------------------------------------------

    def _cell(self, column: Column) -> Cell:
        place = self.places.get(column)
        return None if place is None or place >= len(self.cells) else self.cells[place]

    def _said(self, column: Column) -> str:
        return shown(self._cell(column)).strip()

    def _object(self, column: Column, sentence: str, facts: Mapping[str, object] | None = None) -> None:
        place = self.places.get(column)
        heading = self.headings[place] if place is not None and place < len(self.headings) else ""
        letters = column_letters(place) if place is not None else ""
        self.understood.objections.append(
            Objection(
                sentence, facts or {}, heading, self.sheet, self.number, letters, self._said(column)[:80]
            )
        )  # fmt: skip

    def _line(self, column: Column) -> str:
        cell = self._cell(column)
        if isinstance(cell, FormulaError):
            self._object(column, FORMULA_ERROR, {"text": str(cell)})
            return ""
        text = " ".join(shown(cell).split())
        if _CONTROL.search(text):
            self._object(column, BAD_CHARACTER)
            return ""
        if len(text) > _LONGEST[column]:
            self._object(column, TOO_LONG, {"maximum": _LONGEST[column], "length": len(text)})
            return ""
        return text[1:] if text.startswith(("'=", "'+", "'-", "'@")) else text

    def _day(self, column: Column) -> date | None:
        cell = self._cell(column)
        try:
            if not isinstance(cell, str):
                return read_cell_day(cell)
            if cell not in self.days:
                self.days[cell] = typed_day(cell, self.columns.month_first)
            return self.days[cell]
        except Unreadable as problem:
            self._object(column, problem.msgid, problem.facts)
        return None

    def _eik(self) -> tuple[str, bool]:
        """The EIK, and whether a personal number stood there, which is not kept; of foreign VAT numbers the name is enough."""
        cell = self._cell(Column.EIK)
        text = "".join(shown(cell).split()).upper()
        if not text or text in _NOBODY:
            return "", False
        if text not in self.eiks:
            try:
                self.eiks[text] = read_eik(cell, text)
            except Unreadable as problem:
                self._object(Column.EIK, problem.msgid, problem.facts)
                return "", False
        return self.eiks[text]

    def _currency(self) -> str:
        text = self._said(Column.CURRENCY)
        if not text:
            return self.columns.currency
        code = text.upper() if text.upper() in CURRENCIES else currency_marks().get(text.casefold().rstrip("."), "")
        if not code:
            self._object(Column.CURRENCY, UNKNOWN_CURRENCY, {"text": text[:40]})
        return code or self.columns.currency

    def _amounts(self, currency: str) -> tuple[int, int | None, int] | None:
        """Net, VAT and gross in cents; the one that is not in the file follows from the others. None when they are wrong."""
        before = len(self.understood.objections)
        net, vat, gross = (self._amount(column, currency) for column in (Column.NET, Column.VAT, Column.AMOUNT))
        if len(self.understood.objections) > before:
            return None
        asked = Column.AMOUNT if Column.AMOUNT in self.places else Column.NET
        if net is None and gross is None:
            self._object(asked, NO_AMOUNT)
            return None
        whole = gross if gross is not None else (net or 0) + (vat or 0)
        plain = net if net is not None else whole - (vat or 0)
        if not whole:
            self._object(asked, ZERO)
            return None
        if vat is None and plain != whole:
            vat = whole - plain if Column.VAT not in self.places else 0
        if plain + (vat or 0) != whole:
            sums = {"net": plain, "vat": vat or 0, "sum": plain + (vat or 0), "amount": whole}
            self._object(asked, SUMS, {name: Money(cents, currency) for name, cents in sums.items()})
            return None
        return plain, vat, whole

    def _amount(self, column: Column, currency: str) -> int | None:
        try:
            return read_cell_amount(self._cell(column), currency, self.columns.decimals)
        except Unreadable as problem:
            self._object(column, problem.msgid, problem.facts)
        return None


def accounts_of(table: Table, columns: Chosen, heading_row: int) -> dict[str, int]:
    """The accounts of a file and how many rows each has, as far as a column of accounts was chosen."""
    place = columns.places.get(Column.ACCOUNT)
    found: dict[str, int] = {}
    if place is None:
        return found
    for row in table.rows[heading_row + 1 :]:
        account = " ".join(shown(row[place]).split()) if place < len(row) else ""
        if account:
            found[account] = found.get(account, 0) + 1
    return found
