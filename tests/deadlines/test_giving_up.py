"""A reminder is not posted to somebody who lost sight of what it speaks of between plan and post (напомняния, които отпадат)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from grants.access import CLOCK, Role
from grants.deadlines.models import Deadline, Reminder
from grants.deadlines.reminding.actions import give_up_needless, plan_reminders
from grants.letters.models import Letter
from grants.letters.rules import SEEN_NO_MORE, SETTLED_MEANWHILE, LetterState
from grants.people.models import Membership
from tests import bare_rows as world

pytestmark = pytest.mark.anyio
SOFIA = ZoneInfo("Europe/Sofia")
LATER = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture
async def planned(db, today):
    """Ivan is to be reminded of two deadlines of one project and one of another."""
    office = await world.organisation()
    ivan = await world.person("Иван Петков", "ivan@example.org")
    first = await world.project("П-1", "Първи", office)
    second = await world.project("П-2", "Втори", office)
    for project in (first, second):
        await world.seat(ivan, Role.ACCOUNTANT, project)
    for project, title in ((first, "Отчет"), (first, "Искане"), (second, "Писмо")):
        await world.deadline(project, today + timedelta(days=2), title, ivan)
    await plan_reminders(CLOCK, today, SOFIA, "https://grants.example.org")
    return ivan, first, second


async def only_letter() -> Letter:
    letter = await Letter.all().order_by("id").first()
    assert letter is not None
    return letter


async def test_it_lets_a_letter_leave_whose_reader_sees_all_of_it(planned):
    assert await give_up_needless(LATER, SOFIA) == 0
    assert (await only_letter()).state is LetterState.WAITING


@pytest.mark.parametrize("lost", ["gone", "ended", "another part"])
async def test_it_gives_a_letter_up_whose_reader_lost_the_seat_in_one_of_its_projects(planned, today, lost):
    ivan, _, second = planned
    seat = Membership.filter(person_id=ivan.id, project_id=second.id)
    if lost == "gone":
        await seat.delete()
    elif lost == "ended":
        await seat.update(until_on=today - timedelta(days=1))
    else:
        await seat.update(role=Role.PARTNER, partner_id=(await world.partner(second, "Община Гурково")).id)
    assert await give_up_needless(LATER, SOFIA) == 1
    letter = await only_letter()
    assert (letter.state, letter.answer, letter.tries) == (LetterState.GIVEN_UP, SEEN_NO_MORE, 0)


async def test_it_gives_a_letter_up_whose_reader_may_no_longer_read_what_a_deadline_hangs_on(planned):
    ivan, _, second = planned
    await Deadline.filter(project_id=second.id).update(thing="matter")
    assert await give_up_needless(LATER, SOFIA) == 0
    await Membership.filter(person_id=ivan.id, project_id=second.id).update(role=Role.FIELD_WORKER)
    assert await give_up_needless(LATER, SOFIA) == 1


async def test_it_names_the_rest_of_such_a_letter_the_next_morning(planned, today):
    ivan, first, second = planned
    await Membership.filter(person_id=ivan.id, project_id=second.id).delete()
    await give_up_needless(LATER, SOFIA)
    assert await plan_reminders(CLOCK, today + timedelta(days=1), SOFIA, "https://grants.example.org") == 1
    latest = await Letter.all().order_by("-id").first()
    assert latest is not None
    assert "Отчет" in latest.plain
    assert "Писмо" not in latest.plain
    told = await Reminder.filter(letter_id=latest.id).values_list("deadline_id", flat=True)
    assert sorted(told) == sorted(await Deadline.filter(project=first).values_list("id", flat=True))


async def test_it_gives_a_letter_up_once_all_it_speaks_of_is_done(planned):
    await Deadline.filter(title_bg__not="Писмо").update(state="done")
    assert await give_up_needless(LATER, SOFIA) == 0
    await Deadline.all().update(state="cancelled")
    assert await give_up_needless(LATER, SOFIA) == 1
    assert (await only_letter()).answer == SETTLED_MEANWHILE


async def test_it_leaves_a_letter_alone_that_is_under_way_or_not_due(planned):
    await Membership.all().delete()
    assert await give_up_needless(LATER - timedelta(hours=5), SOFIA) == 0
    await Letter.all().update(claimed_until=LATER + timedelta(seconds=30))
    assert await give_up_needless(LATER, SOFIA) == 0


async def test_it_says_on_the_page_in_the_readers_words_why_a_letter_was_not_sent(small_world, browser):
    letter = await Letter.create(
        key="reminders:1:2026-11-22",
        person_id=small_world.maria.person_id,
        to_address="maria@zaedno.example",
        language="bg",
        subject="Утре: отчет",
        not_before=LATER,
        next_try_at=LATER,
        state=LetterState.GIVEN_UP,
        answer=SEEN_NO_MORE,
    )
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(f"/letters/{letter.id}?lang=bg")
    assert "Не е изпратено: получателят вече няма достъп до това, за което се отнася." in page
