"""Tables of the expenses room."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from grants.expenses.rules import DocumentKind, ExpenseState
from grants.storage.columns import ProjectRow, belongs_to, cents, choice, currency, day, line, may_name, part_of, prose


class Document(ProjectRow):
    """A supporting document, once; `number` is its place in the project's register, `paper_number` its own."""

    kind = choice(DocumentKind, DocumentKind.INVOICE)
    paper_number = line(120)
    issued_on = day()
    paid_on = day()
    supplier_name = line()
    supplier_eik = line(20)
    partner = may_name("Partner")
    description_bg = prose()
    description_en = prose()
    net_cents = cents()
    vat_cents = cents()
    currency = currency()
    vat_recoverable = fields.BooleanField(default=False)
    as_published = prose()

    class Meta:
        table = "document"
        unique_together = (("project", "number"),)


class Expense(ProjectRow):
    """What of a document is claimed, on which line, as grant and as own money."""

    document = belongs_to("Document")
    line = may_name("Line")
    activity = may_name("Activity")
    partner = may_name("Partner")
    description_bg = prose()
    description_en = prose()
    amount_cents = fields.BigIntField()
    own_cents = fields.BigIntField(default=0)
    currency = currency()
    state = choice(ExpenseState, ExpenseState.DRAFT)
    reason = prose()

    class Meta:
        table = "expense"
        unique_together = (("project", "number"),)


class File(Model):
    """A scanned paper of a document; its bytes lie in the file store under their sha256.

    `here` is false where a project was brought in without them: to name a hash is no right to read what it stands for.
    """

    id = fields.BigIntField(primary_key=True)
    document = part_of("Document")
    position = fields.IntField(default=1)
    name = line(255)
    media_type = line(100)
    size = fields.BigIntField()
    sha256 = fields.CharField(max_length=64, db_index=True)
    here = fields.BooleanField(default=True)

    class Meta:
        table = "document_file"
