"""Where the rows of a project have a page and a life of their own, by kind; below the project's address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PAGES: Final[Mapping[str, str]] = {
    "activity": "/activities/{id}",
    "expense": "/expenses/{id}",
    "partner": "/partners/{id}",
    "deliverable": "/deliverables/{id}",
    "indicator": "/indicators/{id}",
    "move": "/budget/moves/{id}",
    "matter": "/correspondence/{id}",
    "period": "/contract/periods/{id}",
    "sub_grant": "/subgrants/{id}",
    "purchase": "/procurement/{id}",
    "deadline": "/deadlines/{id}",
}


def page_of(kind: str, row_id: int | None) -> str:
    """The address of a row's page below its project's; empty where there is no row."""
    if row_id is None:
        return ""
    return PAGES.get(kind, f"/rows/{kind}/{{id}}").format(id=row_id)
