"""What a running PostgreSQL shows of itself: where it is reached, its process, and its complaints."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from grants.errors import CannotStart
from grants.values.language import N_

PORT = 5432  # there is no TCP: it only names the socket
SOCKET_PATH_LIMIT = 103  # bytes; the least of the systems we run on (Linux has 107)

DISK_FULL = N_("The disk that holds {folder} is full. Nothing is lost: free some space and start again.")
FAILED = N_("The embedded database in {folder} cannot start: {reason}.")


@dataclass(frozen=True)
class ServerAddress:
    """Where a running server is reached, and as whom."""

    host: str  # the folder of the socket
    port: int
    user: str
    password: str = field(repr=False)
    database: str

    def credentials(self, database: str | None = None) -> dict[str, Any]:
        """Give the keywords for asyncpg's connect and for Tortoise's asyncpg credentials, for another database by name."""
        return {
            "host": self.host,
            "port": self.port,
            "user": self.user,
            "password": self.password,
            "database": database or self.database,
        }


class PidFile(NamedTuple):
    """What a server says of itself in postmaster.pid."""

    pid: int
    sockets: str
    status: str


def reason_in(output: str) -> str:
    """Say why PostgreSQL gave up, in its own words: its last fatal complaint, else its last line."""
    complaints = re.findall(r"(?:FATAL|PANIC|ERROR|error):\s+(.+)", output)
    lines = complaints or [line for line in output.splitlines() if line.strip()] or ["?"]
    return str(lines[-1]).strip().rstrip(".")


def failure(folder: Path, reason: str) -> CannotStart:
    """Make the sentence for a start that failed: a full disk has one of its own."""
    if os.strerror(errno.ENOSPC) in reason or os.strerror(errno.EDQUOT) in reason:
        return CannotStart(DISK_FULL, folder=folder)
    return CannotStart(FAILED, folder=folder, reason=reason)


def socket_folder(data_dir: Path, temporary: Path) -> Path:
    """Choose the folder for the server's socket: in the data folder, or a short one where that path is too long."""
    own = data_dir / "run"
    name = own / f".s.PGSQL.{PORT}"
    if len(os.fsencode(name)) <= SOCKET_PATH_LIMIT and "," not in str(own):  # a comma would separate two hosts
        return own
    return temporary / f"grants-{hashlib.sha256(os.fsencode(data_dir)).hexdigest()[:16]}"


def read_pid_file(path: Path) -> PidFile | None:
    """Read what a server says of itself; None where there is none, or where it has not begun to say it."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return None
    if not lines or not lines[0].strip().isdigit():
        return None
    return PidFile(
        pid=int(lines[0]),
        sockets=lines[4] if len(lines) > 4 else "",
        status=lines[7].strip() if len(lines) > 7 else "starting",
    )


def works_in(pid: int, folder: Path) -> bool:
    """Whether this process is the server of that folder: a server works inside its cluster."""
    if Path("/proc/self/cwd").exists():
        try:
            return Path(f"/proc/{pid}/cwd").readlink() == folder
        except OSError:
            return False
    command = ["ps", "-p", str(pid), "-o", "command="]
    return str(folder) in subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603 (a number)


def ended(pid: int, folder: Path) -> bool:
    """Ask the server of a folder to end, politely and then firmly, and wait; whether it did."""
    for how, seconds in ((signal.SIGINT, 60), (signal.SIGQUIT, 20)):
        if not works_in(pid, folder):
            return True
        os.kill(pid, how)
        asked_at = time.monotonic()
        while works_in(pid, folder) and time.monotonic() - asked_at < seconds:
            time.sleep(0.02)
    return not works_in(pid, folder)
