"""The fields of a payment request as a project's file and the history call them."""

from __future__ import annotations

from typing import Final

from grants.reports.rules_package import REQUEST_KINDS
from grants.values.language import N_
from grants.values.records import CURRENCY, Field, Kind

FIELDS_TOLD: Final = (
    Field("kind", Kind.CHOICE, N_("Type of payment request"), required=True, choices=REQUEST_KINDS),
    Field("asked", Kind.AMOUNT, N_("Amount of the payment request")),
    Field("income", Kind.AMOUNT, N_("Additional net income")),
    CURRENCY,
    Field("vat_registered", Kind.YES_NO, N_("Registered for VAT")),
    Field("other_registration", Kind.LINE, N_("Another registration"), maximum=200),
    Field("bank_account", Kind.LINE, N_("Bank account"), maximum=200),
)
