"""What is in a package, without all of it being read: how much, a page of its rows, what differs from the last version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from grants.access import Identity
from grants.funders.format import Format
from grants.funders.ground import Entry, Ground
from grants.projects.queries import Seen
from grants.reports.grounds_counted import entries_named, entries_page, entries_summed, ids_chosen, stamp_of
from grants.reports.grounds_entries import asked_for
from grants.reports.kept_ground import StoredEntries
from grants.reports.looks.marks import ledger_mark
from grants.reports.packages.queries import PackageSeen, frozen_ground, selection_of
from grants.reports.packages.rules import Difference, RowKept
from grants.reports.rules_package import PackageState
from grants.storage.columns import text
from grants.storage.database import rows
from grants.storage.files import FileStore
from grants.values.language import Text
from grants.values.money import Money, by_currency


@dataclass(frozen=True, slots=True)
class Contents:
    """How many expenses are in a package, how many of them are of earlier periods, and what they add up to by currency.

    `stamp` tells whether they are the same as at another moment; a frozen package needs none.
    """

    count: int
    late: int = 0
    claimed: tuple[Money, ...] = ()
    grant: tuple[Money, ...] = ()
    stamp: str = ""


async def contents_of(by: Identity, project: Seen, package: PackageSeen, files: FileStore) -> Contents:
    """How much is in a package: as it was frozen, or as the ledger stands now. One query at most."""
    if package.kept_here:
        return _as_frozen(package, frozen_ground(package, files))
    return await contents_now(by, project, package)


async def contents_now(by: Identity, project: Seen, package: PackageSeen) -> Contents:
    """How much would be in a package as the ledger stands now. One query at most."""
    sums = await entries_summed(by, project, selection_of(package)) if package.takes else ()
    return Contents(
        sum(one.count for one in sums),
        sum(one.late for one in sums),
        tuple(one.claimed for one in sums),
        tuple(one.grant for one in sums),
        stamp_of(sums),
    )


async def mark_of(project: Seen, package: PackageSeen, contents: Contents) -> str:
    """Whether a draft is as it was at another moment: its expenses, what was chosen for it, and everything else in the project.

    One query.
    """
    return f"{package.version} {contents.stamp} {await ledger_mark(project)}"


async def sheets_mark(project: Seen, package: PackageSeen, contents: Contents, chosen: Format) -> str:
    """What the sheets of a package are drawn of: what was frozen, with what was decided since, or the ledger. One query at most."""
    held = package.ground if package.kept_here else await mark_of(project, package, contents)
    if package.kept_here and chosen.tells_decisions:
        held = f"{held} {package.version} {await ledger_mark(project)}"
    return f"{chosen.code} {chosen.edition} {held}"


def _as_frozen(package: PackageSeen, ground: Ground) -> Contents:
    """By the sums that were frozen with it; how many come late was counted then."""
    tallies = ground.tallies
    claimed = by_currency(one.amount for one in tallies)
    grant = by_currency(one.amount - one.own - one.in_kind - one.third for one in tallies)
    late = int((package.figures or {}).get("late", 0))
    return Contents(len(ground.entries), late, tuple(claimed.values()), tuple(grant.values()))


async def entries_seen(
    by: Identity, project: Seen, package: PackageSeen, files: FileStore, first: int, most: int
) -> list[Entry]:
    """So many of its expenses after the `first` ones. Two queries at most."""
    if package.kept_here:
        entries = frozen_ground(package, files).entries
        assert isinstance(entries, StoredEntries)
        return entries.some(first, most)
    return await entries_page(by, project, selection_of(package), first, most) if package.takes else []


async def entries_held(
    by: Identity, project: Seen, package: PackageSeen, files: FileStore, ids: Sequence[int]
) -> list[Entry]:
    """These of its expenses: as they were frozen, or as they stand now. One query at most."""
    if package.kept_here:
        entries = frozen_ground(package, files).entries
        assert isinstance(entries, StoredEntries)
        return entries.named(ids)
    return await entries_named(by, project, selection_of(package), ids)


async def parties_named(project: Seen) -> dict[int, Text]:
    """What the partners are called, by id. One query."""
    found = await rows(
        "SELECT q.id, o.name_bg, o.name_en FROM partner q JOIN organisation o ON o.id = q.organisation_id WHERE q.project_id = $1",
        project.id,
    )
    return {row["id"]: text(row, "name") for row in found}


async def held_before(package: PackageSeen, ids: Sequence[int]) -> frozenset[object] | None:
    """Which of these expenses the last version held; None where there is none. One query at most."""
    if package.after_id is None:
        return None
    found = await rows(
        "SELECT expense_id FROM report_package_row WHERE package_id = $1 AND expense_id = ANY($2::bigint[])",
        *(package.after_id, list(ids)),
    )
    return frozenset(row["expense_id"] for row in found)


# --- versions -------------------------------------------------------------------------------------------------------

_KEPT: Final = """
SELECT coalesce(expense_id::text, 'no ' || number) AS key, number, amount_cents, currency, position FROM report_package_row
WHERE package_id = {which}
"""
_OPEN: Final = """
SELECT x.id::text AS key, x.number, x.amount_cents, x.currency, x.position FROM expense x WHERE x.id IN ({ids})
"""
_DIFFERING: Final = """
WITH was AS ({was}), now AS ({now})
SELECT was.number AS was_number, was.amount_cents AS was_cents, was.currency AS was_currency,
  now.number, now.amount_cents, now.currency, count(*) OVER ()::int AS of
FROM was FULL JOIN now ON now.key = was.key
WHERE was.key IS NULL OR now.key IS NULL OR was.amount_cents <> now.amount_cents OR was.currency <> now.currency
ORDER BY was.key IS NOT NULL, now.key IS NOT NULL, coalesce(now.position, was.position) LIMIT {most}
"""


async def difference_of(
    by: Identity, project: Seen, package: PackageSeen, contents: Contents, most: int
) -> tuple[Difference, int]:
    """What differs from the last version, at most so many rows, and how many there are. Two queries."""
    if package.state is PackageState.DRAFT:
        asked = (*asked_for(by, project, selection_of(package)), package.after_id, most)
        statement = _DIFFERING.format(
            was=_KEPT.format(which="$7"), now=_OPEN.format(ids=ids_chosen(selection_of(package))), most="$8"
        )
    else:
        asked = (package.after_id, package.id, most)
        statement = _DIFFERING.format(was=_KEPT.format(which="$1"), now=_KEPT.format(which="$2"), most="$3")
    found = await rows(statement, *asked)
    pairs = [
        (
            None
            if row["was_number"] is None
            else RowKept(row["was_number"], Money(row["was_cents"], row["was_currency"])),
            None if row["number"] is None else RowKept(row["number"], Money(row["amount_cents"], row["currency"])),
        )
        for row in found
    ]
    told = Difference(
        tuple(now for was, now in pairs if was is None and now),
        tuple(was for was, now in pairs if now is None and was),
        tuple((was, now) for was, now in pairs if was and now),
        await _kept_sums(package.after_id),
        {one.currency: one for one in contents.claimed},
    )
    return told, found[0]["of"] if found else 0


async def _kept_sums(package_id: int | None) -> dict[str, Money]:
    """What a frozen package claimed, by currency."""
    found = await rows(
        "SELECT currency, sum(amount_cents)::bigint AS cents FROM report_package_row WHERE package_id = $1 GROUP BY currency "
        "ORDER BY min(position)",
        package_id,
    )
    return {row["currency"]: Money(row["cents"], row["currency"]) for row in found}
