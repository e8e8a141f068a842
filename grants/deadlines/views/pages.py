"""The deadlines of all projects: as a list by nearness, as a month, and a year of reports, narrowed by what their address asks for."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response

from grants.deadlines.agenda import Shown, agenda_row, group
from grants.deadlines.queries import DeadlineSeen
from grants.deadlines.rules import NEARNESS, DeadlineKind, DeadlineState, Nearness
from grants.deadlines.things import offices
from grants.deadlines.views.month import YEARS, month_named, weeks_of
from grants.deadlines.views.month_shown import month_shown
from grants.deadlines.views.queries import PAGE, Found, deadlines_asked, group_of, month_asked, things_asked
from grants.deadlines.views.rules import STANDING, Stage
from grants.deadlines.views.scale import MOST
from grants.deadlines.views.shown import LIST, MONTH, YEAR, address_of, asked_of, offered_to, state_said, views_context
from grants.deadlines.views.year import drawn, year_named, year_of
from grants.values.days import computed_end
from grants.values.language import N_
from grants.values.places import page_of
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
        "url": f"/projects/{one.code}{page_of('deadline', one.id)}",
        "project": one.acronym or one.project_title.in_(visit.language),
        "person": one.person,
        "when": row["when"] if one.open else "",
        "late": one.open and row["late"],
        **state_said(one, visit.today, visit.words),
    }


NO_MONTH = N_("“{typed}” is no month. A month is written as year-month, as in {example}; this one is shown instead.")


async def deadline_month(visit: Visit) -> Response:
    """A month with its deadlines day by day; this one where no other is asked for, or none that can be read."""
    filters, _ = asked_of(visit)
    typed = visit.query("month")
    named = month_named(typed)
    first = named or (filters.first_on or visit.today).replace(day=1)
    weeks = weeks_of(first)
    month = (first, computed_end(first, 1))
    found = await month_asked(visit.by, filters, visit.today, (weeks[0].days[0], weeks[-1].days[-1]), month)
    # A month shows all its days: days asked for in another view are carried along, and narrow nothing here.
    of_month = replace(filters, first_on=None, last_on=None)
    shown = views_context(visit, of_month, await offered_to(visit), MONTH, STANDING)
    wrong = visit.words.say(NO_MONTH, typed=typed[:40], example=first.strftime("%Y-%m")) if typed and not named else ""
    context = month_shown(visit, filters, first, weeks, found, (await offices()).of("BG"))
    clear = {"clear_url": f"{MONTH}?month={first:%Y-%m}"}
    return visit.page(
        "deadlines/month.html", {**shown, **context, **clear, "wrong_month": wrong}, 422 if wrong else 200
    )


IN_YEAR = (DeadlineKind.REPORT, DeadlineKind.PAYMENT)  # the kinds of deadlines that a year shows
NO_YEAR = N_("“{typed}” is no year that is known here; {year} is shown instead.")


async def deadline_year(visit: Visit) -> Response:
    """A year of reporting periods and payments whose deadlines are asked for; this year where no other can be read."""
    filters, wrong = asked_of(visit)
    typed = visit.query("year")
    named = year_named(typed)
    year = named or (filters.first_on or visit.today).year
    frame = views_context(visit, filters, await offered_to(visit), YEAR, STANDING)
    only = await things_asked(visit.by, filters, visit.today) if filters.narrows else None
    found = await year_of(visit.by, filters.project, year, visit.today, only)
    around = {
        name: (address_of(YEAR, filters, year=str(other)), str(other)) if other in YEARS else ("", "")
        for name, other in (("before", year - 1), ("after", year + 1))
    }
    context = {
        **frame,
        **drawn(found, visit.today, visit.words),
        "kinds": [pair for pair in frame["kinds"] if pair[0] in (*IN_YEAR, filters.kind)],
        "clear_url": f"{YEAR}?year={year}",
        "wrong": {"first": None, "last": None} | wrong,
        "errors": list(wrong.items()),
        "year": str(year),
        **{
            f"{name}_{what}": told
            for name, pair in around.items()
            for what, told in zip(("url", "said"), pair, strict=True)
        },
        "most": MOST if found.full else 0,
        "wrong_year": visit.words.say(NO_YEAR, typed=typed[:40], year=str(year)) if typed and not named else "",
    }
    return visit.page("deadlines/year.html", context, 422 if context["wrong_year"] else 200)


ROUTES = [
    address("/deadlines", "all_deadlines", deadline_list),
    address("/deadlines/month", "deadline_month", deadline_month),
    address("/deadlines/year", "deadline_year", deadline_year),
]
