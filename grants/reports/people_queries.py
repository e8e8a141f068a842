"""The participants of a project as the funder's sheet asks for them; personal numbers stay sealed here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from grants.projects.queries import Seen
from grants.reports.people import Person
from grants.storage.database import rows

_AT_ONCE = 2000  # rows of one statement: as dictionaries they are large
_PEOPLE = """
SELECT x.id, x.position, x.number, x.first_name, x.middle_name, x.family_name, x.sex, x.age, x.edition, x.labour,
  x.education, x.district, x.settlement, x.phone, x.email, x.other_disadvantage, x.joined_on, x.activity_kind,
  x.place_district, x.place_settlement, x.participation, x.left_on, x.leaving_reason, x.leaving_status, x.forgotten_at,
  x.answers, s.answers AS special, coalesce(nullif(a.title_bg, ''), a.title_en, '') AS activity,
  n.id IS NOT NULL AS has_number, n.fingerprint AS same
FROM participant x LEFT JOIN participant_special s ON s.participant_id = x.id LEFT JOIN activity a ON a.id = x.activity_id
LEFT JOIN personal_number n ON n.bearer = 'participant' AND n.row_id = x.id
WHERE x.project_id = $1 AND x.position > $2 AND ($4::date IS NULL OR x.joined_on IS NULL OR x.joined_on <= $4) ORDER BY x.position LIMIT $3
"""
_APART = frozenset({"id", "position", "number", "answers", "special", "activity", "has_number", "same"})


async def people_of(project: Seen, until: date | None = None) -> list[Person]:
    """Everybody of the register, in its order, who did not join after `until`; the caller has asked for the permission."""
    found: list[Person] = []
    last = -1
    while True:
        part = await rows(_PEOPLE, project.id, last, _AT_ONCE, until)
        found += [_person(row) for row in part]
        if len(part) < _AT_ONCE:
            return found
        last = part[-1]["position"]


def _person(row: Mapping[str, Any]) -> Person:
    return Person(
        row["id"],
        row["number"],
        {name: value for name, value in row.items() if name not in _APART and value not in {None, ""}}
        | {"edition": row["edition"]},
        {**_decoded(row["answers"]), **_decoded(row["special"])},
        row["has_number"],
        row["same"] or "",
        row["activity"],
    )


def _decoded(found: object) -> dict[str, str]:
    if isinstance(found, str):
        found = json.loads(found)
    return found if isinstance(found, dict) else {}
