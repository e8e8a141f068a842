"""The page on which the accounting is held against the ledger."""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.responses import Response

from grants.accounting.queries import own_partner, period_of, refuse_part, two_sides
from grants.accounting.rules import compared
from grants.accounting.shown import below, compared_context
from grants.values.language import N_
from grants.values.reading import Unreadable
from grants.web.pages import Visit


async def reconcile(visit: Visit) -> Response:
    """The accounting against the ledger, for a period."""
    refuse_part(visit.by, visit.project)
    covered = await period_of(visit.project)
    partner = await own_partner(visit.project)
    everybody = visit.query("whose") == "all" or partner is None
    first, last, told = _period(visit, covered)
    context: dict[str, Any] = {
        "nothing": covered is None,
        "told": told,
        "typed": {"from": visit.query("from") or _plain(first, visit), "to": visit.query("to") or _plain(last, visit)},
        "period": visit.words.period(first, last),
        "whose": "all" if everybody else "own",
        "may_choose": partner is not None,
        "here": below(visit, "/reconcile"),
        "imports_url": below(visit),
    }
    if covered is None or told:
        return visit.page("accounting/reconcile.html", context, 422 if told else 200)
    sides = await two_sides(visit.by, visit.project, first, last, None if everybody else partner)
    base = f"/projects/{visit.project.code}"
    shown = compared_context(compared(sides.entries, sides.documents), sides.batch_of, base, visit.words, sides.gone)
    return visit.page("accounting/reconcile.html", context | shown)


def _period(visit: Visit, covered: tuple[date, date] | None) -> tuple[date, date, dict[str, str]]:
    """The days asked for, else those the imports cover; and what can't be read, by field."""
    first, last = covered or (visit.today, visit.today)
    told: dict[str, str] = {}
    days = {"from": first, "to": last}
    for name in days:
        if typed := visit.query(name)[:60]:
            try:
                days[name] = visit.words.read_day(typed, visit.today)
            except Unreadable as problem:
                told[name] = visit.words.say(problem.msgid, **problem.facts)
    if not told and days["from"] > days["to"]:
        told["to"] = visit.words.say(N_("The last day is before the first."))
    return days["from"], days["to"], told


def _plain(day: date, visit: Visit) -> str:
    return visit.words.day(day) if day else ""
