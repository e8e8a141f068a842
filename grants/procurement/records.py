"""What procurement records, field by field."""

from __future__ import annotations

from grants.procurement.rules import (
    JUDGED,
    LAWS,
    METHODS,
    PURCHASE_KINDS,
    PURCHASE_STATES,
    SUPPLY_STATES,
    THRESHOLD_CURRENCIES,
    Law,
    Method,
    PurchaseKind,
    PurchaseState,
    SupplyState,
)
from grants.values.language import N_
from grants.values.records import CURRENCY, Field, Kind, Record

PURCHASE = Record(
    "purchase",
    N_("Procedure for choosing a supplier"),
    N_("Procedures for choosing suppliers"),
    (
        Field("subject", Kind.BOTH_LINE, N_("Subject"), required=True, maximum=1000),
        Field("kind", Kind.CHOICE, N_("What is bought"), choices=PURCHASE_KINDS, default=PurchaseKind.SERVICES),
        Field("law", Kind.CHOICE, N_("By which law"), choices=LAWS, default=Law.BENEFICIARY),
        Field("method", Kind.CHOICE, N_("Method"), choices=METHODS, default=Method.THREE_OFFERS),
        Field(
            "subject_code",
            Kind.LINE,
            N_("CPV code or kind of purchase"),
            maximum=60,
            hint=N_("Purchases with the same code count together against the thresholds."),
        ),
        Field("state", Kind.CHOICE, N_("State"), choices=PURCHASE_STATES, default=PurchaseState.PLANNED),
        Field("partner", Kind.REFERENCE, N_("Partner"), refers_to="partner"),
        Field("estimate", Kind.AMOUNT, N_("Estimated value without VAT")),
        CURRENCY,
        Field("published", Kind.DAY, N_("Published on")),
        Field("address", Kind.WEB, N_("Address"), maximum=500),
        Field("offers_until", Kind.DAY, N_("Offers until")),
        Field("decided", Kind.DAY, N_("Decided on")),
        Field("decision", Kind.PROSE, N_("Reason of the choice"), maximum=4000),
    ),
    title="subject",
    new=N_("Add a procedure for choosing a supplier"),
    tab="procurement",
)

OFFER = Record(
    "offer",
    N_("Offer"),
    N_("Offers"),
    (
        Field("purchase", Kind.REFERENCE, N_("Procedure"), required=True, refers_to="purchase"),
        Field("supplier_name", Kind.LINE, N_("Supplier"), required=True),
        Field("supplier_eik", Kind.EIK, N_("Supplier's EIK"), maximum=20),
        Field("received", Kind.DAY, N_("Received on")),
        Field("amount", Kind.AMOUNT, N_("Amount without VAT")),
        CURRENCY,
        Field("chosen", Kind.YES_NO, N_("Chosen")),
        Field("note", Kind.PROSE, N_("Note"), maximum=2000),
    ),
    title="supplier_name",
    new=N_("Add an offer"),
    tab="procurement",
)

SUPPLY = Record(
    "supply",
    N_("Contract with a supplier"),
    N_("Contracts with suppliers"),
    (
        Field("subject", Kind.BOTH_LINE, N_("Subject"), required=True, maximum=1000),
        Field("purchase", Kind.REFERENCE, N_("Procedure"), refers_to="purchase"),
        Field("contract_number", Kind.LINE, N_("Number of the contract"), maximum=120),
        Field("supplier_name", Kind.LINE, N_("Supplier")),
        Field("supplier_eik", Kind.EIK, N_("Supplier's EIK"), maximum=20),
        Field("state", Kind.CHOICE, N_("State"), choices=SUPPLY_STATES, default=SupplyState.SIGNED),
        Field("signed", Kind.DAY, N_("Signed on")),
        Field("until", Kind.DAY, N_("Until")),
        Field("line", Kind.REFERENCE, N_("Budget line"), refers_to="line"),
        Field("partner", Kind.REFERENCE, N_("Partner"), refers_to="partner"),
        Field("amount", Kind.AMOUNT, N_("Amount with VAT"), required=True),
        Field(
            "net",
            Kind.AMOUNT,
            N_("Amount without VAT"),
            hint=N_("The thresholds count it; left empty, they count the amount with VAT."),
        ),
        CURRENCY,
    ),
    title="subject",
    new=N_("Add a contract with a supplier"),
    tab="procurement",
)

SUBCONTRACTOR = Record(
    "subcontractor",
    N_("Subcontractor"),
    N_("Subcontractors"),
    (
        Field("supply", Kind.REFERENCE, N_("Contract with a supplier"), required=True, refers_to="supply"),
        Field("name", Kind.LINE, N_("Subcontractor"), required=True),
        Field("eik", Kind.EIK, N_("EIK / BULSTAT"), maximum=20),
        Field("amount", Kind.AMOUNT, N_("Amount")),
        CURRENCY,
        Field("part", Kind.PROSE, N_("Which part"), maximum=2000),
    ),
    title="name",
    new=N_("Add a subcontractor"),
    tab="procurement",
)

THRESHOLD = Record(
    "threshold",
    N_("Procurement threshold"),
    N_("Procurement thresholds"),
    (
        Field("law", Kind.CHOICE, N_("By which law"), required=True, choices=LAWS, default=Law.BENEFICIARY),
        Field(
            "kind",
            Kind.CHOICE,
            N_("What is bought"),
            required=True,
            choices=PURCHASE_KINDS,
            default=PurchaseKind.SERVICES,
        ),
        Field(
            "method",
            Kind.CHOICE,
            N_("Method needed from this amount"),
            required=True,
            choices=JUDGED,
            default=Method.PUBLIC_INVITATION,
        ),
        Field("amount", Kind.AMOUNT, N_("From this amount, without VAT"), required=True),
        Field(
            "currency",
            Kind.CHOICE,
            N_("Currency"),
            required=True,
            choices={code: code for code in THRESHOLD_CURRENCIES},
            default="EUR",
        ),
        Field("first", Kind.DAY, N_("From day"), required=True),
        Field("last", Kind.DAY, N_("To day"), hint=N_("Empty: until further notice.")),
        Field(
            "note", Kind.LINE, N_("Note"), hint=N_("Where the amount is taken from: law, article, issue."), maximum=400
        ),
    ),
    title="amount",
    new=N_("Add a threshold"),
    shared=True,
)
