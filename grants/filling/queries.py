"""The templates an organisation keeps, with what each of their cells shows."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from grants.access import Identity, Permission, may
from grants.errors import NotFound, Objected
from grants.filling.showing import Mapped
from grants.filling.template import Template, read_template
from grants.projects.queries import Seen
from grants.storage.database import Row, rows
from grants.storage.files import NOT_HERE, FileStore


@dataclass(frozen=True, slots=True)
class TemplateSeen:
    """A template as it is kept: its file by its sha256, and its cells by their id."""

    id: int
    name: str
    edition: int
    file_name: str
    sha256: str
    size: int
    here: bool
    uploaded_at: datetime
    uploaded_by: str
    cells: Mapping[int, Mapped]


_TEMPLATES = (
    "SELECT t.id, t.name, t.edition, t.file_name, t.sha256, t.size, t.here, t.uploaded_at, coalesce(p.name, '') AS uploaded_by "
    "FROM own_template t LEFT JOIN person p ON p.id = t.uploaded_by_id "
    "WHERE t.organisation_id = $1 AND ($2::bigint IS NULL OR t.id = $2) ORDER BY lower(t.name), t.id"
)
_CELLS = (
    "SELECT c.id, c.template_id, c.sheet, c.cell, c.shows, c.beside FROM own_cell c "
    "JOIN own_template t ON t.id = c.template_id "
    "WHERE t.organisation_id = $1 AND ($2::bigint IS NULL OR t.id = $2) ORDER BY c.id"
)


async def templates_seen(by: Identity, project: Seen, template_id: int | None = None) -> list[TemplateSeen]:
    """The templates of the organisation that keeps this project, by name; none without the permission. Two queries."""
    if not may(by, Permission.SEE_REPORTS, project.ref):
        return []
    cells: dict[int, dict[int, Mapped]] = {}
    found = await rows(_TEMPLATES, project.kept_by_id, template_id)
    for row in await rows(_CELLS, project.kept_by_id, template_id):
        cells.setdefault(row["template_id"], {})[row["id"]] = _mapped(row)
    return [
        TemplateSeen(
            row["id"],
            row["name"],
            row["edition"],
            row["file_name"],
            row["sha256"],
            row["size"],
            row["here"],
            row["uploaded_at"],
            row["uploaded_by"],
            cells.get(row["id"], {}),
        )
        for row in found
    ]


def _mapped(row: Row) -> Mapped:
    return Mapped(row["sheet"], row["cell"], row["shows"], row["beside"])


async def template_seen(by: Identity, project: Seen, template_id: int) -> TemplateSeen:
    """One template; NotFound when another organisation keeps it, or it is not for this person."""
    found = await templates_seen(by, project, template_id)
    if not found:
        raise NotFound
    return found[0]


async def template_bytes(seen: TemplateSeen, files: FileStore) -> bytes:
    """The file of a template. NotFound where only its name and checksum are known here."""
    if not seen.here:
        raise NotFound(NOT_HERE)
    return await files.read(seen.sha256)


async def template_file(seen: TemplateSeen, files: FileStore) -> Template | None:
    """The workbook itself; None where its file is no longer here, or no longer what it was."""
    try:
        return await asyncio.to_thread(read_template, await template_bytes(seen, files))
    except (NotFound, Objected):
        return None


async def lines_to_show(project: Seen) -> list[tuple[str, str, str]]:
    """The number and the title in both languages of each line of the budget in force."""
    found = await rows(
        "SELECT number, title_bg, title_en FROM budget_line WHERE project_id = $1 ORDER BY position", project.id
    )
    return [(row["number"], row["title_bg"], row["title_en"]) for row in found]
