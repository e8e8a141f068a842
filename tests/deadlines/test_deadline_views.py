"""The deadlines of all projects by what the address asks for (сроковете по всички проекти)."""

from __future__ import annotations

import re

import pytest

from grants.deadlines.models import Deadline
from grants.deadlines.views import queries
from grants.deadlines.views.queries import deadlines_asked
from grants.deadlines.views.rules import Filters
from tests.cast import CODE, row

pytestmark = pytest.mark.anyio
LATE, NEAR, FAR, DONE, CANCELLED = "Отговор на писмо", "Interim report", "Плащане 3", "Начален отчет", "Посещение"


@pytest.fixture
async def five(small_world, today) -> dict[str, int]:
    """Deadlines of one project, of which the one that is near is in somebody's hands."""
    project, maria, ivan = small_world.project, "maria@zaedno.example", "ivan@zaedno.example"
    made = {
        LATE: await row(project, "deadline", title_bg=LATE, kind="answer", due="18.11.2026", person=maria),
        NEAR: await row(project, "deadline", title_en=NEAR, kind="report", due="25.11.2026", person=ivan),
        FAR: await row(project, "deadline", title_bg=FAR, kind="payment", due="15.1.2027"),
        DONE: await row(project, "deadline", title_bg=DONE, due="1.2.2026", state="done", done="30.1.2026"),
        CANCELLED: await row(project, "deadline", title_bg=CANCELLED, due="1.3.2026", state="cancelled"),
    }
    await Deadline.filter(id=made[NEAR]).update(begun_on=today)
    return made


def listed(page: str) -> list[str]:
    """The titles of a list, in their order."""
    return re.findall(r'<a class="row-link[^>]*>([^<]*)</a>', page)


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("", [LATE, NEAR, FAR]),
        ("state=late", [LATE]),
        ("state=begun", [NEAR]),
        ("state=done", [DONE]),
        ("state=cancelled", [CANCELLED]),
        ("state=standing", [LATE, NEAR, FAR, DONE]),
        ("kind=payment", [FAR]),
        ("q=ПЛАЩАНЕ+3", [FAR]),
        (f"project={CODE}&first=19.11.2026&last=15.01.2027", [NEAR, FAR]),
        ("whose=mine", [LATE, FAR]),  # what is nobody's is the coordinator's
        ("whose=nobody", [FAR]),
        ("kind=нищо&state=нищо&whose=-1&page=нула", [LATE, NEAR, FAR]),
        ("project=ДРУГ", []),
    ],
)
async def test_it_lists_what_the_address_asks_for(browser, five, asked, titles):
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(f"/deadlines?{asked}")
    assert listed(page) == titles
    assert ("Няма съвпадения" in page) == (not titles)


async def test_it_says_what_is_shown_in_both_languages_and_keeps_it_in_the_form(browser, five, small_world):
    await browser.sign_in("ivan@zaedno.example")
    page = await browser.get(f"/deadlines?whose={small_world.maria.person_id}&state=late&first=сряда&last=20.11.2026")
    assert "Срокове с отговорник Мария" in page
    assert 'value="сряда"' in page
    assert 'aria-invalid="true"' in page  # the day that can't be read
    assert '<option value="late" selected>просрочен</option>' in page
    english = await browser.get("/deadlines?state=begun&lang=en")
    assert "Deadlines in the state “in progress”." in english
    assert '<span class="tag active">in progress</span>' in english


async def test_it_counts_a_whole_group_where_a_page_shows_some_of_it(small_world, five, today, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 2)
    first, last = [await deadlines_asked(small_world.maria, Filters(state="standing"), today, page) for page in (1, 9)]
    assert [one.id for one in (*first.rows, *last.rows)] == [five[title] for title in (LATE, NEAR, FAR, DONE)]
    assert (last.page, last.count, first.groups) == (2, 4, last.groups)
    assert sorted(last.groups.values()) == [1, 1, 1, 1]
