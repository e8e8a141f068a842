"""The letters of one morning, thought out before any is written: who hears of what, in whose place, in one letter or several."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial

from grants.deadlines.reminding.queries import Due, Reader
from grants.deadlines.reminding.rules import (
    Plan,
    PlanTyped,
    Reach,
    Why,
    day_that_counts,
    days_there_are,
    plan_for,
    reminded_of,
    stands_in,
    step_on,
    told_too,
)
from grants.deadlines.rules import Rhythm
from grants.deadlines.wishes.rules import (
    MOST_LETTERS,
    USUAL,
    Wish,
    counted_on,
    covers_until,
    silent_until,
    waits_for_the_week,
)


@dataclass(frozen=True, slots=True)
class Told:
    """One deadline as it is told to one person: by which day it counts, why to this one, and in whose place."""

    due: Due
    counted: date
    why: Why
    step: int | None
    may_settle: bool
    stood_for: int | None = None
    stood_for_name: str = ""

    @property
    def internal(self) -> bool:
        """Whether it counts by the house's own day, before the deadline itself."""
        return self.counted != self.due.due_on


@dataclass(slots=True)
class Letter:
    """One letter to one person: what it names, what of it is new, and which waiting letters it makes needless."""

    person_id: int
    key: str
    told: list[Told]
    new: list[Told]
    replaces: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Known:
    """Everything a morning is thought out from."""

    today: date
    near: list[Due]
    plans: Mapping[int, list[PlanTyped]]
    reaches: Mapping[int, Reach]
    people: Mapping[int, Reader]
    reminded: Mapping[tuple[int, int, date], int]


def letter_key(person_id: int, today: date, deadline_id: int | None = None) -> str:
    """What makes a letter of a morning one, however often it is planned."""
    return f"reminders:{person_id}:{today.isoformat()}" + (f":{deadline_id}" if deadline_id else "")


def told_to(known: Known) -> dict[int, list[Told]]:
    """What each person is to hear of, by person, whether new or told before; somebody away is stood for."""
    told: dict[int, dict[int, Told]] = {}
    plans: dict[tuple[int, str], Plan] = {}
    for due in known.near:
        place = (due.project.id, due.kind.value)
        if place not in plans:
            plans[place] = plan_for(due.kind, known.plans.get(due.project.id, ()))
        for person_id, one in _told_of(known, due, plans[place]):
            told.setdefault(person_id, {}).setdefault(due.id, one)
    return {person_id: list(ones.values()) for person_id, ones in sorted(told.items())}


def _told_of(known: Known, due: Due, plan: Plan) -> Iterator[tuple[int, Told]]:
    if due.later_on is not None and known.today < due.later_on <= due.due_on:
        return
    reach = known.reaches[due.project.id]
    first = reminded_of(due.concern, reach)
    in_house = any(person_id in reach.house for person_id in first)
    heard = _heard_on(known, due)
    counted = day_that_counts(due.due_on, due.internal_on, known.today, in_house=in_house, heard_of=heard)
    # Whoever is responsible has the time it takes to grow late, also with one that was late from the first.
    late = (known.today - max(counted, heard or counted)).days
    everybody = first | {p: why for p, why in told_too(due.concern, reach, late, plan).items() if p not in first}
    own = {person_id for person_id in everybody if not _wish(known, person_id).away_on(known.today)}
    for person_id, why in everybody.items():
        if person_id in own:
            yield person_id, _told(known, due, plan, reach, counted, why, person_id)
    for person_id, why in everybody.items():
        if person_id not in own:
            for stands in stands_in(due.concern, reach, person_id, known.today, partial(_wish, known)):
                yield stands, _told(known, due, plan, reach, counted, why, stands, stood_for=person_id)


def _heard_on(known: Known, due: Due) -> date | None:
    """When somebody first heard of it; not known where a clock that was ahead says that this is still to come."""
    return due.heard_on if due.heard_on is not None and due.heard_on <= known.today else None


def _told(
    known: Known,
    due: Due,
    plan: Plan,
    reach: Reach,
    counted: date,
    why: Why,
    person_id: int,
    stood_for: int | None = None,
) -> Told:
    as_of = counted_on(_wish(known, person_id), counted, known.today)
    there_are = days_there_are(counted, _heard_on(known, due))
    step = step_on(counted, as_of, plan, there_are, due.later_on)
    absent = stood_for if stood_for != person_id else None
    name = known.people[absent].name if absent is not None else ""
    return Told(due, counted, why, step, person_id in reach.settles, absent, name)


def _wish(known: Known, person_id: int) -> Wish:
    return known.people[person_id].wish if person_id in known.people else USUAL


def letters_of(
    known: Known, unsent: Mapping[int, Mapping[int, set[int]]], planned: Mapping[int, set[int]]
) -> Iterator[Letter]:
    """The letters to be written today; who has today's digest already waits until tomorrow."""
    for person_id, told in told_to(known).items():
        wish, done = _wish(known, person_id), planned.get(person_id, set())
        if 0 in done or not wish.hears_on(known.today):
            continue
        new = [one for one in told if _is_new(known, wish, person_id, one) and one.due.id not in done]
        waiting = unsent.get(person_id, {})
        if wish.rhythm is Rhythm.EACH and len(new) + len(waiting) <= MOST_LETTERS:
            yield from _each(known, person_id, new, waiting)
        elif letter := _digest(known, wish, person_id, told, new, waiting):
            yield letter


def still_told(
    known: Known, person_id: int, told: Iterable[Told], named: Collection[int]
) -> tuple[list[Told], list[Told]]:
    """Of the deadlines a letter names, those its reader is to hear of today after all, and what of them is new.

    One that was moved stands in it while a step of its new day is reached, or the letter speaks for that day.
    """
    wish = _wish(known, person_id)
    until = covers_until(wish, known.today)
    kept = [
        one for one in told if one.due.id in named and (one.step is not None or known.today <= one.counted <= until)
    ]
    return kept, [one for one in kept if _is_new(known, wish, person_id, one)]


def _is_new(known: Known, wish: Wish, person_id: int, one: Told) -> bool:
    if one.step is None:
        return False
    before = known.reminded.get((one.due.id, person_id, one.counted))
    if before is not None and one.step >= before:
        return False
    return _is_promised(one, before, known.today) or not waits_for_the_week(wish, one.counted, one.step, known.today)


def _is_promised(one: Told, before: int | None, today: date) -> bool:
    """Whether the day has come to which it was put off, and nobody told this person since: that waits for no week."""
    later = one.due.later_on
    return later is not None and later <= today and (before is None or before > (one.counted - later).days)


def _each(known: Known, person_id: int, new: Iterable[Told], waiting: Mapping[int, set[int]]) -> Iterator[Letter]:
    for one in new:
        replaces = {letter_id for letter_id, named in waiting.items() if named == {one.due.id}}
        yield Letter(person_id, letter_key(person_id, known.today, one.due.id), [one], [one], replaces)


def _digest(
    known: Known, wish: Wish, person_id: int, told: list[Told], new: list[Told], waiting: Mapping[int, set[int]]
) -> Letter | None:
    """One letter with all that is new, late, falls due before the next one, or stands in one that has not left."""
    today = known.today
    until = covers_until(wish, today)
    coming = [one for one in told if today <= one.counted <= until]
    weekly = coming if wish.weekly_on(today) else []
    if not new and not weekly:
        return None
    named = {one.due.id for one in (*new, *weekly)}.union(*waiting.values())
    if silent_until(wish, today) > today:
        named |= {one.due.id for one in coming}
    chosen = [one for one in told if one.due.id in named or one.counted < today]
    return Letter(person_id, letter_key(person_id, today), chosen, new, set(waiting))
