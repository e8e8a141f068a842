"""What the budget records, field by field."""

from __future__ import annotations

from grants.budget.rules import COST_FORMS, SOURCE_KINDS, CostForm, SourceKind
from grants.values.language import N_
from grants.values.records import CURRENCY, Field, Kind, Record, as_published

SOURCE = Record(
    "source",
    N_("Source of funding"),
    N_("Sources of funding"),
    (
        Field("kind", Kind.CHOICE, N_("Kind"), required=True, choices=SOURCE_KINDS, default=SourceKind.EU),
        Field("name", Kind.BOTH_LINE, N_("Name")),
        Field("amount", Kind.AMOUNT, N_("Amount")),
        CURRENCY,
        Field("share", Kind.PERCENT, N_("Share, as stated")),
        as_published(),
    ),
    title="kind",
    new=N_("Add a source of funding"),
    tab="budget",
)

LINE = Record(
    "line",
    N_("Budget line"),
    N_("Budget lines"),
    (
        Field("title", Kind.BOTH_LINE, N_("Budget line"), required=True, maximum=600),
        Field("partner", Kind.REFERENCE, N_("Partner"), refers_to="partner"),
        Field("activity", Kind.REFERENCE, N_("Activity"), refers_to="activity"),
        Field("form", Kind.CHOICE, N_("Cost option"), required=True, choices=COST_FORMS, default=CostForm.ACTUAL),
        Field("unit", Kind.BOTH_LINE, N_("Unit"), maximum=100),
        Field("units", Kind.DECIMAL, N_("Number of units")),
        Field("unit_price", Kind.AMOUNT, N_("Unit price")),
        Field("amount", Kind.AMOUNT, N_("Amount"), hint=N_("Left empty, it is the units times the unit price.")),
        CURRENCY,
    ),
    title="title",
    new=N_("Add a budget line"),
    tab="budget",
)
