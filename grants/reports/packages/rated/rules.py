"""Which month's InforEuro rate a package stands at, and which it has to: that in which the report is first submitted.

Source: Regulation (EU) 2021/1059, art. 38(5).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from grants.errors import Objection
from grants.values.days import Precision, PublishedDay
from grants.values.language import N_

AHEAD: Final = N_(
    "Other currencies are at InforEuro of {months}, the month in which the report is to be submitted. If it is sent in another "
    "month, it must be at that month's rate: convert the expenses again then."
)
AHEAD_FROZEN: Final = N_(
    "Other currencies are frozen at InforEuro of {months}. If the report is sent in another month, it must be at that month's "
    "rate: take the package back to draft then, convert the expenses again and mark it as ready anew."
)
APART: Final = N_(
    "Other currencies are at InforEuro of {months}, and the report is to be submitted in {due}: it must be at the rate of the "
    "month in which it is first submitted. Convert the expenses again."
)
APART_FROZEN: Final = N_(
    "Other currencies are frozen at InforEuro of {months}, and the report is to be submitted in {due}: it must be at the rate of "
    "the month in which it is first submitted. Take the package back to draft, convert the expenses again and mark it as ready "
    "anew."
)
APART_AGAIN: Final = N_(
    "Other currencies are at InforEuro of {months}, and the report was first submitted in {due}: it stays at the rate of that "
    "month also when it is submitted again."
)
SENT_APART: Final = N_(
    "It was sent in {due}, and other currencies are at InforEuro of {months}: the funder's system takes the rate of {due} and "
    "comes to other amounts. Take the package back to draft, convert the expenses again and mark it as ready anew; or note that "
    "it was sent as it is."
)
STANDS_APART: Final = N_(
    "It was sent in {due}, and other currencies are at InforEuro of {months}: the funder's system takes the rate of {due} and "
    "comes to other amounts."
)


@dataclass(frozen=True, slots=True)
class Rated:
    """The undecided expenses of a package in other currencies (ids), by the first day of the month whose rate they are at.

    `due` is the first day of the month whose rate they have to be at; `again` says that the report was submitted before.
    """

    due: date
    months: Mapping[date, Collection[int]] = field(default_factory=dict)
    again: bool = False

    @property
    def apart(self) -> list[int]:
        """The expenses that are at the rate of another month."""
        return [id_ for month, ids in self.months.items() if month != self.due for id_ in ids]

    @property
    def facts(self) -> dict[str, object]:
        """The facts of a sentence about it: the months that are not the one it has to be, else that one."""
        others = sorted(month for month in self.months if month != self.due) or [self.due]
        return {"months": [_named(month) for month in others], "due": _named(self.due)}


def _named(month: date) -> PublishedDay:
    return PublishedDay(month, Precision.MONTH)


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def sent_objections(rated: Rated | None, *, insists: bool) -> list[Objection]:
    """What is to be said to who notes that a package was sent: nothing where the rates are right, or the person insists."""
    if rated is None or not rated.apart or insists:
        return []
    return [Objection(SENT_APART, rated.facts, place="as_rated")]
