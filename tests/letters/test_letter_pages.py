"""Letters on pages: one's own to read, for admins the envelopes of all and what the mail server said (страници с писма)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from grants.access import CLOCK
from grants.deadlines.reminding.actions import plan_reminders
from grants.errors import NotFound
from grants.letters.actions import beat
from grants.letters.models import Letter
from grants.letters.pages import pieces
from grants.letters.queries import all_letters, letter_seen, letters_of
from grants.letters.rules import LetterState
from tests.cast import row

pytestmark = pytest.mark.anyio


@pytest.fixture
async def letter_of_maria(small_world, settings, today) -> int:
    """A reminder that waits for the morning of the fixed day."""
    title = "Отчет <b>за</b> периода"
    await row(small_world.project, "deadline", title_bg=title, due="24.11.2026", person="maria@zaedno.example")
    assert await plan_reminders(CLOCK, today, settings.time_zone, settings.base_url) == 1
    (letter,) = await Letter.all()
    return int(letter.id)


async def test_it_shows_a_person_the_words_of_their_own_letter(browser, letter_of_maria):
    await browser.sign_in("maria@zaedno.example")
    assert f"/letters/{letter_of_maria}" in await browser.get("/letters")
    page = await browser.get(f"/letters/{letter_of_maria}")
    assert "<pre" in page
    assert "Отчет &lt;b&gt;за&lt;/b&gt; периода" in page
    assert '<a href="http://testserver/projects/' in page
    assert "maria@zaedno.example" in page


async def test_it_shows_an_admin_the_envelope_and_not_the_words(browser, letter_of_maria):
    await Letter.filter(id=letter_of_maria).update(state=LetterState.REFUSED, answer="550 5.1.1 No such user", tries=1)
    await browser.sign_in("ada@zaedno.example")
    page = await browser.get("/letters")
    assert "550 5.1.1 No such user" in page
    assert "Мария Иванова" in page
    page = await browser.get(f"/letters/{letter_of_maria}?lang=en")
    assert "550 5.1.1 No such user" in page
    assert "<pre" not in page
    assert "Only the person" in page


@pytest.mark.parametrize("email", ["ivan@zaedno.example", "petar@druga.example", "angel@odit.example"])
async def test_it_shows_nobody_elses_letters(browser, letter_of_maria, email):
    await browser.sign_in(email)
    await browser.get(f"/letters/{letter_of_maria}", 404)
    assert 'class="empty"' in await browser.get("/letters")


async def test_it_tells_admins_why_letters_may_not_leave(browser, app, letter_of_maria, settings, today):
    await browser.sign_in("ada@zaedno.example")
    assert "SMTP_URL" in await browser.get("/letters")
    from dataclasses import replace

    from grants.settings import MailServer

    app.state.settings = replace(
        settings, mail_server=MailServer("127.0.0.1", 25, None, None, tls=False, starttls=False)
    )
    assert "never been started" in await browser.get("/letters?lang=en")
    noon = app.state.clock()
    await beat("работник", noon - timedelta(minutes=5))
    assert "has not been heard of" in await browser.get("/letters?lang=en")
    await beat("работник", noon - timedelta(seconds=30))
    page = await browser.get("/letters?lang=en")
    assert "heard of" not in page
    assert "1 letter waits" in page


async def test_it_pages_through_many_letters(browser, letter_of_maria, small_world):
    maria = small_world.maria.person_id
    written = await Letter.get(id=letter_of_maria)
    await Letter.bulk_create(
        Letter(
            key=f"reminders:{maria}:{number}",
            person_id=maria,
            to_address="maria@zaedno.example",
            language="bg",
            subject=f"Писмо {number}",
            not_before=written.not_before - timedelta(days=number),
            next_try_at=written.not_before,
        )
        for number in range(1, 151)
    )
    await browser.sign_in("maria@zaedno.example")
    first, second = await browser.get("/letters"), await browser.get("/letters?from=100")
    assert "Писмо 99<" in first
    assert "Писмо 100<" not in first
    assert "Писмо 100<" in second
    assert "Писмо 150<" in second


async def test_it_reads_only_ones_own_letters(letter_of_maria, small_world):
    assert [letter.id for letter in await letters_of(small_world.maria)] == [letter_of_maria]
    assert (await letter_seen(small_world.maria, letter_of_maria)).plain
    assert (await letter_seen(small_world.ada, letter_of_maria)).plain == ""
    assert [letter.plain for letter in await all_letters(small_world.ada)] == [""]
    assert await all_letters(small_world.petar) == await letters_of(small_world.ada) == []
    with pytest.raises(NotFound):
        await letter_seen(small_world.petar, letter_of_maria)


@pytest.mark.parametrize(
    ("plain", "cut"),
    [
        ("", []),
        ("Без адрес", [("Без адрес", False)]),
        (
            "виж https://a.example/б#1\nи край",
            [("виж ", False), ("https://a.example/б#1", True), ("\nи край", False)],
        ),
        ("javascript:alert(1)", [("javascript:alert(1)", False)]),
    ],
)
def test_it_cuts_addresses_out_of_a_letters_words(plain, cut):
    assert pieces(plain) == cut
