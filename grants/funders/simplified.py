"""Simplified cost options of ESF+ (Regulation (EU) 2021/1060, art. 53 to 56).

The regulation is silent on rounding. Flat rates are cut off to the cent, so that never too much is claimed, unless
the programme says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from grants.funders.ground import PlannedLine
from grants.values.money import ROUNDINGS, Money
from grants.values.outline import is_under

COMPULSORY_UP_TO: Final = Money.of(200_000, "EUR")


def must_be_simplified(total_cost: Money) -> bool:
    """Art. 53(2): whether the whole cost in euro is so low that simplified options are compulsory, unless it is State aid."""
    return Money.zero(total_cost.currency) < total_cost <= COMPULSORY_UP_TO


def may_be_actual(line: PlannedLine, lines: Sequence[PlannedLine]) -> bool:
    """Whether a line may stand at actual costs where simplified options are compulsory: participants' pay and allowances, and
    what a flat rate stands on.
    """
    return line.category == "allowances" or any(is_under(line.number, one.base) for one in flat_lines(lines))


def flat(base: Money, per_cent: Decimal, rounding: str = "toward_zero") -> Money:
    """Art. 54, 55(1) and 56(1): so many per cent of what of the base was accepted; a cut of the base cuts it too."""
    return base.at(per_cent.scaleb(-2), ROUNDINGS[rounding])


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
