"""Checks of indicators: what is reached of the target beside the time and the money, and the arithmetic of the ESF+."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from grants.checks.claims import share_spent
from grants.checks.finding import Finding, ProjectFacts, Row, Rule, about, words_of
from grants.indicators.rules import Counted
from grants.indicators.rules_figures import (
    PUBLISHED,
    Passed,
    Reached,
    Standing,
    accepted,
    delivered,
    fallen,
    of_indicator,
    reached,
    share_reached,
    standing,
    time_passed,
)
from grants.values.language import N_

INDICATOR_BEHIND = N_(
    "“{name}”: {achieved} of {target} is reached, {share} %, although {time} % of the time has passed. See whether the target "
    "can still be met."
)
INDICATOR_BEHIND_MONEY = N_(
    "“{name}”: {achieved} of {target} is reached, {share} %, although {money} % of the budget is spent. See whether the rest "
    "of the money will do."
)
INDICATOR_SHORT = N_(
    "“{name}”: {achieved} of {target} is reached, {share} %, and the project is over. The funder may lower the grant for what "
    "was not reached."
)
INDICATOR_EXCEEDED = N_("“{name}”: {achieved} is more than the target of {target}. See that nothing was counted twice.")
INDICATOR_WORSE = N_("“{name}”: {achieved} is more than {target}, and less would be better.")
INDICATOR_FELL = N_(
    "“{name}”: the value of {day} is below the one before it, although each holds those before it. Put one of them right."
)
INDICATOR_PART = N_(
    "“{name}” has {achieved}, more than the {whole} of {code}, of which it is a part. Put one of them right."
)
INDICATOR_SUM = N_(
    "{codes} make {sum} together, but {code} has {achieved}: everybody stands in one of them. Complete the records."
)
INDICATOR_AGES = N_("{codes} make {sum} together, more than the {achieved} of {code}. Put one of them right.")

_SAID: Final[Mapping[Standing, tuple[str, str]]] = {
    Standing.EXCEEDED: ("INDICATOR_EXCEEDED", INDICATOR_EXCEEDED),
    Standing.WORSE: ("INDICATOR_WORSE", INDICATOR_WORSE),
    Standing.SHORT: ("INDICATOR_SHORT", INDICATOR_SHORT),
    Standing.NOTHING: ("INDICATOR_BEHIND", INDICATOR_BEHIND),
    Standing.BEHIND_TIME: ("INDICATOR_BEHIND", INDICATOR_BEHIND),
    Standing.BEHIND_MONEY: ("INDICATOR_BEHIND_MONEY", INDICATOR_BEHIND_MONEY),
}
_CODE = re.compile(r"EEC[OR][0-9]{2}")

# The common indicators of the ESF+ (Regulation 2021/1057, Annex I): whose count holds whose, and who makes up everybody.
_EVERYBODY: Final = "EECO01"
_PARTS: Final = {
    "EECO03": "EECO02",
    **dict.fromkeys((f"EECO{n:02}" for n in (2, *range(4, 18))), _EVERYBODY),
    **dict.fromkeys((f"EECR{n:02}" for n in range(1, 7)), _EVERYBODY),
}
_MAKE_ALL: Final = (("EECO02", "EECO04", "EECO05"), ("EECO09", "EECO10", "EECO11"))
_AGES: Final = ("EECO06", "EECO07", "EECO08")  # those from 30 to 54 years are counted in none


def _figures(facts: ProjectFacts) -> Iterator[tuple[Row, Sequence[Row], Reached]]:
    """Each indicator with its typed values and what it has reached: counted, typed, or as it was published."""
    for row in facts.of("indicator"):
        values = of_indicator(facts.of("indicator_value"), row) if row.get("id") is not None else []
        yield row, values, reached(row, values, _counted(facts, row))


def _counted(facts: ProjectFacts, row: Row) -> Decimal | None:
    if row["counted"] == Counted.PARTICIPANTS:
        return facts.counted.get(row.get("id"))
    if row["counted"] != Counted.DELIVERABLES:
        return None
    own = accepted(row, facts.of("deliverable"), facts.of("activity"))
    return delivered(row, own) if own or row["achieved"] is None else None


def _targets(facts: ProjectFacts) -> Iterator[Finding]:
    """What is reached of the way from the baseline to the target, beside the time passed and the money spent."""
    start, end, today = facts.start, facts.end, facts.today
    time = time_passed(start.first if start else None, end.last if end else None, today)
    passed = Passed(time, share_spent(facts), end is not None and today is not None and today > end.last)
    for row, values, found in _figures(facts):
        how = standing(row, found, passed)
        if how is not None and how in _SAID:
            code, sentence = _SAID[how]
            yield about("indicator", row, code, sentence, on=_on(found), **_told(row, found, how, passed))
        low = fallen(row, values) if found.source == Counted.TYPED else None
        if low is not None and not row["implied"]:
            told = {"name": words_of(row), "day": low["until_on"]}
            yield about("indicator", row, "INDICATOR_FELL", INDICATOR_FELL, **told)


def _told(row: Row, found: Reached, how: Standing, passed: Passed) -> dict[str, object]:
    told: dict[str, object] = {"name": words_of(row), "achieved": found.found, "target": row["target"]}
    if how not in {Standing.EXCEEDED, Standing.WORSE}:
        told["share"] = share_reached(row, found)
    if how in {Standing.NOTHING, Standing.BEHIND_TIME}:
        told["time"] = passed.time
    if how is Standing.BEHIND_MONEY:
        told["money"] = passed.money
    return told


def _on(found: Reached) -> str:
    """The field that holds the figure, where it was not made of others."""
    return "achieved" if found.source == PUBLISHED else ""


def _arithmetic(facts: ProjectFacts) -> Iterator[Finding]:
    """By the figures reached; a count that is not recorded says nothing."""
    counted = _by_code(facts)
    for code, (row, figure, on) in counted.items():
        whole = counted.get(_PARTS.get(code, ""))
        if whole is not None and figure > whole[1]:
            told = {"name": words_of(row), "achieved": figure, "whole": whole[1], "code": _PARTS[code]}
            yield about("indicator", row, "INDICATOR_ARITHMETIC", INDICATOR_PART, on=on, **told)
    everybody = counted.get(_EVERYBODY)
    if everybody is None:
        return
    row, whole_figure, on = everybody
    for codes in (*_MAKE_ALL, _AGES):
        if not all(code in counted for code in codes):
            continue
        made = sum((counted[code][1] for code in codes), Decimal(0))
        wrong = made > whole_figure if codes is _AGES else made != whole_figure
        if wrong:
            sentence = INDICATOR_AGES if codes is _AGES else INDICATOR_SUM
            said = {"codes": list(codes), "sum": made, "code": _EVERYBODY, "achieved": whole_figure}
            yield about("indicator", row, "INDICATOR_ARITHMETIC", sentence, on=on, **said)


def _by_code(facts: ProjectFacts) -> dict[str, tuple[Row, Decimal, str]]:
    """The first indicator of each common code that has a figure, with it and its field; the code in any spacing."""
    found: dict[str, tuple[Row, Decimal, str]] = {}
    for row, _, figure in _figures(facts):
        code = _CODE.match("".join(row["code"].upper().split()))
        if code and figure.found is not None and not row["implied"]:
            found.setdefault(code.group(), (row, figure.found, _on(figure)))
    return found


RULES: tuple[Rule, ...] = (_targets, _arithmetic)
