"""The letter that asks for what is missing, with a link for each thing; and the one that asks for a new link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from grants.door.rules import LINKED, Awaited, Missing
from grants.letters.links.rules import PURPOSES
from grants.letters.writing import Written, one_line, shortened, written
from grants.projects.queries import Seen
from grants.values.language import N_, Language
from grants.values.wording import Wording, wording

_PROJECT_IN_SUBJECT = 40


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, of which project, and until when the links open."""

    project: Seen
    name: str
    email: str
    until: date
    today: date


def awaited(words: Wording, one: Missing) -> str:
    """What is awaited, as it is called in lists and letters."""
    match one.kind:
        case Awaited.COSTS:
            assert one.month_on is not None
            return words.say(N_("Expenses of {month}"), month=words.month(one.month_on))
        case Awaited.RETURNED:
            return words.count("{n} returned expense to mend", "{n} returned expenses to mend", one.count)
        case Awaited.SUB_REPORT:
            return words.say(N_("Report: {title}"), title=one_line(one.title.in_(words.language)) or "–")
        case Awaited.PART:
            return words.say(N_("Part of report package {number}"), number=one.title.bg)
        case _:
            return one_line(one.title.in_(words.language))


def when_said(words: Wording, one: Missing, today: date) -> str:
    """How near or late it is; what was given back says so first."""
    if one.was_returned or one.kind is Awaited.RETURNED:
        return words.say(N_("returned to be mended"))
    if one.kind is Awaited.COSTS:
        return words.say(N_("nothing entered yet"))
    return words.distance((one.due_on - today).days) if one.due_on else ""


def request_for(language: Language, asking: Asking, things: Sequence[tuple[Missing, str]]) -> Written:
    """The letter: `things` are what is missing, each with the address of its link."""
    words = wording(language)
    project = one_line(asking.project.acronym or asking.project.title.in_(language) or asking.project.code)
    short = shortened(project, _PROJECT_IN_SUBJECT)
    first = awaited(words, things[0][0])
    subject = (
        words.say(N_("Awaited: {what}, {project}"), what=first, project=short)
        if len(things) == 1
        else words.count(
            "{n} thing is awaited, {project}", "{n} things are awaited, {project}", len(things), project=short
        )
    )
    facts = {
        "first": words.say(
            N_("{name} asks you for this, in the project “{project}”:"), name=asking.name, project=project
        ),
        "things": [_thing(words, one, url, asking.today) for one, url in things],
        "until": words.full_day(asking.until),
        "name": asking.name,
        "email": asking.email,
        "code": asking.project.code,
    }
    return written("request", language, subject, facts)


def _thing(words: Wording, one: Missing, url: str, today: date) -> dict[str, Any]:
    due = words.full_day(one.due_on) if one.due_on and one.kind is not Awaited.COSTS else ""
    return {
        "title": awaited(words, one),
        "when": " · ".join(said for said in (when_said(words, one, today), due) if said),
        "do": words.say(PURPOSES[LINKED[one.kind]]),
        "url": url,
    }


def request_for_new_link(language: Language, who: str, what: str, project: Seen, url: str) -> Written:
    """The letter to whoever sent a link that has ended."""
    words = wording(language)
    name = one_line(project.acronym or project.title.in_(language) or project.code)
    facts = {
        "first": words.say(N_("{who} asks for a new link: {what}."), who=who, what=what),
        "project": name,
        "code": project.code,
        "url": url,
    }
    return written("new_link", language, words.say(N_("New link asked for: {what}"), what=what), facts)
