"""The tab of the contract: its stage, periods, duties and keeping, as each sees and changes them."""

from __future__ import annotations

import re

import pytest

from grants.access import OPERATOR, Permission
from grants.acting import acting
from grants.audit.models import Entry
from grants.projects.actions import move_periods
from grants.projects.models import Duty, Period, Project
from grants.projects.periods import reporting_plan
from tests.cast import CODE, TODAY, row
from tests.portfolio.test_reading import statements
from tests.projects.test_reporting_periods import day

pytestmark = pytest.mark.anyio

PAGE = f"/projects/{CODE}/contract"


async def contract(project, **more):
    typed = {
        "signed": "10.12.2025", "in_force": "10.12.2025", "start": "1.01.2026", "end": "31.12.2026", "state": "in_force",
        "rhythm": "from_start", "rhythm_months": "6", "report_days": "30", "final_report_days": "60", **more,
    }  # fmt: skip
    return await row(project, "contract", typed.pop("number", "1"), currency="EUR", **typed)


def hidden(page, name):
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found.group(1)


async def made(browser):
    """The periods, made as the manager makes them."""
    page = await browser.get(f"{PAGE}/periods")
    answer = await browser.post(
        f"{PAGE}/periods", {"form_key": hidden(page, "form_key"), "shown": hidden(page, "shown")}
    )
    assert answer.status_code == 303, answer.text


async def test_it_shows_what_the_periods_would_be_before_it_makes_them(browser, small_world):
    await contract(small_world.project)
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(PAGE)
    assert "Създаване по договора" in page
    assert "периоди от по 6 месеца, от началото на проекта" in page
    page = await browser.get(f"{PAGE}/periods")
    assert "Още нищо не е променено." in page
    assert "1.01.2026 г. – 30.06.2026 г." in page
    assert "30.07.2026" in page
    assert not await Period.filter(project_id=small_world.project.id).exists()
    await made(browser)
    found = (
        await Period.filter(project_id=small_world.project.id)
        .order_by("start_on")
        .values("number", "kind", "due_on", "generated")
    )
    assert [(one["number"], one["kind"].value, one["due_on"], one["generated"]) for one in found] == [
        ("1", "interim", day("30.7.2026"), True), ("2", "final", day("1.3.2027"), True),
    ]  # fmt: skip
    page = await browser.get(PAGE)
    assert "Приведи ги към договора" not in page
    assert "115 дни" in page  # nobody submitted the first one
    assert "Всеки отчет е подаден в срок" in page


async def test_it_does_not_make_other_periods_than_were_shown(browser, small_world):
    await contract(small_world.project)
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(f"{PAGE}/periods")
    await contract(small_world.project, number="2", in_force="1.06.2026", end="30.06.2027")
    answer = await browser.post(f"{PAGE}/periods", {"form_key": "ключ", "shown": hidden(page, "shown")})
    assert answer.status_code == 409
    assert "Междувременно договорът или периодите са променени" in answer.text
    assert not await Period.filter(project_id=small_world.project.id).exists()
    page = await browser.get(f"{PAGE}/periods")
    await browser.post(f"{PAGE}/periods", {"form_key": "ключ-2", "shown": hidden(page, "shown")})
    assert await Period.filter(project_id=small_world.project.id).count() == 3
    again = await browser.post(f"{PAGE}/periods", {"form_key": "ключ-2", "shown": hidden(page, "shown")})
    assert again.status_code == 303
    assert await Period.filter(project_id=small_world.project.id).count() == 3


async def test_it_leaves_a_period_changed_by_hand_when_an_amendment_moves_the_others(browser, small_world):
    await contract(small_world.project)
    await browser.sign_in("maria@zaedno.example")
    await made(browser)
    first = await Period.get(project_id=small_world.project.id, number="1")
    form = {"kind": "interim", "start": "1.01.2026", "end": "30.06.2026", "due": "15.09.2026", "technical": "yes",
            "financial": "yes", "state": "planned", "version": "1"}  # fmt: skip
    page = f"/projects/{CODE}/rows/period/{first.id}"
    asked = await browser.post(page, form)  # its report was due on another day, which is shown first
    assert (await browser.post(page, form | {"moves": hidden(asked.text, "moves")})).status_code == 303
    await contract(small_world.project, number="2", in_force="1.09.2026", end="30.06.2027")
    async with acting(OPERATOR, Permission.EDIT_PROJECT, small_world.project.ref) as deed:
        moves = await move_periods(deed, small_world.project.ref, await reporting_plan(small_world.project.id, TODAY))
    assert [move.what.value for move in moves] == ["changed", "added"]
    found = await Period.filter(project_id=small_world.project.id).order_by("start_on").values()
    assert [(one["kind"].value, one["end_on"], one["due_on"], one["generated"]) for one in found] == [
        ("interim", day("30.6.2026"), day("15.9.2026"), False),
        ("interim", day("31.12.2026"), day("30.1.2027"), True),
        ("final", day("30.6.2027"), day("29.8.2027"), True),
    ]
    assert "въведен на ръка" in await browser.get(PAGE)


async def test_it_tells_what_is_missing_for_periods(browser, small_world):
    await browser.sign_in("maria@zaedno.example")
    assert "Датите на договора не са известни" in await browser.get(f"{PAGE}/periods")
    await contract(small_world.project, rhythm="none", rhythm_months="", final_report_days="", report_days="")
    assert "няма посочен ритъм" in await browser.get(f"{PAGE}/periods")
    form = {"state": "in_force", "currency": "EUR", "rhythm": "calendar", "rhythm_months": "5"}
    answer = await browser.post(f"/projects/{CODE}/rows/contract/new", form)
    assert answer.status_code == 422
    assert "По календара един период е 1, 2, 3, 4, 6 или 12 месеца." in answer.text


async def report(browser, period_id, version, **typed):
    return await browser.post(
        f"{PAGE}/periods/{period_id}", {"form_key": f"к{version}{typed}", "version": str(version), **typed}
    )


async def test_it_follows_a_report_from_submitted_over_returned_to_accepted(browser, small_world):
    await contract(small_world.project)
    await browser.sign_in("maria@zaedno.example")
    await made(browser)
    await row(small_world.project, "payment", "1", kind="interim", package="7", requested="1.08.2026", requested_sum="8 000",
              received="20.10.2026", received_sum="7 500")  # fmt: skip
    first = (await Period.get(project_id=small_world.project.id, number="1")).id
    assert (await report(browser, first, 1, to="submitted", on="20.07.2026", package="7")).status_code == 303
    refused = await report(browser, first, 2, to="returned", on="1.08.2026")
    assert refused.status_code == 422
    assert "Напишете защо, за да знаят другите какво да поправят." in refused.text
    early = await report(browser, first, 2, to="accepted", on="1.07.2026", reason="Приет „наведнъж“")
    assert early.status_code == 422
    assert "Приет „наведнъж“" in early.text
    assert "Отчетът е подаден едва на 20.07.2026" in early.text.replace("\xa0", " ")
    assert (await report(browser, first, 2, to="returned", on="1.08.2026", reason="Липсват подписи")).status_code == 303
    assert (await report(browser, first, 2, to="submitted", on="2.08.2026")).status_code == 409  # somebody was quicker
    assert (await report(browser, first, 3, to="submitted", on="5.08.2026")).status_code == 303
    assert (await report(browser, first, 4, to="accepted", on="1.09.2026")).status_code == 303
    page = await browser.get(PAGE)
    assert "приет отчет" in page
    assert "7 500,00 €, получени на 20.10.2026" in page
    deeds = await Entry.filter(subject="period", subject_id=first).order_by("id").values("deed")
    assert [one["deed"] for one in deeds] == [
        f"period.{verb}" for verb in ("added", "submitted", "funder_returned", "submitted", "funder_accepted")
    ]
    assert "Липсват подписи" in await browser.get(f"/projects/{CODE}/history")


async def test_it_takes_on_proposed_duties_and_shows_what_has_no_evidence(browser, small_world):
    project = small_world.project
    await contract(project)
    await row(project, "number", "1", kind="contract", value=CODE)
    await Project.filter(id=project.id).update(total_cents=12_000_000)
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(PAGE)
    assert "Проектът струва повече от 100 000,00 €" in page
    key = hidden(page.split('class="proposed')[1], "form_key")
    assert (await browser.post(f"{PAGE}/duties", {"form_key": key, "kind": "plaque"})).status_code == 303
    assert (await browser.post(f"{PAGE}/duties", {"form_key": "друг", "kind": "plaque"})).status_code == 422
    assert (await browser.post(f"{PAGE}/duties", {"form_key": "трети", "kind": "all"})).status_code == 303
    duties = {one["kind"].value: one for one in await Duty.filter(project_id=project.id).values()}
    assert set(duties) == {"plaque", "website", "social_media", "statement", "results"}
    assert duties["plaque"]["title_bg"] == "Траен билборд или табела"
    assert duties["plaque"]["title_en"] == "Durable plaque or billboard"
    assert "Задължения, които проектът изглежда има" not in await browser.get(PAGE)
    await Duty.filter(project_id=project.id, kind="website").update(done_on=day("1.2.2026"))
    page = await browser.get(PAGE)
    assert "липсва доказателство" in page
    assert "Доказателство за всяко изпълнено задължение" in page.split("is-missing")[1] + page


async def test_it_says_until_when_papers_are_kept_and_how_that_is_counted(browser, small_world):
    project = small_world.project
    await row(project, "number", "1", kind="contract", value=CODE)
    await row(project, "payment", "1", kind="final", received="12.03.2026", received_sum="100")
    await browser.sign_in("ivan@zaedno.example")
    page = await browser.get(PAGE)
    assert "31 декември 2031 г." in page
    assert "Последното плащане е на 12.03.2026 г.: 5 години от 31 декември 2026 г." in page
    await row(project, "keeping", "1", kind="state_aid", **{"from": "5.06.2024"})
    page = await browser.get(f"{PAGE}?lang=en")
    assert "5 June 2034" in page
    assert "The aid was granted on 5 Jun 2024: 10 years from that day." in page
    answer = await browser.get(PAGE)
    assert "От няколко основания важи най-късното." in answer


async def test_it_moves_a_project_on_with_a_reason_for_what_is_missing(browser, small_world):
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(f"{PAGE}/stage?to=reporting")
    assert "Още нещо липсва. Можете да продължите и така; напишете защо." in page
    refused = await browser.post(f"{PAGE}/stage", {"form_key": "к1", "to": "reporting"})
    assert refused.status_code == 422
    assert "Напишете защо: остава в историята." in refused.text
    sent = {"form_key": "к2", "to": "reporting", "reason": "Финансиращият прие устно"}
    assert (await browser.post(f"{PAGE}/stage", sent)).status_code == 303
    assert (await Project.get(id=small_world.project.id)).state == "reporting"
    assert "Финансиращият прие устно" in await browser.get(f"/projects/{CODE}/history")
    senseless = await browser.post(f"{PAGE}/stage", {"form_key": "к3", "to": "suspended", "reason": "така"})
    assert senseless.status_code == 422
    assert (await browser.client.get(f"{PAGE}/stage?to=луна")).status_code == 303


async def test_it_keeps_the_stage_out_of_the_project_form(browser, small_world):
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(f"/projects/{CODE}/edit")
    form = {"title_bg": "Заедно", "state": "closed", "currency": "EUR", "version": hidden(page, "version")}
    answer = await browser.post(f"/projects/{CODE}/edit", form)
    assert answer.status_code == 422
    assert "Етапът се променя в раздел „Договор“" in answer.text


async def test_it_shows_a_partner_the_periods_and_nothing_of_the_whole(browser, small_world):
    await contract(small_world.project, total="1 234 567")
    await row(small_world.project, "period", "1", kind="interim", start="1.01.2026", end="30.06.2026", package="7")
    await row(
        small_world.project, "payment", "1", kind="interim", package="7", requested="1.08.2026", requested_sum="8 000"
    )
    await row(small_world.project, "duty", "1", kind="poster", title_bg="Плакат на водещия", partner="1")
    await row(small_world.project, "duty", "2", kind="poster", title_bg="Плакат на партньора", partner="2")
    await browser.sign_in("elena@puente.example")
    page = await browser.get(f"{PAGE}?lang=bg")
    assert "Плакат на партньора" in page
    assert "1.01.2026 г. – 30.06.2026 г." in page
    for unseen in (
        "Плакат на водещия",
        "1 234 567",
        "8 000",
        "Какво се иска на този етап",
        "Срок за съхранение",
        "Напред към",
    ):
        assert unseen not in page
    period = await Period.get(project_id=small_world.project.id)
    page = await browser.get(f"{PAGE}/periods/{period.id}")
    assert "8,000" not in page
    assert "8 000" not in page
    assert (await report(browser, period.id, 1, to="submitted", on="1.08.2026")).status_code == 403


async def test_it_asks_the_database_as_often_for_many_rows_as_for_few(browser, small_world):
    await contract(small_world.project)
    await browser.sign_in("maria@zaedno.example")
    await row(small_world.project, "period", "1", kind="interim", start="1.01.2026", end="30.06.2026")
    few = await statements(browser, PAGE)
    for n in range(2, 8):
        await row(small_world.project, "period", str(n), kind="progress", start="1.01.2026", end="30.06.2026")
        await row(small_world.project, "duty", str(n), kind="other", title_bg="Плакат", partner="1")
        await row(small_world.project, "keeping", str(n), kind="other", until="1.01.2030")
    assert await statements(browser, PAGE) == few
    assert few <= 26
