"""The clock: wakes the jobs by the timetable until it is asked to stop, and then lets each finish what it began."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import time
from collections.abc import Coroutine, Sequence
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from tortoise.exceptions import BaseORMException

from grants import followers
from grants.demo.filling import refuse_demo
from grants.errors import CannotStart
from grants.settings import Settings, read_settings, refuse_without_key
from grants.storage.database import DATABASE_AWAY, connected, migrate, running_server
from grants.values.language import N_, catalogue, language_named
from jobs.timetable import TIMETABLE, Job

READY = N_("The worker is ready.")
_AGAIN_AFTER = 15.0  # seconds until a job that failed is tried again
_HANGS_AFTER = 600.0  # seconds after which a job that has not ended counts as hanging
_LOOKS_AT_CLOCK, _SET_BY = 5.0, 5.0  # seconds between looks at the clock, and by how much it was set then at least
_POLITE = 8.0  # seconds a job may take to end when the worker is asked to stop; after ten it would be killed

_log = logging.getLogger("grants.jobs")


class Waker:
    """One job, waiting to be woken; woken while it runs, it runs once more afterwards, never twice at a time.

    `all_jobs` are the wakers of the whole timetable.
    """

    def __init__(
        self,
        job: Job,
        settings: Settings,
        stop: asyncio.Event,
        all_jobs: list[Waker],
        *,
        again_after: float = _AGAIN_AFTER,
        hangs_after: float = _HANGS_AFTER,
    ) -> None:
        self.job = job
        self._all = all_jobs
        self._again_after = again_after
        self._hangs_after = hangs_after
        self._settings = settings
        self._stop = stop
        self._call = asyncio.Event()
        self._began: float | None = None

    async def wake(self) -> None:
        """Run as soon as possible; a coroutine, so that the scheduler calls it in the loop and not in a thread."""
        if not (self.job.sign_of_life and any(other.hangs for other in self._all)):
            self._call.set()

    @property
    def hangs(self) -> bool:
        """Whether it runs for longer than any job should."""
        return self._began is not None and time.monotonic() - self._began > self._hangs_after

    async def follow(self) -> None:
        """Run whenever woken, until asked to stop; a run that fails is said in the log and tried again soon."""
        while await self._woken():
            self._began = time.monotonic()
            try:
                await self.job.run(self._settings, self._stop)
            except Exception as problem:  # noqa: BLE001 - whatever a job stumbles over, the clock goes on
                foreseen = isinstance(problem, (OSError, BaseORMException, *DATABASE_AWAY))
                said = "The job %s failed and will be tried again: %s"
                _log.warning(said, self.job.name, str(problem) or type(problem).__name__, exc_info=not foreseen)
                self._call.set()
                await _either(self._stop.wait(), asyncio.sleep(self._again_after))
            finally:
                self._began = None

    async def _woken(self) -> bool:
        await _either(self._call.wait(), self._stop.wait())
        self._call.clear()
        return not self._stop.is_set()


async def _either(*waits: Coroutine[Any, Any, Any]) -> None:
    """Go on as soon as one of them is over."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()


async def run_clock(settings: Settings, stop: asyncio.Event) -> None:
    """Run every job once and then by the timetable until `stop` is set; the database must be connected.

    When asked to stop, triggers end first, then each job finishes what it began.
    """
    wakers: list[Waker] = []
    wakers += (Waker(job, settings, stop, wakers) for job in TIMETABLE)
    scheduler = AsyncIOScheduler(
        timezone=settings.time_zone, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    for waker in wakers:
        scheduler.add_job(waker.wake, _trigger(waker.job, settings), id=waker.job.name)
        await waker.wake()
    scheduler.start()
    following = [asyncio.create_task(waker.follow(), name=waker.job.name) for waker in wakers]
    minding = asyncio.create_task(_mind_the_clock(scheduler, wakers, settings))
    try:
        await stop.wait()
    finally:
        minding.cancel()
        scheduler.shutdown(wait=False)
        _, unfinished = await asyncio.wait(following, timeout=_POLITE)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)


def _trigger(job: Job, settings: Settings) -> CronTrigger:
    return CronTrigger(timezone=settings.time_zone, **job.when)


async def _mind_the_clock(scheduler: AsyncIOScheduler, wakers: Sequence[Waker], settings: Settings) -> None:
    """Where the machine's clock was set, reckon anew when each job is due, and wake them all.

    Otherwise a clock set back by an hour would let everything sleep for that hour, the sign of life too.
    """
    ahead = time.time() - time.monotonic()
    while True:
        await asyncio.sleep(_LOOKS_AT_CLOCK)
        now_ahead = time.time() - time.monotonic()
        if abs(now_ahead - ahead) < _SET_BY:
            continue
        _log.warning("The clock was set by %+.0f seconds: every job looks at what is due now.", now_ahead - ahead)
        ahead = now_ahead
        for waker in wakers:
            scheduler.reschedule_job(waker.job.name, trigger=_trigger(waker.job, settings))
            await waker.wake()


async def work(settings: Settings, ready: str = READY) -> None:
    """The worker alone, until SIGTERM or Ctrl+C: its database, one line when ready, then the clock. Raises CannotStart."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    followers.install()
    async with running_server(settings) as credentials:
        await migrate(credentials)
        async with connected(credentials):
            print(ready, flush=True)  # noqa: T201 - a command prints
            await run_clock(settings, stop)


def main() -> int:
    """`python -m jobs`: exit 0 when asked to stop, 1 with a sentence when it cannot start."""
    words = catalogue(language_named(os.environ.get("LANG", "")) or "en")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    try:
        settings = read_settings(os.environ)
        refuse_without_key(settings)
        refuse_demo(settings)
        asyncio.run(work(settings, words.say(READY)))
    except CannotStart as problem:
        print(problem.say(words), file=sys.stderr)  # noqa: T201 - a command prints
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
