"""Tables of the procurement room."""

from __future__ import annotations

from grants.procurement.rules import SupplyState
from grants.storage.columns import ProjectRow, cents, choice, currency, day, line, may_name


class Supply(ProjectRow):
    """A contract with a supplier; what of it is not yet invoiced is committed on its budget line."""

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
    currency = currency()
    line = may_name("Line")

    class Meta:
        table = "supply_contract"
        unique_together = (("project", "number"),)
