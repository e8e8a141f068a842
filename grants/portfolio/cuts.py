"""What the budget page reads: the lines, and everything claimed and committed, summed by whatever the budget is cut by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from grants.access import Identity, own_part_only
from grants.budget.rules import budget_currency
from grants.expenses.committed import committed_by_line
from grants.portfolio.standing import Budget, in_budget
from grants.projects.queries import MONEY_SEEN, VISIBLE, Seen, money_reach, reach
from grants.storage.columns import published_day
from grants.storage.database import rows
from grants.values.language import N_
from grants.values.money import Money

Row = dict[str, Any]


class Cut(StrEnum):
    """By what the budget is shown."""

    LINE = "line"
    PARTNER = "partner"
    ACTIVITY = "activity"
    YEAR = "year"
    CATEGORY = "category"


CUTS: dict[str, str] = {
    Cut.LINE: N_("By line"),
    Cut.PARTNER: N_("By partner"),
    Cut.ACTIVITY: N_("By activity"),
    Cut.YEAR: N_("By year"),
    Cut.CATEGORY: N_("By kind of cost"),
}

OPENING = "opening"  # the key of opening figures where the budget is cut by year: they are of all years until their day

# Under which key of the cut a row of `spent` is summed, as text; what it does not say itself its line says.
_KEYS = {
    Cut.LINE: "x.line_id::text",
    Cut.PARTNER: "x.partner_id::text",
    Cut.ACTIVITY: "coalesce(x.activity_id, l.activity_id)::text",
    Cut.YEAR: f"coalesce(nullif(l.year, ''), CASE WHEN x.opening_id IS NOT NULL THEN '{OPENING}' ELSE extract(year FROM x.day)::int::text END)",
    Cut.CATEGORY: "nullif(l.category, 'none')",
}

_LINES = f"""
SELECT x.id, x.number, x.title_bg, x.title_en, x.partner_id, x.activity_id, x.year, x.category, x.form, x.units, x.unit_price_cents,
  x.rate, x.base, x.amount_cents, x.currency, a.start_on, a.start_precision, a.end_on, a.end_precision
FROM budget_line x JOIN project p ON p.id = x.project_id LEFT JOIN activity a ON a.id = x.activity_id
WHERE p.id = $7 AND {VISIBLE} AND ({MONEY_SEEN} OR ($8::bool AND x.partner_id IS NULL AND x.amount_cents IS NULL))
ORDER BY x.position
"""  # noqa: S608 - built of constants only


async def lines_of(by: Identity, project: Seen) -> list[Row]:
    """The lines of the budget in force with the days of their activities; of one partner's, also the chapters above them."""
    own_part = own_part_only(by, project.ref) is not None
    found = await rows(_LINES, *_whose(by, project), own_part)
    for line in found:
        start, end = published_day(line, "start"), published_day(line, "end")
        line["activity_days"] = (start.first, end.last) if start and end else None
    if not own_part:
        return found
    parts = [line["number"].split(".") for line in found if line["partner_id"] is not None]
    above = {".".join(part[:depth]) for part in parts for depth in range(1, len(part))}
    return [line for line in found if line["partner_id"] is not None or line["number"] in above]


def _whose(by: Identity, project: Seen) -> tuple[Any, ...]:
    return (*reach(by), *money_reach(by), project.id)


# A row's cents in the budget's currency ($8): its own, or through the euro at the lev's fixed rate, each row by itself.
# Whole numbers wherever they can be: sums of them take a fraction of the time.
_IN_BUDGET = (
    "CASE WHEN x.currency = $8 THEN x.{own} WHEN $8 = 'EUR' THEN x.{euro}::bigint "
    "WHEN $8 = 'BGN' THEN round(x.{euro} * 1.95583)::bigint END"
)
_AMOUNT = _IN_BUDGET.format(own="amount_cents", euro="euro_cents")
_LOST = f"CASE WHEN x.lost_cents = 0 THEN 0 ELSE {_IN_BUDGET.format(own='lost_cents', euro='lost_euro_cents')} END"


def _part(column: str) -> str:
    """A part of a row, in the budget's currency as the whole row is: its own cents where they need no conversion."""
    return (
        f"CASE WHEN x.{column} = 0 THEN 0 WHEN x.currency = $8 THEN x.{column} "
        f"ELSE round(({_AMOUNT})::numeric * x.{column} / nullif(x.amount_cents, 0))::bigint END"
    )


def _sums(key: str, group: str) -> str:
    # In a budget in euro the amounts are euro already.
    return f"""
SELECT {key}, coalesce(sum({_AMOUNT}), 0)::bigint AS spent, coalesce(sum({_LOST}), 0)::bigint AS lost,
  coalesce(sum(CASE WHEN $8 <> 'EUR' THEN x.euro_cents::bigint END), 0)::bigint AS euro,
  coalesce(sum(CASE WHEN $8 <> 'EUR' AND x.lost_cents <> 0 THEN x.lost_euro_cents::bigint END), 0)::bigint AS lost_euro,
  coalesce(sum(CASE WHEN x.opening_id IS NOT NULL THEN {_AMOUNT} END), 0)::bigint AS opening
FROM spent x JOIN project p ON p.id = x.project_id LEFT JOIN budget_line l ON l.id = x.line_id
WHERE p.id = $7 AND {VISIBLE} AND {MONEY_SEEN} GROUP BY {group}
"""  # noqa: S608 - built of constants only


_BY = {cut: _sums(f"{key} AS key", "1") for cut, key in _KEYS.items()}


async def sums_by(cut: Cut, by: Identity, project: Seen, currency: str) -> dict[str | None, Row]:
    """What was claimed under each key of a cut: gross and lost, in the budget's currency and in euro. One query."""
    return _by_key(await rows(_BY[cut], *_whose(by, project), currency), currency)


def _by_key(found: list[Row], currency: str) -> dict[str | None, Row]:
    for row in found if currency == "EUR" else ():
        row["euro"], row["lost_euro"] = row["spent"], row["lost"]
    return {row["key"]: row for row in found}


_MADE_OF = f"""
SELECT x.state, CASE WHEN x.opening_id IS NOT NULL THEN x.day END AS until, x.currency, sum(x.amount_cents)::bigint AS cents,
  coalesce(sum({_AMOUNT}), 0)::bigint AS spent, coalesce(sum({_LOST}), 0)::bigint AS lost,
  coalesce(sum({_part("own_cents")}), 0)::bigint AS own, coalesce(sum({_part("in_kind_cents")}), 0)::bigint AS in_kind,
  coalesce(sum({_part("third_cents")}), 0)::bigint AS third,
  coalesce(sum(CASE WHEN x.currency = $8 OR (x.currency = ANY('{{EUR,BGN}}') AND $8 = ANY('{{EUR,BGN}}')) THEN 0
    WHEN ({_AMOUNT}) IS NULL THEN x.amount_cents END), 0)::bigint AS left_out
FROM spent x JOIN project p ON p.id = x.project_id
WHERE p.id = $7 AND {VISIBLE} AND {MONEY_SEEN} GROUP BY 1, 2, 3
"""  # noqa: S608 - built of constants only


async def made_of(by: Identity, project: Seen, currency: str) -> list[Row]:
    """What the spending is made of: by the state it is in (opening figures by their day) and by whose money it was."""
    return await rows(_MADE_OF, *_whose(by, project), currency)


async def budget_of(
    by: Identity, project: Seen, row: Mapping[str, Any], today: date, working: Iterable[Row] = ()
) -> Budget:
    """The budget in force with what was claimed and is committed on each line; `row` is the project's own. Three queries."""
    lines = await lines_of(by, project)
    currency = _currency_of(lines, row)
    sums = await sums_by(Cut.LINE, by, project, currency)
    return await _budget(by, project, row, today, lines, currency, sums, working)


def _currency_of(lines: Iterable[Row], row: Mapping[str, Any]) -> str:
    return budget_currency({line["currency"] for line in lines if line["amount_cents"] is not None}, row["currency"])


async def _budget(
    by: Identity,
    project: Seen,
    row: Mapping[str, Any],
    today: date,
    lines: list[Row],
    currency: str,
    sums: dict[str | None, Row],
    working: Iterable[Row] = (),
) -> Budget:
    return Budget(
        currency,
        lines,
        sums,
        {line: _in_one(one, currency) for line, one in (await committed_by_line(by, project)).items()},
        {line["line_id"]: in_budget(amount_of(line), currency) or 0 for line in working if line["amount_cents"]},
        (row["start_on"], row["end_on"]),
        today,
    )


# By line and by month at once: the rows of `spent` are gone through, and the statement planned, one time.
_AT_A_GLANCE = _sums(
    "x.line_id::text AS key, date_trunc('month', x.day)::date AS month, grouping(x.line_id) = 1 AS by_month, "
    f"coalesce(sum(x.euro_cents), 0)::bigint AS euro_cents, coalesce(sum({_part('own_cents')}), 0)::bigint AS own, "
    f"coalesce(sum({_part('in_kind_cents')}), 0)::bigint AS in_kind, coalesce(sum({_part('third_cents')}), 0)::bigint AS third",
    "GROUPING SETS ((x.line_id), (date_trunc('month', x.day)::date)) ORDER BY 2",
)


async def glance_of(by: Identity, project: Seen, row: Mapping[str, Any], today: date) -> tuple[Budget, list[Row]]:
    """The budget in force, as budget_of reads it, and what was spent in each month, in order. Three queries.

    A month is that of payment, else of the document, and says it in euro and by whose money it was; what has no day
    stands last, under no month.
    """
    lines = await lines_of(by, project)
    currency = _currency_of(lines, row)
    found = await rows(_AT_A_GLANCE, *_whose(by, project), currency)
    sums = _by_key([one for one in found if not one["by_month"]], currency)
    budget = await _budget(by, project, row, today, lines, currency, sums)
    return budget, [one for one in found if one["by_month"]]


def _in_one(committed: Mapping[str, Money], currency: str) -> int:
    """What is committed in the budget's currency, lev and euro at the fixed rate."""
    amounts = [in_budget(amount, currency) for amount in committed.values()]
    return sum(cents for cents in amounts if cents is not None)


def amount_of(row: Mapping[str, Any]) -> Money:
    """The amount of a row; nothing where it has none."""
    return Money(row["amount_cents"] or 0, row["currency"])


_WORKING = f"""
SELECT x.code, x.line_id, x.title_bg, x.title_en, x.partner_id, x.activity_id, x.year, x.category, x.amount_cents, x.currency,
  b.name_bg, b.name_en
FROM budget_version_line x JOIN budget_version b ON b.id = x.budget_id JOIN project p ON p.id = x.project_id
WHERE p.id = $7 AND b.state = 'working' AND {VISIBLE} AND {MONEY_SEEN} ORDER BY b.id, x.position
"""  # noqa: S608 - built of constants only


async def working_lines(by: Identity, project: Seen) -> list[Row]:
    """The lines of the version that is being worked on, if there is one."""
    return await rows(_WORKING, *_whose(by, project))


_NAMES = """
SELECT 'partner' AS what, x.id, x.number, o.name_bg AS bg, o.name_en AS en, x.position
FROM partner x JOIN organisation o ON o.id = x.organisation_id
WHERE x.project_id = $1 AND ($2::bigint IS NULL OR x.id = $2)
UNION ALL SELECT 'activity', x.id, x.number, x.title_bg, x.title_en, x.position FROM activity x
WHERE x.project_id = $1 AND ($2::bigint IS NULL OR x.partner_id = $2)
ORDER BY 1, position
"""


async def names_of(by: Identity, project: Seen) -> dict[str, dict[int, Row]]:
    """The partners and activities of the part this person sees, in their order; one query."""
    named: dict[str, dict[int, Row]] = {"partner": {}, "activity": {}}
    for row in await rows(_NAMES, project.id, own_part_only(by, project.ref)):
        named[row["what"]][row["id"]] = row
    return named
