"""The ground of a report, read from the project: of a period, or of a package that is still open."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from grants.access import Identity, own_part_only
from grants.expenses.rules import COUNTED_STATES, ExpenseState
from grants.funders.ground import (
    EURO,
    Again,
    Asked,
    Delivered,
    Earlier,
    Entry,
    FundedBy,
    Ground,
    LeftOut,
    PaidOut,
    Party,
    Planned,
    PlannedLine,
    SubAwarded,
    SubContracted,
    Supplied,
)
from grants.projects.queries import Seen
from grants.projects.rules import NumberKind, PartnerRole
from grants.storage.columns import money, text
from grants.storage.database import Row, rows, rows_one_by_one
from grants.subgrants.rules import MatchKind
from grants.values.language import Text
from grants.values.money import Money


@dataclass(frozen=True, slots=True)
class Selection:
    """Which expenses a report takes.

    Of a period: everything counted that falls in it, both days counted. Of an open `package` (its id): what is verified,
    in no package yet and paid up to the last day, but for the rows left out of it by hand; `number` is what the rows of
    the package are marked with, once they are.
    """

    first: date
    last: date
    package_id: int | None = None
    number: str = ""


_DAY: Final = "coalesce(d.paid_on, d.issued_on)"
# A claim without a document counts by the day it is claimed for.
_CLAIM_DAY: Final = f"CASE WHEN d.id IS NULL THEN x.claimed_on ELSE {_DAY} END"
_COUNTED: Final = ", ".join(f"'{state.value}'" for state in sorted(COUNTED_STATES))

# $1 is the project; of somebody bound to a partner ($2) only that partner's part is read; $3 and $4 are the period.
_OF_PERIOD: Final = (
    f"x.state IN ({_COUNTED}) AND {_CLAIM_DAY} BETWEEN $3 AND $4 AND $5::bigint IS NULL AND $6::text = ''"
)
_OF_PACKAGE: Final = f"""(x.package = $6 AND $6 <> '' OR x.package = '' AND x.state = '{ExpenseState.VERIFIED.value}'
  AND {_CLAIM_DAY} <= $4 AND $3::date IS NOT NULL
  AND NOT EXISTS (SELECT FROM report_package_out o WHERE o.package_id = $5 AND o.expense_id = x.id))"""

_ENTRIES = """
SELECT x.id, x.number, x.state, x.amount_cents, x.own_cents, x.in_kind_cents, x.third_cents, x.currency,
  coalesce(x.rated_cents::numeric, grants_euro(x.amount_cents, x.currency))::bigint AS euro_cents, x.per_euro,
  x.line_id, coalesce(l.number, '') AS line, coalesce(l.category, 'none') AS category,
  x.activity_id, coalesce(a.number, '') AS activity, x.partner_id, x.description_bg, x.description_en, x.form, x.units,
  x.unit_price_cents, x.claimed_on, x.evidence, x.from_advance, x.package,
  coalesce(c.number, '') AS corrects,
  d.id AS document_id, d.number AS register_number, d.kind, d.paper_number, d.issued_on, d.paid_on, d.supplier_name,
  d.supplier_eik, d.description_bg AS paper_bg, d.description_en AS paper_en, d.partner_id AS paper_partner_id, d.net_cents,
  d.vat_cents, d.currency AS paper_currency, d.vat_recoverable, d.sensitive, d.supply_id, coalesce(s.number, '') AS supply,
  d.original, f.files, p.payments, k.credited, w.parked_in, coalesce(w.parked_at, 0)::int AS parked_at,
  CASE x.state WHEN 'cut' THEN x.cut_cents END AS cut_cents,
  CASE WHEN x.state <> 'cut' THEN NULL WHEN x.rated_cents IS NULL THEN grants_euro(x.cut_cents, x.currency)
    ELSE round(x.rated_cents::numeric * x.cut_cents / nullif(x.amount_cents, 0)) END::bigint AS cut_euro_cents,
  x.decided_on, x.decision
FROM expense x LEFT JOIN document d ON d.id = x.document_id
LEFT JOIN budget_line l ON l.id = x.line_id LEFT JOIN activity a ON a.id = x.activity_id
LEFT JOIN expense c ON c.id = x.corrects_id LEFT JOIN supply_contract s ON s.id = d.supply_id
LEFT JOIN LATERAL (
  SELECT array_agg(name ORDER BY position, id) AS files FROM document_file WHERE document_id = d.id
) f ON true
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

_COUNT: Final = """
SELECT count(*)::int AS n FROM expense x LEFT JOIN document d ON d.id = x.document_id
WHERE x.project_id = $1 AND ($2::bigint IS NULL OR x.partner_id = $2) AND {chosen}
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
  WHERE g.project_id = $1 AND g.state IN ('sent', 'in_review', 'accepted', 'refused') AND e.form <> 'flat_rate'
    AND g.sequence < coalesce((SELECT sequence FROM report_package WHERE id = $5), 0)
) z
ORDER BY expense_id, sequence, revision DESC
"""
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
JOIN expense o ON o.document_id = ANY(t.ids) AND o.document_id <> d.id AND o.id < x.id
  AND o.partner_id IS NOT DISTINCT FROM x.partner_id
WHERE x.project_id = $1 AND ($2::bigint IS NULL OR x.partner_id = $2) AND {chosen} AND o.state IN ({counted})
ORDER BY x.position, x.id, o.position, o.id
"""
# Set aside by the funder in an earlier report, and in no report again.
_SET_ASIDE: Final = (
    f"x.state = '{ExpenseState.PARKED.value}' AND x.package NOT IN ('', $6) AND $4::date IS NOT NULL "
    f"AND ($5::bigint IS NOT NULL OR {_CLAIM_DAY} < $3)"
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
    FILTER (WHERE d.id IS NOT NULL AND (d.paid_on IS NULL OR d.paid_on > $4)), 0)::bigint AS unpaid_cents,
  CASE WHEN count(s.euro_cents) = count(*) THEN sum(s.euro_cents)::bigint END AS euro_cents,
  CASE WHEN count(s.euro_cents) = count(*) THEN coalesce(sum(s.euro_cents) FILTER (WHERE s.state = 'parked'), 0)::bigint
    END AS parked_euro_cents,
  CASE WHEN count(s.euro_cents) = count(*)
    THEN coalesce(sum(s.euro_cents) FILTER (WHERE s.state IN ('approved', 'cut', 'parked')), 0)::bigint
    END AS decided_euro_cents,
  CASE WHEN count(s.lost_euro_cents) = count(*) THEN sum(s.lost_euro_cents)::bigint END AS lost_euro_cents
FROM spent s LEFT JOIN budget_line l ON l.id = s.line_id LEFT JOIN expense x ON x.id = s.expense_id
LEFT JOIN document d ON d.id = x.document_id
WHERE s.project_id = $1 AND ($2::bigint IS NULL OR s.partner_id = $2) AND {earlier}
GROUP BY s.line_id, s.partner_id, 3, 4, s.currency, 6, s.opening_id IS NOT NULL
ORDER BY s.line_id, s.partner_id, 3, 4, s.currency, 6, s.opening_id IS NOT NULL
"""
_BEFORE_PERIOD: Final = (
    "(s.day < $3 OR (s.opening_id IS NOT NULL AND s.day <= $4)) AND $5::bigint IS NULL AND $6::text = ''"
)
_BEFORE_PACKAGE: Final = """(s.opening_id IS NOT NULL OR x.package NOT IN ('', $6))
  AND $3::date IS NOT NULL AND $4::date IS NOT NULL AND $5::bigint IS NOT NULL"""

_HEAD = f"""
SELECT p.code, p.title_bg, p.title_en, p.acronym, p.start_on, p.end_on, p.funder_bg, p.funder_en,
  coalesce(n.value, '') AS number, coalesce(l.eik, k.eik) AS eik,
  coalesce(l.name_bg, k.name_bg) AS beneficiary_bg, coalesce(l.name_en, k.name_en) AS beneficiary_en,
  coalesce(g.name_bg, '') AS programme_bg, coalesce(g.name_en, '') AS programme_en,
  coalesce(r.name_bg, '') AS procedure_bg, coalesce(r.name_en, '') AS procedure_en,
  c.signed_on, coalesce(c.currency, p.currency) AS currency, t.eu_rate, coalesce(t.convert_total, false) AS convert_total
FROM project p
JOIN organisation k ON k.id = p.kept_by_id
LEFT JOIN programme g ON g.id = p.programme_id LEFT JOIN procedure r ON r.id = p.procedure_id
LEFT JOIN LATERAL (
  SELECT value FROM project_number WHERE project_id = p.id AND kind = '{NumberKind.CONTRACT.value}'
  ORDER BY position LIMIT 1
) n ON true
LEFT JOIN LATERAL (
  SELECT o.name_bg, o.name_en, o.eik FROM partner q JOIN organisation o ON o.id = q.organisation_id
  WHERE q.project_id = p.id AND q.role = '{PartnerRole.LEAD.value}' ORDER BY q.position LIMIT 1
) l ON true
LEFT JOIN LATERAL (
  SELECT signed_on, currency FROM contract_version WHERE project_id = p.id AND (in_force_on IS NULL OR in_force_on <= $2)
  ORDER BY in_force_on DESC NULLS LAST, position DESC LIMIT 1
) c ON true
LEFT JOIN LATERAL (
  SELECT eu_rate, convert_total FROM contract_terms WHERE project_id = p.id AND (in_force_on IS NULL OR in_force_on <= $2)
  ORDER BY in_force_on DESC NULLS LAST, position DESC LIMIT 1
) t ON true
WHERE p.id = $1
"""  # noqa: S608 - built of constants only

_LINES = """
SELECT l.id, l.number, l.title_bg, l.title_en, l.currency, l.amount_cents, l.partner_id, l.activity_id, l.year, l.category,
  l.form, l.unit_bg, l.unit_en, l.units, l.unit_price_cents, l.rate, l.base, l.article, l.rounding, m.moved_cents
FROM budget_line l
LEFT JOIN LATERAL (
  SELECT sum(CASE WHEN to_line_id = l.id THEN amount_cents ELSE -amount_cents END)::bigint AS moved_cents
  FROM budget_move
  WHERE project_id = l.project_id AND state = 'approved' AND (to_line_id = l.id OR from_line_id = l.id)
) m ON true
WHERE l.project_id = $1 AND ($2::bigint IS NULL OR l.partner_id = $2) ORDER BY l.position
"""

_PARTNERS = (
    "SELECT q.id, q.number, q.role, o.name_bg, o.name_en, o.eik, o.vat, o.country FROM partner q "
    "JOIN organisation o ON o.id = q.organisation_id "
    "WHERE q.project_id = $1 AND ($2::bigint IS NULL OR q.id = $2) ORDER BY q.position"
)

_SOURCES = (
    "SELECT kind, name_bg, name_en, amount_cents, currency, share, partner_id FROM funding_source WHERE project_id = $1 "
    "AND ($2::bigint IS NULL OR partner_id IS NULL OR partner_id = $2) ORDER BY position"
)

_ASKED = (
    "SELECT kind, package, requested_sum_cents, approved_cents, received_sum_cents, received_on, cleared_cents, currency "
    "FROM funder_payment WHERE project_id = $1 AND $2::bigint IS NULL ORDER BY position"
)

_SUB_GRANTS = f"""
SELECT g.number, o.name_bg, o.name_en, g.agreement, coalesce(g.amount_cents, 0) AS amount_cents, g.currency,
  coalesce(g.match_cents, 0) AS match_cents, i.advanced_cents, r.accepted_cents, m.matched_cents, m.matched_in_kind_cents
FROM sub_grant g JOIN organisation o ON o.id = g.recipient_id
CROSS JOIN LATERAL (
  SELECT coalesce(sum(CASE kind WHEN 'returned' THEN -amount_cents ELSE amount_cents END), 0)::bigint AS advanced_cents
  FROM sub_instalment WHERE sub_grant_id = g.id AND paid_on <= $3 AND currency = g.currency
) i
CROSS JOIN LATERAL (
  SELECT coalesce(sum(accepted_cents), 0)::bigint AS accepted_cents
  FROM sub_report WHERE sub_grant_id = g.id AND state = 'accepted' AND end_on <= $3 AND currency = g.currency
) r
CROSS JOIN LATERAL (
  SELECT coalesce(sum(amount_cents) FILTER (WHERE kind <> '{MatchKind.IN_KIND.value}'), 0)::bigint AS matched_cents,
    coalesce(sum(amount_cents) FILTER (WHERE kind = '{MatchKind.IN_KIND.value}'), 0)::bigint AS matched_in_kind_cents
  FROM sub_attracted WHERE sub_grant_id = g.id AND currency = g.currency AND (proved_on IS NULL OR proved_on <= $3)
) m
WHERE g.project_id = $1 AND $2::bigint IS NULL AND g.amount_cents IS NOT NULL ORDER BY g.position
"""  # noqa: S608 - built of constants only

_SUPPLIES = """
SELECT s.id, s.number, s.subject_bg, s.subject_en, s.contract_number, s.signed_on, s.amount_cents, s.currency, s.supplier_name,
  s.supplier_eik, s.partner_id, t.parts
FROM supply_contract s
LEFT JOIN LATERAL (
  SELECT array_agg(ARRAY[name, eik, amount_cents::text, currency] ORDER BY position) AS parts
  FROM subcontractor WHERE supply_id = s.id
) t ON true
WHERE s.project_id = $1 AND ($2::bigint IS NULL OR s.partner_id = $2) ORDER BY s.position
"""

_ACTIVITIES = """
SELECT a.id, a.number, a.title_bg, a.title_en, a.start_on, a.end_on, a.began_on, a.finished_on, a.progress,
  coalesce(u.done_bg, '') AS done_bg, coalesce(u.done_en, '') AS done_en, coalesce(u.late_bg, '') AS late_bg,
  coalesce(u.late_en, '') AS late_en, a.partner_id, coalesce(w.number, '') AS package,
  coalesce(w.title_bg, '') AS package_bg, coalesce(w.title_en, '') AS package_en
FROM activity a LEFT JOIN work_package w ON w.id = a.package_id
LEFT JOIN LATERAL (
  SELECT string_agg(nullif(done_bg, ''), E'\\n' ORDER BY written_on, position) AS done_bg,
    string_agg(nullif(done_en, ''), E'\\n' ORDER BY written_on, position) AS done_en,
    string_agg(nullif(late_bg, ''), E'\\n' ORDER BY written_on, position) AS late_bg,
    string_agg(nullif(late_en, ''), E'\\n' ORDER BY written_on, position) AS late_en
  FROM activity_update WHERE activity_id = a.id AND written_on BETWEEN $3 AND $4
) u ON true
WHERE a.project_id = $1 AND ($2::bigint IS NULL OR a.partner_id = $2) ORDER BY a.position
"""

_DELIVERABLES = (
    "SELECT b.number, b.title_bg, b.title_en, coalesce(a.number, '') AS activity, b.due_on, b.delivered_on, b.state, "
    "b.quantity, b.delivered_quantity, b.unit_bg, b.unit_en, b.partner_id, b.note_bg, b.note_en FROM deliverable b LEFT JOIN activity a ON a.id = b.activity_id "
    "WHERE b.project_id = $1 AND ($2::bigint IS NULL OR b.partner_id = $2) AND (b.due_on <= $3 OR b.delivered_on <= $3) "
    "ORDER BY b.position"
)

_GROUPS = "SELECT name_bg, name_en FROM target_group WHERE project_id = $1 ORDER BY position"

_LEFT_OUT = f"""
SELECT count(*) FILTER (WHERE x.state = 'draft' AND {_CLAIM_DAY} BETWEEN $3 AND $4)::int AS drafts,
  count(*) FILTER (WHERE x.state = 'returned' AND {_CLAIM_DAY} BETWEEN $3 AND $4)::int AS returned,
  count(*) FILTER (WHERE d.id IS NOT NULL AND {_DAY} IS NULL)::int AS undated,
  count(*) FILTER (WHERE d.id IS NULL AND x.claimed_on IS NULL)::int AS undated_claims,
  (SELECT count(*)::int FROM document d WHERE d.project_id = $1 AND ($2::bigint IS NULL OR d.partner_id = $2)
    AND {_DAY} BETWEEN $3 AND $4 AND NOT EXISTS (SELECT FROM expense e WHERE e.document_id = d.id)) AS without_expense
FROM expense x LEFT JOIN document d ON d.id = x.document_id
WHERE x.project_id = $1 AND ($2::bigint IS NULL OR x.partner_id = $2)
"""  # noqa: S608 - built of constants only


async def report_ground(by: Identity, project: Seen, chosen: Selection, made_on: date) -> Ground:
    """The ground of a report, of what this person sees of the project: a fixed number of queries, all rows in memory."""
    ground = await ground_without_entries(by, project, chosen, made_on)
    found = await rows(_entries_of(chosen), *_asked_for(by, project, chosen))
    return replace(ground, entries=tuple([_entry(row, chosen.first) for row in found]))


async def entries_one_by_one(by: Identity, project: Seen, chosen: Selection) -> AsyncGenerator[Entry, None]:
    """The expenses of a report as they come from the database; see `rows_one_by_one`."""
    async with aclosing(rows_one_by_one(_entries_of(chosen), *_asked_for(by, project, chosen))) as found:
        async for row in found:
            yield _entry(row, chosen.first)


async def entries_counted(by: Identity, project: Seen, chosen: Selection) -> int:
    """How many expenses a report would take."""
    found = await rows(_COUNT.format(chosen=_which(chosen)), *_asked_for(by, project, chosen))
    return int(found[0]["n"])


def _entries_of(chosen: Selection) -> str:
    return _ENTRIES.format(chosen=_which(chosen), day=_CLAIM_DAY, before=_BEFORE)


def _which(chosen: Selection) -> str:
    return _OF_PERIOD if chosen.package_id is None else _OF_PACKAGE


def _asked_for(by: Identity, project: Seen, chosen: Selection) -> tuple[object, ...]:
    own = own_part_only(by, project.ref)
    return (project.id, own, chosen.first, chosen.last, chosen.package_id, chosen.number)


async def ground_without_entries(by: Identity, project: Seen, chosen: Selection, made_on: date) -> Ground:
    """Everything of a ground but its expenses."""
    own = own_part_only(by, project.ref)
    of = (chosen.first, chosen.last, chosen.package_id, chosen.number)
    of_package = chosen.package_id is not None
    again = _AGAIN.format(chosen=_which(chosen), counted=_COUNTED)
    set_aside = _ENTRIES.format(chosen=_SET_ASIDE, day=_CLAIM_DAY, before=_BEFORE)
    earlier = _EARLIER.format(earlier=_BEFORE_PACKAGE if of_package else _BEFORE_PERIOD)
    head = (await rows(_HEAD, project.id, chosen.last))[0]
    return Ground(
        code=head["code"],
        number=head["number"] or head["code"],
        title=text(head, "title"),
        acronym=head["acronym"],
        beneficiary=text(head, "beneficiary"),
        beneficiary_eik=head["eik"],
        programme=text(head, "programme"),
        procedure=text(head, "procedure"),
        funder=text(head, "funder"),
        currency=head["currency"],
        first=chosen.first,
        last=chosen.last,
        made_on=made_on,
        start_on=head["start_on"],
        end_on=head["end_on"],
        signed_on=head["signed_on"],
        eu_rate=head["eu_rate"],
        convert_total=head["convert_total"],
        lines=tuple([_line(row) for row in await rows(_LINES, project.id, own)]),
        partners=tuple([_party(row) for row in await rows(_PARTNERS, project.id, own)]),
        sources=tuple([_source(row) for row in await rows(_SOURCES, project.id, own)]),
        earlier=tuple([_earlier(row) for row in await rows(earlier, project.id, own, *of)]),
        asked=tuple([_asked(row) for row in await rows(_ASKED, project.id, own)]),
        sub_grants=tuple([_sub_grant(row) for row in await rows(_SUB_GRANTS, project.id, own, chosen.last)]),
        supplies=tuple([_supplied(row) for row in await rows(_SUPPLIES, project.id, own)]),
        activities=tuple([_activity(row) for row in await rows(_ACTIVITIES, project.id, own, *of[:2])]),
        deliverables=tuple([_delivered(row) for row in await rows(_DELIVERABLES, project.id, own, chosen.last)]),
        groups=tuple([text(row, "name") for row in await rows(_GROUPS, project.id)]),
        again=tuple([Again(**row) for row in await rows(again, project.id, own, *of)]),
        set_aside=tuple([_parked(row, chosen.first) for row in await rows(set_aside, project.id, own, *of)]),
        left_out=LeftOut(**(await rows(_LEFT_OUT, project.id, own, *of[:2]))[0]),
    )


def _party(row: Row) -> Party:
    return Party(row["id"], row["number"], text(row, "name"), str(row["role"]), row["eik"], row["vat"], row["country"])


def _line(row: Row) -> PlannedLine:
    return PlannedLine(
        id=row["id"],
        number=row["number"],
        title=text(row, "title"),
        currency=row["currency"],
        amount=money(row),
        partner_id=row["partner_id"],
        activity_id=row["activity_id"],
        year=row["year"],
        category=str(row["category"]),
        form=str(row["form"]),
        unit=text(row, "unit"),
        units=row["units"],
        unit_price=money(row, "unit_price"),
        rate=row["rate"],
        base=row["base"],
        article=str(row["article"]),
        rounding=str(row["rounding"]),
        moved=money(row, "moved"),
    )


def _source(row: Row) -> FundedBy:
    return FundedBy(str(row["kind"]), text(row, "name"), money(row), row["share"], row["partner_id"])


def _euro(cents: int | None) -> Money | None:
    return None if cents is None else Money(cents, EURO)


def _parked(row: Row, first: date) -> Entry:
    """An expense that was set aside, with the package it was set aside in."""
    return replace(_entry(row, first), parked_in=row["package"], parked_at=row["parked_at"])


def _entry(row: Row, first: date) -> Entry:
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
        payments=tuple(_paid_out(*one) for one in row["payments"] or ()),
        credited=tuple(row["credited"] or ()),
        cut=money(row, "cut"),
        cut_euro=_euro(row["cut_euro_cents"]),
    )
    return replace(entry, late=True) if entry.day is not None and entry.day < first else entry


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
        "claimed_on",
    ),
    *("evidence", "from_advance", "corrects", "document_id", "issued_on", "paid_on", "paper_partner_id", "supply_id"),
    *("supply", "parked_at", "decided_on", "decision"),
)
_MAYBE_NONE: Final = ("register_number", "kind", "paper_number", "supplier_eik", "original", "parked_in")


def _paper_money(row: Row, name: str) -> Money | None:
    minor = row[f"{name}_cents"]
    return None if minor is None else Money(minor, row["paper_currency"])


def _paid_out(paid_on: str, cents: str, currency: str, order_number: str, statement: str) -> PaidOut:
    return PaidOut(date.fromisoformat(paid_on), Money(int(cents), currency), order_number, statement)


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
        **{
            name: Money(row[f"{name}_cents"], row["currency"])
            for name in ("amount", "own", "in_kind", "third", "cut", "parked", "decided", "unpaid")
        },
    )


def _asked(row: Row) -> Asked:
    return Asked(
        kind=str(row["kind"]),
        package=row["package"],
        requested=money(row, "requested_sum"),
        approved=money(row, "approved"),
        received=money(row, "received_sum"),
        received_on=row["received_on"],
        cleared=money(row, "cleared"),
    )


def _sub_grant(row: Row) -> SubAwarded:
    sums: dict[str, Money] = {
        name: Money(row[f"{column}_cents"], row["currency"])
        for name, column in (
            *(("amount", "amount"), ("advanced", "advanced"), ("accepted", "accepted"), ("match_required", "match")),
            *(("matched", "matched"), ("matched_in_kind", "matched_in_kind")),
        )
    }
    return SubAwarded(number=row["number"], recipient=text(row, "name"), agreement=row["agreement"], **sums)


def _supplied(row: Row) -> Supplied:
    return Supplied(
        id=row["id"],
        number=row["number"],
        title=text(row, "subject"),
        reference=row["contract_number"],
        signed_on=row["signed_on"],
        amount=money(row),
        supplier=row["supplier_name"],
        supplier_eik=row["supplier_eik"],
        partner_id=row["partner_id"],
        parts=tuple(_part(*one) for one in row["parts"] or ()),
    )


def _part(name: str, eik: str, cents: str | None, currency: str) -> SubContracted:
    return SubContracted(name, eik, None if cents is None else Money(int(cents), currency))


def _activity(row: Row) -> Planned:
    days: dict[str, Any] = {name: row[name] for name in ("start_on", "end_on", "began_on", "finished_on", "progress")}
    return Planned(
        row["id"],
        row["number"],
        text(row, "title"),
        done=text(row, "done"),
        late=text(row, "late"),
        partner_id=row["partner_id"],
        package=row["package"],
        package_title=text(row, "package"),
        **days,
    )


def _delivered(row: Row) -> Delivered:
    amounts: tuple[Decimal | None, Decimal | None] = (row["quantity"], row["delivered_quantity"])
    return Delivered(
        row["number"],
        text(row, "title"),
        row["activity"],
        row["due_on"],
        row["delivered_on"],
        str(row["state"]),
        *amounts,
        unit=text(row, "unit"),
        partner_id=row["partner_id"],
        note=text(row, "note"),
    )
