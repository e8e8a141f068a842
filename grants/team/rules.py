"""The closed lists of the team: engagements, rules of rates, days that are not ordinary, and the life of a month's sheet."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from grants.values.language import N_


class Engagement(StrEnum):
    """How a person works for the project; ИСУН's own four."""

    EMPLOYMENT = "employment"
    CIVIL = "civil"
    ORDER = "order"
    OTHER = "other"


ENGAGEMENTS: Mapping[str, str] = {
    Engagement.EMPLOYMENT: N_("employment contract"),
    Engagement.CIVIL: N_("civil contract"),
    Engagement.ORDER: N_("order"),
    Engagement.OTHER: N_("other engagement"),
}


class RateRule(StrEnum):
    """By which rule an hour of a person costs what it costs."""

    NONE = "none"
    ACTUAL = "actual"
    HOURS_1720 = "hours_1720"
    TWELFTH = "twelfth"
    DAYS_215 = "days_215"
    FIXED_SHARE = "fixed_share"


RATE_RULES: Mapping[str, str] = {
    RateRule.NONE: N_("not claimed by hours"),
    RateRule.ACTUAL: N_("the actual cost of the month, by the hours worked of it"),
    RateRule.HOURS_1720: N_("the last yearly cost divided by 1,720 hours"),
    RateRule.TWELFTH: N_("the last monthly cost, of 1/12 of 1,720 hours"),
    RateRule.DAYS_215: N_("215 days of a year, in half days"),
    RateRule.FIXED_SHARE: N_("a fixed share of the time, without timesheets"),
}


class DayKind(StrEnum):
    """A span of days on which somebody does not work as usual."""

    LEAVE = "leave"
    SICK = "sick"
    ORDER = "order"


DAY_KINDS: Mapping[str, str] = {
    DayKind.LEAVE: N_("leave"),
    DayKind.SICK: N_("sick leave"),
    DayKind.ORDER: N_("order to work on a day off"),
}


class SheetState(StrEnum):
    """The life of a month's timesheet."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


SHEET_STATES: Mapping[str, str] = {
    SheetState.DRAFT: N_("draft"),
    SheetState.SUBMITTED: N_("waits for approval"),
    SheetState.RETURNED: N_("returned"),
    SheetState.APPROVED: N_("approved"),
}
