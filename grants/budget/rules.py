"""The arithmetic of the budget."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from grants.values.money import Money, half_up


@dataclass(frozen=True, slots=True)
class Standing:
    """How a line or a project stands: what was planned, what was spent, and what is left, in one currency."""

    planned: Money
    spent: Money

    @property
    def left(self) -> Money:
        """Planned less spent; negative when overspent."""
        return self.planned - self.spent

    @property
    def share(self) -> Decimal | None:
        """Spent in per cent of planned, two places, half up; None where nothing was planned."""
        if not self.planned:
            return None
        return half_up(Decimal(self.spent.minor * 100) / Decimal(self.planned.minor), 2)


def budget_currency(met: Collection[str], contract: str) -> str:
    """The one currency in which a budget is added up: the contract's, unless no line is in it."""
    return contract if contract in met or not met else min(met)


def line_total(units: Decimal, unit_price: Money) -> Money:
    """Units times unit price, to the cent, half up."""
    return Money(int(half_up(units * unit_price.minor, 0)), unit_price.currency)


def completed_line(values: dict[str, Any]) -> dict[str, Any]:
    """A line as it is kept: an amount left empty is the units times the unit price."""
    units, price = values["units"], values["unit_price_cents"]
    if values["amount_cents"] is not None or units is None or price is None:
        return values
    return values | {"amount_cents": line_total(units, Money(price, values["currency"])).minor}
