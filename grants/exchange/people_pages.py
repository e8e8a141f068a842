"""Bringing participants in from ИСУН's sheet: everything wrong with it at once, or what it would add, and the confirmation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from starlette.responses import Response

from grants.errors import AlreadyDone, Objected, Objection, Refused, TooLarge, WrongState
from grants.exchange.people_import import NOTHING_NEW, Fate, Looked, look_at_sheet, take_sheet
from grants.exchange.people_understanding import Fault
from grants.funders.esf_sheet import WRONG_TEMPLATE
from grants.participants.counting import special_needed
from grants.participants.editions import ESF_2014
from grants.participants.records import place_of
from grants.participants.rules import SEXES
from grants.storage.package import column_letters
from grants.values.language import N_
from grants.values.wording import Wording
from grants.web.forms import new_form_key, sent
from grants.web.pages import Visit, address

SHOWN_FAULTS: Final = 200
SHOWN_PEOPLE: Final = 20
LIMIT = N_("The file is larger than {limit}.")
CHOOSE_FILE = N_("Choose a file first.")
FORMULAS = N_(
    "Formulas were read by the value last shown; ИСУН reads them so too, as long as the file was saved in Excel."
)
NOT_KEPT = N_("No indicator needs the answers to: {questions}. They are read and not kept.")
GAP = N_("Row {row} is empty and people stand below it. All were read here; ИСУН stops reading at the first empty row.")


async def participants_import(visit: Visit) -> Response:
    """Sending the sheet, looking at it, taking it."""
    if visit.request.method == "GET":
        return _page(visit)
    form = await sent(visit.request)
    if form.line("sealed"):
        return await _take(visit, form.line("sealed"), form.key)
    uploads = form.files.get("file", ())
    if not uploads:
        return _page(visit, objected=[Objection(CHOOSE_FILE)])
    if (uploads[0].size or 0) > visit.settings.max_upload:
        raise TooLarge(LIMIT, limit=visit.words.size(visit.settings.max_upload))
    name, content = uploads[0].filename or "", await uploads[0].read()
    seal = visit.request.app.state.seal
    try:
        looked = await look_at_sheet(visit.by, visit.project, name, content, seal, visit.today)
    except Objected as problem:
        return _page(visit, name=name, objected=problem.objections)
    needed = await special_needed(visit.project.id)
    unneeded = [one.asked.in_(visit.language) for one in ESF_2014.questions if one.special and one.name not in needed]
    return _page(visit, looked=looked, unneeded=unneeded)


async def _take(visit: Visit, sealed: str, key: str) -> Response:
    here, seal = f"/projects/{visit.project.code}/participants", visit.request.app.state.seal
    try:
        await take_sheet(visit.by, visit.project, sealed, seal, visit.today, once=key)
    except AlreadyDone:
        return visit.see(here, "already")
    except WrongState as problem:
        return _page(visit, refused=problem)
    return visit.see(here, "imported")


def _page(
    visit: Visit,
    *,
    name: str = "",
    objected: Sequence[Objection] = (),
    looked: Looked | None = None,
    refused: Refused | None = None,
    unneeded: Sequence[str] = (),
) -> Response:
    words = visit.words
    faults = looked.understood.faults if looked else ()
    told = [_objection(one, words) for one in objected] or [_fault(one, words) for one in faults[:SHOWN_FAULTS]]
    warned = looked.understood.warnings if looked else ()
    context = {
        "name": looked.name if looked else name,
        "refused": words.say(refused.sentence, **refused.facts) if refused else "",
        "problems": told,
        "problem_count": len(objected) or len(faults),
        "more": max(len(faults) - SHOWN_FAULTS, 0),
        "seen": _seen(looked, words) if looked and not faults else None,
        "notes": _notes(looked, unneeded, words) if looked else [],
        "warnings": [_fault(one, words) for one in warned[:SHOWN_FAULTS]],
        "warning_count": len(warned),
        "sealed": looked.sealed if looked else "",
        "form_key": new_form_key(),
        "here": f"/projects/{visit.project.code}/participants",
    }
    return visit.page("exchange/participants.html", context, 409 if refused else 422 if told else 200)


def _objection(one: Objection, words: Wording) -> dict[str, Any]:
    where = f"{one.column}{one.row}" if one.column else ""
    theirs = WRONG_TEMPLATE if one.column else ""
    return {
        "where": where,
        "heading": "",
        "sentence": words.say(one.sentence, **one.facts),
        "theirs": theirs,
        "read": one.read,
    }


def _fault(one: Fault, words: Wording) -> dict[str, Any]:
    return {
        "where": f"{column_letters(one.at)}{one.row}",
        "heading": one.heading,
        "sentence": words.say(one.sentence, **one.facts),
        "theirs": one.theirs,
        "read": one.read,
    }


def _seen(looked: Looked, words: Wording) -> dict[str, Any]:
    """What the sheet would add."""
    new = looked.new
    return {
        "new": len(new),
        "here": looked.count(Fate.HERE),
        "twice": looked.count(Fate.TWICE),
        "nothing": "" if new else words.say(NOTHING_NEW),
        "people": [
            {
                "row": row,
                "name": " ".join(one.values[part] for part in ("first_name", "family_name")),
                "sex": words.say(SEXES[one.values["sex"]]) if one.values["sex"] else "",
                "place": place_of(one.values["settlement"], one.values["district"], words.say),
                "joined": words.day(one.values["joined_on"]),
            }
            for row, one in new[:SHOWN_PEOPLE]
        ],
        "more": max(len(new) - SHOWN_PEOPLE, 0),
        "sha256": looked.sha256[:12],
    }


def _notes(looked: Looked, unneeded: Sequence[str], words: Wording) -> list[dict[str, str]]:
    """What is read otherwise than it stands there; `unneeded` are the questions of art. 9 that no indicator needs."""
    told = []
    if looked.read.unfilled:
        told.append(
            words.count(
                "One row of the template has nobody in it and was left out. ИСУН would refuse the file because of it: delete the row before you send it there.",
                "{n} rows of the template have nobody in them and were left out. ИСУН would refuse the file because of them: delete the rows before you send it there.",
                looked.read.unfilled,
            )
        )
    if looked.read.gap is not None:
        told.append(words.say(GAP, row=looked.read.gap))
    if looked.read.formulas:
        told.append(words.say(FORMULAS))
    if unneeded:
        told.append(words.say(NOT_KEPT, questions=list(unneeded)))
    return [{"level": "info", "sentence": sentence} for sentence in told]


ROUTES = [
    address("/projects/{code}/participants/import", "participants_import", participants_import, changes=True),
]
