"""Change a budget: a whole grid at once, and its versions from the signed one on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from grants.access import Identity, Permission, own_part_only
from grants.acting import Deed, acting
from grants.budget.grid import Kept, in_tree_order
from grants.budget.kinds import MoveState, VersionKind, VersionState
from grants.budget.models import Line, Version, VersionLine
from grants.budget.reading import (
    OPEN,
    Row,
    against_removal,
    lines_of,
    settled,
    signed_on,
    token_of,
    version_seen,
    versions_of,
)
from grants.budget.records import LINE
from grants.errors import Changed, NotAllowed, Objected, WrongState
from grants.projects.queries import Seen
from grants.storage.database import rows
from grants.values.language import N_

Values = Mapping[str, Any]
CLOSED = N_("This version of the budget was decided and stays as it is. Open a working version to go on.")
SIGNED_ALREADY = N_("The budget as signed is kept already. Open a working version to change it.")
STILL_OPEN = N_("There is a working version of the budget already. Go on with that one.")
NO_LINES = N_("There are no budget lines to keep yet.")
NOT_SIGNED = N_("Keep the budget as signed first; then a working version can stand beside it.")
WHOLE_BUDGET = N_("The budget as a whole is changed only by those who see all of it.")
OTHER_STATE = N_("This has been decided meanwhile. Look at it again.")
_LINE_COLUMNS = tuple(LINE.columns)


def refuse_part(by: Identity, project: Seen) -> None:
    """A seat that sees one partner's part does not change the budget of all."""
    if own_part_only(by, project.ref, Permission.EDIT_BUDGET) is not None:
        raise NotAllowed(WHOLE_BUDGET)


async def in_turn(project: Seen) -> None:
    """Those who change one budget at once wait for each other."""
    await rows("SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE", project.id)


# --- the grid -----------------------------------------------------------------------------------------------------


async def save_grid(
    by: Identity,
    project: Seen,
    version_id: int | None,
    token: str,
    typed: Sequence[Kept],
    removed: Sequence[int],
    *,
    once: str = "",
) -> bool:
    """All lines as typed, or nothing; gives whether anything differed. Changed when somebody else was quicker.

    Without a version the lines in force are changed, which only a budget that was never signed allows.
    """
    before = await lines_of(by, project, version_id)
    if not removed and token == await _token(by, project, version_id) and not _differing(before, typed):
        refuse_part(by, project)
        return False
    async with acting(by, Permission.EDIT_BUDGET, project.ref, once=once) as deed:
        refuse_part(by, project)
        await in_turn(project)
        await _refuse_closed(by, project, version_id)
        before = await lines_of(by, project, version_id)
        if token != await _token(by, project, version_id):
            raise Changed({})
        await _written(deed, project, version_id, before, in_tree_order(typed), removed)
        if version_id is not None:
            version = await version_seen(by, project, version_id)
            await Version.filter(id=version_id).update(version=version["version"] + 1)
    return True


async def _token(by: Identity, project: Seen, version_id: int | None) -> str:
    version = 0 if version_id is None else (await version_seen(by, project, version_id))["version"]
    return token_of(await lines_of(by, project, version_id), version)


async def _refuse_closed(by: Identity, project: Seen, version_id: int | None) -> None:
    if version_id is None:
        if sentence := await settled(project.id):
            raise WrongState(sentence)
    elif (await version_seen(by, project, version_id))["state"] != VersionState.WORKING:
        raise WrongState(CLOSED)


def _differing(before: Sequence[Row], typed: Sequence[Kept]) -> bool:
    stand = {row["id"]: row for row in before}
    return any(row.id not in stand or _changed(stand[row.id], row) for row in typed)


def _changed(before: Row, row: Kept) -> bool:
    return before["code"] != row.number or any(before[name] != row.values[name] for name in _LINE_COLUMNS)


async def _written(
    deed: Deed,
    project: Seen,
    version_id: int | None,
    before: Sequence[Row],
    ordered: Sequence[Kept],
    removed: Sequence[int],
) -> None:
    """The lines of a version, or those in force: removed, changed and added, in their new order."""
    stand = {row["id"]: row for row in before}
    if version_id is None:
        await _refuse_named(project, removed)
    await _remove(deed, version_id, [stand[id_] for id_ in removed if id_ in stand])
    changed = [row for row in ordered if row.id in stand and _changed(stand[row.id], row)]
    if version_id is None:  # numbers that change places stand aside for a moment
        for row in changed:
            if stand[row.id]["code"] != row.number:
                await Line.filter(id=row.id).update(number=f"~{row.id}")
    for row in changed:
        await _change(deed, version_id, stand[row.id], row)
    await _add(deed, project, version_id, [row for row in ordered if row.id not in stand])
    await _put_in_order(project, version_id, [row.number for row in ordered])


async def _refuse_named(project: Seen, line_ids: Sequence[int]) -> None:
    told = await against_removal(project.id, line_ids)
    if told:
        raise Objected(told)


def line_label(number: str, values: Values) -> str:
    """How the history names a line."""
    return " · ".join(part for part in (number, str(values["title_bg"] or values["title_en"])[:200]) if part)


def _name(version_id: int | None) -> str:
    return "line" if version_id is None else "version_line"


def _said(number: str, values: Values, version_id: int | None) -> dict[str, Any]:
    return {"number" if version_id is None else "code": number, **{name: values[name] for name in _LINE_COLUMNS}}


async def _remove(deed: Deed, version_id: int | None, gone: Sequence[Row]) -> None:
    model = Line if version_id is None else VersionLine
    for row in gone:
        said = _said(row["code"], row, version_id)
        deed.happened(
            f"{_name(version_id)}.removed", _name(version_id), row["id"], line_label(row["code"], row), before=said
        )
    if gone:
        await model.filter(id__in=[row["id"] for row in gone]).delete()


async def _change(deed: Deed, version_id: int | None, before: Row, row: Kept) -> None:
    model = Line if version_id is None else VersionLine
    after = _said(row.number, row.values, version_id)
    await model.filter(id=row.id).update(version=before["version"] + 1, **after)
    deed.happened(
        f"{_name(version_id)}.changed",
        _name(version_id),
        row.id,
        line_label(row.number, row.values),
        before=_said(before["code"], before, version_id),
        after=after,
    )


async def _add(deed: Deed, project: Seen, version_id: int | None, new: Sequence[Kept]) -> None:
    if not new:
        return
    if version_id is None:
        place = await next_place("budget_line", project)
        made = [
            Line(project_id=project.id, position=place + at, **_said(row.number, row.values, None))
            for at, row in enumerate(new)
        ]
        await Line.bulk_create(made, batch_size=500)
        found = await Line.filter(project_id=project.id).values("id", "number")
        ids = {row["number"]: row["id"] for row in found}
    else:
        await _add_to_version(project, version_id, [(row.number, row.values, None) for row in new])
        found = await VersionLine.filter(budget_id=version_id).values("id", "code")
        ids = {row["code"]: row["id"] for row in found}
    for row in new:
        said, label = _said(row.number, row.values, version_id), line_label(row.number, row.values)
        deed.happened(f"{_name(version_id)}.added", _name(version_id), ids[row.number], label, after=said)


async def _add_to_version(project: Seen, version_id: int, lines: Sequence[tuple[str, Values, int | None]]) -> None:
    """Lines of a version; their own numbers count on through all versions of the project."""
    place = await next_place("budget_version_line", project)
    taken = {row["number"] for row in await VersionLine.filter(project_id=project.id).values("number")}
    free = (str(number) for number in range(place, place + len(taken) + len(lines) + 1) if str(number) not in taken)
    await VersionLine.bulk_create(
        [
            VersionLine(
                project_id=project.id,
                budget_id=version_id,
                number=next(free),
                position=place + at,
                line_id=line_id,
                **_said(code, values, version_id),
            )
            for at, (code, values, line_id) in enumerate(lines)
        ],
        batch_size=500,
    )


async def next_place(table: str, project: Seen) -> int:
    """The place after the last row of a table."""
    statement = f'SELECT coalesce(max(position), 0) + 1 AS next FROM "{table}" WHERE project_id = $1'  # noqa: S608 - our tables
    return int((await rows(statement, project.id))[0]["next"])


_ORDER = """
UPDATE {table} l SET position = o.first + o.place - 1
FROM (SELECT t.place, t.number, (SELECT min(position) FROM {table} WHERE {which}) AS first
  FROM unnest($2::text[]) WITH ORDINALITY AS t (number, place)) o
WHERE {which_l} AND l.{number} = o.number AND l.position <> o.first + o.place - 1
"""


async def _put_in_order(project: Seen, version_id: int | None, numbers: Sequence[str]) -> None:
    """The positions of the lines in the order of these numbers, beginning where they began."""
    table, number, which = ("budget_line", "number", "project_id = $1")
    if version_id is not None:
        table, number, which = ("budget_version_line", "code", "budget_id = $1")
    statement = _ORDER.format(table=table, number=number, which=which, which_l=f"l.{which}")
    await rows(statement, project.id if version_id is None else version_id, list(numbers))


# --- versions -----------------------------------------------------------------------------------------------------


async def keep_as_signed(by: Identity, project: Seen, approved_on: date, *, once: str = "") -> int:
    """The budget as it stands, kept for good as the one that was signed."""
    async with acting(by, Permission.EDIT_BUDGET, project.ref, once=once) as deed:
        refuse_part(by, project)
        await in_turn(project)
        if any(version["state"] == VersionState.APPROVED for version in await versions_of(by, project)):
            raise WrongState(SIGNED_ALREADY)
        contract = await signed_on(project)
        values = {
            "kind": VersionKind.SIGNED,
            "state": VersionState.APPROVED,
            "contract_id": contract["id"] if contract else None,
            "approved_on": approved_on,
        }
        return await _version_of_budget(deed, by, project, values, "version.kept")


async def open_working(by: Identity, project: Seen, *, once: str = "") -> int:
    """A working version beside the budget in force, with the same lines to begin with."""
    async with acting(by, Permission.EDIT_BUDGET, project.ref, once=once) as deed:
        refuse_part(by, project)
        await in_turn(project)
        return await begin_working(deed, by, project)


async def begin_working(deed: Deed, by: Identity, project: Seen) -> int:
    """The working version itself, inside an action that is already going on."""
    versions = await versions_of(by, project)
    if any(version["state"] in OPEN for version in versions):
        raise WrongState(STILL_OPEN)
    if not any(version["state"] == VersionState.APPROVED for version in versions):
        raise WrongState(NOT_SIGNED)
    values = {"kind": VersionKind.AMENDMENT, "state": VersionState.WORKING}
    return await _version_of_budget(deed, by, project, values, "version.opened")


async def _version_of_budget(deed: Deed, by: Identity, project: Seen, values: Values, what: str) -> int:
    lines = await lines_of(by, project)
    if not lines:
        raise WrongState(NO_LINES)
    place = await next_place("budget_version", project)
    taken = {version["number"] for version in await versions_of(by, project)}
    number = next(str(one) for one in range(place, place + len(taken) + 1) if str(one) not in taken)
    version = await Version.create(project_id=project.id, number=number, position=place, **values)
    await _add_to_version(project, version.id, [(line["code"], line, line["id"]) for line in lines])
    deed.happened(what, "version", version.id, number, after={"number": number, **values})
    return int(version.id)


# From which state a version, or a move, may come to another one.
STEPS: Mapping[str, frozenset[str]] = {
    VersionState.ASKED: frozenset({VersionState.WORKING, MoveState.DRAFT}),
    VersionState.WORKING: frozenset({VersionState.ASKED}),
    MoveState.DRAFT: frozenset({MoveState.ASKED}),
    VersionState.APPROVED: frozenset({*OPEN, MoveState.DRAFT, MoveState.ASKED}),
    VersionState.REFUSED: frozenset({VersionState.ASKED}),
}
DEEDS: Mapping[str, str] = {
    VersionState.ASKED: "asked",
    VersionState.WORKING: "reopened",
    MoveState.DRAFT: "reopened",
    VersionState.APPROVED: "approved",
    VersionState.REFUSED: "refused",
}


async def bring_version(
    by: Identity, project: Seen, version_id: int, opened_with: int, to: VersionState, on: date, *, once: str = ""
) -> None:
    """A version asked for, taken back, refused or approved; approving makes its lines the budget in force."""
    async with acting(by, Permission.EDIT_BUDGET, project.ref, once=once) as deed:
        refuse_part(by, project)
        await in_turn(project)
        before = await version_seen(by, project, version_id)
        if before["version"] != opened_with:
            raise Changed(before)
        await step_version(deed, by, project, before, to, on)


async def step_version(deed: Deed, by: Identity, project: Seen, before: Row, to: VersionState, on: date) -> None:
    """The step itself, inside an action that is already going on."""
    if before["state"] not in STEPS[to]:
        raise WrongState(OTHER_STATE)
    after: dict[str, Any] = {"state": to}
    if to is VersionState.APPROVED:
        await _put_in_force(deed, by, project, before["id"])
        after["approved_on"] = on
    await Version.filter(id=before["id"]).update(version=before["version"] + 1, **after)
    was = {name: before[name] for name in after}
    deed.happened(f"version.{DEEDS[to]}", "version", before["id"], before["number"], before=was, after=after)


async def _put_in_force(deed: Deed, by: Identity, project: Seen, version_id: int) -> None:
    """The lines of a version as the budget in force: each becomes the line it stands for, or a new one."""
    target = await lines_of(by, project, version_id)
    stand = {row["id"]: row for row in await lines_of(by, project)}
    if not target:
        raise WrongState(NO_LINES)
    ordered = [
        Kept(at, row["line_id"] if row["line_id"] in stand else None, row["code"], row) for at, row in enumerate(target)
    ]
    staying = {row.id for row in ordered}
    gone = [line_id for line_id in stand if line_id not in staying]
    await _written(deed, project, None, list(stand.values()), ordered, gone)
    now = {line["code"]: line["id"] for line in await lines_of(by, project)}
    for row in target:
        if row["line_id"] != now[row["code"]]:
            await VersionLine.filter(id=row["id"]).update(line_id=now[row["code"]])


async def describe_version(
    by: Identity, project: Seen, version_id: int, opened_with: int, values: Values, *, once: str = ""
) -> None:
    """What a version is called and what it changes, in words; its lines and its state stay."""
    async with acting(by, Permission.EDIT_BUDGET, project.ref, once=once) as deed:
        refuse_part(by, project)
        before = await version_seen(by, project, version_id)
        if not await Version.filter(id=version_id, version=opened_with).update(version=opened_with + 1, **values):
            raise Changed(before)
        was = {name: before[name] for name in values}
        deed.happened("version.changed", "version", version_id, before["number"], before=was, after=values)


async def drop_version(by: Identity, project: Seen, version_id: int, *, once: str = "") -> None:
    """A working version that is given up; what was decided stays for good."""
    async with acting(by, Permission.EDIT_BUDGET, project.ref, once=once) as deed:
        refuse_part(by, project)
        version = await version_seen(by, project, version_id)
        if version["state"] != VersionState.WORKING:
            raise WrongState(CLOSED)
        await Version.filter(id=version_id).delete()
        deed.happened("version.removed", "version", version_id, version["number"], before={"number": version["number"]})
