"""Real workers beside a real mail server, and what tests of them wait for."""

from __future__ import annotations

import asyncio
import os
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from grants.letters.actions import Envelope, write_letter
from grants.letters.models import Letter
from grants.letters.rules import LetterState
from grants.letters.writing import Written
from grants.people.models import Person
from tests.post_office import Mailbox
from tests.running import environment
from tests.waiting import Begun

KEY = "ключ-на-теста-" * 4
PATIENCE = 180  # seconds for what takes half a minute where nothing else runs: on a busy machine it takes longer, and is as right
POLITE = 10  # seconds after which whoever stops a worker kills it


def address_of(credentials: dict[str, Any]) -> str:
    """The database as DATABASE_URL names it, a folder with a socket too."""
    where = urlencode({"host": credentials["host"], "port": credentials["port"]})
    secret = f"{quote(credentials['user'])}:{quote(credentials['password'] or '')}"
    return f"postgresql://{secret}@/{quote(credentials['database'])}?{where}"


class Workers:
    """Starts `grants work` over one database and one mail server, as often as a test asks."""

    def __init__(self, database: dict[str, Any], mailbox: Mailbox, folder: str) -> None:
        self.settings = {
            "DATABASE_URL": address_of(database),
            "DATA_DIR": folder,
            "SECRET_KEY": KEY,
            "SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}",
            "MAIL_FROM": "grants@example.org",
            "LANG": "bg_BG.UTF-8",
            "PYTHONIOENCODING": "utf-8",
        }
        self._started: list[Begun] = []

    def __call__(self, **settings: str) -> Begun:
        begun = Begun(["work"], environment(**(self.settings | settings)))
        self._started.append(begun)
        return begun

    def end(self) -> None:
        """Kill those that are left."""
        for begun in self._started:
            begun.close()


def ends_politely(worker: Begun) -> None:
    """Ask a worker to end: it does within ten seconds, with exit 0, one line printed and no complaint of a fault of ours."""
    began = time.monotonic()
    worker.terminate()
    code = worker.wait(POLITE + 20)
    took = time.monotonic() - began
    said, complaints = worker.said()
    assert code == 0, complaints
    assert took < POLITE, f"it took {took:.1f} s"
    assert said.count("\n") <= 1
    assert "Traceback" not in complaints, complaints


async def until(true: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait for something that has to happen."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.005)


async def until_taken(mailbox: Mailbox, goal: int) -> None:
    """Wait until the mail server has taken so many."""
    await until(lambda: len(mailbox.taken) >= goal)


async def until_ready(worker: Begun) -> None:
    """Wait until a worker has said that it works."""
    await until(lambda: bool(worker.said()[0]))


async def until_all_sent(letters: int, seconds: float = PATIENCE) -> None:
    """Wait until so many letters are marked as sent."""
    end = time.monotonic() + seconds
    while (sent := await Letter.filter(state=LetterState.SENT).count()) != letters:
        assert time.monotonic() < end, f"{sent} were marked as sent"
        await asyncio.sleep(0.05)


async def put_letters(n: int) -> None:
    """So many letters whose hour has come, to one person each."""
    for number in range(n):
        await put_letter(f"p{number}@example.org")


async def put_letter(to: str) -> Person:
    """A letter whose hour has come, to somebody new; gives the person."""
    now = datetime.now(UTC) - timedelta(minutes=1)
    person = await Person.create(email=to, name="Мария Стоянова")
    words = Written(f"Утре: отчет за {to}", "Утре е срокът.\n", "<p>Утре е срокът.</p>")
    await write_letter(Envelope(f"reminders:{person.id}:днес", person.id, person.email, "bg", now), words, {})
    return person


def copies_by_sender(mailbox: Mailbox) -> Counter[str]:
    """How many letters each sender handed over that were handed over once more, by it or by another: whose fault a copy is."""
    taken = list(zip(mailbox.envelopes, mailbox.ids, strict=True))
    last = {own: place for place, (_, own) in enumerate(taken)}
    return Counter(sender for place, ((sender, _), own) in enumerate(taken) if last[own] != place)


def copies(mailbox: Mailbox) -> int:
    """How many letters the mail server took more than once; each Message-ID went to one address only."""
    pairs = {(to, own) for (_, [to]), own in zip(mailbox.envelopes, mailbox.ids, strict=True)}
    addresses = {to for to, _ in pairs}
    assert len(pairs) == len(set(mailbox.ids)) == len(addresses), Counter(to for to, _ in pairs).most_common(3)
    return len(mailbox.ids) - len(pairs)


def seeded() -> int:
    """The seed of what a test does at random; SEED names one that is to be tried again."""
    return int(os.environ.get("SEED", time.time_ns() % 1_000_000))
