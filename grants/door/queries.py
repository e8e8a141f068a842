"""Who is missing what in a project: four statements, whatever the number of partners and rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from grants.door.rules import (
    SOON,
    Awaited,
    Missing,
    language_of,
    last_day,
    months_without_costs,
    whole_months_before,
)
from grants.projects.queries import Seen
from grants.storage.database import Row, rows
from grants.values.language import Language, Text


@dataclass(slots=True)
class Party:
    """A partner, or a recipient of a small grant (`sub_grant_id`), with whom to write to and what is missing."""

    name: Text
    contact_name: str
    contact_email: str
    language: Language
    partner_id: int | None = None
    sub_grant_id: int | None = None
    missing: list[Missing] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Its name in a form."""
        return f"partner-{self.partner_id}" if self.partner_id else f"sub_grant-{self.sub_grant_id}"


# Partners but the lead, with their time in the project, whether they have a part of the budget, and the days of what
# they entered in the last months.
_PARTNERS = """
SELECT r.id, o.name_bg, o.name_en, o.country, r.contact_name, r.contact_email, r.language,
  coalesce(r.joined_on, p.start_on) AS first_on, coalesce(r.left_on, p.end_on) AS last_on,
  EXISTS (SELECT 1 FROM budget_line b WHERE b.partner_id = r.id AND coalesce(b.amount_cents, 0) <> 0) AS has_budget,
  (SELECT coalesce(array_agg(DISTINCT coalesce(d.issued_on, d.paid_on, x.claimed_on)), '{}') FROM expense x
     LEFT JOIN document d ON d.id = x.document_id
     WHERE x.partner_id = r.id AND coalesce(d.issued_on, d.paid_on, x.claimed_on) >= $2) AS entered,
  (SELECT count(*)::int FROM expense x WHERE x.partner_id = r.id AND x.state = 'returned') AS returned
FROM partner r JOIN project p ON p.id = r.project_id JOIN organisation o ON o.id = r.organisation_id
WHERE r.project_id = $1 AND r.role IN ('partner', 'associated') AND (r.left_on IS NULL OR r.left_on >= $2)
ORDER BY r.position
"""
_DELIVERABLES = """
SELECT d.id, d.partner_id, d.number, d.title_bg, d.title_en, d.due_on, d.state FROM deliverable d
WHERE d.project_id = $1 AND d.partner_id IS NOT NULL AND d.state IN ('planned', 'returned')
  AND (d.due_on <= $2 OR d.state = 'returned')
ORDER BY d.due_on NULLS LAST, d.position
"""
# Partners' parts of packages that are still drafts: not handed in yet, or given back.
_PARTS = """
SELECT k.id, t.partner_id, k.number, t.state, t.said, q.due_on FROM report_package_part t JOIN report_package k ON k.id = t.package_id
LEFT JOIN reporting_period q ON q.id = k.period_id
WHERE k.project_id = $1 AND k.state = 'draft' AND t.state IN ('awaited', 'returned') ORDER BY k.sequence, k.revision
"""
_SUB_REPORTS = """
SELECT q.id, g.id AS sub_grant_id, g.number, o.name_bg, o.name_en, o.country, g.title_bg, g.title_en, g.contact_name,
  g.contact_email, g.language, q.due_on, q.state
FROM sub_report q JOIN sub_grant g ON g.id = q.sub_grant_id JOIN organisation o ON o.id = g.recipient_id
WHERE q.project_id = $1 AND q.state IN ('awaited', 'returned') AND (q.due_on <= $2 OR q.state = 'returned')
ORDER BY g.position, q.due_on NULLS LAST, q.position
"""


async def parties(project: Seen, today: date) -> list[Party]:
    """The partners and recipients of a project in their order, each with what is missing, the earliest first."""
    soon = today + SOON
    found = {
        row["id"]: _partner(row, today) for row in await rows(_PARTNERS, project.id, whole_months_before(today)[0])
    }
    for row in await rows(_DELIVERABLES, project.id, soon):
        if row["partner_id"] in found:
            found[row["partner_id"]].missing.append(_row_missing(Awaited.DELIVERABLE, row))
    for row in await rows(_PARTS, project.id):
        if row["partner_id"] in found:
            found[row["partner_id"]].missing.append(_part_missing(row))
    recipients: dict[int, Party] = {}
    for row in await rows(_SUB_REPORTS, project.id, soon):
        party = recipients.setdefault(row["sub_grant_id"], _recipient(row))
        party.missing.append(_row_missing(Awaited.SUB_REPORT, row))
    everybody = [*found.values(), *recipients.values()]
    for party in everybody:
        party.missing.sort(key=lambda one: (one.due_on or date.max, one.kind, one.key))
    return everybody


def _partner(row: Row, today: date) -> Party:
    party = Party(
        name=Text(row["name_bg"], row["name_en"]),
        contact_name=row["contact_name"],
        contact_email=row["contact_email"],
        language=language_of(row["language"], row["country"]),
        partner_id=row["id"],
    )
    if row["has_budget"]:
        months = months_without_costs(today, row["first_on"], row["last_on"], row["entered"])
        party.missing += [Missing(Awaited.COSTS, month_on=month, due_on=last_day(month)) for month in months]
    if row["returned"]:
        party.missing.append(Missing(Awaited.RETURNED, row_id=row["id"], count=row["returned"]))
    return party


def _recipient(row: Row) -> Party:
    return Party(
        name=Text(row["name_bg"], row["name_en"]),
        contact_name=row["contact_name"],
        contact_email=row["contact_email"],
        language=language_of(row["language"], row["country"]),
        sub_grant_id=row["sub_grant_id"],
    )


def _row_missing(kind: Awaited, row: Row) -> Missing:
    return Missing(
        kind,
        row_id=row["id"],
        title=Text(row["title_bg"], row["title_en"]),
        due_on=row["due_on"],
        was_returned=row["state"] == "returned",
    )


def _part_missing(row: Row) -> Missing:
    return Missing(
        Awaited.PART,
        row_id=row["id"],
        title=Text(row["number"], row["number"]),
        due_on=row["due_on"],
        was_returned=row["state"] == "returned",
        partner_id=row["partner_id"],
        said=row["said"],
    )


# The names of what links were sent for, by kind and id.
_TITLES = {
    "deliverable": "SELECT id, title_bg, title_en FROM deliverable WHERE project_id = $1",
    "sub_report": "SELECT q.id, o.name_bg AS title_bg, o.name_en AS title_en FROM sub_report q JOIN sub_grant g "
    "ON g.id = q.sub_grant_id JOIN organisation o ON o.id = g.recipient_id WHERE q.project_id = $1",
    "part": "SELECT id, number AS title_bg, number AS title_en FROM report_package WHERE project_id = $1",
}


async def titles_of(project: Seen) -> dict[tuple[str, int], Text]:
    """What the rows are called for which links were sent."""
    found: dict[tuple[str, int], Text] = defaultdict(Text)
    for kind, statement in _TITLES.items():
        for row in await rows(statement, project.id):
            found[kind, row["id"]] = Text(row["title_bg"], row["title_en"])
    return found


async def person_with(address: str) -> Row | None:
    """Somebody of this tracker with that address, if there is one and may sign in."""
    found = await rows(
        "SELECT id, name, email, language FROM person WHERE lower(email) = lower($1) AND disabled_on IS NULL", address
    )
    return found[0] if found else None


async def asked_of(link_id: int) -> Row | None:
    """Whom a recipient asks for a new link: who sent it, else the project's coordinator; None when neither is here."""
    found = await rows(
        "SELECT q.id, q.name, q.email, q.language FROM letter_link k JOIN project p ON p.id = k.project_id "
        "JOIN person q ON q.id = k.made_by_id OR q.id = p.coordinator_id "
        "WHERE k.id = $1 AND q.disabled_on IS NULL ORDER BY (q.id = k.made_by_id) DESC LIMIT 1",
        link_id,
    )
    return found[0] if found else None


# A partner's expenses of a month, and besides them its drafts and what was given back, whatever their day.
_COSTS = """
SELECT x.id, x.version, x.number, x.state, x.reason, x.document_id, x.amount_cents, x.currency, d.paper_number, d.supplier_name,
  CASE WHEN d.sensitive THEN '' ELSE x.description_bg END AS description_bg,
  CASE WHEN d.sensitive THEN '' ELSE x.description_en END AS description_en,
  coalesce(d.sensitive, false) AS sensitive, coalesce(d.issued_on, d.paid_on, x.claimed_on) AS day
FROM expense x LEFT JOIN document d ON d.id = x.document_id
WHERE x.project_id = $1 AND x.partner_id = $2 AND (x.state IN ('draft', 'returned')
  OR coalesce(d.issued_on, d.paid_on, x.claimed_on) BETWEEN $3 AND $4)
ORDER BY day NULLS LAST, x.position LIMIT 500
"""


async def costs_of(project: Seen, partner_id: int, month: date) -> list[Row]:
    """The expenses a link for a month shows."""
    return await rows(_COSTS, project.id, partner_id, month, last_day(month))
