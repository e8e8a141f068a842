"""Add, change and remove one row, or a whole project's rows at once; every one leaves its trace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tortoise.exceptions import IntegrityError

from grants.access import ROWS as ROW_RULES
from grants.access import Identity, Permission, ProjectRef, own_part_only
from grants.acting import Deed, acting
from grants.attached.actions import take_all_off
from grants.entries.kinds import PROJECT, Kind
from grants.entries.queries import Row, own_rows, row_seen
from grants.errors import Changed, NotAllowed, NotFound, Objected, Objection, WrongState
from grants.projects.models import Organisation
from grants.projects.queries import Seen, named_by_others
from grants.storage.database import rows
from grants.values.entry import MOST_CENTS, TOO_BIG, NewOrganisation
from grants.values.language import N_, Text
from grants.values.records import Kind as FieldKind
from grants.workplan.queries import start_of

Values = dict[str, Any]
NUMBER_TAKEN = N_("The number {number} is taken. Choose another one.")
STAGE_MOVES = N_("The stage is changed on the tab “Contract”, where what is still missing is shown first.")
STILL_NAMED = N_("Other rows still refer to this one. Change or remove them first.")


async def add_row(by: Identity, project: Seen, kind: Kind, number: str, values: Values, *, once: str = "") -> int:
    """A new row of a project; an empty `number` becomes the next free one. Gives the row's id."""
    async with acting(by, ROW_RULES[kind.name][1], project.ref, once=once) as deed:
        # Two people who add at once wait for each other, so that each row gets a number of its own.
        await _in_turn(project)
        await _refuse_settled(kind, project)
        values = await _from_start(kind, project, values)
        await _refuse_wrong(kind, project, values)
        return await insert_row(
            deed, project.ref, kind, number, await _kept_values(deed, kind, _own_part(by, project, kind, values))
        )


async def _in_turn(project: Seen) -> None:
    await rows("SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE", project.id)


async def _refuse_settled(kind: Kind, project: Seen) -> None:
    if sentence := await kind.settled(project.id):
        raise WrongState(sentence)


async def insert_row(deed: Deed, project: ProjectRef, kind: Kind, number: str, values: Values) -> int:
    """The row itself, inside an action that is already going on."""
    place = await _next_place(kind, project)
    number = number.strip() or await _free_number(kind, project, place)
    try:
        row = await kind.model.create(project_id=project.id, number=number, position=place, **values)
    except IntegrityError:
        raise Objected([Objection(NUMBER_TAKEN, {"number": number}, place="number")]) from None
    deed.happened(
        f"{kind.name}.added", kind.name, row.id, label_of(kind, number, values), after={"number": number, **values}
    )
    return int(row.id)


async def _next_place(kind: Kind, project: ProjectRef) -> int:
    table = kind.model._meta.db_table  # noqa: SLF001 - the only way to a model's table name
    statement = f'SELECT coalesce(max(position), 0) + 1 AS next FROM "{table}" WHERE project_id = $1'  # noqa: S608 - our table
    found = await rows(statement, project.id)
    return int(found[0]["next"])


async def _free_number(kind: Kind, project: ProjectRef, place: int) -> str:
    taken = {row["number"] for row in await kind.model.filter(project_id=project.id).values("number")}
    return next(str(number) for number in range(place, place + len(taken) + 1) if str(number) not in taken)


async def insert_rows(deed: Deed, project: ProjectRef, kind: Kind, numbered: Sequence[tuple[str, Values]]) -> list[int]:
    """Many rows of a project that has none of this kind yet, in their order; the ids come back in the same order.

    Every row needs its own number; each leaves its own trace.
    """
    await kind.model.bulk_create(
        [
            kind.model(project_id=project.id, number=number, position=place, **values)
            for place, (number, values) in enumerate(numbered, 1)
        ],
        batch_size=1000,
    )
    ids = [row["id"] for row in await kind.model.filter(project_id=project.id).order_by("position").values("id")]
    for row_id, (number, values) in zip(ids, numbered, strict=True):
        label, after = label_of(kind, number, values), {"number": number, **values}
        deed.happened(f"{kind.name}.added", kind.name, row_id, label, after=after)
    return ids


async def change_row(
    by: Identity, project: Seen, kind: Kind, row_id: int, version: int, number: str, values: Values
) -> None:
    """A row as it is from now on; Changed when somebody else was quicker, WrongState when it is closed."""
    async with acting(by, ROW_RULES[kind.name][1], project.ref) as deed:
        await _in_turn(project)
        before = await row_seen(kind, by, project, row_id)
        _refuse_closed(kind, before)
        await _refuse_settled(kind, project)
        values = await _from_start(kind, project, values, before)
        await _refuse_wrong(kind, project, values, row_id)
        kept = await _kept_values(deed, kind, _own_part(by, project, kind, values))
        after = {**kept, "number": number.strip() or before["number"]}
        try:
            changed = await kind.model.filter(id=row_id, version=version).update(version=version + 1, **after)
        except IntegrityError:
            raise Objected([Objection(NUMBER_TAKEN, {"number": number}, place="number")]) from None
        if not changed:
            raise Changed(before)
        deed.happened(
            f"{kind.name}.changed",
            kind.name,
            row_id,
            label_of(kind, after["number"], kept),
            before=_of(before, after),
            after=after,
        )


def _of(row: Row, names: Values) -> Values:
    return {name: row[name] for name in names if name in row}


async def remove_row(by: Identity, project: Seen, kind: Kind, row_id: int, *, once: str = "") -> None:
    """A row that is no longer there; what it held stays in the history."""
    async with acting(by, ROW_RULES[kind.name][1], project.ref, once=once) as deed:
        await _in_turn(project)
        row = await row_seen(kind, by, project, row_id)
        _refuse_closed(kind, row)
        await _refuse_settled(kind, project)
        for one in await kind.named(project.id, row_id):
            raise WrongState(one.sentence, **one.facts)
        try:
            await kind.model.filter(own_rows(kind, by, project), id=row_id, project_id=project.id).delete()
        except IntegrityError:
            raise WrongState(STILL_NAMED) from None
        await take_all_off(deed, project, kind.name, row_id, label_of(kind, row["number"], row))
        kept = _of(row, dict.fromkeys(kind.record.columns))
        deed.happened(
            f"{kind.name}.removed",
            kind.name,
            row_id,
            label_of(kind, row["number"], row),
            before={"number": row["number"], **kept},
        )


async def _refuse_wrong(kind: Kind, project: Seen, values: Values, row_id: int = 0) -> None:
    told = [*kind.wrong(values), *await kind.objections(project.id, values, row_id)]
    if told:
        raise Objected(tuple(told))


async def _from_start(kind: Kind, project: Seen, values: Values, before: Row | None = None) -> Values:
    """The values with what follows from the project's start."""
    return kind.from_start(values, await start_of(project.id), before) if kind.from_start else values


def _refuse_closed(kind: Kind, row: Row) -> None:
    if kind.closed(row):
        raise WrongState(N_("This was already reported or verified and can't be changed. Return it first."))


def _own_part(by: Identity, project: Seen, kind: Kind, values: Values) -> Values:
    """Somebody who sees only one partner's part writes only there."""
    own = own_part_only(by, project.ref, ROW_RULES[kind.name][1])
    if own is None or "partner_id" not in kind.record.columns:
        return values
    if values.get("partner_id") not in {None, own}:
        raise NotAllowed(N_("You record only your own organisation's part."))
    return values | {"partner_id": own}


async def _kept_values(deed: Deed, kind: Kind, values: Values) -> Values:
    """What was read, completed by the room's rule, with organisations named for the first time now made.

    Objected when an amount that the rule makes is too large to be true.
    """
    kept = kind.complete(values)
    for field in kind.record.fields:
        if field.kind is FieldKind.AMOUNT and abs(kept[field.columns[0]] or 0) >= MOST_CENTS:
            raise Objected([Objection(TOO_BIG, {"text": kept[field.columns[0]] // 100}, place=field.name)])
    return {name: await known(deed, value) for name, value in kept.items()}


async def known(deed: Deed, value: Any) -> Any:
    """The value; of an organisation named for the first time, the id of the one that is made of it."""
    if not isinstance(value, NewOrganisation):
        return value
    name = Text.written(value.name)
    made = await Organisation.create(name_bg=name.bg, name_en=name.en)
    deed.happened("organisation.added", "organisation", made.id, value.name, after={"name": value.name})
    return made.id


def label_of(kind: Kind, number: str, values: Values) -> str:
    """How the history names a row: its number and title."""
    title = kind.record.title
    if kind.record.field(title).kind is FieldKind.CHOICE:
        return number  # a word of a closed list is no name
    found = values.get(f"{title}_bg") or values.get(f"{title}_en") or values.get(title) or ""
    return " · ".join(part for part in (number, str(found)[:200]) if part)


async def add_shared(by: Identity, kind: Kind, values: Values, *, once: str = "") -> int:
    """An organisation, a programme or a procedure."""
    async with acting(by, Permission.CREATE_PROJECT, once=once) as deed:
        return await insert_shared(deed, kind, values)


async def insert_shared(deed: Deed, kind: Kind, values: Values) -> int:
    """The record itself, inside an action that is already going on."""
    row = await kind.model.create(**values)
    deed.happened(f"{kind.name}.added", kind.name, row.id, label_of(kind, "", values), after=values)
    return int(row.id)


async def change_shared(by: Identity, kind: Kind, row_id: int, version: int, values: Values) -> None:
    """An organisation, a programme or a procedure as it is from now on."""
    async with acting(by, Permission.CREATE_PROJECT) as deed:
        found = await kind.model.filter(id=row_id).values()
        if not found:
            raise NotFound
        if await named_by_others(by, kind.name, row_id):
            raise NotAllowed(N_("Projects of others name this one too, so it is not changed from here."))
        if not await kind.model.filter(id=row_id, version=version).update(version=version + 1, **values):
            raise Changed(found[0])
        deed.happened(
            f"{kind.name}.changed",
            kind.name,
            row_id,
            label_of(kind, "", values),
            before=_of(found[0], values),
            after=values,
        )


async def add_project(by: Identity, code: str, kept_by_id: int, values: Values, *, once: str = "") -> Seen:
    """A new project, kept by an organisation; its code is unique."""
    async with acting(by, Permission.CREATE_PROJECT, once=once) as deed:
        return await insert_project(deed, code, kept_by_id, values)


async def insert_project(deed: Deed, code: str, kept_by_id: int, values: Values) -> Seen:
    """The project itself, inside an action that is already going on."""
    try:
        row = await PROJECT.model.create(code=code, kept_by_id=kept_by_id, **values)
    except IntegrityError:
        raise Objected(
            [Objection(N_("There is already a project with the code {code}."), {"code": code}, "code")]
        ) from None
    ref = ProjectRef(row.id, kept_by_id)
    deed.happened("project.added", "project", row.id, code, after={"code": code, **values}, project=ref)
    return Seen(
        row.id, code, Text(values["title_bg"], values["title_en"]), values["acronym"], values["state"], kept_by_id, 1
    )


async def change_project(by: Identity, project: Seen, version: int, values: Values) -> None:
    """A project's own facts as they are from now on."""
    async with acting(by, Permission.EDIT_PROJECT, project.ref) as deed:
        before = (await PROJECT.model.filter(id=project.id).values())[0]
        if values["state"] != before["state"]:
            raise Objected([Objection(STAGE_MOVES, place="state")])
        if not await PROJECT.model.filter(id=project.id, version=version).update(version=version + 1, **values):
            raise Changed(before)
        deed.happened("project.changed", "project", project.id, project.code, before=_of(before, values), after=values)
