"""Keeping the funder's ids: what a person typed or took from a saved page, and nothing that was not on the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from grants.access import Identity, Permission
from grants.acting import acting
from grants.funders.ground import Linked
from grants.projects.queries import Seen
from grants.reports.ids.queries import Key, known_ids
from grants.reports.models import FunderId, FunderPair, ReportPreparer
from grants.reports.particulars import FunderName, Numbered, Preparer
from grants.storage.database import rows

_FORGOTTEN = "DELETE FROM funder_id WHERE project_id = $1 AND kind = $2 AND row_id = $3"


async def keep_ids(
    by: Identity,
    project: Seen,
    told: Mapping[Key, FunderName | None],
    labels: Mapping[Key, str],
    preparer: Preparer,
    *,
    pairs: Mapping[int, frozenset[Linked]] | None = None,
    called: Callable[[frozenset[Linked]], str] = str,
    once: str = "",
) -> int:
    """These ids from now on (None: no longer known), of these contracts what they are for, and who prepares the report; gives
    how many things changed.

    `labels` is what the history calls each row, `called` how it tells what a contract is for. Raises AlreadyDone for a form that was sent before.
    """
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        known = await known_ids(project)
        changed = {key: name for key, name in told.items() if known.ids.get(key) != name}
        for (kind, row_id), name in changed.items():
            await rows(_FORGOTTEN, project.id, kind.value, row_id)
            if name is not None:
                await FunderId.create(
                    project_id=project.id, kind=kind, row_id=row_id, value=name.id, name=name.name[:1000]
                )
        before = {labels[key]: known.ids[key].id for key in changed if key in known.ids}
        after = {labels[key]: name.id for key, name in changed.items() if name}
        links = {supply: of for supply, of in (pairs or {}).items() if known.pairs.get(supply, frozenset()) != of}
        for supply, of in links.items():
            await FunderPair.filter(project_id=project.id, supply_id=supply).delete()
            await FunderPair.bulk_create(
                [
                    FunderPair(
                        project_id=project.id, supply_id=supply, line_id=one.line_id, activity_id=one.activity_id
                    )
                    for one in sorted(of, key=lambda one: (one.line_id or 0, one.activity_id or 0))
                ]
            )
            label = f"{labels[Numbered.SUPPLY, supply]} pairs"
            before[label], after[label] = called(known.pairs.get(supply, frozenset())), called(of)
        if preparer != known.preparer:
            before, after = before | _told(known.preparer), after | _told(preparer)
            await ReportPreparer.filter(project_id=project.id).delete()
            await ReportPreparer.create(
                project_id=project.id,
                name=preparer.name,
                post=preparer.position,
                phone=preparer.phone,
                email=preparer.email,
            )
        deed.happened("funder_ids.kept", "funder_ids", None, before=before, after=after)
    return len(changed) + len(links) + (preparer != known.preparer)


def _told(preparer: Preparer) -> dict[str, Any]:
    return {
        "prepared_by": ", ".join(
            part for part in (preparer.name, preparer.position, preparer.phone, preparer.email) if part
        )
    }
