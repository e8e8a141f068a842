"""Throws away what nobody needs any more: sessions that ended, keys of sent forms, counts of sign-in tries, halves of files."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from grants.people.actions import forget_the_past
from grants.people.queries import now
from grants.settings import Settings
from grants.storage.files import FileStore

_SURELY_DEAD: Final = timedelta(days=1)  # whoever writes a file for so long does not any more


async def run(settings: Settings) -> None:
    """Clear up once; a second time finds nothing."""
    await forget_the_past(now())
    await FileStore(settings.files).forget_halves(now() - _SURELY_DEAD)
