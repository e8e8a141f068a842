"""Prepare an amendment: what it is for, each change it makes, the version of the budget it brings; nothing moves yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grants.access import Identity, Permission, sees_all_money
from grants.acting import Deed, acting
from grants.amendments.models import Amendment, AmendmentChange
from grants.amendments.plain import Plain, plain_row
from grants.amendments.queries import amendment_seen, change_seen, changes_of, standing_rows, waits
from grants.amendments.records import AMENDABLE, Amendable
from grants.amendments.rules import AmendmentKind, AmendmentState, against_span
from grants.budget.actions import begin_working, in_turn
from grants.budget.kinds import VersionState
from grants.budget.reading import version_seen
from grants.entries.actions import known, label_of
from grants.errors import Changed, NotAllowed, NotFound, Objected, Objection, WrongState
from grants.projects.queries import Seen
from grants.storage.database import rows
from grants.values.language import N_
from grants.workplan.queries import start_of

Row = dict[str, Any]
Values = Mapping[str, Any]
WHOLE = N_("An amendment changes the contract as a whole; only those who see all of the project prepare it.")
DECIDED = N_("This amendment was asked for or decided and stays as it is. Take it back to change it.")
SAME = N_("Nothing differs from what stands there now.")
CANT_GO = N_("Such a row can't be dropped by an amendment.")
NOT_WORKING = N_("Only a working version of the budget can come into force with an amendment.")
NOT_AFTER_START = N_("The end would be before the start.")


def refuse_part(by: Identity, project: Seen) -> None:
    """Somebody who sees one partner's part does not change the contract of all."""
    if not sees_all_money(by, project.ref):
        raise NotAllowed(WHOLE)


async def locked(by: Identity, project: Seen, amendment_id: int, opened_with: int) -> Row:
    """The amendment as it stands, with nobody else at it; Changed when it is no longer what the form was opened with."""
    refuse_part(by, project)
    await in_turn(project)
    row = await amendment_seen(by, project, amendment_id)
    if row["version"] != opened_with:
        raise Changed(row)
    return row


async def _draft(by: Identity, project: Seen, amendment_id: int, opened_with: int) -> Row:
    row = await locked(by, project, amendment_id, opened_with)
    if row["state"] != AmendmentState.DRAFT:
        raise WrongState(DECIDED)
    return row


def label(row: Values) -> str:
    """How the history names an amendment."""
    return f"{row['number']} · {str(row['reason_bg'] or row['reason_en'])[:120]}"


async def touched(deed: Deed, row: Row, what: str = "amendment.changed", **values: Any) -> Row:
    """An amendment that is no longer what it was, with these values; forms opened on it before come back.

    Without a name for it the deed has said already what was done.
    """
    before = {name: row[name] for name in values}
    await Amendment.filter(id=row["id"]).update(version=row["version"] + 1, **values)
    if what:
        deed.happened(what, "amendment", row["id"], label({**row, **values}), before=before, after=values)
    return {**row, **values, "version": row["version"] + 1}


# --- the amendment ------------------------------------------------------------------------------------------------


async def prepare(by: Identity, project: Seen, values: Values, *, once: str = "") -> int:
    """A new amendment, with nothing in it yet."""
    async with acting(by, Permission.AMEND_CONTRACT, project.ref, once=once) as deed:
        refuse_part(by, project)
        await in_turn(project)
        _refuse_wrong(values)
        taken = {row["number"] for row in await Amendment.filter(project_id=project.id).values("number")}
        place = len(taken) + 1
        number = next(str(n) for n in range(place, 2 * place + 1) if str(n) not in taken)
        found = await rows(
            "SELECT coalesce(max(position), 0) + 1 AS next FROM amendment WHERE project_id = $1", project.id
        )
        row = await Amendment.create(project_id=project.id, number=number, position=found[0]["next"], **values)
        after = {"number": number, **values}
        deed.happened("amendment.added", "amendment", row.id, label(after), after=after)
        return int(row.id)


def _refuse_wrong(values: Values) -> None:
    if values["kind"] != AmendmentKind.SUSPENSION and values["until_on"] is not None:
        raise Objected([Objection(N_("Only a suspension has a last day."), place="until")])
    if told := against_span(values["in_force_on"], values["until_on"]):
        raise Objected(told)


async def describe(
    by: Identity, project: Seen, amendment_id: int, opened_with: int, values: Values, *, once: str = ""
) -> None:
    """What it is and why, in words; its changes stay."""
    async with acting(by, Permission.AMEND_CONTRACT, project.ref, once=once) as deed:
        row = await _draft(by, project, amendment_id, opened_with)
        _refuse_wrong(values)
        await touched(deed, row, **values)


async def give_up(by: Identity, project: Seen, amendment_id: int, opened_with: int, *, once: str = "") -> None:
    """An amendment that was only being prepared is no longer there; what it held stays in the history."""
    async with acting(by, Permission.AMEND_CONTRACT, project.ref, once=once) as deed:
        row = await _draft(by, project, amendment_id, opened_with)
        await Amendment.filter(id=amendment_id).delete()
        before = {name: row[name] for name in ("number", "kind", "reason_bg", "reason_en")}
        deed.happened("amendment.removed", "amendment", amendment_id, label(row), before=before)


# --- its changes --------------------------------------------------------------------------------------------------


async def put_change(
    by: Identity,
    project: Seen,
    amendment_id: int,
    opened_with: int,
    kind: str,
    row_id: int | None,
    values: Values,
    *,
    change_id: int | None = None,
    once: str = "",
) -> None:
    """What the amendment makes of a row: only what differs from what stands there is kept. Without a row, a new one.

    A row has one change in an amendment, so that a second one replaces the first.
    """
    async with acting(by, Permission.AMEND_CONTRACT, project.ref, once=once) as deed:
        amendment = await _draft(by, project, amendment_id, opened_with)
        amendable = AMENDABLE[kind]
        values = {name: await known(deed, value) for name, value in values.items()}
        _refuse_backwards(values)
        row = None if row_id is None else await _row(project, amendable, row_id)
        values = await _completed(project, amendable, row, values)
        if row is None:
            before, after = None, plain_row(values, tuple(values))
        else:
            before, after = _difference(row, values)
        if row_id is None and amendable.added is None and not amendable.renewed:
            raise NotFound
        await _keep(deed, amendment, amendable, (row_id, change_id), before, after)


def _refuse_backwards(values: Values) -> None:
    first, last = values.get("start_on"), values.get("end_on")
    if first is not None and last is not None and last < first:
        raise Objected([Objection(NOT_AFTER_START, place="end")])
    months = values.get("start_month"), values.get("end_month")
    if None not in months and months[1] < months[0]:  # type: ignore[operator]  # neither is None
        raise Objected([Objection(NOT_AFTER_START, place="end_month")])


async def _completed(project: Seen, amendable: Amendable, row: Row | None, values: Values) -> Values:
    """What was typed, with the days that follow from it; Objected when the whole row could not be kept so."""
    kind = amendable.kind
    whole: Row = {**dict.fromkeys(kind.record.columns), **(row or {}), **values}
    if kind.from_start is not None:
        whole = dict(kind.from_start(whole, await start_of(project.id), row))
    told = list(kind.wrong(whole)) if row is not None or kind.from_start is not None else []
    if amendable.renewed and row is not None:
        told += await kind.objections(project.id, dict(whole), row["id"])
    if told:
        raise Objected(told)
    return {name: whole[name] for name in values}


def _difference(row: Row, values: Values) -> tuple[Plain, Plain]:
    stood, typed = plain_row(row, tuple(values)), plain_row(values, tuple(values))
    names = _apart(stood, typed)
    if not names:
        raise Objected([Objection(SAME)])
    return {name: stood[name] for name in names}, {name: typed[name] for name in names}


def _apart(stood: Plain, wanted: Plain) -> list[str]:
    """The columns whose values are not the same; beside an amount its currency stands always."""
    names = [name for name in wanted if wanted[name] != stood[name]]
    if "currency" in wanted and "currency" not in names and any(name.endswith("_cents") for name in names):
        names.append("currency")
    return names


async def _row(project: Seen, amendable: Amendable, row_id: int) -> Row:
    found = (await standing_rows(project))[amendable.name].get(row_id)
    if found is None:
        raise NotFound
    return found


async def drop_row(
    by: Identity, project: Seen, amendment_id: int, opened_with: int, kind: str, row_id: int, *, once: str = ""
) -> None:
    """A row that is to be no longer there."""
    async with acting(by, Permission.AMEND_CONTRACT, project.ref, once=once) as deed:
        amendment = await _draft(by, project, amendment_id, opened_with)
        amendable = AMENDABLE[kind]
        if not amendable.dropped:
            raise WrongState(CANT_GO)
        row = await _row(project, amendable, row_id)
        before = plain_row(row, ("number", *amendable.kind.record.columns))
        await _keep(deed, amendment, amendable, (row_id, None), before, None)


async def _keep(
    deed: Deed,
    amendment: Row,
    amendable: Amendable,
    which: tuple[int | None, int | None],
    before: Plain | None,
    after: Plain | None,
) -> None:
    row_id, change_id = which
    there = await changes_of(amendment["id"])
    same = [
        one["id"]
        for one in there
        if one["id"] == change_id or (row_id is not None and (one["kind"], one["row_id"]) == (amendable.name, row_id))
    ]
    told: dict[str, Any] = {"before": before, "after": after}
    if same:
        change = await AmendmentChange.get(id=same[0])
        await change.update_from_dict({**told, "version": change.version + 1}).save()
    else:
        place = max((one["position"] for one in there), default=0) + 1
        await AmendmentChange.create(
            amendment_id=amendment["id"], position=place, kind=amendable.name, row_id=row_id, **told
        )
    await _say(deed, "proposed", amendable, row_id, told)
    await touched(deed, amendment, "")


async def _say(deed: Deed, verb: str, amendable: Amendable, row_id: int | None, change: Values) -> None:
    """The history tells of the row itself, each field before and after, that an amendment is to change it."""
    before, after = change["before"] or {}, change["after"] or {}
    found = await amendable.kind.model.filter(id=row_id).values() if row_id is not None else []
    row = {**(found[0] if found else {}), **before} or after
    said = label_of(amendable.kind, str(row.get("number") or row.get("code") or ""), row)
    deed.happened(f"{amendable.name}.{verb}", amendable.name, row_id, said, before=before, after=after)


async def take_out(
    by: Identity, project: Seen, amendment_id: int, opened_with: int, change_id: int, *, once: str = ""
) -> None:
    """A change that the amendment no longer makes."""
    async with acting(by, Permission.AMEND_CONTRACT, project.ref, once=once) as deed:
        amendment = await _draft(by, project, amendment_id, opened_with)
        change = await change_seen(amendment_id, change_id)
        await AmendmentChange.filter(id=change["id"]).delete()
        await _say(deed, "spared", AMENDABLE[change["kind"]], change["row_id"], change)
        await touched(deed, amendment, "")


# --- the budget it brings -----------------------------------------------------------------------------------------


async def name_version(
    by: Identity, project: Seen, amendment_id: int, opened_with: int, version_id: int | None, *, once: str = ""
) -> None:
    """The working version of the budget that is to come into force with it, or none."""
    async with acting(by, Permission.AMEND_CONTRACT, project.ref, once=once) as deed:
        amendment = await _draft(by, project, amendment_id, opened_with)
        if version_id is not None:
            version = await version_seen(by, project, version_id)
            if version["state"] != VersionState.WORKING:
                raise WrongState(NOT_WORKING)
        await touched(deed, amendment, budget_id=version_id)


async def open_version(by: Identity, project: Seen, amendment_id: int, opened_with: int, *, once: str = "") -> int:
    """A working version of the budget, begun for this amendment."""
    async with acting(by, Permission.AMEND_CONTRACT, project.ref, once=once) as deed:
        amendment = await _draft(by, project, amendment_id, opened_with)
        opened = await begin_working(deed, by, project)
        await touched(deed, amendment, budget_id=opened)
        return opened


# --- when something changed in between ----------------------------------------------------------------------------


async def renew(by: Identity, project: Seen, amendment_id: int, opened_with: int, *, once: str = "") -> None:
    """Its changes held against what stands there now; what came about by itself, or whose row is gone, is left out."""
    async with acting(by, Permission.AMEND_CONTRACT, project.ref, once=once) as deed:
        amendment = await locked(by, project, amendment_id, opened_with)
        if amendment["state"] not in {AmendmentState.DRAFT, AmendmentState.ASKED} and not waits(amendment):
            raise WrongState(DECIDED)
        stand = await standing_rows(project)
        for change in await changes_of(amendment_id):
            if change["row_id"] is not None:
                await _renew(change, AMENDABLE[change["kind"]], stand[change["kind"]])
        await touched(deed, amendment, "amendment.renewed")


async def _renew(change: Row, amendable: Amendable, stand: Mapping[int, Row]) -> None:
    row_id = change["row_id"]
    if amendable.renewed and row_id not in stand:
        row_id = next(iter(stand), None)  # a newer version of the contract came meanwhile
    row = stand.get(row_id) if row_id is not None else None
    if row is None:
        await AmendmentChange.filter(id=change["id"]).delete()
        return
    if change["after"] is None:
        before, after = plain_row(row, ("number", *amendable.kind.record.columns)), None
    else:
        now = plain_row(row, tuple(change["after"]))
        after = {name: change["after"][name] for name in _apart(now, change["after"])}
        before = {name: now[name] for name in after}
        if not after:
            await AmendmentChange.filter(id=change["id"]).delete()
            return
    kept = await AmendmentChange.get(id=change["id"])
    await kept.update_from_dict(
        {"row_id": row_id, "before": before, "after": after, "version": kept.version + 1}
    ).save()
