"""The files of the embedded database and the server that works on them: made, found running, started, stopped."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import stat
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from grants.errors import CannotStart
from grants.storage.account import Account, refuse_closed_folder
from grants.storage.postmaster import (
    PORT,
    ServerAddress,
    ended,
    failure,
    read_pid_file,
    reason_in,
    socket_folder,
    works_in,
)
from grants.storage.programs import MAJOR, copied_programs, program
from grants.values.language import N_

PATIENCE = 120.0  # seconds for a server to come up, recovery included
MUTE = 10.0  # seconds after which a server that says it is ready and does not answer is given up
NO_PROCESS = 2_147_483_647  # a process number no system hands out
LOG_LIMIT = 5_000_000  # bytes of postgres.log after which a start begins a new one

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "client_encoding": "UTF8",
    "log_min_messages": "warning",
    # What people typed stays in the tables: neither statements nor the values of a refused row go to the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

OTHER_VERSION = N_(
    "The database in {folder} was made by PostgreSQL {made_by}, but this program brings PostgreSQL {brought}. "
    "Use the version of the program that made it, or choose another DATA_DIR."
)
NO_PASSWORD = N_(
    "The password of the database in {folder} is missing. Put back the file {file}, or choose another DATA_DIR."
)
SOCKET_FOLDER = N_(
    "The folder {folder}, where the embedded database would be reached, belongs to somebody else. "
    "Remove it, or set another TMPDIR."
)
NO_ANSWER = N_("The embedded database in {folder} does not answer. What it said last is in {log}.")


class Said(NamedTuple):
    """How one of PostgreSQL's programs ended, and what it said."""

    returncode: int
    output: str


class Cluster:
    """The database of one data folder, and the account that owns it (None: our own)."""

    def __init__(self, data_dir: Path, account: Account | None) -> None:
        self.data_dir = data_dir
        self.account = account
        self.files = data_dir / "postgres"
        self.log = data_dir / "postgres.log"
        self._password_file = data_dir / "postgres.password"
        self._programs = program("postgres").parent
        self._server: subprocess.Popen[bytes] | None = None  # where we started it ourselves

    def prepare(self, turn: int, *, fast: bool) -> None:
        """Make what a server needs before it can start; what is there stays as it is.

        `turn` is the open file that holds our turn.
        """
        if self.account:
            self._programs = copied_programs(self.data_dir / "postgres-bin")
        self._refuse_other_version()
        self._make_password()
        if not self.files.exists():
            self._make_files(turn, fast=fast)

    def join(self, *, alone: bool) -> ServerAddress | None:
        """Find the server that runs already; if nobody else is here, a mute one is stopped and remains are put aside."""
        try:
            address = self._answering()
        except CannotStart:
            if not alone:
                raise
            self.stop()
            address = None
        if address is None and alone:
            self._put_aside_remains()
        return address

    def launch(self, *, fast: bool) -> ServerAddress:
        """Start the server and wait until it answers; `fast` gives up safety against power cuts."""
        sockets = self._make_socket_folder()
        with _private_log(self.log) as log:
            self._hand_over(self.log)
            before = log.seek(0, os.SEEK_END)
            command = [str(self._programs / "postgres"), "-D", str(self.files), *_options(sockets, fast)]
            self._server = subprocess.Popen(  # noqa: S603 (our program, our settings)
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **self._as_account({})
            )
            # One that is killed while we live must not stay a child nobody took note of: it would look alive to the next.
            threading.Thread(target=self._server.wait, name="embedded server", daemon=True).start()
            while self._server.poll() is None:
                if address := self._answering():
                    return address
                time.sleep(0.01)
            # A server whose starter was killed a moment ago may have been quicker than ours.
            if address := self._answering():
                return address
            log.seek(before)
            raise failure(self.data_dir, reason_in(log.read().decode(errors="replace")))

    def stop(self) -> None:
        """Stop the server if there is one; whoever is still connected is sent away. Raises CannotStart if it goes on."""
        note = read_pid_file(self.files / "postmaster.pid")
        if note and not ended(note.pid, self.files):
            raise CannotStart(NO_ANSWER, folder=self.data_dir, log=self.log)
        if self._server:
            self._server.wait()
        with contextlib.suppress(OSError):
            socket_folder(self.data_dir, _temporary_folder()).rmdir()

    def _run(
        self,
        name: str,
        *arguments: str,
        typed: str = "",
        keep: tuple[int, ...] = (),
        secret: dict[str, str] | None = None,
    ) -> Said:
        """Run one of PostgreSQL's programs to its end; it keeps the open files `keep`, and reads `secret` from its environment."""
        done = subprocess.run(  # noqa: S603 (the programs are ours, the arguments no person's words)
            [str(self._programs / name), *arguments],
            input=typed.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            pass_fds=keep,
            **self._as_account(secret or {}),
        )
        return Said(done.returncode, done.stdout.decode(errors="replace"))

    def _as_account(self, secret: dict[str, str]) -> dict[str, Any]:
        """How a program runs: as the server's account, knowing nothing of our environment, in a session of its own.

        Ctrl+C at the terminal is for us alone; the server is stopped in its turn.
        """
        whose = {"user": self.account.uid, "group": self.account.gid, "extra_groups": []} if self.account else {}
        known = {"PATH": os.defpath, "LC_ALL": "C", **secret}
        return {"env": known, "cwd": "/", "umask": 0o077, "start_new_session": True, **whose}

    def _password(self) -> str:
        return self._password_file.read_text(encoding="ascii").strip()

    def _address(self, sockets: str) -> ServerAddress:
        return ServerAddress(sockets, PORT, "grants", self._password(), "grants")

    def _answering(self) -> ServerAddress | None:
        """Wait until the server that works on these files answers; None where none works on them."""
        asked_at = time.monotonic()
        while note := read_pid_file(self.files / "postmaster.pid"):
            ready = note.status == "ready"
            address = self._address(note.sockets)
            if ready and self._answers(address):
                return address
            if not works_in(note.pid, self.files):
                return None
            if time.monotonic() - asked_at > (MUTE if ready else PATIENCE):
                raise CannotStart(NO_ANSWER, folder=self.data_dir, log=self.log)
            time.sleep(0.01)
        return None

    def _answers(self, address: ServerAddress) -> bool:
        """Whether the server behind this socket is ours. The superuser asks: a place is kept free for it."""
        where = ("-h", address.host, "-p", str(address.port), "-U", "postgres", "-d", address.database)
        secret = {"PGPASSWORD": address.password, "PGCONNECT_TIMEOUT": "5"}
        return self._run("psql", "-XAtqw", *where, "-c", "select 1", secret=secret).output.strip() == "1"

    def _refuse_other_version(self) -> None:
        if not self.files.exists():
            return
        made_by = (self.files / "PG_VERSION").read_text(encoding="ascii").strip()
        if made_by != MAJOR:
            raise CannotStart(OTHER_VERSION, folder=self.files, made_by=made_by, brought=MAJOR)

    def _make_password(self) -> None:
        if self._password_file.exists():
            return
        if self.files.exists():
            raise CannotStart(NO_PASSWORD, folder=self.files, file=self._password_file)
        unfinished = self._password_file.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        with open(unfinished, "x", encoding="ascii", opener=_private) as file:
            file.write(secrets.token_urlsafe(32))
            file.flush()
            os.fsync(file.fileno())
        self._hand_over(unfinished)
        unfinished.rename(self._password_file)

    def _make_files(self, turn: int, *, fast: bool) -> None:
        """Make the files beside their place and move them there whole; what an interrupted attempt left is cleared."""
        unfinished = self.data_dir / "postgres.new"
        if unfinished.exists():
            shutil.rmtree(unfinished)
        unfinished.mkdir(mode=0o700)
        self._hand_over(unfinished)
        try:
            self._fill(unfinished, turn, fast=fast)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
        unfinished.rename(self.files)
        _sync(self.data_dir)

    def _fill(self, folder: Path, turn: int, *, fast: bool) -> None:
        # The programs hold our turn too: if we are killed, the next start waits until they have ended.
        initdb = [
            f"--pgdata={folder}", "--username=postgres", f"--pwfile={self._password_file}", "--auth=scram-sha-256",
            "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
            "--data-checksums", "--no-instructions",
        ]  # fmt: skip
        single = ["--single", "-D", str(folder), "--exit-on-error=on"]
        if fast:
            initdb.append("--no-sync")
            single.append("--fsync=off")
        self._insist("initdb", *initdb, keep=(turn,))
        role = f"CREATE ROLE grants LOGIN CREATEDB PASSWORD '{self._password()}'"
        self._insist(
            "postgres", *single, "postgres", typed=f"{role}\nCREATE DATABASE grants OWNER grants\n", keep=(turn,)
        )

    def _insist(self, name: str, *arguments: str, typed: str = "", keep: tuple[int, ...] = ()) -> None:
        done = self._run(name, *arguments, typed=typed, keep=keep)
        if done.returncode:
            raise failure(self.data_dir, reason_in(done.output))

    def _make_socket_folder(self) -> Path:
        folder = socket_folder(self.data_dir, _temporary_folder())
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            found = folder.lstat()
            # Ours too: one made by root that was killed before handing it over.
            ours = {self.account.uid if self.account else os.geteuid(), os.geteuid()}
            if not stat.S_ISDIR(found.st_mode) or found.st_uid not in ours:
                raise CannotStart(SOCKET_FOLDER, folder=folder) from None
            folder.chmod(0o700)
        self._hand_over(folder)
        if self.account:
            refuse_closed_folder(folder, self.account)
        return folder

    def _put_aside_remains(self) -> None:
        """Nobody works on these files: what a killed server left must not stop the next one.

        A process of the same account may bear the old number by now, and PostgreSQL would take it for a server. The
        number alone is made harmless, so that PostgreSQL still looks for processes that share the old memory.
        """
        pid_file = self.files / "postmaster.pid"
        with contextlib.suppress(FileNotFoundError):
            lines = pid_file.read_text(encoding="utf-8", errors="replace").splitlines()
            if len(lines) < 7:
                pid_file.unlink()
            else:
                pid_file.write_text("\n".join([str(NO_PROCESS), *lines[1:]]) + "\n", encoding="utf-8")
        sockets = socket_folder(self.data_dir, _temporary_folder())
        for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
            (sockets / name).unlink(missing_ok=True)

    def _hand_over(self, path: Path) -> None:
        if self.account:
            os.chown(path, self.account.uid, self.account.gid, follow_symlinks=False)


def _temporary_folder() -> Path:
    return Path(tempfile.gettempdir()).resolve()


def _options(sockets: Path, fast: bool) -> list[str]:
    quoted = str(sockets).replace('"', '""')
    settings = {**SETTINGS, **(FAST if fast else {}), "unix_socket_directories": f'"{quoted}"'}
    return [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]


def _private_log(log: Path) -> BinaryIO:
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    return open(log, "a+b", opener=_private)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
