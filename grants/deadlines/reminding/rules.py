"""When somebody is reminded of a deadline, and who is: the steps of a kind, the time there is, whose business it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from grants.deadlines.rules import DeadlineKind
from grants.deadlines.wishes.rules import Wish
from grants.errors import Objection
from grants.values.language import N_

# After the date: the next morning, then every so many days; when a month has gone by, once a week.
OVERDUE_DAYS = 31
OVERDUE_LATER = 7
LONGEST_STEP = 3650


@dataclass(frozen=True, slots=True)
class Plan:
    """How deadlines of one kind are reminded of: days before the date, and what follows once it is past.

    `late_every` 0 means once only. So many days late, it goes to the coordinator and to the managers too.
    """

    steps: tuple[int, ...] = (30, 14, 7, 2, 0)
    late_every: int = 3
    coordinator_after: int = 1
    manager_after: int = 7


USUAL = Plan()
STEPS = USUAL.steps
USUAL_OF: Mapping[str, Plan] = {DeadlineKind.ANSWER: replace(USUAL, steps=(14, 7, 2, 1, 0))}


@dataclass(frozen=True, slots=True)
class PlanTyped:
    """What a project says of one kind, or of all where `kind` is empty; what it leaves empty is not said."""

    kind: str
    steps: tuple[int, ...] = ()
    late_every: int | None = None
    coordinator_after: int | None = None
    manager_after: int | None = None


NO_STEP = N_("“{text}” is no number of days up to {most}. Write them like this: 30, 14, 7, 2, 0.")
BELOW_ZERO = N_("Write how many days, 0 or more.")


def steps_read(typed: str) -> tuple[int, ...]:
    """Days before the date as they were typed, the longest first; empty where no number stands there."""
    return tuple(sorted({int(piece) for piece in _pieces(typed) if _is_step(piece)}, reverse=True))


def _pieces(typed: str) -> list[str]:
    return re.findall(r"[^\s,;]+", typed)


def _is_step(piece: str) -> bool:
    return piece.isascii() and piece.isdigit() and len(piece) <= 4 and int(piece) <= LONGEST_STEP


def plan_objections(values: Mapping[str, Any]) -> list[Objection]:
    """What can't be a plan of reminders: steps that are no days before the date, and numbers of days below zero."""
    wrong = [piece for piece in _pieces(values["steps"]) if not _is_step(piece)]
    told = [Objection(NO_STEP, {"text": wrong[0], "most": LONGEST_STEP}, place="steps")] if wrong else []
    days = ("late_every", "coordinator_after", "manager_after", "internal_days")
    return told + [Objection(BELOW_ZERO, place=name) for name in days if (values[name] or 0) < 0]


def plan_for(kind: str, typed: Iterable[PlanTyped]) -> Plan:
    """The plan of a kind: what the project says of it, else of all kinds, else the usual one; each part by itself."""
    by_kind = {one.kind: one for one in typed}
    usual = USUAL_OF.get(kind, USUAL)
    said = [by_kind[name] for name in (kind, "") if name in by_kind]
    return Plan(
        next((one.steps for one in said if one.steps), usual.steps),
        _first([one.late_every for one in said], usual.late_every),
        _first([one.coordinator_after for one in said], usual.coordinator_after),
        _first([one.manager_after for one in said], usual.manager_after),
    )


def _first(said: Sequence[int | None], usual: int) -> int:
    return next((max(0, one) for one in said if one is not None), usual)


def fitting(steps: Collection[int], there_is: int | None) -> tuple[int, ...]:
    """The steps that fit the days there are from hearing of it to its date; the date itself always does.

    An answer due in five working days, a week, is not reminded of on the day it came: it gets 2, 1 and 0.
    """
    if there_is is None:
        return tuple(sorted(steps, reverse=True))
    return tuple(
        sorted({step for step in steps if step < there_is} | {step for step in steps if step == 0}, reverse=True)
    )


def step_on(
    due: date, today: date, plan: Plan = USUAL, there_is: int | None = None, later: date | None = None
) -> int | None:
    """The step of reminding that is reached by today: days before the date, negative after it; None before the first.

    A deadline typed late, or a worker that slept, gets the latest step reached and those still to come, never all
    that were missed; of one that was late when it was first heard of, the steps that were past by then are let be. One put off until `later` is silent before that day and reminded of on it, though the day counted
    by has passed meanwhile.
    """
    left = (due - today).days
    if left < 0:
        late = _late_step(-left, plan.late_every, max(0, -there_is) if there_is is not None else 0)
        if late is None:
            return None
        return min(late, (due - later).days) if later is not None and due < later <= today else late
    steps: set[int] = set(fitting(plan.steps, there_is))
    if later is not None and later <= due:
        if today < later:
            return None
        steps = {step for step in steps if step < (due - later).days} | {(due - later).days}
    return min((step for step in steps if step >= left), default=None)


def _late_step(late: int, every: int, at_first: int) -> int | None:
    """The step of one that is so many days late, and was `at_first` when it was first heard of; None before the first."""
    if every <= 0:
        step = at_first + 1
    elif late <= OVERDUE_DAYS:
        step = 1 + (late - 1) // every * every
    else:
        step = OVERDUE_DAYS + (late - OVERDUE_DAYS) // OVERDUE_LATER * OVERDUE_LATER
    return -step if at_first < step <= late else None


def mornings(due: date, plan: Plan = USUAL, there_is: int | None = None) -> list[date]:
    """The days up to the date on which somebody is reminded."""
    return [due - timedelta(days=step) for step in fitting(plan.steps, there_is)]


def headline(days: Sequence[int]) -> int:
    """Which of several deadlines, given by the days left, a letter's subject names: the one nearest to today.

    What is due tomorrow can still be met; a year-old one never pushes it out of sight. Of equals the late one.
    """
    return min(range(len(days)), key=lambda place: (abs(days[place]), days[place]))


# --- whose business it is -----------------------------------------------------------------------------------------


class Why(StrEnum):
    """Why a reminder comes to somebody."""

    OWN = "own"
    NOBODY = "nobody"
    GONE = "gone"
    COORDINATES = "coordinates"
    MANAGES = "manages"


WHYS: Mapping[str, str] = {
    Why.OWN: "",
    Why.NOBODY: N_("Nobody is named as responsible for it, so this comes to you."),
    Why.GONE: N_("Responsible for it was {name}, who does not see it any more; so this comes to you."),
    Why.COORDINATES: N_(
        "Responsible for it is {name}. It comes to you too, because the deadline is missed and you coordinate the project."
    ),
    Why.MANAGES: N_(
        "Responsible for it is {name}. It comes to you too, because the deadline is missed and you manage the project."
    ),
}
IN_PLACE_OF = N_("You get this in place of {name}, who is on leave.")
# The same while the internal day has passed and the deadline itself has not.
WHYS_INTERNAL: Mapping[str, str] = {
    **WHYS,
    Why.COORDINATES: N_(
        "Responsible for it is {name}. It comes to you too, because the internal day has passed and you coordinate the project."
    ),
    Why.MANAGES: N_(
        "Responsible for it is {name}. It comes to you too, because the internal day has passed and you manage the project."
    ),
}


@dataclass(frozen=True, slots=True)
class SeatSeen:
    """As much of a seat as deciding who is reminded asks: whose, in what, of which partner's part, and what it may."""

    person_id: int
    manages: bool
    project_id: int | None
    organisation_id: int | None
    partner_id: int | None
    settles: bool = True
    hidden: frozenset[str] = frozenset()  # the things of which this seat alone shows no deadline


@dataclass(frozen=True, slots=True)
class Concern:
    """As much of a deadline as deciding who is reminded asks."""

    project_id: int
    kept_by_id: int
    partner_id: int | None
    person_id: int | None
    coordinator_id: int | None
    thing: str = ""


@dataclass(slots=True)
class Reach:
    """Who sees what of one project: the house's people all of it, a partner's only its own part."""

    house: set[int] = field(default_factory=set)
    parts: dict[int, set[int]] = field(default_factory=dict)
    settles: set[int] = field(default_factory=set)
    managers: set[int] = field(default_factory=set)
    hidden: dict[int, frozenset[str]] = field(default_factory=dict)

    def sees(self, person_id: int | None, partner_id: int | None, thing: str = "") -> bool:
        """Whether this person sees a deadline of that partner's part, or of nobody's in particular, and may read its thing."""
        if person_id is not None and thing in self.hidden.get(person_id, ()):
            return False
        return person_id in self.house or (partner_id is not None and person_id in self.parts.get(partner_id, ()))

    def may_take(self, partner_id: int | None, thing: str = "") -> set[int]:
        """Who may be made responsible for such a deadline: whoever sees it and may settle it."""
        return {person_id for person_id in self.settles if self.sees(person_id, partner_id, thing)}


def reach_of(seats: Iterable[SeatSeen]) -> Reach:
    """What the seats of one project come to."""
    reach = Reach()
    for seat in seats:
        reach.hidden[seat.person_id] = reach.hidden.get(seat.person_id, seat.hidden) & seat.hidden
        if seat.partner_id is None:
            reach.house.add(seat.person_id)
        else:
            reach.parts.setdefault(seat.partner_id, set()).add(seat.person_id)
        if seat.settles:
            reach.settles.add(seat.person_id)
        if seat.manages and seat.partner_id is None:
            reach.managers.add(seat.person_id)
    return reach


def reminded_of(concern: Concern, reach: Reach) -> dict[int, Why]:
    """Who gets the reminder: the person named, else the coordinator, else the managers; only who sees the deadline."""
    if reach.sees(concern.person_id, concern.partner_id, concern.thing):
        return {concern.person_id: Why.OWN} if concern.person_id else {}
    why = Why.GONE if concern.person_id else Why.NOBODY
    if concern.coordinator_id and reach.sees(concern.coordinator_id, concern.partner_id, concern.thing):
        return {concern.coordinator_id: why}
    return dict.fromkeys(sorted(reach.managers), why)


def stands_in(concern: Concern, reach: Reach, absent: int, today: date, wish_of: Callable[[int], Wish]) -> list[int]:
    """Who stands for somebody on leave: whom it named, else the coordinator, else the managers, of those who see the
    deadline and are here; when there is nobody the letter goes to the person after all.
    """
    groups = ([wish_of(absent).stand_in], [concern.coordinator_id], sorted(reach.managers))
    for group in groups:
        here = [
            person_id
            for person_id in group
            if person_id is not None
            and person_id != absent
            and reach.sees(person_id, concern.partner_id, concern.thing)
            and not wish_of(person_id).away_on(today)
        ]
        if here:
            return here
    return [absent]


def told_too(concern: Concern, reach: Reach, late: int, plan: Plan = USUAL) -> dict[int, Why]:
    """Who else hears of one that is so many days late: the coordinator, and as it grows later the managers."""
    told: dict[int, Why] = {}
    if late >= max(1, plan.coordinator_after) and reach.sees(concern.coordinator_id, concern.partner_id, concern.thing):
        assert concern.coordinator_id is not None
        told[concern.coordinator_id] = Why.COORDINATES
    if late >= max(1, plan.manager_after):
        for manager in sorted(reach.managers):
            told.setdefault(manager, Why.MANAGES)
    return told


def day_that_counts(
    due: date, internal: date | None, today: date, *, in_house: bool, heard_of: date | None = None
) -> date:
    """By which day the reminders count: the house's own earlier day for its people, until the real one has come; not where
    that had passed when somebody first heard of the deadline.
    """
    if not in_house or internal is None or (heard_of is not None and internal <= heard_of):
        return due
    return internal if internal < due and today < due else due


def days_there_are(counted: date, heard_of: date | None) -> int | None:
    """How many days there are from hearing of a deadline to its date, below zero where that had passed; None when nobody
    knows when that was.
    """
    return (counted - heard_of).days if heard_of else None
