"""Checks of indicators: what is reached of the target beside the time and the money, and the arithmetic of the ESF+."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from grants.checks.claims import share_spent
from grants.checks.finding import Finding, ProjectFacts, Row, Rule, about, words_of
from grants.values.language import N_
from grants.values.money import half_up

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
INDICATOR_PART = N_(
    "“{name}” has {achieved}, more than the {whole} of {code}, of which it is a part. Put one of them right."
)
INDICATOR_SUM = N_(
    "{codes} make {sum} together, but {code} has {achieved}: everybody stands in one of them. Complete the records."
)
INDICATOR_AGES = N_("{codes} make {sum} together, more than the {achieved} of {code}. Put one of them right.")

_BEHIND: Final = 30  # percentage points between the time passed, or the money spent, and what is reached
_ENOUGH: Final = 85  # per cent of the target: with less at the end a correction threatens
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


def _time_passed(facts: ProjectFacts) -> Decimal | None:
    """How many per cent of the project's time have passed; None where that is not known."""
    start, end, today = facts.start, facts.end, facts.today
    if start is None or end is None or today is None or end.last <= start.first:
        return None
    days = Decimal((min(today, end.last) - start.first).days * 100)
    return half_up(days / Decimal((end.last - start.first).days), 0)


def _targets(facts: ProjectFacts) -> Iterator[Finding]:
    """What is reached of the way from the baseline to the target, from the second half of the time or money on."""
    time, money, end = _time_passed(facts), share_spent(facts), facts.end
    over = end is not None and facts.today is not None and facts.today > end.last
    for row in facts.of("indicator"):
        baseline, target, achieved = row["baseline"] or Decimal(0), row["target"], row["achieved"]
        if row["implied"] or target is None or achieved is None or target <= baseline:
            continue
        reached = half_up((achieved - baseline) * 100 / (target - baseline), 0)
        told = {"name": words_of(row), "achieved": achieved, "target": target, "share": reached}
        if achieved > target:
            del told["share"]
            yield about("indicator", row, "INDICATOR_EXCEEDED", INDICATOR_EXCEEDED, on="achieved", **told)
        elif over and reached < _ENOUGH:
            yield about("indicator", row, "INDICATOR_SHORT", INDICATOR_SHORT, on="achieved", **told)
        elif not over and _lags(reached, time):
            yield about("indicator", row, "INDICATOR_BEHIND", INDICATOR_BEHIND, on="achieved", **told, time=time)
        elif not over and _lags(reached, money):
            code, sentence = "INDICATOR_BEHIND_MONEY", INDICATOR_BEHIND_MONEY
            yield about("indicator", row, code, sentence, on="achieved", **told, money=money)


def _lags(reached: Decimal, passed: Decimal | None) -> bool:
    return passed is not None and passed >= 50 and reached < passed - _BEHIND


def _arithmetic(facts: ProjectFacts) -> Iterator[Finding]:
    """By the figures reached; a count that is not recorded says nothing."""
    counted = _by_code(facts)
    for code, row in counted.items():
        whole = counted.get(_PARTS.get(code, ""))
        if whole is not None and row["achieved"] > whole["achieved"]:
            told = {
                "name": words_of(row),
                "achieved": row["achieved"],
                "whole": whole["achieved"],
                "code": _PARTS[code],
            }
            yield about("indicator", row, "INDICATOR_ARITHMETIC", INDICATOR_PART, on="achieved", **told)
    everybody = counted.get(_EVERYBODY)
    if everybody is None:
        return
    for codes in (*_MAKE_ALL, _AGES):
        if not all(code in counted for code in codes):
            continue
        made = sum((counted[code]["achieved"] for code in codes), Decimal(0))
        wrong = made > everybody["achieved"] if codes is _AGES else made != everybody["achieved"]
        if wrong:
            sentence = INDICATOR_AGES if codes is _AGES else INDICATOR_SUM
            said = {"codes": list(codes), "sum": made, "code": _EVERYBODY, "achieved": everybody["achieved"]}
            yield about("indicator", everybody, "INDICATOR_ARITHMETIC", sentence, on="achieved", **said)


def _by_code(facts: ProjectFacts) -> dict[str, Row]:
    """The first indicator of each common code that has a figure, the code in any spacing."""
    found: dict[str, Row] = {}
    for row in facts.of("indicator"):
        code = _CODE.match("".join(row["code"].upper().split()))
        if code and row["achieved"] is not None and not row["implied"]:
            found.setdefault(code.group(), row)
    return found


RULES: tuple[Rule, ...] = (_targets, _arithmetic)
