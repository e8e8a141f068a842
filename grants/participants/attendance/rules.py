"""What a session and a list of who came may say: hours of the day, their length, and days on which somebody took part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from grants.errors import Objection
from grants.participants.places import districts_of, in_district
from grants.participants.rules_person import IN_DISTRICT, NOT_IN_DISTRICT, WHICH_DISTRICT
from grants.values.language import N_

MOST_HOURS: Final = 24

NOT_A_TIME = N_("“{text}” is not a time of day. Write it like 9:30.")
BOTH_TIMES = N_("Say both when it begins and when it ends, or neither.")
ENDS_FIRST = N_("It ends before it begins.")
NO_HOURS = N_("A session lasts longer than nothing.")
HOURS_NEEDED = N_("Say how many hours it lasts, or when it begins and ends.")
MORE_THAN_HOLDS = N_("From {begins} to {ends} there are only {hours} hours.")
MORE_THAN_A_DAY = N_("A day has 24 hours.")
BEFORE_PROJECT = N_("The project begins only on {day}.")
BEFORE_JOINING = N_("{person} joined only on {day}.")
AFTER_LEAVING = N_("{person} left on {day}.")
IS_ANONYMOUS = N_("{person} was made anonymous and takes no part any more.")
NOT_YET_HELD = N_("The session is only on {day}; who came is entered afterwards.")
NOT_THERE = N_("{person} is not ticked as having come, and so has no hours.")
LONGER_THAN_SESSION = N_("{person} can't have more hours than the session: {hours}.")
NOBODY_LISTED = N_("Nobody is on the list yet.")
CAME_ALREADY = N_("{person} is entered as having come. Untick that first, then take the person off the list.")
NO_SUCH_PERSON = N_("There is no participant “{text}”.")

_TIME = re.compile(r"([01]?\d|2[0-3])(?:\s*[:.,h]\s*([0-5]\d))?")
_CLOSE = re.compile(r"([01]\d|2[0-3])([0-5]\d)")


def time_of_day(text: str) -> str | None:
    """A time as people type it ("9", "9.30", "0930"), as "09:30"; None when it is none."""
    typed = text.strip().removesuffix("ч.").removesuffix("ч").strip()
    found = _TIME.fullmatch(typed) or _CLOSE.fullmatch(typed)
    return f"{int(found[1]):02}:{found[2] or '00'}" if found else None


def minutes_between(begins: str, ends: str) -> int:
    """The minutes from one time "09:30" to another; below zero when the second is first."""
    return _minutes(ends) - _minutes(begins)


def _minutes(time: str) -> int:
    hours, minutes = time.split(":")
    return int(hours) * 60 + int(minutes)


def hours_between(begins: str, ends: str) -> Decimal:
    """The hours between two times, to a hundredth, never more than there are."""
    return Decimal(minutes_between(begins, ends) * 100 // 60) / 100


def timed(values: Mapping[str, Any]) -> tuple[dict[str, Any], list[Objection]]:
    """A session's times in one form, with the hours they hold where none were typed; and what is wrong with them."""
    told: list[Objection] = []
    times: dict[str, Any] = {}
    for name in ("begins_at", "ends_at"):
        typed = str(values[name] or "").strip()
        read = time_of_day(typed) if typed else ""
        if read is None:
            told.append(Objection(NOT_A_TIME, {"text": typed}, place=name))
        times[name] = read or ""
    if told:
        return {}, told
    begins, ends, hours = times["begins_at"], times["ends_at"], values["hours"]
    told = _wrong_span(begins, ends) or _wrong_hours(begins, ends, hours)
    if begins and ends and hours is None and not told:
        hours = hours_between(begins, ends)
    return {**times, "hours": hours}, told


def _wrong_span(begins: str, ends: str) -> list[Objection]:
    if bool(begins) != bool(ends):
        return [Objection(BOTH_TIMES, place="begins_at" if ends else "ends_at")]
    if begins and minutes_between(begins, ends) <= 0:
        return [Objection(ENDS_FIRST, place="ends_at")]
    return []


def _wrong_hours(begins: str, ends: str, hours: Decimal | None) -> list[Objection]:
    if hours is None:
        return [] if begins else [Objection(HOURS_NEEDED, place="hours")]
    if hours <= 0:
        return [Objection(NO_HOURS, place="hours")]
    if hours > MOST_HOURS:
        return [Objection(MORE_THAN_A_DAY, place="hours")]
    if begins and hours * 60 > minutes_between(begins, ends):
        facts = {"begins": begins, "ends": ends, "hours": hours_between(begins, ends)}
        return [Objection(MORE_THAN_HOLDS, facts, place="hours")]
    return []


def day_objections(held_on: date, project_start: date | None) -> list[Objection]:
    """What is wrong with the day of a session in this project."""
    if project_start is not None and held_on < project_start:
        return [Objection(BEFORE_PROJECT, {"day": project_start}, place="held")]
    return []


def placed(district: str, settlement: str) -> tuple[str, list[Objection]]:
    """The district of a place, found by the settlement where there is only one of that name; and what is wrong."""
    if not settlement or not district:
        known = districts_of(settlement) if settlement else ()
        if settlement and len(known) != 1:
            return district, [Objection(WHICH_DISTRICT, {"settlement": settlement}, place="district")]
        return known[0] if known else district, []
    if in_district(settlement, district):
        return district, []
    facts = {"settlement": settlement, "district": district}
    others = districts_of(settlement)
    if others:
        return district, [Objection(IN_DISTRICT, {**facts, "other": others[0]}, place="settlement")]
    return district, [Objection(NOT_IN_DISTRICT, facts, place="settlement")]


@dataclass(frozen=True, slots=True)
class Person:
    """A participant as much as a list asks: how a sentence calls them, and from when until when they take part."""

    called: str
    joined_on: date | None
    left_on: date | None
    anonymous: bool = False


def part_objection(person: Person, held_on: date, place: str = "") -> Objection | None:
    """Why somebody can't be on the list of a session of that day; the days of joining and leaving are days of taking part."""
    if person.joined_on is not None and held_on < person.joined_on:
        return Objection(BEFORE_JOINING, {"person": person.called, "day": person.joined_on}, place=place)
    if person.left_on is not None and held_on > person.left_on:
        return Objection(AFTER_LEAVING, {"person": person.called, "day": person.left_on}, place=place)
    return None


def invited_objection(person: Person, held_on: date, place: str = "") -> Objection | None:
    """Why somebody can't be put on a list anew: what `part_objection` says, and that nobody knows any more who it is."""
    if person.anonymous:
        return Objection(IS_ANONYMOUS, {"person": person.called}, place=place)
    return part_objection(person, held_on, place)


@dataclass(frozen=True, slots=True)
class Tick:
    """What is entered of one person: whether they came, and their hours where they differ from the session's."""

    came: bool
    hours: Decimal | None = None


def tick_objections(person: str, tick: Tick, session_hours: Decimal | None, place: str) -> list[Objection]:
    """What is wrong with what is entered of one person."""
    if tick.hours is None:
        return []
    if not tick.came:
        return [Objection(NOT_THERE, {"person": person}, place=place)]
    if tick.hours <= 0:
        return [Objection(NO_HOURS, place=place)]
    if session_hours is not None and tick.hours > session_hours:
        return [Objection(LONGER_THAN_SESSION, {"person": person, "hours": session_hours}, place=place)]
    return []


class Standing(StrEnum):
    """How far a session has come."""

    AHEAD = "ahead"
    TODAY = "today"
    MISSING = "missing"
    ENTERED = "entered"


STANDINGS: Mapping[str, str] = {
    Standing.AHEAD: N_("ahead"),
    Standing.TODAY: N_("today"),
    Standing.MISSING: N_("not entered"),
    Standing.ENTERED: N_("entered"),
}
STANDING_TONES: Mapping[str, str] = {
    Standing.AHEAD: "",
    Standing.TODAY: "active",
    Standing.MISSING: "bad",
    Standing.ENTERED: "good",
}


def standing(held_on: date, waiting: int, listed: int, today: date) -> Standing:
    """How far a session has come; one whose day is over and of which something is not entered is missing.

    `waiting` of those `listed` are not entered yet.
    """
    if listed and not waiting:
        return Standing.ENTERED
    if held_on == today:
        return Standing.TODAY
    return Standing.AHEAD if held_on > today else Standing.MISSING


_UNION = ("европейск", "european")
_NOT_THE_UNION = ("европейското икономическо пространство", "european economic area")


def of_the_union(names: Iterable[str]) -> bool:
    """Whether one of these names of a fund, a programme or a funder says that the European Union pays.

    The European Economic Area is not the Union.
    """
    for name in names:
        said = " ".join(name.casefold().split())
        for other in _NOT_THE_UNION:
            said = said.replace(other, "")
        if any(word in said for word in _UNION):
            return True
    return False


def numbers_typed(text: str) -> Sequence[str]:
    """The numbers of participants in a line as people type it: with commas, spaces or line breaks between."""
    return [part for part in re.split(r"[\s,;]+", text.strip()) if part]


def share(part: Decimal, whole: Decimal) -> Decimal | None:
    """The part of the whole in per cent; None of nothing."""
    return part * 100 / whole if whole else None
