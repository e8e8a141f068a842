"""Tables of the payments room."""

from __future__ import annotations

from grants.payments.rules import PaymentKind
from grants.storage.columns import ProjectRow, cents, choice, currency, day, line, prose


class Payment(ProjectRow):
    """One payment asked of the funder: what was requested, what came, and how much of the advance it clears.

    Amounts are never below zero; the kind says which way the money goes.
    """

    kind = choice(PaymentKind, PaymentKind.INTERIM)
    package = line(20)
    requested_on = day()
    requested_sum_cents = cents()
    due_on = day()
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
