"""The machine's clock set wrong, or a tracker that slept for months: one letter a person, not a flood, and nothing twice."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from grants.access import Role
from grants.letters.actions import Envelope, write_letter
from grants.letters.queries import worker_seen
from grants.letters.writing import Written
from tests import bare_rows
from tests.faults.workers import PATIENCE, Workers, until
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


# --- a worker that runs while its clock is set --------------------------------------------------------------------


class SetClock:
    """The clock of one running worker: how many seconds from the machine's it is, read each time it is asked."""

    def __init__(self, folder: Path) -> None:
        self._ahead = folder / "часовник"
        self.show(NOON)

    def show(self, at: datetime) -> None:
        """From now on it shows this and goes on from there."""
        fresh = self._ahead.with_suffix(".нов")
        fresh.write_text(f"{(at - datetime.now(UTC)).total_seconds():+.0f}\n")
        fresh.replace(self._ahead)

    @property
    def environment(self) -> dict[str, str]:
        library = subprocess.run(
            ["faketime", "-m", "-f", "+0", "printenv", "LD_PRELOAD"], check=True, capture_output=True, text=True
        )
        return {
            "LD_PRELOAD": library.stdout.strip(),
            "FAKETIME_TIMESTAMP_FILE": str(self._ahead),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "TZ": "UTC",
        }


@pytest.fixture
def clock(tmp_path) -> SetClock:
    return SetClock(tmp_path)


@pytest.fixture
def at_work(worker: Workers, clock: SetClock) -> Iterator[subprocess.Popen[str]]:
    """A worker that goes by that clock; nothing it complains of is a fault of ours."""
    process = subprocess.Popen(
        [sys.executable, "-m", "grants", "work"],
        cwd=ROOT,
        env=environment(**worker.settings, **clock.environment),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process
    process.terminate()
    try:
        _, complaints = process.communicate(timeout=30)
    finally:
        process.kill()
    assert process.returncode == 0, complaints
    assert "Traceback" not in complaints, complaints


async def beats(shown: datetime) -> None:
    """Wait for two signs of life by the clock as it is now."""
    seen: set[datetime] = set()
    end = time.monotonic() + PATIENCE
    while len(seen) < 2:
        if (at := await worker_seen()) is not None and timedelta() <= at - shown < timedelta(seconds=PATIENCE):
            seen.add(at)
        assert time.monotonic() < end, f"the worker was last seen {at}, the clock was set to {shown}"
        await asyncio.sleep(0.2)


async def test_it_goes_on_while_its_clock_is_set_by_months_and_back_and_sends_nothing_twice(
    db, at_work, clock, mailbox: Mailbox
):
    project = await bare_rows.project("П-1", "Грижа в общността", await bare_rows.organisation())
    who = await bare_rows.person("Мария Стоянова", "maria@example.org")
    await bare_rows.seat(who, Role.ACCOUNTANT, project)
    for week in range(1, DEADLINES + 1):
        await bare_rows.deadline(project, NOON.date() + timedelta(weeks=week), f"Отчет № {week}", who)

    def digests() -> int:
        return sum(letter["X-Reminder-Key"].startswith("reminders:") for letter in list(mailbox.taken))

    await until(lambda: digests() == 1, PATIENCE)
    late = NOON + timedelta(days=120)
    for place, (shown, whole) in enumerate(
        [(NOON - timedelta(hours=1), 1), (late, 2), (late - timedelta(hours=1), 2), (NOON, 2)]
    ):
        clock.show(shown)
        await beats(shown)
        await put_notice(place, shown)
        await until(lambda place=place: f"notice:{place}" in keys(mailbox), PATIENCE)  # type: ignore[misc]
        await until(lambda whole=whole: digests() >= whole, PATIENCE)  # type: ignore[misc]
        assert digests() == whole
    assert len(set(mailbox.ids)) == len(mailbox.ids)
    assert at_work.poll() is None


def keys(mailbox: Mailbox) -> set[str]:
    return {letter["X-Reminder-Key"] for letter in list(mailbox.taken)}


async def put_notice(place: int, at: datetime) -> None:
    """Some letter that is due at this moment."""
    words = Written("Нещо ново", "Прочетете го.\n", "<p>Прочетете го.</p>")
    await write_letter(Envelope(f"notice:{place}", None, "ivan@example.org", "bg", at), words, {})
