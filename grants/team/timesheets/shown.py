"""A month of hours as pages show it: its days, its rows, its sums, and what is odd about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from grants.storage.columns import text
from grants.team.queries import sees_cost
from grants.team.rules import ENGAGEMENTS, SHEET_STATES, SheetState
from grants.team.salary import why_none
from grants.team.shown import order_said
from grants.team.timesheets.forms import OTHER_WORK, Typed, text_name
from grants.team.timesheets.queries import Month
from grants.team.timesheets.rules import (
    MARKS,
    NONE,
    ByDay,
    Cells,
    Day,
    Mark,
    Warned,
    added,
    odd_days,
    over_the_caps,
    sums,
)
from grants.team.timesheets.rules_typed import cell_name
from grants.values.days import add_months
from grants.values.language import N_, Text
from grants.values.money import Money
from grants.values.wording import DASH, Wording
from grants.web.pages import Visit

Shown = dict[str, Any]
TONES: Mapping[str, str] = {
    SheetState.DRAFT: "",
    SheetState.SUBMITTED: "wait",
    SheetState.RETURNED: "bad",
    SheetState.APPROVED: "good",
}
WEEKDAYS: Final = (N_("Mo"), N_("Tu"), N_("We"), N_("Th"), N_("Fr"), N_("Sa"), N_("Su"))
# A letter in the head of a day, told below the table; of a weekend the names of its days tell.
LETTERS: Mapping[str, str] = {
    Mark.LEAVE: N_("L"),
    Mark.SICK: N_("S"),
    Mark.HOLIDAY: N_("H"),
    Mark.WEEKEND: "",
    Mark.WORKING: "",
}
ORDERED: Final = N_("O")
ORDER_TOLD: Final = N_("order to work on a day off")
OTHER: Final = N_("Other work of the project")
NOT_TOLD_WHAT: Final = N_("What was done in “{activity}” is not written yet; reports ask for it and for its results.")


def months_address(visit: Visit, month: date) -> str:
    """Where the month of the whole team stands."""
    return f"/projects/{visit.project.code}/team/months/{month:%Y-%m}"


def month_address(visit: Visit, member_id: int, month: date) -> str:
    """Where a member's month stands."""
    return f"/projects/{visit.project.code}/team/{member_id}/{month:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a page draws of a month: the form's rows, the hours that could be read, and the sentences by cell."""

    typed: Typed
    cells: Cells
    editable: bool = True
    told: Mapping[str, str] = field(default_factory=dict)
    unread: int = 0  # cells that could not be read, and are in no sum


def row_label(month: Month, activity: int | None, words: Wording) -> str:
    """How a row is called: the activity's number and title, or other work."""
    found = next((row for row in month.activities if row["id"] == activity), None)
    if found is None:
        return words.say(OTHER)
    return f"{found['number']} · {text(found, 'title').in_(words.language)}"


def hours_said(hours: Decimal, words: Wording) -> str:
    """Hours in a cell of a sum; nothing is a dash."""
    return words.number(hours) if hours else DASH


# --- the table ----------------------------------------------------------------------------------------------------


def table_shown(month: Month, drawing: Drawing, words: Wording, today: date) -> Shown:
    """The table of a month: days, rows of cells, the other projects, the sums and what is odd."""
    days = [_day(day, words) for day in month.days]
    told = sums_shown(month, drawing.cells, words, today, unread=drawing.unread)
    odd = {one["n"] for one in told["odd"]}
    worked = sums(drawing.cells).by_activity
    return {
        "days": [one | {"odd": one["n"] in odd} for one in days],
        "rows": [
            _row(month, activity, drawing, days, words, odd, worked.get(activity, NONE))
            for activity in drawing.typed.rows
        ],
        "hidden": _line(month.hidden, month, words),
        "elsewhere": _line(month.elsewhere, month, words) if month.elsewhere_told else None,
        "legend": _legend(month, words),
        "editable": drawing.editable,
        **told,
    }


def _day(day: Day, words: Wording) -> Shown:
    said = [words.full_day(day.on)]
    letters = words.say(LETTERS[day.mark]) if LETTERS[day.mark] else ""
    if day.mark is Mark.HOLIDAY:
        said.append(f"{words.say(MARKS[day.mark])}: {day.holiday.in_(words.language)}")
    elif day.mark is not Mark.WORKING:
        said.append(words.say(MARKS[day.mark]))
    if day.ordered:
        letters += words.say(ORDERED)
        said.append(words.say(ORDER_TOLD))
    return {
        "n": day.on.day,
        "weekday": words.say(WEEKDAYS[day.on.weekday()]),
        "letters": letters,
        "said": ", ".join(said),
        "kind": day.mark.value,
        "expected": day.expected,
    }


def _row(
    month: Month,
    activity: int | None,
    drawing: Drawing,
    days: Sequence[Shown],
    words: Wording,
    odd: Collection[int],
    total: Decimal,
) -> Shown:
    label = row_label(month, activity, words)
    found = next((row for row in month.activities if row["id"] == activity), None)
    cells = []
    for day, shown in zip(month.days, days, strict=True):
        name = cell_name(activity, day.on.day)
        hours = drawing.cells.get((activity, day.on))
        cells.append(
            {
                "name": name,
                "value": drawing.typed.fields.get(name, "")
                if drawing.editable
                else (words.number(hours) if hours else ""),
                "label": f"{label}, {shown['said']}",
                "kind": shown["kind"],
                "expected": shown["expected"],
                "n": shown["n"],
                "odd": bool(hours) and shown["n"] in odd,
                "error": drawing.told.get(name, ""),
            }
        )
    done, results = (drawing.typed.fields.get(text_name(kind, activity), "") for kind in ("done", "results"))
    return {
        "key": activity or OTHER_WORK,
        "number": found["number"] if found else "",
        "title": text(found, "title") if found else Text(words.say(OTHER), words.say(OTHER)),
        "label": label,
        "cells": cells,
        "errors": [
            (one["name"], f"{one['n']} {words.say(WEEKDAYS[day.on.weekday()])}", one["error"])
            for one, day in zip(cells, month.days, strict=True)
            if one["error"]
        ],
        "total": hours_said(total, words),
        "done": done,
        "results": results,
        "open": bool(total or done or results),
    }


def _line(hours: ByDay, month: Month, words: Wording) -> Shown | None:
    """Hours that are only told, day by day and together; None where there are none."""
    if not hours:
        return None
    return {
        "cells": [words.number(hours[day.on]) if hours.get(day.on) else "" for day in month.days],
        "total": words.number(sum(hours.values(), NONE)),
    }


def _legend(month: Month, words: Wording) -> list[tuple[str, str]]:
    """The letters that stand in the heads of days, with what they mean."""
    there = {day.mark for day in month.days}
    told = [(words.say(LETTERS[mark]), words.say(MARKS[mark])) for mark in Mark if mark in there and LETTERS[mark]]
    ordered = [(words.say(ORDERED), words.say(ORDER_TOLD))] if any(day.ordered for day in month.days) else []
    return told + ordered


# --- sums and what is odd -----------------------------------------------------------------------------------------


def odd_of(month: Month, cells: Cells, today: date) -> list[Warned]:
    """Everything odd about the hours as they are typed now: day by day, then of the month and the year."""
    own = added(sums(cells).by_day, month.hidden)
    found = odd_days(month.days, own, month.member, today)
    elsewhere = month.worked.elsewhere if month.elsewhere_told else {}
    other_months = {day: hours for day, hours in month.worked.here.items() if day.replace(day=1) != month.first}
    found += over_the_caps(month.first, added(other_months, own, elsewhere), month.caps)
    return sorted(found, key=lambda one: one.day or date.max)


def sums_shown(month: Month, cells: Cells, words: Wording, today: date, *, unread: int = 0) -> Shown:
    """The sums of a month while it is typed, by the key of their place in the table, and what is odd about it."""
    found = sums(cells)
    own = added(found.by_day, month.hidden)
    keyed = {f"a{activity or OTHER_WORK}": hours_said(hours, words) for activity, hours in found.by_activity.items()}
    everywhere = added(own, month.elsewhere) if month.elsewhere_told else own
    day_sums, all_sums = ([_of_day(hours, day, words) for day in month.days] for hours in (own, everywhere))
    total = sum(own.values(), NONE)
    said, all_said = hours_said(total, words), hours_said(sum(everywhere.values(), NONE), words)
    return {
        "keyed": keyed
        | {f"d{day.on.day}": one for day, one in zip(month.days, day_sums, strict=True)}
        | {f"e{day.on.day}": one for day, one in zip(month.days, all_sums, strict=True)}
        | {"t": said, "e": all_said},
        "day_sums": day_sums,
        "all_sums": all_sums,
        "total": said,
        "all_total": all_said,
        "total_said": _total_said(total, month, words, unread),
        "odd": odd_said(month, cells, words, today),
    }


def _of_day(hours: ByDay, day: Day, words: Wording) -> str:
    return words.number(hours[day.on]) if hours.get(day.on) else ""


def _total_said(total: Decimal, month: Month, words: Wording, unread: int) -> str:
    if unread:
        return words.count(
            "Without the one cell that needs correcting: {hours} h",
            "Without the {n} cells that need correcting: {hours} h",
            unread,
            hours=total,
        )
    expected = sum(1 for day in month.days if day.expected)
    return words.count(
        "{hours} h; the month has {n} working day", "{hours} h; the month has {n} working days", expected, hours=total
    )


def odd_said(month: Month, cells: Cells, words: Wording, today: date) -> list[Shown]:
    """The same as sentences, each with its day, and which days they are about."""
    found: list[Shown] = []
    for one in odd_of(month, cells, today):
        n = one.day.day if one.day else 0
        day = f"{n} {words.say(WEEKDAYS[one.day.weekday()])}" if one.day else words.month(month.first)
        found.append({"n": n, "day": day, "said": words.say(one.sentence, **one.facts)})
    return found


def not_told(month: Month, cells: Cells, texts: Mapping[int | None, tuple[str, str]], words: Wording) -> list[str]:
    """The activities with hours of which nobody wrote what was done and with which results."""
    worked = sums(cells).by_activity
    return [
        words.say(NOT_TOLD_WHAT, activity=row_label(month, activity, words))
        for activity in worked
        if not all(texts.get(activity, ("", "")))
    ]


# --- around it ----------------------------------------------------------------------------------------------------


def head_shown(visit: Visit, month: Month) -> Shown:
    """Whose month it is, in which state, and where the months beside it are."""
    words, member = visit.words, month.member
    here = month_address(visit, member["id"], month.first)
    sheet = month.sheet or {}
    return {
        "name": member["name"],
        "position": text(member, "position"),
        "month_said": words.month(month.first),
        "state": words.say(SHEET_STATES[month.state]),
        "tone": TONES[month.state],
        "by": _by(sheet, month.state, words),
        "reason": sheet.get("reason", ""),
        "here": here,
        "paper_url": f"{here}/paper",
        "member_url": f"/projects/{visit.project.code}/team/{member['id']}",
        "team_url": months_address(visit, month.first),
        "before_url": month_address(visit, member["id"], add_months(month.first, -1)),
        "before_said": words.month(add_months(month.first, -1)),
        "after_url": month_address(visit, member["id"], add_months(month.first, 1)),
        "after_said": words.month(add_months(month.first, 1)),
    }


def _by(sheet: Mapping[str, Any], state: SheetState, words: Wording) -> str:
    """Who submitted or approved it, and when."""
    if state is SheetState.APPROVED and sheet["approved_on"]:
        who, on = sheet["approved_by"] or "", sheet["approved_on"]
        return words.say(N_("approved by {who} on {day}"), who=who, day=on)
    if state is SheetState.SUBMITTED and sheet["submitted_on"]:
        who, on = sheet["submitted_by"] or "", sheet["submitted_on"]
        return words.say(N_("submitted by {who} on {day}"), who=who, day=on)
    return ""


def pay_shown(visit: Visit, month: Month) -> Shown:
    """The salary rows an approved month made, or why it made none; only for those who may see what people cost."""
    if month.state is not SheetState.APPROVED or not sees_cost(visit.by, visit.project):
        return {"pay": [], "no_pay": ""}
    words = visit.words
    pay = [
        (
            words.say(N_("Expense {number}"), number=row["number"]),
            f"/projects/{visit.project.code}/expenses/{row['expense_id']}",
            words.amount(Money(row["amount_cents"], row["currency"])),
        )
        for row in month.made
    ]
    why = why_none(month.member) if not pay else ""
    return {"pay": pay, "no_pay": words.say(N_("No salary row was made: {why}."), why=words.say(why)) if why else ""}


def paper_facts(visit: Visit, month: Month) -> list[tuple[str, str]]:
    """What stands above the hours on paper: the project, the person, and by what it is engaged."""
    words, member = visit.words, month.member
    engagement = words.say(ENGAGEMENTS[member["engagement"]])
    pairs = (
        (N_("Project"), f"{visit.project.title.in_(words.language)} ({visit.project.code})"),
        (N_("Partner"), Text(member["partner_bg"], member["partner_en"]).in_(words.language)),
        (N_("Name"), member["name"]),
        (N_("Position in the project"), text(member, "position").in_(words.language)),
        (N_("Engagement"), ", ".join(part for part in (engagement, member["contract_number"]) if part)),
        (N_("Order of appointment"), order_said(member, words)),
    )
    return [(words.say(label), said) for label, said in pairs if said]
