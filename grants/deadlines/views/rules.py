"""What may be asked of deadlines over all projects, and at which stage one is. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from grants.deadlines.rules import DeadlineState
from grants.values.language import N_


class Stage(StrEnum):
    """Where a deadline stands on a day: what is late is said before that somebody is at it."""

    OPEN = "open"
    BEGUN = "begun"
    LATE = "late"
    DONE = "done"
    CANCELLED = "cancelled"


STAGES: Mapping[Stage, str] = {
    Stage.OPEN: N_("open"),
    Stage.BEGUN: N_("in progress"),
    Stage.LATE: N_("overdue"),
    Stage.DONE: N_("done"),
    Stage.CANCELLED: N_("cancelled"),
}
STAGE_TONES: Mapping[Stage, str] = {
    Stage.OPEN: "",
    Stage.BEGUN: "active",
    Stage.LATE: "bad",
    Stage.DONE: "good",
    Stage.CANCELLED: "",
}


def stage(state: DeadlineState, due_on: date, begun_on: date | None, today: date) -> Stage:
    """The stage of a deadline."""
    if state is not DeadlineState.OPEN:
        return Stage(state.value)
    if due_on < today:
        return Stage.LATE
    return Stage.BEGUN if begun_on else Stage.OPEN


STANDING = "standing"  # open or done: all but what was cancelled
# What a list may be narrowed to. What is open may be late or in progress too.
STATES_ASKED: Mapping[str, str] = {
    Stage.OPEN: N_("open"),
    Stage.LATE: N_("overdue"),
    Stage.BEGUN: N_("in progress"),
    Stage.DONE: N_("done"),
    STANDING: N_("open and done"),
    Stage.CANCELLED: N_("cancelled"),
}
MINE, NOBODYS = "mine", "nobody"
ASKED = ("q", "project", "kind", "whose", "state", "first", "last")


@dataclass(frozen=True, slots=True)
class Filters:
    """Which deadlines are asked for: with these words, of a project by its code, of a kind, whose business (a person's
    number, MINE or NOBODYS), in a state, due from one day to another; empty means all, but for the state, which a view
    has a usual one of.

    `first` and `last` are the days as they were typed, `first_on` and `last_on` as they were read.
    """

    q: str = ""
    project: str = ""
    kind: str = ""
    whose: str = ""
    state: str = ""
    first: str = ""
    last: str = ""
    first_on: date | None = None
    last_on: date | None = None

    @property
    def narrows(self) -> bool:
        """Whether anything but a project is asked for."""
        return any((self.q, self.kind, self.whose, self.state, self.first_on, self.last_on))

    @property
    def asked(self) -> dict[str, str]:
        """What an address carries of it."""
        return {name: value for name in ASKED if (value := getattr(self, name))}
