"""Lists of months: those of one member, and everybody's of one month, with who has not entered, who waits, who is approved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final

from grants.access import Permission
from grants.storage.columns import text
from grants.team.rules import SHEET_STATES, RateRule, SheetState
from grants.team.timesheets.queries import Row, sheets_of, team_month
from grants.team.timesheets.rules import engaged_in, why_not_decide
from grants.team.timesheets.shown import TONES, month_address, months_address
from grants.values.days import add_months, months_between
from grants.values.language import N_, Text
from grants.values.wording import Wording
from grants.web.pages import Visit

Shown = dict[str, Any]
MOST_MONTHS: Final = 36
NOT_ENTERED: Final = N_("not entered")
NOT_NEEDED: Final = N_("no timesheet is asked")
NOT_BEGUN: Final = N_("The engagement has not begun yet, so there is no month to enter.")
SHARE_ASKS_NONE: Final = N_("A fixed share of the time is claimed month by month, so no timesheet is asked.")


class Standing(StrEnum):
    """Where a member's month stands in the eyes of whoever gathers the hours."""

    MISSING = "missing"
    DRAFT = "draft"
    WAITING = "waiting"
    APPROVED = "approved"


STANDINGS: Mapping[str, str] = {
    Standing.MISSING: N_("not entered yet"),
    Standing.DRAFT: N_("in work"),
    Standing.WAITING: N_("wait for approval"),
    Standing.APPROVED: N_("approved so far"),
}
_OF_STATE: Mapping[str, Standing] = {
    SheetState.DRAFT: Standing.DRAFT,
    SheetState.RETURNED: Standing.DRAFT,
    SheetState.SUBMITTED: Standing.WAITING,
    SheetState.APPROVED: Standing.APPROVED,
}


# --- a member's months --------------------------------------------------------------------------------------------


async def member_months(visit: Visit, member: Row) -> Shown:
    """The months of a member, the latest first: every month of the engagement until now, and any with a sheet.

    Of a fixed share of the time no timesheet is asked, so only months with a sheet stand there.
    """
    sheets = {sheet["month_on"]: sheet for sheet in await sheets_of([member["id"]], None)}
    needed = member["rate_rule"] != RateRule.FIXED_SHARE
    expected = _expected(member, sheets, visit.today) if needed else []
    months = sorted({*sheets, *expected}, reverse=True)[:MOST_MONTHS]
    return {
        "why_no_months": "" if months else visit.words.say(NOT_BEGUN if needed else SHARE_ASKS_NONE),
        "months": [_month_line(visit, member, month, sheets.get(month)) for month in months],
        "team_month_url": months_address(visit, visit.today.replace(day=1)),
    }


def _expected(member: Row, sheets: Mapping[date, Row], today: date) -> list[date]:
    last = min(member["end_on"] or today, today)
    first = member["start_on"] or min(sheets, default=last)
    return months_between(first, last) if first <= last else []


def _month_line(visit: Visit, member: Row, month: date, sheet: Row | None) -> Shown:
    words = visit.words
    return {
        "month": words.month(month),
        "url": month_address(visit, member["id"], month),
        **_stands(sheet, member, words),
    }


def _stands(sheet: Row | None, member: Row, words: Wording) -> Shown:
    if sheet is None:
        needed = member["rate_rule"] != RateRule.FIXED_SHARE
        return {"hours": "", "state": words.say(NOT_ENTERED if needed else NOT_NEEDED), "tone": "", "by": ""}
    by = ""
    if sheet["state"] == SheetState.APPROVED and sheet["approved_by"]:
        by = words.say(N_("approved by {who} on {day}"), who=sheet["approved_by"], day=sheet["approved_on"])
    elif sheet["state"] == SheetState.SUBMITTED and sheet["submitted_by"]:
        by = words.say(N_("submitted by {who} on {day}"), who=sheet["submitted_by"], day=sheet["submitted_on"])
    return {
        "hours": words.number(sheet["hours"]),
        "state": words.say(SHEET_STATES[sheet["state"]]),
        "tone": TONES[sheet["state"]],
        "by": by or sheet["reason"],
    }


# --- the month of a team ------------------------------------------------------------------------------------------


async def team_month_shown(visit: Visit, first: date, chosen: frozenset[int]) -> Shown:
    """Everybody's month; narrowed to one standing where the address asks so."""
    found, alone = await team_month(visit.by, visit.project, first)
    there = [(member, sheet) for member, sheet in found if sheet or engaged_in(first, member)]
    counted = Counter(standing_of(member, sheet) for member, sheet in there)
    view = visit.query("show") if visit.query("show") in set(Standing) else ""
    seen = [one for one in there if not view or standing_of(*one) == view]
    words, base = visit.words, months_address(visit, first)
    before, after = add_months(first, -1), add_months(first, 1)
    rows = [_team_line(visit, member, sheet, first, chosen, alone_suffices=alone) for member, sheet in seen]
    return {
        "month_said": words.month(first),
        "here": base,
        "before_url": months_address(visit, before),
        "before_said": words.month(before),
        "after_url": months_address(visit, after),
        "after_said": words.month(after),
        "team_url": f"/projects/{visit.project.code}/team",
        "any": bool(there),
        "views": [("", words.say(N_("all")), len(there))]
        + [(one.value, words.say(STANDINGS[one]), counted[one]) for one in Standing],
        "view": view,
        "view_url": {"": base} | {one.value: f"{base}?show={one.value}" for one in Standing},
        "rows": rows,
        "total": words.number(sum((sheet["hours"] for _, sheet in seen if sheet), start=0)),
        "approvable": any(row["may_approve"] for row in rows),
        "partners": len({member["partner_id"] for member, _ in there}) > 1,
    }


def standing_of(member: Row, sheet: Row | None) -> Standing | None:
    """Where a month stands; None of somebody of whom no timesheet is asked."""
    if sheet is not None:
        return _OF_STATE[sheet["state"]]
    return None if member["rate_rule"] == RateRule.FIXED_SHARE else Standing.MISSING


def _team_line(
    visit: Visit, member: Row, sheet: Row | None, first: date, chosen: frozenset[int], *, alone_suffices: bool
) -> Shown:
    why = why_not_decide(visit.by, member, sheet, alone_suffices=alone_suffices) if sheet else ""
    approves = visit.may(Permission.APPROVE_HOURS) and sheet is not None and sheet["state"] == SheetState.SUBMITTED
    return {
        "id": member["id"],
        "name": member["name"],
        "position": text(member, "position"),
        "partner": Text(member["partner_bg"], member["partner_en"]),
        "url": month_address(visit, member["id"], first),
        "version": sheet["version"] if sheet else 0,
        "may_approve": approves and not why,
        "why_not": visit.words.say(why) if approves and why else "",
        "chosen": member["id"] in chosen,
        **_stands(sheet, member, visit.words),
    }
