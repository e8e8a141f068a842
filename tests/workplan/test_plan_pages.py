"""The work plan and one activity as people see and change them."""

from __future__ import annotations

import re
from datetime import date

import pytest

from grants.entries.kinds import BY_NAME
from grants.projects.models import Project
from grants.workplan.models import Activity, ActivityUpdate
from tests.cast import CODE, row
from tests.portfolio.test_reading import spend, statements

pytestmark = pytest.mark.anyio
PLAN = f"/projects/{CODE}/workplan"
NEW = f"/projects/{CODE}/rows/activity/new"


@pytest.fixture
async def plan(small_world):
    """Two activities of the lead, one part of the other, and one of the partner; a project that starts on a day."""
    project = small_world.project
    await Project.filter(id=project.id).update(start_on=date(2026, 1, 15), end_on=date(2027, 7, 14))
    await row(project, "work_package", "РП1", title_bg="Обучения", partner="1")
    top = await row(
        project,
        "activity",
        "1",
        title_bg="Обучение на доброволци",
        result_bg="40 обучени",
        partner="1",
        package="РП1",
        start_month="1",
        end_month="6",
    )
    part = await row(
        project,
        "activity",
        "1.1",
        title_bg="Наръчник",
        within="1",
        partner="1",
        start="15.01.2026",
        end="01.09.2026",
        state="running",
    )
    far = await row(project, "activity", "2", title_en="Exchange visits", partner="2", start_month="8", end_month="12")
    await row(project, "line", "1.1", title_bg="Обучители", amount="1 000", currency="EUR", partner="1", activity="1")
    await row(project, "line", "1.2", title_bg="Печат", amount="500", currency="EUR", partner="1", activity="1.1")
    await row(project, "line", "2.1", title_bg="Път", amount="700", currency="EUR", partner="2", activity="2")
    await spend(project, line="1.2", amount="120,40")
    return {"top": top, "part": part, "far": far}


def cells(page, marker):
    """A row of a table, its cells as plain words."""
    found = re.search(rf"<tr[^>]*id=\"{marker}\".*?</tr>", page, re.DOTALL)
    assert found
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found.group()))


async def test_it_shows_the_tree_with_days_money_and_what_is_late(browser, small_world, plan):
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(PLAN)
    top = cells(page, f"activity-{plan['top']}")
    assert "15.01.2026 г. – 14.07.2026 г." in top  # months 1 to 6
    assert "месеци 1 до 6" in top
    assert "1 500,00" in top
    assert "120,40" in top  # with its part
    assert "40 обучени" in top
    part = cells(page, f"activity-{plan['part']}")
    assert "500,00" in part
    assert "120,40" in part
    assert "закъснява: трябваше да завърши преди 82 дни" in part
    assert "завършва след дейността, от която е част" in part
    assert "2 200,00" in re.sub(r"<[^>]+>", " ", page.split("<tfoot>")[1])


async def test_a_partner_sees_and_tells_only_of_its_own_part(browser, small_world, plan):
    await browser.sign_in("elena@puente.example")
    page = await browser.get(PLAN)
    assert "Exchange visits" in page
    assert "700.00" in page
    assert "Обучение на доброволци" not in page
    assert "500.00" not in page
    assert "120.40" not in page
    for hidden in (plan["top"], plan["part"]):
        await browser.get(f"/projects/{CODE}/activities/{hidden}", status=404)
        answer = await browser.post(f"/projects/{CODE}/activities/{hidden}", {"done_en": "x", "written": "20.11.2026"})
        assert answer.status_code == 404
    answer = await browser.post(
        f"/projects/{CODE}/activities/{plan['far']}",
        {
            "version": "1",
            "form_key": "а",
            "written": "20 Nov 2026",
            "done_en": "The first visit took place.",
            "progress": "50",
            "state": "running",
            "began": "2 Sep 2026",
        },
    )
    assert answer.status_code == 303, answer.text
    kept = await Activity.get(id=plan["far"])
    assert (kept.progress, str(kept.state), kept.began_on) == (50, "running", date(2026, 9, 2))
    page = await browser.get(f"/projects/{CODE}/activities/{plan['far']}")
    assert "The first visit took place." in page
    assert "Elena García" in page


async def test_a_field_worker_reads_no_money_there(browser, small_world, plan):
    await browser.sign_in("desi@zaedno.example")
    page = await browser.get(PLAN) + await browser.get(f"/projects/{CODE}/activities/{plan['top']}")
    assert "Обучение на доброволци" in page
    assert "500,00" not in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"progress": "101"}, "Изпълнението е цяло число от 0 до 100"),
        ({"start": "02.03.2026", "end": "01.03.2026"}, "е преди началото"),
        ({"began": "02.03.2026", "finished": "01.03.2026"}, "Не може да е приключила на"),
        ({"start_month": "0"}, "Месеците на проекта се броят от 1"),
        ({"start_month": "5", "end_month": "4"}, "Месец 4 е преди месец 5"),
        ({"start_month": "2", "start": "01.05.2026"}, "Месец 2 от проекта започва на 15.02.2026"),
    ],
)
async def test_it_objects_beside_the_field_and_keeps_what_was_typed(browser, small_world, plan, typed, said):
    await browser.sign_in("maria@zaedno.example")
    answer = await browser.post(NEW, {"title_bg": "Нова дейност", "state": "planned", **typed})
    assert answer.status_code == 422
    page = answer.text.replace("\xa0", " ")
    assert said in page
    assert "Нова дейност" in page
    place = list(typed)[-1] if "start_month" not in typed or len(typed) == 1 or "end_month" in typed else "start"
    assert f'id="field-{place}-error"' in page
    assert not await Activity.filter(title_bg="Нова дейност").exists()


async def test_it_refuses_a_circle_of_activities(browser, small_world, plan):
    await browser.sign_in("maria@zaedno.example")
    answer = await browser.post(
        f"/projects/{CODE}/rows/activity/{plan['top']}",
        {"title_bg": "Обучение", "state": "planned", "within": "1.1", "version": "1", "number": "1"},
    )
    assert answer.status_code == 422
    assert "сама е част от настоящата" in answer.text


async def test_it_moves_the_days_when_the_month_changes(browser, small_world, plan):
    await browser.sign_in("maria@zaedno.example")
    typed = {"title_bg": "Обучение", "state": "planned", "version": "1", "number": "1", "start": "15.01.2026"}
    answer = await browser.post(
        f"/projects/{CODE}/rows/activity/{plan['top']}",
        typed | {"start_month": "2", "end_month": "7", "end": "14.07.2026"},
    )
    assert answer.status_code == 303, answer.text
    kept = await Activity.get(id=plan["top"])
    assert (kept.start_on, kept.end_on) == (date(2026, 2, 15), date(2026, 8, 14))


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({}, 422, "Напишете какво е направено"),
        ({"done_bg": "Готово", "progress": "120"}, 422, "от 0 до 100"),
        ({"done_bg": "Готово", "written": "23.11.2026"}, 422, "още не е настъпил"),
        ({"done_bg": "Готово", "began": "02.03.2026", "finished": "01.03.2026"}, 422, "Не може да е приключила"),
        ({"done_bg": "Готово", "state": "eaten"}, 422, "eaten"),
        ({"done_bg": "Готово", "version": "7"}, 409, "Междувременно"),
    ],
)
async def test_it_keeps_no_update_that_can_not_be(browser, small_world, plan, typed, status, said):
    await browser.sign_in("maria@zaedno.example")
    sent = {"written": "20.11.2026", "state": "running", "version": "1", "late_bg": "", **typed}
    answer = await browser.post(f"/projects/{CODE}/activities/{plan['part']}", sent)
    assert answer.status_code == status
    assert said in answer.text
    assert typed.get("done_bg", "") in answer.text
    assert await ActivityUpdate.all().count() == 0
    assert (await Activity.get(id=plan["part"])).progress is None


async def test_it_keeps_an_update_once_and_tells_the_history_of_both(browser, small_world, plan):
    await browser.sign_in("maria@zaedno.example")
    sent = {
        "written": "20.11.2026",
        "done_bg": "Първи проект на наръчника",
        "late_bg": "Преводът",
        "progress": "40",
        "state": "running",
        "version": "1",
        "form_key": "к",
    }
    for _ in range(2):
        assert (await browser.post(f"/projects/{CODE}/activities/{plan['part']}", sent)).status_code == 303
    assert await ActivityUpdate.all().count() == 1
    page = await browser.get(f"/projects/{CODE}/activities/{plan['part']}")
    assert "Първи проект на наръчника" in page
    assert "40%" in page
    history = await browser.get(f"/projects/{CODE}/history")
    assert "Актуализация на дейност" in history or "Първи проект на наръчника" in history
    assert "Мария Иванова промени: Дейност 1.1 · Наръчник" in history


async def test_it_says_how_a_milestone_stands(browser, small_world, plan):
    project = small_world.project
    await row(project, "milestone", "М1", title_bg="Обучението е одобрено", activity="1", due="20.11.2026", partner="1")
    await row(
        project, "milestone", "М2", title_bg="Екипът е избран", due="20.02.2026", reached="20.02.2026", partner="1"
    )
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(PLAN)
    assert "не е достигнат, с 2 дни закъснение" in page
    assert "достигнат на 20.02.2026 г." in page


@pytest.mark.parametrize("address", [PLAN, f"/projects/{CODE}/activities/{{}}"])
async def test_it_asks_as_often_for_three_as_for_one(browser, small_world, plan, address):
    address = address.format(plan["top"])
    await browser.sign_in("maria@zaedno.example")
    await browser.get(address)
    one = await statements(browser, address)
    for n in range(3):
        await row(
            small_world.project,
            "activity",
            title_bg=f"Още {n}",
            within="1",
            partner="1",
            start_month="1",
            end_month="2",
        )
        await row(small_world.project, "milestone", title_bg=f"Още {n}", activity="1", due="20.11.2026", partner="1")
        await row(small_world.project, "deliverable", title_bg=f"Още {n}", activity="1", due="20.11.2026", partner="1")
        await row(small_world.project, "activity_update", activity="1", written="20.11.2026", done_bg=f"Още {n}")
    assert await statements(browser, address) == one


async def test_it_counts_what_was_read_of_a_file_by_the_same_rules(small_world):
    kind = BY_NAME["activity"]
    assert [one.place for one in kind.wrong({**_EMPTY, "progress": 101})] == ["progress"]


_EMPTY = {
    "start_month": None,
    "end_month": None,
    "start_on": None,
    "start_precision": "day",
    "end_on": None,
    "end_precision": "day",
    "began_on": None,
    "finished_on": None,
}
