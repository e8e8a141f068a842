"""What a claim is in euro where a fixed rate alone does not say it, when its amount becomes another one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grants.budget.queries import terms_of
from grants.values.money import ROUNDINGS, Money, in_euro, per_unit

Values = dict[str, Any]
NOT_RATED: Mapping[str, None] = {"rated_cents": None, "rate_id": None, "per_euro": None}


async def rated_now(expense: Mapping[str, Any], amount: Money) -> Values:
    """The same by the rule for pay that the terms of the contract name."""
    pay = expense["rated_cents"] is not None and amount.currency == "BGN"
    return rated_again(expense, amount, (await terms_of(expense["project_id"])).wage_rule if pay else "")


def rated_again(expense: Mapping[str, Any], amount: Money, wage_rule: str) -> Values:
    """The columns of a converted claim that comes to another amount: at the rate that was chosen for it.

    Without such a rate, or in another currency, it has to be converted anew; of one not converted nothing changes.
    Leva have a rating of their own only where they are pay (`wage_rule`, a rounding by its name).
    """
    if expense["rated_cents"] is None:
        return {}
    if amount.currency != expense["currency"]:
        return dict(NOT_RATED)
    if amount.currency == "BGN":
        euro = in_euro(amount, ROUNDINGS[wage_rule])
        return {"rated_cents": euro.minor} if euro else {}
    if expense["per_euro"] is None:
        return dict(NOT_RATED)
    return {"rated_cents": per_unit(amount, expense["per_euro"]).minor}
