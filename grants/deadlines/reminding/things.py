"""Where the things stand on which deadlines hang: what happens there closes the deadline."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

# The address of a thing below its project's; of any other kind it is that of its row.
_PLACES: Mapping[str, str] = {
    "deliverable": "deliverables/{id}",
    "activity": "activities/{id}",
    "matter": "correspondence/{id}",
    "purchase": "procurement/{id}",
    "period": "contract",
    "package": "reports",
    "duty": "contract",
    "sub_report": "subgrants",
}


def place_of(thing: str, thing_id: int | None) -> str:
    """The address of a thing below its project's; empty where a deadline hangs on none."""
    if not thing:
        return ""
    return _PLACES.get(thing, f"rows/{quote(thing)}/{{id}}").format(id=thing_id)
