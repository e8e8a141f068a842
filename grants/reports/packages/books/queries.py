"""Which workbooks are among a package's files, and whether each of them can be filled."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from grants.access import Identity
from grants.errors import NotFound, Objection, WrongState
from grants.funders.ground import Ground
from grants.projects.queries import Seen
from grants.reports.actions import PreparedFile
from grants.reports.packages.books.shelf import BookJudged, BookKept, shelf
from grants.reports.packages.queries import PackageSeen
from grants.storage.database import Row, rows
from grants.storage.files import FileStore
from grants.values.language import N_, Language

GONE = N_(
    "The workbook “{name}” that was chosen for this package is no longer kept. Upload it again and choose it, or save the "
    "choice of files without it."
)
NO_BYTES = N_(
    "The file of the workbook “{name}” as it was frozen is not here any more (SHA-256 {sha256}). Put it back from a copy of "
    "the tracker's files, or write the other files in their own formats."
)


@dataclass(frozen=True, slots=True)
class BookChosen:
    """A workbook among the files of a package: the template it names while it is still kept; `kept` once it is frozen."""

    id: int
    template_id: int | None
    name: str
    kept: BookKept | None


_CHOSEN: Final = (
    "SELECT id, template_id, name, edition, file_name, sha256, cells FROM package_book WHERE package_id = $1 "
    "ORDER BY lower(name), id"
)


async def books_of(package_id: int) -> list[BookChosen]:
    """The workbooks of a package by name. One query."""
    return [_chosen(row) for row in await rows(_CHOSEN, package_id)]


def _chosen(row: Row) -> BookChosen:
    cells = json.loads(row["cells"]) if isinstance(row["cells"], str) else row["cells"]
    told = (row["name"], row["edition"], row["file_name"], row["sha256"])
    kept = BookKept(*told, tuple(tuple(cell) for cell in cells or ())) if row["sha256"] else None
    return BookChosen(row["id"], row["template_id"], row["name"], kept)


async def books_judged(
    by: Identity, project: Seen, package: PackageSeen, ground: Ground, files: FileStore
) -> tuple[dict[int, BookJudged], list[Objection]]:
    """Each workbook of a draft as it would be frozen now, by the row that names it, and all that is wrong with them."""
    judged: dict[int, BookJudged] = {}
    found: list[Objection] = []
    for one in await books_of(package.id):
        asked = (by, project, one.template_id, ground, package.language, files)
        told = None if one.template_id is None else await shelf().judged(*asked)  # type: ignore[arg-type]  # not None
        if told is None:
            found.append(Objection(GONE, {"name": one.name}))
            continue
        judged[one.id] = told
        found += told.objections
    return judged, found


async def books_written(
    package: PackageSeen, ground: Ground, language: Language, files: FileStore
) -> Sequence[PreparedFile]:
    """The workbooks of a frozen package, filled as they were frozen. Raises WrongState where the file of one is gone."""
    made = []
    for one in await books_of(package.id):
        if one.kept is None:
            continue
        try:
            made.append(await shelf().filled(one.kept, ground, language, files))
        except NotFound:
            raise WrongState(NO_BYTES, name=one.name, sha256=one.kept.sha256) from None
    return made
