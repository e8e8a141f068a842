"""What the worker is making for a project, how far it is, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from grants.access import Identity, Permission, may
from grants.projects.queries import Seen
from grants.reports.makings.rules import SHOWN_FOR, What
from grants.reports.rules_package import MakingState
from grants.storage.database import Row, rows
from grants.values.language import Language


@dataclass(frozen=True, slots=True)
class MakingSeen:
    """One making; `files` are those of the report it ended in: id, name and size."""

    id: int
    what: What
    asked: dict[str, Any]
    asked_at: datetime
    asked_by: str
    state: MakingState
    done: int
    of: int
    told: dict[str, Any]
    report_id: int | None
    files: tuple[tuple[int, str, int], ...]
    begun_at: datetime | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in {MakingState.DONE, MakingState.FAILED}

    def sentences(self, language: Language) -> list[str]:
        """Why it failed, in words."""
        return self.told.get(language, []) if self.state is MakingState.FAILED else []


_MAKINGS = """
SELECT m.id, m.what, m.asked, m.asked_at, coalesce(q.name, '') AS asked_by, m.state, m.done, m.of, m.told, m.report_id, f.files
FROM report_making m LEFT JOIN person q ON q.id = m.person_id
LEFT JOIN LATERAL (SELECT json_agg(json_build_array(id, name, size) ORDER BY id) AS files FROM report_file WHERE report_id = m.report_id) f ON true
WHERE m.project_id = $1 AND m.what = ANY($2::text[]) AND (m.ended_at IS NULL OR m.ended_at > $3) ORDER BY m.id DESC
"""


async def makings_of(by: Identity, project: Seen, what: tuple[What, ...], now: datetime) -> list[MakingSeen]:
    """What is being made of these kinds, and what ended within the last day, the latest first. One query."""
    if not may(by, Permission.SEE_REPORTS, project.ref):
        return []
    return [_making(row) for row in await rows(_MAKINGS, project.id, list(what), now - SHOWN_FOR)]


_NEWEST = """
SELECT m.id, m.what, m.asked, m.asked_at, coalesce(q.name, '') AS asked_by, m.state, m.done, m.of, m.told, m.report_id,
  NULL AS files, m.begun_at
FROM report_making m LEFT JOIN person q ON q.id = m.person_id
WHERE m.project_id = $1 AND m.what = ANY($2::text[]) AND m.asked @> $3::jsonb AND (NOT $4::boolean OR m.state = 'done')
ORDER BY m.id DESC LIMIT 1
"""


async def newest(
    project: Seen, what: tuple[What, ...], asked: Mapping[str, Any], *, done: bool = False
) -> MakingSeen | None:
    """What was asked for last of these kinds with these words among others, or was `done` last. One query."""
    found = await rows(_NEWEST, project.id, list(what), json.dumps(dict(asked)), done)
    return _making(found[0]) if found else None


async def going(project_id: int, what: What, asked: Mapping[str, Any]) -> bool:
    """Whether the very same is waiting or being made."""
    found = await rows(
        "SELECT 1 FROM report_making WHERE project_id = $1 AND what = $2 AND asked = $3::jsonb AND state IN ('waiting', 'running')",
        *(project_id, what.value, json.dumps(dict(asked))),
    )
    return bool(found)


async def unfinished(project_id: int) -> int:
    """How many of a project are waiting or being made."""
    found = await rows(
        "SELECT count(*)::int AS n FROM report_making WHERE project_id = $1 AND state IN ('waiting', 'running')",
        project_id,
    )
    return int(found[0]["n"])


def _making(row: Row) -> MakingSeen:
    told, files = read(row["told"]) or {}, read(row["files"]) or []
    values = {**row, "what": What(row["what"]), "state": MakingState(row["state"]), "asked": read(row["asked"])}
    return MakingSeen(**{**values, "told": told, "files": tuple((one[0], one[1], one[2]) for one in files)})


def read(value: Any) -> Any:
    """What a column of JSON holds, however the driver gives it."""
    return json.loads(value) if isinstance(value, str) else value
