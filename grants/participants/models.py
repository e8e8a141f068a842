"""Tables of the register of participants and of what they attended."""

from __future__ import annotations

from typing import Any

from tortoise import fields

from grants.participants.rules import Ground, SessionKind, Sex
from grants.storage.columns import ProjectRow, Record, choice, day, decimal, line, may_name, part_of


class Participant(ProjectRow):
    """Somebody the project works with directly, counted once, as they were on the day they joined.

    `number` is the register's own number and the only thing letters, history and file names tell of a person. `labour`,
    `education`, `activity_kind`, `participation`, `leaving_reason` and `leaving_status` hold keys of an edition's lists;
    `answers` the yes/no questions of that edition by name. What Regulation 2016/679, art. 9, protects is in Special.
    `age` is in full years on the day of joining and stays when the day of birth is forgotten. A person made anonymous
    (`forgotten_at`) keeps what is counted and nothing by which it is known.
    """

    partner = may_name("Partner")
    activity = may_name("Activity")
    first_name = line(200)
    middle_name = line(200)
    family_name = line(200)
    sex = fields.CharEnumField(Sex, max_length=10, null=True)
    born_on = day()
    age = fields.IntField(null=True)
    edition = fields.CharField(max_length=20, default="2014-2020")
    labour = line(40)
    education = line(40)
    district = line(60)
    settlement = line(120)
    phone = line(200)
    email = line(200)
    answers: Any = fields.JSONField(default=dict)
    other_disadvantage = line(200)
    joined_on = day()
    activity_kind = line(200)
    place_district = line(60)
    place_settlement = line(120)
    ground = choice(Ground, Ground.LEGAL_OBLIGATION)
    declared_on = day()
    participation = line(40)
    left_on = day()
    leaving_reason = line(40)
    leaving_status = line(40)
    six_months_status = line(40)
    fingerprint = fields.CharField(max_length=64, default="", db_index=True)
    keep_until_on = day()
    forget_asked_on = day()
    forgotten_at = fields.DatetimeField(null=True)

    class Meta:
        table = "participant"
        unique_together = (("project", "number"),)


class Special(Record):
    """What a participant answered about health and origin (Regulation 2016/679, art. 9), apart from who they are."""

    participant = part_of("Participant")
    answers: Any = fields.JSONField(default=dict)

    class Meta:
        table = "participant_special"
        unique_together = (("participant",),)


class SessionHeld(ProjectRow):
    """A training day, a consultation, an event: what participants come to and sign for."""

    kind = choice(SessionKind, SessionKind.TRAINING)
    title_bg = line(1000)
    title_en = line(1000)
    activity = may_name("Activity")
    partner = may_name("Partner")
    held_on = day()
    begins_at = fields.CharField(max_length=5, default="")
    ends_at = fields.CharField(max_length=5, default="")
    hours = decimal(6, 2)
    district = line(60)
    settlement = line(120)
    place = line(400)
    trainer = line(400)
    entered_on = day()

    class Meta:
        table = "session_held"
        unique_together = (("project", "number"),)


class Attendance(Record):
    """A participant on the list of a session: whether they came, once that was entered, and for how many hours."""

    session = part_of("SessionHeld")
    participant = part_of("Participant")
    came = fields.BooleanField(null=True)
    hours = decimal(6, 2)

    class Meta:
        table = "attendance"
        unique_together = (("session", "participant"),)
