"""The morning's letters as each person wishes them, by the project's plan, and as a deadline grows late (напомняния по желание)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from grants.access import CLOCK, Role
from grants.deadlines.models import Deadline, Reminder, ReminderPlan, ReminderWish
from grants.deadlines.reminding.actions import plan_reminders
from grants.deadlines.rules import DeadlineKind, Rhythm
from grants.letters.models import Letter
from grants.letters.rules import LetterState
from grants.people.models import Membership, Person
from grants.projects.models import Partner, Project
from tests import bare_rows as world

pytestmark = pytest.mark.anyio
SOFIA = ZoneInfo("Europe/Sofia")
BASE = "https://grants.example.org"
SUNDAY = date(2026, 11, 22)
MONDAY, FRIDAY, SATURDAY = (SUNDAY + timedelta(days=n) for n in (1, 5, 6))


@dataclass
class Cast:
    """Maria coordinates, Petar manages, Ivan keeps the accounts, Elena is the partner's."""

    project: Project
    maria: Person
    petar: Person
    ivan: Person
    elena: Person
    part: Partner


@pytest.fixture
async def cast(db) -> Cast:
    office = await world.organisation()
    people = [
        await world.person(name, f"{name.split()[0].lower()}@example.org")
        for name in ("Maria Стоянова", "Petar Колев", "Ivan Петков", "Elena Маринова")
    ]
    maria, petar, ivan, elena = people
    project = await world.project("П-1", "Грижа в общността", office, acronym="ГРИЖА", coordinator=maria)
    part = await world.partner(project, "Община Гурково")
    await world.seat(maria, Role.ACCOUNTANT, project)
    await world.seat(petar, Role.MANAGER, office)
    await world.seat(ivan, Role.ACCOUNTANT, project)
    await world.seat(elena, Role.PARTNER, project, partner=part)
    return Cast(project, maria, petar, ivan, elena, part)


async def plan(today: date) -> int:
    return await plan_reminders(CLOCK, today, SOFIA, BASE)


async def days_of(first: date, days: int, who: Person) -> list[int]:
    """On which of so many mornings a letter was written to this person, counted from the first."""
    for day in days_from(first, days):
        await plan(day)
    found = await Letter.filter(person_id=who.id).order_by("id").values_list("key", flat=True)
    return [(date.fromisoformat(str(key).split(":")[2]) - first).days for key in found]


def days_from(first: date, days: int) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range(days))


async def readers() -> list[str]:
    return [str(to) for to in await Letter.all().order_by("id").values_list("to_address", flat=True)]


async def latest() -> Letter:
    letter = await Letter.all().order_by("-id").first()
    assert letter is not None
    return letter


# --- the project's plan -------------------------------------------------------------------------------------------


async def test_it_reminds_on_the_days_the_project_plans_for_the_kind(cast):
    await ReminderPlan.create(project=cast.project, number="1", position=1, kind="", steps="9", late_every=2)
    await ReminderPlan.create(project=cast.project, number="2", position=2, kind=DeadlineKind.REPORT, steps="10, 5")
    await world.deadline(cast.project, SUNDAY + timedelta(days=12), who=cast.ivan)
    assert await days_of(SUNDAY, 18, cast.ivan) == [2, 7, 13, 15, 17]


async def test_it_looks_as_far_ahead_as_the_longest_plan(cast):
    await ReminderPlan.create(project=cast.project, number="1", position=1, steps="200")
    await world.deadline(cast.project, SUNDAY + timedelta(days=200), who=cast.ivan)
    assert await plan(SUNDAY) == 1


async def test_it_reminds_of_an_answer_by_the_time_there_is_since_it_was_received(cast):
    due = SUNDAY + timedelta(days=7)
    await world.deadline(cast.project, due, who=cast.ivan, kind=DeadlineKind.ANSWER, from_on=SUNDAY)
    assert await days_of(SUNDAY, 8, cast.ivan) == [5, 6, 7]


async def test_it_tells_the_coordinator_a_day_late_and_the_manager_a_week_late(cast):
    await world.deadline(cast.project, SUNDAY, "Междинен отчет", cast.ivan)
    assert await days_of(SUNDAY, 9, cast.ivan) == [0, 1, 4, 7]
    assert await days_of(SUNDAY, 9, cast.maria) == [1, 4, 7]
    assert await days_of(SUNDAY, 9, cast.petar) == [7]
    letter = await Letter.filter(person_id=cast.petar.id).first()
    assert letter is not None
    assert "Отговорник: Ivan Петков" in letter.plain


async def test_it_counts_by_the_internal_day_for_the_house_and_says_both(cast):
    due = SUNDAY + timedelta(days=12)
    await world.deadline(cast.project, due, who=cast.ivan, internal_on=due - timedelta(days=5))
    assert await days_of(SUNDAY, 14, cast.ivan) == [0, 5, 7, 8, 11, 12, 13]
    first = await Letter.filter(person_id=cast.ivan.id).order_by("id").first()
    assert first is not None
    assert "неделя, 29 ноември" in first.plain
    assert "Крайният срок е петък, 4 декември" in " ".join(first.plain.split())


@pytest.mark.parametrize(("days", "said"), [(2, "защото вътрешният срок мина, а"), (0, "защото срокът е пропуснат, а")])
async def test_it_calls_no_deadline_missed_of_which_only_the_internal_day_has_passed(cast, days, said):
    await ReminderPlan.create(project=cast.project, number="1", position=1, coordinator_after=1, manager_after=1)
    due = SUNDAY + timedelta(days=days)
    await world.deadline(cast.project, due, who=cast.ivan, internal_on=due - timedelta(days=2))
    await plan(SUNDAY + timedelta(days=1))
    for who, does in ((cast.maria, "координирате"), (cast.petar, "ръководите")):
        letter = await Letter.get(person_id=who.id)
        assert f"{said} Вие {does} проекта." in " ".join(letter.plain.split())


async def test_it_counts_by_the_day_itself_for_a_partner(cast):
    due = SUNDAY + timedelta(days=7)
    await world.deadline(
        cast.project, due, who=cast.elena, partner_id=cast.part.id, internal_on=due - timedelta(days=5)
    )
    assert await days_of(SUNDAY, 8, cast.elena) == [0, 5, 7]


async def test_it_is_silent_about_what_was_put_off_and_speaks_on_the_day(cast):
    await world.deadline(cast.project, SUNDAY + timedelta(days=14), who=cast.ivan)
    await plan(SUNDAY)
    await Deadline.all().update(later_on=SUNDAY + timedelta(days=9))
    assert await days_of(SUNDAY, 15, cast.ivan) == [0, 9, 12, 14]


@pytest.mark.parametrize(
    ("wish", "mornings"),
    [
        ({}, [0, 1, 2, 4, 5, 6]),
        ({"rhythm": Rhythm.WEEKLY, "weekday": 7}, [0, 2, 5]),
        ({"quiet": "2"}, [0, 1, 3, 4, 5, 6]),  # the second day after Sunday is a Tuesday
    ],
    ids=["every morning", "weekly", "quiet that day"],
)
async def test_it_reminds_on_the_day_to_which_it_was_put_off_after_the_internal_one(cast, wish, mornings):
    await ReminderWish.create(person=cast.ivan, **wish)
    await world.deadline(cast.project, SUNDAY + timedelta(days=5), who=cast.ivan, internal_on=SUNDAY)
    await days_of(SUNDAY, 2, cast.ivan)
    await Letter.all().update(state=LetterState.SENT)
    await Deadline.all().update(later_on=SUNDAY + timedelta(days=2))
    assert await days_of(SUNDAY + timedelta(days=1), 6, cast.ivan) == [day - 1 for day in mornings]


# --- rhythm -------------------------------------------------------------------------------------------------------


async def test_it_writes_a_letter_for_each_deadline_to_who_wants_that(cast):
    await ReminderWish.create(person=cast.ivan, rhythm=Rhythm.EACH)
    for place in range(3):
        await world.deadline(cast.project, SUNDAY + timedelta(days=2), f"Срок {place}", cast.ivan)
    assert await plan(SUNDAY) == 3
    assert sorted(str(one) for one in await Letter.all().values_list("subject", flat=True)) == [
        f"След 2 дни: Срок {place}, ГРИЖА" for place in range(3)
    ]
    assert await plan(SUNDAY) == 0


async def test_it_still_writes_of_each_one_that_is_found_later_that_day(cast):
    await ReminderWish.create(person=cast.ivan, rhythm=Rhythm.EACH)
    await world.deadline(cast.project, SUNDAY, "Първи", cast.ivan)
    await plan(SUNDAY)
    await world.deadline(cast.project, SUNDAY, "Втори", cast.ivan)
    assert await plan(SUNDAY) == 1


async def test_it_writes_one_letter_instead_of_a_flood(cast):
    await ReminderWish.create(person=cast.ivan, rhythm=Rhythm.EACH)
    for place in range(30):
        await world.deadline(cast.project, SUNDAY - timedelta(days=4 * place), f"Срок {place:02}", cast.ivan)
    await plan(SUNDAY)
    assert await Letter.filter(person_id=cast.ivan.id).count() == 1
    assert await Reminder.filter(person_id=cast.ivan.id).count() == 30


async def test_it_writes_on_the_weekday_what_falls_due_until_the_next_one(cast):
    await ReminderWish.create(person=cast.ivan, rhythm=Rhythm.WEEKLY, weekday=1)
    for days, title in ((7, "Следващия понеделник"), (3, "В четвъртък"), (31, "Далечен")):
        await world.deadline(cast.project, MONDAY + timedelta(days=days), title, cast.ivan)
    assert await plan(SUNDAY) == 0
    assert await plan(MONDAY) == 1
    letter = await latest()
    assert "В четвъртък" in letter.plain
    assert "Следващия понеделник" in letter.plain
    assert "Далечен" not in letter.plain


async def test_it_does_not_leave_to_the_weekly_letter_what_is_due_before_it(cast):
    await ReminderWish.create(person=cast.ivan, rhythm=Rhythm.WEEKLY, weekday=1)
    await world.deadline(cast.project, FRIDAY, "В петък", cast.ivan)
    await world.deadline(cast.project, MONDAY + timedelta(days=16), "Може да почака", cast.ivan)
    await plan(MONDAY)
    await Letter.all().update(state=LetterState.SENT)  # what has not left would stand in the next one
    assert await days_of(MONDAY, 7, cast.ivan) == [0, 2, 4]
    for letter in await Letter.filter(person_id=cast.ivan.id).order_by("id").offset(1):
        assert "Може да почака" not in letter.plain
    assert await days_of(MONDAY, 8, cast.ivan) == [0, 2, 4, 7]


async def test_it_writes_before_quiet_days_of_what_falls_due_on_them(cast):
    await ReminderWish.create(person=cast.ivan, quiet="67")
    await world.deadline(cast.project, SATURDAY, "В събота", cast.ivan)
    assert await days_of(MONDAY, 8, cast.ivan) == [0, 3, 4, 7]
    friday = await Letter.get(key=f"reminders:{cast.ivan.id}:{FRIDAY.isoformat()}")
    assert friday.subject.startswith("Утре: В събота")


# --- leave --------------------------------------------------------------------------------------------------------


async def away(who: Person, stand_in: Person | None, until: date = FRIDAY) -> None:
    await ReminderWish.create(person=who, away_from=SUNDAY, away_until=until, stand_in=stand_in)


async def test_it_writes_to_the_stand_in_and_says_for_whom(cast):
    await away(cast.ivan, cast.petar)
    await world.deadline(cast.project, SUNDAY, who=cast.ivan)
    await plan(SUNDAY)
    assert await readers() == ["petar@example.org"]
    assert "вместо Ivan Петков" in " ".join((await latest()).plain.split())
    (reminder,) = await Reminder.all().values("person_id", "stood_for_id")
    assert reminder == {"person_id": cast.petar.id, "stood_for_id": cast.ivan.id}


async def test_it_writes_to_the_coordinator_when_the_stand_in_does_not_see_the_deadline(cast):
    await away(cast.ivan, cast.elena)
    await world.deadline(cast.project, SUNDAY, who=cast.ivan)
    await plan(SUNDAY)
    assert await readers() == ["maria@example.org"]


async def test_it_writes_to_the_managers_when_the_coordinator_is_away_as_well(cast):
    await away(cast.ivan, cast.maria)
    await away(cast.maria, cast.ivan)
    await world.deadline(cast.project, SUNDAY, who=cast.ivan)
    await plan(SUNDAY)
    assert await readers() == ["petar@example.org"]


async def test_it_writes_to_the_person_after_all_when_nobody_else_is_left(cast):
    await away(cast.ivan, None)
    await Membership.filter(person_id__in=[cast.maria.id, cast.petar.id]).delete()
    await world.deadline(cast.project, SUNDAY, who=cast.ivan)
    await plan(SUNDAY)
    assert await readers() == ["ivan@example.org"]
    assert "вместо" not in (await latest()).plain


async def test_it_tells_somebody_who_is_back_how_things_stand(cast):
    await away(cast.ivan, cast.petar, until=SUNDAY + timedelta(days=2))
    await world.deadline(cast.project, SUNDAY + timedelta(days=5), who=cast.ivan)
    assert await days_of(SUNDAY, 6, cast.ivan) == [3, 5]


async def test_it_writes_once_to_a_stand_in_who_would_be_told_anyway(cast):
    await away(cast.ivan, cast.maria)
    await world.deadline(cast.project, SUNDAY - timedelta(days=1), who=cast.ivan)
    await plan(SUNDAY)
    assert await readers() == ["maria@example.org"]


# --- clocks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "day", "leaves_at"),
    [
        ("Europe/Madrid", date(2026, 11, 22), datetime(2026, 11, 22, 6, tzinfo=UTC)),
        ("Europe/Madrid", date(2026, 10, 25), datetime(2026, 10, 25, 6, tzinfo=UTC)),
        ("Europe/Madrid", date(2027, 3, 28), datetime(2027, 3, 28, 5, tzinfo=UTC)),
        ("Mars/Olympus", date(2026, 11, 22), datetime(2026, 11, 22, 5, tzinfo=UTC)),
    ],
)
async def test_it_lets_the_letter_leave_at_seven_by_the_persons_own_clock(cast, zone, day, leaves_at):
    await ReminderWish.create(person=cast.ivan, zone=zone)
    await world.deadline(cast.project, day, who=cast.ivan)
    await plan(day)
    assert (await latest()).not_before == leaves_at


async def test_it_does_not_go_back_to_earlier_steps_when_the_clock_does(cast):
    await world.deadline(cast.project, SUNDAY + timedelta(days=14), who=cast.ivan)
    assert [await plan(SUNDAY), await plan(SUNDAY - timedelta(days=1)), await plan(SUNDAY)] == [1, 0, 0]


async def test_it_writes_one_letter_to_each_after_a_hundred_and_twenty_days_asleep(cast):
    await ReminderWish.create(person=cast.ivan, rhythm=Rhythm.EACH)
    await ReminderWish.create(person=cast.petar, rhythm=Rhythm.WEEKLY, weekday=7)
    for days in range(0, 150, 5):
        for who in (cast.ivan, cast.petar):
            await world.deadline(cast.project, SUNDAY + timedelta(days=days), f"Срок {days:03}", who)
    awake = SUNDAY + timedelta(days=119)  # a Sunday
    await plan(awake)
    assert Counter(await readers()) == {"ivan@example.org": 1, "petar@example.org": 1, "maria@example.org": 1}
