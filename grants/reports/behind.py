"""What the expenses behind a figure add up to, and whether that is the figure itself or only what it is worked out from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from grants.funders.ground import EURO, Earlier, Entry
from grants.values.language import N_
from grants.values.money import Money

Amounts = list[int]
"""Minor units of one currency, in the order of `Added`."""


def amounts_of(one: Entry | Earlier, currency: str) -> Amounts:
    """What an expense, or a sum of earlier ones, comes to in a currency, part by part; nothing where no rate leads there."""
    whole = one.in_money(currency)
    minor = whole.minor if whole is not None else 0
    own, third, in_kind = (_part(one, part, currency) for part in (one.own, one.third, one.in_kind))
    lost, parked, approved = _decided(one, minor, currency)
    return [minor, own, third, in_kind, minor - lost, parked, approved]


def _part(one: Entry | Earlier, part: Money | None, currency: str) -> int:
    found = one.part_in(part, currency) if part else None
    return found.minor if found is not None else 0


def _decided(one: Entry | Earlier, whole: int, currency: str) -> tuple[int, int, int]:
    """What the funder took away or set aside of it, what of that it set aside, and what it approved."""
    if isinstance(one, Entry):
        parked = whole if one.state == "parked" else 0
        lost = parked or _part(one, one.cut, currency)
        return lost, parked, whole - lost if one.state in {"approved", "cut"} else 0
    if currency == EURO:
        parked_euro, lost_euro, approved = one.parked_euro, one.lost_euro, one.approved_euro
    else:
        parked_euro, lost_euro, approved = None, None, one.part_in(one.approved, currency)
    parked = _part(one, one.parked, currency) if parked_euro is None else parked_euro.minor
    lost = _part(one, one.cut + one.parked, currency) if lost_euro is None else lost_euro.minor
    return lost, parked, approved.minor if approved is not None else 0


@dataclass(frozen=True, slots=True)
class Added:
    """Expenses added up in one currency, in minor units: whole, the parts that are no grant, what the funder left of them,
    what it set aside and what it approved already.
    """

    whole: int = 0
    own: int = 0
    third: int = 0
    in_kind: int = 0
    left: int = 0
    parked: int = 0
    approved: int = 0


MEASURES: Final[Mapping[str, Callable[[Added], int]]] = {
    N_("The figure is the sum of these expenses."): lambda of: of.whole,
    N_("The figure is the sum of what they claim from the grant."): lambda of: (
        of.whole - of.own - of.third - of.in_kind
    ),
    N_("The figure is the sum of these expenses without what is in kind."): lambda of: of.whole - of.in_kind,
    N_("The figure is the sum of what of them is own contribution."): lambda of: of.own,
    N_("The figure is the sum of what of them is in kind."): lambda of: of.in_kind,
    N_("The figure is the sum of what of them third parties pay."): lambda of: of.third,
    N_("The figure is the sum of what of them the funder does not pay."): lambda of: of.own + of.third + of.in_kind,
    N_("The figure is the sum of what of them is own contribution and of third parties."): lambda of: of.own + of.third,
    N_("The figure is the sum of these expenses less what the funder took away."): lambda of: of.left,
    N_("The figure is the sum of what they claim from the grant less what the funder took away."): lambda of: (
        of.left - of.own - of.third - of.in_kind
    ),
    N_("The figure is what the funder approved of these expenses."): lambda of: of.approved,
    N_("The figure is what the funder set aside of these expenses."): lambda of: of.parked,
}
"""What a figure may be of the expenses behind it, each with the sentence that says so."""
FOLLOWS: Final = N_(
    "The figure is not the sum of these expenses but follows from them: by a rate, from their documents, from what was reported "
    "before, or from the budget. Its formula stands in the file."
)


def adds_up_to(of: Added, figure: Money) -> str:
    """The sentence that says what of these expenses the figure is the sum of; nothing where it is no sum of theirs."""
    return next((sentence for sentence, measure in MEASURES.items() if measure(of) == figure.minor), "")
