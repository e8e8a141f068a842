"""What of the accounting a person reads: the imports of a project, their entries, kept mappings, and the two sides of a period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from grants.access import Identity, sees_all_money
from grants.accounting.columns import Chosen, chosen
from grants.accounting.models import AccountingBatch, ColumnMapping
from grants.accounting.rules import BatchState, Paper, Row
from grants.errors import NotFound
from grants.projects.queries import Seen
from grants.storage.database import rows
from grants.values.choices import Choice
from grants.values.language import Text

Found = dict[str, Any]
PAGE = 100

# A document as the accounting sees it: a credit note, whose figures are written without a sign, is below zero.
_GROSS = "d.net_cents + coalesce(d.vat_cents, 0)"
_DOCUMENT = (
    "d.id, d.paper_number, d.supplier_name, d.supplier_eik, d.issued_on, d.currency, "
    f"CASE WHEN d.kind = 'credit_note' THEN -abs({_GROSS}) ELSE {_GROSS} END AS cents"
)

# Of the same row or the same document only what was exported last counts.
_LAST_TOLD = """
SELECT * FROM (
  SELECT e.*, max(e.batch_id) OVER (PARTITION BY e.key) AS last_of_key,
    CASE WHEN e.document_id IS NOT NULL THEN max(e.batch_id) OVER (PARTITION BY e.document_id) END AS last_of_document
  FROM accounting_entry e JOIN accounting_batch b ON b.id = e.batch_id AND b.state = 'kept' WHERE e.project_id = $1
) e WHERE e.batch_id = e.last_of_key AND e.batch_id = coalesce(e.last_of_document, e.batch_id)
"""


def refuse_part(by: Identity, project: Seen) -> None:
    """Whoever sees only a partner's part sees nothing of the accounting: to them it is not there."""
    if not sees_all_money(by, project.ref):
        raise NotFound


async def batches_seen(by: Identity, project: Seen) -> list[Found]:
    """The imports of a project, the last first, with how many documents each made and who brought it."""
    refuse_part(by, project)
    return await rows(
        "SELECT b.id, b.file_name, b.state, b.first_on, b.last_on, b.rows, b.made_at, p.name AS made_by, "
        "(SELECT count(*) FROM document d WHERE d.batch_id = b.id)::int AS documents "
        "FROM accounting_batch b LEFT JOIN person p ON p.id = b.made_by_id WHERE b.project_id = $1 ORDER BY b.id DESC LIMIT 200",
        project.id,
    )


async def batch_seen(by: Identity, project: Seen, batch_id: int) -> Found:
    """One import; NotFound when it is not there or not for this person."""
    refuse_part(by, project)
    found = await AccountingBatch.filter(project_id=project.id, id=batch_id).values()
    if not found:
        raise NotFound
    return dict(found[0])


async def mappings(project: Seen) -> list[tuple[int, str, Chosen]]:
    """The kept mappings of the organisation whose project it is, the last kept first."""
    found = await ColumnMapping.filter(organisation_id=project.kept_by_id).order_by("-id").values()
    return [(row["id"], row["name"], chosen(row["columns"])) for row in found]


async def mapping_of(batch: Found) -> tuple[str, Chosen] | None:
    """The name and the columns under which a batch is read, once they were chosen."""
    if batch["mapping_id"] is None:
        return None
    row = (await ColumnMapping.filter(id=batch["mapping_id"]).values())[0]
    return row["name"], chosen(row["columns"])


async def lines_of(project: Seen) -> list[Choice]:
    """The budget lines of a project, in their order."""
    found = await rows(
        "SELECT id, number, title_bg, title_en FROM budget_line WHERE project_id = $1 ORDER BY position", project.id
    )
    return [Choice(row["id"], row["number"], Text(row["title_bg"], row["title_en"])) for row in found]


async def own_partner(project: Seen) -> int | None:
    """The partner that the organisation keeping the project is in it; None where that is not one."""
    found = await rows(
        "SELECT id FROM partner WHERE project_id = $1 AND organisation_id = $2 LIMIT 2", project.id, project.kept_by_id
    )
    return found[0]["id"] if len(found) == 1 else None


async def brought_before(project: Seen) -> dict[str, int]:
    """The document of each row of the accounting that is kept here and still stands in the ledger, by the row's key."""
    found = await rows(
        "SELECT e.key, max(e.document_id) AS document_id FROM accounting_entry e JOIN accounting_batch b ON b.id = e.batch_id "
        "WHERE e.project_id = $1 AND b.state = 'kept' AND e.document_id IS NOT NULL GROUP BY e.key",
        project.id,
    )
    return {row["key"]: row["document_id"] for row in found}


async def papers_here(project: Seen) -> list[Paper]:
    """Every document of the ledger that has a sum."""
    found = await rows(
        f"SELECT {_DOCUMENT} FROM document d WHERE d.project_id = $1 AND d.net_cents IS NOT NULL ORDER BY d.position",  # noqa: S608 - constants
        project.id,
    )
    return [_paper(row) for row in found]


def _paper(row: Found) -> Paper:
    return Paper(
        row["supplier_eik"],
        row["supplier_name"],
        row["paper_number"],
        row["issued_on"],
        row["cents"],
        row["currency"],
        row["id"],
    )


async def entries_seen(
    by: Identity, project: Seen, batch_id: int, first: int = 0, most: int | None = PAGE
) -> list[Found]:
    """The rows of an import from a row of its file on, in their order; all of them when `most` is None."""
    refuse_part(by, project)
    return await rows(
        "SELECT * FROM accounting_entry WHERE project_id = $1 AND batch_id = $2 AND position >= $3 ORDER BY position LIMIT $4",
        project.id,
        batch_id,
        first,
        most,
    )


async def page_before(project: Seen, batch_id: int, first: int) -> int | None:
    """The row of the file with which the page before begins; None on the first page."""
    found = await rows(
        "SELECT min(position) AS first FROM (SELECT position FROM accounting_entry "
        "WHERE project_id = $1 AND batch_id = $2 AND position < $3 ORDER BY position DESC LIMIT $4) e",
        project.id,
        batch_id,
        first,
        PAGE,
    )
    before: int | None = found[0]["first"]
    return before


async def two_sides(
    by: Identity, project: Seen, first: date, last: date, partner_id: int | None
) -> tuple[list[tuple[Row, int | None]], list[Paper], dict[tuple[str, int], int]]:
    """What the accounting and the ledger say of a period: its entries with their documents, and its documents.

    What is linked to something of the period belongs to it too, so that a changed day shows as one. Of documents all
    (`partner_id` None) or those of a partner and of nobody named. Third: the batch each entry stands in, by its key and
    row. Two queries.
    """
    refuse_part(by, project)
    period = (project.id, first, last)
    in_period = "issued_on BETWEEN $2 AND $3"
    entries = await rows(
        f"WITH told AS ({_LAST_TOLD}) SELECT * FROM told WHERE {in_period} OR document_id IN "  # noqa: S608 - constants
        f"(SELECT id FROM document WHERE project_id = $1 AND {in_period}) ORDER BY issued_on, batch_id, position",
        *period,
    )
    documents = await rows(
        f"SELECT {_DOCUMENT} FROM document d WHERE d.project_id = $1 AND d.net_cents IS NOT NULL AND (d.id = ANY($5::bigint[]) OR "  # noqa: S608
        f"({in_period} AND ($4::bigint IS NULL OR d.partner_id IS NULL OR d.partner_id = $4))) ORDER BY issued_on, d.position",
        *period,
        partner_id,
        sorted({row["document_id"] for row in entries if row["document_id"] is not None}),
    )
    told = [(_row(row), row["document_id"]) for row in entries]
    return told, [_paper(row) for row in documents], {(row["key"], row["position"]): row["batch_id"] for row in entries}


def _row(row: Found) -> Row:
    return Row(
        row["position"],
        row["key"],
        row["issued_on"],
        row["paper_number"],
        row["supplier_name"],
        row["supplier_eik"],
        row["amount_cents"],
        row["currency"],
        row["net_cents"],
        row["vat_cents"],
        row["description"],
        row["account"],
        row["booked_on"],
        row["paid_on"],
    )


async def period_of(project: Seen) -> tuple[date, date] | None:
    """The days that the kept imports of a project cover."""
    found = await rows(
        "SELECT min(first_on) AS first, max(last_on) AS last FROM accounting_batch WHERE project_id = $1 AND state = $2",
        project.id,
        BatchState.KEPT,
    )
    return (found[0]["first"], found[0]["last"]) if found[0]["first"] else None


async def touched(project: Seen, batch_id: int) -> list[Found]:
    """The documents an import made that were worked on since, with an expense to open; the import can't be undone then."""
    return await rows(
        """
        SELECT d.id, d.number, d.paper_number, d.supplier_name FROM document d
        WHERE d.project_id = $1 AND d.batch_id = $2 AND (
          d.version > 1
          OR EXISTS (SELECT 1 FROM expense x WHERE x.document_id = d.id AND (x.version > 1 OR x.state <> 'draft'))
          OR (SELECT count(*) FROM expense x WHERE x.document_id = d.id)
            <> (SELECT count(*) FROM accounting_entry e WHERE e.document_id = d.id AND e.batch_id = $2 AND e.brought)
          OR EXISTS (SELECT 1 FROM document_file f WHERE f.document_id = d.id)
          OR EXISTS (SELECT 1 FROM document_payment y WHERE y.document_id = d.id)
          OR EXISTS (SELECT 1 FROM document_paper r WHERE r.document_id = d.id)
          OR EXISTS (SELECT 1 FROM credit_set c WHERE d.id IN (c.credit_note_id, c.invoice_id))
        ) ORDER BY d.position
        """,
        project.id,
        batch_id,
    )


async def documents_of(project: Seen, ids: Sequence[int]) -> dict[int, Paper]:
    """These documents of the ledger, by id."""
    found = await rows(
        f"SELECT {_DOCUMENT} FROM document d WHERE d.project_id = $1 AND d.id = ANY($2::bigint[])",  # noqa: S608 - constants
        project.id,
        sorted(set(ids)),
    )
    return {row["id"]: _paper(row) for row in found}
