"""The page on which a person says how it wants to be reminded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from starlette.responses import Response

from grants.deadlines.rules import RHYTHMS, Rhythm
from grants.deadlines.wishes.actions import wish_reminders
from grants.deadlines.wishes.queries import own_wish, stand_ins
from grants.deadlines.wishes.rules import MOST_LETTERS, WEEKDAYS, Wish
from grants.errors import Objected, Objection
from grants.values.language import N_
from grants.web.forms import Sent, sent
from grants.web.pages import Visit, address

# Where partners of projects here usually sit; any other zone may be typed.
ZONES = (
    "Europe/Sofia",
    "Europe/Athens",
    "Europe/Berlin",
    "Europe/Brussels",
    "Europe/Bucharest",
    "Europe/Lisbon",
    "Europe/London",
    "Europe/Madrid",
    "Europe/Rome",
    "Europe/Skopje",
)
NO_DAY = N_("This is no date. Write day.month.year.")


async def wishes(visit: Visit) -> Response:
    """Rhythm, days without letters, leave and stand-in, own clock."""
    if visit.request.method == "GET":
        return await _page(visit, _typed_as(visit, await own_wish(visit.by)))
    form = await sent(visit.request)
    wish, problems = _read(visit, form)
    if problems:
        return await _page(visit, form.typed, problems)
    try:
        await wish_reminders(visit.by, wish, visit.today)
    except Objected as problem:
        return await _page(visit, form.typed, problem.objections)
    return visit.see("/account/reminders", "saved")


def _read(visit: Visit, form: Sent) -> tuple[Wish, list[Objection]]:
    problems: list[Objection] = []

    def day(name: str) -> date | None:
        typed = form.line(name)
        if not typed:
            return None
        try:
            return visit.words.read_day(typed, visit.today)
        except ValueError:
            problems.append(Objection(NO_DAY, place=name))
            return None

    rhythm, weekday, stand_in = form.line("rhythm"), form.line("weekday"), form.line("stand_in")
    wish = Wish(
        Rhythm(rhythm) if rhythm in set(Rhythm) else Rhythm.DAILY,
        int(weekday) if weekday in set("1234567") else 1,
        frozenset(number for number in WEEKDAYS if form.line(f"quiet_{number}")),
        day("away_from"),
        day("away_until"),
        form.whole("stand_in") if stand_in else None,
        form.line("zone"),
    )
    return wish, problems


def _typed_as(visit: Visit, wish: Wish) -> dict[str, str]:
    """A wish as the form shows it."""
    return {
        "rhythm": wish.rhythm.value,
        "weekday": str(wish.weekday),
        **{f"quiet_{number}": "yes" for number in wish.quiet},
        "away_from": visit.words.day(wish.away_from) if wish.away_from else "",
        "away_until": visit.words.day(wish.away_until) if wish.away_until else "",
        "stand_in": str(wish.stand_in or ""),
        "zone": wish.zone,
    }


async def _page(visit: Visit, typed: Mapping[str, str], problems: Sequence[Objection] = ()) -> Response:
    words = visit.words
    told = {one.place: words.say(one.sentence, **one.facts) for one in problems}
    context: dict[str, Any] = {
        "typed": {name: typed.get(name, "") for name in _FIELDS},
        "rhythms": [(rhythm.value, words.say(name)) for rhythm, name in RHYTHMS.items()],
        "weekdays": [(str(number), words.say(name)) for number, name in WEEKDAYS.items()],
        "people": [(str(person_id), name) for person_id, name in await stand_ins(visit.by, visit.today)],
        "zones": ZONES,
        "own_zone": visit.zone.key,
        "most": words.number(MOST_LETTERS),
        "told": told,
        "errors": list(told.items()),
    }
    return visit.page("deadlines/wishes.html", context, 422 if told else 200)


_FIELDS = ("rhythm", "weekday", "away_from", "away_until", "stand_in", "zone", *(f"quiet_{n}" for n in WEEKDAYS))

ROUTES = [
    address("/account/reminders", "reminder_wish", wishes, changes=True),
]
