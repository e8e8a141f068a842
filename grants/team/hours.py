"""The hours of people over all projects of an organisation: each hour once, told apart by where it was worked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from grants.storage.database import rows

Row = Mapping[str, Any]

# One row for a member, a day and where: in this engagement, or in another of the same person (they share a fingerprint).
_HOURS = """
WITH asked AS (SELECT id, fingerprint FROM team_member WHERE id = ANY($2::bigint[]))
SELECT a.id, (m.id = a.id) AS here, h.day_on, sum(h.hours) AS hours
FROM asked a JOIN team_member m ON m.id = a.id OR (a.fingerprint <> '' AND m.fingerprint = a.fingerprint)
JOIN project p ON p.id = m.project_id
JOIN timesheet s ON s.member_id = m.id JOIN hours_worked h ON h.sheet_id = s.id
WHERE (m.id = a.id OR p.kept_by_id = $1) AND h.day_on BETWEEN $3 AND $4
GROUP BY a.id, m.id = a.id, h.day_on
"""


@dataclass(frozen=True, slots=True)
class Worked:
    """The hours of one person by day: in one engagement, and in all its others of the organisation together."""

    here: dict[date, Decimal] = field(default_factory=dict)
    elsewhere: dict[date, Decimal] = field(default_factory=dict)


async def hours_of(keeper: int, member_ids: Sequence[int], first: date, last: date) -> dict[int, Worked]:
    """What the people of these engagements worked from the first day to the last, whatever the state of the sheets.

    `keeper` is the organisation whose projects are looked at. One query.
    """
    found = {member_id: Worked() for member_id in member_ids}
    for row in await rows(_HOURS, keeper, list(member_ids), first, last):
        worked = found[row["id"]]
        (worked.here if row["here"] else worked.elsewhere)[row["day_on"]] = row["hours"]
    return found


# The engagements of the same person that reach into a year, with what limits its hours.
_ENGAGEMENTS = """
SELECT m.id, m.post, m.hours_day, m.hours_month, m.hours_year FROM team_member m JOIN project p ON p.id = m.project_id
JOIN team_member a ON a.id = $2 AND (m.id = a.id OR (p.kept_by_id = $1 AND a.fingerprint <> '' AND m.fingerprint = a.fingerprint))
WHERE coalesce(m.start_on, '-infinity') <= $4 AND coalesce(m.end_on, 'infinity') >= $3 OR m.id = a.id
"""


async def engagements_of(keeper: int, member_id: int, first: date, last: date) -> list[Row]:
    """What limits a person's hours between two days: this engagement, and its others within the organisation."""
    return list(await rows(_ENGAGEMENTS, keeper, member_id, first, last))
