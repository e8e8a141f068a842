"""What a project has, as far as its stage asks; counted in one statement over the rooms' tables."""

from __future__ import annotations

from datetime import date
from typing import Final

from grants.projects.keeping import kept_of
from grants.projects.rules import PUBLICITY, DutyKind
from grants.projects.rules_stages import StageFacts
from grants.storage.database import rows

_PROOF: Final = "(d.evidence <> '' OR EXISTS (SELECT 1 FROM attachment a WHERE a.project_id = d.project_id AND a.kind = 'duty' AND a.row_id = d.id))"
_LATE: Final = "coalesce(due_on < $2, false)"

_FACTS: Final = f"""
SELECT p.summary_bg || p.summary_en <> '' AS summary, p.programme_id IS NOT NULL OR p.funder_bg || p.funder_en <> '' AS funded_by,
  p.total_cents IS NOT NULL AS value, p.procedure_id IS NOT NULL AS procedure, p.coordinator_id IS NOT NULL AS coordinator,
  r.partners, r.lead, o.aims, w.activities, i.indicators, i.indicators_reached, l.lines, t.periods, t.periods_late, t.periods_open,
  t.final_submitted, t.final_accepted, u.publicity, u.duties_late, u.duties_unproven, u.duties_after, u.duties_after_open,
  e.expenses_unverified, e.expenses_undecided, m.balance_received, m.advance_left > 0 AS advance_left,
  EXISTS (SELECT 1 FROM project_number n WHERE n.project_id = p.id AND n.kind = 'contract' AND n.value <> '') AS contract_number,
  (SELECT count(c.start_on) > 0 AND count(c.end_on) > 0 FROM contract_version c WHERE c.project_id = p.id AND c.state = 'in_force') AS contract_dated,
  EXISTS (SELECT 1 FROM budget_version v WHERE v.project_id = p.id AND v.kind = 'signed' AND v.state <> 'working') AS budget_signed,
  EXISTS (SELECT 1 FROM contract_terms x WHERE x.project_id = p.id) AS terms,
  (SELECT count(*)::int FROM deadline x WHERE x.project_id = p.id) AS deadlines,
  (SELECT count(*)::int FROM deliverable x WHERE x.project_id = p.id AND x.state <> 'accepted') AS deliverables_open
FROM project p
CROSS JOIN LATERAL (SELECT count(*)::int AS partners, count(*) FILTER (WHERE role = 'lead') > 0 AS lead FROM partner WHERE project_id = p.id) r
CROSS JOIN LATERAL (SELECT count(*)::int AS aims FROM objective WHERE project_id = p.id) o
CROSS JOIN LATERAL (SELECT count(*)::int AS activities FROM activity WHERE project_id = p.id) w
CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE NOT implied)::int AS indicators,
  count(*) FILTER (WHERE NOT implied AND (achieved IS NOT NULL OR counted <> 'typed' OR EXISTS (
    SELECT 1 FROM indicator_value v WHERE v.indicator_id = indicator.id)))::int AS indicators_reached
  FROM indicator WHERE project_id = p.id) i
CROSS JOIN LATERAL (SELECT count(amount_cents)::int AS lines FROM budget_line WHERE project_id = p.id) l
CROSS JOIN LATERAL (SELECT count(*)::int AS periods,
  count(*) FILTER (WHERE state IN ('planned', 'returned') AND {_LATE})::int AS periods_late,
  count(*) FILTER (WHERE kind <> 'final' AND state <> 'accepted')::int AS periods_open,
  count(*) FILTER (WHERE kind = 'final' AND state IN ('submitted', 'accepted')) > 0 AS final_submitted,
  count(*) FILTER (WHERE kind = 'final' AND state = 'accepted') > 0 AS final_accepted FROM reporting_period WHERE project_id = p.id) t
CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE d.kind = ANY($3::text[]))::int AS publicity,
  count(*) FILTER (WHERE (d.done_on IS NULL OR d.done_on > $2) AND {_LATE})::int AS duties_late,
  count(*) FILTER (WHERE d.done_on <= $2 AND NOT {_PROOF})::int AS duties_unproven,
  count(*) FILTER (WHERE d.kind = ANY($4::text[]))::int AS duties_after,
  count(*) FILTER (WHERE d.kind = ANY($4::text[]) AND (d.done_on IS NULL OR d.done_on > $2))::int AS duties_after_open
  FROM duty d WHERE d.project_id = p.id) u
CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE state IN ('draft', 'submitted', 'returned'))::int AS expenses_unverified,
  count(*) FILTER (WHERE state NOT IN ('approved', 'cut'))::int AS expenses_undecided FROM expense WHERE project_id = p.id) e
CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE kind = 'final' AND received_on <= $2) > 0 AS balance_received,
  coalesce(sum(grants_euro(received_sum_cents, currency)) FILTER (WHERE kind = 'advance'), 0)
    - coalesce(sum(grants_euro(cleared_cents, currency)), 0) AS advance_left FROM funder_payment WHERE project_id = p.id) m
WHERE p.id = $1
"""  # noqa: S608 - built of constants only
_AFTER: Final = (DutyKind.RESULTS, DutyKind.SUSTAINABILITY)


async def stage_facts(project_id: int, today: date) -> StageFacts:
    """What a project has by a day; what nobody may see of it stays a number here."""
    found = await rows(
        _FACTS, project_id, today, sorted(kind.value for kind in PUBLICITY), [kind.value for kind in _AFTER]
    )
    return StageFacts(**found[0], keeping=(await kept_of(project_id, today)).until is not None)
