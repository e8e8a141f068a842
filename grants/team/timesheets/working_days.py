"""The calendar of somebody's country: its working days and the names of its holidays in both languages."""

from __future__ import annotations

from datetime import date
from typing import Final

from grants.team.timesheets.rules import Calendar
from grants.values.days import is_working_day
from grants.values.holidays import holiday_called
from grants.values.language import Text

HOME: Final = "BG"
_ANY_DAY: Final = date(2026, 1, 5)


def calendar_of(country: str) -> Calendar:
    """The calendar of a country; of one whose holidays are not known, the Bulgarian one."""
    try:
        is_working_day(_ANY_DAY, country)
    except ValueError:
        country = HOME

    def works(on: date) -> bool:
        return is_working_day(on, country)

    def named(on: date) -> Text:
        return holiday_called(on, country) or Text()

    return Calendar(works, named)
