"""What the lists of deadlines and tasks have in common: rows in the reader's words, grouped by how near they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from grants.deadlines.rules import NEARNESS, Nearness, nearness
from grants.values.language import Text
from grants.values.wording import Wording
from grants.web.pages import Visit

Shown = dict[str, Any]


def agenda_row(visit: Visit, title: Text, day: date | None) -> Shown:
    """A row of an agenda, open and without a button; what a list knows better it says itself."""
    words = visit.words
    what, language = title.side(visit.language)
    late = day is not None and day < visit.today
    return {
        "id": None,
        "what": what,
        "what_lang": "" if language == visit.language else language,
        "note": "",
        "day": words.day(day) if day else "",
        "when": words.distance((day - visit.today).days) if day else "",
        "late": late,
        "state": "",
        "state_tone": "",
        "button": None,
    }


def grouped(found: Iterable[tuple[date, Shown]], visit: Visit) -> list[Shown]:
    """Rows with their days, by how near these are."""
    near: dict[Nearness, list[Shown]] = {}
    for day, row in sorted(found, key=lambda pair: pair[0]):
        near.setdefault(nearness(day, visit.today), []).append(row)
    return [
        group(visit.words.say(NEARNESS[key]), near[key], visit.words, late=key is Nearness.LATE)
        for key in Nearness
        if key in near
    ]


def group(heading: str, shown: list[Shown], words: Wording, *, amount: int | None = None, late: bool = False) -> Shown:
    """A group under its heading, with how many it is in all where only some of them are shown."""
    told = len(shown) if amount is None else amount
    return {"heading": heading, "amount": words.number(told), "late": late, "rows": shown}
