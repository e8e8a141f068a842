"""Which expenses stand behind the figures of a report's sheets: of all figures at once, in one walk through the expenses.

Few are in memory. What holds of an expense is asked once of all that are alike in what it may ask (`ASKED`): a report has
thousands of expenses and hundreds of figures, but few kinds of expenses.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from heapq import merge
from itertools import islice
from operator import attrgetter
from typing import Final

from grants.funders.ground import Earlier, Entries, Entry, sorted_from
from grants.reports.behind import Added, Amounts, amounts_of
from grants.reports.cells import Part, Reached
from grants.values.money import Money, by_currency

MOST: Final = 500  # expenses behind a figure that are listed; its sums are of all
ASKED: Final = (
    *("line_id", "activity", "partner_id", "category", "form", "state", "adjusts"),
    *("carried_out", "from_advance", "cross_financed", "sampled"),
)
"""What is asked of an expense for which something holds; beside these its currency, whether something of it is in kind, whether it
was set aside before and whether it has a document.
"""
_ALIKE: Final = attrgetter(*ASKED, "amount.currency", "in_kind.minor", "parked_in", "document_id")
_PARTS: Final = len(fields(Added))

Key = frozenset[tuple[int, int, bool]]
"""The expenses behind a figure: figures with the same ones have the same key."""
Kind = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Stood:
    """The expenses behind a figure: the first of them by id in their order, how many there are, their amounts by currency,
    and what they come to in the currencies of the figures. `earlier` are sums of those that were reported before.
    """

    ids: array[int]
    count: int
    amounts: tuple[Money, ...]
    added: Mapping[str, Added]
    earlier: tuple[Earlier, ...]

    @property
    def earlier_amounts(self) -> tuple[Money, ...]:
        """What was reported before, by currency."""
        return tuple(by_currency(one.amount for one in self.earlier).values())


def key_of(reached: Reached) -> Key:
    """By which the expenses behind a figure are found among those behind all figures; while their grounds are there."""
    return frozenset((id(part.ground), id(part.holds), part.before) for part in reached.parts)


def stood_behind(
    figures: Iterable[Reached], currencies: Iterable[str], look_up: Callable[[], None] = lambda: None
) -> dict[Key, Stood]:
    """The expenses behind each of these figures, which are in these currencies. `look_up` is called now and then."""
    sets = {key_of(one): one for one in figures}
    asked = sorted(set(currencies))
    walks: dict[int, _Walk] = {}
    for one in sets.values():
        for part in one.parts:
            if not part.before:
                whole, _held = sorted_from(part.ground.entries)
                walks.setdefault(id(whole), _Walk(whole, asked)).ask(part)
    for walk in walks.values():
        walk.through(look_up)
    return {key: _stood(one, walks, asked) for key, one in sets.items()}


@dataclass(slots=True)
class _Alike:
    """Expenses for which the same holds: where the first of them stand, how many they are, and their sums."""

    places: array[int] = field(default_factory=lambda: array("q"))
    count: int = 0
    amounts: dict[str, int] = field(default_factory=dict)
    added: dict[str, Amounts] = field(default_factory=dict)


class _Walk:
    """One walk through expenses, for all that may hold of them."""

    def __init__(self, whole: Entries, currencies: Sequence[str]) -> None:
        self.whole, self.currencies = whole, currencies
        self.asked: dict[tuple[int, int], int] = {}  # the place of each part among all
        self.parts: list[tuple[tuple[Callable[[Entry], bool], ...], Part]] = []
        self.found: dict[int, _Alike] = {}  # by what holds, a bit for each part
        self.ids = array("q")

    def ask(self, part: Part) -> None:
        """One part more."""
        named = (id(part.ground), id(part.holds))
        if named not in self.asked:
            self.asked[named] = len(self.parts)
            self.parts.append((sorted_from(part.ground.entries)[1], part))

    def through(self, look_up: Callable[[], None]) -> None:
        """Walk through them."""
        kinds: dict[Kind, _Alike | None] = {}
        for at, entry in enumerate(self.whole):
            if not at % MOST:
                look_up()
            self.ids.append(entry.id)
            *alike_in, in_kind, parked_in, document_id = _ALIKE(entry)
            kind = (*alike_in, bool(in_kind), bool(parked_in), document_id is None)
            if kind not in kinds:
                kinds[kind] = self._alike(entry)
            if (alike := kinds[kind]) is not None:
                self._add(alike, at, entry)

    def _alike(self, entry: Entry) -> _Alike | None:
        bits = 0
        for at, (held, part) in enumerate(self.parts):
            if all(holds(entry) for holds in held) and part.holds(entry):
                bits |= 1 << at
        return self.found.setdefault(bits, _Alike()) if bits else None

    def _add(self, alike: _Alike, at: int, entry: Entry) -> None:
        alike.count += 1
        if len(alike.places) < MOST:
            alike.places.append(at)
        amount = entry.amount
        alike.amounts[amount.currency] = alike.amounts.get(amount.currency, 0) + amount.minor
        for currency in self.currencies:
            _add_up(alike.added, currency, amounts_of(entry, currency))

    def of(self, one: Reached) -> Iterator[_Alike]:
        """The expenses behind a figure, those together for which the same holds."""
        wanted = 0
        for part in one.parts:
            at = self.asked.get((id(part.ground), id(part.holds)))
            wanted |= 0 if part.before or at is None else 1 << at
        return (alike for bits, alike in self.found.items() if bits & wanted)


def _stood(one: Reached, walks: Mapping[int, _Walk], currencies: Sequence[str]) -> Stood:
    ids = array("q")
    count, amounts, added = 0, dict[str, int](), {currency: [0] * _PARTS for currency in currencies}
    for walk in walks.values():
        found = list(walk.of(one))
        ids.extend(walk.ids[at] for at in islice(merge(*(alike.places for alike in found)), MOST - len(ids)))
        for alike in found:
            count += alike.count
            for currency, minor in alike.amounts.items():
                amounts[currency] = amounts.get(currency, 0) + minor
            for currency, more in alike.added.items():
                _add_up(added, currency, more)
    earlier = tuple(_earlier(one.parts))
    for before in earlier:
        for currency in currencies:
            _add_up(added, currency, amounts_of(before, currency))
    sums = tuple(Money(minor, currency) for currency, minor in amounts.items())
    return Stood(ids, count, sums, {name: Added(*all_of) for name, all_of in added.items()}, earlier)


def _add_up(sums: dict[str, Amounts], currency: str, more: Amounts) -> None:
    so_far = sums.setdefault(currency, [0] * _PARTS)
    for at, minor in enumerate(more):
        so_far[at] += minor


def _earlier(parts: Iterable[Part]) -> Iterator[Earlier]:
    """What was reported before, each sum once."""
    met: set[int] = set()
    for part in parts:
        for one in part.ground.earlier if part.before else ():
            if id(one) not in met and part.holds(one):
                met.add(id(one))
                yield one
