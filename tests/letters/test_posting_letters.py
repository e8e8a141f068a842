"""Letters are handed to a real mail server, once each, and what it says is kept (писмата се предават на пощата)."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from types import SimpleNamespace

import pytest

from grants.letters.actions import PostedCount, beat, post_letters
from grants.letters.models import Heartbeat, Letter
from grants.letters.queries import letters_there, worker_seen
from grants.letters.rules import LEASE, LONGEST_PAUSE, LetterState
from grants.people.models import Person

pytestmark = pytest.mark.anyio
SECOND = timedelta(seconds=1)


async def state_of(letter: Letter) -> Letter:
    return await Letter.get(id=letter.id)


async def test_it_hands_over_a_letter_in_both_forms_with_its_headings(letter, mailbox, settings, noon):
    written = await letter("maria@example.org", "Утре: „Междинен отчет“, ГРИЖА")
    count = await post_letters(mailbox.settings(settings), noon)
    assert count == PostedCount(sent=1)
    (taken,) = mailbox.taken
    assert taken["Subject"] == "Утре: „Междинен отчет“, ГРИЖА"
    assert (taken["To"], taken["From"]) == ("maria@example.org", "Проследяване <grants@example.org>")
    assert taken["X-Reminder-Key"] == written.key
    assert taken["Message-ID"].endswith("@example.org>")
    assert taken["List-Unsubscribe"] == "<http://testserver/account>"
    assert taken["Content-Language"] == "bg"
    assert parsedate_to_datetime(taken["Date"]).tzinfo is not None
    plain, html = taken.get_body(("plain",)), taken.get_body(("html",))
    assert plain.get_content().replace("\r\n", "\n") == written.plain
    assert html.get_content().strip() == written.html
    assert mailbox.envelopes == [("grants@example.org", ["maria@example.org"])]
    sent = await state_of(written)
    assert (sent.state, sent.tries, sent.claimed_until) == (LetterState.SENT, 1, None)
    assert sent.answer == "2.0.0 Ok: queued as 1"
    assert noon <= sent.sent_at < noon + 30 * SECOND


async def test_it_waits_until_the_letters_hour_has_come(letter, mailbox, settings, noon):
    await letter("maria@example.org", not_before=noon + timedelta(hours=1))
    assert await post_letters(mailbox.settings(settings), noon) == PostedCount()
    assert await post_letters(mailbox.settings(settings), noon + timedelta(hours=1)) == PostedCount(sent=1)


async def test_it_sends_nothing_twice_and_uses_few_connections(letter, mailbox, settings, noon):
    for number in range(40):
        await letter(f"p{number}@example.org")
    assert (await post_letters(mailbox.settings(settings), noon)).sent == 40
    assert (await post_letters(mailbox.settings(settings), noon)).sent == 0
    assert Counter(to for _, [to] in mailbox.envelopes) == Counter(f"p{number}@example.org" for number in range(40))
    assert len(mailbox.connections) == 1


async def test_it_sends_two_hundred_letters_once_each_with_three_workers_at_a_time(letter, mailbox, settings, noon):
    for number in range(200):
        await letter(f"p{number}@example.org")
    with_server = mailbox.settings(settings)
    counts = await asyncio.gather(*(post_letters(with_server, noon) for _ in range(3)))
    assert sum(count.sent for count in counts) == 200
    assert len(mailbox.taken) == len(set(mailbox.ids)) == 200


async def test_it_lets_letters_wait_without_a_mail_server_and_in_the_demo(letter, mailbox, settings, noon):
    written = await letter("maria@example.org")
    assert await post_letters(settings, noon) == PostedCount(waiting=1, no_mail_server=True)
    demo = replace(mailbox.settings(settings), demo=True)
    assert await post_letters(demo, noon) == PostedCount(waiting=1, no_mail_server=True)
    assert (await state_of(written)).tries == 0
    assert mailbox.taken == []


# --- a mail server that misbehaves --------------------------------------------------------------------------------


async def test_it_tries_again_later_what_is_refused_for_now(letter, mailbox, settings, noon):
    written = await letter("maria@example.org")
    mailbox.at_data += ["451 4.7.1 Greylisted", "452 4.2.2 Mailbox full"]
    with_server = mailbox.settings(settings)
    assert await post_letters(with_server, noon) == PostedCount(postponed=1, waiting=1)
    first = await state_of(written)
    assert (first.tries, first.answer) == (1, "451 4.7.1 Greylisted")
    assert first.next_try_at - noon >= timedelta(minutes=1)
    assert (await post_letters(with_server, noon + 30 * SECOND)).postponed == 0
    assert (await post_letters(with_server, noon + 90 * SECOND)).postponed == 1
    assert (await state_of(written)).next_try_at - noon >= timedelta(minutes=6)
    assert (await post_letters(with_server, noon + timedelta(minutes=8))).sent == 1
    assert len(mailbox.taken) == 1


async def test_it_goes_on_trying_for_four_days_and_then_gives_up(letter, mailbox, settings, noon):
    written = await letter("maria@example.org")
    mailbox.at_recipient["maria@example.org"] = "450 4.2.1 Try later"
    with_server, now = mailbox.settings(settings), noon
    while (await state_of(written)).state is LetterState.WAITING:
        now = max(now, (await state_of(written)).next_try_at)
        await post_letters(with_server, now)
    assert (await state_of(written)).state is LetterState.GIVEN_UP
    assert now - noon > timedelta(days=4)


@pytest.mark.parametrize("where", ["recipient", "data"])
async def test_it_stops_at_once_when_the_server_says_never(letter, mailbox, settings, noon, where):
    written = await letter("няма-такъв-ящик@example.org".replace("няма-такъв-ящик", "nobody"))
    if where == "recipient":
        mailbox.at_recipient["nobody@example.org"] = "550 5.1.1 No such user"
    else:
        mailbox.at_data.append("554 5.7.1 Not wanted")
    assert await post_letters(mailbox.settings(settings), noon) == PostedCount(refused=1)
    refused = await state_of(written)
    assert refused.state is LetterState.REFUSED
    assert refused.answer.startswith("55")
    assert (await letters_there()).failed == 1


async def test_it_goes_on_with_the_others_after_a_bad_address(letter, mailbox, settings, noon):
    await letter("bad@example.org")
    await letter("адрес-на-кирилица@example.org")
    for number in range(5):
        await letter(f"p{number}@example.org")
    mailbox.at_recipient["bad@example.org"] = "550 5.1.1 No such user"
    count = await post_letters(mailbox.settings(settings), noon)
    assert (count.sent, count.refused, len(mailbox.connections)) == (5, 2, 1)


async def test_it_opens_a_new_connection_where_the_server_hangs_up(letter, mailbox, settings, noon):
    for number in range(4):
        await letter(f"p{number}@example.org")
    mailbox.at_recipient["p0@example.org"] = "421 4.3.2 Closing down"
    count = await post_letters(mailbox.settings(settings), noon)
    assert (count.sent, count.postponed) == (3, 1)


async def test_it_neither_loses_nor_charges_a_letter_when_the_server_cannot_be_reached(letter, mailbox, settings, noon):
    written = [await letter(f"p{number}@example.org") for number in range(5)]
    with_server = mailbox.settings(settings)
    nowhere = replace(with_server, mail_server=replace(with_server.mail_server, port=1))
    count = await post_letters(nowhere, noon)
    assert count.unreachable
    assert count.waiting == 5
    assert [(await state_of(one)).tries for one in written] == [0] * 5
    assert (await post_letters(with_server, noon + timedelta(minutes=2))).sent == 5


async def test_it_gives_a_server_that_never_answers_no_more_than_its_patience(letter, mailbox, settings, noon):
    written = await letter("maria@example.org")
    mailbox.silent = True
    count = await post_letters(mailbox.settings(settings), noon, patience=SECOND)
    assert count == PostedCount(postponed=1, waiting=1)
    assert "no answer" in (await state_of(written)).answer
    mailbox.silent = False
    assert (await post_letters(mailbox.settings(settings), noon + timedelta(minutes=2))).sent == 1
    assert len(set(mailbox.ids)) == 1


async def test_it_is_not_held_up_by_a_server_that_drips_one_byte_a_second(letter, settings, noon, mailbox):
    await letter("maria@example.org")

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            for byte in b"220 slow.example.org ESMTP ready and waiting for you\r\n":
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0.2)
        except ConnectionError:
            pass
        finally:
            writer.close()

    slow = await asyncio.start_server(drip, "127.0.0.1", 0)
    port = slow.sockets[0].getsockname()[1]
    with_server = replace(settings, mail_server=replace(mailbox.settings(settings).mail_server, port=port))
    began = asyncio.get_running_loop().time()
    count = await post_letters(with_server, noon, patience=SECOND)
    assert asyncio.get_running_loop().time() - began < 5
    assert count.unreachable
    assert count.waiting == 1
    slow.close()


async def test_it_holds_up_no_other_letter_while_the_server_is_silent_about_one(letter, mailbox, settings, noon):
    await letter("silent@example.org")
    for number in range(30):
        await letter(f"p{number}@example.org")
    answer, others_done = mailbox.handle_DATA, asyncio.Event()  # awaited in the mail server's own loop alone

    async def data(server: object, session: object, envelope: SimpleNamespace) -> str:
        if envelope.rcpt_tos == ["silent@example.org"]:
            await others_done.wait()
            return "250 late"
        said: str = await answer(server, session, envelope)
        if len(mailbox.taken) == 30:
            others_done.set()
        return said

    mailbox.handle_DATA = data
    assert (await post_letters(mailbox.settings(settings), noon, patience=9 * SECOND)).sent == 31


# --- claims -------------------------------------------------------------------------------------------------------


async def test_it_leaves_a_letter_that_another_worker_holds_until_the_lease_is_over(letter, mailbox, settings, noon):
    written = await letter("maria@example.org")
    await Letter.filter(id=written.id).update(claimed_until=noon + LEASE)
    with_server = mailbox.settings(settings)
    assert (await post_letters(with_server, noon)).sent == 0
    assert (await post_letters(with_server, noon + LEASE + SECOND)).sent == 1


async def test_it_waits_for_no_end_that_was_reckoned_by_a_clock_that_was_ahead(letter, mailbox, settings, noon):
    ahead, real = noon + timedelta(days=120), LONGEST_PAUSE - SECOND
    for name, values in {
        "claimed": {"claimed_until": ahead},
        "asked-again": {"next_try_at": ahead},
        "held": {"claimed_until": noon + LEASE},
        "paused": {"next_try_at": noon + real},
    }.items():
        written = await letter(f"{name}@example.org")
        await Letter.filter(id=written.id).update(**values)
    assert await post_letters(mailbox.settings(settings), noon) == PostedCount(sent=2, waiting=2)
    assert {to for _, [to] in mailbox.envelopes} == {"claimed@example.org", "asked-again@example.org"}


async def test_it_finishes_the_letters_under_way_when_asked_to_stop(letter, mailbox, settings, noon):
    for number in range(20):
        await letter(f"p{number}@example.org")
    mailbox.seconds_a_letter = 0.2
    stop = asyncio.Event()
    posting = asyncio.create_task(post_letters(mailbox.settings(settings), noon, stop=stop))
    await asyncio.to_thread(mailbox.arrived.wait)
    stop.set()
    count = await posting
    assert 1 <= count.sent == len(mailbox.taken) <= 2
    assert count.waiting == 20 - count.sent
    assert await Letter.filter(claimed_until__not_isnull=True).count() == 0
    mailbox.seconds_a_letter = 0
    assert (await post_letters(mailbox.settings(settings), noon)).sent == 20 - count.sent
    assert len(set(mailbox.ids)) == 20


async def test_it_writes_nothing_more_to_somebody_who_left(letter, mailbox, settings, noon, today):
    written = await letter("maria@example.org")
    await Person.filter(email="maria@example.org").update(disabled_on=today)
    await post_letters(mailbox.settings(settings), noon)
    assert mailbox.taken == []
    assert (await state_of(written)).state is LetterState.GIVEN_UP


@pytest.mark.parametrize(
    "subject", ["Отчет\r\nBcc: thief@example.org", "Отчет\nSubject: друго", "Отчет\u2028Bcc: thief@example.org", "\x00"]
)
async def test_it_lets_no_word_of_people_become_a_heading(letter, mailbox, settings, noon, subject):
    written = await letter("maria@example.org")
    await Letter.filter(id=written.id).update(subject=subject.replace("\x00", ""))
    assert (await post_letters(mailbox.settings(settings), noon)).sent == 1
    (taken,) = mailbox.taken
    assert taken["Bcc"] is None
    assert len(taken.get_all("Subject")) == 1
    assert mailbox.envelopes[0][1] == ["maria@example.org"]


async def test_it_adds_no_recipient_for_a_comma_in_an_address(letter, mailbox, settings, noon):
    await letter("maria@example.org, thief@example.org")
    count = await post_letters(mailbox.settings(settings), noon)
    assert count.refused == 1
    assert mailbox.taken == []


# --- the sign of life ---------------------------------------------------------------------------------------------


async def test_it_remembers_when_a_worker_was_last_seen(db, noon):
    assert await worker_seen() is None
    await beat("работник:1", noon)
    await beat("работник:2", noon + SECOND)
    await beat("работник:1", noon + 2 * SECOND)
    assert await worker_seen() == noon + 2 * SECOND
    await beat("работник:1", noon + timedelta(days=2))
    assert await Heartbeat.all().count() == 1
    await beat("работник:2", noon)  # the clock was set back: a sign of life from days to come is none
    assert await worker_seen() == noon
