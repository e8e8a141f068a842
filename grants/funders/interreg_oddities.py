"""Interreg: what is odd about a row of the list of expenditure, told in a column of our own before the funder finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from grants.funders.ground import Entry, PlannedLine
from grants.funders.interreg_part import OPTIONS
from grants.values.language import Text
from grants.values.money import Money


@dataclass(frozen=True, slots=True)
class Odd:
    """Something odd about a row, told in our own column; a `refused` one stops the report."""

    told: Text
    holds: Callable[[Entry], bool]
    refused: bool = False


ODD: Final = (
    Odd(
        Text("редът от бюджета няма категория разходи на Jems", "its budget line has no cost category of Jems"),
        lambda one: _without_category(one.form, one.category),
        refused=True,
    ),
    Odd(
        Text("платен преди датата на фактурата", "paid before the invoice date"),
        lambda one: one.issued_on is not None and one.paid_on is not None and one.paid_on < one.issued_on,
    ),
    Odd(
        Text("повече от стойността на фактурата", "more than the invoice value"),
        lambda one: _more(one.amount, paper_total(one)),
    ),
    Odd(
        Text("включено е ДДС, което се възстановява", "holds VAT that is recoverable"),
        lambda one: one.vat_recoverable and bool(one.vat) and _more(one.amount, one.net),
    ),
    Odd(Text("няма прикачен файл", "no file attached"), lambda one: one.form not in OPTIONS and not one.files),
)


def _without_category(form: str, category: str) -> bool:
    return form not in OPTIONS and category in {"none", "indirect", "other"}


def unmapped(line: PlannedLine) -> bool:
    """Whether a line is in no category of the form; flat rates are computed, of whatever category they are."""
    return line.form != "flat_rate" and _without_category(line.form, line.category)


def odd(entry: Entry) -> Iterator[tuple[Text, bool]]:
    """What is odd about a row, and whether the report is refused for it."""
    return ((one.told, one.refused) for one in ODD if one.holds(entry))


def _more(amount: Money, limit: Money | None) -> bool:
    return limit is not None and limit.currency == amount.currency and abs(amount) > abs(limit)


def paper_total(entry: Entry) -> Money | None:
    """The whole value of a document."""
    if entry.net is None:
        return None
    return entry.net + entry.vat if entry.vat is not None else entry.net
