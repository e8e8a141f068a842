"""What the audit trail is asked by pages that come too late."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from grants.storage.database import rows


async def was_removed(project_id: int, subject: str, subject_id: int) -> bool:
    """Whether such a row was there in this project and was removed: who asks for it again is told so."""
    found = await rows(
        "SELECT 1 AS one FROM audit_entry WHERE project_id = $1 AND subject = $2 AND subject_id = $3 AND deed = $2 || '.removed' LIMIT 1",
        project_id,
        subject,
        subject_id,
    )
    return bool(found)


_MARKED: Final = 100
_MARK: Final = f"""
SELECT coalesce(sum(id), 0)::text AS mark FROM (
  (SELECT id FROM audit_entry WHERE project_id = $1 AND subject <> ALL($2::text[]) ORDER BY id DESC LIMIT {_MARKED})
  UNION ALL
  (SELECT id FROM audit_entry WHERE project_id IS NULL AND subject <> ALL($2::text[]) ORDER BY id DESC LIMIT {_MARKED})
) latest
"""  # noqa: S608 - built of constants only


async def trail_mark(project_id: int, without: Sequence[str]) -> str:
    """How far the trail of a project has come, and that of what all projects share; another after every deed.

    Deeds about the subjects `without` don't count. Of the latest entries each counts, not the last alone: what is entered
    by two at once is not always kept in the order of its numbers. One query, however long the trail.
    """
    return str((await rows(_MARK, project_id, list(without)))[0]["mark"])
