"""What a deadline of a partner abroad says besides: that its day is a holiday there, and what the hour is by the clock there."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from grants.deadlines.queries import DeadlineSeen
from grants.deadlines.rules_yield import Offices
from grants.values.countries import ZONES
from grants.values.holidays import day_off_called
from grants.values.language import N_
from grants.values.terms import OfficeDays, ends_at
from grants.values.wording import Wording

HOLIDAY_THERE: Final = N_("{day} is a day off in {country}: {name}.")
HOUR_THERE: Final = N_("In {country} that is {moment}.")
_HOME: Final = "BG"


def abroad(words: Wording, due: DeadlineSeen, offices: Offices) -> list[str]:
    """The sentences, for a deadline of a partner in another country; none where there is nothing to say.

    `offices` tell which days were declared off, or working, there.
    """
    if due.partner_country in ("", _HOME):
        return []
    return [said for said in (_hour(words, due), _holiday(words, due, offices.of(due.partner_country))) if said]


def _holiday(words: Wording, due: DeadlineSeen, there: OfficeDays) -> str:
    try:
        name = day_off_called(due.due_on, there)
    except ValueError:  # no calendar of that country is known
        return ""
    facts = {"country": words.country(there.country), "day": words.long_day(due.due_on)}
    return words.say(HOLIDAY_THERE, name=name.in_(words.language), **facts) if name else ""


def _hour(words: Wording, due: DeadlineSeen) -> str:
    if not due.hour or due.partner_country not in ZONES:
        return ""
    try:
        ends = ends_at(due.due_on, due.hour, due.zone)
    except ValueError:  # an hour that no clock shows
        return ""
    there = ends.astimezone(ZoneInfo(ZONES[due.partner_country]))
    if there.replace(tzinfo=None) == ends.replace(tzinfo=None):
        return ""
    return words.say(HOUR_THERE, country=words.country(due.partner_country), moment=_moment(words, there, due))


def _moment(words: Wording, there: datetime, due: DeadlineSeen) -> str:
    clock = f"{there:%H:%M}"
    return clock if there.date() == due.due_on else f"{words.long_day(there.date())}, {clock}"
