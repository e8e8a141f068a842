"""Ask for an amendment, decide it, and bring it into force.

What is approved from a day to come is brought into force on that day by the tracker itself, and not at once: until then
the project's dates, shares and budget lines are those that still hold, and every sum and check of that day is true.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from tortoise.expressions import F

from grants.access import Identity, Permission
from grants.acting import Deed, acting
from grants.amendments.actions import label, locked, touched
from grants.amendments.foreseen import Outdated
from grants.amendments.models import Amendment
from grants.amendments.plain import kept_row
from grants.amendments.preview import Foreseen, contract_total, foresee, in_force_from
from grants.amendments.queries import amendment_seen, changes_of, last_suspension, waits
from grants.amendments.records import AMENDABLE, Amendable
from grants.amendments.rules import BRINGS, DEEDS, STEPS, AmendmentKind, AmendmentState, against_days, against_span
from grants.budget.actions import OTHER_STATE, in_turn, step_version
from grants.budget.kinds import VersionState
from grants.budget.reading import version_seen
from grants.entries.actions import insert_row, label_of
from grants.entries.kinds import BY_NAME
from grants.errors import AlreadyDone, Objected, Objection, TrackerError, WrongState
from grants.projects.actions import move_periods
from grants.projects.models import Project
from grants.projects.queries import Seen, projects_seen
from grants.projects.rules import ProjectState
from grants.values.days import ONE_DAY
from grants.values.entry import REQUIRED
from grants.values.money import Money

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Decision:
    """What was asked or decided: the day, the number of the letter or decision, from when it holds, why it was refused."""

    on: date
    number: str = ""
    in_force_on: date | None = None
    reason: str = ""


# What of a version of the budget follows each step of its amendment.
_OF_VERSION: Mapping[AmendmentState, VersionState] = {
    AmendmentState.ASKED: VersionState.ASKED,
    AmendmentState.DRAFT: VersionState.WORKING,
    AmendmentState.REFUSED: VersionState.REFUSED,
    AmendmentState.APPROVED: VersionState.ASKED,  # until its day comes
}


async def decide(
    by: Identity,
    project: Seen,
    amendment_id: int,
    opened_with: int,
    to: AmendmentState,
    decision: Decision,
    today: date,
    *,
    once: str = "",
) -> None:
    """Asked for, taken back, approved or refused. What is approved from today or earlier is in force at once.

    Changed when somebody else decided meanwhile, Outdated when what it was prepared on no longer stands.
    """
    async with acting(by, Permission.AMEND_CONTRACT, project.ref, once=once) as deed:
        row = await locked(by, project, amendment_id, opened_with)
        if row["state"] not in STEPS[to]:
            raise WrongState(OTHER_STATE)
        values = _decided(row, to, decision)
        changes = await changes_of(amendment_id)
        if to in {AmendmentState.ASKED, AmendmentState.APPROVED}:
            _refuse(await foresee(by, project, row, changes))
        row = await touched(deed, row, f"amendment.{DEEDS[to]}", state=to, **values)
        await _step_budget(deed, by, project, row, _OF_VERSION[to], decision.on)
        if to is AmendmentState.APPROVED and row["in_force_on"] <= today:
            await _bring(deed, by, project, row, today)


def _decided(row: Row, to: AmendmentState, decision: Decision) -> dict[str, Any]:
    """What is kept of a step; Objected when its days can't be."""
    match to:
        case AmendmentState.ASKED:
            return {"asked_on": decision.on, "letter": decision.number}
        case AmendmentState.DRAFT:
            return {"asked_on": None, "letter": ""}
        case AmendmentState.REFUSED:
            values: dict[str, Any] = {"refused_because": decision.reason}
            told: tuple[Objection, ...] = () if decision.reason else (Objection(REQUIRED, place="reason"),)
        case _:
            values = {"in_force_on": decision.in_force_on or in_force_from(row, decision.on)}
            told = against_span(values["in_force_on"], row["until_on"], "in_force")
    if told := (*against_days(row["asked_on"], decision.on), *told):
        raise Objected(told)
    return {"decided_on": decision.on, "decision": decision.number, **values}


def _refuse(ahead: Foreseen) -> None:
    if ahead.differing:
        raise Outdated(ahead.differing)
    if ahead.refusals:
        raise Objected(ahead.refusals)


async def _step_budget(deed: Deed, by: Identity, project: Seen, row: Row, to: VersionState, on: date) -> None:
    if row["budget_id"] is None:
        return
    version = await version_seen(by, project, row["budget_id"])
    if version["state"] != to:
        await step_version(deed, by, project, version, to, on)


# --- the day comes --------------------------------------------------------------------------------------------------


async def bring_due(by: Identity, today: date) -> tuple[int, list[str]]:
    """Everything approved whose day has come, the earliest first; gives how many, and which of them can't be brought.

    One that can't stays as it is, and its own page says why; the others go on.
    """
    due = await Amendment.filter(state=AmendmentState.APPROVED, applied_on=None, in_force_on__lte=today).values()
    projects = {project.id: project for project in await projects_seen(by)}
    brought, stuck = 0, []
    for row in sorted(due, key=lambda row: (row["in_force_on"], row["id"])):
        project = projects[row["project_id"]]
        try:
            await _bring_one(by, project, row["id"], today)
            brought += 1
        except AlreadyDone:
            continue
        except TrackerError as problem:
            stuck.append(f"{project.code}, {row['number']}: {problem}")
    for project in projects.values():
        if project.state == ProjectState.SUSPENDED:
            with suppress(AlreadyDone):  # another worker was quicker
                await _end_suspension(by, project, today)
    return brought, stuck


async def _bring_one(by: Identity, project: Seen, amendment_id: int, today: date) -> None:
    async with acting(by, Permission.AMEND_CONTRACT, project.ref) as deed:
        await in_turn(project)
        row = await amendment_seen(by, project, amendment_id)
        if not waits(row):
            raise AlreadyDone
        await _bring(deed, by, project, row, today)


async def bring_now(
    by: Identity, project: Seen, amendment_id: int, opened_with: int, today: date, *, once: str = ""
) -> None:
    """An approved amendment whose day came while it could not be brought into force."""
    async with acting(by, Permission.AMEND_CONTRACT, project.ref, once=once) as deed:
        row = await locked(by, project, amendment_id, opened_with)
        if not waits(row) or row["in_force_on"] > today:
            raise WrongState(OTHER_STATE)
        await _bring(deed, by, project, row, today)


async def _bring(deed: Deed, by: Identity, project: Seen, row: Row, today: date) -> None:
    """Everything the amendment changes, made true under one deed; each row leaves its own trace."""
    changes = await changes_of(row["id"])
    ahead = await foresee(by, project, row, changes)
    _refuse(ahead)
    await _step_budget(deed, by, project, row, VersionState.APPROVED, row["decided_on"])
    await _make_true(deed, project, row, changes, ahead, today)


async def try_out(by: Identity, project: Seen, row: Row, changes: Sequence[Row], ahead: Foreseen, today: date) -> None:
    """What these changes of an amendment make true on its day, done today and undecided: to be rehearsed, never kept.

    The budget that comes with it stays out: no deadline hangs on a budget line, and a big budget takes its time.
    """
    async with acting(by, Permission.SEE_AMENDMENTS, project.ref) as deed:
        holds = {"in_force_on": in_force_from(row, today), "decided_on": row["decided_on"] or today}
        await _make_true(deed, project, row | holds, changes, ahead, today)


async def _make_true(deed: Deed, project: Seen, row: Row, changes: Sequence[Row], ahead: Foreseen, today: date) -> None:
    contract = await insert_row(deed, project.ref, BY_NAME["contract"], "", dict(ahead.contract))
    for change in changes:
        amendable = AMENDABLE[change["kind"]]
        if change["kind"] == "terms":
            await _new_terms(deed, project, row, change, ahead, contract)
        elif not amendable.one:
            await _make(deed, project, amendable, change, ahead)
    await _follow_start(deed, project, ahead)
    await _change_project(deed, project, row, changes, ahead)
    if ahead.plan is not None:
        await move_periods(deed, project.ref, ahead.plan)
    if row["kind"] == AmendmentKind.RESUMPTION:
        await _end_before(deed, project, row["in_force_on"])
    await touched(deed, row, "amendment.in_force", contract_id=contract, applied_on=today)


async def _new_terms(deed: Deed, project: Seen, row: Row, change: Row, ahead: Foreseen, contract: int) -> None:
    kind = BY_NAME["terms"]
    newest = next(iter(ahead.stand["terms"].values()), {})
    values = {column: newest[column] for column in kind.record.columns if column in newest}
    values |= kept_row(kind.record, change["after"])
    await insert_row(
        deed, project.ref, kind, "", {**values, "in_force_on": row["in_force_on"], "contract_id": contract}
    )


async def _make(deed: Deed, project: Seen, amendable: Amendable, change: Row, ahead: Foreseen) -> None:
    """One row added, changed or dropped."""
    kind, row_id = amendable.kind, change["row_id"]
    if row_id is None:
        values = kept_row(kind.record, change["after"])
        await insert_row(deed, project.ref, kind, values.pop("number", ""), values)
        return
    stood = ahead.stand[kind.name][row_id]
    if change["after"] is None:
        await kind.model.filter(id=row_id, project_id=project.id).delete()
        said = label_of(kind, stood["number"], stood)
        deed.happened(f"{kind.name}.removed", kind.name, row_id, said, before=kept_row(kind.record, change["before"]))
        return
    after = kept_row(kind.record, change["after"])
    await kind.model.filter(id=row_id, project_id=project.id).update(version=stood["version"] + 1, **after)
    deed.happened(
        f"{kind.name}.changed",
        kind.name,
        row_id,
        label_of(kind, stood["number"], stood | after),
        before={name: stood[name] for name in after},
        after=after,
    )


async def _follow_start(deed: Deed, project: Seen, ahead: Foreseen) -> None:
    """Activities planned in months of the project go with its start."""
    kind = BY_NAME["activity"]
    for row_id, values in ahead.follows.items():
        row = ahead.then["activity"][row_id]
        await kind.model.filter(id=row_id, project_id=project.id).update(version=F("version") + 1, **values)
        before = {name: ahead.stand["activity"][row_id][name] for name in values}
        deed.happened(
            "activity.changed", "activity", row_id, label_of(kind, row["number"], row), before=before, after=values
        )


async def _change_project(deed: Deed, project: Seen, row: Row, changes: Sequence[Row], ahead: Foreseen) -> None:
    """The project's own facts, its state, and what follows of its months and its value."""
    stood = ahead.stand["project"][project.id]
    values: dict[str, Any] = {}
    for change in changes:
        if change["kind"] == "project":
            values |= kept_row(BY_NAME["project"].record, change["after"])
    values |= following(stood, ahead)
    if state := BRINGS.get(AmendmentKind(row["kind"])):
        values["state"] = state
    values = {name: value for name, value in values.items() if stood[name] != value}
    if values:
        await Project.filter(id=project.id).update(version=stood["version"] + 1, **values)
        before = {name: stood[name] for name in values}
        deed.happened("project.changed", "project", project.id, project.code, before=before, after=values)


def following(stood: Mapping[str, Any], ahead: Foreseen) -> dict[str, Any]:
    """What of a project follows its contract: the months its dates come to, its value where that was the contract's total."""
    values: dict[str, Any] = {}
    before, after = ahead.months
    if stood["months"] is not None and before != after and after is not None:
        values["months"] = after
    was, total = contract_total(ahead.stand), contract_total(ahead.then)
    if total and was and total != was and was == Money(stood["total_cents"] or 0, stood["currency"]):
        values |= {"total_cents": total.minor, "currency": total.currency}
    return values


# --- suspensions end ------------------------------------------------------------------------------------------------


async def _end_before(deed: Deed, project: Seen, resumed_on: date) -> None:
    """The suspension that a resumption ends lasted until the day before."""
    suspension = await last_suspension(project, resumed_on)
    last = resumed_on - ONE_DAY
    if suspension is not None and suspension["until_on"] != last:
        await touched(deed, suspension, until_on=last)


async def _end_suspension(by: Identity, project: Seen, today: date) -> None:
    """A suspension whose last day is known ends with it, and the project goes on."""
    suspension = await last_suspension(project)
    if suspension is None or suspension["until_on"] is None or suspension["until_on"] >= today:
        return
    async with acting(by, Permission.AMEND_CONTRACT, project.ref) as deed:
        await in_turn(project)
        if not await Project.filter(id=project.id, state=ProjectState.SUSPENDED).update(state=ProjectState.RUNNING):
            raise AlreadyDone
        deed.happened("amendment.ended", "amendment", suspension["id"], label(suspension))
        before, after = {"state": ProjectState.SUSPENDED}, {"state": ProjectState.RUNNING}
        deed.happened("project.changed", "project", project.id, project.code, before=before, after=after)
