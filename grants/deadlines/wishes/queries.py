"""How a person wishes to be reminded, and who may stand in for it."""

from __future__ import annotations

from datetime import date

from grants.access import Identity
from grants.deadlines.reminding.queries import wish_of
from grants.deadlines.wishes.rules import USUAL, Wish
from grants.projects.queries import VISIBLE, reach
from grants.storage.database import rows


async def own_wish(by: Identity) -> Wish:
    """What this person wished; the usual where it wished nothing."""
    found = await rows(
        "SELECT rhythm, weekday, quiet, away_from, away_until, stand_in_id, zone FROM reminder_wish WHERE person_id = $1",
        by.person_id,
    )
    return wish_of(found[0]) if found else USUAL


_STAND_INS = f"""
SELECT DISTINCT q.id, q.name FROM project p JOIN membership m ON m.project_id = p.id OR m.organisation_id = p.kept_by_id
  JOIN person q ON q.id = m.person_id
WHERE {VISIBLE} AND q.id <> $4 AND q.disabled_on IS NULL AND (m.until_on IS NULL OR m.until_on >= $6)
  AND (m.partner_id IS NULL AND m.role <> 'partner' OR m.partner_id = ANY($5::bigint[]))
ORDER BY q.name, q.id
"""  # noqa: S608 - VISIBLE is a constant


async def stand_ins(by: Identity, today: date) -> list[tuple[int, str]]:
    """Who works on the same projects and sees of them what this person sees, by name."""
    parts = [seat.partner_id for seat in by.seats if seat.partner_id is not None]
    found = await rows(_STAND_INS, *reach(by), by.person_id or 0, parts, today)
    return [(row["id"], row["name"]) for row in found]
