"""The figures of the portfolio and the geometry of its pictures. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from grants.budget.rules import Standing, budget_currency
from grants.values.days import add_months, months_between
from grants.values.money import Money, in_euro

SCALE = 1000


@dataclass(frozen=True, slots=True)
class ProjectMoney:
    """What a project's money comes to: planned in its contract's currency and in euro, spent in euro and as paid.

    `lost_euro` is what of the spent the funder cut or set aside, `unassigned_euro` what of it names no budget line.
    """

    planned: Money | None
    planned_euro: Money | None
    spent_euro: Money
    spent: tuple[Money, ...]
    lost_euro: Money = Money(0, "EUR")  # noqa: RUF009 - Money never changes
    unassigned_euro: Money = Money(0, "EUR")  # noqa: RUF009

    @property
    def standing(self) -> Standing | None:
        """Both in euro, where the plan can be said in euro."""
        return Standing(self.planned_euro, self.spent_euro) if self.planned_euro is not None else None


def project_money(
    stated: Money | None,
    budgets: Sequence[Mapping[str, Any]],
    spent: Sequence[Mapping[str, Any]],
    currency: str,
    *,
    at_once: bool = False,
) -> ProjectMoney:
    """A project's money from its grouped sums; where there are no budget lines the stated value stands for the plan.

    In euro a budget is the sum of its converted lines, or the converted total where the contract wants it at once.
    """
    sums = {row["currency"]: Money(row["cents"], row["currency"]) for row in budgets}
    planned = sums[budget_currency(sums, currency)] if sums else stated
    euro = in_euro(planned) if planned else None
    if sums and planned is not None and euro is not None and not at_once:
        euro = Money(next(row["euro_cents"] for row in budgets if row["currency"] == planned.currency), "EUR")
    return ProjectMoney(
        planned,
        euro,
        _euro(spent, "euro_cents"),
        tuple(Money(row["cents"], row["currency"]) for row in spent),
        _euro(spent, "lost_euro_cents"),
        _euro(spent, "unassigned_euro_cents"),
    )


def _euro(rows: Sequence[Mapping[str, Any]], name: str) -> Money:
    return Money(sum(row[name] or 0 for row in rows), "EUR")


@dataclass(frozen=True, slots=True)
class Totals:
    """The last line of the portfolio: in euro, and what it leaves out."""

    planned: Money
    spent: Money
    lost: Money
    unassigned: Money
    counted: int
    all: int
    foreign: tuple[str, ...]  # currencies without a fixed rate
    without: int  # projects without any money stated


def totals(projects: Sequence[ProjectMoney]) -> Totals:
    """The sum of the lines shown, to the cent."""
    counted = [money for money in projects if money.planned_euro is not None]
    foreign = tuple(
        sorted(money.planned.currency for money in projects if money.planned is not None and money.planned_euro is None)
    )
    zero = Money.zero("EUR")
    return Totals(
        sum((money.planned_euro for money in counted if money.planned_euro is not None), zero),
        sum((money.spent_euro for money in projects), zero),
        sum((money.lost_euro for money in projects), zero),
        sum((money.unassigned_euro for money in projects), zero),
        len(counted),
        len(projects),
        foreign,
        sum(1 for money in projects if money.planned is None),
    )


def place(part: int, whole: int) -> int:
    """Where a part ends on the scale of 0 to 1000; beyond the whole it ends at the edge."""
    if whole <= 0 or part <= 0:
        return 0
    return min(
        SCALE, (2 * part * SCALE + whole) // (2 * whole)
    )  # half up, in whole numbers: asked a thousand times a page


def place_of_day(day: date, first: date, last: date) -> int:
    """Where a day stands between the first and the last."""
    return max(0, min(SCALE, place((day - first).days, max(1, (last - first).days))))


def ticks(first: date, last: date, most: int = 8) -> list[date]:
    """Month beginnings to label on an axis, at most so many, evenly apart."""
    months = [month for month in months_between(first, last) if month >= first]
    step = max(1, -(-len(months) // most))
    return months[::step]


def levels(top: int, most: int = 5) -> list[int]:
    """Round amounts from nothing up to the top, in cents, to label an axis with; at most so many steps."""
    step, rounder = 100, 0
    while top > step * most:
        step = (100, 200, 500)[rounder % 3] * 10 ** (rounder // 3)
        rounder += 1
    return list(range(0, top + 1, step))


@dataclass(frozen=True, slots=True)
class Burning:
    """Spending against the plan: month by month, cumulated, whole euro cents."""

    months: tuple[date, ...]
    planned: tuple[int, ...]
    spent: tuple[int, ...]


Planned = tuple[int, date, date]  # euro cents, and the days over which they are to be spent


def burning(
    first: date, last: date, plan: Sequence[Planned], by_month: Sequence[Mapping[str, Any]], today: date
) -> Burning:
    """The plan by the end of each month of the project, and what was spent by the end of each month so far."""
    months = months_between(first, last)
    spent, so_far = [], 0
    known = {row["month"]: int(row["euro_cents"] or 0) for row in by_month}
    so_far = sum(cents for month, cents in known.items() if month < months[0])
    for month in months:
        if month > today:
            break
        so_far += known.get(month, 0)
        spent.append(so_far)
    return Burning(tuple(months), planned_by(months, plan), tuple(spent))


def planned_by(months: Sequence[date], plan: Sequence[Planned]) -> tuple[int, ...]:
    """What is to be spent by the end of each month: each part evenly over its days, whole by its last, or by the last month."""
    together: dict[tuple[date, date], int] = {}
    for cents, first, last in plan:
        together[first, last] = together.get((first, last), 0) + cents
    ends = [add_months(month, 1) for month in months]
    sums = [sum(_gone(cents, first, last, end) for (first, last), cents in together.items()) for end in ends[:-1]]
    return (*sums, sum(together.values()))


def _gone(cents: int, first: date, last: date, end: date) -> int:
    """How much of an amount is to be spent before a day, whole cents."""
    days, whole = (end - first).days, (last - first).days + 1
    return cents * max(0, min(days, whole)) // whole


def points(values: Sequence[int], of: int, top: int) -> str:
    """A line's points on the scale, y downwards; `of` steps wide, `top` is the highest value drawn."""
    drawn = [f"0,{SCALE}"]
    drawn += [f"{place(n + 1, of)},{SCALE - place(value, top)}" for n, value in enumerate(values)]
    return " ".join(drawn)
