"""How a budget stands: each line, the chapters above it, groups of lines, and all of it, in whole cents of one currency. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from grants.budget.forecast import cents_at_end, days_of_year
from grants.values.money import Money, in_euro, in_lev

Row = Mapping[str, Any]


@dataclass(slots=True)
class Figures:
    """What stands on a line or a group of lines, in cents of the budget's currency; what ends in _euro, in euro.

    `planned` counts the lines with an amount: where there is none, nothing was approved. `opening` is a part of the spent.
    """

    planned: int = 0
    approved: int = 0
    working: int = 0
    spent: int = 0
    lost: int = 0
    opening: int = 0
    committed: int = 0
    foreseen: int = 0
    at_end: int = 0
    unspendable: int = 0
    overspend: int = 0
    approved_euro: int = 0
    spent_euro: int = 0
    lost_euro: int = 0

    def add(self, other: Figures) -> None:
        """Take what stands on another into this; field by field, for it is done a thousand times a page."""
        self.planned += other.planned
        self.approved += other.approved
        self.working += other.working
        self.spent += other.spent
        self.lost += other.lost
        self.opening += other.opening
        self.committed += other.committed
        self.foreseen += other.foreseen
        self.at_end += other.at_end
        self.unspendable += other.unspendable
        self.overspend += other.overspend
        self.approved_euro += other.approved_euro
        self.spent_euro += other.spent_euro
        self.lost_euro += other.lost_euro

    @property
    def left(self) -> int:
        """What is left of the approved; negative when overspent."""
        return self.approved - self.spent

    @property
    def left_net(self) -> int:
        """What is left when what was cut or parked is taken as not spent."""
        return self.approved - self.spent + self.lost

    def __bool__(self) -> bool:
        return bool(self.planned or self.working or self.spent or self.committed)


@dataclass(slots=True)
class Standing:
    """A line of the budget as it stands; `figures` of a heading are those of all lines below it."""

    line: Row
    own: Figures
    figures: Figures

    @property
    def heading(self) -> bool:
        """Whether it only stands above other lines."""
        return self.line["amount_cents"] is None


def in_budget(money: Money, currency: str) -> int | None:
    """Cents in the budget's currency; between lev and euro at the fixed rate, else None."""
    if money.currency == currency:
        return money.minor
    if currency == "EUR":
        euro = in_euro(money)
        return euro.minor if euro else None
    return in_lev(money).minor if (currency, money.currency) == ("BGN", "EUR") else None


@dataclass(frozen=True, slots=True)
class Budget:
    """What a budget is made of: its currency, its lines, what was claimed and is committed on each, and its days."""

    currency: str
    lines: Sequence[Row]
    sums: Mapping[str | None, Row]
    committed: Mapping[int | None, int]
    working: Mapping[int | None, int] = field(default_factory=dict)
    days: tuple[date | None, date | None] = (None, None)
    today: date = date.max

    @property
    def foreign(self) -> set[str]:
        """The currencies of lines that have no fixed rate to the budget's, and are in no total."""
        return {
            line["currency"]
            for line in self.lines
            if line["amount_cents"] and in_budget(Money(1, line["currency"]), self.currency) is None
        }


def days_of(line: Row, project: tuple[date | None, date | None]) -> tuple[date | None, date | None]:
    """The days over which a line is spent: those of its activity, else of its year, else of the project."""
    if line["activity_days"] is not None:
        return line["activity_days"]  # type: ignore[no-any-return]
    return days_of_year(line["year"]) or project


def _own(line: Row | None, budget: Budget) -> Figures:
    """What stands on one line itself; on None, what names no line."""
    figures = Figures(committed=budget.committed.get(None if line is None else line["id"], 0))
    if row := budget.sums.get(None if line is None else str(line["id"])):
        figures.spent, figures.lost, figures.opening = row["spent"], row["lost"], row["opening"]
        figures.spent_euro, figures.lost_euro = row["euro"], row["lost_euro"]
    if line is None or line["amount_cents"] is None:
        return figures
    figures.working = budget.working.get(line["id"], 0)
    stated = Money(line["amount_cents"], line["currency"])
    cents = in_budget(stated, budget.currency)
    if cents is None:
        return figures
    euro = in_euro(stated)
    figures.planned, figures.approved, figures.approved_euro = 1, cents, euro.minor if euro else 0
    _foresee(figures, line, budget)
    return figures


def _foresee(figures: Figures, line: Row, budget: Budget) -> None:
    found = cents_at_end(
        figures.approved, figures.spent - figures.lost, figures.committed, *days_of(line, budget.days), budget.today
    )
    if found is not None:
        figures.foreseen, figures.at_end = 1, found[0]
        figures.unspendable = max(0, figures.approved - figures.at_end)
        figures.overspend = max(0, figures.at_end - figures.approved)


def standings(budget: Budget) -> list[Standing]:
    """Every line in its order; what stands on a line is also counted in every heading above it."""
    shown = []
    for line in budget.lines:
        own = _own(line, budget)
        figures = own
        if line["amount_cents"] is None:
            figures = Figures()
            figures.add(own)
        shown.append(Standing(line, own, figures))
    headings = {one.line["number"]: one for one in shown if one.heading}
    for one in shown:
        parts = one.line["number"].split(".")
        for depth in range(1, len(parts)):
            above = headings.get(".".join(parts[:depth]))
            if above is not None:
                above.figures.add(one.own)
    return shown


def unnamed(budget: Budget) -> Figures:
    """What was claimed or committed without naming a line."""
    return _own(None, budget)


def whole(shown: Iterable[Standing], budget: Budget, working: int = 0) -> Figures:
    """The total of a budget: all lines, what names none, and lines only the working version has."""
    figures = unnamed(budget)
    for one in shown:
        figures.add(one.own)
    figures.working += working
    return figures


def grouped(
    shown: Iterable[Standing], sums: Mapping[str | None, Row], key: Callable[[Row], str | None], rest: Figures
) -> dict[str | None, Figures]:
    """The same budget by something its lines name: approved and committed by the lines, spent by the rows themselves."""
    groups: dict[str | None, Figures] = {}
    for one in shown:
        group = groups.setdefault(key(one.line), Figures())
        group.add(one.own)
    groups.setdefault(None, Figures()).add(rest)
    for group in groups.values():
        group.spent = group.lost = group.opening = group.spent_euro = group.lost_euro = 0
    for name, row in sums.items():
        group = groups.setdefault(name, Figures())
        group.spent, group.lost, group.opening = row["spent"], row["lost"], row["opening"]
        group.spent_euro, group.lost_euro = row["euro"], row["lost_euro"]
    return {name: group for name, group in groups.items() if group}


def plan_of(budget: Budget) -> list[tuple[int, date, date]]:
    """Every line's amount in euro cents with the days over which it is to be spent; lines without days are left out."""
    plan = []
    for line in budget.lines:
        euro = in_euro(Money(line["amount_cents"] or 0, line["currency"]))
        first, last = days_of(line, budget.days)
        if euro and first is not None and last is not None and first <= last:
            plan.append((euro.minor, first, last))
    return plan


@dataclass(frozen=True, slots=True)
class Converted:
    """A total in euro two ways: as the sum of its converted parts, and converted at once; and what is between."""

    of_parts: Money
    at_once: Money

    @property
    def gap(self) -> Money:
        """The total converted at once less the sum of the converted parts."""
        return self.at_once - self.of_parts

    def total(self, *, at_once: bool) -> Money:
        """The total as the contract wants it."""
        return self.at_once if at_once else self.of_parts


def converted(cents: int, euro_of_parts: int, currency: str) -> Converted | None:
    """A total of a budget in leva; None of any other currency."""
    if currency != "BGN":
        return None
    at_once = in_euro(Money(cents, "BGN"))
    return Converted(Money(euro_of_parts, "EUR"), at_once) if at_once is not None else None
