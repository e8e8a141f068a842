"""What the expenses room records, field by field."""

from __future__ import annotations

from typing import Any

from grants.expenses.rules import DOCUMENT_KINDS, EXPENSE_STATES, DocumentKind, ExpenseState
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
        Field("paid", Kind.DAY, N_("Paid on")),
        Field("supplier_name", Kind.LINE, N_("Supplier")),
        Field("supplier_eik", Kind.EIK, N_("Supplier's EIK"), maximum=20),
        Field("partner", Kind.REFERENCE, N_("Partner who paid"), refers_to="partner"),
        Field("description", Kind.BOTH_PROSE, N_("Description"), maximum=4000),
        Field("net", Kind.AMOUNT, N_("Net amount"), required=True),
        Field("vat", Kind.AMOUNT, N_("VAT")),
        CURRENCY,
        Field("vat_recoverable", Kind.YES_NO, N_("The VAT can be recovered")),
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
        Field("document", Kind.REFERENCE, N_("Supporting document"), required=True, refers_to="document"),
        Field("line", Kind.REFERENCE, N_("Budget line"), refers_to="line"),
        Field("activity", Kind.REFERENCE, N_("Activity"), refers_to="activity"),
        Field("partner", Kind.REFERENCE, N_("Partner"), refers_to="partner"),
        Field("description", Kind.BOTH_PROSE, N_("What it was for"), maximum=4000),
        Field("amount", Kind.AMOUNT, N_("Claimed amount"), required=True),
        Field("own", Kind.AMOUNT, N_("Own contribution in it")),
        CURRENCY,
        Field("state", Kind.CHOICE, N_("State"), choices=EXPENSE_STATES, default=ExpenseState.DRAFT),
        Field("reason", Kind.PROSE, N_("Why it was returned"), maximum=4000),
    ),
    title="description",
    new=N_("Add an expense"),
    tab="expenses",
)


def completed_expense(values: dict[str, Any]) -> dict[str, Any]:
    """An expense as it is kept: own money that was left empty is none."""
    return values | {"own_cents": values["own_cents"] or 0}
