"""What the expenses room records, field by field."""

from __future__ import annotations

from typing import Any

from grants.budget.kinds import COST_FORMS, CostForm
from grants.expenses.rules import CARRIED_OUT, DOCUMENT_KINDS, EXPENSE_STATES, CarriedOut, DocumentKind, ExpenseState
from grants.values.language import N_
from grants.values.records import CURRENCY, Field, Kind, Record, as_published

DOCUMENT = Record(
    "document",
    N_("Supporting document"),
    N_("Supporting documents"),
    (
        Field(
            "kind",
            Kind.CHOICE,
            N_("Type of document"),
            required=True,
            choices=DOCUMENT_KINDS,
            default=DocumentKind.INVOICE,
        ),
        Field("paper_number", Kind.LINE, N_("Number of the document"), required=True, maximum=120),
        Field("issued", Kind.DAY, N_("Date of the document"), required=True),
        Field("delivered", Kind.DAY, N_("Delivered on")),
        Field("paid", Kind.DAY, N_("Paid on")),
        Field("supplier_name", Kind.LINE, N_("Supplier")),
        Field("supplier_eik", Kind.EIK, N_("Supplier's EIK"), maximum=20),
        Field("partner", Kind.REFERENCE, N_("Partner who paid"), refers_to="partner"),
        Field("supply", Kind.REFERENCE, N_("Contract with the supplier"), refers_to="supply"),
        Field("description", Kind.BOTH_PROSE, N_("Description"), maximum=4000),
        Field("net", Kind.AMOUNT, N_("Net amount"), required=True),
        Field("vat", Kind.AMOUNT, N_("VAT")),
        CURRENCY,
        Field("vat_recoverable", Kind.YES_NO, N_("The VAT can be recovered")),
        Field("sensitive", Kind.YES_NO, N_("Payroll or personal: shown only to those who need it")),
        Field("original", Kind.LINE, N_("Where the paper original lies"), maximum=200),
        as_published(),
    ),
    title="paper_number",
    new=N_("Add a supporting document"),
    tab="expenses",
)

EXPENSE = Record(
    "expense",
    N_("Expense"),
    N_("Expenses"),
    (
        Field("document", Kind.REFERENCE, N_("Supporting document"), refers_to="document"),
        Field("form", Kind.CHOICE, N_("Cost option"), choices=COST_FORMS, default=CostForm.ACTUAL),
        Field("line", Kind.REFERENCE, N_("Budget line"), refers_to="line"),
        Field("activity", Kind.REFERENCE, N_("Activity"), refers_to="activity"),
        Field("partner", Kind.REFERENCE, N_("Partner"), refers_to="partner"),
        Field("description", Kind.BOTH_PROSE, N_("What it was for"), maximum=4000),
        Field("units", Kind.DECIMAL, N_("Number of units")),
        Field("unit_price", Kind.AMOUNT, N_("Unit price")),
        Field("base_from", Kind.DAY, N_("Base from")),
        Field("claimed", Kind.DAY, N_("Claimed for the day")),
        Field("evidence", Kind.PROSE, N_("Evidence"), maximum=4000),
        Field("share", Kind.PERCENT, N_("Share of the document")),
        Field("amount", Kind.AMOUNT, N_("Claimed amount"), required=True),
        Field("own", Kind.AMOUNT, N_("Own contribution in it")),
        Field("in_kind", Kind.AMOUNT, N_("In kind in it"), empty_is_zero=True),
        Field("third", Kind.AMOUNT, N_("Third parties' money in it"), empty_is_zero=True),
        CURRENCY,
        Field("rated", Kind.AMOUNT, N_("In euro, at the booked rate"), currency="EUR"),
        Field("from_advance", Kind.YES_NO, N_("Covers an advance that is verified (art. 131)")),
        Field("cross_financed", Kind.YES_NO, N_("Is cross-financing")),
        Field(
            "carried_out",
            Kind.CHOICE,
            N_("Where the activity takes place"),
            choices=CARRIED_OUT,
            default=CarriedOut.INSIDE,
        ),
        Field("corrects", Kind.REFERENCE, N_("Corrects expense"), refers_to="expense"),
        Field("state", Kind.CHOICE, N_("State"), choices=EXPENSE_STATES, default=ExpenseState.DRAFT),
        Field("package", Kind.LINE, N_("Report package"), maximum=20),
        Field("reason", Kind.PROSE, N_("Why it was returned, cut or set aside"), maximum=4000),
        Field("cut", Kind.AMOUNT, N_("Cut by the funder"), empty_is_zero=True),
        Field("decided", Kind.DAY, N_("Decided on")),
        Field("decision", Kind.PROSE, N_("The funder's decision"), maximum=4000),
        Field("sampled", Kind.YES_NO, N_("In the sample of the control")),
        Field("error_kind", Kind.LINE, N_("Typology of error"), maximum=200),
    ),
    title="description",
    new=N_("Add an expense"),
    tab="expenses",
)


PAYOUT = Record(
    "payout",
    N_("Payment of a document"),
    N_("Payments of documents"),
    (
        Field("document", Kind.REFERENCE, N_("Supporting document"), required=True, refers_to="document"),
        Field("paid", Kind.DAY, N_("Paid on"), required=True),
        Field("amount", Kind.AMOUNT, N_("Amount"), required=True),
        CURRENCY,
        Field("order_number", Kind.LINE, N_("Payment order"), maximum=120),
        Field("statement", Kind.LINE, N_("Bank statement"), maximum=120),
    ),
    title="order_number",
    new=N_("Add a payment"),
    tab="expenses",
)

CREDIT = Record(
    "credit",
    N_("Credit set against an invoice"),
    N_("Credits set against invoices"),
    (
        Field("credit_note", Kind.REFERENCE, N_("Credit note"), required=True, refers_to="document"),
        Field("invoice", Kind.REFERENCE, N_("Invoice"), required=True, refers_to="document"),
        Field("amount", Kind.AMOUNT, N_("Amount"), required=True),
        CURRENCY,
    ),
    title="amount",
    new=N_("Set a credit note against its invoice"),
    tab="expenses",
)

PAPER = Record(
    "paper",
    N_("Required paper"),
    N_("Required papers"),
    (
        Field("document", Kind.REFERENCE, N_("Supporting document"), required=True, refers_to="document"),
        Field("name", Kind.BOTH_LINE, N_("Paper"), required=True),
        Field("there", Kind.YES_NO, N_("It is there")),
        Field("original", Kind.LINE, N_("Where the paper original lies"), maximum=200),
    ),
    title="name",
    new=N_("Add a required paper"),
    tab="expenses",
)


def completed_expense(values: dict[str, Any]) -> dict[str, Any]:
    """An expense as it is kept: parts of it that were left empty are none."""
    return values | {column: values.get(column) or 0 for column in PARTS if column in values}


PARTS = ("own_cents", "in_kind_cents", "third_cents", "cut_cents")
