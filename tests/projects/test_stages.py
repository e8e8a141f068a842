"""The stages of a project: what each asks for, and which may follow which."""

from __future__ import annotations

import itertools
from dataclasses import fields, replace
from typing import Any

import pytest

from grants.projects.rules import ProjectState
from grants.projects.rules_stages import (
    BY_AMENDMENT,
    MAY_FOLLOW,
    WAY,
    Move,
    StageFacts,
    asked_at,
    goes_back,
    may_follow,
    missing_at,
    move_objections,
)
from tests.projects.test_reporting_periods import day

TODAY = day("22.11.2026")
NOTHING = StageFacts()
# What makes each step done, and what would undo it.
COUNTS = (
    "partners",
    "aims",
    "activities",
    "indicators",
    "indicators_reached",
    "lines",
    "periods",
    "deadlines",
    "publicity",
    "duties_after",
)
FLAGS = {one.name: one.name != "advance_left" for one in fields(StageFacts) if one.type == "bool"}
EVERYTHING: dict[str, Any] = {**FLAGS, **dict.fromkeys(COUNTS, 1)}
DONE = StageFacts(**EVERYTHING)


@pytest.mark.parametrize("stage", list(ProjectState))
def test_it_asks_for_something_at_every_stage_and_knows_when_it_is_done(stage):
    assert asked_at(stage, NOTHING)
    assert missing_at(stage, DONE) == ()
    assert all(step.place.startswith("/") for step in asked_at(stage, NOTHING))


STEPS = [
    ("contracting", {"contract_number": False}, "Contract number"),
    ("contracting", {"contract_dated": False}, "Contract in force, with its first and last day"),
    ("contracting", {"budget_signed": False}, "Budget as signed"),
    ("running", {"periods": 0}, "Reporting periods"),
    ("running", {"periods_late": 2}, "Every report submitted in time"),
    ("running", {"publicity": 0}, "Publicity duties"),
    ("running", {"duties_unproven": 1}, "Evidence of every duty done"),
    ("reporting", {"final_submitted": False}, "Final report submitted"),
    ("reporting", {"deliverables_open": 3}, "Deliverables accepted"),
    ("reporting", {"indicators": 3, "indicators_reached": 2}, "Every indicator with what was reached"),
    ("closed", {"balance_received": False}, "Balance received"),
    ("closed", {"advance_left": True}, "Advance cleared"),
    ("closed", {"keeping": False}, "Until when the papers are kept"),
    ("keeping", {"duties_after_open": 1}, "Duties after the end done"),
]


@pytest.mark.parametrize(("stage", "lacking", "named"), STEPS)
def test_it_names_the_one_thing_that_is_missing(stage, lacking, named):
    missing = missing_at(ProjectState(stage), replace(DONE, **lacking))
    assert [step.name for step in missing] == [named]


def test_it_says_how_many_wait():
    (step,) = missing_at(ProjectState.REPORTING, replace(DONE, indicators=5, indicators_reached=2))
    assert step.waiting == 3


def test_it_reaches_every_stage_by_the_manager_or_by_an_amendment():
    reached = {then for ways in (MAY_FOLLOW, BY_AMENDMENT) for thens in ways.values() for then in thens}
    assert reached | {ProjectState.IDEA} == set(ProjectState)
    assert set(MAY_FOLLOW) == set(ProjectState)
    for one, after in itertools.pairwise(WAY):
        assert may_follow(one, after)
        assert goes_back(after, one)
    by_hand = {then for thens in MAY_FOLLOW.values() for then in thens}
    assert not by_hand & {ProjectState.SUSPENDED, ProjectState.TERMINATED}
    assert MAY_FOLLOW[ProjectState.SUSPENDED] == ()


MISSING = missing_at(ProjectState.RUNNING, NOTHING)
MOVES = [
    (Move(ProjectState.RUNNING, ProjectState.REPORTING), []),
    (Move(ProjectState.RUNNING, ProjectState.REPORTING, "", missing=MISSING), ["reason"]),
    (Move(ProjectState.RUNNING, ProjectState.REPORTING, "Удължиха ни", missing=MISSING), []),
    (Move(ProjectState.REPORTING, ProjectState.RUNNING), ["reason"]),
    (Move(ProjectState.RUNNING, ProjectState.REPORTING, "рано", day("23.11.2026")), [""]),
    (Move(ProjectState.CONTRACTING, ProjectState.RUNNING, "", day("23.11.2026")), []),
    (Move(ProjectState.IDEA, ProjectState.CLOSED, "така"), [""]),
    (Move(ProjectState.RUNNING, ProjectState.SUSPENDED, "така"), [""]),
    (Move(ProjectState.SUSPENDED, ProjectState.RUNNING, "така"), [""]),
]


@pytest.mark.parametrize(("move", "places"), MOVES)
def test_it_warns_and_blocks_only_what_makes_no_sense(move, places):
    assert [one.place for one in move_objections(move, TODAY)] == places
