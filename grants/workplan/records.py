"""What the work plan records, field by field."""

from __future__ import annotations

from grants.values.language import N_
from grants.values.records import Field, Kind, Record, as_published
from grants.workplan.rules import (
    ACTIVITY_STATES,
    DELIVERABLE_KINDS,
    DELIVERABLE_STATES,
    ActivityState,
    DeliverableKind,
    DeliverableState,
)

WORK_PACKAGE = Record(
    "work_package",
    N_("Work package"),
    N_("Work packages"),
    (
        Field("title", Kind.BOTH_LINE, N_("Work package"), required=True, maximum=1000),
        Field("summary", Kind.BOTH_PROSE, N_("What it is about"), maximum=4000),
        Field("partner", Kind.REFERENCE, N_("Responsible partner"), refers_to="partner"),
    ),
    title="title",
    new=N_("Add a work package"),
    tab="workplan",
)

ACTIVITY = Record(
    "activity",
    N_("Activity"),
    N_("Activities"),
    (
        Field("title", Kind.BOTH_LINE, N_("Activity"), required=True, maximum=1000),
        Field("package", Kind.REFERENCE, N_("Work package"), refers_to="work_package"),
        Field("within", Kind.REFERENCE, N_("Part of the activity"), refers_to="activity"),
        Field("summary", Kind.BOTH_PROSE, N_("Description"), maximum=8000),
        Field("result", Kind.BOTH_PROSE, N_("Expected result"), maximum=4000),
        Field("partner", Kind.REFERENCE, N_("Responsible partner"), refers_to="partner"),
        Field("person", Kind.REFERENCE, N_("Person responsible"), refers_to="person", travels=False),
        Field("state", Kind.CHOICE, N_("State"), required=True, choices=ACTIVITY_STATES, default=ActivityState.PLANNED),
        Field("progress", Kind.WHOLE, N_("Done, %")),
        Field("start_month", Kind.WHOLE, N_("From month of the project")),
        Field("end_month", Kind.WHOLE, N_("To month of the project")),
        Field("start", Kind.PUBLISHED_DAY, N_("Begins")),
        Field("end", Kind.PUBLISHED_DAY, N_("Ends")),
        Field("began", Kind.DAY, N_("Really begun")),
        Field("finished", Kind.DAY, N_("Really finished")),
        as_published(),
    ),
    title="title",
    new=N_("Add an activity"),
    tab="workplan",
)

ACTIVITY_UPDATE = Record(
    "activity_update",
    N_("Update of an activity"),
    N_("Updates of activities"),
    (
        Field("activity", Kind.REFERENCE, N_("Activity"), required=True, refers_to="activity"),
        Field("written", Kind.DAY, N_("Day"), required=True),
        Field("person", Kind.REFERENCE, N_("Written by"), refers_to="person", travels=False),
        Field("done", Kind.BOTH_PROSE, N_("What was done"), maximum=4000),
        Field("late", Kind.BOTH_PROSE, N_("What is late and why"), maximum=4000),
        Field("next", Kind.BOTH_PROSE, N_("What comes next"), maximum=4000),
        Field("progress", Kind.WHOLE, N_("Done, %")),
    ),
    title="done",
    new=N_("Add an update"),
    tab="workplan",
)

MILESTONE = Record(
    "milestone",
    N_("Milestone"),
    N_("Milestones"),
    (
        Field("title", Kind.BOTH_LINE, N_("Milestone"), required=True, maximum=1000),
        Field("activity", Kind.REFERENCE, N_("Activity"), refers_to="activity"),
        Field("partner", Kind.REFERENCE, N_("Responsible partner"), refers_to="partner"),
        Field("due", Kind.DAY, N_("Due on")),
        Field("reached", Kind.DAY, N_("Reached on")),
        Field("means", Kind.BOTH_PROSE, N_("How one sees that it is reached"), maximum=4000),
    ),
    title="title",
    new=N_("Add a milestone"),
    tab="workplan",
)

DELIVERABLE = Record(
    "deliverable",
    N_("Deliverable"),
    N_("Deliverables"),
    (
        Field("title", Kind.BOTH_LINE, N_("Planned name"), required=True, maximum=1000),
        Field("kind", Kind.CHOICE, N_("Kind"), choices=DELIVERABLE_KINDS, default=DeliverableKind.DOCUMENT),
        Field("delivered_title", Kind.BOTH_LINE, N_("Delivered name"), maximum=1000),
        Field("activity", Kind.REFERENCE, N_("Activity"), refers_to="activity"),
        Field("partner", Kind.REFERENCE, N_("Responsible partner"), refers_to="partner"),
        Field("quantity", Kind.DECIMAL, N_("Quantity"), places=2),
        Field("delivered_quantity", Kind.DECIMAL, N_("Quantity delivered"), places=2),
        Field("unit", Kind.BOTH_LINE, N_("Unit"), maximum=100),
        Field("due", Kind.DAY, N_("Due on")),
        Field("delivered", Kind.DAY, N_("Delivered on")),
        Field("note", Kind.BOTH_PROSE, N_("Note"), maximum=4000),
        Field("decided", Kind.DAY, N_("Decided on")),
        Field("decision", Kind.PROSE, N_("Reason of the decision"), maximum=2000),
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
