"""Tables of the expenses room."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.models import Model

from grants.budget.kinds import CostCategory, CostForm
from grants.expenses.rules import CarriedOut, DocumentKind, ExpenseState
from grants.storage.columns import (
    ProjectRow,
    Record,
    cents,
    choice,
    currency,
    day,
    decimal,
    line,
    may_belong_to,
    may_name,
    part_of,
    prose,
)


class Document(ProjectRow):
    """A supporting document, once; `number` is its place in the project's register, `paper_number` its own.

    `paid_on` is the day on which it was paid in full. Papers claimed in several projects stand in each of them under
    the same `family`. `batch_id` is the accounting import that brought it.
    """

    kind = choice(DocumentKind, DocumentKind.INVOICE)
    paper_number = line(120)
    issued_on = day()
    delivered_on = day()
    paid_on = day()
    supplier_name = line()
    supplier_eik = line(20)
    partner = may_name("Partner")
    supply = may_name("Supply")
    description_bg = prose()
    description_en = prose()
    net_cents = cents()
    vat_cents = cents()
    currency = currency()
    vat_recoverable = fields.BooleanField(default=False)
    sensitive = fields.BooleanField(default=False)
    original = line(200)
    as_published = prose()
    family = fields.CharField(max_length=36, null=True, db_index=True)
    batch_id = fields.BigIntField(null=True, db_index=True)

    class Meta:
        table = "document"
        unique_together = (("project", "number"),)


class Payout(ProjectRow):
    """A payment of a document: an invoice is paid in parts, a payroll on several days."""

    document = part_of("Document")
    paid_on = day()
    amount_cents = fields.BigIntField()
    currency = currency()
    order_number = line(120)
    statement = line(120)

    class Meta:
        table = "document_payment"
        unique_together = (("project", "number"),)


class Credit(ProjectRow):
    """A credit note, or a part of it, set against its invoice."""

    credit_note = part_of("Document")
    invoice = part_of("Document")
    amount_cents = fields.BigIntField()
    currency = currency()

    class Meta:
        table = "credit_set"
        unique_together = (("project", "number"),)


class Paper(ProjectRow):
    """A paper that a document needs beside itself: whether it is there, and where its original lies."""

    document = part_of("Document")
    name_bg = line()
    name_en = line()
    there = fields.BooleanField(default=False)
    original = line(200)

    class Meta:
        table = "document_paper"
        unique_together = (("project", "number"),)


class RequiredPaper(Record):
    """A paper that an organisation asks for with costs of a kind; without any rows the usual list holds."""

    organisation = part_of("Organisation")
    category = choice(CostCategory, CostCategory.OTHER)
    name_bg = line()
    name_en = line()
    position = fields.IntField()

    class Meta:
        table = "required_paper"


class Expense(ProjectRow):
    """What of a document is claimed, on which line, and whose money it is; or a claim that needs no invoice.

    Without a document it is units at a price, a lump sum reached, or a flat rate on what was claimed on its base from
    `base_from_on` to `claimed_on`. `package` is the number of the report package it went out with; `cut_cents` is what the
    funder did not accept. `rated_cents` is what it is in euro where that does not follow from a fixed rate alone, `per_euro`
    the rate applied, exact enough also where it is a mean. `corrects` is the reported expense that this one puts right.
    `cut_told` holds the key and the facts of a cut that nobody typed a reason for. `sampled` says that it was in the sample of the
    funder's control, `error_kind` which typology of error the control gave what it cut.
    """

    document = may_belong_to("Document")
    line = may_name("Line")
    activity = may_name("Activity")
    partner = may_name("Partner")
    description_bg = prose()
    description_en = prose()
    form = choice(CostForm, CostForm.ACTUAL)
    units = decimal(18, 4)
    unit_price_cents = cents()
    base_from_on = day()
    claimed_on = day()
    evidence = prose()
    share = decimal(7, 4)
    amount_cents = fields.BigIntField()
    own_cents = fields.BigIntField(default=0)
    in_kind_cents = fields.BigIntField(default=0)
    third_cents = fields.BigIntField(default=0)
    currency = currency()
    rated_cents = cents()
    rate = may_name("Rate")
    per_euro = decimal(34, 24)
    corrects = may_name("Expense")
    from_advance = fields.BooleanField(default=False)
    cross_financed = fields.BooleanField(default=False)
    carried_out = choice(CarriedOut, CarriedOut.INSIDE)
    state = choice(ExpenseState, ExpenseState.DRAFT)
    package = fields.CharField(max_length=20, default="")
    reason = prose()
    cut_cents = fields.BigIntField(default=0)
    cut_told: Any = fields.JSONField(null=True)
    decided_on = day()
    decision = prose()
    sampled = fields.BooleanField(default=False)
    error_kind = fields.CharField(max_length=200, default="")

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
