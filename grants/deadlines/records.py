"""What the deadlines room records, field by field."""

from __future__ import annotations

from grants.deadlines.rules import (
    BASES,
    DEADLINE_KINDS,
    DEADLINE_STATES,
    OF_PERIODS,
    SIDES,
    Basis,
    DeadlineKind,
    DeadlineState,
    OfPeriods,
    Side,
)
from grants.values.days import ROLLS, UNITS, Roll, Unit
from grants.values.language import N_
from grants.values.records import Field, Kind, Part, Record

ZONE = Field(
    "zone",
    Kind.LINE,
    N_("Time zone"),
    maximum=64,
    hint=N_("For example Europe/Brussels; empty means Bulgarian time."),
)
IN_HOUSE = N_("Working days; empty means as the reminders of its kind have it.")

DEADLINE = Record(
    "deadline",
    N_("Deadline"),
    N_("Deadlines"),
    (
        Field("title", Kind.BOTH_LINE, N_("What is due"), required=True, maximum=1000),
        Field("kind", Kind.CHOICE, N_("Kind"), required=True, choices=DEADLINE_KINDS, default=DeadlineKind.OTHER),
        Field("due", Kind.DAY, N_("Due on"), required=True),
        Field(
            "hour", Kind.LINE, N_("Until the hour"), maximum=5, hint=N_("For example 17:00; empty means the whole day.")
        ),
        ZONE,
        Field("state", Kind.CHOICE, N_("State"), required=True, choices=DEADLINE_STATES, default=DeadlineState.OPEN),
        Field("done", Kind.DAY, N_("Done on")),
        Field("person", Kind.REFERENCE, N_("Person responsible"), refers_to="person", travels=False),
        Field("partner", Kind.REFERENCE, N_("Partner"), refers_to="partner"),
        Field("deliverable", Kind.REFERENCE, N_("Deliverable"), refers_to="deliverable"),
        Field("note", Kind.BOTH_PROSE, N_("Note"), maximum=4000),
    ),
    title="title",
    new=N_("Add a deadline"),
    tab="deadlines",
)

DEADLINE_RULE = Record(
    "deadline_rule",
    N_("Rule for deadlines"),
    N_("Rules for deadlines"),
    (
        Field("title", Kind.BOTH_LINE, N_("What is due"), required=True, maximum=1000),
        Field("kind", Kind.CHOICE, N_("Kind"), required=True, choices=DEADLINE_KINDS, default=DeadlineKind.OTHER),
        Field("amount", Kind.WHOLE, N_("How many"), required=True),
        Field("unit", Kind.CHOICE, N_("Counted in"), required=True, choices=UNITS, default=Unit.DAYS),
        Field("basis", Kind.CHOICE, N_("Counted from"), required=True, choices=BASES, default=Basis.PERIOD_END),
        Field("side", Kind.CHOICE, N_("After or before it"), choices=SIDES, default=Side.AFTER),
        Field("periods", Kind.CHOICE, N_("Of which reports"), choices=OF_PERIODS, default=OfPeriods.ALL),
        Field("roll", Kind.CHOICE, N_("When it ends on a day off"), choices=ROLLS, default=Roll.NEXT),
        Field("country", Kind.COUNTRY, N_("Days off of"), maximum=2, default="BG", chosen=True),
        Field(
            "hour",
            Kind.LINE,
            N_("Until the hour"),
            maximum=5,
            hint=N_(
                "Empty: what goes to the funder as the contract says, all else the whole day. 24:00 is the whole day."
            ),
        ),
        ZONE,
        Field("internal_days", Kind.WHOLE, N_("Done in the house so many days earlier"), hint=IN_HOUSE),
        Field("partners", Kind.YES_NO, N_("One for each partner")),
        Field("person", Kind.REFERENCE, N_("Person responsible"), refers_to="person", travels=False),
        Field("stopped", Kind.YES_NO, N_("No longer in use")),
        Field("preset", Kind.LINE, N_("Rule of the programme"), maximum=60, asked=False),
        Field("note", Kind.BOTH_PROSE, N_("Note"), maximum=4000),
    ),
    title="title",
    new=N_("Add a rule"),
    tab="deadlines/rules",
    parts=(
        Part(N_("The deadline"), (("title",), ("kind", "person"))),
        Part(
            N_("When"),
            (("amount", "unit", "side"), ("basis", "periods"), ("roll", "country"), ("partners",)),
            dates=True,
        ),
        Part(N_("The hour and the house's own day"), (("hour", "zone"), ("internal_days",))),
        Part(N_("Besides"), (("note",), ("stopped",))),
    ),
)

REMINDER_PLAN = Record(
    "reminder_plan",
    N_("Reminders of a kind"),
    N_("Reminders by kind"),
    (
        Field("kind", Kind.CHOICE, N_("Kind"), choices={"": N_("all kinds"), **DEADLINE_KINDS}),
        Field("steps", Kind.LINE, N_("Days before the date"), maximum=120, hint=N_("For example 30, 14, 7, 2, 0.")),
        Field("late_every", Kind.WHOLE, N_("When late, again every so many days")),
        Field("coordinator_after", Kind.WHOLE, N_("To the coordinator too, days late")),
        Field("manager_after", Kind.WHOLE, N_("To the managers too, days late")),
        Field("internal_days", Kind.WHOLE, N_("Done in the house so many days earlier")),
    ),
    title="kind",
    new=N_("Change the reminders of a kind"),
    tab="deadlines",
)
