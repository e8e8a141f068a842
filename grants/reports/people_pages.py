"""The page of the participants' micro-data: what would be written, who is left out and why, and the file itself."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from starlette.responses import Response

from grants.access import Permission
from grants.errors import NotAllowed, WrongState
from grants.funders.esf_sheet import NAMED, TWICE
from grants.participants.counting import special_needed
from grants.participants.editions import ESF_2014
from grants.reports.handed import handed_over
from grants.reports.people import ANONYMOUS, MISSING, Gathered, Reason, gathered, heading_of
from grants.reports.people_export import export_participants
from grants.reports.people_queries import people_of
from grants.values.language import N_
from grants.values.wording import Wording
from grants.web.forms import sent
from grants.web.pages import Visit, address

SHOWN: Final = 200  # people left out, on the page

ONE_NUMBER = N_("{numbers} have the same personal number; ИСУН takes them and warns.")
UNASKED = N_("No indicator needs the answers to: {questions}. Of everybody who did not answer, “не” is written.")


async def participants_sheet(visit: Visit) -> Response:
    """What the sheet would hold, and on being asked the sheet."""
    if visit.request.method == "GET":
        return await _page(visit)
    await sent(visit.request)
    try:
        made = await export_participants(visit.by, visit.project, visit.request.app.state.seal, visit.today)
    except WrongState as problem:
        return await _page(visit, problem)
    return handed_over(visit, made, "microdata_ESF")


async def _page(visit: Visit, refused: WrongState | None = None) -> Response:
    if not visit.may(Permission.SEE_PERSONAL_NUMBERS):
        raise NotAllowed(N_("Your role does not allow this."))
    asked = await special_needed(visit.project.id)
    people = await people_of(visit.project)
    sorted_out = await asyncio.to_thread(gathered, people, asked)
    in_row = sorted_out.rows(people)
    words = visit.words
    context = {
        "refused": words.say(refused.sentence, **refused.facts) if refused else "",
        "written": len(sorted_out.written),
        "left_out": [
            {
                "number": person.number,
                "url": f"/projects/{visit.project.code}/participants/{person.id}",
                "reasons": reasons_said(found, words),
                "theirs": [said for one in found if (said := one.theirs(in_row[person.id]))],
            }
            for person, found in sorted_out.left_out[:SHOWN]
        ],
        "left_out_count": len(sorted_out.left_out),
        "more": max(len(sorted_out.left_out) - SHOWN, 0),
        "summary": _summary([found for _, found in sorted_out.left_out], words),
        "notes": _notes(sorted_out, words),
        "edition": ESF_2014.name.in_(words.language),
        "here": f"/projects/{visit.project.code}/participants",
    }
    return visit.page("reports/participants_sheet.html", context, 409 if refused else 200)


def reason_said(reason: Reason, words: Wording) -> str:
    """Why somebody is left out, in the reader's language."""
    if reason.sentence == ANONYMOUS or not reason.shows:
        return words.say(reason.sentence)
    heading = heading_of(reason.shows)
    return words.say(reason.sentence, **{**reason.facts, "field": heading.in_(words.language)})


def reasons_said(found: Sequence[Reason], words: Wording) -> list[str]:
    """All that keeps somebody out; what was not answered stands together."""
    missing = [heading_of(one.shows).in_(words.language) for one in found if one.sentence == MISSING]
    told = [reason_said(one, words) for one in found if one.sentence != MISSING]
    return told + ([words.say(MISSING, field="; ".join(missing))] if missing else [])


def _summary(found: Sequence[Sequence[Reason]], words: Wording) -> list[dict[str, Any]]:
    """How many lack what, the most frequent first."""
    counted = Counter(said for reasons in found for said in {reason_said(reason, words) for reason in reasons})
    return [{"said": said, "count": words.number(count)} for said, count in counted.most_common(12)]


def _notes(sorted_out: Gathered, words: Wording) -> list[dict[str, Any]]:
    """What is written otherwise than it was told, and what ИСУН would warn of."""
    place = {person.number: NAMED + at for at, person in enumerate(sorted_out.written, start=1)}
    twice = [
        {
            "level": "info",
            "sentence": words.say(ONE_NUMBER, numbers=words.list(list(numbers))),
            "theirs": {
                "said": " ".join(TWICE.format(row=place[one], first=place[numbers[0]]) for one in numbers[1:]),
                "lang": "bg",
            },
        }
        for numbers in sorted_out.twice[:20]
    ]
    told: list[str] = []
    if sorted_out.refused:
        told.append(
            words.count(
                "One person refused an answer; it is written as “не”, because ИСУН takes only “да” and “не”.",
                "{n} people refused an answer; it is written as “не”, because ИСУН takes only “да” and “не”.",
                sorted_out.refused,
            )
        )
    if sorted_out.unasked:
        questions = [ESF_2014.question(name).asked.in_(words.language) for name in sorted_out.unasked]
        told.append(words.say(UNASKED, questions=questions))
    return [*twice, *({"level": "info", "sentence": sentence} for sentence in told)]


ROUTES = [
    address("/projects/{code}/participants/sheet", "participants_sheet", participants_sheet, changes=True),
]
