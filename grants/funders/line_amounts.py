"""Budget lines as forms of funders take them: what each one's own amount is, and what it is called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from grants.funders.ground import PlannedLine, in_money
from grants.values.language import Text
from grants.values.money import Money


def numbers_above(number: str) -> Iterable[str]:
    """The numbers of the chapters a line may stand under: 1.2 and 1 of 1.2.3."""
    while number := number.rpartition(".")[0]:
        yield number


def chapters(lines: Iterable[PlannedLine]) -> set[str]:
    """The numbers under which other lines stand."""
    return {number for line in lines for number in numbers_above(line.number)}


def own_amounts(lines: Sequence[PlannedLine], currency: str) -> dict[int, Money | None]:
    """The amount of each line itself in a form's currency: a chapter whose lines divide its amount among them has none."""
    divided = {number for line in lines if line.amount is not None for number in numbers_above(line.number)}
    return {
        line.id: None if line.number in divided or line.amount is None else in_money(line.amount, currency)
        for line in lines
    }


def numbered(line: PlannedLine) -> Text:
    """A line's number with its title, in the languages in which it has one."""
    return Text(*(f"{line.number} {said}" if said else "" for said in (line.title.bg, line.title.en)))
