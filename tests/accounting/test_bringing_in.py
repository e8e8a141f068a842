"""What an import makes of the rows of the accounting, and what it leaves as it is."""

from __future__ import annotations

import pytest

from grants.accounting.rules import Fate
from grants.storage.database import rows
from tests.accounting.conftest import BG, PRINT, TAXI, csv_of

pytestmark = pytest.mark.anyio


async def test_it_makes_a_document_and_a_draft_of_each_new_row(brought, office):
    accounts = {str(office.project.id): {"602": "1"}}
    seen = await brought.bring(csv_of([BG, PRINT, TAXI]), accounts=accounts)
    assert (seen.rows(Fate.NEW), seen.rows(Fate.HERE), seen.documents) == (2, 0, 2)
    told = await rows(
        "SELECT d.number, d.paper_number, d.supplier_eik, d.net_cents, d.vat_cents, x.amount_cents, x.state, l.number AS line, "
        "d.partner_id, x.partner_id AS who FROM document d JOIN expense x ON x.document_id = d.id "
        "LEFT JOIN budget_line l ON l.id = x.line_id ORDER BY d.position"
    )
    lead = office.lead
    assert [tuple(row.values()) for row in told] == [
        ("1", "0000001234", "131129282", 123450, 24690, 148140, "draft", "1", lead, lead),
        ("2", "77", "", 1230, None, 1230, "draft", None, lead, lead),
    ]
