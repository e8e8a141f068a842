"""How far a command is, as a line that a person at a terminal sees change; scripts see nothing of it."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, TextIO

from grants.reports.watch import Watch
from grants.values.language import N_
from grants.values.wording import Wording

_WIDTH: Final = 30
_EVERY: Final = 0.5  # seconds
_OVER: Final = "\r\x1b[K"  # back to the beginning of the line, and nothing on it


def bar(done: int, of: int, words: Wording) -> str:
    """The line: a bar as full as the work is done, and how many rows of how many."""
    full = min(_WIDTH * done // of, _WIDTH) if of else 0
    said = words.say(N_("{done} of {of} rows"), done=words.number(done), of=words.number(of)) if of else "…"
    return f"[{'#' * full}{'.' * (_WIDTH - full)}] {said}"


@contextmanager
def progress_shown(watch: Watch, words: Wording, *, quiet: bool, to: TextIO | None = None) -> Iterator[None]:
    """Show it while something is done; only at a terminal, and gone afterwards."""
    screen = to or sys.stderr
    if quiet or not screen.isatty():
        yield
        return
    over = threading.Event()

    def show() -> None:
        while not over.wait(_EVERY):
            screen.write(_OVER + bar(watch.done, watch.of, words))
            screen.flush()

    showing = threading.Thread(target=show, daemon=True)
    showing.start()
    try:
        yield
    finally:
        over.set()
        showing.join()
        screen.write(_OVER)
        screen.flush()
