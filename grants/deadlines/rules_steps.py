"""What keeps deadlines in step with their things and rules: which to add, move, close, open again and take away. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from grants.deadlines.rules import DeadlineKind, DeadlineState, Origin
from grants.deadlines.rules_yield import Offices
from grants.values.days import Unit
from grants.values.language import Text
from grants.values.terms import UnknownCountry, UnknownYear

# What was due longer ago when the tracker first hears of it is history: no deadline is made of it.
TOO_OLD: Final = 183
# How many working days before the date the house wants it done, where no plan or rule says otherwise.
INTERNAL_DAYS: Final[Mapping[DeadlineKind, int]] = {
    DeadlineKind.REPORT: 3,
    DeadlineKind.PAYMENT_CLAIM: 3,
    DeadlineKind.DELIVERABLE: 3,
}

Key = tuple[int, str, int, int]  # rule, thing, its id, partner of one made for each


@dataclass(frozen=True, slots=True)
class Facts:
    """What of a deadline follows its thing or its rule."""

    kind: DeadlineKind
    title: Text
    due_on: date
    number: str = ""  # what the thing is called
    partner_id: int | None = None
    from_on: date | None = None
    amount: int | None = None
    unit: Unit = Unit.DAYS
    raw_on: date | None = None
    ruled_on: date | None = None  # the day that thing or rule gives, where somebody gave it another
    hour: str = ""
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A deadline that a thing or a rule asks for; `done` says that it happened, where it can be seen."""

    key: Key
    origin: Origin
    facts: Facts
    person_id: int | None = None
    done: bool = False
    done_on: date | None = None
    closes: bool = True  # by its thing; False: by somebody saying so
    reported: bool = False  # the report of its period went out: what was to be done for it by then was done
    internal_days: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A deadline as it stands; `stands_for` is the thing that a typed one names."""

    id: int
    number: str
    key: Key
    origin: Origin
    state: DeadlineState
    fixed: bool
    facts: Facts
    person_id: int | None = None
    chosen: bool = False  # the person was chosen for this deadline
    internal_on: date | None = None
    told: bool = False  # somebody was reminded of it
    gone: bool = False  # its thing was taken away
    country: str = ""  # by whose days off its rule counts; Bulgaria's where none is named

    @property
    def open(self) -> bool:
        """Whether it is still to be met."""
        return self.state is DeadlineState.OPEN


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one deadline: other facts, somebody else responsible, a state, a day done, the house's own day."""

    before: Standing
    facts: Facts
    person_id: int | None
    state: DeadlineState
    done_on: date | None
    internal_on: date | None


@dataclass(slots=True)
class Steps:
    """Everything that brings a project's deadlines into step."""

    added: list[tuple[Wanted, date | None]] = field(default_factory=list)  # with the house's own day
    changed: list[Change] = field(default_factory=list)
    removed: list[Standing] = field(default_factory=list)

    def __bool__(self) -> bool:
        """Whether anything is out of step."""
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class InHouse:
    """How many working days earlier the house wants things done: by kind, and for all kinds (None)."""

    days: Mapping[DeadlineKind | None, int] = field(default_factory=dict)
    offices: Offices = field(default_factory=Offices)

    def before(self, due: date, kind: DeadlineKind, days: int | None = None) -> date | None:
        """The house's own day; None where it is the day itself, or can't be counted."""
        if days is None:
            days = self.days.get(kind, self.days.get(None, INTERNAL_DAYS.get(kind, 0)))
        if days <= 0:
            return None
        try:
            return self.offices.of("BG").moved(due, -days)
        except (UnknownYear, UnknownCountry):
            return None


def steps(wanted: Iterable[Wanted], standing: Sequence[Standing], in_house: InHouse, today: date) -> Steps:
    """What differs between what things and rules ask for and what stands.

    Done ones and cancelled ones stay as they are, but for one that is done without its thing having happened. One that is
    `fixed` keeps its day, one whose person was chosen for it keeps the person. A typed one that names the same thing stands for it, so that nothing is doubled.
    """
    found = Steps()
    asked = {one.key: one for one in wanted}
    kept = {one.key: one for one in standing if one.origin is not Origin.TYPED and not one.gone}
    typed = {one.key for one in standing if one.origin is Origin.TYPED and one.key[1]}
    for key, one in asked.items():
        if key in kept and key not in typed:
            _follow(found, kept[key], one, in_house)
        elif key not in typed and not _is_history(one, today):
            found.added.append((one, in_house.before(one.facts.due_on, one.facts.kind, one.internal_days)))
    for stands in standing:
        loose = stands.gone or (stands.origin is not Origin.TYPED and (stands.key not in asked or stands.key in typed))
        if loose and stands.state is DeadlineState.OPEN:
            found.removed.append(stands)
    _house_days(found, standing, in_house)
    return found


def _is_history(one: Wanted, today: date) -> bool:
    """Whether it is over before anybody here hears of it."""
    late = (today - one.facts.due_on).days
    return one.done or late > TOO_OLD or (one.reported and late > 0)


def _follow(found: Steps, stands: Standing, one: Wanted, in_house: InHouse) -> None:
    """One deadline brought to where its thing is."""
    if stands.state is DeadlineState.CANCELLED:
        return
    happened = one.done and one.closes
    if stands.state is DeadlineState.DONE and (happened or not one.closes):
        return
    facts = one.facts
    if stands.fixed:
        facts = replace(facts, due_on=stands.facts.due_on, ruled_on=facts.due_on)
    state = DeadlineState.DONE if happened else DeadlineState.OPEN
    internal_on = in_house.before(facts.due_on, facts.kind, one.internal_days)
    person_id = stands.person_id if stands.chosen else one.person_id
    stood = (stands.facts, stands.person_id, stands.state, stands.internal_on)
    if (facts, person_id, state, internal_on) != stood:
        done_on = one.done_on if happened else None
        found.changed.append(Change(stands, facts, person_id, state, done_on, internal_on))


def _house_days(found: Steps, standing: Sequence[Standing], in_house: InHouse) -> None:
    """The house's own day of those that were typed."""
    for one in standing:
        if one.origin is Origin.TYPED and one.state is DeadlineState.OPEN:
            internal_on = in_house.before(one.facts.due_on, one.facts.kind)
            if internal_on != one.internal_on:
                found.changed.append(Change(one, one.facts, one.person_id, one.state, None, internal_on))
