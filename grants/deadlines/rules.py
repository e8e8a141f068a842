"""The closed lists of deadlines, and when somebody is reminded of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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

DEADLINE_TONES: Mapping[str, str] = {
    DeadlineState.OPEN: "active",
    DeadlineState.DONE: "good",
    DeadlineState.CANCELLED: "",
}

# What may follow a state, and whether only those who plan deadlines may do it.
NEXT_STATES: Mapping[DeadlineState, Mapping[DeadlineState, bool]] = {
    DeadlineState.OPEN: {DeadlineState.DONE: False, DeadlineState.CANCELLED: True},
    DeadlineState.DONE: {DeadlineState.OPEN: False},
    DeadlineState.CANCELLED: {DeadlineState.OPEN: True},
}

# What somebody who is reminded is asked to do.
WHAT_TO_DO: Mapping[str, str] = {
    DeadlineKind.REPORT: N_("Prepare the report and submit it."),
    DeadlineKind.DELIVERABLE: N_("Hand the deliverable over."),
    DeadlineKind.PAYMENT_CLAIM: N_("Submit the payment claim."),
    DeadlineKind.ANSWER: N_("Send the answer."),
    DeadlineKind.PROCUREMENT: N_("Take the next step of the procurement."),
    DeadlineKind.CONTRACT: N_("Do what the contract asks."),
    DeadlineKind.OTHER: N_("See to what is due."),
}

# Days before the date on which the person responsible is reminded.
STEPS = (30, 14, 7, 2, 0)
# After the date: the next morning, then every third day; when a month has gone by, once a week.
OVERDUE_EVERY = 3
OVERDUE_DAYS = 31
OVERDUE_LATER = 7


def step_on(due: date, today: date) -> int | None:
    """The step of reminding that is reached by today: days before the date, negative after it; None before the first.

    A deadline typed late, or a worker that slept, gets the latest step reached and those still to come, never all
    that were missed.
    """
    left = (due - today).days
    if left >= 0:
        return min((step for step in STEPS if step >= left), default=None)
    late = -left
    if late <= OVERDUE_DAYS:
        return -(1 + (late - 1) // OVERDUE_EVERY * OVERDUE_EVERY)
    return -(OVERDUE_DAYS + (late - OVERDUE_DAYS) // OVERDUE_LATER * OVERDUE_LATER)


class Nearness(StrEnum):
    """How near a day is, as lists of things to do are grouped."""

    LATE = "late"
    WEEK = "week"
    MONTH = "month"
    LATER = "later"


NEARNESS: Mapping[Nearness, str] = {
    Nearness.LATE: N_("Late"),
    Nearness.WEEK: N_("Within a week"),
    Nearness.MONTH: N_("Within 30 days"),
    Nearness.LATER: N_("Later"),
}


def nearness(due: date, today: date) -> Nearness:
    """The group in which a day stands; the seventh day ahead is still within a week."""
    left = (due - today).days
    if left < 0:
        return Nearness.LATE
    if left <= 7:
        return Nearness.WEEK
    return Nearness.MONTH if left <= 30 else Nearness.LATER


def headline(days: Sequence[int]) -> int:
    """Which of several deadlines, given by the days left, a letter's subject names: the one nearest to today.

    What is due tomorrow can still be met; a year-old one never pushes it out of sight. Of equals the late one.
    """
    return min(range(len(days)), key=lambda place: (abs(days[place]), days[place]))


@dataclass(frozen=True, slots=True)
class SeatSeen:
    """As much of a seat as deciding who is reminded asks: whose, in what, of which partner's part."""

    person_id: int
    manages: bool
    project_id: int | None
    organisation_id: int | None
    partner_id: int | None


@dataclass(frozen=True, slots=True)
class Concern:
    """As much of a deadline as deciding who is reminded asks."""

    project_id: int
    kept_by_id: int
    partner_id: int | None
    person_id: int | None
    coordinator_id: int | None


def reminded_of(concern: Concern, seats: Iterable[SeatSeen]) -> tuple[int, ...]:
    """Who gets the reminder: the person named, else the coordinator, else the managers; only who sees the deadline.

    A partner's seat sees only the deadlines of its own part.
    """
    seeing = [seat for seat in seats if _sees(seat, concern)]
    people = {seat.person_id for seat in seeing}
    for named in (concern.person_id, concern.coordinator_id):
        if named in people:
            return (named,)
    return tuple(sorted({seat.person_id for seat in seeing if seat.manages}))


def _sees(seat: SeatSeen, concern: Concern) -> bool:
    reaches = concern.project_id == seat.project_id or concern.kept_by_id == seat.organisation_id
    return reaches and (seat.partner_id is None or seat.partner_id == concern.partner_id)
