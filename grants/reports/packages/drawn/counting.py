"""How much stands behind each part of a package's page, and what differs from its last version."""

from __future__ import annotations

from grants.funders.ground import Entry, Ground
from grants.reports.packages.outside import left_out_of, rows_kept
from grants.reports.packages.queries import (
    PackageSeen,
    ground_of,
)
from grants.reports.packages.rules import RowKept, difference
from grants.reports.packages.shown import (
    Shown,
    difference_shown,
)
from grants.reports.rules_package import PackageState
from grants.web.pages import Visit


async def ground_shown(visit: Visit, found: PackageSeen) -> Ground:
    return await ground_of(visit.by, visit.project, found, visit.request.app.state.files, visit.today)


async def counted(visit: Visit, found: PackageSeen, ground: Ground) -> dict[str, int]:
    """How much stands behind each part of the page."""
    counts = {"rows": len(ground.entries)}
    if found.state is PackageState.DRAFT:
        outside = await left_out_of(visit.project, found, 1, reported=False)
        counts["out"] = outside[0]["of"] if outside else 0
    return counts


async def differs(visit: Visit, found: PackageSeen, ground: Ground | None = None) -> Shown | None:
    """What differs from the version before, where there is one."""
    if found.after_id is None:
        return None
    before = await rows_kept(found.after_id)
    now = await rows_kept(found.id) if ground is None else [_kept(entry) for entry in ground.entries]
    return difference_shown(difference(before, now), visit.words)


def _kept(entry: Entry) -> RowKept:
    return RowKept(entry.id, entry.number, entry.amount)
