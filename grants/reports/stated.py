"""A report's figures as they are kept with it and told to other programs: amounts as text beside their currency."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from grants.reports.figures import Figures
from grants.reports.lines import LineRow
from grants.values.money import Money

Stated = dict[str, Any]


def amount(money: Money) -> Stated:
    """An amount with two decimals, beside its currency."""
    return {"amount": money.plain, "currency": money.currency}


def stated_totals(figures: Figures) -> Stated:
    """How many documents and expenses, what was claimed in each currency, and all of it in euro."""
    return {
        "documents": figures.document_count,
        "expenses": figures.expense_count,
        "claimed": _amounts(row.claimed for row in figures.currencies),
        "grant": _amounts(row.grant for row in figures.currencies),
        "own": _amounts(row.own for row in figures.currencies),
        "in_kind": _amounts(row.in_kind for row in figures.currencies),
        "third": _amounts(row.third for row in figures.currencies),
        "euro": amount(figures.euro),
        "rounding_difference": amount(figures.gap),
        "without_rate": list(figures.without_rate),
        **stated_files(figures),
    }


def stated_files(figures: Figures) -> Stated:
    """What the files claim, where their form works that out itself."""
    return {"in_files": amount(figures.comes_to)} if figures.comes_to is not None else {}


def stated_figures(figures: Figures) -> Stated:
    """The totals, and what was approved and claimed on each budget line."""
    return {
        **stated_totals(figures),
        "lines": [_line(row) for row in figures.lines],
        "line_totals": [_line(row) for row in figures.line_totals],
    }


def _amounts(moneys: Iterable[Money]) -> list[Stated]:
    return [amount(money) for money in moneys]


def _line(row: LineRow) -> Stated:
    return {
        "number": row.number,
        "kind": row.kind,
        "currency": row.currency,
        "approved": row.approved.plain,
        "previous": row.previous.plain,
        "opening": row.opening.plain,
        "this": row.this.plain,
        "so_far": row.so_far.plain,
        "remaining": row.standing.left.plain,
    }
