"""The conditions of the three views in words, as fields to choose from and as addresses; and the state of a deadline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from grants.deadlines.queries import DeadlineSeen
from grants.deadlines.rules import DEADLINE_KINDS
from grants.deadlines.views.queries import responsible_people
from grants.deadlines.views.rules import (
    ASKED,
    MINE,
    NOBODYS,
    STAGE_TONES,
    STAGES,
    STATES_ASKED,
    Filters,
    Stage,
    stage,
)
from grants.projects.queries import projects_seen
from grants.values.language import N_
from grants.values.reading import LARGEST_ID
from grants.values.wording import Wording
from grants.web.pages import Visit

LIST: Final = "/deadlines"
MONTH: Final = "/deadlines/month"
YEAR: Final = "/deadlines/year"
VIEWS: Mapping[str, str] = {
    LIST: N_("List"),
    MONTH: N_("Month"),
    YEAR: N_("Year of reports"),
}
_MINE, _NOBODYS = N_("mine"), N_("nobody's in particular")
_SETTLED: Final = (Stage.DONE, Stage.CANCELLED)


def state_said(one: DeadlineSeen, today: date, words: Wording) -> dict[str, str]:
    """The state of a deadline as a tag of a list that says by its days what is open and what is late."""
    at = stage(one.state, one.due_on, one.begun_on, today)
    told = Stage.BEGUN if at is Stage.LATE and one.begun_on else at
    shown = told is Stage.BEGUN or told in _SETTLED
    return {"state": words.say(STAGES[told]) if shown else "", "state_tone": STAGE_TONES[told]}


def asked_of(visit: Visit) -> tuple[Filters, dict[str, str]]:
    """What the address asks for, and what is wrong with its days; what can't be read narrows nothing."""
    asked: dict[str, Any] = {name: visit.query(name)[:200] for name in ASKED}
    if asked["kind"] not in DEADLINE_KINDS:
        asked["kind"] = ""
    if asked["state"] not in STATES_ASKED:
        asked["state"] = ""
    if asked["whose"] not in (MINE, NOBODYS) and not _is_id(asked["whose"]):
        asked["whose"] = ""
    days, wrong = visit.days_asked("first", "last")
    return Filters(**(asked | days)), wrong


def _is_id(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 19 and 0 < int(typed) <= LARGEST_ID


@dataclass(frozen=True, slots=True)
class Offered:
    """What the conditions may name: projects by code, people by number."""

    projects: Sequence[tuple[str, str]]
    people: Sequence[tuple[str, str]]


async def offered_to(visit: Visit) -> Offered:
    """The projects this person sees, and the people whom their deadlines name. Two queries."""
    projects = [
        (one.code, f"{one.acronym or one.title.in_(visit.language)} · {one.code}")
        for one in await projects_seen(visit.by)
    ]
    people = [(str(number), name) for number, name in await responsible_people(visit.by)]
    return Offered(projects, people)


def views_context(visit: Visit, filters: Filters, offered: Offered, here: str, usual: str) -> dict[str, Any]:
    """What the frame of the three views shows: `here` is the view's address, `usual` the state where none is asked for."""
    words = visit.words
    whose = [(MINE, words.say(_MINE)), *offered.people, (NOBODYS, words.say(_NOBODYS))]
    conditions = conditions_said(filters, offered, usual, words)
    return {
        "here": here,
        "views": [(words.say(label), address_of(url, filters), url == here) for url, label in VIEWS.items()],
        "filters": {name: getattr(filters, name) for name in ASKED} | {"state": filters.state or usual},
        "projects": _with_asked(offered.projects, filters.project),
        "kinds": [(key, words.say(name)) for key, name in DEADLINE_KINDS.items()],
        "whose": _with_asked(whose, filters.whose),
        "states": [(key, words.say(name)) for key, name in STATES_ASKED.items()],
        "conditions": words.say(N_("Deadlines {conditions}."), conditions=", ".join(conditions)) if conditions else "",
        "filtered": bool(conditions),
        "clear_url": here,
        "calendar_url": "/account/calendars"
        + (f"?{urlencode({'project': filters.project})}" if filters.project else ""),
    }


def _with_asked(choices: Sequence[tuple[str, str]], asked: str) -> list[tuple[str, str]]:
    """What an address asks for besides is offered too, so that the form says what is shown."""
    known = not asked or any(key == asked for key, _ in choices)
    return [*choices, *([] if known else [(asked, asked)])]


def address_of(here: str, filters: Filters, **more: str) -> str:
    """The address of a view with these conditions."""
    asked = filters.asked | {name: value for name, value in more.items() if value}
    return f"{here}?{urlencode(asked)}" if asked else here


def conditions_said(filters: Filters, offered: Offered, usual: str, words: Wording) -> list[str]:
    """Each condition in words."""
    said = []
    if filters.q:
        said.append(words.say(N_("with “{words}”"), words=filters.q))
    if filters.project:
        said.append(
            words.say(
                N_("of the project {project}"), project=dict(offered.projects).get(filters.project, filters.project)
            )
        )
    if filters.kind:
        said.append(words.say(N_("of the kind “{kind}”"), kind=words.say(DEADLINE_KINDS[filters.kind])))
    if filters.whose:
        said.append(_whose_said(filters.whose, offered, words))
    if filters.state and filters.state != usual:
        said.append(words.say(N_("in the state “{state}”"), state=words.say(STATES_ASKED[filters.state])))
    if filters.first_on:
        said.append(words.say(N_("from {day}"), day=filters.first_on))
    if filters.last_on:
        said.append(words.say(N_("up to {day}"), day=filters.last_on))
    return said


def _whose_said(whose: str, offered: Offered, words: Wording) -> str:
    if whose == MINE:
        return words.say(N_("that are yours"))
    if whose == NOBODYS:
        return words.say(N_("that are nobody's in particular"))
    return words.say(N_("of {name}"), name=dict(offered.people).get(whose, whose))
