"""What a row that is saved or removed makes of deadlines, shown in its form before anything is kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.responses import Response

from grants.deadlines.foreseeing import foreseen
from grants.deadlines.rules_moves import DeadlineMove, fingerprint
from grants.deadlines.rules_said import moves_shown
from grants.entries.actions import remove_row
from grants.entries.kinds import Kind
from grants.errors import TrackerError
from grants.web.forms import Sent
from grants.web.pages import Visit

# The kinds of rows whose forms say what they make of deadlines.
MOVING: Final = frozenset({"project", "deadline_rule", "contract", "period"})
_TAKES: Final = MOVING | {"deadline"}  # and those whose removal does so too
SHOW: Final = "show"  # what the button sends that only looks
MOVES: Final = "moves"  # what a form that is being typed asks again and again


@dataclass(frozen=True, slots=True)
class Ahead:
    """The deadlines that a form would move, and whether they are shown before it is saved."""

    moves: tuple[DeadlineMove, ...] = ()
    is_asked: bool = False
    looked: bool = False


NOTHING_AHEAD: Final = Ahead()


async def looked_ahead(visit: Visit, kind: Kind, form: Sent, change: Callable[[], Awaitable[object]]) -> Ahead:
    """What a form would do. It is shown when somebody asks to see it, and before it is saved where it moves, closes or
    takes away a deadline that stands and that this form did not show yet.
    """
    if kind.name not in MOVING:
        return NOTHING_AHEAD
    moves = await foreseen(visit.by, visit.project.ref, change())
    shown = form.line("moves") == fingerprint(moves)
    looks = form.line("then") in (SHOW, MOVES)
    return Ahead(moves, looks or (not shown and any(move.disturbs for move in moves)), looks)


async def goes_with(visit: Visit, kind: Kind, row_id: int) -> list[dict[str, Any]]:
    """The deadlines that go, or change, with a row that is removed; none of one that can't be removed."""
    if kind.name not in _TAKES:
        return []
    try:
        found = await foreseen(visit.by, visit.project.ref, remove_row(visit.by, visit.project, kind, row_id))
    except TrackerError:  # why it can't go is said when somebody tries
        return []
    itself = row_id if kind.name == "deadline" else 0
    return moves_shown([one for one in found if one.before is None or one.before.id != itself], visit.words)


def wants_moves_only(visit: Visit, form: Sent) -> bool:
    """Whether only the part of the page about deadlines is asked for."""
    return form.line("then") == MOVES and "hx-request" in visit.request.headers


def moves_context(visit: Visit, kind: Kind, ahead: Ahead) -> dict[str, Any]:
    """What a row's form shows of deadlines (entries/_ahead.html)."""
    return {
        "foresees": kind.name in MOVING and visit.project is not None,
        "moves": moves_shown(ahead.moves, visit.words),
        "moves_key": fingerprint(ahead.moves),
        "looked": ahead.looked,
        "asks_again": ahead.is_asked and not ahead.looked,
        "problems": [],
        "beside": bool(kind.record.parts),
    }


def moves_part(visit: Visit, kind: Kind, ahead: Ahead, problems: Sequence[tuple[str | None, str]]) -> Response:
    """The part of the form about deadlines alone, asked for while it is typed."""
    context = moves_context(visit, kind, ahead) | {"problems": [said for _, said in problems]}
    return visit.page("entries/_ahead.html", context)
