"""The addresses at which a budget is changed: its grid, its versions, the moves between its lines."""

from __future__ import annotations

from grants.budget import grid_pages, move_pages, version_pages
from grants.web.pages import address

ROUTES = [
    address("/projects/{code}/budget/edit", "edit_budget", grid_pages.edit_budget, changes=True),
    address("/projects/{code}/budget/total", "grid_total", grid_pages.grid_total, changes=True),
    address("/projects/{code}/budget/versions", "budget_versions", version_pages.versions, changes=True),
    address("/projects/{code}/budget/versions/{id:int}", "budget_version", version_pages.version, changes=True),
    address(
        "/projects/{code}/budget/versions/{id:int}/edit", "edit_budget_version", grid_pages.edit_version, changes=True
    ),
    address("/projects/{code}/budget/difference", "budget_difference", version_pages.difference),
    address("/projects/{code}/budget/moves", "budget_moves", move_pages.moves),
    address("/projects/{code}/budget/moves/new", "new_budget_move", move_pages.new_move, changes=True),
    address("/projects/{code}/budget/moves/limit", "budget_move_limit", move_pages.move_limit, changes=True),
    address("/projects/{code}/budget/moves/{id:int}", "budget_move", move_pages.move, changes=True),
    address("/projects/{code}/budget/moves/{id:int}/edit", "edit_budget_move", move_pages.edit_move, changes=True),
]
