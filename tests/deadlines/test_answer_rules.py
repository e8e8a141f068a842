"""Whether a link about a deadline still opens, and to which days one may be put off (връзки за срокове)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from grants.deadlines.answering.rules import AFTER_ALL, ENDINGS, Ending, Stands, ending, may_put_off, offers, standing
from grants.deadlines.rules import DeadlineState
from grants.letters.links.signed import Answer

MONDAY = date(2026, 11, 23)
OPEN = Stands(
    DeadlineState.OPEN, hangs=False, due_on=MONDAY + timedelta(days=2), begun=False, own=True, may_settle=True
)


@pytest.mark.parametrize(
    ("answer", "differs", "why"),
    [
        *((answer, {}, None) for answer in Answer),
        *((answer, {"state": DeadlineState.DONE}, Ending.DONE) for answer in Answer),
        *((answer, {"state": DeadlineState.CANCELLED}, Ending.CANCELLED) for answer in Answer),
        *((answer, {"may_settle": False}, Ending.MAY_NOT) for answer in Answer),
        (Answer.DONE, {"hangs": True}, Ending.HANGS),
        (Answer.BEGUN, {"hangs": True}, None),
        (Answer.BEGUN, {"begun": True}, Ending.BEGUN),
        (Answer.DONE, {"begun": True}, None),
        (Answer.LATER, {"due_on": MONDAY}, Ending.NO_DAY),
        (Answer.LATER, {"due_on": MONDAY - timedelta(days=1)}, Ending.NO_DAY),
        (Answer.DONE, {"due_on": MONDAY - timedelta(days=1)}, None),
        (Answer.NOT_MINE, {"own": False}, Ending.NOT_YOURS),
        (Answer.DONE, {"own": False}, None),
    ],
)
def test_it_says_why_nothing_can_be_said_any_more(answer, differs, why):
    assert ending(answer, replace(OPEN, **differs), MONDAY) is why


@pytest.mark.parametrize(
    ("answer", "differs", "now"),
    [
        (Answer.DONE, {"state": DeadlineState.DONE}, Ending.SAID),
        (Answer.DONE, {}, Ending.OPENED_AGAIN),
        *((one, {"state": DeadlineState.DONE}, Ending.DONE) for one in Answer if one is not Answer.DONE),
        *((one, {"state": DeadlineState.CANCELLED}, Ending.CANCELLED) for one in Answer),
        (Answer.BEGUN, {"begun": True}, Ending.SAID),
        (Answer.BEGUN, {}, Ending.NOT_BEGUN),
        (Answer.LATER, {"later_on": MONDAY + timedelta(days=1)}, Ending.SAID),
        (Answer.LATER, {"later_on": MONDAY + timedelta(days=2)}, Ending.OTHER_DAY),
        (Answer.LATER, {"later_on": MONDAY}, Ending.DAY_CAME),
        (Answer.LATER, {}, Ending.NOT_PUT_OFF),
        (Answer.NOT_MINE, {"own": False, "nobodys": True}, Ending.SAID),
        (Answer.NOT_MINE, {"own": False}, Ending.NOT_YOURS),
        (Answer.NOT_MINE, {}, Ending.YOURS_AGAIN),
    ],
)
def test_once_followed_it_holds_only_as_long_as_the_deadline_stands_so(answer, differs, now):
    assert standing(answer, MONDAY + timedelta(days=1), replace(OPEN, **differs), MONDAY) is now


def test_it_has_a_sentence_for_every_ending():
    assert set(ENDINGS) == set(Ending) - AFTER_ALL


@pytest.mark.parametrize(
    ("today", "left", "days"),
    [
        (MONDAY, 30, [3, 7]),
        (MONDAY, 7, [3, 7]),
        (MONDAY, 6, [3]),
        (MONDAY, 2, []),
        (MONDAY + timedelta(days=6), 30, [3, 1]),
        (MONDAY + timedelta(days=4), 3, [3]),  # both are the same day
    ],
)
def test_it_offers_no_day_beyond_the_date_and_none_twice(today, left, days):
    assert [(day - today).days for _, day in offers(today, today + timedelta(days=left))] == days


@pytest.mark.parametrize(("days", "may"), [(-1, False), (0, False), (1, True), (2, True), (3, False), (None, False)])
def test_it_puts_off_to_a_coming_day_not_beyond_the_date(days, may):
    day = None if days is None else MONDAY + timedelta(days=days)
    assert may_put_off(day, MONDAY, MONDAY + timedelta(days=2)) is may
