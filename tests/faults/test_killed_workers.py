"""Workers that are killed or asked to end in the middle of posting: no letter is lost, a copy is recognisable."""

from __future__ import annotations

import asyncio
import random
import time

import pytest

from grants.letters.actions import LANES
from grants.letters.models import Letter
from grants.letters.queries import worker_seen
from grants.letters.rules import LetterState
from grants.storage.database import bookkeeping, rows
from tests.faults.workers import (
    PATIENCE,
    Workers,
    copies,
    copies_by_sender,
    ends_politely,
    put_letters,
    seeded,
    until,
    until_all_sent,
    until_ready,
    until_taken,
)
from tests.post_office import Mailbox
from tests.waiting import Begun

pytestmark = pytest.mark.anyio
LETTERS, KILLS, STOPS = 1000, 40, 12
LEFT_TO_ITSELF = 60 + 30 + PATIENCE  # seconds: a killed worker's lease, the time to the next round, and that round


class Named:
    """Workers that each send in a name of their own, so that it is known whose a letter is that was taken."""

    def __init__(self, worker: Workers) -> None:
        self._worker = worker
        self._started = 0

    def start(self) -> tuple[str, Begun]:
        self._started += 1
        sender = f"w{self._started}@example.org"
        return sender, self._worker(MAIL_FROM=sender)


async def taken_and_not_marked(mailbox: Mailbox, sender: str) -> int:
    """Of how many letters from this worker the mail server has, the row doesn't know it."""
    handed_over = [to for own, [to] in list(mailbox.envelopes) if own == sender]
    return await Letter.filter(to_address__in=handed_over, state=LetterState.WAITING).count()


async def test_it_loses_none_of_a_thousand_letters_in_forty_kills_and_each_kill_makes_one_copy_at_most(
    db, mailbox, worker, capsys
):
    await put_letters(LETTERS)
    mailbox.seconds_to_answer = 0.02
    seed, began = seeded(), time.monotonic()
    chance, named = random.Random(seed), Named(worker)
    at_work = [named.start(), named.start()]
    killed, in_doubt = [], []
    for _ in range(KILLS):
        await until_taken(mailbox, min(LETTERS, len(mailbox.taken) + chance.randrange(1, 14)))
        await asyncio.sleep(chance.random() * 0.04)
        place = chance.randrange(2)
        sender, process = at_work[place]
        process.kill()
        killed.append(sender)
        in_doubt.append(await taken_and_not_marked(mailbox, sender))
        at_work[place] = named.start()
    after = len(set(mailbox.ids))
    await until_all_sent(LETTERS, LEFT_TO_ITSELF)
    again, blamed = copies(mailbox), copies_by_sender(mailbox)
    with capsys.disabled():
        print(
            f"\n{LETTERS} letters, two workers, {KILLS} kills (SEED={seed}): lost {LETTERS - len(set(mailbox.ids))}, "
            f"extra copies {again}, at most {max(blamed.values(), default=0)} by one kill; {after} had left at the last kill, "
            f"all after {time.monotonic() - began:.0f} s"
        )
    assert after < LETTERS, "they were killed in the middle"
    assert len(set(mailbox.ids)) == LETTERS
    assert sum(blamed.values()) == again
    assert set(blamed) <= set(killed)
    assert set(blamed.values()) <= {1}, blamed
    assert set(in_doubt) <= {0, 1}, in_doubt


async def test_it_leaves_one_letter_in_doubt_when_it_is_killed_with_every_connection_open(db, mailbox, worker):
    await put_letters(300)
    mailbox.seconds_to_answer = 0.25
    chance, named = random.Random(seeded()), Named(worker)
    for _ in range(3):
        opened = len(mailbox.connections)
        sender, process = named.start()
        await until(lambda before=opened: len(mailbox.connections) == before + LANES)  # type: ignore[misc]
        await until_taken(mailbox, len(mailbox.taken) + chance.randrange(4, 8))
        await asyncio.sleep(chance.random() * 0.3)
        process.kill()
        assert await taken_and_not_marked(mailbox, sender) <= 1
    mailbox.seconds_to_answer = 0.0
    worker(), worker()
    await until_all_sent(300, LEFT_TO_ITSELF)
    assert set(copies_by_sender(mailbox).values()) <= {1}


async def test_it_sends_none_of_a_thousand_letters_twice_when_workers_are_asked_to_end(db, mailbox, worker, capsys):
    await put_letters(LETTERS)
    mailbox.seconds_a_letter = 0.02
    seed = seeded()
    chance = random.Random(seed)
    at_work = [worker(), worker()]
    for _ in range(STOPS):
        await until_taken(mailbox, min(LETTERS, len(mailbox.taken) + chance.randrange(1, 50)))
        asked = chance.randrange(2)
        mailbox.seconds_a_letter = 0.5  # the other goes on, but not to the last letter however long this takes
        await asyncio.to_thread(ends_politely, at_work[asked])
        at_work[asked] = worker()
        mailbox.seconds_a_letter = 0.02
    after = len(mailbox.taken)
    await until_all_sent(LETTERS)
    with capsys.disabled():
        print(f"\n{LETTERS} letters, {STOPS} times asked to end (SEED={seed}): extra copies {copies(mailbox)}")
    assert after < LETTERS, "they were asked in the middle"
    assert len(mailbox.ids) == LETTERS
    assert copies(mailbox) == 0


async def test_it_leaves_nothing_claimed_when_it_ends_politely(db, mailbox, worker):
    await put_letters(40)
    mailbox.seconds_a_letter = 0.3  # so that some are left however long it takes to be asked
    process = worker()
    await until_taken(mailbox, 5)
    await asyncio.to_thread(ends_politely, process)
    assert await Letter.filter(claimed_until__not_isnull=True).count() == 0
    assert await Letter.filter(state=LetterState.SENT).count() == len(mailbox.taken) < 40
    assert await worker_seen() is not None


async def test_it_ends_within_ten_seconds_while_the_mail_server_is_silent(db, mailbox, worker):
    await put_letters(3)
    mailbox.silent = True
    process = worker()
    await until_ready(process)
    await until(mailbox.arrived.is_set)
    await asyncio.to_thread(ends_politely, process)
    assert await Letter.filter(claimed_until__not_isnull=True).count() == 0
    assert await Letter.filter(state=LetterState.WAITING).count() == 3


async def test_it_sends_a_letter_again_under_the_same_message_id_when_killed_before_it_was_marked(db, mailbox, worker):
    await put_letters(1)
    mailbox.silent = True
    process = worker()
    await until(mailbox.arrived.is_set)
    process.kill()
    mailbox.silent = False
    (waiting,) = await Letter.all()
    assert waiting.state is LetterState.WAITING
    assert waiting.claimed_until is not None
    async with bookkeeping("letter claimed or posted"):  # what a minute of waiting does
        await rows("UPDATE letter SET claimed_until = now() WHERE claimed_until IS NOT NULL")
    worker()
    await until_all_sent(1)
    assert len(set(mailbox.ids)) == 1
    assert mailbox.taken[-1]["X-Reminder-Key"] == waiting.key
