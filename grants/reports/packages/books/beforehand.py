"""The workbooks of a funder's own as they will be filled: looked at one by one, or all of a long package's by the worker."""

from __future__ import annotations

from typing import Final

from grants.access import Identity
from grants.errors import NotFound, Objection
from grants.funders.ground import Ground
from grants.projects.queries import Seen
from grants.reports.packages.books.queries import GONE, NO_BYTES, BookChosen, books_of
from grants.reports.packages.books.shelf import BookKept, BookSeen, shelf
from grants.reports.packages.books.told import Shown, cells_shown, problems_shown
from grants.reports.packages.queries import PackageSeen
from grants.storage.files import FileStore
from grants.values.language import LANGUAGES, N_, Language
from grants.values.wording import wording

NOTHING_FILLED: Final = N_("Nothing of this workbook is filled. Choose what its cells show.")


async def book_seen(
    by: Identity, project: Seen, one: BookChosen, ground: Ground, language: Language, files: FileStore, sheet: int
) -> BookSeen | Objection:
    """How a sheet of a workbook will look, by its place among those that are filled; or why there is nothing to be seen."""
    kept = one.kept or await _standing(by, project, one)
    if kept is None:
        return Objection(GONE, {"name": one.name})
    try:
        seen = await shelf().seen(kept, ground, language, files, sheet)
    except NotFound:
        return Objection(NO_BYTES, {"name": one.name, "sha256": kept.sha256})
    return seen if seen.sheet or seen.problems else Objection(NOTHING_FILLED)


async def _standing(by: Identity, project: Seen, one: BookChosen) -> BookKept | None:
    """A workbook of a draft, which follows its template."""
    return None if one.template_id is None else await shelf().standing(by, project, one.template_id)


async def books_beforehand(
    by: Identity, project: Seen, package: PackageSeen, ground: Ground, language: Language, files: FileStore
) -> tuple[list[Shown], list[Shown]]:
    """Every workbook as it is told of, in both languages; and the cells of their sheets, one workbook's after another's."""
    told: list[Shown] = []
    grids: list[Shown] = []
    for one in await books_of(package.id):
        asked = (by, project, one, ground, language, files)
        seen = await book_seen(*asked, 0)
        sheets = () if isinstance(seen, Objection) else seen.sheets
        about: Shown = {of: problems_shown(seen, wording(of)) for of in LANGUAGES}
        told.append({**about, "id": one.id, "name": one.name, "sheets": sheets, "first": len(grids)})
        for at in range(len(sheets)):
            found = await book_seen(*asked, at)
            assert isinstance(found, BookSeen)
            grids.append(cells_shown(found, language))
    return told, grids
