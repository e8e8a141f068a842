"""What an indicator has reached: sums, parts, standings and what can't be in a value, as tables."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.indicators.common import BY_CODE, COMMON
from grants.indicators.records import INDICATOR
from grants.indicators.rules import BAND_NAMES, AgeBands
from grants.indicators.rules_figures import (
    HOW_MANY,
    Passed,
    Reached,
    Row,
    Span,
    accepted,
    delivered,
    reached,
    share_reached,
    standing,
    trend_wrong,
    typed_in,
    typed_so_far,
    value_objections,
    value_wrong,
    within,
)
from grants.participants.counting import BANDS
from grants.values.entry import Reader, read_entry
from grants.values.wording import wording
from tests.properties import pure

TODAY = date(2026, 11, 22)
D = Decimal


def indicator(**told):
    usual = {
        "id": 1,
        "baseline": D(0),
        "target": D(100),
        "achieved": None,
        "counted": "typed",
        "implied": False,
        "cumulative": False,
        "less_is_better": False,
        "trendless": False,
        "bands": "none",
        "activity_id": None,
        "partner_id": None,
        "deliverable_kind": "",
        "by_quantity": False,
    }
    return usual | told


def value(day, number, **told):
    usual = {"until_on": date.fromisoformat(day), "value": D(number), "partner_id": None, "period_id": None}
    return usual | {"verified": None, "indicator_id": 1, "position": 1, **dict.fromkeys(("women", "men"))} | told


@pytest.mark.parametrize(
    ("cumulative", "values", "so_far"),
    [
        (False, [], None),
        (False, [value("2026-01-31", 3), value("2026-06-30", 4)], 7),
        (True, [value("2026-01-31", 3), value("2026-06-30", 4)], 4),
        (True, [value("2026-01-31", 3, partner_id=2), value("2026-06-30", 4), value("2026-07-31", 5)], 8),
    ],
)
def test_it_adds_values_up_or_takes_the_last_of_each_partner(cumulative, values, so_far):
    assert typed_so_far(values, cumulative=cumulative) == so_far


def test_it_finds_the_values_of_a_period_by_its_name_and_else_by_their_day():
    first, second = Span(date(2026, 1, 1), date(2026, 6, 30), 7), Span(date(2026, 7, 1), date(2026, 12, 31), 8)
    values = [value("2026-03-01", 3), value("2026-07-02", 4, period_id=7), value("2026-08-01", 5)]
    assert [typed_in(values, span, cumulative=False) for span in (first, second)] == [7, 5]


THINGS: list[Row] = [
    {"state": "accepted", "kind": "training", "activity_id": 2, "partner_id": 1, "quantity": D(20),
     "delivered_quantity": D(18), "delivered_on": date(2026, 2, 1), "decided_on": date(2026, 9, 1)},
    {"state": "accepted", "kind": "training", "activity_id": 3, "partner_id": 2, "quantity": D(5),
     "delivered_quantity": None, "delivered_on": None, "decided_on": date(2026, 9, 2)},
    {"state": "accepted", "kind": "document", "activity_id": 1, "partner_id": 2, "quantity": None,
     "delivered_quantity": None, "delivered_on": None, "decided_on": None},
    {"state": "submitted", "kind": "training", "activity_id": 2, "partner_id": 1, "quantity": D(9),
     "delivered_quantity": D(9), "delivered_on": date(2026, 2, 1), "decided_on": None},
]  # fmt: skip
TREE: list[Row] = [
    {"id": 1, "within_id": None},
    {"id": 2, "within_id": 1},
    {"id": 3, "within_id": 2},
    {"id": 4, "within_id": None},
]


@pytest.mark.parametrize(
    ("told", "span", "number"),
    [
        ({}, (None, None), 3),
        ({"deliverable_kind": "training"}, (None, None), 2),
        ({"deliverable_kind": "training", "by_quantity": True}, (None, None), 23),
        ({"activity_id": 2}, (None, None), 2),
        ({"activity_id": 4}, (None, None), 0),
        ({"partner_id": 2}, (None, None), 2),
        ({}, (date(2026, 1, 1), date(2026, 6, 30)), 1),  # by the day handed over
        ({}, (date(2026, 7, 1), date(2026, 12, 31)), 1),  # else by the day accepted
        ({}, (None, date(2026, 12, 31)), 2),  # one without a day is in no span
    ],
)
def test_it_counts_accepted_deliverables_alone(told, span, number):
    row = indicator(counted="deliverables", **told)
    assert delivered(row, accepted(row, THINGS, TREE), *span) == number


def test_it_walks_a_ring_of_activities_once():
    assert within(1, [{"id": 1, "within_id": 2}, {"id": 2, "within_id": 1}]) == {1, 2}


@pytest.mark.parametrize(
    ("told", "values", "counted", "figure", "source"),
    [
        ({}, [], None, None, ""),
        ({"achieved": D(13)}, [], None, 13, "published"),
        ({"achieved": D(13)}, [value("2026-01-31", 3)], None, 3, "typed"),
        ({"achieved": D(13), "counted": "participants"}, [value("2026-01-31", 3)], D(0), 0, "participants"),
        ({"achieved": D(13), "counted": "participants"}, [], None, 13, "published"),
    ],
)
def test_it_shows_what_is_counted_else_typed_else_published(told, values, counted, figure, source):
    found = reached(indicator(**told), values, counted)
    assert (found.found, found.source) == (figure, source)


def test_it_never_takes_the_published_whole_for_a_partners_part():
    assert reached(indicator(achieved=D(13)), [], None, whole=False).found is None


@pytest.mark.parametrize(
    ("told", "figure", "source", "share"),
    [
        ({}, 50, "typed", 50),
        ({"target": D(1600)}, 1599, "typed", 99),  # never rounded up to the whole
        ({"baseline": D(20)}, 40, "typed", 50),  # what is added up begins at nothing
        ({"baseline": D(20), "cumulative": True}, 60, "typed", 50),
        ({"baseline": D(20)}, 60, "published", 50),
        ({"baseline": D(20)}, 40, "participants", 50),
        ({"baseline": D(50), "target": D(10), "less_is_better": True, "cumulative": True}, 30, "typed", 50),
        ({"baseline": D(50), "target": D(10)}, 30, "typed", None),
        ({"less_is_better": True, "target": D(5)}, 3, "typed", None),
        ({"target": None}, 3, "typed", None),
        ({"target": D(0)}, 3, "typed", None),
    ],
)
def test_it_measures_the_way_from_the_baseline_to_the_target(told, figure, source, share):
    assert share_reached(indicator(**told), Reached(D(figure), source)) == share


@pytest.mark.parametrize(
    ("told", "figure", "passed", "how"),
    [
        ({}, 0, (D(49), None, False), None),
        ({}, 0, (D(50), None, False), "nothing"),
        ({}, 30, (D(60), None, False), None),
        ({}, 29, (D(60), None, False), "behind_time"),
        ({}, 29, (D(10), D(60), False), "behind_money"),
        ({}, 100, (D(60), None, False), "met"),
        ({}, 101, (D(60), None, False), "exceeded"),
        ({}, 84, (D(100), None, True), "short"),
        ({}, 85, (D(100), None, True), None),
        ({"implied": True}, 0, (D(90), None, False), None),
        ({"less_is_better": True, "target": D(5)}, 6, (D(10), None, False), "worse"),
        ({"less_is_better": True, "target": D(5)}, 5, (D(90), None, False), None),
    ],
)
def test_it_says_how_an_indicator_stands(told, figure, passed, how):
    assert standing(indicator(**told), Reached(D(figure), "typed"), Passed(*passed)) == how


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ({"women": D(6), "men": D(4)}, None),
        ({"women": D(6)}, None),
        ({"women": D(6), "men": D(3)}, "men"),
        ({"women": D(11)}, "women"),
        ({"women": D(-1), "men": D(11)}, "women"),
        ({"value": D(-1)}, "value"),
        ({"verified": D(9), "verified_women": D(5), "verified_men": D(4)}, None),
        ({"verified": D(9), "verified_women": D(5), "verified_men": D(5)}, "verified_men"),
        ({"verified": D(9), "verified_women": D(10)}, "verified_women"),
        ({"verified": D(9), "verified_women": D(-1)}, "verified_women"),
    ],
)
def test_it_refuses_women_and_men_that_do_not_make_the_value(told, place):
    assert [one.place for one in value_wrong(value("2026-01-31", 10) | told)] == ([place] if place else [])


AGES = {"bands": "esf"}
LATER = [value("2026-01-31", 8), value("2026-09-30", 12), value("2026-09-30", 99, partner_id=3)]


@pytest.mark.parametrize(
    ("row", "told", "place"),
    [
        ({}, {}, None),
        ({}, {"until_on": date(2026, 11, 23)}, "until"),
        ({}, {"until_on": date(2026, 7, 1)}, "until"),  # not in its period
        (AGES, {"age_1": D(1), "age_2": D(2), "age_3": D(7)}, None),
        (AGES, {"age_1": D(1), "age_2": D(2), "age_3": D(6)}, "age_3"),
        (AGES, {"age_1": D(1), "age_2": D(2)}, None),
        (AGES, {"age_1": D(1), "age_2": D(10)}, "age_2"),
        ({"cumulative": True}, {}, None),
        ({"cumulative": True}, {"value": D(7)}, "value"),
        ({"cumulative": True}, {"value": D(13)}, "value"),
        ({"cumulative": True, "less_is_better": True}, {"value": D(7)}, None),
        ({"cumulative": True, "trendless": True}, {"value": D(7)}, None),
        ({"cumulative": True}, {"value": D(7), "partner_id": 3}, None),
    ],
)
def test_it_refuses_ages_days_and_steps_that_can_not_be(row, told, place):
    period = {"number": "1", "start_on": date(2026, 1, 1), "end_on": date(2026, 6, 30)}
    found = value_objections(indicator(**row), value("2026-06-30", 10) | told, LATER, period, TODAY)
    assert [one.place for one in found] == ([place] if place else [])


@pytest.mark.parametrize(
    ("told", "places"),
    [
        ({}, []),
        ({"trendless": True}, []),
        ({"less_is_better": True}, []),
        ({"trendless": True, "less_is_better": True}, ["trendless"]),
    ],
)
def test_an_indicator_has_a_trend_or_none(told, places):
    assert [one.place for one in trend_wrong(indicator(**told))] == places


@pure
@given(st.lists(st.tuples(st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.integers(0, 999)), max_size=12))
def test_it_makes_the_whole_of_its_periods(told):
    values = sorted((value(f"{day}", number) for day, number in told), key=lambda one: one["until_on"])
    spans = [Span(date(2025, 1, 1), date(2025, 6, 30)), Span(date(2025, 7, 1), date(2026, 12, 31))]
    parts = [typed_in(values, span, cumulative=False) or D(0) for span in spans]
    assert sum(parts) == (typed_so_far(values, cumulative=False) or 0)


def test_every_band_has_a_name_and_a_place():
    assert {band: len(names) for band, names in BAND_NAMES.items()} == dict(HOW_MANY)
    assert {band: len(parts) for band, parts in BANDS.items()} == dict(HOW_MANY)
    assert set(HOW_MANY) == set(AgeBands)


def test_every_common_indicator_can_be_typed_as_it_stands():
    reader = Reader(wording("bg"), TODAY)
    for one in COMMON:
        reading = read_entry(INDICATOR, one.values, reader)
        assert not reading.objections, one.code
        assert (reading.values["code"], reading.values["who"]) == (one.code, one.values["who"])
    assert len(BY_CODE) == len(COMMON) == 25 + 32
    assert BY_CODE["EECR03"].values["kind"] == "result"
    assert BY_CODE["EECO15"].asks == BY_CODE["CO16"].asks == "special"
