"""How fast letters leave, against bare aiosmtplib with messages that are built already, over as many connections to the
same server in the same run: at least a quarter of its rate.

Run by hand: `pytest tests/benchmarks/test_posting.py -o addopts=--import-mode=importlib -s`.
"""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import aiosmtplib
import pytest

from grants.letters.actions import LANES, post_letters
from grants.letters.post_office import letter_bytes
from grants.letters.writing import written
from grants.settings import MailServer
from grants.storage.database import rows
from tests.running import free_port

pytestmark = pytest.mark.anyio
LETTERS = 3000
NOON = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.fixture
def sink() -> Iterator[int]:
    """A mail server in a process of its own that takes everything; gives its port."""
    port = free_port()
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Sink"]
    process = subprocess.Popen(command)
    for _ in range(200):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield port
    process.kill()
    process.wait()


async def test_it_posts_at_a_quarter_of_the_rate_of_bare_smtp_or_more(db, settings, sink):
    server = MailServer("127.0.0.1", sink, user=None, password=None, tls=False, starttls=False)
    with_server = replace(settings, mail_server=server, mail_from="Проследяване <grants@example.org>")
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
    await rows(
        "INSERT INTO letter (key, to_address, language, subject, plain, html, not_before, written_at, state, tries, next_try_at, answer, returned) "
        "SELECT 'reminders:' || n, 'p' || n || '@example.org', 'bg', $1, $2, $3, $4, $4, 'waiting', 0, $4, '', '' FROM generate_series(1, $5::int) n",
        *(words.subject, words.plain, words.html, NOON, LETTERS),
    )
    waiting = await rows("SELECT * FROM letter ORDER BY id")
    ready = [(one["to_address"], letter_bytes(one, one["to_address"], with_server)) for one in waiting]

    bare = await _bare(sink, ready, 1)
    began = time.perf_counter()
    count = await post_letters(with_server, NOON)
    ours = time.perf_counter() - began
    again = await _bare(sink, ready, 1)
    floor = min(bare, again)
    print(
        f"\n{LETTERS} letters, 1 connection: ours {LETTERS / ours:.0f}/s, bare {LETTERS / floor:.0f}/s, {floor / ours:.2f} of it; bare over {LANES}: {LETTERS / await _bare(sink, ready, LANES):.0f}/s"
    )
    assert count.sent == LETTERS
    assert floor / ours >= 0.25


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
