"""The database goes away just as the mail server has taken a letter: none follows it, and it is not sent again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from typing import Any

import pytest

from grants.letters.actions import LANES
from grants.letters.models import Letter
from grants.storage.database import bookkeeping, rows
from tests.faults.workers import address_of, copies, ends_politely, put_letters, until, until_all_sent, until_taken
from tests.post_office import Mailbox
from tests.running import free_port

pytestmark = pytest.mark.anyio
LETTERS, TIMES = 60, 3


class Way:
    """The worker's own way to the database, which can be closed: then every connection breaks off and none begins."""

    def __init__(self, database: dict[str, Any]) -> None:
        self._database = database
        self.credentials = {**database, "host": "127.0.0.1", "port": free_port()}
        self._server: asyncio.Server | None = None
        self._under_way: set[asyncio.StreamWriter] = set()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._both_ways, "127.0.0.1", self.credentials["port"])

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for end in tuple(self._under_way):
            end.transport.abort()

    async def _both_ways(self, asked: asyncio.StreamReader, asking: asyncio.StreamWriter) -> None:
        host, port = self._database["host"], self._database["port"]
        if str(host).startswith("/"):
            answered, answering = await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        else:
            answered, answering = await asyncio.open_connection(host, port)
        self._under_way |= {asking, answering}
        await asyncio.gather(_carried(asked, answering), _carried(answered, asking))
        self._under_way -= {asking, answering}


async def _carried(words: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    with closing(to), suppress(OSError):
        while said := await words.read(1 << 16):
            to.write(said)
            await to.drain()


@pytest.fixture
async def way(db) -> AsyncIterator[Way]:
    way = Way(db)
    await way.open()
    yield way
    await way.close()


@asynccontextmanager
async def away_while_a_letter_is_taken(way: Way, mailbox: Mailbox) -> AsyncIterator[None]:
    """The way is closed while the mail server reads a letter, which it takes then; no other letter follows."""
    mailbox.arrived.clear()
    await until(mailbox.arrived.is_set)
    before = len(mailbox.taken)
    await way.close()
    await until_taken(mailbox, before + 1)
    yield
    assert len(mailbox.taken) == before + 1


async def test_it_marks_a_letter_that_was_taken_when_the_database_is_back_and_sends_none_twice(
    db, mailbox, worker, way
):
    await put_letters(LETTERS)
    mailbox.seconds_a_letter = 0.25
    process = worker(DATABASE_URL=address_of(way.credentials))
    await until(lambda: len(mailbox.connections) >= LANES)
    for _ in range(TIMES):
        async with away_while_a_letter_is_taken(way, mailbox):
            await asyncio.sleep(2)
        await way.open()
    assert len(mailbox.taken) < LETTERS, "it was away in the middle"
    await until_all_sent(LETTERS, 120)
    assert len(mailbox.ids) == LETTERS
    assert copies(mailbox) == 0
    await asyncio.to_thread(ends_politely, process)


async def test_it_sends_one_letter_again_at_most_when_the_database_is_away_until_the_worker_ends(
    db, mailbox, worker, way
):
    await put_letters(LETTERS)
    mailbox.seconds_a_letter = 0.25
    process = worker(DATABASE_URL=address_of(way.credentials))
    await until(lambda: len(mailbox.connections) >= LANES)
    async with away_while_a_letter_is_taken(way, mailbox):
        await asyncio.to_thread(ends_politely, process)
    assert await Letter.filter(claimed_until__not_isnull=True).count() > 0
    async with bookkeeping("letter claimed or posted"):  # what a minute of waiting does
        await rows("UPDATE letter SET claimed_until = now() WHERE claimed_until IS NOT NULL")
    mailbox.seconds_a_letter = 0.0
    worker()
    await until_all_sent(LETTERS)
    assert len(set(mailbox.ids)) == LETTERS
    assert copies(mailbox) == 1  # under the Message-ID it had
