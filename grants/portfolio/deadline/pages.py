"""The page of one deadline: read by whoever sees it; sent, it says that it is in progress, later, not mine, done or somebody else's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from starlette.responses import Response

from grants.access import Permission
from grants.deadlines.actions import let_day_follow, let_person_follow, settle_deadline
from grants.deadlines.answering.actions import Said, give_deadline, say_on_page
from grants.deadlines.answering.queries import stands_for
from grants.deadlines.answering.rules import ending
from grants.deadlines.proof.queries import answers_about, cancelled_because, day_set_by, letters_about
from grants.deadlines.queries import DeadlineSeen, deadline_seen
from grants.deadlines.reminding.known import foreseen
from grants.deadlines.reminding.morning import Known
from grants.deadlines.rules import DeadlineState
from grants.deadlines.things import offices
from grants.deadlines.wishes.queries import own_wish
from grants.entries.hanging import hanging_on
from grants.entries.kinds import BY_NAME
from grants.entries.queries import row_seen
from grants.errors import AlreadyDone, Changed, NotFound, Objected, Objection, WrongState
from grants.letters.links.signed import Answer
from grants.portfolio.deadline.shown import Shown, closing, letters_said, steps_said, told_said, top
from grants.portfolio.deadline.shown import answers_said as answers
from grants.portfolio.frame import base_of
from grants.portfolio.queries import history_of
from grants.portfolio.tabs import entries_said
from grants.portfolio.wording import actor_said
from grants.values.language import N_
from grants.values.places import page_of
from grants.values.wording import Unreadable
from grants.web.forms import Sent, new_form_key, sent
from grants.web.pages import Visit

CHANGED_MEANWHILE = N_("Somebody else changed this meanwhile. Look at what stands there now before you go on.")
NO_DAY = N_("Write the day like this: 30.11.2026.")
_LONGEST_REASON = 2000
_LATEST = 100
_SETTLES = {"done": DeadlineState.DONE, "open": DeadlineState.OPEN, "cancel": DeadlineState.CANCELLED}


async def deadline(visit: Visit) -> Response:
    """One deadline; sent, what is said of it."""
    id_ = visit.number_in_path("id")
    if visit.request.method == "GET":
        return await _page(visit)
    form, here = await sent(visit.request), base_of(visit.project) + page_of("deadline", id_)
    try:
        await _say(visit, id_, form)
    except AlreadyDone:
        return visit.see(here, "already")
    except Objected as problem:
        return await _page(visit, form, problem.objections, 422)
    except Changed:
        return await _page(visit, form, [Objection(CHANGED_MEANWHILE)], 409)
    except WrongState as problem:
        return await _page(visit, form, [Objection(problem.sentence, problem.facts)], 409)
    return visit.see(here, "saved")


async def _say(visit: Visit, id_: int, form: Sent) -> None:
    then, version = form.line("then"), form.whole("version")
    reason = form.line("reason")[:_LONGEST_REASON]
    if then in _SETTLES:
        because = form.line("because")[:_LONGEST_REASON]
        await settle_deadline(visit.by, visit.project, id_, version, _SETTLES[then], visit.today, reason=because)
    elif then == "give":
        said = Said(Answer.NOT_MINE, visit.today, visit.now, visit.settings.base_url, reason=reason)
        person = form.line("person")
        to = int(person) if person.isascii() and person.isdigit() and len(person) < 19 else None
        await give_deadline(visit.by, visit.project, id_, version, to, said, once=form.key)
    elif then == "follow":
        await let_person_follow(visit.by, visit.project, id_, version, once=form.key)
    elif then == "follow_day":
        await let_day_follow(visit.by, visit.project, id_, version, once=form.key)
    elif then in set(Answer):
        later = _day(visit, form) if then == Answer.LATER else None
        said = Said(Answer(then), visit.today, visit.now, visit.settings.base_url, later, reason)
        await say_on_page(visit.by, visit.project, id_, said, once=form.key)
    else:
        raise NotFound


def _day(visit: Visit, form: Sent) -> Any:
    try:
        return visit.words.read_day(form.line("day"), visit.today)
    except (Unreadable, ValueError):
        raise Objected([Objection(NO_DAY, place="day")]) from None


async def _page(
    visit: Visit, form: Sent | None = None, objections: Sequence[Objection] = (), status: int = 200
) -> Response:
    one = await deadline_seen(visit.by, visit.project, visit.number_in_path("id"))
    known, coming = await foreseen(one, visit.today)
    letters = await letters_about(one, None if visit.settings.demo else visit.now)
    reads_history = visit.may(Permission.SEE_HISTORY)
    entries = await history_of(visit.project, None, _LATEST, ("deadline", one.id)) if reads_history else []
    told = [(objection.place, visit.words.say(objection.sentence, **objection.facts)) for objection in objections]
    set_by = await day_set_by(one, visit.zone) if reads_history else None
    if set_by:
        set_by = actor_said(set_by[0], visit.words), set_by[1]
    context = {
        **top(visit, one, known, await own_wish(visit.by), await offices(), await cancelled_because(one), set_by),
        "closing": closing(visit, one),
        "steps": steps_said(visit, one, coming),
        "goes_on": bool(coming) and one.open,
        "told_sentences": told_said(visit, one, letters, known),
        "letters": letters_said(visit, one, letters, shows_addresses=reads_history),
        "answers": answers(visit, await answers_about(one.id)),
        "entries": await entries_said(visit, entries),
        "reads_history": reads_history,
        "edit_url": f"{base_of(visit.project)}/rows/deadline/{one.id}" if visit.may(Permission.EDIT_DEADLINES) else "",
        "list_url": f"{base_of(visit.project)}/deadlines",
        **_buttons(visit, one, known),
        "typed": {name: form.line(name) if form else "" for name in ("day", "reason", "person", "because")},
        "told": {place: sentence for place, sentence in told if place},
        "errors": [(place or None, sentence) for place, sentence in told],
        "keys": {name: new_form_key() for name in (*Answer, "give", "follow", "follow_day")},
        "attached": await hanging_on(
            visit, BY_NAME["deadline"], await row_seen(BY_NAME["deadline"], visit.by, visit.project, one.id)
        ),
    }
    return visit.page("portfolio/deadline.html", context, status)


def _buttons(visit: Visit, one: DeadlineSeen, known: Known) -> Shown:
    """What this person may say of it here."""
    stands = stands_for(visit.by, one)
    may = {answer: ending(answer, stands, visit.today) is None for answer in Answer}
    planner = visit.may(Permission.EDIT_DEADLINES)
    settled = one.state is not DeadlineState.OPEN
    reopens = settled and not (one.hangs and one.state is DeadlineState.DONE)
    takers = known.reaches[one.project.id].may_take(one.partner_id, one.thing) - {one.person_id}
    return {
        "version": one.version,
        "may_begin": may[Answer.BEGUN],
        "may_put_off": may[Answer.LATER],
        "may_hand_back": may[Answer.NOT_MINE] and one.coordinator_id != visit.by.person_id,
        "may_settle": one.open and not one.hangs and visit.may(Permission.SETTLE_DEADLINE),
        "may_open": reopens
        and (planner if one.state is DeadlineState.CANCELLED else visit.may(Permission.SETTLE_DEADLINE)),
        "may_cancel": planner and one.open,
        "may_follow_day": planner and one.open and one.fixed and bool(one.person_from),
        "ruled_day": visit.words.full_day(one.ruled_on) if one.ruled_on else "",
        "may_follow": planner and one.open and one.chosen and bool(one.person_from),
        "takers": sorted(
            ((person, known.people[person].name) for person in takers if person in known.people),
            key=lambda pair: pair[1],
        )
        if planner and one.open
        else [],
    }
