"""What the deadlines room records, field by field."""

from __future__ import annotations

from grants.deadlines.rules import DEADLINE_KINDS, DEADLINE_STATES, DeadlineKind, DeadlineState
from grants.values.language import N_
from grants.values.records import Field, Kind, Record

DEADLINE = Record(
    "deadline",
    N_("Deadline"),
    N_("Deadlines"),
    (
        Field("title", Kind.BOTH_LINE, N_("What is due"), required=True, maximum=1000),
        Field("kind", Kind.CHOICE, N_("Kind"), required=True, choices=DEADLINE_KINDS, default=DeadlineKind.OTHER),
        Field("due", Kind.DAY, N_("Due on"), required=True),
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
