"""Amendments of a project one may see, what they change, and how the rows stand that they would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from grants.access import Identity, Permission, may, sees_all_money
from grants.amendments.foreseen import Differing, differing
from grants.amendments.models import Amendment, AmendmentChange
from grants.amendments.plain import kept_row, plain_row
from grants.amendments.records import AMENDABLE, Amendable
from grants.amendments.rules import AmendmentKind, AmendmentState
from grants.errors import NotFound
from grants.projects.queries import Seen
from grants.projects.rules import Rhythm
from grants.projects.rules_periods import in_force

Row = dict[str, Any]
Rows = Mapping[str, Mapping[int, Row]]  # by kind and id
OPEN = (AmendmentState.DRAFT, AmendmentState.ASKED)


def sees_amendments(by: Identity, project: Seen) -> bool:
    """Amendments show the project as a whole, so whoever sees one partner's part sees none of them."""
    return may(by, Permission.SEE_AMENDMENTS, project.ref) and sees_all_money(by, project.ref)


async def amendments_of(by: Identity, project: Seen) -> list[Row]:
    """Every amendment of the project, in the order prepared."""
    if not sees_amendments(by, project):
        return []
    return list(await Amendment.filter(project_id=project.id).order_by("position").values())


async def amendment_seen(by: Identity, project: Seen, amendment_id: int) -> Row:
    """One amendment; NotFound where there is none for this person."""
    found = [row for row in await amendments_of(by, project) if row["id"] == amendment_id]
    if not found:
        raise NotFound
    return found[0]


async def changes_of(amendment_id: int) -> list[Row]:
    """What an amendment one has seen does to rows, in the order of their kinds."""
    found = await AmendmentChange.filter(amendment_id=amendment_id).order_by("position").values()
    order = {name: at for at, name in enumerate(AMENDABLE)}
    return sorted(found, key=lambda change: order[change["kind"]])


async def change_seen(amendment_id: int, change_id: int) -> Row:
    """One change of an amendment one has seen."""
    found = [row for row in await changes_of(amendment_id) if row["id"] == change_id]
    if not found:
        raise NotFound
    return found[0]


def waits(row: Mapping[str, Any]) -> bool:
    """Whether it is approved and its changes are still to be made."""
    return row["state"] == AmendmentState.APPROVED and row["applied_on"] is None


async def last_suspension(project: Seen, before: date | None = None) -> Row | None:
    """The latest suspension that holds, or held, of those that began before a day."""
    found = await Amendment.filter(
        project_id=project.id, kind=AmendmentKind.SUSPENSION, state=AmendmentState.APPROVED
    ).values()
    held = [row for row in found if row["applied_on"] and (before is None or row["in_force_on"] < before)]
    return max(held, key=lambda row: (row["in_force_on"], row["position"]), default=None)


async def suspensions_of(project_ids: Sequence[int]) -> dict[int, list[tuple[date, date | None]]]:
    """The first and the last day of each suspension of these projects, the last where it is known.

    Like the terms of a contract these are rules by which costs are judged, and nobody is asked who it is.
    """
    held = Amendment.filter(
        project_id__in=list(project_ids), kind=AmendmentKind.SUSPENSION, applied_on__not_isnull=True
    ).order_by("in_force_on", "id")
    found: dict[int, list[tuple[date, date | None]]] = {}
    for row in await held.values("project_id", "in_force_on", "until_on"):
        found.setdefault(row["project_id"], []).append((row["in_force_on"], row["until_on"]))
    return found


# --- how the rows stand -------------------------------------------------------------------------------------------


async def standing_rows(project: Seen) -> Rows:
    """Every row an amendment may change, as it stands; one query a kind."""
    return {name: await _standing(amendable, project) for name, amendable in AMENDABLE.items()}


async def _standing(amendable: Amendable, project: Seen) -> dict[int, Row]:
    model = amendable.kind.model
    if amendable.name == "project":
        found = await model.filter(id=project.id).values()
    else:
        found = await model.filter(project_id=project.id).order_by("position").values()
    if amendable.renewed:
        found = newest(amendable.name, found)
    return {row["id"]: row for row in found}


def newest(name: str, found: Sequence[Row]) -> list[Row]:
    """The newest row in force of a kind that is renewed, or none; a version of the contract with all that is stated."""
    if name == "contract":
        held = in_force(found)
        return [_stated(held)] if held else []
    return sorted(found, key=lambda row: (row["in_force_on"] or date.min, row["position"]))[-1:]


def _stated(versions: Sequence[Mapping[str, Any]]) -> Row:
    """The newest version of the contract; what it does not repeat is the newest stated before it."""
    whole = dict(versions[-1])
    for version in reversed(versions):
        if whole["total_cents"] is None and version["total_cents"] is not None:
            whole |= {"total_cents": version["total_cents"], "currency": version["currency"]}
        if whole["rhythm"] == Rhythm.NONE and version["rhythm"] != Rhythm.NONE:
            whole |= {"rhythm": version["rhythm"], "rhythm_months": version["rhythm_months"]}
        for column in ("start_on", "end_on", "report_days", "final_report_days"):
            whole[column] = whole[column] if whole[column] is not None else version[column]
    return whole


def rows_then(stand: Rows, changes: Sequence[Row]) -> dict[str, dict[int, Row]]:
    """The rows as they would stand with these changes; a new one has the change's id below zero."""
    then = {name: dict(found) for name, found in stand.items()}
    for change in changes:
        amendable, found = AMENDABLE[change["kind"]], then[change["kind"]]
        record = amendable.kind.record
        if change["after"] is None:
            found.pop(change["row_id"], None)
        elif change["row_id"] is None:
            blank: Row = dict.fromkeys(record.columns) | _texts(amendable)
            new = {"id": -change["id"], "number": "", "position": 0}
            found[-change["id"]] = blank | new | kept_row(record, change["after"])
        elif change["row_id"] in found:
            found[change["row_id"]] = found[change["row_id"]] | kept_row(record, change["after"])
    return then


def _texts(amendable: Amendable) -> Row:
    """Texts of a row that nobody has written."""
    return {column: "" for field in amendable.kind.record.fields if len(field.slots) == 2 for column in field.columns}


def conflicts(stand: Rows, changes: Sequence[Row]) -> list[Differing]:
    """What of the values that changes were prepared on no longer stands."""
    found: list[Differing] = []
    for change in changes:
        if change["before"] is None or change["row_id"] is None:
            continue
        row = stand[change["kind"]].get(change["row_id"])
        now = None if row is None else plain_row(row, change["before"])
        found += differing(change["kind"], change["row_id"], change["before"], now)
    return found
