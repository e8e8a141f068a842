"""What simplified costs come to by their own rule, beside what is claimed of them (Regulation (EU) 2021/1060, art. 53 to 56).

A flat rate is so many per cent of what is claimed on its base in the same report: what the funder cuts of the base afterwards
cuts the rate by itself. Units are so many times the value of one. A lump sum is paid whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from grants.funders.decided import euro_of
from grants.funders.ground import EURO, Entry, Ground, PlannedLine
from grants.funders.simplified import flat_lines
from grants.funders.simplified_bases import own_bases
from grants.values.money import ROUNDINGS, Money, in_euro, per_unit, total

_ZERO: Final = Money.zero(EURO)


@dataclass(frozen=True, slots=True)
class AtFlatRate:
    """What is claimed at a flat rate in the report, on what base and what it makes of it; `cut`: of the base something was cut."""

    line: PlannedLine
    base: Money
    computed: Money
    claimed: Money
    cut: bool


def at_flat_rates(ground: Ground) -> Iterator[AtFlatRate]:
    """Every line with a flat rate at which something is claimed."""
    claims: dict[int | None, list[Entry]] = {}
    for entry in ground.of_forms(frozenset({"flat_rate"})):
        claims.setdefault(entry.line_id, []).append(entry)
    bases = ground.once(own_bases) if claims else {}
    for line in flat_lines(ground.lines):
        mine = claims.get(line.id, [])
        if mine and line.rate is not None:
            on = [bases[entry.id] for entry in mine]
            yield AtFlatRate(
                line,
                total((one.base.claimed for one in on), EURO),
                total((one.made for one in on), EURO),
                total((euro_of(entry) for entry in mine), EURO),
                cut=any(one.base.lost for one in on),
            )


def by_units(entry: Entry, line: PlannedLine | None) -> Money | None:
    """What the units of a claim make in euro; nothing where their number or the value of one is not entered, None where no rate
    leads from its currency to the euro.
    """
    made = units_make(entry, line)
    if made is None:
        return _ZERO
    if entry.per_euro and made.currency == entry.amount.currency:
        return per_unit(made, entry.per_euro)
    return in_euro(made)


def units_make(entry: Entry, line: PlannedLine | None) -> Money | None:
    """What they make in the currency of the value of one, rounded as their line says; None where one of both is not entered."""
    if entry.unit_price is None or entry.units is None:
        return None
    return entry.unit_price.at(entry.units, ROUNDINGS[line.rounding if line is not None else "toward_zero"])


@dataclass(frozen=True, slots=True)
class LumpSum:
    """A lump sum of which something is claimed: what was claimed before and is not cut, what now, and what of it can be due."""

    line: PlannedLine
    before: Money
    now: Money
    due: Money

    @property
    def so_far(self) -> Money:
        """Everything claimed of it."""
        return self.before + self.now


def lump_sums(ground: Ground) -> Iterator[LumpSum]:
    """Every line with a lump sum of which something is claimed in the report, and whose amount is known.

    Of a line that counts several of one value each is due by itself.
    """
    for line in ground.lines:
        claimed = [one.euro for one in ground.tallies if one.line_id == line.id and one.form == "lump_sum"]
        if claimed and line.form == "lump_sum" and line.euro:
            before = total(
                ((one.euro or _ZERO) - (one.lost_euro or _ZERO) for one in ground.earlier if one.line_id == line.id),
                EURO,
            )
            now = total(claimed, EURO)
            yield LumpSum(line, before, now, _due(line, before + now))


def _due(line: PlannedLine, claimed: Money) -> Money:
    """The whole lump sums that hold what is claimed, not above the line's amount; nothing of what is below zero."""
    one = (in_euro(line.unit_price) if line.unit_price is not None else None) or line.euro
    if claimed.minor <= 0 or one.minor <= 0:
        return _ZERO
    whole = Money(-(-claimed.minor // one.minor) * one.minor, EURO)
    return min(whole, line.euro)
