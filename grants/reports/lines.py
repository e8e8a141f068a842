"""What was approved for each budget line, what was claimed on it before and in the period, and what its chapter adds up.

Levs and euro that meet are shown in euro, each amount converted by itself; other currencies keep rows of their own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from grants.budget.rules import Standing
from grants.reports.rows import Before, BudgetLine, ExpenseRow
from grants.values.language import Text
from grants.values.money import Money, in_euro, total
from grants.values.outline import numbers_above

EURO: Final = "EUR"
LEV: Final = "BGN"
AMOUNTS: Final = ("approved", "previous", "opening", "this", "own", "in_kind", "third")
"""The amounts a row has of its own, in its order."""


def euro_first(currency: str) -> tuple[bool, str]:
    """The order in which currencies are shown."""
    return (currency != EURO, currency)


@dataclass(frozen=True, slots=True)
class LineRow:
    """A budget line in one currency. A chapter shows the sum of the rows that name it as their `parent`.

    `standing` is what was approved against what was claimed so far.
    """

    number: str
    title: Text
    kind: str  # "line", "chapter", "itself" (what stands on a chapter and on none of its lines), "none" (on no line)
    depth: int
    parent: int | None
    approved: Money
    previous: Money
    opening: Money  # the part of `previous` that stands as opening figures
    this: Money
    own: Money
    in_kind: Money
    third: Money

    @property
    def currency(self) -> str:
        """In which its amounts are."""
        return self.approved.currency

    @property
    def grant(self) -> Money:
        """What of this period's amount is asked from the funder."""
        return self.this - self.own - self.in_kind - self.third

    @property
    def so_far(self) -> Money:
        """Claimed until the end of the period."""
        return self.previous + self.this

    @property
    def standing(self) -> Standing:
        """Approved against claimed so far."""
        return Standing(self.approved, self.so_far)


@dataclass(slots=True)
class _OnLine:
    """What stands on one line itself, in one currency."""

    approved: Money | None
    previous: Money
    opening: Money
    this: Money
    own: Money
    in_kind: Money
    third: Money

    def __bool__(self) -> bool:
        return bool(self.approved or any(self.amounts))

    @property
    def amounts(self) -> tuple[Money, ...]:
        """All but what was approved, in the order of a row."""
        return (self.previous, self.opening, self.this, self.own, self.in_kind, self.third)


def _on_line(approved: Money | None, currency: str) -> _OnLine:
    zero = Money.zero(currency)
    return _OnLine(approved, zero, zero, zero, zero, zero, zero)


def line_rows(
    lines: Sequence[BudgetLine], before: Sequence[Before], expenses: Collection[ExpenseRow]
) -> tuple[LineRow, ...]:
    """What was approved, claimed before and claimed now on each line, by the currency it is shown in."""
    met = {line.currency for line in lines}
    met |= {spent.amount.currency for spent in before}
    met |= {row.claim.amount.currency for row in expenses}
    shown_in = _shown_in(met)
    rows: list[LineRow] = []
    for currency in sorted(set(shown_in.values()), key=euro_first):
        on_lines = _on_lines(currency, shown_in, lines, before, expenses)
        rows += _tree(currency, lines, on_lines, len(rows))
    return tuple(rows)


def _shown_in(met: Iterable[str]) -> dict[str, str]:
    """In which currency the amounts of each are shown: its own; levs and euro that meet, in euro."""
    met = set(met)
    mixed = {LEV, EURO} <= met
    return {code: EURO if mixed and code == LEV else code for code in met}


def _in(currency: str, money: Money, euro: Money | None) -> Money:
    if money.currency == currency:
        return money
    assert euro is not None
    return euro


def _on_lines(
    currency: str,
    shown_in: Mapping[str, str],
    lines: Sequence[BudgetLine],
    before: Sequence[Before],
    expenses: Collection[ExpenseRow],
) -> dict[int | None, _OnLine]:
    """What stands on each line itself, and under None what stands on none, of all that is shown in that currency."""
    found: dict[int | None, _OnLine] = {}
    known = {line.id for line in lines}
    for line in lines:
        if shown_in[line.currency] == currency:
            approved = line.approved and _in(currency, line.approved, in_euro(line.approved))
            found[line.id] = _on_line(approved, currency)

    def on(line_id: int | None) -> _OnLine:
        return found.setdefault(line_id if line_id in known else None, _on_line(None, currency))

    for spent in before:
        if shown_in[spent.amount.currency] == currency:
            _add_before(on(spent.line_id), spent, currency)
    for row in expenses:
        if shown_in[row.claim.amount.currency] == currency:
            _add_claim(on(row.claim.line_id), row, currency)
    return found


def _add_before(on: _OnLine, spent: Before, currency: str) -> None:
    amount = _in(currency, spent.amount, spent.euro)
    on.previous += amount
    if spent.opening_until is not None:
        on.opening += amount


def _add_claim(on: _OnLine, row: ExpenseRow, currency: str) -> None:
    claim = row.claim
    on.this += _in(currency, claim.amount, row.euro)
    on.own += _in(currency, claim.own, in_euro(claim.own))
    if claim.in_kind:
        on.in_kind += _in(currency, claim.in_kind, in_euro(claim.in_kind))
    if claim.third:
        on.third += _in(currency, claim.third, in_euro(claim.third))


def chapters_of(numbers: Iterable[str]) -> dict[str, str]:
    """For each line's number that of the chapter it stands under: 1.2 of 1.2.3, if there is such a line."""
    known = dict.fromkeys(numbers)
    found = {}
    for number in known:
        above = next((one for one in numbers_above(number) if one in known), None)
        if above is not None:
            found[number] = above
    return found


@dataclass(slots=True)
class _Node:
    """A line with what stands below it; a chapter has no amounts but those below."""

    line: BudgetLine
    kind: str
    on: _OnLine | None
    below: list[_Node] = field(default_factory=list)


def _tree(
    currency: str, lines: Sequence[BudgetLine], on_lines: Mapping[int | None, _OnLine], offset: int
) -> list[LineRow]:
    """The rows of one currency, each chapter before its lines; `offset` is the place of the first among all rows."""
    above = chapters_of(line.number for line in lines)
    below: dict[str, list[BudgetLine]] = {}
    for line in lines:
        below.setdefault(above.get(line.number, ""), []).append(line)
    rows: list[LineRow] = []
    for line in below.get("", ()):
        node = _node(line, below, on_lines)
        if node:
            _flatten(node, currency, rows, offset, 0, None)
    on_none = on_lines.get(None)
    if on_none:
        rows.append(_row(currency, None, "none", 0, None, on_none))
    return rows


def _node(
    line: BudgetLine, below: Mapping[str, list[BudgetLine]], on_lines: Mapping[int | None, _OnLine]
) -> _Node | None:
    lower = [node for under in below.get(line.number, ()) if (node := _node(under, below, on_lines))]
    on = on_lines.get(line.id)
    if not lower:
        return None if on is None else _Node(line, "line", on)
    itself = _of_itself(on, lower)
    if itself:
        lower.append(_Node(line, "itself", itself))
    return _Node(line, "chapter", None, lower)


def _of_itself(on: _OnLine | None, below: Iterable[_Node]) -> _OnLine | None:
    """What stands on a chapter and on none of its lines; an approved amount its lines divide among them is not more."""
    if on is None:
        return None
    divided = any(_approved(node) for node in below)
    return _OnLine(None if divided else on.approved, *on.amounts)


def _approved(node: _Node) -> bool:
    return bool(node.on and node.on.approved) or any(_approved(lower) for lower in node.below)


def _flatten(node: _Node, currency: str, rows: list[LineRow], offset: int, depth: int, parent: int | None) -> None:
    at = len(rows)
    rows.append(_row(currency, node.line, node.kind, depth, parent, node.on))
    for lower in node.below:
        _flatten(lower, currency, rows, offset, depth + 1, offset + at)
    if node.below:
        under = [row for row in rows[at + 1 :] if row.parent == offset + at]
        summed = sum_of(under, currency)
        rows[at] = replace(rows[at], **{name: getattr(summed, name) for name in AMOUNTS})


def _row(
    currency: str, line: BudgetLine | None, kind: str, depth: int, parent: int | None, on: _OnLine | None
) -> LineRow:
    zero = Money.zero(currency)
    amounts = (on.approved or zero, *on.amounts) if on else (zero,) * len(AMOUNTS)
    number, title = (line.number, line.title) if line else ("", Text())
    return LineRow(number, title, kind, depth, parent, *amounts)


def sum_of(rows: Sequence[LineRow], currency: str) -> LineRow:
    """The rows added up, in their one currency."""

    def added(name: str) -> Money:
        return total((getattr(row, name) for row in rows), currency)

    return LineRow("", Text(), "total", 0, None, *(added(name) for name in AMOUNTS))
