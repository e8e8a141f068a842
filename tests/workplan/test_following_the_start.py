"""What is planned in months of the project follows its start."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest

from grants.access import OPERATOR
from grants.acting import install_followers
from grants.audit.models import Entry
from grants.entries.actions import change_project
from grants.errors import Objected
from grants.followers import FOLLOWERS
from grants.projects.models import Project
from grants.workplan.models import Activity
from grants.workplan.rules_plan import TURNED_BY_START
from tests.cast import CODE, row

pytestmark = pytest.mark.anyio
EDIT = f"/projects/{CODE}/edit"


@pytest.fixture
async def project(small_world):
    """A project that starts on 15 January 2026; nothing reads its rows before they are planned."""
    install_followers(FOLLOWERS)
    await Project.filter(id=small_world.project.id).update(
        start_on=date(2026, 1, 15), start_precision="day", end_on=date(2027, 7, 14)
    )
    return small_world.project


async def start_on(project, day, precision="day"):
    version = (await Project.get(id=project.id)).version
    await change_project(
        OPERATOR, project, version, {**await kept(project), "start_on": day, "start_precision": precision}
    )


async def kept(project):
    found = (await Project.filter(id=project.id).values())[0]
    return {name: found[name] for name in ("title_bg", "title_en", "state")}


async def days(activity_id):
    found = await Activity.get(id=activity_id)
    return found.start_on, found.end_on, found.version


async def test_it_moves_the_days_that_follow_from_months(project):
    counted = await row(project, "activity", "1", title_bg="Обучения", start_month="2", end_month="3")
    typed = await row(project, "activity", "2", title_bg="Изложба", start="1.03.2026", end="31.03.2026")
    await start_on(project, date(2026, 4, 1))
    assert await days(counted) == (date(2026, 5, 1), date(2026, 6, 30), 2)
    assert await days(typed) == (date(2026, 3, 1), date(2026, 3, 31), 1)
    said = await Entry.filter(deed="activity.changed").values("subject_id", "before", "after", "subject_label")
    assert [(one["subject_id"], one["after"], one["subject_label"]) for one in said] == [
        (counted, {"start_on": "2026-05-01", "end_on": "2026-06-30"}, "1 · Обучения")
    ]


async def test_it_leaves_a_day_that_was_typed_beside_its_month(project):
    activity = await row(project, "activity", "1", title_bg="Обучения", start_month="2", end_month="3")
    await Activity.filter(id=activity).update(end_on=date(2026, 4, 10))
    await start_on(project, date(2026, 1, 20))
    assert await days(activity) == (date(2026, 2, 20), date(2026, 4, 10), 2)


async def test_it_gives_days_when_the_start_becomes_known(project):
    await Project.filter(id=project.id).update(start_on=None)
    activity = await row(project, "activity", "1", title_bg="Обучения", start_month="1", end_month="1")
    assert await days(activity) == (None, None, 1)
    await start_on(project, date(2026, 3, 1))
    assert await days(activity) == (date(2026, 3, 1), date(2026, 3, 31), 2)


async def test_it_leaves_the_plan_alone_when_the_start_stays(project):
    activity = await row(project, "activity", "1", title_bg="Обучения", start_month="2", end_month="3")
    await start_on(project, date(2026, 1, 15))
    assert (await days(activity))[2] == 1


async def test_it_refuses_a_start_that_turns_an_activity_round(project):
    activity = await row(project, "activity", "1", title_bg="Обучения", start_month="2", end_month="3")
    await Activity.filter(id=activity).update(end_on=date(2026, 4, 10))
    with pytest.raises(Objected) as refused:
        await start_on(project, date(2026, 6, 1))
    assert [(one.sentence, one.place) for one in refused.value.objections] == [(TURNED_BY_START, "start")]
    assert await days(activity) == (date(2026, 2, 15), date(2026, 4, 10), 1)
    assert (await Project.get(id=project.id)).start_on == date(2026, 1, 15)


async def test_it_moves_with_the_form_and_says_beside_it_what_can_not_be(project, browser):
    activity = await row(project, "activity", "1", title_bg="Обучения", start_month="1", end_month="1")
    await browser.sign_in("maria@zaedno.example")
    found = await Project.get(id=project.id)
    form = {
        "title_bg": "Заедно",
        "state": found.state,
        "currency": found.currency,
        "start": "1.02.2026",
        "version": str(found.version),
    }
    answer = await browser.post(EDIT, form)
    assert answer.status_code == 303, unescape(answer.text)
    assert await days(activity) == (date(2026, 2, 1), date(2026, 2, 28), 2)
    await Activity.filter(id=activity).update(end_on=date(2026, 2, 20))
    refused = await browser.post(EDIT, {**form, "start": "1.08.2026", "version": str(found.version + 1)})
    assert refused.status_code == 422
    assert "дейност 1 би започнала на 1.08.2026 г., след края си на 20.02.2026 г." in " ".join(refused.text.split())
