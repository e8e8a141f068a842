"""Tables of the accounting room."""

from __future__ import annotations

from typing import Any

from tortoise import fields

from grants.accounting.rules import BatchState
from grants.storage.columns import Record, cents, choice, currency, day, line, may_name, part_of, prose


class ColumnMapping(Record):
    """Which column of an accounting program's export holds what, kept under a name by an organisation."""

    organisation = part_of("Organisation")
    name = line(200)
    columns: Any = fields.JSONField()

    class Meta:
        table = "accounting_mapping"
        unique_together = (("organisation", "name"),)


class AccountingBatch(Record):
    """One imported file: kept whole, undone whole."""

    project = part_of("Project")
    mapping = may_name("ColumnMapping")
    file_name = line(255)
    sha256 = fields.CharField(max_length=64)
    state = choice(BatchState, BatchState.PREVIEWED)
    first_on = day()
    last_on = day()
    rows = fields.IntField(default=0)
    made_by = may_name("Person")
    made_at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "accounting_batch"


class AccountingEntry(Record):
    """A row as the accounting has it; `key` is the same for the same row however often it is exported.

    `document` is what stands for it in the ledger; `brought` whether this import made that document.
    """

    project = part_of("Project")
    batch = part_of("AccountingBatch")
    position = fields.IntField()
    key = fields.CharField(max_length=64, db_index=True)
    issued_on = day()
    booked_on = day()
    paid_on = day()
    paper_number = line(120)
    supplier_name = line()
    supplier_eik = line(20)
    description = prose()
    account = line(60)
    net_cents = cents()
    vat_cents = cents()
    amount_cents = fields.BigIntField()
    currency = currency()
    document = may_name("Document")
    brought = fields.BooleanField(default=False)

    class Meta:
        table = "accounting_entry"
