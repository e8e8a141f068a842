"""A month of hours in the browser: typed, submitted, approved by another, and refused with a sentence in the right place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from grants.audit.models import Entry
from grants.team.models import Hours, Member, WorkDone
from tests.cast import CODE, row

pytestmark = pytest.mark.anyio
OCTOBER = date(2026, 10, 1)
TEAM = f"/projects/{CODE}/team"


async def member_of(world, number="1", **more):
    told = {
        "project_id": world.project.id,
        "number": number,
        "position": int(number),
        "name": "Десислава Колева",
        "position_bg": "Обучител",
        "position_en": "Trainer",
        "person_id": world.desislava.person_id,
        "start_on": date(2026, 1, 1),
        "fingerprint": "a" * 64,
    }
    made = await Member.create(**{**told, **more})
    return int(made.id)


@pytest.fixture
async def world(small_world):
    """Two activities, one of them over before October, and a trainer who works in the field."""
    await row(small_world.project, "activity", "1", title_bg="Обучения", title_en="Trainings", partner="1",
              start="1.9.2026", end="31.12.2026")  # fmt: skip
    await row(small_world.project, "activity", "2", title_bg="Подготовка", title_en="Preparation",
              start="1.1.2026", end="31.3.2026")  # fmt: skip
    return small_world


async def activity(number):
    from grants.workplan.models import Activity

    return (await Activity.filter(number=number).values("id"))[0]["id"]


def sent(cells, version=0, **more):
    """A form of the month with every cell of the rows that are typed in."""
    rows = {name.split(".")[0] for name in cells}
    empty = {f"{one}.{n}": "" for one in rows for n in range(1, 32)}
    return {**empty, **cells, "version": str(version), "form_key": f"к{version}{len(cells)}{more}", **more}


async def test_it_keeps_the_hours_as_people_write_them(browser, world):
    who, one = await member_of(world), await activity("1")
    await browser.sign_in("desi@zaedno.example")
    here = f"{TEAM}/{who}/2026-10"
    page = await browser.get(here)
    assert "Обучения" in page
    assert "Подготовка" not in page
    assert "Подготовка" in await browser.get(f"{here}?all=1")
    typed = sent({f"h{one}.1": "7,5", f"h{one}.2": "7:30", "h0.2": "0.25"}, **{f"done{one}": "Две обучения"})
    answer = await browser.post(here, typed)
    assert answer.status_code == 303, answer.text
    kept = await Hours.all().order_by("day_on", "id").values_list("activity_id", "day_on", "hours")
    assert kept == [
        (one, date(2026, 10, 1), Decimal("7.50")),
        (None, date(2026, 10, 2), Decimal("0.25")),
        (one, date(2026, 10, 2), Decimal("7.50")),
    ]
    assert await WorkDone.all().values_list("activity_id", "done") == [(one, "Две обучения")]
    page = await browser.get(here)
    assert 'value="7,5"' in page
    assert "15,25 ч" in page
    entry = (await Entry.filter(deed="timesheet.entered").values())[0]
    assert entry["subject_label"] == "1 · Обучител · 2026-10"
    assert entry["after"]["2026-10-02 · 1"] == "7.50"
    await browser.sign_in("maria@zaedno.example")
    told = await browser.get(f"/projects/{CODE}/history")
    assert "въведе часовете на: Отчет за отработено време 1 · Обучител · 2026-10" in told
    assert "2026-10-02 · 1" in told
