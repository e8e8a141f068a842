"""What the indicators room records, field by field."""

from __future__ import annotations

from grants.indicators.rules import INDICATOR_KINDS, IndicatorKind
from grants.values.language import N_
from grants.values.records import Field, Kind, Record, as_published

INDICATOR = Record(
    "indicator",
    N_("Indicator"),
    N_("Indicators"),
    (
        Field("name", Kind.BOTH_LINE, N_("Indicator"), required=True, maximum=1000),
        Field("code", Kind.LINE, N_("Code"), maximum=40),
        Field("kind", Kind.CHOICE, N_("Kind"), required=True, choices=INDICATOR_KINDS, default=IndicatorKind.OUTPUT),
        Field("unit", Kind.BOTH_LINE, N_("Unit"), maximum=100),
        Field("baseline", Kind.DECIMAL, N_("Baseline"), places=2),
        Field("target", Kind.DECIMAL, N_("Target value"), places=2),
        Field("achieved", Kind.DECIMAL, N_("Achieved value"), places=2),
        Field("implied", Kind.YES_NO, N_("Implied, not promised")),
        Field("overlaps", Kind.YES_NO, N_("May overlap with others: not to be summed")),
        as_published(),
    ),
    title="name",
    new=N_("Add an indicator"),
    tab="indicators",
)
