"""Reporting periods: as a contract's rhythm makes them, and what a changed contract moves of them."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.errors import Objected
from grants.projects.presets import RHYTHM_PRESETS
from grants.projects.records import CONTRACT
from grants.projects.rules import PeriodKind, PeriodState, Rhythm
from grants.projects.rules_periods import (
    KeptPeriod,
    PlannedPeriod,
    ReportingPlan,
    moved_periods,
    period_objections,
    plan_of,
    planned_periods,
    rhythm_objections,
)
from grants.values.entry import Reader, read_entry
from grants.values.terms import Term
from grants.values.wording import wording
from tests.cast import TODAY
from tests.properties import pure

MONTH, TWO_MONTHS = Term(30), Term(60)

DAY = timedelta(days=1)


def day(text):
    """A day written 31.1.2026."""
    number, month, year = (int(part) for part in text.split("."))
    return date(year, month, number)


def days_of(periods):
    return [f"{one.start_on:%-d.%-m.%Y}-{one.end_on:%-d.%-m.%Y}" for one in periods]


RHYTHMS = [
    # fifteen months by six: two whole periods and a short one
    ("15.11.2017", "14.2.2019", "from_start", 6, ["15.11.2017-14.5.2018", "15.5.2018-14.11.2018", "15.11.2018-14.2.2019"]),
    # the same fifteen months counted up to the same-numbered day: its rest of one day is no period
    ("15.11.2017", "15.2.2019", "from_start", 5, ["15.11.2017-14.4.2018", "15.4.2018-14.9.2018", "15.9.2018-15.2.2019"]),
    # month ends: each end is counted from the first day, not from the end before it
    ("31.1.2026", "30.6.2026", "from_start", 1,
     ["31.1.2026-28.2.2026", "1.3.2026-30.3.2026", "31.3.2026-30.4.2026", "1.5.2026-30.5.2026", "31.5.2026-30.6.2026"]),
    # leap years
    ("31.1.2024", "30.4.2024", "from_start", 1, ["31.1.2024-29.2.2024", "1.3.2024-30.3.2024", "31.3.2024-30.4.2024"]),
    ("29.2.2024", "28.2.2026", "from_start", 12, ["29.2.2024-28.2.2025", "1.3.2025-28.2.2026"]),
    # a project shorter than its rhythm has one period
    ("1.3.2026", "31.5.2026", "from_start", 6, ["1.3.2026-31.5.2026"]),
    ("1.3.2026", "1.3.2026", "from_start", 6, ["1.3.2026-1.3.2026"]),
    # calendar quarters with a short first and last one
    ("15.2.2026", "10.11.2026", "calendar", 3,
     ["15.2.2026-31.3.2026", "1.4.2026-30.6.2026", "1.7.2026-30.9.2026", "1.10.2026-10.11.2026"]),
    ("1.1.2026", "31.12.2026", "calendar", 6, ["1.1.2026-30.6.2026", "1.7.2026-31.12.2026"]),
    ("20.8.2025", "1.1.2027", "calendar", 12, ["20.8.2025-31.12.2025", "1.1.2026-31.12.2026", "1.1.2027-1.1.2027"]),
    ("31.12.2025", "31.3.2026", "calendar", 3, ["31.12.2025-31.12.2025", "1.1.2026-31.3.2026"]),
    # an end before the start makes nothing
    ("1.3.2026", "28.2.2026", "calendar", 3, []),
]  # fmt: skip


@pytest.mark.parametrize(("start", "end", "rhythm", "months", "expected"), RHYTHMS)
def test_it_cuts_a_project_into_the_periods_of_its_rhythm(start, end, rhythm, months, expected):
    periods = planned_periods(day(start), day(end), Rhythm(rhythm), months, MONTH, TWO_MONTHS)
    assert days_of(periods) == expected
    assert [one.kind for one in periods] == [*[PeriodKind.INTERIM] * (len(expected) - 1), *[PeriodKind.FINAL][: len(expected)]]  # fmt: skip


def test_it_sets_each_report_its_own_day_even_on_a_day_off():
    interim, final = planned_periods(day("1.1.2026"), day("31.12.2026"), Rhythm.CALENDAR, 6, MONTH, TWO_MONTHS)
    assert (interim.due_on, final.due_on) == (day("30.7.2026"), day("1.3.2027"))
    _, final = planned_periods(day("1.1.2026"), day("31.12.2026"), Rhythm.CALENDAR, 6, MONTH, Term(1))
    assert final.due_on == day("1.1.2027")  # a holiday: deadlines see to that
    interim, final = planned_periods(day("1.1.2026"), day("31.12.2026"), Rhythm.CALENDAR, 6, None, None)
    assert interim.due_on is final.due_on is None
    assert interim.technical
    assert interim.financial


def test_it_knows_only_the_final_report_of_a_contract_without_a_rhythm():
    told = (day("1.1.2026"), day("31.12.2026"), Rhythm.NONE, None, MONTH)
    assert planned_periods(*told, None) == ()
    final = PlannedPeriod(PeriodKind.FINAL, day("1.1.2026"), day("31.12.2026"), day("1.3.2027"))
    assert planned_periods(*told, TWO_MONTHS) == (final,)


def test_it_refuses_a_rhythm_that_makes_a_period_of_every_mistyped_century():
    with pytest.raises(Objected):
        planned_periods(day("1.1.1926"), day("31.12.2026"), Rhythm.FROM_START, 1, MONTH, TWO_MONTHS)


@given(
    start=st.dates(date(1999, 1, 1), date(2040, 12, 31)),
    length=st.integers(0, 3000),
    rhythm=st.sampled_from([Rhythm.FROM_START, Rhythm.CALENDAR]),
    months=st.sampled_from([1, 2, 3, 4, 6, 12, 18]),
    due=st.one_of(st.none(), st.integers(0, 400)),
)
@pytest.mark.property
@pure
def test_it_covers_the_project_without_a_gap_or_an_overlap(start, length, rhythm, months, due):
    end = start + timedelta(days=length)
    term = None if due is None else Term(due)
    periods = planned_periods(start, end, rhythm, months, term, term)
    assert (periods[0].start_on, periods[-1].end_on) == (start, end)
    assert all(one.start_on <= one.end_on for one in periods)
    assert all(one.end_on + DAY == after.start_on for one, after in itertools.pairwise(periods))
    assert [one.kind for one in periods].count(PeriodKind.FINAL) == 1
    assert periods[-1].kind is PeriodKind.FINAL
    assert all((one.due_on is None) == (due is None) for one in periods)


# --- what moves ---------------------------------------------------------------------------------------------------


def moved(existing, planned):
    return moved_periods(existing, planned)


def kept(number, planned, *, state=PeriodState.PLANNED, generated=True, **changed):
    values = {
        name: getattr(planned, name) for name in ("kind", "start_on", "end_on", "due_on", "technical", "financial")
    }
    return KeptPeriod(number, str(number), **{**values, **changed}, state=state, generated=generated)


def plan(start, end, months=6):
    return planned_periods(day(start), day(end), Rhythm.FROM_START, months, MONTH, TWO_MONTHS)


def told(moves):
    return [
        (move.what.value, move.before and move.before.id, move.after and days_of([move.after])[0]) for move in moves
    ]


YEAR = plan("1.1.2026", "31.12.2026")


def test_it_adds_every_period_to_a_project_without_any():
    assert told(moved([], YEAR)) == [
        ("added", None, "1.1.2026-30.6.2026"),
        ("added", None, "1.7.2026-31.12.2026"),
    ]


def test_it_moves_nothing_that_is_as_planned():
    assert moved([kept(1, YEAR[0]), kept(2, YEAR[1])], YEAR) == ()


def test_it_turns_the_old_final_report_into_an_interim_one_when_the_project_is_prolonged():
    longer = plan("1.1.2026", "30.6.2027")
    moves = moved([kept(1, YEAR[0]), kept(2, YEAR[1])], longer)
    assert told(moves) == [("changed", 2, "1.7.2026-31.12.2026"), ("added", None, "1.1.2027-30.6.2027")]
    assert [move.after.kind for move in moves] == [PeriodKind.INTERIM, PeriodKind.FINAL]
    assert [move.after.due_on for move in moves] == [day("30.1.2027"), day("29.8.2027")]


def test_it_removes_what_lies_beyond_an_earlier_end():
    shorter = plan("1.1.2026", "30.6.2026")
    moves = moved([kept(1, YEAR[0]), kept(2, YEAR[1])], shorter)
    assert told(moves) == [("changed", 1, "1.1.2026-30.6.2026"), ("removed", 2, None)]
    assert moves[0].after.kind is PeriodKind.FINAL


def test_it_moves_each_period_in_its_turn_when_the_start_moves():
    later = plan("1.2.2026", "31.1.2027")
    moves = moved([kept(1, YEAR[0]), kept(2, YEAR[1])], later)
    assert told(moves) == [("changed", 1, "1.2.2026-31.7.2026"), ("changed", 2, "1.8.2026-31.1.2027")]


STANDING = [
    {"state": PeriodState.SUBMITTED}, {"state": PeriodState.ACCEPTED}, {"state": PeriodState.RETURNED},
    {"generated": False},
]  # fmt: skip


@pytest.mark.parametrize("why", STANDING)
def test_it_never_touches_what_was_reported_or_changed_by_hand(why):
    late = kept(1, YEAR[0], due_on=day("1.9.2026"), **why)
    longer = plan("1.1.2026", "30.6.2027")
    assert told(moved([late, kept(2, YEAR[1])], longer)) == [
        ("changed", 2, "1.7.2026-31.12.2026"), ("added", None, "1.1.2027-30.6.2027"),
    ]  # fmt: skip
    final = kept(2, YEAR[1], **why)
    assert told(moved([kept(1, YEAR[0]), final], plan("1.1.2026", "30.6.2026"))) == [
        ("changed", 1, "1.1.2026-30.6.2026")
    ]


BY_HAND = [
    ("1.1.2026", "31.7.2026", ["1.8.2026-31.12.2026"]),  # made longer: the next one begins later
    ("1.1.2026", "31.5.2026", ["1.6.2026-31.12.2026"]),  # made shorter: its rest goes with the next one
    ("1.3.2026", "30.4.2026", ["1.1.2026-28.2.2026", "1.5.2026-31.12.2026"]),  # in the middle
    ("1.1.2026", "31.12.2026", []),  # all of it
    ("1.9.2026", "31.10.2026", ["1.1.2026-30.6.2026", "1.7.2026-31.8.2026", "1.11.2026-31.12.2026"]),
]


@pytest.mark.parametrize(("start", "end", "expected"), BY_HAND)
def test_it_plans_around_a_period_that_was_changed_by_hand(start, end, expected):
    by_hand = kept(7, YEAR[0], start_on=day(start), end_on=day(end), generated=False)
    moves = moved([by_hand], YEAR)
    assert [days_of([move.after])[0] for move in moves] == expected
    finals = [move.after for move in moves if move.after.kind is PeriodKind.FINAL]
    assert all(one.end_on == day("31.12.2026") for one in finals)


def test_it_lets_a_progress_report_stand_beside_the_periods():
    progress = kept(7, YEAR[0], kind=PeriodKind.PROGRESS, generated=False)
    assert len(moved([progress], YEAR)) == 2


@given(data=st.data())
@pytest.mark.property
@pure
def test_it_leaves_a_project_covered_whatever_stands_and_is_done_when_it_is_done(data):
    start, length = data.draw(st.dates(date(2020, 1, 1), date(2022, 1, 1))), data.draw(st.integers(30, 1200))
    end = start + timedelta(days=length)
    planned = planned_periods(start, end, Rhythm.FROM_START, data.draw(st.sampled_from([1, 3, 6])), MONTH, TWO_MONTHS)
    cut = sorted(data.draw(st.sets(st.integers(0, length), max_size=4)))
    pairs = list(zip(cut[::2], cut[1::2], strict=False))
    standing = [
        kept(n, planned[0], start_on=start + DAY * a, end_on=start + DAY * b, generated=False)
        for n, (a, b) in enumerate(pairs, 1)
    ]
    loose = [
        kept(100 + n, one)
        for n, one in enumerate(data.draw(st.lists(st.sampled_from(planned), max_size=4, unique=True)))
    ]
    moves = moved([*standing, *loose], planned)
    gone = {move.before.id for move in moves if move.before}
    after = [
        *standing,
        *(one for one in loose if one.id not in gone),
        *(kept(200 + n, move.after) for n, move in enumerate(moves) if move.after),
    ]
    for n in range(length + 1):
        assert sum(one.start_on <= start + DAY * n <= one.end_on for one in after) == 1
    assert moved(after, planned) == ()


# --- what the contract says ---------------------------------------------------------------------------------------

PROJECT = {"start_on": day("1.1.2026"), "start_precision": "day", "end_on": day("1.12.2026"), "end_precision": "month"}


def planned_by(versions, project, on=None):
    return plan_of(versions, project, on)


def version(position, **stated):
    empty = dict.fromkeys(
        ("signed_on", "in_force_on", "start_on", "end_on", "rhythm_months", "report_days", "final_report_days")
    )
    usual = {"report_unit": "days", "final_report_unit": "days", "roll": "none", "cut_off_hour": "", "cut_off_zone": ""}
    return {"state": "in_force", "rhythm": "none", "position": position, **empty, **usual, **stated}


def test_it_takes_each_value_from_the_newest_version_in_force_that_states_it():
    signed = version(1, start_on=day("1.2.2026"), end_on=day("31.1.2027"), rhythm="from_start", rhythm_months=6, report_days=30,
                     final_report_days=60, in_force_on=day("20.1.2026"))  # fmt: skip
    longer = version(2, end_on=day("30.4.2027"), in_force_on=day("1.9.2026"))
    refused = version(3, end_on=day("30.4.2030"), state="refused", in_force_on=day("1.3.2026"))
    versions = [signed, longer, refused]
    assert planned_by(versions, PROJECT, day("31.8.2026")).end == day("31.1.2027")
    assert planned_by(versions, PROJECT, day("1.9.2026")) == ReportingPlan(
        day("1.2.2026"), day("30.4.2027"), Rhythm.FROM_START, 6, 30, 60
    )


def test_it_makes_no_plan_of_days_it_does_not_know():
    assert planned_by([], PROJECT) is None  # the end is known to the month
    assert planned_by([version(1, end_on=day("30.6.2026"))], PROJECT).start == day("1.1.2026")
    assert planned_by([version(1, end_on=day("30.6.2025"))], PROJECT) is None


CONTRACTS = [
    ({"rhythm": "from_start"}, ["rhythm_months"]),
    ({"rhythm": "calendar", "rhythm_months": 5}, ["rhythm_months"]),
    ({"rhythm": "from_start", "rhythm_months": 5}, []),
    ({"rhythm": "none", "report_days": -1, "final_report_days": -2}, ["report_days", "final_report_days"]),
    ({"start_on": day("2.1.2026"), "end_on": day("1.1.2026")}, ["end"]),
    ({}, []),
]


@pytest.mark.parametrize(("stated", "places"), CONTRACTS)
def test_it_objects_to_a_rhythm_that_makes_no_periods(stated, places):
    assert [one.place for one in rhythm_objections(version(1, **stated))] == places


def test_it_objects_to_a_period_upside_down():
    values = {
        "start_on": day("2.1.2026"),
        "end_on": day("1.1.2026"),
        "submitted_on": day("5.1.2026"),
        "accepted_on": day("4.1.2026"),
    }
    assert [one.place for one in period_objections(values)] == ["end", "accepted"]


@pytest.mark.parametrize("preset", RHYTHM_PRESETS, ids=lambda preset: preset.name)
@pytest.mark.parametrize("language", ["bg", "en"])
def test_it_knows_usual_rhythms_that_make_periods_as_they_stand(preset, language):
    reading = read_entry(
        CONTRACT, {"state": "in_force", "currency": "EUR", **preset.values}, Reader(wording(language), TODAY)
    )
    assert not reading.objections
    assert rhythm_objections(reading.values) == []
    told = plan_of([version(1, start_on=day("1.3.2026"), end_on=day("29.2.2028")) | reading.values
                    | {"start_on": day("1.3.2026"), "end_on": day("29.2.2028")}], PROJECT)  # fmt: skip
    assert told is not None
    assert told.periods()[-1].due_on is not None
