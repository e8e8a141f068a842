"""How much stands behind each part of a package's page, and what differs from its last version."""

from __future__ import annotations

from typing import Final

from grants.reports.packages.contents import Contents, contents_of, difference_of
from grants.reports.packages.outside import left_out_of
from grants.reports.packages.queries import PackageSeen
from grants.reports.packages.shown import Shown, difference_shown
from grants.reports.packages.texts.queries import texts_missing
from grants.reports.rules_package import PackageState
from grants.web.pages import Visit

MOST_DIFFERING: Final = 200


async def contents_shown(visit: Visit, found: PackageSeen) -> Contents:
    """How much is in a package."""
    return await contents_of(visit.by, visit.project, found, visit.request.app.state.files)


async def counted(visit: Visit, found: PackageSeen, contents: Contents) -> dict[str, int]:
    """How much stands behind each part of the page."""
    counts = {"rows": contents.count}
    if found.state is PackageState.DRAFT:
        outside = await left_out_of(visit.project, found, 1, reported=False)
        counts["out"] = outside[0]["of"] if outside else 0
        _, counts["words"] = await texts_missing(visit.by, visit.project, found, found.language, most=1)
    return counts


async def differs(visit: Visit, found: PackageSeen, contents: Contents) -> Shown | None:
    """What differs from the version before, where there is one."""
    if found.after_id is None:
        return None
    told, of = await difference_of(visit.by, visit.project, found, contents, MOST_DIFFERING)
    return difference_shown(told, of, visit.words)
