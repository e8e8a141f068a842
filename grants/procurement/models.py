"""Tables of the procurement room."""

from __future__ import annotations

from tortoise import fields

from grants.procurement.rules import Law, Method, PurchaseKind, PurchaseState, SupplyState
from grants.storage.columns import ProjectRow, Record, cents, choice, currency, day, line, may_name, part_of, prose


class Purchase(ProjectRow):
    """A procedure by which a supplier is chosen; `estimate` is net of VAT, as the thresholds count.

    Purchases of one `subject_code` (a CPV code, or a word of the organisation's own) count together.
    """

    subject_bg = line(1000)
    subject_en = line(1000)
    kind = choice(PurchaseKind, PurchaseKind.SERVICES)
    law = choice(Law, Law.BENEFICIARY)
    method = choice(Method, Method.THREE_OFFERS)
    subject_code = line(60)
    state = choice(PurchaseState, PurchaseState.PLANNED)
    partner = may_name("Partner")
    estimate_cents = cents()
    currency = currency()
    published_on = day()
    address = line(500)
    offers_until_on = day()
    decided_on = day()
    decision = prose()

    class Meta:
        table = "purchase"
        unique_together = (("project", "number"),)


class Offer(ProjectRow):
    """What a supplier offered in a procedure, net of VAT."""

    purchase = part_of("Purchase")
    supplier_name = line()
    supplier_eik = line(20)
    received_on = day()
    amount_cents = cents()
    currency = currency()
    chosen = fields.BooleanField(default=False)
    note = prose()

    class Meta:
        table = "offer"
        unique_together = (("project", "number"),)


class Supply(ProjectRow):
    """A contract with a supplier; what of it is not yet invoiced is committed on its budget line."""

    purchase = may_name("Purchase")
    subject_bg = line(1000)
    subject_en = line(1000)
    contract_number = line(120)
    supplier_name = line()
    supplier_eik = line(20)
    state = choice(SupplyState, SupplyState.SIGNED)
    signed_on = day()
    until_on = day()
    partner = may_name("Partner")
    amount_cents = cents()
    net_cents = cents()
    currency = currency()
    line = may_name("Line")

    class Meta:
        table = "supply_contract"
        unique_together = (("project", "number"),)


class Subcontractor(ProjectRow):
    """Whom a supplier lets carry out a part of its contract, and how much of it."""

    supply = part_of("Supply")
    name = line()
    eik = line(20)
    amount_cents = cents()
    currency = currency()
    part = prose()

    class Meta:
        table = "subcontractor"
        unique_together = (("project", "number"),)


class Threshold(Record):
    """From what amount, net of VAT, a law asks for a method; dated, because laws change it."""

    law = choice(Law, Law.BENEFICIARY)
    kind = choice(PurchaseKind, PurchaseKind.SERVICES)
    method = choice(Method, Method.PUBLIC_INVITATION)
    first_on = fields.DateField()
    last_on = day()
    amount_cents = fields.BigIntField()
    currency = currency()
    note = line(400)

    class Meta:
        table = "procurement_threshold"
