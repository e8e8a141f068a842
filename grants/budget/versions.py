"""How versions of a budget are called, and what the budget's own page says of them and of the ways to change it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grants.access import Permission
from grants.budget.kinds import VERSION_KINDS, VERSION_STATES, VersionState
from grants.budget.reading import OPEN, Row, Why, lines_of, missed, moves_of, versions_of
from grants.values.language import N_, Text
from grants.values.money import Money
from grants.values.wording import DASH, Wording
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


_WHY: Mapping[str, str] = {
    Why.SENT: N_("it was asked for already"),
    Why.NO_LINE: N_("one of the two lines is not in it"),
    Why.TOO_LITTLE: N_("the line that gives has less in it"),
}
NOT_IN_THIS = N_(
    "Move {move} of {amount}, line {source} to line {target}, was approved but not carried into this version: {why}. If it is "
    "to hold here too, change both amounts."
)
NOT_IN_THAT = N_(
    "This move was not carried into version “{version}”: {why}. If it is to hold there too, change both amounts there."
)


async def missed_by_version(visit: Visit, version_id: int) -> list[str]:
    """What an open version did not take over of the moves approved beside it."""
    told = [one for one in await missed(visit.by, visit.project) if one["version"]["id"] == version_id]
    if not told:
        return []
    moves = {row["id"]: row for row in await moves_of(visit.by, visit.project)}
    numbers = {line["id"]: line["number"] for line in await lines_of(visit.by, visit.project)}
    return [
        _not_in_this(moves[one["move_id"]], one["why"], numbers, visit.words) for one in told if one["move_id"] in moves
    ]


def _not_in_this(move: Row, why: str, numbers: Mapping[int, str], words: Wording) -> str:
    facts = {
        "move": move["number"],
        "amount": Money(move["amount_cents"] or 0, move["currency"]),
        "source": numbers.get(move["from_line_id"], DASH),
        "target": numbers.get(move["to_line_id"], DASH),
        "why": words.say(_WHY[why]),
    }
    return words.say(NOT_IN_THIS, **facts)


async def missed_of_move(visit: Visit, move_id: int) -> list[str]:
    """Into which open versions an approved move was not carried, and why."""
    words = visit.words
    return [
        words.say(NOT_IN_THAT, version=version_label(one["version"], words), why=words.say(_WHY[one["why"]]))
        for one in await missed(visit.by, visit.project)
        if one["move_id"] == move_id
    ]


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
        "signed": signed,
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
