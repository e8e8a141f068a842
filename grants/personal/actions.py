"""Keep, open and forget personal numbers; that somebody looked at one is a fact of the history, the number never is."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from grants.access import Identity, Permission, ProjectRef
from grants.acting import Deed, acting
from grants.errors import NotFound
from grants.personal.models import PersonalNumber
from grants.personal.rules import Bearer, IdentifierKind, plain_number
from grants.storage.database import insert_all, rows
from grants.storage.sealed import Seal

_OPENED = """
SELECT row_id, kind, sealed FROM personal_number
WHERE project_id = $1 AND bearer = $2 AND ($3::bigint[] IS NULL OR row_id = ANY($3)) ORDER BY row_id
"""

_FORGOTTEN = "DELETE FROM personal_number WHERE bearer = $1 AND row_id = ANY($2::bigint[])"


@dataclass(frozen=True, slots=True)
class Numbered:
    """A row and the number of whom it tells; `label` is what the history calls the row."""

    row_id: int
    number: str
    kind: IdentifierKind = IdentifierKind.EGN
    label: str = ""


async def keep_numbers(
    deed: Deed, project: ProjectRef, bearer: Bearer, numbered: Sequence[Numbered], seal: Seal
) -> None:
    """The numbers of rows from now on, sealed; the history tells only that there is one."""
    if not numbered:
        return
    await rows(_FORGOTTEN, bearer, [one.row_id for one in numbered])
    # Sealing thousands takes a second in which others are served.
    sealed = await asyncio.to_thread(lambda: [_sealed(one, project, bearer, seal) for one in numbered])
    for one in numbered:
        deed.happened("personal_number.written", bearer.value, one.row_id, one.label, project=project)
    await insert_all(PersonalNumber, sealed)


def _sealed(one: Numbered, project: ProjectRef, bearer: Bearer, seal: Seal) -> dict[str, Any]:
    number = plain_number(one.number)
    told = {"sealed": seal.close(number), "fingerprint": seal.fingerprint(number)}
    return {"project_id": project.id, "bearer": bearer, "row_id": one.row_id, "kind": one.kind, **told}


async def forget_numbers(deed: Deed, bearer: Bearer, labels: dict[int, str]) -> None:
    """The numbers of rows (id to what the history calls them) are no longer kept anywhere."""
    kept = await rows("SELECT row_id FROM personal_number WHERE bearer = $1 AND row_id = ANY($2)", bearer, list(labels))
    await PersonalNumber.filter(bearer=bearer, row_id__in=list(labels)).delete()
    for row in kept:
        deed.happened("personal_number.erased", bearer.value, row["row_id"], labels[row["row_id"]])


async def number_within(bearer: Bearer, row_id: int, seal: Seal) -> tuple[IdentifierKind, str] | None:
    """A kept number for the tracker's own comparing, inside an action; it goes to no page and no file."""
    found = await rows("SELECT kind, sealed FROM personal_number WHERE bearer = $1 AND row_id = $2", bearer, row_id)
    return (IdentifierKind(found[0]["kind"]), seal.open(found[0]["sealed"])) if found else None


async def look_at(by: Identity, project: ProjectRef, bearer: Bearer, row_id: int, label: str, seal: Seal) -> str:
    """One number, for somebody who may see it; the look is recorded. NotFound where none is kept."""
    async with acting(by, Permission.SEE_PERSONAL_NUMBERS, project) as deed:
        found = await rows(_OPENED, project.id, bearer, [row_id])
        if not found:
            raise NotFound
        deed.happened("personal_number.seen", bearer.value, row_id, label)
        return seal.open(found[0]["sealed"])


async def open_numbers(
    deed: Deed, project: ProjectRef, bearer: Bearer, seal: Seal, row_ids: Sequence[int] | None = None
) -> dict[int, tuple[IdentifierKind, str]]:
    """The numbers of all rows of a project, or of these, for a sheet that the funder asks; inside an action that says
    what is exported and asks SEE_PERSONAL_NUMBERS. That so many were opened is recorded.
    """
    found = await rows(_OPENED, project.id, bearer, None if row_ids is None else list(row_ids))
    opened = {row["row_id"]: (IdentifierKind(row["kind"]), seal.open(row["sealed"])) for row in found}
    deed.happened("personal_number.copied", bearer.value, None, f"× {len(opened)}", project=project)
    return opened
