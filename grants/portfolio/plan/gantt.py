"""The plan drawn in time: plan and reality of each activity, milestones, deliverables and reporting periods.

Across, everything is a whole number on a scale of 0 to 1000 between the first and the last day drawn; down, lengths are
hundredths of the letters' height, so that the picture grows and shrinks with them and fits one sheet however many rows.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from grants.portfolio.plan.shown import Told, milestone_said
from grants.portfolio.rules import SCALE
from grants.projects.rules import PERIOD_KINDS, PERIOD_STATES
from grants.values.days import ONE_DAY, PublishedDay, add_months, months_between
from grants.values.language import N_
from grants.values.wording import Wording
from grants.workplan.rules import ActivityState, DeliverableState
from grants.workplan.rules_plan import Placed, activity_late, milestone_late, planned_period

Row = Mapping[str, Any]
# A row of an ordinary plan, and of one so long that it has to be set closer; a lane on top, a line of the scale.
_ROW, _CLOSE_ROW, _LANE, _SCALE_LINE = 150, 125, 135, 120
_MANY = 45
_LETTER = 19  # the width of a wide letter where the picture is narrowest, on the scale across
_MONTHS_SAID, _QUARTERS_SAID = 36, 54  # of how many months at most each month, each quarter is named
_LONGEST = 44  # letters of a label
# Heights of letters on paper, and how many of them one below the other fill a sheet's height; the largest that fits is taken.
_SHEET = (41, 50, 60, 72, 86, 104, 125, 150, 180, 215, 260, 310, 370)


@dataclass(frozen=True, slots=True)
class Span:
    """The days that are drawn."""

    first: date
    last: date

    def place(self, day: date) -> int:
        """Where a day begins: half up, and no further than the edge. Asked of hundreds of days, so in plain integers."""
        if day <= self.first:
            return 0
        if day >= self.last:
            return SCALE
        whole = self.last.toordinal() - self.first.toordinal()
        return (2 * SCALE * (day.toordinal() - self.first.toordinal()) + whole) // (2 * whole)

    def bar(self, first: date, last: date) -> tuple[int, int]:
        """Where something that takes these days begins, and how long it is."""
        begins = self.place(first)
        return begins, max(3, self.place(last + ONE_DAY) - begins)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is drawn."""

    placed: Sequence[Placed]
    told: Told
    milestones: Sequence[Row]
    deliverables: Sequence[Row]
    periods: Sequence[Row]
    start: PublishedDay | None
    end: PublishedDay | None
    today: date
    late: Container[int] = frozenset()  # the ids of the deliverables that are


def em(hundredths: int) -> str:
    """A length down the picture."""
    return f"{hundredths // 100}.{hundredths % 100:02}em"


def gantt(drawn: Drawn, words: Wording, base: str) -> dict[str, Any] | None:
    """The picture and the table that says the same; None where no day of an activity is known."""
    span = _span(drawn)
    if span is None:
        return None
    lanes = _lanes(drawn, span, words)
    head = _SCALE_LINE * 3 + _LANE * (bool(drawn.periods) + len(lanes)) + 30
    pitch = _CLOSE_ROW if len(drawn.placed) > _MANY else _ROW
    by_activity: dict[int | None, list[Row]] = {}
    for row in drawn.deliverables:
        by_activity.setdefault(row["activity_id"] if row["activity_id"] in drawn.told else None, []).append(row)
    rows, bars = [], Bars()
    for n, one in enumerate(drawn.placed):
        handed = by_activity.get(one.row["id"], [])
        if handed:
            drawn.told[one.row["id"]]["handed"] = tally_said(tally(handed, drawn.late), words)
        rows.append(_row(one, handed, drawn, span, bars, n * pitch, em(head + n * pitch)))
    if rest := by_activity.get(None, []):
        label, top = words.say(N_("Deliverables of no activity")), len(rows) * pitch
        _marks(rest, drawn, span, bars, top)
        said = {"label": label, "said": label, "url": f"{base}/deliverables", "late": False, "depth": 0}
        rows.append({"y": em(head + top), **said})
    body = head + len(rows) * pitch
    first_lane = _SCALE_LINE * 3 + (_LANE if drawn.periods else 0)
    return {
        "rows": rows,
        "height": em(body + 140),
        "body": em(body),
        "head": em(head),
        "fit": _fit(body + 140),
        "scale": _scale(span, words),
        "periods": [_period(row, span, words) for row in drawn.periods],
        "periods_at": em(_SCALE_LINE * 3),
        "lanes": [{"y": em(first_lane + n * _LANE), "marks": marks} for n, marks in enumerate(lanes)],
        "lanes_at": em(first_lane),
        "today": span.place(drawn.today) if span.first <= drawn.today <= span.last else None,
        "close": pitch == _CLOSE_ROW,
        "milestones": bool(drawn.milestones),
        "bars": {name: "".join(getattr(bars, name)) for name in ("planned", "progress", "real", "over")},
        "marks": {state: "".join(points) for state, points in bars.marks.items()},
        "bars_height": em(body - head),
        "bars_box": f"0 0 {SCALE} {body - head}",
    }


def _fit(height: int) -> int:
    """Which height of letters keeps the picture on one sheet, counted from the largest."""
    return next((n for n, most in enumerate(_SHEET, 1) if height <= most * 100), len(_SHEET))


def _span(drawn: Drawn) -> Span | None:
    """Whole months around everything that has a day; the project's own days are among them."""
    days: list[date] = []
    for one in drawn.placed:
        start, end = planned_period(one.row)
        days += [start.first] if start else []
        days += [end.last] if end else []
        days += [day for day in (one.row["began_on"], one.row["finished_on"]) if day]
    if not days:
        return None
    days += [day.first for day in (drawn.start,) if day] + [day.last for day in (drawn.end,) if day]
    days += [row["due_on"] for row in drawn.milestones if row["due_on"]]
    days += [row["due_on"] for row in drawn.deliverables if row["due_on"]]
    last = max(days)
    return Span(min(days).replace(day=1), add_months(last.replace(day=1), 1) - ONE_DAY)


def _scale(span: Span, words: Wording) -> dict[str, list[tuple[int, str]]]:
    """What the scale says: years, quarters and months, each at its beginning; the months as narrow as they are."""
    months = months_between(span.first, span.last)
    quarters = [month for month in months if month.month % 3 == 1 or month == months[0]]
    years = [month for month in months if month.month == 1 or month == months[0]]
    if len(years) > 1 and (years[1] - years[0]).days < 92:  # too little of the first year is drawn to be named
        years = years[1:]
    return {
        "years": [(span.place(month), str(month.year)) for month in years],
        "quarters": [
            (
                span.place(month),
                words.say(N_("Q{quarter}"), quarter=(month.month + 2) // 3) if _room(month, months) else "",
            )
            for month in quarters
        ],
        "months": [
            (span.place(month), str(month.month) if len(months) <= _MONTHS_SAID else "")
            for month in (months if len(months) <= _QUARTERS_SAID else quarters)
        ],
    }


def _room(month: date, months: Sequence[date]) -> bool:
    """Whether a quarter that begins there is long enough to be named."""
    whole = month.month % 3 == 1 and (months[-1] - month).days > 27
    return whole and len(months) <= _QUARTERS_SAID


def _period(row: Row, span: Span, words: Wording) -> dict[str, Any]:
    begins, long = span.bar(max(row["start_on"], span.first), max(row["end_on"], span.first))
    kind = words.say(PERIOD_KINDS[row["kind"]])
    return {
        "x": begins,
        "width": long,
        "label": f"{row['number']} · {kind}" if long > _LETTER * 8 else row["number"] if long > _LETTER * 2 else "",
        "state": str(row["state"]),
        "said": f"{row['number']} · {kind}: {words.period(row['start_on'], row['end_on'])}, {words.say(PERIOD_STATES[row['state']])}",
    }


def _lanes(drawn: Drawn, span: Span, words: Wording) -> list[list[dict[str, Any]]]:
    """The milestones in as many lines as keep their names apart, at most three; beyond that a name is left out."""
    lanes: list[list[dict[str, Any]]] = []
    ends: list[int] = []
    for row in sorted((row for row in drawn.milestones if row["due_on"]), key=lambda row: row["due_on"]):
        x, wide = span.place(row["due_on"]), _LETTER * 2 + len(row["number"]) * _LETTER * 2 // 3
        lane = next((n for n, end in enumerate(ends) if x >= end), len(ends))
        label = row["number"]
        if lane == 3:
            lane, label = 2, ""
        elif lane == len(ends):
            lanes.append([])
            ends.append(0)
        ends[lane] = max(ends[lane], x + wide)
        lanes[lane].append(
            {
                "x": x,
                "label": label,
                "left": x > SCALE - wide,
                "state": _milestone_state(row, drawn.today),
                "said": f"{row['number']} {_title(row, words)}: {words.day(row['due_on'])}, {milestone_said(row, drawn.today, words)}",
            }
        )
    return lanes


def _milestone_state(row: Row, today: date) -> str:
    if row["reached_on"]:
        return "reached"
    return "missed" if milestone_late(row["due_on"], None, today) else "ahead"


def _title(row: Row, words: Wording) -> str:
    here, other = (row["title_bg"], row["title_en"])[:: 1 if words.language == "bg" else -1]
    return str(here or other)


@dataclass(slots=True)
class Bars:
    """All bars of a kind, and all deliverables of a state, each as one path over the whole picture.

    A path is written in places across and hundredths down: one for a hundred rows takes less than a hundred of them.
    """

    planned: list[str] = field(default_factory=list)
    progress: list[str] = field(default_factory=list)
    real: list[str] = field(default_factory=list)
    over: list[str] = field(default_factory=list)
    marks: dict[str, list[str]] = field(default_factory=dict)

    def mark(self, state: str, x: int, top: int) -> None:
        """A deliverable: a point, drawn as a disc by its line's round ends."""
        if state not in self.marks:
            self.marks[state] = []
        self.marks[state].append(f"M{x} {top + 45}h0")


def _bar(bar: tuple[int, int], top: int, height: int) -> str:
    return f"M{bar[0]} {top}h{bar[1]}v{height}h-{bar[1]}z"


def _row(one: Placed, handed: Sequence[Row], drawn: Drawn, span: Span, bars: Bars, top: int, y: str) -> dict[str, Any]:
    """The row's words; its bars and deliverables go to all the others."""
    row, told = one.row, drawn.told[one.row["id"]]
    label = f"{row['number']} {told['title'][0]}"
    most = _LONGEST - 2 * told["depth"]
    start, end = planned_period(row)
    if start and end and start.first <= end.last:
        begins, long = span.bar(start.first, end.last)
        bars.planned.append(_bar((begins, long), top + 22, 46))
        bars.progress.append(_bar((begins, long * _progress(row) // 100), top + 22, 46))
    if real := _real(row, span, drawn.today):
        bars.real.append(_bar(real, top + 76, 24))
    if over := _over(row, end, span, drawn.today):
        bars.over.append(_bar(over, top + 76, 24))
    _marks(handed, drawn, span, bars, top)
    return {
        "y": y,
        "label": label if len(label) <= most else label[: most - 1].rstrip() + "…",
        "depth": told["depth"],
        "url": told["url"],
        "said": "; ".join(part for part in (label, told["period"], told["late"], told["handed"]) if part),
        "late": bool(told["late"]),
    }


def _progress(row: Row) -> int:
    if row["state"] == ActivityState.DONE:
        return 100
    return min(100, max(0, row["progress"] or 0))


def _until(row: Row, today: date) -> date | None:
    """The last day of the reality so far; None of what has not begun, and of what ended nobody knows when."""
    began: date | None = row["began_on"]
    finished: date | None = row["finished_on"]
    if began is None or began > today or (finished is None and row["state"] == ActivityState.DONE):
        return None
    return max(began, min(finished or today, today))


def _real(row: Row, span: Span, today: date) -> tuple[int, int] | None:
    until = _until(row, today)
    return span.bar(max(row["began_on"], span.first), min(until, span.last)) if until else None


def _over(row: Row, end: PublishedDay | None, span: Span, today: date) -> tuple[int, int] | None:
    """The days after the planned end on which it still went on, or should have been over."""
    if end is None:
        return None
    until: date | None = row["finished_on"] or (today if activity_late(row, today) else None)
    if until is None or until <= end.last:
        return None
    return (
        span.bar(end.last + ONE_DAY, min(max(until, end.last + ONE_DAY), span.last)) if end.last < span.last else None
    )


def _marks(found: Sequence[Row], drawn: Drawn, span: Span, bars: Bars, top: int) -> None:
    for row in found:
        day = row["delivered_on"] or row["due_on"]
        if day is not None:
            bars.mark("late" if row["id"] in drawn.late else row["state"], span.place(day), top)


# --- in words -----------------------------------------------------------------------------------------------------


Tally = tuple[int, int, int]


def tally(found: Sequence[Row], late: Container[int]) -> Tally:
    """How many deliverables there are, how many of them are accepted and how many late."""
    accepted = [row for row in found if row["state"] == DeliverableState.ACCEPTED]
    return len(found), len(accepted), len([row for row in found if row["id"] in late])


@lru_cache(4096)
def tally_said(counted: Tally, words: Wording) -> str:
    """The same in words; nothing of none."""
    every, accepted, late = counted
    if not every:
        return ""
    said = [
        words.count("{n} deliverable", "{n} deliverables", every),
        words.count("{n} accepted", "{n} accepted", accepted) if accepted else "",
        words.count("{n} late", "{n} late", late) if late else "",
    ]
    return ", ".join(part for part in said if part)
