"""Tables of the work plan."""

from __future__ import annotations

from tortoise import fields

from grants.storage.columns import ProjectRow, choice, day, decimal, line, may_name, part_of, precision, prose
from grants.workplan.rules import ActivityState, DeliverableKind, DeliverableState


class WorkPackage(ProjectRow):
    """A part of the plan under which activities are gathered, where the contract has such parts."""

    title_bg = line(1000)
    title_en = line(1000)
    summary_bg = prose()
    summary_en = prose()
    partner = may_name("Partner")

    class Meta:
        table = "work_package"
        unique_together = (("project", "number"),)


class Activity(ProjectRow):
    """Something the project does, in its period, by a partner; a sub-activity names the activity it is `within`.

    `start_on` and `end_on` are the plan, `began_on` and `finished_on` what really was. Where the plan is in months of
    the project, `start_month` and `end_month` say so (1 is the first) and the two days follow the project's start.
    """

    package = may_name("WorkPackage")
    within = may_name("Activity")
    title_bg = line(1000)
    title_en = line(1000)
    summary_bg = prose()
    summary_en = prose()
    result_bg = prose()
    result_en = prose()
    partner = may_name("Partner")
    person = may_name("Person")
    state = choice(ActivityState, ActivityState.PLANNED)
    progress = fields.IntField(null=True)
    start_month = fields.IntField(null=True)
    end_month = fields.IntField(null=True)
    start_on = day()
    start_precision = precision()
    end_on = day()
    end_precision = precision()
    began_on = day()
    finished_on = day()
    as_published = prose()

    class Meta:
        table = "activity"
        unique_together = (("project", "number"),)


class ActivityUpdate(ProjectRow):
    """What was done in an activity by a day, what is late and why, and what comes next."""

    activity = part_of("Activity")
    written_on = day()
    person = may_name("Person")
    done_bg = prose()
    done_en = prose()
    late_bg = prose()
    late_en = prose()
    next_bg = prose()
    next_en = prose()
    progress = fields.IntField(null=True)

    class Meta:
        table = "activity_update"
        unique_together = (("project", "number"),)


class Milestone(ProjectRow):
    """A point of the plan that is reached or not, and by what one sees it."""

    title_bg = line(1000)
    title_en = line(1000)
    activity = may_name("Activity")
    partner = may_name("Partner")
    due_on = day()
    reached_on = day()
    means_bg = prose()
    means_en = prose()

    class Meta:
        table = "milestone"
        unique_together = (("project", "number"),)


class Deliverable(ProjectRow):
    """A thing that is handed over: planned under one name, often delivered under another.

    `decided_on` is the day on which it was accepted or returned, `decision` why.
    """

    activity = may_name("Activity")
    partner = may_name("Partner")
    title_bg = line(1000)
    title_en = line(1000)
    kind = choice(DeliverableKind, DeliverableKind.DOCUMENT)
    delivered_title_bg = line(1000)
    delivered_title_en = line(1000)
    quantity = decimal(18, 2)
    delivered_quantity = decimal(18, 2)
    unit_bg = line(100)
    unit_en = line(100)
    state = choice(DeliverableState, DeliverableState.PLANNED)
    due_on = day()
    delivered_on = day()
    note_bg = prose()
    note_en = prose()
    decided_on = day()
    decision = prose()

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
