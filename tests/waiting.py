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
    with (
        socket.socket(socket.AF_UNIX) as asked,
        tempfile.TemporaryFile("w+") as told,
        tempfile.TemporaryFile("w+") as said,
        tempfile.TemporaryFile("w+") as problems,
    ):
        told.write(given)
        told.seek(0)
        asked.settimeout(seconds)
        asked.connect(_started())
        wish = json.dumps({"arguments": list(arguments), "environment": dict(environment)}).encode() + b"\n"
        socket.send_fds(asked, [wish[:1]], [told.fileno(), said.fileno(), problems.fileno()])
        asked.sendall(wish[1:])
        with asked.makefile() as answers:
            pid = int(answers.readline())
            try:
                code = int(answers.readline())
            except TimeoutError:
                os.kill(pid, signal.SIGKILL)
                raise
        said.seek(0)
        problems.seek(0)
        return subprocess.CompletedProcess(list(arguments), code, said.read(), problems.read())


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
