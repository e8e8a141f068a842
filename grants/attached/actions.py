"""Attaching files to a row, taking them off, and saying something of it; the people concerned are told by letter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from grants.access import ROWS, Identity, Permission
from grants.acting import Deed, acting
from grants.attached.models import Attachment, Comment
from grants.attached.queries import AttachmentSeen, attachment_seen, concerned
from grants.attached.rules import RowNamed, comment_objections
from grants.attached.telling import about, comment_letter, key, leaves_at
from grants.errors import Objected
from grants.letters.actions import Envelope, write_letter
from grants.projects.queries import Seen
from grants.storage.database import rows
from grants.values.files import KeptFile
from grants.values.language import Language, Text


async def attach(
    deed: Deed, project: Seen, row: RowNamed, files: Sequence[KeptFile], *, description: str = "", paper: str = ""
) -> list[int]:
    """Files of a row, after those it has, inside an action that is already going on; gives their ids.

    Where it is asked for, `description` says what they are and `paper` as which of the papers asked for they count.
    """
    said = {"description": description, "paper": paper} if description or paper else {}
    last = await rows(
        "SELECT coalesce(max(position), 0) AS last FROM attachment WHERE project_id = $1 AND kind = $2 AND row_id = $3",
        *(project.id, row.kind, row.row_id),
    )
    ids = []
    for position, file in enumerate(files, last[0]["last"] + 1):
        made = await Attachment.create(
            project_id=project.id,
            kind=row.kind,
            row_id=row.row_id,
            position=position,
            person_id=deed.by.person_id,
            by_name=deed.by.name[:200],
            description=description,
            paper=paper,
            **file.told,
        )
        deed.happened("file.added", "file", made.id, name_of(file.name, row), after={**file.told, **said})
        ids.append(int(made.id))
    return ids


def name_of(name: str, row: RowNamed) -> str:
    """How the history names what hangs on a row."""
    return f"{name} – {row.label.bg or row.label.en}"


async def add_files(
    by: Identity,
    project: Seen,
    row: RowNamed,
    files: Sequence[KeptFile],
    *,
    permission: Permission | None = None,
    once: str = "",
) -> list[int]:
    """Files attached to a row by whoever may change rows of its kind, or has the `permission` named instead."""
    async with acting(by, permission or ROWS[row.kind][1], project.ref, once=once) as deed:
        return await attach(deed, project, row, files)


async def remove_file(
    by: Identity,
    project: Seen,
    row: RowNamed,
    attachment_id: int,
    *,
    permission: Permission | None = None,
    once: str = "",
) -> None:
    """A file no longer attached; what it was stays in the history, its bytes in the store."""
    async with acting(by, permission or ROWS[row.kind][1], project.ref, once=once) as deed:
        await take_off(deed, row, await attachment_seen(project.id, row.kind, row.row_id, attachment_id))


async def take_off(deed: Deed, row: RowNamed, file: AttachmentSeen) -> None:
    """A file no longer attached, inside an action that is already going on."""
    await Attachment.filter(id=file.id).delete()
    told = {name: value for name, value in asdict(file).items() if name in {"name", "size", "sha256", "media_type"}}
    deed.happened("file.removed", "file", file.id, name_of(file.name, row), before=told)


async def take_all_off(deed: Deed, project: Seen, kind: str, row_id: int, label: str) -> None:
    """Everything that hangs on a row that is removed, inside that action; the history keeps what it was."""
    for file in await Attachment.filter(project_id=project.id, kind=kind, row_id=row_id).values():
        before = {name: file[name] for name in ("name", "size", "sha256", "media_type")}
        deed.happened("file.removed", "file", file["id"], f"{file['name']} – {label}", before=before)
    for comment in await Comment.filter(project_id=project.id, kind=kind, row_id=row_id).values():
        before = {"wording": comment["wording"], "by_name": comment["by_name"]}
        deed.happened("comment.removed", "comment", comment["id"], label, before=before)
    await Attachment.filter(project_id=project.id, kind=kind, row_id=row_id).delete()
    await Comment.filter(project_id=project.id, kind=kind, row_id=row_id).delete()


async def say(
    by: Identity, project: Seen, row: RowNamed, wording: str, now: datetime, base_url: str, *, once: str = ""
) -> int:
    """Say something of a row and tell the people concerned; gives the comment's id. Objected when nothing is said."""
    objections = comment_objections(wording)
    if objections:
        raise Objected(objections)
    async with acting(by, Permission.COMMENT, project.ref, once=once) as deed:
        await rows("SELECT 1 FROM project WHERE id = $1 FOR NO KEY UPDATE", project.id)  # so that nobody is told twice
        language = written_in(wording)
        told = await concerned(project.ref, row, by.person_id)
        made = await Comment.create(
            project_id=project.id,
            kind=row.kind,
            row_id=row.row_id,
            wording=wording.strip(),
            language=language,
            person_id=by.person_id,
            by_name=by.name[:200],
            said_at=now,
        )
        label = row.label.bg or row.label.en
        deed.happened("comment.added", "comment", made.id, label, after={"wording": wording.strip()})
        last = await _last_letters(row)
        for person in told:
            assert person.person_id is not None
            leaves = leaves_at(last.get(person.person_id), now)
            if leaves is not None:
                words = comment_letter(project, row, wording, language, by.name, person.language, base_url)
                envelope = Envelope(
                    key(row, person.person_id, leaves), person.person_id, person.email, person.language, leaves
                )
                await write_letter(envelope, words, {"comment": made.id})
    return int(made.id)


def written_in(wording: str) -> Language:
    """The language of the two in whose letters something is written."""
    return "bg" if Text.written(wording).bg else "en"


async def _last_letters(row: RowNamed) -> dict[int, datetime]:
    """When the last letter about comments on a row left, or is to leave, by person."""
    found = await rows(
        "SELECT person_id, max(not_before) AS at FROM letter WHERE starts_with(key, $1) GROUP BY person_id", about(row)
    )
    return {one["person_id"]: one["at"] for one in found}
