"""Why a deadline is on its day, in words: from what it was counted, where that ended, and which day off moved it."""

from __future__ import annotations

from datetime import date

from grants.deadlines.queries import DeadlineSeen
from grants.deadlines.rules_yield import Offices
from grants.values.days import Unit
from grants.values.holidays import day_off_called
from grants.values.language import N_
from grants.values.terms import OfficeDays, UnknownCountry, UnknownYear, second_working_day
from grants.values.wording import Wording

COUNTED = N_("{term} after {start} is {raw}.")
COUNTED_BEFORE = N_("{term} before {start} is {raw}.")
ROLLED = N_("{term} after {start} is {raw}, so {day}.")
ROLLED_BEFORE = N_("{term} before {start} is {raw}, so {day}.")
TWO_DAYS = N_(
    "{term} after {start} is {raw}; at least two of the days must be working ones (Regulation 1182/71, art. 3(5)), so {day}."
)
TWO_DAYS_BEFORE = N_(
    "{term} before {start} is {raw}; at least two of the days must be working ones (Regulation 1182/71, art. 3(5)), so {day}."
)


def why(
    words: Wording, start: date | None, amount: int | None, unit: Unit, raw: date | None, due: date, offices: OfficeDays
) -> str:
    """The sentence, with the holiday on which the count ended; nothing for a day that was not counted from another."""
    if start is None or amount is None or raw is None:
        return ""
    rolled = raw != due
    after, before = (ROLLED, ROLLED_BEFORE) if rolled else (COUNTED, COUNTED_BEFORE)
    if rolled and _for_two_days(start, amount, unit, raw, due, offices):
        after, before = TWO_DAYS, TWO_DAYS_BEFORE
    sentence = after if amount >= 0 else before
    facts = {"term": term_said(words, abs(amount), unit), "start": words.day(start), "day": words.full_day(due)}
    return words.say(sentence, raw=_with_holiday(words, raw, offices) if rolled else words.full_day(raw), **facts)


def _for_two_days(start: date, amount: int, unit: Unit, raw: date, due: date, offices: OfficeDays) -> bool:
    """Whether no day off where the count ended brought it to its day, but that a term has at least two working days."""
    try:
        if due in (offices.on_or_after(raw), offices.on_or_before(raw)):
            return False
        return due == second_working_day(start, amount, unit, offices)
    except (UnknownYear, UnknownCountry):
        return False


def why_of(words: Wording, one: DeadlineSeen, offices: Offices) -> str:
    """The sentence about a deadline, with a holiday by the days off of the rule it comes of."""
    return why(
        *(words, one.from_on, one.amount, one.unit, one.raw_on, one.due_on),
        offices.of(one.rule_country),
    )


def _with_holiday(words: Wording, day: date, offices: OfficeDays) -> str:
    name = day_off_called(day, offices)
    return f"{words.full_day(day)} ({name.in_(words.language)})" if name else words.full_day(day)


def term_said(words: Wording, amount: int, unit: Unit) -> str:
    """So many days, working days or months."""
    match unit:
        case Unit.MONTHS:
            return words.count("{n} month", "{n} months", amount)
        case Unit.WORKING_DAYS:
            return words.count("{n} working day", "{n} working days", amount)
        case Unit.DAYS:
            return words.count("{n} day", "{n} days", amount)
