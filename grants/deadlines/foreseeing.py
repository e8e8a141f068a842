"""What a change would make of deadlines, found by doing it and taking it back: nothing stays of it."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass

from grants.access import Identity, Permission, ProjectRef, own_part_only
from grants.acting import rehearsal
from grants.deadlines.rules_moves import DeadlineMove, fingerprint, moves_between
from grants.deadlines.seen import hidden_things
from grants.deadlines.things import offices, standing_everywhere, standing_of
from grants.projects.queries import Seen, projects_seen


async def foreseen(by: Identity, project: ProjectRef, change: Awaitable[object]) -> tuple[DeadlineMove, ...]:
    """The deadlines that a change would add, move, close, open again or take away, as far as this person may see them.

    The change is an action with everything that follows it. What it is refused with, is raised here too.
    """
    before = await standing_of(project.id)
    async with rehearsal():
        await change
        after, known = await standing_of(project.id), await offices()
    return _seen(by, project, moves_between(before, after, known))


@dataclass(frozen=True, slots=True)
class Everywhere:
    """What a change would make of the deadlines of all projects: of those that are seen, by code; how many besides; and all
    of it, short enough for a form to carry along.
    """

    seen: Sequence[tuple[Seen, tuple[DeadlineMove, ...]]]
    unseen: int
    key: str
    disturbs: bool


async def foreseen_everywhere(by: Identity, change: Awaitable[object]) -> Everywhere:
    """As `foreseen`, of a change that concerns every project."""
    before = await standing_everywhere()
    async with rehearsal():
        await change
        after, known = await standing_everywhere(), await offices()
    made = {
        project_id: moves_between(before.get(project_id, ()), after.get(project_id, ()), known)
        for project_id in sorted({*before, *after})
    }
    everything = [move for moves in made.values() for move in moves]
    shown = [(one, _seen(by, one.ref, made.get(one.id, ()))) for one in await projects_seen(by)]
    return Everywhere(
        [(one, moves) for one, moves in shown if moves],
        len(everything) - sum(len(moves) for _, moves in shown),
        fingerprint(everything),
        any(move.disturbs for move in everything),
    )


def _seen(by: Identity, project: ProjectRef, moves: Sequence[DeadlineMove]) -> tuple[DeadlineMove, ...]:
    """Those of a project's that this person may see."""
    hidden, own = hidden_things(by, project), own_part_only(by, project, Permission.SEE_PROJECT)
    return tuple(
        move
        for move in moves
        if not {one.key[1] for one in (move.before, move.after) if one} & hidden
        and (own is None or move.facts.partner_id == own)
    )
