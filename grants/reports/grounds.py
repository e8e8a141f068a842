"""The ground of a report, read from the project: of a period, or of a package that is still open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from grants.access import Identity, own_part_only
from grants.budget.costs import base_numbers
from grants.funders.ground import (
    Asked,
    Delivered,
    FundedBy,
    Ground,
    Invested,
    Linked,
    Party,
    PassedOn,
    Planned,
    PlannedLine,
    SubAwarded,
    SubContracted,
    Supplied,
)
from grants.payments.rules import TransferKind
from grants.projects.queries import Seen
from grants.projects.rules import NumberKind, PartnerRole
from grants.reports.grounds_entries import (
    Selection,
    again_since,
    claimed_again,
    earlier_of,
    entries_of,
    left_out_of,
    reported_before,
    set_aside_of,
)
from grants.reports.reached import indicators_reached
from grants.storage.columns import money, text
from grants.storage.database import Row, rows
from grants.subgrants.rules import MatchKind
from grants.values.days import Precision, PublishedDay
from grants.values.money import Money

_HEAD = f"""
SELECT p.code, p.title_bg, p.title_en, p.acronym, p.start_on, p.end_on, p.end_precision, p.funder_bg, p.funder_en,
  coalesce(n.value, '') AS number, coalesce(l.eik, k.eik) AS eik,
  coalesce(l.name_bg, k.name_bg) AS beneficiary_bg, coalesce(l.name_en, k.name_en) AS beneficiary_en,
  coalesce(g.name_bg, '') AS programme_bg, coalesce(g.name_en, '') AS programme_en,
  coalesce(r.name_bg, '') AS procedure_bg, coalesce(r.name_en, '') AS procedure_en,
  c.signed_on, coalesce(c.currency, p.currency) AS currency, t.eu_rate, t.interim_cap, t.eligible_from_on, t.eligible_until_on,
  coalesce(t.convert_total, false) AS convert_total,
  t.move_limit, coalesce(t.move_base, '') AS move_base, coalesce(t.booked_rate, 'none') AS booked_rate,
  coalesce(t.reserve_place, 'none') AS reserve_place,
  (SELECT coalesce(max(sequence), 0) + 1 FROM report_package WHERE project_id = p.id)::int AS next_package
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
  SELECT eu_rate, interim_cap, eligible_from_on, eligible_until_on, convert_total, move_limit, move_base, booked_rate, reserve_place FROM contract_terms
  WHERE project_id = p.id AND (in_force_on IS NULL OR in_force_on <= $2)
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
    "SELECT q.id, q.number, q.role, o.name_bg, o.name_en, o.eik, o.vat, o.country, o.pic FROM partner q "
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
  s.supplier_eik, s.partner_id, t.parts, k.linked
FROM supply_contract s
LEFT JOIN LATERAL (
  SELECT array_agg(ARRAY[name, eik, amount_cents::text, currency] ORDER BY position) AS parts
  FROM subcontractor WHERE supply_id = s.id
) t ON true
LEFT JOIN LATERAL (
  SELECT array_agg(ARRAY[line_id, activity_id] ORDER BY id) AS linked FROM funder_pair WHERE supply_id = s.id
) k ON true
WHERE s.project_id = $1 AND ($2::bigint IS NULL OR s.partner_id = $2) ORDER BY s.position
"""

_ACTIVITIES = """
SELECT a.id, a.number, a.title_bg, a.title_en, a.start_on, a.end_on, a.end_precision, a.began_on, a.finished_on, coalesce(v.progress, a.progress) AS progress,
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
LEFT JOIN LATERAL (
  SELECT progress FROM activity_update WHERE activity_id = a.id AND written_on <= $4 AND progress IS NOT NULL
  ORDER BY written_on DESC, position DESC LIMIT 1
) v ON true
WHERE a.project_id = $1 AND ($2::bigint IS NULL OR a.partner_id = $2) ORDER BY a.position
"""

_DELIVERABLES = (
    "SELECT b.number, b.title_bg, b.title_en, coalesce(a.number, '') AS activity, b.due_on, b.delivered_on, b.state, "
    "b.quantity, b.delivered_quantity, b.unit_bg, b.unit_en, b.partner_id, b.note_bg, b.note_en FROM deliverable b LEFT JOIN activity a ON a.id = b.activity_id "
    "WHERE b.project_id = $1 AND ($2::bigint IS NULL OR b.partner_id = $2) AND (b.due_on <= $3 OR b.delivered_on <= $3) "
    "ORDER BY b.position"
)

_INVESTMENTS = (
    "SELECT number, title_bg, title_en, lines, partner_id FROM investment "
    "WHERE project_id = $1 AND ($2::bigint IS NULL OR partner_id IS NULL OR partner_id = $2) ORDER BY position"
)

_PASSED_ON = f"""
SELECT partner_id, currency,
  sum(CASE kind WHEN '{TransferKind.RETURNED.value}' THEN -amount_cents ELSE amount_cents END)::bigint AS amount_cents
FROM partner_transfer WHERE project_id = $1 AND ($2::bigint IS NULL OR partner_id = $2) AND paid_on <= $3
GROUP BY partner_id, currency ORDER BY partner_id, currency
"""  # noqa: S608 - built of constants only

_GROUPS = "SELECT name_bg, name_en FROM target_group WHERE project_id = $1 ORDER BY position"


async def report_ground(by: Identity, project: Seen, chosen: Selection, made_on: date) -> Ground:
    """The ground of a report, of what this person sees of the project: a fixed number of queries, all rows in memory."""
    ground = await ground_without_entries(by, project, chosen, made_on)
    return replace(ground, entries=await entries_of(by, project, chosen))


async def ground_without_entries(by: Identity, project: Seen, chosen: Selection, made_on: date) -> Ground:
    """Everything of a ground but its expenses."""
    own = own_part_only(by, project.ref)
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
        next_package=head["next_package"],
        start_on=head["start_on"],
        end_on=_last_day(head, "end"),
        eligible_from=head["eligible_from_on"],
        eligible_until=head["eligible_until_on"],
        signed_on=head["signed_on"],
        eu_rate=head["eu_rate"],
        interim_cap=head["interim_cap"],
        convert_total=head["convert_total"],
        move_limit=head["move_limit"],
        move_base=str(head["move_base"]),
        booked_rate=str(head["booked_rate"]),
        reserve_place=str(head["reserve_place"]),
        lines=tuple([_line(row) for row in await rows(_LINES, project.id, own)]),
        partners=tuple([_party(row) for row in await rows(_PARTNERS, project.id, own)]),
        sources=tuple([_source(row) for row in await rows(_SOURCES, project.id, own)]),
        earlier=await earlier_of(by, project, chosen),
        reported=await reported_before(project, chosen),
        asked=tuple([_asked(row) for row in await rows(_ASKED, project.id, own)]),
        sub_grants=tuple([_sub_grant(row) for row in await rows(_SUB_GRANTS, project.id, own, chosen.last)]),
        supplies=tuple([_supplied(row) for row in await rows(_SUPPLIES, project.id, own)]),
        activities=tuple(
            [_activity(row) for row in await rows(_ACTIVITIES, project.id, own, chosen.first, chosen.last)]
        ),
        deliverables=tuple([_delivered(row) for row in await rows(_DELIVERABLES, project.id, own, chosen.last)]),
        indicators=await indicators_reached(project, own, chosen.first, chosen.last),
        investments=tuple([_invested(row) for row in await rows(_INVESTMENTS, project.id, own)]),
        passed_on=tuple([_passed_on(row) for row in await rows(_PASSED_ON, project.id, own, chosen.last)]),
        groups=tuple([text(row, "name") for row in await rows(_GROUPS, project.id)]),
        again=await claimed_again(by, project, chosen),
        set_aside=await set_aside_of(by, project, chosen),
        again_since=await again_since(by, project, chosen),
        left_out=await left_out_of(by, project, chosen),
    )


def _party(row: Row) -> Party:
    return Party(
        *(row["id"], row["number"], text(row, "name"), str(row["role"])),
        *(row[name] for name in ("eik", "vat", "country", "pic")),
    )


def _invested(row: Row) -> Invested:
    return Invested(row["number"], text(row, "title"), base_numbers(row["lines"]), row["partner_id"])


def _passed_on(row: Row) -> PassedOn:
    return PassedOn(row["partner_id"], Money(row["amount_cents"], row["currency"]))


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
        base=base_numbers(row["base"]),
        article=str(row["article"]),
        rounding=str(row["rounding"]),
        moved=money(row, "moved"),
    )


def _source(row: Row) -> FundedBy:
    return FundedBy(str(row["kind"]), text(row, "name"), money(row), row["share"], row["partner_id"])


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
        linked=tuple(Linked(*one) for one in row["linked"] or ()),
    )


def _part(name: str, eik: str, cents: str | None, currency: str) -> SubContracted:
    return SubContracted(name, eik, None if cents is None else Money(int(cents), currency))


def _activity(row: Row) -> Planned:
    days: dict[str, Any] = {name: row[name] for name in ("start_on", "began_on", "finished_on", "progress")}
    return Planned(
        row["id"],
        row["number"],
        text(row, "title"),
        done=text(row, "done"),
        late=text(row, "late"),
        partner_id=row["partner_id"],
        package=row["package"],
        package_title=text(row, "package"),
        end_on=_last_day(row, "end"),
        **days,
    )


def _last_day(row: Row, name: str) -> date | None:
    """The last day of what may be known to the month or the year only."""
    day = row[f"{name}_on"]
    return None if day is None else PublishedDay(day, Precision(row[f"{name}_precision"])).last


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
