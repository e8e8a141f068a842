"""Commands that run: demo, up, serve, work; and those that wake a job once: migrate, remind, post."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import uvicorn
from uvicorn.supervisors import Multiprocess

from grants.access import CLOCK
from grants.app import create_app
from grants.cli.command import Command, Said, tracker
from grants.deadlines.reminding.actions import freshen_letters, plan_reminders
from grants.demo.cast import CAST
from grants.demo.filling import demo_folder, fill, held, refuse_demo
from grants.errors import CannotStart
from grants.letters.actions import post_letters
from grants.people.queries import now
from grants.settings import Settings, refuse_without_key
from grants.storage.database import migrate, running_server
from grants.values.language import N_
from grants.values.wording import Wording
from jobs.__main__ import run_clock
from jobs.__main__ import work as work_alone

READY = N_("The tracker is ready at {address}")
BUSY = N_("The port {port} is busy: something else answers there. Choose another one with --port or PORT.")
FILLING = N_("Preparing the demo in {folder} …")


class _Polite(uvicorn.Server):
    """A server whose stopping is ours to decide, so that SIGTERM ends with exit 0."""

    @contextlib.contextmanager
    def capture_signals(self) -> Any:
        yield


def _listening(port: int, host: str) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as problem:
        listener.close()
        raise CannotStart(BUSY, port=port) from problem
    return listener


def _say(line: str, *, quiet: bool) -> None:
    print(line, file=sys.stderr if quiet else sys.stdout, flush=True)


async def _served(settings: Settings, host: str, ready: str, *, jobs: bool, quiet: bool) -> None:
    """Answer until SIGTERM or Ctrl+C; requests under way are answered, jobs finish what they began."""
    listener = _listening(settings.port, host)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with running_server(settings) as credentials:
        await migrate(credentials)

        @asynccontextmanager
        async def already(_settings: Settings) -> AsyncIterator[dict[str, Any]]:
            yield credentials

        server = _Polite(_config(create_app(settings, server=already), settings))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        while not server.started and not serving.done():  # noqa: ASYNC110 - uvicorn tells it by a flag alone
            await asyncio.sleep(0.02)
        if serving.done():
            await serving
            return
        _say(ready, quiet=quiet)
        clock = asyncio.create_task(run_clock(settings, stop)) if jobs else None
        await asyncio.wait([serving, asyncio.create_task(stop.wait())], return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        if clock is not None:
            await clock
        server.should_exit = True
        await serving


def _config(app: Any, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=",".join(settings.trusted_proxies) or None,
        timeout_graceful_shutdown=10,
    )


async def demo(chosen: Command, settings: Settings, words: Wording) -> Said:
    """A filled tracker that lives in its own folder; continued, never wiped."""
    folder = demo_folder(settings, named=bool(chosen.data))
    settings = replace(
        settings,
        data_dir=folder,
        database_url=None,
        mail_server=None,
        files_dir=None,
        demo=True,
        base_url=f"http://localhost:{settings.port}",
    )
    _listening(settings.port, "127.0.0.1").close()
    with held(folder):
        _say(words.say(FILLING, folder=str(folder)), quiet=True)
        async with tracker(settings):
            await fill(settings, words)
        lines = [words.say(READY, address=settings.base_url)]
        lines += [f"{one.email} {one.password} {one.role_word}" for one in CAST]
        await _served(settings, "127.0.0.1", "\n".join(lines), jobs=True, quiet=chosen.json)
    return Said(None)


def _real(settings: Settings) -> None:
    refuse_without_key(settings)
    refuse_demo(settings)


async def up(chosen: Command, settings: Settings, words: Wording) -> Said:
    """Web and jobs in one process."""
    _real(settings)
    await _served(settings, "0.0.0.0", words.say(READY, address=settings.base_url), jobs=True, quiet=chosen.json)  # noqa: S104 - a service answers everybody
    return Said(None)


async def serve(chosen: Command, settings: Settings, words: Wording) -> Said:
    """Web only, in one process or several."""
    _real(settings)
    ready = words.say(READY, address=settings.base_url)
    if chosen.workers == 1:
        await _served(settings, "0.0.0.0", ready, jobs=False, quiet=chosen.json)  # noqa: S104 - a service answers everybody
        return Said(None)
    _listening(settings.port, "0.0.0.0").close()  # noqa: S104 - a service answers everybody
    async with running_server(settings) as credentials:
        await migrate(credentials)
    config = _config("grants.app:from_environment", settings)
    config.factory, config.workers, config.port = True, chosen.workers, settings.port

    def several() -> None:
        """The supervisor of processes is uvicorn's own, which wants the main thread to itself."""
        listener = _listening(settings.port, "0.0.0.0")  # noqa: S104 - a service answers everybody
        Multiprocess(config, [listener]).run()

    return Said(None, ready, then=several)


async def work(_chosen: Command, settings: Settings, words: Wording) -> Said:
    """Jobs only."""
    _real(settings)
    await work_alone(settings, words.say(N_("The worker is ready.")))
    return Said(None)


async def migrate_database(chosen: Command, settings: Settings, words: Wording) -> Said:
    """The database forward, or back."""
    async with running_server(settings) as credentials:
        await migrate(credentials, chosen.to)
    return Said({"migrated": chosen.to or "latest"}, words.say(N_("The database is up to date.")))


async def remind(chosen: Command, settings: Settings, words: Wording) -> Said:
    """Plan the reminders due by a day."""
    async with tracker(settings):
        day = chosen.on or datetime.now(settings.time_zone).date()
        letters = await plan_reminders(CLOCK, day, settings.time_zone, settings.base_url)
    return Said({"letters": letters}, words.count("{n} letter was written.", "{n} letters were written.", letters))


async def post(_chosen: Command, settings: Settings, words: Wording) -> Said:
    """Hand over the waiting letters once, their links signed."""
    refuse_without_key(settings)
    async with tracker(settings):
        await freshen_letters(now(), settings.time_zone, settings.base_url)
        counted = await post_letters(settings, now())
    if counted.unreachable:
        raise CannotStart(N_("The mail server can't be reached: {reason}"), reason=counted.unreachable)
    data = asdict(counted)
    return Said(data, words.say(N_("{sent} sent, {waiting} waiting, {refused} refused."), **data))
