"""Why a deadline is on its day, in words: from what it was counted, where that ended, which day off moved it, and who set
another by hand.
"""

from __future__ import annotations

from datetime import date
from typing import Protocol

from grants.deadlines.queries import DeadlineSeen
from grants.deadlines.rules import Origin
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
THAT_DAY = N_("The day itself: {raw}.")
THAT_DAY_ROLLED = N_("The day itself is {raw}, so {day}.")
TWO_DAYS = N_(
    "{term} after {start} is {raw}; at least two of the days must be working ones (Regulation 1182/71, art. 3(5)), so {day}."
)
TWO_DAYS_BEFORE = N_(
    "{term} before {start} is {raw}; at least two of the days must be working ones (Regulation 1182/71, art. 3(5)), so {day}."
)
SAFE = N_("To be safe: {day}.")
BY_HAND = N_("The day was set by hand.")
BY_HAND_OF = N_("{who} set the day by hand on {day}.")
BY_RULE = N_("By the rule: {why}")
BY_THING = N_("By what it follows: {why}")
BY_THING_ALONE = N_("By what it follows it would be {day}.")


class Counted(Protocol):
    """What the day of a deadline was counted from, by itself or, where another was set by hand, `ruled_on`."""

    @property
    def due_on(self) -> date:
        """The day on which it is due."""

    @property
    def ruled_on(self) -> date | None:
        """The day that its thing or its rule gives, where another was set by hand."""

    @property
    def from_on(self) -> date | None:
        """The day it is counted from."""

    @property
    def amount(self) -> int | None:
        """How many of `unit`; below zero before it."""

    @property
    def unit(self) -> Unit:
        """In what it is counted."""

    @property
    def raw_on(self) -> date | None:
        """Where the count ended, before a day off moved it."""


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
    if amount == 0:
        after = THAT_DAY_ROLLED if rolled else THAT_DAY
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


def safe_said(words: Wording, raw: date | None, due: date, offices: OfficeDays) -> str:
    """The day on which nobody can say that it was late, where that is an earlier one: the counted day when offices work on
    it, else the working day before.
    """
    try:
        safe = offices.on_or_before(raw) if raw else due
    except (UnknownYear, UnknownCountry):
        return ""
    return words.say(SAFE, day=words.full_day(safe)) if safe < due else ""


def why_of(words: Wording, one: DeadlineSeen, offices: Offices, set_by: tuple[str, date] | None = None) -> str:
    """What is said of a deadline's day, with a holiday by the days off of the rule it comes of; `set_by` is who set it by
    hand, and when, where that is known.
    """
    there = offices.of(one.rule_country)
    if one.fixed and one.person_from:
        who, day = set_by or ("", None)
        by_hand = words.say(BY_HAND_OF, who=who, day=words.long_day(day)) if day else words.say(BY_HAND)
        return f"{by_hand} {ruled_said(words, one, one.origin, there)}".rstrip()
    reason = reason_of(words, one, there)
    return f"{reason} {safe_said(words, one.raw_on, one.due_on, there)}".rstrip() if reason else ""


def counted_said(words: Wording, one: DeadlineSeen, offices: Offices) -> str:
    """Why a deadline is on its day, as a letter says it: one sentence of a day that was counted, nothing of any other."""
    return "" if one.fixed else reason_of(words, one, offices.of(one.rule_country))


def reason_of(words: Wording, one: Counted, offices: OfficeDays) -> str:
    """From what the day of a deadline is counted, or the one that it would have; nothing of what was not counted."""
    return why(words, one.from_on, one.amount, one.unit, one.raw_on, one.ruled_on or one.due_on, offices)


def ruled_said(words: Wording, one: Counted, origin: Origin, offices: OfficeDays) -> str:
    """The day that a thing or a rule gives a deadline whose day was set by hand, and why; nothing where none is known."""
    if one.ruled_on is None:
        return ""
    if reason := reason_of(words, one, offices):
        return words.say(BY_RULE if origin is Origin.GENERATED else BY_THING, why=reason)
    return words.say(BY_THING_ALONE, day=words.full_day(one.ruled_on))


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
