"""Tables of the payments room."""

from __future__ import annotations

from tortoise import fields

from grants.payments.rules import GuaranteeKind, PaymentKind, TransferKind
from grants.storage.columns import ProjectRow, belongs_to, cents, choice, currency, day, line, may_name, prose


class Payment(ProjectRow):
    """One payment asked of the funder: what was requested, what came, and how much of the advance it clears.

    Amounts are never below zero; the kind says which way the money goes. From `stopped_on`, when the authority asked for
    what was missing, to `resumed_on` its time to pay stood still; several such times are kept as one of their length together.
    """

    kind = choice(PaymentKind, PaymentKind.INTERIM)
    package = line(20)
    requested_on = day()
    requested_sum_cents = cents()
    due_on = day()
    stopped_on = day()
    resumed_on = day()
    approved_cents = cents()
    received_on = day()
    received_sum_cents = cents()
    cleared_cents = cents()
    currency = currency()
    decision = line(200)
    note_bg = prose()
    note_en = prose()

    class Meta:
        table = "funder_payment"
        unique_together = (("project", "number"),)


class PartnerTransfer(ProjectRow):
    """Money that went between the lead and a partner, in the day it went; `returned` is what the partner paid back."""

    partner = belongs_to("Partner")
    kind = choice(TransferKind, TransferKind.ADVANCE)
    paid_on = fields.DateField()
    amount_cents = fields.BigIntField()
    currency = currency()
    package = line(20)
    order_number = line(120)
    note_bg = prose()
    note_en = prose()

    class Meta:
        table = "partner_transfer"
        unique_together = (("project", "number"),)


class Guarantee(ProjectRow):
    """A guarantee or an insurance that must not lapse: who gave it, for how much, until when, and when it was released."""

    kind = choice(GuaranteeKind, GuaranteeKind.ADVANCE)
    title_bg = line(1000)
    title_en = line(1000)
    issuer = line()
    reference = line(120)
    partner = may_name("Partner")
    amount_cents = cents()
    currency = currency()
    first_on = day()
    until_on = day()
    released_on = day()
    note_bg = prose()
    note_en = prose()

    class Meta:
        table = "guarantee"
        unique_together = (("project", "number"),)
