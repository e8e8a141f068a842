"""Who is missing what, the reminder with its links sent from there, and the links that were sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from starlette.responses import Response

from grants.door.actions import Addressee, ask_for
from grants.door.asking import awaited, when_said
from grants.door.queries import Party, parties, titles_of
from grants.door.rules import LINKED, Missing, chosen_of
from grants.errors import AlreadyDone, NotFound, Objection
from grants.letters.links.actions import revoke_link
from grants.letters.links.queries import LinkSeen, links_of
from grants.letters.links.rules import LIFE, LINK_STATES, LINK_TONES, LONGEST_DAYS, PURPOSES, LinkState
from grants.letters.rules import LETTER_STATES, LetterState
from grants.values.entry import Reader, read_entry
from grants.values.language import N_, Text, language_named
from grants.values.records import Field, Kind, Record
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit, address

NOTHING_TICKED = N_("Tick at least one thing to ask for.")
DAYS = N_("A link opens for 1 to {most} days.")
_ADDRESSEE = Record(
    "addressee",
    N_("To whom"),
    N_("To whom"),
    (
        Field("to_name", Kind.LINE, N_("Name"), maximum=200),
        Field("to_address", Kind.EMAIL, N_("E-mail"), required=True, maximum=254),
        Field("days", Kind.WHOLE, N_("The links open for, days"), required=True),
    ),
    title="to_name",
    new="",
)


async def missing(visit: Visit) -> Response:
    """Who is missing what; sent, the letter that asks one of them for it."""
    found = await parties(visit.project, visit.today)
    if visit.request.method == "GET":
        return await _page(visit, found)
    form = await sent(visit.request)
    party = next((one for one in found if one.key == form.line("party")), None)
    if party is None:
        raise NotFound
    things = chosen_of(party.missing, (name.removeprefix("ask_") for name in form.typed if name.startswith("ask_")))
    typed = _typed(form, party)
    reading = read_entry(_ADDRESSEE, typed, Reader(visit.words, visit.today, {}))
    objections = [*reading.objections, *_objections(reading.values, things)]
    if objections:
        return await _page(visit, found, form, party, objections)
    to = Addressee(
        reading.values["to_name"],
        reading.values["to_address"],
        language_named(typed.get("language", "")) or party.language,
        timedelta(days=reading.values["days"]),
    )
    try:
        await ask_for(
            visit.by,
            visit.project,
            party,
            things,
            to,
            now=visit.now,
            zone=visit.zone,
            base=visit.settings.base_url,
            once=form.key,
        )
    except AlreadyDone:
        return visit.see(_here(visit), "already")
    return visit.see(_here(visit), "asked")


def _typed(form: Sent, party: Party) -> dict[str, str]:
    """What was typed for this party: the page has a form for each, and every field its own name."""
    end = f"_{party.key}"
    return {name.removesuffix(end): text for name, text in form.typed.items() if name.endswith(end)}


def _objections(values: Mapping[str, Any], things: Sequence[Missing]) -> list[Objection]:
    found = []
    if not things:
        found.append(Objection(NOTHING_TICKED, place="things"))
    days = values.get("days")
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        found.append(Objection(DAYS, {"most": LONGEST_DAYS}, place="days"))
    return found


def _here(visit: Visit) -> str:
    return f"/projects/{visit.project.code}/missing"


async def _page(
    visit: Visit,
    found: Sequence[Party],
    form: Sent | None = None,
    wrong: Party | None = None,
    objections: Sequence[Objection] = (),
) -> Response:
    told = {one.place: visit.words.say(one.sentence, **one.facts) for one in objections}
    key = wrong.key if wrong else ""
    context = {
        "parties": [_party(visit, one, form if one is wrong else None, told if one is wrong else {}) for one in found],
        "errors": [(f"{place}_{key}" if place else None, sentence) for place, sentence in told.items()],
        "sent_links": await _sent(visit),
        "partners_url": f"/projects/{visit.project.code}/partners",
        "form_key": form.key if form else new_form_key(),
    }
    return visit.page("door/missing.html", context, 422 if objections else 200)


def _party(visit: Visit, party: Party, form: Sent | None, told: Mapping[str, str]) -> dict[str, Any]:
    typed = _typed(form, party) if form else {}
    return {
        "key": party.key,
        "name": party.name,
        "things": [_thing(visit, one, form) for one in party.missing],
        "may_ask": any(one.kind in LINKED for one in party.missing),
        "to_name": typed.get("to_name", party.contact_name),
        "to_address": typed.get("to_address", party.contact_email),
        "language": typed.get("language", party.language),
        "days": typed.get("days", str(LIFE.days)),
        "told": told,
        "open": bool(told),
    }


def _thing(visit: Visit, one: Missing, form: Sent | None) -> dict[str, Any]:
    late = one.late(visit.today) or one.was_returned
    return {
        "key": one.key,
        "name": awaited(visit.words, one),
        "text": one.title if one.title and one.kind == "deliverable" else None,
        "said": one.said,
        "when": when_said(visit.words, one, visit.today),
        "day": visit.words.day(one.due_on) if one.due_on and one.month_on is None else "",
        "late": late,
        "may_ask": one.kind in LINKED,
        "ticked": f"ask_{one.key}" in form.typed if form else one.kind in LINKED,
        "url": _url(visit, one),
    }


def _url(visit: Visit, one: Missing) -> str:
    base = f"/projects/{visit.project.code}"
    match str(one.kind):
        case "deliverable":
            return f"{base}/deliverables/{one.row_id}"
        case "sub_report":
            return f"{base}/subgrants"
        case "returned":
            return f"{base}/expenses?partner={one.row_id}&state=returned"
        case "part":
            return f"{base}/parts/{one.row_id}/{one.partner_id}"
        case _:
            return f"{base}/expenses"


async def _sent(visit: Visit) -> list[dict[str, Any]]:
    titles = await titles_of(visit.project)
    return [_link(visit, one, titles) for one in await links_of(visit.project.id)]


def _link(visit: Visit, link: LinkSeen, titles: Mapping[tuple[str, int], Text]) -> dict[str, Any]:
    state, words = link.state(visit.now), visit.words
    about = words.month(link.month_on) if link.month_on else titles[link.kind, link.row_id or 0]
    letter = link.letter_state
    troubled = letter in {LetterState.REFUSED, LetterState.GIVEN_UP}
    return {
        "to": link.to_name or link.to_address,
        "address": link.to_address if link.to_name else "",
        "purpose": words.say(PURPOSES[link.purpose]),
        "about": about,
        "made": words.moment(link.made_at, visit.zone),
        "by": link.made_by_name,
        "ends": words.day(link.expires_at.astimezone(visit.zone).date()),
        "state": words.say(LINK_STATES[state]),
        "tone": LINK_TONES[state],
        "letter": words.say(LETTER_STATES[LetterState(letter)]) if letter and (troubled or letter == "waiting") else "",
        "troubled": troubled,
        "revoke_url": f"/projects/{visit.project.code}/links/{link.id}/revoke" if state is LinkState.OPEN else None,
    }


async def revoke(visit: Visit) -> Response:
    """A link that shall open no more."""
    if visit.request.method == "POST":
        await sent(visit.request)
        await revoke_link(visit.by, visit.project.ref, visit.number_in_path("id"), visit.now)
        return visit.see(_here(visit), "done")
    return visit.see(_here(visit))


ROUTES = [
    address("/projects/{code}/missing", "missing", missing, changes=True),
    address("/projects/{code}/links/{id:int}/revoke", "revoke_link", revoke, changes=True),
]
