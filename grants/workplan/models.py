"""Tables of the work plan."""

from __future__ import annotations

from grants.storage.columns import ProjectRow, choice, day, decimal, line, may_name, precision, prose
from grants.workplan.rules import ActivityState, DeliverableState


class Activity(ProjectRow):
    """Something the project does, in its period, by a partner."""

    title_bg = line(1000)
    title_en = line(1000)
    result_bg = prose()
    result_en = prose()
    partner = may_name("Partner")
    state = choice(ActivityState, ActivityState.PLANNED)
    start_on = day()
    start_precision = precision()
    end_on = day()
    end_precision = precision()
    as_published = prose()

    class Meta:
        table = "activity"
        unique_together = (("project", "number"),)


class Deliverable(ProjectRow):
    """A thing that is handed over: planned under one name, often delivered under another."""

    activity = may_name("Activity")
    partner = may_name("Partner")
    title_bg = line(1000)
    title_en = line(1000)
    delivered_title_bg = line(1000)
    delivered_title_en = line(1000)
    quantity = decimal(18, 2)
    unit_bg = line(100)
    unit_en = line(100)
    state = choice(DeliverableState, DeliverableState.PLANNED)
    due_on = day()
    delivered_on = day()

    class Meta:
        table = "deliverable"
        unique_together = (("project", "number"),)


class Publication(ProjectRow):
    """Something the public can read or see."""

    deliverable = may_name("Deliverable")
    title_bg = line(1000)
    title_en = line(1000)
    address = line(500)
    published_on = day()
    published_precision = precision()

    class Meta:
        table = "publication"
        unique_together = (("project", "number"),)
