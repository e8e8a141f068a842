"""The days off by year: what the calendar knows of Bulgaria, and the days that were declared here."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from starlette.responses import Response

from grants.access import Permission
from grants.deadlines.days_off.actions import declare_day, take_back_day
from grants.deadlines.days_off.rules import Declared
from grants.deadlines.foreseeing import Everywhere, foreseen_everywhere
from grants.deadlines.models import DayOff
from grants.deadlines.rules_said import moves_shown
from grants.errors import AlreadyDone, Changed, Objected, Objection
from grants.storage.columns import text
from grants.storage.database import rows
from grants.values.days import holiday_name
from grants.values.language import N_, Text
from grants.values.reading import Unreadable
from grants.values.terms import UnknownCountry, known_years
from grants.web.forms import Sent, new_form_key, problems, sent
from grants.web.pages import Visit, address

HOME: Final = "BG"
SHOW: Final = "show"  # what the button sends that only looks
CHANGED_MEANWHILE = N_("Somebody else changed this meanwhile. This is how it stands now.")
NO_DAY = N_("Write the day like this: 30.11.2026.")
_LONGEST_NAME = 200


async def days_off(visit: Visit) -> Response:
    """One year of days off; sent, a day is declared or taken back, but first it is shown what that makes of deadlines."""
    if visit.request.method == "GET":
        return await _page(visit)
    form = await sent(visit.request)
    takes_back = form.line("then") == "remove"
    try:
        change, year = _taken_back(visit, form) if takes_back else _declared(visit, form)
        ahead = await foreseen_everywhere(visit.by, change(once=""))
        if form.line("then") == SHOW or (ahead.disturbs and form.line("moves") != ahead.key):
            return await _page(visit, form, ahead=ahead)
        await change(once=form.key)
    except AlreadyDone:
        return visit.see(_here(_year(visit)), "already")
    except Objected as problem:
        return await _page(visit, form, problem.objections, 422)
    except Changed:
        return await _page(visit, None, [Objection(CHANGED_MEANWHILE)], 409)
    return visit.see(_here(year), "removed" if takes_back else "added")


_Change = Callable[..., Awaitable[None]]


def _taken_back(visit: Visit, form: Sent) -> tuple[_Change, int]:
    day, version = form.whole("id"), form.whole("version")
    return partial(take_back_day, visit.by, day, version, visit.today), _year(visit)


def _declared(visit: Visit, form: Sent) -> tuple[_Change, int]:
    one = _read(visit, form)
    return partial(declare_day, visit.by, one, visit.today), one.day.year


def _here(year: int) -> str:
    return f"/days-off?year={year}"


def _year(visit: Visit) -> int:
    typed = visit.query("year")
    return int(typed) if typed.isascii() and typed.isdigit() and 1900 <= int(typed[:5]) <= 2999 else visit.today.year


def _read(visit: Visit, form: Sent) -> Declared:
    try:
        day = visit.words.read_day(form.line("day"), visit.today)
    except Unreadable:
        raise Objected([Objection(NO_DAY, place="day")]) from None
    name = Text(form.line("name_bg")[:_LONGEST_NAME], form.line("name_en")[:_LONGEST_NAME])
    return Declared(form.line("country") or HOME, day, form.line("what") == "works", name)


async def _page(
    visit: Visit,
    form: Sent | None = None,
    objections: Sequence[Objection] = (),
    status: int = 200,
    ahead: Everywhere | None = None,
) -> Response:
    year, words = _year(visit), visit.words
    years = known_years(HOME)
    own = await _own(visit, year)
    goes = form.line("id") if form and ahead and form.line("then") == "remove" else ""
    told = problems(objections, words)
    context = {
        "year": year,
        "earlier": _here(year - 1),
        "later": _here(year + 1),
        "known": year in years,
        "span": {"first": years[0], "last": years[-1]},
        "holidays": _holidays(visit, year) if year in years else [],
        "own": own,
        "goes": next((one for one in own if str(one["id"]) == goes), None),
        **_ahead(visit, ahead, looked=bool(form and form.line("then") == SHOW)),
        "may_change": visit.may(Permission.MANAGE_PEOPLE),
        "countries": [(code, words.country(code)) for code in await _countries()],
        "typed": {name: form.line(name) if form else "" for name in ("day", "what", "country", "name_bg", "name_en")},
        "whats": [("off", words.say(N_("a day off"))), ("works", words.say(N_("a working day")))],
        "told": told.by_field,
        "errors": [(one.place, said) for one, (_, said) in zip(objections, told.listed, strict=True)],
        "form_key": form.key if form else new_form_key(),
    }
    return visit.page("deadlines/days_off.html", context, status)


def _ahead(visit: Visit, ahead: Everywhere | None, *, looked: bool) -> dict[str, Any]:
    """What entries/_ahead.html shows of deadlines, each with its project."""
    moves = [
        shown
        for project, found in (ahead.seen if ahead else ())
        for shown in moves_shown(found, visit.words, project.title)
    ]
    return {
        "foreseen": ahead is not None,
        "moves": moves,
        "moves_key": ahead.key if ahead else "",
        "unseen": ahead.unseen if ahead else 0,
        "looked": looked and not (ahead and ahead.unseen),
        "asks_again": ahead is not None and ahead.disturbs and not looked,
        "problems": [],
        "beside": False,
    }


def _holidays(visit: Visit, year: int) -> list[dict[str, str]]:
    """Every day off that the calendar knows, with what it is called in both languages."""
    days = (date(year, 1, 1) + timedelta(days=n) for n in range((date(year, 12, 31) - date(year, 1, 1)).days + 1))
    return [
        {"day": visit.words.full_day(day), "bg": bg, "en": holiday_name(day, "en", HOME) or ""}
        for day in days
        if (bg := holiday_name(day, "bg", HOME))
    ]


async def _own(visit: Visit, year: int) -> list[dict[str, Any]]:
    found = (
        await DayOff.filter(day_on__gte=date(year, 1, 1), day_on__lte=date(year, 12, 31)).order_by("day_on").values()
    )
    return [
        {
            "id": row["id"],
            "version": row["version"],
            "day": visit.words.full_day(row["day_on"]),
            "name": text(row, "name"),
            "works": row["works"],
            "country": "" if row["country"] == HOME else visit.words.country(row["country"]),
            "key": new_form_key(),
        }
        for row in found
    ]


async def _countries() -> list[str]:
    """Bulgaria, and the other countries of partners whose holidays are known."""
    found = await rows(
        "SELECT DISTINCT o.country FROM partner r JOIN organisation o ON o.id = r.organisation_id ORDER BY 1"
    )
    return [
        HOME,
        *(row["country"] for row in found if row["country"] not in ("", HOME) and _has_calendar(row["country"])),
    ]


def _has_calendar(country: str) -> bool:
    try:
        return bool(known_years(country))
    except UnknownCountry:
        return False


ROUTES = [address("/days-off", "days_off", days_off, changes=True)]
