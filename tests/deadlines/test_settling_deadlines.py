"""Deadlines met, cancelled and opened again; who sees which; what waits for whom (изпълнени срокове и задачи)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from grants.access import OPERATOR
from grants.audit.models import Entry
from grants.deadlines.actions import settle_deadline
from grants.deadlines.models import Deadline
from grants.deadlines.queries import deadline_seen, deadlines_of
from grants.deadlines.rules import DeadlineState
from grants.deadlines.tasks import my_tasks
from grants.deadlines.views.queries import deadlines_asked
from grants.deadlines.views.rules import Filters
from grants.errors import Changed, NotAllowed, NotFound, Objected, WrongState
from tests import bare_rows
from tests.cast import World, row

pytestmark = pytest.mark.anyio
OPEN, DONE, CANCELLED = DeadlineState.OPEN, DeadlineState.DONE, DeadlineState.CANCELLED


@pytest.fixture
async def two(small_world, today) -> tuple[int, int]:
    """A deadline of the whole project, named for Ivan, and one of the partner's part, named for Elena."""
    project = small_world.project
    whole = await row(
        project, "deadline", title_bg="Междинен отчет", kind="report", due="24.11.2026", person="ivan@zaedno.example"
    )
    part = await row(
        project,
        "deadline",
        title_en="Attendance lists",
        kind="deliverable",
        due="20.11.2026",
        partner="2",
        person="elena@puente.example",
    )
    return whole, part


async def settle(world: World, by, deadline_id: int, state: DeadlineState, today, version: int = 1) -> None:
    why = "Групата отпада" if state is CANCELLED else ""
    await settle_deadline(by, world.project, deadline_id, version, state, today, reason=why)


async def test_it_marks_a_deadline_as_done_on_the_day_and_leaves_its_trace(small_world, two, today):
    await settle(small_world, small_world.ivan, two[0], DONE, today)
    done = await Deadline.get(id=two[0])
    assert (done.state, done.done_on, done.version) == (DONE, today, 2)
    (entry,) = await Entry.filter(deed="deadline.settled")
    assert entry.subject_label == "1 · Междинен отчет"
    assert entry.before == {"state": "open", "done_on": None}
    assert entry.after == {"state": "done", "done_on": "2026-11-22"}
    await settle(small_world, small_world.ivan, two[0], OPEN, today, version=2)
    assert (await Deadline.get(id=two[0])).done_on is None


@pytest.mark.parametrize(
    ("first", "then"), [(DONE, CANCELLED), (DONE, DONE), (CANCELLED, DONE), (CANCELLED, CANCELLED)]
)
async def test_it_refuses_what_cannot_follow(small_world, two, today, first, then):
    await settle(small_world, small_world.maria, two[0], first, today)
    with pytest.raises(WrongState):
        await settle(small_world, small_world.maria, two[0], then, today, version=2)


@pytest.mark.parametrize("reason", ["", "  "])
async def test_it_cancels_none_without_a_reason(small_world, two, today, reason):
    with pytest.raises(Objected) as refused:
        await settle_deadline(small_world.maria, small_world.project, two[0], 1, CANCELLED, today, reason=reason)
    assert [one.place for one in refused.value.objections] == ["because"]
    assert (await Deadline.get(id=two[0])).state == OPEN


async def test_it_refuses_the_slower_of_two(small_world, two, today):
    await settle(small_world, small_world.maria, two[0], DONE, today)
    await settle(small_world, small_world.maria, two[0], OPEN, today, version=2)
    with pytest.raises(Changed):
        await settle(small_world, small_world.ivan, two[0], DONE, today, version=1)


async def test_it_lets_only_those_who_plan_deadlines_cancel_one(small_world, two, today):
    for by in (small_world.ivan, small_world.desislava):
        with pytest.raises(NotAllowed):
            await settle(small_world, by, two[0], CANCELLED, today)
    await settle(small_world, small_world.maria, two[0], CANCELLED, today)
    with pytest.raises(NotAllowed):
        await settle(small_world, small_world.ivan, two[0], OPEN, today, version=2)


async def test_it_lets_a_partner_settle_its_own_part_and_see_no_other(small_world, two, today):
    whole, part = two
    await settle(small_world, small_world.elena, part, DONE, today)
    with pytest.raises(NotFound):
        await settle(small_world, small_world.elena, whole, DONE, today)
    with pytest.raises(NotFound):
        await deadline_seen(small_world.elena, small_world.project, whole)


async def test_it_lets_an_auditor_read_and_not_settle(small_world, two, today):
    assert len(await deadlines_of(small_world.angel, small_world.project)) == 2
    with pytest.raises(NotAllowed):
        await settle(small_world, small_world.angel, two[0], DONE, today)


async def test_it_shows_each_person_what_they_may_see(small_world, two, today):
    seen = {
        name: [one.id for one in (await deadlines_asked(by, Filters(), today)).rows]
        for name, by in small_world.everybody.items()
    }
    both, part = [two[1], two[0]], [two[1]]
    assert seen == {
        "maria": both,
        "ivan": both,
        "elena": part,
        "desislava": both,
        "angel": both,
        "ada": [],
        "petar": [],
    }


async def test_it_gathers_what_waits_for_each_person(small_world, two, today):
    project = small_world.project
    await row(project, "deliverable", title_bg="Наръчник", due="25.11.2026", partner="1", number="П1")
    await row(project, "deliverable", title_en="Guide", due="26.11.2026", partner="2", number="П2")
    await row(project, "deliverable", title_bg="Далечен", due="25.11.2027", partner="1", number="П3")
    await row(project, "deliverable", title_bg="Приет", due="25.11.2026", state="accepted", number="П4")
    await row(project, "line", number="1", title_bg="Персонал", amount="1000")
    for number, state in (("1", "submitted"), ("2", "submitted"), ("3", "returned"), ("4", "draft")):
        await row(
            project,
            "document",
            number=number,
            kind="invoice",
            paper_number=f"Ф{number}",
            issued="1.11.2026",
            supplier_name="Доставчик ООД",
            net="100",
            description_bg="Ведомост",
        )
        await row(
            project,
            "expense",
            number=number,
            document=number,
            line="1",
            amount="100",
            state=state,
            description_bg="Труд",
        )

    async def waits(name: str) -> list[tuple[str, str, int]]:
        tasks = await my_tasks(small_world.everybody[name], today + timedelta(days=30))
        return [(task.kind, task.title.bg or task.title.en, task.count) for task in tasks]

    assert await waits("ivan") == [("verify", "", 2), ("returned", "Труд", 1), ("deadline", "Междинен отчет", 1)]
    assert await waits("elena") == [("deadline", "Attendance lists", 1), ("deliverable", "Guide", 1)]
    assert await waits("desislava") == [("deliverable", "Наръчник", 1)]
    assert ("deliverable", "Наръчник", 1) in await waits("maria")
    assert ("deliverable", "Guide", 1) not in await waits("maria")
    assert await waits("angel") == await waits("petar") == []


async def test_a_deliverable_and_its_deadline_on_the_same_day_are_one_task(small_world, today):
    project = small_world.project
    await row(project, "deliverable", title_bg="Наръчник", due="25.11.2026", partner="1", number="П1")
    about = {"kind": "deliverable", "deliverable": "П1", "person": "maria@zaedno.example"}
    await row(project, "deadline", title_bg="Наръчникът е готов", due="25.11.2026", **about)
    await row(project, "deadline", title_bg="Проект на наръчника", due="24.11.2026", **about)
    tasks = await my_tasks(small_world.maria, today + timedelta(days=30))
    assert [(task.kind, task.title.bg) for task in tasks] == [
        ("deadline", "Проект на наръчника"),
        ("deliverable", "Наръчник"),
    ]


async def test_it_lists_the_deadlines_of_all_projects_by_date(small_world, today):
    office = await bare_rows.organisation("Още едно сдружение")
    for number in range(3):
        project = await bare_rows.project(f"ПР-{number}", "Проект", office)
        await bare_rows.deadline(project, today + timedelta(days=number))
    assert [one.due_on for one in (await deadlines_asked(OPERATOR, Filters(), today)).rows] == [
        today + timedelta(days=n) for n in range(3)
    ]
