"""The letter to whoever coordinates a project, that a deadline was given back and nobody is responsible for it now."""

from __future__ import annotations

from datetime import date
from urllib.parse import quote

from grants.deadlines.queries import DeadlineSeen
from grants.letters.writing import Written, one_line, shortened, written
from grants.values.language import N_, Language
from grants.values.places import page_of
from grants.values.wording import wording

_TITLE_IN_SUBJECT = 60


def handed_back(language: Language, who: str, asked: DeadlineSeen, today: date, base: str) -> Written:
    """The letter, in the language of its reader."""
    words = wording(language)
    title = one_line(asked.title.in_(language))
    facts = {
        "first": words.say(N_("{who} says that this deadline is not theirs. Name somebody else for it."), who=who),
        "title": title,
        "when": f"{words.distance((asked.due_on - today).days)} · {words.full_day(asked.due_on)}",
        "project": one_line(asked.acronym or asked.project_title.in_(language)),
        "code": asked.code,
        "url": f"{base}/projects/{quote(asked.code)}{page_of('deadline', asked.id)}",
    }
    subject = words.say(N_("Given back: {title}"), title=shortened(title, _TITLE_IN_SUBJECT))
    return written("handed_back", language, subject, facts)
