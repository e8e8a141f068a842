"""Tables of the correspondence room."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from grants.correspondence.rules import AnswerDays, Direction, MatterKind
from grants.storage.columns import ProjectRow, cents, choice, currency, day, line, may_name, part_of, prose


class Matter(ProjectRow):
    """A letter or what an authority said: when it came, until when an answer is due, the answer and the proof of it.

    `arose_from` is the audit or letter it belongs to; `amount` what an irregularity or a correction touches.
    """

    kind = choice(MatterKind, MatterKind.LETTER)
    direction = choice(Direction, Direction.RECEIVED)
    reference = line(120)
    our_reference = line(120)
    counterpart = line()
    subject_bg = line(1000)
    subject_en = line(1000)
    wording = prose()
    written_on = day()
    received_on = day()
    answer_days = choice(AnswerDays, AnswerDays.NONE)
    answer_within = fields.IntField(null=True)
    answer_due_on = day()
    person = may_name("Person")
    partner = may_name("Partner")
    arose_from = may_name("Matter")
    amount_cents = cents()
    currency = currency()
    answer = prose()
    answer_reference = line(120)
    answered_on = day()
    sent_by = line(400)
    closed_on = day()

    class Meta:
        table = "matter"
        unique_together = (("project", "number"),)


class Spoken(Model):
    """A row to which a letter or finding speaks."""

    id = fields.BigIntField(primary_key=True)
    matter = part_of("Matter")
    kind = fields.CharField(max_length=40)
    row_id = fields.BigIntField()

    class Meta:
        table = "matter_row"
        unique_together = (("matter", "kind", "row_id"),)
        indexes = (("kind", "row_id"),)
