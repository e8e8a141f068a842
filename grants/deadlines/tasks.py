"""What waits for one person in all projects: deadlines, deliverables to hand over or to decide on, expenses and hours to decide on or to mend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from grants.access import Identity, Permission, Role
from grants.deadlines.queries import from_deadlines
from grants.deadlines.seen import SEEN, seen_by
from grants.expenses.masking import masked, sensitive_reach
from grants.projects.queries import VISIBLE, reach, reach_of, reach_with
from grants.storage.columns import text
from grants.storage.database import Row, rows
from grants.values.language import Text
from grants.web.clock import day_of_deed

ACCOUNTANT = frozenset({Role.ACCOUNTANT})


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: `kind` is one of pages.TASK_KINDS; without a day it simply waits."""

    kind: str
    row_id: int
    due_on: date | None
    title: Text
    code: str
    project_title: Text
    acronym: str
    count: int = 1
    month_on: date | None = None  # of hours


# One's own deadlines, and in projects one coordinates those that are nobody's in particular.
_DEADLINES = f"""
SELECT 'deadline' AS kind, d.id AS row_id, d.due_on, d.title_bg, d.title_en, p.code, p.acronym,
  p.title_bg AS project_title_bg, p.title_en AS project_title_en, 1 AS count,
  CASE WHEN d.deliverable_id IS NOT NULL THEN d.deliverable_id WHEN d.thing = 'deliverable' THEN d.thing_id END AS deliverable_id
{from_deadlines("$14::date")} WHERE {SEEN} AND d.state = 'open' AND (q.id = $13 OR (q.id IS NULL AND p.coordinator_id = $13))
"""
# Deliverables of one's own part: the partner's whose seat one has, one's own organisation's, or nobody's in particular.
_DELIVERABLES = """
SELECT 'deliverable' AS kind, d.id AS row_id, d.due_on, d.title_bg, d.title_en, p.code, p.acronym,
  p.title_bg AS project_title_bg, p.title_en AS project_title_en, 1 AS count
FROM deliverable d JOIN project p ON p.id = d.project_id LEFT JOIN partner r ON r.id = d.partner_id
WHERE d.state IN ('planned', 'returned') AND d.due_on <= $5 AND (d.partner_id = ANY($3::bigint[])
  OR ((p.id = ANY($1::bigint[]) OR p.kept_by_id = ANY($2::bigint[])) AND (r.id IS NULL OR r.organisation_id = $4)))
"""
_TO_VERIFY = """
SELECT 'verify' AS kind, 0 AS row_id, NULL::date AS due_on, '' AS title_bg, '' AS title_en, p.code, p.acronym,
  p.title_bg AS project_title_bg, p.title_en AS project_title_en, count(*)::int AS count
FROM expense x JOIN project p ON p.id = x.project_id
WHERE x.state = 'submitted' AND (p.id = ANY($1::bigint[]) OR p.kept_by_id = ANY($2::bigint[])
  OR x.partner_id = ANY($3::bigint[])) GROUP BY p.id
"""
# One about a masked paper is named by its number alone.
_RETURNED = f"""
SELECT 'returned' AS kind, x.id AS row_id, NULL::date AS due_on, CASE WHEN {masked(4)} THEN x.number ELSE x.description_bg END AS title_bg,
  CASE WHEN {masked(4)} THEN x.number ELSE x.description_en END AS title_en, p.code, p.acronym, p.title_bg AS project_title_bg, p.title_en AS project_title_en,
  1 AS count
FROM expense x JOIN project p ON p.id = x.project_id LEFT JOIN document d ON d.id = x.document_id
WHERE x.state = 'returned' AND (p.id = ANY($1::bigint[]) OR p.kept_by_id = ANY($2::bigint[])
  OR x.partner_id = ANY($3::bigint[])) ORDER BY p.code, x.position LIMIT 100
"""  # noqa: S608 - built of constants only


# What was handed over and waits for whoever decides on the work plan.
_TO_DECIDE = """
SELECT 'decide' AS kind, d.id AS row_id, NULL::date AS due_on, d.title_bg, d.title_en, p.code, p.acronym,
  p.title_bg AS project_title_bg, p.title_en AS project_title_en, 1 AS count
FROM deliverable d JOIN project p ON p.id = d.project_id
WHERE d.state = 'submitted' AND (p.id = ANY($1::bigint[]) OR p.kept_by_id = ANY($2::bigint[]) OR d.partner_id = ANY($3::bigint[]))
ORDER BY p.code, d.position LIMIT 100
"""

# Months of hours that were submitted; nobody decides on its own, nor on what it submitted unless the contract lets it.
_HOURS_TO_APPROVE = """
SELECT 'hours' AS kind, 0 AS row_id, NULL::date AS due_on, '' AS title_bg, '' AS title_en, p.code, p.acronym,
  p.title_bg AS project_title_bg, p.title_en AS project_title_en, count(*)::int AS count, s.month_on
FROM timesheet s JOIN team_member m ON m.id = s.member_id JOIN project p ON p.id = m.project_id
WHERE s.state = 'submitted' AND (p.id = ANY($1::bigint[]) OR p.kept_by_id = ANY($2::bigint[]) OR m.partner_id = ANY($3::bigint[]))
  AND m.person_id IS DISTINCT FROM $4 AND (s.submitted_by_id IS DISTINCT FROM $4 OR (
    SELECT t.own_verification FROM contract_terms t WHERE t.project_id = p.id
    ORDER BY t.in_force_on DESC NULLS LAST, t.position DESC LIMIT 1))
GROUP BY p.id, s.month_on ORDER BY p.code, s.month_on
"""
# One's own months that were given back.
_HOURS_RETURNED = f"""
SELECT 'hours_returned' AS kind, m.id AS row_id, NULL::date AS due_on, '' AS title_bg, '' AS title_en, p.code, p.acronym,
  p.title_bg AS project_title_bg, p.title_en AS project_title_en, 1 AS count, s.month_on
FROM timesheet s JOIN team_member m ON m.id = s.member_id JOIN project p ON p.id = m.project_id
WHERE {VISIBLE} AND s.state = 'returned' AND m.person_id = $4 ORDER BY p.code, s.month_on LIMIT 100
"""  # noqa: S608 - VISIBLE is a constant


async def my_tasks(by: Identity, until: date) -> list[Task]:
    """What waits for this person: what has no day first, then by date; deliverables only those due by `until`.

    Of a deliverable and its own deadline on the same day the deliverable is named, for that is where it is handed over.
    """
    deliverables = await rows(_DELIVERABLES, *reach_with(by, Permission.DELIVER), by.organisation_id or 0, until)
    named = {(row["row_id"], row["due_on"]) for row in deliverables}
    deadlines = await rows(_DEADLINES, *seen_by(by), by.person_id or 0, day_of_deed())
    found = [
        *deliverables,
        *(row for row in deadlines if (row["deliverable_id"], row["due_on"]) not in named),
        *await rows(_TO_DECIDE, *reach_with(by, Permission.EDIT_WORK_PLAN)),
        *await rows(_TO_VERIFY, *reach_of(by, ACCOUNTANT)),
        *await rows(_HOURS_TO_APPROVE, *reach_with(by, Permission.APPROVE_HOURS), by.person_id or 0),
        *await rows(_HOURS_RETURNED, *reach(by), by.person_id or 0),
        *await rows(_RETURNED, *reach_with(by, Permission.RECORD_EXPENSE), *sensitive_reach(by)),
    ]
    return sorted((_task(row) for row in found), key=lambda task: (task.due_on or date.min, task.code, task.row_id))


def _task(row: Row) -> Task:
    return Task(
        kind=row["kind"],
        row_id=row["row_id"],
        due_on=row["due_on"],
        title=text(row, "title"),
        code=row["code"],
        project_title=text(row, "project_title"),
        acronym=row["acronym"],
        count=row["count"],
        month_on=row.get("month_on"),
    )
