"""Deadlines of all projects by what is asked for: a page of the list with its counts, and who and what can be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from grants.access import Identity
from grants.deadlines.queries import DeadlineSeen, deadline_of, deadlines_on, from_deadlines, responsible
from grants.deadlines.rules import DeadlineState, Nearness, nearness
from grants.deadlines.seen import SEEN, seen_by
from grants.deadlines.views.rules import MINE, NOBODYS, STANDING, Filters, Stage
from grants.storage.database import rows
from grants.values.identifiers import search_form
from grants.web.clock import day_of_deed

PAGE: Final = 100
Group = Nearness | DeadlineState  # how near an open one is, or how it ended

# What is asked for, its values $13 to $18 those of `asked_by`. What is nobody's in particular is its coordinator's business.
_RESPONSIBLE: Final = responsible("$17::date")
ASKED_FOR: Final = f"""{SEEN}
  AND ($13::text = '' OR p.code = $13) AND ($14::text = '' OR d.kind = $14)
  AND ($15::bigint IS NULL OR {_RESPONSIBLE} = $15 OR ({_RESPONSIBLE} IS NULL AND ($15 = 0 OR p.coordinator_id = $15)))
  AND CASE $16::text WHEN '{Stage.LATE}' THEN d.state = 'open' AND d.due_on < $17::date
    WHEN '{Stage.BEGUN}' THEN d.state = 'open' AND d.begun_on IS NOT NULL
    WHEN '{STANDING}' THEN d.state <> 'cancelled' ELSE d.state = $16 END
  AND ($18::text = '' OR strpos(grants_fold(concat_ws(' ', d.number, d.title_bg, d.title_en, p.acronym, p.code)), $18) > 0)"""


def asked_by(by: Identity, filters: Filters, usual: str, today: date) -> tuple[Any, ...]:
    """The values $1 to $18 of ASKED_FOR; `usual` is the state of a view that is asked for none."""
    whose = {"": None, NOBODYS: 0, MINE: by.person_id or -1}
    person = whose[filters.whose] if filters.whose in whose else int(filters.whose)
    narrowed = (filters.project, filters.kind, person, filters.state or usual, today, search_form(filters.q))
    return (*seen_by(by), *narrowed)


@dataclass(frozen=True, slots=True)
class Found:
    """A page of deadlines in the order of their groups, and of how many each group is, on this page or another."""

    rows: tuple[DeadlineSeen, ...]
    groups: Mapping[Group, int]
    page: int

    @property
    def count(self) -> int:
        """How many there are in all."""
        return sum(self.groups.values())


_BETWEEN: Final = "($19::date IS NULL OR d.due_on >= $19) AND ($20::date IS NULL OR d.due_on <= $20)"
# By state and by how many days are left; beyond a month all days are one.
_COUNTS: Final = f"""
SELECT d.state, CASE WHEN d.state = 'open' THEN least(greatest(d.due_on - $17::date, -1), 31) ELSE 0 END AS days, count(*)::int AS n
FROM deadline d JOIN project p ON p.id = d.project_id WHERE {ASKED_FOR} AND {_BETWEEN} GROUP BY 1, 2
"""  # noqa: S608 - built of constants only
_LIST: Final = f"""
{deadlines_on("$17::date")} WHERE {ASKED_FOR} AND {_BETWEEN}
ORDER BY array_position(ARRAY['open', 'done', 'cancelled'], d.state::text), CASE WHEN d.state = 'open' THEN d.due_on END,
  coalesce(d.done_on, d.due_on) DESC, p.code, d.position, d.id
LIMIT $21 OFFSET $22
"""


async def deadlines_asked(by: Identity, filters: Filters, today: date, page: int = 1) -> Found:
    """The deadlines this person sees of those asked for, the open ones by date, then the newest that ended. Two queries."""
    matching = (*asked_by(by, filters, Stage.OPEN, today), filters.first_on, filters.last_on)
    groups: dict[Group, int] = {}
    for row in await rows(_COUNTS, *matching):
        group = group_of(DeadlineState(row["state"]), today + timedelta(days=row["days"]), today)
        groups[group] = groups.get(group, 0) + row["n"]
    page = min(max(1, page), max(1, -(-sum(groups.values()) // PAGE)))
    shown = await rows(_LIST, *matching, PAGE, PAGE * (page - 1))
    return Found(tuple(deadline_of(row) for row in shown), groups, page)


def group_of(state: DeadlineState, due_on: date, today: date) -> Group:
    """The group of the list in which a deadline stands."""
    return nearness(due_on, today) if state is DeadlineState.OPEN else state


@dataclass(frozen=True, slots=True)
class Things:
    """The reporting periods and the payments that deadlines hang on."""

    periods: list[int]
    payments: list[int]


_THINGS: Final = f"""
SELECT DISTINCT d.thing, d.thing_id FROM deadline d JOIN project p ON p.id = d.project_id
WHERE {ASKED_FOR} AND {_BETWEEN} AND d.thing IN ('period', 'payment') AND d.thing_id IS NOT NULL
"""  # noqa: S608 - built of constants only


async def things_asked(by: Identity, filters: Filters, today: date) -> Things:
    """The periods and payments whose deadlines this person sees of those asked for."""
    found = await rows(_THINGS, *asked_by(by, filters, STANDING, today), filters.first_on, filters.last_on)
    of = {thing: [row["thing_id"] for row in found if row["thing"] == thing] for thing in ("period", "payment")}
    return Things(of["period"], of["payment"])


_WHO: Final = f"""
SELECT DISTINCT q.id, q.name {from_deadlines("$13::date")} WHERE {SEEN} AND q.id IS NOT NULL ORDER BY q.name, q.id
"""


async def responsible_people(by: Identity) -> list[tuple[int, str]]:
    """Everybody whom a deadline that this person sees names as responsible."""
    return [(row["id"], row["name"]) for row in await rows(_WHO, *seen_by(by), day_of_deed())]


# --- a month -------------------------------------------------------------------------------------------------------

SHOWN_A_DAY: Final = 6


@dataclass(frozen=True, slots=True)
class OnDay:
    """A deadline on a day of a month: its own, or the house's earlier one (`internal`); `in_all` are on that day."""

    day: date
    internal: bool
    in_all: int
    deadline: DeadlineSeen


@dataclass(frozen=True, slots=True)
class MonthFound:
    """What stands on the days shown, what of it is due in the month itself by stage, and the nearest days before and after."""

    days: tuple[OnDay, ...]
    due: int
    late: int
    done: int
    before: date | None
    after: date | None


# A deadline on its day, and on the house's own earlier day while it is open; of each day the first few.
_MONTH: Final = f"""
SELECT * FROM (
  SELECT x.*, v.day, v.internal, count(*) OVER (PARTITION BY v.day)::int AS in_all,
    row_number() OVER (PARTITION BY v.day ORDER BY v.internal, x.code, x.id) AS place
  FROM ({deadlines_on("$17::date")} WHERE {ASKED_FOR} AND d.due_on >= $19::date) x JOIN deadline e ON e.id = x.id
  CROSS JOIN LATERAL (VALUES (x.due_on, false), (CASE WHEN x.state = 'open' AND e.internal_on < x.due_on THEN e.internal_on END, true))
    AS v (day, internal)
  WHERE v.day BETWEEN $19 AND $20::date
) y WHERE place <= {SHOWN_A_DAY} ORDER BY day, place
"""  # noqa: S608 - built of constants only
_WITHIN: Final = "d.due_on BETWEEN $19::date AND $20::date"
_ABOUT_MONTH: Final = f"""
SELECT count(*) FILTER (WHERE {_WITHIN})::int AS due,
  count(*) FILTER (WHERE {_WITHIN} AND d.state = 'open' AND d.due_on < $17)::int AS late,
  count(*) FILTER (WHERE {_WITHIN} AND d.state = 'done')::int AS done,
  max(d.due_on) FILTER (WHERE d.due_on < $19::date) AS before, min(d.due_on) FILTER (WHERE d.due_on > $20::date) AS after
FROM deadline d JOIN project p ON p.id = d.project_id WHERE {ASKED_FOR}
"""  # noqa: S608 - built of constants only


async def month_asked(
    by: Identity, filters: Filters, today: date, shown: tuple[date, date], month: tuple[date, date]
) -> MonthFound:
    """The deadlines this person sees of those asked for, on the days shown and about the month. Two queries."""
    matching = asked_by(by, filters, STANDING, today)
    days = tuple(
        OnDay(row["day"], row["internal"], row["in_all"], deadline_of(row))
        for row in await rows(_MONTH, *matching, *shown)
    )
    (about,) = await rows(_ABOUT_MONTH, *matching, *month)
    return MonthFound(days, about["due"], about["late"], about["done"], about["before"], about["after"])
