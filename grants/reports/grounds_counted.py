"""How many expenses a report takes and what they add up to, and a page of them: however many there are, few are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from grants.access import Identity
from grants.funders.ground import EURO, Entry, Tally
from grants.projects.queries import Seen
from grants.reports.grounds_entries import (
    ADJUSTS,
    CLAIM_DAY,
    EURO_CENTS,
    Selection,
    asked_for,
    entries_where,
    entry_in,
    which,
)
from grants.storage.database import Row, rows
from grants.values.money import Money

# The expenses of a report, of what a person sees; $1 to $6 as `asked_for` gives them.
_CHOSEN: Final = """
FROM expense x LEFT JOIN document d ON d.id = x.document_id
WHERE x.project_id = $1 AND ($2::bigint IS NULL OR x.partner_id = $2) AND {chosen}
"""
_SUMS: Final = f"""
SELECT x.currency, count(*)::int AS n, count(DISTINCT x.document_id)::int AS documents, sum(x.id)::bigint AS ids,
  sum(x.version)::bigint AS versions, sum(x.amount_cents)::bigint AS amount_cents,
  sum(x.amount_cents - x.own_cents - x.in_kind_cents - x.third_cents)::bigint AS grant_cents,
  count(*) FILTER (WHERE {CLAIM_DAY} < $3)::int AS late
{_CHOSEN} GROUP BY x.currency ORDER BY x.currency <> 'EUR', x.currency
"""
_PAGE: Final = f"""
SELECT x.id {_CHOSEN}
ORDER BY {CLAIM_DAY}, d.id IS NULL, d.position, d.id, x.position, x.id OFFSET $7 LIMIT $8
"""

_TALLIES: Final = f"""
SELECT x.line_id, coalesce(a.number, '') AS activity, x.partner_id, coalesce(l.category, 'none') AS category, x.form, x.state,
  x.currency, {ADJUSTS} AS adjusts, count(*)::int AS number, count(e.cents) = count(*) AS rated,
  sum(x.amount_cents)::bigint AS amount_cents, sum(x.own_cents)::bigint AS own_cents,
  sum(x.in_kind_cents)::bigint AS in_kind_cents, sum(x.third_cents)::bigint AS third_cents,
  coalesce(sum(e.cents), 0)::bigint AS euro_cents,
  coalesce(sum(grants_euro(x.in_kind_cents, x.currency)), 0)::bigint AS in_kind_euro_cents
FROM expense x LEFT JOIN document d ON d.id = x.document_id
LEFT JOIN budget_line l ON l.id = x.line_id LEFT JOIN activity a ON a.id = x.activity_id
CROSS JOIN LATERAL (SELECT {EURO_CENTS} AS cents) e
WHERE x.project_id = $1 AND ($2::bigint IS NULL OR x.partner_id = $2) AND {{chosen}}
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""  # noqa: S608 - built of constants only


_NAMED: Final = "x.id = ANY($7::bigint[]) AND $4::date IS NOT NULL AND $6::text IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Summed:
    """The expenses of a report in one currency, added up."""

    count: int
    claimed: Money
    grant: Money
    documents: int = 0
    late: int = 0
    ids: int = 0
    versions: int = 0


def ids_chosen(chosen: Selection) -> str:
    """The statement of the ids of a report's expenses, to stand in another one; it asks $1 to $6."""
    return f"SELECT x.id {_CHOSEN.format(chosen=which(chosen))}"


async def entries_summed(by: Identity, project: Seen, chosen: Selection) -> tuple[Summed, ...]:
    """What a report's expenses add up to, a row for each currency, the euro first. One query."""
    found = await rows(_SUMS.format(chosen=which(chosen)), *asked_for(by, project, chosen))
    return tuple(
        Summed(
            row["n"],
            Money(row["amount_cents"], row["currency"]),
            Money(row["grant_cents"], row["currency"]),
            row["documents"],
            row["late"],
            row["ids"],
            row["versions"],
        )
        for row in found
    )


async def tallies_of(by: Identity, project: Seen, chosen: Selection) -> tuple[Tally, ...]:
    """The expenses of a report added up as `Ground.tallies` has them, none of them read. One query."""
    statement = _TALLIES.format(chosen=which(chosen))
    return tuple([_tally(row) for row in await rows(statement, *asked_for(by, project, chosen))])


async def entries_counted(by: Identity, project: Seen, chosen: Selection) -> int:
    """How many expenses a report would take. One query."""
    statement = f"SELECT count(*)::int AS n {_CHOSEN.format(chosen=which(chosen))}"
    return int((await rows(statement, *asked_for(by, project, chosen)))[0]["n"])


async def entries_page(by: Identity, project: Seen, chosen: Selection, first: int, most: int) -> list[Entry]:
    """So many of a report's expenses at most, after the `first` ones, in its order. Two queries."""
    asked = asked_for(by, project, chosen)
    ids = [row["id"] for row in await rows(_PAGE.format(chosen=which(chosen)), *asked, first, most)]
    return await entries_named(by, project, chosen, ids)


async def entries_named(by: Identity, project: Seen, chosen: Selection, ids: Sequence[int]) -> list[Entry]:
    """These expenses of a project as a report tells them, whether they are in it or not, in its order. One query."""
    found = await rows(entries_where(_NAMED), *asked_for(by, project, chosen), list(ids))
    return [entry_in(row, chosen.first) for row in found]


def _tally(row: Row) -> Tally:
    told: dict[str, Any] = {name: row[name] for name in _OF_A_TALLY}
    told |= {name: Money(row[f"{name}_cents"], row["currency"]) for name in ("amount", "own", "in_kind", "third")}
    told |= {name: Money(row[f"{name}_cents"], EURO) for name in ("euro", "in_kind_euro")}
    return Tally(**told)


_OF_A_TALLY: Final = (
    *("line_id", "activity", "partner_id", "category", "form", "state", "rated", "number", "adjusts"),
)


def stamp_of(summed: tuple[Summed, ...]) -> str:
    """What expenses a report held and how often they were changed, short enough for a form to carry: others have another."""
    sums = (
        sum(one.count for one in summed),
        sum(one.ids for one in summed),
        sum(one.claimed.minor for one in summed),
        sum(one.versions for one in summed),
    )
    return "-".join(str(part) for part in sums)
