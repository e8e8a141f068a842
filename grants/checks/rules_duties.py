"""Checks of duties that follow from the sums: publicity and sub-grants; and of deadlines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from grants.checks.claims import amounts, together
from grants.checks.finding import Finding, ProjectFacts, Rule, about, about_project, amount, words_of
from grants.deadlines.rules import DeadlineState
from grants.projects.rules import DutyKind
from grants.projects.rules_publicity import Sign, visibility_of
from grants.values.days import is_working_day, previous_working_day
from grants.values.language import N_
from grants.values.money import half_up, in_euro

POSTER = N_(
    "The project costs {amount}: an A3 poster or an electronic display about the EU's support must stand where the public "
    "sees it (Regulation 2021/1060, art. 50). Write down among the duties when it was done, with its evidence."
)
PLAQUE = N_(
    "The project costs {amount}, more than {threshold}: where equipment is installed or building begins, a durable plaque or "
    "billboard about the EU's support is needed, else a poster (Regulation 2021/1060, art. 50). Write down among the duties "
    "when it was done, with its evidence."
)
EVENT = N_(
    "The project costs {amount}, more than {threshold}: beside a durable plaque or billboard it needs an event with the "
    "Commission and the managing authority (Regulation 2021/1060, art. 50). Write down among the duties when they were done, "
    "with their evidence."
)
SCHEME_OVER_CEILING = N_(
    "{count} grants of at most {ceiling} make {most}, but {granted} is granted: one of the three figures is wrong."
)
SCHEME_MATCH = N_("The recipients bring {attracted} beside the {granted} granted: {ratio} times as much.")
SUB_GRANT_OVER_CEILING = N_("The sub-grant of {amount} is above its scheme's ceiling of {ceiling}.")
SUB_GRANTS_SUM = N_("The sub-grants recorded make {sum}, more than the {granted} granted in all.")
DEADLINE_DAY_OFF = N_(
    "The deadline “{title}” falls on {day}, a day off. To be safe, be ready by {safe}, the last working day before."
)


_SIGNS: Final = {Sign.POSTER: POSTER, Sign.PLAQUE: PLAQUE, Sign.EVENT: EVENT}
_SHOWN: Final = frozenset({DutyKind.PLAQUE, DutyKind.POSTER})  # where nothing is installed or built a poster will do


def _publicity(facts: ProjectFacts) -> Iterator[Finding]:
    """Told until it stands among the project's duties as done, with its evidence."""
    whole = in_euro(facts.total) if facts.total else None
    asked = visibility_of(whole, [row["value"] for row in facts.of("number")])
    if asked is None:
        return
    done = {row["kind"] for row in facts.of("duty") if row["done_on"] and (row["evidence"] or row["id"] in facts.shown)}
    if done & _SHOWN and (asked.sign is not Sign.EVENT or DutyKind.EVENT in done):
        return
    above: dict[str, Any] = {"threshold": asked.above} if asked.above else {}
    yield about_project("PUBLICITY", _SIGNS[asked.sign], amount=whole, **above)


# --- sub-grants, deadlines -----------------------------------------------------------------------------------------


def _schemes(facts: ProjectFacts) -> Iterator[Finding]:
    for row in facts.of("scheme"):
        granted, ceiling, attracted = (amount(row, name) for name in ("granted", "ceiling", "attracted"))
        if granted and ceiling and row["grants"] and ceiling * row["grants"] < granted:
            told = {"count": row["grants"], "ceiling": ceiling, "most": ceiling * row["grants"], "granted": granted}
            yield about("scheme", row, "SCHEME_OVER_CEILING", SCHEME_OVER_CEILING, on="granted", **told)
        if granted and attracted:
            ratio = half_up(attracted.decimal / granted.decimal, 2)
            told = {"attracted": attracted, "granted": granted, "ratio": ratio}
            yield about("scheme", row, "SCHEME_MATCH", SCHEME_MATCH, on="attracted", **told)
        made = [one for one in facts.of("sub_grant") if one["scheme_id"] == row["id"]]
        given = together(amounts(made), granted.currency) if granted else None
        if granted and given is not None and given > granted:
            yield about("scheme", row, "SUB_GRANTS_SUM", SUB_GRANTS_SUM, on="granted", sum=given, granted=granted)
        for one in made:
            given = amount(one, "amount")
            if given and ceiling and given.currency == ceiling.currency and given > ceiling:
                told = {"amount": given, "ceiling": ceiling}
                yield about("sub_grant", one, "SUB_GRANT_OVER_CEILING", SUB_GRANT_OVER_CEILING, on="amount", **told)


def _deadlines(facts: ProjectFacts) -> Iterator[Finding]:
    for row in facts.of("deadline"):
        due = row["due_on"]
        if row["state"] != DeadlineState.OPEN or is_working_day(due) or (facts.today and due < facts.today):
            continue
        told = {"title": words_of(row, "title"), "day": due, "safe": previous_working_day(due)}
        yield about("deadline", row, "DEADLINE_DAY_OFF", DEADLINE_DAY_OFF, on="due", **told)


RULES: tuple[Rule, ...] = (_publicity, _schemes, _deadlines)
