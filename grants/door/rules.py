"""What is missing from a partner or a recipient of a small grant, and in which language one writes to them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from grants.letters.links.rules import Purpose
from grants.values.days import add_months
from grants.values.language import Language, Text

SOON = timedelta(days=14)  # what is due within so many days is asked for too
MONTHS_BACK = 3  # months without any costs that are asked about


class Awaited(StrEnum):
    """What somebody may be missing."""

    DELIVERABLE = "deliverable"
    COSTS = "costs"
    RETURNED = "returned"  # expenses given back to be mended
    SUB_REPORT = "sub_report"
    PART = "part"  # a partner's part of a report package that is being prepared


# What a link can be sent for; expenses given back are mended in the ledger, or entered anew by the month's link.
LINKED: Mapping[Awaited, Purpose] = {
    Awaited.DELIVERABLE: Purpose.DELIVER,
    Awaited.COSTS: Purpose.COSTS,
    Awaited.SUB_REPORT: Purpose.SUB_REPORT,
    Awaited.PART: Purpose.PART,
}


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is awaited: a row by its id, or the costs of a month by its first day; `count` of returned rows."""

    kind: Awaited
    row_id: int | None = None
    title: Text = field(default_factory=Text)
    due_on: date | None = None
    month_on: date | None = None
    count: int = 1
    was_returned: bool = False
    partner_id: int | None = None  # of a part of a package
    said: str = ""  # of a part: what its partner says is missing

    @property
    def key(self) -> str:
        """Its name in a form: `deliverable-12`, `costs-2026-10`."""
        return f"{self.kind}-{self.month_on:%Y-%m}" if self.month_on else f"{self.kind}-{self.row_id}"

    def late(self, today: date) -> bool:
        """Whether its day has gone by; the costs of a month that is over are late."""
        return self.due_on is not None and self.due_on < today


def months_without_costs(
    today: date, first_on: date | None, last_on: date | None, with_costs: Iterable[date], most: int = MONTHS_BACK
) -> tuple[date, ...]:
    """The last `most` whole months of a partner's time in the project for which nothing was entered, by their first day.

    `first_on` and `last_on` bound that time; `with_costs` are days of what was entered. The month that runs is not over.
    """
    if first_on is None:
        return ()
    known = {(day.year, day.month) for day in with_costs}
    return tuple(
        month
        for month in whole_months_before(today, most)
        if last_day(month) >= first_on
        and (last_on is None or month <= last_on)
        and (month.year, month.month) not in known
    )


def whole_months_before(today: date, most: int = MONTHS_BACK) -> tuple[date, ...]:
    """The first days of the last whole months, the earliest first."""
    return tuple(add_months(today.replace(day=1), -n) for n in range(most, 0, -1))


def last_day(month: date) -> date:
    """The last day of the month that begins on this day."""
    return add_months(month, 1) - timedelta(days=1)


def language_of(stated: str, country: str) -> Language:
    """The language of letters: what was stated, else Bulgarian in Bulgaria and where the country is not known."""
    if stated in ("bg", "en"):
        return "bg" if stated == "bg" else "en"
    return "bg" if country in ("", "BG") else "en"


def chosen_of(missing: Sequence[Missing], keys: Iterable[str]) -> tuple[Missing, ...]:
    """What was ticked, in the order shown, of what is still missing and can be asked for by a link."""
    wanted = set(keys)
    return tuple(one for one in missing if one.key in wanted and one.kind in LINKED)
