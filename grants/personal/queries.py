"""Whose personal number is known, without opening any."""

from __future__ import annotations

from collections.abc import Sequence

from grants.personal.rules import Bearer
from grants.storage.database import rows

_SAME = """
SELECT row_id, fingerprint FROM personal_number
WHERE project_id = $1 AND bearer = $2 AND fingerprint = ANY($3::text[]) ORDER BY row_id
"""


async def bearers_of(project_id: int, bearer: Bearer, fingerprints: Sequence[str]) -> dict[str, int]:
    """Which row of a project bears a number with one of these fingerprints."""
    found = await rows(_SAME, project_id, bearer.value, list(fingerprints))
    return {row["fingerprint"]: row["row_id"] for row in found}
