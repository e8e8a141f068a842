"""A member's month as somebody sees it, a member's months, and the month of a whole team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from grants.access import Identity, Permission, own_part_only
from grants.budget.queries import terms_of
from grants.projects.queries import Seen
from grants.storage.database import rows
from grants.team.hours import Worked, engagements_of, hours_of
from grants.team.queries import member_seen, members_of, sees_all_hours
from grants.team.rules import SheetState
from grants.team.rules_caps import Caps, caps_of
from grants.team.salary import rows_made
from grants.team.timesheets.rules import NONE, ByDay, Cells, Day, days_of, sums
from grants.team.timesheets.working_days import calendar_of
from grants.values.days import add_months
from grants.workplan.rules_plan import in_tree

Row = dict[str, Any]
Texts = Mapping[int | None, tuple[str, str]]  # what was done and with which results, by activity

_SHEET = """
SELECT s.*, u.name AS submitted_by, w.name AS approved_by, coalesce(o.country, 'BG') AS country, c.name AS coordinator
FROM team_member m JOIN project p ON p.id = m.project_id LEFT JOIN person c ON c.id = p.coordinator_id
LEFT JOIN partner t ON t.id = m.partner_id LEFT JOIN organisation o ON o.id = t.organisation_id
LEFT JOIN timesheet s ON s.member_id = m.id AND s.month_on = $2
LEFT JOIN person u ON u.id = s.submitted_by_id LEFT JOIN person w ON w.id = s.approved_by_id
WHERE m.id = $1
"""
_HOURS = """
SELECT s.month_on, h.activity_id, h.day_on, sum(h.hours) AS hours FROM timesheet s JOIN hours_worked h ON h.sheet_id = s.id
WHERE s.member_id = $1 AND s.month_on = ANY($2::date[]) GROUP BY s.month_on, h.activity_id, h.day_on
"""
_ACTIVITIES = """
SELECT id, number, title_bg, title_en, within_id, position, partner_id, coalesce(began_on, start_on) AS first_on,
  coalesce(finished_on, end_on) AS last_on
FROM activity WHERE project_id = $1 AND ($2::bigint IS NULL OR partner_id = $2) ORDER BY position, id
"""


@dataclass(frozen=True, slots=True)
class Month:
    """A member's month: its sheet (None before anything was entered), its hours, and all around it."""

    first: date
    member: Row
    sheet: Row | None
    cells: Cells  # of the activities this person sees, and of other work
    hidden: ByDay  # of activities it does not see
    last_month: Cells
    texts: Texts
    activities: Sequence[Mapping[str, Any]]
    days: Sequence[Day]
    worked: Worked  # over the year, all engagements
    caps: Caps
    elsewhere_told: bool  # whether this person is shown the hours of other projects
    alone_suffices: bool  # whether the contract lets one person enter and approve
    coordinator: str
    made: Sequence[Row]  # its salary rows in the ledger

    @property
    def state(self) -> SheetState:
        """The state of the sheet; one that is not there yet is a draft."""
        return SheetState(self.sheet["state"]) if self.sheet else SheetState.DRAFT

    @property
    def version(self) -> int:
        """Which version was looked at; 0 before anything was entered."""
        return self.sheet["version"] if self.sheet else 0

    @property
    def total(self) -> Decimal:
        """All hours of the month in this project."""
        return sums(self.cells).total + sum(self.hidden.values(), NONE)

    @property
    def elsewhere(self) -> ByDay:
        """The hours of the month in the person's other engagements."""
        return {day: hours for day, hours in self.worked.elsewhere.items() if day.replace(day=1) == self.first}

    @property
    def numbers(self) -> dict[int | None, str]:
        """How activities are called in the history; other work is a dash."""
        return {None: "–", **{row["id"]: row["number"] for row in self.activities}}


async def month_seen(by: Identity, project: Seen, member_id: int, first: date) -> Month:
    """A member's month, if this person sees the member; NotFound otherwise. The number of queries is always the same."""
    member = await member_seen(by, project, member_id)
    found = (await rows(_SHEET, member_id, first))[0]
    activities = [one.row for one in in_tree(await rows(_ACTIVITIES, project.id, _own(by, project)))]
    before = add_months(first, -1)
    cells, hidden, last_month = await _hours(member_id, first, before, {row["id"] for row in activities})
    spans = await rows("SELECT kind, first_on, last_on FROM team_days WHERE member_id = $1", member_id)
    year = (date(first.year, 1, 1), date(first.year, 12, 31))
    worked = (await hours_of(project.kept_by_id, [member_id], *year))[member_id]
    caps = caps_of(await engagements_of(project.kept_by_id, member_id, *year))
    told = sees_all_hours(by, project) or (by.person_id is not None and by.person_id == member["person_id"])
    texts = await rows(
        "SELECT w.activity_id, w.done, w.results FROM work_done w JOIN timesheet s ON s.id = w.sheet_id "
        "WHERE s.member_id = $1 AND s.month_on = $2",
        member_id,
        first,
    )
    return Month(
        first,
        dict(member),
        dict(found) if found["id"] is not None else None,
        cells,
        hidden,
        last_month,
        {row["activity_id"]: (row["done"], row["results"]) for row in texts},
        activities,
        days_of(first, spans, calendar_of(found["country"])),
        worked,
        caps,
        told,
        (await terms_of(project.id)).own_verification,
        found["coordinator"] or "",
        await rows_made(member_id, first),
    )


def _own(by: Identity, project: Seen) -> int | None:
    return own_part_only(by, project.ref, Permission.SEE_PROJECT)


async def _hours(member_id: int, first: date, before: date, seen: Collection[int]) -> tuple[Cells, ByDay, Cells]:
    cells: dict[tuple[int | None, date], Decimal] = {}
    last_month: dict[tuple[int | None, date], Decimal] = {}
    hidden: dict[date, Decimal] = defaultdict(lambda: NONE)
    for row in await rows(_HOURS, member_id, [first, before]):
        activity, day = row["activity_id"], row["day_on"]
        shown = activity is None or activity in seen
        if row["month_on"] == before:
            if shown:
                last_month[activity, day] = row["hours"]
        elif shown:
            cells[activity, day] = row["hours"]
        else:
            hidden[day] += row["hours"]
    return cells, dict(hidden), last_month


# --- lists of months ----------------------------------------------------------------------------------------------

_MONTHS = """
SELECT s.id, s.member_id, s.month_on, s.state, s.version, s.submitted_by_id, s.submitted_on, s.approved_on, s.reason,
  u.name AS submitted_by, w.name AS approved_by,
  (SELECT coalesce(sum(h.hours), 0) FROM hours_worked h WHERE h.sheet_id = s.id) AS hours
FROM timesheet s LEFT JOIN person u ON u.id = s.submitted_by_id LEFT JOIN person w ON w.id = s.approved_by_id
WHERE s.member_id = ANY($1::bigint[]) AND ($2::date IS NULL OR s.month_on = $2)
"""


async def sheets_of(member_ids: Sequence[int], first: date | None) -> list[Row]:
    """The sheets of these members, of one month or of all, the latest first."""
    return await rows(f"{_MONTHS} ORDER BY s.month_on DESC", list(member_ids), first)


async def team_month(by: Identity, project: Seen, first: date) -> tuple[list[tuple[Row, Row | None]], bool]:
    """Everybody of the team this person sees, with the sheet of the month where there is one; and whether the contract
    lets one person enter and approve.
    """
    members = await members_of(by, project)
    by_member = {row["member_id"]: row for row in await sheets_of([row["id"] for row in members], first)}
    pairs = [(dict(row), by_member.get(row["id"])) for row in members]
    return pairs, (await terms_of(project.id)).own_verification
