"""The closed lists of amendments, which step follows which, and what days and states have against one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from grants.errors import Objection
from grants.projects.rules import ProjectState
from grants.projects.rules_stages import BY_AMENDMENT
from grants.values.language import N_


class AmendmentKind(StrEnum):
    """What is asked of the contract."""

    AMENDMENT = "amendment"
    SUSPENSION = "suspension"
    RESUMPTION = "resumption"
    TERMINATION = "termination"


AMENDMENT_KINDS: Mapping[str, str] = {
    AmendmentKind.AMENDMENT: N_("amendment"),
    AmendmentKind.SUSPENSION: N_("suspension"),
    AmendmentKind.RESUMPTION: N_("resumption"),
    AmendmentKind.TERMINATION: N_("termination"),
}


# How one is called, with its number.
CALLED: Mapping[str, str] = {
    AmendmentKind.AMENDMENT: N_("Amendment {number}"),
    AmendmentKind.SUSPENSION: N_("Suspension {number}"),
    AmendmentKind.RESUMPTION: N_("Resumption {number}"),
    AmendmentKind.TERMINATION: N_("Termination {number}"),
}


class AmendmentState(StrEnum):
    """Where an amendment stands."""

    DRAFT = "draft"
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


AMENDMENT_STATES: Mapping[str, str] = {
    AmendmentState.DRAFT: N_("being prepared"),
    AmendmentState.ASKED: N_("asked of the funder"),
    AmendmentState.APPROVED: N_("approved by the funder"),
    AmendmentState.REFUSED: N_("refused by the funder"),
}


# From which state an amendment comes to another one; what is decided stays.
STEPS: Mapping[AmendmentState, frozenset[AmendmentState]] = {
    AmendmentState.DRAFT: frozenset({AmendmentState.ASKED}),
    AmendmentState.ASKED: frozenset({AmendmentState.DRAFT}),
    AmendmentState.APPROVED: frozenset({AmendmentState.DRAFT, AmendmentState.ASKED}),
    AmendmentState.REFUSED: frozenset({AmendmentState.ASKED}),
}
# What the history calls each step.
DEEDS: Mapping[AmendmentState, str] = {
    AmendmentState.DRAFT: "reopened",
    AmendmentState.ASKED: "asked",
    AmendmentState.APPROVED: "approved",
    AmendmentState.REFUSED: "refused",
}
# The state of the project from the day on which such a change of the contract holds.
BRINGS: Mapping[AmendmentKind, ProjectState] = {
    AmendmentKind.SUSPENSION: ProjectState.SUSPENDED,
    AmendmentKind.RESUMPTION: ProjectState.RUNNING,
    AmendmentKind.TERMINATION: ProjectState.TERMINATED,
}

ANSWERED_EARLY = N_("The decision can't be of a day before the amendment was asked for, {asked}.")
ENDS_EARLY = N_("This is before the day from which it holds.")
OVER_ALREADY = N_("A project that is over can't be suspended, resumed or ended.")
NOT_SUSPENDED = N_("Only a suspended project can be resumed.")
SUSPENDED_ALREADY = N_("The project is suspended already.")
NOT_AT_STAGE = N_("This can't be done at the stage the project is in.")
ENDS_BEFORE_START = N_("The end would be before the start.")
NOTHING_CHANGES = N_("An amendment has to change something: add a change or name a version of the budget.")
_OVER = frozenset({ProjectState.CLOSED, ProjectState.TERMINATED, ProjectState.KEEPING})


def against_state(kind: AmendmentKind, state: str) -> tuple[Objection, ...]:
    """What the project's state has against suspending, resuming or ending it."""
    if kind is AmendmentKind.AMENDMENT or BRINGS[kind] in BY_AMENDMENT.get(ProjectState(state), ()):
        return ()
    if state in _OVER:
        return (Objection(OVER_ALREADY),)
    told = {AmendmentKind.RESUMPTION: NOT_SUSPENDED, AmendmentKind.SUSPENSION: SUSPENDED_ALREADY}
    fits = kind is AmendmentKind.RESUMPTION or state == ProjectState.SUSPENDED
    return (Objection(told[kind] if kind in told and fits else NOT_AT_STAGE),)


def against_days(asked: date | None, decided: date | None) -> tuple[Objection, ...]:
    """An answer is not of a day before its question."""
    if asked is not None and decided is not None and decided < asked:
        return (Objection(ANSWERED_EARLY, {"asked": asked}, place="on"),)
    return ()


def against_span(first: date | None, last: date | None, place: str = "until") -> tuple[Objection, ...]:
    """What is to last until a day lasts no shorter than nothing."""
    if first is not None and last is not None and last < first:
        return (Objection(ENDS_EARLY, place=place),)
    return ()


def days_still(suspended_from: date, resumed_on: date) -> int:
    """For how many days a project stood still that goes on from a day."""
    return max(0, (resumed_on - suspended_from).days)
