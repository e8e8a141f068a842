"""The clock and its timetable: every job at start and at its hours, once at a time, tried again when it fails (часовник)."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger

from grants.access import Role
from grants.letters.models import Letter
from grants.letters.queries import worker_seen
from grants.people.actions import forget_the_past
from grants.people.models import Attempt, Person, Session
from grants.storage.database import bookkeeping, rows
from grants.workplan.models import Deliverable
from jobs import bring_amendments, plan_reminders
from jobs.__main__ import Waker, run_clock
from jobs.timetable import TIMETABLE, Job
from tests import bare_rows

pytestmark = pytest.mark.anyio
SOFIA = ZoneInfo("Europe/Sofia")


def test_it_knows_what_when_and_why():
    assert [(job.name, dict(job.when)) for job in TIMETABLE] == [
        ("heartbeat", {"second": "*/20"}),
        ("bring_amendments", {"hour": "1", "minute": "10"}),
        ("open_packages", {"hour": "5", "minute": "10"}),
        ("keep_deadlines", {"hour": "5", "minute": "40"}),
        ("plan_reminders", {"hour": "6", "minute": "45"}),
        ("post_letters", {"second": "*/30"}),
        ("read_returned", {"minute": "*/5"}),
        ("write_of_letters", {"minute": "*/10"}),
        ("make_reports", {"second": "*/3"}),
        ("forget_participants", {"hour": "1", "minute": "40"}),
        ("clear_sessions", {"hour": "2", "minute": "15"}),
    ]
    assert all(job.why.startswith("so that") for job in TIMETABLE)


def times(job: Job, first: date, days: int) -> list[datetime]:
    """When a job is woken on so many days, by the local clock."""
    trigger = CronTrigger(timezone=SOFIA, **job.when)
    start = datetime.combine(first, datetime.min.time(), SOFIA)
    end = datetime.combine(first + timedelta(days=days), datetime.min.time(), SOFIA).astimezone(UTC)
    found: list[datetime] = []
    last, now = None, start
    while (at := trigger.get_next_fire_time(last, now)) and at.astimezone(UTC) < end:
        found.append(at)
        last, now = at, at + timedelta(microseconds=1)
    return found


@pytest.mark.parametrize("night", [date(2026, 10, 24), date(2027, 3, 27), date(2027, 10, 30), date(2028, 3, 25)])
@pytest.mark.parametrize("job", [job for job in TIMETABLE if "hour" in job.when], ids=lambda job: job.name)
def test_it_wakes_daily_jobs_once_on_nights_when_clocks_are_changed(job, night):
    assert [at.date() for at in times(job, night, 3)] == [night + timedelta(days=day) for day in range(3)]


async def test_it_runs_a_job_once_at_a_time_and_once_more_when_woken_meanwhile(settings):
    running, most, runs = 0, 0, 0
    stop, go_on = asyncio.Event(), asyncio.Event()

    async def work(_settings: object, _stop: asyncio.Event) -> None:
        nonlocal running, most, runs
        running, runs = running + 1, runs + 1
        most = max(most, running)
        await go_on.wait()
        running -= 1

    waker = Waker(Job("броене", {}, "so that it is tested", work), settings, stop, [])
    following = asyncio.create_task(waker.follow())
    for _ in range(5):
        await waker.wake()
        await asyncio.sleep(0)
    go_on.set()
    for _ in range(20):
        await asyncio.sleep(0)
    stop.set()
    await following
    assert (most, runs) == (1, 2)


async def test_it_tries_a_job_that_fails_again_and_says_so(settings, caplog):
    stop, tries = asyncio.Event(), 0

    async def work(_settings: object, _stop: asyncio.Event) -> None:
        nonlocal tries
        tries += 1
        if tries < 3:
            raise ConnectionResetError("базата се рестартира")
        stop.set()

    waker = Waker(Job("провал", {}, "so that it is tested", work), settings, stop, [], again_after=0.01)
    await waker.wake()
    await asyncio.wait_for(waker.follow(), 10)
    assert tries == 3
    said = [record.getMessage() for record in caplog.records]
    assert said == ["The job провал failed and will be tried again: базата се рестартира"] * 2
    assert not any(record.exc_info for record in caplog.records)


async def test_it_gives_no_sign_of_life_while_a_job_hangs(settings):
    stop, beats = asyncio.Event(), 0

    async def hang(_settings: object, _stop: asyncio.Event) -> None:
        await stop.wait()

    async def beat(_settings: object, _stop: asyncio.Event) -> None:
        nonlocal beats
        beats += 1

    wakers: list[Waker] = []
    wakers.append(Waker(Job("виси", {}, "so that it is tested", hang), settings, stop, wakers, hangs_after=0.05))
    wakers.append(Waker(Job("пулс", {}, "so that it is tested", beat, sign_of_life=True), settings, stop, wakers))
    following = [asyncio.create_task(waker.follow()) for waker in wakers]
    for waker in wakers:
        await waker.wake()
    await asyncio.sleep(0.1)
    assert beats == 1
    await wakers[1].wake()
    await asyncio.sleep(0.05)
    assert beats == 1
    stop.set()
    await asyncio.gather(*following)


async def test_it_runs_every_job_at_start_and_ends_when_asked(db, settings):
    office = await bare_rows.organisation()
    project = await bare_rows.project("ГМ-2026-4", "Младежки център „Заедно“", office)
    maria = await bare_rows.person("Мария Стоянова", "maria@example.org")
    await bare_rows.seat(maria, Role.MANAGER, office)
    await bare_rows.deadline(project, datetime.now(SOFIA).date() + timedelta(days=3))
    stop = asyncio.Event()
    clock = asyncio.create_task(run_clock(settings, stop))
    while await worker_seen() is None or not await Letter.all().count():
        await asyncio.sleep(0.02)
        assert not clock.done()
    stop.set()
    await asyncio.wait_for(clock, 20)
    assert await Letter.all().count() == 1


async def test_it_brings_the_deadlines_into_step_before_it_reminds_of_them(db, settings, caplog, monkeypatch):
    office = await bare_rows.organisation()
    maria = await bare_rows.person("Мария Стоянова", "maria@example.org")
    await bare_rows.seat(maria, Role.MANAGER, office)
    project = await bare_rows.project("ГМ-2026-4", "Младежки център „Заедно“", office)
    today = datetime.now(SOFIA).date()
    await Deliverable.create(project=project, number="П1", position=1, title_bg="Наръчник", due_on=today)

    async def fails(_settings: object) -> None:
        raise ValueError("изменение, което не се прилага")

    monkeypatch.setattr(bring_amendments, "run", fails)
    await plan_reminders.run(settings)
    letter = await Letter.get()
    assert "Наръчник" in letter.subject
    assert [record.levelname for record in caplog.records] == ["ERROR"]


async def test_it_clears_away_what_has_ended(db):
    now = datetime(2026, 11, 22, 10, tzinfo=UTC)
    person = await Person.create(email="maria@example.org", name="Мария Стоянова")
    for name, begun, seen, expires in (("жива", 1, 0, 10), ("изтекла", 15, 0, -1), ("забравена", 2, 1, 10)):
        await Session.create(
            person=person,
            token_sha256=name,
            begun_at=now - timedelta(days=begun),
            seen_at=now - timedelta(days=seen),
            expires_at=now + timedelta(days=expires),
        )
    async with bookkeeping("what has ended cleared away"):
        for key, days in (("стара", 8), ("нова", 6)):
            await rows("INSERT INTO sent_form (key, at) VALUES ($1, $2)", key, now - timedelta(days=days))
    for key, hours in (("стар опит", 25), ("нов опит", 1)):
        await Attempt.create(key=key, window=now - timedelta(hours=hours), count=3)
    for _ in range(2):
        await forget_the_past(now)
    assert [session.token_sha256 for session in await Session.all()] == ["жива"]
    assert [attempt.key for attempt in await Attempt.all()] == ["нов опит"]
    assert [row["key"] for row in await rows("SELECT key FROM sent_form")] == ["нова"]
