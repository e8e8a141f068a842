"""The work plan in the reader's words: the tree with its money, the milestones, and one activity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from grants.portfolio.plan.queries import Behind, Money
from grants.storage.columns import text
from grants.values.days import PublishedDay
from grants.values.language import N_, Text
from grants.values.wording import Wording
from grants.workplan.rules import ACTIVITY_STATES, ActivityState
from grants.workplan.rules_plan import (
    Late,
    Placed,
    activity_late,
    countable,
    in_tree,
    milestone_late,
    month_of,
    planned_period,
    sticks_out,
)

Row = Mapping[str, Any]
STATE_TONES: Mapping[str, str] = {
    ActivityState.PLANNED: "quiet",
    ActivityState.RUNNING: "active",
    ActivityState.DONE: "good",
}
_WITHOUT = N_("Without a work package")


def partner_of(row: Row) -> Text | None:
    """Who answers for a row."""
    named = Text(row["partner_bg"] or "", row["partner_en"] or "")
    return named or None


def side(said: Text | None, words: Wording) -> tuple[str, str]:
    """A text for this reader, and the language it is in where that is the other one."""
    if said is None:
        return "", ""
    shown, language = said.side(words.language)
    return shown, "" if language == words.language else language


# A plan says the same few days, months and states hundreds of times; each is written once.


@lru_cache(8192)
def period_said(words: Wording, start: date | PublishedDay | None, end: date | PublishedDay | None) -> str:
    """From when until when."""
    return words.period(start, end)


@lru_cache(2048)
def _months_from_to(words: Wording, first: int, last: int) -> str:
    if first == last:
        return words.say(N_("month {month}"), month=first)
    return words.say(N_("months {first} to {last}"), first=first, last=last)


@lru_cache(4096)
def _updated(words: Wording, day: date) -> str:
    return words.say(N_("updated on {day}"), day=day)


@lru_cache(256)
def _per_cent(words: Wording, whole: int) -> str:
    return words.number(whole) + "%"


@lru_cache(64)
def _state(words: Wording, state: str) -> str:
    return words.say(ACTIVITY_STATES[state])


@lru_cache(4096)
def late_said(late: Late | None, words: Wording) -> str:
    """What of an activity is late, in words."""
    if late is None:
        return ""
    if late.ends:
        return words.count("late: was to end {n} day ago", "late: was to end {n} days ago", late.days)
    return words.count("late: was to begin {n} day ago", "late: was to begin {n} days ago", late.days)


def months_said(row: Row, start: PublishedDay | None, words: Wording) -> str:
    """The months of the project an activity takes: as typed, else counted from its days."""
    first, last = row["start_month"], row["end_month"]
    if start is not None and countable(start):
        begins, ends = planned_period(row)
        first = month_of(start.first, begins.first) if first is None and begins else first
        last = month_of(start.first, ends.last) if last is None and ends else last
    if first is None or last is None or first < 1:
        return ""
    return _months_from_to(words, first, last)


def really_said(row: Row, words: Wording) -> str:
    """When it really was, as far as it has been."""
    return period_said(words, row["began_on"], row["finished_on"])


def activity_said(
    one: Placed, by_id: Mapping[int, Row], start: PublishedDay | None, today: date, words: Wording, base: str
) -> dict[str, Any]:
    """One activity as a row of the tree, without its money and what it hands over."""
    row = one.row
    above = by_id.get(one.above[0]) if one.above else None
    return {
        "id": row["id"],
        "number": row["number"],
        "title": side(Text(row["title_bg"], row["title_en"]), words),
        "url": f"{base}/activities/{row['id']}",
        "result": side(Text(row["result_bg"], row["result_en"]), words),
        "depth": min(one.depth, 3),
        "partner": side(partner_of(row), words),
        "period": period_said(words, *planned_period(row)),
        "months": months_said(row, start, words),
        "really": really_said(row, words),
        "state": _state(words, str(row["state"])),
        "tone": STATE_TONES[row["state"]],
        "progress": "" if row["progress"] is None else _per_cent(words, row["progress"]),
        "progress_drawn": 10 * min(100, row["progress"] or 0),
        "late": late_said(activity_late(row, today), words),
        "warnings": [words.say(sentence) for sentence in sticks_out(row, above)] if above else [],
        "told_on": _updated(words, row["told_on"]) if row["told_on"] else "",
        "handed": "",
        "money": None,
    }


def money_said(behind: Behind | None, words: Wording) -> dict[str, Any]:
    """The figures of the budget behind something."""
    stands = behind or Behind()
    return {
        "planned": words.figure(stands.planned, dash=True),
        "spent": words.figure(stands.spent, dash=True),
        "lost": words.figure(stands.lost) if stands.lost else "",
        "over": stands.spent > stands.planned,
    }


Told = Mapping[int, dict[str, Any]]  # each activity as a row of the tree, by its id


def told_of(placed: Sequence[Placed], start: PublishedDay | None, today: date, words: Wording, base: str) -> Told:
    """Every activity in words."""
    by_id = {one.row["id"]: one.row for one in placed}
    return {one.row["id"]: activity_said(one, by_id, start, today, words, base) for one in placed}


def tree_said(
    placed: Sequence[Placed],
    packages: Sequence[Row],
    told: Told,
    money: Money | None,
    words: Wording,
    base: str,
    *,
    may_change: bool,
) -> list[dict[str, Any]]:
    """The plan in groups: one for each work package with its activities, then those of none."""
    tops = {one.row["id"]: one.row["package_id"] for one in placed}
    known = {package["id"] for package in packages}
    groups: dict[int | None, list[Placed]] = {}
    for one in placed:
        package_id = tops[one.above[-1] if one.above else one.row["id"]]
        groups.setdefault(package_id if package_id in known else None, []).append(one)
    shown = []
    for package in (*packages, None):
        inside = groups.get(package["id"] if package else None, [])
        if package is None and not inside:
            continue
        sums = Behind()
        for one in inside:
            if money and not one.above:
                sums.add(money.whole.get(one.row["id"], Behind()))
            told[one.row["id"]]["money"] = money_said(money.whole.get(one.row["id"]), words) if money else None
        shown.append(
            _group(package, words, base, may_change=may_change)
            | {
                "rows": [told[one.row["id"]] for one in inside],
                "money": money_said(sums, words) if money else None,
                "named": bool(packages),
            }
        )
    return shown


def _group(package: Row | None, words: Wording, base: str, *, may_change: bool) -> dict[str, Any]:
    if package is None:
        return {"number": "", "title": (words.say(_WITHOUT), ""), "partner": ("", ""), "url": None}
    return {
        "number": package["number"],
        "title": side(text(package, "title"), words),
        "partner": side(partner_of(package), words),
        "url": f"{base}/rows/work_package/{package['id']}" if may_change else None,
    }


def whole_said(placed: Sequence[Placed], money: Money | None, words: Wording) -> dict[str, Any] | None:
    """What stands behind all activities together."""
    if money is None:
        return None
    sums = Behind()
    for one in placed:
        sums.add(money.own.get(one.row["id"], Behind()))
    return money_said(sums, words) | {
        "currency": money.currency,
        "foreign": ", ".join(money.foreign),
        "any": bool(sums),
    }


def milestones_said(
    found: Sequence[Row], activities: Mapping[int, Row], today: date, words: Wording, base: str, *, may_change: bool
) -> list[dict[str, Any]]:
    """The milestones with how each stands."""
    return [
        {
            "id": row["id"],
            "number": row["number"],
            "title": side(Text(row["title_bg"], row["title_en"]), words),
            "means": side(Text(row["means_bg"], row["means_en"]), words),
            "url": f"{base}/rows/milestone/{row['id']}" if may_change else None,
            "activity": _activity_named(activities.get(row["activity_id"] or 0), words, base),
            "partner": side(partner_of(row), words),
            "due": words.day(row["due_on"]) if row["due_on"] else "",
            "reached": bool(row["reached_on"]),
            "late": not row["reached_on"] and milestone_late(row["due_on"], None, today) > 0,
            "said": milestone_said(row, today, words),
        }
        for row in found
    ]


def milestone_said(row: Row, today: date, words: Wording) -> str:
    """Whether a milestone is reached, in words."""
    late = milestone_late(row["due_on"], row["reached_on"], today)
    by_days = words.count("{n} day late", "{n} days late", late) if late else ""
    if row["reached_on"]:
        said = words.say(N_("reached on {day}"), day=row["reached_on"])
    else:
        said = words.say(N_("not reached")) if late else words.say(N_("not yet reached"))
    return ", ".join(part for part in (said, by_days) if part)


def _activity_named(row: Row | None, words: Wording, base: str) -> dict[str, str] | None:
    if row is None:
        return None
    return {
        "said": f"{row['number']} {text(row, 'title').in_(words.language)}",
        "url": f"{base}/activities/{row['id']}",
    }


def parts_of(placed: Sequence[Placed], activity_id: int) -> list[Placed]:
    """An activity's parts, as a tree of their own."""
    return in_tree([one.row for one in placed if activity_id in one.above])
