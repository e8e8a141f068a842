"""The small forms of a document: another claim, a payment, a credit note, a correction, another project."""

from __future__ import annotations

from dataclasses import replace

from grants.expenses.records import PAYOUT
from grants.values.language import N_
from grants.values.records import Field, Kind, Record

CLAIM_LAYOUT = (
    ("line",),
    ("partner", "activity"),
    ("share", "amount"),
    ("own", "in_kind", "third"),
    ("from_advance", "cross_financed"),
    ("carried_out",),
    ("description",),
)
CLAIM_HINTS = {
    "share": N_("Per cent of the document; then the amount follows from it."),
    "amount": N_("Left empty: all that is left, or what the per cent comes to."),
    "own": N_("All three left empty: as the contract divides it among its sources."),
}

PAYOUT_FORM = replace(PAYOUT, fields=tuple(field for field in PAYOUT.fields if field.name != "document"))
PAYOUT_LAYOUT = (("paid", "amount", "currency"), ("order_number", "statement"))

_HOW_MUCH = Field(
    "amount", Kind.AMOUNT, N_("Amount"), hint=N_("Above zero, in the invoice's currency; left empty, all of it.")
)


def _set_against(label: str, heading: str) -> Record:
    fields = (Field("other", Kind.REFERENCE, label, required=True, refers_to="paper"), _HOW_MUCH)
    return Record("credit", heading, heading, fields, title="amount", new=heading, tab="expenses")


OF_INVOICE = _set_against(N_("Credit note"), N_("Set a credit note against this invoice"))
OF_NOTE = _set_against(N_("Invoice"), N_("Set this credit note against its invoice"))
CREDIT_LAYOUT = (("other",), ("amount",))

CORRECTION = Record(
    "correction",
    N_("Correction"),
    N_("Corrections"),
    (
        Field(
            "amount",
            Kind.AMOUNT,
            N_("Amount of the correction"),
            required=True,
            hint=N_("Below zero where too much was claimed, for example −120,00."),
        ),
        Field("reason", Kind.PROSE, N_("Why"), required=True, maximum=1000),
    ),
    title="amount",
    new=N_("Correct a reported expense"),
    tab="expenses",
)
CORRECTION_LAYOUT = (("amount",), ("reason",))

WHICH_PROJECT = Record(
    "elsewhere",
    N_("Another project"),
    N_("Other projects"),
    (Field("to", Kind.REFERENCE, N_("Project"), required=True, refers_to="project"),),
    title="to",
    new=N_("Claim a part in another project"),
    tab="expenses",
)
