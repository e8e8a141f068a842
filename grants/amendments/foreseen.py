"""What an amendment would move: pure rules over plain values, so that everything is said before anything is asked.

Rows are what stands now and what would stand then, as the same plain dictionaries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from grants.deadlines.rules import Origin
from grants.errors import Changed, Objection
from grants.values.days import Precision, PublishedDay, full_months
from grants.values.language import N_, Text
from grants.values.money import Money, total

Row = Mapping[str, Any]
WHOLE = Decimal(100)

LEAVES_SPENT = N_("{spent} was spent on line {line}, which would be left without a place in the budget.")
SHARES_OF_SOURCES = N_("The shares of the sources of funding would come to {sum} %, not to 100 %.")
SHARES_OF_PARTNERS = N_("The shares of the partners would come to {sum} %, not to 100 %.")
TOTAL_IS_OTHER = N_("The total of the contract would be {total}, the lines of the budget come to {budget}.")
SOURCES_ARE_OTHER = N_("The sources of funding would come to {sources}, the total of the contract is {total}.")


@dataclass(frozen=True, slots=True)
class Span:
    """The days from the first to the last; open at a side whose day is not known."""

    first: date | None = None
    last: date | None = None

    def holds(self, other: Span) -> bool:
        """Whether the other lies within, as far as both are known."""
        begins = None in (self.first, other.first) or self.first <= other.first  # type: ignore[operator]  # neither is None
        ends = None in (self.last, other.last) or other.last <= self.last  # type: ignore[operator]  # neither is None
        return begins and ends

    @property
    def months(self) -> int | None:
        """The whole months it lasts; None where it is open or ends before it begins."""
        if self.first is None or self.last is None or self.last < self.first:
            return None
        return full_months(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Dated:
    """A row of the plan with its days; `over` when it is done and its days are history."""

    kind: str
    id: int
    number: str
    title: Text
    span: Span
    over: bool = False


# Of each kind of the plan: its first and its last day, and the states (or the day) with which it is over.
_DAYS: Mapping[str, tuple[str, str]] = {
    "activity": ("start_on", "end_on"),
    "milestone": ("due_on", "due_on"),
    "deliverable": ("due_on", "due_on"),
    "deadline": ("due_on", "due_on"),
}
_OVER: Mapping[str, frozenset[str]] = {
    "activity": frozenset({"done"}),
    "deliverable": frozenset({"accepted"}),
    "deadline": frozenset({"done", "cancelled"}),
}


def dated(kind: str, rows: Iterable[Row]) -> tuple[Dated, ...]:
    """The rows of a kind with their days, those without any left out; a deadline that moves with its thing is not told beside it."""
    first, last = _DAYS[kind]
    found = []
    for row in rows:
        if row.get("origin", Origin.TYPED) != Origin.TYPED:
            continue
        over = row.get("state") in _OVER.get(kind, ()) or (kind == "milestone" and row["reached_on"] is not None)
        span = Span(row[first], _last(row, last))
        if (span.first or span.last) and row["id"] is not None:
            found.append(Dated(kind, row["id"], row["number"], Text(row["title_bg"], row["title_en"]), span, over))
    return tuple(found)


def _last(row: Row, column: str) -> date | None:
    """The last day it may be, where only a month or a year was told."""
    precision = row.get(f"{column.removesuffix('_on')}_precision")
    day: date | None = row[column]
    return day if day is None or precision is None else PublishedDay(day, Precision(precision)).last


def outside(now: Sequence[Dated], then: Sequence[Dated], period_now: Span, period_then: Span) -> tuple[Dated, ...]:
    """What would lie outside the period and does not do so already; what is over is left alone."""
    inside = {(one.kind, one.id) for one in now if period_now.holds(one.span)}
    known = {(one.kind, one.id) for one in now}
    return tuple(
        one
        for one in then
        if not one.over
        and not period_then.holds(one.span)
        and ((one.kind, one.id) in inside or (one.kind, one.id) not in known)
    )


def due_within(rows: Iterable[Dated], span: Span) -> tuple[Dated, ...]:
    """What is due, or goes on, while a project stands still, the earliest first."""
    return tuple(one for one in still_due(rows) if _meet(one.span, span))


def _meet(one: Span, other: Span) -> bool:
    late = one.last is not None and other.first is not None and one.last < other.first
    early = one.first is not None and other.last is not None and one.first > other.last
    return not late and not early


def still_due(rows: Iterable[Dated]) -> tuple[Dated, ...]:
    """What is owed all the same when a contract ends early, the earliest first."""
    open_ones = [one for one in rows if not one.over]
    return tuple(sorted(open_ones, key=lambda one: (one.span.last or date.max, one.kind, one.id)))


# --- money --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Gone:
    """A budget line that would be no longer there, with what was spent on it so far."""

    number: str
    title: Text
    spent: Money


def leaves_spent(gone: Iterable[Gone]) -> tuple[Objection, ...]:
    """One objection for each line that would go although money was spent on it, with the sum."""
    return tuple(Objection(LEAVES_SPENT, {"line": one.number, "spent": one.spent}) for one in gone if one.spent)


def against_shares(shares: Iterable[Decimal | None], sentence: str) -> tuple[Objection, ...]:
    """Shares that are stated come to a hundred; where one is missing, nothing is added up."""
    told = list(shares)
    if not told or any(share is None for share in told):
        return ()
    added = sum((share for share in told if share is not None), Decimal(0))
    return () if added == WHOLE else (Objection(sentence, {"sum": added.normalize()}),)


def against_total(stated: Money | None, budget: Money | None) -> tuple[Objection, ...]:
    """The contract's total and the lines of its budget are the same to the cent; of two currencies nothing is said."""
    if stated is None or budget is None or stated.currency != budget.currency or stated == budget:
        return ()
    return (Objection(TOTAL_IS_OTHER, {"total": stated, "budget": budget}),)


def against_sources(stated: Money | None, sources: Sequence[Money]) -> tuple[Objection, ...]:
    """What the sources of the whole project give comes to its total."""
    if stated is None or not sources or {one.currency for one in sources} != {stated.currency}:
        return ()
    given = total(sources, stated.currency)
    return () if given == stated else (Objection(SOURCES_ARE_OTHER, {"sources": given, "total": stated}),)


# --- what stood there, and what stands there now --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Differing:
    """A value that is no longer what it was when the amendment was prepared."""

    kind: str
    row_id: int | None
    column: str
    then: Any
    now: Any
    gone: bool = False  # the whole row


class Outdated(Changed):
    """Values on which an amendment was prepared no longer stand; carries which, as both versions have them."""

    def __init__(self, found: Sequence[Differing]) -> None:
        super().__init__({})
        self.differing = tuple(found)


def differing(
    kind: str, row_id: int, before: Mapping[str, Any], now: Mapping[str, Any] | None
) -> tuple[Differing, ...]:
    """What of the values a change was prepared on no longer stands; both as plain values by column."""
    if now is None:
        return (Differing(kind, row_id, "", None, None, gone=True),)
    return tuple(
        Differing(kind, row_id, column, then, now[column]) for column, then in before.items() if now[column] != then
    )
