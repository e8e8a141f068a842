"""A row of a project changed as its form changes it, and a form that is sent again once it showed what follows."""

from __future__ import annotations

import re
from typing import Any

from grants.access import OPERATOR, Identity
from grants.entries.actions import change_row
from grants.entries.kinds import BY_NAME
from grants.entries.queries import row_seen
from tests.cast import World


async def changed(world: World, kind: str, row_id: int, by: Identity = OPERATOR, /, **values: Any) -> None:
    """The values that are named, everything else as it stands."""
    stood = await row_seen(BY_NAME[kind], OPERATOR, world.project, row_id)
    kept = {name: stood[name] for name in BY_NAME[kind].record.columns}
    await change_row(by, world.project, BY_NAME[kind], row_id, stood["version"], stood["number"], kept | values)


def moves_key(page: str) -> str:
    """What a form carries along of the deadlines it shows."""
    found = re.search(r'name="moves" value="(\w+)"', page)
    assert found is not None
    return found.group(1)


async def confirmed(browser: Any, address: str, form: dict[str, str]) -> int:
    """A form sent, and once more after it showed which deadlines it moves; gives what was answered then."""
    asked = await browser.post(address, form)
    assert asked.status_code == 200
    return int((await browser.post(address, form | {"moves": moves_key(asked.text)})).status_code)
