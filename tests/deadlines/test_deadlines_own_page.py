"""The page of one deadline: told, late, escalated, answered, shown with its proof (страница на един срок)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from grants.access import CLOCK
from grants.deadlines.models import Deadline, DeadlineAnswer, ReminderWish
from grants.deadlines.proof.fates import Fate, Posted, days_of, fate
from grants.deadlines.reminding.actions import plan_reminders
from grants.deadlines.rules import CLOSED_BY_SAYING
from grants.letters.actions import post_letters
from grants.letters.models import Letter, Try
from grants.letters.rules import LetterState, Verdict, is_held_up
from grants.people.models import Person
from grants.settings import MailServer
from grants.values.wording import wording
from tests.cast import CODE, NOON, TODAY, row

pytestmark = pytest.mark.anyio
SOFIA = ZoneInfo("Europe/Sofia")
MARCH = [date(2026, 3, 3), date(2026, 3, 17), date(2026, 3, 24)]


@pytest.mark.parametrize(
    ("days", "bg", "en"),
    [
        (MARCH, "3, 17 и 24 март 2026\u202fг.", "3, 17 and 24 March 2026"),
        (MARCH[:1], "3 март 2026\u202fг.", "3 March 2026"),
        ([*MARCH[:2], date(2026, 4, 1)], "3 и 17 март и 1 април 2026\u202fг.", "3 and 17 March and 1 April 2026"),
        ([date(2025, 12, 30), date(2026, 1, 2)], "30 декември 2025\u202fг. и 2 януари 2026\u202fг.", "30 December 2025 and 2 January 2026"),
    ],
)  # fmt: skip
def test_it_names_each_month_and_year_once(days, bg, en):
    assert (wording("bg").long_days(days), wording("en").long_days(days)) == (bg, en)


@pytest.mark.parametrize(
    ("state", "held_up", "returned", "is_so"),
    [
        (LetterState.WAITING, False, False, Fate.PLANNED),
        (LetterState.WAITING, True, False, Fate.DELAYED),
        (LetterState.SENT, True, False, Fate.SENT),
        (LetterState.SENT, True, True, Fate.RETURNED),
        (LetterState.REFUSED, True, False, Fate.REFUSED),
        (LetterState.GIVEN_UP, True, False, Fate.GIVEN_UP),
        (LetterState.REPLACED, True, False, Fate.REPLACED),
    ],
)
def test_it_says_how_a_letter_fared(state, held_up, returned, is_so):
    at = datetime(2026, 3, 4, tzinfo=UTC) if returned else None
    assert fate(state, at, held_up=held_up) is is_so
    assert (fate(state, at, held_up=held_up, dropped=True) is Fate.NEEDLESS) is (state is LetterState.GIVEN_UP)
    assert fate(state, at, due=True, held_up=held_up) is (Fate.WAITING if is_so is Fate.PLANNED else is_so)
    settled = fate(state, at, held_up=held_up, settled=True)
    assert settled is (Fate.NEEDLESS if state is LetterState.WAITING else is_so)


@pytest.mark.parametrize(
    ("tries", "answer", "waited", "is_so"),
    [
        (0, "", -60, False),  # minutes after its hour
        (0, "", 5, False),  # ten thousand of a morning leave one after another
        (0, "", 6, True),
        (2, "451 Greylisted", -60, True),
        (0, "Connection refused", 1, True),  # what could not even begin does not count as a try
    ],
)
def test_a_letter_is_held_up_that_should_have_left_whatever_hinders_it(tries, answer, waited, is_so):
    seven = datetime(2026, 3, 4, 5, tzinfo=UTC)
    assert is_held_up(tries, answer, seven, seven + timedelta(minutes=waited)) is is_so


def test_it_counts_a_day_by_the_clock_of_the_tracker_and_once():
    late = datetime(2026, 3, 3, 22, 30, tzinfo=UTC)  # already the fourth in Sofia
    taken = [Posted(1, "Мария", late), Posted(1, "Мария", late + timedelta(hours=2))]
    assert days_of(taken, SOFIA) == {(1, "Мария"): [date(2026, 3, 4)]}


async def posted(answer: str = "250 OK") -> None:
    """Every letter that waits, taken by the mail server at its hour."""
    for letter in await Letter.filter(state=LetterState.WAITING):
        await Letter.filter(id=letter.id).update(
            state=LetterState.SENT, sent_at=letter.not_before, answer=answer, tries=1
        )


@pytest.fixture
async def story(small_world) -> int:
    """Elena of the partner is responsible, was told before and after the day, and answered by a link."""
    project = small_world.project
    made = await row(
        project, "deadline", title_bg="Списъци от Севиля", title_en="Lists from Seville", due="18.11.2026",
        person="elena@puente.example", partner="2", kind="other",
    )  # fmt: skip
    for days in (2, 1, 0, -1):
        await plan_reminders(CLOCK, date(2026, 11, 18) - timedelta(days=days), SOFIA, "https://x.example")
        await posted()
    first = await Letter.filter(person_id=small_world.elena.person_id).order_by("id").first()
    assert first is not None
    await Try.create(letter_id=first.id, at=first.not_before, verdict=Verdict.LATER, answer="451 Greylisted")
    await DeadlineAnswer.create(
        deadline_id=made, person_id=small_world.elena.person_id, letter_id=first.id, said="begun"
    )
    await Letter.filter(person_id=small_world.maria.person_id).update(
        returned_at=first.not_before, returned="550 No such user"
    )
    return made


async def test_it_proves_who_was_told_when_in_both_languages(browser, story):
    await browser.sign_in("angel@odit.example")  # the auditor
    page = await browser.get(f"/projects/{CODE}/deadlines/{story}")
    said = re.sub(r"\s+", " ", page)
    assert "На Elena García (отговорник) е съобщено 3 пъти: на 16, 18 и 19 ноември 2026 г." in said
    assert "На Мария Иванова (координатор на проекта) не е съобщено: писмото от 19 ноември 2026 г. се върна." in said
    assert "451 Greylisted" in said
    assert "250 OK" in said
    assert "550 No such user" in said
    assert "elena@puente.example" in said
    assert "Elena García отговори чрез връзка: Работя по него" in said
    assert "след 1 ден научава и Мария Иванова (координатор на проекта)" in said
    assert "Предстоящи писма" in said
    assert "с 1 ден закъснение" in said
    assert 'name="then"' not in said  # who only reads changes nothing
    english = await browser.get(f"/projects/{CODE}/deadlines/{story}?lang=en")
    assert "Elena García (responsible) was told 3 times: on 16, 18 and 19 November 2026." in english


async def test_it_says_that_a_letter_is_delayed_why_and_when_it_is_tried_again(browser, small_world, settings):
    made = await row(small_world.project, "deadline", title_bg="Среща в Гурково", due=f"{TODAY:%d.%m.%Y}", person="maria@zaedno.example", kind="other")  # fmt: skip
    await plan_reminders(CLOCK, TODAY, SOFIA, "https://x.example")
    here = f"/projects/{CODE}/deadlines/{made}"
    await browser.sign_in("maria@zaedno.example")
    untried = re.sub(r"\s+", " ", await browser.get(here))  # it should have left at seven; it is noon
    assert ">забавено<" in untried
    assert "Не е тръгнало, макар че часът му е минал" in untried
    assert "Следващ опит: щом процесът отново изпраща писма" in untried
    await post_letters(
        replace(settings, mail_server=MailServer("127.0.0.1", 1, None, None, tls=False, starttls=False)), NOON
    )
    page = re.sub(r"\s+", " ", await browser.get(here))
    assert "На Мария Иванова (отговорник) още не е съобщено: писмото от 22 ноември 2026 г. е забавено." in page
    assert ">забавено<" in page
    assert "Следващ опит: 22.11.2026 г., 12:01" in page
    assert "Connect" in page
    assert ">планирано<" not in page
    english = await browser.get(f"{here}?lang=en")
    assert ">delayed<" in english


@pytest.mark.parametrize(
    ("minutes", "said"), [(1, "планирано"), (0, "чака изпращане"), (-5, "чака изпращане"), (-6, "забавено")]
)
async def test_it_calls_a_letter_planned_only_until_its_hour(browser, small_world, minutes, said):
    made = await row(small_world.project, "deadline", title_bg="Среща в Гурково", due=f"{TODAY:%d.%m.%Y}", person="maria@zaedno.example", kind="other")  # fmt: skip
    await plan_reminders(CLOCK, TODAY, SOFIA, "https://x.example")
    await Letter.all().update(not_before=NOON + timedelta(minutes=minutes))
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(f"/projects/{CODE}/deadlines/{made}")
    states = ("планирано", "чака изпращане", "забавено")
    assert [one for one in states if f">{one}<" in page] == [said]


@pytest.mark.parametrize(("who", "so"), [("ivan@zaedno.example", True), ("elena@puente.example", False)])
async def test_it_says_from_which_day_it_counts_as_late_in_the_house(browser, small_world, who, so):
    made = await row(small_world.project, "deadline", title_bg="Отчет на Гурково", due="18.12.2026", person=who, kind="report", partner="2")  # fmt: skip
    assert await Deadline.filter(id=made, internal_on=date(2026, 12, 15)).exists()
    await browser.sign_in("maria@zaedno.example")
    page = await browser.get(f"/projects/{CODE}/deadlines/{made}")
    assert "след 1 ден научава и Мария Иванова" in re.sub(r"\s+", " ", page)
    assert ("Брои се от вътрешния срок, докато настъпи самият ден." in page) is so


async def test_a_cancelled_one_is_called_so_in_its_history_and_its_waiting_letter_planned_no_more(browser, small_world):
    made = await row(small_world.project, "deadline", title_bg="Среща в Гурково", due=f"{TODAY:%d.%m.%Y}", person="maria@zaedno.example", kind="other")  # fmt: skip
    await plan_reminders(CLOCK, TODAY, SOFIA, "https://x.example")
    await Letter.all().update(not_before=NOON + timedelta(hours=1))
    here = f"/projects/{CODE}/deadlines/{made}"
    await browser.sign_in("maria@zaedno.example")
    planned, needless, waits = ">планирано<", ">вече не се изпраща за този срок<", ">забавено<"
    assert planned in await browser.get(here)
    cancel = {"then": "cancel", "because": "Групата отпада", "version": "1", "form_key": "а"}
    assert CLOSED_BY_SAYING in await browser.get(f"{here}?lang=en")
    assert (await browser.post(here, cancel)).status_code == 303
    assert CLOSED_BY_SAYING not in await browser.get(f"{here}?lang=en")
    page = await browser.get(here)
    assert planned not in page
    assert needless in page
    assert "Мария Иванова отмени: Срок" in page
    assert "отбеляза като изпълнено" not in page
    await Letter.all().update(tries=2)
    page = await browser.get(here)
    assert needless in page
    assert waits not in page
    assert (await browser.post(here, {"then": "open", "version": "2", "form_key": "б"})).status_code == 303
    page = await browser.get(here)
    assert waits in page
    assert "Мария Иванова възобнови: Срок" in page
    await browser.post(here, {"then": "done", "version": "3", "form_key": "в"})
    assert "Мария Иванова отбеляза като изпълнено: Срок" in await browser.get(here)


async def test_it_is_put_off_handed_back_and_given_from_its_page(browser, small_world, story):
    here = f"/projects/{CODE}/deadlines/{story}"
    await Deadline.filter(id=story).update(due_on=TODAY + timedelta(days=20))
    await browser.sign_in("elena@puente.example")
    await browser.get(here)
    refused = await browser.post(here, {"then": "later", "day": "1.1.2027", "version": "1", "form_key": "а"})
    assert refused.status_code == 422
    assert "12 Dec 2026" in refused.text
    kept = await browser.post(here, {"then": "later", "day": "1.12.2026", "reason": "В отпуск", "version": "1", "form_key": "б"})  # fmt: skip
    assert kept.status_code == 303
    await browser.post(here, {"then": "not_mine", "version": "2", "form_key": "в"})
    [one] = await Deadline.filter(id=story).values("later_on", "person_id")
    assert one == {"later_on": date(2026, 12, 1), "person_id": None}
    assert (await browser.post(here, {"then": "give", "person": str(small_world.ivan.person_id), "version": "3", "form_key": "г"})).status_code == 403  # fmt: skip
    await browser.sign_in("maria@zaedno.example")
    stranger = {"then": "give", "person": str(small_world.petar.person_id), "version": "3", "form_key": "д"}
    assert (await browser.post(here, stranger)).status_code == 422
    await browser.post(here, stranger | {"person": str(small_world.ivan.person_id)})
    assert await Deadline.filter(id=story, person_id=small_world.ivan.person_id).exists()
    page = await browser.get(here)
    assert ">при връщането му<" in page  # each letter is about this one alone, and says when it was written
    assert ">при възлагането му<" in page
    assert "Вече е Ваш" in (await Letter.filter(key__startswith="given:").get()).subject
    await browser.post(here, {"then": "done", "version": "4", "form_key": "е"})
    assert (await Deadline.get(id=story)).state.value == "done"
    assert "В отпуск" in await browser.get(here)
    await browser.sign_in("petar@druga.example")
    await browser.get(here, 404)


async def test_it_writes_to_the_stand_in_of_somebody_on_leave_to_whom_it_is_given(browser, small_world, story):
    angel = await Person.get(email="angel@odit.example")
    leave = {"away_from": TODAY, "away_until": TODAY, "stand_in": angel}
    await ReminderWish.update_or_create(person_id=small_world.ivan.person_id, defaults=leave)
    await browser.sign_in("maria@zaedno.example")
    given = {"then": "give", "person": str(small_world.ivan.person_id), "version": "1", "form_key": "а"}
    await browser.post(f"/projects/{CODE}/deadlines/{story}", given)
    letter = await Letter.filter(key__startswith="given:").get()
    assert (letter.to_address, letter.subject[:15]) == ("angel@odit.example", "За Иван Петров:")
    assert "Мария Иванова възложи този срок на Иван Петров." in " ".join(letter.plain.split())


async def test_it_says_how_far_the_day_was_that_a_letter_spoke_of(browser, story):
    """Told two days before an internal day, it was five days before the real one; moved since, the letter's day stays."""
    due = date(2026, 11, 18)
    await Deadline.filter(id=story).update(due_on=due + timedelta(days=3), internal_on=due)
    await browser.sign_in("angel@odit.example")
    here = f"/projects/{CODE}/deadlines/{story}"
    assert "5 дни преди срока" in await browser.get(here)
    await Deadline.filter(id=story).update(due_on=due + timedelta(days=30), internal_on=None)
    assert "2 дни преди срока, при краен срок 18.11.2026" in await browser.get(here)
