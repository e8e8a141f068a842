"""What a report is made of, read from the project in a fixed number of queries; and the reports prepared before."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from grants.access import Identity, Permission, may, own_part_only
from grants.errors import NotFound
from grants.expenses.rules import ExpenseState
from grants.projects.queries import Seen
from grants.projects.rules import NumberKind, PartnerRole
from grants.reports.figures import Figures, figures
from grants.reports.rows import About, Before, BudgetLine, Claim, FundingSource, Paper
from grants.storage.columns import money, text
from grants.storage.database import Row, rows
from grants.values.money import Money

_DAY: Final = "coalesce(d.paid_on, d.issued_on)"
# A claim without a document counts by the day it is claimed for.
_CLAIM_DAY: Final = "coalesce(d.paid_on, d.issued_on, x.claimed_on)"
# $1 is the project; of somebody bound to a partner ($2) only that partner's part is read.
_PERIOD: Final = "({day} BETWEEN $3 AND $4 OR {day} IS NULL)"

_ABOUT = f"""
SELECT p.code, p.title_bg, p.title_en, n.value AS number,
  coalesce(l.name_bg, k.name_bg) AS beneficiary_bg, coalesce(l.name_en, k.name_en) AS beneficiary_en
FROM project p
JOIN organisation k ON k.id = p.kept_by_id
LEFT JOIN LATERAL (
  SELECT value FROM project_number WHERE project_id = p.id AND kind = '{NumberKind.CONTRACT.value}'
  ORDER BY position LIMIT 1
) n ON true
LEFT JOIN LATERAL (
  SELECT o.name_bg, o.name_en FROM partner q JOIN organisation o ON o.id = q.organisation_id
  WHERE q.project_id = p.id AND q.role = '{PartnerRole.LEAD.value}' ORDER BY q.position LIMIT 1
) l ON true
WHERE p.id = $1
"""  # noqa: S608 - built of constants only

_SOURCES = (
    "SELECT kind, name_bg, name_en, amount_cents, currency, share FROM funding_source WHERE project_id = $1 "
    "ORDER BY position"
)

_LINES = (
    "SELECT id, number, title_bg, title_en, currency, amount_cents FROM budget_line "
    "WHERE project_id = $1 AND ($2::bigint IS NULL OR partner_id = $2) ORDER BY position"
)

_PAPERS = f"""
SELECT d.id, d.number, d.kind, d.paper_number, d.issued_on, d.paid_on, d.supplier_name, d.supplier_eik,
  d.description_bg, d.description_en, d.net_cents, d.vat_cents, d.currency,
  coalesce(o.name_bg, '') AS partner_bg, coalesce(o.name_en, '') AS partner_en
FROM document d
LEFT JOIN partner q ON q.id = d.partner_id LEFT JOIN organisation o ON o.id = q.organisation_id
WHERE d.project_id = $1 AND ($2::bigint IS NULL OR d.partner_id = $2) AND {_PERIOD.format(day=_DAY)}
ORDER BY {_DAY}, d.position, d.id
"""  # noqa: S608 - built of constants only

_CLAIMS = f"""
SELECT x.document_id, x.line_id, x.amount_cents, x.own_cents, x.in_kind_cents, x.third_cents, x.rated_cents, x.currency,
  x.state, x.description_bg, x.description_en, x.form, x.claimed_on, x.units, x.unit_price_cents, x.evidence,
  coalesce(l.number, '') AS line, coalesce(a.number, '') AS activity,
  coalesce(o.name_bg, '') AS partner_bg, coalesce(o.name_en, '') AS partner_en
FROM expense x LEFT JOIN document d ON d.id = x.document_id
LEFT JOIN budget_line l ON l.id = x.line_id
LEFT JOIN activity a ON a.id = x.activity_id
LEFT JOIN partner q ON q.id = x.partner_id LEFT JOIN organisation o ON o.id = q.organisation_id
WHERE x.project_id = $1 AND ($2::bigint IS NULL OR x.partner_id = $2) AND {_PERIOD.format(day=_CLAIM_DAY)}
ORDER BY {_CLAIM_DAY}, x.position, x.id
"""  # noqa: S608 - built of constants only

# An opening figure that reaches into the period was claimed elsewhere: it is never this period's.
_BEFORE = """
SELECT x.line_id, x.currency, sum(x.amount_cents)::bigint AS amount_cents, sum(x.euro_cents)::bigint AS euro_cents,
  CASE WHEN x.opening_id IS NOT NULL THEN max(x.day) END AS opening_until
FROM spent x
WHERE x.project_id = $1 AND ($2::bigint IS NULL OR x.partner_id = $2)
  AND (x.day < $3 OR (x.opening_id IS NOT NULL AND x.day <= $4))
GROUP BY x.line_id, x.currency, x.opening_id IS NOT NULL ORDER BY x.line_id, x.currency, x.opening_id IS NOT NULL
"""


async def report_figures(by: Identity, project: Seen, first: date, last: date) -> Figures:
    """The figures of a period, both days counted, of what this person sees of the project. Six queries."""
    own = own_part_only(by, project.ref)
    about = (await rows(_ABOUT, project.id))[0]
    sources = await rows(_SOURCES, project.id)
    return figures(
        _about(about, sources),
        first,
        last,
        [_paper(row) for row in await rows(_PAPERS, project.id, own, first, last)],
        [_claim(row) for row in await rows(_CLAIMS, project.id, own, first, last)],
        [_line(row) for row in await rows(_LINES, project.id, own)],
        [_before(row) for row in await rows(_BEFORE, project.id, own, first, last)],
    )


def _about(row: Row, sources: list[Row]) -> About:
    return About(
        row["code"],
        row["number"] or row["code"],
        text(row, "title"),
        text(row, "beneficiary"),
        tuple(FundingSource(str(one["kind"]), text(one, "name"), money(one), one["share"]) for one in sources),
    )


def _paper(row: Row) -> Paper:
    return Paper(
        row["id"],
        row["number"],
        row["kind"],
        row["paper_number"],
        row["issued_on"],
        row["paid_on"],
        row["supplier_name"],
        row["supplier_eik"],
        text(row, "description"),
        text(row, "partner"),
        money(row, "net"),
        money(row, "vat"),
    )


def _claim(row: Row) -> Claim:
    return Claim(
        row["document_id"],
        Money(row["amount_cents"], row["currency"]),
        Money(row["own_cents"], row["currency"]),
        ExpenseState(row["state"]),
        row["line_id"],
        row["line"],
        row["activity"],
        text(row, "partner"),
        text(row, "description"),
        money(row, "in_kind"),
        money(row, "third"),
        None if row["rated_cents"] is None else Money(row["rated_cents"], "EUR"),
        row["form"],
        row["claimed_on"],
        row["units"],
        money(row, "unit_price"),
        row["evidence"],
    )


def _line(row: Row) -> BudgetLine:
    return BudgetLine(row["id"], row["number"], text(row, "title"), row["currency"], money(row))


def _before(row: Row) -> Before:
    euro = row["euro_cents"]
    return Before(
        row["line_id"],
        Money(row["amount_cents"], row["currency"]),
        None if euro is None else Money(euro, "EUR"),
        row["opening_until"],
    )


# --- prepared before ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A file of a prepared report; `size` in bytes."""

    id: int
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ReportSeen:
    """A prepared report as it was then: for which period, in which format and edition, by whom, with which figures."""

    id: int
    format: str
    edition: str
    language: str
    first: date
    last: date
    prepared_at: datetime
    prepared_by: str
    figures: dict[str, Any]
    files: tuple[FileSeen, ...]


async def prepared_reports(by: Identity, project: Seen) -> list[ReportSeen]:
    """The prepared reports of a project, the latest first; none without the permission. Two queries."""
    if not may(by, Permission.SEE_REPORTS, project.ref):
        return []
    reports = await rows(
        "SELECT r.id, r.format, r.edition, r.language, r.first_on, r.last_on, r.prepared_at, r.figures, "
        "coalesce(q.name, '') AS prepared_by FROM report r LEFT JOIN person q ON q.id = r.prepared_by_id "
        "WHERE r.project_id = $1 ORDER BY r.id DESC",
        project.id,
    )
    files: dict[int, list[FileSeen]] = {}
    for row in await rows(
        "SELECT f.id, f.report_id, f.name, f.size, f.sha256 FROM report_file f JOIN report r ON r.id = f.report_id "
        "WHERE r.project_id = $1 ORDER BY f.id",
        project.id,
    ):
        files.setdefault(row["report_id"], []).append(_file(row))
    return [_report(row, files.get(row["id"], [])) for row in reports]


def _report(row: Row, files: list[FileSeen]) -> ReportSeen:
    return ReportSeen(
        row["id"],
        row["format"],
        row["edition"],
        row["language"],
        row["first_on"],
        row["last_on"],
        row["prepared_at"],
        row["prepared_by"],
        json.loads(row["figures"]),
        tuple(files),
    )


def _file(row: Row) -> FileSeen:
    return FileSeen(row["id"], row["name"], row["size"], row["sha256"])


async def report_file_seen(by: Identity, project: Seen, file_id: int) -> FileSeen:
    """One file of a report of this project; NotFound when it is of another, or not for this person."""
    if may(by, Permission.SEE_REPORTS, project.ref):
        found = await rows(
            "SELECT f.id, f.name, f.size, f.sha256 FROM report_file f JOIN report r ON r.id = f.report_id "
            "WHERE f.id = $1 AND r.project_id = $2",
            file_id,
            project.id,
        )
        if found:
            return _file(found[0])
    raise NotFound
