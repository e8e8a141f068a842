"""The account between the lead and a partner: what was passed on, what of the partner's costs is accepted, what is due. Pure.

Amounts of an account are whole cents of euro. Of costs only the grant's part counts: what the partner pays itself, gives in
kind or has from a third party is not passed on to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from grants.errors import Objection
from grants.payments.rules import TransferKind
from grants.values.language import N_
from grants.values.money import Money, in_euro


@dataclass(frozen=True, slots=True)
class PartnerAccount:
    """Where a partner stands with the lead.

    `claimed` is what the partner submitted, before any cut. `accepted` is what of it the lead has verified, without what the
    funder cut or set aside; `approved` is the part of it that the funder has approved. `to_come` is dated after today and
    moves nothing yet. `left_out` names the currencies without a fixed rate to the euro, which are in no sum.
    """

    advance: int = 0
    interim: int = 0
    balance: int = 0
    returned: int = 0
    to_come: int = 0
    claimed: int = 0
    accepted: int = 0
    approved: int = 0
    left_out: frozenset[str] = field(default_factory=frozenset)

    @property
    def passed_on(self) -> int:
        """What the partner holds or has spent: all that went to it, less what it returned."""
        return self.advance + self.interim + self.balance - self.returned

    @property
    def due(self) -> int:
        """What the lead still owes for accepted costs."""
        return max(0, self.accepted - self.passed_on)

    @property
    def advance_left(self) -> int:
        """What was passed on and is not covered by accepted costs yet."""
        return max(0, self.passed_on - self.accepted)


NOTHING_WENT = N_("A payment of nothing is no payment: write how much went.")
BELOW_ZERO = N_("Write the amount above zero; for what came back choose the kind “returned by the partner”.")
RETURNED_TOO_MUCH = N_("By {day} the partner would have returned {over} more than was passed on to it.")
TO_ITSELF = N_("The lead passes nothing on to itself: choose another partner.")


def transfer_objections(values: Mapping[str, Any]) -> list[Objection]:
    """What can't be kept of a payment to a partner, by its values alone."""
    if values["amount_cents"] == 0:
        return [Objection(NOTHING_WENT, place="amount")]
    if (values["amount_cents"] or 0) < 0:
        return [Objection(BELOW_ZERO, place="amount")]
    return []


@dataclass(frozen=True, slots=True)
class Moved:
    """One payment between the lead and a partner."""

    day: date
    kind: TransferKind
    amount: Money


def returned_too_much(moves: Iterable[Moved]) -> tuple[date, Money] | None:
    """The first day on which a partner has returned more than it had, and by how much; None where that never happens.

    Euro and leva are one purse at the fixed rate, every other currency one of its own. On one day what was passed on
    comes before what went back.
    """
    held: dict[str, int] = {}
    for move in sorted(moves, key=lambda move: (move.day, move.kind is TransferKind.RETURNED)):
        amount = in_euro(move.amount) or move.amount
        sign = -1 if move.kind is TransferKind.RETURNED else 1
        held[amount.currency] = held.get(amount.currency, 0) + sign * amount.minor
        if held[amount.currency] < 0:
            return move.day, Money(-held[amount.currency], amount.currency)
    return None


def too_much(moves: Sequence[Moved]) -> list[Objection]:
    """Why these payments can't stand together."""
    found = returned_too_much(moves)
    return [Objection(RETURNED_TOO_MUCH, {"day": found[0], "over": found[1]}, place="amount")] if found else []
