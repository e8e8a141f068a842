"""A month of hours in the browser: typed, submitted, approved by another, and refused with a sentence in the right place."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from grants.audit.models import Entry
from grants.letters.models import Letter
from grants.team.models import DaysOff, Hours, Member, Timesheet, WorkDone
from grants.team.rules import SheetState
from grants.team.timesheets.actions import Entered, approve_month, enter_hours, give_back
from tests.cast import CODE, TODAY, row
from tests.portfolio.test_reading import statements

pytestmark = pytest.mark.anyio
OCTOBER = date(2026, 10, 1)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
BASE = "http://testserver"
TEAM = f"/projects/{CODE}/team"


async def member_of(world, number="1", **more):
    told = {
        "project_id": world.project.id,
        "number": number,
        "position": int(number),
        "name": "Десислава Колева",
        "position_bg": "Обучител",
        "position_en": "Trainer",
        "person_id": world.desislava.person_id,
        "start_on": date(2026, 1, 1),
        "fingerprint": "a" * 64,
    }
    made = await Member.create(**{**told, **more})
    return int(made.id)


@pytest.fixture
async def world(small_world):
    """Two activities, one of them over before October, and a trainer who works in the field."""
    await row(small_world.project, "activity", "1", title_bg="Обучения", title_en="Trainings", partner="1",
              start="1.9.2026", end="31.12.2026")  # fmt: skip
    await row(small_world.project, "activity", "2", title_bg="Подготовка", title_en="Preparation",
              start="1.1.2026", end="31.3.2026")  # fmt: skip
    return small_world


async def activity(number):
    from grants.workplan.models import Activity

    return (await Activity.filter(number=number).values("id"))[0]["id"]


def sent(cells, version=0, **more):
    """A form of the month with every cell of the rows that are typed in."""
    rows = {name.split(".")[0] for name in cells}
    empty = {f"{one}.{n}": "" for one in rows for n in range(1, 32)}
    return {**empty, **cells, "version": str(version), "form_key": f"к{version}{len(cells)}{more}", **more}


async def test_it_keeps_the_hours_as_people_write_them(browser, world):
    who, one = await member_of(world), await activity("1")
    await browser.sign_in("desi@zaedno.example")
    here = f"{TEAM}/{who}/2026-10"
    page = await browser.get(here)
    assert "Обучения" in page
    assert "Подготовка" not in page
    assert "Подготовка" in await browser.get(f"{here}?all=1")
    typed = sent({f"h{one}.1": "7,5", f"h{one}.2": "7:30", "h0.2": "0.25"}, **{f"done{one}": "Две обучения"})
    answer = await browser.post(here, typed)
    assert answer.status_code == 303, answer.text
    kept = await Hours.all().order_by("day_on", "id").values_list("activity_id", "day_on", "hours")
    assert kept == [
        (one, date(2026, 10, 1), Decimal("7.50")),
        (None, date(2026, 10, 2), Decimal("0.25")),
        (one, date(2026, 10, 2), Decimal("7.50")),
    ]
    assert await WorkDone.all().values_list("activity_id", "done") == [(one, "Две обучения")]
    page = await browser.get(here)
    assert 'value="7,5"' in page
    assert "15,25 ч" in page
    entry = (await Entry.filter(deed="timesheet.entered").values())[0]
    assert entry["subject_label"] == "1 · Обучител · 2026-10"
    assert entry["after"]["2026-10-02 · 1"] == "7.50"
    await browser.sign_in("maria@zaedno.example")
    told = await browser.get(f"/projects/{CODE}/history")
    assert "въведе часовете на: Отчет за отработено време 1 · Обучител · 2026-10" in told
    assert "2026-10-02 · 1" in told


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("25", "„25“ е повече от 24-те часа на деня."),
        ("-1", "Отработените часове не може да са под нула."),
        ("7,30", "„7,30“ означава 7:30 по часовника или 7,3 часа? Напишете 7:30 или 7,3."),
        ("осем", "„осем“ не е брой часове. Пишете така: 8, 7,5 или 7:30."),
    ],
)
async def test_it_refuses_beside_the_cell_and_keeps_what_was_typed(browser, world, typed, said):
    who, one = await member_of(world), await activity("1")
    await browser.sign_in("desi@zaedno.example")
    answer = await browser.post(f"{TEAM}/{who}/2026-10", sent({f"h{one}.5": typed, f"h{one}.6": "8"}))
    assert answer.status_code == 422
    assert f'id="h{one}.5-error"' in answer.text
    assert said in answer.text
    assert f'href="#field-h{one}.5"' in answer.text
    assert f"1 · Обучения, 5.10.2026\xa0г.: {said}" in answer.text.replace("\u202f", "\xa0")
    assert f'value="{typed}"' in answer.text
    assert "Без едната клетка за поправяне: 8 ч." in answer.text
    assert not await Timesheet.all().exists()


async def filled(world, who, cells, by=None, first=OCTOBER, version=0, *, submit=False, project=None):
    entered = Entered({activity for activity, _ in cells} | {None}, cells)
    where = project or world.project
    await enter_hours(by or world.maria, where, who, first, version, entered, TODAY, submit=submit)


async def test_it_refuses_a_day_over_24_hours_over_all_projects(browser, world):
    from grants.projects.models import Project

    who = await member_of(world)
    there = await Project.create(code="друг", title_bg="Таен проект", kept_by_id=world.project.kept_by_id)
    other = await member_of(world, project_id=there.id)
    sheet = await Timesheet.create(member_id=other, month_on=OCTOBER)
    await Hours.create(sheet_id=sheet.id, day_on=date(2026, 10, 5), hours=Decimal(20))
    await browser.sign_in("desi@zaedno.example")
    answer = await browser.post(f"{TEAM}/{who}/2026-10", sent({"h0.5": "4,25"}))
    assert answer.status_code == 422
    assert "С 20 часа в други проекти" in answer.text
    assert "Таен проект" not in answer.text
    assert (await browser.post(f"{TEAM}/{who}/2026-10", sent({"h0.5": "4"}))).status_code == 303
    page = await browser.get(f"{TEAM}/{who}/2026-10")
    assert "В други проекти" in page
    assert "24 часа на този ден по всички проекти; допустими са най-много 12." in page


async def test_it_warns_beside_the_day_and_keeps_all_the_same(browser, world):
    who = await member_of(world)
    await DaysOff.create(member_id=who, kind="leave", first_on=date(2026, 9, 14), last_on=date(2026, 9, 14))
    await browser.sign_in("desi@zaedno.example")
    here = f"{TEAM}/{who}/2026-09"
    answer = await browser.post(here, sent({"h0.7": "4", "h0.12": "4", "h0.14": "4", "h0.15": "4"}))
    assert answer.status_code == 303
    page = await browser.get(here)
    assert "Часове в официален празник (Ден на Съединението (почивен ден)) без заповед за работа." in page
    assert "Часове в почивен ден без заповед за работа." in page
    assert "Часове в ден на отпуск." in page
    assert [f'data-odd-day="{n}"' in page for n in (7, 12, 14, 15)] == [True, True, True, False]
    assert await Hours.all().count() == 4


async def test_it_tells_the_sums_and_what_is_odd_while_it_is_typed_and_keeps_nothing(browser, world):
    who, one = await member_of(world), await activity("1")
    await browser.sign_in("desi@zaedno.example")
    typed = sent({f"h{one}.5": "7:30", f"h{one}.10": "2", "h0.5": "1", "h0.6": "25"}, then="sums")
    answer = await browser.client.post(f"{TEAM}/{who}/2026-10", data=typed)
    assert answer.status_code == 200
    assert f'<span data-sum-of="a{one}">9,5</span>' in answer.text
    assert '<span data-sum-of="d5">8,5</span>' in answer.text
    assert '<span data-sum-of="t">10,5</span>' in answer.text
    assert "Без едната клетка за поправяне: 10,5 ч." in answer.text
    assert 'data-odd-day="10"' in answer.text
    assert not await Timesheet.all().exists()


async def test_it_lays_last_months_hours_into_empty_cells_and_keeps_nothing(browser, world):
    who, one = await member_of(world), await activity("1")
    september = {(one, date(2026, 9, n)): Decimal("7.5") for n in (1, 2, 3, 4)}
    await filled(world, who, september, first=date(2026, 9, 1))
    await browser.sign_in("desi@zaedno.example")
    answer = await browser.post(f"{TEAM}/{who}/2026-10", sent({f"h{one}.1": "3"}, then="copy"))
    assert answer.status_code == 200
    assert f'name="h{one}.1" id="field-h{one}.1" value="3"' in answer.text
    assert f'name="h{one}.6" id="field-h{one}.6" value="7,5"' in answer.text
    assert f'name="h{one}.3" id="field-h{one}.3" value=""' in answer.text  # a Saturday
    assert "още нищо не е запазено" in answer.text
    assert await Timesheet.all().count() == 1


async def test_it_shows_both_versions_where_two_people_type_at_once(browser, world):
    who, one = await member_of(world), await activity("1")
    await filled(world, who, {(one, date(2026, 10, 5)): Decimal(8)})
    await filled(world, who, {(one, date(2026, 10, 5)): Decimal(6)}, version=1)
    await browser.sign_in("desi@zaedno.example")
    answer = await browser.post(f"{TEAM}/{who}/2026-10", sent({f"h{one}.5": "7"}, version=1, **{f"done{one}": "Моето"}))
    assert answer.status_code == 409
    assert '<td data-label="Там е сега">6</td>' in answer.text or ">6</td>" in answer.text
    assert 'value="7"' in answer.text
    assert "Моето" in answer.text
    assert 'name="version" value="2"' in answer.text
    again = await browser.post(f"{TEAM}/{who}/2026-10", sent({f"h{one}.5": "7"}, version=2))
    assert again.status_code == 303
    assert await Hours.all().values_list("hours", flat=True) == [Decimal(7)]


async def test_it_goes_to_another_for_approval_and_its_hours_then_stand(browser, world):
    who = await member_of(world)
    here = f"{TEAM}/{who}/2026-10"
    await browser.sign_in("desi@zaedno.example")
    answer = await browser.post(here, sent({"h0.5": "8", "h0.6": "8"}, then="submit"))
    assert answer.status_code == 303
    assert (await browser.post(f"{here}/decision", {"to": "approved", "version": "1"})).status_code == 403
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(here)
    assert "Одобряване" in page
    assert "Още не е написано какво е извършено по „Друга работа по проекта“" in page
    answer = await browser.post(f"{here}/decision", {"to": "returned", "version": "1", "reason": " "})
    assert answer.status_code == 422
    assert 'id="field-reason-error"' in answer.text
    answer = await browser.post(f"{here}/decision", {"to": "approved", "version": "1", "form_key": "а"})
    assert answer.status_code == 303
    sheet = (await Timesheet.all().values())[0]
    assert (sheet["state"], sheet["approved_by_id"], sheet["approved_on"]) == ("approved", world.maria.person_id, TODAY)
    assert "одобрил(а): Мария Иванова" in await browser.get(here)
    await browser.sign_in("desi@zaedno.example")
    answer = await browser.post(here, sent({"h0.5": "9"}, version=2))
    assert answer.status_code == 409
    assert "Този месец е одобрен и часовете му не се променят." in answer.text
    assert await Hours.all().order_by("id").values_list("hours") == [(Decimal(8),), (Decimal(8),)]
    deeds = await Entry.filter(deed__startswith="timesheet.").order_by("id").values_list("deed", "after")
    assert [deed for deed, _ in deeds] == ["timesheet.entered", "timesheet.submitted", "timesheet.approved"]
    assert deeds[-1][1]["hours"] == "16.00"


async def test_it_is_given_back_or_opened_again_with_a_reason_its_person_reads(browser, world, golden):
    who = await member_of(world)
    here = f"{TEAM}/{who}/2026-10"
    await filled(world, who, {(None, date(2026, 10, 5)): Decimal(8)}, by=world.desislava, submit=True)
    reason = "Липсват часовете от 6-и.\nДопълнете ги."
    await give_back(world.ivan, world.project, who, OCTOBER, 1, reason, NOW, BASE)
    [letter] = await Letter.all().values()
    assert (letter["to_address"], letter["language"]) == ("desi@zaedno.example", "bg")
    golden("timesheet_returned.bg.txt", f"{letter['subject']}\n\n{letter['plain']}")
    assert "Липсват часовете от 6-и.<br>" in letter["html"]
    await browser.sign_in("desi@zaedno.example")
    page = await browser.get(here)
    assert "Липсват часовете от 6-и" in page
    assert (await browser.post(here, sent({"h0.6": "8"}, version=2, then="submit"))).status_code == 303
    assert "Липсват часовете" not in await browser.get(here)
    await approve_month(world.ivan, world.project, who, OCTOBER, 3, TODAY)
    await browser.sign_in("ivan@zaedno.example")
    answer = await browser.post(
        f"{here}/decision", {"to": "returned", "version": "4", "reason": "Сгрешена дейност", "form_key": "о"}
    )
    assert answer.status_code == 303
    assert await Timesheet.filter(state=SheetState.RETURNED).exists()
    assert await Entry.filter(deed="timesheet.reopened", reason="Сгрешена дейност").exists()
    again = await Letter.all().order_by("-id").first().values("to_address", "plain")
    assert again["to_address"] == "desi@zaedno.example"
    assert "Иван Петров отвори отново" in again["plain"]


async def test_it_stands_among_the_tasks_of_who_may_approve_it_and_of_whose_it_was_when_returned(browser, world):
    mine = await member_of(world, person_id=world.maria.person_id)
    named = await member_of(world, "2", person_id=None, fingerprint="b" * 64, name="Стоян Без Вход")
    theirs = await member_of(world, "3", fingerprint="c" * 64)
    for who, by in ((mine, world.maria), (named, world.maria), (theirs, world.desislava)):
        await filled(world, who, {(None, date(2026, 10, 5)): Decimal(8)}, by=by, submit=True)
    await browser.sign_in("maria@zaedno.example")
    page = plain(await browser.get("/tasks"))
    assert "1 отчет за отработено време за октомври 2026 г. чака одобрение" in page
    assert f'href="{TEAM}/months/2026-10?show=waiting"' in page
    await row(world.project, "terms", title_bg="Договор", own_verification="yes")
    assert "2 отчета за отработено време за октомври 2026 г. чакат одобрение" in plain(await browser.get("/tasks"))
    await browser.sign_in("ivan@zaedno.example")
    assert "3 отчета за отработено време" in plain(await browser.get("/tasks"))
    await browser.sign_in("desi@zaedno.example")
    assert "отработено време" not in await browser.get("/tasks")
    await give_back(world.ivan, world.project, theirs, OCTOBER, 1, "Без празника", NOW, BASE)
    page = plain(await browser.get("/tasks"))
    assert "Отчет за отработено време за октомври 2026 г." in page
    assert f'href="{TEAM}/{theirs}/2026-10"' in page


async def test_it_tells_who_submitted_in_anothers_name_but_nobody_whose_seat_is_gone(world):
    named = await member_of(world, person_id=world.petar.person_id)  # who has no seat in this project
    await filled(world, named, {(None, date(2026, 10, 5)): Decimal(8)}, submit=True)
    await give_back(world.ivan, world.project, named, OCTOBER, 1, "Без празника", NOW, BASE)
    assert await Letter.all().values("to_address") == [{"to_address": "maria@zaedno.example"}]


async def test_nobody_approves_its_own_hours_nor_what_it_sent_in_anothers_name(browser, world):
    own = await member_of(world, person_id=world.maria.person_id)
    named = await member_of(world, "2", person_id=None, fingerprint="b" * 64, name="Стоян Без Вход")
    for who in (own, named):
        await filled(world, who, {(None, date(2026, 10, 5)): Decimal(8)}, submit=True)
    await browser.sign_in("maria@zaedno.example")
    for who, said in ((own, "Това са Вашите собствени часове."), (named, "Вие подадохте този месец.")):
        assert said in await browser.get(f"{TEAM}/{who}/2026-10")
        answer = await browser.post(f"{TEAM}/{who}/2026-10/decision", {"to": "approved", "version": "1"})
        assert answer.status_code == 403
        assert said in answer.text
    answer = await browser.post(f"{TEAM}/months/2026-10", {f"member_{own}": "yes", f"version_{own}": "1"})
    assert answer.status_code == 403
    assert "Десислава Колева: Това са Вашите собствени часове." in answer.text
    assert await Timesheet.filter(state=SheetState.APPROVED).count() == 0


async def test_it_lists_who_has_not_entered_and_approves_several_at_once(browser, world):
    first = await member_of(world)
    second = await member_of(world, "2", name="Стоян Стоянов", person_id=None, fingerprint="b" * 64)
    await member_of(world, "3", name="Петя Невъвела", person_id=None, fingerprint="c" * 64)
    await member_of(world, "4", name="Иво Утрешен", start_on=TODAY, fingerprint="d" * 64)
    for who in (first, second):
        await filled(world, who, {(None, date(2026, 10, 5)): Decimal("7.5")}, by=world.ivan, submit=True)
    await browser.sign_in("maria@zaedno.example")
    here = f"{TEAM}/months/2026-10"
    page = await browser.get(here)
    assert "Петя Невъвела" in page
    assert "Иво Утрешен" not in page
    missing = await browser.get(f"{here}?show=missing")
    assert "Петя Невъвела" in missing
    assert "Стоян Стоянов" not in missing
    assert (await browser.post(here, {"form_key": "н"})).status_code == 422
    chosen = {f"member_{who}": "yes" for who in (first, second)}
    stale = await browser.post(here, {**chosen, f"version_{first}": "1", f"version_{second}": "7"})
    assert stale.status_code == 409
    assert "Стоян Стоянов: Междувременно друг промени този месец." in stale.text
    assert await Timesheet.filter(state=SheetState.APPROVED).count() == 0
    answer = await browser.post(here, {**chosen, f"version_{first}": "1", f"version_{second}": "1", "form_key": "д"})
    assert answer.status_code == 303
    assert await Timesheet.filter(state=SheetState.APPROVED).count() == 2


async def test_it_comes_out_on_paper_with_both_signatures_in_either_language(browser, world):
    who, one = await member_of(world, order_number="12"), await activity("1")
    cells = {(one, date(2026, 10, 5)): Decimal("7.5"), (None, date(2026, 10, 6)): Decimal(1)}
    entered = Entered({one, None}, cells, {one: ("Две обучения", "Обучени 24 души")})
    await enter_hours(world.maria, world.project, who, OCTOBER, 0, entered, TODAY)
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(f"{TEAM}/{who}/2026-10/paper")
    for said in (
        "Отчет за отработено време",
        "Десислава Колева",
        "Обучени 24 души",
        "8,5",
        "ръководител на проекта",
        "Мария Иванова",
    ):
        assert said in page
    english = await browser.get(f"{TEAM}/{who}/2026-10/paper?lang=en")
    for said in ("Timesheet: October 2026", "Trainer", "8.5", "head of the project", "date and signature"):
        assert said in english


async def test_it_asks_the_database_as_often_for_one_activity_as_for_twenty(browser, world):
    who = await member_of(world)
    await browser.sign_in("maria@zaedno.example")
    few = await statements(browser, f"{TEAM}/{who}/2026-10")
    for n in range(3, 20):
        await row(world.project, "activity", str(n), title_bg=f"Дейност {n}")
    many = {(await activity(str(n)), OCTOBER + timedelta(n)): Decimal(1) for n in range(3, 20)}
    await filled(world, who, many)
    assert await statements(browser, f"{TEAM}/{who}/2026-10") == few


async def test_it_shows_each_only_the_months_it_may_see(browser, world):
    own = await member_of(world)
    theirs = await member_of(world, "2", name="Чужд Човек", person_id=None, partner_id=world.lead, fingerprint="b" * 64)
    of_part = await member_of(world, "3", name="Ana", person_id=None, partner_id=world.partner, fingerprint="c" * 64)
    await browser.sign_in("desi@zaedno.example")
    assert "Чужд Човек" not in await browser.get(f"{TEAM}/months/2026-10")
    await browser.get(f"{TEAM}/{theirs}/2026-10", 404)
    await browser.sign_in("elena@puente.example")
    seen = await browser.get(f"{TEAM}/months/2026-10")
    assert "Ana" in seen
    assert "Чужд Човек" not in seen
    await browser.get(f"{TEAM}/{own}/2026-10", 404)
    assert 'name="h0.1"' not in await browser.get(f"{TEAM}/{of_part}/2026-10")
    assert (await browser.post(f"{TEAM}/{of_part}/2026-10", sent({"h0.1": "8"}))).status_code == 403
    await browser.sign_in("angel@odit.example")
    assert 'name="h0.1"' not in await browser.get(f"{TEAM}/{own}/2026-10")


async def test_a_partner_keeps_hours_in_activities_it_does_not_see(browser, world):
    own = await row(world.project, "activity", "7", title_en="Exchange", partner="2")
    who, one = await member_of(world, person_id=world.elena.person_id, partner_id=world.partner), await activity("1")
    await filled(world, who, {(one, date(2026, 10, 5)): Decimal(16)})
    await browser.sign_in("elena@puente.example")
    here = f"{TEAM}/{who}/2026-10"
    page = await browser.get(here)
    assert "In activities of other partners" in page
    assert "Trainings" not in page
    over = await browser.post(here, sent({f"h{own}.5": "9"}, version=1))
    assert over.status_code == 422
    assert "come to 25; a day has 24." in over.text
    forged = sent({f"h{own}.5": "2.5", f"h{one}.6": "8"}, version=1)
    assert (await browser.post(here, forged)).status_code == 303
    assert await Hours.all().order_by("hours").values_list("activity_id", "hours") == [
        (own, Decimal("2.50")),
        (one, Decimal("16.00")),
    ]


def plain(page):
    """The page with ordinary spaces."""
    return page.replace("\u00a0", " ").replace("\u202f", " ")
