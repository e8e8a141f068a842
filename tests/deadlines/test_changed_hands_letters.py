"""The letters that a deadline changed hands do not leave once that is so no more, and say of the deadline what is so (писма за нов отговорник)."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from grants.access import OPERATOR, Role
from grants.deadlines.answering.actions import Said, give_deadline, say_on_page
from grants.deadlines.models import Deadline, ReminderWish
from grants.deadlines.proof.fates import Fate
from grants.deadlines.proof.queries import letters_about
from grants.deadlines.queries import deadline_seen
from grants.deadlines.reminding.actions import Freshened, freshen_letters
from grants.letters.actions import post_letters
from grants.letters.links.signed import Answer
from grants.letters.models import Letter
from grants.letters.rules import OVERTAKEN, SEEN_NO_MORE, SETTLED_MEANWHILE, LetterState
from grants.people.models import Membership, Person
from grants.projects.models import Project
from tests.bare_rows import deadline
from tests.cast import NOON, TODAY
from tests.post_office import mail_server

pytestmark = pytest.mark.anyio
SOFIA = ZoneInfo("Europe/Sofia")
BASE = "https://grants.example.org"
AT = NOON + timedelta(minutes=1)


@pytest.fixture
async def given(small_world) -> Deadline:
    """Maria made Ivan responsible for the lists from Gurkovo; his letter has not left."""
    made = await deadline(
        await Project.get(id=small_world.project.id), TODAY + timedelta(days=5), "Списъци от Гурково",
        await Person.get(email="maria@zaedno.example"),
    )  # fmt: skip
    said = Said(Answer.NOT_MINE, TODAY, NOON, BASE)
    await give_deadline(small_world.maria, small_world.project, made.id, 1, small_world.ivan.person_id, said)
    return await Deadline.get(id=made.id)


@pytest.fixture
async def handed_back(small_world, given) -> Deadline:
    """Ivan gave it back; the letter to Maria, who coordinates, has not left, and his own did."""
    await Letter.all().update(state=LetterState.SENT)
    said = Said(Answer.NOT_MINE, TODAY, NOON, BASE)
    await say_on_page(small_world.ivan, small_world.project, given.id, said)
    return await Deadline.get(id=given.id)


async def test_they_leave_while_it_is_so(given, settings):
    assert await freshen_letters(AT, SOFIA, BASE) == Freshened()
    with mail_server() as box:
        assert (await post_letters(box.settings(settings), AT)).sent == 1


@pytest.mark.parametrize(
    ("since", "why"),
    [
        ({"state": "done"}, SETTLED_MEANWHILE),
        ({"state": "cancelled"}, SETTLED_MEANWHILE),
        ({"thing": "matter", "role": Role.FIELD_WORKER}, SEEN_NO_MORE),
        ({"until_on": TODAY - timedelta(days=1)}, SEEN_NO_MORE),
        ({"person_id": None}, OVERTAKEN),
        ({"person_id": "maria"}, OVERTAKEN),
        ("gone", SEEN_NO_MORE),
        ("no seat", SEEN_NO_MORE),
    ],
)
async def test_yours_now_is_not_said_of_what_is_not(given, small_world, settings, since, why):
    seats = Membership.filter(person_id=small_world.ivan.person_id)
    if since == "gone":
        await Deadline.all().delete()
    elif since == "no seat":
        await seats.delete()
    else:
        of_seat = {name: value for name, value in since.items() if name in {"role", "until_on"}}
        of_it = {name: value for name, value in since.items() if name not in of_seat}
        if of_it.get("person_id") == "maria":
            of_it = {"person_id": small_world.maria.person_id}
        if of_seat:
            await seats.update(**of_seat)
        if of_it:
            await Deadline.all().update(**of_it)
    assert await freshen_letters(AT, SOFIA, BASE) == Freshened(given_up=1)
    letter = await Letter.get(key__startswith="given:")
    assert (letter.state, letter.answer, letter.tries) == (LetterState.GIVEN_UP, why, 0)
    if since != "gone":
        told = await letters_about(await deadline_seen(small_world.maria, small_world.project, given.id), AT)
        assert [one.fate for one in told] == [Fate.NEEDLESS]  # nobody has to wonder why it was not told
    with mail_server() as box:
        assert (await post_letters(box.settings(settings), AT)).sent == 0


@pytest.mark.parametrize(
    ("since", "why"),
    [({}, ""), ({"state": "done"}, SETTLED_MEANWHILE), ({"person_id": "ivan"}, OVERTAKEN)],
)
async def test_given_back_is_not_said_of_what_is_settled_or_in_somebodys_hands(handed_back, small_world, since, why):
    if "person_id" in since:
        since = {"person_id": small_world.ivan.person_id}
    if since:
        await Deadline.all().update(**since)
    assert (await freshen_letters(AT, SOFIA, BASE)).given_up == bool(why)
    letter = await Letter.get(key__startswith="handed_back:")
    assert (letter.state, letter.answer) == (LetterState.GIVEN_UP if why else LetterState.WAITING, why)


MOVED = {"due_on": date(2027, 1, 15), "from_on": date(2026, 10, 27), "amount": 80, "raw_on": date(2027, 1, 15)}


async def test_it_says_the_new_day_where_the_deadline_was_moved_before_it_left(given, settings):
    before = await Letter.get()
    assert "петък, 27 ноември 2026" in before.plain
    await Deadline.all().update(version=given.version + 1, **MOVED)
    assert await freshen_letters(AT, SOFIA, BASE) == Freshened(rewritten=1)
    after = await Letter.get()
    for form in (after.plain, after.html):
        assert "петък, 15 януари 2027" in form
        assert "80 дни след 27.10.2026" in form  # and why it is that day
        assert "27 ноември" not in form
        assert "Мария Иванова Ви определи за отговорник за този срок." in form
    assert (after.key, after.subject, after.state) == (before.key, before.subject, LetterState.WAITING)
    assert await freshen_letters(AT, SOFIA, BASE) == Freshened()  # once is enough
    with mail_server() as box:
        assert (await post_letters(box.settings(settings), AT)).sent == 1


async def test_it_counts_the_days_from_the_morning_on_which_it_leaves(given):
    assert "след 5 дни" in (await Letter.get()).plain
    assert await freshen_letters(AT + timedelta(days=2), SOFIA, BASE) == Freshened(rewritten=1)
    assert "след 3 дни" in (await Letter.get()).plain


async def test_it_says_of_what_was_given_back_on_which_day_it_is_now(handed_back):
    await Deadline.all().update(version=handed_back.version + 1, **MOVED)
    assert await freshen_letters(AT, SOFIA, BASE) == Freshened(rewritten=1)
    letter = await Letter.get(key__startswith="handed_back:")
    assert "петък, 15 януари 2027" in letter.plain
    assert "Иван" in letter.plain


async def test_it_still_says_for_whom_when_a_stand_in_reads_it(small_world):
    made = await deadline(
        await Project.get(id=small_world.project.id), TODAY + timedelta(days=5), "Списъци от Гурково",
        await Person.get(email="maria@zaedno.example"),
    )  # fmt: skip
    ivan = small_world.ivan.person_id
    await ReminderWish.create(person_id=ivan, away_from=TODAY, away_until=TODAY + timedelta(days=3))
    said = Said(Answer.NOT_MINE, TODAY, NOON, BASE)
    await give_deadline(OPERATOR, small_world.project, made.id, 1, ivan, said)
    letter = await Letter.get()
    assert letter.to_address == "maria@zaedno.example"
    await Deadline.all().update(version=3, **MOVED)
    assert (await freshen_letters(AT, SOFIA, BASE)).rewritten == 1
    anew = await Letter.get()
    assert anew.subject == letter.subject
    assert "Иван Петров" in anew.subject
    assert "петък, 15 януари 2027" in anew.plain


async def test_one_written_before_it_said_how_its_deadline_stood_leaves_as_it_is(given):
    await Letter.all().update(facts={"deadline": given.id, "person": given.person_id})
    await Deadline.all().update(version=given.version + 1, **MOVED)
    assert await freshen_letters(AT, SOFIA, BASE) == Freshened()


async def test_one_under_way_stays_as_it_is(given):
    await Deadline.all().update(state="done")
    await Letter.all().update(claimed_until=AT + timedelta(seconds=30))
    assert await freshen_letters(AT, SOFIA, BASE) == Freshened()
