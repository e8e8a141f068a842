"""The register of a project's correspondence, one matter whole, and what of it waits for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from grants.access import Identity, Permission, may, own_part_only
from grants.correspondence.rules import answer_term, is_named, matter_objections
from grants.errors import NotFound, Objection
from grants.projects.queries import Seen
from grants.storage.database import Row, rows
from grants.values.terms import Term

_MATTERS = """
SELECT m.*, q.name AS person_name, coalesce(o.name_bg, '') AS partner_bg, coalesce(o.name_en, '') AS partner_en,
  u.number AS above_number, u.subject_bg AS above_bg, u.subject_en AS above_en, u.kind AS above_kind,
  (SELECT count(*)::int FROM matter c WHERE c.arose_from_id = m.id) AS below
FROM matter m LEFT JOIN person q ON q.id = m.person_id LEFT JOIN partner t ON t.id = m.partner_id
LEFT JOIN organisation o ON o.id = t.organisation_id LEFT JOIN matter u ON u.id = m.arose_from_id
WHERE m.project_id = $1 AND ($2::bigint IS NULL OR m.partner_id = $2)
"""
_NEWEST = "ORDER BY coalesce(m.received_on, m.written_on) DESC NULLS LAST, m.position DESC"


def _own(by: Identity, project: Seen) -> int | None:
    if not may(by, Permission.SEE_CORRESPONDENCE, project.ref):
        raise NotFound
    return own_part_only(by, project.ref, Permission.SEE_CORRESPONDENCE)


async def matters_of(by: Identity, project: Seen) -> list[Row]:
    """Everything in the register that this person sees, the newest first. One statement."""
    return await rows(f"{_MATTERS} {_NEWEST}", project.id, _own(by, project))


async def matter_seen(by: Identity, project: Seen, matter_id: int) -> Row:
    """One matter; NotFound otherwise."""
    found = await rows(f"{_MATTERS} AND m.id = $3", project.id, _own(by, project), matter_id)
    if not found:
        raise NotFound
    return found[0]


async def arising_from(by: Identity, project: Seen, matter_id: int) -> list[Row]:
    """What belongs to a matter: the findings of an audit, the answers to a letter; in the order entered."""
    return await rows(
        f"{_MATTERS} AND m.arose_from_id = $3 ORDER BY m.position", project.id, _own(by, project), matter_id
    )


async def spoken_of(matter_id: int) -> list[Row]:
    """The rows a matter speaks to: kind and id."""
    return await rows("SELECT id, kind, row_id FROM matter_row WHERE matter_id = $1 ORDER BY id", matter_id)


async def unanswered(by: Identity, project: Seen, most: int = 8) -> list[Row]:
    """What still waits for an answer, the earliest first; nothing for those who do not see the correspondence."""
    if not may(by, Permission.SEE_CORRESPONDENCE, project.ref):
        return []
    return await rows(
        "SELECT id, number, subject_bg, subject_en, answer_due_on FROM matter WHERE project_id = $1 "
        "AND ($2::bigint IS NULL OR partner_id = $2) AND answered_on IS NULL AND closed_on IS NULL "
        "AND answer_due_on IS NOT NULL ORDER BY answer_due_on, position LIMIT $3",
        project.id,
        _own(by, project),
        most,
    )


async def against_matter(_project_id: int, values: dict[str, Any], row_id: int) -> Sequence[Objection]:
    """What can't be kept of a letter as it was typed."""
    return matter_objections(values, row_id)


async def answer_terms(project_id: int) -> dict[int, tuple[date, Term]]:
    """From which day and how long each letter of a project was given for its answer, by its id."""
    found = await rows(
        "SELECT id, received_on, answer_within, answer_days FROM matter WHERE project_id = $1 AND answer_due_on IS NOT NULL",
        project_id,
    )
    return {row["id"]: (row["received_on"], term) for row in found if (term := answer_term(row))}


_NAMED = """
SELECT o.name_bg AS name FROM partner t JOIN organisation o ON o.id = t.organisation_id WHERE t.project_id = $1
UNION SELECT o.name_en FROM partner t JOIN organisation o ON o.id = t.organisation_id WHERE t.project_id = $1
UNION SELECT s.supplier_name FROM supply_contract s WHERE s.project_id = $1
UNION SELECT c.name FROM subcontractor c WHERE c.project_id = $1
"""


async def answered_elsewhere(project_id: int) -> set[int]:
    """The letters of a project, by id, whose answer goes to a partner or a contractor, who wrote them, and not to the funder."""
    found = await rows(
        "SELECT id, counterpart FROM matter WHERE project_id = $1 AND answer_due_on IS NOT NULL", project_id
    )
    names = [row["name"] for row in await rows(_NAMED, project_id)] if found else []
    return {row["id"] for row in found if any(is_named(row["counterpart"], name) for name in names)}
