"""The terms of a contract that hold on a day: rates, ceilings and limits, always as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from grants.budget.kinds import Approver, BookedRate, LimitBase, ReservePlace, ShareRule, VatRule, WageRule


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """What the contract says; where it says nothing (`id` is None), only what holds for everybody."""

    id: int | None = None
    number: str = ""
    preset: str = ""
    contract_id: int | None = None
    in_force_on: date | None = None
    eligible_from_on: date | None = None
    eligible_until_on: date | None = None
    pay_until_on: date | None = None
    closes_on: date | None = None
    eu_rate: Decimal | None = None
    advance_rate: Decimal | None = None
    interim_cap: Decimal | None = None
    move_limit: Decimal | None = None
    move_base: str = LimitBase.SOURCE
    move_cumulative: bool = True
    move_approver: str = Approver.NOTIFY
    move_blocked: str = ""
    share_rule: str = ShareRule.LARGEST_REMAINDER
    convert_total: bool = False
    booked_rate: str = BookedRate.NONE
    reserve_place: str = ReservePlace.NONE
    wage_rule: str = WageRule.GENERAL
    vat_rule: str = VatRule.NOT_RECOVERABLE
    state_aid: bool = False
    own_verification: bool = False
    opening_on: date | None = None
    next_package: str = ""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> ContractTerms:
        """The terms one row keeps."""
        return cls(**{one.name: row[one.name] for one in fields(cls)})


def terms_in_force(rows: Iterable[Mapping[str, Any]], on: date | None = None) -> ContractTerms:
    """The terms that hold on a day: the newest in force by then, of the same day the one typed last.

    Without a day, the newest of all. Terms without a day of their own hold from the beginning.
    """
    held = [row for row in rows if on is None or row["in_force_on"] is None or row["in_force_on"] <= on]
    if not held:
        return ContractTerms()
    return ContractTerms.of(max(held, key=lambda row: (row["in_force_on"] or date.min, row["position"])))
