"""The deliverables a person sees: in a list, or one with everything that is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grants.access import Identity, Permission, may, own_part_only
from grants.attached.queries import AttachmentSeen, CommentSeen, attachments_of, comments_of
from grants.attached.rules import RowNamed
from grants.deliverables.rules import BY_ITS_LIFE
from grants.errors import NotFound, Objection
from grants.projects.queries import Seen
from grants.storage.columns import text
from grants.storage.database import rows
from grants.values.language import Text

Row = dict[str, Any]
KIND = "deliverable"

_DELIVERABLES = """
SELECT d.*, a.number AS activity_number, a.title_bg AS activity_bg, a.title_en AS activity_en, a.person_id,
  t.number AS partner_number, coalesce(o.name_bg, '') AS partner_bg, coalesce(o.name_en, '') AS partner_en,
  (SELECT count(*) FROM attachment f WHERE f.project_id = d.project_id AND f.kind = 'deliverable' AND f.row_id = d.id)::int AS files,
  (SELECT count(*) FROM comment c WHERE c.project_id = d.project_id AND c.kind = 'deliverable' AND c.row_id = d.id)::int AS comments
FROM deliverable d LEFT JOIN activity a ON a.id = d.activity_id LEFT JOIN partner t ON t.id = d.partner_id
LEFT JOIN organisation o ON o.id = t.organisation_id
WHERE d.project_id = $1 AND ($2::bigint IS NULL OR d.partner_id = $2)
"""


@dataclass(frozen=True, slots=True)
class Whole:
    """One deliverable with what hangs on it, its publications, and who handed it over last (None: nobody, or no person)."""

    row: Row
    files: Sequence[AttachmentSeen]
    comments: Sequence[CommentSeen]
    publications: Sequence[Row]
    submitted_by: int | None
    submitted_by_name: str


async def deliverables_of(by: Identity, project: Seen) -> list[Row]:
    """The deliverables of a project that this person sees, by the day they are due. One query."""
    return await rows(f"{_DELIVERABLES} ORDER BY d.due_on NULLS LAST, d.position, d.id", project.id, _own(by, project))


async def publications_of(by: Identity, project: Seen) -> list[Row]:
    """The publications of a project that this person sees: of a partner's part those of its deliverables."""
    return await rows(
        "SELECT u.*, d.number AS deliverable_number FROM publication u LEFT JOIN deliverable d ON d.id = u.deliverable_id "
        "WHERE u.project_id = $1 AND ($2::bigint IS NULL OR u.deliverable_id IS NULL OR d.partner_id = $2) "
        "ORDER BY u.published_on NULLS LAST, u.position",
        project.id,
        _own(by, project),
    )


async def deliverable_row(by: Identity, project: Seen, deliverable_id: int) -> Row:
    """One deliverable as the list shows it, if this person sees it; NotFound otherwise."""
    found = await rows(f"{_DELIVERABLES} AND d.id = $3", project.id, _own(by, project), deliverable_id)
    if not found:
        raise NotFound
    return found[0]


async def deliverable_seen(by: Identity, project: Seen, deliverable_id: int) -> Whole:
    """One deliverable with everything told of it, if this person sees it; NotFound otherwise."""
    row = await deliverable_row(by, project, deliverable_id)
    files = await attachments_of(project.id, KIND, [deliverable_id])
    comments = await comments_of(project.id, KIND, [deliverable_id])
    publications = await rows("SELECT * FROM publication WHERE deliverable_id = $1 ORDER BY position", deliverable_id)
    who = await submitted_by(project, deliverable_id)
    return Whole(row, files.get(deliverable_id, []), comments.get(deliverable_id, []), publications, *who)


async def submitted_by(project: Seen, deliverable_id: int) -> tuple[int | None, str]:
    """Who handed a deliverable over last, as the history tells it, and under which name."""
    found = await rows(
        "SELECT person_id, person_name FROM audit_entry WHERE project_id = $1 AND deed = 'deliverable.submitted' "
        "AND subject_id = $2 ORDER BY id DESC LIMIT 1",
        project.id,
        deliverable_id,
    )
    return (found[0]["person_id"], found[0]["person_name"]) if found else (None, "")


async def against_deliverable(_project_id: int, values: Row, row_id: int) -> Sequence[Objection]:
    """Why the form of a row may not bring a deliverable that is there to another state: its own page does."""
    found = await rows("SELECT state FROM deliverable WHERE id = $1", row_id)
    if not found or values.get("state", found[0]["state"]) == found[0]["state"]:
        return ()
    return (Objection(BY_ITS_LIFE, {}, place="state"),)


def _own(by: Identity, project: Seen) -> int | None:
    """The partner whose rows alone are seen; NotFound for somebody who sees none."""
    if not may(by, Permission.SEE_PROJECT, project.ref):
        raise NotFound
    return own_part_only(by, project.ref, Permission.SEE_PROJECT)


def title_of(row: Row) -> Text:
    """How a deliverable is called, by what was planned."""
    return text(row, "title")


def named(project: Seen, row: Row) -> RowNamed:
    """A deliverable as what hangs on it asks."""
    title = title_of(row)
    return RowNamed(
        KIND,
        row["id"],
        Text(*(f"{row['number']} · {side}" if side else "" for side in (title.bg, title.en))),
        f"/projects/{project.code}/deliverables/{row['id']}",
        partner_id=row["partner_id"],
        person_id=row["person_id"],
    )
