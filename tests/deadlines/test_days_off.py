"""Days off are listed by year, declared and taken back by whoever looks after the tracker, and deadlines follow at once."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest

from grants.access import Role
from grants.audit.models import Entry
from grants.deadlines.models import DayOff, Deadline
from grants.people.models import Membership
from grants.projects.models import Project
from tests.cast import CODE, row
from tests.deadlines.changing import moves_key

pytestmark = pytest.mark.anyio
HERE = "/days-off?year=2027"


def _moves(page: str) -> list[tuple[str, ...]]:
    """Of each deadline shown: what, now, then."""
    table = page.partition("moved-deadlines")[2].partition("</table>")[0]
    return [
        tuple(re.sub("<[^>]+>", "", cell).strip().removesuffix("г.").strip("\xa0\u202f ") for cell in (row_[0], row_[1], row_[2]))
        for row_ in re.findall(r'<th scope="row">(.*?)<span class="under">.*?<td.*?<td[^>]*>(.*?)</td><td[^>]*>(.*?)</td>', table, re.DOTALL)
    ]  # fmt: skip


async def test_it_lists_a_year_and_counts_deadlines_anew_when_a_day_is_declared_and_taken_back(browser, small_world):
    project = small_world.project
    await Project.filter(id=project.id).update(start_on=date(2026, 1, 1), end_on=date(2026, 12, 31), months=12)
    await row(project, "deadline_rule", "1", title_bg="Отчет", kind="report", basis="project_end", periods="all",
              amount="60", unit="days", side="after", roll="next")  # fmt: skip
    assert await Deadline.all().values_list("due_on", flat=True) == [date(2027, 3, 1)]
    await browser.sign_in("ada@zaedno.example")
    page = await browser.get(HERE)
    for said in ("3 март 2027", "Ден на Освобождението", "Liberation Day", "Рождество Христово (почивен ден)"):
        assert said in page, said
    assert "знае годините от 1991 до 2100" in await browser.get("/days-off?year=2150")
    assert "The calendar knows the years" in await browser.get("/days-off?year=2150&lang=en")

    day = {"then": "add", "what": "off", "country": "BG", "name_bg": "Неучебен ден"}
    for typed, said in (
        ({"day": "1.3.2027", "name_bg": ""}, "field-name_bg"),
        ({"day": "3.3.2027"}, "вече е почивен"),
        ({"day": "1.3.2027", "what": "works"}, "вече е работен"),
        ({"day": "някога"}, "30.11.2026"),
        ({"day": "1.3.2150"}, "2150"),
    ):
        answer = await browser.post(HERE, day | typed)
        assert answer.status_code == 422, typed
        assert said in answer.text, typed
    asked = (await browser.post(HERE, day | {"day": "1.3.2027"})).text
    assert await DayOff.all().count() == 0
    assert "Така се променя един срок" in asked
    assert "Отчет" not in asked  # whoever looks after the tracker has no seat in the project
    assert "Променя се още един срок в проект, който не виждате." in asked
    await Membership.create(person_id=small_world.ada.person_id, role=Role.MANAGER, project_id=project.id)
    looked = (await browser.post(HERE, day | {"day": "1.3.2027", "then": "show"})).text
    asked = (await browser.post(HERE, day | {"day": "1.3.2027"})).text
    for text in (looked, asked):
        assert await DayOff.all().count() == 0
        assert _moves(text) == [("Отчет", "1.03.2027", "2.03.2027")]
        assert "1 март 2027 г. (Неучебен ден), затова" in re.sub(
            r"[\xa0\u202f]", " ", text
        )  # called as it is to be declared
        assert "Заедно по-близо до хората" in text
    key = moves_key(asked)
    assert (await browser.post(HERE, day | {"day": "1.3.2027", "moves": key})).status_code == 303
    assert await Deadline.all().values_list("due_on", flat=True) == [date(2027, 3, 2)]
    assert (await browser.post(HERE, day | {"day": "1.3.2027"})).status_code == 422  # there already
    page = await browser.get(HERE)
    assert "Неучебен ден" in page
    own = await DayOff.get()
    form = {"then": "remove", "id": str(own.id), "version": str(own.version)}
    asked = (await browser.post(HERE, form)).text
    assert await DayOff.all().count() == 1
    assert _moves(asked) == [("Отчет", "2.03.2027", "1.03.2027")]
    form["moves"] = moves_key(asked)
    assert (await browser.post(HERE, form)).status_code == 303
    assert (await browser.post(HERE, form)).status_code == 409
    assert await Deadline.all().values_list("due_on", flat=True) == [date(2027, 3, 1)]
    deeds = await Entry.filter(deed__in=["day_off.added", "day_off.removed", "deadline.moved"]).values_list(
        "deed", flat=True
    )
    assert Counter(map(str, deeds)) == {"day_off.added": 1, "day_off.removed": 1, "deadline.moved": 2}


async def test_it_lets_others_read_the_days_off_and_change_none(browser, small_world):
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(HERE)
    assert not re.search(r'<form[^>]*method="post"[^>]*novalidate', page)
    assert (await browser.post(HERE, {"then": "add", "day": "1.3.2027", "name_bg": "Мой"})).status_code == 403
    assert f"/projects/{CODE}" in page
