"""The letter that tells somebody of a comment: when it leaves, under which key, and its words."""

from __future__ import annotations

from datetime import datetime, timedelta

from grants.attached.rules import RowNamed
from grants.letters.writing import Written, one_line, shortened, written
from grants.projects.queries import Seen
from grants.values.language import N_, Language, Text
from grants.values.wording import wording

APART = timedelta(hours=1)  # letters to one person about one row
_TITLE_IN_SUBJECT = 60
_IN_A_LETTER = 600


def leaves_at(last: datetime | None, now: datetime) -> datetime | None:
    """When a letter about a comment leaves, the last one about that row to that person having left at `last`.

    At once where none left within the hour; else when the hour is over, once for all that is said until then: None
    where such a letter waits already.
    """
    if last is None or last + APART <= now:
        return now
    return None if last > now else last + APART


def about(row: RowNamed) -> str:
    """With what the keys of all letters about comments on a row begin."""
    return f"comment:{row.kind}:{row.row_id}:"


def key(row: RowNamed, person_id: int, leaves: datetime) -> str:
    """What makes the letter to a person about a row one, however often it is written."""
    return f"{about(row)}{person_id}:{leaves:%Y%m%dT%H%M%S%f}"


def comment_letter(
    project: Seen, row: RowNamed, comment: str, of: Language, author: str, reader: Language, base: str
) -> Written:
    """The words of the letter; the comment stands in it as it was written, `of` that language."""
    words = wording(reader)
    title = one_line(row.label.in_(reader))
    facts = {
        "author": one_line(author),
        "title": title,
        "title_lang": other(row.label, reader),
        "project": project.acronym or project.title.in_(reader) or project.code,
        "project_lang": "" if project.acronym else other(project.title, reader),
        "code": project.code,
        "comment": shortened(comment.strip(), _IN_A_LETTER),
        "comment_lang": "" if of == reader else of,
        "url": f"{base}{row.page}#comments",
        "account_url": f"{base}/account",
    }
    subject = words.say(
        N_("{who} commented on “{title}”"), who=one_line(author), title=shortened(title, _TITLE_IN_SUBJECT)
    )
    return written("comment", reader, subject, facts)


def other(words: Text, language: Language) -> str:
    """The language a text is shown in, where it is not the reader's."""
    shown = words.side(language)[1]
    return "" if shown == language else shown
