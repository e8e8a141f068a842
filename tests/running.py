"""The tracker as people start it: real processes of the real command, on ports and folders of their own."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from grants.storage import embedded
from tests import waiting

ROOT = Path(__file__).parents[1]


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder whose parents an unprivileged account may enter, as /var/lib is and pytest's own folders are not."""
    folder = Path(tempfile.mkdtemp(prefix="grants-tests-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def held_server(data: Path) -> Iterator[None]:
    """The embedded server of a folder, kept running so that commands one after another need not start it each time."""
    server = embedded.start(data, fast=True)
    try:
        yield
    finally:
        server.leave()


def filled_demo(to: Path) -> Path:
    """A demo's folder as its first start leaves it: filled once for all processes of a test run, and copied to this place."""
    made = Path(os.environ["TESTS_TOGETHER"]) / "демо"
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.with_suffix(".filled").exists():
            with running("demo", "--data", str(made), "--port", str(free_port()), ready=" admin\n") as demo:
                assert demo.stop() == 0
            made.with_suffix(".filled").touch()
    subprocess.run(["cp", "-a", str(made), str(to)], check=True)  # with the owners of its files
    return to


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def environment(**settings: str) -> dict[str, str]:
    """The machine's environment without any setting of ours but these; what is compiled of our modules is kept for the run."""
    ours = {"DATABASE_URL", "DATA_DIR", "SMTP_URL", "PORT", "SECRET_KEY", "BASE_URL", "STORAGE_URL", "LANG", "LC_ALL"}
    kept = {name: value for name, value in os.environ.items() if name not in {*ours, "PYTHONDONTWRITEBYTECODE"}}
    compiled = {"PYTHONPYCACHEPREFIX": str(Path(os.environ["TESTS_TOGETHER"]) / "compiled")}
    return kept | compiled | {"LANG": "C.UTF-8"} | settings


def grants(*arguments: str, **settings: str) -> str:
    """One command run to its end with success; gives what it printed."""
    return ran(arguments, settings)


def refused(*arguments: str, **settings: str) -> str:
    """One command that is refused with exit 1; gives what it said."""
    return ran(arguments, settings, code=1)


def ran(arguments: Sequence[str], settings: Mapping[str, str], *, given: str = "", code: int = 0) -> str:
    """One command run to this exit code; gives what it printed."""
    done = waiting.command(arguments, environment(**settings), given, 120)
    assert done.returncode == code, (arguments, done.returncode, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout if code == 0 else done.stdout + done.stderr


def answer(*arguments: str, **settings: str) -> Any:
    """One command's JSON."""
    return json.loads(grants(*arguments, "--json", **settings))


@contextmanager
def running(*arguments: str, ready: str = "http", settings: Mapping[str, str] | None = None) -> Iterator[Running]:
    """A command that goes on until stopped; politely at the end, unless the test was less polite before."""
    process = subprocess.Popen(
        [sys.executable, "-m", "grants", *arguments],
        env=environment(**(settings or {})),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    started = Running(process)
    try:
        started.wait_for(ready, 180)  # a demo is filled in half a minute, in two where much else runs
        yield started
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
        assert process.stdout is not None
        process.stdout.close()


class Running:
    """A process of the tracker and what it has printed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.lines: list[str] = []

    def wait_for(self, word: str, seconds: float) -> None:
        begun = time.monotonic()
        assert self.process.stdout is not None
        while time.monotonic() - begun < seconds:
            line = self.process.stdout.readline()
            if not line:
                raise AssertionError(f"it ended: {''.join(self.lines)}")
            self.lines.append(line)
            if word in line:
                return
        raise AssertionError(f"not ready after {seconds} s: {''.join(self.lines)}")

    def stop(self) -> int:
        """Politely; gives the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def rest(self) -> str:
        """What it has printed since it was ready; of one that has ended."""
        assert self.process.stdout is not None
        return self.process.stdout.read()

    def kill(self) -> None:
        """As when the power goes: no goodbye."""
        self.process.kill()
        self.process.wait(30)


def fetched(address: str) -> tuple[int, str]:
    """A page as a stranger gets it."""
    try:
        with urllib.request.urlopen(address, timeout=20) as page:
            return page.status, page.read().decode()
    except urllib.error.HTTPError as problem:
        return problem.code, problem.read().decode()


def servers_of(folder: Path) -> list[psutil.Process]:
    """The PostgreSQL processes whose data lies in this folder."""
    found = []
    for process in psutil.process_iter(["name", "cmdline"]):
        line: Mapping[str, Any] = process.info
        if str(folder) in " ".join(line["cmdline"] or ()) and "postgres" in (line["name"] or ""):
            found.append(process)
    return found
