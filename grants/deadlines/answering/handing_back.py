"""The letters that a deadline changed hands: to whoever coordinates that it was given back, to somebody that it is theirs now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final
from urllib.parse import quote

from grants.deadlines.answering.rules import GIVEN, HANDED_BACK
from grants.deadlines.queries import DeadlineSeen
from grants.deadlines.reminding.known import Hearing
from grants.deadlines.reminding.rules import IN_PLACE_OF
from grants.deadlines.rules_yield import Offices
from grants.deadlines.why import counted_said
from grants.letters.writing import Written, one_line, shortened, written
from grants.values.language import N_
from grants.values.places import page_of
from grants.values.wording import wording

_TITLE_IN_SUBJECT = 60


def handed_back(heard: Hearing, who: str, asked: DeadlineSeen, today: date, base: str, offices: Offices) -> Written:
    """The letter to whoever coordinates the project or stands in, in the language of its reader."""
    first = N_("{who} says that this deadline is not theirs. Name somebody else for it.")
    foot = N_(
        "You get this letter because you coordinate the project. Until somebody is named, its reminders come to you."
    )
    return _letter(heard, (N_("Given back: {title}"), first, foot), who, asked, today, base, offices)


def given(heard: Hearing, who: str, asked: DeadlineSeen, today: date, base: str, offices: Offices) -> Written:
    """The letter to the person who is responsible from now on, or to whoever stands in, in its reader's language."""
    foot = N_("You get this letter because the deadline is yours now. Its reminders come to you.")
    said = (N_("Yours now: {title}"), N_("{who} made you responsible for this deadline."), foot)
    if heard.stood_for_name:
        said = (N_("For {name}: {title}"), N_("{who} made {name} responsible for this deadline."), foot)
    return _letter(heard, said, who, asked, today, base, offices)


WRITES: Final[Mapping[str, Callable[[Hearing, str, DeadlineSeen, date, str, Offices], Written]]] = {
    HANDED_BACK: handed_back,
    GIVEN: given,
}
"""By what happened the letter that says it."""


def _letter(
    heard: Hearing, said: tuple[str, str, str], who: str, asked: DeadlineSeen, today: date, base: str, offices: Offices
) -> Written:
    language, name = heard.reader.language, heard.stood_for_name
    words = wording(language)
    title, (subject, first, foot) = one_line(asked.title.in_(language)), said
    facts = {
        "first": words.say(first, who=who, name=name),
        "foot": words.say(IN_PLACE_OF, name=name) if name else words.say(foot),
        "title": title,
        "when": f"{words.distance((asked.due_on - today).days)} · {words.full_day(asked.due_on)}",
        "why": counted_said(words, asked, offices),
        "project": one_line(asked.acronym or asked.project_title.in_(language)),
        "code": asked.code,
        "url": f"{base}/projects/{quote(asked.code)}{page_of('deadline', asked.id)}",
    }
    named = words.say(subject, title=shortened(title, _TITLE_IN_SUBJECT), name=name)
    return written("handed_back", language, named, facts)
