"""A year as a picture: a row for each project, its reporting periods as bars, its reports' days as marks, and below them
what the funder was asked to pay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from grants.access import Identity
from grants.deadlines.seen import SEEN, seen_by
from grants.deadlines.views.clocks import clocks_drawn, clocks_said, height_of, payments_of_year
from grants.deadlines.views.month import YEARS
from grants.deadlines.views.queries import Things
from grants.deadlines.views.scale import MOST, SCALE, place_in
from grants.projects.queries import VISIBLE, reach
from grants.projects.rules import PERIOD_KINDS, PERIOD_STATES, PeriodKind, PeriodState
from grants.storage.columns import text
from grants.storage.database import Row, rows
from grants.values.wording import Wording

_APART: Final = 75  # how far marks stand apart that both carry their day
_OPEN: Final = (PeriodState.PLANNED, PeriodState.RETURNED)
_BARS: Final = {
    PeriodState.PLANNED: "waiting",
    PeriodState.SUBMITTED: "running",
    PeriodState.ACCEPTED: "done",
    PeriodState.RETURNED: "late-bar",
}
_PERIODS: Final = f"""
SELECT r.id, r.number, r.kind, r.state, r.start_on, r.end_on, r.due_on, p.code, p.acronym, p.title_bg, p.title_en
FROM reporting_period r JOIN project p ON p.id = r.project_id
WHERE {VISIBLE} AND ($4::text = '' OR p.code = $4)
  AND ($7::bigint[] IS NULL OR r.id = ANY($7))
  AND (r.start_on <= $6::date AND r.end_on >= $5::date OR r.due_on BETWEEN $5 AND $6)
ORDER BY p.code, r.start_on, r.position LIMIT {MOST}
"""  # noqa: S608 - built of constants only
_INTERNAL: Final = f"""
SELECT d.thing_id, min(d.internal_on) AS internal_on FROM deadline d JOIN project p ON p.id = d.project_id
WHERE {SEEN} AND d.thing = 'period' AND d.thing_id = ANY($13::bigint[]) AND d.state = 'open' AND d.internal_on < d.due_on
GROUP BY d.thing_id
"""  # noqa: S608 - SEEN is a constant


def year_named(typed: str) -> int | None:
    """A year written in four digits; None of anything else."""
    known = typed.isascii() and typed.isdigit() and len(typed) == 4 and int(typed) in YEARS
    return int(typed) if known else None


@dataclass(frozen=True, slots=True)
class Year:
    """The reporting periods and the payments of a year, and whether there may be more than these."""

    year: int
    periods: Sequence[Row]
    payments: Sequence[Row]

    @property
    def full(self) -> bool:
        """Whether as many stand here as are shown at once."""
        return MOST in (len(self.periods), len(self.payments))


async def year_of(by: Identity, code: str, year: int, today: date, only: Things | None) -> Year:
    """What touches a year, or is due in it; of those `only` where deadlines were asked for by more than their project."""
    periods = await _periods(by, code, year, only.periods if only else None)
    payments = await payments_of_year(by, code, year, today, only.payments if only else None)
    return Year(year, periods, payments)


async def _periods(by: Identity, code: str, year: int, only: list[int] | None) -> list[Row]:
    """The periods, with the house's own day where this person sees it."""
    found = await rows(_PERIODS, *reach(by), code, date(year, 1, 1), date(year, 12, 31), only)
    internal = await rows(_INTERNAL, *seen_by(by), [row["id"] for row in found])
    days = {row["thing_id"]: row["internal_on"] for row in internal}
    return [{**row, "internal_on": days.get(row["id"])} for row in found]


def drawn(found: Year, today: date, words: Wording) -> dict[str, Any]:
    """The picture and the tables that say the same."""
    year = found.year
    of: dict[str, tuple[list[Row], list[Row]]] = {}
    for place, listed in enumerate((found.periods, found.payments)):
        for row in listed:
            of.setdefault(row["code"], ([], []))[place].append(row)
    return {
        "ticks": [(place_in(year, day), words.short_month(day)) for day in (date(year, n, 1) for n in range(1, 13))],
        "today_at": place_in(year, today) if today.year == year else None,
        "this_month": today.month if today.year == year else None,
        "strips": [_project(*of[code], year, today, words) for code in sorted(of)],
        "pays": bool(found.payments),
        "reports": bool(found.periods),
    }


def _project(periods: list[Row], payments: list[Row], year: int, today: date, words: Wording) -> dict[str, Any]:
    one = (periods or payments)[0]
    clocks = clocks_drawn(payments, year, today, words)
    return {
        "label": one["acronym"] or text(one, "title").in_(words.language),
        "url": f"/projects/{one['code']}/contract#period",
        "bars": [_bar(row, year, today) for row in periods if row["kind"] != PeriodKind.PROGRESS],
        "marks": _marks(periods, year, today, words),
        "periods": [_said(row, today, words) for row in periods],
        "clocks": clocks,
        "height": height_of(clocks),
        "payments": clocks_said(payments, today, words),
    }


def _late(row: Row, today: date) -> bool:
    return row["state"] in _OPEN and row["due_on"] is not None and row["due_on"] < today


def _bar(row: Row, year: int, today: date) -> dict[str, Any]:
    begins = place_in(year, row["start_on"])
    ends = place_in(year, date.fromordinal(row["end_on"].toordinal() + 1))
    state = "late-bar" if _late(row, today) else _BARS[PeriodState(row["state"])]
    return {"start": begins, "length": max(0, ends - begins), "number": row["number"], "state": state}


def _marks(periods: list[Row], year: int, today: date, words: Wording) -> list[dict[str, Any]]:
    """The days of a project's reports and the house's own before them; a day is written where it has the room."""
    found = [(row["due_on"], "late-due" if _late(row, today) else "due") for row in periods]
    found += [(row["internal_on"], "own") for row in periods]
    marks: list[dict[str, Any]] = []
    free = -_APART
    for day, kind in sorted((day, kind) for day, kind in found if day and day.year == year):
        at = place_in(year, day)
        said = kind != "own" and at - free >= _APART
        free = at if said else free
        marks.append({"at": at, "kind": kind, "day": words.day(day) if said else "", "end": at > SCALE - 2 * _APART})
    return marks


def _said(row: Row, today: date, words: Wording) -> dict[str, Any]:
    return {
        "number": row["number"],
        "url": f"/projects/{row['code']}/contract/periods/{row['id']}",
        "kind": words.say(PERIOD_KINDS[row["kind"]]),
        "covers": words.period(row["start_on"], row["end_on"]),
        "due": words.day(row["due_on"]) if row["due_on"] else "",
        "internal": words.day(row["internal_on"]) if row["internal_on"] else "",
        "state": words.say(PERIOD_STATES[row["state"]]),
        "late": words.distance((row["due_on"] - today).days) if _late(row, today) else "",
    }
