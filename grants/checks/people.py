"""What the checks know of the people of a project: their engagements, the hours of each day, and the days they were away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from grants.team.rules import RateRule
from grants.team.rules_caps import Caps, caps_of


@dataclass(frozen=True, slots=True)
class Engagement:
    """A part of a post between two days (either may be open), with the limits its contract or order sets, and the rule by which
    its hours are priced.
    """

    post: Decimal | None = None
    start_on: date | None = None
    end_on: date | None = None
    hours_day: Decimal | None = None
    hours_month: Decimal | None = None
    hours_year: Decimal | None = None
    rule: RateRule = RateRule.NONE

    def covers(self, first: date, last: date) -> bool:
        """Whether it holds on some day between two."""
        return (self.start_on is None or self.start_on <= last) and (self.end_on is None or self.end_on >= first)

    @property
    def limits(self) -> Mapping[str, Any]:
        """As `caps_of` reads it."""
        return {name: getattr(self, name) for name in ("post", "hours_day", "hours_month", "hours_year")}


@dataclass(frozen=True, slots=True)
class Worked:
    """The hours of one person on one day in one engagement; `here` is whether that is of the project looked at."""

    person: int
    day: date
    hours: Decimal
    project: str
    here: bool = True
    engagement: Engagement | None = None


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person with every engagement in the organisation's projects, the days of leave, and days off with an order."""

    name: str
    engagements: tuple[Engagement, ...] = ()
    leave: frozenset[date] = frozenset()
    ordered: frozenset[date] = frozenset()

    def caps_in(self, year: int) -> Caps:
        """The limits of a year, by the engagements that hold in it."""
        return caps_of([one.limits for one in self.engaged_in(year)])

    def engaged_in(self, year: int) -> list[Engagement]:
        """The engagements that hold in a year."""
        first, last = date(year, 1, 1), date(year, 12, 31)
        return [one for one in self.engagements if one.covers(first, last)]


@dataclass(frozen=True, slots=True)
class Team:
    """The people of one project: hours everywhere, who they are (by the same number), and who has no appointment."""

    worked: Sequence[Worked] = ()
    people: Mapping[int, Colleague] = field(default_factory=dict)
    unappointed: Sequence[str] = ()
