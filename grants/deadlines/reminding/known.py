"""What a morning's letters are thought out from, and the letters still to come about one deadline."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from grants.deadlines.queries import DeadlineSeen
from grants.deadlines.reminding.morning import Known, letters_of
from grants.deadlines.reminding.queries import (
    Due,
    due_of,
    planned_on,
    plans_typed,
    reaches_on,
    readers,
    steps_reminded,
)
from grants.deadlines.reminding.rules import PlanTyped, Reach, Why, plan_for

LATE_MORNINGS = 3  # of those after the date so many are foreseen; they go on until it is settled
_LOOKED_AHEAD = timedelta(days=45)  # beyond the date


async def known_of(near: list[Due], plans: Mapping[int, list[PlanTyped]], today: date) -> Known:
    """Everything about these deadlines that a morning is thought out from."""
    reaches = await reaches_on(today, {due.project for due in near})
    people = await readers(_whoever(near, reaches))
    stand_ins = {reader.wish.stand_in for reader in people.values() if reader.wish.stand_in} - set(people)
    people |= await readers(stand_ins)
    return Known(today, near, plans, reaches, people, await steps_reminded([due.id for due in near]))


def _whoever(near: list[Due], reaches: Mapping[int, Reach]) -> set[int]:
    """Everybody who may have to be written to."""
    named = {person for due in near for person in (due.person_id, due.coordinator_id) if person is not None}
    return named.union(*(reach.managers for reach in reaches.values()))


@dataclass(frozen=True, slots=True)
class Foreseen:
    """A letter to come: on which morning, to whom, why, and in whose place."""

    day: date
    person_id: int
    name: str
    why: Why
    stood_for_name: str


async def foreseen(seen: DeadlineSeen, today: date) -> tuple[Known, list[Foreseen]]:
    """The letters still to come about an open deadline as things stand, and what they were thought out from."""
    due = await due_of(seen, today)
    known = await known_of([due], await plans_typed(), today)
    return known, list(_mornings(known, due, await planned_on(known.people, today))) if seen.open else []


def _mornings(known: Known, due: Due, planned: Mapping[int, set[int]]) -> Iterator[Foreseen]:
    """Morning after morning, each as if the ones before had come."""
    longest = max(plan_for(due.kind, known.plans.get(due.project.id, ())).steps, default=0)
    day = max(known.today, (due.internal_on or due.due_on) - timedelta(days=longest))
    if due.later_on is not None:
        day = max(known.today, min(day, due.later_on))
    reminded, late = dict(known.reminded), 0
    while day <= max(due.due_on, known.today) + _LOOKED_AHEAD and late < LATE_MORNINGS:
        morning = replace(known, today=day, reminded=reminded)
        told = [
            (letter.person_id, one)
            for letter in letters_of(morning, {}, planned if day == known.today else {})
            for one in letter.told
        ]
        for person_id, one in told:
            yield Foreseen(day, person_id, known.people[person_id].name, one.why, one.stood_for_name)
            if one.step is not None:
                reminded[due.id, person_id, one.counted] = one.step
        late += bool(told) and day > due.due_on
        day += timedelta(days=1)
