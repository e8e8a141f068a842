"""The limits of volunteers (A.5) in the EU's Model Grant Agreement, over the whole project: their own budget, and half of it all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from grants.funders.ground import EURO, Earlier, Ground, Tally, leaves
from grants.funders.model_grant import volunteers_within
from grants.funders.model_grant_report import code_of
from grants.values.money import Money, total


def _claims(ground: Ground) -> Iterator[Earlier | Tally]:
    """What was claimed before, and in this report."""
    yield from ground.earlier
    yield from ground.tallies


@dataclass(frozen=True, slots=True)
class Volunteers:
    """What was claimed of volunteers (A.5) so far and is planned for them, of one participant; `whose` is None of the lines
    that name none.
    """

    whose: int | None
    claimed: Money
    planned: Money


def volunteers_above_budget(ground: Ground) -> Iterator[Volunteers]:
    """Where more is claimed of volunteers than their budget: of other rows it may be moved, of theirs not."""
    lines = {line.id: line for line in ground.lines}
    planned: dict[int | None, Money] = {}
    for line in leaves(ground.lines):
        if line.amount is not None and code_of(line, line) == "a5":
            planned[line.partner_id] = planned.get(line.partner_id, Money.zero(EURO)) + line.euro
    claimed = dict.fromkeys(planned, Money.zero(EURO))
    for one in _claims(ground):
        line_of = lines.get(one.line_id or 0)
        if line_of is not None and line_of.partner_id in claimed and code_of(line_of, one) == "a5":
            claimed[line_of.partner_id] += one.euro or Money.zero(EURO)
    return (Volunteers(whose, claimed[whose], most) for whose, most in planned.items() if claimed[whose] > most)


def volunteers_above_half(ground: Ground) -> tuple[Money, Money] | None:
    """What was claimed of volunteers so far and the project's costs, where that is more than half of them; the costs are those
    planned, or those claimed where these are more.
    """
    lines, zero = {line.id: line for line in ground.lines}, Money.zero(EURO)
    told = [(one, one.euro or zero) for one in _claims(ground)]
    claimed = total((euro for one, euro in told if code_of(lines.get(one.line_id or 0), one) == "a5"), EURO)
    planned = total((line.euro for line in leaves(ground.lines)), EURO)
    costs = max(planned, total((euro for _one, euro in told), EURO))
    return None if not claimed or volunteers_within(zero, costs, claimed) else (claimed, costs)
