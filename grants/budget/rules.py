"""The closed lists of the budget, and its arithmetic."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from grants.values.language import N_
from grants.values.money import Money, half_up


class SourceKind(StrEnum):
    """Whose money it is."""

    EU = "eu"
    NATIONAL = "national"
    OWN = "own"
    IN_KIND = "in_kind"
    THIRD_PARTY = "third_party"
    DONOR = "donor"


SOURCE_KINDS: Mapping[str, str] = {
    SourceKind.EU: N_("EU funding"),
    SourceKind.NATIONAL: N_("national co-financing"),
    SourceKind.OWN: N_("own contribution"),
    SourceKind.IN_KIND: N_("in-kind contribution"),
    SourceKind.THIRD_PARTY: N_("leveraged funds"),
    SourceKind.DONOR: N_("donor's grant"),
}


class CostForm(StrEnum):
    """How a cost is claimed (Regulation (EU) 2021/1060, art. 53(1))."""

    ACTUAL = "actual"
    UNIT_COST = "unit_cost"
    LUMP_SUM = "lump_sum"
    FLAT_RATE = "flat_rate"


COST_FORMS: Mapping[str, str] = {
    CostForm.ACTUAL: N_("actual cost incurred"),
    CostForm.UNIT_COST: N_("unit cost"),
    CostForm.LUMP_SUM: N_("lump sum"),
    CostForm.FLAT_RATE: N_("flat rate"),
}


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
