"""The people of a project as somebody sees them: the whole team, one's own part of it, or oneself alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from grants.access import Identity, Permission, ProjectRef, may, own_part_only
from grants.errors import NotFound
from grants.expenses.queries import choices
from grants.people.queries import people_of
from grants.projects.queries import Seen
from grants.storage.database import Row, rows
from grants.team.rules_caps import caps_of
from grants.values.choices import Choice
from grants.values.language import Text

# What is told only to those who may see what people cost.
MONEY = ("cost_cents", "share")

_MEMBERS = """
SELECT m.*, t.number AS partner_number, coalesce(o.name_bg, '') AS partner_bg, coalesce(o.name_en, '') AS partner_en,
  coalesce(q.name, '') AS person_name, l.number AS line_number, coalesce(l.title_bg, '') AS line_bg,
  coalesce(l.title_en, '') AS line_en, l.form AS line_form, l.currency AS line_currency, l.rounding AS line_rounding, n.kind AS identifier, n.id IS NOT NULL AS has_number
FROM team_member m LEFT JOIN partner t ON t.id = m.partner_id LEFT JOIN organisation o ON o.id = t.organisation_id
LEFT JOIN person q ON q.id = m.person_id LEFT JOIN budget_line l ON l.id = m.line_id
LEFT JOIN personal_number n ON n.bearer = 'team_member' AND n.row_id = m.id
WHERE m.project_id = $1 AND ($2::bigint IS NULL OR m.partner_id = $2) AND ($3::bigint IS NULL OR m.person_id = $3)
"""

# Hours of each member here, and of the same person in every project of the organisation, in the month and its year.
_HOURS = """
WITH mine AS (SELECT m.id, m.fingerprint FROM team_member m WHERE m.id = ANY($1::bigint[])),
spent AS (
  SELECT m.id AS member_id, m.fingerprint, s.month_on, h.hours FROM hours_worked h JOIN timesheet s ON s.id = h.sheet_id
  JOIN team_member m ON m.id = s.member_id JOIN project p ON p.id = m.project_id
  WHERE m.id = ANY($1::bigint[]) OR ($3::bigint IS NOT NULL AND p.kept_by_id = $3 AND m.fingerprint <> ''
    AND m.fingerprint IN (SELECT fingerprint FROM mine) AND s.month_on >= date_trunc('year', $2::date))
)
SELECT mine.id,
  coalesce((SELECT sum(hours) FROM spent WHERE member_id = mine.id), 0) AS so_far,
  coalesce((SELECT sum(hours) FROM spent WHERE member_id = mine.id AND month_on = $2), 0) AS this_month,
  coalesce((SELECT sum(hours) FROM spent WHERE member_id = mine.id
    AND date_trunc('year', month_on) = date_trunc('year', $2::date)), 0) AS this_year,
  coalesce((SELECT sum(hours) FROM spent WHERE (member_id = mine.id OR fingerprint = nullif(mine.fingerprint, ''))
    AND month_on = $2), 0) AS all_month,
  coalesce((SELECT sum(hours) FROM spent WHERE (member_id = mine.id OR fingerprint = nullif(mine.fingerprint, ''))
    AND date_trunc('year', month_on) = date_trunc('year', $2::date)), 0) AS all_year,
  (SELECT json_agg(json_build_object('post', m.post::text, 'hours_day', m.hours_day::text, 'hours_month', m.hours_month::text,
      'hours_year', m.hours_year::text))
    FROM team_member m JOIN project p ON p.id = m.project_id
    WHERE m.id = mine.id OR ($3::bigint IS NOT NULL AND p.kept_by_id = $3 AND m.fingerprint = nullif(mine.fingerprint, '')
      AND coalesce(m.start_on, '-infinity') < date_trunc('year', $2::date) + interval '1 year'
      AND coalesce(m.end_on, 'infinity') >= date_trunc('year', $2::date))) AS engagements
FROM mine
"""


def _reach(by: Identity, project: Seen) -> tuple[int | None, int | None]:
    """Of which partner and of which person somebody sees the members; None is all. NotFound for those who see none."""
    if may(by, Permission.SEE_TEAM, project.ref):
        return own_part_only(by, project.ref, Permission.SEE_TEAM), None
    if may(by, Permission.ENTER_HOURS, project.ref) and by.person_id is not None:
        return None, by.person_id
    raise NotFound


async def members_of(by: Identity, project: Seen) -> list[Row]:
    """The team as this person sees it, in the order entered; what people cost is None unless it may be seen."""
    found = await rows(f"{_MEMBERS} ORDER BY m.position", project.id, *_reach(by, project))
    return _told(by, project, found)


async def member_seen(by: Identity, project: Seen, member_id: int) -> Row:
    """One member of the team; NotFound when there is none or it is not this person's to see."""
    found = await rows(f"{_MEMBERS} AND m.id = $4", project.id, *_reach(by, project), member_id)
    if not found:
        raise NotFound
    return _told(by, project, found)[0]


def sees_cost(by: Identity, project: Seen) -> bool:
    """Whether what people cost is told to this person."""
    return may(by, Permission.SEE_SENSITIVE, project.ref)


def _told(by: Identity, project: Seen, found: list[Row]) -> list[Row]:
    if sees_cost(by, project):
        return found
    return [row | dict.fromkeys(MONEY) for row in found]


async def member_whole(project_id: int, member_id: int) -> Row:
    """One member with everything, for what is worked out of it inside an action; NotFound when there is none."""
    found = await rows(f"{_MEMBERS} AND m.id = $4", project_id, None, None, member_id)
    if not found:
        raise NotFound
    return found[0]


def sees_all_hours(by: Identity, project: Seen) -> bool:
    """Whether hours in other projects of the organisation are added for this person: not for a partner's people."""
    if not may(by, Permission.SEE_TEAM, project.ref):
        return True  # somebody who sees only itself
    return own_part_only(by, project.ref, Permission.SEE_TEAM) is None


async def hours_so_far(by: Identity, project: Seen, members: Iterable[Row], month: date) -> dict[int, Row]:
    """Of each member: hours here, here in the month and its year, the same over all projects, and the limits there.

    One query.
    """
    keeper = project.kept_by_id if sees_all_hours(by, project) else None
    found = await rows(_HOURS, [row["id"] for row in members], month.replace(day=1), keeper)
    return {row["id"]: row | {"caps": caps_of(_engagements(row["engagements"]))} for row in found}


def _engagements(told: object) -> list[Row]:
    decoded: list[Row] = json.loads(told) if isinstance(told, str) else told  # type: ignore[assignment]
    return [{name: None if one is None else Decimal(one) for name, one in row.items()} for row in decoded]


async def days_of(member_ids: Sequence[int]) -> dict[int, list[Row]]:
    """The days of leave and the orders of members, the latest first."""
    found: dict[int, list[Row]] = {member_id: [] for member_id in member_ids}
    statement = "SELECT * FROM team_days WHERE member_id = ANY($1::bigint[]) ORDER BY first_on DESC, id DESC"
    for row in await rows(statement, list(member_ids)):
        found[row["member_id"]].append(row)
    return found


async def days_row(member_id: int, days_id: int) -> Row:
    """Days of leave or an order of a member; NotFound otherwise."""
    found = await rows("SELECT * FROM team_days WHERE member_id = $1 AND id = $2", member_id, days_id)
    if not found:
        raise NotFound
    return found[0]


_ELSEWHERE = """
SELECT p.code, p.title_bg, p.title_en, p.kept_by_id, p.id AS project_id, m.id, m.partner_id, m.position_bg, m.position_en,
  m.start_on, m.end_on, m.post
FROM team_member m JOIN project p ON p.id = m.project_id
WHERE m.fingerprint = $1 AND m.id <> $2 AND p.kept_by_id = $3 ORDER BY p.code, m.position
"""


async def elsewhere(by: Identity, project: Seen, member: Row) -> tuple[list[Row], int]:
    """Where the same person works too: the engagements this person sees, and in how many others it works besides."""
    if not member["fingerprint"] or not sees_all_hours(by, project):
        return [], 0
    found = await rows(_ELSEWHERE, member["fingerprint"], member["id"], project.kept_by_id)
    seen = [row for row in found if _sees(by, row)]
    return seen, len(found) - len(seen)


def _sees(by: Identity, row: Row) -> bool:
    ref = ProjectRef(row["project_id"], row["kept_by_id"])
    if not may(by, Permission.SEE_TEAM, ref):
        return False
    return own_part_only(by, ref, Permission.SEE_TEAM) in {None, row["partner_id"]}


async def member_choices(by: Identity, project: Seen) -> dict[str, tuple[Choice, ...]]:
    """What the form of a member offers: partners, budget lines, and the people with a seat in the project."""
    offered = await choices(by, project)
    people = tuple(
        Choice(row["id"], row["email"], Text(row["name"], row["name"]), numbered=False)
        for row in await people_of(project)
    )
    return {"partner": offered["partner"], "line": offered["line"], "person": people}
