"""Counting participants: whom each group holds, once each, by sex and age, in spans, activities and partners."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.indicators.rules import AgeBands, Group
from grants.participants.counting import CONDITIONS, Asked, Count, counts_of, special_needed
from grants.participants.models import Participant, Special
from grants.storage.database import insert_all
from tests.cast import row
from tests.properties import kept

pytestmark = pytest.mark.anyio
JOINED = date(2026, 3, 2)


async def people(project, *told, special=()):
    """Participants told by what matters of each; of some, by their place, the special answers."""
    ids = await insert_all(
        Participant,
        [
            {
                "project_id": project.id,
                "number": f"P-{at:04}",
                "position": at,
                "joined_on": JOINED,
                "edition": "2014-2020",
            }
            | {"answers": {}, "other_disadvantage": "", **one}
            for at, one in enumerate(told, 1)
        ],
    )
    await insert_all(Special, [{"participant_id": ids[at], "answers": answers} for at, answers in special])
    return ids


def test_it_knows_a_condition_for_every_group():
    assert set(CONDITIONS) == set(Group)


@pytest.mark.parametrize(
    ("group", "inside", "outside"),
    [
        (Group.ALL, {}, None),
        (Group.UNEMPLOYED, {"labour": "unemployed_under_6"}, {"labour": "inactive"}),
        (Group.LONG_TERM, {"labour": "unemployed_over_12", "age": 40}, {"labour": "unemployed_over_6", "age": 40}),
        (Group.LONG_TERM, {"labour": "unemployed_over_6", "age": 24}, {"labour": "unemployed_over_6", "age": 25}),
        (Group.INACTIVE, {"labour": "inactive_student"}, {"labour": "employed"}),
        (Group.IDLE, {"labour": "inactive_idle"}, {"labour": "inactive_student"}),
        (Group.EMPLOYED, {"labour": "self_employed"}, {"labour": "unemployed_over_6"}),
        (Group.SCHOOLING_LOW, {"education": "none"}, {"education": "upper"}),
        (Group.SCHOOLING_MIDDLE, {"education": "post"}, {"education": "lower"}),
        (Group.SCHOOLING_HIGH, {"education": "tertiary"}, {"education": "post"}),
        (Group.MIGRANT, {"answers": {"migrant": "yes"}}, {"answers": {"migrant": "refused"}}),
        (Group.FOREIGN, {"answers": {"foreign_background": "yes"}}, {"answers": {"foreign_background": "no"}}),
        (Group.MIGRANT_OR_MINORITY, {"answers": {"migrant": "yes"}}, {"answers": {"homeless": "yes"}}),
        (Group.HOMELESS, {"answers": {"homeless": "yes"}}, {"answers": {}}),
        (Group.OTHER_DISADVANTAGE, {"other_disadvantage": "самотен родител"}, {"other_disadvantage": " Не "}),
        (Group.JOBLESS_HOUSEHOLD, {"answers": {"jobless_household": "yes"}}, {"answers": {"jobless_household": "no"}}),
        (Group.JOBLESS_WITH_CHILDREN, {"answers": {"jobless_with_children": "yes"}}, {"answers": {}}),
        (Group.SINGLE_WITH_CHILDREN, {"answers": {"single_with_children": "yes"}}, {"answers": {}}),
        (Group.CHILDREN, {"age": 17}, {"age": 18}),
        (Group.YOUNG, {"age": 29}, {"age": 30}),
        (Group.OLDER, {"age": 55}, {"age": 54}),
        (Group.UNDER_25, {"age": 24}, {"age": 25}),
        (Group.OVER_54, {"age": 55}, {"age": 54}),
        (Group.OLDER_IDLE, {"age": 60, "labour": "inactive_idle"}, {"age": 60, "labour": "inactive_student"}),
        (Group.COMPLETED, {"participation": "not_certified"}, {"participation": "left_early"}),
        (Group.CERTIFIED, {"participation": "certified"}, {"participation": "completed"}),
        (Group.LEFT_EARLY, {"participation": "left_early"}, {"participation": ""}),
        (
            Group.STUDYING_AFTER,
            {"leaving_status": "studying", "labour": "inactive_idle"},
            {"leaving_status": "studying", "labour": "inactive_student"},
        ),
        (
            Group.WORKING_AFTER,
            {"leaving_status": "self_employed", "labour": "unemployed_over_12"},
            {"leaving_status": "same_employer", "labour": "employed"},
        ),
        (
            Group.WORKING_SIX_MONTHS,
            {"six_months_status": "other_employer", "labour": "inactive"},
            {"six_months_status": "dropped_out", "labour": "inactive"},
        ),
        (
            Group.JOB_SEARCHING,
            {"leaving_status": "searching", "labour": "inactive"},
            {"leaving_status": "no_offer", "labour": "inactive"},
        ),
    ],
)
async def test_it_counts_who_is_of_the_group_and_nobody_else(small_world, group, inside, outside):
    await people(small_world.project, inside, *([outside] if outside else []))
    assert ((await counts_of(small_world.project.id, [Asked(group)]))[0]).total == 1


@pytest.mark.parametrize(
    ("group", "answers", "number"),
    [
        (Group.DISABLED, {"disability": "yes"}, 1),
        (Group.MINORITY, {"roma": "yes", "minority": "no"}, 1),
        (Group.ROMA, {"roma": "refused", "minority": "yes"}, 0),
        (Group.MIGRANT_OR_MINORITY, {"minority": "yes"}, 1),
    ],
)
async def test_it_counts_special_answers_apart(small_world, group, answers, number):
    await people(small_world.project, {}, {}, special=[(0, answers)])
    assert ((await counts_of(small_world.project.id, [Asked(group)]))[0]).total == number


async def test_it_counts_somebody_entered_twice_once_by_the_first_time(small_world):
    later = JOINED + timedelta(days=90)
    twice = [
        {"fingerprint": "aa", "joined_on": later, "labour": "employed"},
        {"fingerprint": "aa", "labour": "inactive"},
        {},
    ]
    await people(small_world.project, *twice)
    here = small_world.project.id
    assert ((await counts_of(here, [Asked(Group.ALL)]))[0]).total == 2
    assert ((await counts_of(here, [Asked(Group.EMPLOYED)]))[0]).total == 0
    assert ((await counts_of(here, [Asked(Group.ALL, since=later)]))[0]).total == 0


async def test_it_counts_joining_in_its_span_leaving_on_leaving_and_work_six_months_later(small_world):
    left = {"left_on": date(2026, 8, 31), "participation": "certified", "labour": "inactive"}
    await people(small_world.project, left | {"six_months_status": "self_employed"}, {"joined_on": None})
    spans = [
        (None, date(2026, 3, 1)),
        (JOINED, JOINED),
        (date(2026, 8, 31), date(2026, 8, 31)),
        (date(2027, 2, 28), None),
    ]
    asked = [
        Asked(group, since, until)
        for group in (Group.ALL, Group.CERTIFIED, Group.WORKING_SIX_MONTHS)
        for since, until in spans
    ]
    found = [count.total for count in await counts_of(small_world.project.id, asked)]
    assert found == [0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]


async def test_it_counts_an_activity_with_what_is_within_it_and_one_partner_alone(small_world):
    project = small_world.project
    whole = await row(project, "activity", "1", title_bg="Обучения")
    part = await row(project, "activity", "1.1", title_bg="Обучение в Белолист", within="1")
    other = await row(project, "activity", "2", title_bg="Консултации")
    own = {"partner_id": small_world.partner}
    await people(project, {"activity_id": whole}, {"activity_id": part} | own, {"activity_id": other} | own, {})
    asked = [Asked(activity_id=whole), Asked(activity_id=part), Asked(partner_id=small_world.partner), Asked()]
    assert [count.total for count in await counts_of(project.id, asked)] == [2, 1, 2, 4]


async def test_it_asks_for_no_special_answer_that_no_counted_indicator_needs(small_world):
    project = small_world.project
    await row(project, "indicator", name_bg="Роми", counted="typed", who="roma")
    await row(project, "indicator", name_bg="Всички", counted="participants", who="all")
    assert await special_needed(project.id) == frozenset()
    await row(project, "indicator", name_bg="С увреждания", counted="participants", who="disabled")
    await row(project, "indicator", name_bg="Малцинства", counted="participants", who="minority")
    assert await special_needed(project.id) == {"disability", "minority", "roma"}
    assert await special_needed(small_world.other.id) == frozenset()


def test_it_parts_ages_as_each_period_asks():
    count = Count(total=21, women=3, men=2, by_age=(1, 2, 3, 4, 5))
    assert count.ages(AgeBands.ESF_PLUS) == (1, 5, 4, 5)
    assert count.ages(AgeBands.ESF) == (3, 7, 5)
    assert count.ages(AgeBands.NONE) == ()
    assert (count.sex_unknown, count.age_unknown) == (16, 6)


PERSON = st.fixed_dictionaries(
    {
        "sex": st.sampled_from([None, "woman", "man"]),
        "age": st.one_of(st.none(), st.integers(0, 99)),
        "labour": st.sampled_from(["", "employed", "unemployed_over_6", "unemployed_over_12", "inactive_idle"]),
        "education": st.sampled_from(["", "none", "upper", "tertiary"]),
        "joined_on": st.dates(date(2025, 1, 1), date(2026, 12, 31)),
    }
)


@pytest.mark.property
@kept
@given(told=st.lists(PERSON, max_size=30), middle=st.dates(date(2025, 1, 1), date(2026, 12, 30)))
async def test_it_sums_to_the_same_whole_by_sex_by_age_and_by_span(small_world, told, middle):
    project = small_world.project
    await Participant.all().delete()
    await people(project, *told)
    spans = [(None, None), (None, middle), (middle + timedelta(days=1), None)]
    groups = list(Group)
    counts = await counts_of(project.id, [Asked(group, *span) for group in groups for span in spans])
    assert counts[0].total == len(told)
    for at, group in enumerate(groups):
        whole, before, after = counts[3 * at : 3 * at + 3]
        assert whole.total == before.total + after.total, group
        for count in (whole, before, after):
            assert min(count.women, count.men, count.sex_unknown, count.age_unknown, *count.by_age) >= 0
            assert count.women + count.men + count.sex_unknown == count.total
            for bands in (AgeBands.ESF, AgeBands.ESF_PLUS):
                assert sum(count.ages(bands)) + count.age_unknown == count.total
    assert counts[0].women == sum(one["sex"] == "woman" for one in told)
    assert counts[0].ages(AgeBands.ESF_PLUS)[3] == sum((one["age"] or 0) >= 55 for one in told)
