"""What the payments room records, field by field."""

from __future__ import annotations

from grants.payments.rules import (
    GUARANTEE_KINDS,
    PAYMENT_KINDS,
    TRANSFER_KINDS,
    GuaranteeKind,
    PaymentKind,
    TransferKind,
)
from grants.values.language import N_
from grants.values.records import CURRENCY, Field, Kind, Record

PAYMENT = Record(
    "payment",
    N_("Payment of the funder"),
    N_("Payments of the funder"),
    (
        Field("kind", Kind.CHOICE, N_("Kind"), required=True, choices=PAYMENT_KINDS, default=PaymentKind.INTERIM),
        Field("package", Kind.LINE, N_("Report package"), maximum=20),
        Field("requested", Kind.DAY, N_("Requested on")),
        Field("requested_sum", Kind.AMOUNT, N_("Requested")),
        Field("due", Kind.DAY, N_("Expected by")),
        Field("stopped", Kind.DAY, N_("The authority stopped its time on")),
        Field(
            "resumed",
            Kind.DAY,
            N_("Its time runs on since"),
            hint=N_("The day on which what was missing was sent. Left empty, the time stands still."),
        ),
        Field("approved", Kind.AMOUNT, N_("Approved")),
        Field("received", Kind.DAY, N_("Received on")),
        Field("received_sum", Kind.AMOUNT, N_("Received")),
        Field("cleared", Kind.AMOUNT, N_("Of the advance, cleared with it")),
        CURRENCY,
        Field("decision", Kind.LINE, N_("Decision or letter"), maximum=200),
        Field("note", Kind.BOTH_PROSE, N_("Note"), maximum=4000),
    ),
    title="kind",
    new=N_("Add a payment of the funder"),
    tab="payments",
)

PARTNER_TRANSFER = Record(
    "partner_transfer",
    N_("Payment to a partner"),
    N_("Payments to partners"),
    (
        Field("partner", Kind.REFERENCE, N_("Partner"), required=True, refers_to="partner"),
        Field("kind", Kind.CHOICE, N_("Kind"), required=True, choices=TRANSFER_KINDS, default=TransferKind.ADVANCE),
        Field("paid", Kind.DAY, N_("Paid on"), required=True),
        Field("amount", Kind.AMOUNT, N_("Amount"), required=True),
        CURRENCY,
        Field("package", Kind.LINE, N_("Report package"), maximum=20),
        Field("order_number", Kind.LINE, N_("Payment order"), maximum=120),
        Field("note", Kind.BOTH_PROSE, N_("Note"), maximum=4000),
    ),
    title="partner",
    new=N_("Add a payment to a partner"),
    tab="partners",
)

GUARANTEE = Record(
    "guarantee",
    N_("Guarantee or insurance"),
    N_("Guarantees and insurances"),
    (
        Field("title", Kind.BOTH_LINE, N_("What it is for"), required=True, maximum=1000),
        Field("kind", Kind.CHOICE, N_("Kind"), required=True, choices=GUARANTEE_KINDS, default=GuaranteeKind.ADVANCE),
        Field("issuer", Kind.LINE, N_("Bank or insurer"), maximum=400),
        Field("reference", Kind.LINE, N_("Its number"), maximum=120),
        Field("partner", Kind.REFERENCE, N_("Partner"), refers_to="partner"),
        Field("amount", Kind.AMOUNT, N_("Amount")),
        CURRENCY,
        Field("first", Kind.DAY, N_("Valid from")),
        Field("until", Kind.DAY, N_("Valid until")),
        Field("released", Kind.DAY, N_("Released on")),
        Field("note", Kind.BOTH_PROSE, N_("Note"), maximum=4000),
    ),
    title="title",
    new=N_("Add a guarantee or insurance"),
    tab="payments",
)
