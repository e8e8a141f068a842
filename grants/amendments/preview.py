"""An amendment looked through before it is asked or approved: what it changes, what that moves, and what stands against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from grants.access import Identity
from grants.amendments.foreseen import (
    SHARES_OF_PARTNERS,
    SHARES_OF_SOURCES,
    Dated,
    Differing,
    Gone,
    Span,
    against_shares,
    against_sources,
    against_total,
    dated,
    due_within,
    leaves_spent,
    outside,
    still_due,
)
from grants.amendments.plain import kept_row
from grants.amendments.queries import Rows, conflicts, rows_then, standing_rows
from grants.amendments.rules import ENDS_BEFORE_START, NOTHING_CHANGES, AmendmentKind, against_state
from grants.budget.comparing import Change, compared, currencies, sums
from grants.budget.reading import against_removal, lines_of, spent_on_lines, versions_of
from grants.entries.kinds import BY_NAME
from grants.errors import Objection
from grants.projects.models import Contract, Project
from grants.projects.periods import proposed_moves
from grants.projects.queries import Seen
from grants.projects.rules import ContractState
from grants.projects.rules_periods import REPORTING_TERMS, PeriodMove, ReportingPlan, plan_of
from grants.storage.columns import published_day
from grants.values.days import Precision, PublishedDay
from grants.values.language import Text
from grants.values.money import Money
from grants.workplan.rules_plan import following_start

Row = Mapping[str, Any]
PLANNED = ("activity", "milestone", "deliverable", "deadline")


@dataclass(frozen=True, slots=True)
class Budget:
    """The version of the budget that comes into force with an amendment, held against the budget in force."""

    version: Row
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Everything an amendment changes and moves, and what is to be said against it."""

    stand: Rows
    then: Rows
    budget: Budget | None
    differing: tuple[Differing, ...]
    refusals: tuple[Objection, ...]
    warnings: tuple[Objection, ...]
    outside: tuple[Dated, ...]
    still_due: tuple[Dated, ...]
    months: tuple[int | None, int | None]
    contract: Mapping[str, Any]  # the version of the contract that would come of it
    plan: ReportingPlan | None  # what that version makes of the reporting periods; None where they stay
    periods: tuple[PeriodMove, ...]
    follows: Mapping[int, Mapping[str, Any]]  # activities whose days follow the project's start


async def foresee(by: Identity, project: Seen, amendment: Row, changes: Sequence[dict[str, Any]]) -> Foreseen:
    """Look an amendment through; the number of queries does not grow with its changes or the project's rows."""
    stand = await standing_rows(project)
    then = rows_then(stand, changes)
    follows = _following(project, stand, then)
    then["activity"] |= {row_id: then["activity"][row_id] | moved for row_id, moved in follows.items()}
    budget = await _budget(by, project, amendment)
    gone = await _gone(project, budget.changes if budget else ())
    unspent = [row.id for row in gone if not row.line.spent]
    refusals = [
        *_against_nothing(amendment, changes),
        *against_state(AmendmentKind(amendment["kind"]), stand["project"][project.id]["state"]),
        *_against_period(then["project"][project.id]),
        *leaves_spent([one.line for one in gone]),
        *await against_removal(project.id, unspent),  # drafts and contracts with suppliers name lines too
    ]
    periods = (period_of(stand["project"][project.id]), period_of(then["project"][project.id]))
    planned = [[one for kind in PLANNED for one in dated(kind, rows[kind].values())] for rows in (stand, then)]
    contract = contract_then(stand, amendment, changes, periods[1])
    plan = await _plan(project, contract, changes)
    return Foreseen(
        stand,
        then,
        budget,
        tuple(conflicts(stand, changes)),
        tuple(refusals),
        await _warnings(by, project, changes, then, budget),
        outside(planned[0], planned[1], *periods),
        _due(amendment, planned[1]),
        (periods[0].months, periods[1].months),
        contract,
        plan,
        await proposed_moves(project.id, plan),
        follows,
    )


def _following(project: Seen, stand: Rows, then: Rows) -> dict[int, dict[str, Any]]:
    was, will = (published_day(dict(rows["project"][project.id]), "start") for rows in (stand, then))
    if was == will:
        return {}
    moved = {row_id: following_start(row, was, will) for row_id, row in then["activity"].items() if row_id > 0}
    return {row_id: values for row_id, values in moved.items() if values}


def _due(amendment: Row, planned: Sequence[Dated]) -> tuple[Dated, ...]:
    """What is owed all the same when the contract ends early, or falls due while it stands still."""
    match amendment["kind"]:
        case AmendmentKind.TERMINATION:
            return still_due(planned)
        case AmendmentKind.SUSPENSION:
            return due_within(planned, Span(amendment["in_force_on"], amendment["until_on"]))
        case _:
            return ()


def _against_nothing(amendment: Row, changes: Sequence[Row]) -> tuple[Objection, ...]:
    if amendment["kind"] != AmendmentKind.AMENDMENT or changes or amendment["budget_id"] is not None:
        return ()
    return (Objection(NOTHING_CHANGES),)


def period_of(project: Row) -> Span:
    """The days of a project, the last of them where only a month or a year is known."""
    end = project["end_on"]
    last = PublishedDay(end, Precision(project["end_precision"])).last if end else None
    return Span(project["start_on"], last)


def _against_period(project: Row) -> tuple[Objection, ...]:
    period = period_of(project)
    wrong = period.first is not None and period.last is not None and period.last < period.first
    return (Objection(ENDS_BEFORE_START),) if wrong else ()


# --- the contract and its reporting periods -------------------------------------------------------------------------

_REPORTING = frozenset({"start_on", "end_on", *REPORTING_TERMS})


def contract_then(stand: Rows, amendment: Row, changes: Sequence[Row], period: Span) -> dict[str, Any]:
    """The next version of the contract: the newest with what changes, from the day on which it holds."""
    kind = BY_NAME["contract"]
    newest = next(iter(stand["contract"].values()), {})
    values = {column: newest[column] for column in kind.record.columns if column in newest}
    for change in changes:
        if change["kind"] == "contract":
            values |= kept_row(kind.record, change["after"])
        elif change["kind"] == "project" and _REPORTING & change["after"].keys():
            values |= {"start_on": period.first, "end_on": period.last}
    said = {"subject_bg": amendment["reason_bg"], "subject_en": amendment["reason_en"]}
    days = {"signed_on": amendment["decided_on"], "in_force_on": amendment["in_force_on"]}
    return {**values, **days, **said, "state": ContractState.IN_FORCE}


async def _plan(project: Seen, contract: Row, changes: Sequence[Row]) -> ReportingPlan | None:
    """The reporting plan by the version that would come, where the amendment touches what it is made from."""
    if not any(change["kind"] in {"project", "contract"} and _REPORTING & change["after"].keys() for change in changes):
        return None
    there = await Contract.filter(project_id=project.id).order_by("position").values()
    last = max((row["position"] for row in there), default=0) + 1
    new = {**REPORTING_TERMS, **contract, "position": last, "in_force_on": contract["in_force_on"] or date.max}
    row = await Project.filter(id=project.id).values("start_on", "start_precision", "end_on", "end_precision")
    return plan_of([*there, new], row[0])


# --- the budget -----------------------------------------------------------------------------------------------------


async def _budget(by: Identity, project: Seen, amendment: Row) -> Budget | None:
    found = [row for row in await versions_of(by, project) if row["id"] == amendment["budget_id"]]
    if not found:
        return None
    in_force, version = await lines_of(by, project), await lines_of(by, project, found[0]["id"])
    return Budget(found[0], compared(in_force, version))


@dataclass(frozen=True, slots=True)
class _Leaving:
    id: int
    line: Gone


async def _gone(project: Seen, changes: Sequence[Change]) -> list[_Leaving]:
    lines = [change.before for change in changes if change.after is None and change.before is not None]
    if not lines:
        return []
    spent = await spent_on_lines(project, {line["id"]: line["currency"] for line in lines})
    return [
        _Leaving(line["id"], Gone(line["code"], Text(line["title_bg"], line["title_en"]), spent[line["id"]]))
        for line in lines
    ]


# --- what does not add up -------------------------------------------------------------------------------------------


async def _warnings(
    by: Identity, project: Seen, changes: Sequence[Row], then: Rows, budget: Budget | None
) -> tuple[Objection, ...]:
    """What would not add up, of what the amendment touches."""
    touched = {change["kind"] for change in changes}
    sources = [row for row in then["source"].values() if row["partner_id"] is None]
    found: list[Objection] = []
    if "partner" in touched:
        staying = [row["share"] for row in then["partner"].values() if row["left_on"] is None]
        found += against_shares([share for share in staying if share is not None], SHARES_OF_PARTNERS)
    if "source" in touched:
        found += against_shares([row["share"] for row in sources], SHARES_OF_SOURCES)
    stated = contract_total(then)
    if budget is not None or "contract" in touched:
        found += against_total(stated, await _budget_total(by, project, budget, stated))
    if {"contract", "source"} & touched:
        amounts = [Money(row["amount_cents"], row["currency"]) for row in sources if row["amount_cents"] is not None]
        found += against_sources(stated, amounts)
    return tuple(found)


def contract_total(rows: Rows) -> Money | None:
    """The total of the newest version of the contract."""
    for row in rows["contract"].values():
        if row["total_cents"] is not None:
            return Money(row["total_cents"], row["currency"])
    return None


async def _budget_total(by: Identity, project: Seen, budget: Budget | None, stated: Money | None) -> Money | None:
    """What the lines come to that would be in force, in the currency of the contract's total."""
    if budget is None:
        lines = await lines_of(by, project)
        changes = compared(lines, lines)
    else:
        changes = budget.changes
    if stated is None or stated.currency not in currencies(changes):
        return None
    return sums(changes, stated.currency)[1]


def in_force_from(amendment: Row, decided_on: date) -> date:
    """The day from which an amendment holds: its own, else that of the decision."""
    day: date | None = amendment["in_force_on"]
    return day or decided_on
