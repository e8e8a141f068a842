"""What a change would make of a project's deadlines, found by doing it and taking it back: nothing stays of it."""

from __future__ import annotations

from collections.abc import Awaitable

from grants.access import Identity, Permission, ProjectRef, own_part_only
from grants.acting import rehearsal
from grants.deadlines.rules_moves import DeadlineMove, moves_between
from grants.deadlines.seen import hidden_things
from grants.deadlines.things import standing_of


async def foreseen(by: Identity, project: ProjectRef, change: Awaitable[object]) -> tuple[DeadlineMove, ...]:
    """The deadlines that a change would add, move, close, open again or take away, as far as this person may see them.

    The change is an action with everything that follows it. What it is refused with, is raised here too.
    """
    before = await standing_of(project.id)
    async with rehearsal():
        await change
        after = await standing_of(project.id)
    hidden, own = hidden_things(by, project), own_part_only(by, project, Permission.SEE_PROJECT)
    return tuple(
        move
        for move in moves_between(before, after)
        if not {one.key[1] for one in (move.before, move.after) if one} & hidden
        and (own is None or move.facts.partner_id == own)
    )
