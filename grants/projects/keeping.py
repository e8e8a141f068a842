"""How long a project's papers are kept, by what is typed and what its own rows tell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from grants.errors import Objection
from grants.projects.rules_keeping import KeepingFacts, Kept, keeping_objections, kept_until, reason_of
from grants.projects.rules_publicity import duty_objections
from grants.storage.database import rows
from grants.values.identifiers import anatomy

# A recovery or a correction goes the other way: it is no payment to the beneficiary.
_FACTS: Final = """
SELECT coalesce(m.period, '') AS period,
  ARRAY(SELECT n.value FROM project_number n WHERE n.project_id = p.id ORDER BY n.position) AS numbers,
  (SELECT max(y.received_on) FROM funder_payment y WHERE y.project_id = p.id AND y.received_on <= $2
    AND y.kind IN ('advance', 'interim', 'final', 'opening')) AS paid_on,
  EXISTS (SELECT 1 FROM funder_payment y WHERE y.project_id = p.id AND y.kind = 'final' AND y.received_on <= $2) AS final_paid,
  grants_euro(p.total_cents, p.currency)::bigint AS total,
  (SELECT sum(grants_euro(s.amount_cents, s.currency))::bigint FROM funding_source s
    WHERE s.project_id = p.id AND s.partner_id IS NULL AND s.kind IN ('eu', 'national', 'donor')) AS "grant",
  t.closes_on AS closed_on,
  (SELECT max(c.signed_on) FROM contract_version c WHERE c.project_id = p.id AND t.state_aid) AS aid_on,
  (SELECT max(coalesce(d.issued_on, d.paid_on)) FROM document d WHERE d.project_id = p.id) AS last_paper,
  (SELECT max(coalesce(d.issued_on, d.paid_on)) FROM document d WHERE d.project_id = p.id AND d.kind IN ('payroll', 'paid_sums')) AS last_payroll
FROM project p LEFT JOIN programme m ON m.id = p.programme_id
LEFT JOIN LATERAL (SELECT x.closes_on, x.state_aid FROM contract_terms x WHERE x.project_id = p.id AND (x.in_force_on IS NULL OR x.in_force_on <= $2)
  ORDER BY x.in_force_on DESC NULLS LAST, x.position DESC LIMIT 1) t ON true
WHERE p.id = $1
"""


async def kept_of(project_id: int, today: date) -> Kept:
    """Until when the papers of a project are kept, by what is known on a day; two statements."""
    typed = await rows(
        "SELECT id, kind, from_on, years, until_on, paused FROM keeping_reason WHERE project_id = $1 ORDER BY position",
        project_id,
    )
    found = dict((await rows(_FACTS, project_id, today))[0])
    found["period"] = period_of(found.pop("numbers"), found["period"])
    return kept_until([reason_of(row) for row in typed], KeepingFacts(**found))


def period_of(numbers: Sequence[str], programme: str) -> str:
    """The programming period, "2021-2027": of the project's numbers first, else of its programme, whatever dash it has."""
    by_number = next((number.period for text in numbers if (number := anatomy(text))), "")
    return by_number or re.sub(r"\s*[-–—/]\s*", "-", programme)


async def against_keeping(_project_id: int, values: Mapping[str, Any], _row_id: int) -> Sequence[Objection]:
    """What can't be kept of a reason."""
    return keeping_objections(values)


async def against_duty(_project_id: int, values: Mapping[str, Any], _row_id: int) -> Sequence[Objection]:
    """What can't be kept of a duty."""
    return duty_objections(values)
