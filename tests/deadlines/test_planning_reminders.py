"""The morning's letters are planned: to whom, about what, once (напомняния за срокове)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from grants.access import CLOCK, Identity, Role
from grants.audit.models import Entry
from grants.deadlines.models import Deadline, Reminder
from grants.deadlines.reminding.actions import plan_reminders
from grants.deadlines.rules import DeadlineState
from grants.errors import NotAllowed
from grants.letters.models import Letter
from grants.letters.rules import LetterState
from grants.people.models import Membership, Person
from grants.projects.models import Organisation, Project
from tests import bare_rows as world

pytestmark = pytest.mark.anyio
SOFIA = ZoneInfo("Europe/Sofia")
BASE = "https://grants.example.org"


@dataclass
class Cast:
    """Maria coordinates, Ivan keeps the accounts, Elena is the partner, Petar belongs to another project."""

    office: Organisation
    project: Project
    other: Project
    maria: Person
    ivan: Person
    elena: Person
    petar: Person


@pytest.fixture
async def cast(db) -> Cast:
    office = await world.organisation()
    maria = await world.person("Мария Стоянова", "maria@example.org")
    ivan = await world.person("Ivan Petkov", "ivan@example.org", "en")
    elena = await world.person("Елена Маринова", "elena@example.org")
    petar = await world.person("Петър Колев", "petar@example.org")
    project = await world.project(
        "BG05SFPR002-2.001-0012", "Грижа в общността", office, acronym="ГРИЖА", coordinator=maria
    )
    other = await world.project("ГМ-2026-4", "Младежки център „Заедно“", await world.organisation("Община Твърдица"))
    part = await world.partner(project, "Община Гурково")
    await world.seat(maria, Role.MANAGER, office)
    await world.seat(ivan, Role.ACCOUNTANT, project)
    await world.seat(elena, Role.PARTNER, project, partner=part)
    await world.seat(petar, Role.MANAGER, other)
    return Cast(office, project, other, maria, ivan, elena, petar)


async def plan(today: date, by: Identity = CLOCK) -> int:
    return await plan_reminders(by, today, SOFIA, BASE)


async def letters() -> list[Letter]:
    return await Letter.all().order_by("id")


async def readers() -> list[str]:
    return [letter.to_address for letter in await letters()]


async def test_it_writes_one_letter_naming_all_of_a_persons_deadlines(cast, today):
    await world.deadline(cast.project, today + timedelta(days=2), "Междинен отчет", cast.maria)
    await world.deadline(cast.project, today + timedelta(days=14), "Искане за плащане", cast.maria)
    await world.deadline(cast.project, today - timedelta(days=2), "Отговор на УО", cast.maria)
    await world.deadline(cast.project, today + timedelta(days=60), "Окончателен отчет", cast.maria)
    await world.deadline(cast.project, today, "Отменен срок", cast.maria, state=DeadlineState.CANCELLED)
    assert await plan(today) == 1
    (letter,) = await letters()
    assert letter.key == f"reminders:{cast.maria.id}:2026-11-22"
    assert (letter.to_address, letter.language, letter.state) == ("maria@example.org", "bg", LetterState.WAITING)
    for title in ("Междинен отчет", "Искане за плащане", "Отговор на УО"):
        assert title in letter.plain
        assert title in letter.html
    assert "Окончателен отчет" not in letter.plain
    assert "Отменен срок" not in letter.plain
    assert [reminder.step for reminder in await Reminder.all().order_by("step")] == [-1, 2, 14]
    (entry,) = await Entry.filter(deed="reminders.planned")
    assert (entry.person_name, entry.subject_label) == ("clock", "Мария Стоянова")


async def test_it_writes_nothing_and_says_nothing_when_nothing_is_due(cast, today):
    await world.deadline(cast.project, today + timedelta(days=31))
    assert await plan(today) == 0
    assert await letters() == []
    assert await Entry.all().count() == 0


async def test_it_writes_once_when_planned_twice(cast, today):
    await world.deadline(cast.project, today, who=cast.maria)
    assert [await plan(today), await plan(today)] == [1, 0]
    assert len(await letters()) == 1


async def test_it_writes_once_when_two_plan_at_the_same_moment(cast, today):
    for days in range(-3, 3):
        await world.deadline(cast.project, today + timedelta(days=days), f"Срок {days}", cast.maria)
    assert sorted(await asyncio.gather(plan(today), plan(today), plan(today))) == [0, 0, 1]
    assert len(await letters()) == 1


async def test_it_reminds_of_each_step_once_whatever_days_it_runs(cast, today):
    due = today + timedelta(days=40)
    await world.deadline(cast.project, due, who=cast.maria)
    mornings = [day for day in range(45) if await plan(today + timedelta(days=day))]
    assert [40 - day for day in mornings] == [30, 14, 7, 2, 0, -1, -4]


async def test_what_was_told_while_the_clock_was_months_ahead_is_told_again_on_its_day(cast, today):
    """Часовникът е напред със 120 дни: „закъсняло“ не отменя напомнянията преди срока."""
    due = today + timedelta(days=20)
    await world.deadline(cast.project, due, who=cast.maria)
    assert await plan(today + timedelta(days=120)) == 1
    await Letter.all().update(state=LetterState.SENT)
    told = [day for day in range(25) if await plan(today + timedelta(days=day))]
    assert [20 - day for day in told] == [20, 14, 7, 2, 0, -1, -4]
    assert "120" not in "".join(letter.plain for letter in (await letters())[1:])


@pytest.mark.parametrize("state", [LetterState.SENT, LetterState.WAITING])
async def test_a_morning_that_a_clock_months_ahead_planned_already_is_planned_again_when_it_comes(cast, today, state):
    """Напомнянето два дни преди срока не се губи, защото часовникът веднъж е показал този ден."""
    await world.deadline(cast.project, today + timedelta(days=122), who=cast.maria)
    assert await plan(today + timedelta(days=120)) == 1
    await Letter.all().update(state=state)
    told = [day for day in range(128) if await plan(today + timedelta(days=day))]
    assert [122 - day for day in told] == [30, 14, 7, 2, 0, -1, -4]
    wrong = await Letter.get(key__startswith="ahead:")
    assert wrong.state is (LetterState.SENT if state is LetterState.SENT else LetterState.REPLACED)  # it is said once


async def test_a_clock_that_is_behind_and_has_nothing_to_write_meanwhile_has_nothing_told_twice(cast, today):
    await world.deadline(cast.project, today + timedelta(days=2), who=cast.maria)
    assert [await plan(today - timedelta(days=days)) for days in (0, 120, 40, 0)] == [1, 0, 0, 0]
    assert [letter.state for letter in await letters()] == [LetterState.WAITING]


@pytest.mark.parametrize("ahead", [0, 1])
async def test_what_was_told_by_a_clock_less_than_a_day_ahead_is_told_once(cast, today, ahead):
    await world.deadline(cast.project, today + timedelta(days=14), who=cast.maria)
    assert await plan(today + timedelta(days=ahead)) == 1
    assert await plan(today) == 0


async def test_it_leaves_what_is_found_later_that_day_to_the_next_morning(cast, today):
    await world.deadline(cast.project, today, "Първи", cast.maria)
    await plan(today)
    await world.deadline(cast.project, today + timedelta(days=5), "Втори", cast.maria)
    assert await plan(today) == 0
    assert await plan(today + timedelta(days=1)) == 1
    assert "Втори" in (await letters())[-1].plain


async def test_it_writes_one_digest_after_a_gap_of_a_hundred_and_twenty_days(cast, today):
    for days in range(0, 150, 5):
        await world.deadline(cast.project, today + timedelta(days=days), f"Срок {days:03}", cast.maria)
    await plan(today)
    assert await plan(today + timedelta(days=120)) == 1
    assert len(await letters()) == 2
    assert (await letters())[-1].plain.count("/deadlines/") == 30


async def test_it_replaces_a_letter_of_an_earlier_morning_that_has_not_left(cast, today):
    await world.deadline(cast.project, today + timedelta(days=14), "За две седмици", cast.maria)
    done = await world.deadline(cast.project, today + timedelta(days=7), "Вече изпълнен", cast.maria)
    await plan(today)
    await Deadline.filter(id=done.id).update(state=DeadlineState.DONE)
    await world.deadline(cast.project, today + timedelta(days=3), "Утре е на две", cast.maria)
    assert await plan(today + timedelta(days=1)) == 1
    first, second = await letters()
    assert (first.state, second.state) == (LetterState.REPLACED, LetterState.WAITING)
    assert "За две седмици" in second.plain
    assert "Вече изпълнен" not in second.plain


async def test_it_does_not_replace_a_letter_that_has_left_or_is_under_way(cast, today):
    await world.deadline(cast.project, today + timedelta(days=14), "За две седмици", cast.maria)
    await plan(today)
    await Letter.all().update(claimed_until=datetime(2100, 1, 1, tzinfo=UTC))
    await world.deadline(cast.project, today + timedelta(days=3), "Нов", cast.maria)
    await plan(today + timedelta(days=1))
    assert [letter.state for letter in await letters()] == [LetterState.WAITING, LetterState.WAITING]


async def test_it_starts_its_steps_again_when_a_deadline_is_moved(cast, today):
    moved = await world.deadline(cast.project, today + timedelta(days=2), who=cast.maria)
    await plan(today)
    await Deadline.filter(id=moved.id).update(due_on=today + timedelta(days=32))
    assert await plan(today + timedelta(days=1)) == 0
    assert await plan(today + timedelta(days=2)) == 1


# --- to whom ------------------------------------------------------------------------------------------------------


async def test_it_writes_to_the_coordinator_when_nobody_is_named(cast, today):
    await world.deadline(cast.project, today)
    await plan(today)
    assert await readers() == ["maria@example.org"]


async def test_it_writes_to_the_managers_when_there_is_no_coordinator(cast, today):
    await world.deadline(cast.other, today)
    await plan(today)
    assert await readers() == ["petar@example.org"]


async def test_it_writes_to_each_in_their_own_language(cast, today):
    await world.deadline(cast.project, today, "Отчет", cast.ivan, title_en="Report")
    await world.deadline(cast.project, today, "Отчет", cast.maria, title_en="Report")
    assert await plan(today) == 2
    said = {letter.to_address: letter.subject for letter in await letters()}
    assert said == {"ivan@example.org": "Today: Report, ГРИЖА", "maria@example.org": "Днес: Отчет, ГРИЖА"}


@pytest.mark.parametrize("lost", ["disabled", "seat gone", "seat ended"])
async def test_it_writes_to_the_coordinator_instead_of_somebody_who_sees_the_project_no_more(cast, today, lost):
    await world.deadline(cast.project, today, "Отчет на счетоводителя", cast.ivan)
    if lost == "disabled":
        await Person.filter(id=cast.ivan.id).update(disabled_on=today)
    elif lost == "seat gone":
        await Membership.filter(person_id=cast.ivan.id).delete()
    else:
        await Membership.filter(person_id=cast.ivan.id).update(until_on=today - timedelta(days=1))
    await plan(today)
    assert await readers() == ["maria@example.org"]


async def test_it_writes_to_nobody_when_nobody_is_left(cast, today):
    await world.deadline(cast.other, today, who=cast.petar)
    await Person.filter(id=cast.petar.id).update(disabled_on=today)
    assert await plan(today) == 0
    assert await letters() == []


async def test_it_names_in_a_partners_letter_only_that_partners_deadlines(cast, today):
    part = (await Membership.filter(person_id=cast.elena.id).values("partner_id"))[0]["partner_id"]
    await world.deadline(cast.project, today, "Списъци от Гурково", cast.elena, partner_id=part)
    await world.deadline(cast.project, today, "Общ срок на всички", cast.elena)
    await plan(today)
    said = {letter.to_address: letter.plain for letter in await letters()}
    assert "Списъци от Гурково" in said["elena@example.org"]
    assert "Общ срок" not in said["elena@example.org"]
    assert "Общ срок" in said["maria@example.org"]


async def test_it_refuses_anybody_but_the_clock_and_the_operator(cast, today):
    with pytest.raises(NotAllowed):
        await plan(today, Identity(name="Мария", person_id=cast.maria.id, is_admin=True))


# --- when ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "leaves_at"),
    [
        (date(2026, 11, 22), datetime(2026, 11, 22, 5, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 25, 5, tzinfo=UTC)),  # clocks went back at four in the morning
        (date(2026, 10, 24), datetime(2026, 10, 24, 4, tzinfo=UTC)),
        (date(2027, 3, 28), datetime(2027, 3, 28, 4, tzinfo=UTC)),  # clocks went forward at three
        (date(2027, 3, 27), datetime(2027, 3, 27, 5, tzinfo=UTC)),
    ],
)
async def test_it_lets_the_letter_leave_at_seven_by_the_local_clock(cast, day, leaves_at):
    await world.deadline(cast.project, day, who=cast.maria)
    await plan(day)
    (letter,) = await letters()
    assert letter.not_before == letter.next_try_at == leaves_at


async def test_it_plans_two_thousand_deadlines_into_one_letter_for_each_of_twenty_people(cast, today):
    people = [await world.person(f"Човек {n}", f"p{n}@example.org") for n in range(20)]
    for person in people:
        await world.seat(person, Role.FIELD_WORKER, cast.project)
    await Deadline.bulk_create(
        Deadline(
            project=cast.project, number=f"Д{n}", position=n, due_on=today, title_bg=f"Срок {n}", person=people[n % 20]
        )
        for n in range(2000)
    )
    assert await plan(today) == 20
    assert await Reminder.all().count() == 2000
