"""Who sees which deadline: the whole project or one's own part, and of one that hangs on a thing only who may read the thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tortoise.expressions import Q

from grants.access import ALLOWED, ROWS, Identity, Permission, ProjectRef, Role, may
from grants.projects.queries import part_reach, reach_with

# The things whose titles not everybody in a project reads, by what reading them needs.
_GUARDED: Final[Mapping[Permission, list[str]]] = {
    permission: sorted(kind for kind, (reading, _) in ROWS.items() if reading is permission)
    for permission in (Permission.SEE_MONEY, Permission.SEE_CORRESPONDENCE)
}

# By role, the things of which somebody with that role alone sees no deadline.
HIDDEN: Final[Mapping[Role, frozenset[str]]] = {
    role: frozenset(kind for permission, kinds in _GUARDED.items() if role not in ALLOWED[permission] for kind in kinds)
    for role in Role
}


def _within(deadline: str, at: int) -> str:
    return (
        f"(p.id = ANY(${at}::bigint[]) OR p.kept_by_id = ANY(${at + 1}::bigint[]) "
        f"OR {deadline}.partner_id = ANY(${at + 2}::bigint[]))"
    )


def thing_seen(deadline: str, at: int) -> str:
    """The SQL condition that somebody may read what a deadline of project `p` hangs on; $at … carry thing_reach's values."""
    return (
        f"({deadline}.thing <> ALL(${at}::text[]) OR {_within(deadline, at + 1)}) "
        f"AND ({deadline}.thing <> ALL(${at + 4}::text[]) OR {_within(deadline, at + 5)})"
    )


def thing_reach(by: Identity) -> tuple[Any, ...]:
    """The eight values that `thing_seen` asks of a statement, in their order; the clock and the operator read everything."""
    return tuple(
        value
        for permission, kinds in _GUARDED.items()
        for value in ([] if by.unbounded else kinds, *reach_with(by, permission))
    )


def seat_reads(seat: str, deadline: str) -> str:
    """The SQL condition that the role of a seat may read what a deadline hangs on."""
    return " AND ".join(
        f"({deadline}.thing <> ALL('{{{','.join(kinds)}}}') OR {seat}.role = ANY('{{{','.join(sorted(ALLOWED[permission]))}}}'))"
        for permission, kinds in _GUARDED.items()
    )


def read_by_seat(person: str, deadline: str, day: str) -> str:
    """The SQL condition that a person's seat, one that still holds on that day, sees a deadline of project `p`."""
    return (
        f"EXISTS (SELECT 1 FROM membership m WHERE m.person_id = {person} "  # noqa: S608 - names of columns
        f"AND (m.until_on IS NULL OR m.until_on >= {day}) AND (m.role <> 'partner' OR m.partner_id IS NOT NULL) "
        f"AND (m.project_id = p.id OR m.organisation_id = p.kept_by_id) "
        f"AND (m.partner_id IS NULL OR m.partner_id = {deadline}.partner_id) AND {seat_reads('m', deadline)})"
    )


# Whether a deadline `d` of project `p` is seen; its values $1 to $12 are those of seen_by.
SEEN: Final = f"($1::bool OR {_within('d', 2)}) AND {thing_seen('d', 5)}"


def seen_by(by: Identity) -> tuple[Any, ...]:
    """The values $1 to $12 of SEEN."""
    return (by.unbounded, *part_reach(by), *thing_reach(by))


def hidden_things(by: Identity, project: ProjectRef) -> frozenset[str]:
    """The kinds of things in this project that this person may not read."""
    return frozenset(
        kind for permission, kinds in _GUARDED.items() if not may(by, permission, project) for kind in kinds
    )


def things_seen(by: Identity, project: ProjectRef) -> Q | None:
    """The condition that a deadline of this project hangs on nothing that this person may not read; None for who reads all."""
    hidden = hidden_things(by, project)
    return Q(thing__not_in=sorted(hidden)) if hidden else None
