"""What a link is for, how long it lives, and whether it still opens."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from grants.values.language import N_


class Purpose(StrEnum):
    """The one thing a link is for."""

    DELIVER = "deliver"
    COSTS = "costs"
    SUB_REPORT = "sub_report"
    PART = "part"


PURPOSES: Mapping[str, str] = {
    Purpose.DELIVER: N_("hand over a deliverable"),
    Purpose.COSTS: N_("enter the expenses of a month"),
    Purpose.SUB_REPORT: N_("report on a sub-grant"),
    Purpose.PART: N_("look at a part of a report and hand it in"),
}


class LinkState(StrEnum):
    """Whether a link opens, and if not, why."""

    OPEN = "open"
    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"


LINK_STATES: Mapping[str, str] = {
    LinkState.OPEN: N_("still opens"),
    LinkState.USED: N_("used"),
    LinkState.REVOKED: N_("revoked"),
    LinkState.EXPIRED: N_("expired"),
}
LINK_TONES: Mapping[str, str] = {
    LinkState.OPEN: "active",
    LinkState.USED: "good",
    LinkState.REVOKED: "",
    LinkState.EXPIRED: "",
}

# How long a link opens when nobody says otherwise, and the longest that may be said.
LIFE = timedelta(days=30)
LONGEST_DAYS = 180


def link_state(
    expires_at: datetime, now: datetime, revoked_at: datetime | None = None, used_at: datetime | None = None
) -> LinkState:
    """Where a link stands at this moment; one that was used says so even after its day."""
    if used_at is not None:
        return LinkState.USED
    if revoked_at is not None:
        return LinkState.REVOKED
    return LinkState.OPEN if now < expires_at else LinkState.EXPIRED


AT = "/link/"  # where links open: the token follows
_TOKEN = re.compile(rf"{AT}[A-Za-z0-9_-]{{20,}}")


def without_tokens(letter: str) -> str:
    """A letter as it is kept once it has left: what its links say, without what opens them."""
    return _TOKEN.sub(f"{AT}…", letter)
