"""What a link in a letter about a deadline opens and does, without signing in (връзки за срокове)."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from grants.access import CLOCK, Role
from grants.audit.models import Entry
from grants.deadlines.models import Deadline, DeadlineAnswer, ReminderWish
from grants.deadlines.reminding.actions import plan_reminders
from grants.letters.links.signed import signed
from grants.letters.models import Letter
from grants.people.models import Membership, Person
from grants.projects.models import Project
from grants.settings import SOFIA
from tests.bare_rows import deadline, person, seat
from tests.cast import NOON, TODAY

pytestmark = pytest.mark.anyio
TITLE = "Списъци на участниците от Гурково"


@pytest.fixture
def link(small_world, settings):
    """Plans the reminder of a deadline of Ivan's and gives the address of one of its links, as it leaves."""

    async def made(answer: str, days: int = 14, **more) -> str:
        project = await Project.get(id=small_world.project.id)
        who = await Person.get(email="ivan@zaedno.example")
        await deadline(
            project, TODAY + timedelta(days=days), TITLE, more.pop("who", who), title_en="Lists from Gurkovo", **more
        )
        await plan_reminders(CLOCK, TODAY, SOFIA, "")
        letter = await Letter.all().order_by("-id").first()
        assert letter is not None
        found = re.search(rf"/link/d/[\d.]+\.{answer}\.[\w-]+", signed(letter.plain, letter.id, settings.secret_key))
        assert found is not None, letter.plain
        return found.group()

    return made


async def only() -> Deadline:
    return await Deadline.get()


async def test_it_changes_nothing_when_it_is_opened_and_marks_as_done_by_its_button(browser, link):
    address = await link("done")
    page = await browser.get(address)
    assert TITLE in page
    main = page[page.index("<main") : page.index("</main")]
    assert main.count("<form") == main.count("<button") == 1
    assert (await only()).state == "open"
    answer = await browser.post(address)
    assert (answer.status_code, answer.headers["location"]) == (303, address)
    after = await only()
    assert (after.state, after.done_on, after.version) == ("done", TODAY, 2)
    (entry,) = await Entry.filter(deed="deadline.settled")
    assert (entry.person_name, entry.subject_label) == ("Иван Петров", f"1 · {TITLE}")
    page = await browser.get(address)
    assert "Отбелязан като изпълнен" in page
    assert "<form" not in page[page.index("<main") :]


async def test_it_is_followed_once(browser, link):
    address = await link("done")
    await browser.post(address)
    await Deadline.all().update(state="open")
    answer = await browser.post(address)
    assert answer.status_code == 200
    main = answer.text[answer.text.index("<main") :]
    assert "Тази връзка вече е използвана" in main
    assert "Срокът е открит: след това беше отворен отново и напомнянията за него продължават." in main
    assert "Отбелязано чрез тази връзка: " in main
    assert "Отбелязан като изпълнен" not in main
    assert "<form" not in main
    assert (await only()).state == "open"
    assert await DeadlineAnswer.all().count() == 1


@pytest.mark.parametrize(
    ("said", "since", "stands", "not_any_more"),
    [
        ("done", {"state": "cancelled"}, "Срокът е отменен", "Отбелязан като изпълнен"),
        ("begun", {"state": "done"}, "Срокът вече е изпълнен", "продължават"),
        ("begun", {"begun_on": None}, "вече не е отбелязано, че се работи", "Отбелязано: работи се"),
        ("later", {"state": "done"}, "Срокът вече е изпълнен", "Ще Ви напомним"),
        ("later", {"later_on": None}, "вече не е отложен", "Ще Ви напомним"),
        ("later", {"later_on": date(2026, 12, 2)}, "сряда, 2 декември 2026 г.", "25 ноември"),
        ("later", {"later_on": TODAY}, "до който беше отложен, дойде", "Ще Ви напомним"),
        ("not_mine", {"state": "done"}, "Срокът вече е изпълнен", "ще определи"),
        ("not_mine", {"person_id": "ivan"}, "отново е Ваш", "ще определи"),
        ("not_mine", {"person_id": "maria"}, "вече отговаря друг", "ще определи"),
    ],
)
async def test_once_followed_it_says_how_the_deadline_stands_now(browser, link, said, since, stands, not_any_more):
    address = await link(said)
    assert (await browser.post(address, {"later": "2026-11-25"} if said == "later" else {})).status_code == 303
    if person_of := since.get("person_id"):
        since = {"person_id": (await Person.get(email=f"{person_of}@zaedno.example")).id}
    await Deadline.all().update(**since)
    page = await browser.get(address)
    main = page[page.index("<main") : page.index("</main")]
    assert "Тази връзка вече е използвана" in main
    assert stands in main
    assert not_any_more not in main


async def test_it_notes_that_it_is_in_progress(browser, link):
    address = await link("begun")
    await browser.post(address)
    assert (await only()).begun_on == TODAY
    assert await Entry.filter(deed="deadline.begun").count() == 1


@pytest.mark.parametrize(
    ("typed", "later"),
    [
        ({"later": "2026-11-25"}, date(2026, 11, 25)),
        ({"later": "other", "day": "30.11.2026"}, date(2026, 11, 30)),
        ({"later": "other", "day": "06.12.2026"}, date(2026, 12, 6)),
    ],
)
async def test_it_puts_off_to_the_chosen_day(browser, link, typed, later):
    address = await link("later")
    assert (await browser.post(address, typed)).status_code == 303
    assert (await only()).later_on == later
    assert "Отложен" in await browser.get(address)


async def test_it_says_the_day_on_which_its_reader_really_hears_again(browser, link):
    address = await link("later")
    await ReminderWish.create(person=await Person.get(email="ivan@zaedno.example"), quiet="67")
    await browser.post(address, {"later": "other", "day": "28.11.2026"})
    assert (await only()).later_on == date(2026, 11, 28)
    assert "Ще Ви напомним отново на понеделник, 30 ноември 2026 г." in await browser.get(address)


@pytest.mark.parametrize(
    "typed",
    [{}, {"later": "2026-12-07"}, {"later": "2026-11-22"}, {"later": "x"}, {"later": "other", "day": "вчера"}],
)
async def test_it_puts_off_to_no_other_day_and_keeps_what_was_typed(browser, link, typed):
    answer = await browser.post(await link("later"), typed)
    assert answer.status_code == 422
    assert "Изберете ден след днешния" in answer.text
    assert (await only()).later_on is None


async def test_it_gives_back_to_the_coordinator_what_is_not_mine_and_writes_to_her(browser, link, small_world):
    address = await link("not_mine")
    await browser.post(address)
    assert await Deadline.filter(person_id=None, state="open").count() == 1
    letter = await Letter.filter(key__startswith="handed_back:").get()
    assert (letter.to_address, letter.subject) == ("maria@zaedno.example", f"Върнат срок: {TITLE}")
    assert "Иван Петров" in letter.plain
    assert "Върнат" in await browser.get(address)


@pytest.mark.parametrize("stands_in", [True, False])
async def test_it_writes_to_whoever_stands_in_for_a_coordinator_on_leave(browser, link, small_world, stands_in):
    maria = await Person.get(email="maria@zaedno.example")
    project = await Project.get(id=small_world.project.id)
    lina = await person("Лина Заместник", "lina@zaedno.example", "en")
    await seat(lina, Role.MANAGER if not stands_in else Role.ACCOUNTANT, project)
    await ReminderWish.create(person=maria, away_from=TODAY, away_until=TODAY, stand_in=lina if stands_in else None)
    await browser.post(await link("not_mine"))
    letter = await Letter.filter(key__startswith="handed_back:").get()
    assert letter.to_address == "lina@zaedno.example"
    assert "You get this in place of Мария Иванова, who is on leave." in " ".join(letter.plain.split())


# --- what it does not open any more -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"state": "done"}, "Срокът вече е изпълнен"),
        ({"state": "cancelled"}, "Срокът е отменен"),
        ({"thing": "supply", "thing_id": 1}, "Срокът се отбелязва сам"),
    ],
)
async def test_it_says_how_a_deadline_stands_that_needs_no_button(browser, link, values, sentence):
    address = await link("done")
    await Deadline.all().update(**values)
    page = await browser.get(address)
    assert sentence in page
    assert (await browser.post(address)).status_code == 200
    assert await DeadlineAnswer.all().count() == 0


async def test_it_does_not_open_sixty_days_later(browser, link):
    address = await link("done")
    await Letter.all().update(not_before=NOON - timedelta(days=60, minutes=1))
    page = await browser.get(address, 410)
    assert "по-старо от 60 дни" in page
    assert '<a href="/tasks">Влезте и вижте задачите си</a>' in page


async def test_it_does_not_even_name_a_deadline_that_is_not_seen_any_more(browser, link):
    address = await link("done")
    await Membership.filter(person_id=(await Person.get(email="ivan@zaedno.example")).id).delete()
    page = await browser.get(address, 410)
    assert "вече не е достъпен за Вас" in page
    assert TITLE not in page
    assert (await browser.post(address)).status_code == 410
    assert (await only()).state == "open"


async def test_it_does_not_open_for_somebody_who_left(browser, link):
    address = await link("done")
    await Person.filter(email="ivan@zaedno.example").update(disabled_on=TODAY)
    assert TITLE not in await browser.get(address, 410)


async def test_it_does_not_open_a_link_that_is_not_whole(browser, link):
    address = await link("done")
    await browser.get(address[:-1], 404)
    await browser.get(address.replace(".done.", ".later."), 404)
    await browser.get("/link/d/1.done", 404)
    assert (await browser.post(address[:-1])).status_code == 404


async def test_it_acts_as_the_reader_of_the_letter_whoever_is_signed_in(browser, link):
    address = await link("done")
    await browser.sign_in("petar@druga.example")
    page = await browser.get(address)
    assert "Петър Другарски" not in page
    await browser.post(address)
    assert (await Entry.filter(deed="deadline.settled").get()).person_name == "Иван Петров"


async def test_it_speaks_the_readers_language_the_words_above_the_page_too(browser, link, app):
    app.state.banner = lambda words: words.say("This is a demo. Letters are shown here instead of being sent.")
    await Person.filter(email="ivan@zaedno.example").update(language="en")
    page = await browser.get(await link("done"))
    assert "This is a demo" in page
    assert '<html lang="en"' in page
    assert "Lists from Gurkovo" in page
