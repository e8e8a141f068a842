"""Report packages as they are seen: the list, one whole with its ground, what stands in two of them, what it closes."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from grants.access import Identity, Permission, may
from grants.deadlines.rules import DeadlineKind
from grants.errors import NotFound, WrongState
from grants.expenses.rules import ExpenseState
from grants.funders.format import Format
from grants.funders.ground import Ground
from grants.funders.registry import NEWEST, UnknownFormat, choice_of, edition_carried, format_named
from grants.projects.queries import Seen
from grants.reports.grounds import ground_without_entries, report_ground
from grants.reports.grounds_counted import tallies_of
from grants.reports.grounds_entries import Selection
from grants.reports.kept_ground import ground_in
from grants.reports.kept_particulars import particulars_in
from grants.reports.packages.rules import Standing, takes_expenses
from grants.reports.particulars import NOTHING_MORE, Particulars
from grants.reports.progress import particulars_for
from grants.reports.rules_package import FROZEN, PackageKind, PackageState, Part
from grants.reports.streamed import streamed_ground
from grants.reports.watch import Watch
from grants.storage.database import Row, rows
from grants.storage.files import NOT_HERE, FileStore
from grants.values.language import N_, Language, Text

CLAIM_DAY: Final = "CASE WHEN d.id IS NULL THEN x.claimed_on ELSE coalesce(d.paid_on, d.issued_on) END"


@dataclass(frozen=True, slots=True)
class PackageSeen:
    """A package as it stands."""

    id: int
    version: int
    number: str
    kind: PackageKind
    period_id: int | None
    sequence: int
    revision: int
    after_id: int | None
    format: str
    edition: str
    language: Language
    first: date
    last: date
    state: PackageState
    ground: str
    ground_here: bool
    figures: dict[str, Any] | None
    ready_at: datetime | None
    ready_by: str
    sent_on: date | None
    sent_hour: str
    submitted_on: date | None
    submitted_again_on: date | None
    signer: str
    funder_number: str
    decided_on: date | None
    decision: str
    opened_at: datetime | None
    stays: frozenset[Part] = frozenset()  # the parts of the version before that were not returned

    @property
    def rows_stay(self) -> bool:
        """Whether its expenses are those of the version before, because the financial report was not returned."""
        return Part.FINANCIAL in self.stays

    @property
    def frozen(self) -> bool:
        """Whether its rows and figures no longer follow the ledger."""
        return self.state in FROZEN and bool(self.ground)

    @property
    def elsewhere(self) -> bool:
        """Whether it was frozen in another tracker, and what was frozen stayed there."""
        return self.state in FROZEN and not self.ground_here

    @property
    def kept_here(self) -> bool:
        """Whether what was frozen with it is read, and not the ledger."""
        return self.frozen and not self.elsewhere

    @property
    def takes(self) -> bool:
        """Whether it reports expenses."""
        return takes_expenses(self.kind)


def label_of(number: str, first: date, last: date) -> str:
    """How the history names a package."""
    return f"{number} · {first:%d.%m.%Y} – {last:%d.%m.%Y}"


_PACKAGES: Final = """
SELECT k.id, k.version, k.number, k.kind, k.period_id, k.sequence, k.revision, k.after_id,
  k.financial_stays, k.technical_stays, k.payment_stays, k.format, k.edition, k.language,
  k.first_on AS first, k.last_on AS last, k.state, k.ground, k.ground_here, k.figures, k.ready_at, coalesce(q.name, '') AS ready_by,
  k.sent_on, k.sent_hour, s.submitted_on, CASE WHEN s.times > 1 THEN s.last_on END AS submitted_again_on,
  k.signer, k.funder_number, k.decided_on, k.decision, a.at AS opened_at
FROM report_package k LEFT JOIN person q ON q.id = k.ready_by_id
LEFT JOIN LATERAL (SELECT min(at) AS at FROM audit_entry
  WHERE project_id = k.project_id AND subject = 'package' AND subject_id = k.id AND deed IN ('package.opened', 'package.renewed')) a ON true
LEFT JOIN LATERAL (SELECT min(sent_on) AS submitted_on, max(sent_on) AS last_on, count(sent_on) AS times FROM report_package
  WHERE project_id = k.project_id AND sequence = k.sequence AND revision <= k.revision) s ON true
WHERE k.project_id = $1 AND ($2::bigint IS NULL OR k.id = $2)
ORDER BY k.sequence DESC, k.revision DESC
"""


def _package(row: Row) -> PackageSeen:
    figures = row["figures"]
    told = {name: value for name, value in row.items() if not name.endswith("_stays")}
    return PackageSeen(
        **{
            **told,
            "stays": frozenset(part for part in Part if row[f"{part}_stays"]),
            "kind": PackageKind(row["kind"]),
            "state": PackageState(row["state"]),
            "language": "en" if row["language"] == "en" else "bg",
            "figures": json.loads(figures) if isinstance(figures, str) else figures,
        }
    )


async def packages_of(by: Identity, project: Seen) -> list[PackageSeen]:
    """The packages of a project, the newest first; none for who sees no reports. One query."""
    if not may(by, Permission.SEE_REPORTS, project.ref):
        return []
    return [_package(row) for row in await rows(_PACKAGES, project.id, None)]


async def package_seen(by: Identity, project: Seen, package_id: int) -> PackageSeen:
    """One package; NotFound when it is of another project, or not for this person."""
    found = await rows(_PACKAGES, project.id, package_id) if may(by, Permission.SEE_REPORTS, project.ref) else []
    if not found:
        raise NotFound
    return _package(found[0])


async def standing_of(project_id: int) -> list[Standing]:
    """Every package of a project, as much of it as opening another asks."""
    found = await rows(
        "SELECT number, state, revision, period_id FROM report_package WHERE project_id = $1", project_id
    )
    return [Standing(row["number"], PackageState(row["state"]), row["revision"], row["period_id"]) for row in found]


async def numbers_known(project_id: int) -> list[str]:
    """Every number of a package that is known: of packages, and of expenses and periods marked by hand."""
    found = await rows(
        "SELECT number FROM report_package WHERE project_id = $1 UNION SELECT package FROM expense WHERE project_id = $1 "
        "UNION SELECT package FROM reporting_period WHERE project_id = $1 AND state <> 'planned'",
        project_id,
    )
    return [row["number"] for row in found]


# --- its ground -----------------------------------------------------------------------------------------------------


EDITION_GONE = N_(
    "This version of the tracker does not write the edition {edition} of “{format}” in which package {number} was frozen. What was "
    "frozen and the files written before stay. Write it in another format, or with the version of the tracker it was frozen in."
)
FORMAT_GONE = N_(
    "This version of the tracker does not write the format “{format}”, in which package {number} is to go out. Choose another "
    "format for it below."
)


def written_in(package: PackageSeen) -> Format | None:
    """The format of a package in its edition; a draft whose edition is written no more takes the newest. None where there is none."""
    for edition in (package.edition,) if package.frozen else (package.edition, ""):
        try:
            return format_named(package.format, edition)
        except UnknownFormat:
            continue
    return None


def format_of(package: PackageSeen) -> Format:
    """The format of a package, in its edition. Raises WrongState where it is written no more."""
    found = written_in(package)
    if found is None:
        sentence = EDITION_GONE if package.frozen else FORMAT_GONE
        raise WrongState(sentence, format=package.format, edition=package.edition, number=package.number)
    return found


def choice_in(package: PackageSeen) -> str:
    """How the format of a package is named where one is chosen."""
    found = written_in(package)
    return package.format if found is None else choice_of(found)


def selection_of(package: PackageSeen) -> Selection:
    """Which expenses an open package takes, or one that was frozen elsewhere held."""
    told = {"held": package.elsewhere, "stays": package.rows_stay}
    return Selection(package.first, package.last, package.id, package.number, **told)


async def package_ground(by: Identity, project: Seen, package: PackageSeen, made_on: date) -> Ground:
    """The ground of an open package as the ledger stands now."""
    return await _of_package(package, await report_ground(by, project, selection_of(package), made_on))


async def _of_package(package: PackageSeen, ground: Ground) -> Ground:
    written = await texts_of(package.id)
    found = _standing(package, ground)
    found = replace(found, package=package.number, texts={name: text for name, text in written.items() if text})
    return found if package.takes else replace(found, entries=())


def _standing(package: PackageSeen, ground: Ground) -> Ground:
    """The ground with how far the package is, which goes on after it was frozen."""
    first, again = package.submitted_on, package.submitted_again_on
    return replace(ground, state=package.state.value, submitted_on=first, submitted_again_on=again)


async def head_of(by: Identity, project: Seen, package: PackageSeen, files: FileStore, today: date) -> Ground:
    """Everything of a package's ground but its expenses, of which it only tells the sums."""
    if package.kept_here:
        frozen = frozen_ground(package, files)
        return replace(frozen, entries=()).told_in_sums(frozen.tallies)
    chosen = selection_of(package)
    ground = await ground_without_entries(by, project, chosen, today)
    return ground.told_in_sums(await tallies_of(by, project, chosen) if package.takes else ())


def frozen_ground(package: PackageSeen, files: FileStore) -> Ground:
    """The ground that was frozen with a package. NotFound where its file is not here."""
    path = files.path_of(package.ground) if package.ground_here else None
    if path is None:
        raise NotFound(NOT_HERE)
    ground = ground_in(path)
    return _standing(package, ground).told_in_sums(ground.tallies)


def frozen_particulars(package: PackageSeen, files: FileStore) -> Particulars:
    """What was frozen with a package beside its ground."""
    path = files.path_of(str((package.figures or {}).get("particulars", "")))
    return NOTHING_MORE if path is None else particulars_in(path)


async def particulars_of(project: Seen, ground: Ground) -> Particulars:
    """Everything that a format may ask beside the figures, as it stands now."""
    asking = next((one for one in NEWEST.values() if any(part.documents for part in one.package)), None)
    return await particulars_for(asking, project, ground) if asking else NOTHING_MORE


async def ground_of(by: Identity, project: Seen, package: PackageSeen, files: FileStore, today: date) -> Ground:
    """The ground of a package: the frozen one, or as the ledger stands now; of one frozen elsewhere, the rows it held."""
    return frozen_ground(package, files) if package.kept_here else await package_ground(by, project, package, today)


@asynccontextmanager
async def ground_one_by_one(
    by: Identity, project: Seen, package: PackageSeen, files: FileStore, today: date, watch: Watch
) -> AsyncIterator[Ground]:
    """The same with its expenses in a file, so that few are in memory. Raises Interrupted."""
    if package.kept_here:
        yield frozen_ground(package, files)
        return
    async with streamed_ground(by, project, selection_of(package), today, watch) as ground:
        yield await _of_package(package, ground)


async def versions_held(project_id: int, ids: Sequence[int]) -> dict[int, tuple[int, str, str]]:
    """Version, state and package of expenses, nobody else changing them meanwhile."""
    found = await rows(
        "SELECT id, version, state, package FROM expense WHERE project_id = $1 AND id = ANY($2::bigint[]) ORDER BY id FOR UPDATE",
        *(project_id, list(ids)),
    )
    return {row["id"]: (row["version"], row["state"], row["package"]) for row in found}


async def rows_of_number(project_id: int, number: str) -> dict[int, tuple[int, str]]:
    """The expenses that are marked with a package's number: version and state by id, held against changes."""
    found = await rows(
        "SELECT id, version, state FROM expense WHERE project_id = $1 AND package = $2 ORDER BY id FOR UPDATE",
        *(project_id, number),
    )
    return {row["id"]: (row["version"], row["state"]) for row in found}


_ELSEWHERE: Final = f"""
SELECT x.id, k.number FROM expense x JOIN report_package_row r ON r.expense_id = x.id JOIN report_package k ON k.id = r.package_id
WHERE x.project_id = $1 AND x.id = ANY($2::bigint[]) AND k.sequence <> $4 AND k.state IN ('ready', 'sent', 'in_review', 'accepted')
  AND x.package = k.number AND x.package <> $5
UNION
SELECT x.id, k.number FROM expense x LEFT JOIN document d ON d.id = x.document_id
JOIN report_package k ON k.project_id = x.project_id AND k.state = 'draft' AND k.id <> $3 AND k.sequence < $4 AND k.kind = ANY($6::text[])
WHERE x.project_id = $1 AND x.id = ANY($2::bigint[]) AND x.package = '' AND {CLAIM_DAY} <= k.last_on
  AND NOT EXISTS (SELECT FROM report_package_out o WHERE o.package_id = k.id AND o.expense_id = x.id)
"""  # noqa: S608 - built of constants only
_WITH_EXPENSES: Final = [kind.value for kind in PackageKind if takes_expenses(kind)]


async def stand_elsewhere(project: Seen, package: PackageSeen, ids: Sequence[int]) -> dict[int, str]:
    """Which of these expenses also stand in another package: a frozen one, or the draft of an earlier one."""
    found = await rows(_ELSEWHERE, project.id, list(ids), package.id, package.sequence, package.number, _WITH_EXPENSES)
    return {row["id"]: row["number"] for row in found}


_RETURNED_SINCE: Final = f"""
SELECT x.id, x.number FROM expense x LEFT JOIN document d ON d.id = x.document_id
WHERE x.project_id = $1 AND x.state = '{ExpenseState.RETURNED.value}' AND {CLAIM_DAY} <= $3
  AND EXISTS (SELECT FROM audit_entry e WHERE e.project_id = $1 AND e.subject = 'expense' AND e.subject_id = x.id
    AND e.deed = 'expense.returned' AND e.at >= $4)
  AND NOT EXISTS (SELECT FROM report_package_out o WHERE o.package_id = $2 AND o.expense_id = x.id)
ORDER BY x.position
"""  # noqa: S608 - built of constants only


async def returned_meanwhile(project: Seen, package: PackageSeen) -> list[tuple[int, str]]:
    """The expenses that went back to whoever entered them while the package was open: id and number."""
    if package.opened_at is None or not package.takes or package.rows_stay:
        return []
    found = await rows(_RETURNED_SINCE, project.id, package.id, package.last, package.opened_at)
    return [(row["id"], row["number"]) for row in found]


async def texts_of(package_id: int) -> dict[str, Text]:
    """What is written for a package, by its place."""
    found = await rows("SELECT place, words_bg, words_en FROM report_package_text WHERE package_id = $1", package_id)
    return {row["place"]: Text(row["words_bg"], row["words_en"]) for row in found}


# --- what it closes, and its files ----------------------------------------------------------------------------------


async def deadlines_open(project: Seen) -> list[Row]:
    """The open deadlines that a report may meet: of reports and payment claims of the whole project."""
    return await rows(
        "SELECT id, version, number, title_bg, title_en, due_on FROM deadline WHERE project_id = $1 AND state = 'open' "
        "AND partner_id IS NULL AND kind = ANY($2::text[]) ORDER BY due_on, position",
        *(project.id, [DeadlineKind.REPORT.value, DeadlineKind.PAYMENT_CLAIM.value]),
    )


async def deadlines_met(project: Seen, package_id: int) -> list[Row]:
    """The deadlines a package met when it was sent: `closed` while they are so, `untouched` since. One query."""
    return await rows(
        "SELECT d.id, d.version, d.number, d.state = 'done' AS closed, d.version = m.version AS untouched "
        "FROM report_package_deadline m JOIN deadline d ON d.id = m.deadline_id "
        "WHERE m.package_id = $1 AND d.project_id = $2 ORDER BY d.position",
        *(package_id, project.id),
    )


async def period_due(project: Seen, period_id: int | None) -> date | None:
    """The day by which the report of a period is due."""
    if period_id is None:
        return None
    found = await rows("SELECT due_on FROM reporting_period WHERE project_id = $1 AND id = $2", project.id, period_id)
    due: date | None = found[0]["due_on"] if found else None
    return due


_PERIODS: Final = """
SELECT t.id, t.number, t.start_on, t.end_on, t.technical, t.financial, t.state FROM reporting_period t
WHERE t.project_id = $1 AND ($2::bigint IS NULL OR t.id = $2) AND t.state IN ('planned', 'returned') AND NOT EXISTS (
  SELECT FROM report_package k WHERE k.period_id = t.id AND k.state NOT IN ('refused', 'returned'))
ORDER BY t.start_on, t.position
"""


async def periods_to_report(project: Seen, period_id: int | None = None) -> list[Row]:
    """The planned reporting periods that no package reports yet."""
    return await rows(_PERIODS, project.id, period_id)


async def last_opened(project: Seen) -> int | None:
    """The package that was opened last."""
    found = await rows("SELECT max(id) AS id FROM report_package WHERE project_id = $1", project.id)
    last: int | None = found[0]["id"]
    return last


async def last_choice(project: Seen) -> tuple[str, str] | None:
    """The format, as it is chosen, and the language of the package opened last; no format where that one is written no more."""
    found = await rows(
        "SELECT format, edition, language, last_on FROM report_package WHERE project_id = $1 ORDER BY id DESC LIMIT 1",
        project.id,
    )
    if not found:
        return None
    code, edition = found[0]["format"], edition_carried(found[0]["format"], found[0]["edition"], found[0]["last_on"])
    return (f"{code} {edition}".strip() if code in NEWEST else "", found[0]["language"])
