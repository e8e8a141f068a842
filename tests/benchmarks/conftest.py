"""What benchmarks of posting stand on: a mail server in a process of its own that takes everything."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.running import ROOT, free_port


@dataclass
class Sink:
    """The mail server, which can be held: then it answers nobody until it is let go on."""

    port: int
    process: subprocess.Popen[bytes]

    def hold(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self.process.send_signal(signal.SIGCONT)


class Takes:
    """The mail server's way with a letter: it thinks about it for so many seconds, and has it."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    @classmethod
    def from_cli(cls, _parser: object, seconds: str) -> Takes:
        return cls(float(seconds))

    async def handle_DATA(self, _server: object, _session: object, _envelope: object) -> str:  # noqa: N802 - aiosmtpd's name
        if self._seconds:
            await asyncio.sleep(self._seconds)
        return "250 2.0.0 Ok"


@pytest.fixture
def sink(request: pytest.FixtureRequest) -> Iterator[Sink]:
    """A running one; its parameter is how many seconds it thinks about a letter."""
    port, seconds = free_port(), str(getattr(request, "param", 0.0))
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", f"{__name__}.Takes", seconds]
    process = subprocess.Popen(command, cwd=ROOT)
    for _ in range(200):
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.05)
    yield Sink(port, process)
    process.kill()
    process.wait()
