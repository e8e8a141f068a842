"""What each claim at a flat rate stands on in a report: the base that is its own, and all of them together the whole base."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from grants.funders.decided import PARKED, cut_of, euro_of
from grants.funders.ground import EURO, Entry, Ground, PlannedLine
from grants.values.money import Money, total
from grants.values.outline import is_under

_ZERO: Final = Money.zero(EURO)


@dataclass(frozen=True, slots=True)
class Base:
    """What is claimed in the report on the lines of a base, and what of it the funder did not accept."""

    claimed: Money = _ZERO
    lost: Money = _ZERO

    @property
    def accepted(self) -> Money:
        """What of it stands."""
        return self.claimed - self.lost

    def and_(self, claimed: Money, lost: Money) -> Base:
        """The same with something more."""
        return Base(self.claimed + claimed, self.lost + lost)

    def shared(self, amounts: Sequence[Money]) -> list[Base]:
        """Divided among claims on the same days, as their amounts are to each other; the last takes what the others leave."""
        whole, left, found = total(amounts, EURO), self, []
        for at, amount in enumerate(amounts):
            share = Fraction(amount.minor, whole.minor) if whole else Fraction(at == 0)
            own = left if at + 1 == len(amounts) else Base(self.claimed.at(share), self.lost.at(share))
            found.append(own)
            left = left.and_(-own.claimed, -own.lost)
        return found


def own_bases(ground: Ground) -> Mapping[int, Base]:
    """The base of each claim at a flat rate, by expense.

    A cost of the base belongs to the claim for whose days it was paid; of days that no claim names, to the last. What two
    claims name the same days for they share as their amounts are to each other.
    """
    by_line: dict[int, list[Entry]] = {}
    for entry in ground.of_forms(frozenset({"flat_rate"})):
        if entry.line_id is not None:
            by_line.setdefault(entry.line_id, []).append(entry)
    found: dict[int, Base] = {}
    for line_id, claims in by_line.items():
        line = ground.line(line_id)
        if line is None or line.rate is None:
            continue
        bases = _shared(ground, line, claims) if len(claims) > 1 else [ground.once(_on_lines)(line)]
        found |= dict(zip((one.id for one in claims), bases, strict=True))
    return found


class _OnLines:
    """What is claimed on every line of the report; the expenses are walked through only where something was cut."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.on: dict[int | None, Base] = {}
        for one in ground.tallies:
            self._add(one.line_id, one.euro, one.euro if one.state == PARKED else _ZERO)
        for entry in ground.entries if any(one.state == "cut" for one in ground.tallies) else ():
            self._add(entry.line_id, _ZERO, cut_of(entry))

    def _add(self, line_id: int | None, claimed: Money, lost: Money) -> None:
        self.on[line_id] = self.on.get(line_id, Base()).and_(claimed, lost)

    def __call__(self, line: PlannedLine) -> Base:
        """What a flat rate stands on."""
        standing = [self.on[id_] for id_ in _below(self.ground, line) if id_ in self.on]
        return Base(total((one.claimed for one in standing), EURO), total((one.lost for one in standing), EURO))


def _on_lines(ground: Ground) -> _OnLines:
    return _OnLines(ground)


def _below(ground: Ground, line: PlannedLine) -> list[int]:
    """The lines a flat rate stands on, by id."""
    return [one.id for one in ground.lines if is_under(one.number, line.base)]


_Days = tuple[date | None, date | None]


def _shared(ground: Ground, line: PlannedLine, claims: Sequence[Entry]) -> list[Base]:
    """The base of each of several claims on one line."""
    days = sorted(
        {(one.base_from, one.claimed_on) for one in claims}, key=lambda one: (one[1] or date.max, one[0] or date.min)
    )
    on = dict.fromkeys(days, Base())
    below = frozenset(_below(ground, line))
    for entry in ground.entries:
        if entry.line_id in below:
            lost = euro_of(entry) if entry.state == PARKED else cut_of(entry)
            of = _days_of(entry.day, days)
            on[of] = on[of].and_(euro_of(entry), lost)
    found: dict[int, Base] = {}
    for of, base in on.items():
        same = [one for one in claims if (one.base_from, one.claimed_on) == of]
        found |= dict(zip((one.id for one in same), base.shared([euro_of(one) for one in same]), strict=True))
    return [found[one.id] for one in claims]


def _days_of(day: date | None, days: Iterable[_Days]) -> _Days:
    """The first days that hold one, else the last."""
    last: _Days = (None, None)
    for last in days:
        first, until = last
        if day is not None and (first is None or first <= day) and (until is None or day <= until):
            break
    return last
