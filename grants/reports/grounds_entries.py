"""The expenses of a report, read from the project: its own, those before it, those set aside, and papers claimed twice."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from grants.access import Identity, own_part_only
from grants.expenses.rules import COUNTED_STATES, ExpenseState
from grants.funders.ground import EURO, Again, Earlier, Entry, LeftOut, PaidOut, Reported, Turned
from grants.projects.queries import Seen
from grants.reports.rules_package import PARTS, Part
from grants.reports.turning import CONTRACT, rate_on, turned
from grants.storage.columns import money, text
from grants.storage.database import Row, rows, rows_one_by_one
from grants.values.language import Text
from grants.values.money import Money


@dataclass(frozen=True, slots=True)
class Selection:
    """Which expenses a report takes.

    Of a period: everything counted that falls in it, both days counted. Of an open `package` (its id): what is verified,
    in no package yet and paid up to the last day, but for the rows left out of it by hand; `number` is what the rows of
    the package are marked with, once they are. Of those `held` by a package that was frozen elsewhere only these; what
    `stays` from its last version takes nothing more.
    """

    first: date
    last: date
    package_id: int | None = None
    number: str = ""
    held: bool = False
    stays: bool = False


_DAY: Final = "coalesce(d.paid_on, d.issued_on)"
# A claim without a document counts by the day it is claimed for.
CLAIM_DAY: Final = f"CASE WHEN d.id IS NULL THEN x.claimed_on ELSE {_DAY} END"
_COUNTED: Final = ", ".join(f"'{state.value}'" for state in sorted(COUNTED_STATES))
_WITH_EXPENSES: Final = ", ".join(f"'{kind.value}'" for kind, parts in PARTS.items() if Part.FINANCIAL in parts)

# $1 is the project; of somebody bound to a partner ($2) only that partner's part is read; $3 and $4 are the period.
_OF_PERIOD: Final = (
    f"x.state IN ({_COUNTED}) AND {CLAIM_DAY} BETWEEN $3 AND $4 AND $5::bigint IS NULL AND $6::text = ''"
)
_OF_PACKAGE: Final = f"""(x.package = $6 AND $6 <> '' OR x.package = '' AND x.state = '{ExpenseState.VERIFIED.value}'
  AND {CLAIM_DAY} <= $4 AND $3::date IS NOT NULL
  AND NOT EXISTS (SELECT FROM report_package_out o WHERE o.package_id = $5 AND o.expense_id = x.id))"""
# The packages before one that went to the funder with expenses, and which of them reported the period of an expense.
_WENT_BEFORE: Final = f"""g.project_id = $1 AND g.state IN ('sent', 'in_review', 'accepted') AND g.kind IN ({_WITH_EXPENSES})
  AND g.sequence < coalesce((SELECT sequence FROM report_package WHERE id = {{package}}), 0)"""  # noqa: S608 - built of constants only
ADJUSTS: Final = f"""CASE WHEN {CLAIM_DAY} < $3 THEN coalesce((
    SELECT max(g.sequence) FROM report_package g
    WHERE {_WENT_BEFORE.format(package="$5")} AND {CLAIM_DAY} BETWEEN g.first_on AND g.last_on
  ), 0) ELSE 0 END::int"""  # noqa: S608 - built of constants only
_REPORTED: Final = f"""
SELECT DISTINCT ON (g.sequence) g.sequence, coalesce(p.number, '') AS number, g.first_on AS first, g.last_on AS last
FROM report_package g LEFT JOIN reporting_period p ON p.id = g.period_id
WHERE {_WENT_BEFORE.format(package="$2")} ORDER BY g.sequence, g.revision DESC
"""  # noqa: S608 - built of constants only
_HELD: Final = "AND x.id IN (SELECT expense_id FROM report_package_row WHERE package_id = $5)"

_MARKED: Final = "AND x.package = $6"

EURO_CENTS: Final = "coalesce(x.rated_cents::numeric, grants_euro(x.amount_cents, x.currency))::bigint"
DECISION: Final = """
  concat_ws(' · ', nullif(x.decision, ''), CASE WHEN x.state IN ('cut', 'parked') THEN nullif(x.reason, '') END) AS decision
"""
CUT_CENTS: Final = """
  CASE x.state WHEN 'cut' THEN x.cut_cents END AS cut_cents,
  CASE WHEN x.state <> 'cut' THEN NULL WHEN x.rated_cents IS NULL THEN grants_euro(x.cut_cents, x.currency)
    ELSE round(x.rated_cents::numeric * x.cut_cents / nullif(x.amount_cents, 0)) END::bigint AS cut_euro_cents
"""

_ENTRIES = """
SELECT x.id, x.number, x.state, x.amount_cents, x.own_cents, x.in_kind_cents, x.third_cents, x.currency,
  {euro} AS euro_cents, x.per_euro, (
    SELECT q.first_on FROM exchange_rate q WHERE q.id = x.rate_id AND q.source = 'inforeuro'
  ) AS rate_month,
  x.line_id, coalesce(l.number, '') AS line, coalesce(l.category, 'none') AS category,
  x.activity_id, coalesce(a.number, '') AS activity, x.partner_id, x.description_bg, x.description_en, x.form, x.units,
  x.unit_price_cents, x.base_from_on AS base_from, x.claimed_on, x.evidence, x.from_advance, x.cross_financed, x.carried_out, x.package,
  coalesce(c.number, '') AS corrects,
  d.id AS document_id, d.number AS register_number, d.kind, d.paper_number, d.issued_on, d.paid_on, d.supplier_name,
  d.supplier_eik, d.description_bg AS paper_bg, d.description_en AS paper_en, d.partner_id AS paper_partner_id, d.net_cents,
  d.vat_cents, d.currency AS paper_currency, d.vat_recoverable, d.sensitive, d.supply_id, coalesce(s.number, '') AS supply,
  d.original, f.files, f.sizes, n.lacking, p.payments, k.credited, w.parked_in, coalesce(w.parked_at, 0)::int AS parked_at,
  {adjusts} AS adjusts, {cut},
  x.decided_on, {decision}, x.sampled, x.error_kind, h.into, {rate} AS into_per_euro
FROM {contract} h CROSS JOIN expense x LEFT JOIN document d ON d.id = x.document_id
LEFT JOIN budget_line l ON l.id = x.line_id LEFT JOIN activity a ON a.id = x.activity_id
LEFT JOIN expense c ON c.id = x.corrects_id LEFT JOIN supply_contract s ON s.id = d.supply_id
LEFT JOIN LATERAL (
  SELECT array_agg(name ORDER BY position, id) AS files, array_agg(size ORDER BY position, id) AS sizes
  FROM document_file WHERE document_id = d.id
) f ON true
LEFT JOIN LATERAL (
  SELECT array_agg(ARRAY[name_bg, name_en] ORDER BY position) AS lacking
  FROM document_paper WHERE document_id = d.id AND NOT there
) n ON true
LEFT JOIN LATERAL (
  SELECT array_agg(ARRAY[paid_on::text, amount_cents::text, currency, order_number, statement] ORDER BY paid_on, position)
    AS payments
  FROM document_payment WHERE document_id = d.id
) p ON true
LEFT JOIN LATERAL (
  SELECT array_agg(i.paper_number ORDER BY t.position) AS credited
  FROM credit_set t JOIN document i ON i.id = t.invoice_id WHERE t.credit_note_id = d.id
) k ON true
LEFT JOIN ({before}) w ON w.expense_id = x.id
WHERE x.project_id = $1 AND ($2::bigint IS NULL OR x.partner_id = $2) AND {chosen}
ORDER BY {day}, d.id IS NULL, d.position, d.id, x.position, x.id
"""

# In which package an expense went out first, where that was an earlier one, and which of its partner's rows it was there:
# flat rates, and rows that had gone out before, are not counted.
_BEFORE: Final = """
SELECT DISTINCT ON (expense_id) expense_id, number AS parked_in,
  row_number() OVER (PARTITION BY package_id, partner_id, sequence = origin ORDER BY position) AS parked_at
FROM (
  SELECT r.expense_id, r.package_id, r.position, e.partner_id, g.number, g.sequence, g.revision,
    min(g.sequence) OVER (PARTITION BY r.expense_id) AS origin
  FROM report_package_row r JOIN report_package g ON g.id = r.package_id JOIN expense e ON e.id = r.expense_id
  WHERE g.project_id = $1 AND g.state IN ('sent', 'in_review', 'accepted') AND e.form <> 'flat_rate'
    AND g.sequence < coalesce((SELECT sequence FROM report_package WHERE id = $5), 0)
) z
ORDER BY expense_id, sequence, revision DESC
"""
# Of two in one report the later is told, of one that stands in another report this one, whichever was entered first.
_AGAIN = """
WITH paper AS MATERIALIZED (
  SELECT id, lower(paper_number) AS paper_number, coalesce(nullif(supplier_eik, ''), lower(supplier_name)) AS supplier
  FROM document WHERE project_id = $1 AND paper_number <> ''
), twice AS MATERIALIZED (
  SELECT array_agg(id) AS ids FROM paper GROUP BY paper_number, supplier HAVING count(*) > 1
)
SELECT x.id AS entry_id, o.number, o.package, o.amount_cents = x.amount_cents AND o.currency = x.currency AS same_amount
FROM twice t CROSS JOIN LATERAL unnest(t.ids) AS mine (id)
JOIN document d ON d.id = mine.id JOIN expense x ON x.document_id = d.id
JOIN expense o ON o.document_id = ANY(t.ids) AND o.document_id <> d.id
  AND o.partner_id IS NOT DISTINCT FROM x.partner_id
JOIN document p ON p.id = o.document_id
WHERE x.project_id = $1 AND ($2::bigint IS NULL OR x.partner_id = $2) AND {chosen} AND o.state IN ({counted})
  AND (o.id < x.id OR o.package NOT IN ('', $6) OR $5::bigint IS NULL AND coalesce(p.paid_on, p.issued_on) < $3)
ORDER BY x.position, x.id, o.position, o.id
"""
# Set aside by the funder in an earlier report, and in no report again.
_SET_ASIDE: Final = (
    f"x.state = '{ExpenseState.PARKED.value}' AND x.package NOT IN ('', $6) AND $4::date IS NOT NULL "
    f"AND ($5::bigint IS NOT NULL OR {CLAIM_DAY} < $3)"
)

# An opening figure that reaches into the period was claimed elsewhere: it is never this period's.
_EARLIER = """
SELECT s.line_id, s.partner_id, coalesce(l.category, 'none') AS category, coalesce(x.form, l.form, 'actual') AS form, s.currency,
  coalesce(x.package, '') AS package, CASE WHEN s.opening_id IS NOT NULL THEN max(s.day) END AS opening_until,
  sum(s.amount_cents)::bigint AS amount_cents, sum(s.own_cents)::bigint AS own_cents,
  sum(s.in_kind_cents)::bigint AS in_kind_cents, sum(s.third_cents)::bigint AS third_cents,
  coalesce(sum(s.lost_cents) FILTER (WHERE s.state <> 'parked'), 0)::bigint AS cut_cents,
  coalesce(sum(s.amount_cents) FILTER (WHERE s.state = 'parked'), 0)::bigint AS parked_cents,
  coalesce(sum(s.amount_cents) FILTER (WHERE s.state IN ('approved', 'cut', 'parked')), 0)::bigint AS decided_cents,
  coalesce(sum(s.amount_cents - s.own_cents - s.in_kind_cents - s.third_cents)
    FILTER (WHERE {unpaid}), 0)::bigint AS unpaid_cents,
  CASE WHEN count(s.euro_cents) = count(*) THEN sum(s.euro_cents)::bigint END AS euro_cents,
  CASE WHEN count(s.euro_cents) = count(*) THEN coalesce(sum(s.euro_cents) FILTER (WHERE s.state = 'parked'), 0)::bigint
    END AS parked_euro_cents,
  CASE WHEN count(s.euro_cents) = count(*)
    THEN coalesce(sum(s.euro_cents) FILTER (WHERE s.state IN ('approved', 'cut', 'parked')), 0)::bigint
    END AS decided_euro_cents,
  CASE WHEN count(s.lost_euro_cents) = count(*) THEN sum(s.lost_euro_cents)::bigint END AS lost_euro_cents,
  h.into, {turned}
FROM {contract} h CROSS JOIN spent s LEFT JOIN budget_line l ON l.id = s.line_id LEFT JOIN expense x ON x.id = s.expense_id
LEFT JOIN document d ON d.id = x.document_id
CROSS JOIN LATERAL (SELECT {rate} AS per_euro) i
WHERE s.project_id = $1 AND ($2::bigint IS NULL OR s.partner_id = $2) AND {earlier}
GROUP BY s.line_id, s.partner_id, 3, 4, s.currency, 6, s.opening_id IS NOT NULL, h.into
ORDER BY s.line_id, s.partner_id, 3, 4, s.currency, 6, s.opening_id IS NOT NULL
"""
# What stood in earlier packages and was claimed again since: only what was set aside leaves a package that was not refused.
_AGAIN_SINCE: Final = """
SELECT x.line_id, x.partner_id, coalesce(l.category, 'none') AS category, x.form, r.currency, g.number AS package,
  NULL::date AS opening_until, sum(r.amount_cents)::bigint AS amount_cents, sum(x.own_cents)::bigint AS own_cents,
  sum(x.in_kind_cents)::bigint AS in_kind_cents, sum(x.third_cents)::bigint AS third_cents, 0 AS cut_cents,
  sum(r.amount_cents)::bigint AS parked_cents, sum(r.amount_cents)::bigint AS decided_cents, 0 AS unpaid_cents,
  CASE WHEN count(r.euro_cents) = count(*) THEN sum(r.euro_cents)::bigint END AS euro_cents,
  CASE WHEN count(r.euro_cents) = count(*) THEN sum(r.euro_cents)::bigint END AS parked_euro_cents,
  CASE WHEN count(r.euro_cents) = count(*) THEN sum(r.euro_cents)::bigint END AS decided_euro_cents,
  CASE WHEN count(r.euro_cents) = count(*) THEN sum(r.euro_cents)::bigint END AS lost_euro_cents, '' AS into
FROM report_package_row r JOIN report_package g ON g.id = r.package_id JOIN expense x ON x.id = r.expense_id
LEFT JOIN budget_line l ON l.id = x.line_id
WHERE g.project_id = $1 AND ($2::bigint IS NULL OR x.partner_id = $2) AND g.state IN ('sent', 'in_review', 'accepted')
  AND x.package <> g.number AND g.sequence < (SELECT sequence FROM report_package WHERE id = $3)
GROUP BY x.line_id, x.partner_id, 3, x.form, r.currency, g.number
ORDER BY g.number, x.line_id, x.partner_id, 3, x.form, r.currency
"""
_WHOLE, _OWN, _IN_KIND, _THIRD, _LOST = (
    turned("s.amount_cents", "s.euro_cents"),
    *(turned(f"s.{name}_cents") for name in ("own", "in_kind", "third", "lost")),
)
_UNPAID: Final = "d.id IS NOT NULL AND (d.paid_on IS NULL OR d.paid_on > $4)"
_TURNED: Final = ",\n  ".join(
    f"CASE WHEN count({_WHOLE}) = count(*) THEN coalesce(sum({what}), 0)::bigint END AS turned_{name}"
    for name, what in {
        "amount": _WHOLE,
        "own": _OWN,
        "in_kind": _IN_KIND,
        "third": _THIRD,
        "cut": f"CASE WHEN s.state <> 'parked' THEN {_LOST} END",
        "unpaid": f"CASE WHEN {_UNPAID} THEN {_WHOLE} - {_OWN} - {_IN_KIND} - {_THIRD} END",
    }.items()
)
_BEFORE_PERIOD: Final = (
    "(s.day < $3 OR (s.opening_id IS NOT NULL AND s.day <= $4)) AND $5::bigint IS NULL AND $6::text = ''"
)
_BEFORE_PACKAGE: Final = """(s.opening_id IS NOT NULL OR x.package NOT IN ('', $6))
  AND $3::date IS NOT NULL AND $4::date IS NOT NULL AND $5::bigint IS NOT NULL"""

_LEFT_OUT = f"""
SELECT count(*) FILTER (WHERE x.state = 'draft' AND {CLAIM_DAY} BETWEEN $3 AND $4)::int AS drafts,
  count(*) FILTER (WHERE x.state = 'returned' AND {CLAIM_DAY} BETWEEN $3 AND $4)::int AS returned,
  count(*) FILTER (WHERE d.id IS NOT NULL AND {_DAY} IS NULL)::int AS undated,
  count(*) FILTER (WHERE d.id IS NULL AND x.claimed_on IS NULL)::int AS undated_claims,
  (SELECT count(*)::int FROM document d WHERE d.project_id = $1 AND ($2::bigint IS NULL OR d.partner_id = $2)
    AND {_DAY} BETWEEN $3 AND $4 AND NOT EXISTS (SELECT FROM expense e WHERE e.document_id = d.id)) AS without_expense
FROM expense x LEFT JOIN document d ON d.id = x.document_id
WHERE x.project_id = $1 AND ($2::bigint IS NULL OR x.partner_id = $2)
"""  # noqa: S608 - built of constants only


async def entries_of(by: Identity, project: Seen, chosen: Selection) -> tuple[Entry, ...]:
    """The expenses of a report, all in memory."""
    found = await rows(_statement(chosen), *asked_for(by, project, chosen))
    return tuple([entry_in(row, chosen.first) for row in found])


async def entries_one_by_one(by: Identity, project: Seen, chosen: Selection) -> AsyncGenerator[Entry, None]:
    """The expenses of a report as they come from the database; see `rows_one_by_one`."""
    async with aclosing(rows_one_by_one(_statement(chosen), *asked_for(by, project, chosen))) as found:
        async for row in found:
            yield entry_in(row, chosen.first)


def _statement(chosen: Selection) -> str:
    return entries_where(which(chosen))


def entries_where(chosen: str) -> str:
    """The statement of the expenses `x` of documents `d` for which that holds, each as `entry_in` reads it."""
    return _ENTRIES.format(
        chosen=chosen,
        day=CLAIM_DAY,
        before=_BEFORE,
        contract=CONTRACT,
        rate=rate_on(f"({CLAIM_DAY})"),
        adjusts=ADJUSTS,
        cut=CUT_CENTS,
        decision=DECISION,
        euro=EURO_CENTS,
    )


def which(chosen: Selection) -> str:
    """The condition by which the expenses `x` of documents `d` are chosen."""
    if chosen.package_id is None:
        return _OF_PERIOD
    more = (_HELD if chosen.held else "", _MARKED if chosen.stays else "")
    return " ".join((_OF_PACKAGE, *more)).strip()


def asked_for(by: Identity, project: Seen, chosen: Selection) -> tuple[object, ...]:
    """What that condition asks, $1 to $6."""
    own = own_part_only(by, project.ref)
    return (project.id, own, chosen.first, chosen.last, chosen.package_id, chosen.number)


async def reported_before(project: Seen, chosen: Selection) -> tuple[Reported, ...]:
    """The periods of the packages that went to the funder before this one; none outside a package."""
    if chosen.package_id is None:
        return ()
    return tuple([Reported(**row) for row in await rows(_REPORTED, project.id, chosen.package_id)])


async def earlier_of(by: Identity, project: Seen, chosen: Selection) -> tuple[Earlier, ...]:
    """What was reported before."""
    statement = _EARLIER.format(
        earlier=before(chosen), contract=CONTRACT, rate=rate_on("s.day"), turned=_TURNED, unpaid=_UNPAID
    )
    found = await rows(statement, *asked_for(by, project, chosen))
    return tuple([_earlier(row) for row in found])


def before(chosen: Selection) -> str:
    """The condition by which what was spent (`s`, of expenses `x`) is chosen that was reported before; it asks $1 to $6."""
    return _BEFORE_PERIOD if chosen.package_id is None else _BEFORE_PACKAGE


async def again_since(by: Identity, project: Seen, chosen: Selection) -> tuple[Earlier, ...]:
    """What the funder set aside in packages before this one, and was claimed again since; nothing outside a package."""
    if chosen.package_id is None:
        return ()
    found = await rows(_AGAIN_SINCE, project.id, own_part_only(by, project.ref), chosen.package_id)
    return tuple([_earlier(row) for row in found])


async def claimed_again(by: Identity, project: Seen, chosen: Selection) -> tuple[Again, ...]:
    """Expenses on a paper whose like was claimed before."""
    again = _AGAIN.format(chosen=which(chosen), counted=_COUNTED)
    return tuple([Again(**row) for row in await rows(again, *asked_for(by, project, chosen))])


async def set_aside_of(by: Identity, project: Seen, chosen: Selection) -> tuple[Entry, ...]:
    """What the funder set aside in an earlier report, and is in none again."""
    statement = entries_where(_SET_ASIDE)
    return tuple([_parked(row, chosen.first) for row in await rows(statement, *asked_for(by, project, chosen))])


async def left_out_of(by: Identity, project: Seen, chosen: Selection) -> LeftOut:
    """What lies in the period, or in none, and is in no report."""
    return LeftOut(**(await rows(_LEFT_OUT, *asked_for(by, project, chosen)[:4]))[0])


def _euro(cents: int | None) -> Money | None:
    return None if cents is None else Money(cents, EURO)


def _parked(row: Row, first: date) -> Entry:
    """An expense that was set aside, with the package it was set aside in."""
    return entry_in(row, first).but(parked_in=row["package"], parked_at=row["parked_at"])


def entry_in(row: Row, first: date) -> Entry:
    """An expense as a row of _ENTRIES tells it, of a report whose period begins on that day."""
    told: dict[str, Any] = {name: row[name] for name in _AS_THEY_ARE}
    told |= {name: row[name] or "" for name in _MAYBE_NONE}
    told |= {name: Money(row[f"{name}_cents"], row["currency"]) for name in ("amount", "own", "in_kind", "third")}
    entry = Entry(
        **told,
        state=str(row["state"]),
        euro=_euro(row["euro_cents"]),
        unit_price=money(row, "unit_price"),
        net=_paper_money(row, "net"),
        vat=_paper_money(row, "vat"),
        supplier=row["supplier_name"] or "",
        description=text(row, "description"),
        paper_description=Text(row["paper_bg"] or "", row["paper_en"] or ""),
        vat_recoverable=bool(row["vat_recoverable"]),
        sensitive=bool(row["sensitive"]),
        files=tuple(row["files"] or ()),
        file_sizes=tuple(row["sizes"] or ()),
        lacking=tuple(Text(*names) for names in row["lacking"] or ()),
        payments=tuple(_paid_out(*one) for one in row["payments"] or ()),
        credited=tuple(row["credited"] or ()),
        cut=money(row, "cut"),
        cut_euro=_euro(row["cut_euro_cents"]),
    )
    return entry.but(late=True) if entry.day is not None and entry.day < first else entry


_AS_THEY_ARE: Final = (
    *(
        "id",
        "number",
        "line_id",
        "line",
        "category",
        "activity_id",
        "activity",
        "partner_id",
        "form",
        "units",
        "per_euro",
        "rate_month",
        "base_from",
        "claimed_on",
    ),
    *("evidence", "from_advance", "corrects", "document_id", "issued_on", "paid_on", "paper_partner_id", "supply_id"),
    *("supply", "parked_at", "adjusts", "decided_on", "decision", "into", "into_per_euro"),
    *("cross_financed", "carried_out", "sampled", "error_kind"),
)
_MAYBE_NONE: Final = ("register_number", "kind", "paper_number", "supplier_eik", "original", "parked_in")


def _paper_money(row: Row, name: str) -> Money | None:
    minor = row[f"{name}_cents"]
    return None if minor is None else Money(minor, row["paper_currency"])


def _paid_out(paid_on: str, cents: str, currency: str, order_number: str, statement: str) -> PaidOut:
    return PaidOut(date.fromisoformat(paid_on), Money(int(cents), currency), order_number, statement)


def _turned(row: Row) -> Turned | None:
    if not row["into"] or row["turned_amount"] is None:
        return None
    return Turned(*(Money(row[f"turned_{one.name}"], row["into"]) for one in fields(Turned)))


def _earlier(row: Row) -> Earlier:
    return Earlier(
        line_id=row["line_id"],
        partner_id=row["partner_id"],
        category=str(row["category"]),
        form=str(row["form"]),
        euro=_euro(row["euro_cents"]),
        lost_euro=_euro(row["lost_euro_cents"]),
        package=row["package"],
        parked_euro=_euro(row["parked_euro_cents"]),
        decided_euro=_euro(row["decided_euro_cents"]),
        opening_until=row["opening_until"],
        turned=_turned(row),
        **{
            name: Money(row[f"{name}_cents"], row["currency"])
            for name in ("amount", "own", "in_kind", "third", "cut", "parked", "decided", "unpaid")
        },
    )
