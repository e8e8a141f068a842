"""The closed lists of deadlines, and when somebody is reminded of one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from grants.values.language import N_


class DeadlineKind(StrEnum):
    """What is due."""

    REPORT = "report"
    DELIVERABLE = "deliverable"
    PAYMENT_CLAIM = "payment_claim"
    ANSWER = "answer"
    PROCUREMENT = "procurement"
    CONTRACT = "contract"
    OTHER = "other"


DEADLINE_KINDS: Mapping[str, str] = {
    DeadlineKind.REPORT: N_("report"),
    DeadlineKind.DELIVERABLE: N_("deliverable"),
    DeadlineKind.PAYMENT_CLAIM: N_("payment claim"),
    DeadlineKind.ANSWER: N_("answer due"),
    DeadlineKind.PROCUREMENT: N_("procurement"),
    DeadlineKind.CONTRACT: N_("contract"),
    DeadlineKind.OTHER: N_("other"),
}


class DeadlineState(StrEnum):
    """Where a deadline stands."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


DEADLINE_STATES: Mapping[str, str] = {
    DeadlineState.OPEN: N_("open"),
    DeadlineState.DONE: N_("done"),
    DeadlineState.CANCELLED: N_("cancelled"),
}

# Days before the date on which the person responsible is reminded; after it, every third day.
STEPS = (30, 14, 7, 2, 0)
OVERDUE_EVERY = 3


def step_on(due: date, today: date) -> int | None:
    """The reminder step that falls due by today: the smallest reached one, negative when overdue; None before any.

    A worker that slept over a step still sends the latest one, never all it missed.
    """
    left = (due - today).days
    if left < 0:
        return -((-left) // OVERDUE_EVERY) * OVERDUE_EVERY
    return min((step for step in STEPS if step >= left), default=None)
