"""What changed between plan and post is not said any more: a reminder is written anew, or not posted (напомняния, които отпадат)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from grants.access import CLOCK, Role
from grants.deadlines.models import Deadline, Reminder
from grants.deadlines.reminding.actions import freshen_letters, plan_reminders
from grants.letters.models import Letter
from grants.letters.rules import OVERTAKEN, SEEN_NO_MORE, SETTLED_MEANWHILE, LetterState
from grants.people.models import Membership
from tests import bare_rows as world

pytestmark = pytest.mark.anyio
SOFIA = ZoneInfo("Europe/Sofia")
LATER = datetime(2026, 11, 22, 9, tzinfo=UTC)


BASE = "https://grants.example.org"


async def freshened(at: datetime = LATER) -> tuple[int, int]:
    """How many letters were written anew and how many given up."""
    done = await freshen_letters(at, SOFIA, BASE)
    return done.rewritten, done.given_up


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
    await plan_reminders(CLOCK, today, SOFIA, BASE)
    return ivan, first, second


async def only_letter() -> Letter:
    letter = await Letter.all().order_by("id").first()
    assert letter is not None
    return letter


async def reminded_of() -> list[str]:
    """The titles of what the letter's reader counts as reminded of."""
    return sorted([str(title) for title in await Reminder.all().values_list("deadline__title_bg", flat=True)])


async def test_it_lets_a_letter_leave_whose_reader_sees_all_of_it(planned):
    before = await only_letter()
    assert await freshened() == (0, 0)
    assert ((await only_letter()).state, (await only_letter()).plain) == (LetterState.WAITING, before.plain)


# --- not seen any more --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lost", ["gone", "ended", "another part"])
async def test_it_names_no_more_what_is_in_a_project_its_reader_lost_the_seat_in(planned, today, lost):
    ivan, _, second = planned
    seat = Membership.filter(person_id=ivan.id, project_id=second.id)
    if lost == "gone":
        await seat.delete()
    elif lost == "ended":
        await seat.update(until_on=today - timedelta(days=1))
    else:
        await seat.update(role=Role.PARTNER, partner_id=(await world.partner(second, "Община Гурково")).id)
    assert await freshened() == (1, 0)
    letter = await only_letter()
    assert ("Отчет" in letter.plain, "Писмо" in letter.plain + letter.html) == (True, False)
    assert await reminded_of() == ["Искане", "Отчет"]
    assert await freshened() == (0, 0)  # once is enough


async def test_it_names_no_more_what_hangs_on_something_its_reader_may_not_read_any_more(planned):
    ivan, _, second = planned
    await Deadline.filter(project_id=second.id).update(thing="matter")
    assert await freshened() == (0, 0)
    await Membership.filter(person_id=ivan.id, project_id=second.id).update(role=Role.FIELD_WORKER)
    assert await freshened() == (1, 0)
    assert "Писмо" not in (await only_letter()).plain


async def test_it_gives_a_letter_up_whose_reader_sees_nothing_of_it_any_more(planned):
    await Membership.all().delete()
    assert await freshened() == (0, 1)
    letter = await only_letter()
    assert (letter.state, letter.answer, letter.tries) == (LetterState.GIVEN_UP, SEEN_NO_MORE, 0)


@pytest.mark.parametrize("tries", [0, 1])
async def test_it_reminds_again_of_what_stood_in_a_letter_that_was_given_up(planned, today, tries):
    ivan, first, _second = planned
    await Letter.all().update(tries=tries, answer="451 4.7.1 Greylisted" if tries else "")
    await Membership.all().delete()
    await freshened()
    await world.seat(ivan, Role.ACCOUNTANT, first)
    assert await plan_reminders(CLOCK, today + timedelta(days=1), SOFIA, BASE) == 1
    latest = await Letter.all().order_by("-id").first()
    assert latest is not None
    assert ("Отчет" in latest.plain, "Писмо" in latest.plain) == (True, False)
    told = await Reminder.filter(letter_id=latest.id).values_list("deadline_id", flat=True)
    assert sorted(told) == sorted(await Deadline.filter(project=first).values_list("id", flat=True))


# --- settled, moved, in other hands -------------------------------------------------------------------------------


@pytest.mark.parametrize("settled", ["done", "cancelled", "gone"])
async def test_it_names_no_more_what_is_settled_and_gives_a_letter_up_once_all_of_it_is(planned, settled):
    await settle(settled, "Отчет")
    assert await freshened() == (1, 0)
    letter = await only_letter()
    assert ("Искане" in letter.plain, "Отчет" in letter.plain + letter.html) == (True, False)
    assert (letter.subject, letter.state) == ("2 срока: след 2 дни – Искане, Първи", LetterState.WAITING)
    await settle(settled, "Искане", "Писмо")
    assert await freshened() == (0, 1)
    assert (await only_letter()).answer == SETTLED_MEANWHILE


async def settle(how: str, *titles: str) -> None:
    found = Deadline.filter(title_bg__in=titles)
    if how == "gone":
        await found.delete()
    else:
        await found.update(state=how)


async def test_it_names_no_more_what_was_moved_put_off_or_given_away(planned, today):
    petar = await world.person("Петър Колев", "petar@example.org")
    await Deadline.filter(title_bg="Отчет").update(due_on=today + timedelta(days=50), version=2)
    await Deadline.filter(title_bg="Искане").update(later_on=today + timedelta(days=1), version=2)
    assert await freshened() == (1, 0)
    assert await reminded_of() == ["Писмо"]
    await world.seat(petar, Role.ACCOUNTANT, planned[2])
    await Deadline.filter(title_bg="Писмо").update(person_id=petar.id, version=2)
    assert await freshened() == (0, 1)
    letter = await only_letter()
    assert (letter.state, letter.answer) == (LetterState.GIVEN_UP, OVERTAKEN)
    assert await plan_reminders(CLOCK, today + timedelta(days=1), SOFIA, BASE) == 2  # of what was put off, and to Petar


async def test_it_says_the_new_day_of_what_was_moved_where_that_is_near(planned, today):
    await Deadline.filter(title_bg="Отчет").update(due_on=today + timedelta(days=6), version=2)
    await freshened()
    plain = (await only_letter()).plain
    assert "След 6 дни" in plain
    assert await reminded_of() == ["Искане", "Отчет", "Писмо"]
    (moved,) = await Reminder.filter(deadline__title_bg="Отчет")
    assert (moved.due_on, moved.step) == (today + timedelta(days=6), 7)


async def test_it_counts_the_days_anew_in_a_letter_that_waited_overnight(planned, today):
    before = await only_letter()
    await Letter.all().update(tries=1, answer="451 4.7.1 Greylisted", next_try_at=LATER + timedelta(days=1))
    assert await plan_reminders(CLOCK, today + timedelta(days=1), SOFIA, BASE) == 0
    assert await freshened(LATER + timedelta(hours=23)) == (0, 0)  # it does not leave yet
    assert await freshened(LATER + timedelta(days=1)) == (1, 0)
    after = await only_letter()
    assert (before.subject, after.subject) == ("3 срока: след 2 дни – Отчет, Първи", "3 срока: утре – Отчет, Първи")
    assert "След 2 дни" not in after.plain
    assert (after.key, after.id, after.tries) == (before.key, before.id, 1)
    assert await Letter.all().count() == 1


async def test_it_leaves_a_letter_alone_that_is_under_way_or_not_due(planned):
    await Membership.all().delete()
    assert await freshened(LATER - timedelta(hours=5)) == (0, 0)
    await Letter.all().update(claimed_until=LATER + timedelta(seconds=30))
    assert await freshened() == (0, 0)


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
