"""When a deliverable may be handed over or decided on, how late it is, and what is to be asked about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from grants.access import Identity, Permission, ProjectRef, may, own_part_only
from grants.errors import Objection
from grants.values.entry import REQUIRED
from grants.values.language import N_, Text
from grants.workplan.rules import DeliverableState

State = DeliverableState
Row = Mapping[str, Any]

NEXT_STATES: Mapping[str, frozenset[State]] = {
    State.PLANNED: frozenset({State.SUBMITTED}),
    State.SUBMITTED: frozenset({State.ACCEPTED, State.RETURNED}),
    State.RETURNED: frozenset({State.SUBMITTED}),
    State.ACCEPTED: frozenset({State.RETURNED}),
}
TO_HAND_OVER = frozenset({State.PLANNED, State.RETURNED})

IN_THE_FUTURE = N_("This day has not come yet.")
BELOW_ZERO = N_("A quantity is zero or more.")
NO_EVIDENCE = N_("No file shows that it was delivered. What proves it?")
FEWER = N_("Fewer were delivered than planned. Is the rest still to come?")
BY_ITS_LIFE = N_("A deliverable is handed over, accepted or returned on its own page, not here.")


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is said when a deliverable is handed over; an empty name is the planned one."""

    delivered_on: date | None
    title: Text = field(default_factory=Text)
    quantity: Decimal | None = None
    note: Text = field(default_factory=Text)

    @property
    def columns(self) -> dict[str, Any]:
        """The same as the columns in which it is kept."""
        return {
            "delivered_on": self.delivered_on,
            "delivered_title_bg": self.title.bg,
            "delivered_title_en": self.title.en,
            "delivered_quantity": self.quantity,
            "note_bg": self.note.bg,
            "note_en": self.note.en,
        }


def may_become(before: str, after: State) -> bool:
    """Whether that state may follow."""
    return after in NEXT_STATES[before]


def delivery_objections(row: Row, delivery: Delivery, today: date) -> list[Objection]:
    """What is missing or can't be so; a quantity is asked where one was planned."""
    found = []
    if delivery.delivered_on is None:
        found.append(Objection(REQUIRED, {}, place="delivered"))
    elif delivery.delivered_on > today:
        found.append(Objection(IN_THE_FUTURE, {}, place="delivered"))
    if delivery.quantity is None and row["quantity"] is not None:
        found.append(Objection(REQUIRED, {}, place="delivered_quantity"))
    elif delivery.quantity is not None and delivery.quantity < 0:
        found.append(Objection(BELOW_ZERO, {}, place="delivered_quantity"))
    return found


def questions(row: Row, files: int) -> tuple[str, ...]:
    """What whoever decides on a deliverable that was handed over will ask."""
    if row["state"] in TO_HAND_OVER:
        return ()
    planned, delivered = row["quantity"], row["delivered_quantity"]
    fewer = planned is not None and delivered is not None and delivered < planned
    return tuple(asked for asked, so in ((NO_EVIDENCE, files == 0), (FEWER, fewer)) if so)


def may_prove(by: Identity, project: ProjectRef, row: Row) -> bool:
    """Whether somebody attaches evidence to a deliverable of its part; to an accepted one only who decides on it."""
    if row["state"] == State.ACCEPTED and not may(by, Permission.EDIT_WORK_PLAN, project):
        return False
    return may(by, Permission.DELIVER, project) and own_part_only(by, project, Permission.DELIVER) in {
        None,
        row["partner_id"],
    }


def days_late(row: Row, today: date) -> int:
    """How many days after it was due it was handed over, or is not yet; 0 when in time or without a day."""
    if row["due_on"] is None:
        return 0
    open_still = row["state"] in TO_HAND_OVER
    until = today if open_still else row["delivered_on"]
    return max(0, (until - row["due_on"]).days) if until else 0


class Group(StrEnum):
    """What a list of deliverables is narrowed to."""

    LATE = "late"
    WAITING = "waiting"
    RETURNED = "returned"
    COMING = "coming"
    ACCEPTED = "accepted"


GROUPS: Mapping[str, str] = {
    Group.LATE: N_("late"),
    Group.WAITING: N_("waiting for a decision"),
    Group.RETURNED: N_("given back"),
    Group.COMING: N_("still to come"),
    Group.ACCEPTED: N_("accepted so far"),
}


def groups_of(row: Row, today: date) -> frozenset[Group]:
    """The groups a deliverable stands in; a returned one past its day is late too."""
    match State(row["state"]):
        case State.SUBMITTED:
            return frozenset({Group.WAITING})
        case State.ACCEPTED:
            return frozenset({Group.ACCEPTED})
        case State.RETURNED:
            stands = {Group.RETURNED}
        case _:
            stands = {Group.COMING} if not days_late(row, today) else set()
    return frozenset(stands | ({Group.LATE} if days_late(row, today) else set()))
