"""The embedded PostgreSQL: a server of the tracker's own under DATA_DIR, shared by every command that works on
that folder and stopped by whichever of them leaves last.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from grants.errors import CannotStart
from grants.storage.account import made_folder
from grants.storage.cluster import Cluster
from grants.storage.postmaster import ServerAddress, failure
from grants.storage.programs import program
from grants.values.language import N_

__all__ = ["RunningServer", "ServerAddress", "embedded_server", "program", "start"]

PATIENCE = 180.0  # seconds to wait while others start or stop the server of the same folder
BUSY = N_("Another command has been starting or stopping the database in {folder} for too long. Try again later.")


class RunningServer:
    """One command's use of the server of a folder: the server runs at least until `leave`."""

    def __init__(self, cluster: Cluster, lock: int, address: ServerAddress) -> None:
        self.address = address
        self._cluster = cluster
        self._lock: int | None = lock

    def leave(self) -> None:
        """End this use, and stop the server unless somebody else uses it; a second call does nothing."""
        if self._lock is None:
            return
        lock, self._lock = self._lock, None
        try:
            # Without a turn for minutes: whoever has it uses the server, and will stop it in the end.
            with contextlib.suppress(CannotStart), _turn(self._cluster.data_dir):
                _end_use(self._cluster, lock)
        finally:
            os.close(lock)


@asynccontextmanager
async def embedded_server(data_dir: Path, *, fast: bool = False) -> AsyncIterator[ServerAddress]:
    """Run the server of this folder for as long as the block lasts, or share the one that runs; raises CannotStart.

    `fast` gives up safety against power cuts, for tests.
    """
    starting = asyncio.ensure_future(asyncio.to_thread(start, data_dir, fast=fast))
    try:
        running = await asyncio.shield(starting)
    except asyncio.CancelledError:
        (await starting).leave()
        raise
    try:
        yield running.address
    finally:
        await asyncio.shield(asyncio.to_thread(running.leave))


def start(data_dir: Path, *, fast: bool = False) -> RunningServer:
    """Start the server of this folder, or share the one that runs; raises CannotStart with one sentence.

    `fast` gives up safety against power cuts, for tests. Whoever starts must `leave` in the end.
    """
    try:
        folder, account = made_folder(data_dir.resolve())
        with _turn(folder) as turn:
            return _started(Cluster(folder, account), turn, fast)
    except OSError as problem:
        raise failure(data_dir, os.strerror(problem.errno) if problem.errno else str(problem)) from problem


def _started(cluster: Cluster, turn: int, fast: bool) -> RunningServer:
    lock = os.open(cluster.data_dir / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        alone = _locked(lock, fcntl.LOCK_EX)
        fcntl.flock(lock, fcntl.LOCK_SH)  # free to take: whoever holds the folder alone does so in a turn of its own
        cluster.prepare(turn, fast=fast)
        address = cluster.join(alone=alone) or cluster.launch(fast=fast)
    except BaseException:
        with contextlib.suppress(CannotStart, OSError):  # what happened first is what is told
            _end_use(cluster, lock)
        os.close(lock)
        raise
    return RunningServer(cluster, lock, address)


def _end_use(cluster: Cluster, lock: int) -> None:
    if _locked(lock, fcntl.LOCK_EX):
        cluster.stop()


@contextmanager
def _turn(folder: Path) -> Iterator[int]:
    """Take the one turn at starting, joining or stopping the server of a folder; gives the open file that holds it."""
    turn = os.open(folder / ".turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        asked_at = time.monotonic()
        while not _locked(turn, fcntl.LOCK_EX):
            if time.monotonic() - asked_at > PATIENCE:
                raise CannotStart(BUSY, folder=folder)
            time.sleep(0.05)
        yield turn
    finally:
        os.close(turn)


def _locked(file: int, how: int) -> bool:
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
