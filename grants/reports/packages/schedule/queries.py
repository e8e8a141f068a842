"""Which periods have ended and are not reported, who is responsible for them, and what is missing in what is prepared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from grants.access import Role
from grants.projects.queries import Seen
from grants.reports.packages.queries import CLAIM_DAY, PackageSeen
from grants.reports.packages.schedule.rules import BEFORE, LATEST, REPORTING, SeatHeld, responsible
from grants.storage.columns import text
from grants.storage.database import Row, rows


@dataclass(frozen=True, slots=True)
class PeriodEnded:
    """A reporting period that has ended and is not reported; `package_id` is its draft, or its package that is ready."""

    id: int
    start: date
    end: date
    due: date | None
    package_id: int | None
    project: Seen
    coordinator_id: int | None


_ENDED: Final = """
SELECT t.id AS period_id, t.start_on, t.end_on, t.due_on, k.id AS package_id, p.id, p.code, p.title_bg, p.title_en, p.acronym,
  p.state, p.kept_by_id, p.version, c.id AS coordinator_id
FROM reporting_period t JOIN project p ON p.id = t.project_id
LEFT JOIN person c ON c.id = p.coordinator_id AND c.disabled_on IS NULL
LEFT JOIN LATERAL (SELECT id, state FROM report_package WHERE period_id = t.id AND state NOT IN ('refused', 'returned')
  ORDER BY sequence DESC, revision DESC LIMIT 1) k ON true
WHERE t.end_on < $1 AND (t.end_on >= $2 OR t.due_on BETWEEN $1 AND $3) AND t.state = 'planned' AND t.package = ''
  AND (t.technical OR t.financial) AND p.state = ANY($4::text[]) AND (k.id IS NULL OR k.state IN ('draft', 'ready'))
ORDER BY p.code, t.end_on, t.id
"""


async def periods_ended(today: date) -> list[PeriodEnded]:
    """The periods to open a package for, or to write about, on a day. One query."""
    found = await rows(_ENDED, today, today - LATEST, today + BEFORE, [state.value for state in REPORTING])
    return [_ended(row) for row in found]


def _ended(row: Row) -> PeriodEnded:
    told = {name: row[name] for name in ("id", "code", "acronym", "kept_by_id", "version")}
    project = Seen(**told, title=text(row, "title"), state=str(row["state"]))
    days = (row["start_on"], row["end_on"], row["due_on"])
    return PeriodEnded(row["period_id"], *days, row["package_id"], project, row["coordinator_id"])


_SEATS: Final = """
SELECT m.person_id, m.role FROM membership m JOIN person q ON q.id = m.person_id
WHERE q.disabled_on IS NULL AND (m.until_on IS NULL OR m.until_on >= $3) AND m.partner_id IS NULL
  AND m.role IN ('accountant', 'manager') AND (m.project_id = $1 OR m.organisation_id = $2)
"""


async def readers_of(project: Seen, coordinator_id: int | None, today: date) -> list[Row]:
    """The id, name, address and language of those responsible for a project's reports. Two queries."""
    seats = await rows(_SEATS, project.id, project.kept_by_id, today)
    held = [SeatHeld(row["person_id"], row["role"] == Role.ACCOUNTANT) for row in seats]
    wanted = responsible(coordinator_id, held)
    return await rows("SELECT id, name, email, language FROM person WHERE id = ANY($1::bigint[]) ORDER BY id", wanted)


async def coordinator_of(project: Seen) -> int | None:
    """Who coordinates a project, as long as that person has an account here. One query."""
    found = await rows(
        "SELECT c.id FROM project p JOIN person c ON c.id = p.coordinator_id AND c.disabled_on IS NULL WHERE p.id = $1",
        project.id,
    )
    return found[0]["id"] if found else None


_LACKING: Final = f"""
WITH x AS (
  SELECT e.state, e.document_id, e.package, {CLAIM_DAY.replace("x.", "e.")} AS day FROM expense e LEFT JOIN document d ON d.id = e.document_id
  WHERE e.project_id = $1 AND e.package IN ('', $2)
)
SELECT count(*) FILTER (WHERE state = 'draft' AND day <= $3)::int AS drafts,
  count(*) FILTER (WHERE state = 'returned' AND day <= $3)::int AS returned,
  count(*) FILTER (WHERE state = 'submitted' AND day <= $3)::int AS submitted,
  count(*) FILTER (WHERE day IS NULL AND package = '')::int AS undated,
  (SELECT count(DISTINCT a.document_id)::int FROM document_paper a WHERE NOT a.there
    AND a.document_id IN (SELECT document_id FROM x WHERE state NOT IN ('draft', 'returned') AND day <= $3)) AS without_papers
FROM x
"""  # noqa: S608 - built of constants only


async def lacking(project: Seen, package: PackageSeen) -> Row:
    """How many expenses until the end of the period are not verified, or on no day, and whose papers are missing. One query."""
    return (await rows(_LACKING, project.id, package.number, package.last))[0]
