"""The hours of people as the checks are fed with them: of each project's team, over all projects of the organisation."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from grants.access import OPERATOR, Identity, Permission, ProjectRef, may, own_part_only
from grants.checks.people import Colleague, Engagement, Team, Worked
from grants.checks.rules_hours import above_days
from grants.storage.database import rows
from grants.team.rules import RateRule
from grants.team.rules_member import is_leave, unappointed

Row = dict[str, Any]

# The members of some projects, and the other engagements of the same people within the organisations that keep these.
_MEMBERS = """
SELECT m.id, m.project_id, p.kept_by_id, p.code, m.name, m.fingerprint, m.engagement, m.contract_number, m.order_number,
  m.post, m.start_on, m.end_on, m.hours_day, m.hours_month, m.hours_year, m.rate_rule,
  coalesce((SELECT json_agg(json_build_object('kind', d.kind, 'first', d.first_on, 'last', d.last_on))
    FROM team_days d WHERE d.member_id = m.id), '[]'::json) AS days
FROM team_member m JOIN project p ON p.id = m.project_id
WHERE m.project_id = ANY($1::bigint[]) OR (m.fingerprint <> '' AND EXISTS (
  SELECT 1 FROM team_member a JOIN project q ON q.id = a.project_id
  WHERE a.fingerprint = m.fingerprint AND q.kept_by_id = p.kept_by_id AND q.id = ANY($1::bigint[])))
ORDER BY p.code, m.position
"""
_HOURS = """
SELECT s.member_id, h.day_on, sum(h.hours) AS hours FROM hours_worked h JOIN timesheet s ON s.id = h.sheet_id
WHERE s.member_id = ANY($1::bigint[]) GROUP BY s.member_id, h.day_on ORDER BY h.day_on, s.member_id
"""


async def teams_of(by: Identity, project_ids: Sequence[int]) -> dict[int, Team]:
    """The team of each project with its people's hours everywhere; of those projects whose whole team the reader sees.

    Two queries, however many projects.
    """
    members = await rows(_MEMBERS, list(project_ids))
    hours: dict[int, list[Row]] = defaultdict(list)
    for row in await rows(_HOURS, [member["id"] for member in members]):
        hours[row["member_id"]].append(row)
    of_person: dict[tuple[int, str], list[Row]] = defaultdict(list)
    for member in members:
        of_person[_key(member)].append(member)
    wanted = set(project_ids)
    refs = {member["project_id"]: ProjectRef(member["project_id"], member["kept_by_id"]) for member in members}
    seen = {project_id for project_id, ref in refs.items() if _sees_team(by, ref)}
    return {project_id: _team(project_id, members, of_person, hours, seen) for project_id in wanted & seen}


async def above_days_by_year(project_id: int) -> dict[int, int]:
    """How many people of a project's team have more day-equivalents in a year than it holds, over all projects of the
    organisation. Nobody and no project is named, so it is told to whoever may look at a report of the project. Two queries.
    """
    team = (await teams_of(OPERATOR, [project_id])).get(project_id, Team())
    return Counter(one.year for one in above_days(team.worked, team.people))


def _key(member: Row) -> tuple[int, str]:
    return member["kept_by_id"], member["fingerprint"] or f"#{member['id']}"


def _sees_team(by: Identity, ref: ProjectRef) -> bool:
    return may(by, Permission.SEE_TEAM, ref) and own_part_only(by, ref, Permission.SEE_TEAM) is None


def _team(
    project_id: int,
    members: Sequence[Row],
    of_person: Mapping[tuple[int, str], Sequence[Row]],
    hours: Mapping[int, Sequence[Row]],
    seen: set[int],
) -> Team:
    here = [member for member in members if member["project_id"] == project_id]
    keys = list(dict.fromkeys(_key(member) for member in here))
    worked = [
        Worked(
            person,
            row["day_on"],
            row["hours"],
            one["code"] if one["project_id"] in seen else "",  # the others are not named
            here=one["project_id"] == project_id,
            engagement=_engagement(one),
        )
        for person, key in enumerate(keys)
        for one in of_person[key]
        for row in hours.get(one["id"], ())
    ]
    return Team(
        worked,
        {person: _colleague(project_id, of_person[key]) for person, key in enumerate(keys)},
        [member["name"] for member in here if unappointed(member)],
    )


def _colleague(project_id: int, engagements: Sequence[Row]) -> Colleague:
    """A person, by the name the project itself knows."""
    name = next(one["name"] for one in engagements if one["project_id"] == project_id)
    days = [day for one in engagements for day in _decoded(one["days"])]
    return Colleague(
        name,
        tuple(_engagement(one) for one in engagements),
        frozenset(day for one in days if is_leave(one["kind"]) for day in _each(one)),
        frozenset(day for one in days if not is_leave(one["kind"]) for day in _each(one)),
    )


def _engagement(row: Row) -> Engagement:
    told = ("post", "start_on", "end_on", "hours_day", "hours_month", "hours_year")
    return Engagement(**{name: row[name] for name in told}, rule=RateRule(row["rate_rule"]))


def _decoded(found: object) -> list[Row]:
    decoded: list[Row] = json.loads(found) if isinstance(found, str) else found  # type: ignore[assignment]
    return decoded


def _each(days: Row) -> Iterator[date]:
    first, last = (date.fromisoformat(days[name]) for name in ("first", "last"))
    return (first + timedelta(days=at) for at in range((last - first).days + 1))
