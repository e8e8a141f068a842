"""The arithmetic of the plan: months of a project and days, what is late, the order of the tree, what can't be kept. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from grants.errors import Objection
from grants.values.days import ONE_DAY, Precision, PublishedDay, add_months, published
from grants.values.language import N_
from grants.workplan.rules import ActivityState, DeliverableState

Values = Mapping[str, Any]
Within = Mapping[int, int | None]  # the activity each activity is part of, where it is part of one
MOST_MONTHS = 600

ENDS_FIRST = N_("The end, {end}, is before the start, {start}.")
FINISHED_FIRST = N_("It can't have finished on {end} when it began on {start}.")
NO_PER_CENT = N_("Progress is a whole number from 0 to 100; {number} is not.")
NO_MONTH = N_("The months of a project are counted from 1; {number} is not one of them.")
FAR_MONTH = N_("Month {number} is too far off; a project has at most {most} months.")
MONTHS_TURNED = N_("Month {end} is before month {start}, in which it begins.")
BEGINS_OTHERWISE = N_("Month {month} of the project begins on {day}. Correct one of the two, or leave the day empty.")
ENDS_OTHERWISE = N_("Month {month} of the project ends on {day}. Correct one of the two, or leave the day empty.")
TURNED_BY_START = N_(
    "With that start activity {number} would begin on {start}, after its end on {end}. Correct the end of the activity first."
)
IN_ITSELF = N_("An activity can't be part of itself.")
IN_CIRCLE = N_("That activity is itself a part of this one. Choose another one, or none.")
NOTHING_SAID = N_("Write what was done, what is late or what comes next.")
NOT_YET = N_("{day} is still to come.")


# --- months and days ----------------------------------------------------------------------------------------------


def month_begins(start: date, month: int) -> date:
    """The first day of the n-th month of a project that starts on that day."""
    return add_months(start, month - 1)


def month_ends(start: date, month: int) -> date:
    """The last day of the n-th month: the day before the next one begins."""
    following = add_months(start, month)
    return following if following in (date.min, date.max) else following - ONE_DAY


def month_of(start: date, day: date) -> int:
    """The month of the project in which a day falls; the day before the start is in month 0."""
    month = (day.year - start.year) * 12 + day.month - start.month + 1
    return month - (month_begins(start, month) > day)


@dataclass(frozen=True, slots=True)
class Side:
    """One end of a period: which month it is typed in, and the day of the month of a project that it is."""

    name: str
    month: str
    day: Callable[[date, int], date]
    otherwise: str


_SIDES = (
    Side("start", "start_month", month_begins, BEGINS_OTHERWISE),
    Side("end", "end_month", month_ends, ENDS_OTHERWISE),
)


def countable(start: PublishedDay | None) -> bool:
    """Whether months can be counted from a start: one of which only the year is known begins no month."""
    return start is not None and start.precision is not Precision.YEAR


def _day_of(side: Side, start: PublishedDay, month: int) -> PublishedDay:
    return PublishedDay(side.day(start.first, month), start.precision)


def _kept(values: Values, name: str) -> PublishedDay | None:
    first: date | None = values[f"{name}_on"]
    return None if first is None else published(first, values[f"{name}_precision"])


def with_days(values: Values, start: PublishedDay | None, before: Values | None = None) -> dict[str, Any]:
    """An activity as it is kept: days that nobody typed follow from its months and the project's start.

    Where the row stood `before` with another month and the same day, the day had followed the old month: it follows the
    new one.
    """
    filled = dict(values)
    if start is None or not countable(start):
        return filled
    for side in _SIDES:
        month = values[side.month]
        if month is None or not 1 <= month <= MOST_MONTHS:
            continue
        if values[f"{side.name}_on"] is None or (before is not None and _followed(side, values, before)):
            day = _day_of(side, start, month)
            filled |= {f"{side.name}_on": day.first, f"{side.name}_precision": day.precision}
    return filled


def _followed(side: Side, values: Values, before: Values) -> bool:
    old = before[side.month]
    same_day = values[f"{side.name}_on"] == before[f"{side.name}_on"]
    return old is not None and old != values[side.month] and same_day


def following_start(row: Values, was: PublishedDay | None, will: PublishedDay | None) -> dict[str, Any]:
    """The days of an activity that is planned in months of the project, where the project starts on another day.

    A day that was typed otherwise than its month says stays.
    """
    followed = dict(row)
    for side in _SIDES:
        counted = with_days({**row, f"{side.name}_on": None}, was)
        if row[side.month] is not None and counted[f"{side.name}_on"] == row[f"{side.name}_on"]:
            followed[f"{side.name}_on"] = None
    filled = with_days(followed, will)
    columns = [f"{side.name}_{part}" for side in _SIDES for part in ("on", "precision")]
    return {column: filled[column] for column in columns if filled[column] not in (None, row[column])}


# --- what can't be kept -------------------------------------------------------------------------------------------


def progress_objections(values: Values) -> list[Objection]:
    """What is wrong with a progress in per cent."""
    progress = values["progress"]
    if progress is None or 0 <= progress <= 100:
        return []
    return [Objection(NO_PER_CENT, {"number": progress}, place="progress")]


def activity_objections(values: Values) -> list[Objection]:
    """What is wrong with an activity by itself, whatever stands around it."""
    told = progress_objections(values)
    told += [one for side in _SIDES for one in _month_objections(values[side.month], side.month)]
    first, last = values["start_month"], values["end_month"]
    if first is not None and last is not None and last < first:
        told.append(Objection(MONTHS_TURNED, {"start": first, "end": last}, place="end_month"))
    start, end = _kept(values, "start"), _kept(values, "end")
    if start is not None and end is not None and end.last < start.first:
        told.append(Objection(ENDS_FIRST, {"start": start, "end": end}, place="end"))
    return told + reality_objections(values)


def reality_objections(values: Values) -> list[Objection]:
    """What is wrong with the days on which an activity really began and finished."""
    began, finished = values["began_on"], values["finished_on"]
    if began is not None and finished is not None and finished < began:
        return [Objection(FINISHED_FIRST, {"start": began, "end": finished}, place="finished")]
    return []


def _month_objections(month: int | None, place: str) -> list[Objection]:
    if month is None or 1 <= month <= MOST_MONTHS:
        return []
    if month < 1:
        return [Objection(NO_MONTH, {"number": month}, place=place)]
    return [Objection(FAR_MONTH, {"number": month, "most": MOST_MONTHS}, place=place)]


def disagreements(values: Values, start: PublishedDay | None) -> list[Objection]:
    """Where the months and the days typed for an activity say different things."""
    told: list[Objection] = []
    if start is None or not countable(start):
        return told
    for side in _SIDES:
        month, typed = values[side.month], _kept(values, side.name)
        if month is None or typed is None or not 1 <= month <= MOST_MONTHS:
            continue
        counted = _day_of(side, start, month)
        if typed.last < counted.first or counted.last < typed.first:
            told.append(Objection(side.otherwise, {"month": month, "day": counted}, place=side.name))
    return told


def place_objections(within: Within, row_id: int, above: int | None) -> list[Objection]:
    """Whether an activity may be part of another: not of itself, nor of one that is part of it."""
    if above is None or not row_id:
        return []
    if above == row_id:
        return [Objection(IN_ITSELF, place="within")]
    return [Objection(IN_CIRCLE, place="within")] if row_id in _all_above(within, above) else []


def _all_above(within: Within, row_id: int) -> list[int]:
    """The activities above one, nearest first; a circle is walked once."""
    met: list[int] = []
    above = within.get(row_id)
    while above is not None and above not in met:
        met.append(above)
        above = within.get(above)
    return met


def update_objections(values: Values) -> list[Objection]:
    """What is wrong with an update by itself: it says something, and its progress is one."""
    texts = [values[f"{name}_{side}"] for name in ("done", "late", "next") for side in ("bg", "en")]
    told = progress_objections(values)
    if not any(text.strip() for text in texts):
        told.append(Objection(NOTHING_SAID, place="done"))
    return told


_REAL_DAYS = {"written_on": "written", "began_on": "began", "finished_on": "finished"}


def day_objections(values: Values, today: date) -> list[Objection]:
    """Days of what already happened that are still to come."""
    return [
        Objection(NOT_YET, {"day": values[column]}, place=place)
        for column, place in _REAL_DAYS.items()
        if values[column] is not None and values[column] > today
    ]


# --- what stands out ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Late:
    """What of an activity is late, its end or its beginning, and by how many days."""

    ends: bool
    days: int


def activity_late(values: Values, today: date) -> Late | None:
    """What of an activity is late today: its beginning or its end. One that is finished is late no more."""
    if values["state"] == ActivityState.DONE or values["finished_on"] is not None:
        return None
    start, end = planned_period(values)
    if end is not None and end.last < today:
        return Late(ends=True, days=(today - end.last).days)
    not_begun = values["state"] == ActivityState.PLANNED and values["began_on"] is None
    if not_begun and start is not None and start.last < today:
        return Late(ends=False, days=(today - start.last).days)
    return None


def milestone_late(due_on: date | None, reached_on: date | None, today: date) -> int:
    """By how many days a milestone is late, or was when it was reached."""
    return max(0, ((reached_on or today) - due_on).days) if due_on is not None else 0


_WAITED_FOR = frozenset({DeliverableState.PLANNED, DeliverableState.RETURNED})


def deliverable_late(values: Values, today: date) -> bool:
    """Whether a deliverable is still waited for after its day."""
    due_on: date | None = values["due_on"]
    return due_on is not None and due_on < today and values["state"] in _WAITED_FOR


STICKS_OUT_BEFORE = N_("begins before the activity it is part of")
STICKS_OUT_AFTER = N_("ends after the activity it is part of")


def sticks_out(values: Values, above: Values) -> list[str]:
    """Where a sub-activity leaves the period of its activity: a warning, for life is like that."""
    told = []
    (start, end), (first, last) = planned_period(values), planned_period(above)
    if start is not None and first is not None and start.last < first.first:
        told.append(STICKS_OUT_BEFORE)
    if end is not None and last is not None and end.first > last.last:
        told.append(STICKS_OUT_AFTER)
    return told


def planned_period(values: Values) -> tuple[PublishedDay | None, PublishedDay | None]:
    """The days of the plan, each as far as it is known; without `_kept`'s names, for it is asked a thousand times a page."""
    start, end = values["start_on"], values["end_on"]
    return (
        None if start is None else published(start, values["start_precision"]),
        None if end is None else published(end, values["end_precision"]),
    )


# --- the tree -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Placed:
    """An activity in its place: how deep it lies, and the ids of those above it, nearest first."""

    row: Values
    depth: int
    above: tuple[int, ...]


def in_tree(rows: Sequence[Values]) -> list[Placed]:
    """The activities in the order of the plan, each followed by its parts.

    One whose activity is not among them stands at the top; those in a circle do too, so that none is lost.
    """
    ids = {row["id"] for row in rows}
    parts: dict[int | None, list[Values]] = {}
    for row in rows:
        above = row["within_id"]
        parts.setdefault(above if above in ids and above != row["id"] else None, []).append(row)
    placed = list(_below(parts, None, ()))
    met = {one.row["id"] for one in placed}
    return placed + [Placed(row, 0, ()) for row in rows if row["id"] not in met]


def _below(parts: Mapping[int | None, Iterable[Values]], key: int | None, above: tuple[int, ...]) -> Iterator[Placed]:
    for row in parts.get(key, ()):
        yield Placed(row, len(above), above)
        yield from _below(parts, row["id"], (row["id"], *above))
