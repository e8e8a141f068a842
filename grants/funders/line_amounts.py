"""Budget lines as forms of funders take them: what each one's own amount is, and what it is called."""

from __future__ import annotations

from collections.abc import Sequence

from grants.funders.ground import PlannedLine, in_money, leaves
from grants.values.language import Text
from grants.values.money import Money


def own_amounts(lines: Sequence[PlannedLine], currency: str) -> dict[int, Money | None]:
    """The amount of each line itself in a form's currency: a chapter whose lines divide its amount among them has none."""
    own = {line.id for line in leaves(lines)}
    return {
        line.id: in_money(line.amount, currency) if line.amount is not None and line.id in own else None
        for line in lines
    }


def numbered(line: PlannedLine) -> Text:
    """A line's number with its title, in the languages in which it has one."""
    return Text(*(f"{line.number} {said}" if said else "" for said in (line.title.bg, line.title.en)))
