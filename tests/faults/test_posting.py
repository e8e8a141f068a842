"""Real workers posting to a real mail server: what they plan and post, and what they do when the database hangs up."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from grants.access import CLOCK, Role
from grants.deadlines.reminding.actions import plan_reminders
from grants.letters.models import Letter
from grants.letters.queries import worker_seen
from grants.storage.database import bookkeeping, rows
from tests import bare_rows
from tests.faults.workers import KEY, PATIENCE, ends_politely, put_letters, until_all_sent, until_ready

pytestmark = pytest.mark.anyio
SOFIA = ZoneInfo("Europe/Sofia")
TREE = Path(__file__).parents[2]


async def test_it_plans_and_posts_one_letter_with_two_workers_started_together(db, mailbox, worker):
    today = datetime.now(SOFIA).date()
    office = await bare_rows.organisation()
    project = await bare_rows.project("ГМ-2026-4", "Младежки център „Заедно“", office)
    maria = await bare_rows.person("Мария Стоянова", "maria@example.org")
    await bare_rows.seat(maria, Role.MANAGER, office)
    for days in (-5, 0, 1, 6):
        await bare_rows.deadline(project, today + timedelta(days=days), f"Срок {days}")
    for one in (worker(), worker()):
        await until_ready(one)
    await until_there(Letter.all().count)
    await Letter.all().update(not_before=datetime(2026, 1, 1, tzinfo=UTC), next_try_at=datetime(2026, 1, 1, tzinfo=UTC))
    worker()
    await until_all_sent(1)
    assert [letter["To"] for letter in mailbox.taken] == ["maria@example.org"]
    assert await plan_reminders(CLOCK, today, SOFIA, "http://localhost:8000") == 0


async def until_there(count: Callable[[], Awaitable[object]]) -> None:
    """Wait for something that has to appear among the rows."""
    end = time.monotonic() + PATIENCE
    while not await count():
        assert time.monotonic() < end, "it did not appear"
        await asyncio.sleep(0.01)


async def test_it_goes_on_when_the_database_has_closed_its_connections(db, mailbox, worker):
    process = worker()
    await until_ready(process)
    await until_there(worker_seen)
    async with bookkeeping("worker heartbeat"):
        await rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle'"
        )
    await put_letters(3)
    await until_all_sent(3)
    ends_politely(process)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [({"DATABASE_URL": "mysql://нещо", "SECRET_KEY": KEY}, "DATABASE_URL"), ({"SECRET_KEY": ""}, "SECRET_KEY")],
)
def test_it_says_in_one_sentence_why_it_cannot_start(tmp_path, wrong, named):
    ours = {"DATA_DIR": str(tmp_path / "данни"), "LANG": "bg_BG.UTF-8", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-m", "jobs"],
        cwd=TREE,
        env={**os.environ, **ours, **wrong},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert named in done.stderr
