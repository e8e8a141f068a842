"""What hangs on rows of one kind. The caller has seen the rows: nothing here asks who reads."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from grants.access import ALLOWED, ROWS, Identity, Permission, ProjectRef
from grants.attached.models import Attachment, Comment
from grants.attached.rules import RowNamed, people_concerned
from grants.errors import NotFound
from grants.people.queries import identities, people_in
from grants.storage.database import rows

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AttachmentSeen:
    """A file of a row; `here` is false where only its name and size are known. `description` and `paper` where they are asked."""

    id: int
    row_id: int
    name: str
    media_type: str
    size: int
    sha256: str
    here: bool
    person_id: int | None
    by_name: str
    attached_at: datetime
    description: str = ""
    paper: str = ""


@dataclass(frozen=True, slots=True)
class CommentSeen:
    """What somebody said of a row, in the language it was written in."""

    id: int
    row_id: int
    wording: str
    language: str
    person_id: int | None
    by_name: str
    said_at: datetime


_OF_FILE = (
    *("id", "row_id", "name", "media_type", "size", "sha256", "here", "person_id", "by_name", "attached_at"),
    *("description", "paper"),
)
_OF_COMMENT = ("id", "row_id", "wording", "language", "person_id", "by_name", "said_at")


async def attachments_of(project_id: int, kind: str, row_ids: Collection[int]) -> dict[int, list[AttachmentSeen]]:
    """The files of rows of a kind, by row, in their order. One query."""
    found: dict[int, list[AttachmentSeen]] = {}
    asked = Attachment.filter(project_id=project_id, kind=kind, row_id__in=list(row_ids))
    for row in await asked.order_by("row_id", "position", "id").values(*_OF_FILE):
        found.setdefault(row["row_id"], []).append(AttachmentSeen(**row))
    return found


async def comments_of(project_id: int, kind: str, row_ids: Collection[int]) -> dict[int, list[CommentSeen]]:
    """What was said of rows of a kind, by row, newest last. One query."""
    found: dict[int, list[CommentSeen]] = {}
    asked = Comment.filter(project_id=project_id, kind=kind, row_id__in=list(row_ids))
    for row in await asked.order_by("row_id", "said_at", "id").values(*_OF_COMMENT):
        found.setdefault(row["row_id"], []).append(CommentSeen(**row))
    return found


async def attachment_seen(project_id: int, kind: str, row_id: int, attachment_id: int) -> AttachmentSeen:
    """One file of a row; NotFound when that row has no such file."""
    found = await Attachment.filter(id=attachment_id, project_id=project_id, kind=kind, row_id=row_id).values(*_OF_FILE)
    if not found:
        raise NotFound
    return AttachmentSeen(**found[0])


async def concerned(project: ProjectRef, row: RowNamed, author_id: int | None) -> tuple[Identity, ...]:
    """The people who are told of a comment on a row."""
    named = (await rows("SELECT coordinator_id FROM project WHERE id = $1", project.id))[0]
    before = await Comment.filter(project_id=project.id, kind=row.kind, row_id=row.row_id).values("person_id")
    return people_concerned(
        project,
        row,
        await identities(await people_in(project)),
        coordinator_id=named["coordinator_id"],
        said_before={one["person_id"] for one in before} - {None},
        author_id=author_id,
    )


def _whole(by: Identity) -> tuple[bool, list[int], list[int]]:
    """Where everything that hangs on rows is seen: with the right to take the whole project along."""
    seats = [seat for seat in by.seats if seat.role in ALLOWED[Permission.EXPORT_PROJECT] and seat.partner_id is None]
    return (
        by.unbounded,
        [seat.project_id for seat in seats if seat.project_id is not None],
        [seat.organisation_id for seat in seats if seat.organisation_id is not None],
    )


# Of rows that travel in a project's file: what is signed by participants stays where they are kept.
_HASHES = (
    "SELECT DISTINCT a.sha256 FROM attachment a JOIN project p ON p.id = a.project_id "
    "WHERE a.here AND ($1::bool OR p.id = ANY($2::bigint[]) OR p.kept_by_id = ANY($3::bigint[])) AND a.kind = ANY($4::text[])"
)


async def hashes_of(by: Identity, project: ProjectRef) -> frozenset[str]:
    """The hashes of a project's attached files whose bytes are here, for whoever may take all of it along."""
    found = await rows(f"{_HASHES} AND p.id = $5", *_whole(by), list(ROWS), project.id)
    return frozenset(row["sha256"] for row in found)


async def hashes_seen(by: Identity, named: list[str]) -> frozenset[str]:
    """Of these hashes, those of attached files that this person may take along already."""
    found = await rows(f"{_HASHES} AND a.sha256 = ANY($5::text[])", *_whole(by), list(ROWS), named)
    return frozenset(row["sha256"] for row in found)
