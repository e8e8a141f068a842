"""What deadlines do when things happen elsewhere: they are kept in step with what they hang on, in the same transaction."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

from tortoise.expressions import F

from grants.access import Identity, Permission, ProjectRef, may
from grants.acting import Deed, Happening, acting
from grants.deadlines.models import Deadline
from grants.deadlines.rules import DeadlineState, Origin
from grants.deadlines.rules_steps import Change, Facts, Standing, Steps, Wanted, steps
from grants.deadlines.things import in_house_of, offices, standing_of, wanted_of
from grants.errors import NotAllowed
from grants.storage.database import DATABASE_AWAY, insert_all, rows
from grants.values.language import N_
from grants.web.clock import day_of_deed
from grants.workplan.rules import DeliverableState

_log = logging.getLogger("grants.jobs")
_HANDED_OVER = frozenset({DeliverableState.SUBMITTED, DeliverableState.ACCEPTED})
_IN_STEP = 7_305_809  # the first of two numbers of a lock; the second is the project

# The kinds of rows whose every deed may move, close or take away a deadline.
MOVES_A_DAY = (
    *("project", "contract", "partner", "period", "duty", "activity", "milestone", "deliverable", "purchase", "supply"),
    "subcontractor",  # an answer to one knows no hour of the funder
    *("payment", "guarantee", "sub_grant", "sub_report", "matter", "deadline", "deadline_rule", "reminder_plan"),
    *("amendment", "programme"),
)


# --- one project ------------------------------------------------------------------------------------------------------


async def follow_things(deed: Deed) -> None:
    """After everything else a deed did: the deadlines of each project whose things it touched."""
    touched = {
        said.project.id: said.project
        for said, _, _ in deed.happenings
        if said.project is not None and said.subject in MOVES_A_DAY
    }
    await _keep_typed(deed)
    for project in touched.values():
        await keep_in_step(deed, project, day_of_deed())


async def keep_in_step(deed: Deed, project: ProjectRef, today: date) -> Steps:
    """Add, move, close, open again and take away what is out of step with the project's things and rules.

    Done again it finds nothing. What moves, closes or goes leaves its trace; what is added is told of by its thing.
    """
    await rows("SELECT pg_advisory_xact_lock($1, $2)", _IN_STEP, project.id % 2_147_483_647)
    found = await out_of_step(project.id, today)
    await _add(project, found.added, today)
    for change in found.changed:
        await _change(deed, project, change, today)
    for standing in found.removed:
        await _remove(deed, project, standing)
    return found


async def out_of_step(project_id: int, today: date) -> Steps:
    """What of a project's deadlines is out of step."""
    known = await offices()
    wanted = await wanted_of(project_id, known)
    return steps(wanted, await standing_of(project_id), await in_house_of(project_id, known), today)


def _kept(facts: Facts) -> dict[str, Any]:
    return {
        "kind": facts.kind,
        "title_bg": facts.title.bg,
        "title_en": facts.title.en,
        "due_on": facts.due_on,
        "thing_number": facts.number,
        "partner_id": facts.partner_id,
        "from_on": facts.from_on,
        "amount": facts.amount,
        "unit": facts.unit,
        "raw_on": facts.raw_on,
        "ruled_on": facts.ruled_on,
        "hour": facts.hour,
        "zone": facts.zone,
    }


async def _add(project: ProjectRef, added: list[tuple[Wanted, date | None]], today: date) -> None:
    if not added:
        return
    taken = await rows("SELECT number, position FROM deadline WHERE project_id = $1", project.id)
    numbers = {row["number"] for row in taken}
    place = max((row["position"] for row in taken), default=0)
    new = []
    for one, internal_on in added:
        place += 1
        number = next(str(n) for n in range(place, place + len(numbers) + 2) if str(n) not in numbers)
        numbers.add(number)
        rule_id, thing, thing_id, _ = one.key
        new.append(
            _kept(one.facts)
            | {
                "project_id": project.id,
                "number": number,
                "position": place,
                "origin": one.origin,
                "rule_id": rule_id or None,
                "thing": thing,
                "thing_id": thing_id or None,
                "deliverable_id": thing_id if one.origin is Origin.ATTACHED and thing == "deliverable" else None,
                "person_id": one.person_id,
                "internal_on": internal_on,
                "known_on": today,
            }
        )
    await insert_all(Deadline, new)


async def _change(deed: Deed, project: ProjectRef, change: Change, today: date) -> None:
    before = change.before
    done_on = (change.done_on or today) if change.state is DeadlineState.DONE else None
    await Deadline.filter(id=before.id).update(
        version=F("version") + 1,
        **_kept(change.facts),
        state=change.state,
        done_on=done_on,
        person_id=change.person_id,
        internal_on=change.internal_on,
    )
    label = f"{before.number} · {change.facts.title.bg or change.facts.title.en}"
    named = ("deadline", before.id, label)
    if change.state is not before.state:
        verb = "settled" if change.state is DeadlineState.DONE else "reopened"
        after = {"state": change.state, "done_on": done_on}
        deed.happened(f"deadline.{verb}", *named, before={"state": before.state}, after=after, project=project)
    if change.facts.due_on != before.facts.due_on:
        was, is_now = {"due_on": before.facts.due_on}, {"due_on": change.facts.due_on}
        deed.happened("deadline.moved", *named, before=was, after=is_now, project=project)
    if change.person_id != before.person_id:
        had, has = {"person_id": before.person_id}, {"person_id": change.person_id}
        deed.happened("deadline.passed_on", *named, before=had, after=has, project=project)


async def _remove(deed: Deed, project: ProjectRef, standing: Standing) -> None:
    """One whose thing is gone; where somebody was told of it, it stays as cancelled, so that this can still be shown."""
    label = f"{standing.number} · {standing.facts.title.bg or standing.facts.title.en}"
    if standing.told:
        await Deadline.filter(id=standing.id).update(state=DeadlineState.CANCELLED, thing_id=None, rule_id=None)
    else:
        await Deadline.filter(id=standing.id).delete()
    before = {"due_on": standing.facts.due_on, "title": standing.facts.title.bg or standing.facts.title.en}
    deed.happened("deadline.removed", "deadline", standing.id, label, before=before, project=project)


# --- what a person did ------------------------------------------------------------------------------------------------


async def _keep_typed(deed: Deed) -> None:
    """A deadline that hangs on a thing or comes of a rule, and whose day or person somebody changed in its form, keeps it;
    one that was typed is known from now on.
    """
    added = [said.subject_id for said, _, _ in deed.happenings if said.deed == "deadline.added"]
    if added:
        await Deadline.filter(id__in=added, known_on=None).update(known_on=day_of_deed())
    changed = [said for said, _, _ in deed.happenings if said.deed == "deadline.changed"]
    for column, flag in (("due_on", "fixed"), ("person_id", "chosen")):
        ids = [said.subject_id for said in changed if column in said.after]
        if ids:
            await Deadline.filter(id__in=ids).exclude(origin=Origin.TYPED).update(**{flag: True})


async def close_with_deliverable(deed: Deed, happening: Happening) -> None:
    """A deliverable handed over settles the open deadlines that somebody typed for it, on the day it was delivered; one
    that is returned opens them again, for it is to be handed over once more.
    """
    state = happening.after.get("state")
    if state in _HANDED_OVER:
        await _bring(deed, happening, DeadlineState.OPEN, DeadlineState.DONE)
    elif state == DeliverableState.RETURNED:
        await _bring(deed, happening, DeadlineState.DONE, DeadlineState.OPEN)


async def _bring(deed: Deed, happening: Happening, before: DeadlineState, after: DeadlineState) -> None:
    changed = await rows(
        "UPDATE deadline SET state = $2::text, version = version + 1, done_on = CASE WHEN $2::text = $4::text THEN coalesce((SELECT delivered_on "
        "FROM deliverable WHERE id = $1), $5) END "
        "WHERE deliverable_id = $1 AND origin = 'typed' AND state = $3::text RETURNING id, number, title_bg, title_en",
        happening.subject_id,
        after.value,
        before.value,
        DeadlineState.DONE.value,
        day_of_deed(),
    )
    deed_name = "deadline.settled" if after is DeadlineState.DONE else "deadline.reopened"
    for row in changed:
        label = f"{row['number']} · {row['title_bg'] or row['title_en']}"
        deed.happened(
            deed_name, "deadline", row["id"], label, before={"state": before.value}, after={"state": after.value}
        )


# --- all projects, by night -------------------------------------------------------------------------------------------


async def keep_all_in_step(by: Identity, today: date) -> int:
    """Bring the deadlines of every project into step with the day; gives how many were not. A second time finds nothing.

    What is wrong with one project keeps no other out of step: it is raised when all were seen to, as an ExceptionGroup. Only
    where the database is gone nothing goes on.
    """
    if not may(by, Permission.RUN_JOBS):
        raise NotAllowed(N_("Your role does not allow this."))
    brought, failed = 0, []
    for row in await rows("SELECT id, kept_by_id, code FROM project ORDER BY id"):
        try:
            brought += await _keep_one_in_step(by, ProjectRef(row["id"], row["kept_by_id"]), row["code"], today)
        except DATABASE_AWAY:
            raise
        except Exception as problem:  # noqa: BLE001 - whatever is wrong with one project, the others are kept in step
            _log.exception("The deadlines of the project %s can't be kept in step.", row["code"])
            failed.append(problem)
    if failed:
        raise ExceptionGroup("There are projects whose deadlines can't be kept in step.", failed)
    return brought


async def _keep_one_in_step(by: Identity, project: ProjectRef, code: str, today: date) -> bool:
    """Bring the deadlines of one project into step; gives whether they were not."""
    if not await out_of_step(project.id, today):
        return False
    async with acting(by, Permission.RUN_JOBS, project) as deed:
        found = await keep_in_step(deed, project, today)
        after = {"added": len(found.added), "changed": len(found.changed), "removed": len(found.removed)}
        deed.happened("deadlines.followed", "project", project.id, code, after=after)
    return True
