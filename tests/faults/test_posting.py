"""Real workers posting to a real mail server, killed in the middle: no letter is lost, a copy is recognisable."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

import pytest

from grants.access import CLOCK, Role
from grants.deadlines.reminding.actions import plan_reminders
from grants.letters.actions import Envelope, write_letter
from grants.letters.models import Letter
from grants.letters.queries import worker_seen
from grants.letters.rules import LetterState
from grants.letters.writing import Written
from grants.people.models import Person
from grants.storage.database import bookkeeping, rows
from tests import bare_rows
from tests.post_office import Mailbox, mail_server

pytestmark = pytest.mark.anyio
SOFIA = ZoneInfo("Europe/Sofia")
TREE = Path(__file__).parents[2]


def address_of(credentials: dict[str, Any]) -> str:
    """The database as DATABASE_URL names it, a folder with a socket too."""
    where = urlencode({"host": credentials["host"], "port": credentials["port"]})
    secret = f"{quote(credentials['user'])}:{quote(credentials['password'] or '')}"
    return f"postgresql://{secret}@/{quote(credentials['database'])}?{where}"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


Worker = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def worker(db, mailbox, tmp_path) -> Iterator[Worker]:
    """Starts real workers over this test's database and mail server, and ends those that are left."""
    environment = {
        **os.environ,
        "DATABASE_URL": address_of(db),
        "DATA_DIR": str(tmp_path / "данни"),
        "SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}",
        "MAIL_FROM": "grants@example.org",
        "LANG": "bg_BG.UTF-8",
        "PYTHONIOENCODING": "utf-8",
    }
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "jobs"],
            cwd=TREE,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


async def until(true: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something that has to happen."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.005)


async def until_taken(mailbox: Mailbox, goal: int) -> None:
    """Wait until the mail server has taken so many."""
    await until(lambda: len(mailbox.taken) >= goal)


async def put_letters(n: int) -> None:
    """So many letters whose hour has come, to one person each."""
    now = datetime.now(UTC) - timedelta(minutes=1)
    for number in range(n):
        person = await Person.create(email=f"p{number}@example.org", name="Мария Стоянова")
        words = Written(f"Утре: отчет {number}", "Утре е срокът.\n", "<p>Утре е срокът.</p>")
        await write_letter(Envelope(f"reminders:{person.id}:днес", person.id, person.email, "bg", now), words, {})


async def let_leases_run_out() -> None:
    """What a minute of waiting does."""
    async with bookkeeping("letter claimed or posted"):
        await rows("UPDATE letter SET claimed_until = now() WHERE claimed_until IS NOT NULL")


async def test_it_loses_no_letter_when_workers_are_killed_in_the_middle(db, mailbox, worker, capsys):
    letters, kills = 90, 5
    await put_letters(letters)
    mailbox.seconds_a_letter = 0.01
    chance = random.Random(20261122)
    for _ in range(kills):
        process, goal = worker(), len(mailbox.taken) + chance.randrange(1, 16)
        await until_taken(mailbox, goal)
        process.send_signal(signal.SIGKILL)
        process.wait()
        await let_leases_run_out()
    worker(), worker()
    await until(lambda: len(set(mailbox.ids)) == letters)
    await until_all_sent(letters)
    copies = len(mailbox.ids) - letters
    with capsys.disabled():
        print(f"\n{letters} letters, {kills} kills: lost 0, extra copies {copies}")
    assert copies <= kills
    assert len({to for _, [to] in mailbox.envelopes}) == letters
    assert all(len({to for to, own in pairs(mailbox) if own == one}) == 1 for one in set(mailbox.ids))


def pairs(mailbox: Mailbox) -> list[tuple[str, str]]:
    return [(to, own) for (_, [to]), own in zip(mailbox.envelopes, mailbox.ids, strict=True)]


async def until_all_sent(letters: int) -> None:
    for _ in range(6000):
        if await Letter.filter(state=LetterState.SENT).count() == letters:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("not every letter was marked as sent")


async def test_it_sends_a_letter_again_under_the_same_message_id_when_killed_before_it_was_marked(db, mailbox, worker):
    await put_letters(1)
    mailbox.silent = True
    process = worker()
    await until(mailbox.arrived.is_set)
    process.kill()
    process.wait()
    mailbox.silent = False
    (waiting,) = await Letter.all()
    assert waiting.state is LetterState.WAITING
    assert waiting.claimed_until is not None
    await let_leases_run_out()
    worker()
    await until_all_sent(1)
    assert len(set(mailbox.ids)) == 1
    assert mailbox.taken[-1]["X-Reminder-Key"] == waiting.key


async def test_it_ends_politely_and_sends_nothing_twice(db, mailbox, worker):
    await put_letters(40)
    mailbox.seconds_a_letter = 0.02
    process = worker()
    await until_taken(mailbox, 5)
    process.terminate()
    said, complaints = process.communicate(timeout=20)
    assert process.returncode == 0, complaints
    assert said.count("\n") == 1
    assert "Traceback" not in complaints
    assert await Letter.filter(claimed_until__not_isnull=True).count() == 0
    assert await Letter.filter(state=LetterState.SENT).count() == len(mailbox.taken) < 40
    assert await worker_seen() is not None
    worker()
    await until_all_sent(40)
    assert Counter(Counter(mailbox.ids).values()) == {1: 40}


async def test_it_plans_and_posts_one_letter_with_two_workers_started_together(db, mailbox, worker):
    today = datetime.now(SOFIA).date()
    office = await bare_rows.organisation()
    project = await bare_rows.project("ГМ-2026-4", "Младежки център „Заедно“", office)
    maria = await bare_rows.person("Мария Стоянова", "maria@example.org")
    await bare_rows.seat(maria, Role.MANAGER, office)
    for days in (-5, 0, 1, 6):
        await bare_rows.deadline(project, today + timedelta(days=days), f"Срок {days}")
    workers = [worker(), worker()]
    for process in workers:
        assert process.stdout is not None
        assert process.stdout.readline()
    await until_planned()
    await Letter.all().update(not_before=datetime(2026, 1, 1, tzinfo=UTC), next_try_at=datetime(2026, 1, 1, tzinfo=UTC))
    worker()
    await until_all_sent(1)
    assert [letter["To"] for letter in mailbox.taken] == ["maria@example.org"]
    assert await plan_reminders(CLOCK, today, SOFIA, "http://localhost:8000") == 0


async def until_planned() -> None:
    for _ in range(3000):
        if await Letter.all().count():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("nothing was planned")


async def test_it_goes_on_when_the_database_has_closed_its_connections(db, mailbox, worker):
    process = worker()
    assert process.stdout is not None
    assert process.stdout.readline()
    for _ in range(3000):
        if await worker_seen() is not None:
            break
        await asyncio.sleep(0.01)
    async with bookkeeping("worker heartbeat"):
        await rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle'"
        )
    await put_letters(3)
    await until_all_sent(3)
    process.terminate()
    _, complaints = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "Traceback" not in complaints


def test_it_says_in_one_sentence_why_it_cannot_start(tmp_path):
    wrong = {**os.environ, "DATABASE_URL": "mysql://нещо", "LANG": "bg_BG.UTF-8", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-m", "jobs"],
        cwd=TREE,
        env=wrong,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "DATABASE_URL" in done.stderr
