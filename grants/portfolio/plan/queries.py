"""What the work plan is read from: one statement for each kind of thing, whatever the number of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from grants.access import Identity, Permission, own_part_only
from grants.budget.rules import budget_currency
from grants.errors import NotFound
from grants.portfolio.cuts import Cut, sums_by
from grants.projects.queries import MONEY_SEEN, VISIBLE, Seen, money_reach, reach
from grants.storage.columns import published_day
from grants.storage.database import rows
from grants.values.days import PublishedDay
from grants.workplan.rules_plan import Placed

Row = dict[str, Any]

# $4: the project; $5: the partner of whom alone rows are seen, or null; $6: one row, or null for all.
_WHOSE = f"p.id = $4 AND {VISIBLE} AND ($5::bigint IS NULL OR x.partner_id = $5)"
_PARTNER = "LEFT JOIN partner r ON r.id = x.partner_id LEFT JOIN organisation o ON o.id = r.organisation_id"

_ACTIVITIES = f"""
SELECT x.id, x.version, x.number, x.package_id, x.within_id, x.title_bg, x.title_en, x.summary_bg, x.summary_en, x.result_bg, x.result_en,
  x.partner_id, o.name_bg AS partner_bg, o.name_en AS partner_en, q.name AS person, x.state, x.progress, x.start_month, x.end_month,
  x.start_on, x.start_precision, x.end_on, x.end_precision, x.began_on, x.finished_on,
  (SELECT max(u.written_on) FROM activity_update u WHERE u.activity_id = x.id) AS told_on
FROM activity x JOIN project p ON p.id = x.project_id {_PARTNER} LEFT JOIN person q ON q.id = x.person_id
WHERE {_WHOSE} ORDER BY x.position
"""  # noqa: S608 - built of constants only

_PACKAGES = f"""
SELECT x.id, x.number, x.title_bg, x.title_en, x.summary_bg, x.summary_en, o.name_bg AS partner_bg, o.name_en AS partner_en
FROM work_package x JOIN project p ON p.id = x.project_id {_PARTNER}
WHERE p.id = $4 AND {VISIBLE} AND ($5::bigint IS NULL OR x.partner_id = $5
  OR EXISTS (SELECT 1 FROM activity a WHERE a.package_id = x.id AND a.partner_id = $5))
ORDER BY x.position
"""  # noqa: S608

_MILESTONES = f"""
SELECT x.id, x.number, x.title_bg, x.title_en, x.activity_id, x.due_on, x.reached_on, x.means_bg, x.means_en,
  o.name_bg AS partner_bg, o.name_en AS partner_en
FROM milestone x JOIN project p ON p.id = x.project_id {_PARTNER} WHERE {_WHOSE} ORDER BY x.due_on NULLS LAST, x.position
"""  # noqa: S608

_DELIVERABLES = f"""
SELECT x.id, x.number, x.title_bg, x.title_en, x.delivered_title_bg, x.delivered_title_en, x.activity_id, x.state, x.due_on, x.delivered_on
FROM deliverable x JOIN project p ON p.id = x.project_id WHERE {_WHOSE} ORDER BY x.due_on NULLS LAST, x.position
"""  # noqa: S608

_UPDATES = f"""
SELECT u.id, u.written_on, u.progress, u.done_bg, u.done_en, u.late_bg, u.late_en, u.next_bg, u.next_en, q.name AS person
FROM activity_update u JOIN activity x ON x.id = u.activity_id JOIN project p ON p.id = u.project_id
LEFT JOIN person q ON q.id = u.person_id
WHERE {_WHOSE} AND x.id = $6 ORDER BY u.written_on DESC NULLS LAST, u.position DESC LIMIT 200
"""  # noqa: S608

# Approved of each activity by currency, as it is and as each line is in euro and in leva, line by line.
_PLANNED = f"""
SELECT x.activity_id, x.currency, sum(x.amount_cents)::bigint AS cents, sum(grants_euro(x.amount_cents, x.currency))::bigint AS euro,
  sum(CASE x.currency WHEN 'EUR' THEN round(x.amount_cents * 1.95583) END)::bigint AS lev
FROM budget_line x JOIN project p ON p.id = x.project_id
WHERE p.id = $7 AND {VISIBLE} AND {MONEY_SEEN} AND x.amount_cents IS NOT NULL GROUP BY 1, 2
"""  # noqa: S608

_PERIODS = """
SELECT id, number, kind, start_on, end_on, due_on, state FROM reporting_period WHERE project_id = $1 ORDER BY start_on, position
"""
_PROJECT = "SELECT start_on, start_precision, end_on, end_precision, currency FROM project WHERE id = $1"


def _whose(by: Identity, project: Seen) -> tuple[Any, ...]:
    return (*reach(by), project.id, own_part_only(by, project.ref, Permission.SEE_PROJECT))


@dataclass(frozen=True, slots=True)
class Frame:
    """The days and the currency of a project."""

    start: PublishedDay | None
    end: PublishedDay | None
    currency: str


async def frame_of(project: Seen) -> Frame:
    """When a project starts and ends, as far as it is known."""
    row = (await rows(_PROJECT, project.id))[0]
    return Frame(published_day(row, "start"), published_day(row, "end"), row["currency"])


async def activities_of(by: Identity, project: Seen) -> list[Row]:
    """The activities this person sees, with who answers for each and the day it was last told of."""
    return await rows(_ACTIVITIES, *_whose(by, project))


async def packages_of(by: Identity, project: Seen) -> list[Row]:
    """The work packages in which this person sees something."""
    return await rows(_PACKAGES, *_whose(by, project))


async def milestones_of(by: Identity, project: Seen) -> list[Row]:
    """The milestones this person sees, by the day they are due."""
    return await rows(_MILESTONES, *_whose(by, project))


async def deliverables_of(by: Identity, project: Seen) -> list[Row]:
    """The deliverables this person sees, as far as the plan shows them, by the day they are due."""
    return await rows(_DELIVERABLES, *_whose(by, project))


async def periods_of(project: Seen) -> list[Row]:
    """The reporting periods."""
    return await rows(_PERIODS, project.id)


async def updates_of(by: Identity, project: Seen, activity_id: int) -> list[Row]:
    """What was told of an activity, newest first."""
    return await rows(_UPDATES, *_whose(by, project), activity_id)


def activity_among(found: list[Row], activity_id: int) -> Row:
    """One of the activities this person sees; NotFound otherwise."""
    for row in found:
        if row["id"] == activity_id:
            return row
    raise NotFound


# --- the budget behind it -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Behind:
    """What of the budget stands behind an activity, in cents of the budget's currency: gross spent, and what was lost of it."""

    planned: int = 0
    spent: int = 0
    lost: int = 0

    def add(self, other: Behind) -> None:
        """Take what stands behind another into this."""
        self.planned += other.planned
        self.spent += other.spent
        self.lost += other.lost

    def __bool__(self) -> bool:
        return bool(self.planned or self.spent)


@dataclass(frozen=True, slots=True)
class Money:
    """The budget behind the activities: each with its parts, and each by itself; `foreign` are currencies in no figure."""

    currency: str
    whole: dict[int, Behind]
    own: dict[int, Behind]
    foreign: tuple[str, ...] = ()


async def behind(by: Identity, project: Seen, placed: list[Placed], contract: str) -> Money:
    """What is planned on the lines of each activity and spent of it, in the budget's currency. Two queries."""
    planned = await rows(_PLANNED, *reach(by), *money_reach(by), project.id)
    currency = budget_currency({row["currency"] for row in planned}, contract)
    own: dict[int, Behind] = {}
    foreign = set()
    for row in planned:
        cents = _in(row, currency)
        if cents is None:
            foreign.add(row["currency"])
        elif row["activity_id"] is not None:
            own.setdefault(row["activity_id"], Behind()).planned += cents
    for key, row in (await sums_by(Cut.ACTIVITY, by, project, currency)).items():
        if key is not None:
            own.setdefault(int(key), Behind()).add(Behind(0, row["spent"], row["lost"]))
    return Money(currency, _with_parts(placed, own), own, tuple(sorted(foreign)))


def _in(row: Row, currency: str) -> int | None:
    if row["currency"] == currency:
        return int(row["cents"])
    cents: int | None = row["euro"] if currency == "EUR" else row["lev"] if currency == "BGN" else None
    return cents


def _with_parts(placed: list[Placed], own: dict[int, Behind]) -> dict[int, Behind]:
    whole: dict[int, Behind] = {}
    for one in placed:
        behind_it = own.get(one.row["id"], Behind())
        for row_id in (one.row["id"], *one.above):
            whole.setdefault(row_id, Behind()).add(behind_it)
    return whole
