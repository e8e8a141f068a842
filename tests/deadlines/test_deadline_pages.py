"""The pages of deadlines and tasks, in both languages, and the button that marks one as done (страници за сроковете)."""

from __future__ import annotations

import re

import pytest

from grants.deadlines.models import Deadline
from grants.deadlines.rules import DeadlineState
from tests.cast import CODE, row

pytestmark = pytest.mark.anyio
PAGE = f"/projects/{CODE}/deadlines"


@pytest.fixture
async def three(small_world) -> list[int]:
    """One late, one in three days, one settled; all of the whole project."""
    project = small_world.project
    return [
        await row(project, "deadline", title_bg="Отговор на писмо", due="18.11.2026", person="maria@zaedno.example"),
        await row(project, "deadline", title_en="Interim report", due="25.11.2026", note_bg="С приложенията"),
        await row(project, "deadline", title_bg="Начален отчет", due="1.2.2026", state="done", done="30.1.2026"),
    ]


def button(page: str, deadline_id: int) -> dict[str, str] | None:
    """What the button of a deadline sends."""
    item = re.search(rf'<li id="deadline-{deadline_id}">.*?</li>', page, re.DOTALL)
    assert item is not None
    form = re.search(r'<form action="([^"]+)" method="post">(.*?)</form>', item.group(), re.DOTALL)
    return {"to": form.group(1), **dict(re.findall(r'name="(\w+)" value="([^"]*)"', form.group(2)))} if form else None


async def test_it_shows_a_projects_deadlines_by_nearness(browser, three):
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(PAGE)
    late, near, settled = (page.index(title) for title in ("Отговор на писмо", "Interim report", "Начален отчет"))
    assert late < near < settled
    assert "с 4 дни закъснение" in page
    assert '<a class="row-link"' in page
    assert 'lang="en">Interim report' in page
    assert "С приложенията" in page
    assert f'href="{PAGE}/{three[0]}"' in page


async def test_it_shows_what_ended_by_the_day_it_ended_the_last_first(browser, three, small_world):
    ended = {"title_bg": "Отчет за лятото", "due": "1.12.2026", "done": "3.2.2026"}
    await row(small_world.project, "deadline", state="done", **ended)
    late = {"title_bg": "Молба за изменение", "due": "2.1.2026", "done": "20.11.2026"}
    await row(small_world.project, "deadline", state="done", **late)
    await row(small_world.project, "deadline", title_bg="Отпаднал срок", due="10.5.2026", state="cancelled")
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(PAGE)
    titles = ["Молба за изменение", "Отпаднал срок", "Отчет за лятото", "Начален отчет"]
    assert sorted(titles, key=page.index) == titles


async def test_it_shows_them_in_english(browser, three):
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(f"{PAGE}?lang=en")
    assert "4 days late" in page
    assert "Mark as done" in page


async def test_it_marks_one_as_done_by_its_button_and_once_when_pressed_twice(browser, three):
    await browser.sign_in("ivan@zaedno.example")
    sent = button(await browser.get(PAGE), three[1])
    assert sent is not None
    for _ in range(2):
        answer = await browser.post(sent["to"], {"state": sent["state"], "version": sent["version"]})
        assert answer.status_code == 303
    done = await Deadline.get(id=three[1])
    assert (done.state, done.version) == (DeadlineState.DONE, 2)
    again = button(await browser.get(PAGE), three[1])
    assert again is not None
    await browser.post(again["to"], {"state": again["state"], "version": again["version"]})
    assert (await Deadline.get(id=three[1])).state is DeadlineState.OPEN


async def test_it_changes_nothing_when_a_link_is_only_opened(browser, three):
    await browser.sign_in("maria@zaedno.example")
    answer = await browser.client.get(f"{PAGE}/{three[0]}/settle")
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    assert (await Deadline.get(id=three[0])).state is DeadlineState.OPEN


@pytest.mark.parametrize(
    ("email", "status"),
    [
        ("angel@odit.example", 403),
        ("petar@druga.example", 404),
        ("elena@puente.example", 404),
        ("ada@zaedno.example", 404),
    ],
)
async def test_it_lets_nobody_settle_what_is_not_theirs(browser, three, email, status):
    await browser.sign_in(email)
    answer = await browser.post(f"{PAGE}/{three[0]}/settle", {"state": "done", "version": "1"})
    assert answer.status_code == status
    assert (await Deadline.get(id=three[0])).state is DeadlineState.OPEN


async def test_it_says_when_somebody_was_quicker_and_refuses_unknown_states(browser, three):
    await browser.sign_in("maria@zaedno.example")
    address = f"{PAGE}/{three[0]}/settle"
    assert (await browser.post(address, {"state": "done", "version": "7"})).status_code == 409
    assert (await browser.post(address, {"state": "забравен", "version": "1"})).status_code == 404
    assert (await browser.post(address, {"state": "cancelled", "version": "1"})).status_code == 404  # its page asks why
    assert (await Deadline.get(id=three[0])).state is DeadlineState.OPEN
    await Deadline.filter(id=three[2]).update(state=DeadlineState.CANCELLED)
    assert (await browser.post(f"{PAGE}/{three[2]}/settle", {"state": "done", "version": "1"})).status_code == 409


async def test_it_shows_an_auditor_no_buttons_and_a_stranger_nothing(browser, three):
    await browser.sign_in("angel@odit.example")
    assert button(await browser.get(PAGE), three[0]) is None
    await browser.sign_in("petar@druga.example")
    await browser.get(PAGE, 404)
    assert "Отговор на писмо" not in await browser.get("/deadlines")


async def test_it_lists_all_projects_deadlines_with_links_to_their_place(browser, three):
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get("/deadlines")
    assert f'href="{PAGE}/{three[0]}"' in page
    assert "Заедно по-близо до хората" in page
    assert "Начален отчет" not in page


async def test_it_lists_ones_own_tasks_and_to_the_coordinator_those_that_are_nobodys(browser, three):
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get("/tasks")
    assert "Отговор на писмо" in page
    assert "Interim report" in page
    await browser.sign_in("ivan@zaedno.example")
    assert "Interim report" not in await browser.get("/tasks")


async def test_it_says_what_belongs_here_when_there_is_nothing(browser, small_world):
    await browser.sign_in("maria@zaedno.example")
    for address in (PAGE, "/deadlines", "/tasks"):
        assert 'class="empty"' in await browser.get(address)
