"""The letter about a deliverable that was given back: why, and what to do now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grants.letters.writing import Written, one_line, shortened, written
from grants.projects.queries import Seen
from grants.storage.columns import text
from grants.values.language import N_, Language, Text
from grants.values.wording import wording

_TITLE_IN_SUBJECT = 60
_REASON = 2000


def returned_letter(
    project: Seen, row: Mapping[str, Any], reason: str, who: str, reader: Language, base: str
) -> Written:
    """The words of the letter; the reason stands in it as it was written."""
    words = wording(reader)
    title = text(dict(row), "title")
    shown = one_line(title.in_(reader))
    facts = {
        "who": one_line(who),
        "title": f"{row['number']} · {shown}",
        "title_lang": _other(title, reader),
        "project": project.acronym or project.title.in_(reader) or project.code,
        "project_lang": "" if project.acronym else _other(project.title, reader),
        "code": project.code,
        "reason": shortened(reason, _REASON),
        "reason_lang": _other(Text.written(reason), reader),
        "url": f"{base}/projects/{project.code}/deliverables/{row['id']}",
        "tasks_url": f"{base}/tasks",
        "account_url": f"{base}/account",
    }
    subject = words.say(N_("Returned to you: “{title}”"), title=shortened(shown, _TITLE_IN_SUBJECT))
    return written("deliverable_returned", reader, subject, facts)


def _other(words: Text, language: Language) -> str:
    shown = words.side(language)[1]
    return "" if shown == language else shown
