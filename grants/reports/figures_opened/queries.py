"""The expenses that are listed behind a figure: of the report itself as they stand now, and of what was reported before it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from grants.access import Identity
from grants.funders.ground import Entry
from grants.projects.queries import Seen
from grants.reports.grounds_counted import entries_named
from grants.reports.grounds_entries import Selection, asked_for, before
from grants.reports.opened import Group
from grants.reports.stood import MOST
from grants.storage.database import Row, rows

_OF_GROUPS: Final = """
FROM spent s LEFT JOIN budget_line l ON l.id = s.line_id LEFT JOIN expense x ON x.id = s.expense_id
WHERE s.project_id = $1 AND ($2::bigint IS NULL OR s.partner_id = $2) AND {earlier}
  AND (coalesce(s.line_id, 0), coalesce(s.partner_id, 0), coalesce(l.category, 'none')::text,
    coalesce(x.form, l.form, 'actual')::text, s.currency::text, coalesce(x.package, '')::text, s.opening_id IS NOT NULL)
  IN (SELECT coalesce((g ->> 0)::bigint, 0), coalesce((g ->> 1)::bigint, 0), g ->> 2, g ->> 3, g ->> 4, g ->> 5,
    (g ->> 6)::boolean FROM jsonb_array_elements($7::jsonb) g)
"""
_EXPENSES: Final = f"""
SELECT x.id, x.package, x.state::text AS state, x.cut_cents, x.currency, NULL AS again, count(*) OVER ()::int AS of
{_OF_GROUPS} AND s.expense_id IS NOT NULL ORDER BY s.day, x.position, x.id LIMIT {MOST}
"""
_OPENING: Final = f"""
SELECT s.opening_id AS id, coalesce(l.number, '') AS line, coalesce(l.title_bg, '') AS title_bg,
  coalesce(l.title_en, '') AS title_en, s.day AS until_on, s.amount_cents, s.currency
{_OF_GROUPS} AND s.opening_id IS NOT NULL ORDER BY l.position, s.opening_id LIMIT {MOST}
"""


@dataclass(frozen=True, slots=True)
class Before:
    """What was reported before: the first of its expenses in their order, how they stand by id, how many there are, and what
    was taken over when the project came here.
    """

    entries: Sequence[Entry] = ()
    stand: Mapping[int, Row] = field(default_factory=dict)
    count: int = 0
    opening: Sequence[Row] = ()


async def before_listed(by: Identity, project: Seen, chosen: Selection, groups: Sequence[Group]) -> Before:
    """The expenses that were added up in these groups. Three queries; none where there are no groups."""
    if not groups:
        return Before()
    asked = (*asked_for(by, project, chosen), json.dumps([list(one) for one in groups]))
    found = await rows(_EXPENSES.format(earlier=before(chosen)), *asked)
    entries = {one.id: one for one in await entries_named(by, project, chosen, [row["id"] for row in found])}
    opening = await rows(_OPENING.format(earlier=before(chosen)), *asked)
    return Before(
        [entries[row["id"]] for row in found if row["id"] in entries],
        {row["id"]: row for row in found},
        found[0]["of"] if found else 0,
        opening,
    )
