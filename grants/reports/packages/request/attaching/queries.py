"""The files of a payment request as they are kept, and the documents the funder asks for with one."""

from __future__ import annotations

from typing import Final

from grants.attached.queries import attachments_of
from grants.projects.queries import Seen
from grants.reports.packages.queries import PackageSeen
from grants.reports.packages.request.attaching.rules import KIND, FileTold, RequestFile
from grants.reports.rules_package import RequestKind
from grants.storage.database import rows

_ASKED: Final = "SELECT name FROM request_paper WHERE project_id = $1 AND kind = $2 ORDER BY position"


async def files_of(project: Seen, package: PackageSeen) -> tuple[RequestFile, ...]:
    """The files of a package's payment request, in the order of upload. One query."""
    found = (await attachments_of(project.id, KIND, [package.id])).get(package.id, [])
    return tuple(
        RequestFile(one.id, one.name, one.size, FileTold(one.description, one.paper), one.here) for one in found
    )


async def asked_of(project: Seen, kind: RequestKind) -> tuple[str, ...]:
    """The documents that the funder asks for with payment requests of a kind, in their order. One query."""
    return tuple(row["name"] for row in await rows(_ASKED, project.id, kind.value))
