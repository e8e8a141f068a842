"""The deadlines of all projects: as a list by nearness, narrowed by what its address asks for."""

from __future__ import annotations

from starlette.responses import Response

from grants.deadlines.agenda import Shown, agenda_row, group
from grants.deadlines.queries import DeadlineSeen
from grants.deadlines.rules import NEARNESS, DeadlineState, Nearness
from grants.deadlines.views.queries import PAGE, Found, deadlines_asked, group_of
from grants.deadlines.views.rules import Stage
from grants.deadlines.views.shown import LIST, address_of, asked_of, offered_to, state_said, views_context
from grants.values.language import N_
from grants.web.pages import Visit, address
from grants.web.paging import pages_of

ENDED = {DeadlineState.DONE: N_("Done deadlines"), DeadlineState.CANCELLED: N_("Cancelled deadlines")}


async def deadline_list(visit: Visit) -> Response:
    """The deadlines of all projects one may see, the open ones where nothing else is asked for."""
    filters, wrong = asked_of(visit)
    found = await deadlines_asked(visit.by, filters, visit.today, visit.page_asked())
    shown = views_context(visit, filters, await offered_to(visit), LIST, Stage.OPEN)
    pages = pages_of(
        visit.words,
        found.page,
        PAGE,
        len(found.rows),
        found.count,
        lambda page: address_of(LIST, filters, page=str(page)),
    )
    more = {"groups": _groups(visit, found), "pages": pages, "errors": list(wrong.items())}
    return visit.page("deadlines/all.html", {**shown, **more, "wrong": {"first": None, "last": None} | wrong})


def _groups(visit: Visit, found: Found) -> list[Shown]:
    """What this page shows of each group, under how many the group is in all."""
    rows: dict[Nearness | DeadlineState, list[Shown]] = {}
    for one in found.rows:
        rows.setdefault(group_of(one.state, one.due_on, visit.today), []).append(_row(visit, one))
    return [
        group(
            visit.words.say(NEARNESS[key] if isinstance(key, Nearness) else ENDED[key]),
            shown,
            visit.words,
            amount=found.groups[key],
            late=key is Nearness.LATE,
        )
        for key, shown in rows.items()
    ]


def _row(visit: Visit, one: DeadlineSeen) -> Shown:
    row = agenda_row(visit, one.title, one.due_on if one.open else one.done_on or one.due_on)
    return row | {
        "url": f"/projects/{one.code}/deadlines#deadline-{one.id}",
        "project": one.acronym or one.project_title.in_(visit.language),
        "person": one.person,
        "when": row["when"] if one.open else "",
        "late": one.open and row["late"],
        **state_said(one, visit.today, visit.words),
    }


ROUTES = [
    address("/deadlines", "all_deadlines", deadline_list),
]
