"""What can't be kept of a day off. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from grants.errors import Objection
from grants.values.entry import REQUIRED
from grants.values.language import N_, Text
from grants.values.terms import OfficeDays, UnknownCountry, UnknownYear

THERE_ALREADY = N_("This day is entered already; remove it first.")
OFF_ALREADY = N_("Offices are closed on this day already.")
OPEN_ALREADY = N_("Offices work on this day already.")
NOT_KNOWN = N_("The calendar does not know the holidays of {year}.")
NO_CALENDAR = N_("The holidays of this country are not known.")


@dataclass(frozen=True, slots=True)
class Declared:
    """A day that somebody declares off in a country, or working."""

    country: str
    day: date
    works: bool
    name: Text


def against_day(one: Declared, offices: OfficeDays) -> Sequence[Objection]:
    """What the calendar has against it: that it says so already, or knows nothing of that year."""
    if one.day in offices.off or one.day in offices.works:
        return [Objection(THERE_ALREADY, place="day")]
    try:
        opens = offices.open_on(one.day)
    except UnknownYear:
        return [Objection(NOT_KNOWN, {"year": one.day.year}, place="day")]
    except UnknownCountry:
        return [Objection(NO_CALENDAR, place="country")]
    if opens == one.works:
        return [Objection(OPEN_ALREADY if opens else OFF_ALREADY, place="day")]
    return [] if one.name or one.works else [Objection(REQUIRED, place="name_bg")]
