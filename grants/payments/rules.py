"""The closed lists of payments, and the arithmetic of advances and cash."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from grants.values.language import N_


class PaymentKind(StrEnum):
    """What a payment between the funder and the project is."""

    ADVANCE = "advance"
    INTERIM = "interim"
    FINAL = "final"
    RECOVERY = "recovery"  # paid back to the funder
    CORRECTION = "correction"  # a financial correction: taken off what is paid
    OPENING = "opening"  # received before this tracker was used


PAYMENT_KINDS: Mapping[str, str] = {
    PaymentKind.ADVANCE: N_("advance payment"),
    PaymentKind.INTERIM: N_("interim payment"),
    PaymentKind.FINAL: N_("final payment"),
    PaymentKind.RECOVERY: N_("recovery of funds"),
    PaymentKind.CORRECTION: N_("financial correction"),
    PaymentKind.OPENING: N_("received before"),
}
