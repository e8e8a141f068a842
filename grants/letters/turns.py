"""Turns at the one step after which a letter may have been taken: of a worker's connections only one at a time is in doubt."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from types import TracebackType
from typing import Self


class NoMoreTurns(Exception):
    """A letter could not be marked: none may follow it now."""


class Turns:
    """Those of one worker's connections.

    Whoever is killed after a letter's last byte left and before its row says how it fared leaves a letter that will be sent
    again. Only one connection at a time stands there, so it is one letter. `longest` is how long a mail server may think
    about a letter alone; then the next one has its turn, for one letter may not hold up the others.
    """

    def __init__(self, longest: timedelta) -> None:
        self.longest = longest.total_seconds()
        self.free = asyncio.Lock()
        self.ended = False

    def end(self) -> None:
        """No letter has a turn any more."""
        self.ended = True


class Turn:
    """One letter's: begun before its content is sent, over when it is written down how it fared."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns
        self._limit: asyncio.TimerHandle | None = None
        self._holds = False
        self.awaited = False

    async def begin(self) -> None:
        """Wait for the turn; a letter that is offered again has it still. Raises NoMoreTurns."""
        if self._limit is None:
            self.awaited = True
            await self._turns.free.acquire()
            self.awaited, self._holds = False, True
            self._limit = asyncio.get_running_loop().call_later(self._turns.longest, self._over)
        if self._turns.ended:
            raise NoMoreTurns

    def answered(self) -> None:
        """The mail server has spoken; writing that down takes as long as it takes."""
        if self._limit is not None:
            self._limit.cancel()

    def _over(self) -> None:
        if self._holds:
            self._holds = False
            self._turns.free.release()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.answered()
        self._over()
