"""Setting many rows of the budget at once: opening figures of all lines, and the sources of funding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from grants.access import Identity, Permission, own_part_only
from grants.acting import Deed, acting
from grants.budget.models import Opening, Terms
from grants.entries.actions import insert_row, label_of
from grants.entries.kinds import BY_NAME, Kind
from grants.errors import AlreadyDone, Changed, NotAllowed
from grants.portfolio.opening import Opened, stamp_of
from grants.projects.queries import Seen
from grants.storage.database import rows
from grants.values.language import N_

Row = dict[str, Any]


async def set_opening(by: Identity, project: Seen, opened: Opened, *, once: str = "") -> None:
    """All opening figures of a project as they are from now on, with their day and the number of the next report package.

    All or nothing; Changed when somebody else was quicker, AlreadyDone when nothing differs.
    """
    async with acting(by, Permission.EDIT_BUDGET, project.ref, once=once) as deed:
        await _alone(project)
        if own_part_only(by, project.ref, Permission.EDIT_BUDGET) is not None:
            raise NotAllowed(N_("You record only your own organisation's part."))
        kept = await Opening.filter(project_id=project.id).order_by("position").values()
        terms = await Terms.filter(project_id=project.id).order_by("position").values()
        in_force = max(terms, key=lambda row: (row["in_force_on"] or date.min, row["position"]), default=None)
        if stamp_of(kept, in_force) != opened.stamp:
            raise Changed({})
        for line, values in opened.values().items():
            await _set_one(deed, project, BY_NAME["opening"], opened.row_of(kept, line), values)
        await _set_terms(deed, project, in_force, opened)
        if not deed.happenings:
            raise AlreadyDone


async def _alone(project: Seen) -> None:
    """Two people who set rows of one project at once wait for each other."""
    await rows("SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE", project.id)


async def _set_one(deed: Deed, project: Seen, kind: Kind, row: Row | None, values: Row | None) -> None:
    """One row made, changed or removed; no values means that it is not there."""
    if row is None:
        if values is not None:
            await insert_row(deed, project.ref, kind, "", values)
    elif values is None:
        await kind.model.filter(id=row["id"]).delete()
        before = {name: row[name] for name in kind.record.columns}
        deed.happened(
            f"{kind.name}.removed",
            kind.name,
            row["id"],
            label_of(kind, row["number"], row),
            before={"number": row["number"], **before},
        )
    elif any(row[name] != value for name, value in values.items()):
        await kind.model.filter(id=row["id"], version=row["version"]).update(version=row["version"] + 1, **values)
        before = {name: row[name] for name in values}
        deed.happened(
            f"{kind.name}.changed",
            kind.name,
            row["id"],
            label_of(kind, row["number"], row | values),
            before=before,
            after=values,
        )


async def _set_terms(deed: Deed, project: Seen, terms: Row | None, opened: Opened) -> None:
    """Until when the opening figures stand and which report package comes next: terms of the contract."""
    values = {"opening_on": opened.until, "next_package": opened.package}
    if terms is None and not any(values.values()):
        return
    await _set_one(deed, project, BY_NAME["terms"], terms, values)


@dataclass(frozen=True, slots=True)
class SourceSet:
    """A source as it is from now on: a new one where `id` is None."""

    values: Mapping[str, Any]
    id: int | None = None


async def set_sources(by: Identity, project: Seen, sources: Sequence[SourceSet], stamp: str, *, once: str = "") -> None:
    """The sources of funding together, all or nothing; `stamp` is the mark of those that were seen.

    Changed when somebody else was quicker, also where that one only added a source; AlreadyDone when nothing differs.
    """
    kind = BY_NAME["source"]
    async with acting(by, Permission.EDIT_BUDGET, project.ref, once=once) as deed:
        await _alone(project)
        if own_part_only(by, project.ref, Permission.EDIT_BUDGET) is not None:
            raise NotAllowed(N_("You record only your own organisation's part."))
        kept = {row["id"]: row for row in await kind.model.filter(project_id=project.id).values()}
        if stamp_of(list(kept.values())) != stamp:
            raise Changed({})
        for source in sources:
            row = kept.get(source.id) if source.id is not None else None
            await _set_one(deed, project, kind, row, dict(source.values))
        if not deed.happenings:
            raise AlreadyDone
