"""Keeping what a project's file says hangs on its rows: files, and what was said elsewhere under whose name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grants.acting import Deed
from grants.attached.models import Attachment, Comment
from grants.errors import Objection
from grants.exchange.understanding import Understood
from grants.storage.database import insert_all
from grants.values.language import N_

LEFT_BEHIND = N_("The file “{name}” did not come along: only its name and size are known here.")
Ids = Mapping[str, Sequence[int]]  # of the rows of each kind, in their order


async def keep_hung(
    deed: Deed, project_id: int, understood: Understood, ids: Ids, have: Callable[[str], bool]
) -> list[Objection]:
    """Everything that hangs on the rows of a project that arrives; gives a warning for each file whose bytes are nowhere."""
    warnings = await _files(deed, project_id, understood, ids, have)
    await _comments(deed, project_id, understood, ids)
    return warnings


async def _files(
    deed: Deed, project_id: int, understood: Understood, ids: Ids, have: Callable[[str], bool]
) -> list[Objection]:
    places: dict[tuple[str, int], int] = {}
    listed: list[dict[str, Any]] = []
    by = {"project_id": project_id, "person_id": deed.by.person_id, "by_name": deed.by.name[:200]}
    for kind, place, file, told in understood.attached:
        row_id = ids[kind][place]
        position = places[kind, row_id] = places.get((kind, row_id), 0) + 1
        facts = {"name": file.name, "media_type": file.media_type, "size": file.size, "sha256": file.sha256}
        facts |= {"description": told["description"], "paper": told["paper"]}
        hung = {"kind": kind, "row_id": row_id, "position": position, "here": have(file.sha256)}
        listed.append({**by, **hung, **facts})
        deed.happened(
            "file.added", kind, row_id, file.name, after={name: value for name, value in facts.items() if value != ""}
        )
    await insert_all(Attachment, listed)
    return [Objection(LEFT_BEHIND, {"name": one["name"]}, read=one["name"][:80]) for one in listed if not one["here"]]


async def _comments(deed: Deed, project_id: int, understood: Understood, ids: Ids) -> None:
    """No person of this tracker is taken to have said it: the names are those of the file."""
    listed = []
    for kind, place, at, values in understood.said:
        row_id = ids[kind][place]
        told = {"wording": values["wording"], "language": values["language"], "by_name": values["by"]}
        listed.append({"project_id": project_id, "kind": kind, "row_id": row_id, "said_at": at, **told})
        deed.happened("comment.added", kind, row_id, values["by"], after={"wording": values["wording"]})
    await insert_all(Comment, listed)
