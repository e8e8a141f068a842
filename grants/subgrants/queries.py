"""Sub-grants with everything under them summed by the database: one statement for a project, whatever their number.

Money of all recipients together: for those who see all money of the project.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grants.access import Identity
from grants.errors import NotFound, Objection
from grants.projects.queries import Seen, only_who_sees_all
from grants.storage.database import Row, rows
from grants.subgrants.models import Attracted, Instalment, SubReport
from grants.subgrants.rules import (
    END_BEFORE_START,
    InstalmentKind,
    SubGrantState,
    SubStanding,
    instalments_objections,
)
from grants.values.money import Money

_GRANTS = """
SELECT g.id, g.version, g.number, g.scheme_id, g.title_bg, g.title_en, g.state, g.agreement, g.agreed_on, g.start_on, g.end_on,
  g.amount_cents, g.match_cents, g.currency, g.contact_name, g.contact_email, g.recipient_id,
  o.name_bg, o.name_en, i.planned, i.paid, i.came_back, i.asked_back, r.spent, r.accepted, r.last_done, r.next_due_on, r.waiting,
  a.attracted, i.next_on
FROM sub_grant g JOIN organisation o ON o.id = g.recipient_id
CROSS JOIN LATERAL (
  SELECT coalesce(sum(amount_cents) FILTER (WHERE kind = 'instalment'), 0)::bigint AS planned,
    coalesce(sum(amount_cents) FILTER (WHERE kind = 'instalment' AND paid_on IS NOT NULL), 0)::bigint AS paid,
    coalesce(sum(amount_cents) FILTER (WHERE kind = 'returned' AND paid_on IS NOT NULL), 0)::bigint AS came_back,
    coalesce(sum(amount_cents) FILTER (WHERE kind = 'returned' AND paid_on IS NULL), 0)::bigint AS asked_back,
    min(due_on) FILTER (WHERE kind = 'instalment' AND paid_on IS NULL) AS next_on
  FROM sub_instalment WHERE sub_grant_id = g.id
) i
CROSS JOIN LATERAL (
  SELECT coalesce(sum(spent_cents) FILTER (WHERE state IN ('submitted', 'accepted')), 0)::bigint AS spent,
    coalesce(sum(accepted_cents) FILTER (WHERE state = 'accepted'), 0)::bigint AS accepted,
    coalesce(bool_or(final AND state = 'accepted'), false) AS last_done,
    min(due_on) FILTER (WHERE state IN ('awaited', 'returned')) AS next_due_on,
    count(*) FILTER (WHERE state = 'submitted')::int AS waiting
  FROM sub_report WHERE sub_grant_id = g.id
) r
CROSS JOIN LATERAL (
  SELECT coalesce(sum(amount_cents), 0)::bigint AS attracted FROM sub_attracted WHERE sub_grant_id = g.id AND currency = g.currency
) a
WHERE g.project_id = $1 AND ($2::bigint IS NULL OR g.id = $2) ORDER BY g.position
"""


async def sub_grants_of(by: Identity, project: Seen) -> list[Row]:
    """Every sub-grant of a project with its sums, in the order entered."""
    only_who_sees_all(by, project)
    return await rows(_GRANTS, project.id, None)


async def sub_grant_seen(by: Identity, project: Seen, sub_grant_id: int) -> Row:
    """One sub-grant with its sums; NotFound otherwise."""
    only_who_sees_all(by, project)
    return await _one(project.id, sub_grant_id)


async def _one(project_id: int, sub_grant_id: int) -> Row:
    found = await rows(_GRANTS, project_id, sub_grant_id)
    if not found:
        raise NotFound
    return found[0]


def standing_of(row: Row) -> SubStanding:
    """The sums of a row of `sub_grants_of`."""
    return SubStanding(
        amount=row["amount_cents"] or 0,
        planned=row["planned"],
        paid=row["paid"],
        came_back=row["came_back"],
        spent=row["spent"],
        accepted=row["accepted"],
        promised=row["match_cents"],
        attracted=row["attracted"],
        closed=row["last_done"] or row["state"] == SubGrantState.TERMINATED,
    )


async def schemes_of(by: Identity, project: Seen) -> list[Row]:
    """The schemes of a project as they were stated, in the order entered."""
    only_who_sees_all(by, project)
    return await rows("SELECT * FROM grant_scheme WHERE project_id = $1 ORDER BY position", project.id)


async def under(sub_grant_id: int) -> dict[str, list[Row]]:
    """What stands under one sub-grant: its reports, instalments and money attracted, in the order entered."""
    return {
        "reports": await SubReport.filter(sub_grant_id=sub_grant_id).order_by("position").values(),
        "instalments": await rows(
            "SELECT i.*, r.number AS after_number, r.state AS after_state FROM sub_instalment i "
            "LEFT JOIN sub_report r ON r.id = i.after_id WHERE i.sub_grant_id = $1 ORDER BY i.position",
            sub_grant_id,
        ),
        "attracted": await Attracted.filter(sub_grant_id=sub_grant_id).order_by("position").values(),
    }


async def instalment_of(project: Seen, sub_grant_id: int, instalment_id: int) -> Row:
    """One instalment with the report it waits for; NotFound otherwise."""
    found = await rows(
        "SELECT i.*, r.number AS after_number, r.state AS after_state FROM sub_instalment i "
        "LEFT JOIN sub_report r ON r.id = i.after_id WHERE i.project_id = $1 AND i.sub_grant_id = $2 AND i.id = $3",
        project.id,
        sub_grant_id,
        instalment_id,
    )
    if not found:
        raise NotFound
    return found[0]


async def report_of(project: Seen, report_id: int) -> Row:
    """One report of a recipient; NotFound otherwise."""
    found = await SubReport.filter(project_id=project.id, id=report_id).values()
    if not found:
        raise NotFound
    return dict(found[0])


# --- what a person typed into the forms of rows -------------------------------------------------------------------


async def against_instalment(project_id: int, values: dict[str, Any], row_id: int) -> Sequence[Objection]:
    """What can't be kept of an instalment: another currency, nothing, or more than the grant."""
    if values["sub_grant_id"] is None or values["amount_cents"] is None:
        return ()
    await rows("SELECT 1 FROM sub_grant WHERE id = $1 FOR NO KEY UPDATE", values["sub_grant_id"])
    grant = await _one(project_id, values["sub_grant_id"])
    others = await Instalment.filter(
        project_id=project_id, sub_grant_id=values["sub_grant_id"], kind=InstalmentKind.INSTALMENT
    ).values("id", "amount_cents")
    return instalments_objections(
        Money(values["amount_cents"], values["currency"]),
        Money(grant["amount_cents"], grant["currency"]),
        sum(row["amount_cents"] for row in others if row["id"] != row_id),
        InstalmentKind(values["kind"]),
    )


async def against_span(_project_id: int, values: dict[str, Any], _row_id: int) -> Sequence[Objection]:
    """What can't be kept of a sub-grant or a report: an end before its beginning."""
    if values["start_on"] and values["end_on"] and values["end_on"] < values["start_on"]:
        return (Objection(END_BEFORE_START, place="end"),)
    return ()
