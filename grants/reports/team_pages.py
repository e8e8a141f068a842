"""The page of the team's sheet for ИСУН: which months, a row for each day or month, what is missing, and the file itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from starlette.responses import Response

from grants.errors import Objected, Objection, WrongState
from grants.funders.isun_xml import OF_TECHNICAL_DRAFT, TECHNICAL
from grants.reports.handed import XML, handed_over
from grants.reports.objected import objection_shown
from grants.reports.team_draft import export_technical
from grants.reports.team_sheet import (
    Each,
    HoursRow,
    Lack,
    export_team,
    hours_rows,
    hours_text,
    lacks,
    month_end,
    months_approved,
)
from grants.values.language import N_
from grants.values.wording import Wording
from grants.web.forms import sent
from grants.web.pages import Visit, address

SHOWN: Final = 12
DRAFT: Final = "draft"  # the technical report with the team in it, and not the sheet alone
EACH: Final = {Each.DAY: N_("a row for each day and activity"), Each.MONTH: N_("a row for each month")}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which months the sheet is for, both counted and named by their first day, and for what a row stands."""

    first: date
    last: date
    each: Each

    @property
    def days(self) -> tuple[date, date]:
        """Their first and their last day."""
        return self.first, month_end(self.last)


async def team_sheet(visit: Visit) -> Response:
    """What the sheet would hold, and on being asked the sheet."""
    months = await months_approved(visit.project)
    if visit.request.method == "GET":
        return await _page(visit, months, _asked(dict(visit.request.query_params), months))
    form = await sent(visit.request)
    asked = _asked(form.typed, months)
    if asked is None:
        return await _page(visit, months, None)
    told, seal = (visit.by, visit.project, *asked.days, asked.each), visit.request.app.state.seal
    try:
        if form.line("as") == DRAFT:
            return handed_over(visit, await export_technical(*told, seal), "Team", TECHNICAL.suffix, XML)
        return handed_over(visit, await export_team(*told, seal, visit.today), "Team")
    except WrongState as problem:
        return await _page(visit, months, asked, problem)
    except Objected as problem:
        return await _page(visit, months, asked, objected=problem.objections)


def _asked(typed: Mapping[str, str], months: Sequence[date]) -> Asked | None:
    """What was chosen; all months where nothing was, None where there are none."""
    if not months:
        return None
    by_name = {month.isoformat(): month for month in months}
    first, last = by_name.get(typed.get("first", ""), months[0]), by_name.get(typed.get("last", ""), months[-1])
    each = Each.MONTH if typed.get("each") == Each.MONTH else Each.DAY
    return Asked(min(first, last), max(first, last), each)


async def _page(
    visit: Visit,
    months: Sequence[date],
    asked: Asked | None,
    refused: WrongState | None = None,
    objected: Sequence[Objection] = (),
) -> Response:
    words = visit.words
    found = await hours_rows(visit.project, *asked.days, asked.each) if asked else []
    hours = sum((row.hours for row in found), Decimal(0))
    context = {
        "refused": words.say(refused.sentence, **refused.facts) if refused else "",
        "objected": [objection_shown(one, words) for one in objected],
        "caution": OF_TECHNICAL_DRAFT.in_(words.language),
        "ids": f"/projects/{visit.project.code}/reports/funder-ids",
        "months": [(month.isoformat(), words.month(month)) for month in months],
        "first": asked.first.isoformat() if asked else "",
        "last": asked.last.isoformat() if asked else "",
        "each": asked.each if asked else "",
        "offered": [(each.value, words.say(said)) for each, said in EACH.items()],
        "row_count": len(found),
        "members": len({row.member_id for row in found}),
        "hours": _hours(hours, words),
        "lacks": _lacks(found, words),
        "rows": [_row(row, words) for row in found[:SHOWN]],
        "more": max(len(found) - SHOWN, 0),
        "here": f"/projects/{visit.project.code}/team",
    }
    return visit.page("reports/team_sheet.html", context, 409 if refused else 422 if objected else 200)


def _hours(hours: Decimal, words: Wording) -> str:
    return words.number(Decimal(hours_text(hours)))


def _lacks(found: Sequence[HoursRow], words: Wording) -> list[dict[str, Any]]:
    """What is missing, by member."""
    by_member: dict[tuple[str, str], list[Lack]] = {}
    for lack in lacks(found):
        by_member.setdefault((lack.number, lack.name), []).append(lack)
    return [
        {
            "number": number,
            "name": name,
            "reasons": [
                words.say(lack.sentence, **({} if lack.month is None else {"month": words.month(lack.month)}))
                for lack in told
            ],
            "theirs": list(dict.fromkeys(said for lack in told for said in lack.theirs)),
        }
        for (number, name), told in by_member.items()
    ]


def _row(row: HoursRow, words: Wording) -> dict[str, str]:
    return {
        "name": row.name,
        "post": row.post,
        "day": words.day(row.day),
        "hours": _hours(row.hours, words),
        "done": row.done,
        "results": row.results,
    }


ROUTES = [
    address("/projects/{code}/team/sheet", "team_sheet", team_sheet, changes=True),
]
