"""Who sees which deadline: the whole project or one's own part, and of one that hangs on a thing only who may read the thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from grants.access import ALLOWED, ROWS, Identity, Permission, Role
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


def _within(at: int) -> str:
    """Whether a deadline `d` of project `p` is in the projects, organisations or parts given from that place on."""
    return f"(p.id = ANY(${at}::bigint[]) OR p.kept_by_id = ANY(${at + 1}::bigint[]) OR d.partner_id = ANY(${at + 2}::bigint[]))"


# Whether a deadline `d` of project `p` is seen; its values $1 to $12 are those of seen_by.
SEEN: Final = (
    f"($1::bool OR {_within(2)} AND (d.thing <> ALL($5::text[]) OR {_within(6)}) "
    f"AND (d.thing <> ALL($9::text[]) OR {_within(10)}))"
)
SEEN_VALUES: Final = 12


def seen_by(by: Identity) -> tuple[Any, ...]:
    """The values $1 to $12 of SEEN."""
    guarded = (value for permission, kinds in _GUARDED.items() for value in (kinds, *reach_with(by, permission)))
    return (by.unbounded, *part_reach(by), *guarded)
