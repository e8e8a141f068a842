"""Tables of the deadlines room."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from grants.deadlines.rules import Basis, DeadlineKind, DeadlineState, OfPeriods, Origin, Rhythm, Side
from grants.storage.columns import (
    ProjectRow,
    Record,
    choice,
    day,
    line,
    may_be_part_of,
    may_name,
    part_of,
    prose,
)
from grants.values.days import Roll, Unit


class Deadline(ProjectRow):
    """A date by which something must be done, and whose business it is.

    One that is attached names its thing (`thing` is the kind of the row, `thing_number` what it is called there), one
    that is generated its `rule` and the period it speaks of. Of the two, what moves moves them, but for one that is
    `fixed`: somebody gave it a day of its own. `from_on`, `amount`, `unit` and `raw_on` say why the day is what it is:
    so many from that day end on the raw day, and a day off rolled it to `due_on`; of one that is fixed, to `ruled_on`, the
    day that its thing or its rule gives. It ends with the day, or at `hour` in `zone`. `internal_on` is the house's own
    earlier day. Who is responsible follows the thing or the rule too, unless the person was `chosen` for this deadline.
    `begun_on` says that somebody is at it, `later_on` until when nobody wants to hear of it. `known_on` is the day on
    which the deadline came to be here: nobody could be reminded of it before; nothing of one that was always known.
    """

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
    chosen = fields.BooleanField(default=False)
    origin = choice(Origin, Origin.TYPED)
    rule = may_name("DeadlineRule")
    thing = line(40)
    thing_id = fields.BigIntField(null=True)
    thing_number = line(60)
    from_on = day()
    amount = fields.IntField(null=True)
    unit = choice(Unit, Unit.DAYS)
    raw_on = day()
    fixed = fields.BooleanField(default=False)
    ruled_on = day()
    hour = line(5)
    zone = line(64)
    internal_on = day()
    begun_on = day()
    later_on = day()
    known_on = day()

    class Meta:
        table = "deadline"
        unique_together = (("project", "number"),)


class DeadlineRule(ProjectRow):
    """What the contract says of dates: so many days, working days or months after or before something (`side`).

    `preset` names the rule of the programme that it was taken from (deadlines/presets.py), as it is or with other terms.
    `periods` says of which reporting periods, where it counts from them. `country` is whose holidays count, `zone` whose
    clock `hour` is read by; `internal_days` before it the house wants it done. `steps` are the days before the date on
    which somebody is reminded, where they are not the usual ones. `partners` makes one for every partner.
    """

    title_bg = line(1000)
    title_en = line(1000)
    kind = choice(DeadlineKind, DeadlineKind.OTHER)
    basis = choice(Basis, Basis.PERIOD_END)
    periods = choice(OfPeriods, OfPeriods.ALL)
    amount = fields.IntField(default=0)
    unit = choice(Unit, Unit.DAYS)
    side = choice(Side, Side.AFTER)
    roll = choice(Roll, Roll.NEXT)
    country = line(2)
    hour = line(5)
    zone = line(64)
    internal_days = fields.IntField(null=True)
    partners = fields.BooleanField(default=False)
    person = may_name("Person")
    stopped = fields.BooleanField(default=False)
    preset = line(60)
    note_bg = prose()
    note_en = prose()

    class Meta:
        table = "deadline_rule"
        unique_together = (("project", "number"),)


class ReminderPlan(ProjectRow):
    """How a project reminds of deadlines of one kind, or of all where `kind` is empty.

    `steps` are days before the date ("30, 14, 7, 2, 0"); after it every `late_every` days. So many days late it also
    goes to the coordinator, so many to the manager.
    """

    kind = line(40)
    steps = line(120)
    late_every = fields.IntField(null=True)
    coordinator_after = fields.IntField(null=True)
    manager_after = fields.IntField(null=True)
    internal_days = fields.IntField(null=True)

    class Meta:
        table = "reminder_plan"
        unique_together = (("project", "number"),)


class DayOff(Record):
    """A day declared off, or a day off made a working one, after this release knew the calendar."""

    country = line(2)
    day_on = fields.DateField()
    works = fields.BooleanField(default=False)
    name_bg = line(200)
    name_en = line(200)

    class Meta:
        table = "day_off"
        unique_together = (("country", "day_on"),)


class ReminderWish(Record):
    """How one person wants to be reminded; `quiet` are the weekdays without letters ("67": Saturday and Sunday).

    From `away_from` to `away_until` the letters go to `stand_in`. `zone` is by whose clock the person reads hours.
    """

    person = part_of("Person")
    rhythm = choice(Rhythm, Rhythm.DAILY)
    weekday = fields.IntField(default=1)
    quiet = line(7)
    away_from = day()
    away_until = day()
    stand_in = may_name("Person")
    zone = line(64)

    class Meta:
        table = "reminder_wish"
        unique_together = (("person",),)


class DeadlineAnswer(Model):
    """What was said by a link in a letter: which letter, of which deadline, what; the same link is followed once."""

    id = fields.BigIntField(primary_key=True)
    deadline = part_of("Deadline")
    person = part_of("Person")
    letter = may_name("Letter")
    said = line(20)
    day_on = day()
    at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "deadline_answer"
        unique_together = (("letter", "deadline", "said"),)


class CalendarFeed(Model):
    """A private address of one's deadlines as a calendar, of all projects or of one; only the sha256 of its token is kept."""

    id = fields.BigIntField(primary_key=True)
    person = part_of("Person")
    project = may_be_part_of("Project")
    language = fields.CharField(max_length=2, default="bg")
    token_sha256 = fields.CharField(max_length=64, unique=True)
    made_at = fields.DatetimeField(auto_now_add=True)
    revoked_at = fields.DatetimeField(null=True)
    read_at = fields.DatetimeField(null=True)

    class Meta:
        table = "calendar_feed"


class Reminder(Model):
    """One step of one deadline for one person: planned once, whoever plans.

    `stood_for` is whose letter it would have been, where a stand-in got it.
    """

    id = fields.BigIntField(primary_key=True)
    deadline = part_of("Deadline")
    person = part_of("Person")
    due_on = fields.DateField()
    step = fields.IntField()
    planned_on = fields.DateField()
    letter = may_name("Letter")
    stood_for = may_name("Person")

    class Meta:
        table = "reminder"
        unique_together = (("deadline", "person", "due_on", "step"),)
