"""Which exchange rates a person reads: the published ones all, a tranche's only where its project's money is seen whole."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from grants.access import Identity, Permission, ProjectRef, may
from grants.errors import NotFound
from grants.projects.queries import VISIBLE, money_reach, reach
from grants.rates.rules import RateSeen
from grants.storage.database import rows
from grants.values.choices import Choice
from grants.values.language import Text

Row = dict[str, Any]
PAGE = 100

# Of tranches those of projects whose money is seen whole; $2 and $3 are the first two values of money_reach.
_READ = "(x.project_id IS NULL OR $1::bool OR p.id = ANY($2::bigint[]) OR p.kept_by_id = ANY($3::bigint[]))"
_RATES = f"""
SELECT x.*, p.code AS project_code, p.kept_by_id, coalesce(nullif(p.acronym, ''), p.code) AS project_name, count(*) OVER ()::int AS found,
  EXISTS (SELECT 1 FROM exchange_rate y WHERE y.source = x.source AND y.currency = x.currency AND y.first_on = x.first_on
    AND y.project_id IS NOT DISTINCT FROM x.project_id AND y.id > x.id) AS corrected
FROM exchange_rate x LEFT JOIN project p ON p.id = x.project_id
WHERE {_READ} AND ($4::text = '' OR x.source = $4) AND ($5::text = '' OR x.currency = $5) AND ($6::bigint IS NULL OR x.id = $6)
ORDER BY x.first_on DESC, x.source, x.currency, x.id DESC LIMIT $7 OFFSET $8
"""  # noqa: S608 - built of constants only


async def rates_seen(by: Identity, source: str = "", currency: str = "", page: int = 1) -> list[Row]:
    """A page of rates, newest day first; each row says in `found` how many there are in all."""
    projects, organisations, _ = money_reach(by)
    values = (by.unbounded, projects, organisations, source, currency, None)
    return await rows(_RATES, *values, PAGE, PAGE * (max(1, page) - 1))


async def rate_seen(by: Identity, rate_id: int) -> Row:
    """One rate this person may read; NotFound otherwise."""
    projects, organisations, _ = money_reach(by)
    found = await rows(_RATES, by.unbounded, projects, organisations, "", "", rate_id, 1, 0)
    if not found:
        raise NotFound
    return found[0]


async def tranche_projects(by: Identity) -> tuple[Choice, ...]:
    """The projects whose tranches' rates this person enters."""
    found = await rows(
        f"SELECT p.id, p.code, p.kept_by_id, p.title_bg, p.title_en FROM project p WHERE {VISIBLE} ORDER BY p.code",  # noqa: S608 - VISIBLE is a constant
        *reach(by),
    )
    return tuple(
        Choice(row["id"], row["code"], Text(row["title_bg"], row["title_en"]))
        for row in found
        if may(by, Permission.EDIT_RATES, ProjectRef(row["id"], row["kept_by_id"]))
    )


async def rates_for(project_id: int, currencies: Collection[str], last: date) -> list[RateSeen]:
    """Every rate of these currencies up to a day that may apply in a project: the published ones and its own tranches'."""
    found = await rows(
        "SELECT id, source, currency, first_on, last_on, per_euro, project_id FROM exchange_rate "
        "WHERE currency = ANY($1::text[]) AND first_on <= $2 AND (project_id IS NULL OR project_id = $3) ORDER BY id",
        sorted(currencies),
        last,
        project_id,
    )
    return [RateSeen(**row) for row in found]


async def known_on(sources: Sequence[str], first: date, last: date) -> dict[tuple[str, str, date], Any]:
    """The newest kept rate by source, currency and first day, of the published ones between two days."""
    found = await rows(
        "SELECT source, currency, first_on, per_euro FROM exchange_rate WHERE project_id IS NULL "
        "AND source = ANY($1::text[]) AND first_on BETWEEN $2 AND $3 ORDER BY id",
        list(sources),
        first,
        last,
    )
    return {(row["source"], row["currency"], row["first_on"]): row["per_euro"] for row in found}
