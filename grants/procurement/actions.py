"""Entering, changing and removing the thresholds of procurement; the proposed ones are taken over to be changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grants.access import Identity, Permission
from grants.acting import acting
from grants.errors import AlreadyDone, Changed, Objected, Objection
from grants.procurement.models import Threshold
from grants.procurement.queries import threshold_kept, thresholds_kept
from grants.procurement.rules_thresholds import PRESETS, Bound, threshold_objections
from grants.storage.database import rows
from grants.values.money import Money

Values = Mapping[str, Any]
_ONE_AT_A_TIME = 6_402_373_705_728_002  # two people who enter the same threshold wait for each other


async def add_threshold(by: Identity, values: Values, *, once: str = "") -> int:
    """A threshold that counts from now on, for every project here; Objected where one of those days is there already."""
    async with acting(by, Permission.EDIT_BUDGET, once=once) as deed:
        await _refuse_wrong(values)
        row = await Threshold.create(**values)
        deed.happened("threshold.added", "threshold", row.id, _label(values), after=values)
        return int(row.id)


async def change_threshold(by: Identity, row_id: int, version: int, values: Values) -> None:
    """A threshold as it is from now on; Changed when somebody else was quicker."""
    async with acting(by, Permission.EDIT_BUDGET) as deed:
        await _refuse_wrong(values, but=row_id)
        before = await threshold_kept(row_id)
        if not await Threshold.filter(id=row_id, version=version).update(version=version + 1, **values):
            raise Changed(before)
        old = {name: before[name] for name in values}
        deed.happened("threshold.changed", "threshold", row_id, _label(values), before=old, after=values)


async def remove_threshold(by: Identity, row_id: int, version: int) -> None:
    """A threshold that counts no longer; Changed when somebody else was quicker."""
    async with acting(by, Permission.EDIT_BUDGET) as deed:
        before = await threshold_kept(row_id)
        if not await Threshold.filter(id=row_id, version=version).delete():
            raise Changed(before)
        values = {name: value for name, value in before.items() if name not in {"id", "version"}}
        deed.happened("threshold.removed", "threshold", row_id, _label(values), before=values)


async def take_over_proposed(by: Identity, *, once: str = "") -> int:
    """The proposed thresholds of laws for which none is entered, as rows of our own; how many."""
    async with acting(by, Permission.EDIT_BUDGET, once=once) as deed:
        await _in_turn()
        laws = {row["law"] for row in await thresholds_kept()}
        taken = [_values(one) for one in PRESETS if one.law not in laws]
        if not taken:
            raise AlreadyDone
        for values in taken:
            row = await Threshold.create(**values)
            deed.happened("threshold.added", "threshold", row.id, _label(values), after=values)
        return len(taken)


def _values(one: Bound) -> dict[str, Any]:
    days = {"first_on": one.first_on, "last_on": one.last_on}
    kept = {"amount_cents": one.amount.minor, "currency": one.amount.currency, "note": one.note}
    return {"law": one.law, "kind": one.kind, "method": one.method, **days, **kept}


def _label(values: Values) -> str:
    return f"{Money(values['amount_cents'], values['currency']).plain} {values['currency']} · {values['first_on']}"


async def _in_turn() -> None:
    await rows("SELECT pg_advisory_xact_lock($1)", _ONE_AT_A_TIME)


async def _refuse_wrong(values: Values, but: int = 0) -> None:
    await _in_turn()
    others = [row for row in await thresholds_kept() if row["id"] != but]
    told: Sequence[Objection] = threshold_objections(values, others)
    if told:
        raise Objected(list(told))
