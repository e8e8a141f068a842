"""What of the accounting a person reads: the imports of a project, their entries, kept mappings, and the two sides of a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from grants.access import Identity, sees_all_money
from grants.accounting.columns import Chosen, chosen
from grants.accounting.models import AccountingBatch, ColumnMapping
from grants.accounting.rules import BatchState, Paper, Row
from grants.budget.kinds import VatRule
from grants.budget.queries import terms_of
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

# Of the same row only what was exported last counts, and of the same document what a later export of the same accounts
# says. A row is gone where a later export of its account and its day no longer has it.
_ACCOUNT = "(e.account = '' OR '' = ANY(c.accounts) OR e.account = ANY(c.accounts))"
_LAST_TOLD = f"""
kept AS (
  SELECT e.*, max(e.batch_id) OVER (PARTITION BY e.key) AS last_of_key
  FROM accounting_entry e JOIN accounting_batch b ON b.id = e.batch_id AND b.state = 'kept' WHERE e.project_id = $1
), covers AS (
  SELECT batch_id, array_agg(DISTINCT account) AS accounts, min(issued_on) AS first_on, max(issued_on) AS last_on
  FROM kept GROUP BY batch_id
), later AS (
  SELECT DISTINCT k.document_id, k.batch_id, c.accounts FROM kept k JOIN covers c ON c.batch_id = k.batch_id
  WHERE k.document_id IS NOT NULL
), told AS (
  SELECT e.*, EXISTS (SELECT 1 FROM covers c WHERE c.batch_id > e.batch_id AND e.issued_on BETWEEN c.first_on AND c.last_on
    AND {_ACCOUNT}) AS gone
  FROM kept e WHERE e.batch_id = e.last_of_key AND NOT EXISTS (
    SELECT 1 FROM later c WHERE c.document_id = e.document_id AND c.batch_id > e.batch_id AND {_ACCOUNT})
)
"""  # noqa: S608 - built of constants only


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


async def recovers_vat(project: Seen) -> bool:
    """Whether the organisation keeping the project is registered for VAT and the contract then pays none of it."""
    found = await rows("SELECT vat FROM organisation WHERE id = $1", project.kept_by_id)
    return bool(found and found[0]["vat"]) and (await terms_of(project.id)).vat_rule == VatRule.NOT_RECOVERABLE


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


async def told_before(project: Seen) -> list[tuple[Row, int | None]]:
    """What the kept imports of a project say of it now, each row with its document."""
    found = await rows(f"WITH {_LAST_TOLD} SELECT * FROM told ORDER BY issued_on, batch_id, position", project.id)  # noqa: S608
    return [(_row(row), row["document_id"]) for row in found]


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


@dataclass(frozen=True, slots=True)
class Sides:
    """What the accounting and the ledger say of a period.

    `batch_of` is the import in which an entry stands, by its key and row; `gone` are those that a later one leaves out.
    """

    entries: list[tuple[Row, int | None]]
    documents: list[Paper]
    batch_of: dict[tuple[str, int], int]
    gone: list[Row]


async def two_sides(by: Identity, project: Seen, first: date, last: date, partner_id: int | None) -> Sides:
    """What the accounting and the ledger say of a period: its entries with their documents, and its documents.

    What is linked to something of the period belongs to it too, so that a changed day shows as one. Of documents all
    (`partner_id` None) or those of a partner and of nobody named. Two queries.
    """
    refuse_part(by, project)
    period = (project.id, first, last)
    in_period = "issued_on BETWEEN $2 AND $3"
    entries = await rows(
        f"WITH {_LAST_TOLD} SELECT * FROM told WHERE {in_period} OR document_id IN "  # noqa: S608 - constants
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
    return Sides(
        [(_row(row), row["document_id"]) for row in entries],
        [_paper(row) for row in documents],
        {(row["key"], row["position"]): row["batch_id"] for row in entries},
        [_row(row) for row in entries if row["gone"]],
    )


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
