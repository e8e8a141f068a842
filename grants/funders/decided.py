"""What the funder decided on an expense, in euro: what it deducted and what it accepted."""

from __future__ import annotations

from typing import Final

from grants.funders.ground import EURO, Entry
from grants.values.money import Money, in_euro, per_unit

DECIDED: Final = frozenset({"approved", "cut", "parked"})
PARKED: Final = "parked"
_NONE: Final = Money.zero(EURO)


def euro_of(entry: Entry) -> Money:
    """What an expense is in euro; nothing where no rate is known."""
    return entry.euro or _NONE


def cut_of(entry: Entry) -> Money:
    """What was deducted of it, in euro."""
    if entry.state != "cut" or not entry.cut:
        return _NONE
    if entry.cut_euro is not None:
        return entry.cut_euro
    rate = entry.per_euro
    return in_euro(entry.cut) or (per_unit(entry.cut, rate) if rate else _NONE)


def certified_of(entry: Entry) -> Money:
    """What is left of it after that."""
    return _NONE if entry.state == PARKED else euro_of(entry) - cut_of(entry)
