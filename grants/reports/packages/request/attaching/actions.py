"""The files of a package's payment request, kept while it is a draft, and the documents the funder asks for with one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from grants.access import Identity, Permission
from grants.acting import acting
from grants.attached.actions import attach, name_of, take_off
from grants.attached.models import Attachment
from grants.attached.queries import attachment_seen, attachments_of
from grants.attached.rules import RowNamed
from grants.errors import AlreadyDone, NotFound, Objected
from grants.funders.isun_request import KINDS
from grants.funders.registry import NEWEST
from grants.projects.queries import Seen
from grants.reports.models import RequestPaper
from grants.reports.packages.queries import PackageSeen
from grants.reports.packages.request.actions import open_request
from grants.reports.packages.request.attaching.queries import asked_of, files_of
from grants.reports.packages.request.attaching.rules import KIND, FileTold, papers_objections, told_objections
from grants.reports.rules_package import RequestKind
from grants.storage.database import rows
from grants.values.files import KeptFile
from grants.values.language import Text


def request_row(project: Seen, package: PackageSeen) -> RowNamed:
    """The row that the files of a payment request hang on."""
    page = f"/projects/{project.code}/reports/packages/{package.id}/request"
    return RowNamed(KIND, package.id, Text(package.number, package.number), page)


async def add_file(
    by: Identity, project: Seen, package_id: int, files: Sequence[KeptFile], told: FileTold, *, once: str = ""
) -> None:
    """Files attached to the payment request of a draft, after those it has, each with what is said of them.

    Raises Objected without a description the funder would take, WrongState where nothing of the request may be changed.
    """
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        package = await open_request(by, project, package_id)
        if problems := list(told_objections(NEWEST[package.format], told)):
            raise Objected(problems)
        row = request_row(project, package)
        await attach(deed, project, row, files, description=told.description, paper=told.paper)


async def tell_of_files(
    by: Identity, project: Seen, package_id: int, told: Mapping[int, FileTold], *, once: str = ""
) -> None:
    """What is said of the files by their id from now on; one that says the same already leaves no trace.

    Raises Objected with all that the funder would not take, WrongState likewise, NotFound for a file that is not there,
    AlreadyDone where nothing differs.
    """
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        package = await open_request(by, project, package_id)
        kept = {one.id: one for one in await files_of(project, package)}
        if not told.keys() <= kept.keys():
            raise NotFound
        changed = {id_: one for id_, one in told.items() if kept[id_].told != one}
        if not changed:
            raise AlreadyDone
        format_ = NEWEST[package.format]
        if problems := [one for id_, said in changed.items() for one in told_objections(format_, said, f"-{id_}")]:
            raise Objected(problems)
        row = request_row(project, package)
        for id_, one in changed.items():
            before, after = kept[id_].told, {"description": one.description, "paper": one.paper}
            await Attachment.filter(id=id_).update(**after)
            was = {"description": before.description, "paper": before.paper}
            deed.happened("file.changed", "file", id_, name_of(kept[id_].name, row), before=was, after=after)


async def remove_file(by: Identity, project: Seen, package_id: int, file_id: int, *, once: str = "") -> None:
    """A file no longer attached to the payment request of a draft. Raises WrongState, NotFound."""
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        package = await open_request(by, project, package_id)
        await take_off(
            deed, request_row(project, package), await attachment_seen(project.id, KIND, package_id, file_id)
        )


async def ask_for_papers(
    by: Identity, project: Seen, kind: RequestKind, names: Sequence[str], *, once: str = ""
) -> None:
    """The documents that the funder asks for with payment requests of a kind, from now on. Raises Objected, and AlreadyDone
    where it is the list that is kept.
    """
    async with acting(by, Permission.PREPARE_REPORT, project.ref, once=once) as deed:
        await rows("SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE", project.id)
        if problems := list(papers_objections(names)):
            raise Objected(problems)
        before = await asked_of(project, kind)
        if before == tuple(names):
            raise AlreadyDone
        await RequestPaper.filter(project_id=project.id, kind=kind).delete()
        await RequestPaper.bulk_create(
            [RequestPaper(project_id=project.id, kind=kind, position=at, name=name) for at, name in enumerate(names, 1)]
        )
        told = ({"names": "\n".join(one)} for one in (before, names))
        deed.happened(
            "request_papers.kept", "request_papers", project.id, KINDS[kind].bg, before=next(told), after=next(told)
        )


async def carry_files(project: Seen, package_id: int, to: int) -> None:
    """The files of a package's payment request, with what is said of them, in its next version."""
    found = (await attachments_of(project.id, KIND, [package_id])).get(package_id, [])
    for at, one in enumerate(found, 1):
        await Attachment.create(
            project_id=project.id,
            kind=KIND,
            row_id=to,
            position=at,
            name=one.name,
            media_type=one.media_type,
            size=one.size,
            sha256=one.sha256,
            here=one.here,
            description=one.description,
            paper=one.paper,
            person_id=one.person_id,
            by_name=one.by_name,
        )
