"""The database server stopped at once and started again while letters leave and pages are read: nothing of ours is started anew."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from grants.storage import database, embedded
from tests.databases import CommonDatabase
from tests.faults.workers import Workers, copies, ends_politely, put_letters, until_all_sent, until_ready, until_taken
from tests.post_office import Mailbox
from tests.running import Running, fetched, free_port, own_folder, running

pytestmark = pytest.mark.anyio
LETTERS, RESTARTS = 200, 2


@pytest.fixture
def own_server(common_database: CommonDatabase) -> Iterator[tuple[dict[str, Any], Path]]:
    """A database server of this test's own: its credentials, and the folder of its rows."""
    common_database.leave()
    with own_folder() as folder:
        server = embedded.start(folder / "data")
        yield server.address.credentials(), next((folder / "data").glob("*/PG_VERSION")).parent
        server.leave()


def restart(rows_in: Path) -> None:
    """As when somebody updates PostgreSQL in a hurry."""
    program = embedded.program("pg_ctl")
    command = [str(program), "restart", "-w", "-m", "immediate", "-D", str(rows_in), "-l", str(rows_in / "again.log")]
    owner = rows_in.owner()
    if Path.home().owner() != owner and shutil.which("setpriv"):
        command = ["setpriv", f"--reuid={owner}", f"--regid={rows_in.group()}", "--clear-groups", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", timeout=60)


async def test_it_goes_on_posting_and_answering_when_the_database_was_restarted(own_server, mailbox: Mailbox, tmp_path):
    credentials, rows_in = own_server
    await database.migrate(credentials)
    async with database.connected(credentials):
        await put_letters(LETTERS)
    mailbox.seconds_a_letter = 0.05
    workers = Workers(credentials, mailbox, str(tmp_path / "данни"))
    port = free_port()
    settings = {**workers.settings, "PORT": str(port), "BASE_URL": f"http://localhost:{port}", "LANG": "C.UTF-8"}
    try:
        with running("serve", settings=settings) as web:
            processes = whose(web)
            at_work = [workers(), workers()]
            for one in at_work:
                await until_ready(one)
            for _ in range(RESTARTS):
                await until_taken(mailbox, min(LETTERS, len(mailbox.taken) + 20))
                await asyncio.to_thread(restart, rows_in)
                await answers_again(f"http://localhost:{port}/sign-in")
            assert len(set(mailbox.ids)) < LETTERS, "it was restarted in the middle"
            async with database.connected(credentials):
                await until_all_sent(LETTERS)
            status, state = fetched(f"http://localhost:{port}/readyz")
            assert (status, json.loads(state)["worker"]) == (200, True)
            assert whose(web) == processes
            assert web.stop() == 0
            assert "Traceback" not in (said := web.rest()), said
            for one in at_work:
                await asyncio.to_thread(ends_politely, one)
    finally:
        workers.end()
    assert len(set(mailbox.ids)) == LETTERS
    assert copies(mailbox) == 0  # what was taken just then was marked when the database was back


def whose(web: Running) -> set[int]:
    """The processes that answer."""
    return {web.process.pid} | {one.pid for one in psutil.Process(web.process.pid).children(recursive=True)}


async def answers_again(address: str) -> None:
    """Whatever it answers meanwhile is a page that says so; soon it is the page itself."""
    end = time.monotonic() + 60
    while (status := (await asyncio.to_thread(fetched, address))[0]) != 200:
        assert status == 503
        assert time.monotonic() < end, "it does not answer"
        await asyncio.sleep(0.1)
