"""Workbooks chosen for a package, frozen with it, let go and carried on."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from grants.access import Identity
from grants.acting import Deed
from grants.errors import Objected, Objection
from grants.projects.queries import Seen
from grants.reports.models import PackageBook
from grants.reports.packages.books.queries import books_of
from grants.reports.packages.books.shelf import BookJudged, shelf
from grants.reports.packages.queries import PackageSeen, label_of
from grants.storage.database import rows
from grants.values.language import N_

BOOK_GONE = N_("A workbook you ticked has been removed meanwhile. Tick those that are still in the list.")


async def choose_books(deed: Deed, by: Identity, project: Seen, package: PackageSeen, chosen: Collection[int]) -> None:
    """The workbooks of a draft from now on, told where they differ. Objected for one that is not offered any more."""
    offered = {one.id: one.name for one in await shelf().offered(by, project)}
    if not set(chosen) <= offered.keys():
        raise Objected([Objection(BOOK_GONE)])
    before = await books_of(package.id)
    if sorted(one.template_id or 0 for one in before) == sorted(set(chosen)):
        return
    await PackageBook.filter(package_id=package.id).delete()
    await PackageBook.bulk_create(
        [PackageBook(package_id=package.id, template_id=one, name=offered[one]) for one in sorted(set(chosen))]
    )
    was, now = (one.name for one in before), (offered[one] for one in sorted(set(chosen)))
    deed.happened(
        "package.workbooks",
        "package",
        package.id,
        label_of(package.number, package.first, package.last),
        before={"workbooks": ", ".join(was)},
        after={"workbooks": ", ".join(now)},
    )


async def freeze_books(judged: Mapping[int, BookJudged]) -> None:
    """What each workbook of a package is from now on, whatever becomes of its template."""
    for id_, one in judged.items():
        await PackageBook.filter(id=id_).update(**one.kept.row)


async def let_books_go(package_id: int) -> None:
    """The workbooks of a package that is a draft again: they follow their templates as before."""
    await PackageBook.filter(package_id=package_id).update(edition=0, file_name="", sha256="", cells=None)


async def carry_books(package_id: int, to: int) -> None:
    """The workbooks of a package chosen for another draft too, those that are still kept."""
    found = await rows(
        "SELECT b.template_id, t.name FROM package_book b JOIN own_template t ON t.id = b.template_id "
        "WHERE b.package_id = $1 ORDER BY b.id",
        package_id,
    )
    await PackageBook.bulk_create([PackageBook(package_id=to, **row) for row in found])
