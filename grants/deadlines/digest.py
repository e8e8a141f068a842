"""The letter of one morning: all of one person's deadlines that need a look, the nearest first, in that person's words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from grants.deadlines.queries import DeadlineSeen
from grants.deadlines.rules import NEARNESS, WHAT_TO_DO, Nearness, headline, nearness
from grants.letters.writing import Written, one_line, shortened, written
from grants.values.language import N_, Language, Text
from grants.values.wording import Wording, wording

_NOTE = 300
_TITLE_IN_SUBJECT = 40  # so that both are read where a telephone shows the subject
_PROJECT_IN_SUBJECT = 30
NOBODY_NAMED = N_("Nobody is named as responsible for it, so this comes to you.")


def digest(
    person_id: int, language: Language, today: date, due: Sequence[DeadlineSeen], new: Sequence[DeadlineSeen], base: str
) -> Written:
    """The letter about everything in `due`; its subject and first line speak of the most urgent of `new`.

    `base` is the address under which people reach the tracker.
    """
    words = wording(language)
    first = new[headline([(deadline.due_on - today).days for deadline in new])]
    facts = {
        "first": _first_line(words, first, today),
        "more": words.count("{n} more deadline below.", "{n} more deadlines below.", len(due) - 1) if due[1:] else "",
        "groups": _groups(words, person_id, today, due, base),
        "tasks_url": f"{base}/tasks",
        "account_url": f"{base}/account",
    }
    return written("reminders", language, _subject(words, first, len(due), today), facts)


def _subject(words: Wording, first: DeadlineSeen, n: int, today: date) -> str:
    title = shortened(one_line(first.title.in_(words.language)), _TITLE_IN_SUBJECT)
    project = shortened(one_line(_short_name(first, words.language)), _PROJECT_IN_SUBJECT)
    when = words.distance((first.due_on - today).days)
    if n == 1:
        return words.say(N_("{when}: {title}, {project}"), when=_capital(when), title=title, project=project)
    return words.count(
        "{n} deadline: {when} – {title}, {project}",
        "{n} deadlines: {when} – {title}, {project}",
        n,
        when=when,
        title=title,
        project=project,
    )


def _first_line(words: Wording, first: DeadlineSeen, today: date) -> str:
    return words.say(
        N_("{when}, {day}: {title}"),
        when=_capital(words.distance((first.due_on - today).days)),
        day=words.full_day(first.due_on),
        title=one_line(first.title.in_(words.language)),
    )


def _groups(
    words: Wording, person_id: int, today: date, due: Sequence[DeadlineSeen], base: str
) -> list[dict[str, Any]]:
    near: dict[Nearness, list[dict[str, Any]]] = {}
    for deadline in sorted(due, key=lambda one: (one.due_on, one.code, one.id)):
        near.setdefault(nearness(deadline.due_on, today), []).append(_item(words, person_id, today, deadline, base))
    return [{"heading": words.say(NEARNESS[group]), "items": items} for group, items in near.items()]


def _item(words: Wording, person_id: int, today: date, deadline: DeadlineSeen, base: str) -> dict[str, Any]:
    language = words.language
    return {
        "title": one_line(deadline.title.in_(language)),
        "title_lang": _other(deadline.title, language),
        "when": _capital(words.distance((deadline.due_on - today).days)),
        "day": words.full_day(deadline.due_on),
        "project": one_line(_short_name(deadline, language)),
        "project_lang": "" if deadline.acronym else _other(deadline.project_title, language),
        "code": deadline.code,
        "note": shortened(one_line(deadline.note.in_(language)), _NOTE),
        "do": words.say(WHAT_TO_DO[deadline.kind]),
        "whose": "" if deadline.person_id == person_id else words.say(NOBODY_NAMED),
        "url": f"{base}/projects/{deadline.code}/deadlines#deadline-{deadline.id}",
    }


def _short_name(deadline: DeadlineSeen, language: Language) -> str:
    return deadline.acronym or deadline.project_title.in_(language) or deadline.code


def _other(words: Text, language: Language) -> str:
    """The language a text is shown in, where it is not the reader's."""
    shown = words.side(language)[1]
    return "" if shown == language else shown


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
