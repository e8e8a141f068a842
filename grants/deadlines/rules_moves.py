"""What a change makes of a project's deadlines: which appear, move, close, open again and go. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from grants.deadlines.rules import DeadlineState
from grants.deadlines.rules_steps import Facts, Standing
from grants.deadlines.rules_yield import Offices
from grants.values.terms import OfficeDays


class What(StrEnum):
    """What becomes of a deadline."""

    ADDED = "added"
    MOVED = "moved"
    GONE = "gone"
    CLOSED = "closed"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class DeadlineMove:
    """One deadline as it stands and as it would stand; one of the two is missing where it appears or goes.

    `offices` are those by whose days off it is counted then.
    """

    what: What
    before: Standing | None
    after: Standing | None
    offices: OfficeDays = field(default_factory=OfficeDays)

    @property
    def facts(self) -> Facts:
        """What it is about: as it would be, else as it was."""
        one = self.after or self.before
        assert one is not None
        return one.facts

    @property
    def disturbs(self) -> bool:
        """Whether somebody may count on what stands now."""
        return self.what is not What.ADDED

    @property
    def told(self) -> bool:
        """Whether somebody was reminded of the day that stands now."""
        return self.before is not None and self.before.told


def moves_between(before: Sequence[Standing], after: Sequence[Standing], known: Offices) -> tuple[DeadlineMove, ...]:
    """What differs between the deadlines of a project as they stand and as they would stand, by the day it is about.

    `known` are the days off as they would be then. What is done and stays done is in none of them, nor what only gets another name.
    """
    then = {one.id: one for one in after}
    there = {one.id for one in before}
    added = [one for one in after if one.id not in there and one.open]
    found = [DeadlineMove(What.ADDED, None, one, known.of(one.country)) for one in added]
    for one in before:
        what = _what(one, then.get(one.id))
        if what is not None:
            stands = None if what is What.GONE else then[one.id]
            found.append(DeadlineMove(what, one, stands, known.of((stands or one).country)))
    return tuple(sorted(found, key=lambda move: (move.facts.due_on, move.facts.title.bg or move.facts.title.en)))


def _what(before: Standing, after: Standing | None) -> What | None:
    if after is None or after.state is DeadlineState.CANCELLED:
        return What.GONE if before.open else None
    if before.open and not after.open:
        return What.CLOSED
    if after.open and not before.open:
        return What.REOPENED
    return What.MOVED if after.open and before.facts.due_on != after.facts.due_on else None


def fingerprint(moves: Sequence[DeadlineMove]) -> str:
    """What is moved, short enough for a form to carry along; another move has another one."""
    told = [
        (
            move.what.value,
            move.before and (move.before.id, move.before.facts.due_on),
            move.facts.due_on,
            move.facts.title,
        )
        for move in moves
    ]
    return sha256(repr(told).encode()).hexdigest()[:32]
