"""What procurement records, field by field."""

from __future__ import annotations

from grants.procurement.rules import SUPPLY_STATES, SupplyState
from grants.values.language import N_
from grants.values.records import CURRENCY, Field, Kind, Record

SUPPLY = Record(
    "supply",
    N_("Contract with a supplier"),
    N_("Contracts with suppliers"),
    (
        Field("subject", Kind.BOTH_LINE, N_("Subject"), required=True, maximum=1000),
        Field("contract_number", Kind.LINE, N_("Number of the contract"), maximum=120),
        Field("supplier_name", Kind.LINE, N_("Supplier")),
        Field("supplier_eik", Kind.EIK, N_("Supplier's EIK"), maximum=20),
        Field("state", Kind.CHOICE, N_("State"), choices=SUPPLY_STATES, default=SupplyState.SIGNED),
        Field("signed", Kind.DAY, N_("Signed on")),
        Field("until", Kind.DAY, N_("Until")),
        Field("line", Kind.REFERENCE, N_("Budget line"), refers_to="line"),
        Field("partner", Kind.REFERENCE, N_("Partner"), refers_to="partner"),
        Field("amount", Kind.AMOUNT, N_("Amount with VAT"), required=True),
        CURRENCY,
    ),
    title="subject",
    new=N_("Add a contract with a supplier"),
    tab="budget",
)
