"""What each claim at a flat rate stands on in a report: the base that is its own, and all of them together the whole base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from grants.funders.decided import PARKED, cut_of, euro_of
from grants.funders.ground import EURO, Entry, Ground, PlannedLine
from grants.funders.simplified import flat
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


@dataclass(frozen=True, slots=True)
class Own:
    """What one claim at a flat rate stands on, and what the rate makes of it: of all that is claimed, and of what was accepted."""

    base: Base
    made: Money
    left: Money


def _shared(base: Base, line: PlannedLine, amounts: Sequence[Money]) -> list[Own]:
    """A base divided among its claims, as their amounts are to each other; the last takes what the others leave.

    The rate makes its amount of the whole base once, cut off once: the claims' amounts make exactly that together.
    """
    whole, before, found = total(amounts, EURO), Base(), []
    for at, amount in enumerate(amounts, start=1):
        share = Fraction(amount.minor, whole.minor) if whole else Fraction(at == 1)
        own = Base(base.claimed.at(share), base.lost.at(share))
        upto = base if at == len(amounts) else before.and_(own.claimed, own.lost)
        made, left = (
            _flat(line, getattr(upto, one)) - _flat(line, getattr(before, one)) for one in ("claimed", "accepted")
        )
        found.append(Own(Base(upto.claimed - before.claimed, upto.lost - before.lost), made, left))
        before = upto
    return found


def _flat(line: PlannedLine, base: Money) -> Money:
    return flat(base, line.rate, line.rounding) if line.rate is not None else _ZERO


def own_bases(ground: Ground) -> Mapping[int, Own]:
    """The base of each claim at a flat rate, by expense.

    Of claims on one line a cost of the base belongs to that of its own partner, and among those to the one for whose days it
    was paid; of days that no claim names, to the last. What two claims of one partner name the same days for they share as
    their amounts are to each other.
    """
    by_line: dict[int, list[Entry]] = {}
    for entry in ground.of_forms(frozenset({"flat_rate"})):
        if entry.line_id is not None:
            by_line.setdefault(entry.line_id, []).append(entry)
    found: dict[int, Own] = {}
    for line_id, claims in by_line.items():
        line = ground.line(line_id)
        if line is None or line.rate is None:
            continue
        groups = _groups(ground, line, claims) if len(claims) > 1 else [(claims, ground.once(_on_lines)(line))]
        for same, base in groups:
            shares = _shared(base, line, [euro_of(one) for one in same])
            found |= dict(zip((one.id for one in same), shares, strict=True))
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
_Whose = tuple[int | None, _Days]  # a partner, and the days its claim names


def _groups(ground: Ground, line: PlannedLine, claims: Sequence[Entry]) -> list[tuple[list[Entry], Base]]:
    """Several claims on one line: those of one partner for the same days together, each with the base they stand on."""
    same: dict[_Whose, list[Entry]] = {}
    for one in sorted(claims, key=lambda one: (one.claimed_on or date.max, one.base_from or date.min)):
        same.setdefault(_whose(one), []).append(one)
    on = dict.fromkeys(same, Base())
    below = frozenset(_below(ground, line))
    for entry in ground.entries:
        if entry.line_id in below:
            lost = euro_of(entry) if entry.state == PARKED else cut_of(entry)
            of = _claimed_by([one for one in same if one[0] == entry.partner_id] or list(same), entry.day)
            on[of] = on[of].and_(euro_of(entry), lost)
    return [(found, on[whose]) for whose, found in same.items()]


def _whose(claim: Entry) -> _Whose:
    return claim.partner_id, (claim.base_from, claim.claimed_on)


def _claimed_by(claims: Sequence[_Whose], day: date | None) -> _Whose:
    """The first whose days hold one, else the last."""
    for whose in claims:
        first, until = whose[1]
        if day is not None and (first is None or first <= day) and (until is None or day <= until):
            return whose
    return claims[-1]
