"""Holding sessions: adding and changing one, saying who is on its list, entering who came, holding the same again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from grants.access import Identity, Permission
from grants.acting import Deed, acting
from grants.attached.actions import take_all_off
from grants.errors import Changed, NotFound, Objected, Objection
from grants.participants.attendance.queries import (
    called,
    listed_of,
    own_part,
    participants_by_id,
    person_of,
    project_start,
    session_seen,
)
from grants.participants.attendance.records import SESSION
from grants.participants.attendance.rules import (
    CAME_ALREADY,
    NOBODY_LISTED,
    NOT_YET_HELD,
    Tick,
    day_objections,
    invited_objection,
    part_objection,
    placed,
    tick_objections,
    timed,
)
from grants.participants.models import Attendance, SessionHeld
from grants.projects.queries import Seen
from grants.storage.database import Row, insert_all, rows
from grants.values.entry import REQUIRED

KIND = "session_held"
Values = Mapping[str, Any]
_EDIT = Permission.EDIT_PARTICIPANTS


async def add_session(by: Identity, project: Seen, values: Values, *, once: str = "") -> int:
    """A session more; of somebody with a partner's seat it is that partner's. Objected with what can't be."""
    async with acting(by, _EDIT, project.ref, once=once) as deed:
        kept = await _kept(by, project, values)
        return int((await _added(deed, project, kept)).id)


async def _kept(by: Identity, project: Seen, values: Values) -> dict[str, Any]:
    """The columns of a session as they are kept; Objected otherwise."""
    own = own_part(by, project, _EDIT)
    times, told = timed(values)
    told += day_objections(values["held_on"], await project_start(project.id))
    district, misplaced = placed(values["district"], values["settlement"])
    if told := [*told, *misplaced]:
        raise Objected(told)
    return {**values, **times, "district": district, "partner_id": own or values["partner_id"]}


async def _added(deed: Deed, project: Seen, kept: Values) -> SessionHeld:
    await rows("SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE", project.id)  # one number after another
    last = await rows("SELECT coalesce(max(position), 0) AS last FROM session_held WHERE project_id = $1", project.id)
    position = last[0]["last"] + 1
    made = await SessionHeld.create(project_id=project.id, number=str(position), position=position, **kept)
    deed.happened("session_held.added", KIND, made.id, made.number, after=await _told(kept))
    return made


async def _told(kept: Values) -> dict[str, Any]:
    """A session as the history tells it: what it names by number."""
    told = {column: kept[column] for column in SESSION.columns if column not in {"activity_id", "partner_id"}}
    for name in ("activity", "partner"):
        found = await rows(f"SELECT number FROM {name} WHERE id = $1", kept[f"{name}_id"])  # noqa: S608 - one of two
        told[name] = found[0]["number"] if found else ""
    return told


async def change_session(
    by: Identity, project: Seen, session_id: int, version: int, values: Values, today: date, *, once: str = ""
) -> None:
    """Other facts of a session; Objected also when somebody on its list took no part on its new day. Changed."""
    async with acting(by, _EDIT, project.ref, once=once) as deed:
        row = await _held(by, project, session_id, version, today)
        kept = await _kept(by, project, values)
        people = await _everybody(session_id)
        told = [part_objection(person_of(one), kept["held_on"], "held") for one in people]
        told += [_too_long(one, kept) for one in people]
        if found := [one for one in told if one is not None]:
            raise Objected(found)
        await _written(session_id, version, kept)
        deed.happened(
            "session_held.changed", KIND, session_id, row["number"], before=await _told(row), after=await _told(kept)
        )


def _too_long(one: Row, kept: Values) -> Objection | None:
    """Hours entered of somebody that the session would no longer hold."""
    if one["hours"] is None or kept["hours"] is None:
        return None
    return next(iter(tick_objections(called(one), Tick(True, one["hours"]), kept["hours"], "hours")), None)


async def hold_again(
    by: Identity, project: Seen, session_id: int, held_on: date | None, today: date, *, once: str = ""
) -> int:
    """The same session on another day, with those of its people who take part on that day; gives its id."""
    if held_on is None:
        raise Objected([Objection(REQUIRED, place="held")])
    async with acting(by, _EDIT, project.ref, once=once) as deed:
        row = await session_seen(by, project, session_id, today)
        values = {column: row[column] for column in SESSION.columns} | {"held_on": held_on}
        made = await _added(deed, project, await _kept(by, project, values))
        people = [
            one for one in await listed_of(by, project, session_id) if not invited_objection(person_of(one), held_on)
        ]
        await _put_on(made.id, people)
        if people:
            deed.happened("session_held.listed", KIND, made.id, made.number, after={"put_on": _numbers(people)})
        return int(made.id)


async def set_list(
    by: Identity,
    project: Seen,
    session_id: int,
    version: int,
    *,
    put_on: Collection[int],
    take_off: Collection[int],
    today: date,
    once: str = "",
) -> None:
    """Participants put on the list of a session and taken off it; Objected with those who can't be. Changed."""
    async with acting(by, _EDIT, project.ref, once=once) as deed:
        row = await _held(by, project, session_id, version, today)
        listed = {one["participant_id"]: one for one in await listed_of(by, project, session_id)}
        wanted = [one for one in put_on if one not in listed]
        found = await participants_by_id(by, project, wanted)
        if set(wanted) - found.keys():
            raise NotFound
        off = [listed[one] for one in take_off if one in listed]
        told = [invited_objection(person_of(one), row["held_on"]) for one in found.values()]
        told += [Objection(CAME_ALREADY, {"person": called(one)}) for one in off if one["came"]]
        if objections := [one for one in told if one is not None]:
            raise Objected(objections)
        new = [found[one] for one in wanted]
        await _put_on(session_id, new)
        await Attendance.filter(id__in=[one["id"] for one in off]).delete()
        await _written(session_id, version, {})
        after = {"put_on": _numbers(new), "taken_off": _numbers(off)}
        deed.happened("session_held.listed", KIND, session_id, row["number"], after=after)


async def _put_on(session_id: int, people: Sequence[Row]) -> None:
    await insert_all(
        Attendance, [{"session_id": session_id, "participant_id": one["participant_id"]} for one in people]
    )


def _numbers(people: Sequence[Row]) -> str:
    return ", ".join(sorted(one["number"] for one in people))


async def enter(
    by: Identity,
    project: Seen,
    session_id: int,
    version: int,
    ticks: Mapping[int, Tick],
    today: date,
    *,
    once: str = "",
) -> None:
    """Who came, of those on the list that this person reaches, by participant; Objected with what can't be. Changed."""
    async with acting(by, _EDIT, project.ref, once=once) as deed:
        row = await _held(by, project, session_id, version, today)
        people = await listed_of(by, project, session_id)
        _refuse(row, people, ticks, today)
        changed: dict[Tick, list[int]] = {}
        ticked = [(one, ticks.get(one["participant_id"], Tick(False))) for one in people]
        for one, tick in ticked:
            if (one["came"], one["hours"]) != (tick.came, tick.hours):
                changed.setdefault(tick, []).append(one["id"])
        for tick, ids in changed.items():
            await Attendance.filter(id__in=ids).update(came=tick.came, hours=tick.hours)
        await _written(session_id, version, {"entered_on": today})
        came = [one for one, tick in ticked if tick.came]
        away = [one for one, tick in ticked if not tick.came]
        deed.happened(
            "session_held.attended",
            KIND,
            session_id,
            row["number"],
            before={
                "came": _numbers([one for one in people if one["came"]]),
                "stayed_away": _numbers([one for one in people if one["came"] is False]),
                "entered_on": row["entered_on"],
            },
            after={"came": _numbers(came), "stayed_away": _numbers(away), "entered_on": today},
        )


def _refuse(row: Row, people: Sequence[Row], ticks: Mapping[int, Tick], today: date) -> None:
    if row["held_on"] > today:
        raise Objected([Objection(NOT_YET_HELD, {"day": row["held_on"]})])
    if not people:
        raise Objected([Objection(NOBODY_LISTED)])
    told = []
    for one in people:
        tick = ticks.get(one["participant_id"], Tick(False))
        told += tick_objections(called(one), tick, row["hours"], f"hours_{one['participant_id']}")
        if tick.came and (problem := part_objection(person_of(one), row["held_on"], f"came_{one['participant_id']}")):
            told.append(problem)
    if told:
        raise Objected(told)


async def remove_session(
    by: Identity, project: Seen, session_id: int, version: int, today: date, *, once: str = ""
) -> None:
    """A session with its list and what hangs on it gone; what it was stays in the history. Changed."""
    async with acting(by, _EDIT, project.ref, once=once) as deed:
        row = await _held(by, project, session_id, version, today)
        people = await _everybody(session_id)
        await take_all_off(deed, project, KIND, session_id, row["number"])
        await SessionHeld.filter(id=session_id).delete()
        before = {**await _told(row), "came": _numbers([one for one in people if one["came"]])}
        deed.happened("session_held.removed", KIND, session_id, row["number"], before=before)


async def _everybody(session_id: int) -> list[Row]:
    """All on the list, whoever asks: nothing of them is shown but that somebody's days do not fit."""
    return await rows(
        "SELECT x.hours, x.came, p.number, '' AS name, p.joined_on, p.left_on, p.forgotten_at IS NOT NULL AS anonymous "
        "FROM attendance x JOIN participant p ON p.id = x.participant_id WHERE x.session_id = $1 ORDER BY p.position",
        session_id,
    )


async def _held(by: Identity, project: Seen, session_id: int, version: int, today: date) -> Row:
    """The session as it stands, held until the action ends; Changed when it is no longer what was looked at."""
    await rows("SELECT 1 FROM session_held WHERE id = $1 FOR UPDATE", session_id)
    row = await session_seen(by, project, session_id, today)
    if row["version"] != version:
        raise Changed(row)
    return row


async def _written(session_id: int, version: int, values: Values) -> None:
    await SessionHeld.filter(id=session_id).update(version=version + 1, **values)
