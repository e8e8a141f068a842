"""The approved hours of the team as ИСУН reads them: a row for each day and activity, or for each month of a member.

Hours are text with a dot: as a number, ИСУН would read 7.5 as 75.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import groupby
from typing import Any

from grants.access import Identity, Permission
from grants.acting import Deed, acting
from grants.errors import WrongState
from grants.funders.isun_says import OF_TEAM
from grants.funders.isun_team import ENGAGEMENTS, IDENTIFIERS, TEAM
from grants.personal.actions import open_numbers
from grants.personal.rules import Bearer
from grants.projects.queries import Seen
from grants.reports.cells import Value
from grants.reports.people_export import Exported
from grants.reports.workbook import written_exactly
from grants.storage.database import Row, rows
from grants.storage.sealed import Seal
from grants.values.days import ONE_DAY, add_months
from grants.values.language import N_

NO_HOURS = N_("No hours were approved of these days.")
NO_NUMBER = N_("no personal number")
NO_POSITION = N_("no position in the project")
NO_WORK = N_("{month}: no work done is written")
NO_RESULTS = N_("{month}: no results are written")
NEITHER = N_("{month}: neither work done nor results are written")

_HOURS = """
SELECT m.id AS member_id, m.position AS place, m.number, m.name, coalesce(nullif(m.position_bg, ''), m.position_en) AS post,
  m.engagement, n.kind AS identifier, s.month_on, h.day_on, h.activity_id, a.number AS activity, sum(h.hours) AS hours
FROM hours_worked h JOIN timesheet s ON s.id = h.sheet_id JOIN team_member m ON m.id = s.member_id
LEFT JOIN personal_number n ON n.bearer = 'team_member' AND n.row_id = m.id LEFT JOIN activity a ON a.id = h.activity_id
WHERE m.project_id = $1 AND s.state = 'approved' AND h.day_on BETWEEN $2 AND $3 AND h.hours > 0
GROUP BY m.id, n.kind, s.month_on, h.day_on, h.activity_id, a.number, a.position
ORDER BY m.position, m.id, h.day_on, a.position NULLS LAST, h.activity_id
"""
_DONE = """
SELECT s.member_id, s.month_on, w.activity_id, w.done, w.results
FROM work_done w JOIN timesheet s ON s.id = w.sheet_id JOIN team_member m ON m.id = s.member_id
WHERE m.project_id = $1 AND s.state = 'approved' AND s.month_on BETWEEN date_trunc('month', $2::date) AND $3
ORDER BY w.id
"""
_MONTHS = """
SELECT DISTINCT s.month_on FROM timesheet s JOIN team_member m ON m.id = s.member_id
WHERE m.project_id = $1 AND s.state = 'approved' ORDER BY s.month_on
"""


class Each(StrEnum):
    """For what a row stands."""

    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class HoursRow:
    """A row of the sheet but for the personal number."""

    member_id: int
    number: str
    name: str
    post: str
    engagement: str
    identifier: str
    month: date
    day: date
    hours: Decimal
    done: str
    results: str


@dataclass(frozen=True, slots=True)
class Lack:
    """What ИСУН asks of a member before the report is submitted, and is not told; `month` where it is of one, `broken` its rules for it."""

    number: str
    name: str
    sentence: str
    month: date | None = None
    broken: tuple[str, ...] = ()

    @property
    def theirs(self) -> tuple[str, ...]:
        """What ИСУН says of it, to the letter."""
        return tuple(OF_TEAM[one] for one in self.broken)


Texts = Mapping[tuple[int, date, int | None], tuple[str, str]]


async def months_approved(project: Seen) -> list[date]:
    """The months of which somebody's hours are approved, the earliest first."""
    return [row["month_on"] for row in await rows(_MONTHS, project.id)]


async def hours_rows(project: Seen, first: date, last: date, each: Each) -> list[HoursRow]:
    """The rows of the sheet from one day to another, both counted; the caller has asked for the permission."""
    found = await rows(_HOURS, project.id, first, last)
    texts = written_of(await rows(_DONE, project.id, first, last))
    return list(by_day(found, texts) if each is Each.DAY else by_month(found, texts, last))


def written_of(found: Iterable[Row]) -> Texts:
    """What was done and with which results, by member, month and activity."""
    told: dict[tuple[int, date, int | None], tuple[str, str]] = {}
    for row in found:
        key = (row["member_id"], row["month_on"], row["activity_id"])
        done, results = told.get(key, ("", ""))
        told[key] = (_together([done, row["done"]]), _together([results, row["results"]]))
    return told


def by_day(found: Iterable[Row], texts: Texts) -> Iterator[HoursRow]:
    """A row for each day and activity; what was done is that of the month."""
    for row in found:
        done, results = texts.get((row["member_id"], row["month_on"], row["activity_id"]), ("", ""))
        yield _row(row, row["day_on"], row["hours"], done, results)


def by_month(found: Iterable[Row], texts: Texts, until: date) -> Iterator[HoursRow]:
    """A row for each member and month, on its last day that counts; what was done in all its activities stands together."""
    for _, of_month in groupby(sorted(found, key=_month), key=_month):
        days = list(of_month)
        written = [
            texts.get((days[0]["member_id"], days[0]["month_on"], activity), ("", ""))
            for activity in dict.fromkeys(row["activity_id"] for row in days)
        ]
        last = min(until, month_end(days[0]["month_on"]))
        hours = sum((row["hours"] for row in days), Decimal(0))
        done, results = (_together(part) for part in zip(*written, strict=True))
        yield _row(days[0], last, hours, done, results)


def month_end(month: date) -> date:
    """The last day of a month."""
    return add_months(month.replace(day=1), 1) - ONE_DAY


def _month(row: Row) -> tuple[Any, ...]:
    return row["place"], row["member_id"], row["month_on"]


def _together(texts: Iterable[str]) -> str:
    """Texts one after the other, each once."""
    return "; ".join(dict.fromkeys(text.strip() for text in texts if text.strip()))


def _row(row: Row, day: date, hours: Decimal, done: str, results: str) -> HoursRow:
    return HoursRow(
        row["member_id"],
        row["number"],
        row["name"],
        row["post"],
        row["engagement"],
        row["identifier"] or "",
        row["month_on"],
        day,
        hours,
        done,
        results,
    )


def lacks(found: Sequence[HoursRow]) -> list[Lack]:
    """What is missing in these rows, each thing of a member and a month once."""
    told: dict[Lack, None] = {}
    for row in found:
        if not row.identifier:
            asked = ("missing:identifier", "missing:personal_number")
            told[Lack(row.number, row.name, NO_NUMBER, None, asked)] = None
        if not row.post:
            told[Lack(row.number, row.name, NO_POSITION, None, ("missing:position",))] = None
        if not (row.done and row.results):
            sentence = NEITHER if not (row.done or row.results) else NO_RESULTS if row.done else NO_WORK
            broken = tuple(f"missing:{name}" for name in ("done", "results") if not getattr(row, name))
            told[Lack(row.number, row.name, sentence, row.month, broken)] = None
    return list(told)


def cells_of(row: HoursRow, personal_number: str) -> tuple[Value, ...]:
    """The nine cells, all of them text."""
    return (
        row.name,
        row.post,
        IDENTIFIERS.get(row.identifier),
        personal_number,
        ENGAGEMENTS.get(row.engagement),
        f"{row.day:%d.%m.%Y}",
        hours_text(row.hours),
        row.done,
        row.results,
    )


def hours_text(hours: Decimal) -> str:
    """Hours with a dot and nothing needless: 7.5, 8."""
    text = f"{hours:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


async def export_team(
    by: Identity, project: Seen, first: date, last: date, each: Each, seal: Seal, today: date
) -> Exported:
    """The sheet of the team from one day to another, both counted. Raises WrongState when no hours were approved then.

    Who, when, which days, how many rows and the sha256 are recorded; the file itself is not kept.
    """
    async with acting(by, Permission.SEE_PERSONAL_NUMBERS, project.ref) as deed:
        found = await hours_rows(project, first, last, each)
        if not found:
            raise WrongState(NO_HOURS)
        numbers = await opened_numbers(deed, project, found, seal)
        told = [cells_of(row, numbers.get(row.member_id, "")) for row in found]
        content = await asyncio.to_thread(written_exactly, TEAM, told, today)
        exported = Exported(content, hashlib.sha256(content).hexdigest(), len(told))
        after = {"first_on": first, "last_on": last, "rows": exported.rows, "sha256": exported.sha256}
        deed.happened("team.exported", "team", None, after=after)
    return exported


async def opened_numbers(deed: Deed, project: Seen, found: Sequence[HoursRow], seal: Seal) -> dict[int, str]:
    """The personal number of each member in these rows who has one, each look recorded with the deed."""
    ids = sorted({row.member_id for row in found if row.identifier})
    opened = await open_numbers(deed, project.ref, Bearer.MEMBER, seal, ids) if ids else {}
    return {row_id: number for row_id, (_, number) in opened.items()}
