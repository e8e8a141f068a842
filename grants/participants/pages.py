"""The pages of the register of participants."""

from __future__ import annotations

from starlette.responses import Response

from grants.web.pages import Visit, address


async def participants(visit: Visit) -> Response:
    """The list."""
    return visit.page("participants/participants.html", {})


ROUTES = [
    address("/projects/{code}/participants", "participants", participants),
]
