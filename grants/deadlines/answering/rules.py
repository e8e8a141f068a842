"""Whether a link about a deadline still opens, and the days to which one may be put off; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from grants.deadlines.rules import DeadlineState
from grants.letters.links.signed import Answer
from grants.letters.rules import OVERTAKEN, SEEN_NO_MORE, SETTLED_MEANWHILE
from grants.values.language import N_


class Ending(StrEnum):
    """Why a link has nothing left to do."""

    LEFT = "left"
    OLD = "old"
    UNSEEN = "unseen"
    SAID = "said"
    DONE = "done"
    CANCELLED = "cancelled"
    HANGS = "hangs"
    MAY_NOT = "may_not"
    BEGUN = "begun"
    NO_DAY = "no_day"
    NOT_YOURS = "not_yours"
    OPENED_AGAIN = "opened_again"
    NOT_BEGUN = "not_begun"
    OTHER_DAY = "other_day"
    DAY_CAME = "day_came"
    NOT_PUT_OFF = "not_put_off"
    YOURS_AGAIN = "yours_again"


ENDINGS: Mapping[Ending, str] = {
    Ending.LEFT: N_("This link was for somebody who does not use the tracker any more."),
    Ending.OLD: N_("This letter is older than 60 days; its links do not open any more. A newer letter has newer ones."),
    Ending.UNSEEN: N_(
        "This deadline is not there for you any more: it was removed, or you do not see its project now."
    ),
    Ending.DONE: N_("This deadline is done already; nothing else has to be said of it."),
    Ending.CANCELLED: N_("This deadline was cancelled; nothing has to be done for it."),
    Ending.HANGS: N_("This deadline closes by itself once the thing it waits for is done. Sign in and do it there."),
    Ending.MAY_NOT: N_("Your role does not allow this any more. The project's coordinator can do it."),
    Ending.BEGUN: N_("It is in progress already."),
    Ending.NO_DAY: N_("The date has come; there is no later day to put it off to."),
    Ending.NOT_YOURS: N_("It is in other hands already."),
    Ending.OPENED_AGAIN: N_("The deadline is open: it was opened again after that, and its reminders go on."),
    Ending.NOT_BEGUN: N_("The deadline is open and is not shown as in progress any more; its reminders go on."),
    Ending.OTHER_DAY: N_(
        "The deadline is open and put off to another day, {day}; until then nobody is reminded of it."
    ),
    Ending.DAY_CAME: N_("The deadline is open and the day to which it was put off has come; its reminders go on."),
    Ending.NOT_PUT_OFF: N_("The deadline is open and not put off any more; its reminders go on."),
    Ending.YOURS_AGAIN: N_("The deadline is open and yours again; its reminders come to you."),
}

AFTER_ALL = frozenset({Ending.SAID})  # what was said speaks for itself

# What a link that was followed has brought about.
SAID: Mapping[Answer, str] = {
    Answer.DONE: N_("Marked as done"),
    Answer.BEGUN: N_("Noted: in progress"),
    Answer.LATER: N_("Put off"),
    Answer.NOT_MINE: N_("Given back"),
}


@dataclass(frozen=True, slots=True)
class Stands:
    """As much of a deadline as a link to it asks."""

    state: DeadlineState
    hangs: bool
    due_on: date
    begun: bool
    own: bool
    may_settle: bool
    later_on: date | None = None
    nobodys: bool = False


def ending(answer: Answer, stands: Stands, today: date) -> Ending | None:
    """Why nothing can be said by such a link any more; None when its button may be shown."""
    if stands.state is DeadlineState.DONE:
        return Ending.DONE
    if stands.state is DeadlineState.CANCELLED:
        return Ending.CANCELLED
    if not stands.may_settle:
        return Ending.MAY_NOT
    return {
        Answer.DONE: Ending.HANGS if stands.hangs else None,
        Answer.BEGUN: Ending.BEGUN if stands.begun else None,
        Answer.LATER: None if stands.due_on > today else Ending.NO_DAY,
        Answer.NOT_MINE: None if stands.own else Ending.NOT_YOURS,
    }[answer]


def standing(answer: Answer, day_on: date | None, stands: Stands, today: date) -> Ending:
    """How a deadline stands of which a link said something, a putting off to `day_on`: SAID while that holds."""
    if stands.state is DeadlineState.CANCELLED:
        return Ending.CANCELLED
    if stands.state is DeadlineState.DONE:
        return Ending.SAID if answer is Answer.DONE else Ending.DONE
    match answer:
        case Answer.DONE:
            return Ending.OPENED_AGAIN
        case Answer.BEGUN:
            return Ending.SAID if stands.begun else Ending.NOT_BEGUN
        case Answer.LATER if stands.later_on is None:
            return Ending.NOT_PUT_OFF
        case Answer.LATER if stands.later_on and stands.later_on <= today:
            return Ending.DAY_CAME
        case Answer.LATER:
            return Ending.SAID if stands.later_on == day_on else Ending.OTHER_DAY
        case Answer.NOT_MINE if stands.nobodys:
            return Ending.SAID
        case Answer.NOT_MINE:
            return Ending.YOURS_AGAIN if stands.own else Ending.NOT_YOURS


GIVEN, HANDED_BACK = "given", "handed_back"  # how the keys of letters that a deadline changed hands begin


def why_needless(
    what: str, state: DeadlineState | None, person_id: int | None, given_to: int | None, *, seen: bool
) -> str:
    """Why a letter that a deadline was given to somebody, or back, need not leave any more; empty where it has to.

    `state` is None of a deadline that is gone; `person_id` is whose it is now.
    """
    if state is not None and state is not DeadlineState.OPEN:
        return SETTLED_MEANWHILE
    if state is None or not seen:
        return SEEN_NO_MORE
    holds = person_id is None if what == HANDED_BACK else given_to in {None, person_id}
    return "" if holds else OVERTAKEN


IN_THREE_DAYS, NEXT_MONDAY = N_("In 3 days"), N_("Next Monday")


def offers(today: date, due: date) -> list[tuple[str, date]]:
    """The days offered for putting a deadline off, none beyond its date."""
    monday = today + timedelta(days=7 - today.weekday())
    days = [(IN_THREE_DAYS, today + timedelta(days=3)), (NEXT_MONDAY, monday)]
    if days[0][1] == days[1][1]:
        days.pop(0)
    return [(name, day) for name, day in days if day <= due]


WHICH_DAY = N_("Choose a day after today and not after the deadline, {day}.")


def may_put_off(day: date | None, today: date, due: date) -> bool:
    """Whether a deadline may be put off to that day: a coming one, and not beyond its date."""
    return day is not None and today < day <= due
