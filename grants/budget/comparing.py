"""Two versions of a budget held side by side: lines added, gone and changed, and the difference to the cent.

A line is known again by the line of the budget in force it stands for, and where it stands for none, by its number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grants.budget.records import LINE
from grants.values.money import Money, total

Row = Mapping[str, Any]
# What is said of a line that changed: each name with the columns it is kept in; the amounts stand in columns of their own.
COMPARED: Mapping[str, tuple[str, ...]] = {
    "number": ("code",),
    **{field.name: field.columns for field in LINE.fields if field.name != "amount"},
}


@dataclass(frozen=True, slots=True)
class Change:
    """One line in two versions; where one of them does not have it, that side is None."""

    before: Row | None
    after: Row | None
    changed: tuple[str, ...] = ()  # names of COMPARED, and "amount"

    @property
    def kind(self) -> str:
        """What became of the line: added, gone, changed or same."""
        if self.before is None:
            return "added"
        if self.after is None:
            return "gone"
        return "changed" if self.changed else "same"

    def difference(self, currency: str) -> Money:
        """What the line has more after than before, in one currency."""
        return _in(self.after, currency) - _in(self.before, currency)


def _in(row: Row | None, currency: str) -> Money:
    if row is None or row["amount_cents"] is None or row["currency"] != currency:
        return Money.zero(currency)
    return Money(row["amount_cents"], currency)


def compared(before: Sequence[Row], after: Sequence[Row]) -> tuple[Change, ...]:
    """Every line of either version, in the order of the later one, those that are gone where they stood."""
    partner_of = _matched(before, after)
    changes = [_change(before[partner_of[at]] if at in partner_of else None, row) for at, row in enumerate(after)]
    taken = {old: new for new, old in partner_of.items()}
    shown: list[Change] = []
    waiting = iter(range(len(before)))
    for at, change in enumerate(changes):
        if at in partner_of:
            for old in waiting:
                if old == partner_of[at]:
                    break
                if old not in taken:
                    shown.append(Change(before[old], None))
        shown.append(change)
    told = {id(change.before) for change in shown}
    left = [Change(row, None) for old, row in enumerate(before) if old not in taken and id(row) not in told]
    return (*shown, *left)


def _matched(before: Sequence[Row], after: Sequence[Row]) -> dict[int, int]:
    """Which line of the later version is which of the earlier one, by their places."""
    found: dict[int, int] = {}
    by_line = {row["line_id"]: at for at, row in enumerate(before) if row["line_id"] is not None}
    for at, row in enumerate(after):
        if row["line_id"] is not None and row["line_id"] in by_line:
            found[at] = by_line.pop(row["line_id"])
    known = set(found.values())
    by_code = {row["code"]: at for at, row in enumerate(before) if at not in known}
    for at, row in enumerate(after):
        old = by_code.get(row["code"])
        if at not in found and old is not None and (row["line_id"] is None or before[old]["line_id"] is None):
            found[at] = by_code.pop(row["code"])
    return found


def _change(before: Row | None, after: Row) -> Change:
    if before is None:
        return Change(None, after)
    names = [name for name, columns in COMPARED.items() if any(before[column] != after[column] for column in columns)]
    if before["amount_cents"] != after["amount_cents"]:
        names.append("amount")
    return Change(before, after, tuple(names))


def sums(changes: Sequence[Change], currency: str) -> tuple[Money, Money]:
    """What all lines come to before and after, in one currency."""
    return (
        total((_in(change.before, currency) for change in changes), currency),
        total((_in(change.after, currency) for change in changes), currency),
    )


def currencies(changes: Sequence[Change]) -> list[str]:
    """The currencies in which either version has amounts."""
    rows = [row for change in changes for row in (change.before, change.after) if row is not None]
    return sorted({row["currency"] for row in rows if row["amount_cents"] is not None})
