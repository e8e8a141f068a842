"""What is done in the life of a contract: reporting periods are made from its rhythm."""

from __future__ import annotations

from datetime import date
from typing import Any

from grants.access import Identity, Permission, ProjectRef
from grants.acting import Deed, acting
from grants.errors import Objected, Objection
from grants.projects.models import Period
from grants.projects.periods import proposed_moves, reporting_plan
from grants.projects.queries import Seen
from grants.projects.rules_periods import KeptPeriod, PeriodMove, PlannedPeriod, ReportingPlan, fingerprint
from grants.storage.database import rows
from grants.values.language import N_

SHOWN_CHANGED = N_("The contract or the periods changed meanwhile. This is what would be done now.")


async def generate_periods(by: Identity, project: Seen, shown: str, today: date, *, once: str = "") -> None:
    """Make the periods from the contract in force, as they were shown; Objected when they would come out otherwise."""
    async with acting(by, Permission.EDIT_PROJECT, project.ref, once=once) as deed:
        await _one_at_a_time(project.id)
        plan = await reporting_plan(project.id, today)
        moves = await proposed_moves(project.id, plan)
        if not moves or fingerprint(moves) != shown:
            raise Objected([Objection(SHOWN_CHANGED)])
        await _move(deed, project.ref, moves)


async def move_periods(deed: Deed, project: ProjectRef, plan: ReportingPlan | None) -> tuple[PeriodMove, ...]:
    """Bring the periods to a plan inside an action that is already going on; gives what moved.

    Periods that are reported, typed or changed by hand stay as they are.
    """
    await _one_at_a_time(project.id)
    moves = await proposed_moves(project.id, plan)
    await _move(deed, project, moves)
    return moves


async def _one_at_a_time(project_id: int) -> None:
    await rows("SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE", project_id)


async def _move(deed: Deed, project: ProjectRef, moves: tuple[PeriodMove, ...]) -> None:
    taken = await Period.filter(project_id=project.id).values("number", "position")
    numbers, place = {row["number"] for row in taken}, max((row["position"] for row in taken), default=0)
    for move in moves:
        if move.before is None and move.after is not None:
            place += 1
            number = next(str(n) for n in range(place, place + len(numbers) + 1) if str(n) not in numbers)
            numbers.add(number)
            await _add(deed, project, number, place, move.after)
        elif move.before is not None and move.after is not None:
            await _change(deed, move.before, move.after)
        elif move.before is not None:
            await Period.filter(id=move.before.id).delete()
            label = period_label(move.before.number, move.before)
            deed.happened("period.removed", "period", move.before.id, label, before=_values(move.before.as_planned))


async def _add(deed: Deed, project: ProjectRef, number: str, place: int, planned: PlannedPeriod) -> None:
    values = _values(planned)
    row = await Period.create(project_id=project.id, number=number, position=place, generated=True, **values)
    deed.happened("period.added", "period", row.id, period_label(number, planned), after={"number": number, **values})


async def _change(deed: Deed, kept: KeptPeriod, planned: PlannedPeriod) -> None:
    before, after = _values(kept.as_planned), _values(planned)
    row = await Period.get(id=kept.id)
    await row.update_from_dict({**after, "version": row.version + 1}).save()
    label = period_label(kept.number, planned)
    deed.happened("period.changed", "period", kept.id, label, before=before, after=after)


def _values(planned: PlannedPeriod) -> dict[str, Any]:
    names = ("kind", "start_on", "end_on", "due_on", "technical", "financial")
    return {name: getattr(planned, name) for name in names}


def period_label(number: str, period: PlannedPeriod | KeptPeriod) -> str:
    """How the history names a period: its number and its days."""
    return f"{number} · {period.start_on:%d.%m.%Y} – {period.end_on:%d.%m.%Y}"
