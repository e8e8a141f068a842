"""Much work lets others go on in between („без да се бърза“)."""

from __future__ import annotations

import asyncio
import time

import pytest

from grants.values.unhurried import unhurried

pytestmark = pytest.mark.anyio


async def test_it_gives_everything_in_order_and_serves_others_in_between():
    served = []

    async def other() -> None:
        while True:
            served.append(time.monotonic())
            await asyncio.sleep(0)

    asked = asyncio.create_task(other())
    given = []
    async for one in unhurried(range(10)):
        time.sleep(0.003)  # noqa: ASYNC251 - work
        given.append(one)
    asked.cancel()
    assert given == list(range(10))
    assert len(served) >= 9
