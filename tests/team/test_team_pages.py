"""The pages of the team: the list in both languages, the form with its sentences, both versions, and a number nobody reads by chance."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from grants.audit.models import Entry
from grants.storage.database import rows
from grants.team.models import Hours, Timesheet
from tests.cast import CODE, project_of, row
from tests.portfolio.test_reading import statements
from tests.team.test_members import member

pytestmark = pytest.mark.anyio
HERE = f"/projects/{CODE}/team"
EGN = "6101057509"
TYPED = {
    "form_key": "k",
    "name": "Росица Маринова",
    "position_bg": "социален работник",
    "position_en": "social worker",
    "identifier": "egn",
    "personal_number": EGN,
    "engagement": "order",
    "order_number": "РД-17",
    "order": "3.3.2026",
    "start": "1.3.2026",
    "post": "0,5",
    "rate_rule": "hours_1720",
    "cost": "12 384,00",
    "currency": "EUR",
}


async def added(browser, **more):
    """A member typed by the accountant; gives its address."""
    await browser.sign_in("ivan@zaedno.example")
    answer = await browser.post(f"{HERE}/new", TYPED | more)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


async def test_it_lists_the_team_in_bulgarian_with_what_it_costs(browser, small_world):
    await browser.sign_in("ivan@zaedno.example")
    assert "В екипа още няма никого" in await browser.get(HERE)
    await added(browser)
    page = await browser.get(HERE)
    for said in ("Росица Маринова", "заповед", "РД-17 / 3.03.2026", "12 384,00", "от 860", "0,5"):
        assert said in page, said
    assert "няма заповед" not in page


async def test_it_says_beside_the_field_what_is_wrong_and_keeps_what_was_typed(browser, small_world):
    await browser.sign_in("maria@zaedno.example")
    answer = await browser.post(f"{HERE}/new", TYPED | {"personal_number": "6101057508", "cost": "", "name": "  "})
    assert answer.status_code == 422
    assert "Моля, попълнете" in answer.text
    assert "Това не е ЕГН" in answer.text  # everything at once
    answer = await browser.post(f"{HERE}/new", TYPED | {"personal_number": "6101057508", "cost": ""})
    assert answer.status_code == 422
    assert "6101057508" in answer.text  # Maria may see numbers, so it is put back before her
    assert "По това правило часовете се отчитат по разход" in answer.text
    assert "социален работник" in answer.text


async def test_it_shows_a_number_only_to_who_asks_and_may(browser, small_world):
    here = await added(browser)
    for page in (await browser.get(here), await browser.get(f"{here}/edit"), await browser.get(HERE)):
        assert EGN not in page
    assert (await browser.post(f"{here}/number", {})).status_code == 403
    wrong = await browser.post(f"{HERE}/new", TYPED | {"personal_number": "6101057508"})
    assert wrong.status_code == 422
    assert "6101057508" not in wrong.text
    await browser.sign_in("maria@zaedno.example")
    assert EGN not in await browser.get(here)
    shown = await browser.post(f"{here}/number", {})
    assert EGN in shown.text
    assert shown.headers["cache-control"] == "no-store"
    looks = await Entry.filter(deed="personal_number.seen").values("person_name", "subject", "subject_label")
    assert looks == [
        {"person_name": "Мария Иванова", "subject": "team_member", "subject_label": "1 · социален работник"}
    ]
    assert EGN not in str(await rows("SELECT * FROM audit_entry"))


async def test_it_shows_both_versions_to_who_was_slower(browser, small_world):
    here = await added(browser)
    first = TYPED | {"version": "1", "personal_number": "", "form_key": "a", "post": "1"}
    assert (await browser.post(f"{here}/edit", first)).status_code == 303
    answer = await browser.post(f"{here}/edit", first | {"post": "0,25", "form_key": "b"})
    assert answer.status_code == 409
    assert "0,25" in answer.text
    assert "Разлики между двете версии" in answer.text


async def test_it_takes_days_of_leave_beside_their_errors(browser, small_world):
    here = await added(browser)
    wrong = await browser.post(f"{here}/days", {"kind": "leave", "first": "10.3.2026", "last": "9.3.2026"})
    assert wrong.status_code == 422
    assert "Последният ден е преди първия" in wrong.text
    typed = {"form_key": "d", "kind": "leave", "first": "10.3.2026", "last": "12.3.2026", "paper": "ЗО-4"}
    assert (await browser.post(f"{here}/days", typed)).status_code == 303
    page = await browser.get(here)
    assert "ЗО-4" in page
    days = (await rows("SELECT id FROM team_days"))[0]["id"]
    assert (await browser.post(f"{here}/days/{days}/remove", {})).status_code == 303
    assert "ЗО-4" not in await browser.get(here)


async def test_it_shows_a_partner_its_own_people_without_their_cost(browser, small_world):
    theirs = await added(browser, name="Lucía Ortega", partner="2", personal_number="")
    ours = await added(browser, name="Петя Стоева", partner="1", personal_number="", form_key="k2")
    await browser.sign_in("elena@puente.example")
    page = await browser.get(HERE)
    assert "Lucía Ortega" in page
    assert "Петя" not in page
    assert "12,384" not in page + await browser.get(theirs)
    assert (await browser.client.get(ours)).status_code == 404


async def test_it_removes_who_was_entered_by_mistake(browser, small_world):
    here = await added(browser)
    assert "Росица Маринова" in await browser.get(f"{here}/remove")
    assert (await browser.post(f"{here}/remove", {"form_key": "r"})).status_code == 303
    assert await rows("SELECT 1 FROM team_member UNION ALL SELECT 1 FROM personal_number") == []


async def test_it_makes_the_salary_row_of_a_fixed_share_and_leads_to_it(browser, small_world):
    await row(small_world.project, "line", "1", title_bg="Възнаграждения", form="actual", amount="30000")
    share = {"rate_rule": "fixed_share", "cost": "1800", "share": "40", "line": "1", "person": "", "start": "1.9.2026"}
    here = await added(browser, **share)
    page = await browser.get(here)
    assert "40 % от 1 800,00" in page.replace("\u00a0", " ").replace("\u202f", " ")
    assert '<option value="2026-10"' in page
    assert "затова не се иска отчет за отработено време" in page
    assert f"{here}/2026-10" not in page
    answer = await browser.post(f"{here}/salary", {"form_key": "s", "month": "2026-10"})
    assert answer.status_code == 303
    page = await browser.get(here)
    assert '<option value="2026-10"' not in page
    assert "720,00" in page
    again = await browser.post(f"{here}/salary", {"form_key": "s2", "month": "2026-10"})
    assert again.status_code == 409
    wrong = await browser.post(f"{here}/salary", {"form_key": "s3", "month": "октомври"})
    assert wrong.status_code == 422
    expense = (await rows("SELECT id FROM expense"))[0]["id"]
    claim = await browser.get(f"/projects/{CODE}/expenses/{expense}")
    assert "Възнаграждение: социален работник" in claim
    assert "Росица" not in claim
    assert "720,00" in claim
    typed = {"form_key": "e", "version": "1", "amount": "700", "claimed": "31.10.2026", "evidence": "заповед"}
    assert (await browser.post(f"/projects/{CODE}/expenses/{expense}", typed)).status_code == 303
    assert "700,00" in await browser.get(here)


async def test_it_asks_the_database_no_more_for_a_large_team(browser, small_world):
    await added(browser)
    few = await statements(browser, HERE)
    for at in range(5):
        await added(browser, form_key=f"k{at}", name=f"Човек {at}", personal_number="")
    assert await statements(browser, HERE) == few


async def test_it_measures_hours_of_all_projects_against_the_limits_of_all_engagements(browser, small_world):
    second = await project_of("vtori-proekt", small_world.project.kept_by_id, title_bg="Втори проект")
    here = await member(small_world, EGN, start_on=date(2026, 1, 1))
    there = await member(small_world, EGN, second, hours_month=Decimal(100))
    await member(small_world, EGN, second, end_on=date(2025, 12, 31), post=Decimal("0.5"))  # over before this year
    for one, hours in ((here, 60), (there, 45)):
        sheet = await Timesheet.create(member_id=one, month_on=date(2026, 11, 1))
        await Hours.create(sheet_id=sheet.id, day_on=date(2026, 11, 2), hours=Decimal(hours))
    await browser.sign_in("maria@zaedno.example")
    page = plain(await browser.get(HERE))
    assert "105 по всички проекти от 100" in page  # a month may have less there
    assert "105 по всички проекти от 1 720" in page  # two halves of a post make a full one
    assert page.count('class="under late"') == 1 + page.count("няма заповед")


def plain(page):
    """The page with ordinary spaces."""
    return page.replace("\u00a0", " ").replace("\u202f", " ")
