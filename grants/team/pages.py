"""The pages of the team."""

from __future__ import annotations

from starlette.responses import Response

from grants.web.pages import Visit, address


async def team(visit: Visit) -> Response:
    """The list."""
    return visit.page("team/team.html", {})


ROUTES = [
    address("/projects/{code}/team", "team", team),
]
