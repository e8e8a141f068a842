"""A format that lists people on the page of the reports: what its file would hold, and the file, handed over and kept nowhere."""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.responses import Response

from grants.access import Permission
from grants.funders.format import Rows
from grants.funders.registry import offered
from grants.reports.editions import formats_offered
from grants.reports.forms import Asked
from grants.reports.handed import handed_over
from grants.reports.looks.sheets import NO_SHEETS
from grants.reports.objected import objection_shown
from grants.reports.people_report import looked_at, people_file
from grants.reports.rules import Period
from grants.values.language import N_
from grants.values.wording import Wording
from grants.web.pages import Visit


def may_take(visit: Visit) -> bool:
    """Whether this person is given files that are full of personal numbers."""
    return visit.may(Permission.SEE_PERSONAL_NUMBERS)


def formats_for(visit: Visit) -> list[tuple[str, str]]:
    """The formats this person may choose."""
    return formats_offered(visit.words, [one for one in offered() if may_take(visit) or not one.of_people])


async def people_given(visit: Visit, wanted: Asked, period: Period) -> Response:
    """The file. Raises NotAllowed, and WrongState where nobody would stand in it."""
    told = (visit.by, visit.project, wanted.format, period.first, period.last)
    made = await people_file(*told, visit.request.app.state.seal, visit.today)
    return handed_over(visit, made, wanted.format.books[0].name.bg)


async def people_shown(visit: Visit, wanted: Asked, period: Period) -> dict[str, Any]:
    """What the file would hold, with what to know first; no name of a participant and no number. Raises NotAllowed."""
    found, words = await looked_at(visit.by, visit.project, wanted.format, period.first, period.last), visit.words
    base = f"/projects/{visit.project.code}"
    facts = [(words.say(N_("People in it")), words.number(found.people))]
    if found.hours is not None:
        facts += [
            (words.say(N_("Rows")), words.number(found.rows)),
            (words.say(N_("Hours")), words.number(found.hours)),
        ]
    way = {"row": words.say(N_("Look at it")), "url": f"{base}/{found.page}"}
    return {
        "facts": facts,
        "left_out": "",
        "findings": [objection_shown(one, words, "warning") | way for one in found.warned],
        "refused": not found.rows,
        **NO_SHEETS,
        "long": None,
        "files": 1,
        "people": {"said": _holds(wanted, period.last, words), "page": f"{base}/{found.page}"},
    }


def _holds(wanted: Asked, last: date, words: Wording) -> str:
    """Who stands in the file."""
    if wanted.format.of_people is Rows.HOURS:
        return words.say(
            N_("A row for each day and activity of the approved hours; by months it is written on its own page.")
        )
    return words.say(
        N_("Everybody who joined by {day}: in ИСУН the file takes the place of the one before it."), day=last
    )
