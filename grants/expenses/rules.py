"""The closed lists of expenses and the checks that need nothing but their own values."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from grants.values.language import N_


class DocumentKind(StrEnum):
    """The kinds of supporting document of ИСУН, with the debit note its importer leaves out."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    DEBIT_NOTE = "debit_note"
    CASH_RECEIPT = "cash_receipt"
    PAID_SUMS = "paid_sums"
    PAYROLL = "payroll"
    TRAVEL_ORDER = "travel_order"
    ADVANCE_REPORT = "advance_report"
    VAT_PROTOCOL = "vat_protocol"
    CASH_ORDER = "cash_order"
    OTHER = "other"


DOCUMENT_KINDS: Mapping[str, str] = {
    DocumentKind.INVOICE: N_("invoice"),
    DocumentKind.CREDIT_NOTE: N_("credit note"),
    DocumentKind.DEBIT_NOTE: N_("debit note"),
    DocumentKind.CASH_RECEIPT: N_("cash receipt (fiscal receipt)"),
    DocumentKind.PAID_SUMS: N_("statement of sums paid"),
    DocumentKind.PAYROLL: N_("payroll"),
    DocumentKind.TRAVEL_ORDER: N_("domestic travel order"),
    DocumentKind.ADVANCE_REPORT: N_("advance report"),
    DocumentKind.VAT_PROTOCOL: N_("protocol under the VAT Act"),
    DocumentKind.CASH_ORDER: N_("cash disbursement order"),
    DocumentKind.OTHER: N_("other"),
}


class CarriedOut(StrEnum):
    """Where what an expense pays for takes place, as the structural funds ask it of each cost."""

    INSIDE = "inside"
    OUTSIDE_AREA = "outside_area"
    OUTSIDE_UNION = "outside_union"
    PROGRAMMING_AREA = "programming_area"
    THIRD_COUNTRIES = "third_countries"


CARRIED_OUT: Mapping[str, str] = {
    CarriedOut.INSIDE: N_("in the area of the programme"),
    CarriedOut.OUTSIDE_AREA: N_("outside the area of the programme, in the EU"),
    CarriedOut.OUTSIDE_UNION: N_("outside the EU (ESF)"),
    CarriedOut.PROGRAMMING_AREA: N_("outside the EU, in the area of the programme (ERDF)"),
    CarriedOut.THIRD_COUNTRIES: N_("in a third country covered by IPA (ERDF)"),
}


class ExpenseState(StrEnum):
    """An expense's life."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    VERIFIED = "verified"
    REPORTED = "reported"
    APPROVED = "approved"
    CUT = "cut"  # approved less what was cut
    PARKED = "parked"  # set aside by the funder, to be decided later


EXPENSE_STATES: Mapping[str, str] = {
    ExpenseState.DRAFT: N_("draft"),
    ExpenseState.SUBMITTED: N_("submitted"),
    ExpenseState.RETURNED: N_("returned"),
    ExpenseState.VERIFIED: N_("verified"),
    ExpenseState.REPORTED: N_("reported"),
    ExpenseState.APPROVED: N_("approved"),
    ExpenseState.CUT: N_("cut"),
    ExpenseState.PARKED: N_("parked"),
}

# What may follow a state; who may bring it there is the business of `access`.
NEXT_STATES: Mapping[ExpenseState, tuple[ExpenseState, ...]] = {
    ExpenseState.DRAFT: (ExpenseState.SUBMITTED,),
    ExpenseState.SUBMITTED: (ExpenseState.VERIFIED, ExpenseState.RETURNED),
    ExpenseState.RETURNED: (ExpenseState.SUBMITTED,),
    ExpenseState.VERIFIED: (ExpenseState.RETURNED, ExpenseState.REPORTED),
    ExpenseState.REPORTED: (ExpenseState.APPROVED, ExpenseState.CUT, ExpenseState.PARKED),
    ExpenseState.APPROVED: (),
    ExpenseState.CUT: (),
    ExpenseState.PARKED: (ExpenseState.APPROVED, ExpenseState.CUT),
}

# Where a row goes when a step is taken back: out of a report, or to wait for a decision that was written down wrongly.
TAKEN_BACK: Mapping[ExpenseState, ExpenseState] = {
    ExpenseState.REPORTED: ExpenseState.VERIFIED,
    ExpenseState.APPROVED: ExpenseState.REPORTED,
    ExpenseState.CUT: ExpenseState.REPORTED,
    ExpenseState.PARKED: ExpenseState.REPORTED,
}

# What counts as spent, everywhere: drafts are not said yet, returned ones have to be mended first.
COUNTED_STATES = frozenset(
    {
        *(ExpenseState.SUBMITTED, ExpenseState.VERIFIED, ExpenseState.REPORTED),
        *(ExpenseState.APPROVED, ExpenseState.CUT, ExpenseState.PARKED),
    }
)

# Only in these may an expense, or its document, still be changed or removed.
OPEN_STATES = frozenset({ExpenseState.DRAFT, ExpenseState.SUBMITTED, ExpenseState.RETURNED})


def is_closed(expense: dict[str, Any]) -> bool:
    """Whether an expense may no longer be changed or removed."""
    return ExpenseState(expense["state"]) not in OPEN_STATES


def claimed_amount(net_cents: int, vat_cents: int | None, *, vat_recoverable: bool) -> int:
    """What a document claims when nobody says otherwise: net, and the VAT that cannot be recovered (CPR art. 64(1)(c)).

    In cents of the document's currency.
    """
    return net_cents if vat_recoverable else net_cents + (vat_cents or 0)


def may_become(state: str, to: ExpenseState) -> bool:
    """Whether an expense in a state may be brought to another."""
    return to in NEXT_STATES[ExpenseState(state)]


def may_go_back(state: str, to: ExpenseState) -> bool:
    """Whether the step that brought an expense to a state may be taken back to another."""
    return TAKEN_BACK.get(ExpenseState(state)) is to
