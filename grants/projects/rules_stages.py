"""The stages of a project from the idea to the archive: what each asks for, and which may follow which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from grants.errors import Objection
from grants.projects.rules import ProjectState
from grants.values.language import N_

# The straight way; a project that is suspended or terminated stands beside it.
WAY: Final = (
    ProjectState.IDEA,
    ProjectState.APPLICATION,
    ProjectState.CONTRACTING,
    ProjectState.RUNNING,
    ProjectState.REPORTING,
    ProjectState.CLOSED,
    ProjectState.KEEPING,
)
# Which stage the manager may move a project to. What leads to or from a suspension, and to the end before its time, is an
# amendment of the contract and not in here.
MAY_FOLLOW: Final[Mapping[ProjectState, tuple[ProjectState, ...]]] = {
    ProjectState.IDEA: (ProjectState.APPLICATION,),
    ProjectState.APPLICATION: (ProjectState.CONTRACTING, ProjectState.IDEA),
    ProjectState.CONTRACTING: (ProjectState.RUNNING, ProjectState.APPLICATION),
    ProjectState.RUNNING: (ProjectState.REPORTING, ProjectState.CONTRACTING),
    ProjectState.SUSPENDED: (),
    ProjectState.REPORTING: (ProjectState.CLOSED, ProjectState.RUNNING),
    ProjectState.CLOSED: (ProjectState.KEEPING, ProjectState.REPORTING),
    ProjectState.TERMINATED: (ProjectState.KEEPING,),
    ProjectState.KEEPING: (ProjectState.CLOSED,),
}
BY_AMENDMENT: Final[Mapping[ProjectState, tuple[ProjectState, ...]]] = {
    ProjectState.CONTRACTING: (ProjectState.TERMINATED,),
    ProjectState.RUNNING: (ProjectState.SUSPENDED, ProjectState.TERMINATED),
    ProjectState.SUSPENDED: (ProjectState.RUNNING, ProjectState.TERMINATED),
    ProjectState.REPORTING: (ProjectState.TERMINATED,),
}


def may_follow(now: ProjectState, then: ProjectState) -> bool:
    """Whether the manager may move a project there, without an amendment."""
    return then in MAY_FOLLOW[now]


def goes_back(now: ProjectState, then: ProjectState) -> bool:
    """Whether that is a step back on the way."""
    return now in WAY and then in WAY and WAY.index(then) < WAY.index(now)


# --- what is asked ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StageFacts:
    """What a project has, as far as the stages ask: whether, or how many."""

    summary: bool = False
    funded_by: bool = False  # a programme or a source of funding is named
    value: bool = False
    procedure: bool = False
    partners: int = 0
    lead: bool = False
    aims: int = 0
    activities: int = 0
    indicators: int = 0
    indicators_reached: int = 0  # those for which something is recorded
    lines: int = 0
    contract_number: bool = False
    contract_dated: bool = False  # a version in force, with its first and last day
    budget_signed: bool = False
    coordinator: bool = False
    terms: bool = False
    periods: int = 0
    periods_late: int = 0  # their day has passed and nothing was submitted
    periods_open: int = 0  # interim ones that are not accepted
    final_submitted: bool = False
    final_accepted: bool = False
    deadlines: int = 0
    publicity: int = 0
    duties_late: int = 0
    duties_unproven: int = 0
    duties_after: int = 0
    duties_after_open: int = 0
    deliverables_open: int = 0
    expenses_unverified: int = 0
    expenses_undecided: int = 0
    advance_left: bool = False
    balance_received: bool = False
    keeping: bool = False  # a reason that gives a day is there


@dataclass(frozen=True, slots=True)
class Step:
    """One thing a stage asks for: what, whether it is done, where it is settled (an address below the project's), how many wait."""

    name: str
    done: bool
    place: str
    waiting: int = 0


def asked_at(stage: ProjectState, facts: StageFacts) -> tuple[Step, ...]:
    """What a stage asks for, in the order in which one does it."""
    return tuple(_ASKED[stage](facts))


def missing_at(stage: ProjectState, facts: StageFacts) -> tuple[Step, ...]:
    """What of it is still missing."""
    return tuple(step for step in asked_at(stage, facts) if not step.done)


def _idea(facts: StageFacts) -> Iterator[Step]:
    yield Step(N_("Summary of what the project is for"), facts.summary, "/edit")
    yield Step(N_("Programme or source of funding"), facts.funded_by, "/edit")
    yield Step(N_("Value of the project, if only estimated"), facts.value, "/edit")


def _application(facts: StageFacts) -> Iterator[Step]:
    yield Step(N_("Procedure"), facts.procedure, "/edit")
    yield Step(N_("Lead organisation"), facts.lead, "/partners")
    yield Step(N_("Objectives"), facts.aims > 0, "/details#objective")
    yield Step(N_("Activities"), facts.activities > 0, "/workplan")
    yield Step(N_("Indicators"), facts.indicators > 0, "/indicators")
    yield Step(N_("Budget"), facts.lines > 0, "/budget")


def _contracting(facts: StageFacts) -> Iterator[Step]:
    yield Step(N_("Contract number"), facts.contract_number, "/details#number")
    yield Step(N_("Contract in force, with its first and last day"), facts.contract_dated, "/contract#contract")
    yield Step(N_("Budget as signed"), facts.budget_signed, "/budget/versions")
    yield Step(N_("Partners, the lead organisation among them"), facts.lead, "/partners")
    yield Step(N_("Coordinator"), facts.coordinator, "/edit")
    yield Step(N_("Terms of the contract"), facts.terms, "/rows/terms/new")


def _running(facts: StageFacts) -> Iterator[Step]:
    yield Step(N_("Reporting periods"), facts.periods > 0, "/contract#period")
    yield Step(N_("Every report submitted in time"), not facts.periods_late, "/contract#period", facts.periods_late)
    yield Step(N_("Deadlines"), facts.deadlines > 0, "/deadlines")
    yield Step(N_("Publicity duties"), facts.publicity > 0, "/contract#duty")
    yield Step(N_("No duty late"), not facts.duties_late, "/contract#duty", facts.duties_late)
    yield Step(N_("Evidence of every duty done"), not facts.duties_unproven, "/contract#duty", facts.duties_unproven)


def _suspended(facts: StageFacts) -> Iterator[Step]:
    yield Step(N_("Every report submitted in time"), not facts.periods_late, "/contract#period", facts.periods_late)
    yield Step(
        N_("No expense waits for verification"), not facts.expenses_unverified, "/expenses", facts.expenses_unverified
    )


def _reporting(facts: StageFacts) -> Iterator[Step]:
    yield Step(N_("Deliverables accepted"), not facts.deliverables_open, "/workplan", facts.deliverables_open)
    left = max(0, facts.indicators - facts.indicators_reached)
    yield Step(N_("Every indicator with what was reached"), left == 0, "/indicators", left)
    yield Step(
        N_("No expense waits for verification"), not facts.expenses_unverified, "/expenses", facts.expenses_unverified
    )
    yield Step(N_("Earlier reports accepted"), not facts.periods_open, "/contract#period", facts.periods_open)
    yield Step(N_("Final report submitted"), facts.final_submitted, "/contract#period")
    yield Step(N_("Evidence of every duty done"), not facts.duties_unproven, "/contract#duty", facts.duties_unproven)


def _money_settled(facts: StageFacts) -> Iterator[Step]:
    """What the funder still has to say of the money, however the contract ended."""
    yield Step(
        N_("The funder's decision on every expense"),
        not facts.expenses_undecided,
        "/expenses/decisions",
        facts.expenses_undecided,
    )
    yield Step(N_("Advance cleared"), not facts.advance_left, "/payments")


def _closed(facts: StageFacts) -> Iterator[Step]:
    yield Step(N_("Final report accepted"), facts.final_accepted, "/contract#period")
    yield from _money_settled(facts)
    yield Step(N_("Balance received"), facts.balance_received, "/payments")
    yield Step(N_("Duties after the end"), facts.duties_after > 0, "/contract#duty")
    yield Step(N_("Until when the papers are kept"), facts.keeping, "/contract#keeping")


def _terminated(facts: StageFacts) -> Iterator[Step]:
    yield from _money_settled(facts)
    yield Step(N_("Until when the papers are kept"), facts.keeping, "/contract#keeping")


def _keeping(facts: StageFacts) -> Iterator[Step]:
    yield Step(N_("Until when the papers are kept"), facts.keeping, "/contract#keeping")
    yield Step(N_("Duties after the end done"), not facts.duties_after_open, "/contract#duty", facts.duties_after_open)


_ASKED: Final = {
    ProjectState.IDEA: _idea,
    ProjectState.APPLICATION: _application,
    ProjectState.CONTRACTING: _contracting,
    ProjectState.RUNNING: _running,
    ProjectState.SUSPENDED: _suspended,
    ProjectState.REPORTING: _reporting,
    ProjectState.CLOSED: _closed,
    ProjectState.TERMINATED: _terminated,
    ProjectState.KEEPING: _keeping,
}

# --- moving on ----------------------------------------------------------------------------------------------------

NOT_FROM_HERE = N_("This stage does not follow the one the project is in.")
ONLY_BY_AMENDMENT = N_("A contract is suspended, resumed or terminated by an amendment.")
NOT_BEGUN = N_("The project begins on {day}; nothing can be reported or closed before.")
REASON_NEEDED = N_("Say why: the history keeps it.")

_AFTER_THE_START: Final = frozenset({ProjectState.REPORTING, ProjectState.CLOSED, ProjectState.KEEPING})


@dataclass(frozen=True, slots=True)
class Move:
    """A stage to move a project to: from where, with what reason, and the project's first day."""

    now: ProjectState
    then: ProjectState
    reason: str = ""
    start: date | None = None
    missing: Sequence[Step] = field(default_factory=tuple)


def move_objections(move: Move, today: date) -> list[Objection]:
    """Why a project can't be moved: where it makes no sense, or without a word of why something missing is passed over."""
    if move.then in BY_AMENDMENT.get(move.now, ()):
        return [Objection(ONLY_BY_AMENDMENT)]
    if not may_follow(move.now, move.then):
        return [Objection(NOT_FROM_HERE)]
    if move.start and move.start > today and move.then in _AFTER_THE_START:
        return [Objection(NOT_BEGUN, {"day": move.start})]
    if not move.reason.strip() and (move.missing or goes_back(move.now, move.then)):
        return [Objection(REASON_NEEDED, place="reason")]
    return []
