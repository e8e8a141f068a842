"""What the buttons of a contract's pages would make of deadlines, found by trying each and taking it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from grants.deadlines.foreseeing import foreseen
from grants.deadlines.rules_moves import DeadlineMove, fingerprint
from grants.deadlines.rules_said import moves_shown
from grants.errors import TrackerError
from grants.projects.actions import generate_periods, move_stage, report_period
from grants.projects.rules import PeriodState, ProjectState
from grants.projects.rules_periods import Report
from grants.web.pages import Visit

_REHEARSED: Final = "…"  # the reason of what is only tried


async def ahead_of_periods(visit: Visit, shown: str) -> Sequence[DeadlineMove]:
    """What the periods would make of the project's deadlines."""
    return await foreseen(visit.by, visit.project.ref, generate_periods(visit.by, visit.project, shown, visit.today))


async def ahead_of_report(visit: Visit, row: Mapping[str, Any], follows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """What each thing that may happen to the report today makes of deadlines; those that make the same of them together."""
    words, found = visit.words, dict[str, tuple[list[str], Sequence[DeadlineMove]]]()
    for one in follows:
        report = Report(PeriodState(one["to"]), visit.today, reason=_REHEARSED)
        try:
            tried = report_period(visit.by, visit.project, row["id"], row["version"], report, visit.today)
            made = await foreseen(visit.by, visit.project.ref, tried)
        except TrackerError:  # not before its period begins; why is said when somebody tries
            continue
        if made:
            found.setdefault(fingerprint(made), ([], made))[0].append(one["label"])
    return [{"on": " / ".join(labels), "moves": moves_shown(made, words)} for labels, made in found.values()]


async def ahead_of_stage(visit: Visit, then: ProjectState) -> Sequence[DeadlineMove]:
    """What the stage makes of deadlines; nothing where the project can't move there."""
    tried = move_stage(visit.by, visit.project, then, _REHEARSED, visit.today)
    try:
        return await foreseen(visit.by, visit.project.ref, tried)
    except TrackerError:  # why it can't is said on the page
        return ()
