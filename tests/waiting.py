"""Processes that become the tracker's command: each has its own arguments, environment, folder, input and end, as one started
afresh has, but none spends a second or two on reading the tracker's modules. They split off one process that has read them.

`python tests/waiting.py SOCKET` is that process; `command` asks it, and starts it where nobody has yet.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import json
import os
import runpy
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]


def command(
    arguments: Sequence[str], environment: Mapping[str, str], given: str, seconds: float
) -> subprocess.CompletedProcess[str]:
    """`python -m grants` with these arguments, run to its end."""
    with contextlib.closing(Begun(arguments, environment, given)) as begun:
        return subprocess.CompletedProcess(list(arguments), begun.wait(seconds), *begun.said())


class Begun:
    """`python -m grants` with these arguments, going on until it ends or is ended."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], given: str = "") -> None:
        self._told, self._said, self._problems = (tempfile.TemporaryFile("w+") for _ in range(3))  # noqa: SIM115 - closed with it
        self._told.write(given)
        self._told.seek(0)
        self._asked = socket.socket(socket.AF_UNIX)
        self._asked.connect(_started())
        wish = json.dumps({"arguments": list(arguments), "environment": dict(environment)}).encode() + b"\n"
        socket.send_fds(self._asked, [wish[:1]], [file.fileno() for file in (self._told, self._said, self._problems)])
        self._asked.sendall(wish[1:])
        self.pid = self._number()
        self._code: int | None = None

    def wait(self, seconds: float) -> int:
        """Its exit code; TimeoutError where it does not end in time."""
        if self._code is None:
            self._asked.settimeout(seconds)
            self._code = self._number()
        return self._code

    def _number(self) -> int:
        line = b""
        while not line.endswith(b"\n"):
            part = self._asked.recv(1)
            assert part, "nobody waits for wishes any more"
            line += part
        return int(line)

    def said(self) -> tuple[str, str]:
        """What it has printed, and what it complained of."""
        said, problems = (os.pread(file.fileno(), 1 << 24, 0).decode() for file in (self._said, self._problems))
        return said, problems

    def terminate(self) -> None:
        """Ask it to end."""
        if self._code is None:
            os.kill(self.pid, signal.SIGTERM)

    def kill(self) -> None:
        """End it as when the power goes; whatever it has printed stays."""
        if self._code is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self.wait(30)

    def close(self) -> None:
        """Forget it, with what it printed."""
        self.kill()
        for file in (self._asked, self._told, self._said, self._problems):
            file.close()


@functools.cache
def _started() -> str:
    """The socket of the process that waits for this one's wishes; it ends when this one does."""
    folder = tempfile.mkdtemp(prefix="grants-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    address = f"{folder}/ask"
    waiting = subprocess.Popen(
        [sys.executable, __file__, address],
        cwd=ROOT,
        env={**os.environ, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert waiting.stdout is not None
    assert waiting.stdin is not None
    assert waiting.stdout.readline() == b"ready\n"
    atexit.register(waiting.wait)
    atexit.register(waiting.stdin.close)
    return address


def wait(address: str) -> None:
    """Read the tracker's modules and sentences, and split off a process for each wish until nobody is left to wish anything."""
    sys.path.insert(0, str(ROOT))
    import grants.cli  # noqa: F401 - so that the commands need not
    from grants.values.wording import wording

    for language in ("bg", "en"):
        wording(language)
    gc.freeze()
    with socket.socket(socket.AF_UNIX) as listener, selectors.DefaultSelector() as heard:
        listener.bind(address)
        listener.listen()
        heard.register(listener, selectors.EVENT_READ)
        heard.register(sys.stdin, selectors.EVENT_READ)
        print("ready", flush=True)
        while all(key.fileobj is listener for key, _ in heard.select()):
            asked, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                _serve(asked)
                os._exit(0)
            asked.close()
            with contextlib.suppress(ChildProcessError):  # those that have ended are taken leave of
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass


def _serve(asked: socket.socket) -> None:
    """One wish: tells the number of the command's process, and its exit code when it has ended."""
    begun, files, _, _ = socket.recv_fds(asked, 1, 3)
    with asked.makefile() as rest:
        wish = json.loads(begun.decode() + rest.readline())
    pid = os.fork()
    if pid == 0:
        asked.close()
        _become(wish, files)
    asked.sendall(f"{pid}\n".encode())
    _, status = os.waitpid(pid, 0)
    asked.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())


def _become(wish: dict[str, object], files: list[int]) -> None:
    """Be `python -m grants`, and end as it does."""
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    environment, arguments = wish["environment"], wish["arguments"]
    assert isinstance(environment, dict)
    assert isinstance(arguments, list)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.argv = ["grants", *arguments]
    code = 1
    try:
        runpy.run_module("grants", run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
    except Exception:  # noqa: BLE001 - whatever it was, it is told and the process ends
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    wait(sys.argv[1])
