"""What the work plan records, field by field."""

from __future__ import annotations

from grants.values.language import N_
from grants.values.records import Field, Kind, Record, as_published
from grants.workplan.rules import ACTIVITY_STATES, DELIVERABLE_STATES, ActivityState, DeliverableState

ACTIVITY = Record(
    "activity",
    N_("Activity"),
    N_("Activities"),
    (
        Field("title", Kind.BOTH_LINE, N_("Activity"), required=True, maximum=1000),
        Field("result", Kind.BOTH_PROSE, N_("Expected result"), maximum=4000),
        Field("partner", Kind.REFERENCE, N_("Responsible partner"), refers_to="partner"),
        Field("state", Kind.CHOICE, N_("State"), required=True, choices=ACTIVITY_STATES, default=ActivityState.PLANNED),
        Field("start", Kind.PUBLISHED_DAY, N_("Begins")),
        Field("end", Kind.PUBLISHED_DAY, N_("Ends")),
        as_published(),
    ),
    title="title",
    new=N_("Add an activity"),
    tab="workplan",
)

DELIVERABLE = Record(
    "deliverable",
    N_("Deliverable"),
    N_("Deliverables"),
    (
        Field("title", Kind.BOTH_LINE, N_("Planned name"), required=True, maximum=1000),
        Field("delivered_title", Kind.BOTH_LINE, N_("Delivered name"), maximum=1000),
        Field("activity", Kind.REFERENCE, N_("Activity"), refers_to="activity"),
        Field("partner", Kind.REFERENCE, N_("Responsible partner"), refers_to="partner"),
        Field("quantity", Kind.DECIMAL, N_("Quantity"), places=2),
        Field("unit", Kind.BOTH_LINE, N_("Unit"), maximum=100),
        Field("due", Kind.DAY, N_("Due on")),
        Field("delivered", Kind.DAY, N_("Delivered on")),
        Field(
            "state",
            Kind.CHOICE,
            N_("State"),
            required=True,
            choices=DELIVERABLE_STATES,
            default=DeliverableState.PLANNED,
        ),
    ),
    title="title",
    new=N_("Add a deliverable"),
    tab="workplan",
)

PUBLICATION = Record(
    "publication",
    N_("Publication"),
    N_("Publications"),
    (
        Field("title", Kind.BOTH_LINE, N_("Title"), required=True, maximum=1000),
        Field("deliverable", Kind.REFERENCE, N_("Deliverable"), refers_to="deliverable"),
        Field("address", Kind.WEB, N_("Address"), maximum=500),
        Field("published", Kind.PUBLISHED_DAY, N_("Published on")),
    ),
    title="title",
    new=N_("Add a publication"),
    tab="workplan",
)
