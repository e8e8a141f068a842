"""Tables of the team and its hours."""

from __future__ import annotations

from tortoise import fields
from tortoise.models import Model

from grants.storage.columns import (
    ProjectRow,
    Record,
    belongs_to,
    cents,
    choice,
    currency,
    day,
    decimal,
    line,
    may_name,
    part_of,
    prose,
)
from grants.team.rules import DayKind, Engagement, RateRule, SheetState


class Member(ProjectRow):
    """Somebody of the team in one engagement; `fingerprint` finds the same person in other projects.

    `post` is the part of a full post here (1 is full). `cost_cents` is what the rate rule is worked out from: the yearly cost
    (1,720 hours), the monthly one (a twelfth), or that of a full month (actual, fixed share, and for the 215 days). `share`
    is the fixed share of the time, in per cent. The three limits are in hours, over all projects of the organisation.
    """

    name = line(400)
    position_bg = line(400)
    position_en = line(400)
    partner = may_name("Partner")
    person = may_name("Person")
    engagement = choice(Engagement, Engagement.EMPLOYMENT)
    contract_number = line(100)
    order_number = line(100)
    order_on = day()
    start_on = day()
    end_on = day()
    post = decimal(7, 4)
    rate_rule = choice(RateRule, RateRule.NONE)
    cost_cents = cents()
    currency = currency()
    share = decimal(7, 4)
    hours_day = decimal(6, 2)
    hours_month = decimal(7, 2)
    hours_year = decimal(7, 2)
    fingerprint = fields.CharField(max_length=64, default="", db_index=True)
    line = may_name("Line")  # the last: it hides the column of that name

    class Meta:
        table = "team_member"
        unique_together = (("project", "number"),)


class DaysOff(Record):
    """Days of leave of a member, or days off on which an order lets it work."""

    member = part_of("Member")
    kind = choice(DayKind, DayKind.LEAVE)
    first_on = day()
    last_on = day()
    paper = line(200)

    class Meta:
        table = "team_days"


class Timesheet(Record):
    """A member's month: entered, submitted, approved by somebody else. `expense` is the salary row made of it."""

    member = belongs_to("Member")
    month_on = day()
    state = choice(SheetState, SheetState.DRAFT)
    submitted_by = may_name("Person")
    submitted_on = day()
    approved_by = may_name("Person")
    approved_on = day()
    reason = prose()
    cost_cents = cents()
    expense = may_name("Expense")

    class Meta:
        table = "timesheet"
        unique_together = (("member", "month_on"),)


class Hours(Record):
    """The hours of a day in one activity (or in none); on one line of the sheet."""

    sheet = part_of("Timesheet")
    activity = may_name("Activity")
    day_on = day()
    hours = decimal(5, 2)

    class Meta:
        table = "hours_worked"


class WorkDone(Record):
    """What was done in an activity in the month, and with what results, as ИСУН asks it of each row."""

    sheet = part_of("Timesheet")
    activity = may_name("Activity")
    done = prose()
    results = prose()

    class Meta:
        table = "work_done"


class SalaryRow(Model):
    """Which expense was made of a member's month; several where the month is of several activities, in their order."""

    id = fields.BigIntField(primary_key=True)
    member = belongs_to("Member")
    month_on = day()
    place = fields.IntField(default=1)
    expense = part_of("Expense")

    class Meta:
        table = "salary_row"
        unique_together = (("member", "month_on", "place"),)
