"""What a dossier is made of, read in a fixed number of queries whatever it holds; and the dossiers made before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from grants.access import Identity, Permission, may, sees_all_money
from grants.attached.models import Attachment
from grants.errors import NotAllowed, NotFound
from grants.expenses.checklist.queries import all_wanted
from grants.expenses.masking import Masked, masked_in
from grants.expenses.queries import LOST
from grants.expenses.required import Required
from grants.projects.queries import Seen
from grants.projects.rules import NumberKind, PartnerRole
from grants.reports.dossier.numbers import Known
from grants.reports.dossier.scope import FORMAT, Belonging, Of, Scope
from grants.reports.rules_package import PackageState
from grants.storage.database import Row, rows
from grants.values.language import N_

NOT_WHOLE = N_("A dossier holds the papers of all partners, so only those who see the whole project make one.")
_PARTS: Final = (Permission.SEE_REPORTS, Permission.EXPORT_PROJECT, Permission.SEE_CORRESPONDENCE)

# $1 the project; $2 the documents asked for, $3 and $4 the period, $5 the package: each null where all are meant.
# A draft holds what it would take if it were marked as ready now.
_IN_SCOPE: Final = (
    "($2::bigint[] IS NULL OR {id} = ANY($2)) AND ($3::date IS NULL OR {day} BETWEEN $3 AND $4) "
    "AND ($5::bigint IS NULL OR EXISTS (SELECT FROM report_package g JOIN expense z ON z.project_id = g.project_id "
    "WHERE g.id = $5 AND {row} AND (EXISTS (SELECT FROM report_package_row w WHERE w.package_id = g.id AND w.expense_id = z.id) "
    "OR g.state = 'draft' AND (z.package = g.number OR z.package = '' AND z.state = 'verified' AND g.last_on >= "
    "CASE WHEN z.document_id IS NULL THEN z.claimed_on "
    "ELSE (SELECT coalesce(paid_on, issued_on) FROM document WHERE id = z.document_id) END AND NOT EXISTS "
    "(SELECT FROM report_package_out u WHERE u.package_id = g.id AND u.expense_id = z.id)))))"
)

_DOCUMENTS = f"""
SELECT d.*, coalesce(o.name_bg, '') AS partner_bg, coalesce(o.name_en, '') AS partner_en,
  s.contract_number AS supply_contract, s.number AS supply_number, s.signed_on AS supply_signed_on,
  s.purchase_id AS supply_purchase_id
FROM document d LEFT JOIN partner q ON q.id = d.partner_id LEFT JOIN organisation o ON o.id = q.organisation_id
LEFT JOIN supply_contract s ON s.id = d.supply_id
WHERE d.project_id = $1 AND {_IN_SCOPE.format(id="d.id", day="coalesce(d.paid_on, d.issued_on)", row="z.document_id = d.id")}
ORDER BY coalesce(d.paid_on, d.issued_on) NULLS LAST, d.position, d.id
"""  # noqa: S608 - built of constants only

# Of the documents in scope, and the claims without one whose day falls into it.
_CLAIMS = f"""
SELECT x.*, ({LOST})::bigint AS lost_cents, l.number AS line_number, l.title_bg AS line_bg, l.title_en AS line_en,
  coalesce(a.number, '') AS activity_number, coalesce(a.title_bg, '') AS activity_bg, coalesce(a.title_en, '') AS activity_en,
  coalesce(o.name_bg, '') AS partner_bg, coalesce(o.name_en, '') AS partner_en
FROM expense x LEFT JOIN document d ON d.id = x.document_id LEFT JOIN budget_line l ON l.id = x.line_id
LEFT JOIN activity a ON a.id = coalesce(x.activity_id, l.activity_id)
LEFT JOIN partner q ON q.id = x.partner_id LEFT JOIN organisation o ON o.id = q.organisation_id
WHERE x.project_id = $1 AND {_IN_SCOPE.format(id="x.document_id", day="coalesce(d.paid_on, d.issued_on, x.claimed_on)", row="z.id = x.id")}
ORDER BY coalesce(x.claimed_on, d.paid_on, d.issued_on) NULLS LAST, x.position, x.id
"""  # noqa: S608 - built of constants only

_ABOUT = f"""
SELECT p.title_bg, p.title_en, coalesce(n.value, p.code) AS number,
  coalesce(l.name_bg, k.name_bg) AS beneficiary_bg, coalesce(l.name_en, k.name_en) AS beneficiary_en
FROM project p JOIN organisation k ON k.id = p.kept_by_id
LEFT JOIN LATERAL (
  SELECT value FROM project_number WHERE project_id = p.id AND kind = '{NumberKind.CONTRACT.value}' ORDER BY position LIMIT 1
) n ON true
LEFT JOIN LATERAL (
  SELECT o.name_bg, o.name_en FROM partner q JOIN organisation o ON o.id = q.organisation_id
  WHERE q.project_id = p.id AND q.role = '{PartnerRole.LEAD.value}' ORDER BY q.position LIMIT 1
) l ON true
WHERE p.id = $1
"""  # noqa: S608 - built of constants only

_PAYOUTS = "SELECT * FROM document_payment WHERE document_id = ANY($1::bigint[]) ORDER BY paid_on NULLS LAST, position"
_PAPERS = "SELECT id, document_id FROM document_paper WHERE document_id = ANY($1::bigint[]) ORDER BY position, id"
_FILES = "SELECT * FROM document_file WHERE document_id = ANY($1::bigint[]) ORDER BY document_id, position, id"
_CREDITS = """
SELECT c.id, c.credit_note_id, c.invoice_id, c.amount_cents, c.currency, n.paper_number AS note, i.paper_number AS invoice
FROM credit_set c JOIN document n ON n.id = c.credit_note_id JOIN document i ON i.id = c.invoice_id
WHERE c.credit_note_id = ANY($1::bigint[]) OR c.invoice_id = ANY($1::bigint[]) ORDER BY c.position, c.id
"""
# A project that was brought in was no project yet while its rows were added.
_DEEDS = """
SELECT subject, subject_id, deed, at, person_name FROM audit_entry
WHERE (project_id = $1 OR project_id IS NULL) AND ((subject = 'document' AND deed = 'document.added' AND subject_id = ANY($2::bigint[]))
  OR (subject = 'expense' AND deed IN ('expense.added', 'expense.verified') AND subject_id = ANY($3::bigint[])))
ORDER BY id
"""
_REGISTER = (
    "SELECT id, number, paper_number, issued_on, supplier_name FROM document WHERE project_id = $1 ORDER BY position"
)
_REPORTS = """
SELECT r.id, r.format, r.edition, r.first_on, r.last_on, r.package_id, r.prepared_at, coalesce(q.name, '') AS prepared_by,
  f.name, f.size, f.sha256, f.here
FROM report r JOIN report_file f ON f.report_id = r.id LEFT JOIN person q ON q.id = r.prepared_by_id
WHERE r.project_id = $1 AND r.format <> $2 ORDER BY r.id, f.id
"""
_PACKAGES = f"""
SELECT g.id, g.number, g.kind, g.state, g.first_on, g.last_on, g.sent_on, g.sent_hour, g.signer, g.funder_number,
  g.decided_on, g.decision
FROM report_package g WHERE g.project_id = $1 AND ($2 OR g.state <> '{PackageState.DRAFT.value}') ORDER BY g.sequence, g.revision
"""  # noqa: S608 - built of constants only


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did something, and when."""

    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Ledger:
    """The documents in scope with all that belongs to them, by document; claims without one under None.

    `deeds` are who entered and who verified last, by the deed and the row's id.
    """

    documents: list[Row]
    claims: dict[int | None, list[Row]]
    payouts: dict[int, list[Row]]
    credits_set: list[Row]
    files: dict[int, list[Row]]
    papers: dict[int, list[int]]
    wanted: dict[int, tuple[Required, ...]]
    deeds: dict[tuple[str, int], Deed]
    hidden: Masked


def may_make(by: Identity, project: Seen) -> bool:
    """Whether a person sees all that a dossier holds: the reports and every partner's part."""
    return all(may(by, one, project.ref) for one in _PARTS) and sees_all_money(by, project.ref)


def refuse_others(by: Identity, project: Seen) -> None:
    """Raises NotAllowed for whoever sees only a part."""
    if not may_make(by, project):
        raise NotAllowed(NOT_WHOLE)


async def ledger_in(by: Identity, project: Seen, scope: Scope) -> Ledger:
    """The documents in scope, their claims, payments, files and papers, and who did what; of masked ones no more than others see."""
    period = (scope.first, scope.last) if scope.of is Of.PERIOD else (None, None)
    asked = (project.id, scope.only, *period, scope.package)
    documents = await rows(_DOCUMENTS, *asked)
    claims = await rows(_CLAIMS, *asked)
    ids = [row["id"] for row in documents]
    papers: dict[int, list[int]] = {}
    for row in await rows(_PAPERS, ids):
        papers.setdefault(row["document_id"], []).append(row["id"])
    return Ledger(
        documents,
        _by(claims, "document_id"),
        _by(await rows(_PAYOUTS, ids), "document_id"),
        await rows(_CREDITS, ids),
        _by(await rows(_FILES, ids), "document_id"),
        papers,
        await all_wanted(project, documents),
        await _deeds(project, ids, [row["id"] for row in claims]),
        await masked_in(by, project.ref),
    )


def _by(found: Iterable[Row], column: str) -> dict[Any, list[Row]]:
    grouped: dict[Any, list[Row]] = {}
    for row in found:
        grouped.setdefault(row[column], []).append(row)
    return grouped


async def _deeds(project: Seen, documents: list[int], claims: list[int]) -> dict[tuple[str, int], Deed]:
    """The first time something was added, the last time it was verified."""
    found: dict[tuple[str, int], Deed] = {}
    for row in await rows(_DEEDS, project.id, documents, claims):
        found[row["deed"], row["subject_id"]] = Deed(row["person_name"], row["at"])
    return found


async def about(project: Seen) -> Row:
    """The project's title, the number of its contract, and its beneficiary."""
    return (await rows(_ABOUT, project.id))[0]


async def hung_in(project: Seen) -> dict[tuple[str, int], list[Row]]:
    """Every file attached to a row of the project, by kind and row."""
    found: dict[tuple[str, int], list[Row]] = {}
    for row in await Attachment.filter(project_id=project.id).order_by("position", "id").values():
        found.setdefault((row["kind"], row["row_id"]), []).append(row)
    return found


async def reports_in(project: Seen) -> list[list[Row]]:
    """The reports that were prepared, each as its files."""
    return list(_by(await rows(_REPORTS, project.id, FORMAT), "id").values())


# $1 the project, $2 the package asked for, $3 the documents asked for.
_PACKAGES_OF: Final = """
SELECT g.id, g.number, g.sequence, g.decided_on FROM report_package g WHERE g.project_id = $1 AND (g.id = $2 OR EXISTS
  (SELECT FROM report_package_row w JOIN expense x ON x.id = w.expense_id WHERE w.package_id = g.id AND x.document_id = ANY($3)))
"""
# $1 the project, $2 the documents, $3 the packages, $4 how payments and periods name these.
_SPOKEN_TO: Final = """
SELECT DISTINCT s.matter_id AS id FROM matter_row s JOIN matter m ON m.id = s.matter_id WHERE m.project_id = $1 AND (
  s.kind = 'document' AND s.row_id = ANY($2)
  OR s.kind = 'expense' AND s.row_id IN (SELECT x.id FROM expense x WHERE x.project_id = $1 AND (x.document_id = ANY($2)
    OR $5 AND x.id IN (SELECT w.expense_id FROM report_package_row w WHERE w.package_id = ANY($3))))
  OR s.kind = 'payment' AND s.row_id IN (SELECT f.id FROM funder_payment f WHERE f.project_id = $1 AND f.package = ANY($4))
  OR s.kind = 'period' AND s.row_id IN (SELECT t.id FROM reporting_period t WHERE t.project_id = $1 AND t.package = ANY($4)))
"""


async def belonging_to(project: Seen, scope: Scope) -> Belonging:
    """What belongs to a dossier by its name: the packages, and what names or speaks to them. Two queries."""
    if scope.of not in (Of.PACKAGE, Of.NUMBERS):
        return Belonging()
    of_package = scope.of is Of.PACKAGE
    packages = await rows(_PACKAGES_OF, project.id, scope.package, list(scope.documents))
    ids = [row["id"] for row in packages]
    numbers = [name for row in packages for name in (row["number"], str(row["sequence"]))]
    letters = await rows(_SPOKEN_TO, project.id, list(scope.documents), ids, numbers, of_package)
    return Belonging(
        packages=frozenset(ids),
        numbers=frozenset(numbers),
        letters=frozenset(row["id"] for row in letters),
        runs_on=of_package,
        until=packages[0]["decided_on"] if of_package and packages else None,
    )


async def packages_in(project: Seen, *, drafts: bool = False) -> list[Row]:
    """The report packages whose rows are settled, in their order; with the drafts, whose rows still move, where asked."""
    return await rows(_PACKAGES, project.id, drafts)


async def register_of(project: Seen) -> list[Known]:
    """Every document of the project by its numbers."""
    return [
        Known(row["id"], row["number"], row["paper_number"], row["issued_on"], row["supplier_name"])
        for row in await rows(_REGISTER, project.id)
    ]


# --- made before ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DossierSeen:
    """A dossier that was made: its one file, of what, by whom, and how much it holds."""

    id: int
    name: str
    size: int
    sha256: str
    language: str
    scope: Scope
    documents_asked: int
    documents: int
    files: int
    sensitive: bool
    made_at: datetime
    made_by: str


_MADE = """
SELECT r.id, f.name, f.size, f.sha256, r.language, r.first_on, r.last_on, r.figures, r.prepared_at,
  coalesce(q.name, '') AS made_by
FROM report r JOIN report_file f ON f.report_id = r.id LEFT JOIN person q ON q.id = r.prepared_by_id
WHERE r.project_id = $1 AND r.format = $2 AND ($3::bigint IS NULL OR r.id = $3) ORDER BY r.id DESC
"""


async def dossiers_of(by: Identity, project: Seen, only: int | None = None) -> list[DossierSeen]:
    """The dossiers of a project that this person may open, the latest first. One query."""
    if not may_make(by, project):
        return []
    whole = may(by, Permission.SEE_SENSITIVE, project.ref)
    seen = [_dossier(row) for row in await rows(_MADE, project.id, FORMAT, only)]
    return [one for one in seen if whole or not one.sensitive]


async def dossier_seen(by: Identity, project: Seen, dossier_id: int) -> DossierSeen:
    """One of them; NotFound when it is of another project, or not for this person."""
    found = await dossiers_of(by, project, dossier_id)
    if not found:
        raise NotFound
    return found[0]


def _dossier(row: Row) -> DossierSeen:
    told: dict[str, Any] = json.loads(row["figures"])
    of = Of(told["of"])
    first, last = (row["first_on"], row["last_on"]) if of is Of.PERIOD else (None, None)
    scope = Scope(of, first, last, number=told.get("number", ""), draft=told.get("draft", False))
    return DossierSeen(
        row["id"],
        row["name"],
        row["size"],
        row["sha256"],
        row["language"],
        scope,
        told["documents_asked"],
        told["documents"],
        told["files"],
        told["sensitive"],
        row["prepared_at"],
        row["made_by"],
    )
