"""The machine's clock set wrong, or a tracker that slept for months: one letter a person, not a flood, and nothing twice."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from grants.access import Role
from tests import bare_rows
from tests.faults.workers import Workers
from tests.post_office import Mailbox
from tests.running import ROOT, environment

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(shutil.which("faketime") is None, reason="install Debian's package faketime to set the clock"),
]
NOON = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
READERS, DEADLINES = 3, 20


async def morning(workers: Workers, at: datetime) -> None:
    """Reminders planned and letters posted by processes whose clock shows this."""
    for command in ("remind", "post"):
        done = await asyncio.to_thread(
            subprocess.run,
            ["faketime", "-f", f"@{at:%Y-%m-%d %H:%M:%S}", sys.executable, "-m", "grants", command],
            cwd=ROOT,
            env=environment(**workers.settings, TZ="UTC"),
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr, done.stderr


async def test_it_sends_each_person_one_letter_after_a_long_sleep_and_nothing_twice(db, worker, mailbox: Mailbox):
    project = await bare_rows.project("П-1", "Грижа в общността", await bare_rows.organisation())
    for reader in range(READERS):
        who = await bare_rows.person(f"Човек {reader}", f"p{reader}@example.org")
        await bare_rows.seat(who, Role.ACCOUNTANT, project)
        for week in range(1, DEADLINES + 1):
            await bare_rows.deadline(project, NOON.date() + timedelta(weeks=week), f"Отчет № {week}", who)

    def taken() -> set[int]:
        assert len(set(mailbox.ids)) == len(mailbox.ids)
        return set(Counter(to for _, [to] in mailbox.envelopes).values())

    await morning(worker, NOON)
    assert taken() == {1}
    await morning(worker, NOON - timedelta(hours=1))
    assert taken() == {1}, "an hour that came twice"
    late = NOON + timedelta(days=120)
    await morning(worker, late)
    assert taken() == {2}, "one digest a person, whatever was missed"
    body = mailbox.taken[-1].get_body(("plain",))
    assert body is not None
    assert str(body.get_content()).count("Отчет № ") >= 17  # all that went by meanwhile
    await morning(worker, late - timedelta(hours=1))
    await morning(worker, NOON)
    assert taken() == {2}, "the clock set back"
