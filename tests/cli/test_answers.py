"""What a command says when nobody can hear it, or when it is stopped: no traceback, and an exit code that is true."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from grants import cli

FORMATS = [sys.executable, "-m", "grants", "formats", "--language", "bg"]


def test_it_is_silent_when_its_reader_has_gone():
    with subprocess.Popen(FORMATS, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as command:
        assert command.stdout is not None
        assert command.stderr is not None
        command.stdout.close()
        assert command.stderr.read() == b""
    assert command.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_it_says_in_a_sentence_that_its_answer_could_not_be_written():
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(FORMATS, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr.decode()
    assert "нас" in done.stderr.decode()


def test_it_does_not_call_an_interrupted_command_done(monkeypatch, capsys):
    async def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "_run", interrupted)
    assert cli.main(["formats", "--language", "bg"]) == 1
    assert capsys.readouterr().err.strip() == "Спряно."
