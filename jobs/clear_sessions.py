"""Throws away what nobody needs any more: sessions that ended, keys of sent forms, counts of sign-in tries."""

from __future__ import annotations

from grants.people.actions import forget_the_past
from grants.people.queries import now


async def run() -> None:
    """Clear up once; a second time finds nothing."""
    await forget_the_past(now())
