"""The checklist of a document's papers in a reader's words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grants.access import Permission
from grants.expenses.checklist.actions import Noted
from grants.expenses.checklist.queries import wanted_of
from grants.expenses.queries import Recorded
from grants.expenses.required import Required
from grants.expenses.rules import is_closed
from grants.web.forms import new_form_key
from grants.web.pages import Visit


async def checklist_of(visit: Visit, recorded: Recorded | None, typed: Sequence[Noted] = ()) -> dict[str, Any] | None:
    """The papers beside an expense's document, with what was typed about them; None where there are none to show."""
    if recorded is None or not recorded.document or recorded.masked:
        return None
    wanted = await wanted_of(visit.project, recorded.document)
    may_note = visit.may(Permission.RECORD_EXPENSE) and (
        not is_closed(recorded.expense) or visit.may(Permission.VERIFY_EXPENSE)
    )
    missing = sum(1 for paper in wanted if not paper.there)
    return {
        "rows": [_row(at, paper, visit, typed) for at, paper in enumerate(wanted)],
        "missing": visit.words.count("{n} paper is missing", "{n} papers are missing", missing) if missing else "",
        "may_note": may_note,
        "url": f"/projects/{visit.project.code}/expenses/{recorded.expense['id']}/papers",
        "lists_url": "/organisations/papers" if visit.may(Permission.EDIT_PAPER_LISTS) else "",
        "form_key": new_form_key(),
    }


def _row(at: int, paper: Required, visit: Visit, typed: Sequence[Noted]) -> dict[str, Any]:
    """One paper as it stands, and as somebody typed it where that differs."""
    kept = paper.paper
    original = kept["original"] if kept else ""
    mine = next((one for one in typed if one.name == paper.name), None)
    shown = (mine.there, mine.original) if mine else (paper.there, original)
    return {
        "at": at,
        "name": paper.name.in_(visit.language),
        "bg": paper.name.bg,
        "en": paper.name.en,
        "there": shown[0],
        "original": shown[1],
        "id": kept["id"] if kept else "",
        "version": kept["version"] if kept else "",
        "theirs": original if mine and (paper.there, original) != shown else None,
        "theirs_there": paper.there,
    }
