"""Hours are read as people write them, kept exactly, and asked about where they can mean two things."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from grants.team.timesheets import rules_typed
from grants.team.timesheets.rules_typed import read_hours, typed_hours
from grants.values.reading import Unreadable
from tests.properties import pure


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("8", "8"), ("7,5", "7.5"), ("7.5", "7.5"), ("7:30", "7.5"), ("07:30", "7.5"), (" 7,25 ", "7.25"), ("7.75", "7.75"),
        ("7,50", "7.5"), ("8,00", "8"), ("0:15", "0.25"), ("0,1", "0.1"), ("24", "24"), ("24:00", "24"), ("8 ч.", "8"),
        ("8ч", "8"), ("7,5 часа", "7.5"), ("7ч30", "7.5"), ("7 ч. 30 мин", "7.5"), ("7h30", "7.5"), ("8 h", "8"), ("7,66", "7.66"),
        ("7:09", "7.15"), ("7,120", "7.12"), ("8\N{NO-BREAK SPACE}ч.", "8"),
    ],
)  # fmt: skip
def test_it_reads_what_people_write(typed, hours):
    assert read_hours(typed) == Decimal(hours)


@pytest.mark.parametrize("typed", ["", " ", "0", "0,00", "–", "0:00", "\N{NO-BREAK SPACE}"])
def test_it_takes_nothing_and_zero_as_no_hours(typed):
    assert read_hours(typed) is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("25", rules_typed.OVER_A_DAY),
        ("24,25", rules_typed.OVER_A_DAY),
        ("24:15", rules_typed.OVER_A_DAY),
        ("730", rules_typed.OVER_A_DAY),
        ("-8", rules_typed.BELOW_ZERO),
        ("− 7,5", rules_typed.BELOW_ZERO),
        ("7,30", rules_typed.TWO_WAYS),
        ("7.10", rules_typed.TWO_WAYS),
        ("7,45", rules_typed.MINUTES),
        ("7.05", rules_typed.MINUTES),
        ("7:60", rules_typed.NO_SUCH_MINUTE),
        ("7:20", rules_typed.NOT_EXACT),
        ("7,3333", rules_typed.NOT_EXACT),
        ("осем", rules_typed.NOT_HOURS),
        ("8 8", rules_typed.NOT_HOURS),
        ("7,5,5", rules_typed.NOT_HOURS),
        ("=A1", rules_typed.NOT_HOURS),
        ("8" * 30, rules_typed.NOT_HOURS),
        ("٨", rules_typed.NOT_HOURS),
    ],
)
def test_it_refuses_with_a_sentence(typed, sentence):
    with pytest.raises(Unreadable) as problem:
        read_hours(typed)
    assert problem.value.msgid == sentence


@pure
@given(some.integers(1, 2400), some.sampled_from(",."))
def test_it_shows_hours_so_that_they_are_read_as_themselves(hundredths, separator):
    hours = Decimal(hundredths).scaleb(-2)
    assert read_hours(typed_hours(hours, separator)) == hours


@pure
@given(some.text(max_size=12))
def test_it_answers_anything_that_is_typed(typed):
    try:
        hours = read_hours(typed)
    except Unreadable:
        return
    assert hours is None or 0 < hours <= 24
