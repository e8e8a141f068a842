"""What the audit trail is asked by pages that come too late."""

from __future__ import annotations

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
