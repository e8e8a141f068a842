"""The sums of the SF-425 once more, added up straight from the ledger's own rows: neither by budget line nor by the form's sheets.

The form is held against these, so that a row which one of its sheets lost shows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from grants.funders.ground import Earlier, Entry, Ground, Tally
from grants.funders.sf425_costs import DOLLAR, ZERO, dollars, in_dollars
from grants.values.money import Money, total

_BACK_TO_IT: Final = frozenset({"recovery", "correction"})
_FROM_THE_AGENCY: Final = frozenset({"advance", "interim", "final", "opening"})


@dataclass(frozen=True, slots=True)
class Ledger:
    """What came from the agency, was charged to the award and added by the recipient; of sub-grants what was awarded."""

    received: Money
    federal: Money
    recipient: Money
    awarded: Money


def ledger(ground: Ground) -> Ledger:
    """The sums; walks through the expenses only where not all of them are in dollars, or something was cut."""
    through_register = bool(ground.sub_grants)
    federal = total((dollars(one.accepted) for one in ground.sub_grants), DOLLAR)
    recipient = total((dollars(one.matched) + dollars(one.matched_in_kind) for one in ground.sub_grants), DOLLAR)
    for category, of_funder, of_recipient in _costs(ground):
        if not (through_register and category == "sub_grants"):
            federal += of_funder
            recipient += of_recipient
    return Ledger(
        _came(ground, _FROM_THE_AGENCY) - _came(ground, _BACK_TO_IT),
        federal,
        recipient,
        total((dollars(one.amount) for one in ground.sub_grants), DOLLAR),
    )


def _came(ground: Ground, kinds: frozenset[str]) -> Money:
    """What was received of some kinds of payment until the last day."""
    rows = (one for one in ground.asked if one.kind in kinds)
    return total(
        (dollars(one.received) for one in rows if not (one.received_on and one.received_on > ground.last)), DOLLAR
    )


def _costs(ground: Ground) -> Iterator[tuple[str, Money, Money]]:
    """The category, the federal share and the recipient's of every cost."""
    straight = all(one.amount.currency == DOLLAR and one.state != "cut" for one in ground.tallies)
    yield from map(_of_tally, ground.tallies) if straight else map(_of_entry, ground.entries)
    yield from map(_of_earlier, ground.earlier)


def _of_tally(one: Tally) -> tuple[str, Money, Money]:
    recipient = one.own + one.in_kind + one.third
    return one.category, one.amount - recipient, recipient


def _of_entry(one: Entry) -> tuple[str, Money, Money]:
    recipient, cut = ZERO, ZERO
    for part in (one.own, one.in_kind, one.third):
        recipient += one.part_in(part, DOLLAR) or ZERO
    if one.cut is not None:
        cut = one.part_in(one.cut, DOLLAR) or ZERO
    return one.category, in_dollars(one) - recipient - cut, recipient


def _of_earlier(one: Earlier) -> tuple[str, Money, Money]:
    of = one.turned or one
    recipient = dollars(of.own) + dollars(of.in_kind) + dollars(of.third)
    return one.category, dollars(of.amount) - recipient - dollars(of.cut), recipient
