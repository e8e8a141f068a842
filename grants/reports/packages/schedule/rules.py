"""When the draft of a period's package is opened by itself, and when those responsible are written to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from grants.projects.rules import ProjectState

BEFORE: Final = timedelta(days=7)  # before the report is due, those responsible are written to again
LATEST: Final = timedelta(days=31)  # after its end a period nobody opened a package for is left to people
REPORTING: Final = (ProjectState.RUNNING, ProjectState.SUSPENDED, ProjectState.REPORTING)
"""The stages of a project in which it reports."""


class Step(StrEnum):
    """Why those responsible are written to."""

    OPENED = "opened"
    BEFORE = "before"


def step_on(end: date, due: date | None, today: date) -> Step | None:
    """What there is to write on a day about a period that is not reported yet: its end, then that its date is near."""
    if end >= today:
        return None
    if due is not None and due - BEFORE <= today <= due:
        return Step.BEFORE
    return Step.OPENED if today - end <= LATEST else None


def letter_key(period_id: int, end: date, due: date | None, step: Step, person_id: int) -> str:
    """What makes a person's letter of a step one; a period that is moved is another."""
    day = due if step is Step.BEFORE and due is not None else end
    return f"package:{step.value}:{period_id}:{day.isoformat()}:{person_id}"


@dataclass(frozen=True, slots=True)
class SeatHeld:
    """A seat that reaches the whole project; `accounts` of an accountant, else of a manager."""

    person_id: int
    accounts: bool


def responsible(coordinator: int | None, seats: Iterable[SeatHeld]) -> list[int]:
    """Whom to write to: the coordinator and whoever keeps the accounts; the managers where there is neither."""
    held = list(seats)
    found = {seat.person_id for seat in held if seat.accounts}
    found |= {coordinator} if coordinator is not None else set()
    return sorted(found or {seat.person_id for seat in held})
