"""The figures of a report whose sheets are all grids: sums alone, taken while its expenses are walked through once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from grants.expenses.rules import COUNTED_STATES, ExpenseState
from grants.funders.ground import EURO, Entry, Ground
from grants.reports.figures import CurrencyRow, Figures
from grants.reports.grounded import about_of, budget_of, earlier_of
from grants.reports.lines import line_rows
from grants.reports.rows import Claim, ExpenseRow
from grants.values.ids import Met
from grants.values.money import Money

_COUNTED: Final = frozenset(state.value for state in COUNTED_STATES)


@dataclass(slots=True)
class _Sum:
    """What is claimed on a line in a currency, of expenses that all have an amount in euro or all have none."""

    amount: Money
    own: Money
    in_kind: Money
    third: Money
    euro: Money


@dataclass(slots=True)
class _Count:
    documents: Met = field(default_factory=Met)
    expenses: int = 0


@dataclass(frozen=True)
class SummedFigures(Figures):
    """Figures whose `expenses` are sums: one for each line and currency."""

    counted: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # documents and expenses, by currency
    documents_counted: int = 0

    @property
    def document_count(self) -> int:
        """How many documents."""
        return self.documents_counted

    @property
    def expense_count(self) -> int:
        """How many expenses."""
        return sum(expenses for _documents, expenses in self.counted.values())

    @cached_property
    def currencies(self) -> tuple[CurrencyRow, ...]:
        """The totals by currency, with how many documents and expenses they are of."""
        return tuple(
            replace(row, documents=self.counted[row.currency][0], expenses=self.counted[row.currency][1])
            for row in super().currencies
        )


def summed_figures(ground: Ground) -> SummedFigures:
    """The sums of a ground's expenses."""
    sums: dict[tuple[int | None, str, bool], _Sum] = {}
    counts: dict[str, _Count] = {}
    documents = Met()
    for entry in ground.entries:
        if counts_in(ground, entry):
            _add(sums, entry)
            count = counts.setdefault(entry.amount.currency, _Count())
            count.expenses += 1
            if entry.document_id is not None:
                count.documents.add(entry.document_id)
                documents.add(entry.document_id)
    expenses = tuple(ExpenseRow(None, _claim(key, one), first=False) for key, one in sums.items())
    before = earlier_of(ground)
    return SummedFigures(
        about_of(ground),
        ground.first,
        ground.last,
        expenses,
        (),
        line_rows(budget_of(ground), before, expenses),
        ground.left_out,
        max((spent.opening_until for spent in before if spent.opening_until), default=None),
        counted={code: (count.documents.different(), count.expenses) for code, count in counts.items()},
        documents_counted=documents.different(),
    )


def counts_in(ground: Ground, entry: Entry) -> bool:
    """Whether an expense is one of the report: in a state that counts, and of a day until its last one."""
    return entry.state in _COUNTED and entry.day is not None and entry.day <= ground.last


def _add(sums: dict[tuple[int | None, str, bool], _Sum], entry: Entry) -> None:
    code = entry.amount.currency
    key = (entry.line_id, code, entry.euro is None)
    on = sums.get(key)
    if on is None:
        zero = Money.zero(code)
        on = sums[key] = _Sum(zero, zero, zero, zero, Money.zero(EURO))
    on.amount += entry.amount
    on.own += entry.own
    on.in_kind += entry.in_kind
    on.third += entry.third
    if entry.euro is not None:
        on.euro += entry.euro


def _claim(key: tuple[int | None, str, bool], one: _Sum) -> Claim:
    line_id, _code, without_euro = key
    return Claim(
        None,
        one.amount,
        one.own,
        ExpenseState.VERIFIED,
        line_id,
        in_kind=one.in_kind,
        third=one.third,
        rated=None if without_euro else one.euro,
    )
