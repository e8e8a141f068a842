"""What a report is made of, read from the project in a fixed number of queries; and the reports prepared before."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from grants.access import Identity, Permission, may
from grants.deadlines.queries import programme_of
from grants.errors import NotFound, Objected, Objection
from grants.funders.format import Format
from grants.funders.registry import NEWEST
from grants.projects.queries import Seen
from grants.reports.dossier.scope import FORMAT as DOSSIER
from grants.reports.rules import Period, offered_period
from grants.storage.database import Row, rows
from grants.values.language import N_

NOT_PREPARED = N_("Choose one of the files prepared before for this period, or all documents of the period.")


@dataclass(frozen=True, slots=True)
class GivenBefore:
    """A report prepared before, with the documents its inventory held."""

    id: int
    prepared_at: datetime
    documents: frozenset[int]


async def given_before(project: Seen, format_: Format, first: date, last: date) -> tuple[GivenBefore, ...]:
    """Inventories prepared for days of this period in a format that is added to what the funder has; the latest first."""
    if not format_.appended:
        return ()
    found = await rows(
        "SELECT id, prepared_at, figures -> 'inventory' AS inventory FROM report "
        "WHERE project_id = $1 AND format = $2 AND first_on <= $4 AND last_on >= $3 AND figures -> 'inventory' IS NOT NULL "
        "ORDER BY id DESC",
        *(project.id, format_.code, first, last),
    )
    return tuple(GivenBefore(row["id"], row["prepared_at"], frozenset(json.loads(row["inventory"]))) for row in found)


def imported_until(given: Sequence[GivenBefore], since: int) -> frozenset[int]:
    """The documents of the report with that id and of those prepared before it."""
    return frozenset(one for report in given if report.id <= since for one in report.documents)


LAST_GIVEN: Final = "last"
NOT_APPENDED = N_("Files of this format replace what the funder has: they always hold everything.")
NO_SUCH = N_("“{named}” names no file that was prepared for these days. Give a report's number, a day, or “last”.")


def since_named(given: Sequence[GivenBefore], format_: Format, named: str, zone: ZoneInfo) -> int:
    """The report that is meant by its number, by the day on which it was prepared at the latest, or by “last”.

    Raises Objected.
    """
    if not format_.appended:
        raise Objected([Objection(NOT_APPENDED)])
    for one in given:  # the latest first
        if named in {LAST_GIVEN, str(one.id)} or one.prepared_at.astimezone(zone).date().isoformat() <= _day(named):
            return one.id
    raise Objected([Objection(NO_SUCH, {"named": named})])


def _day(named: str) -> str:
    """The day as it is named; before every day where it is none."""
    try:
        return date.fromisoformat(named).isoformat()
    except ValueError:
        return ""


# --- prepared before ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A file of a prepared report; `size` in bytes."""

    id: int
    name: str
    size: int
    sha256: str
    here: bool = True


@dataclass(frozen=True, slots=True)
class ReportSeen:
    """A prepared report as it was then: for which period, in which format and edition, by whom, with which figures."""

    id: int
    format: str
    edition: str
    language: str
    first: date
    last: date
    prepared_at: datetime
    prepared_by: str
    figures: dict[str, Any]
    files: tuple[FileSeen, ...]


async def prepared_reports(by: Identity, project: Seen, package_id: int | None = None) -> list[ReportSeen]:
    """The prepared reports of a project that belong to no package, or those of one, the latest first; none without the
    permission. Two queries.
    """
    if not may(by, Permission.SEE_REPORTS, project.ref):
        return []
    reports = await rows(
        "SELECT r.id, r.format, r.edition, r.language, r.first_on, r.last_on, r.prepared_at, r.figures, "
        "coalesce(q.name, '') AS prepared_by FROM report r LEFT JOIN person q ON q.id = r.prepared_by_id "
        "WHERE r.project_id = $1 AND r.format <> $2 AND r.package_id IS NOT DISTINCT FROM $3::bigint ORDER BY r.id DESC",
        *(project.id, DOSSIER, package_id),
    )
    files: dict[int, list[FileSeen]] = {}
    for row in await rows(
        "SELECT f.id, f.report_id, f.name, f.size, f.sha256, f.here FROM report_file f JOIN report r ON r.id = f.report_id "
        "WHERE r.project_id = $1 AND r.format <> $2 AND r.package_id IS NOT DISTINCT FROM $3::bigint ORDER BY f.id",
        *(project.id, DOSSIER, package_id),
    ):
        files.setdefault(row["report_id"], []).append(_file(row))
    return [_report(row, files.get(row["id"], [])) for row in reports]


def _report(row: Row, files: list[FileSeen]) -> ReportSeen:
    return ReportSeen(
        row["id"],
        row["format"],
        row["edition"],
        row["language"],
        row["first_on"],
        row["last_on"],
        row["prepared_at"],
        row["prepared_by"],
        json.loads(row["figures"]),
        tuple(files),
    )


def _file(row: Row) -> FileSeen:
    return FileSeen(row["id"], row["name"], row["size"], row["sha256"], row["here"])


async def report_file_seen(by: Identity, project: Seen, file_id: int) -> FileSeen:
    """One file of a report of this project; NotFound when it is of another, or not for this person."""
    if may(by, Permission.SEE_REPORTS, project.ref):
        found = await rows(
            "SELECT f.id, f.name, f.size, f.sha256, f.here FROM report_file f JOIN report r ON r.id = f.report_id "
            "WHERE f.id = $1 AND r.project_id = $2 AND r.format <> $3",
            *(file_id, project.id, DOSSIER),
        )
        if found:
            return _file(found[0])
    raise NotFound


async def usual_format(project: Seen) -> str:
    """The format with which reports of the project's programme begin; the first there is where none is known."""
    programme = await programme_of(project.id)
    usual = (code for code, one in NEWEST.items() if programme is not None and programme.key in one.usual_in)
    return next(usual, next(iter(NEWEST)))


async def period_offered(project: Seen, prepared: Sequence[ReportSeen], today: date) -> Period:
    """The period to offer for the next report of a project, after those that were prepared. One query."""
    found = await rows(
        "SELECT start_on, end_on FROM reporting_period WHERE project_id = $1 AND financial AND end_on < $2 "
        "ORDER BY end_on DESC, start_on DESC LIMIT 1",
        *(project.id, today),
    )
    planned = Period(found[0]["start_on"], found[0]["end_on"]) if found else None
    return offered_period(today, max((report.last for report in prepared), default=None), planned)
