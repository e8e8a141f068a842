"""A month laid out in weeks, Monday first. Pure."""

from __future__ import annotations

import re
from calendar import MONDAY, Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

YEARS: Final = range(1990, 2101)
_MONTH: Final = re.compile(r"([0-9]{4})-([0-9]{2})")
_WEEKS: Final = Calendar(MONDAY)


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday, and the number of their week in the year (ISO 8601)."""

    number: int
    days: Sequence[date]


def month_named(typed: str) -> date | None:
    """The first day of a month written "2026-12"; None of anything else, and of a month that no project reaches."""
    found = _MONTH.fullmatch(typed)
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    return date(year, month, 1) if year in YEARS and 1 <= month <= 12 else None


def weeks_of(first: date) -> list[Week]:
    """The weeks that a month touches, whole: four to six of them."""
    return [Week(days[0].isocalendar().week, days) for days in _WEEKS.monthdatescalendar(first.year, first.month)]
