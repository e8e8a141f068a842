"""What is done in the life of a contract: periods made and reported, duties taken on, a stage that follows another."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from tortoise.expressions import F

from grants.access import Identity, Permission, ProjectRef
from grants.acting import Deed, acting
from grants.errors import Changed, NotFound, Objected, Objection, WrongState
from grants.projects.duties import duties_proposed
from grants.projects.models import Duty, Period, Project
from grants.projects.periods import bulgarian_offices, kept_periods, proposed_moves, reporting_plan
from grants.projects.queries import Seen
from grants.projects.rules import DUTY_KINDS, PeriodState, ProjectState
from grants.projects.rules_periods import (
    KeptPeriod,
    PeriodMove,
    PlannedPeriod,
    Report,
    ReportingPlan,
    counted_anew,
    fingerprint,
    report_objections,
    reported,
    takes_back,
)
from grants.projects.rules_stages import Move, missing_at, move_objections
from grants.projects.stages import stage_facts
from grants.storage.database import rows
from grants.values.days import Precision
from grants.values.language import LANGUAGES, N_
from grants.values.terms import OfficeDays
from grants.values.wording import wording

SHOWN_CHANGED = N_("The contract or the periods changed meanwhile. This is what would be done now.")
NONE_CHOSEN = N_("Choose at least one duty that is not there yet.")
MOVED_MEANWHILE = N_("Somebody else moved the project to another stage meanwhile.")


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
            await _change(deed, project, move.before, move.after)
        elif move.before is not None:
            await Period.filter(id=move.before.id).delete()
            label = period_label(move.before.number, move.before)
            deed.happened("period.removed", "period", move.before.id, label, before=_values(move.before.as_planned))


async def _add(deed: Deed, project: ProjectRef, number: str, place: int, planned: PlannedPeriod) -> None:
    values = _values(planned)
    row = await Period.create(project_id=project.id, number=number, position=place, generated=True, **values)
    deed.happened("period.added", "period", row.id, period_label(number, planned), after={"number": number, **values})


async def count_reports(deed: Deed, offices_before: OfficeDays, today: date) -> None:
    """Every report that is still to be submitted, its day counted by the days off as they are now."""
    offices = await bulgarian_offices()
    for row in await rows(_STILL_DUE):
        project, plan = ProjectRef(row["id"], row["kept_by_id"]), await reporting_plan(row["id"], today)
        if plan is None:
            continue
        for move in counted_anew(await kept_periods(row["id"]), plan, offices_before, offices):
            if move.before is not None and move.after is not None:
                await _change(deed, project, move.before, move.after)


_STILL_DUE = """
SELECT p.id, p.kept_by_id FROM project p WHERE EXISTS (SELECT FROM reporting_period t
  WHERE t.project_id = p.id AND t.generated AND t.state = 'planned' AND t.due_on IS NOT NULL) ORDER BY p.id
"""


async def _change(deed: Deed, project: ProjectRef, kept: KeptPeriod, planned: PlannedPeriod) -> None:
    before, after = _values(kept.as_planned), _values(planned)
    row = await Period.get(id=kept.id)
    await row.update_from_dict({**after, "version": row.version + 1}).save()
    label = period_label(kept.number, planned)
    deed.happened("period.changed", "period", kept.id, label, before=before, after=after, project=project)


def _values(planned: PlannedPeriod) -> dict[str, Any]:
    names = ("kind", "start_on", "end_on", "due_on", "technical", "financial")
    return {name: getattr(planned, name) for name in names}


def period_label(number: str, period: PlannedPeriod | KeptPeriod) -> str:
    """How the history names a period: its number and its days."""
    return f"{number} · {period.start_on:%d.%m.%Y} – {period.end_on:%d.%m.%Y}"


# --- the report of a period ---------------------------------------------------------------------------------------


_HAPPENED = {
    PeriodState.SUBMITTED: "submitted",
    PeriodState.RETURNED: "funder_returned",
    PeriodState.ACCEPTED: "funder_accepted",
}


async def report_period(
    by: Identity, project: Seen, period_id: int, version: int, report: Report, today: date, *, once: str = ""
) -> None:
    """What happened to the report of a period. Raises Objected, or Changed when somebody else was quicker."""
    async with acting(by, Permission.EDIT_PROJECT, project.ref, once=once) as deed:
        await bring_report(deed, project, period_id, report, today, version=version)


async def bring_report(
    deed: Deed, project: Seen, period_id: int, report: Report, today: date, *, version: int | None = None
) -> None:
    """The same inside an action that is already going on; without a `version`, as the period stands."""
    row = await Period.get_or_none(id=period_id, project_id=project.id)
    if row is None:
        raise NotFound
    before = {name: getattr(row, name) for name in ("state", "submitted_on", "returned_on", "accepted_on", "package")}
    if version is not None and row.version != version:
        raise Changed(before)
    kept = {**before, "start_on": row.start_on}
    if problems := report_objections(kept, report, today):
        raise Objected(problems)
    after = reported(kept, report)
    if not await Period.filter(id=period_id, version=row.version).update(version=row.version + 1, **after):
        raise Changed(before)
    verb = "undone" if takes_back(PeriodState(row.state), report.state) else _HAPPENED[report.state]
    label = f"{row.number} · {row.start_on:%d.%m.%Y} – {row.end_on:%d.%m.%Y}"
    told = {**before, **after}
    deed.happened(f"period.{verb}", "period", period_id, label, before=before, after=told, reason=report.reason.strip())


# --- duties -------------------------------------------------------------------------------------------------------


async def take_on_duties(by: Identity, project: Seen, kinds: Collection[str], today: date, *, once: str = "") -> int:
    """Those of the proposed duties that were chosen, as the project's own; gives how many there were."""
    async with acting(by, Permission.EDIT_PROJECT, project.ref, once=once) as deed:
        await _one_at_a_time(project.id)
        chosen = [one for one in await duties_proposed(project.id, today) if one.kind.value in kinds]
        if not chosen:
            raise Objected([Objection(NONE_CHOSEN)])
        taken = await Duty.filter(project_id=project.id).values("number", "position")
        numbers, place = {row["number"] for row in taken}, max((row["position"] for row in taken), default=0)
        for one in chosen:
            place += 1
            number = next(str(n) for n in range(place, place + len(numbers) + 1) if str(n) not in numbers)
            numbers.add(number)
            values: dict[str, Any] = {
                "kind": one.kind,
                **_titled(DUTY_KINDS[one.kind]),
                "due_on": one.due_on,
                "until_on": one.until_on,
            }
            row = await Duty.create(project_id=project.id, number=number, position=place, **values)
            label = f"{number} · {values['title_bg']}"
            deed.happened("duty.added", "duty", row.id, label, after={"number": number, **values})
        return len(chosen)


def _titled(name: str) -> dict[str, str]:
    """The name of a duty in both languages, as a heading is written."""
    said = {language: wording(language).say(name) for language in LANGUAGES}
    return {f"title_{language}": words[:1].upper() + words[1:] for language, words in said.items()}


# --- stages -------------------------------------------------------------------------------------------------------


async def move_stage(
    by: Identity, project: Seen, then: ProjectState, reason: str, today: date, *, once: str = ""
) -> None:
    """The project in its next stage, or back in the one before; what is missing only asks for a reason."""
    async with acting(by, Permission.EDIT_PROJECT, project.ref, once=once) as deed:
        row = await Project.get(id=project.id)
        now = ProjectState(row.state)
        missing = missing_at(now, await stage_facts(project.id, today))
        start = row.start_on if row.start_precision == Precision.DAY else None
        if problems := move_objections(Move(now, then, reason, start, missing), today):
            raise Objected(problems)
        if not await Project.filter(id=project.id, state=now).update(version=F("version") + 1, state=then):
            raise WrongState(MOVED_MEANWHILE)
        deed.happened(
            "project.moved",
            "project",
            project.id,
            project.code,
            before={"state": now},
            after={"state": then},
            reason=reason.strip(),
        )
