"""Whose letters do not arrive is told the same day, and admins read every week whether letters leave (кой не получава)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from grants.access import CLOCK, Role
from grants.audit.models import Entry
from grants.letters.actions import Envelope, post_letters, write_letter
from grants.letters.failing.actions import tell_of_failed_letters
from grants.letters.failing.queries import unreached_people
from grants.letters.models import Letter, Try
from grants.letters.queries import LettersThere, letters_there, week_of_letters
from grants.letters.rules import GIVE_UP_AFTER, OWN_REASONS, LetterState
from grants.letters.weekly.actions import write_weekly
from grants.letters.writing import Written
from grants.people.models import Person
from tests import bare_rows

pytestmark = pytest.mark.anyio
SOFIA = ZoneInfo("Europe/Sofia")
BASE = "https://grants.example.org"


@pytest.fixture
async def office(db):
    """A project of Мария, its manager, in which Иван enters expenses, and an admin."""
    where = await bare_rows.organisation()
    project = await bare_rows.project("ГМ-2026-4", "Грижа у дома", where)
    maria = await bare_rows.person("Мария Стоянова", "maria@example.org")
    ivan = await bare_rows.person("Иван Петров", "ivan@example.org")
    admin = await bare_rows.person("Олга Админ", "olga@example.org", "en", is_admin=True)
    await bare_rows.seat(maria, Role.MANAGER, where)
    await bare_rows.seat(ivan, Role.ACCOUNTANT, project)
    return project, maria, ivan, admin


async def to(person, subject, when):
    words = Written(subject, f"{subject}\n", f"<p>{subject}</p>")
    key = f"reminders:{person.id}:{subject}"
    return await write_letter(Envelope(key, person.id, person.email, "bg", when), words, {})


async def test_it_tells_the_manager_once_which_address_the_mail_server_refuses(office, mailbox, settings, noon, today):
    project, maria, ivan, _admin = office
    mailbox.at_recipient["ivan@example.org"] = "550 5.1.1 No such user"
    await to(ivan, "Утре: отчет", noon)
    await to(ivan, "Днес: отчет", noon)
    with_server = mailbox.settings(settings)
    await post_letters(with_server, noon)
    assert await tell_of_failed_letters(CLOCK, noon, SOFIA, BASE) == 1
    assert await tell_of_failed_letters(CLOCK, noon, SOFIA, BASE) == 0
    told = await Letter.get(person_id=maria.id)
    assert told.subject == "Писмо до Иван Петров не пристигна"
    assert "Иван Петров <ivan@example.org>" in told.plain
    assert "Отказано от пощенския сървър: 550 5.1.1 No such user" in told.plain
    assert "дотогава този човек не получава напомняния" in " ".join(told.plain.split())
    assert (await post_letters(with_server, noon)).sent == 1
    [silent] = await unreached_people(project.id, today)
    assert (silent["name"], silent["said"]) == ("Иван Петров", "550 5.1.1 No such user")


async def test_it_tells_admins_where_nobody_manages_and_never_the_reader_itself(office, mailbox, settings, noon):
    _project, maria, _ivan, admin = office
    mailbox.at_recipient["maria@example.org"] = "550 5.7.1 Mailbox closed"
    await to(maria, "Утре: отчет", noon)
    await post_letters(mailbox.settings(settings), noon)
    assert await tell_of_failed_letters(CLOCK, noon, SOFIA, BASE) == 1
    told = await Letter.get(person_id=admin.id)
    assert told.subject == "A letter to Мария Стоянова did not arrive"
    mailbox.at_recipient["olga@example.org"] = "550 5.1.1 No such user"
    await post_letters(mailbox.settings(settings), noon)
    deeds = await Entry.all().count()
    assert await tell_of_failed_letters(CLOCK, noon, SOFIA, BASE) == 0  # of a letter about letters nobody is told
    assert await Entry.all().count() == deeds  # and nothing was done


@pytest.mark.parametrize("reason", sorted(OWN_REASONS))
async def test_it_calls_no_letter_undelivered_that_was_dropped_here(office, mailbox, settings, noon, today, reason):
    project, maria, ivan, _admin = office
    await to(ivan, "Утре: отчет", noon)
    mailbox.at_data.append("451 4.7.1 Greylisted")
    await post_letters(mailbox.settings(settings), noon)
    await Letter.all().update(state=LetterState.GIVEN_UP, answer=reason)
    assert await tell_of_failed_letters(CLOCK, noon, SOFIA, BASE) == 0
    assert await unreached_people(project.id, today) == []
    assert await letters_there() == LettersThere(waiting=0, failed=0)
    monday = noon + timedelta(days=1)
    assert (await week_of_letters(monday - timedelta(days=7), monday)).failed == 0
    await Letter.all().update(answer="451 4.7.1 Greylisted")
    await to(ivan, "Днес: отчет", noon + timedelta(hours=1))
    await Letter.filter(subject="Днес: отчет").update(state=LetterState.GIVEN_UP, answer=reason)
    [silent] = await unreached_people(project.id, today)  # what was dropped hides no letter that did not arrive
    assert silent["said"] == "451 4.7.1 Greylisted"
    assert await tell_of_failed_letters(CLOCK, noon, SOFIA, BASE) == 1
    assert "451 4.7.1 Greylisted" in (await Letter.get(person_id=maria.id)).plain
    assert (await week_of_letters(monday - timedelta(days=7), monday)).failed == 1


async def test_it_remembers_every_try_and_what_was_said(office, mailbox, settings, noon):
    _project, maria, *_ = office
    letter_id = await to(maria, "Утре: отчет", noon)
    mailbox.at_data += ["451 4.7.1 Greylisted", "452 4.2.2 Mailbox full"]
    with_server = mailbox.settings(settings)
    for minutes in (0, 2, 9):
        await post_letters(with_server, noon + timedelta(minutes=minutes))
    tries = await Try.filter(letter_id=letter_id).order_by("id")
    assert [(one.verdict, one.answer) for one in tries] == [
        ("later", "451 4.7.1 Greylisted"),
        ("later", "452 4.2.2 Mailbox full"),
    ]


async def test_it_notes_a_mail_server_that_is_away_only_where_that_is_news(office, mailbox, settings, noon):
    _project, maria, *_ = office
    letter_id = await to(maria, "Утре: отчет", noon)
    nowhere = mailbox.settings(settings)
    nowhere = replace(nowhere, mail_server=replace(nowhere.mail_server, port=1))
    for minutes in range(4):
        await post_letters(nowhere, noon + timedelta(minutes=2 * minutes))
    assert [one.verdict for one in await Try.filter(letter_id=letter_id)] == ["unreached"]


@pytest.mark.parametrize(
    ("language", "sent", "subject", "said"),
    [
        ("en", 0, "No letter went out last week", "From 16 Nov 2026 to 22 Nov 2026: no letter went out."),
        ("en", 2, "Last week: 2 letters went out", "From 16 Nov 2026 to 22 Nov 2026: 2 letters went out."),
        ("bg", 0, "Миналата седмица не е изпратено нито едно писмо", "не е изпратено нито едно писмо."),
        ("bg", 1, "Миналата седмица: изпратено е 1 писмо", "От 16.11.2026 г. до 22.11.2026 г.: изпратено е 1 писмо."),
    ],
)
async def test_it_writes_to_admins_once_a_week_how_many_letters_went_out(
    office, mailbox, settings, language, sent, subject, said
):
    *_, ivan, admin = office
    await Person.filter(id=admin.id).update(language=language)
    friday = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
    for number in range(sent):
        await to(ivan, f"Утре: {number}", friday)
    await post_letters(mailbox.settings(settings), friday)
    tuesday = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # the worker slept on Monday
    assert await write_weekly(CLOCK, tuesday, SOFIA, BASE) == 1
    assert await write_weekly(CLOCK, tuesday + timedelta(days=3), SOFIA, BASE) == 0
    letter = await Letter.get(person_id=admin.id)
    plain = " ".join(letter.plain.split())
    assert letter.subject == subject
    assert said in plain
    assert ("something holds them up" in plain or "нещо ги спира" in plain) is (sent == 0)
    assert await write_weekly(CLOCK, tuesday + timedelta(days=7), SOFIA, BASE) == 1


async def test_the_week_tells_of_a_letter_when_it_is_known_that_it_did_not_arrive_and_not_before(
    office, mailbox, settings
):
    """Put off from Friday on, given up on Tuesday: it waited in one week, and failed in the next."""
    *_, ivan, _admin = office
    friday, tuesday = datetime(2026, 11, 20, 10, tzinfo=UTC), datetime(2026, 11, 24, 10, tzinfo=UTC)
    monday = datetime(2026, 11, 23, tzinfo=SOFIA)
    await to(ivan, "Утре: отчет", friday)
    mailbox.at_recipient["ivan@example.org"] = "451 4.7.1 Greylisted"
    await post_letters(mailbox.settings(settings), friday)
    week = await week_of_letters(monday - timedelta(days=7), monday)
    assert (week.sent, week.failed, week.waiting, week.latest_waiting) == (0, 0, 1, date(2026, 11, 20))
    await Letter.all().update(tries=GIVE_UP_AFTER - 1)
    assert (await post_letters(mailbox.settings(settings), tuesday)).given_up == 1
    assert (await week_of_letters(monday - timedelta(days=7), monday)).failed == 0
    assert (await week_of_letters(monday, monday + timedelta(days=7))).failed == 1


async def test_the_week_names_the_day_by_the_clock_of_the_tracker(office):
    """At one at night in Sofia it is the evening before in UTC."""
    *_, ivan, admin = office
    await to(ivan, "Утре: отчет", datetime(2026, 11, 20, 1, 0, tzinfo=SOFIA))
    await write_weekly(CLOCK, datetime(2026, 11, 23, 8, 0, tzinfo=SOFIA), SOFIA, BASE)
    plain = " ".join((await Letter.get(person_id=admin.id)).plain.split())
    assert "1 letter is waiting - it should have left on 20 Nov 2026" in plain
