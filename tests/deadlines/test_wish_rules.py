"""On which days letters may come as a person wishes, and what can't be wished (пожелания за напомнянията)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.deadlines.rules import Rhythm
from grants.deadlines.wishes.rules import (
    USUAL,
    Wish,
    counted_on,
    covers_until,
    heard_from,
    is_zone,
    silent_until,
    waits_for_the_week,
    wish_objections,
)
from tests.properties import pure

MONDAY = date(2026, 11, 23)
SATURDAY, SUNDAY = MONDAY + timedelta(days=5), MONDAY + timedelta(days=6)
FRIDAY = MONDAY + timedelta(days=4)
WORKDAYS = Wish(quiet=frozenset({6, 7}))
WEEKLY = Wish(Rhythm.WEEKLY, weekday=1)


@pytest.mark.parametrize(
    ("wish", "day", "hears"),
    [
        (USUAL, SUNDAY, True),
        (WORKDAYS, FRIDAY, True),
        (WORKDAYS, SATURDAY, False),
        (Wish(Rhythm.WEEKLY, 6, frozenset({6, 7})), SATURDAY, True),  # what was wished more closely
        (Wish(quiet=frozenset(range(1, 8))), SUNDAY, True),  # a week of quiet days is none
    ],
)
def test_it_lets_letters_come_on_other_than_quiet_days(wish, day, hears):
    assert wish.hears_on(day) is hears


@pytest.mark.parametrize(
    ("wish", "today", "until"),
    [(USUAL, MONDAY, MONDAY), (WORKDAYS, MONDAY, MONDAY), (WORKDAYS, FRIDAY, SUNDAY), (WEEKLY, MONDAY, MONDAY)],
)
def test_it_knows_how_long_there_will_be_no_letter(wish, today, until):
    assert silent_until(wish, today) == until


@pytest.mark.parametrize(
    ("wish", "today", "until"),
    [
        (USUAL, MONDAY, MONDAY),
        (WORKDAYS, FRIDAY, SUNDAY),
        (WEEKLY, MONDAY, MONDAY + timedelta(days=7)),
        (WEEKLY, FRIDAY, FRIDAY),
    ],
)
def test_it_speaks_for_the_days_until_the_next_letter(wish, today, until):
    assert covers_until(wish, today) == until


@pytest.mark.parametrize(
    ("day", "as_of"),
    [(FRIDAY, FRIDAY), (SATURDAY, SATURDAY), (SUNDAY, SUNDAY), (SUNDAY + timedelta(days=1), FRIDAY), (MONDAY, FRIDAY)],
)
def test_it_reads_the_step_of_what_falls_due_in_the_silence_on_its_day(day, as_of):
    assert counted_on(WORKDAYS, day, FRIDAY) == as_of


@pytest.mark.parametrize(
    ("wish", "left", "step", "today", "waits"),
    [
        (USUAL, 7, 7, FRIDAY, False),
        (WEEKLY, 7, 7, MONDAY, False),
        (WEEKLY, 7, 7, FRIDAY, True),
        (WEEKLY, 2, 2, FRIDAY, False),  # due on Sunday
        (WEEKLY, 0, 0, FRIDAY, False),
        (WEEKLY, 3, 2, FRIDAY, True),  # due on Monday, with the letter
        (WEEKLY, -1, -1, FRIDAY, True),
        (WEEKLY, 3, 7, FRIDAY - timedelta(days=1), True),  # not its last step yet
    ],
)
def test_it_leaves_to_the_weekly_letter_what_can_wait_for_it(wish, left, step, today, waits):
    assert waits_for_the_week(wish, today + timedelta(days=left), step, today) is waits


@pure
@given(st.integers(1, 7), st.frozensets(st.integers(1, 7)), st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_it_never_lets_a_day_pass_unspoken_for(weekday, quiet, today):
    """What falls due on a day without letters stands in the letter before it, of which there is always one."""
    wish = Wish(Rhythm.DAILY, weekday, quiet)
    before = next(today - timedelta(days=n) for n in range(8) if wish.hears_on(today - timedelta(days=n)))
    assert covers_until(wish, before) >= today


@pytest.mark.parametrize(
    ("wish", "place"),
    [
        (Wish(quiet=frozenset(range(1, 8))), "quiet"),
        (Wish(Rhythm.WEEKLY, 6, frozenset({6})), "weekday"),
        (Wish(away_until=MONDAY), "away_from"),
        (Wish(away_from=MONDAY), "away_until"),
        (Wish(away_from=FRIDAY, away_until=MONDAY), "away_until"),
        (Wish(away_from=MONDAY, away_until=FRIDAY, stand_in=9), "stand_in"),
        (Wish(away_from=MONDAY, away_until=FRIDAY, stand_in=1), "stand_in"),
        (Wish(zone="Europe/Gurkovo"), "zone"),
        (Wish(zone="../../etc/passwd"), "zone"),
        (Wish(zone="Европа/София"), "zone"),
    ],
)
def test_it_says_what_can_not_be_wished(wish, place):
    assert [problem.place for problem in wish_objections(wish, [1, 2, 3], own_id=1)] == [place]


def test_it_lets_the_rest_be_wished():
    wish = Wish(Rhythm.WEEKLY, 5, frozenset({6, 7}), MONDAY, FRIDAY, 2, "Europe/Lisbon")
    assert wish_objections(wish, [1, 2, 3], own_id=1) == []


@pytest.mark.parametrize(
    ("name", "known"),
    [("Europe/Sofia", True), ("UTC", True), ("Mars/Olympus", False), ("", False), ("/", False), ("Europe", False)],
)
def test_it_knows_which_clocks_there_are(name, known):
    assert is_zone(name) is known


@pytest.mark.parametrize(
    ("wish", "day"),
    [
        (Wish(), date(2026, 11, 27)),
        (Wish(Rhythm.WEEKLY, weekday=1), date(2026, 11, 27)),
        (Wish(quiet=frozenset({5, 6, 7})), date(2026, 11, 30)),
        (Wish(away_from=date(2026, 11, 20), away_until=date(2026, 12, 1)), date(2026, 12, 2)),
    ],
)
def test_it_knows_when_somebody_hears_again_of_what_was_put_off_to_a_friday(wish, day):
    assert heard_from(wish, date(2026, 11, 27)) == day
