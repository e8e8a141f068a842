"""Where an operation of ESF+ is so small that its costs have to be simplified: what still stands at actual costs.

Nobody here knows whether it is State aid, which is free of the rule, so that this stops no files.
"""

from __future__ import annotations

from typing import Final

from grants.errors import Objection
from grants.funders.format import Format
from grants.funders.ground import EURO, Ground, leaves
from grants.funders.simplified import COMPULSORY_UP_TO, may_be_actual, must_be_simplified
from grants.values.language import N_
from grants.values.money import total

CHECK: Final = "simplified_where_it_must"
MUST_BE_SIMPLIFIED: Final = N_(
    "The whole operation costs {amount}, not more than {most}: unless it is State aid, its costs have to be simplified (art. 53(2) "
    "of Regulation (EU) 2021/1060). Claimed at actual costs, and no base of a flat rate: lines {lines}."
)


def simplified_warnings(format_: Format, ground: Ground) -> tuple[Objection, ...]:
    """The lines claimed at actual costs though they have to be simplified; none where the format does not ask."""
    cost = total((line.euro for line in leaves(ground.lines)), EURO)
    if CHECK not in format_.checks or not must_be_simplified(cost):
        return ()
    actual = {one.line_id for one in ground.tallies if one.form == "actual"}
    lines = [line.number for line in ground.lines if line.id in actual and not may_be_actual(line, ground.lines)]
    facts = {"amount": cost, "most": COMPULSORY_UP_TO, "lines": lines}
    return (Objection(MUST_BE_SIMPLIFIED, facts),) if lines else ()
