"""Keeping the report packages that a project's file brings: as they stood, their rows named by those of this tracker."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from grants.acting import Deed
from grants.errors import Objection
from grants.exchange import packaged
from grants.exchange.hanging import LEFT_BEHIND
from grants.exchange.packages_read import Packages
from grants.exchange.packages_told import NAMED_AFTER
from grants.filling.models import OwnCell, OwnTemplate
from grants.projects.queries import Seen
from grants.reports.models import (
    FunderId,
    FunderPair,
    Package,
    PackageBook,
    PackageDeadline,
    PackageOut,
    PackagePart,
    PackageRequest,
    PackageRow,
    PackageText,
    Report,
    ReportFile,
    ReportPreparer,
    RequestPaper,
)
from grants.reports.particulars import Numbered
from grants.storage.database import insert_all
from grants.values.entry import reference_key
from grants.values.language import N_

Ids = Mapping[str, Sequence[int]]  # of the rows of each kind, in their order
Have = Callable[[str], bool]
OTHER_WORKBOOK = N_("There is a funder's workbook “{name}” here already. What stands here was kept.")
_OF_PACKAGES = {
    packaged.OUT.name: PackageOut,
    packaged.PART.name: PackagePart,
    packaged.REQUEST.name: PackageRequest,
    packaged.TEXT.name: PackageText,
}


@dataclass(frozen=True, slots=True)
class Arriving:
    """What a file says of packages, the project it goes to, and which of its rows is which here."""

    deed: Deed
    project: Seen
    told: Packages
    numbers: Mapping[str, Sequence[str]]  # of the project's own rows, by kind
    have: Have


async def keep_packages(arriving: Arriving, ids: dict[str, list[int]]) -> list[Objection]:
    """All of it; `ids` gets those of the packages. Gives a warning for each file that is nowhere and each workbook left out."""
    told = arriving.told.rows
    if not any(told.values()):
        return []
    await _packages(arriving, ids)
    for name, model in _OF_PACKAGES.items():
        moments = [
            {"changed_at": arriving.told.moments.get((name, at))} if name == packaged.PART.name else {}
            for at in range(len(told[name]))
        ]
        rows = zip(told[name], moments, strict=True)
        await insert_all(model, [{**_named(_without(one, "changed"), ids), **more} for one, more in rows])
    await _asked(arriving)
    await _rows(arriving, ids)
    met = [{**_named(one, ids), "version": 1} for one in told[packaged.MET.name]]
    await insert_all(PackageDeadline, met)
    warnings = await _reports(arriving, ids)
    await _ids(arriving, ids)
    warnings += await _workbooks(arriving, ids)
    await insert_all(PackageBook, [_chosen_book(one, ids) for one in told[packaged.BOOK.name]])
    return warnings


def _named(values: Mapping[str, Any], ids: Ids) -> dict[str, Any]:
    """The values with the ids of what they refer to: of packages, rows of the project, reports."""
    return {
        column: ids[column.removesuffix("_id")][value] if column.endswith("_id") and value is not None else value
        for column, value in values.items()
    }


def _without(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in names}


async def _packages(arriving: Arriving, ids: dict[str, list[int]]) -> None:
    """What was frozen stays in the tracker it was frozen in: only its checksum is known here."""
    name, told = packaged.PACKAGE.name, arriving.told
    ids[name] = ids[packaged.REQUEST.name] = []  # what hangs on a payment request names its package
    for at, (number, values) in enumerate(zip(told.numbers[name], told.rows[name], strict=True)):
        kept = {**_without(values, "ready", "after_id"), "number": number, "position": at + 1, "ground_here": False}
        kept["period_id"] = None if values["period_id"] is None else ids["period"][values["period_id"]]
        kept["after_id"] = None if values["after_id"] is None else ids[name][values["after_id"]]
        kept |= {"ready_at": told.moments.get((name, at)), "figures": told.figures.get((name, at))}
        ids[name] += await insert_all(Package, [{"project_id": arriving.project.id, **kept}])
        said = {
            "number": number,
            "state": values["state"],
            "first_on": values["first_on"],
            "last_on": values["last_on"],
        }
        arriving.deed.happened("package.brought", name, ids[name][-1], number, after=said)


async def _asked(arriving: Arriving) -> None:
    """The documents that the funder asks for with payment requests, in their order."""
    listed = [
        {"project_id": arriving.project.id, "position": at, **values}
        for at, values in enumerate(arriving.told.rows[packaged.ASKED.name], 1)
    ]
    await insert_all(RequestPaper, listed)


async def _rows(arriving: Arriving, ids: Ids) -> None:
    counted: dict[int, int] = {}
    rows = []
    for values in arriving.told.rows[packaged.ROW.name]:
        position = counted[values["package_id"]] = counted.get(values["package_id"], 0) + 1
        rows.append({**_named(values, ids), "position": position})
    await insert_all(PackageRow, rows)


async def _reports(arriving: Arriving, ids: dict[str, list[int]]) -> list[Objection]:
    name, told = packaged.PREPARED.name, arriving.told
    documents = ids["document"]
    listed = []
    for at, values in enumerate(told.rows[name]):
        figures = told.figures.get((name, at), {"euro": {"amount": "0.00", "currency": "EUR"}})
        inventory = [documents[place] for place in figures.get("inventory", ())]
        kept = {**_named(_without(values, "prepared"), ids), "prepared_at": told.moments[name, at]}
        listed.append(
            {
                "project_id": arriving.project.id,
                **kept,
                "figures": {**_without(figures, "inventory"), **({"inventory": inventory} if inventory else {})},
            }
        )
    ids[name] = await insert_all(Report, listed)
    for report_id, one in zip(ids[name], listed, strict=True):
        label = f"{one['format']} {one['first_on'].isoformat()} – {one['last_on'].isoformat()}"
        arriving.deed.happened(
            "report.brought", name, report_id, label, after={"format": one["format"], "edition": one["edition"]}
        )
    files = [
        {**_named(one, ids), "here": arriving.have(one["sha256"])} for one in told.rows[packaged.PREPARED_FILE.name]
    ]
    await insert_all(ReportFile, files)
    return [Objection(LEFT_BEHIND, {"name": one["name"]}, read=one["name"][:80]) for one in files if not one["here"]]


async def _ids(arriving: Arriving, ids: Ids) -> None:
    """The funder's ids, what its contracts are for, and who prepares the reports."""
    project, rows = arriving.project, arriving.told.rows
    places = {
        kind: {reference_key(number): at for at, number in enumerate(numbers)}
        for kind, numbers in arriving.numbers.items()
    }
    known = []
    for values in rows[packaged.ID.name]:
        of = NAMED_AFTER[Numbered(values["kind"])]
        row_id = ids[of][places[of][reference_key(values["row"])]] if of else project.id
        known.append({"project_id": project.id, "row_id": row_id, **_without(values, "row")})
    await insert_all(FunderId, known)
    pairs = [{"project_id": project.id, **_named(values, ids)} for values in rows[packaged.PAIR.name]]
    await insert_all(FunderPair, pairs)
    preparers = [{"project_id": project.id, **values} for values in rows[packaged.PREPARER.name]]
    await insert_all(ReportPreparer, preparers)
    if known or pairs or preparers:
        after = {values["value"]: values["name"] for values in known}
        arriving.deed.happened("funder_ids.kept", "funder_ids", None, after=after)


async def _workbooks(arriving: Arriving, ids: dict[str, list[int]]) -> list[Objection]:
    """The funder's own workbooks with what their cells show, for the organisation that keeps the project from now on; one
    that is here under that name stays and takes the other's place among the files of packages.
    """
    told, keeper = arriving.told, arriving.project.kept_by_id
    warnings = []
    made: dict[int, int] = {}
    ids[packaged.WORKBOOK.name] = here_called = []
    for at, values in enumerate(told.rows[packaged.WORKBOOK.name]):
        name = values["name"]
        known = await OwnTemplate.filter(organisation_id=keeper, name=name).values("id", "sha256")
        if known:
            here_called.append(known[0]["id"])
            if known[0]["sha256"] != values["sha256"]:
                warnings.append(Objection(OTHER_WORKBOOK, {"name": name}, read=name[:80]))
            continue
        here = arriving.have(values["sha256"])
        moment = told.moments.get((packaged.WORKBOOK.name, at), datetime.now(UTC))
        kept = {**_without(values, "uploaded"), "uploaded_at": moment, "here": here}
        made[at] = (await insert_all(OwnTemplate, [{"organisation_id": keeper, **kept}]))[0]
        here_called.append(made[at])
        said = {"name": name, "file_name": values["file_name"], "sha256": values["sha256"]}
        arriving.deed.happened("own_template.added", "own_template", made[at], name, after=said)
        if not here:
            warnings.append(Objection(LEFT_BEHIND, {"name": values["file_name"]}, read=values["file_name"][:80]))
    cells = [
        {**_without(values, "template_id"), "template_id": made[values["template_id"]]}
        for values in told.rows[packaged.CELL.name]
        if values["template_id"] in made
    ]
    await insert_all(OwnCell, cells)
    return warnings


def _chosen_book(values: Mapping[str, Any], ids: Ids) -> dict[str, Any]:
    """A workbook among the files of a package, by the template it names here."""
    place = values["template_id"]
    template = None if place is None else ids[packaged.WORKBOOK.name][place]
    return {**_named(_without(values, "template_id"), ids), "template_id": template}
