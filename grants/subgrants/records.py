"""What the sub-grants room records, field by field."""

from __future__ import annotations

from grants.values.language import N_
from grants.values.records import CURRENCY, Field, Kind, Record

SCHEME = Record(
    "scheme",
    N_("Small grants scheme"),
    N_("Small grants schemes"),
    (
        Field("title", Kind.BOTH_LINE, N_("Scheme"), required=True, maximum=1000),
        Field("grants", Kind.WHOLE, N_("Number of grants")),
        Field("ceiling", Kind.AMOUNT, N_("Ceiling of one grant")),
        Field("granted", Kind.AMOUNT, N_("Granted in all")),
        Field("attracted", Kind.AMOUNT, N_("Own funds attracted")),
        CURRENCY,
        Field("granted_as_published", Kind.PROSE, N_("Granted, as published"), maximum=4000),
        Field("attracted_as_published", Kind.PROSE, N_("Attracted, as published"), maximum=4000),
    ),
    title="title",
    new=N_("Add a small grants scheme"),
    tab="budget",
)

SUB_GRANT = Record(
    "sub_grant",
    N_("Sub-grant"),
    N_("Sub-grants"),
    (
        Field("scheme", Kind.REFERENCE, N_("Small grants scheme"), refers_to="scheme"),
        Field("recipient", Kind.REFERENCE, N_("Recipient"), required=True, refers_to="organisation"),
        Field("title", Kind.BOTH_LINE, N_("What it is for"), maximum=1000),
        Field("agreed", Kind.DAY, N_("Agreement of")),
        Field("amount", Kind.AMOUNT, N_("Amount"), required=True),
        Field("match", Kind.AMOUNT, N_("Recipient's own money")),
        CURRENCY,
    ),
    title="recipient",
    new=N_("Add a sub-grant"),
    tab="budget",
)
