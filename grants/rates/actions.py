"""Entering, changing, removing and loading exchange rates; what was used stays as it is for ever."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from grants.access import Identity, Permission, ProjectRef, may
from grants.acting import acting
from grants.errors import Changed, NotAllowed, Objected, Objection, WrongState
from grants.projects.models import Project
from grants.rates.models import Rate
from grants.rates.published import Published
from grants.rates.queries import known_on, rate_seen
from grants.rates.rules import period_of
from grants.storage.database import rows
from grants.values.language import N_

Values = Mapping[str, Any]

IN_USE = N_(
    "This rate was used to convert expenses and is never changed or removed. Enter the right one for the same day with a note; it counts for what is converted from then on."
)
ALREADY_THERE = N_("There is already a rate of this source for this currency and day: {rate}. Change it instead.")
NEEDS_A_NOTE = N_(
    "The rate of this day, {rate}, was already used. Say in the note why it is corrected; what was converted keeps the old one."
)
RATE_MOVED = N_("A rate was changed at this very moment. Look at the list again before you convert.")
_ONE_AT_A_TIME = 6_402_373_705_728_001  # two people who enter the same rate wait for each other


async def add_rate(by: Identity, values: Values, *, once: str = "") -> int:
    """A rate of a day or a month; Objected where one is there already, unless that was used and a note says why."""
    project = await _project(values["project_id"])
    async with acting(by, Permission.EDIT_RATES, project, once=once) as deed:
        await _in_turn()
        await _refuse_doubled(values)
        row = await Rate.create(**_kept(values))
        deed.happened("rate.added", "rate", row.id, _label(values), after=_kept(values))
        return int(row.id)


async def change_rate(by: Identity, rate_id: int, version: int, values: Values) -> None:
    """A rate as it is from now on; WrongState once it was used, Changed when somebody else was quicker."""
    before = await rate_seen(by, rate_id)
    await _refuse_of_another(by, before)
    async with acting(by, Permission.EDIT_RATES, await _project(values["project_id"])) as deed:
        await _in_turn()
        await _refuse_doubled(values, but=rate_id)
        kept = _kept(values)
        if not await Rate.filter(id=rate_id, version=version, used_at=None).update(version=version + 1, **kept):
            raise await _why_not(by, rate_id)
        old = {name: before[name] for name in kept}
        deed.happened("rate.changed", "rate", rate_id, _label(values), before=old, after=kept)


async def remove_rate(by: Identity, rate_id: int, version: int) -> None:
    """A rate that was never used is no longer there."""
    row = await rate_seen(by, rate_id)
    async with acting(by, Permission.EDIT_RATES, await _project(row["project_id"])) as deed:
        if not await Rate.filter(id=rate_id, version=version, used_at=None).delete():
            raise await _why_not(by, rate_id)
        deed.happened("rate.removed", "rate", rate_id, _label(row), before={n: row[n] for n in _kept(row)})


async def _why_not(by: Identity, rate_id: int) -> WrongState | Changed:
    now = await rate_seen(by, rate_id)
    return WrongState(IN_USE) if now["used_at"] else Changed(now)


async def _refuse_of_another(by: Identity, row: Values) -> None:
    """A tranche's rate is changed only by who enters rates in its project."""
    if not may(by, Permission.EDIT_RATES, await _project(row["project_id"])):
        raise NotAllowed(N_("Your role does not allow this."))


@dataclass(frozen=True, slots=True)
class Loaded:
    """How a file's rates met those kept: new ones, the same, and those that differ and were left as they are."""

    added: int
    same: int
    differ: tuple[tuple[Published, Decimal], ...]


async def met(rates: Sequence[Published]) -> tuple[list[Published], Loaded]:
    """The rates that are not kept yet, and how many are; nothing is written."""
    if not rates:
        return [], Loaded(0, 0, ())
    first, last = min(rate.first_on for rate in rates), max(rate.first_on for rate in rates)
    known = await known_on(sorted({rate.source for rate in rates}), first, last)
    new, same, differ = [], 0, []
    for rate in {(one.source, one.currency, one.first_on): one for one in rates}.values():
        there = known.get((rate.source, rate.currency, rate.first_on))
        if there is None:
            new.append(rate)
        elif there == rate.per_euro:
            same += 1
        else:
            differ.append((rate, there))
    return new, Loaded(len(new), same, tuple(differ))


async def load_rates(by: Identity, rates: Sequence[Published], *, once: str = "") -> Loaded:
    """The rates of a file that are not kept yet; those kept stay as they are, also where the file differs."""
    async with acting(by, Permission.EDIT_RATES, once=once) as deed:
        await _in_turn()
        new, loaded = await met(rates)
        await Rate.bulk_create([Rate(**_of_file(rate)) for rate in new], batch_size=1000)
        after: dict[str, Any] = {"added": len(new), "same": loaded.same, "differ": len(loaded.differ)}
        if new:
            after |= {"first_on": min(r.first_on for r in new), "last_on": max(r.last_on for r in new)}
        source = str(rates[0].source) if rates else ""
        deed.happened("rate.imported", "rate", None, f"{source} · {len(new)}", after=after)
        return loaded


async def mark_used(ids: Collection[int], now: datetime, expected: Mapping[int, Decimal]) -> None:
    """Close rates inside an action that converts with them; WrongState where one is no longer what it was."""
    found = await rows(
        "UPDATE exchange_rate SET used_at = coalesce(used_at, $2) WHERE id = ANY($1::bigint[]) RETURNING id, per_euro",
        sorted(ids),
        now,
    )
    if {row["id"]: row["per_euro"] for row in found} != dict(expected):
        raise WrongState(RATE_MOVED)


def _of_file(rate: Published) -> dict[str, Any]:
    return {
        "source": rate.source,
        "currency": rate.currency,
        "first_on": rate.first_on,
        "last_on": rate.last_on,
        "per_euro": rate.per_euro,
        "note": rate.how,
    }


def _kept(values: Values) -> dict[str, Any]:
    first, last = period_of(values["source"], values["first_on"])
    named = {name: values[name] for name in ("source", "currency", "per_euro", "project_id", "note")}
    return {**named, "first_on": first, "last_on": last}


def _label(values: Values) -> str:
    return f"{values['currency']} {values['first_on']} · {values['per_euro'].normalize():f}"


async def _in_turn() -> None:
    await rows("SELECT pg_advisory_xact_lock($1)", _ONE_AT_A_TIME)


async def _refuse_doubled(values: Values, but: int = 0) -> None:
    kept = _kept(values)
    there = (
        await Rate.filter(
            source=kept["source"],
            currency=kept["currency"],
            first_on=kept["first_on"],
            project_id=kept["project_id"],
        )
        .exclude(id=but)
        .order_by("-id")
        .limit(1)
        .values("per_euro", "used_at")
    )
    if not there:
        return
    shown = {"rate": there[0]["per_euro"].normalize()}
    if there[0]["used_at"] is None:
        raise Objected([Objection(ALREADY_THERE, shown, place="first")])
    if not str(values["note"]).strip():
        raise Objected([Objection(NEEDS_A_NOTE, shown, place="note")])


async def _project(project_id: int | None) -> ProjectRef | None:
    if project_id is None:
        return None
    found = await Project.filter(id=project_id).values("id", "kept_by_id")
    return ProjectRef(found[0]["id"], found[0]["kept_by_id"])
