"""Each figure by the name under which a column of a format shows it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from grants.reports.cells import Value
from grants.reports.figures import CurrencyRow
from grants.reports.lines import LineRow
from grants.reports.rows import NOTHING_WRITTEN, Claim, ExpenseRow, Paper
from grants.values.language import Text
from grants.values.money import Money

Figure = Value | Text


def currency_of(*amounts: Money | None) -> str | None:
    """The currency of the first amount that is known."""
    return next((amount.currency for amount in amounts if amount is not None), None)


_OF_PAPER: Final[Mapping[str, Callable[[Paper], Figure]]] = {
    "register_number": lambda paper: paper.register_number,
    "kind": lambda paper: paper.kind,
    "paper_number": lambda paper: paper.paper_number,
    "issued_on": lambda paper: paper.issued_on,
    "paid_on": lambda paper: paper.paid_on,
    "supplier": lambda paper: paper.supplier,
    "supplier_eik": lambda paper: paper.supplier_eik,
    "description": lambda paper: paper.description,
    "partner": lambda paper: paper.partner,
    "net": lambda paper: paper.net,
    "vat": lambda paper: paper.vat,
    "document_currency": lambda paper: currency_of(paper.net, paper.vat),
}

# What belongs to the document stands once, on the first of its expenses: else its net amount would be added twice.
ONCE: Final = frozenset({"net", "vat", "document_currency"})

# What stands in place of a document where there is none: what kind of claim it is, and the day it is claimed for.
_WITHOUT_PAPER: Final[Mapping[str, Callable[[Claim], Figure]]] = {
    "kind": lambda claim: claim.form,
    "issued_on": lambda claim: claim.day,
}

_OF_EXPENSE: Final[Mapping[str, Callable[[ExpenseRow], Figure]]] = {
    "description": lambda row: row.claim.description or (row.paper.description if row.paper else NOTHING_WRITTEN),
    "line": lambda row: row.claim.line or None,
    "activity": lambda row: row.claim.activity or None,
    "partner": lambda row: row.claim.partner or (row.paper.partner if row.paper else NOTHING_WRITTEN),
    "claimed": lambda row: row.claim.amount,
    "currency": lambda row: row.claim.amount.currency,
    "grant": lambda row: row.claim.grant,
    "own": lambda row: row.claim.own,
    "in_kind": lambda row: row.claim.in_kind or Money.zero(row.claim.amount.currency),
    "third": lambda row: row.claim.third or Money.zero(row.claim.amount.currency),
    "euro": lambda row: row.euro,
    "state": lambda row: row.claim.state,
}

_OF_LINE: Final[Mapping[str, Callable[[LineRow], Figure]]] = {
    "number": lambda row: row.number or None,
    "title": lambda row: row.title,
    "currency": lambda row: row.currency,
    "approved": lambda row: row.approved,
    "previous": lambda row: row.previous,
    "opening": lambda row: row.opening,
    "this": lambda row: row.this,
    "grant": lambda row: row.grant,
    "own": lambda row: row.own,
    "in_kind": lambda row: row.in_kind,
    "third": lambda row: row.third,
    "so_far": lambda row: row.so_far,
    "remaining": lambda row: row.standing.left,
    "share": lambda row: row.standing.share,
}

_OF_CURRENCY: Final[Mapping[str, Callable[[CurrencyRow], Figure]]] = {
    "currency": lambda row: row.currency,
    "documents": lambda row: row.documents,
    "expenses": lambda row: row.expenses,
    "claimed": lambda row: row.claimed,
    "grant": lambda row: row.grant,
    "own": lambda row: row.own,
    "in_kind": lambda row: row.in_kind,
    "third": lambda row: row.third,
    "euro": lambda row: row.euro,
}


def expense_figure(row: ExpenseRow, shows: str) -> Figure:
    """A figure of an expense; what belongs to its document stands only on the first of the document's expenses."""
    if shows in _OF_EXPENSE:
        return _OF_EXPENSE[shows](row)
    if row.paper is None:
        return _WITHOUT_PAPER[shows](row.claim) if shows in _WITHOUT_PAPER else None
    return None if shows in ONCE and not row.first else _OF_PAPER[shows](row.paper)


def paper_figure(paper: Paper, shows: str) -> Figure:
    """A figure of a document."""
    return _OF_PAPER[shows](paper)


def line_figure(row: LineRow, shows: str) -> Figure:
    """A figure of a budget line."""
    return _OF_LINE[shows](row)


def currency_figure(row: CurrencyRow, shows: str) -> Figure:
    """A figure of the totals of a currency."""
    return _OF_CURRENCY[shows](row)
