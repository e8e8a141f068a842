"""What the rates room records, field by field."""

from __future__ import annotations

from grants.rates.rules import PLACES, RATE_SOURCES, RATED, RateSource
from grants.values.language import N_
from grants.values.records import Field, Kind, Record

RATE = Record(
    "rate",
    N_("Exchange rate"),
    N_("Exchange rates"),
    (
        Field("source", Kind.CHOICE, N_("Source"), required=True, choices=RATE_SOURCES, default=RateSource.INFOREURO),
        Field("currency", Kind.CHOICE, N_("Currency"), required=True, choices={code: code for code in RATED}),
        Field(
            "first",
            Kind.DAY,
            N_("Day"),
            required=True,
            hint=N_("Of InforEuro any day of the month; of a tranche the day on which it was booked."),
        ),
        Field(
            "per_euro",
            Kind.DECIMAL,
            N_("Units for one euro"),
            required=True,
            places=PLACES,
            hint=N_("With at least four decimals."),
        ),
        Field("project", Kind.REFERENCE, N_("Project of the tranche"), refers_to="project"),
        Field("note", Kind.LINE, N_("Note"), maximum=200),
    ),
    title="currency",
    new=N_("Add a rate"),
    shared=True,
)
