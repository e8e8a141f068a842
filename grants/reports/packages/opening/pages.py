"""The page on which a report package is opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from grants.errors import AlreadyDone, Objected, Objection
from grants.reports.packages.actions import open_package, opening_of_period
from grants.reports.packages.forms import formats_of_packages, opening_asked
from grants.reports.packages.queries import last_choice, periods_to_report
from grants.reports.packages.rules import Opening
from grants.reports.packages.shown import address_of
from grants.reports.queries import usual_format
from grants.reports.rules import offered_period
from grants.reports.rules_package import PACKAGE_KINDS
from grants.values.language import N_
from grants.web.forms import new_form_key, problems, sent
from grants.web.pages import Visit, address


async def new_package(visit: Visit) -> Response:
    """Opening a package: of a planned period, or by hand."""
    if visit.request.method == "GET":
        return await _new_page(visit, await _offered(visit))
    form = await sent(visit.request)
    asked = opening_asked(form.typed, visit.words, visit.today)
    if asked.opening is None:
        return await _new_page(visit, form.typed, asked.objections)
    try:
        made = await open_package(visit.by, visit.project, asked.opening, visit.today, once=form.key)
    except AlreadyDone:
        return visit.see(f"/projects/{visit.project.code}/reports", "already")
    except Objected as problem:
        return await _new_page(visit, form.typed, problem.objections)
    return visit.see(address_of(visit, made), "added")


async def _offered(visit: Visit) -> dict[str, str]:
    """What the form begins with: the period the address names, else the first planned one that is over, else the last quarter."""
    waiting = await periods_to_report(visit.project)
    over = [row["id"] for row in waiting if row["end_on"] < visit.today]
    asked = visit.query("period")
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 19 else None
    chosen = wanted if wanted in {row["id"] for row in waiting} else (over[0] if over and asked != "none" else None)
    if chosen is not None:
        return _typed(visit, await opening_of_period(visit.project, chosen))
    code, language = await last_choice(visit.project) or ("", visit.language)
    period = offered_period(visit.today, None)
    return {
        "kind": "all",
        "first": visit.words.day(period.first),
        "last": visit.words.day(period.last),
        "format": code or await usual_format(visit.project),
        "language": language,
        "period": "",
    }


def _typed(visit: Visit, opening: Opening) -> dict[str, str]:
    return {
        "kind": opening.kind.value,
        "first": visit.words.day(opening.first),
        "last": visit.words.day(opening.last),
        "format": opening.format,
        "language": opening.language,
        "period": str(opening.period_id or ""),
    }


async def _new_page(visit: Visit, typed: Any, objections: Sequence[Objection] = ()) -> Response:
    words = visit.words
    told = problems(objections, words)
    waiting = await periods_to_report(visit.project)
    here = f"/projects/{visit.project.code}/reports/packages/new"
    context = {
        "typed": {name: typed.get(name, "") for name in ("kind", "first", "last", "format", "language", "period")},
        "kinds": [(kind.value, words.say(label)) for kind, label in PACKAGE_KINDS.items()],  # type: ignore[attr-defined]  # keys of the enumeration
        "formats": formats_of_packages(words),
        "periods": [
            {
                "label": words.say(N_("Period {number}"), number=row["number"]),
                "days": words.period(row["start_on"], row["end_on"]),
                "url": f"{here}?period={row['id']}",
                "current": str(row["id"]) == typed.get("period", ""),
            }
            for row in waiting
        ],
        "by_hand_url": f"{here}?period=none",
        "told": told.by_field,
        "errors": [
            (one.place if one.place != "period" else None, said)
            for one, (_, said) in zip(objections, told.listed, strict=True)
        ],
        "back_url": f"/projects/{visit.project.code}/reports",
        "form_key": new_form_key(),
    }
    return visit.page("reports/package_new.html", context, 422 if objections else 200)


ROUTES = [address("/projects/{code}/reports/packages/new", "new_package", new_package, changes=True)]
