"""Much work in one process that also answers: whatever waits goes on in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from time import monotonic
from typing import TypeVar

T = TypeVar("T")
_AT_A_TIME = 0.002  # seconds; a page asks the database some thirty times and may be kept waiting after each


async def unhurried(many: Iterable[T]) -> AsyncIterator[T]:
    """One after another, with a breath every two milliseconds in which others are served."""
    began = monotonic()
    for one in many:
        yield one
        if monotonic() - began > _AT_A_TIME:
            await asyncio.sleep(0)
            began = monotonic()
