"""What a morning's letters are thought out from, the letters still to come about one deadline, and who stands for whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from grants.deadlines.queries import DeadlineSeen
from grants.deadlines.reminding.morning import Known, letters_of
from grants.deadlines.reminding.queries import (
    Due,
    Reader,
    due_of,
    planned_on,
    plans_typed,
    reaches_on,
    readers,
    steps_reminded,
)
from grants.deadlines.reminding.rules import Concern, PlanTyped, Reach, Why, plan_for, stands_in
from grants.deadlines.wishes.rules import USUAL, Wish

LATE_MORNINGS = 3  # of those after the date so many are foreseen; they go on until it is settled
_LOOKED_AHEAD = timedelta(days=45)  # beyond the date


async def known_of(near: list[Due], plans: Mapping[int, list[PlanTyped]], today: date) -> Known:
    """Everything about these deadlines that a morning is thought out from."""
    reaches = await reaches_on(today, {due.project for due in near})
    people = await _with_stand_ins(_whoever(near, reaches))
    return Known(today, near, plans, reaches, people, await steps_reminded([due.id for due in near], today))


@dataclass(frozen=True, slots=True)
class Hearing:
    """Who gets a letter, and in whose place; nobody's where it is the reader's own."""

    reader: Reader
    stood_for_name: str = ""


async def hearing(concern: Concern, reach: Reach, meant: Collection[int], today: date) -> list[Hearing]:
    """Who gets a letter about this deadline that is meant for these people: each one once, somebody on leave is stood for."""
    people = await _with_stand_ins({*meant, *reach.managers, *filter(None, [concern.coordinator_id])})

    def wish(person_id: int) -> Wish:
        return people[person_id].wish if person_id in people else USUAL

    away = [person_id for person_id in meant if wish(person_id).away_on(today)]
    heard = {person_id: Hearing(people[person_id]) for person_id in meant if person_id not in away}
    for absent in away:
        for stands in stands_in(concern, reach, absent, today, wish):
            heard.setdefault(stands, Hearing(people[stands], "" if stands == absent else people[absent].name))
    return list(heard.values())


async def _with_stand_ins(people: Collection[int]) -> dict[int, Reader]:
    found = await readers(people)
    return found | await readers({one.wish.stand_in for one in found.values() if one.wish.stand_in} - set(found))


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
    due = due_of(seen)
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
