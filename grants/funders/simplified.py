"""Simplified cost options of ESF+ (Regulation (EU) 2021/1060, art. 53 to 56).

The regulation is silent on rounding. Flat rates are cut off to the cent, so that never too much is claimed, and so is
an hourly rate, unless the programme says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from grants.funders.ground import PlannedLine
from grants.values.money import ROUNDINGS, Money, half_up, toward_zero
from grants.values.outline import is_under

HOURS_OF_A_YEAR: Final = Decimal(1720)
COMPULSORY_UP_TO: Final = Money.of(200_000, "EUR")


def must_be_simplified(total_cost: Money, *, state_aid: bool) -> bool:
    """Art. 53(2): whether the whole cost in euro is so low that simplified options are compulsory; State aid is free of it."""
    return not state_aid and total_cost <= COMPULSORY_UP_TO


def flat(base: Money, per_cent: Decimal, rounding: str = "toward_zero") -> Money:
    """Art. 54, 55(1) and 56(1): so many per cent of what of the base was accepted; a cut of the base cuts it too."""
    return base.at(per_cent.scaleb(-2), ROUNDINGS[rounding])


def staff_and_rest(whole: Money) -> tuple[Money, Money]:
    """Art. 56(1) read backwards: of a whole that is staff and 40 % on it, the staff costs and the rest."""
    staff = whole.at(Fraction(10, 14), half_up)
    return staff, whole - staff


def hourly_rate(year: Money, hours: Decimal = HOURS_OF_A_YEAR, rounding: str = "toward_zero") -> Money:
    """Art. 55(2)(a): the latest documented gross employment cost of a year through 1,720 hours, pro rata for part time."""
    return year.at(1 / Fraction(hours), ROUNDINGS[rounding])


def hours_claimed(year: Money, worked: Decimal, hours: Decimal = HOURS_OF_A_YEAR, *, cut_rate: bool = True) -> Money:
    """So many hours of a person: at the hourly rate cut off to the cent, or at the unrounded one, half up."""
    if cut_rate:
        return hourly_rate(year, hours).at(worked, toward_zero)
    return year.at(Fraction(worked) / Fraction(hours), half_up)


def hours_within_the_year(worked: Decimal, factor: Decimal = Decimal(1)) -> bool:
    """Art. 55(3): whether a person's hours of a year over all projects are at most those the rate was made of."""
    return worked <= HOURS_OF_A_YEAR * factor


def lump_sum(amount: Money, *, achieved: bool) -> Money:
    """A lump sum is all or nothing."""
    return amount if achieved else Money.zero(amount.currency)


# --- what a flat rate covers --------------------------------------------------------------------------------------

_NOT_STATED: Final = "none"
_COVERED: Final[Mapping[str, frozenset[str]]] = {
    "cpr_54a": frozenset({"indirect"}),
    "cpr_54b": frozenset({"indirect"}),
    "cpr_54c": frozenset({"indirect"}),
    "cpr_55_1": frozenset({"staff"}),
}
# Art. 56(2): participants' pay and allowances come on top; a civil contract may be a staff cost.
_BESIDE_40: Final = frozenset({"staff", "civil_contract", "allowances", _NOT_STATED})


def covers(flat_line: PlannedLine, line: PlannedLine) -> bool:
    """Whether what stands on a line is what a flat rate pays for: of that no papers are claimed, and it is in no base.

    Art. 54 covers indirect costs, 55(1) staff, 56(1) everything but staff and the participants; another flat rate the
    kind of cost of its own line.
    """
    if line.id == flat_line.id:
        return True
    if flat_line.article == "cpr_56_1":
        return line.category not in _BESIDE_40
    own = frozenset({flat_line.category} - {_NOT_STATED})
    return line.category in _COVERED.get(flat_line.article, own)


def flat_lines(lines: Sequence[PlannedLine]) -> list[PlannedLine]:
    """The lines of the budget that are flat rates."""
    return [line for line in lines if line.form == "flat_rate"]


def in_its_own_base(lines: Sequence[PlannedLine]) -> Iterator[tuple[PlannedLine, PlannedLine]]:
    """Flat rates that stand on what they cover themselves, each with the line of its base."""
    for flat_line in flat_lines(lines):
        for line in lines:
            if line is not flat_line and is_under(line.number, flat_line.base) and covers(flat_line, line):
                yield flat_line, line
