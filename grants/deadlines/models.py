"""Tables of the deadlines room."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from grants.deadlines.rules import DeadlineKind, DeadlineState
from grants.storage.columns import ProjectRow, choice, day, line, may_name, part_of, prose


class Deadline(ProjectRow):
    """A date by which something must be done, and whose business it is."""

    kind = choice(DeadlineKind, DeadlineKind.OTHER)
    title_bg = line(1000)
    title_en = line(1000)
    note_bg = prose()
    note_en = prose()
    due_on = fields.DateField()
    state = choice(DeadlineState, DeadlineState.OPEN)
    done_on = day()
    partner = may_name("Partner")
    deliverable = may_name("Deliverable")
    person = may_name("Person")

    class Meta:
        table = "deadline"
        unique_together = (("project", "number"),)


class Reminder(Model):
    """One step of one deadline for one person: planned once, whoever plans."""

    id = fields.BigIntField(primary_key=True)
    deadline = part_of("Deadline")
    person = part_of("Person")
    due_on = fields.DateField()
    step = fields.IntField()
    planned_on = fields.DateField()
    letter = may_name("Letter")

    class Meta:
        table = "reminder"
        unique_together = (("deadline", "person", "due_on", "step"),)
