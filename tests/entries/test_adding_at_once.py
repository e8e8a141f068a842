"""Two people who add a row at the same moment both get one, each under its own number."""

from __future__ import annotations

import asyncio

import pytest

from grants.entries.actions import add_row
from grants.entries.kinds import BY_NAME
from grants.workplan.models import Activity
from tests.cast import read

pytestmark = pytest.mark.anyio


async def test_it_gives_each_of_many_rows_added_at_once_a_number_of_its_own(small_world):
    values = read("activity", {}, title_bg="Обучение", state="planned")
    kind = BY_NAME["activity"]
    adding = [add_row(small_world.maria, small_world.project, kind, "", dict(values)) for _ in range(8)]
    await asyncio.gather(*adding)
    numbers = [row["number"] for row in await Activity.all().order_by("position").values("number")]
    assert numbers == [str(number) for number in range(1, 9)]
