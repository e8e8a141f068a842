"""Every hour of a year, and of five in a thorough run: each reminder once, on its day, whatever the clocks do (всеки час)."""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from grants.access import ProjectRef
from grants.deadlines.reminding.morning import Known, letters_of
from grants.deadlines.reminding.queries import Due, Reader
from grants.deadlines.reminding.rules import PlanTyped, Reach, mornings
from grants.deadlines.rules import DeadlineKind, Rhythm
from grants.deadlines.wishes.rules import Wish
from grants.values.language import Text

SOFIA = ZoneInfo("Europe/Sofia")
THOROUGH = os.environ.get("THOROUGH") is not None
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
LAST = datetime(2031, 1, 1, tzinfo=UTC) if THOROUGH else datetime(2027, 1, 1, tzinfo=UTC)
MARIA, IVAN, PETAR = 1, 2, 3
REACH = Reach(house={MARIA, IVAN, PETAR}, settles={MARIA, IVAN, PETAR}, managers={PETAR})


def due(number: int, day: date) -> Due:
    return Due(
        id=number,
        number=str(number),
        kind=DeadlineKind.REPORT,
        title=Text("Отчет"),
        note=Text(),
        due_on=day,
        internal_on=None,
        hour="",
        zone="",
        begun_on=None,
        later_on=None,
        thing="",
        thing_id=None,
        person_id=IVAN,
        person="Иван",
        partner_id=None,
        coordinator_id=MARIA,
        project=ProjectRef(1, 1),
        code="П-1",
        project_title=Text("Грижа"),
        acronym="",
    )


def reminded_in(
    wish: Wish, deadlines: list[Due], moments: list[datetime]
) -> tuple[Counter[tuple[int, int, date, int, date]], Counter[tuple[int, date]]]:
    """Every reminder and every letter written when somebody plans at each of these moments, as the tables would keep them."""
    people = {person: Reader(person, "Име", "a@example.org", "bg", wish) for person in (MARIA, IVAN, PETAR)}
    told: Counter[tuple[int, int, date, int, date]] = Counter()
    letters: Counter[tuple[int, date]] = Counter()
    reminded: dict[tuple[int, int, date], int] = {}
    planned: dict[date, dict[int, set[int]]] = {}
    for moment in moments:
        today = moment.astimezone(SOFIA).date()
        near = [one for one in deadlines if -3 <= (one.due_on - today).days <= 40]
        known = Known(today, near, {1: [PlanTyped("", late_every=0)]}, {1: REACH}, people, reminded)
        for letter in list(letters_of(known, {}, planned.setdefault(today, {}))):
            number = int((letter.key + ":0").split(":")[3])
            planned[today].setdefault(letter.person_id, set()).add(number)
            letters[letter.person_id, today] += 1
            for one in letter.new:
                assert one.step is not None
                told[one.due.id, letter.person_id, one.counted, one.step, today] += 1
                reminded[one.due.id, letter.person_id, one.counted] = one.step
    return told, letters


def hours(first: datetime, last: datetime) -> list[datetime]:
    return [first + timedelta(hours=n) for n in range(int((last - first) / timedelta(hours=1)))]


def some_deadlines(first: date, last: date) -> list[Due]:
    return [due(n + 1, first + timedelta(days=9 * n)) for n in range((last - first).days // 9)]


def test_it_reminds_of_each_step_once_on_its_day_at_whatever_hour_it_is_asked():
    deadlines = some_deadlines(date(2026, 2, 10), LAST.date() - timedelta(days=40))
    told, letters = reminded_in(Wish(), deadlines, hours(FIRST, LAST))
    assert set(told.values()) == set(letters.values()) == {1}
    for one in deadlines:
        days = sorted(day for (number, person, *_, day) in told if (number, person) == (one.id, IVAN))
        assert days == [*mornings(one.due_on), one.due_on + timedelta(days=1)]


@pytest.mark.parametrize(
    "wish", [Wish(Rhythm.EACH), Wish(Rhythm.WEEKLY, 3), Wish(quiet=frozenset({6, 7}))], ids=["each", "weekly", "quiet"]
)
def test_it_reminds_of_no_step_twice_whatever_is_wished(wish):
    last = LAST if THOROUGH else FIRST + timedelta(days=90)
    deadlines = some_deadlines(date(2026, 2, 10), last.date())
    told, _ = reminded_in(wish, deadlines, hours(FIRST, last))
    assert set(told.values()) == {1}
    steps = Counter((number, person, day, step) for number, person, day, step, _ in told)
    assert set(steps.values()) == {1}
    assert {number for number, *_ in steps} >= {one.id for one in deadlines if one.due_on < last.date()}


NIGHTS = [date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31)]


@pytest.mark.parametrize("night", NIGHTS, ids=str)
def test_it_reminds_once_in_the_nights_when_the_clocks_change(night):
    start = datetime.combine(night - timedelta(days=1), datetime.min.time(), SOFIA).astimezone(UTC)
    moments = [start + timedelta(minutes=10 * n) for n in range(3 * 24 * 6)]
    told, letters = reminded_in(Wish(), [due(1, night)], moments)
    days = sorted(day for _, person, _, _, day in told if person == IVAN)
    assert days == [night - timedelta(days=1), night, night + timedelta(days=1)]
    assert set(letters.values()) == {1}


def test_it_reminds_once_when_the_clock_leaps_on_by_120_days_and_back_by_an_hour():
    first = hours(FIRST, FIRST + timedelta(days=40))
    leapt = [moment + timedelta(days=120) for moment in first]
    back = [moment - timedelta(hours=1) for moment in leapt[-30:]]
    deadlines = some_deadlines(date(2026, 1, 10), date(2026, 7, 1))
    told, letters = reminded_in(Wish(), deadlines, [*first, *leapt, *back])
    assert set(told.values()) == set(letters.values()) == {1}
    for person in (MARIA, IVAN):
        days = sorted(day for who, day in letters if who == person)
        assert all(one < other for one, other in pairwise(days))
