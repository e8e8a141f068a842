"""What a change of the contract's days makes of deadlines is shown before it is decided, and is what then happens."""

from __future__ import annotations

import re
from datetime import date

import pytest

from grants.audit.models import Entry
from grants.deadlines.models import Deadline
from grants.projects.models import Period, Project
from grants.values.wording import wording
from tests.amendments.test_amendment_pages import begun, change, do, fields_of
from tests.cast import CODE, row

pytestmark = pytest.mark.anyio
PERIODS = f"/projects/{CODE}/contract/periods"


def named(name: str, page: str) -> str:
    """What a hidden field of a page carries."""
    found = re.search(rf'name="{name}" value="(\w+)"', page)
    assert found, name
    return found.group(1)


def plain(part: str) -> str:
    """What is read, whichever spaces keep it together."""
    return " ".join(part.split())


def shown(page: str) -> set[tuple[str, str, str]]:
    """The rows of the table of deadlines: title, the day now, the day then; '–' where there is none or it stays."""
    table = page.partition('moved-deadlines">')[2].partition("</table>")[0]
    told = re.findall(r'<th scope="row">(?:<[^>]*>)*([^<]+).*?nowrap">([^<]*)</span></td>.*?nowrap">([^<]*)</b>', table)
    return {(plain(title), plain(was), plain(then)) for title, was, then in told}


async def standing() -> dict[int, tuple[str, date, str]]:
    return {one.id: (one.title_bg, one.due_on, one.state) for one in await Deadline.all()}


def difference(before, after) -> set[tuple[str, str, str]]:
    """What differs between two states of the deadlines, in the same words."""
    day = wording("bg").day
    found = set()
    for id_ in before.keys() | after.keys():
        (title, was, _), (new, then, _) = before.get(id_) or ("", None, ""), after.get(id_) or ("", None, "")
        if was != then:
            found.add((plain(new or title), plain(day(was) if was else "–"), plain(day(then) if then else "–")))
    return found


async def test_it_shows_every_deadline_that_a_prolongation_moves_and_moves_just_those(browser, small_world):
    project = small_world.project
    here = await begun(browser, small_world)
    await row(project, "deadline_rule", "1", title_bg="Отчет на партньора", title_en="Partner's report", kind="report",
              basis="period_end", periods="all", amount="10", unit="days", side="after", roll="next")  # fmt: skip
    page = await browser.get(PERIODS)
    made = shown(page)
    at_first = await standing()  # the end of the activity
    await browser.post(PERIODS, {"shown": named("shown", page)})
    assert made == difference(at_first, await standing())
    assert len(made) == 4

    first = (await Period.all().order_by("start_on"))[0]
    answer = await browser.post(f"{PERIODS}/{first.id}", {"to": "submitted", "on": "20.7.2026", "version": str(first.version)})  # fmt: skip
    assert answer.status_code == 303, answer.text
    before = await standing()
    done = {id_: one for id_, one in before.items() if one[2] == "done"}
    assert len(done) == 2

    assert (await change(browser, here, "project", project.id, end="31.3.2027")).status_code == 303
    entries = await Entry.all().count()
    preview = await browser.get(here)
    told = shown(preview)
    assert told == {
        ("Отчет за 1.07.2026 г. – 31.12.2026 г.", "1.03.2027 г.", "30.01.2027 г."),  # no longer the final one
        ("Окончателен отчет за 1.01.2027 г. – 31.03.2027 г.", "–", "30.05.2027 г."),
        ("Отчет на партньора · 1.01.2027 г. – 31.03.2027 г.", "–", "12.04.2027 г."),
    }
    assert (await standing(), await Entry.all().count()) == (before, entries)  # only looked at
    assert "Deadlines" in await browser.get(f"{here}?lang=en")

    assert (await do(browser, here, "approved", on="20.11.2026", in_force="10.11.2026")).status_code == 303
    after = await standing()
    assert difference(before, after) == told
    assert {id_: after[id_] for id_ in done} == done
    assert shown(await browser.get(here)) == set()


async def test_it_shows_in_the_projects_own_form_what_another_end_moves_before_it_is_saved(browser, small_world):
    project = small_world.project
    await Project.filter(id=project.id).update(start_on=date(2026, 1, 1), end_on=date(2026, 12, 31), months=12)
    await row(project, "deadline_rule", "1", title_bg="Краен отчет", title_en="Final report", kind="report",
              basis="project_end", periods="all", amount="60", unit="days", side="after", roll="next")  # fmt: skip
    await browser.sign_in("maria@zaedno.example")
    edit = f"/projects/{CODE}/edit"
    page = await browser.get(edit)
    version = named("version", page)
    typed = fields_of(page) | {"version": version, "end": "31.3.2027", "months": "15"}
    first = await browser.post(edit, typed)
    assert first.status_code == 200, first.text
    assert shown(first.text) == {("Краен отчет", "1.03.2027 г.", "31.05.2027 г.")}
    key = named("moves", first.text)
    assert (await Project.get(id=project.id)).end_on == date(2026, 12, 31)
    assert (await browser.post(edit, typed | {"moves": key})).status_code == 303
    assert await Deadline.all().values_list("due_on", flat=True) == [date(2027, 5, 31)]
