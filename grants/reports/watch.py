"""How far something long has come: told step by step from wherever it is made, written down by whoever watches."""

from __future__ import annotations


class Interrupted(Exception):
    """The worker is asked to stop, or the making is no longer its own: it ends at the next step."""


class Watch:
    """Steps done of so many; they may be done in another thread than the one that looks on."""

    def __init__(self) -> None:
        self.done = 0
        self.of = 0
        self.interrupted = False

    def expect(self, steps: int) -> None:
        """So many steps more are to come."""
        self.of += steps

    def step(self) -> None:
        """One step done. Raises Interrupted where it is to end."""
        self.done += 1
        self.look_up()

    def look_up(self) -> None:
        """Raises Interrupted where it is to end."""
        if self.interrupted:
            raise Interrupted

    async def reach(self, done: int, of: int) -> None:
        """So many steps of so many are done. Raises Interrupted where it is to end."""
        self.done, self.of = done, of
        self.look_up()


async def nobody_waits(_report_id: int | None) -> None:
    """What follows a report that nothing else was waiting for."""
