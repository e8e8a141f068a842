"""What follows what: later rooms that react to an earlier room's deed, in the same transaction."""

from __future__ import annotations

from grants.acting import Follower
from grants.deadlines.following import close_with_deliverable

FOLLOWERS: tuple[tuple[str, Follower], ...] = (("deliverable.changed", close_with_deliverable),)
