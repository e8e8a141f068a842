"""What signed contracts with suppliers leave to be invoiced is committed („поети задължения“) on their budget lines."""

from __future__ import annotations

import pytest

from grants.access import OPERATOR
from grants.budget.models import Line
from grants.expenses.committed import committed_by_line
from grants.expenses.models import Document
from grants.values.money import Money
from tests.cast import row
from tests.expenses.conftest import recorded

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("contract", "invoices", "committed"),
    [
        ({"amount": "1000"}, (), "1000.00"),
        ({"amount": "1000"}, ({"net": "300", "vat": "60"},), "640.00"),
        ({"amount": "1000"}, ({"net": "900", "vat": "180"},), None),
        ({"amount": "1000"}, ({"net": "195,58", "vat": "", "currency": "BGN"},), "900.00"),
        ({"amount": "1000", "currency": "BGN"}, ({"net": "100", "vat": ""},), "804.42"),
        ({"amount": "1000", "state": "finished"}, (), None),
        ({"amount": "1000", "state": "terminated"}, (), None),
    ],
)
async def test_it_commits_what_signed_contracts_leave_to_be_invoiced(town, contract, invoices, committed):
    supply = await row(town.project, "supply", subject_bg="Печат", line="1.1", partner="1", **contract)
    for invoice in invoices:
        await recorded(OPERATOR, town.project, **invoice)
    await Document.all().update(supply_id=supply)
    line = int((await Line.get(project_id=town.project.id, number="1.1")).id)
    currency = contract.get("currency", "EUR")
    told = {line: {currency: Money.of(committed, currency)}} if committed else {}
    assert await committed_by_line(town.ivan, town.project) == told


async def test_nobody_sees_what_is_committed_on_a_part_that_is_not_theirs(town):
    await row(town.project, "supply", subject_bg="Печат", line="1.1", partner="1", amount="9")
    assert len(await committed_by_line(town.ivan, town.project)) == 1
    for who in (town.elena, town.desislava, town.petar):
        assert await committed_by_line(who, town.project) == {}
