"""Amendments through their pages: prepared, looked through, asked, approved or refused, and in force on their day (анекс)."""

from __future__ import annotations

import asyncio
import logging
import re
from datetime import date

import pytest

from grants.access import CLOCK
from grants.amendments.force.actions import Decision, bring_due, decide
from grants.amendments.foreseen import Outdated
from grants.amendments.models import Amendment, AmendmentChange
from grants.amendments.queries import amendments_of, suspensions_of
from grants.amendments.rules import AmendmentState
from grants.audit.models import Entry
from grants.budget.models import Line, Terms, Version
from grants.entries.actions import change_row
from grants.entries.kinds import BY_NAME
from grants.errors import Changed
from grants.indicators.models import Indicator
from grants.projects.models import Contract, Partner, Period, Project
from grants.projects.queries import project_seen
from grants.workplan.models import Activity
from tests.budget.test_grid import form_of
from tests.cast import CODE, TODAY, row

pytestmark = pytest.mark.anyio
BASE = f"/projects/{CODE}/amendments"


async def begun(browser, small_world, kind="amendment", **more):
    """Maria has signed in and begun an amendment of a project with dates, a contract, a plan and two indicators."""
    project = small_world.project
    await Project.filter(id=project.id).update(start_on=date(2026, 1, 1), end_on=date(2026, 12, 31), months=12)
    await row(project, "contract", "1", signed="15.12.2025", start="1.1.2026", end="31.12.2026", total="1000",
              rhythm="from_start", rhythm_months="6", report_days="30", final_report_days="60")  # fmt: skip
    await row(project, "activity", "1", title_bg="Работа на терен", start="1.1.2026", end="31.12.2026")
    await row(project, "indicator", "1", name_bg="Обучени", target="40")
    await row(project, "indicator", "2", name_bg="Консултирани", target="15")
    await browser.sign_in("maria@zaedno.example")
    form = {"kind": kind, "reason_bg": "Закъсня обществената поръчка", "reason_en": "The tender came late", **more}
    answer = await browser.post(f"{BASE}/new", form)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def version_of(here):
    return str((await Amendment.get(id=int(here.rsplit("/", 1)[1]))).version)


async def change(browser, here, kind, row_id, /, **typed):
    address = f"{here}/changes/new?kind={kind}&row={row_id}"
    form = fields_of(await browser.get(address)) | typed | {"version": await version_of(here)}
    return await browser.post(address, form)


def fields_of(page):
    """What the form of a change holds as it is shown."""
    form = page[page.index('<form class="form') :]
    found = dict(re.findall(r'<input name="(\w+)" id="field-\w+"(?: lang="\w+")? value="([^"]*)"', form))
    found |= dict(re.findall(r'<textarea name="(\w+)"[^>]*>([^<]*)</textarea>', form))
    for name, options in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen.group(1) if chosen else ""
    return {name: value.replace("&#34;", '"') for name, value in found.items()}


async def do(browser, here, what, **typed):
    return await browser.post(here, {"do": what, "version": await version_of(here), **typed})


async def test_it_leads_from_the_reason_over_the_preview_to_a_contract_that_changed(browser, small_world):
    here = await begun(browser, small_world)
    project, partner = small_world.project, small_world.partner
    one, two = await Indicator.all().order_by("number").values_list("id", flat=True)
    assert (await do(browser, here, "asked")).status_code == 422  # nothing changes yet
    assert "Дати" in await browser.get(f"{here}/changes/new") or "Заглавие, начало" in await browser.get(
        f"{here}/changes/new"
    )
    assert "Обучени" in await browser.get(f"{here}/changes/new?kind=indicator")
    for kind, which, typed in (
        ("project", project.id, {"end": "31.3.2027"}),
        ("indicator", one, {"target": "55"}),
        ("partner", partner, {"share": "40", "left": "30.9.2026"}),
        ("contract", 0, {"total": "1 250,50"}),
        ("indicator", "new", {"name_bg": "Посетени", "kind": "output", "target": "7"}),
    ):
        answer = await change(browser, here, kind, which, **typed)
        assert answer.status_code == 303, answer.text
    assert (await change(browser, here, "indicator", two, do="dropped")).status_code == 303
    page = await browser.get(here)
    for said in (
        "31.12.2026",
        "31.03.2027",
        "12 месеца",
        "15 месеца",
        "1 000,00",
        "1 250,50",
        "Закъсня обществената поръчка",
    ):
        assert said in page, said
    assert (await Project.get(id=project.id)).end_on == date(2026, 12, 31)

    assert (await do(browser, here, "asked", on="2.11.2026", number="ДП-17")).status_code == 303
    await browser.get(f"{here}/changes/new", 409)
    answer = await do(browser, here, "approved", on="1.11.2026")
    assert answer.status_code == 422  # answered before it was asked
    assert "не може да е от ден преди" in answer.text
    answer = await do(browser, here, "approved", on="20.11.2026", number="РД-3", in_force="10.11.2026")
    assert answer.status_code == 303, answer.text

    now = await Project.get(id=project.id)
    assert (now.end_on, now.months) == (date(2027, 3, 31), 15)
    newest = (await Contract.filter(project_id=project.id).order_by("-position"))[0]
    assert (newest.end_on, newest.total_cents, newest.in_force_on) == (date(2027, 3, 31), 125050, date(2026, 11, 10))
    assert newest.subject_en == "The tender came late"
    assert await Contract.all().order_by("position").first().values_list("total_cents", "end_on") == (
        100000,
        date(2026, 12, 31),
    )
    assert await Indicator.all().order_by("position").values_list("name_bg", "target") == [
        ("Обучени", 55),
        ("Посетени", 7),
    ]
    left = await Partner.get(id=partner)
    assert (left.share, left.left_on) == (40, date(2026, 9, 30))
    kept = await Amendment.all().values("state", "applied_on", "contract_id")
    assert kept == [{"state": "approved", "applied_on": TODAY, "contract_id": newest.id}]
    assert [str(one) for one in await Period.all().order_by("start_on").values_list("end_on", flat=True)] == [
        "2026-06-30", "2026-12-31", "2027-03-31",
    ]  # fmt: skip
    deeds = set(await Entry.all().values_list("deed", flat=True))
    assert {"amendment.asked", "amendment.approved", "amendment.in_force", "project.changed", "indicator.changed",
            "indicator.removed", "indicator.added", "partner.changed", "contract.added", "period.added"} <= deeds  # fmt: skip
    assert "отбеляза одобрението на: Изменение 1" in await browser.get(f"/projects/{CODE}/history")
    assert "включи в изменение: Индикатор 1 · Обучени" in await browser.get(f"/projects/{CODE}/history")
    assert "recorded the approval of: Amendment 1" in await browser.get(f"/projects/{CODE}/history?lang=en")
    assert (await do(browser, here, "approved")).status_code == 409
    english = await browser.get(f"{here}?lang=en")
    assert "<h2>Amendment 1</h2>" in english
    assert "What it changes" in english


async def test_it_shows_what_would_fall_outside_a_shorter_project_and_refuses_an_end_before_the_start(
    browser, small_world
):
    here = await begun(browser, small_world)
    project = small_world.project
    await row(project, "deliverable", "1", title_bg="Наръчник", due="15.11.2026")
    await row(project, "deliverable", "2", title_bg="Брошура", due="15.5.2026")
    await row(project, "deadline", "Срок 1", title_bg="Окончателен отчет", due="1.3.2027")
    assert (await change(browser, here, "project", project.id, end="1.1.2025")).status_code == 422
    assert (await change(browser, here, "project", project.id, end="утре")).status_code == 422
    assert (await change(browser, here, "project", project.id)).status_code == 422  # nothing differs
    assert (await change(browser, here, "project", project.id, end="30.6.2026")).status_code == 303
    page = await browser.get(here)
    moves = page[page.index('id="moves"') : page.index("moved-deadlines")]
    assert "2 неща биха останали извън" in moves
    assert "Работа на терен" in moves
    assert "Наръчник" in moves
    assert "Брошура" not in moves
    assert "Окончателен отчет" not in moves
    assert "Брошура" not in page[: page.index('id="moves"')]


async def test_it_refuses_to_leave_spent_money_without_a_line_and_brings_the_budget_in_with_the_rest(
    browser, small_world
):
    project = small_world.project
    for number, title, amount in (("1", "Зала", "100"), ("2", "Печат", "50"), ("3", "Превод", "25")):
        await row(project, "line", number, title_bg=title, amount=amount, currency="EUR")
    here = await begun(browser, small_world)
    budget = f"/projects/{CODE}/budget"
    await browser.post(f"{budget}/versions", {"do": "keep", "on": "1.3.2026"})
    answer = await do(browser, here, "open_version")
    assert answer.status_code == 303, answer.text
    edit = answer.headers["location"]
    form = form_of(await browser.get(edit))
    gone = next(name for name, value in form.items() if name.endswith(".number") and value == "1").split(".")[0]
    assert (await browser.post(edit, form | {f"{gone}.removed": "1"})).status_code == 303
    await row(project, "opening", line="1", until="30.6.2026", amount="12,50", currency="EUR")
    working = await Version.get(state="working")

    page = await browser.get(here)
    assert "12,50" in page
    assert "ще остане без място в бюджета" in page
    answer = await do(browser, here, "asked")
    assert answer.status_code == 422
    assert "12,50" in answer.text
    assert await Line.all().count() == 3

    # The version is decided only with its amendment.
    answer = await browser.post(f"{budget}/versions/{working.id}", {"to": "asked", "version": str(working.version)})
    assert answer.status_code == 409
    assert (await Version.get(id=working.id)).state == "working"

    await Version.filter(id=working.id).update(state="refused")
    await do(browser, here, "name_version", budget="")
    answer = await do(browser, here, "open_version")
    edit = answer.headers["location"]
    form = form_of(await browser.get(edit))
    first = next(name for name, value in form.items() if name.endswith(".number") and value == "1").split(".")[0]
    assert (await browser.post(edit, form | {f"{first}.amount": "80"})).status_code == 303
    assert "−20,00" in await browser.get(here)
    assert (await do(browser, here, "asked")).status_code == 303
    assert await Version.filter(state="asked").count() == 1
    assert (await Line.get(number="1")).amount_cents == 10000
    assert (await do(browser, here, "draft")).status_code == 303
    assert await Version.filter(state="working").count() == 1
    assert (await do(browser, here, "approved")).status_code == 303
    assert [line.amount_cents for line in await Line.all().order_by("number")] == [8000, 5000, 2500]
    assert {"version.approved", "line.changed"} <= set(await Entry.all().values_list("deed", flat=True))


async def test_it_lets_one_of_two_decide_and_shows_the_other_both_versions(browser, small_world):
    here = await begun(browser, small_world)
    one = await Indicator.get(number="1")
    await change(browser, here, "indicator", one.id, target="55")
    await do(browser, here, "asked", on="2.11.2026")
    opened_with = int(await version_of(here))
    project, decision = small_world.project, Decision(TODAY, "РД-1")
    which = int(here.rsplit("/", 1)[1])
    answers = await asyncio.gather(
        *(
            decide(small_world.maria, project, which, opened_with, AmendmentState.APPROVED, decision, TODAY)
            for _ in range(2)
        ),
        return_exceptions=True,
    )
    assert sorted(type(one).__name__ for one in answers) == ["Changed", "NoneType"]
    assert await Contract.all().count() == 2
    assert await Entry.filter(deed="indicator.changed").count() == 1
    answer = await browser.post(
        here, {"do": "refused", "version": str(opened_with), "reason": "Не е нужно", "number": "РД-2"}
    )
    assert answer.status_code == 409
    for said in ("РД-1", "РД-2", "Не е нужно", "отказано", "одобрено"):
        assert said in answer.text


async def test_it_says_what_changed_in_between_and_renews_on_the_present_values(browser, small_world):
    here = await begun(browser, small_world)
    one = await Indicator.get(number="1")
    await change(browser, here, "indicator", one.id, target="55", name_bg="Обучени хора")
    await do(browser, here, "asked")
    values = (await Indicator.filter(id=one.id).values())[0]
    kind = BY_NAME["indicator"]
    kept = {column: values[column] for column in kind.record.columns} | {"target": 45}
    await change_row(small_world.maria, small_world.project, kind, one.id, 1, "1", kept)
    answer = await do(browser, here, "approved")
    assert answer.status_code == 409
    assert "Вече не е, каквото беше" in answer.text
    assert (await Indicator.get(id=one.id)).target == 45
    with pytest.raises(Outdated) as told:
        await decide(small_world.maria, small_world.project, (await Amendment.get()).id, int(await version_of(here)),
                     AmendmentState.APPROVED, Decision(TODAY), TODAY)  # fmt: skip
    assert [(one.column, one.then, one.now) for one in told.value.differing] == [("target", "40", "45")]
    assert isinstance(told.value, Changed)
    assert (await do(browser, here, "renewed")).status_code == 303
    assert (await AmendmentChange.get()).before == {"name_bg": "Обучени", "target": "45"}
    assert (await do(browser, here, "approved")).status_code == 303
    changed = await Indicator.get(id=one.id)
    assert (changed.target, changed.name_bg) == (55, "Обучени хора")


async def test_it_keeps_what_holds_until_the_day_comes(browser, small_world):
    here = await begun(browser, small_world)
    await row(small_world.project, "terms", "1", in_force="1.1.2026", move_limit="10")
    await change(browser, here, "project", small_world.project.id, end="31.3.2027")
    await change(browser, here, "terms", 0, move_limit="15")
    assert (await do(browser, here, "approved", in_force="1.12.2026")).status_code == 303
    assert "Влиза в сила на 1.12.2026" in await browser.get(here)
    assert await bring_due(CLOCK, date(2026, 11, 30)) == (0, [])
    assert (await Project.get(id=small_world.project.id)).end_on == date(2026, 12, 31)
    assert await bring_due(CLOCK, date(2026, 12, 1)) == (1, [])
    assert await bring_due(CLOCK, date(2026, 12, 1)) == (0, [])
    assert (await Project.get(id=small_world.project.id)).end_on == date(2027, 3, 31)
    terms = await Terms.all().order_by("position").values_list("move_limit", "in_force_on")
    assert terms == [(10, date(2026, 1, 1)), (15, date(2026, 12, 1))]
    assert (await Entry.filter(deed="amendment.in_force").get()).person_name == "clock"


async def test_it_leaves_what_can_not_come_into_force_and_says_why(browser, small_world):
    here = await begun(browser, small_world)
    one = await Indicator.get(number="1")
    await change(browser, here, "indicator", one.id, target="55")
    await do(browser, here, "approved", in_force="1.12.2026")
    await Indicator.filter(id=one.id).update(target=41)
    brought, stuck = await bring_due(CLOCK, date(2026, 12, 1))
    assert (brought, len(stuck)) == (0, 1)
    await Amendment.all().update(in_force_on=date(2026, 11, 20))
    assert "промените не можаха да бъдат направени" in await browser.get(here)
    assert (await do(browser, here, "now")).status_code == 409
    assert (await do(browser, here, "renewed")).status_code == 303
    assert (await do(browser, here, "now")).status_code == 303
    assert (await Indicator.get(id=one.id)).target == 55


async def test_it_suspends_resumes_and_ends_a_project(browser, small_world):
    project = small_world.project
    here = await begun(browser, small_world, "suspension", in_force="1.9.2026")
    assert (await do(browser, here, "approved", on="25.8.2026")).status_code == 303
    assert (await project_seen(small_world.maria, CODE)).state == "suspended"
    assert await suspensions_of([project.id]) == {project.id: [(date(2026, 9, 1), None)]}
    answer = await browser.post(
        f"{BASE}/new", {"kind": "resumption", "reason_bg": "Продължаваме", "in_force": "1.10.2026"}
    )
    here = answer.headers["location"]
    page = await browser.get(here)
    assert "стоя спрян 30 дни" in page
    end = re.search(r'name="end" value="([^"]+)"', page)
    assert end is not None
    assert end.group(1) == "2027-01-30"
    assert (await do(browser, here, "move_end", end=end.group(1))).status_code == 303
    assert (await do(browser, here, "approved", on="28.9.2026")).status_code == 303
    now = await Project.get(id=project.id)
    assert (now.state, now.end_on) == ("running", date(2027, 1, 30))
    assert (await Amendment.get(kind="suspension")).until_on == date(2026, 9, 30)

    await row(project, "deliverable", "1", title_bg="Наръчник", due="15.11.2026")
    answer = await browser.post(
        f"{BASE}/new", {"kind": "termination", "reason_bg": "Прекратяваме", "reason_en": "We end"}
    )
    here = answer.headers["location"]
    page = await browser.get(f"{here}?lang=en")
    assert "Still due all the same" in page
    assert "Наръчник" in page[page.index("Still due") :]
    assert (await do(browser, here, "approved")).status_code == 303
    assert (await project_seen(small_world.maria, CODE)).state == "terminated"
    answer = await browser.post(f"{BASE}/new", {"kind": "resumption", "reason_bg": "Пак"})
    assert (await do(browser, answer.headers["location"], "approved")).status_code == 422


async def test_it_lets_a_suspension_end_by_itself_after_its_last_day(browser, small_world):
    here = await begun(browser, small_world, "suspension", in_force="1.11.2026", until="30.11.2026")
    assert (await do(browser, here, "approved")).status_code == 303
    await bring_due(CLOCK, date(2026, 11, 30))
    assert (await Project.get(id=small_world.project.id)).state == "suspended"
    await asyncio.gather(*(bring_due(CLOCK, date(2026, 12, 1)) for _ in range(3)))
    assert (await Project.get(id=small_world.project.id)).state == "running"
    assert await Entry.filter(deed="amendment.ended").count() == 1


async def test_it_refuses_with_a_reason_and_gives_up_only_what_is_being_prepared(browser, small_world):
    here = await begun(browser, small_world)
    one = await Indicator.get(number="1")
    await change(browser, here, "indicator", one.id, target="55")
    await do(browser, here, "asked")
    assert (await do(browser, here, "removed")).status_code == 409
    assert (await do(browser, here, "refused")).status_code == 422
    assert (
        await do(browser, here, "refused", reason="Няма основание", on="20.11.2026")
    ).status_code == 422  # asked on 22nd
    assert (await do(browser, here, "refused", reason="Няма основание")).status_code == 303
    assert "Няма основание" in await browser.get(here)
    assert (await Indicator.get(id=one.id)).target == 40
    answer = await browser.post(f"{BASE}/new", {"kind": "amendment", "reason_bg": "Друго"})
    assert (await do(browser, answer.headers["location"], "removed")).status_code == 303
    assert await Amendment.all().count() == 1
    answer = await browser.post(f"{BASE}/new", {"kind": "amendment", "reason_bg": "", "until": "1.1.2027"})
    assert answer.status_code == 422


async def test_it_is_not_there_for_those_who_do_not_see_the_whole(browser, small_world):
    here = await begun(browser, small_world)
    one = await Indicator.get(number="1")
    assert await amendments_of(small_world.elena, small_world.project) == []
    await browser.post("/sign-out")
    for email, reads, writes in (
        ("elena@puente.example", 403, 403),
        ("petar@druga.example", 404, 404),
        ("ivan@zaedno.example", 200, 403),
        ("angel@odit.example", 200, 403),
    ):
        await browser.sign_in(email)
        assert (await browser.client.get(here)).status_code == reads
        assert (await browser.client.get(BASE)).status_code == reads
        assert (await browser.post(here, {"do": "asked", "version": "1"})).status_code == writes
        assert (await browser.client.get(f"{here}/changes/new?kind=indicator&row={one.id}")).status_code == writes
        await browser.post("/sign-out")
    assert await Activity.all().count() == 1


async def test_it_takes_what_is_planned_in_months_along_with_a_later_start(browser, small_world):
    here = await begun(browser, small_world)
    project = small_world.project
    await row(project, "activity", "2", title_bg="Обмен", start_month="2", end_month="3")
    assert (await Activity.get(number="2")).end_on == date(2026, 3, 31)
    await change(browser, here, "project", project.id, start="1.3.2026", end="28.2.2027")
    page = await browser.get(here)
    assert "1.02.2026 г. – 31.03.2026 г." in page
    assert "1.04.2026 г. – 31.05.2026 г." in page
    assert (await do(browser, here, "approved")).status_code == 303
    moved = await Activity.get(number="2")
    assert (moved.start_on, moved.end_on) == (date(2026, 4, 1), date(2026, 5, 31))
    assert await Entry.filter(deed="activity.changed").count() == 1


async def test_it_asks_as_much_of_the_database_for_many_rows_as_for_few(browser, small_world, caplog):
    here = await begun(browser, small_world)
    one = await Indicator.get(number="1")
    await change(browser, here, "indicator", one.id, target="55")

    async def asked():
        caplog.clear()
        with caplog.at_level(logging.DEBUG, logger="tortoise.db_client"):
            await browser.get(here)
        return len([said for said in caplog.records if said.name == "tortoise.db_client"])

    few = await asked()
    for number in range(3, 13):
        added = await row(small_world.project, "indicator", str(number), name_bg=f"Показател {number}", target="1")
        await row(small_world.project, "deliverable", str(number), title_bg=f"Продукт {number}", due="1.6.2026")
        await change(browser, here, "indicator", added, target="2")
    assert await asked() == few > 0
