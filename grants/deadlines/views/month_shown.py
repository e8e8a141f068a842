"""A month of deadlines in the reader's words: weeks of days, each with what is due, and whether it is a day off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from grants.deadlines.views.month import YEARS, Week
from grants.deadlines.views.queries import MonthFound, OnDay
from grants.deadlines.views.rules import STAGES, STANDING, Filters, stage
from grants.deadlines.views.shown import LIST, MONTH, address_of
from grants.values.days import add_months
from grants.values.holidays import day_off_called
from grants.values.language import N_
from grants.values.places import page_of
from grants.values.terms import OfficeDays
from grants.values.wording import Wording
from grants.web.pages import Visit

Shown = dict[str, Any]
INTERNAL = N_("in the house")
_SATURDAY = 5


def month_shown(
    visit: Visit, filters: Filters, first: date, weeks: Sequence[Week], found: MonthFound, off: OfficeDays
) -> Shown:
    """The month as its template shows it, with the ways to other months."""
    words, by_day = visit.words, dict[date, list[OnDay]]()
    for one in found.days:
        by_day.setdefault(one.day, []).append(one)

    def of(day: date) -> str:
        return address_of(MONTH, filters, month=f"{day:%Y-%m}") if day.year in YEARS else ""

    return {
        "month": f"{first:%Y-%m}",
        "month_said": words.month(first),
        "weekdays": [words.weekday(day) for day in weeks[0].days],
        "weeks": [
            {
                "number": words.number(week.number),
                "days": [_day(visit, day, first, by_day.get(day, ()), filters, off) for day in week.days],
            }
            for week in weeks
        ],
        "before_url": of(add_months(first, -1)),
        "before_said": words.month(add_months(first, -1)),
        "before_brief": words.short_month(add_months(first, -1)),
        "after_url": of(add_months(first, 1)),
        "after_said": words.month(add_months(first, 1)),
        "after_brief": words.short_month(add_months(first, 1)),
        "today_url": "" if first == visit.today.replace(day=1) else of(visit.today),
        "said": _said(found, words),
        "nearest": [
            (words.say(sentence, month=words.month(day)), of(day))
            for sentence, day in (
                (N_("Latest before it: {month}"), found.before),
                (N_("Next after it: {month}"), found.after),
            )
            if day and of(day)
        ],
        "due": found.due,
    }


def _said(found: MonthFound, words: Wording) -> str:
    """How many deadlines the month has, and how many of them are overdue and done."""
    if not found.due:
        return ""
    parts = [words.count("{n} deadline", "{n} deadlines", found.due)]
    if found.late:
        parts.append(words.count("{n} overdue", "{n} overdue", found.late))
    if found.done:
        parts.append(words.count("{n} done", "{n} done", found.done))
    return ", ".join(parts)


def _day(visit: Visit, day: date, first: date, standing: Sequence[OnDay], filters: Filters, off: OfficeDays) -> Shown:
    called = day_off_called(day, off)
    holiday = called.in_(visit.language) if called else ""
    more = standing[0].in_all - len(standing) if standing else 0
    said = visit.words.day(day)
    narrowed = {"first": said, "last": said, "state": filters.state or STANDING}
    return {
        "number": day.day,
        "said": visit.words.full_day(day),
        "outside": day.month != first.month,
        "today": day == visit.today,
        "off": (bool(holiday) or day.weekday() >= _SATURDAY) and day not in off.works,
        "holiday": holiday,
        "rows": [_row(visit, one) for one in standing],
        "more": visit.words.count("{n} more", "{n} more", more) if more else "",
        "more_url": address_of(LIST, filters, **narrowed),
    }


def _row(visit: Visit, one: OnDay) -> Shown:
    deadline = one.deadline
    what, language = deadline.title.side(visit.language)
    at = stage(deadline.state, deadline.due_on, deadline.begun_on, visit.today)
    return {
        "url": f"/projects/{deadline.code}{page_of('deadline', deadline.id)}",
        "what": what,
        "lang": "" if language == visit.language else language,
        "project": deadline.acronym or deadline.code,
        "stage": "internal" if one.internal else at.value,
        "state": visit.words.say(INTERNAL if one.internal else STAGES[at]),
        "person": deadline.person,
    }
