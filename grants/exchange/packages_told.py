"""What a project's file tells of its report packages, read with a fixed number of queries."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from grants.access import Identity, Permission, may, own_part_only
from grants.exchange import packaged
from grants.exchange.kept_figures import figures_told
from grants.filling.models import OwnCell, OwnTemplate
from grants.projects.queries import Seen
from grants.reports.dossier.scope import FORMAT as DOSSIER
from grants.reports.models import FunderId, FunderPair, Report, ReportFile, ReportPreparer, RequestPaper
from grants.reports.particulars import Numbered
from grants.storage.database import rows

Row = Mapping[str, Any]
NAMED_AFTER: Final[Mapping[Numbered, str]] = {
    Numbered.CONTRACT: "",  # the project itself
    Numbered.PACKAGE: "",
    Numbered.LINE: "line",
    Numbered.ACTIVITY: "activity",
    Numbered.PARTNER: "partner",
    Numbered.CONTRACTOR: "supply",
    Numbered.SUPPLY: "supply",
    Numbered.INDICATOR: "indicator",
}


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows of each kind of packaged.py, and how those that others refer to are called in the file."""

    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    labels: Mapping[str, Mapping[int, str]] = field(default_factory=dict)


_PACKAGES = "SELECT * FROM report_package WHERE project_id = $1 ORDER BY position, id"
_OF_PACKAGES = "SELECT t.* FROM {} t JOIN report_package k ON k.id = t.package_id WHERE k.project_id = $1 ORDER BY k.position, k.id, {}"
_MET = (
    "SELECT t.package_id, t.deadline_id FROM report_package_deadline t JOIN report_package k ON k.id = t.package_id "
    "JOIN deadline d ON d.id = t.deadline_id "
    "WHERE k.project_id = $1 AND d.project_id = $1 AND d.version = t.version ORDER BY k.position, k.id, d.position"
)


def sees_packages(by: Identity, project: Seen) -> bool:
    """Whether somebody may take the report packages along: whoever sees the reports of the whole project."""
    return may(by, Permission.SEE_REPORTS, project.ref) and own_part_only(by, project.ref) is None


async def kept_of(by: Identity, project: Seen, recorded: Mapping[str, Sequence[Row]]) -> Kept:
    """All that is told of the packages of a project; nothing to somebody who sees one partner's part."""
    if not sees_packages(by, project):
        return Kept()
    packages = await rows(_PACKAGES, project.id)
    reports = list(await Report.filter(project_id=project.id).exclude(format=DOSSIER).order_by("id").values())
    ids = [row["id"] for row in reports]
    known = await OwnTemplate.filter(organisation_id=project.kept_by_id).values()
    templates = sorted(known, key=lambda row: (row["name"], row["id"]))
    order = [row["id"] for row in templates]
    cells = await OwnCell.filter(template_id__in=order).order_by("id").values()
    found: dict[str, Sequence[Row]] = {
        packaged.PACKAGE.name: [_package(row) for row in packages],
        packaged.ROW.name: await _of_packages("report_package_row", "t.position", project),
        packaged.OUT.name: await _of_packages("report_package_out", "t.id", project),
        packaged.PART.name: [
            {**row, "changed": told_moment(row["changed_at"])}
            for row in await _of_packages("report_package_part", "t.id", project)
        ],
        packaged.REQUEST.name: await _of_packages("report_package_request", "t.id", project),
        packaged.ASKED.name: await RequestPaper.filter(project_id=project.id).order_by("kind", "position").values(),
        packaged.TEXT.name: await _of_packages("report_package_text", "t.id", project),
        packaged.MET.name: await rows(_MET, project.id),
        packaged.PREPARED.name: [
            {**row, "number": str(at), "prepared": told_moment(row["prepared_at"])} for at, row in enumerate(reports, 1)
        ],
        packaged.PREPARED_FILE.name: await ReportFile.filter(report_id__in=ids).order_by("report_id", "id").values(),
        packaged.ID.name: list(_ids(await FunderId.filter(project_id=project.id).order_by("id").values(), recorded)),
        packaged.PAIR.name: await FunderPair.filter(project_id=project.id).order_by("id").values(),
        packaged.PREPARER.name: [
            row
            for row in await ReportPreparer.filter(project_id=project.id).values()
            if any(row[name] for name in packaged.PREPARER.columns)
        ],
        packaged.WORKBOOK.name: [{**row, "uploaded": told_moment(row["uploaded_at"])} for row in templates],
        packaged.BOOK.name: await _of_packages("package_book", "t.id", project),
        packaged.CELL.name: sorted(cells, key=lambda row: order.index(row["template_id"])),
    }
    documents = {row["id"]: row["number"] for row in recorded["document"]}
    found[packaged.FIGURE.name] = [
        *_figures(packaged.PACKAGE.name, found[packaged.PACKAGE.name], documents),
        *_figures(packaged.PREPARED.name, found[packaged.PREPARED.name], documents),
    ]
    numbers = {one.name: {row["id"]: row["number"] for row in found[one.name]} for one in packaged.NUMBERED_HERE}
    return Kept(found, {**numbers, packaged.WORKBOOK.name: {row["id"]: row["name"] for row in templates}})


async def _of_packages(table: str, order: str, project: Seen) -> list[Row]:
    return list(await rows(_OF_PACKAGES.format(table, order), project.id))


def _package(row: Row) -> Row:
    figures = row["figures"]
    told = json.loads(figures) if isinstance(figures, str) else figures
    return {**row, "figures": told, "ready": told_moment(row["ready_at"])}


def told_moment(at: datetime | None) -> str:
    """A moment as a project's file tells it: 2026-11-22T10:00:00Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else ""


def _figures(of: str, listed: Sequence[Row], documents: Mapping[int, str]) -> Iterator[Row]:
    for row in listed:
        for path, value in figures_told(row["figures"], documents) if row["figures"] else ():
            yield {"of": of, "row": row["number"], "figure": path, "value": value}


def _ids(found: Sequence[Row], recorded: Mapping[str, Sequence[Row]]) -> Iterator[Row]:
    """The funder's ids, each with the number of its row; those of rows that are gone are left out."""
    for kind, of in NAMED_AFTER.items():
        numbers = {row["id"]: row["number"] for row in recorded[of]} if of else {}
        for row in found:
            if row["kind"] == kind and (not of or row["row_id"] in numbers):
                yield {**row, "row": numbers.get(row["row_id"], "")}


_RECEIPTS = (
    "SELECT sha256 FROM attachment WHERE project_id = $1 AND kind IN ('package', 'package_request') AND here "
    "UNION SELECT f.sha256 FROM report_file f JOIN report r ON r.id = f.report_id "
    "WHERE r.project_id = $1 AND r.format <> $2 AND f.here "
    "UNION SELECT sha256 FROM own_template WHERE organisation_id = $3 AND here"
)


async def package_files(by: Identity, project: Seen) -> frozenset[str]:
    """The hashes of everything that packages hold and whose bytes are here: receipts, what hangs on payment requests, prepared files, own workbooks."""
    if not sees_packages(by, project):
        return frozenset()
    return frozenset(row["sha256"] for row in await rows(_RECEIPTS, project.id, DOSSIER, project.kept_by_id))
