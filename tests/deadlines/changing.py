"""A row of a project changed as its form changes it."""

from __future__ import annotations

from typing import Any

from grants.access import OPERATOR
from grants.entries.actions import change_row
from grants.entries.kinds import BY_NAME
from grants.entries.queries import row_seen
from tests.cast import World


async def changed(world: World, kind: str, row_id: int, **values: Any) -> None:
    """The values that are named, everything else as it stands."""
    stood = await row_seen(BY_NAME[kind], OPERATOR, world.project, row_id)
    kept = {name: stood[name] for name in BY_NAME[kind].record.columns}
    await change_row(OPERATOR, world.project, BY_NAME[kind], row_id, stood["version"], stood["number"], kept | values)
