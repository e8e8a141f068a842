"""What a person's wishes come to: on which days a letter may come, and who gets it while the person is away."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from grants.deadlines.rules import Rhythm
from grants.errors import Objection
from grants.values.language import N_

MOST_LETTERS = 5  # of one morning, for who wants a letter for each deadline; more come in one
LAST_STEP = 2  # days before the date at which a weekly letter is too slow
_DAY = timedelta(days=1)

WEEKDAYS: Mapping[int, str] = {
    1: N_("Monday"),
    2: N_("Tuesday"),
    3: N_("Wednesday"),
    4: N_("Thursday"),
    5: N_("Friday"),
    6: N_("Saturday"),
    7: N_("Sunday"),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """How one person wants to be reminded; days of the week are counted from Monday, 1."""

    rhythm: Rhythm = Rhythm.DAILY
    weekday: int = 1
    quiet: frozenset[int] = frozenset()
    away_from: date | None = None
    away_until: date | None = None
    stand_in: int | None = None
    zone: str = ""

    def away_on(self, day: date) -> bool:
        """Whether the person is on leave that day."""
        return self.away_from is not None and self.away_until is not None and self.away_from <= day <= self.away_until

    def quiet_on(self, day: date) -> bool:
        """Whether the person wants no letters that day; seven quiet days would be none."""
        return len(self.quiet) < 7 and day.isoweekday() in self.quiet

    def weekly_on(self, day: date) -> bool:
        """Whether the week's letter comes that day."""
        return self.rhythm is Rhythm.WEEKLY and day.isoweekday() == self.weekday

    def hears_on(self, day: date) -> bool:
        """Whether any letter may come that day; the day of the week's letter is never a quiet one."""
        return self.weekly_on(day) or not self.quiet_on(day)


USUAL = Wish()


def heard_from(wish: Wish, day: date) -> date:
    """The first day from that one on on which a letter that does not wait for the week reaches this person."""
    while wish.away_on(day) or not wish.hears_on(day):
        day += _DAY
    return day


def silent_until(wish: Wish, today: date) -> date:
    """The last day before another letter may come; today itself when one may come tomorrow."""
    day = today
    while not wish.hears_on(day + _DAY):
        day += _DAY
    return day


def covers_until(wish: Wish, today: date) -> date:
    """The last day a letter of today speaks for: what falls due by then stands in it."""
    if wish.weekly_on(today):
        return today + 7 * _DAY
    silent = silent_until(wish, today)
    return max(today, silent)


def counted_on(wish: Wish, day: date, today: date) -> date:
    """As of which day a deadline's step is read in a letter of today: what falls due in the silence, on its day."""
    silent = silent_until(wish, today)
    return day if today < day <= silent else today


def waits_for_the_week(wish: Wish, day: date, step: int, today: date) -> bool:
    """Whether a step reached today is left to the weekly letter; not one that comes before it and is the last."""
    if wish.rhythm is not Rhythm.WEEKLY or wish.weekly_on(today):
        return False
    following = next(today + n * _DAY for n in range(1, 8) if wish.weekly_on(today + n * _DAY))
    return not (0 <= step <= LAST_STEP and today <= day < following)


def wish_objections(wish: Wish, stand_ins: Collection[int], own_id: int | None) -> list[Objection]:
    """What can't be wished, beside the field where it was typed."""
    problems: list[Objection] = []
    if len(wish.quiet) > 6:
        problems.append(Objection(N_("Leave at least one day of the week for letters."), place="quiet"))
    if wish.rhythm is Rhythm.WEEKLY and wish.weekday in wish.quiet:
        problems.append(Objection(N_("The letter of the week can't come on a day without letters."), place="weekday"))
    if wish.away_until and not wish.away_from:
        problems.append(Objection(N_("Say from when you are away."), place="away_from"))
    if wish.away_from and not wish.away_until:
        problems.append(Objection(N_("Say until when you are away."), place="away_until"))
    if wish.away_from and wish.away_until and wish.away_until < wish.away_from:
        problems.append(Objection(N_("The last day is before the first."), place="away_until"))
    if wish.stand_in is not None and (wish.stand_in == own_id or wish.stand_in not in stand_ins):
        problems.append(
            Objection(N_("Choose somebody who works on one of your projects and sees its deadlines."), place="stand_in")
        )
    if wish.zone and not is_zone(wish.zone):
        problems.append(
            Objection(N_("“{zone}” is no time zone. Write for example Europe/Sofia."), {"zone": wish.zone}, "zone")
        )
    return problems


def is_zone(name: str) -> bool:
    """Whether clocks of that zone are known."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
