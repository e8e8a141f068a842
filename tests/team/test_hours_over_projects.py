"""An hour is counted once, whatever projects and engagements a person has, and stays within the organisation."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from grants.projects.models import Organisation, Project
from grants.storage.database import insert_all, rows
from grants.team.hours import engagements_of, hours_of
from grants.team.models import Hours, Member, Timesheet
from tests.properties import kept

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
# Who (0: nobody's fingerprint is known), in which project (2 is another organisation's), and hours by day of the year.
ENGAGED = some.lists(
    some.tuples(
        some.integers(0, 2),
        some.integers(0, 2),
        some.dictionaries(some.integers(0, 364), some.integers(1, 40), max_size=5),
    ),
    max_size=6,
)


@pytest.fixture
async def projects(db):
    ours = await Organisation.create(name_bg="Сдружение „Заедно“", country="BG")
    theirs = await Organisation.create(name_bg="Фондация „Друга“", country="BG")
    made = [
        await Project.create(code=f"п{n}", title_bg="Проект", kept_by_id=(theirs if n == 2 else ours).id)
        for n in range(3)
    ]
    return [one.id for one in made], ours.id


async def engaged(project_id, number, who, worked):
    """A member with its hours, on a sheet for each month."""
    told = {"project_id": project_id, "number": str(number), "position": number}
    member = await Member.create(name="Някой", fingerprint=f"{who}" * 64 if who else "", **told)
    months = sorted({(FIRST + timedelta(n)).replace(day=1) for n in worked})
    ids = await insert_all(Timesheet, [{"member_id": member.id, "month_on": month} for month in months])
    sheets = dict(zip(months, ids, strict=True))
    days = [(FIRST + timedelta(n), Decimal(quarters) / 4) for n, quarters in worked.items()]
    await insert_all(
        Hours, [{"sheet_id": sheets[day.replace(day=1)], "day_on": day, "hours": hours} for day, hours in days]
    )
    return member.id, dict(days)


@pytest.mark.anyio
async def test_no_hour_is_counted_twice_and_none_is_lost(projects):
    ids, keeper = projects
    cases = []

    @kept
    @given(ENGAGED)
    def gathered(case):
        cases.append(case)

    gathered()
    for case in cases:
        await rows("TRUNCATE team_member CASCADE")
        made = [(*one, *await engaged(ids[one[1]], n, one[0], one[2])) for n, one in enumerate(case, 1)]
        found = await hours_of(keeper, [member_id for *_, member_id, _ in made], FIRST, LAST)
        for who, _project, _, member_id, here in made:
            same = [
                days
                for other, at, _, other_id, days in made
                if who and other == who and at != 2 and other_id != member_id
            ]
            assert found[member_id].here == here
            assert sum(found[member_id].elsewhere.values()) == sum(sum(days.values()) for days in same)
            for day, hours in found[member_id].elsewhere.items():
                assert hours == sum(days.get(day, 0) for days in same)


@pytest.mark.anyio
async def test_it_takes_only_engagements_that_reach_into_the_year(projects):
    ids, keeper = projects
    one, _ = await engaged(ids[0], 1, 1, {})
    ended, _ = await engaged(ids[1], 1, 1, {})
    reaching, _ = await engaged(ids[1], 2, 1, {})
    await Member.filter(id=ended).update(end_on=date(2025, 12, 31))
    await Member.filter(id=reaching).update(start_on=date(2026, 12, 31))
    await engaged(ids[2], 1, 1, {})
    found = await engagements_of(keeper, one, FIRST, LAST)
    assert {row["id"] for row in found} == {one, reaching}
