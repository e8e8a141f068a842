"""How versions of a budget are called, and what the budget's own page says of them and of the ways to change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grants.access import Permission
from grants.budget.kinds import VERSION_KINDS, VERSION_STATES, VersionState
from grants.budget.reading import OPEN, Row, versions_of
from grants.values.language import Text
from grants.values.wording import Wording
from grants.web.forms import new_form_key
from grants.web.pages import Visit

IN_FORCE = "now"
TONES: Mapping[str, str] = {"working": "active", "draft": "", "asked": "wait", "approved": "good", "refused": "bad"}


def budget_address(visit: Visit) -> str:
    """The address of the budget of the project visited."""
    return f"/projects/{visit.project.code}/budget"


def version_label(version: Row, words: Wording) -> str:
    """How a version is called: its name, or its number and kind."""
    named = Text(version["name_bg"], version["name_en"]).in_(words.language)
    return named or f"{version['number']} · {words.say(VERSION_KINDS[version['kind']])}"


async def versions_section(visit: Visit) -> dict[str, Any]:
    """What the budget's own page says of its versions and of changing it."""
    versions = await versions_of(visit.by, visit.project)
    signed = any(row["state"] == VersionState.APPROVED for row in versions)
    opened = next((row for row in versions if row["state"] in OPEN), None)
    working = opened is not None and opened["state"] == VersionState.WORKING
    may_edit = visit.may(Permission.EDIT_BUDGET)
    return {
        "base": budget_address(visit),
        "may_edit": may_edit,
        "may_grid": may_edit and (working or not signed),
        "may_open": may_edit and signed and opened is None,
        "may_keep": may_edit and not signed,
        "form_key": new_form_key(),
        "versions": [_version_row(visit, row) for row in versions],
    }


def _version_row(visit: Visit, row: Row) -> dict[str, Any]:
    words = visit.words
    return {
        "label": version_label(row, words),
        "url": f"{budget_address(visit)}/versions/{row['id']}",
        "state": words.say(VERSION_STATES[row["state"]]),
        "tone": TONES[row["state"]],
        "approved": words.day(row["approved_on"]) if row["approved_on"] else "",
        "difference": f"{budget_address(visit)}/difference?from={row['id']}&to={IN_FORCE}",
    }
