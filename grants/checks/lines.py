"""What the checks find about budget lines: from the lines and what is claimed on them, and nothing else of the project."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from datetime import date

from tortoise.expressions import Q

from grants.access import ROWS as ROW_RULES
from grants.access import Identity, may
from grants.checks.queries import rows_of
from grants.checks.rules import Finding, ProjectFacts, findings_of_lines
from grants.checks.sight import Sight
from grants.entries.kinds import BY_NAME, PROJECT
from grants.expenses.masking import masked_in
from grants.expenses.rules import COUNTED_STATES
from grants.projects.queries import Seen
from grants.storage.database import rows

# Of ten thousand expenses only what sums are made of.
_CLAIMS = """
SELECT id, number, line_id, state, currency, amount_cents, cut_cents, rated_cents FROM expense
WHERE project_id = $1 AND line_id IS NOT NULL AND state = ANY($2::text[]) ORDER BY position
"""


async def findings_by_line(by: Identity, project: Seen, today: date) -> dict[int, tuple[Finding, ...]]:
    """What is found about each budget line one sees, by its id; lines with nothing are left out."""
    if not may(by, ROW_RULES["line"][0], project.ref):
        return {}
    (row,) = await PROJECT.model.filter(id=project.id).values()
    here = Q(project_id=project.id)
    listed = {name: await rows_of(BY_NAME[name], here) for name in ("line", "opening", "terms")}
    listed["expense"] = await rows(_CLAIMS, project.id, sorted(str(state) for state in COUNTED_STATES))
    facts = ProjectFacts(code=project.code, project=row, rows=listed, organisations={}, today=today)
    seen = Sight(by, project.ref, facts, await masked_in(by, project.ref))
    found: dict[int, list[Finding]] = defaultdict(list)
    for finding in await asyncio.to_thread(findings_of_lines, facts):
        if finding.row_id is not None and seen.sees(finding):
            found[finding.row_id].append(finding)
    return {line: tuple(about) for line, about in found.items()}
