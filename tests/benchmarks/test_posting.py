"""How fast letters leave, against bare aiosmtplib with messages that are built already, over as many connections to the
same server in the same run and in turns: at least a quarter of its rate, with a mail server that thinks about a letter, too.

Run by hand: `pytest tests/benchmarks/test_posting.py -o addopts=--import-mode=importlib -s`.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import aiosmtplib
import pytest

from grants.letters.actions import LANES, post_letters
from grants.letters.post_office import letter_bytes
from grants.letters.writing import written
from grants.settings import MailServer, Settings
from grants.storage.database import Row, rows
from tests.benchmarks.conftest import Sink

pytestmark = pytest.mark.anyio
LETTERS, TURNS, SECONDS_A_LETTER, QUARTER = 500, 6, 0.05, 0.25
NOON = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.fixture
def with_server(settings: Settings, sink: Sink) -> Settings:
    server = MailServer("127.0.0.1", sink.port, user=None, password=None, tls=False, starttls=False)
    return replace(settings, mail_server=server, mail_from="Проследяване <grants@example.org>")


async def put(letters: int) -> list[Row]:
    """So many more letters as they read today, whose hour has come."""
    item = {
        "title": "Междинен технически отчет за третия период",
        "when": "След 2 дни",
        "day": "петък, 27 ноември 2026 г.",
    }
    facts = {
        "first": "След 2 дни, петък, 27 ноември 2026 г.: Междинен технически отчет", "more": "", "tasks_url": "http://x/tasks", "wish_url": "http://x/account/reminders",
        "groups": [{"heading": "До седмица", "items": [{**item, "title_lang": "", "project": "Грижа у дома", "project_lang": "", "code": "ГМ-1", "note": "", "do": "Подгответе отчета и го подайте.", "whose": "", "url": "http://x/projects/1/deadlines/1"}] * 3}],
    }  # fmt: skip
    words = written("reminders", "bg", "След 2 дни: Междинен технически отчет, Грижа у дома", facts)
    return await rows(
        "INSERT INTO letter (key, to_address, language, subject, plain, html, not_before, written_at, state, tries, next_try_at, answer, returned) "
        "SELECT 'reminders:' || gen_random_uuid(), 'p' || n || '@example.org', 'bg', $1, $2, $3, $4, $4, 'waiting', 0, $4, '', '' "
        "FROM generate_series(1, $5::int) n RETURNING *",
        *(words.subject, words.plain, words.html, NOON, letters),
    )


def built(letters: list[Row], settings: Settings) -> list[tuple[str, bytes]]:
    return [(one["to_address"], letter_bytes(one, one["to_address"], settings)) for one in letters]


async def test_it_posts_at_a_quarter_of_the_rate_of_bare_smtp_or_more(db, with_server, sink):
    of_bare, ours, own = [], [], []
    for _ in range(TURNS):
        ready = built(await put(LETTERS), with_server)
        bare = await _bare(sink.port, ready, 1)
        began, busy = time.perf_counter(), time.process_time()
        assert (await post_letters(with_server, NOON)).sent == LETTERS
        ours.append(time.perf_counter() - began)
        own.append(time.process_time() - busy)
        bare = min(bare, await _bare(sink.port, ready, 1))
        of_bare.append(bare / ours[-1])
    share = statistics.median(of_bare)
    print(
        f"\n{TURNS} times {LETTERS} letters, 1 connection: ours {LETTERS / statistics.median(ours):.0f}/s, {share:.2f} of bare "
        f"({min(of_bare):.2f}-{max(of_bare):.2f}); {statistics.median(own) / LETTERS * 1000:.2f} ms of processor time a letter"
    )
    assert share >= QUARTER


@pytest.mark.parametrize("sink", [SECONDS_A_LETTER], indirect=True)
async def test_it_does_so_over_all_connections_though_one_letter_at_a_time_is_in_doubt(db, with_server, sink):
    letters = 600
    ready = built(await put(letters), with_server)
    bare = await _bare(sink.port, ready, LANES)
    began = time.perf_counter()
    assert (await post_letters(with_server, NOON, patience=timedelta(seconds=9))).sent == letters
    ours = time.perf_counter() - began
    print(
        f"\n{letters} letters, {SECONDS_A_LETTER} s each, {LANES} connections: ours {letters / ours:.0f}/s, bare {letters / bare:.0f}/s, {bare / ours:.2f} of it"
    )
    assert bare / ours >= QUARTER


async def _bare(port: int, ready: list[tuple[str, bytes]], connections: int) -> float:
    """Seconds that bare aiosmtplib takes for the same letters."""
    left = list(ready)

    async def lane() -> None:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port)
        await client.connect()
        while left:
            to, message = left.pop()
            await client.sendmail("grants@example.org", [to], message)
        await client.quit()

    began = time.perf_counter()
    await asyncio.gather(*(lane() for _ in range(connections)))
    return time.perf_counter() - began
