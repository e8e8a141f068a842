"""What can't be kept of a member of the team or of its days, whatever was typed in each field alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from grants.errors import Objection
from grants.participants.rules_person import NUMBER_IN_TEXT
from grants.team.rules import DayKind, Engagement, RateRule
from grants.values.days import add_months
from grants.values.identifiers import looks_like_personal_number, search_form
from grants.values.language import N_

Values = Mapping[str, Any]
_TEXTS: Final = ("name", "position_bg", "position_en", "contract_number", "order_number")
LONGEST_LEAVE: Final = 410  # days of a year's maternity leave, the longest there is

END_FIRST = N_("The work ends before it begins.")
POST_RANGE = N_("A part of a post is above 0 and at most 1.")
COST_NEEDED = N_("By this rule the hours are claimed by a cost. Enter it.")
COST_RANGE = N_("A cost is above zero.")
SHARE_NEEDED = N_("By this rule a fixed share of the time is claimed. Enter it.")
HOURS_RANGE = N_("There are at most {most} hours.")
LAST_FIRST = N_("The last day is before the first.")
TOO_MANY_DAYS = N_("These are {days} days. Look at the year again.")
ASKS_SHEET = N_("By this rule the month is claimed by its timesheet, when that is approved.")
TO_COME = N_("This month is still to come.")
NOT_ENGAGED = N_("This person does not work here in that month.")
_MOST_HOURS: Final = {"hours_day": Decimal(24), "hours_month": Decimal(744), "hours_year": Decimal(8784)}


def label_of(number: str, values: Values) -> str:
    """How the history names a member: by number and position, never by name."""
    return f"{number} · {(values['position_bg'] or values['position_en'])[:200]}"


def member_objections(values: Values) -> list[Objection]:
    """What is wrong with a member whose fields could each be read."""
    return [*_of_texts(values), *_of_engagement(values), *_of_rate(values), *_of_limits(values)]


def _of_texts(values: Values) -> list[Objection]:
    """A personal number typed where everybody reads it."""
    return [Objection(NUMBER_IN_TEXT, place=name) for name in _TEXTS if looks_like_personal_number(values[name] or "")]


def _of_engagement(values: Values) -> list[Objection]:
    found = []
    if values["start_on"] and values["end_on"] and values["end_on"] < values["start_on"]:
        found.append(Objection(END_FIRST, place="end"))
    if values["post"] is not None and not 0 < values["post"] <= 1:
        found.append(Objection(POST_RANGE, place="post"))
    return found


def _of_rate(values: Values) -> list[Objection]:
    found, rule = [], RateRule(values["rate_rule"])
    if rule is not RateRule.NONE and values["cost_cents"] is None:
        found.append(Objection(COST_NEEDED, place="cost"))
    if values["cost_cents"] is not None and values["cost_cents"] <= 0:
        found.append(Objection(COST_RANGE, place="cost"))
    if rule is RateRule.FIXED_SHARE and not values["share"]:
        found.append(Objection(SHARE_NEEDED, place="share"))
    return found


def _of_limits(values: Values) -> list[Objection]:
    return [
        Objection(HOURS_RANGE, {"most": most}, place=name)
        for name, most in _MOST_HOURS.items()
        if values[name] is not None and not 0 <= values[name] <= most
    ]


def days_objections(values: Values) -> list[Objection]:
    """What is wrong with days of leave or of an order."""
    first: date = values["first_on"]
    last: date = values["last_on"] or first
    if last < first:
        return [Objection(LAST_FIRST, place="last")]
    days = (last - first).days + 1
    if days > LONGEST_LEAVE:
        return [Objection(TOO_MANY_DAYS, {"days": days}, place="last")]
    return []


def share_objections(member: Values, first: date, today: date) -> list[Objection]:
    """Why no salary row of a fixed share is made of a month."""
    if RateRule(member["rate_rule"]) is not RateRule.FIXED_SHARE:
        return [Objection(ASKS_SHEET, place="month")]
    if first > today:
        return [Objection(TO_COME, place="month")]
    if (member["start_on"] and add_months(first, 1) <= member["start_on"]) or (
        member["end_on"] and member["end_on"] < first
    ):
        return [Objection(NOT_ENGAGED, place="month")]
    return []


def same_person(keeper: int, person_id: int | None, name: str) -> str:
    """What a person without a personal number is told by: the account here, else the name within the organisation."""
    return f"person:{person_id}" if person_id is not None else f"name:{keeper}:{search_form(name)}"


def unappointed(member: Values) -> bool:
    """Whether nothing appoints somebody to the team: an order, or for a civil contract or another engagement that contract."""
    if member["engagement"] in (Engagement.EMPLOYMENT, Engagement.ORDER):
        return not member["order_number"]
    return not (member["order_number"] or member["contract_number"])


def is_leave(kind: str) -> bool:
    """Whether on such days nothing is worked; an order says the opposite."""
    return kind != DayKind.ORDER


def changed_fields(before: Values, after: Values, hidden: Sequence[str]) -> list[str]:
    """Of the fields whose content the history does not tell, those that differ."""
    return [name for name in hidden if before.get(name) != after.get(name)]
