"""Move money from one line of a budget to another: drafted, asked for, decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from grants.access import Identity, Permission
from grants.acting import Deed, acting
from grants.budget.actions import DEEDS, OTHER_STATE, STEPS, in_turn, line_label, next_place, refuse_part
from grants.budget.kinds import MoveState, VersionState
from grants.budget.models import Line, Move, Version, VersionLine
from grants.budget.moving import refusals, with_amount
from grants.budget.reading import MISSED, OPEN, Row, Why, lines_of, move_seen, moves_of, standings, versions_of
from grants.errors import Changed, Objected, Objection, WrongState
from grants.projects.queries import Seen
from grants.values.language import N_
from grants.values.money import Money

Values = Mapping[str, Any]


async def keep_move(
    by: Identity, project: Seen, move_id: int | None, opened_with: int, values: Values, *, once: str = ""
) -> int:
    """A move as a draft: new, or changed; Objected when it can't be done at all."""
    async with acting(by, Permission.EDIT_BUDGET, project.ref, once=once) as deed:
        refuse_part(by, project)
        await in_turn(project)
        before = None if move_id is None else await move_seen(by, project, move_id)
        if before is not None and before["state"] != MoveState.DRAFT:
            raise WrongState(OTHER_STATE)
        await _refuse_impossible(by, project, values)
        if before is None or move_id is None:
            return await _new_move(deed, by, project, values)
        if not await Move.filter(id=move_id, version=opened_with).update(version=opened_with + 1, **values):
            raise Changed(before)
        was = {name: before[name] for name in values}
        deed.happened("move.changed", "move", move_id, _move_label(before["number"], values), before=was, after=values)
        return move_id


async def _new_move(deed: Deed, by: Identity, project: Seen, values: Values) -> int:
    place = await next_place("budget_move", project)
    taken = {row["number"] for row in await moves_of(by, project)}
    number = next(str(one) for one in range(place, place + len(taken) + 1) if str(one) not in taken)
    move = await Move.create(project_id=project.id, number=number, position=place, state=MoveState.DRAFT, **values)
    said = {"number": number, **values}
    deed.happened("move.added", "move", move.id, _move_label(number, values), after=said)
    return int(move.id)


def _move_label(number: str, values: Values) -> str:
    return f"{number} · {Money(values['amount_cents'], values['currency']).plain} {values['currency']}"


async def _refuse_impossible(by: Identity, project: Seen, values: Values) -> None:
    lines = await standings(by, project)
    missing = [
        Objection(N_("This line is no longer in the budget."), {}, place=name)
        for name in ("from_line", "to_line")
        if values[f"{name}_id"] not in lines
    ]
    if missing:
        raise Objected(missing)
    amount = Money(values["amount_cents"], values["currency"])
    found = refusals(lines[values["from_line_id"]], lines[values["to_line_id"]], amount)
    if found:
        raise Objected(found)


async def bring_move(
    by: Identity,
    project: Seen,
    move_id: int,
    opened_with: int,
    to: MoveState,
    on: date,
    letter: str = "",
    *,
    once: str = "",
) -> None:
    """A move asked for, taken back, refused or approved; approving changes both lines and leaves the total as it was."""
    async with acting(by, Permission.EDIT_BUDGET, project.ref, once=once) as deed:
        refuse_part(by, project)
        await in_turn(project)
        before = await move_seen(by, project, move_id)
        if before["version"] != opened_with:
            raise Changed(before)
        if before["state"] not in STEPS[to]:
            raise WrongState(OTHER_STATE)
        after: dict[str, Any] = {"state": to}
        if to is MoveState.ASKED:
            after["asked_on"] = on
        if to in {MoveState.APPROVED, MoveState.REFUSED}:
            after |= {"decided_on": on, "letter": letter or before["letter"]}
        if to is MoveState.APPROVED:
            await _refuse_impossible(by, project, before)
            await _move_money(deed, by, project, before)
        await Move.filter(id=move_id).update(version=opened_with + 1, **after)
        was = {name: before[name] for name in after}
        label = _move_label(before["number"], before)
        deed.happened(f"move.{DEEDS[to]}", "move", move_id, label, before=was, after=after)


async def _move_money(deed: Deed, by: Identity, project: Seen, move: Row) -> None:
    lines = {line["id"]: line for line in await lines_of(by, project)}
    for line, after in _both_ends(lines, move):
        await Line.filter(id=line["id"]).update(version=line["version"] + 1, **after)
        was = {name: line[name] for name in after}
        deed.happened("line.changed", "line", line["id"], line_label(line["code"], line), before=was, after=after)
    await _carry_on(deed, by, project, move)


async def _carry_on(deed: Deed, by: Identity, project: Seen, move: Row) -> None:
    """A version still being worked on goes on from the budget as it is now; one that was asked for stays as it was sent.

    Where the move is not carried into an open version, that is said, for nobody would see it otherwise.
    """
    for version in await versions_of(by, project):
        if version["state"] not in OPEN:
            continue
        lines = {line["line_id"]: line for line in await lines_of(by, project, version["id"]) if line["line_id"]}
        if why := _why_not(version, lines, move):
            after = {"move_id": move["id"], "why": why}
            deed.happened(MISSED, "version", version["id"], version["number"], after=after)
            continue
        for line, after in _both_ends(lines, move):
            await VersionLine.filter(id=line["id"]).update(version=line["version"] + 1, **after)
            was = {name: line[name] for name in after}
            label = line_label(line["code"], line)
            deed.happened("version_line.changed", "version_line", line["id"], label, before=was, after=after)
        await Version.filter(id=version["id"]).update(version=version["version"] + 1)


def _why_not(version: Row, lines: Mapping[int, Row], move: Row) -> Why | None:
    """Why an approved move is not carried into an open version; nothing where it is."""
    if version["state"] == VersionState.ASKED:
        return Why.SENT
    if not {move["from_line_id"], move["to_line_id"]} <= set(lines):
        return Why.NO_LINE
    if (lines[move["from_line_id"]]["amount_cents"] or 0) < move["amount_cents"]:
        return Why.TOO_LITTLE
    return None


def _both_ends(lines: Mapping[int, Row], move: Row) -> list[tuple[Row, dict[str, Any]]]:
    """Each of the two lines with what changes in it."""
    ends = ((move["from_line_id"], -move["amount_cents"]), (move["to_line_id"], move["amount_cents"]))
    return [
        (lines[line_id], with_amount(lines[line_id], (lines[line_id]["amount_cents"] or 0) + cents))
        for line_id, cents in ends
    ]


async def drop_move(by: Identity, project: Seen, move_id: int, *, once: str = "") -> None:
    """A draft that is given up; a move that was asked for stays in the list."""
    async with acting(by, Permission.EDIT_BUDGET, project.ref, once=once) as deed:
        refuse_part(by, project)
        move = await move_seen(by, project, move_id)
        if move["state"] != MoveState.DRAFT:
            raise WrongState(OTHER_STATE)
        await Move.filter(id=move_id).delete()
        was = {"amount_cents": move["amount_cents"], "currency": move["currency"]}
        deed.happened("move.removed", "move", move_id, _move_label(move["number"], move), before=was)
