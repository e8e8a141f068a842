"""A link of each kind, as it comes in a letter."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, timedelta

import pytest

from grants.access import Permission
from grants.acting import acting
from grants.letters.links.actions import NewLink, make_link
from grants.letters.links.rules import AT, Purpose
from grants.values.language import Language
from tests.cast import NOON

MakeLink = Callable[..., Awaitable[str]]


@pytest.fixture
async def link_for(small_world) -> MakeLink:
    """Makes a link of the partner abroad and gives its address."""

    async def make(
        purpose: Purpose, *, days: int = 30, language: Language = "en", month: date | None = None, **row
    ) -> str:
        new = NewLink(
            purpose,
            "ana@puente.example",
            language,
            to_name="Ana Gómez",
            month_on=month,
            **{"partner_id": small_world.partner, **row},
        )
        async with acting(small_world.maria, Permission.SEND_LINKS, small_world.project.ref) as deed:
            link_id, token = await make_link(deed, small_world.project.ref, new, NOON + timedelta(days=days))
            deed.happened("link.sent", "link", link_id, "ana@puente.example")
        return f"{AT}{token}"

    return make
