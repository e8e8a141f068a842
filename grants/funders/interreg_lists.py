"""Interreg: the tracker's lists in Jems' words: categories, and who pays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from grants.funders.ground import EURO, FundedBy
from grants.funders.interreg import Category, fund_share, of_which, partner_contribution, percentage
from grants.values.language import Text
from grants.values.money import Money, in_euro

NONE: Final = Money.zero(EURO)

CATEGORIES: Final[Mapping[str, Category]] = {
    "staff": Category.STAFF,
    "volunteers": Category.STAFF,  # unpaid work stands among the staff costs
    "travel": Category.TRAVEL,
    "civil_contract": Category.EXTERNAL,
    "services": Category.EXTERNAL,
    "events": Category.EXTERNAL,
    "training": Category.EXTERNAL,
    "allowances": Category.EXTERNAL,
    "publicity": Category.EXTERNAL,
    "equipment": Category.EQUIPMENT,
    "works": Category.INFRASTRUCTURE,
    "sub_grants": Category.SPF,
}
"""Office and other costs are only ever flat rates; what is in no category here counts as external expertise, and is told of."""

FUNDS: Final = ("eu", "donor")
"""Whose money is a fund of the programme; all other sources are the partner's contribution."""


class Status(StrEnum):
    """Whose money the partner's contribution is."""

    PUBLIC = "public"
    AUTOMATIC = "automatic"
    PRIVATE = "private"


STATUS_OF: Final[Mapping[str, Status]] = {
    "national": Status.AUTOMATIC,
    "own": Status.PRIVATE,
    "in_kind": Status.PRIVATE,
    "third_party": Status.PRIVATE,
}
"""The tracker does not record a partner's legal status, so its own sources stand as private ones."""


def counted_in(category: str, form: str) -> Category:
    """In which row of the budget a cost counts."""
    if form == "lump_sum":
        return Category.LUMP_SUM
    return CATEGORIES.get(category, Category.UNIT_COST if form == "unit_cost" else Category.EXTERNAL)


# --- who pays ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fund:
    """A fund with its per cent of the partner's total."""

    name: Text
    per_cent: Decimal


@dataclass(frozen=True, slots=True)
class Payers:
    """The funds, and what the partner's contribution consists of in the application form with its eligible total."""

    funds: tuple[Fund, ...]
    planned: Mapping[Status, Money]
    eligible: Money

    def shares(self, whole: Money) -> tuple[Money, ...]:
        """What each fund pays of a report's total."""
        return tuple(fund_share(whole, fund.per_cent) for fund in self.funds)

    def contribution(self, whole: Money) -> Money:
        """What the partner pays of it."""
        return partner_contribution(whole, self.shares(whole))

    def part(self, status: Status, whole: Money) -> Money:
        """What of it is public, automatic public or private money, as planned."""
        return of_which(whole, self.planned.get(status, NONE), self.eligible)


def payers_of(sources: Sequence[FundedBy], eligible: Money, eu_rate: Decimal | None) -> Payers:
    """Who pays, from the sources; where they name no fund the contract's rate of EU money is one."""
    funds = [Fund(one.name, _per_cent(one, eligible)) for one in sources if one.kind in FUNDS]
    if not funds and eu_rate:
        funds = [Fund(Text("ЕС", "EU"), eu_rate)]
    planned = dict[Status, Money].fromkeys(Status, NONE)
    for one in sources:
        if one.kind in STATUS_OF:
            planned[STATUS_OF[one.kind]] += amount_of(one, eligible)
    return Payers(tuple(funds), planned, eligible)


def _per_cent(source: FundedBy, eligible: Money) -> Decimal:
    if source.share is not None:
        return source.share
    return percentage(amount_of(source, eligible), eligible) if eligible else Decimal(0)


def amount_of(source: FundedBy, eligible: Money) -> Money:
    """A source's amount in euro, or its share of the eligible total."""
    if source.amount is not None:
        return in_euro(source.amount) or NONE
    return fund_share(eligible, source.share) if source.share is not None else NONE
