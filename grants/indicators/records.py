"""What the indicators room records, field by field."""

from __future__ import annotations

from grants.indicators.rules import (
    AGE_BANDS,
    COUNTED,
    GROUPS,
    INDICATOR_KINDS,
    AgeBands,
    Counted,
    Group,
    IndicatorKind,
)
from grants.values.language import N_
from grants.values.records import Field, Kind, Record, as_published
from grants.workplan.rules import DELIVERABLE_KINDS

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
        Field("baseline_day", Kind.DAY, N_("Baseline as of")),
        Field("target", Kind.DECIMAL, N_("Target value"), places=2),
        Field(
            "achieved",
            Kind.DECIMAL,
            N_("Achieved value"),
            places=2,
            hint=N_("As it was published. Where values are recorded or counted, these are shown instead."),
        ),
        Field("evidence", Kind.BOTH_LINE, N_("Source of verification"), maximum=1000),
        Field(
            "counted",
            Kind.CHOICE,
            N_("Where its values come from"),
            required=True,
            choices=COUNTED,
            default=Counted.TYPED,
        ),
        Field(
            "who",
            Kind.CHOICE,
            N_("Participants counted"),
            required=True,
            choices=GROUPS,
            default=Group.ALL,
            hint=N_("Asked only where the register of participants is counted."),
        ),
        Field(
            "deliverable_kind",
            Kind.CHOICE,
            N_("Deliverables counted"),
            choices=DELIVERABLE_KINDS,
            hint=N_("Asked only where deliverables are counted; where none is chosen, all kinds are."),
        ),
        Field("by_quantity", Kind.YES_NO, N_("Count their quantities, not the deliverables themselves")),
        Field("activity", Kind.REFERENCE, N_("Of one activity alone"), refers_to="activity"),
        Field("partner", Kind.REFERENCE, N_("Of one partner alone"), refers_to="partner"),
        Field("cumulative", Kind.YES_NO, N_("Each value holds those before it")),
        Field("less_is_better", Kind.YES_NO, N_("Less is better")),
        Field(
            "trendless",
            Kind.YES_NO,
            N_("Trend not applicable"),
            hint=N_("As ИСУН shows „Неприложимо“: a value may then be below what was approved before."),
        ),
        Field("by_sex", Kind.YES_NO, N_("Women and men apart")),
        Field("bands", Kind.CHOICE, N_("By age"), required=True, choices=AGE_BANDS, default=AgeBands.NONE),
        Field("implied", Kind.YES_NO, N_("Implied, not promised")),
        Field("overlaps", Kind.YES_NO, N_("May overlap with others: not to be summed")),
        as_published(),
    ),
    title="name",
    new=N_("Add an indicator"),
    tab="indicators",
)

INDICATOR_VALUE = Record(
    "indicator_value",
    N_("Value of an indicator"),
    N_("Values of indicators"),
    (
        Field("indicator", Kind.REFERENCE, N_("Indicator"), required=True, refers_to="indicator"),
        Field("period", Kind.REFERENCE, N_("Reporting period"), refers_to="period"),
        Field("until", Kind.DAY, N_("As of"), required=True),
        Field("value", Kind.DECIMAL, N_("Value"), required=True, places=2),
        Field("women", Kind.DECIMAL, N_("Women"), places=2),
        Field("men", Kind.DECIMAL, N_("Men"), places=2),
        Field("age_1", Kind.DECIMAL, N_("Of the first age group"), places=2),
        Field("age_2", Kind.DECIMAL, N_("Of the second age group"), places=2),
        Field("age_3", Kind.DECIMAL, N_("Of the third age group"), places=2),
        Field("age_4", Kind.DECIMAL, N_("Of the fourth age group"), places=2),
        Field("verified", Kind.DECIMAL, N_("Verified by the authority"), places=2),
        Field("verified_women", Kind.DECIMAL, N_("Of it women"), places=2),
        Field("verified_men", Kind.DECIMAL, N_("Of it men"), places=2),
        Field("partner", Kind.REFERENCE, N_("Reached by"), refers_to="partner"),
        Field("note", Kind.BOTH_PROSE, N_("Comment"), maximum=4000),
    ),
    title="until",
    new=N_("Add a value"),
    tab="indicators",
)
