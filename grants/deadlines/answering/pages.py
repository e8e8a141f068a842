"""What a link about a deadline opens: the one deadline with the one button; opening it changes nothing."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from grants.access import Identity
from grants.deadlines.answering.actions import say_of_deadline
from grants.deadlines.answering.queries import Given, LetterWith, given, letter_with, stands_for
from grants.deadlines.answering.rules import (
    ENDINGS,
    NEXT_MONDAY,
    SAID,
    WHICH_DAY,
    Ending,
    ending,
    may_put_off,
    offers,
    standing,
)
from grants.deadlines.queries import DeadlineSeen, deadline_seen, deadline_whoever
from grants.deadlines.reminding.queries import readers
from grants.deadlines.wishes.rules import heard_from
from grants.errors import AlreadyDone, NotFound, WrongState
from grants.letters.links.signed import ANSWERS, AT_DEADLINE, LIFE, Answer, opened
from grants.people.queries import identity_by_id
from grants.projects.queries import project_seen
from grants.values.language import N_
from grants.values.places import page_of
from grants.web.forms import Sent, sent
from grants.web.pages import Visit, address

NOT_WHOLE = N_("There is no such link. Look whether the address is whole, as it stands in the letter.")
BUTTONS = {
    Answer.DONE: N_("It is done"),
    Answer.BEGUN: N_("It is in progress"),
    Answer.LATER: N_("Remind me then"),
    Answer.NOT_MINE: N_("It is not mine"),
}
# What the button brings about, said beside it.
MEANS = {
    Answer.DONE: N_("It is marked as done today, and nobody is reminded of it any more."),
    Answer.BEGUN: N_("Everybody sees that it is in progress. Its reminders go on."),
    Answer.LATER: N_("Until then nobody is reminded of it."),
    Answer.NOT_MINE: N_("It goes back to the project's coordinator, who names somebody else."),
}
AFTER = {
    Answer.DONE: N_("Nobody is reminded of it any more. If that was a mistake, sign in and open it again."),
    Answer.BEGUN: N_("Its reminders go on."),
    Answer.LATER: N_("You hear of it again on {day}."),
    Answer.NOT_MINE: N_("The project's coordinator, or whoever stands in, was told and names somebody else."),
}
USED = N_("This link was used already")


@dataclass(frozen=True, slots=True)
class Followed:
    """A link that was followed: what it says of which deadline, in whose name, and what stands in the way."""

    answer: Answer
    letter: LetterWith
    asked: DeadlineSeen | None = None
    ending: Ending | None = None
    said: Given | None = None


async def deadline_link(visit: Visit) -> Response:
    """The one thing the link says of the one deadline; POST does it, once."""
    told, link = await _followed(visit)
    if link.asked is None or link.ending is not None:
        return await _ended(told, link)
    if visit.request.method == "GET":
        return _page(told, link.answer, link.asked)
    return await _said(told, link, link.asked, await sent(visit.request))


async def _followed(visit: Visit) -> tuple[Visit, Followed]:
    """The visit as the person the letter went to, whoever is signed in besides; NotFound for a link that is not whole."""
    named = opened(visit.named("token"), visit.settings.secret_key)
    if named is None:
        raise NotFound(NOT_WHOLE)
    letter = await letter_with(named.letter_id)
    if letter is None:
        return visit, Followed(named.answer, LetterWith(0, None, visit.language, visit.now), ending=Ending.OLD)
    by = await identity_by_id(letter.person_id)
    if by is None:
        return _as(visit, None, letter), Followed(named.answer, letter, ending=Ending.LEFT)
    told = _as(visit, by, letter)
    if visit.now > letter.left_at + LIFE:
        return told, Followed(named.answer, letter, ending=Ending.OLD)
    asked = await _seen_by(by, named.deadline_id)
    if asked is None:
        return told, Followed(named.answer, letter, ending=Ending.UNSEEN)
    said = await given(letter.id, asked.id, named.answer)
    stands = stands_for(by, asked)
    why = (
        standing(named.answer, said.day_on, stands, visit.today) if said else ending(named.answer, stands, visit.today)
    )
    return told, Followed(named.answer, letter, asked, why, said)


def _as(visit: Visit, by: Identity | None, letter: LetterWith) -> Visit:
    told = replace(visit.spoken_in(by.language if by else letter.language), by=by or visit.by, signed_in=False)
    told.on_page = {**told.on_page, "person": None, "visit": told, "projects_nav": []}
    return told


async def _seen_by(by: Identity, deadline_id: int) -> DeadlineSeen | None:
    """The deadline as far as this person sees it today; None for one it does not see, and for none."""
    asked = await deadline_whoever(deadline_id)
    if asked is None:
        return None
    try:
        project = await project_seen(by, asked.code)
        await deadline_seen(by, project, deadline_id)
    except NotFound:
        return None
    return asked


async def _said(visit: Visit, link: Followed, asked: DeadlineSeen, form: Sent) -> Response:
    later: date | None = None
    if link.answer is Answer.LATER:
        later = _day_typed(visit, form)
        if not may_put_off(later, visit.today, asked.due_on):
            return _page(visit, link.answer, asked, form, visit.words.say(WHICH_DAY, day=visit.words.day(asked.due_on)))
    with suppress(AlreadyDone, WrongState):  # somebody was quicker; the page shown now says how things stand
        await say_of_deadline(
            visit.by, asked, link.letter, link.answer, visit.today, visit.now, visit.settings.base_url, later=later
        )
    return visit.see(f"{AT_DEADLINE}{visit.named('token')}")


def _day_typed(visit: Visit, form: Sent) -> date | None:
    chosen = form.line("later")
    try:
        return (
            visit.words.read_day(form.line("day"), visit.today)
            if chosen in ("", "other")
            else date.fromisoformat(chosen)
        )
    except ValueError:
        return None


def _page(visit: Visit, answer: Answer, asked: DeadlineSeen, form: Sent | None = None, problem: str = "") -> Response:
    words, today = visit.words, visit.today
    days = [
        (day.isoformat(), f"{words.say(name)}, {words.long_day(day) if name == NEXT_MONDAY else words.full_day(day)}")
        for name, day in offers(today, asked.due_on)
    ]
    context: dict[str, Any] = _about(visit, asked) | {
        "button": words.say(BUTTONS[answer]),
        "means": words.say(MEANS[answer]),
        "puts_off": answer is Answer.LATER,
        "days": [*days, ("other", words.say(N_("Another day")))] if days else [],
        "chosen": form.line("later") if form else (days[0][0] if days else ""),
        "day": form.line("day") if form else "",
        "problem": problem,
        "who": visit.by.name,
    }
    return visit.page("deadlines/answer.html", context, 422 if problem else 200)


def _about(visit: Visit, asked: DeadlineSeen) -> dict[str, Any]:
    words = visit.words
    project = f"/projects/{quote(asked.code)}"
    return {
        "title": asked.title,
        "project_title": asked.project_title,
        "due": words.full_day(asked.due_on),
        "internal": words.full_day(asked.internal_on) if asked.internal_on else "",
        "when": words.distance((asked.due_on - visit.today).days),
        "late": asked.due_on < visit.today,
        "note": asked.note,
        "url": project + page_of("deadline", asked.id),
    }


async def _ended(visit: Visit, link: Followed) -> Response:
    """Why there is nothing left to do; of a deadline that is not seen any more not even its name."""
    words = visit.words
    said, holds = link.said, link.ending is Ending.SAID
    why = AFTER[link.answer] if holds else ENDINGS[link.ending or Ending.UNSEEN]
    again = await _heard_again(link)
    heading, at = N_("Nothing to do here any more"), ""
    if said is not None:
        moment, what = words.moment(said.at, visit.zone), words.say(ANSWERS[link.answer])
        used = N_("Said by this link: {moment}.") if holds else N_("Said by this link: {moment}, “{what}”.")
        heading, at = SAID[link.answer] if holds else USED, words.say(used, moment=moment, what=what)
    about = _about(visit, link.asked) if link.asked else None
    status = 200 if link.asked else 410
    return visit.page(
        "deadlines/answered.html",
        {
            "heading": words.say(heading),
            "why": words.say(why, day=words.full_day(again) if again else ""),
            "at": at,
            "good": holds,
            "about": about,
            "goes_on": link.ending in {Ending.OLD, Ending.UNSEEN},
        },
        status,
    )


async def _heard_again(link: Followed) -> date | None:
    """When the reader of the letter really hears again of what is put off; None where it is not."""
    later, person_id = link.asked.later_on if link.asked else None, link.letter.person_id
    reader = (await readers([person_id])).get(person_id) if person_id and later else None
    return heard_from(reader.wish, later) if reader and later else later


ROUTES = [
    address(f"{AT_DEADLINE}{{token}}", "deadline_link", deadline_link, changes=True),
]
