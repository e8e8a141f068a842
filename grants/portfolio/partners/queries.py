"""What the pages of partners read: one statement for each kind of thing, whatever the number of partners."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from grants.access import Identity, Permission, own_part_only
from grants.entries.queries import project_row
from grants.errors import NotFound
from grants.portfolio.budget_tab import key_of
from grants.portfolio.cuts import Cut, budget_of, sums_by
from grants.portfolio.standing import Figures, grouped, standings, unnamed
from grants.projects.queries import Seen
from grants.storage.database import rows
from grants.workplan.rules_plan import in_tree

Row = dict[str, Any]

_PARTNERS = """
SELECT r.*, o.name_bg, o.name_en, o.country, o.town_bg, o.town_en, o.eik, p.start_on, p.end_on
FROM partner r JOIN project p ON p.id = r.project_id JOIN organisation o ON o.id = r.organisation_id
WHERE r.project_id = $1 AND ($2::bigint IS NULL OR r.id = $2) AND ($3::bigint IS NULL OR r.id = $3) ORDER BY r.position
"""


async def partners_of(by: Identity, project: Seen) -> list[Row]:
    """The partners this person sees, in their order; with a partner's seat only that one."""
    return await rows(_PARTNERS, project.id, _own(by, project), None)


async def partner_seen(by: Identity, project: Seen, partner_id: int) -> Row:
    """One partner, if this person sees it; NotFound otherwise."""
    found = await rows(_PARTNERS, project.id, _own(by, project), partner_id)
    if not found:
        raise NotFound
    return found[0]


def _own(by: Identity, project: Seen) -> int | None:
    return own_part_only(by, project.ref, Permission.SEE_PROJECT)


async def activities_with(project: Seen, partner_id: int) -> list[Row]:
    """The activities a partner is responsible for, each followed by its parts."""
    found = await rows(
        "SELECT a.id, a.within_id, a.number, a.title_bg, a.title_en, a.state, a.progress, a.start_on, a.start_precision, a.end_on, a.end_precision "
        "FROM activity a WHERE a.project_id = $1 AND a.partner_id = $2 ORDER BY a.position",
        project.id,
        partner_id,
    )
    return [dict(placed.row) for placed in in_tree(found)]


async def people_with(project: Seen, partner_id: int, today: date) -> list[Row]:
    """The people who sign in for a partner today."""
    return await rows(
        "SELECT DISTINCT q.id, q.name, q.email FROM membership m JOIN person q ON q.id = m.person_id "
        "WHERE m.project_id = $1 AND m.partner_id = $2 AND q.disabled_on IS NULL AND (m.until_on IS NULL OR m.until_on >= $3::date) "
        "ORDER BY q.name, q.id",
        project.id,
        partner_id,
        today,
    )


@dataclass(frozen=True, slots=True)
class Shares:
    """What each partner has of the budget, as the budget page shows it cut by partner; amounts in the budget's currency."""

    currency: str
    by_partner: Mapping[int, Figures]

    def of(self, partner_id: int) -> Figures:
        """One partner's figures; nothing where it has no part."""
        return self.by_partner.get(partner_id, Figures())


async def budget_shares(by: Identity, project: Seen, today: date) -> Shares:
    """The budget and what was spent of it by partner, as far as this person sees them. Five queries."""
    budget = await budget_of(by, project, await project_row(project), today)
    sums = await sums_by(Cut.PARTNER, by, project, budget.currency)
    groups = grouped(standings(budget), sums, key_of(Cut.PARTNER), unnamed(budget))
    return Shares(budget.currency, {int(key): figures for key, figures in groups.items() if key is not None})
