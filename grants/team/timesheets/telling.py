"""The letter about a month of hours that was given back or opened again: why, and what to do now."""

from __future__ import annotations

from datetime import date

from grants.access import Identity
from grants.letters.writing import Written, one_line, shortened, written
from grants.projects.queries import Seen
from grants.values.language import N_, Text
from grants.values.wording import wording

RETURNED = N_("{who} returned the timesheet of {name} for {month}.")
REOPENED = N_("{who} opened the timesheet of {name} for {month} again.")
_REASON = 2000


def returned_letter(
    project: Seen,
    reader: Identity,
    whose: tuple[int, str],
    first: date,
    sentence: str,
    reason: str,
    who: str,
    base: str,
) -> Written:
    """The words of the letter; `whose` is the member's id and name, and the reason stands as it was written."""
    language = reader.language
    words = wording(language)
    member_id, name = whose
    month = words.month(first)
    shown = Text.written(reason).side(language)[1]
    named = "" if project.acronym else project.title.side(language)[1]
    facts = {
        "said": words.say(sentence, who=one_line(who), name=one_line(name), month=month),
        "month": month,
        "project": project.acronym or project.title.in_(language) or project.code,
        "project_lang": "" if named == language else named,
        "code": project.code,
        "reason": shortened(reason, _REASON),
        "reason_lang": "" if shown == language else shown,
        "url": f"{base}/projects/{project.code}/team/{member_id}/{first:%Y-%m}",
        "tasks_url": f"{base}/tasks",
        "account_url": f"{base}/account",
    }
    return written(
        "timesheet_returned", language, words.say(N_("Returned to you: timesheet for {month}"), month=month), facts
    )
