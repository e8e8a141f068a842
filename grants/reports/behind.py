"""What the expenses behind a figure add up to, and whether that is the figure itself or only what it is worked out from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from grants.funders.ground import Entry
from grants.values.language import N_
from grants.values.money import Money


def _part(entry: Entry, part: Money | None, currency: str) -> Money:
    return (entry.part_in(part, currency) if part else None) or Money.zero(currency)


def _whole(entry: Entry, currency: str) -> Money:
    return entry.in_money(currency) or Money.zero(currency)


def _given(entry: Entry, currency: str) -> Money:
    return _part(entry, entry.own, currency) + _part(entry, entry.third, currency)


def _in_kind(entry: Entry, currency: str) -> Money:
    return _part(entry, entry.in_kind, currency)


def _left(entry: Entry, currency: str) -> Money:
    return (
        Money.zero(currency) if entry.state == "parked" else _whole(entry, currency) - _part(entry, entry.cut, currency)
    )


MEASURES: Final[Mapping[str, Callable[[Entry, str], Money]]] = {
    N_("The figure is the sum of these expenses."): _whole,
    N_("The figure is the sum of what they claim from the grant."): lambda entry, currency: (
        _whole(entry, currency) - _given(entry, currency) - _in_kind(entry, currency)
    ),
    N_("The figure is the sum of these expenses without what is in kind."): lambda entry, currency: (
        _whole(entry, currency) - _in_kind(entry, currency)
    ),
    N_("The figure is the sum of what of them is own contribution."): lambda entry, currency: _part(
        entry, entry.own, currency
    ),
    N_("The figure is the sum of what of them is in kind."): _in_kind,
    N_("The figure is the sum of what of them the funder does not pay."): lambda entry, currency: (
        _given(entry, currency) + _in_kind(entry, currency)
    ),
    N_("The figure is the sum of what of them is own contribution and of third parties."): _given,
    N_("The figure is the sum of these expenses less what the funder took away."): _left,
    N_("The figure is the sum of what they claim from the grant less what the funder took away."): (
        lambda entry, currency: _left(entry, currency) - _given(entry, currency) - _in_kind(entry, currency)
    ),
}
"""What a figure may be of the expenses behind it, each with the sentence that says so."""
FOLLOWS: Final = N_(
    "The figure is worked out from these expenses: by a rate, from what was reported before, or from the budget. Its formula "
    "stands in the file."
)


def adds_up_to(entries: Iterable[Entry], figure: Money) -> str:
    """The sentence that says what of these expenses the figure is the sum of; nothing where it is no sum of theirs."""
    sums = dict.fromkeys(MEASURES, Money.zero(figure.currency))
    for entry in entries:
        for sentence, measure in MEASURES.items():
            sums[sentence] += measure(entry, figure.currency)
    return next((sentence for sentence, amount in sums.items() if amount == figure), "")
